//! No clause of the pack meets a duty that the law asks for.

use crate::check::coverage;
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::library::Clause;
use crate::pack::terms::AuditMode;
use crate::plan::Plan;

/// No clause of the pack meets a duty that the law asks for.
pub static RULE: Rule = Rule {
    code: Code("A28-UNCOVERED"),
    name: "uncovered-duty",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("uncovered_duty.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for row in coverage(plan).into_iter().filter(|row| row.clauses.is_empty()) {
        let level = match row.requirement.severity.as_str() {
            "error" => Level::Deny,
            "warning" => Level::Warn,
            _ => continue,
        };
        if told_elsewhere(plan, &row.requirement.id) {
            continue;
        }
        let (place, label, help) = cause(plan, &row.requirement.id);
        found
            .report(
                &RULE,
                plan.facts.at(&place),
                format!("no clause asks for this: {}", row.requirement.require),
            )
            .label(label)
            .level(level)
            .help(help)
            .basis(row.requirement.cite.as_str());
    }
}

/// Gaps that follow from one fact, about which a rule of its own speaks.
fn told_elsewhere(plan: &Plan<'_>, id: &str) -> bool {
    let deal = &plan.deal;
    match id {
        "A28-3-h-audit" => deal.audits.mode == AuditMode::InformationOnly,
        "A33-2-breach" => deal.breach.only_if_risk,
        "A28-3-g-end" => deal.end_of_service.any_law_exception,
        "A82-liability" => deal.liability.cap.as_ref().is_some_and(|cap| !cap.saves_data_subjects),
        _ => false,
    }
}

/// Where the gap comes from, what is to be seen there, and what closes it.
fn cause(plan: &Plan<'_>, id: &str) -> (String, &'static str, String) {
    let covers = |clause: &Clause| clause.covers.iter().any(|covered| covered == id);
    let deviations = &plan.deal.clauses;
    for address in deviations.replace.keys().chain(deviations.omit.keys()) {
        if !plan.library.clause(address).is_some_and(|clause| covers(clause)) {
            continue;
        }
        return if deviations.replace.contains_key(address) {
            let path = format!("clauses.replace.{address}");
            (
                path,
                "replaces the clause that met it",
                format!("add \"{id}\" to `covers` if your words still meet it"),
            )
        } else {
            let path = format!("clauses.omit.{address}");
            (
                path,
                "leaves out the clause that met it",
                format!("keep `{address}`, or insert a clause that covers \"{id}\""),
            )
        };
    }
    let known =
        plan.library.books.iter().flat_map(|book| book.order.iter().filter_map(|slug| book.current(slug)));
    let help = match known.into_iter().find(|clause| covers(clause)) {
        Some(clause) => {
            let key = clause.address.key();
            format!("`{key}` would meet it; its condition does not hold in this pack")
        }
        None => format!("insert a clause that covers \"{id}\""),
    };
    ("agreement".to_owned(), "a gap in this agreement", help)
}
