//! The faces of a finding: for people, as a good compiler shows it, and for machines.
//!
//! In: findings. Out: text. Equal findings give equal text; nothing is written here.

pub mod github;
pub mod sarif;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};
use serde_json::{Value as Json, json};

use super::{Diagnostic, Edit, Fix, Label, Severity};
use crate::source::{Source, Span, is_hidden};

/// Version of the shape of [`json`].
pub const SCHEMA_VERSION: u32 = 1;

/// How findings are shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// Whether with colours.
    pub colour: bool,
    /// Columns of the terminal; longer lines are cut around what matters.
    pub width: usize,
}

impl Default for Face {
    fn default() -> Face {
        Face { colour: false, width: 120 }
    }
}

/// As many findings that differ only in place and message are shown as one with a list of places.
const FOLDED: usize = 3;

/// Findings for people: by file and place, each with its lines of text; then how many there are.
///
/// Many of one kind in one file are shown once, where the first stands, with the places of the others.
/// Empty without findings.
pub fn human(findings: &[Diagnostic], face: Face) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let renderer = if face.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(face.width.max(40));
    let mut out = String::new();
    let kinds = kinds(&by_place(findings));
    for kind in &kinds {
        let finding = kind[0];
        let text = renderer.render(&[group(finding)]);
        // Without a place there is nothing for the bar above the notes to lead to.
        let bar = |line: &&str| finding.labels.is_empty() && line.ends_with('|') && line.trim() == "|";
        text.lines().filter(|line| !bar(line)).for_each(|line| {
            out.push_str(line.trim_end());
            out.push('\n');
        });
        kind[1..].iter().for_each(|other| out.push_str(&also(other)));
        out.push('\n');
    }
    let _ = writeln!(out, "{}{}", count(findings), times(&kinds));
    out
}

/// Findings that belong together: those of one code, file, help and basis, if they are many; else alone.
fn kinds<'f>(findings: &[&'f Diagnostic]) -> Vec<Vec<&'f Diagnostic>> {
    let file = |one: &Diagnostic| one.labels.first().map(|label| label.span.source.path.clone());
    let alike = |one: &Diagnostic, other: &Diagnostic| {
        (one.code, one.severity, &one.help, &one.basis)
            == (other.code, other.severity, &other.help, &other.basis)
            && file(one).is_some()
            && file(one) == file(other)
    };
    let mut kinds: Vec<Vec<&Diagnostic>> = Vec::new();
    for &finding in findings {
        let many = || findings.iter().filter(|other| alike(finding, other)).count() >= FOLDED;
        match kinds.iter_mut().find(|kind| alike(kind[0], finding)) {
            Some(kind) if many() => kind.push(finding),
            _ => kinds.push(vec![finding]),
        }
    }
    kinds
}

/// A further finding of a kind, in one line.
fn also(finding: &Diagnostic) -> String {
    let place = finding.labels.first().map(|label| {
        let (line, column) = label.span.line_column();
        format!("{}:{line}:{column}", label.span.source.path.display())
    });
    let place = place.unwrap_or_default();
    format!("  also {}: {}\n", visible(&place), visible(&finding.message))
}

/// How often the kinds were found that are shown once.
fn times(kinds: &[Vec<&Diagnostic>]) -> String {
    let many = kinds.iter().filter(|kind| kind.len() > 1);
    let many: Vec<String> = many.map(|kind| format!("{} {} times", kind[0].code, kind.len())).collect();
    if many.is_empty() { String::new() } else { format!(" ({})", many.join(", ")) }
}

