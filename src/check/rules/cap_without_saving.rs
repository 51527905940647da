//! The cap on liability does not spare the claims of data subjects.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::pack::terms::LiabilityRegime;
use crate::plan::Plan;

/// The cap on liability does not spare the claims of data subjects.
pub static RULE: Rule = Rule {
    code: Code("A28-CAP-DS"),
    name: "cap-without-saving",
    level: Level::Advise,
    basis: &["GDPR Art. 82", "Decision (EU) 2021/914 Clause 12"],
    page: include_str!("cap_without_saving.md"),
    check: Check::Both(run, of_text),
};

static CAP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:liabilit\w+|liable)\b[^.]{0,300}?\b(?:exceed|limited to|capped at)\b|\b(?:exceed|limited to)\b[^.]{0,120}?\bliab",
    )
});
static SAVED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)data subject|third[- ]party beneficiar|standard contractual clauses|article 82|clause 12|\bsccs?\b",
    )
});
static LIABLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bliab|\bcap\b|limit"));

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let liability = &plan.deal.liability;
    let saves = liability.cap.as_ref().is_none_or(|cap| cap.saves_data_subjects);
    if liability.regime == LiabilityRegime::Capped && !saves {
        found
            .report(
                &RULE,
                plan.facts.at("liability.cap.saves_data_subjects"),
                "the cap does not say that claims of data subjects are untouched",
            )
            .label("no saving")
            .help("remove the key: the saving is the default; ask counsel whether the cap may apply under the clauses");
    }
}

/// A cap that spares nobody.
fn of_text(reading: &Reading, found: &mut Findings) {
    let about = || reading.of_processing().iter().filter(|one| LIABLE.is_match(&one.words));
    if about().any(|one| SAVED.is_match(&one.words)) {
        return;
    }
    let Some(place) = about().find_map(|one| one.find(reading, &CAP)) else { return };
    reading
        .report(found, &RULE, &place, "the cap does not say that claims of data subjects are untouched")
        .label("no saving")
        .help("add that the cap limits neither claims of data subjects nor the standard clauses; ask counsel about the rest");
}
