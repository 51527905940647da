//! A folder of TOML files: each is a row, and says what a pack says.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::build::Found;
use super::head::KeyIn;
use super::place::{Cell, Cells, Place};
use crate::document::Layer;
use crate::load::{self, Node, Value, tree};
use crate::source::{Source, Span};

/// A reader of rows.
pub(super) struct Files {
    files: std::vec::IntoIter<PathBuf>,
    key: KeyIn,
}

impl Files {
    /// A reader of files, in this order.
    pub fn new(files: Vec<PathBuf>, key: KeyIn) -> Files {
        Files { files: files.into_iter(), key }
    }

    /// The key that a file states or is named by.
    fn key(&self, file: &Path, facts: &mut Node) -> Option<(String, Span)> {
        let (KeyIn::Column(name) | KeyIn::File(name)) = &self.key else { return None };
        let Value::Table(entries) = &mut facts.value else { return None };
        let stated = Arc::make_mut(entries).shift_remove(name.as_ref());
        match (stated, &self.key) {
            (Some(Node { value: Value::String(key), span, .. }), _) => Some((key, span)),
            (Some(Node { value: Value::Integer(key), span, .. }), _) => Some((key.to_string(), span)),
            (None, KeyIn::File(_)) => {
                let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                Some((stem, Span::start_of(&facts.span.source)))
            }
            _ => None,
        }
    }
}

impl Iterator for Files {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let file = self.files.next()?;
        let read = load::read(&file).map(|source| (tree::parse(&source, Layer::Row), source));
        let (facts, source, findings) = match read {
            Ok((Ok(facts), source)) => (Some(facts), source, Vec::new()),
            Ok((Err(found), source)) => (None, source, found),
            Err(found) => (None, Arc::new(Source { path: file.clone(), text: String::new() }), found),
        };
        let mut facts = facts;
        let stem = || file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let key = match &mut facts {
            Some(facts) => self.key(&file, facts),
            None => matches!(self.key, KeyIn::File(_)).then(|| (stem(), Span::start_of(&source))),
        };
        let mut cells = Cells::default();
        if let Some(facts) = &facts {
            gather(facts, "", &mut cells);
        }
        Some(Found { line: 1, source, facts, key, cells, findings, is_stray: false, last: false })
    }
}

/// Notes the places of all values of a tree.
fn gather(node: &Node, path: &str, cells: &mut Cells) {
    match &node.value {
        Value::Table(entries) => {
            entries.iter().for_each(|(key, inner)| gather(inner, &tree::join(path, key), cells));
        }
        Value::Array(items) if items.iter().any(|item| matches!(item.value, Value::Table(_))) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, inner)| gather(inner, &tree::join(path, &at.to_string()), cells));
        }
        _ => {
            let start = node.key.as_ref().map_or(node.span.range.start, |key| key.range.start);
            let (line, column) = Span { source: node.span.source.clone(), range: start..start }.line_column();
            let place = Place::Text { line: line as u64, column: column as u64 };
            cells.push(start..node.span.range.end, Cell { column: path.into(), place });
        }
    }
}
