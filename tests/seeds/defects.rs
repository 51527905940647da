//! The defects of two published agreements, each put into a pack, a text or a copy of official clauses.
//!
//! `defects/<name>.toml` has them by the ids of their inventory, in our own words. A pack is laid over the
//! smallest one, see `rules/overlay.rs`; a text is judged as `check --text` does; a copy is the invented
//! agreement of `official/` with some words changed, held against its publication by `scc verify`. What
//! counts is the finding named, at the place named; the same without the defect does not have it.

#[path = "../official/fixture.rs"]
#[expect(dead_code, reason = "the tests of official text use the rest")]
mod fixture;
#[path = "../rules/overlay.rs"]
mod overlay;

use std::collections::{BTreeMap, BTreeSet};

use dpakit::check::check_text;
use dpakit::diagnostic::Diagnostic;
use dpakit::foreign;
use dpakit::official::verify::{Question, Verified, verify};
use dpakit::official::{Seal, Store};
use serde::Deserialize;

const AGREEMENT: &str = include_str!("../official/flour-agreement.md");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    /// How many defects the inventory has.
    defects: usize,
    /// How many must be found.
    least: usize,
    defect: Vec<Planted>,
    /// Those that nothing finds, each with the reason.
    unreached: BTreeMap<String, String>,
}

/// A defect, put where it can be found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    id: String,
    /// What is wrong, in our own words.
    says: String,
    /// The code, or what `scc verify` says of the unit.
    finds: String,
    /// The fact of a pack, the words of a text, or the unit of a copy that the finding points at.
    at: String,
    /// Words of the finding that tell it from others of its code.
    told: Option<String>,
    /// TOML to lay over the smallest pack.
    pack: Option<String>,
    /// Markdown.
    text: Option<String>,
    /// What is changed in the copy, and into what.
    copy: Option<Vec<(String, String)>>,
    /// What the publication, and the copy before it is changed, have in place of other words.
    #[serde(default)]
    published: Vec<(String, String)>,
    /// Whether the publication has footnotes that are known.
    #[serde(default = "yes")]
    notes: bool,
    /// What is changed in pack or text to mend it; otherwise the pack is laid bare.
    #[serde(default)]
    mended: Vec<(String, String)>,
}

fn yes() -> bool {
    true
}

fn seeds() -> BTreeMap<&'static str, Seed> {
    let read = |text: &str| toml::from_str(text).expect("the planted defects");
    [
        ("imou", read(include_str!("defects/imou.toml"))),
        ("aftership", read(include_str!("defects/aftership.toml"))),
    ]
    .into()
}

impl Planted {
    /// What is wrong with the test itself or with what it finds; nothing if all is well.
    fn fault(&self) -> Option<String> {
        let fault = match (&self.pack, &self.text, &self.copy) {
            (Some(pack), None, None) => self.in_pack(pack),
            (None, Some(text), None) => self.in_text(text),
            (None, None, Some(changes)) => self.in_copy(changes),
            _ => Some("one of `pack`, `text` and `copy` is wanted".to_owned()),
        };
        fault.map(|fault| format!("{} ({}): {fault}", self.id, self.says))
    }

    fn in_pack(&self, pack: &str) -> Option<String> {
        let facts = overlay::facts(pack);
        let found = overlay::report(&facts).findings;
        let place = facts.at(&self.at);
        if !found.iter().any(|one| self.is_it(one) && one.labels[0].span == place) {
            return Some(format!("not found at `{}`:\n{}", self.at, listing(&found)));
        }
        let bare = pack.lines().find(|line| line.starts_with("# over ")).unwrap_or_default();
        let mended = if self.mended.is_empty() { bare.to_owned() } else { self.mend(pack) };
        self.silent(&overlay::report(&overlay::facts(&mended)).findings)
    }

    fn in_text(&self, text: &str) -> Option<String> {
        let found = check_text(&overlay::source("text", text));
        let at = text.find(&self.at).unwrap_or_else(|| panic!("{}: no `{}`", self.id, self.at));
        assert_eq!(text.matches(&self.at).count(), 1, "{}: `{}`", self.id, self.at);
        let covers = |found: &Diagnostic| {
            let range = &found.labels[0].span.range;
            (at..at + self.at.len()).contains(&range.start) || range.contains(&at)
        };
        if !found.iter().any(|one| self.is_it(one) && covers(one)) {
            return Some(format!("not found at `{}`:\n{}", self.at, listing(&found)));
        }
        self.silent(&check_text(&overlay::source("text", &self.mend(text))))
    }

    fn is_it(&self, found: &Diagnostic) -> bool {
        let told = self.told.as_ref().is_none_or(|told| found.message.contains(told));
        found.code.0 == self.finds && told
    }

