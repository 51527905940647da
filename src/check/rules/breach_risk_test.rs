//! The provider tells of a breach only if it thinks that there is a risk.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The provider tells of a breach only if it thinks that there is a risk.
pub static RULE: Rule = Rule {
    code: Code("A28-BREACH-RISKTEST"),
    name: "breach-risk-test",
    level: Level::Deny,
    basis: &["GDPR Art. 33(2)"],
    page: include_str!("breach_risk_test.md"),
    check: Check::Both(run, of_text),
};

static NOTICE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:breach|incident)"));
static TELLS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:notif|inform|report|tell)"));
static AUTHORITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)supervisory authorit|controller (?:shall|will|must) (?:notify|inform|report)")
});
static RISK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bunless (?:\w+ ){0,8}(?:unlikely|not likely) to\b|\bonly (?:if|where|when) (?:\w+ ){0,8}(?:likely to|risk)\b",
    )
});

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.breach.only_if_risk {
        found
            .report(
                &RULE,
                plan.facts.at("breach.only_if_risk"),
                "the provider may keep a breach to itself where it thinks a risk unlikely",
            )
            .label("the controller's test")
            .help("remove `only_if_risk`: the provider tells of each breach, the customer weighs the risk");
    }
}

/// A notice that is not owed where a risk is unlikely.
fn of_text(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing().iter().filter(|one| NOTICE.is_match(&one.words)) {
        if !TELLS.is_match(&sentence.whole(reading)) || AUTHORITY.is_match(&sentence.words) {
            continue;
        }
        let Some(place) = sentence.find(reading, &RISK) else { continue };
        reading
            .report(
                found,
                &RULE,
                &place,
                "a breach may be kept from the controller where a risk is thought unlikely",
            )
            .label("the controller's test")
            .level(Level::Warn)
            .help("ask for notice of each breach: whether there is a risk is for the controller to weigh");
    }
}
