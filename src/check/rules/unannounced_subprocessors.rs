//! General authorisation is given and nothing says how long before a change the customer hears of it, or how long it may object.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// General authorisation is given and nothing says how long before a change the customer hears of it, or how long it may object.
pub static RULE: Rule = Rule {
    code: Code("SUB-NOTICE"),
    name: "unannounced-subprocessors",
    level: Level::Warn,
    basis: &["GDPR Art. 28(2)"],
    page: include_str!("unannounced_subprocessors.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let terms = &plan.deal.subprocessing;
    if !ask::has_processor(plan) || terms.authorisation != Authorisation::General {
        return;
    }
    let fields = [
        ("notice", ask::open(terms.notice.as_ref()), "announcing changes of subprocessors"),
        ("objection", ask::open(terms.objection.as_ref()), "objecting to new subprocessors"),
    ];
    let missing: Vec<_> = fields.iter().filter(|(_, open, _)| *open).collect();
    let Some((first, _, _)) = missing.first() else { return };
    let what: Vec<&str> = missing.iter().map(|(_, _, what)| *what).collect();
    found
        .report(
            &RULE,
            plan.facts.at(&format!("subprocessing.{first}")),
            format!("no time is stated for {}", ask::listed(&what)),
        )
        .label("no period")
        .help("state `notice` and `objection`; 30 and 14 days are usual");
}
