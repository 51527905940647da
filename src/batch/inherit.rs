//! Rows that name another company, and leave it what identifies the one of the pack file.
//!
//! An empty cell leaves a fact as the pack file has it. That is wrong where the row renames a party: the contract
//! would give one company the register number and the address of another.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::load::{Node, Value};
use crate::rows::Row;

/// A party has another name, and facts of the company that the pack file names.
pub const INHERITED: Code = Code("BAT-INHERIT");

/// What tells one company from another.
const IDENTITY: [&str; 2] = ["registration", "address"];
/// What is another one's too, where that is.
const PERSONS: [&str; 3] = ["signatory", "data_protection_officer", "contacts"];

/// The parties of a row that keep what identifies another company.
pub fn inherited(base: &Node, row: &Row) -> Vec<Diagnostic> {
    let (Some(below), Some(parties)) = (base.child("parties"), row.facts.child("parties")) else {
        return Vec::new();
    };
    let Value::Table(parties) = &parties.value else { return Vec::new() };
    parties.iter().filter_map(|(id, party)| of_party(id, below.child(id)?, party)).collect()
}

fn of_party(id: &str, below: &Node, party: &Node) -> Option<Diagnostic> {
    let name = party.child("name")?;
    let (Value::String(now), Value::String(before)) = (&name.value, &below.child("name")?.value) else {
        return None;
    };
    if now.trim() == before.trim() {
        return None;
    }
    let is_inherited = |fact: &&&str| below.child(fact).is_some() && party.child(fact).is_none();
    IDENTITY.iter().find(is_inherited)?;
    let facts: Vec<String> =
        IDENTITY.iter().chain(&PERSONS).filter(is_inherited).map(|fact| format!("`{fact}`")).collect();
    let verb = if facts.len() == 1 { "is" } else { "are" };
    let message =
        format!("the name of `{id}` is another, and {} {verb} still of `{before}`", facts.join(", "));
    let help = "state them in the table, also where they are the same, as in companies of one group";
    Some(Diagnostic::new(INHERITED, Severity::Warning, message).at(name.span.clone(), "this name").help(help))
}
