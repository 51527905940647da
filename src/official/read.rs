//! Bytes of a publication in, a stream of events out.
//!
//! An event is a line of the publication as a reader sees it: a heading, the mark of an item, a
//! paragraph, a footnote, or a rule that separates parts. Words and typography stay as they are; only
//! the marks of footnote calls are taken out and noted with their place. Every reader below gives the
//! same stream for the same text, so that nothing later knows where it came from.
//!
//! Files come from anywhere. Each limit below is a fault with a name, and reading takes memory in
//! proportion to the file: markup is tokenised, never built into a tree, and no entity is expanded
//! beyond one character.

mod accord;
pub(super) mod docx;
pub(super) mod formex;
pub(super) mod html;
pub(super) mod markdown;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Outcome};

/// A source that is no publication, or cannot be read within the limits.
pub const SOURCE: Code = Code("FIL-SOURCE");

/// Largest source, in bytes: the longest of these acts has less than a megabyte in any format.
pub const MAX_BYTES: usize = 16 << 20;
/// Most bytes that the files of an archive may unfold to, together.
pub const MAX_UNFOLDED: usize = 32 << 20;
/// Most files in an archive.
pub const MAX_ENTRIES: usize = 256;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 256;
/// Most events: one of these acts has about a thousand.
pub const MAX_EVENTS: usize = 100_000;
/// Longest paragraph, in bytes.
pub const MAX_PARAGRAPH: usize = 256 << 10;

/// A line of a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is.
    pub what: What,
    /// Its words, without calls of notes, trimmed.
    pub text: String,
    /// The calls of notes in it.
    pub calls: Vec<RawCall>,
    /// Where it stands in the source, counted from 1.
    pub line: usize,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The title of an act, an annex or an appendix.
    Title,
    /// A heading within one.
    Heading,
    /// The mark of an item, alone: `(a)`, `1.`.
    Marker,
    /// Running text.
    Paragraph,
    /// A footnote.
    Note {
        /// Its name, unique in the source.
        key: String,
        /// Its number as printed.
        printed: String,
    },
    /// A rule between two parts.
    Rule,
    /// The end of the document; what follows is a site's.
    End,
}

/// A call of a footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawCall {
    /// Byte of the text before which it stands.
    pub at: usize,
    /// The name of the note.
    pub key: String,
    /// The number as printed.
    pub printed: String,
}

/// A kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// HTML or XHTML: the Official Journal's, with or without the site around it.
    Html,
    /// Formex 4, the Publications Office's XML.
    Formex,
    /// A ZIP archive of Formex or XHTML files.
    Archive,
    /// Markdown or plain text.
    Markdown,
    /// Texts of `key=text` lines, as CommonAccord has them.
    Accord,
}

impl Reader {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Reader::Html => "HTML",
            Reader::Formex => "Formex",
            Reader::Archive => "archive",
            Reader::Markdown => "Markdown or text",
            Reader::Accord => "key=text",
        }
    }
}

/// A source read.
#[derive(Debug, Clone)]
pub struct Stream {
    /// How it was read.
    pub reader: Reader,
    /// The lines, in order.
    pub events: Vec<Event>,
    /// Names of Official Journal instances in it (`L_2021199EN.01003701`), in order, each once.
    pub instances: Vec<String>,
    /// CELEX numbers in it, in order, each once.
    pub celex: Vec<String>,
    /// What the source says of its own making: the converter's comment.
    pub edition: Option<String>,
}

