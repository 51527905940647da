//! Packs made by chance: random valid changes of the complete example raise no error, and a defect
//! planted on top of them raises its own finding and nothing else but what the page of its rule names as
//! implied.
//!
//! The chances are fixed, so that every run judges the same packs. What fails is shrunk to the fewest
//! changes that still fail. The words of the documents, on which most of the time goes, are read in a
//! tenth of the packs; `DPAKIT_WHOLE=1 cargo test --release --test properties` reads them all.

mod changes;
mod defects;
mod draft;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use dpakit::check::{RULES, check};
use dpakit::diagnostic::{Diagnostic, Severity};
use dpakit::library::Library;
use dpakit::pack::Facts;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use changes::{CHANGES, Chance};
use defects::defects;
use draft::Draft;

/// Packs of each kind, unless `DPAKIT_PACKS` says otherwise; the threads of the test harness share them.
const PACKS: u32 = 1000;
const SHARES: u8 = 4;
/// Most changes of one pack.
const MOST: usize = 12;
/// Of so many packs, the words of one are read too; of all where `DPAKIT_WHOLE` is set.
const READ: u32 = 10;

/// A change by its place in the list, the chances within it, and a name that it may use.
type Step = (usize, u64, String);

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::open(None).unwrap_or_else(|found| panic!("{found:#?}")))
}

/// A sequence of chances that is the same in every run.
fn runner(share: u8) -> TestRunner {
    let packs = std::env::var("DPAKIT_PACKS").map_or(PACKS, |count| count.parse().expect("a number"));
    let config = Config {
        cases: packs / u32::from(SHARES),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[share; 32]))
}

/// Words with any letters and signs; each word in one script, as in the names of companies.
fn name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[A-Za-z0-9À-ÖØ-öø-ž]{1,12}",
        1 => "[α-ωΑ-Ω]{1,8}",
        1 => "[а-яА-Я]{1,8}",
        1 => "[א-ת]{1,8}",
        1 => "[ا-ي]{1,8}",
        1 => "[ぁ-ゖァ-ヺ一-龥]{1,6}",
        1 => "[가-힣]{1,6}",
        1 => "[ก-ฮ]{1,6}",
        2 => "[!-/:-@\\[-`{-~§©®°±¶«»–—‘’“”€™]{1,4}",
        1 => "[A-Za-z]{1,6}[*_`|<>#\\[\\](){}&\"'\\\\$%~!?;:,+=/.-][A-Za-z]{1,6}",
    ];
    let words = proptest::collection::vec(word, 0..4);
    ("[A-Z][a-zà-öø-ž]{2,9}", words).prop_map(|(first, rest)| {
        let name = rest.into_iter().fold(first, |name, word| name + " " + &word);
        changes::printable(&name)
    })
}

/// What is judged of a pack: mostly the facts, which takes a tenth of the time.
fn depth() -> impl Strategy<Value = Depth> {
    let whole = std::env::var_os("DPAKIT_WHOLE").is_some();
    let facts = if whole { 0 } else { READ - 1 };
    prop_oneof![1 => Just(Depth::Words), facts => Just(Depth::Facts)]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0..CHANGES.len(), any::<u64>(), name()), 0..MOST)
}

/// The complete example after changes, and what they were.
fn changed(steps: &[Step]) -> (Draft, String) {
    let mut draft = Draft::complete();
    let mut told = String::new();
    for (at, seed, name) in steps {
        let (what, change) = CHANGES[*at];
        change(&mut draft, &mut Chance::new(*seed, name));
        told.push_str(&format!("  {what} ({seed}, {name:?})\n"));
    }
    (draft, told)
}

/// What is judged of a pack.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Depth {
    /// The facts.
    Facts,
    /// The facts, and the words of all documents.
    Words,
}

/// What is found in a pack; one that cannot be read or assembled has its faults for findings.
fn judged(draft: &Draft, depth: Depth) -> Vec<Diagnostic> {
    let read = || {
        let facts = Facts::read(&draft.source(), None)?;
        let plan = dpakit::plan::plan(&facts, library())?;
        let documents = match depth {
            Depth::Facts => Vec::new(),
            Depth::Words => dpakit::assemble::assemble(&plan)?,
        };
        Ok(check(&plan, &documents).findings)
    };
    read().unwrap_or_else(|faults: Vec<Diagnostic>| faults)
}

