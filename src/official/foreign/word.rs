//! The structure of a Word document: headings by their styles, the numbers that Word counts, lists, tables,
//! emphasis and links. Tracked changes are read as accepted.

mod numbers;
mod styles;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read as _;

use quick_xml::events::{BytesStart, Event as Xml};

use super::super::read::formex::{attribute, character};
use super::super::read::{Fault, MAX_DEPTH, MAX_PARAGRAPH, MAX_UNFOLDED};
use super::tree::{Part, Run, Span, cell};
use super::{MAX_PARAGRAPHS, STRUCK, Shaped, TICKED, UNTICKED};
use crate::document::{Cell, Inline, script};
use numbers::{Counted, Numbers};
use styles::Styles;

/// What is said of changes that Word tracks.
const TRACKED: &str = "tracked changes were read as if they were accepted";
/// What is said of what stands above and below the text on each page.
const MARGINS: &str = "headers and footers were not read";
/// Elements whose content is not part of the text.
const SILENT: [&str; 5] = ["del", "moveFrom", "instrText", "Fallback", "delText"];

type Archive<'b> = zip::ZipArchive<std::io::Cursor<&'b [u8]>>;

/// The parts of a document, and what a reader should know of how it was read.
pub(super) fn parts(bytes: &[u8]) -> Result<Shaped, Fault> {
    let broken = |error: zip::result::ZipError| Fault::Archive(error.to_string());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    let mut left = MAX_UNFOLDED as u64;
    let body = member("word/document.xml", &mut archive, &mut left)?.ok_or_else(|| {
        Fault::Archive("it is no Word document: `word/document.xml` is not in it".to_owned())
    })?;
    let styles = member("word/styles.xml", &mut archive, &mut left)?.unwrap_or_default();
    let numbering = member("word/numbering.xml", &mut archive, &mut left)?.unwrap_or_default();
    let links = member("word/_rels/document.xml.rels", &mut archive, &mut left)?.unwrap_or_default();
    let mut word = Word {
        styles: Styles::read(&styles)?,
        numbers: Numbers::read(&numbering)?,
        links: targets(&links)?,
        ..Word::default()
    };
    word.part(&body)?;
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = member(name, &mut archive, &mut left)? {
            word.part(&notes)?;
        }
    }
    let names = archive.file_names().flatten().filter(|name| is_margin(name)).map(Cow::into_owned);
    let names: Vec<String> = names.collect();
    let mut says =
        |name: &String| matches!(member(name, &mut archive, &mut left), Ok(Some(text)) if has_words(&text));
    let margins = names.iter().any(&mut says);
    let said = [(word.left_out, STRUCK), (word.tracked, TRACKED), (margins, MARGINS)];
    let remarks = said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, said)| said.to_owned());
    Ok((word.parts, remarks.collect()))
}

/// Whether a member of the archive is a header or a footer.
fn is_margin(name: &str) -> bool {
    let margin = |kind| name.strip_prefix(kind).is_some_and(|rest| rest.ends_with(".xml"));
    margin("word/header") || margin("word/footer")
}

/// Whether there are letters in the text of a header or a footer: a page number alone says nothing.
fn has_words(xml: &str) -> bool {
    let texts = xml.split("<w:t").skip(1).filter_map(|rest| rest.split_once('>'));
    texts
        .filter_map(|(_, rest)| rest.split_once("</w:t>"))
        .any(|(text, _)| text.contains(char::is_alphabetic))
}

/// The sign that a character of a font of signs shows, if it is a box: ticked, or empty.
fn symbol(code: &str) -> &'static str {
    match code.to_ascii_uppercase().as_str() {
        "F0FE" | "F0FD" | "F052" | "F054" => TICKED,
        "F0A8" | "F0A3" | "F06F" => UNTICKED,
        _ => "",
    }
}

/// The text of a member of the archive, if it is there.
fn member(name: &str, archive: &mut Archive<'_>, left: &mut u64) -> Result<Option<String>, Fault> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(Fault::Archive(error.to_string())),
    };
    let mut text = Vec::new();
    file.take(*left + 1).read_to_end(&mut text).map_err(|error| Fault::Archive(error.to_string()))?;
    *left = left
        .checked_sub(text.len() as u64)
        .ok_or_else(|| Fault::Archive("its files unfold to more than 32 MiB".to_owned()))?;
    String::from_utf8(text).map(Some).map_err(|error| Fault::Utf8(error.utf8_error().valid_up_to()))
}

