//! The cap on liability does not spare the claims of data subjects.

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
    check: Check::Plan(run),
};

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
