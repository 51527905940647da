//! Findings in SARIF 2.1.0 (OASIS), the format of code scanners and of the editors that show them.
//!
//! Columns count characters, as everywhere in dpakit; a finding that is accepted with a reason is a
//! result with a suppression.

use std::path::{Component, Path};

use serde_json::{Map, Value as Json, json};

use super::{by_place, visible};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Label, Severity};
use crate::source::Span;

/// What a code means: a rule of the tool.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The code.
    pub code: Code,
    /// A name in words, `unsafe-transfer`, if it has one.
    pub name: Option<&'static str>,
    /// How bad its findings are.
    pub severity: Severity,
    /// One or two sentences.
    pub summary: String,
    /// What is asked, on what basis and why: Markdown.
    pub page: String,
    /// Provisions.
    pub basis: Vec<String>,
}

/// A finding that is accepted.
#[derive(Debug, Clone)]
pub struct Accepted<'f> {
    /// What was found.
    pub finding: &'f Diagnostic,
    /// Why it is accepted.
    pub reason: String,
    /// Where that is said.
    pub at: &'f Span,
}

/// Something that only a person can decide: a result of the kind `review`, which has no level.
#[derive(Debug, Clone)]
pub struct Review<'r> {
    /// What it is called.
    pub code: Code,
    /// What is to be decided.
    pub question: &'r str,
    /// Provisions.
    pub basis: &'r str,
    /// What it is asked about.
    pub at: Span,
}

/// A log with one run.
///
/// Every kind is declared, found or not; so a reader can tell a rule that found nothing from none.
pub fn sarif(
    findings: &[Diagnostic],
    accepted: &[Accepted<'_>],
    reviews: &[Review<'_>],
    kinds: &[Kind],
) -> Json {
    let open = by_place(findings).into_iter().map(|finding| result(finding, kinds));
    let closed = accepted.iter().map(|accepted| {
        let mut result = result(accepted.finding, kinds);
        result["suppressions"] = json!([{
            "kind": "inSource",
            "status": "accepted",
            "justification": visible(&accepted.reason),
            "location": location(accepted.at, ""),
        }]);
        result
    });
    let asked = reviews.iter().map(|review| {
        json!({
            "ruleId": review.code.0,
            "ruleIndex": kinds.iter().position(|kind| kind.code == review.code),
            "kind": "review",
            "level": "none",
            "message": { "text": visible(review.question) },
            "locations": [location(&review.at, "")],
            "properties": { "basis": [review.basis] },
        })
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dpakit",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": kinds.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": open.chain(closed).chain(asked).collect::<Vec<_>>(),
        }],
    })
}

fn rule(kind: &Kind) -> Json {
    let mut rule = json!({
        "id": kind.code.0,
        "shortDescription": { "text": kind.summary },
        "help": { "text": plain(&kind.page), "markdown": kind.page },
        "defaultConfiguration": { "level": level(kind.severity) },
    });
    if let Some(name) = kind.name {
        rule["name"] = name.into();
    }
    if !kind.basis.is_empty() {
        rule["properties"] = json!({ "basis": kind.basis });
    }
    rule
}

/// Markdown without its marks of weight and code.
fn plain(markdown: &str) -> String {
    markdown.replace("**", "").replace('`', "")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn result(finding: &Diagnostic, kinds: &[Kind]) -> Json {
    let mut result = Map::new();
    result.insert("ruleId".into(), finding.code.0.into());
    if let Some(index) = kinds.iter().position(|kind| kind.code == finding.code) {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), level(finding.severity).into());
    result.insert("message".into(), json!({ "text": message(finding) }));
    let mut places = finding.labels.iter();
    if let Some(first) = places.next() {
        result.insert("locations".into(), json!([label(first)]));
    }
    let related: Vec<Json> = places.enumerate().map(|(index, place)| related(index, place)).collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if !finding.fixes.is_empty() {
        result.insert("fixes".into(), finding.fixes.iter().map(fix).collect());
    }
    if !finding.basis.is_empty() {
        result.insert("properties".into(), json!({ "basis": finding.basis }));
    }
    Json::Object(result)
}

fn message(finding: &Diagnostic) -> String {
    let help = finding.help.iter().map(|help| format!("\nhelp: {help}"));
    visible(&std::iter::once(finding.message.clone()).chain(help).collect::<String>()).into_owned()
}

fn related(index: usize, place: &Label) -> Json {
    let mut location = label(place);
    location["id"] = index.into();
    location
}

fn label(label: &Label) -> Json {
    location(&label.span, &label.text)
}

fn location(span: &Span, text: &str) -> Json {
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&span.source.path) },
        "region": region(span),
    }});
    if !text.is_empty() {
        location["message"] = json!({ "text": visible(text) });
    }
    location
}

fn region(span: &Span) -> Json {
    let ((line, column), (end_line, end_column)) = (span.line_column(), span.end().line_column());
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn fix(fix: &Fix) -> Json {
    let mut files: Vec<(&Path, Vec<Json>)> = Vec::new();
    for edit in &fix.edits {
        let path = edit.span.source.path.as_path();
        match files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, replacements)) => replacements.push(replacement(edit)),
            None => files.push((path, vec![replacement(edit)])),
        }
    }
    let changes = files.into_iter().map(|(path, replacements)| {
        json!({ "artifactLocation": { "uri": uri(path) }, "replacements": replacements })
    });
    json!({ "description": { "text": visible(&fix.label) }, "artifactChanges": changes.collect::<Vec<_>>() })
}

fn replacement(edit: &Edit) -> Json {
    json!({ "deletedRegion": region(&edit.span), "insertedContent": { "text": edit.text } })
}

/// A path as a URI: relative where it is relative, with forward slashes, other bytes escaped.
fn uri(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut absolute = false;
    for component in path.components() {
        match component {
            Component::RootDir => absolute = true,
            Component::CurDir => {}
            Component::Prefix(prefix) => parts.push(prefix.as_os_str().to_string_lossy().replace('\\', "/")),
            Component::ParentDir => parts.push("..".to_owned()),
            Component::Normal(part) => parts.push(escaped(&part.to_string_lossy())),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("file:///{joined}") } else { joined }
}

fn escaped(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    part.bytes().map(one).collect()
}
