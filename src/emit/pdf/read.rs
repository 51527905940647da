//! A PDF read back: the files it carries, and what was done to it after it was written.
//!
//! Whoever signs a PDF or fills its fields appends a revision; the bytes before it stay. So a file
//! can be held against what was written, years and signatures later. Files come from anywhere:
//! whatever they hold, reading ends, within bounded time and memory, in a result.

mod appearance;
mod compare;
mod fields;
mod files;
mod notes;
mod words;

use std::cell::Cell;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use lopdf::{Document as Pdf, LoadOptions, Object, ObjectId};

use super::super::Attachment;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 32 << 20;
/// Name of the thread that reads: what stops it is the fault of a file, not of the program.
pub const READER: &str = "pdf-reader";

/// Most bytes that one stream of objects may unfold to.
const MAX_UNFOLDED: usize = 16 << 20;
/// Most that the objects of a file may weigh.
const MAX_WEIGHT: usize = 128 << 20;
/// Weight of a value beside its bytes: about what it takes in memory.
const VALUE: usize = 64;
/// How long reading may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Stack of the thread that reads: objects may be nested deeply.
const STACK: usize = 64 << 20;

/// What a PDF holds beside its pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    /// The files it carries, by name.
    pub files: Vec<Attachment>,
    /// Names of files that it carries and that are not read: too large, or packed in an unusual way.
    pub unread: Vec<String>,
    /// The program that wrote it: `dpakit 0.1.0`.
    pub producer: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// What revisions appended to a PDF have done to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Later {
    /// How many there are.
    pub revisions: usize,
    /// Signatures they add.
    pub signatures: usize,
    /// Values that they fill in, replace or take out, by field.
    pub values: Vec<Value>,
    /// What else they do to fields, links, notes and stamps.
    pub changes: Vec<Change>,
    /// Pages, counted from 1, that show something else, beside fields and notes, than before; among
    /// them pages added or removed.
    pub pages: Vec<usize>,
    /// Carried files that they change or remove.
    pub files: Vec<String>,
    /// Whether they add or change scripts, layers or actions, which can make a viewer show anything.
    pub scripts: bool,
}

/// A field that holds something else than before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Value {
    /// Its full name.
    pub name: String,
    /// The beginning of what it held.
    pub before: Option<String>,
    /// The beginning of what it holds.
    pub after: Option<String>,
}

/// What a later revision does to a field, link, note or stamp, beside filling in and signing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// What it does.
    pub what: What,
    /// Number of the page, from 1.
    pub page: Option<usize>,
    /// Full name of the field, or kind of the annotation: `Link`.
    pub name: String,
    /// Where a link led.
    pub before: Option<String>,
    /// Where a link leads.
    pub after: Option<String>,
}

/// A kind of change to what lies over the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A field that was not there, and is not for a signature.
    NewField,
    /// A field that is no longer there.
    RemovedField,
    /// A field that has another rectangle.
    Moved,
    /// A field that has another kind, or is hidden, or no longer.
    Hidden,
    /// A field that does something when it is used.
    Actions,
    /// A field that shows something else, while its value is what it was.
    OtherWords,
    /// A link, or another annotation, that is not what it was.
    ChangedNote,
    /// A link, or another annotation, that is no longer there.
    RemovedNote,
    /// A field for a signature that was not there, and shows.
    NewSignature,
    /// A text field that draws more than words.
    Painted,
    /// A field that draws more than its rectangle holds.
    Outside,
    /// A field that shows other words than the value it has now.
    Misshown,
    /// A note, stamp, link or drawing that was not there.
    NewNote,
    /// A field for a signature that was not there, and does not show.
    UnseenSignature,
}

/// Most characters kept of a value, a name or an address.
const SHOWN: usize = 80;

/// The beginning of a text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Why a PDF cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It does not begin like one.
    NotPdf,
    /// It is larger than [`MAX_BYTES`], or unfolds to more than a contract needs.
    TooLarge,
    /// It needs a password, or was written with one.
    Encrypted,
    /// It breaks off, or breaks the rules of the format.
    Damaged,
    /// Reading it does not end.
    Endless,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unreadable::NotPdf => "is no PDF",
            Unreadable::TooLarge => "is larger than a contract can be",
            Unreadable::Encrypted => "is encrypted",
            Unreadable::Damaged => "is damaged: it cannot be read as a PDF",
            Unreadable::Endless => "takes too long to read",
        })
    }
}

/// Reads what a PDF carries, in its newest revision.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Carried, Unreadable> {
    let bytes = bytes.to_vec();
    guarded(move || Ok(files::carried(&open(&bytes)?)))
}

/// A line of text on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The number of its page, from 1.
    pub page: usize,
    /// Its words.
    pub text: String,
    /// Its baseline, in points from the bottom of the page.
    pub base: f32,
    /// Its right end, in points from the left of the page.
    pub right: f32,
    /// The size of its first letters, in points.
    pub size: f32,
}

