//! `dpakit verify`.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::path::Path;

use dpakit::diagnostic::print::{self, visible};
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::emit::pdf::read::{Later, What};
use dpakit::pipeline::verify::{self, Against, Clauses, Compared, Rebuilt, State, Verified};
use serde::Serialize;
use serde_json::Value as Json;

use super::house::House;
use super::render;
use crate::args::{Report, Verify};
use crate::console::{Console, Exit};

/// Most changed values that are shown; JSON has all.
const MOST_VALUES: usize = 100;

/// What was found out about a file, for machines.
#[derive(Serialize)]
struct Line<'a> {
    file: Cow<'a, str>,
    #[serde(flatten)]
    verified: &'a Verified,
}

/// Says of each file whether it is what dpakit wrote.
pub fn run(args: &Verify, console: Console) -> Exit {
    let mut house = House::default();
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut text = String::new();
    let mut files: Vec<Json> = Vec::new();
    for file in &args.files {
        match examine(file, args, &mut house) {
            Ok(verified) => {
                text.push_str(&human(file, &verified));
                let line = Line { file: file.to_string_lossy(), verified: &verified };
                files.push(serde_json::to_value(line).unwrap_or_default());
                findings.extend(verified.findings);
            }
            Err(found) => findings.extend(found),
        }
    }
    if !text.is_empty() && !findings.is_empty() {
        text.push('\n');
    }
    let text = match args.format {
        Report::Json => {
            let mut json = print::json(&findings);
            json["verified"] = files.into();
            super::pretty(&json)
        }
        Report::Human if console.quiet => said(&findings, console),
        Report::Human => text + &said(&findings, console),
    };
    console.data(text.as_bytes()).max(Exit::of(&findings))
}

fn examine(file: &Path, args: &Verify, house: &mut House) -> Outcome<Verified> {
    let (config, library) = house.library(file)?;
    let look = config.look(&args.font_dir)?;
    let against = Against {
        manifest: args.manifest.as_deref(),
        library: &library,
        look: &look,
        undated: render::build_date(),
    };
    verify::verify(file, &against)
}

fn said(findings: &[Diagnostic], console: Console) -> String {
    match findings {
        [] if console.quiet => String::new(),
        [] => "no findings\n".to_owned(),
        findings => print::human(findings, console.face(std::io::stdout().is_terminal())),
    }
}

/// What was found out about one file or folder: a line for the pack, and one for each comparison.
fn human(file: &Path, verified: &Verified) -> String {
    let mut lines = vec![match &verified.pack {
        Some(pack) => format!(
            "{}: {}, {}, written by {}{}",
            file.display(),
            pack.title,
            pack.reference,
            pack.producer,
            if pack.draft { "; a draft" } else { "" }
        ),
        None => file.display().to_string(),
    }];
    match verified.files.as_slice() {
        [one] => {
            lines.push(format!("  file     {}", state(one)));
            lines.extend(values(one));
        }
        files => {
            let same = files.iter().filter(|file| file.state == State::AsWritten).count();
            lines.push(format!("  files    {same} of {} as written", files.len()));
            let others = files.iter().filter(|file| file.state != State::AsWritten || file.later.is_some());
            for file in others {
                lines.push(format!("           {}: {}", file.name, state(file)));
                lines.extend(values(file));
            }
        }
    }
    if !verified.carried.is_empty() {
        lines.push(format!("  carries  {}", verified.carried.join(", ")));
    }
    lines.extend(verified.clauses.as_ref().map(|clauses| format!("  clauses  {}", standing(clauses))));
    lines.extend(verified.rebuilt.map(|rebuilt| format!("  rebuilt  {}", outcome(rebuilt))));
    lines.iter().map(|line| format!("{}\n", visible(line))).collect()
}

/// What was filled in, a line for each field.
fn values(file: &Compared) -> Vec<String> {
    let later = file.later.iter();
    let signatures = later.clone().flat_map(|later| &later.changes);
    let signatures = signatures.filter(|change| change.what == What::UnseenSignature).map(|change| {
        format!("             {}: a new field for a signature, which does not show", change.name)
    });
    let all = later.flat_map(|later| &later.values).map(|value| {
        let what = match (&value.before, &value.after) {
            (None, Some(after)) => format!("filled in with \"{after}\""),
            (Some(before), Some(after)) => format!("\"{before}\" replaced by \"{after}\""),
            (before, _) => format!("\"{}\" taken out", before.as_deref().unwrap_or_default()),
        };
        format!("             {}: {what}", value.name)
    });
    all.chain(signatures).take(MOST_VALUES).collect()
}

fn state(file: &Compared) -> String {
    let state = match file.state {
        State::AsWritten => "as written",
        State::Changed => "changed since it was written",
        State::Missing => "missing",
        State::Unreadable => "cannot be read",
        State::NotCompared => "not compared: no manifest that names it lies beside it",
    };
    match &file.later {
        Some(later) if file.state == State::NotCompared => format!("{}; {state}", appended(later)),
        Some(later) => format!("{state}, with {}", appended(later)),
        None => state.to_owned(),
    }
}

/// What was appended: `2 later revisions (1 signature, 3 changed values)`.
fn appended(later: &Later) -> String {
    let parts = [
        counted(later.signatures, "signature"),
        counted(later.values.len(), "changed value"),
        counted(later.changes.len(), "other change"),
        counted(later.pages.len(), "changed page"),
        counted(later.files.len(), "changed file"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let revisions = counted(later.revisions, "later revision").unwrap_or_default();
    if parts.is_empty() { revisions } else { format!("{revisions} ({})", parts.join(", ")) }
}

fn counted(number: usize, what: &str) -> Option<String> {
    let plural = if number == 1 { "" } else { "s" };
    (number > 0).then(|| format!("{number} {what}{plural}"))
}

fn standing(clauses: &Clauses) -> String {
    let mut parts = vec![format!("{} as in the library", clauses.same)];
    let mut add = |number: usize, what: &str| {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    };
    add(clauses.own, "of the parties' own");
    add(clauses.changed.len(), "different there");
    add(clauses.unknown.len(), "not there");
    if clauses.changed.is_empty() && clauses.unknown.is_empty() && !clauses.same_library {
        parts.push("the library has changed elsewhere".to_owned());
    }
    parts.join(", ")
}

fn outcome(rebuilt: Rebuilt) -> &'static str {
    match rebuilt {
        Rebuilt::Same => "from its facts: the same bytes",
        Rebuilt::SameLines => "from its facts: the same lines in other bytes",
        Rebuilt::Other => "from its facts: other bytes",
        Rebuilt::Nothing => "not from its facts: they make no such document here",
    }
}
