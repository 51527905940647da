//! The rules on text, over two agreements that others published and over texts that nobody would.
//!
//! The agreements are not part of this repository. Where they do not lie beside it, each test says
//! that it was skipped.

mod defects;
mod hostile;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use dpakit::check::check_text;
use dpakit::diagnostic::Diagnostic;
use dpakit::source::Source;
use serde::Deserialize;

#[derive(Deserialize)]
struct Seed {
    file: String,
    sought: BTreeSet<String>,
    missed: BTreeMap<String, String>,
    finding: Vec<Judged>,
}

/// A finding that a person has judged.
#[derive(Deserialize)]
struct Judged {
    code: String,
    line: usize,
    #[serde(default)]
    defects: Vec<String>,
    #[serde(default)]
    also: bool,
    #[serde(default)]
    why: String,
}

fn seeds() -> BTreeMap<String, Seed> {
    let text = include_str!("findings.toml");
    toml::from_str(text).expect("the judged findings")
}

fn judge(text: String, name: &str) -> Vec<Diagnostic> {
    check_text(&Arc::new(Source { path: name.into(), text }))
}

fn place(found: &Diagnostic) -> (String, usize) {
    (found.code.0.to_owned(), found.labels[0].span.line_column().0)
}

#[test]
fn the_defects_of_the_published_agreements_are_found() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    for (name, seed) in seeds() {
        let Ok(text) = std::fs::read_to_string(folder.join(&seed.file)) else {
            println!("skipped: ../shared/seeds/{} is not here", seed.file);
            continue;
        };
        let found = judge(text, &name);
        let places: Vec<(String, usize)> = found.iter().map(place).collect();
        let judged: BTreeMap<(String, usize), &Judged> =
            seed.finding.iter().map(|one| ((one.code.clone(), one.line), one)).collect();
        for at in &places {
            assert!(judged.contains_key(at), "{name}: nobody has judged {at:?}");
        }
        for at in judged.keys() {
            assert!(places.contains(at), "{name}: {at:?} is no longer found");
        }
        counts(&name, &seed, &places, &judged);
    }
}

/// The agreements that dpakit writes, read as if somebody else had written them.
#[test]
fn our_own_agreements_say_every_duty_and_read_without_slips() {
    let own = [
        ("complete", include_str!("../pack/golden/complete/dpa.md")),
        ("aftership", include_str!("../pack/golden/aftership/dpa.md")),
        ("imou", include_str!("../pack/golden/imou/dpa.md")),
    ];
    for (name, text) in own {
        let found = judge(text.to_owned(), name);
        let slips = ["A28-UNSAID", "TXT-TYPO", "TXT-GRAMMAR", "TXT-UNEVEN", "TXT-NUMBERS", "TXT-UNSIGNED"];
        assert!(!found.iter().any(|one| slips.contains(&one.code.0)), "{name}: {found:#?}");
        // Terms of the main agreement are not defined here.
        let others = found.iter().filter(|one| one.code.0 != "DEF-UNDEFINED").count();
        assert!(name != "complete" || others == 0, "{name}: {found:#?}");
    }
}

fn counts(name: &str, seed: &Seed, places: &[(String, usize)], judged: &BTreeMap<(String, usize), &Judged>) {
    let known: BTreeSet<&String> = seed.finding.iter().flat_map(|one| &one.defects).collect();
    let missed: BTreeSet<&String> = seed.sought.iter().filter(|id| !known.contains(id)).collect();
    let wrong = |one: &Judged| one.defects.is_empty() && !one.also;
    let wrong: Vec<_> = places.iter().filter(|at| wrong(judged[*at])).collect();
    println!(
        "{name}: {} of {} defects found, missed {missed:?}; {} findings, of them {} false {wrong:?}",
        known.len(),
        seed.sought.len(),
        places.len(),
        wrong.len()
    );
    assert!(known.iter().all(|id| seed.sought.contains(*id)), "{name}: a defect that nobody seeks");
    assert_eq!(missed, seed.missed.keys().collect(), "{name}: what is missed, and why");
    assert!(wrong.len() * 10 <= places.len(), "{name}: more than one false finding in ten");
    assert!(wrong.iter().all(|at| !judged[*at].why.is_empty()), "{name}: a false finding without a reason");
}
