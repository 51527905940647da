//! A ground does not exist for the country it is named for.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// A ground does not exist for the country it is named for.
pub static RULE: Rule = Rule {
    code: Code("TRN-UNFIT"),
    name: "unfit-ground",
    level: Level::Deny,
    basis: &["GDPR Art. 45(1)", "GDPR Art. 46"],
    page: include_str!("unfit_ground.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        let importer = plan.deal.parties.get(&transfer.importer.0);
        if let Some(code) = importer.and_then(|party| ask::code(&party.country)) {
            judge(plan, &format!("{path}.mechanism"), transfer.mechanism, code, found);
        }
    }
    for (path, subprocessor) in ask::subprocessors(plan) {
        if let Some(ground) = subprocessor.transfer.as_ref().and_then(|ground| ground.value()) {
            let path = format!("{path}.transfer.mechanism");
            judge(plan, &path, ground.mechanism, &subprocessor.country.0, found);
        }
    }
}

fn judge(plan: &Plan<'_>, path: &str, mechanism: Mechanism, code: &str, found: &mut Findings) {
    let name = ask::named(code);
    let (message, level) = match mechanism {
        Mechanism::Eea if !law::in_eea(code) => {
            (format!("the ground is membership of the EEA, to which {name} does not belong"), Level::Deny)
        }
        Mechanism::DataPrivacyFramework if code != "US" => {
            (format!("the Data Privacy Framework does not reach {name}"), Level::Deny)
        }
        Mechanism::Adequacy if code == "US" => {
            ("the decision on the United States covers only organisations on a list".to_owned(), Level::Deny)
        }
        Mechanism::Adequacy if law::adequacy("EU", code).is_none() && !law::in_eea(code) => {
            (format!("no adequacy decision of the Commission for {name} is known here"), Level::Warn)
        }
        _ => return,
    };
    found
        .report(&RULE, plan.facts.at(path), message)
        .label("does not fit the country")
        .level(level)
        .help("name the ground that holds for this country; \"scc-2021-914\" can be used for all of them");
}
