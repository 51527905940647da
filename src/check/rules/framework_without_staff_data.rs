//! The entry of an importer does not cover data of employees, and such data is transferred.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// The entry of an importer does not cover data of employees, and such data is transferred.
pub static RULE: Rule = Rule {
    code: Code("DPF-HR"),
    name: "framework-without-staff-data",
    level: Level::Warn,
    basis: &["Decision (EU) 2023/1795 Annex I"],
    page: include_str!("framework_without_staff_data.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        let Some(entry) = ask::certified(importer).filter(|entry| !entry.covers_hr) else { continue };
        if transfer.mechanism != Mechanism::DataPrivacyFramework {
            continue;
        }
        let subjects = &plan.deal.data.subjects;
        let concerned = ask::services(plan, transfer).flat_map(|(_, service)| &service.subjects);
        let staff = concerned
            .filter_map(|one| Some((&one.subject.0, subjects.get(&one.subject.0)?)))
            .find(|(_, subject)| ask::words(&subject.name).iter().any(|word| STAFF.contains(&word.as_str())));
        let Some((id, subject)) = staff else { continue };
        let message = format!(
            "the entry `{}` does not cover data of employees, and `{}` are concerned",
            entry.entry, subject.name
        );
        found
            .report(&RULE, plan.facts.at(&format!("{path}.mechanism")), message)
            .label("covers no data of employees")
            .see(plan.facts.at(&format!("data.subjects.{id}")), "concerned")
            .help("check the entry and set `covers_hr = true`, or use \"scc-2021-914\" for this data");
    }
}

const STAFF: [&str; 6] = ["employee", "employees", "staff", "workers", "applicants", "trainees"];
