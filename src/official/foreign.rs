//! An agreement that somebody else wrote, as paragraphs with their places.
//!
//! Bytes of Markdown, text, HTML or DOCX go in ([`read`]); the words of a PDF are read by the room
//! that knows PDF and come in as lines ([`of_lines`]). Nothing is understood here beyond where a
//! paragraph ends: words and signs stay as they are. Files come from anywhere; every limit is a
//! fault with a name.

mod page;
mod pages;
mod plain;
mod tree;
mod word;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::read::{self, Event, What};
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::{Block, markdown};
use crate::source::{decoded, is_hidden};

pub use pages::{PageLine, of_lines};

/// An agreement that cannot be read.
pub const AGREEMENT: Code = Code("FIL-AGREEMENT");

/// Most paragraphs.
pub const MAX_PARAGRAPHS: usize = 100_000;
/// Most words, counted by the blanks between them.
pub const MAX_WORDS: usize = 300_000;

/// In which form an agreement came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Markdown or plain text.
    Text,
    /// HTML or XHTML.
    Html,
    /// A Word document.
    Docx,
    /// PDF.
    Pdf,
}

impl Format {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "Markdown or text",
            Format::Html => "HTML",
            Format::Docx => "Word document",
            Format::Pdf => "PDF",
        }
    }
}

/// Where a paragraph stands. All count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A line of the file.
    Line(usize),
    /// A paragraph of a Word document, which has neither lines nor pages.
    Paragraph(usize),
    /// A page of a PDF.
    Page(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Line(number) => write!(f, "line {number}"),
            Place::Paragraph(number) => write!(f, "paragraph {number}"),
            Place::Page(number) => write!(f, "page {number}"),
        }
    }
}

/// A box that is ticked.
const TICKED: &str = "☒";
/// A box that is not.
const UNTICKED: &str = "☐";
/// What is said of words that the agreement strikes through or hides.
pub(super) const STRUCK: &str = "words that are struck through, hidden or white were left out";

/// What is said of pictures.
pub(super) fn pictures(count: usize) -> Option<String> {
    let said = match count {
        0 => return None,
        1 => "1 picture was passed over: if it shows words".to_owned(),
        count => format!("{count} pictures were passed over: if they show words"),
    };
    Some(format!("{said}, they were not compared"))
}

/// A paragraph, heading, item, cell or note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its words, its mark or number first where it is written out.
    pub text: String,
    /// Where it begins.
    pub place: Place,
}

/// An agreement read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// In which form it came.
    pub format: Format,
    /// Its paragraphs, in order; the notes of a Word document or a PDF last.
    pub paragraphs: Vec<Paragraph>,
    /// What a reader of the report should know of how it was read.
    pub remarks: Vec<String>,
}

/// Reads an agreement in Markdown, text, HTML or DOCX. `name` is what messages call it.
///
/// # Errors
/// One [`AGREEMENT`] fault: it is empty, too large, no text, or packed in a way that is refused.
pub fn read(name: &str, bytes: &[u8]) -> Outcome<Foreign> {
    let foreign = kinds(bytes).map_err(|fault| {
        let help = "dpakit reads agreements in Markdown, text, HTML, DOCX and PDF";
        vec![Diagnostic::error(AGREEMENT, format!("`{name}` {}", said(&fault))).help(help)]
    })?;
    within(name, foreign)
}

/// The same words as a fault of an official publication, of an agreement.
fn said(fault: &read::Fault) -> String {
    fault.said().replace("is no publication: ", "is no agreement that can be read: ")
}

/// Holds an agreement to the limits.
fn within(name: &str, foreign: Foreign) -> Outcome<Foreign> {
    let fault =
        |what: String, help: &str| vec![Diagnostic::error(AGREEMENT, format!("`{name}` {what}")).help(help)];
    let words: usize = foreign.paragraphs.iter().map(|one| one.text.split_whitespace().count()).sum();
    if words == 0 {
        return Err(match foreign.format {
            Format::Pdf => fault(
                "is a PDF without text: its pages are pictures".to_owned(),
                "ask for the original, or run text recognition over it first",
            ),
            _ => fault("has no words".to_owned(), "name the file of the agreement"),
        });
    }
    if words > MAX_WORDS || foreign.paragraphs.len() > MAX_PARAGRAPHS {
        let what = format!("is longer than an agreement: more than {MAX_WORDS} words");
        return Err(fault(what, "name the file of one agreement"));
    }
    let mut foreign = foreign;
    // A soft hyphen is where a word may be broken: it hides nothing.
    let hidden = |c: char| is_hidden(c) && c != '\u{ad}';
    let count: usize =
        foreign.paragraphs.iter().map(|one| one.text.chars().filter(|c| hidden(*c)).count()).sum();
    if let Some(first) = foreign.paragraphs.iter().find(|one| one.text.chars().any(hidden)) {
        let place = first.place;
        let characters = if count == 1 {
            format!("1 character that hides or reorders text was passed over ({place})")
        } else {
            format!("{count} characters that hide or reorder text were passed over (the first: {place})")
        };
        foreign.remarks.push(format!("{characters}: look at the file before you sign"));
    }
    Ok(foreign)
}