/// What the pages of a PDF say, and which of them say something that is not read, or not seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// The words, in the order in which they are drawn.
    pub lines: Vec<Line>,
    /// Pages without words that show a picture.
    pub pictures: Vec<usize>,
    /// Pages whose content cannot be read whole.
    pub damaged: Vec<usize>,
    /// Pages with words that nobody sees: they are drawn without colour, as text recognition does over a picture.
    pub invisible: Vec<usize>,
}

/// Reads the words of a PDF, line by line, in the order in which they are drawn. Artifacts, such as
/// running heads, are left out. No line at all means that the pages are pictures.
///
/// # Errors
/// Why it cannot be read.
pub fn drawn(bytes: &[u8]) -> Result<Drawn, Unreadable> {
    let bytes = bytes.to_vec();
    guarded(move || words::drawn(&open(&bytes)?))
}

/// Compares a PDF with its first `length` bytes, which were a whole file once. What follows them must
/// be revisions and nothing else.
///
/// # Errors
/// Why either cannot be read.
pub fn later(bytes: &[u8], length: usize) -> Result<Later, Unreadable> {
    let bytes = bytes.to_vec();
    let length = length.min(bytes.len());
    guarded(move || {
        let ends = revisions(&bytes);
        let after = ends.last().map_or(&bytes[..], |end| &bytes[*end..]);
        if !after.trim_ascii().is_empty() {
            return Err(Unreadable::Damaged);
        }
        // What was a whole file may have ended without the end of its last line.
        let later = |end: &usize| *end > length && !bytes[length..*end].trim_ascii().is_empty();
        let revisions = ends.into_iter().filter(later).count();
        let (old, new) = (open(&bytes[..length])?, open(&bytes)?);
        Ok(Later { revisions, ..compare::compare(&old, &new)? })
    })
}

/// Where the revisions of a PDF end, in bytes, oldest first: after each line `%%EOF` that closes one.
pub fn revisions(bytes: &[u8]) -> Vec<usize> {
    const END: &[u8] = b"%%EOF";
    let ends = bytes.windows(END.len()).enumerate().filter(|(_, window)| *window == END);
    let line_end = |rest: &[u8]| match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    ends.filter(|(at, _)| closes(&bytes[..*at]))
        .map(|(at, _)| at + END.len())
        .map(|end| end + line_end(&bytes[end..]))
        .collect()
}

/// Whether a text ends as a revision does: with a line `startxref`, and a number on the next.
fn closes(before: &[u8]) -> bool {
    let tail = before[before.len().saturating_sub(60)..].trim_ascii_end();
    let digits = tail.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let above = &tail[..tail.len() - digits];
    let word = above.trim_ascii_end();
    let between = &above[word.len()..];
    digits > 0 && word.ends_with(b"startxref") && between.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Parses a file, unless it is of a kind that is refused.
fn open(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if !is_pdf(bytes) {
        return Err(Unreadable::NotPdf);
    }
    LEFT.set(MAX_WEIGHT);
    let filter = Some(bounded as lopdf::FilterFunc);
    let options = LoadOptions { filter, max_decompressed_size: Some(MAX_UNFOLDED), ..LoadOptions::default() };
    let pdf = Pdf::load_mem_with_options(bytes, options);
    let pdf = pdf.map_err(|error| match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    })?;
    if LEFT.get() == 0 {
        return Err(Unreadable::TooLarge);
    }
    if pdf.is_encrypted() || pdf.was_encrypted() {
        return Err(Unreadable::Encrypted);
    }
    if pdf.catalog().is_err() { Err(Unreadable::Damaged) } else { Ok(pdf) }
}

thread_local! {
    /// What the objects of the file being read may still weigh. Reading has a thread of its own.
    static LEFT: Cell<usize> = const { Cell::new(MAX_WEIGHT) };
}

/// Keeps an object while there is room: a few bytes of a file can name the same objects many times.
fn bounded(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let left = LEFT.get().saturating_sub(weight(object));
    LEFT.set(left);
    (left > 0).then(|| (id, object.clone()))
}

fn weight(object: &Object) -> usize {
    VALUE
        + match object {
            Object::Array(items) => items.iter().map(weight).sum(),
            Object::Dictionary(entries) => entries.iter().map(|(key, value)| key.len() + weight(value)).sum(),
            Object::Stream(stream) => stream.content.len(),
            Object::String(bytes, _) | Object::Name(bytes) => bytes.len(),
            _ => 0,
        }
}

/// Whether bytes begin like a PDF, within the first kilobyte as readers of PDF have it.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

/// Does the work in a thread of its own, so that neither a panic in the parser nor a file without
/// end stops the program.
fn guarded<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, Unreadable> {
    let (send, receive) = mpsc::channel();
    let thread = std::thread::Builder::new().name(READER.to_owned()).stack_size(STACK);
    // Where nobody waits for the result any more, it is lost, and rightly.
    let started = thread.spawn(move || drop(send.send(work())));
    if started.is_err() {
        return Err(Unreadable::Endless);
    }
    receive.recv_timeout(PATIENCE).unwrap_or_else(|error| match error {
        RecvTimeoutError::Timeout => Err(Unreadable::Endless),
        RecvTimeoutError::Disconnected => Err(Unreadable::Damaged),
    })
}

#[cfg(test)]
mod tests;
