//! The provider takes a fee for all help.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::{AssistanceCosts, CostBearer};
use crate::plan::Plan;

/// The provider takes a fee for all help.
pub static RULE: Rule = Rule {
    code: Code("A28-FEE"),
    name: "paid-assistance",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(e) and (f)"],
    page: include_str!("paid_assistance.md"),
    check: Check::Both(run, of_text),
};

static HELP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)assist|cooperat|co-operat|notification|impact assessment|data subject"));
static AUDIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\baudit|inspection"));
static FEE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bmay charge (?:an? )?(?:\w+ ){0,3}(?:fee|amount|cost|charge)|\b(?:customer|controller|client|user|partner|company|subscriber|shop)(?:['’]s)? (?:will|shall|must|agrees to) (?:bear|pay|reimburse|cover) (?:\w+ ){0,3}(?:costs?|expenses?|fees?)|\bat (?:the )?(?:data )?(?:customer|controller|client|user|partner|company|subscriber|shop)['’]s? (?:sole |own |reasonable )?(?:cost|expense)",
    )
});

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.assistance.costs == AssistanceCosts::Fee {
        found
            .report(
                &RULE,
                plan.facts.at("assistance.costs"),
                "every help with requests of data subjects costs a fee",
            )
            .label("a fee")
            .help("use \"beyond-usual\": what the service offers by itself is included");
    }
    if ask::has_processor(plan) && plan.deal.breach.notification_costs == CostBearer::Customer {
        found
            .report(
                &RULE,
                plan.facts.at("breach.notification_costs"),
                "the customer pays for telling of a breach, whoever caused it",
            )
            .label("who pays")
            .help("use \"cause\": whoever is responsible for the breach pays");
    }
}

/// Help that costs a fee.
fn of_text(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing() {
        if !HELP.is_match(&sentence.words) || AUDIT.is_match(&sentence.words) {
            continue;
        }
        let Some(place) = sentence.find(reading, &FEE) else { continue };
        reading
            .report(found, &RULE, &place, "help that the law asks of a processor costs a fee")
            .label("a fee")
            .help("let usual help be included, and name what goes beyond it");
    }
}