/// The parts of a file, and what a reader should know of how it was read.
type Shaped = (Vec<tree::Part>, Vec<String>);

/// The structure of an agreement in HTML or DOCX: headings, lists, tables, emphasis, links; with it what a reader
/// should know of how it was read. Nothing for other files.
///
/// # Errors
/// As [`read`].
pub fn structure(name: &str, bytes: &[u8]) -> Outcome<Option<(Vec<Block>, Vec<String>)>> {
    let shaped = || -> Result<Option<Shaped>, read::Fault> {
        if bytes.len() > read::MAX_BYTES {
            return Err(read::Fault::TooLarge("it has more than 16 MiB"));
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return word::parts(bytes).map(Some);
        }
        match decoded(bytes) {
            Ok((text, _)) if read::is_html(&text) && !text.contains('\0') => {
                page::parts(&text.nfc().collect::<String>()).map(Some)
            }
            _ => Ok(None),
        }
    };
    let shaped = shaped().map_err(|fault| {
        let help = "dpakit reads texts in Markdown, HTML, DOCX and PDF";
        vec![Diagnostic::error(AGREEMENT, format!("`{name}` {}", said(&fault))).help(help)]
    })?;
    Ok(shaped.map(|(parts, remarks)| (tree::tree(parts), remarks)))
}

/// The structure of Markdown, of the HTML between its paragraphs too.
pub fn markdown(text: &str) -> Vec<Block> {
    let html = |html: &str| page::parts(html).ok().map(|(parts, _)| tree::tree(parts));
    markdown::foreign_with(text, &html)
}

/// Markdown without what it strikes through or hides, and what is said of that; nothing where it has no such words.
pub fn shown(markdown: &str) -> (Cow<'_, str>, Option<&'static str>) {
    let has_strikes =
        ["~~", "<!--", "<del>", "<s>", "<strike>", "style"].iter().any(|mark| markdown.contains(mark));
    if !has_strikes {
        return (markdown.into(), None);
    }
    let (text, struck) = plain::without_struck(markdown, |_| None);
    (text.into(), struck.then_some(STRUCK))
}

fn kinds(bytes: &[u8]) -> Result<Foreign, read::Fault> {
    if bytes.len() > read::MAX_BYTES {
        return Err(read::Fault::TooLarge("it has more than 16 MiB"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return read::docx::read(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(read::Fault::OldWord);
    }
    let (text, encoding) = decoded(bytes).map_err(read::Fault::Utf8)?;
    let mut foreign = of_text(&text)?;
    foreign.remarks.extend(encoding.map(|name| format!("the text was read as {name}")));
    Ok(foreign)
}

fn of_text(text: &str) -> Result<Foreign, read::Fault> {
    if text.contains('\0') {
        return Err(read::Fault::Binary);
    }
    if text.trim().is_empty() {
        return Err(read::Fault::Empty);
    }
    if read::is_html(text) {
        let (events, unread) = read::html::foreign(text)?;
        let mut foreign = of_events(events);
        foreign.remarks.extend(unread.struck.then(|| STRUCK.to_owned()));
        foreign.remarks.extend(pictures(unread.pictures));
        return Ok(foreign);
    }
    plain::read(text)
}

/// Marks of items and the words after them as one paragraph each.
fn of_events(events: Vec<Event>) -> Foreign {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut mark: Option<(String, usize)> = None;
    for event in events {
        if event.text.is_empty() {
            continue;
        }
        match event.what {
            What::Rule | What::End => {}
            What::Marker => {
                if let Some((mark, line)) = mark.replace((event.text, event.line)) {
                    paragraphs.push(Paragraph { text: mark, place: Place::Line(line) });
                }
            }
            _ => {
                let (before, line) = mark.take().unwrap_or((String::new(), event.line));
                let text = format!("{before} {}", event.text).trim().to_owned();
                paragraphs.push(Paragraph { text, place: Place::Line(line) });
            }
        }
    }
    Foreign { format: Format::Html, paragraphs, remarks: Vec::new() }
}
