//! Each clause meets what it says it meets: without it, exactly its requirements fall open.

use std::collections::BTreeSet;

use dpakit::law;
use dpakit::plan::plan;

use crate::texts::{file, library};

fn facts(toml: &str) -> dpakit::pack::Facts {
    let source = dpakit::source::Source { path: "pack.toml".into(), text: toml.to_owned() };
    dpakit::pack::Facts::read(&std::sync::Arc::new(source), None).expect("a pack")
}

/// What the clauses of a pack cover.
fn covered(toml: &str) -> BTreeSet<String> {
    let facts = facts(toml);
    let plan = plan(&facts, library()).expect("a plan");
    let clauses = plan.books.iter().flat_map(|chosen| &chosen.clauses).map(|picked| &picked.clause);
    clauses.chain(&plan.measures).flat_map(|clause| clause.covers.clone()).collect()
}

#[test]
fn a_complete_pack_meets_every_requirement() {
    let covered = covered(&file("examples/complete.toml"));
    for requirement in law::requirements() {
        assert!(covered.contains(&requirement.id), "{} ({})", requirement.id, requirement.require);
    }
}

#[test]
fn without_a_clause_exactly_its_requirements_fall_open() {
    let pack = file("examples/complete.toml");
    let all = covered(&pack);
    let first = facts(&pack);
    let plan = plan(&first, library()).expect("a plan");
    let dpa = plan.book("dpa").expect("the agreement");
    let mut removed = 0;
    for picked in &dpa.clauses {
        if picked.deviation.is_some() || picked.clause.covers.is_empty() {
            continue;
        }
        let address = picked.clause.address.key();
        let without = covered(&format!("{pack}\n[clauses.omit]\n\"{address}\" = \"removed by a test\"\n"));
        let fallen: BTreeSet<String> = all.difference(&without).cloned().collect();
        let own: BTreeSet<String> = picked.clause.covers.iter().cloned().collect();
        assert_eq!(fallen, own, "{address}");
        removed += 1;
    }
    assert!(removed > 20, "{removed} clauses were removed");
}

#[test]
fn every_requirement_that_a_clause_names_exists() {
    let known: BTreeSet<&str> =
        law::requirements().iter().map(|requirement| requirement.id.as_str()).collect();
    for book in library().all_books() {
        for clause in book.clauses.values().flat_map(|versions| versions.values()) {
            for id in &clause.covers {
                assert!(known.contains(id.as_str()), "{} covers `{id}`", clause.address);
            }
        }
    }
}

#[test]
fn the_library_has_forty_measures_or_more() {
    let measures = &library().measures;
    let listed: BTreeSet<&String> = measures.groups.values().flat_map(|group| &group.measures).collect();
    assert!(listed.len() >= 40, "{}", listed.len());
    assert_eq!(listed.len(), measures.clauses.len(), "each measure stands in one group");
}
