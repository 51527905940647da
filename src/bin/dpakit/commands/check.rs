//! `dpakit check`.

mod mend;
pub mod schema_line;
mod text;
mod watch;

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use dpakit::check::{self, Allowed, Question, Report};
use dpakit::diagnostic::fix::Done;
use dpakit::diagnostic::print;
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::document::Document;
use dpakit::emit::markdown::Markdown;
use dpakit::emit::{Format, Look, Volume};
use dpakit::load;
use dpakit::pipeline::{self, Prepared, annex, release};
use dpakit::plan::Plan;
use dpakit::source::{Source, Span};
use serde_json::{Value as Json, json};

use super::house::{House, Open};
use crate::args::{Check, Shown};
use crate::console::{Console, Exit};

/// What was found, in all packs together.
#[derive(Default)]
struct Found {
    findings: Vec<Diagnostic>,
    allowed: Vec<(String, Allowed)>,
    coverage: Vec<(String, Coverage)>,
    mended: Vec<(String, Done)>,
    questions: Vec<(Asked, &'static Question)>,
}

/// About which pack a question is asked.
#[derive(Clone)]
struct Asked {
    file: String,
    at: Span,
}

/// A pack judged: what the rules say, and the coverage where it is asked for.
type Judged = Outcome<(Report, Option<Coverage>)>;

/// Which clause meets which duty of a pack.
struct Coverage {
    rows: Vec<Json>,
    document: Document,
}

/// Says everything that is wrong with packs.
pub fn run(args: &Check, console: Console) -> Exit {
    let stdin = args.packs.iter().filter(|pack| pack.as_path() == Path::new("-")).count();
    if stdin > 1 {
        return console.trouble("standard input can be read once: name `-` once");
    }
    if stdin > 0 && (args.fix || args.watch) {
        return console.trouble("standard input can be neither mended nor watched: name a file");
    }
    if args.format == Shown::Markdown && !args.coverage {
        return console.trouble("`--format md` prints the coverage: add `--coverage`");
    }
    if args.watch { watch::run(args, console) } else { once(args, console) }
}

fn once(args: &Check, console: Console) -> Exit {
    let mut found = Found::default();
    if args.text {
        found.findings = text::judge(&args.packs);
        return show(&found, args, console).max(Exit::of(&found.findings));
    }
    let mut house = House::with_store(args.store.as_deref());
    house.ends_soon = args.packs.len() < 2 && !args.watch;
    let mut exit = Exit::Fine;
    if args.library {
        match house.library(Path::new("-")) {
            Ok((_, library)) => {
                found.findings.extend(library.faults());
                found.findings.extend(check::check_library(&library));
            }
            Err(faults) => found.findings.extend(faults),
        }
    }
    // Whoever checks a pack is to know that words which were released are others now.
    if let Ok(folder) = house.clauses()
        && !release::versions(&folder).is_empty()
    {
        found.findings.extend(release::frozen(&folder).unwrap_or_else(|found| found));
    }
    for pack in &args.packs {
        let file = pack.to_string_lossy().into_owned();
        let judged = if args.fix || args.diff {
            let mended = mend::run(&mut house, pack, args, console);
            exit = exit.max(mended.exit);
            found.mended.extend(mended.done.into_iter().map(|done| (file.clone(), done)));
            mended.judged
        } else {
            load::read(pack).and_then(|source| judge(&mut house, &source, args.coverage))
        };
        match judged {
            Ok((report, coverage)) => {
                found.allowed.extend(report.allowed.into_iter().map(|one| (file.clone(), one)));
                found.coverage.extend(coverage.map(|coverage| (file, coverage)));
                found.findings.extend(report.findings);
                if let Some(at) = report.about {
                    let asked = Asked { file: pack.to_string_lossy().into_owned(), at };
                    found.questions.extend(report.questions.into_iter().map(|one| (asked.clone(), one)));
                }
            }
            Err(more) => found.findings.extend(more),
        }
    }
    if args.diff && !args.fix {
        return exit.max(Exit::of(&found.findings));
    }
    let shown = show(&found, args, console);
    let exit = exit.max(shown).max(Exit::of(&found.findings));
    house.leave(found);
    exit
}

fn show(found: &Found, args: &Check, console: Console) -> Exit {
    let text = match args.format {
        Shown::Human => human(found, console),
        Shown::Json => machine(found, args),
        Shown::Sarif => {
            let allowed: Vec<&Allowed> = found.allowed.iter().map(|(_, allowed)| allowed).collect();
            let asked = found.questions.iter().map(|(asked, one)| (asked.at.clone(), *one));
            super::report::sarif(&found.findings, &allowed, &asked.collect::<Vec<_>>())
        }
        Shown::Github => print::github::github(&found.findings),
        Shown::Markdown => {
            console.show(&found.findings);
            markdown(found).unwrap_or_default()
        }
    };
    console.data(text.as_bytes())
}

/// Judges the text of a pack. Only the pack itself is mended, not what it is laid over.
fn judge(house: &mut House, source: &Arc<Source>, coverage: bool) -> Judged {
    let mut judged = house.read(source).and_then(|open| {
        let judged = examine(house, &open, coverage);
        house.let_go(open);
        judged
    });
    let findings = match &mut judged {
        Ok((report, _)) => &mut report.findings,
        Err(found) => found,
    };
    findings.extend(schema_line::look(source));
    for finding in findings {
        finding.fixes.retain(|fix| fix.edits.iter().all(|edit| edit.span.source == *source));
    }
    judged
}

fn examine(house: &House, open: &Open, coverage: bool) -> Judged {
    let prepared = Prepared::of(&open.facts, &open.library)?;
    let mut report = prepared.judge();
    let Prepared { plan, documents } = &prepared;
    let coverage = coverage.then(|| covered(plan, documents));
    if super::render::formats(&open.config).iter().any(|format| format.name() == "pdf") {
        report.findings.extend(pipeline::unprintable(plan, documents, &open.config.look(&[])?));
    }
    house.let_go(prepared);
    Ok((report, coverage))
}

fn covered(plan: &Plan<'_>, documents: &[Document]) -> Coverage {
    let rows = check::coverage(plan);
    let row = |row: &check::Row| {
        json!({
            "id": row.requirement.id,
            "cite": row.requirement.cite,
            "duty": row.requirement.require,
            "clauses": row.clauses,
        })
    };
    Coverage { rows: rows.iter().map(row).collect(), document: annex::coverage(plan, documents, &rows) }
}

/// The coverage of each pack as Markdown.
fn markdown(found: &Found) -> Outcome<String> {
    let mut bytes = Vec::new();
    for (_, coverage) in &found.coverage {
        let volume = Volume::of(std::slice::from_ref(&coverage.document));
        // A text cannot lack a character: the faults of this format are those of the disk.
        Markdown.write(&volume, &Look::default(), &mut bytes).map_err(|_| Vec::new())?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn allowed(file: &str, allowed: &Allowed) -> Json {
    json!({
        "file": file,
        "code": allowed.code,
        "name": allowed.name,
        "reason": allowed.reason,
        "until": allowed.until,
        "count": allowed.count,
    })
}

fn question(file: &str, one: &Question) -> Json {
    json!({ "file": file, "id": one.id, "question": one.ask, "basis": one.basis })
}

fn machine(found: &Found, args: &Check) -> String {
    let mut json = print::json(&found.findings);
    json["questions"] = found.questions.iter().map(|(asked, one)| question(&asked.file, one)).collect();
    json["allowed"] = found.allowed.iter().map(|(file, one)| allowed(file, one)).collect();
    if args.coverage {
        let one = |(file, coverage): &(String, Coverage)| json!({ "file": file, "duties": coverage.rows });
        json["coverage"] = found.coverage.iter().map(one).collect();
    }
    if args.fix {
        let one = |(file, done): &(String, Done)| json!({ "file": file, "line": done.line, "code": done.code, "message": done.message, "label": done.label });
        json["fixed"] = found.mended.iter().map(one).collect();
    }
    // One line for each check, where checks follow one another.
    if args.watch { format!("{json}\n") } else { super::pretty(&json) }
}

fn human(found: &Found, console: Console) -> String {
    // Questions come first: what is found, and its count, is what one reads at the end.
    let mut out = if console.quiet { String::new() } else { for_counsel(found) };
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&print::human(&found.findings, console.face(std::io::stdout().is_terminal())));
    for (file, one) in &found.allowed {
        let allowed = allowed(file, one);
        let text = |key: &str| print::visible(allowed[key].as_str().unwrap_or_default()).into_owned();
        let until = allowed["until"].as_str().map(|day| format!(" until {day}")).unwrap_or_default();
        let (code, file) = (text("code"), text("file"));
        let times = match allowed["count"].as_u64() {
            Some(1) => "once".to_owned(),
            count => format!("{} times", count.unwrap_or_default()),
        };
        let _ = writeln!(out, "allowed {times}{until}: {code} in {file}: {}", text("reason"));
    }
    for (file, coverage) in &found.coverage {
        let _ = writeln!(out, "coverage of {}:", print::visible(file));
        out.push_str(&table(&coverage.rows));
    }
    if found.findings.is_empty() && !console.quiet {
        out.push_str("no findings\n");
    }
    out
}

/// What facts cannot decide, each question once with the packs that it concerns where there are several.
fn for_counsel(found: &Found) -> String {
    let mut out = String::new();
    let files = |one: &Question| {
        let about = found.questions.iter().filter(|(_, other)| other.id == one.id);
        about.map(|(asked, _)| print::visible(&asked.file).into_owned()).collect::<Vec<_>>()
    };
    let several = found.questions.iter().any(|(asked, _)| asked.file != found.questions[0].0.file);
    for one in check::questions() {
        let about = files(one);
        if about.is_empty() {
            continue;
        }
        if out.is_empty() {
            out.push_str("for counsel, which facts cannot decide:\n");
        }
        let about = if several { format!(" in {}", about.join(", ")) } else { String::new() };
        let _ = writeln!(out, "  {}{about}: {} ({})", one.id, one.ask, one.basis);
    }
    out
}

/// Duties, where they stand in the law, and the clauses that meet them.
fn table(rows: &[Json]) -> String {
    let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let width = |key: &str| rows.iter().map(|row| text(row, key).chars().count()).max().unwrap_or(0);
    let (ids, cites) = (width("id"), width("cite"));
    let line = |row: &Json| {
        let clauses: Vec<&str> =
            row["clauses"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let met = if clauses.is_empty() { "no clause".to_owned() } else { clauses.join(", ") };
        format!("  {:ids$}  {:cites$}  {met}\n", text(row, "id"), text(row, "cite"))
    };
    rows.iter().map(line).collect()
}
