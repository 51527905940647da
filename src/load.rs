//! Reading: files into texts, TOML into trees that know the place of every key, layers into one
//! tree, trees into typed values.
//!
//! What is wrong with an input is gathered here, with places, before any other room sees it.

pub mod schema;
pub mod tree;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

pub use schema::Shape;
pub use tree::{Entries, Node, Value};

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::source::{Source, decoded};

/// Largest text that is read, in bytes. A pack file of this size describes thousands of services.
pub const MAX_BYTES: u64 = 16 << 20;

/// The text cannot be read.
pub const UNREADABLE: Code = Code("FIL-READ");

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// A missing, unreadable, too large or not UTF-8 encoded file.
pub fn read(path: &Path) -> Outcome<Arc<Source>> {
    let text = String::from_utf8(bytes(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        fail(path, format!("is not UTF-8 text (byte {at})"), "save it as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Arc::new(Source { path: path.to_owned(), text }))
}

/// Reads a text that somebody else wrote, in whatever [`decoded`] knows.
///
/// # Errors
/// As [`read`].
pub fn read_foreign(path: &Path) -> Outcome<Arc<Source>> {
    let bytes = bytes(path)?;
    let (text, _) = decoded(&bytes)
        .map_err(|at| fail(path, format!("is not a text (byte {at})"), "save it as text, in UTF-8"))?;
    Ok(Arc::new(Source { path: path.to_owned(), text: text.into_owned() }))
}

fn fail(path: &Path, why: String, help: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(UNREADABLE, format!("`{}` {why}", path.display())).help(help)]
}

fn bytes(path: &Path) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| fail(path, format!("cannot be read: {error}"), "check the path"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(fail(path, format!("is larger than {} MiB", MAX_BYTES >> 20), "split it"));
    }
    Ok(bytes)
}
