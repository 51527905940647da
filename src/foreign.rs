//! An agreement that somebody else wrote, from a file of any kind that is read: Markdown, text, HTML
//! and DOCX by [`official::foreign`](crate::official::foreign), PDF by the room that knows PDF.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::emit::pdf::read as pdf;
use crate::official::UNREADABLE;
use crate::official::foreign::{self, AGREEMENT, Foreign, PageLine};

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
    let lines = pdf::lines(bytes).map_err(|why| {
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
    foreign::of_lines(name, lines.into_iter().map(line).collect())
}
