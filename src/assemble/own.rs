//! The parties' own wordings: what they may use, and their templates.

use super::FILL;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::plan::{Picked, Plan};
use crate::template::{Templates, forbidden};

/// The parties' own wordings, parsed. They cannot include pieces of the library.
pub(super) fn templates(plan: &Plan<'_>) -> Outcome<Templates> {
    let picked = plan.books.iter().flat_map(|chosen| &chosen.clauses);
    let own: Vec<&Picked> = picked.filter(|picked| picked.deviation.is_some()).collect();
    let texts: Vec<(String, String)> = own
        .iter()
        .flat_map(|picked| {
            let name = picked.clause.name().to_owned();
            [(format!("{name}#title"), picked.clause.title.clone()), (name, picked.clause.body.clone())]
        })
        .collect();
    let found: Vec<Diagnostic> = own.iter().filter_map(|picked| computing(plan, picked)).collect();
    if !found.is_empty() {
        return Err(found);
    }
    plan.library.parse_beside(texts).map_err(|faults| {
        let diagnostic = |(name, why): (String, String)| {
            let path = own.iter().find(|picked| name.starts_with(picked.clause.name()));
            let path = path.and_then(|picked| picked.deviation.as_ref());
            let place = path.map_or("clauses", |deviation| deviation.path.as_str());
            Diagnostic::error(FILL, format!("these words are no template: {why}"))
                .at(plan.facts.at(place), "in this deviation")
                .help("write facts as {{ breach.notice }}; see clauses/README.md")
        };
        faults.into_iter().map(diagnostic).collect()
    })
}

/// A wording that computes, where it may only print, choose and walk lists.
fn computing(plan: &Plan<'_>, picked: &Picked) -> Option<Diagnostic> {
    let word = forbidden(&picked.clause.body).or_else(|| forbidden(&picked.clause.title))?;
    let place = picked.deviation.as_ref().map_or("clauses", |deviation| deviation.path.as_str());
    let fault = Diagnostic::error(FILL, format!("a wording of the parties cannot use `{word}`"));
    let help = "it may print facts, choose by them with if, and walk their lists with for";
    Some(fault.at(plan.facts.at(place), "in this deviation").help(help))
}