/// Calls `each` with the beginning of each element of an XML text; whether it is closed at once is told, and
/// the end of an element is one without a tag.
fn walk(text: &str, mut each: impl FnMut(Step<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open = 0usize;
    loop {
        match reader.read_event().map_err(|error| Fault::Xml(error.to_string()))? {
            Xml::Start(tag) => {
                open += 1;
                each(Step::Start(&tag, &local(&tag)))?;
            }
            Xml::Empty(tag) => {
                each(Step::Start(&tag, &local(&tag)))?;
                each(Step::End)?;
            }
            Xml::End(_) => {
                open = open.saturating_sub(1);
                each(Step::End)?;
            }
            Xml::Text(text) => each(Step::Text(&text.xml10_content()))?,
            Xml::CData(text) => each(Step::Text(&text.xml10_content()))?,
            Xml::GeneralRef(reference) => each(Step::Text(&character(&reference)?))?,
            Xml::DocType(_) => return Err(Fault::Xml("it declares a document type".to_owned())),
            Xml::Eof if open > 0 => return Err(Fault::Xml("it ends before its elements do".to_owned())),
            Xml::Eof => return Ok(()),
            Xml::Comment(_) | Xml::Decl(_) | Xml::PI(_) => {}
        }
    }
}

/// What comes next in an XML text.
enum Step<'x> {
    /// An element begins: its tag, and its name without prefix.
    Start(&'x BytesStart<'x>, &'x str),
    /// The innermost element ends.
    End,
    /// Words.
    Text(&'x str),
}

/// The addresses of links, by their ids.
fn targets(text: &str) -> Result<HashMap<String, String>, Fault> {
    let mut targets = HashMap::new();
    walk(text, |step| {
        if let Step::Start(tag, "Relationship") = step
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            targets.insert(id, target);
        }
        Ok(())
    })?;
    Ok(targets)
}

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    run: Run,
    style: String,
    numbered: Option<(String, usize)>,
    /// The outline level that the paragraph itself states.
    outline: Option<usize>,
}

/// The format of a run of words.
#[derive(Default, Clone, Copy, PartialEq)]
struct Looks {
    strong: bool,
    emphasis: bool,
    raised: bool,
    hidden: bool,
}

#[derive(Default)]
struct Word {
    styles: Styles,
    numbers: Numbers,
    links: HashMap<String, String>,
    parts: Vec<Part>,
    stack: Vec<String>,
    /// Paragraphs that are open: a text box stands within one.
    open: Vec<Paragraph>,
    looks: Looks,
    silent: usize,
    left_out: bool,
    /// Whether changes are tracked in it.
    tracked: bool,
    tables: usize,
    row: Vec<Cell>,
    header: bool,
    lines: Vec<(bool, Vec<Inline>)>,
}

impl Word {
    fn part(&mut self, text: &str) -> Result<(), Fault> {
        walk(text, |step| match step {
            Step::Start(tag, name) => self.start(tag, name),
            Step::End => self.end(),
            Step::Text(text) if self.within("t") => self.words(text),
            Step::Text(_) => Ok(()),
        })?;
        self.stack.clear();
        self.open.clear();
        self.silent = 0;
        Ok(())
    }

    fn within(&self, name: &str) -> bool {
        self.stack.last().is_some_and(|last| last == name)
    }