fn told(findings: &[Diagnostic]) -> String {
    findings.iter().map(|one| format!("  {:?} {}: {}\n", one.severity, one.code, one.message)).collect()
}

fn counted(findings: &[Diagnostic]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for one in findings {
        *counts.entry(one.code.0).or_default() += 1;
    }
    counts
}

fn no_error(share: u8) {
    let outcome = runner(share).run(&(steps(), depth()), |(steps, depth)| {
        let (draft, how) = changed(&steps);
        let mut found = judged(&draft, depth);
        found.retain(|one| one.severity == Severity::Error);
        let fault = || TestCaseError::fail(format!("changes:\n{how}errors:\n{}", told(&found)));
        if found.is_empty() { Ok(()) } else { Err(fault()) }
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}

fn planted(share: u8) {
    let planters = 0..defects().len();
    let outcome = runner(share + SHARES).run(&(steps(), planters, depth()), |(steps, planter, depth)| {
        let (draft, how) = changed(&steps);
        let defect = &defects()[planter];
        let mut with = draft.clone();
        defect.plant(&mut with);
        let depth = if defect.words { Depth::Words } else { depth };
        let found = judged(&with, depth);
        let mut new = counted(&found);
        let other = |code: &str| code != defect.code && !implied(&defect.code).contains(code);
        // Words before are read only where they could excuse something.
        let depth = if new.keys().any(|code| other(code)) { depth } else { Depth::Facts };
        let before = counted(&judged(&draft, depth));
        new.retain(|code, count| before.get(code).is_none_or(|old| old < count));
        if new.contains_key(defect.code.as_str()) && !new.keys().any(|code| other(code)) {
            return Ok(());
        }
        let code = &defect.code;
        let message = format!("`{code}` planted after\n{how}new: {new:?}\nfindings:\n{}", told(&found));
        Err(TestCaseError::fail(message))
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}

/// The codes that the page of a rule names as implied: `**Implies.** CODE, CODE.`
fn implied(code: &str) -> BTreeSet<&'static str> {
    let page = dpakit::check::rule(code).map_or("", |rule| rule.page);
    let line = page.lines().find_map(|line| line.strip_prefix("**Implies.** ")).unwrap_or_default();
    let line = line.split('.').next().unwrap_or_default();
    line.split([',', ' ']).filter(|word| !word.is_empty()).collect()
}

macro_rules! shares {
    ($($name:ident: $what:ident($share:literal);)+) => {
        $(#[test] fn $name() { $what($share); })+
    };
}

shares! {
    valid_changes_raise_no_error_1: no_error(0);
    valid_changes_raise_no_error_2: no_error(1);
    valid_changes_raise_no_error_3: no_error(2);
    valid_changes_raise_no_error_4: no_error(3);
    a_planted_defect_is_found_alone_1: planted(0);
    a_planted_defect_is_found_alone_2: planted(1);
    a_planted_defect_is_found_alone_3: planted(2);
    a_planted_defect_is_found_alone_4: planted(3);
}

#[test]
fn every_defect_is_found_in_the_complete_example() {
    let mut wrong = String::new();
    for defect in defects() {
        let mut draft = Draft::complete();
        defect.plant(&mut draft);
        let found = judged(&draft, if defect.words { Depth::Words } else { Depth::Facts });
        let codes: BTreeSet<&str> = found.iter().map(|one| one.code.0).collect();
        let implied = implied(&defect.code);
        let fits = |code: &&str| *code == defect.code || implied.contains(code);
        if !codes.contains(defect.code.as_str()) || !codes.iter().all(fits) {
            wrong.push_str(&format!("{}\n{}", defect.code, told(&found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_planted_are_rules_and_what_is_implied_too() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.code.0).collect();
    let codes: BTreeSet<&str> = defects().iter().map(|defect| defect.code.as_str()).collect();
    assert!(codes.len() >= 40, "{} codes", codes.len());
    assert!(codes.is_subset(&known), "{:?}", codes.difference(&known));
    for rule in RULES {
        let implied = implied(rule.code.0);
        assert!(implied.is_subset(&known), "{}: {:?}", rule.code, implied.difference(&known));
        assert!(!implied.contains(rule.code.0), "{} implies itself", rule.code);
    }
}

/// The example itself is what everything above starts from.
#[test]
fn the_complete_example_is_silent() {
    assert_eq!(told(&judged(&Draft::complete(), Depth::Words)), "");
}
