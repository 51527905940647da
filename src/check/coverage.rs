//! Which clause meets which duty: the Article 28 matrix.

use foldhash::{HashMap, HashMapExt};

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
    let mut met = met(plan);
    law::requirements()
        .iter()
        .filter(|requirement| processes || requirement.applies != "controller-processor")
        .map(|requirement| Row {
            requirement,
            clauses: met.remove(requirement.id.as_str()).unwrap_or_default(),
        })
        .collect()
}

/// What meets each duty that is met, by its id.
fn met<'p>(plan: &'p Plan<'_>) -> HashMap<&'p str, Vec<String>> {
    let mut met: HashMap<&str, Vec<String>> = HashMap::new();
    let mut add = |covers: &'p [String], name: &dyn Fn() -> String| {
        for (_, id) in covers.iter().enumerate().filter(|(at, id)| !covers[..*at].contains(id)) {
            met.entry(id).or_default().push(name());
        }
    };
    let clauses = plan.books.iter().flat_map(|chosen| &chosen.clauses).map(|picked| &picked.clause);
    for clause in clauses.chain(&plan.measures) {
        add(&clause.covers, &|| clause.name().to_owned());
    }
    for measure in plan.deal.measures.groups.iter().flat_map(|group| &group.own) {
        let name = || format!("own measure: {}", measure.title.as_deref().unwrap_or(&measure.text));
        add(&measure.covers, &name);
    }
    met
}
