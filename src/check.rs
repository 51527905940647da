//! Is it lawful? A place kept for the rules, which are written elsewhere.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::plan::Plan;

/// What the rules say about a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
    /// What would be, were it not allowed.
    pub allowed: Vec<Allowed>,
}

/// A rule broken with leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The rule.
    pub code: Code,
    /// Its name.
    pub name: &'static str,
    /// Why it may be broken.
    pub reason: String,
    /// The last day on which it may.
    pub until: Option<String>,
    /// How many findings that silences.
    pub count: usize,
}

/// A rule.
pub struct Rule {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: &'static str,
    /// Provisions it rests on.
    pub basis: &'static [&'static str],
    /// Its page.
    pub page: &'static str,
}

/// All rules.
pub static RULES: &[&Rule] = &[];

/// The rule with this code or name.
pub fn rule(code_or_name: &str) -> Option<&'static Rule> {
    let matches = |rule: &&&Rule| {
        rule.code.0.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    };
    RULES.iter().find(matches).copied()
}

/// A duty, and the clauses that meet it.
pub struct Row {
    /// The duty.
    pub requirement: &'static crate::law::Requirement,
    /// Addresses of clauses; none is a gap.
    pub clauses: Vec<String>,
}

/// Holds a pack against every rule.
pub fn check(_plan: &Plan<'_>, _documents: &[Document]) -> Report {
    Report::default()
}

/// Each duty of a processing agreement, and what meets it.
pub fn coverage(_plan: &Plan<'_>) -> Vec<Row> {
    Vec::new()
}
