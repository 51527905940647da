//! Findings of a row, with the column and the cell in place of a line of TOML.

use super::{Checked, Finding};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rows::{BadRow, Cell, Row};
use crate::source::Span;

/// What was found in a row that could be read.
pub fn of_row(row: &Row, findings: &[Diagnostic]) -> Checked {
    Checked {
        row: row.number,
        line: row.line,
        key: Some(row.key.clone()),
        ok: is_good(findings),
        findings: findings.iter().map(|finding| found(finding, Some(row))).collect(),
    }
}

/// What was found in a row that could not be read.
pub fn of_bad_row(row: &BadRow) -> Checked {
    Checked {
        row: row.number,
        line: row.line,
        key: row.key.clone(),
        ok: false,
        findings: row.findings.iter().map(|finding| cell(finding, |span| row.cell(span))).collect(),
    }
}

/// Whether nothing forbids signing.
pub fn is_good(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| finding.severity != Severity::Error)
}

/// A finding in a row that could be read, or in none.
pub fn found(finding: &Diagnostic, row: Option<&Row>) -> Finding {
    cell(finding, |span| row.and_then(|row| row.cell(span)))
}

/// A finding; the first of its places that lies in the row is its cell.
fn cell<'r>(finding: &Diagnostic, cell: impl Fn(&Span) -> Option<&'r Cell>) -> Finding {
    let cell = finding.labels.iter().find_map(|label| cell(&label.span));
    let place = finding.labels.first().filter(|_| cell.is_none()).map(|label| {
        let (line, column) = label.span.line_column();
        format!("{}:{line}:{column}", label.span.source.path.display())
    });
    let (column, cell) = cell.map(|cell| (cell.column.to_string(), cell.place.to_string())).unzip();
    Finding {
        code: finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
        column,
        cell,
        place,
        help: finding.help.clone(),
        basis: finding.basis.clone(),
    }
}
