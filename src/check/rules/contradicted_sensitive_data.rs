//! The annex is silent on sensitive data that the agreement lists.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::processing::Special;
use crate::pack::value::Given;
use crate::plan::Plan;

/// The annex is silent on sensitive data that the agreement lists.
pub static RULE: Rule = Rule {
    code: Code("SEN-CONTRADICTION"),
    name: "contradicted-sensitive-data",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.B"],
    page: include_str!("contradicted_sensitive_data.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::any_clauses(plan) {
        let Some(said) = transfer.description.as_ref().and_then(|all| all.special_categories.as_ref()) else {
            continue;
        };
        let denies = match said {
            Given::Value(text) => {
                let words = ask::words(text);
                matches!(words.first().map(String::as_str), Some("none" | "no" | "n"))
                    || words.starts_with(&["not".into(), "applicable".into()])
            }
            Given::LeftOpen(_) => true,
            Given::ByReference(_) => false,
        };
        let open = said.value().is_none();
        let counts = |special: Special| match special {
            Special::No => false,
            Special::Careful => open,
            Special::SpecialCategory | Special::CriminalOffence => true,
        };
        let ids = ask::services(plan, transfer)
            .flat_map(|(_, service)| ask::categories(&plan.deal.data, &service.categories));
        let categories = &plan.deal.data.categories;
        let listed =
            ids.filter_map(|id| Some((id, categories.get(id)?))).find(|(_, one)| counts(one.special));
        let Some((id, category)) = listed.filter(|_| denies) else { continue };
        let message =
            format!("the annex says nothing of sensitive data, and the agreement lists `{}`", category.name);
        found
            .report(&RULE, plan.facts.at(&format!("{path}.description.special_categories")), message)
            .label("none here")
            .see(plan.facts.at(&format!("data.categories.{id}")), "but here")
            .help("leave `special_categories` out: the pack then fills it from the categories");
    }
}
