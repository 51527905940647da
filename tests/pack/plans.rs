//! What follows from the facts, with its reason; and what no plan can be made from.

use dpakit::plan::plan;

use crate::texts::{file, library, list, try_documents};

fn decisions(toml: &str) -> Vec<(String, String)> {
    let source = dpakit::source::Source { path: "pack.toml".into(), text: toml.to_owned() };
    let facts = dpakit::pack::Facts::read(&std::sync::Arc::new(source), None).expect("a pack");
    let plan = plan(&facts, library()).expect("a plan");
    assert!(plan.decisions.iter().all(|decision| !decision.reason.is_empty()));
    plan.decisions.iter().map(|decision| (decision.path.clone(), decision.value.clone())).collect()
}

fn faults(toml: &str) -> String {
    list(&try_documents(toml).expect_err("faults"))
}

#[test]
fn modules_law_and_supervision_follow_from_the_parties() {
    let pack: String = file("examples/complete.toml")
        .lines()
        .filter(|line| {
            let key = line.split('=').next().unwrap_or_default().trim();
            !matches!(key, "modules" | "supervision" | "law_option")
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let decided = decisions(&pack);
    let of = |path: &str| decided.iter().find(|(known, _)| known == path).map(|(_, value)| value.as_str());
    assert_eq!(of("transfers[0].modules"), Some("two"));
    assert_eq!(of("transfers[1].modules"), Some("three"));
    assert_eq!(of("transfers[0].options.supervision"), Some("established"));
    assert_eq!(of("transfers[0].options.law_option"), Some("chosen"));
}

#[test]
fn what_the_library_does_not_have_is_named_with_what_is_near() {
    let pack = file("examples/complete.toml");
    let mended = pack.replacen("measures/encryption-at-rest", "measures/encryption-at-rset", 1);
    assert_ne!(pack, mended);
    let found = faults(&mended);
    assert!(
        found.contains("SEC-ADDRESS") && found.contains("did you mean `measures/encryption-at-rest`?"),
        "{found}"
    );
    let found = faults(&format!("{pack}\n[clauses.omit]\n\"dpa/audit\" = \"not needed\"\n"));
    assert!(found.contains("DEV-CLAUSE") && found.contains("did you mean `dpa/audits`?"), "{found}");
}

#[test]
fn an_omitted_clause_that_others_refer_to_is_told() {
    let pack = file("examples/complete.toml");
    let found = faults(&format!("{pack}\n[clauses.omit]\n\"dpa/instructions\" = \"a test\"\n"));
    assert!(found.contains("REF-BROKEN") && found.contains("dpa/instructions"), "{found}");
}
