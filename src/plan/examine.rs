//! Facts that no plan can be made from: measures that do not exist, additions to clauses that are not
//! agreed.

use crate::diagnostic::{Code, Diagnostic, Outcome, nearest};
use crate::library::Library;
use crate::pack::transfer::{ClauseText, Module, Transfer};
use crate::pack::{Facts, Pack};

/// A measure that the library does not have.
pub const NO_SUCH_MEASURE: Code = Code("SEC-ADDRESS");
/// An addition to clauses that are not agreed.
pub const NOTHING_TO_AMEND: Code = Code("TRN-ADDITION");

/// Looks at everything that planning relies on.
///
/// # Errors
/// Each fact that cannot be planned with, and its place.
pub(super) fn examine(facts: &Facts, deal: &Pack, library: &Library) -> Outcome<()> {
    let mut found = measures(facts, library);
    for (index, transfer) in facts.pack.transfers.iter().enumerate() {
        found.extend(of_transfer(facts, index, transfer));
    }
    for (index, transfer) in deal.transfers.iter().enumerate() {
        found.extend(of_modules(facts, index, transfer));
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn measures(facts: &Facts, library: &Library) -> Vec<Diagnostic> {
    let known = || library.measures.clauses.keys().map(|slug| format!("measures/{slug}"));
    let mut found = Vec::new();
    for (group, stated) in facts.pack.measures.groups.iter().enumerate() {
        for (index, address) in stated.library.iter().enumerate() {
            if library.clause(&address.0).is_some() && address.0.starts_with("measures/") {
                continue;
            }
            let path = format!("measures.groups[{group}].use[{index}]");
            let known: Vec<String> = known().collect();
            let help = match nearest(&address.0, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`dpakit clauses list` shows every measure".to_owned(),
            };
            found.push(
                Diagnostic::error(NO_SUCH_MEASURE, format!("the library has no measure `{}`", address.0))
                    .at(facts.at(&path), "no such measure")
                    .help(help),
            );
        }
    }
    found
}

/// Choices for modules that the transfer does not have.
fn of_modules(facts: &Facts, index: usize, transfer: &Transfer) -> Vec<Diagnostic> {
    let idle = |module: &Module| {
        transfer.by_module.of(*module).is_some()
            && !(transfer.has_clauses() && transfer.modules.contains(module))
    };
    let fault = |module: Module| {
        let at = facts.at(&format!("transfers[{index}].by_module.{}", module.name()));
        let message = format!("choices for Module {module:?}, which the transfer does not have");
        Diagnostic::error(NOTHING_TO_AMEND, message)
            .at(at, "completes nothing")
            .help("add the module to `modules`, or remove this")
    };
    Module::ALL.into_iter().filter(idle).map(fault).collect()
}

fn of_transfer(facts: &Facts, index: usize, transfer: &Transfer) -> Vec<Diagnostic> {
    let at = |field: &str| facts.at(&format!("transfers[{index}].{field}"));
    let mut found = Vec::new();
    if transfer.text == Some(ClauseText::Full) && !transfer.is_full() {
        let fault =
            Diagnostic::error(NOTHING_TO_AMEND, "the clauses are to be printed in full, but none are agreed");
        let help = "name the EU clauses as mechanism or fallback, or remove this";
        found.push(fault.at(at("text"), "prints nothing").see(at("mechanism"), "the mechanism").help(help));
    }
    if transfer.idta.is_some() && !transfer.has_idta() {
        let fault =
            Diagnostic::error(NOTHING_TO_AMEND, "choices of the UK IDTA, which the transfer does not use");
        let help = "set mechanism or fallback = \"uk-idta\", or remove this";
        found
            .push(fault.at(at("idta"), "completes nothing").see(at("mechanism"), "the mechanism").help(help));
    }
    let clauses = transfer.has_clauses();
    for (field, stated, called) in [
        ("uk", transfer.uk.is_some(), "the UK Addendum"),
        ("ch", transfer.ch.is_some(), "the Swiss amendments"),
    ] {
        if stated && !clauses {
            found.push(
                Diagnostic::error(NOTHING_TO_AMEND, format!("{called} cannot stand without the EU clauses"))
                    .at(at(field), "amends clauses that this transfer does not have")
                    .see(at("mechanism"), "the mechanism")
                    .help("agree the EU clauses, also as a fallback, or remove this"),
            );
        }
    }
    found
}
