//! Many packs through one library: what it keeps of one never reaches another.

use std::sync::Arc;

use dpakit::assemble::assemble;
use dpakit::check::check;
use dpakit::document::Document;
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::plan::plan;
use dpakit::source::Source;

use crate::partners::{Partner, pack, partner};
use crate::texts::{file, list, written};

/// What a pack becomes: its documents, and what the rules say.
fn made(text: &str, library: &Library) -> (Vec<Document>, String) {
    let source = Arc::new(Source { path: "pack.toml".into(), text: text.to_owned() });
    let facts = Facts::read(&source, None).unwrap_or_else(|found| panic!("{}\n{text}", list(&found)));
    let plan = plan(&facts, library).unwrap_or_else(|found| panic!("{}", list(&found)));
    let documents = assemble(&plan).unwrap_or_else(|found| panic!("{}", list(&found)));
    let report = check(&plan, &documents);
    (documents, list(&report.findings))
}

fn fresh() -> Library {
    Library::open(None).unwrap_or_else(|found| panic!("{}", list(&found)))
}

/// Names that bend whatever takes them for words of a clause, or for the end of one.
const NAMES: [&str; 8] = [
    "Acme Inc.",
    "A*B_C **bold** [x](y)",
    "Customer Data",
    "株式会社サンプル",
    "“Quoted” & Sons Ltd.",
    "| cell | <br> {{ parties }}",
    "Two.Words... Ltd",
    "Ελληνική Εταιρεία",
];

/// Packs that differ in all that partners differ in: names, addresses, what is stated and what is not.
fn packs() -> Vec<String> {
    let mut packs: Vec<String> = ["complete", "imou", "aftership"]
        .iter()
        .map(|name| file(&format!("examples/{name}.toml")))
        .chain([file("tests/rules/minimal.toml")])
        .collect();
    for (number, name) in NAMES.iter().enumerate() {
        let mut one: Partner = partner(number);
        one.name = (*name).to_owned();
        one.subprocessors.truncate(number + 1);
        for (nth, sub) in one.subprocessors.iter_mut().enumerate().filter(|(nth, _)| nth % 2 == 0) {
            sub.name = NAMES[(number + nth) % NAMES.len()].to_owned();
        }
        packs.push(pack(&one));
        packs.push(pack(&partner(number)));
    }
    packs
}

#[test]
fn any_order_of_packs_gives_what_a_library_of_its_own_gives() {
    let packs = packs();
    let alone: Vec<_> = packs.iter().map(|text| made(text, &fresh())).collect();
    // Steps that share no factor with the count pass every pack once, each in another order.
    for step in [1, 3, 7] {
        let shared = fresh();
        for turn in 0..2 * packs.len() {
            let at = turn * step % packs.len();
            let (documents, said) = made(&packs[at], &shared);
            assert!(documents == alone[at].0, "pack {at} in turn {turn} by {step}");
            assert_eq!(said, alone[at].1, "pack {at} in turn {turn} by {step}");
        }
    }
}

#[test]
fn threads_share_a_library_and_nothing_else() {
    let packs = packs();
    let shared = fresh();
    let alone: Vec<_> = packs.iter().map(|text| made(text, &fresh())).collect();
    std::thread::scope(|scope| {
        for first in 0..3 {
            let (packs, alone, shared) = (&packs, &alone, &shared);
            scope.spawn(move || {
                for turn in 0..packs.len() {
                    let at = (first * 5 + turn) % packs.len();
                    assert!(made(&packs[at], shared) == alone[at], "pack {at}");
                }
            });
        }
    });
}

#[test]
fn no_name_of_a_partner_stands_in_the_pack_of_another() {
    let shared = fresh();
    let text = |number: usize| {
        let (documents, _) = made(&pack(&partner(number)), &shared);
        let parts = documents.iter().map(|one| String::from_utf8(written(one, "md")).expect("a text"));
        parts.collect::<String>()
    };
    let texts: Vec<String> = (0..12).map(text).collect();
    for (at, text) in texts.iter().enumerate() {
        for other in 0..12 {
            let other_partner = partner(other);
            let words = [&other_partner.key, &other_partner.officer, &other_partner.domain];
            for word in words {
                let stands =
                    text.split(|c: char| c.is_whitespace() || "*.|,()".contains(c)).any(|one| one == word)
                        || text.contains(&format!("{word} "));
                assert!(other == at || !stands, "{word} of {other} in {at}");
            }
        }
    }
}
