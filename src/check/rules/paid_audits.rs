//! The customer pays for audits that find no fault.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::CostBearer;
use crate::plan::Plan;

/// The customer pays for audits that find no fault.
pub static RULE: Rule = Rule {
    code: Code("A28-AUDIT-BURDEN"),
    name: "paid-audits",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(h)"],
    page: include_str!("paid_audits.md"),
    check: Check::Both(run, of_text),
};

static AUDIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\baudit|\binspection"));
static COST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:costs?|expenses?|fees?)\b[^.;]{0,120}\b(?:borne|paid|reimbursed)(?: \w+)? by (?:the )?(?:data )?(?:customer|controller|client|user|partner|company|subscriber|shop)|\b(?:customer|controller|client|user|partner|company|subscriber|shop)(?:['’]s)? (?:will|shall|must|agrees to) (?:bear|pay|reimburse|cover) (?:\w+ ){0,3}(?:costs?|expenses?|fees?)|\bat (?:the )?(?:data )?(?:customer|controller|client|user|partner|company|subscriber|shop)['’]s? (?:sole |own )?(?:cost|expense)",
    )
});

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.audits.costs == CostBearer::Customer {
        found
            .report(
                &RULE,
                plan.facts.at("audits.costs"),
                "the customer pays for audits that find no material fault",
            )
            .label("who pays")
            .help("let each side bear its own, and the provider pay where an audit finds a breach");
    }
}

/// Audits for which the customer pays.
fn of_text(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing().iter().filter(|one| AUDIT.is_match(&one.words)) {
        let Some(place) = sentence.find(reading, &COST) else { continue };
        reading
            .report(found, &RULE, &place, "the customer pays for audits, whatever they find")
            .label("who pays")
            .help("let each side bear its own, and the provider pay where an audit finds a breach");
    }
}