/// Reads a file whole, up to [`MAX_BYTES`].
///
/// # Errors
/// A file that cannot be read or is too large.
pub fn open(path: &Path) -> Outcome<Vec<u8>> {
    let fault =
        |what: String| vec![Diagnostic::error(crate::official::UNREADABLE, what).help("check the path")];
    let unreadable = |error| fault(format!("`{}` cannot be read: {error}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(fault(format!("`{}` is a folder", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Reads the lines of a publication.
///
/// # Errors
/// One [`SOURCE`] fault that says why the bytes are no publication, or which limit they break.
pub fn read(bytes: &[u8]) -> Outcome<Stream> {
    stream(bytes).map_err(|fault| {
        let help = fault.help();
        vec![Diagnostic::error(SOURCE, format!("the source {}", fault.said())).help(help)]
    })
}

/// Why a source cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    Empty,
    TooLarge(&'static str),
    TooDeep,
    Utf8(usize),
    Pdf,
    OldWord,
    Binary,
    Archive(String),
    Xml(String),
}

impl Fault {
    pub(crate) fn said(&self) -> String {
        match self {
            Fault::Empty => "is empty".to_owned(),
            Fault::TooLarge(what) => format!("is no publication: {what}"),
            Fault::TooDeep => format!("is no publication: elements are nested more than {MAX_DEPTH} deep"),
            Fault::Utf8(at) => format!("is not UTF-8 text: byte {at} begins no character"),
            Fault::Pdf => "is a PDF, which does not say where a paragraph ends".to_owned(),
            Fault::OldWord => "is an old or an encrypted Office document".to_owned(),
            Fault::Binary => "is not text: it has null bytes".to_owned(),
            Fault::Archive(why) => format!("is an archive that cannot be read: {why}"),
            Fault::Xml(why) => format!("is not well-formed XML: {why}"),
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Fault::Utf8(_) => "save the page again as UTF-8, or take the file from `dpakit scc fetch`",
            Fault::Pdf => "take the HTML of the same publication",
            _ => "on EUR-Lex, open the CELEX number, choose `HTML` and save the page",
        }
    }
}

pub(crate) fn stream(bytes: &[u8]) -> Result<Stream, Fault> {
    if bytes.len() > MAX_BYTES {
        return Err(Fault::TooLarge("it has more than 16 MiB"));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(bytes);
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(Fault::Pdf);
    }
    text(bytes)
}

fn text(bytes: &[u8]) -> Result<Stream, Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::Utf8(error.valid_up_to()))?;
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    let reader = kind(text);
    let mut out = match reader {
        Reader::Formex => formex::read(text)?,
        Reader::Html => html::read(text)?,
        Reader::Accord => accord::read(text)?,
        Reader::Markdown | Reader::Archive => markdown::read(text)?,
    };
    let (instances, celex) = (instances(text), celex(text));
    out.events.retain(|event| matches!(event.what, What::Rule | What::End) || !event.text.is_empty());
    Ok(Stream { reader, events: out.events, instances, celex, edition: out.edition })
}

/// Whether a text is HTML.
pub(crate) fn is_html(text: &str) -> bool {
    kind(text) == Reader::Html
}

/// The kind of a text, by how it begins and by its first lines.
fn kind(text: &str) -> Reader {
    let head: String = text.chars().take(4096).collect::<String>().to_lowercase();
    let begins = head.trim_start();
    let formex = ["<act", "<annex", "<cons.act", "<gr.seq", "<general"];
    if begins.starts_with("<?xml") || formex.iter().any(|root| begins.starts_with(root)) {
        let root = formex.iter().any(|root| head.contains(&format!("\n{root}")) || head.contains(root));
        if root && !head.contains("<html") {
            return Reader::Formex;
        }
    }
    if begins.starts_with('<')
        || ["<html", "<!doctype html", "<p class="].iter().any(|tag| head.contains(tag))
    {
        return Reader::Html;
    }
    if accord::is(text) { Reader::Accord } else { Reader::Markdown }
}

/// Names like `L_2021199EN.01003701`.
fn instances(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices("L_") {
        let Some(name) = text.get(at..at + 20) else { continue };
        let bytes = name.as_bytes();
        let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
        let letters = bytes[9..11].iter().all(u8::is_ascii_uppercase);
        if digits(2..9)
            && letters
            && bytes[11] == b'.'
            && digits(12..20)
            && !found.iter().any(|one| one == name)
        {
            found.push(name.to_owned());
        }
        if found.len() > 64 {
            break;
        }
    }
    found
}

/// Numbers like `32021D0914`.
fn celex(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('D') {
        let Some(number) = at.checked_sub(5).and_then(|start| text.get(start..at + 5)) else { continue };
        let digits = number.bytes().enumerate().all(|(at, byte)| at == 5 || byte.is_ascii_digit());
        if digits && number.starts_with('3') && !found.iter().any(|one| one == number) {
            found.push(number.to_owned());
        }
        if found.len() > 64 {
            break;
        }
    }
    found
}

/// The files of an archive that hold text, in the order of their names, one after the other.
fn archive(bytes: &[u8]) -> Result<Stream, Fault> {
    let broken = |error: zip::result::ZipError| Fault::Archive(error.to_string());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Fault::Archive(format!("it has more than {MAX_ENTRIES} files")));
    }
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut left = MAX_UNFOLDED as u64;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(broken)?;
        let name = file.name().map_err(broken)?.to_lowercase();
        let skipped = [".doc.xml", ".toc.xml"].iter().any(|end| name.ends_with(end));
        if skipped || ![".xml", ".xhtml", ".html"].iter().any(|end| name.ends_with(end)) {
            continue;
        }
        let mut part = Vec::new();
        let read = file.take(left + 1).read_to_end(&mut part);
        read.map_err(|error| Fault::Archive(error.to_string()))?;
        left = left
            .checked_sub(part.len() as u64)
            .ok_or_else(|| Fault::Archive("its files unfold to more than 32 MiB".to_owned()))?;
        parts.push((name, part));
    }
    parts.sort();
    joined(parts)
}

