//! `dpakit check`.

mod text;

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::Path;

use dpakit::assemble::assemble;
use dpakit::check::{self, Report};
use dpakit::diagnostic::print;
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::pipeline;
use dpakit::plan::plan;
use serde_json::{Value as Json, json};

use super::house::{House, Open};
use crate::args::{Check, Report as Shown};
use crate::console::{Console, Exit};

/// What was found, in all packs together.
#[derive(Default)]
struct Found {
    findings: Vec<Diagnostic>,
    allowed: Vec<Json>,
    coverage: Vec<Json>,
}

/// Says everything that is wrong with packs.
pub fn run(args: &Check, console: Console) -> Exit {
    if args.packs.iter().filter(|pack| pack.as_path() == Path::new("-")).count() > 1 {
        return console.trouble("standard input can be read once: name `-` once");
    }
    let mut house = House::default();
    let mut found = Found::default();
    if args.text {
        found.findings = text::judge(&args.packs);
    }
    if args.library {
        let opened = house.library(Path::new("-"));
        found.findings.extend(opened.err().unwrap_or_default());
    }
    for pack in args.packs.iter().filter(|_| !args.text) {
        let examined = house.open(pack).and_then(|open| examine(&open, args.coverage));
        match examined {
            Ok((report, coverage)) => {
                let file = pack.to_string_lossy();
                found.allowed.extend(report.allowed.iter().map(|one| allowed(&file, one)));
                found
                    .coverage
                    .extend(coverage.into_iter().map(|rows| json!({ "file": file, "duties": rows })));
                found.findings.extend(report.findings);
            }
            Err(more) => found.findings.extend(more),
        }
    }
    let text = match args.format {
        Shown::Human => human(&found, console),
        Shown::Json => machine(&found, args.coverage),
    };
    console.data(text.as_bytes()).max(Exit::of(&found.findings))
}

fn examine(open: &Open, coverage: bool) -> Outcome<(Report, Option<Vec<Json>>)> {
    let plan = plan(&open.facts, &open.library)?;
    let documents = assemble(&plan)?;
    let row = |row: check::Row| {
        json!({
            "id": row.requirement.id,
            "cite": row.requirement.cite,
            "duty": row.requirement.require,
            "clauses": row.clauses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    };
    let rows = coverage.then(|| check::coverage(&plan).into_iter().map(row).collect());
    let mut report = check::check(&plan, &documents);
    if super::render::formats(&open.config).iter().any(|format| format.name() == "pdf") {
        report.findings.extend(pipeline::unprintable(&plan, &documents, &open.config.look(&[])?));
    }
    Ok((report, rows))
}

fn allowed(file: &str, allowed: &check::Allowed) -> Json {
    json!({
        "file": file,
        "code": allowed.code,
        "name": allowed.name,
        "reason": allowed.reason,
        "until": allowed.until,
        "count": allowed.count,
    })
}

fn machine(found: &Found, coverage: bool) -> String {
    let mut json = print::json(&found.findings);
    json["allowed"] = found.allowed.clone().into();
    if coverage {
        json["coverage"] = found.coverage.clone().into();
    }
    super::pretty(&json)
}

fn human(found: &Found, console: Console) -> String {
    let mut out = print::human(&found.findings, console.face(std::io::stdout().is_terminal()));
    for allowed in &found.allowed {
        let text = |key: &str| print::visible(allowed[key].as_str().unwrap_or_default()).into_owned();
        let until = allowed["until"].as_str().map(|day| format!(" until {day}")).unwrap_or_default();
        let (code, file) = (text("code"), text("file"));
        let times = match allowed["count"].as_u64() {
            Some(1) => "once".to_owned(),
            count => format!("{} times", count.unwrap_or_default()),
        };
        let _ = writeln!(out, "allowed {times}{until}: {code} in {file}: {}", text("reason"));
    }
    for pack in &found.coverage {
        let _ = writeln!(out, "coverage of {}:", pack["file"].as_str().unwrap_or_default());
        let rows: Vec<&Json> = pack["duties"].as_array().into_iter().flatten().collect();
        out.push_str(&table(&rows));
    }
    if found.findings.is_empty() && !console.quiet {
        out.push_str("no findings\n");
    }
    out
}

/// Duties, where they stand in the law, and the clauses that meet them.
fn table(rows: &[&Json]) -> String {
    let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let width = |key: &str| rows.iter().map(|row| text(row, key).chars().count()).max().unwrap_or(0);
    let (ids, cites) = (width("id"), width("cite"));
    let line = |row: &&Json| {
        let clauses: Vec<&str> =
            row["clauses"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let met = if clauses.is_empty() { "no clause".to_owned() } else { clauses.join(", ") };
        format!("  {:ids$}  {:cites$}  {met}\n", text(row, "id"), text(row, "cite"))
    };
    rows.iter().map(line).collect()
}
