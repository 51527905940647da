//! Running text as Markdown: marks, and the escapes that make every word come out as itself.
//!
//! A run of text is first flattened into [`Token`]s, where neighbouring words of one style are one
//! piece. Only then is it known what stands beside a character, and so whether it needs an escape:
//! `&` followed by `amp;` from another fact does, `R & D` does not.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::critic::{self, Reading, Stretch, Written};
use crate::document::{Inline, Link, Note, Reference, Text};
use crate::emit::words::Words;

/// Where a run of text stands, which decides what its ends mean to a parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the start of a line: a paragraph, or the first words of a list item.
    Line,
    /// Behind the hashes of a heading.
    Heading,
    /// In a cell of a table.
    Cell,
}

/// Bold and italic; whatever is neither is plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Style {
    strong: bool,
    emphasis: bool,
}

/// A piece of a run of text.
#[derive(Debug)]
enum Token<'t> {
    /// Words, not yet escaped.
    Words(Style, Cow<'t, str>),
    /// Finished Markdown that begins and ends with punctuation.
    Finished(Style, String),
    /// A delimiter that opens bold or italic text.
    Open(&'static str),
    /// A delimiter that closes it.
    Close(&'static str),
    /// A line break.
    Break,
}

/// Writes runs of text, collecting the footnotes they contain.
#[derive(Debug)]
pub(super) struct Run<'a> {
    /// The words that a redline itself says.
    words: &'static Words,
    /// What stands before the number of a footnote.
    pub prefix: &'a str,
    /// Footnotes met, in order, by name.
    pub notes: Vec<(String, Vec<Inline>)>,
    /// Footnotes met whose numbers are those of a publication, in order.
    pub published: Vec<(String, Vec<Inline>)>,
}

impl<'a> Run<'a> {
    /// Writes runs of a document in a language; its footnotes are called by `prefix` and their number.
    pub(super) fn new(language: &str, prefix: &'a str) -> Run<'a> {
        Run { words: Words::of(language), prefix, notes: Vec::new(), published: Vec::new() }
    }

    /// A run of text as Markdown; a break in it is a line end, or `<br>` in a cell.
    pub(super) fn write(&mut self, inlines: &[Inline], place: Place) -> String {
        if critic::is_marked(inlines) {
            return self.marked(inlines, place);
        }
        let mut tokens = Vec::new();
        self.flatten(inlines, Style::default(), place, &mut tokens);
        while matches!(tokens.last(), Some(Token::Break)) {
            tokens.pop();
        }
        let first = tokens.iter().position(|token| !matches!(token, Token::Break));
        tokens.drain(..first.unwrap_or(0));
        lay_out(delimited(tokens, Style::default()), place, &Around::Line)
    }

    /// A run of a redline: each stretch is Markdown by itself, whichever of its neighbours are dropped.
    fn marked(&mut self, inlines: &[Inline], place: Place) -> String {
        let mut heads = [Head::default(), Head::default()];
        let mut all = Vec::new();
        for Stretch { fate, run } in critic::stretches(inlines, self.words) {
            let mut tokens = Vec::new();
            self.flatten(&run, Style::default(), place, &mut tokens);
            let around = Around::Marks(Box::new(heads.clone()));
            for (head, reading) in heads.iter_mut().zip([Reading::New, Reading::Old]) {
                if fate.is_in(reading) {
                    head.takes(&tokens);
                }
            }
            let tokens = delimited(tokens, Style::default());
            let (opens, closes) = (
                matches!(tokens.first(), Some(Token::Open(_))),
                matches!(tokens.last(), Some(Token::Close(_))),
            );
            all.push(Written { fate, text: lay_out(tokens, place, &around), opens, closes });
        }
        critic::joined(all)
    }

    fn flatten<'t>(&mut self, inlines: &'t [Inline], style: Style, place: Place, out: &mut Vec<Token<'t>>) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Term { text, .. } => words(out, style, &**text),
                Inline::Fact(fact) => words(out, style, &*fact.text),
                Inline::Blank(text) => words(out, style, format!("[{text}]")),
                Inline::Strong(inner) => {
                    let style = Style { strong: true, ..style };
                    self.flatten(inner, style, place, out);
                }
                Inline::Emphasis(inner) => {
                    let style = Style { emphasis: true, ..style };
                    self.flatten(inner, style, place, out);
                }
                Inline::Foreign { text, .. } => self.flatten(text, style, place, out),
                Inline::Break if place == Place::Heading => words(out, style, " "),
                Inline::Break => out.push(Token::Break),
                Inline::Link(link) => self.link(link, style, place, out),
                Inline::Reference(reference) => self.reference(reference, style, place, out),
                Inline::Note(note) => match &note.published {
                    // A viewer counts footnotes by itself: what must keep its number is text.
                    Some(number) => {
                        words(out, style, format!("\u{a0}({number})"));
                        self.published.push((number.to_string(), note.text.clone()));
                    }
                    None => {
                        let mark = self.note(note);
                        out.push(Token::Finished(style, mark));
                    }
                },
                // Marks are taken off before: see [`critic`].
                Inline::Changed(_, inner) => self.flatten(inner, style, place, out),
            }
        }
    }

    /// Text between brackets of some kind: delimiters cannot cross them, so it is finished apart.
    fn enclosed(&mut self, inlines: &[Inline], style: Style, place: Place) -> String {
        let mut tokens = Vec::new();
        self.flatten(inlines, style, place, &mut tokens);
        lay_out(delimited(tokens, style), place, &Around::Brackets)
    }

    fn link<'t>(&mut self, link: &'t Link, style: Style, place: Place, out: &mut Vec<Token<'t>>) {
        let Some(url) = target(&link.url) else {
            return self.flatten(&link.text, style, place, out);
        };
        let shown = crate::document::plain(&link.text);
        if (shown.is_empty() || *shown == *link.url) && *url == *link.url {
            return out.push(Token::Finished(style, format!("<{url}>")));
        }
        // A link in a link is not a link.
        let text = unlinked(&link.text);
        let text = self.enclosed(&text, style, place);
        out.push(Token::Finished(style, format!("[{text}]({url})")));
    }

    fn reference<'t>(&mut self, to: &'t Reference, style: Style, place: Place, out: &mut Vec<Token<'t>>) {
        if to.text.is_empty() {
            words(out, style, &*to.label);
        } else {
            self.flatten(&to.text, style, place, out);
        }
    }

    fn note(&mut self, note: &Note) -> String {
        let name = match self.prefix {
            "" => note.number.to_string(),
            prefix => format!("{prefix}-{}", note.number),
        };
        let mark = format!("[^{name}]");
        self.notes.push((name, note.text.clone()));
        mark
    }
}

