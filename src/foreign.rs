//! An agreement that somebody else wrote, from a file of any kind that is read: Markdown, text, HTML
//! and DOCX by [`official::foreign`](crate::official::foreign), PDF by the room that knows PDF.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::{Block, Inline, markdown, paragraphs};
use crate::emit::pdf::read as pdf;
use crate::official::UNREADABLE;
use crate::official::foreign::{self, AGREEMENT, Foreign, PageLine};
use crate::source::decoded;

/// Reads the agreement in a file. No more of the file is read than a PDF may have.
///
/// # Errors
/// A file that cannot be read; one that is no agreement in a known form, or breaks a limit.
pub fn open(path: &Path) -> Outcome<Foreign> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let unreadable = |error: std::io::Error| {
        vec![
            Diagnostic::error(UNREADABLE, format!("`{name}` cannot be read: {error}")).help("check the path"),
        ]
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(vec![
            Diagnostic::error(UNREADABLE, format!("`{name}` is a folder")).help("check the path"),
        ]);
    }
    from(file, &name)
}

/// Reads an agreement from wherever it comes. `name` is what messages call it.
///
/// # Errors
/// As [`open`].
pub fn from(source: impl Read, name: &str) -> Outcome<Foreign> {
    let mut bytes = Vec::new();
    let read_whole = source.take(pdf::MAX_BYTES + 1).read_to_end(&mut bytes);
    read_whole.map_err(|error| {
        vec![
            Diagnostic::error(UNREADABLE, format!("`{name}` cannot be read: {error}")).help("check the path"),
        ]
    })?;
    read(name, &bytes)
}

/// Reads an agreement. `name` is what messages call it.
///
/// # Errors
/// As [`open`].
pub fn read(name: &str, bytes: &[u8]) -> Outcome<Foreign> {
    if !pdf::is_pdf(bytes) || bytes.starts_with(b"PK") {
        return foreign::read(name, bytes);
    }
    let pages = pdf::drawn(bytes).map_err(|why| {
        vec![
            Diagnostic::error(AGREEMENT, format!("`{name}` {why}"))
                .help("ask for another copy, as DOCX or PDF"),
        ]
    })?;
    let line = |line: pdf::Line| PageLine {
        page: line.page,
        text: line.text,
        base: line.base,
        right: line.right,
        size: line.size,
    };
    let warnings = warnings(&pages);
    let mut read = foreign::of_lines(name, pages.lines.into_iter().map(line).collect())?;
    read.remarks.splice(0..0, warnings);
    Ok(read)
}

/// What a reader must know of the pages of a PDF: which say something that was not read, and which something that
/// nobody sees.
fn warnings(pages: &pdf::Drawn) -> Vec<String> {
    let of = |pages: &[usize]| {
        let named: Vec<String> = pages.iter().map(usize::to_string).collect();
        format!("{} {}", if pages.len() == 1 { "page" } else { "pages" }, named.join(", "))
    };
    let all = [
        (&pages.pictures, "a picture without text was passed over: what it says was not read"),
        (&pages.damaged, "the content is damaged: what it says was not read, or not all of it"),
        (&pages.invisible, "text that cannot be seen was read, as text recognition puts it over a picture"),
    ];
    let told = all.into_iter().filter(|(pages, _)| !pages.is_empty());
    told.map(|(pages, said)| format!("{}: {said}", of(pages))).collect()
}

/// A text that can be compared, by its structure.
pub struct Text {
    /// Headings, paragraphs, lists and tables, as far as the file shows them.
    pub blocks: Vec<Block>,
    /// What a reader should know of how it was read.
    pub remarks: Vec<String>,
}

/// Reads a file for comparison: by its structure, a PDF paragraph by paragraph. `name`
/// is what messages call it; its ending decides whether text that looks like HTML is read as it stands.
///
/// # Errors
/// As [`read`].
pub fn text(name: &str, bytes: &[u8]) -> Outcome<Text> {
    if is_plain(name, bytes)
        && let Ok((text, encoding)) = decoded(bytes)
        && !text.contains('\0')
    {
        let mut remarks: Vec<String> =
            encoding.map(|name| format!("the text was read as {name}")).into_iter().collect();
        let is_lines = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("txt"));
        let lines = if is_lines { paragraphs::read(&text) } else { None };
        if lines.is_none() && markdown::head_of(&text) > 0 {
            remarks.push("the metadata at its head was not read as text".to_owned());
        }
        let blocks = lines.unwrap_or_else(|| {
            let (shown, said) = foreign::shown(&text);
            remarks.extend(said.map(str::to_owned));
            foreign::markdown(&shown)
        });
        return Ok(Text { blocks, remarks });
    }
    if let Some((blocks, remarks)) = foreign::structure(name, bytes)? {
        return Ok(Text { blocks, remarks });
    }
    let foreign = read(name, bytes)?;
    let block = |text: String| Block::Paragraph(vec![Inline::Text(text.into())]);
    Ok(Text {
        blocks: foreign.paragraphs.into_iter().map(|one| block(one.text)).collect(),
        remarks: foreign.remarks,
    })
}

/// Whether a file is Markdown or plain text: by its ending, or else by its first bytes.
fn is_plain(name: &str, bytes: &[u8]) -> bool {
    const BINARY: [&[u8]; 3] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"];
    if BINARY.iter().any(|magic| bytes.starts_with(magic)) {
        return false;
    }
    let known =
        |ending: &str| ["md", "markdown", "txt", "text"].iter().any(|one| ending.eq_ignore_ascii_case(one));
    match name.rsplit_once('.') {
        Some((_, ending)) if known(ending) => true,
        _ => !bytes.trim_ascii_start().starts_with(b"<"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_are_not_read_or_not_seen_are_named() {
        let pages = pdf::Drawn { pictures: vec![2, 5], invisible: vec![4], ..pdf::Drawn::default() };
        assert_eq!(
            warnings(&pages),
            [
                "pages 2, 5: a picture without text was passed over: what it says was not read",
                "page 4: text that cannot be seen was read, as text recognition puts it over a picture",
            ]
        );
        assert_eq!(warnings(&pdf::Drawn::default()), [""; 0]);
    }
}
