//! Option 2 of Clause 17 is chosen by an exporter that is not established in the EEA.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::LawOption;
use crate::plan::Plan;

/// Option 2 of Clause 17 is chosen by an exporter that is not established in the EEA.
pub static RULE: Rule = Rule {
    code: Code("OPT-17-OPT2-EXPORTER"),
    name: "exporter-law-from-abroad",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 17, Option 2"],
    page: include_str!("exporter_law_from_abroad.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::union_choices(plan) {
        let Some((exporter, _)) = ask::ends(plan, &transfer) else { continue };
        let Some(code) = ask::code(&exporter.country) else { continue };
        if transfer.options.law_option == Some(LawOption::Exporter) && !crate::law::in_eea(code) {
            let message = format!(
                "option 2 of Clause 17 looks for a Member State of the exporter, which is in {}",
                ask::named(code)
            );
            found
                .report(&RULE, plan.facts.at(&format!("{path}.law_option")), message)
                .label("Option 2")
                .see(plan.facts.at(&format!("parties.{}.country", transfer.exporter.0)), "the exporter")
                .help("use `law_option = \"chosen\"` and name a law");
        }
    }
}
