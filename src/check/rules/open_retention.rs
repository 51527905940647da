//! A service keeps data for a time that nobody states.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::processing::Retention;

/// A service keeps data for a time that nobody states.
pub static RULE: Rule = Rule {
    code: Code("DSC-RETENTION"),
    name: "open-retention",
    level: Level::Deny,
    basis: &["GDPR Art. 5(1)(e)", "Decision (EU) 2021/914 Annex I.B"],
    page: include_str!("open_retention.md"),
    check: Check::Matter(run),
};

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, service) in matter.services {
        let stated = |one: &&Retention| !ask::open(one.period.as_ref()) || one.criteria.is_some();
        let periods: Vec<&Retention> = service.retention.iter().filter(stated).collect();
        if periods.iter().any(|one| one.categories.is_empty()) {
            continue;
        }
        let covered: Vec<&str> =
            periods.iter().flat_map(|one| ask::categories(matter.data, &one.categories)).collect();
        let missing: Vec<&str> = ask::categories(matter.data, &service.categories)
            .into_iter()
            .filter(|id| !covered.contains(id))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let known = &matter.data.categories;
        let names: Vec<&str> =
            missing.iter().map(|id| known.get(*id).map_or(*id, |one| one.name.as_str())).collect();
        let message = if covered.is_empty() {
            format!("the service `{}` states no retention period", service.name)
        } else {
            format!("the service `{}` states no retention period for {}", service.name, ask::listed(&names))
        };
        let place = if covered.is_empty() { "name" } else { "retention" };
        found
            .report(&RULE, matter.at(&format!("services.{id}.{place}")), message)
            .label("kept for how long?")
            .help("add `retention` with a period, or with the criteria that decide");
    }
}
