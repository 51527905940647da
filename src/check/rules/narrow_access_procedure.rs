//! The procedure for demands of authorities leaves out all but supervisory authorities.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::AccessFrom;
use crate::plan::Plan;

/// The procedure for demands of authorities leaves out all but supervisory authorities.
pub static RULE: Rule = Rule {
    code: Code("A28-ACCESS"),
    name: "narrow-access-procedure",
    level: Level::Warn,
    basis: &["GDPR Art. 48", "Decision (EU) 2021/914 Clause 15.1"],
    page: include_str!("narrow_access_procedure.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.access_requests.from == AccessFrom::SupervisoryAuthorities {
        found
            .report(
                &RULE,
                plan.facts.at("access_requests.from"),
                "demands of courts, the police and intelligence services are not covered",
            )
            .label("only data protection authorities")
            .help("use \"any-authority\": those others are why the procedure is needed");
    }
}
