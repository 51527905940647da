//! The first line of a pack names its schema, so that editors complete and explain what is written.

use std::path::Path;
use std::sync::Arc;

use dpakit::diagnostic::{Code, Diagnostic, Severity};
use dpakit::source::{Source, Span};

/// A schema lies beside the pack, and its first line does not name one.
pub const UNNAMED: Code = Code("PCK-SCHEMA");

/// The name under which `dpakit init` writes the schema.
const FILE_NAME: &str = "dpakit.schema.json";

/// How far up a schema is looked for.
const MOST_STEPS: usize = 6;

/// Advice to name the schema that lies beside a pack or above it.
pub fn look(source: &Arc<Source>) -> Option<Diagnostic> {
    if source.text.starts_with("#:schema") || source.path == Path::new("-") {
        return None;
    }
    let path = std::fs::canonicalize(&source.path).ok()?;
    let folders = path.parent()?.ancestors().take(MOST_STEPS);
    let steps = folders.enumerate().find(|(_, folder)| folder.join(FILE_NAME).is_file())?.0;
    let way = if steps == 0 { "./".to_owned() } else { "../".repeat(steps) };
    let line = format!("#:schema {way}{FILE_NAME}");
    let end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let start = Span::start_of(source);
    Some(
        Diagnostic::new(
            UNNAMED,
            Severity::Advice,
            "the first line does not name the schema that lies at hand",
        )
        .at(start.clone(), "no `#:schema` here")
        .help(format!("write `{line}`: editors then complete and explain what you write"))
        .fix(format!("add `{line}`"), start, format!("{line}{end}")),
    )
}
