//! HTML and XHTML: the Official Journal's mark-up under its old and new class names, alone or inside
//! a saved page of EUR-Lex.
//!
//! Tokens, not a tree: nothing nests in memory, broken mark-up cannot confuse more than its own
//! paragraph, and an element that is never closed ends with the next block.

use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};

use super::{Event, Fault, Gathered, Lines, MAX_DEPTH, MAX_PARAGRAPH, RawCall, What, is_marker};
use crate::document::script;

/// Elements whose beginning and end break a paragraph.
const BLOCKS: [&str; 31] = [
    "p",
    "div",
    "td",
    "th",
    "tr",
    "table",
    "tbody",
    "thead",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "main",
    "body",
    "html",
    "blockquote",
    "pre",
];
/// Elements whose content is not text.
const SILENT: [&str; 6] = ["script", "style", "head", "noscript", "svg", "template"];
/// Elements that are never closed.
const VOID: [&str; 10] = ["br", "hr", "img", "col", "link", "meta", "input", "wbr", "area", "base"];

type Tag = StartTag<usize>;

/// The paragraph being read.
#[derive(Default)]
struct Open {
    text: String,
    calls: Vec<RawCall>,
    /// Class of the innermost block, without `oj-`.
    class: String,
    /// Name of the innermost block.
    block: String,
    /// Key and number, where it turns out to be a note.
    note: Option<(String, String)>,
    line: usize,
}

/// A link that leads to or from a note: its key, what it shows so far, whether it is a call.
struct Link {
    key: String,
    shown: String,
    call: bool,
    depth: usize,
}

/// An element that is open.
struct Element {
    name: String,
    /// Whether it hides what is in it.
    silent: bool,
    /// Whether it is painted behind its words, so that white ones can be read.
    backed: bool,
}

/// What of an agreement in HTML is no word that a reader sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Unread {
    /// Words that are struck through or hidden.
    pub struck: bool,
    /// Pictures, which may show words.
    pub pictures: usize,
}

struct Html {
    out: Gathered,
    open: Open,
    stack: Vec<Element>,
    silent: usize,
    unread: Unread,
    link: Option<Link>,
    lines: Lines,
    /// Whether raised digits are kept as such: in an agreement they are calls of notes.
    raises: bool,
}

pub(super) fn read(text: &str) -> Result<Gathered, Fault> {
    Ok(gather(text, false)?.0)
}

/// The lines of an agreement. Digits in `<sup>` become raised digits, which no comparison reads.
/// Words that are struck through or hidden are left out, and pictures; whether there were any is said.
pub(in super::super) fn foreign(text: &str) -> Result<(Vec<Event>, Unread), Fault> {
    let (gathered, unread) = gather(text, true)?;
    Ok((gathered.events, unread))
}

fn gather(text: &str, raises: bool) -> Result<(Gathered, Unread), Fault> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut html = Html {
        out: Gathered::default(),
        open: Open::default(),
        stack: Vec::new(),
        silent: 0,
        unread: Unread::default(),
        link: None,
        lines: Lines::of(text),
        raises,
    };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token.unwrap_or_else(|never| match never {}) {
            Token::StartTag(tag) => html.start(&tag)?,
            Token::EndTag(tag) => html.end(&tag)?,
            Token::String(text) => html.text(&String::from_utf8_lossy(&text))?,
            Token::Comment(comment) => html.comment(&String::from_utf8_lossy(&comment)),
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    html.flush()?;
    Ok((html.out, html.unread))
}

impl Html {
    fn start(&mut self, tag: &Tag) -> Result<(), Fault> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let closed = tag.self_closing || VOID.contains(&name.as_str());
        if BLOCKS.contains(&name.as_str()) {
            self.flush()?;
            // Pages of old close neither paragraphs nor items nor cells.
            let open_ended = ["p", "li", "tr", "td", "th", "dt", "dd"].contains(&name.as_str());
            if open_ended && self.stack.last().is_some_and(|open| open.name == name) {
                self.silent -= usize::from(self.stack.pop().is_some_and(|open| open.silent));
            }
            self.open.class = class(tag);
            self.open.block.clone_from(&name);
            self.open.line = self.lines.at(tag.span.start);
        }
        match name.as_str() {
            "hr" => self.rule(tag)?,
            "br" => self.text("\n")?,
            "img" if self.silent == 0 => self.unread.pictures += 1,
            "a" => self.begin_link(tag),
            _ => {}
        }
        if closed {
            return Ok(());
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        let style = style(tag);
        let backed = style.contains("background") || attribute(tag, b"bgcolor").is_some();
        let white = is_white(&style) && !backed && !self.stack.iter().any(|open| open.backed);
        let struck = self.raises && (is_struck(&name, tag, &style) || white);
        self.unread.struck |= struck;
        let silent = struck || SILENT.contains(&name.as_str());
        self.silent += usize::from(silent);
        self.stack.push(Element { name, silent, backed });
        Ok(())
    }

    fn end(&mut self, tag: &EndTag<usize>) -> Result<(), Fault> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if self.link.as_ref().is_some_and(|link| self.stack.len() <= link.depth + 1) && name == "a" {
            self.end_link();
        }
        if BLOCKS.contains(&name.as_str()) {
            self.flush()?;
        }
        // What was left open inside it ends with it; an end without a beginning ends nothing.
        if let Some(at) = self.stack.iter().rposition(|open| open.name == name) {
            let ended = self.stack.split_off(at);
            let silent = ended.iter().filter(|open| open.silent).count();
            self.silent = self.silent.saturating_sub(silent);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        if self.silent > 0 {
            return Ok(());
        }
        if let Some(link) = &mut self.link {
            link.shown.push_str(text);
        } else if self.raises && self.stack.iter().any(|open| open.name == "sup") {
            self.open.text.extend(text.chars().map(script::raised));
        } else {
            self.open.text.push_str(text);
        }
        let length = self.open.text.len() + self.link.as_ref().map_or(0, |link| link.shown.len());
        if length > MAX_PARAGRAPH {
            Err(Fault::TooLarge("a paragraph has more than 256 KiB"))
        } else {
            Ok(())
        }
    }

