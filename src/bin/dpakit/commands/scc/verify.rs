//! `dpakit scc verify`: the official clauses in an agreement that somebody else wrote.

use dpakit::diagnostic::Outcome;
use dpakit::diagnostic::print::{self, visible};
use dpakit::foreign;
use dpakit::library::Library;
use dpakit::official::foreign::Foreign;
use dpakit::official::store::TAMPERED;
use dpakit::official::verify::report::{Report, html, human};
use dpakit::official::verify::{Question, Verified, elsewhere, verify};
use serde_json::json;

use crate::args::{SccVerify, VerifyReport};
use crate::console::{Console, Exit};

/// Compares an agreement with the official clauses. Exit code 1 where something was found.
pub fn run(args: &SccVerify, console: Console) -> Exit {
    let work = || -> Outcome<(Foreign, Vec<Verified>)> {
        let seals = super::seals(args.seal.as_deref())?;
        let store = super::store(args.store.clone())?;
        let foreign = match args.file.as_os_str() == "-" {
            true => foreign::from(std::io::stdin().lock(), "standard input")?,
            false => foreign::open(&args.file)?,
        };
        let remarks = Library::open(None)?.labels.official.remarks().map(str::to_owned).to_vec();
        let question = Question { modules: args.module.clone(), language: args.lang.clone(), remarks };
        let sets = verify(&foreign, &question, seals, &store)?;
        Ok((foreign, sets))
    };
    let (foreign, sets) = match work() {
        Ok(found) => found,
        Err(found) => {
            let shown = match args.format {
                VerifyReport::Json => console.data(super::super::pretty(&print::json(&found)).as_bytes()),
                VerifyReport::Human | VerifyReport::Html => console.show(&found),
            };
            // A damaged store says nothing of the agreement.
            let damaged = found.iter().any(|one| one.code == TAMPERED);
            return shown.max(if damaged { Exit::CouldNotRun } else { Exit::of(&found) });
        }
    };
    let name = args.file.file_name().unwrap_or(args.file.as_os_str()).to_string_lossy();
    let elsewhere = elsewhere(&foreign, &sets);
    let report = Report {
        file: &name,
        format: foreign.format,
        remarks: &foreign.remarks,
        sets: &sets,
        elsewhere: &elsewhere,
    };
    let text = match args.format {
        VerifyReport::Human => human(&report).lines().map(|line| format!("{}\n", visible(line))).collect(),
        VerifyReport::Html => html(&report),
        VerifyReport::Json => super::super::pretty(&json!({
            "schema_version": 1,
            "file": name,
            "format": foreign.format,
            "remarks": foreign.remarks,
            "findings": sets.iter().map(|set| set.findings().count()).sum::<usize>(),
            "sets": sets,
            "elsewhere": elsewhere,
        })),
    };
    let fine = sets.iter().all(|set| set.findings().next().is_none());
    console.data(text.as_bytes()).max(if fine { Exit::Fine } else { Exit::Findings })
}
