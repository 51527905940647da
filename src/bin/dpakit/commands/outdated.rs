//! `dpakit outdated`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dpakit::diagnostic::print::{self, visible};
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::pipeline::outdated::{Pack, Reason, Today, outdated};
use serde_json::json;

use super::house::House;
use super::render::build_date;
use crate::args::{Outdated, Report};
use crate::console::{Console, Exit};

/// Most packs that are named for a reason; JSON has all.
const MOST: usize = 5;

/// Says which packs would read differently today.
pub fn run(args: &Outdated, console: Console) -> Exit {
    let (packs, found) = match held(args) {
        Ok(held) => held,
        Err(found) => return console.show(&found),
    };
    let old = packs.iter().filter(|pack| !pack.reasons.is_empty()).count();
    let text = match args.format {
        Report::Json => machine(&packs, &found),
        Report::Human => human(&packs, old, console),
    };
    let shown = match args.format {
        Report::Json => Exit::of(&found),
        Report::Human => console.show(&found),
    };
    let old = if args.exit_code && old > 0 { Exit::Findings } else { Exit::Fine };
    console.data(text.as_bytes()).max(shown).max(old)
}

fn held(args: &Outdated) -> Outcome<(Vec<Pack>, Vec<Diagnostic>)> {
    // The configuration that counts for packs counts for the folder that holds them.
    let (config, library) = House::default().library(&args.folder.join("pack.toml"))?;
    let house = config.defaults.as_ref().map(|defaults| &*defaults.span.source);
    let date = args.on.or_else(build_date).unwrap_or_else(super::today);
    outdated(&args.folder, &Today { library: &library, house, date })
}

fn machine(packs: &[Pack], found: &[Diagnostic]) -> String {
    let mut json = print::json(found);
    json["summary"] = json!({
        "packs": packs.len(),
        "outdated": packs.iter().filter(|pack| !pack.reasons.is_empty()).count(),
        "reasons": by_reason(packs)
            .into_iter()
            .map(|(reason, packs)| json!({ "reason": reason, "packs": packs.len() }))
            .collect::<Vec<_>>(),
    });
    json["packs"] = json!(packs);
    super::pretty(&json)
}

/// Each reason with the packs that it concerns.
fn by_reason(packs: &[Pack]) -> BTreeMap<&Reason, Vec<&Pack>> {
    let mut found: BTreeMap<&Reason, Vec<&Pack>> = BTreeMap::new();
    for pack in packs {
        pack.reasons.iter().for_each(|reason| found.entry(reason).or_default().push(pack));
    }
    found
}

fn human(packs: &[Pack], old: usize, console: Console) -> String {
    let all = count(packs.len());
    if old == 0 {
        return if console.quiet { String::new() } else { format!("{all}, none of them outdated\n") };
    }
    let mut out = format!("{all}, {old} of them outdated\n");
    for (reason, packs) in by_reason(packs) {
        let Reason { kind, what, today } = reason;
        let _ = writeln!(out, "\n{} {}: {}", kind.name(), visible(what), visible(today));
        for pack in packs.iter().take(MOST) {
            let _ = writeln!(out, "  {} ({})", visible(&pack.folder), visible(&pack.reference));
        }
        if packs.len() > MOST {
            let _ = writeln!(out, "  and {} more", packs.len() - MOST);
        }
    }
    out
}

fn count(packs: usize) -> String {
    if packs == 1 { "1 pack".to_owned() } else { format!("{packs} packs") }
}
