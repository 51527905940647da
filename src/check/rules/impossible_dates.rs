//! A date does not fit the others, or lies before what the pack relies on.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Effective;
use crate::plan::Plan;

/// A date does not fit the others, or lies before what the pack relies on.
pub static RULE: Rule = Rule {
    code: Code("DAT-FUTURE"),
    name: "impossible-dates",
    level: Level::Warn,
    basis: &["GDPR Art. 28(9)", "Decision (EU) 2021/914 Art. 4(1)"],
    page: include_str!("impossible_dates.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let agreement = &plan.deal.agreement;
    let Some(date) = agreement.date.value() else { return };
    let mut odd: Vec<(String, String)> = Vec::new();
    if let Some(Effective::On(start)) = agreement.effective.value()
        && start < date
    {
        let message = format!("the agreement takes effect on {}, before its date", start.0);
        odd.push(("agreement.effective".to_owned(), message));
    }
    if let Some(main) = agreement.main_agreement.date.filter(|main| main > date) {
        let message = format!("the main agreement of {} is younger than this one", main.0);
        odd.push(("agreement.main_agreement.date".to_owned(), message));
    }
    if let Some(until) = agreement.term.until.filter(|until| until < date) {
        odd.push((
            "agreement.term.until".to_owned(),
            format!("the term ended on {}, before it began", until.0),
        ));
    }
    for (id, party) in &plan.deal.parties {
        let signed = party.signatory.as_ref().and_then(|one| one.date);
        if let Some(signed) = signed.filter(|signed| signed < date) {
            let message = format!("the party `{id}` signs on {}, before the text is dated", signed.0);
            odd.push((format!("parties.{id}.signatory.date"), message));
        }
    }
    if let Some((path, _)) = ask::resting(plan).next()
        && date.0 < jiff::civil::date(2021, 6, 27)
    {
        let message = "the clauses of 2021 are agreed before they were in force".to_owned();
        odd.push((format!("{path}.mechanism"), message));
    }
    for (path, message) in odd {
        found
            .report(&RULE, plan.facts.at(&path), message)
            .label("does not fit")
            .see(plan.facts.at("agreement.date"), "dated here")
            .help("correct the date that is wrong; what is agreed for the past should say so in words");
    }
}
