//! Findings as workflow commands: GitHub shows them beside the lines of a pull request.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use super::{by_place, visible};
use crate::diagnostic::{Diagnostic, Severity};

/// One command a line for each finding, by file and place.
pub fn github(findings: &[Diagnostic]) -> String {
    by_place(findings).into_iter().map(|finding| command(finding) + "\n").collect()
}

fn command(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(label) = finding.labels.first() {
        let (line, column) = label.span.line_column();
        let (end_line, end_column) = label.span.end().line_column();
        properties.push(("file", path(label)));
        properties.push(("line", line.to_string()));
        properties.push(("endLine", end_line.to_string()));
        // Columns are read only within one line; the last of them is counted in.
        if line == end_line {
            properties.push(("col", column.to_string()));
            properties.push(("endColumn", end_column.saturating_sub(1).max(column).to_string()));
        }
    }
    properties.push(("title", finding.code.to_string()));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    format!("::{level} {}::{}", properties.join(","), data(&said(finding)))
}

/// Paths with forward slashes, as in the repository.
fn path(label: &crate::diagnostic::Label) -> String {
    label.span.source.path.to_string_lossy().replace('\\', "/")
}

fn said(finding: &Diagnostic) -> String {
    let basis = finding.basis.iter().map(|basis| format!("basis: {basis}"));
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    let lines: Vec<String> = std::iter::once(finding.message.clone()).chain(basis).chain(help).collect();
    visible(&lines.join("\n")).into_owned()
}

/// What stands after the two colons.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands after an equals sign.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
