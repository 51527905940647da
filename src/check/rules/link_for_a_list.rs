//! A web address stands in the place of a list.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// A web address stands in the place of a list.
pub static RULE: Rule = Rule {
    code: Code("ANX3-LINK"),
    name: "link-for-a-list",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 9(a)", "EDPB Guidelines 07/2020"],
    page: include_str!("link_for_a_list.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let terms = &plan.deal.subprocessing;
    let engages = ask::has_processor(plan) && terms.authorisation != Authorisation::None;
    if engages && plan.deal.subprocessors.is_empty() && terms.list_url.is_some() {
        let dated = terms.list_date.as_ref().is_some_and(|date| date.value().is_some());
        let (level, message) = if dated {
            (Level::Advise, "the list of subprocessors stands only at a web address, with a date")
        } else {
            (Level::Deny, "the list of subprocessors is only a web address")
        };
        found
            .report(&RULE, plan.facts.at("subprocessing.list_url"), message)
            .label("can change without notice")
            .level(level)
            .help("write the list as of today into `[[subprocessors]]` and keep the address for changes");
    }
    for (index, recipient) in plan.deal.recipients.iter().enumerate() {
        if recipient.list_url.is_some() && ask::open(recipient.list_date.as_ref()) {
            let message = format!("the list of `{}` is a web address without a date", recipient.name);
            found
                .report(&RULE, plan.facts.at(&format!("recipients[{index}].list_url")), message)
                .label("can change without notice")
                .level(Level::Warn)
                .help("state in `list_date` which version the parties agreed, and keep a copy");
        }
    }
}