    fn mend(&self, text: &str) -> String {
        assert!(!self.mended.is_empty(), "{}: nothing is mended", self.id);
        self.mended.iter().fold(text.to_owned(), |text, (from, to)| fixture::with(&text, from, to))
    }

    fn silent(&self, found: &[Diagnostic]) -> Option<String> {
        let left = found.iter().any(|one| self.is_it(one));
        left.then(|| format!("found without the defect too:\n{}", listing(found)))
    }

    fn in_copy(&self, changes: &[(String, String)]) -> Option<String> {
        let put = |text: &str, changes: &[(String, String)]| {
            changes.iter().fold(text.to_owned(), |text, (from, to)| fixture::with(&text, from, to))
        };
        let whole = put(AGREEMENT, &self.published);
        let seal = if self.notes { fixture::SEAL.to_owned() } else { without_notes() };
        let seal = Seal::parse(&seal).expect("a seal");
        let (_folder, store) = stored(&put(fixture::XHTML, &self.published), &seal);
        let of = |text: &str| held(text, &seal, &store);
        let found = of(&put(&whole, changes));
        if !self.says_so(&found) {
            let units = found.units.iter().filter(|one| one.finding || !one.notes.is_empty());
            let units: Vec<_> = units.map(|one| (&one.id, one.verdict, &one.notes, &one.like)).collect();
            return Some(format!("not found at `{}`:\n{units:?}", self.at));
        }
        self.says_so(&of(&whole)).then(|| "found without the defect too".to_owned())
    }

    /// Whether a unit has the verdict, and the note if one is asked for.
    fn says_so(&self, set: &Verified) -> bool {
        set.units.iter().any(|one| {
            let told = self.told.as_ref().is_none_or(|told| {
                one.notes.iter().any(|note| note == told) || one.like.as_ref() == Some(told)
            });
            one.id == self.at && one.verdict.name() == self.finds && told
        })
    }
}

fn listing(found: &[Diagnostic]) -> String {
    let line = |one: &Diagnostic| {
        let (line, column) = one.labels[0].span.line_column();
        format!("  {} {line}:{column} {}\n", one.code, one.message)
    };
    found.iter().map(line).collect()
}

/// The seal of a publication whose footnotes nobody knows, as that of 2010.
fn without_notes() -> String {
    let known = fixture::SEAL.split_inclusive('\n');
    known.filter(|line| !line.starts_with("fn") && !line.starts_with("\"fn")).collect()
}

fn stored(publication: &str, seal: &Seal) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::at(folder.path());
    if !seal.notes.is_empty() {
        let imported = fixture::bytes(publication.as_bytes(), &fixture::asked(), &store).expect("a text");
        store.keep(&imported).expect("stored");
    }
    (folder, store)
}

fn held(text: &str, seal: &Seal, store: &Store) -> Verified {
    let foreign = foreign::read("agreement", text.as_bytes()).expect("an agreement");
    let question = Question { modules: vec![1], ..Question::default() };
    let sets = verify(&foreign, &question, std::slice::from_ref(seal), store);
    let mut sets = sets.unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!(sets.len(), 1);
    sets.remove(0)
}

#[test]
fn each_defect_is_found_where_it_was_put_and_nowhere_without_it() {
    for (name, seed) in seeds() {
        let faults: Vec<String> = seed.defect.iter().filter_map(Planted::fault).collect();
        assert!(faults.is_empty(), "{name}\n{}", faults.join("\n"));
    }
}

#[test]
fn each_defect_of_the_inventory_is_found_or_out_of_reach_for_a_reason() {
    for (name, seed) in seeds() {
        let found: BTreeSet<&str> = seed.defect.iter().map(|one| one.id.as_str()).collect();
        let letter = name[..1].to_uppercase();
        for number in 1..=seed.defects {
            let id = format!("{letter}{number:02}");
            let reason = seed.unreached.get(&id);
            assert!(found.contains(id.as_str()) != reason.is_some(), "{id}: found, or a reason");
            assert!(reason.is_none_or(|reason| reason.len() > 20), "{id}: no reason");
        }
        assert_eq!(found.len() + seed.unreached.len(), seed.defects, "{name}: ids that the inventory lacks");
        let through = |is: fn(&Planted) -> bool| {
            let ids: BTreeSet<&str> =
                seed.defect.iter().filter(|one| is(one)).map(|one| one.id.as_str()).collect();
            ids.len()
        };
        println!(
            "{name}: {} of {} defects found, {} through packs, {} through texts, {} through copies of clauses",
            found.len(),
            seed.defects,
            through(|one| one.pack.is_some()),
            through(|one| one.text.is_some()),
            through(|one| one.copy.is_some()),
        );
        assert!(found.len() >= seed.least, "{name}: {} found", found.len());
    }
}
