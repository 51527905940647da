//! The words beside a ground name a framework that was struck down, or clauses that are repealed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// The words beside a ground name a framework that was struck down, or clauses that are repealed.
pub static RULE: Rule = Rule {
    code: Code("TRN-PRIVACY-SHIELD"),
    name: "fallen-ground",
    level: Level::Warn,
    basis: &["Cases C-362/14 and C-311/18", "Decision (EU) 2021/914 Art. 4(2) and (3)"],
    page: include_str!("fallen_ground.md"),
    check: Check::Plan(run),
};

/// What ended, as words that a text may contain, and what to call it.
const ENDED: [(&str, &str); 6] = [
    ("privacy shield", "the Privacy Shield, struck down on 16 July 2020"),
    ("safe harbor", "Safe Harbour, struck down on 6 October 2015"),
    ("safe harbour", "Safe Harbour, struck down on 6 October 2015"),
    ("2001/497", "the clauses of Decision 2001/497/EC, repealed on 27 September 2021"),
    ("2004/915", "the clauses of Decision 2004/915/EC, repealed on 27 September 2021"),
    ("2010/87", "the clauses of Decision 2010/87/EU, repealed on 27 September 2021"),
];
/// Words of a text that speaks of the past.
const PAST: [&str; 8] = ["formerly", "former", "until", "replaced", "replaces", "replacing", "not", "no"];

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    let mut texts: Vec<(String, &str)> = Vec::new();
    for (path, subprocessor) in ask::subprocessors(plan) {
        let Some(ground) = subprocessor.transfer.as_ref().and_then(|ground| ground.value()) else { continue };
        if let Some(detail) = ground.detail.as_deref().filter(|_| ground.mechanism != Mechanism::Scc2010) {
            texts.push((format!("{path}.transfer.detail"), detail));
        }
    }
    let terms = deal.recipients.iter().enumerate();
    texts.extend(
        terms.filter_map(|(at, one)| Some((format!("recipients[{at}].terms"), one.terms.as_deref()?))),
    );
    let certificates = deal.measures.certificates.iter().enumerate();
    texts.extend(
        certificates
            .map(|(at, one)| (format!("measures.certificates[{at}].standard"), one.standard.as_str())),
    );
    for (path, text) in texts {
        let lower = text.to_lowercase();
        let past = ask::words(text).iter().any(|word| PAST.contains(&word.as_str()));
        if let Some((_, what)) = ENDED.iter().find(|(words, _)| lower.contains(words)).filter(|_| !past) {
            found
                .report(&RULE, plan.facts.at(&path), format!("these words rely on {what}"))
                .label("carries nothing any more")
                .help("name what carries the data today: an active entry, \"scc-2021-914\", a decision");
        }
    }
}
