//! Which clause meets which duty: the Article 28 matrix.

use super::ask;
use crate::law::{self, Requirement};
use crate::plan::Plan;

/// A duty, and the clauses of the pack that meet it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is asked.
    pub requirement: &'static Requirement,
    /// Addresses of the clauses and measures, in the order of the pack; none is a gap.
    pub clauses: Vec<String>,
}

/// The duties that apply to a pack, each with the clauses that meet it.
pub fn coverage(plan: &Plan<'_>) -> Vec<Row> {
    let processes = ask::has_processor(plan);
    law::requirements()
        .iter()
        .filter(|requirement| processes || requirement.applies != "controller-processor")
        .map(|requirement| Row { requirement, clauses: meeting(plan, &requirement.id) })
        .collect()
}

fn meeting(plan: &Plan<'_>, id: &str) -> Vec<String> {
    let clauses = plan.books.iter().flat_map(|chosen| &chosen.clauses).map(|picked| &picked.clause);
    let clauses =
        clauses.chain(&plan.measures).filter(|clause| clause.covers.iter().any(|covered| covered == id));
    let own = plan.deal.measures.groups.iter().flat_map(|group| &group.own);
    let own = own.filter(|measure| measure.covers.iter().any(|covered| covered == id));
    let own =
        own.map(|measure| format!("own measure: {}", measure.title.as_deref().unwrap_or(&measure.text)));
    clauses.map(|clause| clause.address.to_string()).chain(own).collect()
}