/// How many findings there are: `2 errors, 1 warning`.
pub fn count(findings: &[Diagnostic]) -> String {
    let one = |severity: Severity, name: &str, names: &str| {
        let number = findings.iter().filter(|finding| finding.severity == severity).count();
        match number {
            0 => None,
            1 => Some(format!("1 {name}")),
            _ => Some(format!("{number} {names}")),
        }
    };
    let parts = [
        one(Severity::Error, "error", "errors"),
        one(Severity::Warning, "warning", "warnings"),
        one(Severity::Advice, "piece of advice", "pieces of advice"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// Findings for machines.
pub fn json(findings: &[Diagnostic]) -> Json {
    let findings: Vec<Json> = by_place(findings).into_iter().map(one_json).collect();
    json!({ "schema_version": SCHEMA_VERSION, "findings": findings })
}

/// A text with everything made visible that could hide or reorder what a terminal shows.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// In the order of files as they first appear, and of places within; stable.
fn by_place(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    let place = |finding: &Diagnostic| finding.labels.first().map(|label| label.span.clone());
    let mut files: Vec<Arc<Source>> = Vec::new();
    for span in findings.iter().filter_map(place) {
        if !files.iter().any(|known| known.path == span.source.path) {
            files.push(span.source);
        }
    }
    let mut sorted: Vec<&Diagnostic> = findings.iter().collect();
    sorted.sort_by_cached_key(|finding| {
        place(finding).map(|span| {
            let file = files.iter().position(|known| known.path == span.source.path);
            (file, span.range.start)
        })
    });
    sorted
}

fn group(finding: &Diagnostic) -> Group<'_> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let title = level.primary_title(visible(&finding.message)).id(finding.code.0);
    let mut sources: Vec<&Arc<Source>> = Vec::new();
    for label in &finding.labels {
        if !sources.iter().any(|known| Arc::ptr_eq(known, &label.span.source)) {
            sources.push(&label.span.source);
        }
    }
    let mut group = Group::with_title(title);
    for source in sources {
        let here = |label: &&Label| Arc::ptr_eq(&label.span.source, source);
        group = group.element(snippet(source, &finding.labels.iter().filter(here).collect::<Vec<_>>()));
    }
    let basis = finding.basis.iter().map(|basis| Level::NOTE.with_name("basis").message(visible(basis)));
    let help = finding.help.iter().map(|help| Level::HELP.message(visible(help)));
    let fix = finding.fixes.first().map(|fix| {
        Level::HELP.with_name("fix").message(format!("`check --fix` can {}", visible(&fix.label)))
    });
    group.elements(basis.chain(help).chain(fix).map(Element::from))
}

/// The lines of a text that labels speak of, and what lies between them.
fn snippet<'a>(source: &'a Source, labels: &[&'a Label]) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = source.text.as_str();
    let ranges: Vec<Range<usize>> = labels.iter().map(|label| first_line(&label.span)).collect();
    let first = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let last = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    let shown = |to: usize| visible(&text[start..to]).len();
    let annotations = labels.iter().zip(&ranges).map(|(label, range)| {
        let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(shown(range.start)..shown(range.end));
        if label.text.is_empty() { annotation } else { annotation.label(visible(&label.text)) }
    });
    Snippet::source(visible(&text[start..end]))
        .line_start(text[..start].matches('\n').count() + 1)
        .path(visible(&source.path.to_string_lossy()).into_owned())
        .annotations(annotations)
}

/// A place cut to its first line: a long table is recognised by its beginning.
fn first_line(span: &Span) -> Range<usize> {
    let text = &span.source.text[span.range.clone()];
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    span.range.start..span.range.start + length
}

fn one_json(finding: &Diagnostic) -> Json {
    let mut object = serde_json::Map::new();
    object.insert("code".into(), finding.code.0.into());
    object.insert("severity".into(), serde_json::to_value(finding.severity).unwrap_or_default());
    object.insert("message".into(), finding.message.as_str().into());
    if let Some(label) = finding.labels.first() {
        object.extend(place_json(&label.span));
    }
    let labels: Vec<Json> = finding.labels.iter().map(label_json).collect();
    object.insert("labels".into(), labels.into());
    object.insert("help".into(), finding.help.clone().into());
    object.insert("basis".into(), finding.basis.clone().into());
    if !finding.fixes.is_empty() {
        object.insert("fixes".into(), finding.fixes.iter().map(fix_json).collect());
    }
    Json::Object(object)
}

fn fix_json(fix: &Fix) -> Json {
    let edit = |edit: &Edit| {
        let mut object = serde_json::Map::from_iter(place_json(&edit.span));
        object.insert("text".into(), edit.text.as_str().into());
        Json::Object(object)
    };
    json!({ "label": fix.label, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>() })
}

fn label_json(label: &Label) -> Json {
    let mut object = serde_json::Map::from_iter(place_json(&label.span));
    object.insert("text".into(), label.text.as_str().into());
    object.insert("primary".into(), label.primary.into());
    Json::Object(object)
}

fn place_json(span: &Span) -> [(String, Json); 5] {
    let (line, column) = span.line_column();
    let (end_line, end_column) = span.end().line_column();
    [
        ("file".into(), span.source.path.to_string_lossy().into()),
        ("line".into(), line.into()),
        ("column".into(), column.into()),
        ("end_line".into(), end_line.into()),
        ("end_column".into(), end_column.into()),
    ]
}

#[cfg(test)]
mod tests;
