//! Which data protection law applies follows from the seat of the customer alone.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Which data protection law applies follows from the seat of the customer alone.
pub static RULE: Rule = Rule {
    code: Code("DEF-BRANCH"),
    name: "branches-by-seat",
    level: Level::Warn,
    basis: &["GDPR Art. 3(2)", "EEA Agreement Annex XI"],
    page: include_str!("branches_by_seat.md"),
    check: Check::Both(run, of_text),
};

static SEAT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:registered|established|incorporated|situated|located|seat(?:ed)?|domiciled|address|lies)\b",
    )
});
static UNION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bEuropean Union\b|\bthe Union\b|\bEU\b"));
static AREA: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bEEA\b|European Economic Area|Norway|Iceland|Liechtenstein"));
static CUSTOMER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:controller|customer|client|user|merchant|partner|exporter)s?$"));

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let branches = &plan.deal.agreement.applicable_law;
    let knows = |laws: &[String]| laws.iter().any(|law| law.contains("GDPR") && !law.contains("UK GDPR"));
    for (index, branch) in branches.iter().enumerate() {
        if !knows(&branch.laws) || !SEAT.is_match(&branch.condition) {
            continue;
        }
        let at = plan.facts.at(&format!("agreement.applicable_law[{index}].condition"));
        if let Some(other) = branches.iter().position(|other| !knows(&other.laws)) {
            found
                .report(
                    &RULE,
                    at.clone(),
                    "the GDPR is left to customers with a seat in the Union, and reaches others too",
                )
                .label("by the seat alone")
                .see(
                    plan.facts.at(&format!("agreement.applicable_law[{other}].laws")),
                    "without the GDPR, which Art. 3(2) may make apply here",
                )
                .help(
                    "let the GDPR apply \"as far as it applies to the processing\", whoever the customer is",
                );
        }
        if UNION.is_match(&branch.condition) && !AREA.is_match(&branch.condition) {
            found
                .report(&RULE, at, "customers in Norway, Iceland and Liechtenstein are left out")
                .label("the Union alone")
                .help("write \"the European Economic Area\": the GDPR applies there too");
        }
    }
}

/// A class of customers of the Union that a definition ties to their seat.
fn of_text(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return;
    }
    let of_union = reading.definitions.iter().filter(|one| UNION.is_match(&one.term));
    for defined in of_union.filter(|one| CUSTOMER.is_match(&one.term)) {
        let Some(meaning) = &defined.meaning else { continue };
        let said = reading.words(meaning);
        if SEAT.is_match(said) && UNION.is_match(said) && !AREA.is_match(said) {
            let message = format!(
                "`{}` goes by the seat in the Union: who else is under the GDPR is left out, and so are Norway, Iceland and Liechtenstein",
                defined.term
            );
            reading
                .report(found, &RULE, &defined.place, message)
                .label("by the seat alone")
                .help("let the terms for the GDPR apply wherever the GDPR does");
        }
    }
}
