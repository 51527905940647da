//! Findings of a row, with the column and the cell in place of a line of TOML.

use super::{Checked, Finding};
use crate::diagnostic::{Diagnostic, Lack, Severity};
use crate::rows::{BadRow, Blame, Place, Row};

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
        findings: row.findings.iter().map(|finding| of(finding, row.blamed(finding))).collect(),
    }
}

/// Whether nothing forbids signing.
pub fn is_good(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| finding.severity != Severity::Error)
}

/// A finding in a row that could be read, or in none.
pub fn found(finding: &Diagnostic, row: Option<&Row>) -> Finding {
    of(finding, row.and_then(|row| row.blamed(finding)))
}

/// A finding, with the part of the row that it is about.
fn of(finding: &Diagnostic, blame: Option<Blame>) -> Finding {
    let help = help(finding, blame.as_ref());
    let place = finding.labels.first().filter(|_| blame.is_none()).map(|label| {
        let (line, column) = label.span.line_column();
        format!("{}:{line}:{column}", label.span.source.path.display())
    });
    let cell = blame.map(|(Blame::Stated(cell) | Blame::Missing(cell))| cell);
    let (column, cell) = cell.map(|cell| (cell.column.to_string(), cell.place.to_string())).unzip();
    Finding {
        code: finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
        column,
        cell,
        place,
        help,
        basis: finding.basis.clone(),
    }
}

/// What to do. A fact that is missing is filled in where the table has a cell for it.
fn help(finding: &Diagnostic, blame: Option<&Blame>) -> Vec<String> {
    let (Some(Lack { path, what }), Some(Blame::Missing(cell))) = (&finding.lacks, blame) else {
        return finding.help.clone();
    };
    if what.is_empty() {
        return finding.help.clone();
    }
    let first = match &cell.place {
        Place::Sheet { .. } | Place::Table { .. } => format!("fill in the cell: {what}"),
        Place::Row { .. } => {
            format!("add a column `{path}`, or state it in the pack file for all partners: {what}")
        }
        Place::Text { .. } | Place::Line(_) => format!("add `{path}`: {what}"),
    };
    std::iter::once(first).chain(finding.help.iter().skip(1).cloned()).collect()
}