/// The streams of several files as one, with a rule between them.
fn joined(parts: Vec<(String, Vec<u8>)>) -> Result<Stream, Fault> {
    let mut all: Option<Stream> = None;
    for (number, (_, part)) in parts.into_iter().enumerate() {
        let mut next = text(&part)?;
        next.events.iter_mut().for_each(|event| keep_apart(event, number));
        let Some(stream) = &mut all else {
            all = Some(Stream { reader: Reader::Archive, ..next });
            continue;
        };
        stream.events.push(Event { what: What::Rule, text: String::new(), calls: Vec::new(), line: 1 });
        stream.events.extend(next.events);
        stream.instances.extend(next.instances);
        stream.celex.extend(next.celex);
        if stream.events.len() > MAX_EVENTS {
            return Err(Fault::TooLarge("it has more lines than a publication"));
        }
    }
    all.ok_or_else(|| Fault::Archive("it has no XML or HTML file".to_owned()))
}

/// Makes the names of notes those of one file of several.
fn keep_apart(event: &mut Event, number: usize) {
    if let What::Note { key, .. } = &mut event.what {
        *key = format!("{number}/{key}");
    }
    event.calls.iter_mut().for_each(|call| call.key = format!("{number}/{}", call.key));
}

/// Events being gathered, within the limits.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) events: Vec<Event>,
    pub(crate) edition: Option<String>,
}

impl Gathered {
    /// Adds a line. Its text is trimmed, and the places of its calls with it.
    fn push(&mut self, what: What, text: &str, calls: Vec<RawCall>, line: usize) -> Result<(), Fault> {
        if self.events.len() >= MAX_EVENTS {
            return Err(Fault::TooLarge("it has more lines than a publication"));
        }
        if text.len() > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
        let trimmed = text.trim();
        let cut = text.len() - text.trim_start().len();
        let place = |call: RawCall| RawCall { at: call.at.saturating_sub(cut).min(trimmed.len()), ..call };
        let calls = calls.into_iter().map(place).collect();
        self.events.push(Event { what, text: trimmed.to_owned(), calls, line });
        Ok(())
    }
}

/// Where lines begin, to tell the line of a byte.
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    pub(crate) fn of(text: &str) -> Lines {
        // A source has less than 4 GiB, see MAX_BYTES.
        Lines(text.match_indices('\n').filter_map(|(at, _)| u32::try_from(at).ok()).collect())
    }

    pub(crate) fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|end| (*end as usize) < byte) + 1
    }
}

/// Whether a line is the mark of an item and nothing else: `(a)`, `b)`, `(iv)`, `1.`, `(2)`.
pub(crate) fn is_marker(text: &str) -> bool {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let Some(inner) = inner.strip_suffix(')').or_else(|| inner.strip_suffix('.').filter(|_| inner == text))
    else {
        return false;
    };
    let count = inner.chars().count();
    let number = inner.chars().all(|c| c.is_ascii_digit()) && count <= 3;
    let stop = text.ends_with('.');
    let letters = inner.chars().all(|c| c.is_alphabetic() && c.is_lowercase()) && count <= 4 && !stop;
    count > 0 && (number || letters)
}
