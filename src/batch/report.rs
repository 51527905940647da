//! What is said of each row: to people as a table, to machines as JSON Lines or CSV.

use std::io::{self, Write};

use serde::Serialize;

use super::{Checked, Ended, Event, Finding};
use crate::diagnostic::print::visible;
use crate::diagnostic::{Diagnostic, Severity};

/// Version of the shape of events and reports.
pub const SCHEMA_VERSION: u32 = 1;

/// The forms of a report on rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line of JSON for each row.
    JsonLines,
    /// A line for each finding, and one for each row without.
    Csv,
}

impl Form {
    /// The form that the name of a file asks for.
    pub fn of(name: &std::path::Path) -> Option<Form> {
        match name.extension()?.to_str()?.to_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(Form::JsonLines),
            "csv" => Some(Form::Csv),
            _ => None,
        }
    }
}

/// Writes what was found in each row, in the order of the table.
pub enum Report<W: Write> {
    /// As [`Form::JsonLines`].
    JsonLines(W),
    /// As [`Form::Csv`].
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Report<W> {
    /// Begins a report.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn begin(form: Form, out: W) -> io::Result<Report<W>> {
        match form {
            Form::JsonLines => Ok(Report::JsonLines(out)),
            Form::Csv => {
                let mut table = csv::Writer::from_writer(out);
                table.write_record(COLUMNS)?;
                Ok(Report::Csv(Box::new(table)))
            }
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn row(&mut self, row: &Checked) -> io::Result<()> {
        match self {
            Report::JsonLines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")
            }
            Report::Csv(table) => {
                let (number, line) = (row.row.to_string(), row.line.to_string());
                let key = row.key.as_deref().unwrap_or_default();
                let verdict = if row.ok { "ok" } else { "bad" };
                let own = [number.as_str(), line.as_str(), key, verdict];
                if row.findings.is_empty() {
                    table.write_record(own.into_iter().chain([""; 6]))?;
                }
                for finding in &row.findings {
                    table.write_record(own.into_iter().chain(columns(finding)))?;
                }
                Ok(())
            }
        }
    }

    /// Ends the report.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(self) -> io::Result<()> {
        match self {
            Report::JsonLines(mut out) => out.flush(),
            Report::Csv(mut table) => table.flush(),
        }
    }
}

const COLUMNS: [&str; 10] =
    ["row", "line", "key", "verdict", "severity", "code", "column", "cell", "message", "help"];

fn columns(finding: &Finding) -> [&str; 6] {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    let column = finding.column.as_deref().unwrap_or_default();
    let place = finding.cell.as_deref().or(finding.place.as_deref()).unwrap_or_default();
    let help = finding.help.first().map_or("", String::as_str);
    [severity, finding.code.0, column, place, &finding.message, help]
}

/// What was found in a table whose rows cannot be read, in the form of a row: its number is 0, as that of the header.
pub fn of_table(findings: &[Diagnostic]) -> Checked {
    let findings = findings.iter().map(|finding| super::finding::found(finding, None)).collect();
    Checked { row: 0, line: 0, key: None, ok: false, findings }
}

/// An event as a line of JSON, with its line end.
pub fn json_line(event: &Event<'_>) -> String {
    let line = match event {
        Event::Began { table } => {
            json("start", &Start { schema_version: SCHEMA_VERSION, dpakit: env!("CARGO_PKG_VERSION"), table })
        }
        Event::Checked(row) => json("checked", row),
        Event::Finished(row) => json("row", row),
        Event::Ended(ended) => json("end", ended),
    };
    line + "\n"
}

#[derive(Serialize)]
struct Start<'a> {
    schema_version: u32,
    dpakit: &'static str,
    table: &'a str,
}

fn json(event: &str, of: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Named<'a, T> {
        event: &'a str,
        #[serde(flatten)]
        of: &'a T,
    }
    serde_json::to_string(&Named { event, of }).unwrap_or_default()
}

/// What is wrong with a row, for people: a line for the partner and one for each finding that counts. Cells have the
/// numbers of rows in the spreadsheet, where the header is a row.
pub fn bad_row(row: &Checked) -> String {
    let key = row.key.as_deref().map_or_else(|| "no key".to_owned(), |key| visible(key).into_owned());
    let mut out = match row.row {
        0 => "no partner:\n".to_owned(),
        number => format!("partner {number} ({key}):\n"),
    };
    for finding in row.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        let place = match (&finding.column, &finding.cell, &finding.place) {
            (Some(column), Some(cell), _) => format!("{cell}, {}: ", visible(column)),
            (None, Some(cell), _) => format!("{cell}: "),
            (Some(column), None, _) => format!("{}: ", visible(column)),
            (None, None, Some(place)) => format!("{place}: "),
            (None, None, None) => String::new(),
        };
        out.push_str(&format!("  {place}{} [{}]\n", visible(&finding.message), finding.code));
        for help in finding.help.iter().take(1) {
            out.push_str(&format!("    help: {}\n", visible(help)));
        }
    }
    out
}

/// How a batch ended, in a sentence.
pub fn summary(ended: &Ended) -> String {
    let mut parts = Vec::new();
    let mut count = |number: u64, what: &str| {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    };
    count(ended.written, "written");
    count(ended.planned, "to be written");
    count(ended.unchanged, "unchanged");
    count(ended.bad, if ended.bad == 1 { "bad row skipped" } else { "bad rows skipped" });
    count(ended.refused, "not written, with something in the way");
    let stray = if ended.stray == 1 { "row of a list belongs" } else { "rows of lists belong" };
    count(ended.stray, &format!("{stray} to no partner"));
    count(ended.removed, "removed");
    let parts = if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") };
    let earlier = match ended.earlier {
        0 => String::new(),
        1 => "; 1 of those left out still has its pack of an earlier run".to_owned(),
        many => format!("; {many} of those left out still have their packs of an earlier run"),
    };
    let warned = match ended.warned {
        0 => String::new(),
        1 => "; 1 pack has warnings".to_owned(),
        many => format!("; {many} packs have warnings"),
    };
    let rows = if ended.rows == 1 { "row" } else { "rows" };
    format!("{} {rows}: {parts}{earlier}{warned}", ended.rows)
}
