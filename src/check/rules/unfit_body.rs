//! The clauses of Decision (EU) 2021/915 are the body of a pack for which they are not made.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::party::Role;
use crate::pack::terms::Body;
use crate::plan::Plan;

/// The clauses of Decision (EU) 2021/915 are the body of a pack for which they are not made.
pub static RULE: Rule = Rule {
    code: Code("A28-BODY"),
    name: "unfit-body",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/915 Art. 1 and Clause 1", "Decision (EU) 2021/914 recital 9"],
    page: include_str!("unfit_body.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let agreement = &plan.deal.agreement;
    if agreement.body != Body::Scc2021915 {
        return;
    }
    let at = plan.facts.at("agreement.body");
    let role = |id: Option<&str>| id.and_then(|id| plan.deal.parties.get(id)).map(|party| party.role);
    let customer = role(agreement.customer.as_ref().map(|id| id.0.as_str()));
    let provider = role(agreement.provider.as_ref().map(|id| id.0.as_str()));
    if !matches!(customer, Some(Role::Controller | Role::JointController))
        || provider != Some(Role::Processor)
    {
        found
            .report(&RULE, at.clone(), "the clauses of 2021/915 bind a controller and its processor")
            .label("made for other roles")
            .help("remove `body`: the agreement of the library fits these roles");
    }
    if let Some((path, _)) = ask::clauses(plan).find(|(_, transfer)| ask::to_processor(transfer)) {
        found
            .report(&RULE, at, "Modules Two and Three already contain what the clauses of 2021/915 say")
            .label("the second contract for one thing")
            .see(plan.facts.at(&path), "under the clauses of 2021/914")
            .level(Level::Advise)
            .help("keep both only if other processing of this pack stays in the EEA");
    }
}