/// The same text with every link replaced by its words.
fn unlinked(inlines: &[Inline]) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Link(link) => out.extend(unlinked(&link.text)),
            Inline::Strong(inner) => out.push(Inline::Strong(unlinked(inner))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(unlinked(inner))),
            Inline::Foreign { text, .. } => out.extend(unlinked(text)),
            Inline::Changed(mark, inner) => out.push(Inline::Changed(*mark, unlinked(inner))),
            other => out.push(other.clone()),
        }
    }
    out
}

/// A URL that is safe between the brackets of a link, if it is one that may be followed.
fn target(url: &Text) -> Option<String> {
    let scheme = url.split(':').next()?.to_ascii_lowercase();
    if !["http", "https", "mailto"].contains(&&*scheme) || url.len() <= scheme.len() + 1 {
        return None;
    }
    let mut out = String::new();
    for (at, c) in url.char_indices() {
        match c {
            // An entity in a target would be read as the character it names.
            '&' if is_entity(&url[at + 1..]) => out.push_str("&amp;"),
            '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | '\\' | '|' | '`' | '"' => percent(&mut out, c),
            c if c.is_whitespace() || c.is_control() => percent(&mut out, c),
            c => out.push(c),
        }
    }
    Some(out)
}

fn percent(out: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(out, "%{byte:02X}");
    }
}

/// Adds words, to the piece before them where it has the same style.
fn words<'t>(out: &mut Vec<Token<'t>>, style: Style, text: impl Into<Cow<'t, str>>) {
    let mut text = text.into();
    // No way of writing Markdown keeps a null: the standard replaces it.
    if text.contains('\0') {
        text = text.replace('\0', "\u{fffd}").into();
    }
    match out.last_mut() {
        _ if text.is_empty() => {}
        Some(Token::Words(before, Cow::Owned(so_far))) if *before == style => so_far.push_str(&text),
        Some(Token::Words(before, so_far)) if *before == style => {
            let mut both = String::with_capacity(2 * (so_far.len() + text.len()));
            both.push_str(so_far);
            both.push_str(&text);
            *so_far = both.into();
        }
        _ => out.push(Token::Words(style, text)),
    }
}

/// Puts delimiters wherever the style changes. Bold stands outside of italic, and a break is always
/// plain, since a delimiter beside a line end would not be one.
fn delimited(tokens: Vec<Token<'_>>, base: Style) -> Vec<Token<'_>> {
    let style_of = |token: &Token| match token {
        Token::Words(style, _) | Token::Finished(style, _) => *style,
        _ => base,
    };
    if tokens.iter().all(|token| style_of(token) == base) {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len() + 4);
    let mut now = base;
    for token in tokens {
        let style = style_of(&token);
        change(&mut out, now, style);
        now = style;
        out.push(token);
    }
    change(&mut out, now, base);
    out
}

fn change(out: &mut Vec<Token<'_>>, from: Style, to: Style) {
    let reopen = from.strong != to.strong;
    if from.emphasis && (reopen || !to.emphasis) {
        out.push(Token::Close("_"));
    }
    if from.strong && !to.strong {
        out.push(Token::Close("**"));
    }
    if to.strong && !from.strong {
        out.push(Token::Open("**"));
    }
    if to.emphasis && (reopen || !from.emphasis) {
        out.push(Token::Open("_"));
    }
}

/// What stands around a run of text.
#[derive(Debug)]
enum Around {
    /// Nothing: its ends are those of a line.
    Line,
    /// Brackets within a line.
    Brackets,
    /// Stretches of a redline, of which some are dropped: what begins the line before it in either reading.
    Marks(Box<[Head; 2]>),
}

/// How a line begins, as far as that can make something else of it than text.
#[derive(Debug, Clone, Default)]
struct Head {
    /// The first letters.
    text: String,
    /// It ends with a footnote mark or link.
    finished: bool,
}

impl Head {
    /// Letters that are looked at.
    const MOST: usize = 12;

    fn takes(&mut self, tokens: &[Token<'_>]) {
        for token in tokens {
            self.finished = matches!(token, Token::Finished(..));
            match token {
                Token::Words(_, words) => self.text.extend(words.chars().take(Head::MOST)),
                // Behind a break, words stand as at the beginning of a line.
                Token::Break => self.text.clear(),
                _ => self.text.push('x'),
            }
        }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether the line is a number so far, or nothing.
    fn counts(&self) -> bool {
        self.text.trim().chars().all(|c| c.is_ascii_digit())
    }
}

/// Writes the pieces, escaping each by what stands beside it.
fn lay_out(tokens: Vec<Token<'_>>, place: Place, around: &Around) -> String {
    let length = |token: &Token| match token {
        Token::Words(_, text) => text.len() + 8,
        Token::Finished(_, text) => text.len(),
        Token::Open(_) | Token::Close(_) | Token::Break => 4,
    };
    let mut out = String::with_capacity(tokens.iter().map(length).sum());
    let marks = matches!(around, Around::Marks(_));
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Words(_, words) => {
                let sides = Sides::of(&tokens, at, around);
                escape(&mut out, words, place, sides);
            }
            Token::Finished(_, text) => out.push_str(text),
            Token::Open(mark) | Token::Close(mark) => out.push_str(mark),
            // A line end is nothing where the words behind it are dropped.
            Token::Break if place == Place::Cell || marks => out.push_str("<br>"),
            Token::Break => out.push_str("\\\n"),
        }
    }
    out
}

/// What the ends of a piece of words have to be kept from.
#[derive(Debug, Clone, Copy, Default)]
struct Sides {
    /// The piece begins a line.
    starts_line: bool,
    /// The piece ends a line, so that spaces at its end would be lost.
    ends_line: bool,
    /// Its first character stands beside a delimiter and must be punctuation to a parser.
    hide_first: bool,
    /// The same for its last character.
    hide_last: bool,
    /// A footnote mark or link stands before it.
    after_finished: bool,
    /// Anything stands behind it.
    followed: bool,
    /// A bracket of a redline stands before it; what stands before that is known only in part.
    mark_before: bool,
    /// The same behind it.
    mark_after: bool,
    /// The line is a number so far.
    counts: bool,
}

impl Sides {
    fn of(tokens: &[Token<'_>], at: usize, around: &Around) -> Sides {
        let edges = matches!(around, Around::Line);
        let heads = match around {
            Around::Marks(heads) => heads.as_slice(),
            _ => &[],
        };
        let before = at.checked_sub(1).map(|i| &tokens[i]);
        let after = tokens.get(at + 1);
        let Token::Words(_, words) = &tokens[at] else {
            return Sides::default();
        };
        let first = words.chars().next();
        let last = words.chars().next_back();
        Sides {
            starts_line: matches!(before, Some(Token::Break))
                || (before.is_none() && (edges || heads.iter().any(Head::is_blank))),
            ends_line: matches!(after, Some(Token::Break)) || (after.is_none() && edges),
            hide_first: match before {
                Some(Token::Open(_)) => first.is_some_and(char::is_whitespace),
                Some(Token::Close(mark)) => {
                    first.is_some_and(is_letter_like)
                        && !(*mark == "**"
                            && is_letter(tokens, at.wrapping_sub(2), |words| words.chars().next_back()))
                }
                _ => false,
            },
            hide_last: match after {
                Some(Token::Close(_)) => last.is_some_and(char::is_whitespace),
                Some(Token::Open(mark)) => {
                    last.is_some_and(is_letter_like)
                        && !(*mark == "**" && is_letter(tokens, at + 2, |words| words.chars().next()))
                }
                _ => false,
            },
            after_finished: matches!(before, Some(Token::Finished(..)))
                || (before.is_none() && heads.iter().any(|head| head.finished)),
            followed: after.is_some() || !edges,
            mark_before: before.is_none() && !heads.is_empty(),
            mark_after: after.is_none() && !heads.is_empty(),
            counts: before.is_none() && heads.iter().any(Head::counts),
        }
    }
}

/// Whether the first or last character of the piece at `at` is plainly a letter. Bold beside such
/// a one works in the middle of a word too. A lone letter is none: it may have to be an entity for
/// the sake of its other side.
fn is_letter(tokens: &[Token<'_>], at: usize, end: fn(&str) -> Option<char>) -> bool {
    match tokens.get(at) {
        Some(Token::Words(_, words)) if words.len() > 1 => {
            end(words).is_some_and(|c| c.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// Whether a character beside a delimiter counts as part of a word, or might.
fn is_letter_like(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !c.is_ascii_punctuation()
}

/// Whether a character is a letter or digit to every parser. Farther on, Unicode has symbols that
/// count as letters too, such as letters in circles.
fn is_plain_letter(c: char) -> bool {
    c < '\u{2000}' && c.is_alphanumeric()
}

/// Writes words so that a parser reads them back as they are.
fn escape(out: &mut String, words: &str, place: Place, sides: Sides) {
    let dangerous = match place {
        Place::Line if sides.starts_line => {
            line_start(words).or_else(|| counted(words).filter(|at| *at > 0 || sides.counts))
        }
        Place::Line if sides.counts => counted(words),
        _ => None,
    };
    // A table may begin in the next stretch.
    let dangerous = dangerous.or((sides.starts_line && sides.mark_after && words == ":").then_some(0));
    let end = words.len();
    let last = words.char_indices().next_back().map_or(0, |(at, _)| at);
    let mut before = None;
    let mut at = 0;
    while let Some(c) = words[at..].chars().next() {
        let next = at + c.len_utf8();
        let rest = &words[next..];
        let at_start = at == 0 && (sides.hide_first || sides.starts_line && c.is_whitespace());
        let at_end = next == end && (sides.hide_last || sides.ends_line && c.is_whitespace());
        let brace = c == '{' && next == end && sides.mark_after;
        if at_start || at_end || brace || c.is_control() {
            let _ = write!(out, "&#{};", c as u32);
        } else {
            let first_after = at == 0 && sides.after_finished && c == ':';
            let hash = place == Place::Heading && c == '#' && rest.trim().is_empty();
            if Some(at) == dangerous || first_after || hash || is_special(c, before, rest, place, sides) {
                out.push('\\');
            }
            out.push(c);
        }
        let stop = dangerous.filter(|at| *at >= next).map_or(last, |at| at.min(last));
        at = next + inert(words.get(next..stop).unwrap_or_default());
        out.push_str(&words[next..at]);
        before = if at > next { words[..at].chars().next_back() } else { Some(c) };
    }
}

/// How many bytes stand at the start of some words that mean nothing to any parser, whatever stands beside them.
fn inert(words: &str) -> usize {
    words.bytes().position(|byte| !INERT[usize::from(byte)]).unwrap_or(words.len())
}

/// Which bytes mean nothing to any parser: letters, digits and some marks of ASCII, and all beyond ASCII but the one
/// that may begin a control character.
const INERT: [bool; 256] = {
    let mut inert = [false; 256];
    let mut byte = 0_u8;
    loop {
        inert[byte as usize] = match byte {
            b' ' | b',' | b'.' | b'/' | b'@' | b'(' | b')' => true,
            _ => byte.is_ascii_alphanumeric() || (!byte.is_ascii() && byte != 0xc2),
        };
        if byte == u8::MAX {
            break inert;
        }
        byte += 1;
    }
};

/// Whether a character means something within a line.
fn is_special(c: char, before: Option<char>, rest: &str, place: Place, sides: Sides) -> bool {
    let next = rest.chars().next();
    let at_mark = before.is_none() && sides.mark_before;
    match c {
        '\\' | '`' | '*' | '[' | ']' | '~' | '$' => true,
        '|' => place == Place::Cell,
        // Within a word it means nothing, unless a neighbour is written as an entity.
        '_' => {
            let within = before.is_some_and(is_plain_letter) && next.is_some_and(is_plain_letter);
            !within || sides.hide_first || sides.hide_last
        }
        '<' => next.map_or(sides.followed, |c| c.is_ascii_alphabetic() || "/!?".contains(c)),
        '&' => {
            is_entity(rest)
                || (sides.mark_after && rest.chars().all(|c| c == '#' || c.is_ascii_alphanumeric()))
        }
        '!' => next.is_none() && sides.followed,
        // Brackets of CriticMarkup are kept apart within: some readers see no escape before them.
        '+' | '-' | '=' | '>' if before == Some('{') || at_mark => true,
        '}' => at_mark || before.is_some_and(|before| "+-~=<".contains(before)),
        _ => false,
    }
}

/// Whether what follows an ampersand makes it an entity: letters and digits up to a semicolon.
fn is_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.len() < rest.len() && name.starts_with(';')
}

/// Where a line that begins with these words needs an escape, so as not to be a list item, a
/// heading, a quotation, a rule, or the second line of a table or heading.
fn line_start(words: &str) -> Option<usize> {
    let first = words.chars().next()?;
    let rest = &words[first.len_utf8()..];
    let dangerous = match first {
        '>' | '=' | '|' => true,
        '+' => gap(rest),
        '-' => gap(rest) || rest.starts_with(['-', ':', '|']),
        ':' => rest.starts_with('-'),
        '#' => gap(rest.trim_start_matches('#')),
        _ => false,
    };
    dangerous.then_some(0)
}

/// Where a line that begins with these words, or with digits before them, needs an escape so as not to be counted.
fn counted(words: &str) -> Option<usize> {
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = &words[digits..];
    let counted = digits <= 9 && behind.starts_with(['.', ')']);
    (counted && gap(&behind[1..])).then_some(digits)
}

/// Whether nothing or white space follows.
fn gap(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r'])
}