    fn start(&mut self, tag: &BytesStart<'_>, name: &str) -> Result<(), Fault> {
        let of_run = self.within("rPr") && self.stack.iter().rev().nth(1).is_some_and(|name| name == "r");
        self.tracked |= matches!(name, "ins" | "del" | "moveFrom" | "moveTo");
        match name {
            "p" if self.open.len() < MAX_DEPTH => self.open.push(Paragraph::default()),
            "r" => self.looks = Looks::default(),
            "b" if of_run => self.looks.strong = !off(tag),
            "i" if of_run => self.looks.emphasis = !off(tag),
            "vertAlign" if of_run => {
                self.looks.raised = value(tag).is_some_and(|value| value == "superscript")
            }
            "strike" | "dstrike" | "vanish" if of_run => self.looks.hidden |= !off(tag),
            "color" if of_run => {
                self.looks.hidden |= value(tag).is_some_and(|value| value.eq_ignore_ascii_case("ffffff"));
            }
            "shd" | "highlight" if of_run => self.looks.hidden = false,
            "br" | "cr" if self.within("r") => self.line_break(),
            "tab" if self.within("r") => self.words(" ")?,
            "noBreakHyphen" => self.words("-")?,
            "sym" => self.words(symbol(&attribute(tag, "w:char").unwrap_or_default()))?,
            "tbl" => self.tables += 1,
            "tblHeader" if !off(tag) => self.header = true,
            "hyperlink" => {
                let target = attribute(tag, "r:id").and_then(|id| self.links.get(&id).cloned());
                if let Some(open) = self.open.last_mut() {
                    open.run.begin(Span::Link(target.unwrap_or_default()));
                }
            }
            _ => self.property(tag, name),
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        self.silent += usize::from(SILENT.contains(&name));
        self.stack.push(name.to_owned());
        Ok(())
    }

    /// What a paragraph says of itself.
    fn property(&mut self, tag: &BytesStart<'_>, name: &str) {
        let of_paragraph = self.stack.iter().any(|name| name == "pPr");
        let Some(open) = self.open.last_mut().filter(|_| of_paragraph) else { return };
        let number = || value(tag).and_then(|value| value.parse::<usize>().ok());
        match name {
            "pStyle" => open.style = value(tag).unwrap_or_default(),
            "outlineLvl" => open.outline = number(),
            "numId" => {
                let level = open.numbered.take().map_or(0, |(_, level)| level);
                open.numbered = value(tag).map(|id| (id, level));
            }
            "ilvl" => {
                let id = open.numbered.take().map(|(id, _)| id).unwrap_or_default();
                open.numbered = Some((id, number().unwrap_or_default()));
            }
            _ => {}
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(name) = self.stack.pop() else { return Ok(()) };
        self.silent -= usize::from(SILENT.contains(&name.as_str()));
        match name.as_str() {
            "hyperlink" => {
                if let Some(open) = self.open.last_mut() {
                    open.run.end(|span| matches!(span, Span::Link(_)));
                }
            }
            "p" => self.paragraph()?,
            "tc" if self.tables == 1 => {
                let lines = std::mem::take(&mut self.lines);
                self.row.push(cell(lines));
            }
            "tr" if self.tables == 1 => {
                let (cells, header) = (std::mem::take(&mut self.row), std::mem::take(&mut self.header));
                if cells.iter().any(|cell| !cell.is_empty()) {
                    self.parts.push(Part::Row(0, header, cells));
                }
            }
            "tbl" => {
                if self.tables == 1 {
                    self.parts.push(Part::TableEnd);
                }
                self.tables = self.tables.saturating_sub(1);
            }
            _ => {}
        }
        Ok(())
    }

    fn line_break(&mut self) {
        if let Some(open) = self.open.last_mut().filter(|_| self.silent == 0) {
            open.run.line_break();
        }
    }

    fn words(&mut self, text: &str) -> Result<(), Fault> {
        self.left_out |= self.looks.hidden && !text.trim().is_empty();
        if self.silent > 0 || self.looks.hidden {
            return Ok(());
        }
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let Looks { strong, emphasis, raised, .. } = self.looks;
        let spans = [(strong, Span::Strong), (emphasis, Span::Emphasis)];
        let spans = spans.into_iter().filter_map(|(is, span)| is.then_some(span));
        spans.clone().for_each(|span| open.run.begin(span));
        if raised {
            open.run.text(&text.chars().map(script::raised).collect::<String>());
        } else {
            open.run.text(text);
        }
        spans.for_each(|span| open.run.end(|open| *open == span));
        if open.run.length > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
        Ok(())
    }

    /// Ends a paragraph: what it is follows from its style and its number.
    fn paragraph(&mut self) -> Result<(), Fault> {
        let Some(mut open) = self.open.pop() else { return Ok(()) };
        let run = joined(open.run.take());
        let style = self.styles.of(&open.style);
        // A numbered paragraph without words counts all the same.
        let numbered = open.numbered.or(style.numbered);
        let counted = numbered.and_then(|(id, level)| self.numbers.next(&id, level));
        if run.is_empty() {
            return Ok(());
        }
        let level = open.outline.or(style.outline).filter(|level| *level < 9);
        let labelled = |label: String, run: Vec<Inline>| {
            let label = Inline::Text(format!("{label} ").into());
            joined(std::iter::once(label).chain(run).collect())
        };
        if self.tables > 0 {
            let bullet = matches!(counted, Some(Counted::Bullet(_)));
            let run = match counted {
                Some(Counted::Label(label)) => labelled(label, run),
                _ => run,
            };
            self.lines.push((bullet, run));
            return Ok(());
        }
        self.parts.push(match (level, counted) {
            (Some(level), Some(Counted::Label(label))) => Part::Heading(level + 1, labelled(label, run)),
            (Some(level), _) => Part::Heading(level + 1, run),
            (None, Some(Counted::Bullet(depth))) => Part::Item(depth + 1, None, run),
            (None, Some(Counted::Label(label))) => Part::Paragraph(0, labelled(label, run)),
            (None, None) => Part::Paragraph(0, run),
        });
        if self.parts.len() > MAX_PARAGRAPHS {
            return Err(Fault::TooLarge("it has more paragraphs than an agreement"));
        }
        Ok(())
    }
}

/// A run with neighbours of one format as one: Word parts words wherever they were edited.
fn joined(run: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for inline in run {
        match (out.last_mut(), inline) {
            (Some(Inline::Strong(before)), Inline::Strong(more)) => before.extend(more),
            (Some(Inline::Emphasis(before)), Inline::Emphasis(more)) => before.extend(more),
            (Some(Inline::Text(before)), Inline::Text(more)) => *before = format!("{before}{more}").into(),
            (_, inline) => out.push(inline),
        }
    }
    crate::document::resolve::tidy(&mut out);
    out
}

/// The name of an element without its prefix.
fn local(tag: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(tag.local_name().as_ref().as_bytes()).into_owned()
}

/// Whether a property is switched off.
fn off(tag: &BytesStart<'_>) -> bool {
    value(tag).is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

fn value(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "w:val")
}

#[cfg(test)]
mod tests;