    fn comment(&mut self, comment: &str) {
        if comment.contains("converter_version") && self.out.edition.is_none() {
            self.out.edition =
                Some(comment.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect());
        }
    }

    /// A rule: between parts, before the notes (which is none), or at the end.
    fn rule(&mut self, tag: &Tag) -> Result<(), Fault> {
        let line = self.open.line;
        match class(tag).as_str() {
            "note" | "separator" => Ok(()),
            "doc-end" => self.out.push(What::End, "", Vec::new(), line),
            _ => self.out.push(What::Rule, "", Vec::new(), line),
        }
    }

    /// Links to notes begin with `#ntr`, links back to their calls with `#ntc`; others are text.
    fn begin_link(&mut self, tag: &Tag) {
        let Some((_, fragment)) = attribute(tag, b"href")
            .and_then(|to| to.rsplit_once('#').map(|(before, after)| (before.to_owned(), after.to_owned())))
        else {
            return;
        };
        let key = fragment.split_once('-').map(|(_, key)| key.to_owned());
        let kind = fragment.get(..3);
        if let (Some(key), Some(kind @ ("ntr" | "ntc"))) = (key, kind) {
            let call = kind == "ntr";
            self.link = Some(Link { key, shown: String::new(), call, depth: self.stack.len() });
        }
    }

    fn end_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        let printed: String = link.shown.chars().filter(|c| c.is_alphanumeric() || *c == '*').collect();
        if link.call {
            self.open.calls.push(RawCall { at: self.open.text.len(), key: link.key, printed });
        } else {
            self.open.note = Some((link.key, printed));
        }
    }

    fn flush(&mut self) -> Result<(), Fault> {
        self.end_link();
        let open = std::mem::take(&mut self.open);
        let words = squeezed(&open.text, &open.calls);
        let (class, block, line) = (open.class.clone(), open.block.clone(), open.line);
        // Text after an inner block belongs to the outer one, whose class is not known any more.
        self.open.line = line;
        if words.0.trim().is_empty() && open.note.is_none() {
            return Ok(());
        }
        let what = match (open.note, class.as_str()) {
            (Some((key, printed)), _) => What::Note { key, printed },
            (None, "doc-ti") => What::Title,
            (None, class) if class.starts_with("ti-grseq") || class == "ti-art" => What::Heading,
            (None, _) if is_heading(&block) => What::Heading,
            _ if is_marker(words.0.trim()) => What::Marker,
            _ => What::Paragraph,
        };
        self.out.push(what, &words.0, words.1, line.max(1))
    }
}

fn is_heading(block: &str) -> bool {
    matches!(block, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The text with the line ends and indents of the source as single spaces; no-break spaces stay.
fn squeezed(text: &str, calls: &[RawCall]) -> (String, Vec<RawCall>) {
    let mut out = String::with_capacity(text.len());
    let mut calls = calls.to_vec();
    let mut next = 0;
    for (at, c) in text.char_indices() {
        while calls.get(next).is_some_and(|call| call.at <= at) {
            calls[next].at = out.len();
            next += 1;
        }
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    calls[next..].iter_mut().for_each(|call| call.at = out.len());
    (out, calls)
}

/// The first class of an element, without the prefix of the newer mark-up.
fn class(tag: &Tag) -> String {
    let classes = attribute(tag, b"class").unwrap_or_default();
    let first = classes.split_whitespace().next().unwrap_or_default();
    first.strip_prefix("oj-").unwrap_or(first).to_owned()
}

/// What an element says of its look, in small letters and without blanks.
fn style(tag: &Tag) -> String {
    let style = attribute(tag, b"style").unwrap_or_default().to_ascii_lowercase();
    style.chars().filter(|c| !c.is_whitespace()).chain([';']).collect()
}

/// Whether an element strikes its words through or hides them, as far as it says so itself: style sheets
/// are not read.
fn is_struck(name: &str, tag: &Tag, style: &str) -> bool {
    matches!(name, "del" | "s" | "strike") || attribute(tag, b"hidden").is_some() || hides(style)
}

/// Whether a style, in small letters and without blanks, strikes words through or hides them.
pub(in super::super) fn hides(style: &str) -> bool {
    ["display:none", "visibility:hidden", "line-through", "font-size:0;", "font-size:0p", "opacity:0;"]
        .iter()
        .any(|hides| style.contains(hides))
}

/// Whether the words of an element are white, or of no colour.
pub(in super::super) fn is_white(style: &str) -> bool {
    let white = ["white", "#fff", "#ffffff", "transparent", "rgb(255,255,255)", "rgba(255,255,255,1)"];
    style.split(';').any(|one| one.strip_prefix("color:").is_some_and(|color| white.contains(&color)))
}

fn attribute(tag: &Tag, name: &[u8]) -> Option<String> {
    let value = tag.attributes.iter().find(|(key, _)| key.as_slice() == name)?;
    Some(String::from_utf8_lossy(value.1).into_owned())
}
