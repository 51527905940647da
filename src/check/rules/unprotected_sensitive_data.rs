//! Sensitive data has no safeguards of its own.

use crate::check::{Check, Findings, Level, Matter, Rule};
use crate::diagnostic::Code;
use crate::pack::processing::Special;

/// Sensitive data has no safeguards of its own.
pub static RULE: Rule = Rule {
    code: Code("SEN-SAFEGUARDS"),
    name: "unprotected-sensitive-data",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.B", "GDPR Art. 9 and 10"],
    page: include_str!("unprotected_sensitive_data.md"),
    check: Check::Matter(run),
};

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, category) in &matter.data.categories {
        let (what, level) = match category.special {
            Special::No => continue,
            Special::SpecialCategory => ("a special category of data", Level::Deny),
            Special::CriminalOffence => ("data on criminal offences", Level::Deny),
            Special::Careful => ("to be treated with care", Level::Warn),
        };
        if category.safeguards.is_empty() {
            let message = format!("`{}` is {what} and has no safeguards of its own", category.name);
            found
                .report(&RULE, matter.at(&format!("data.categories.{id}.special")), message)
                .label("declared here")
                .level(level)
                .help("add `safeguards`: who may see it, how it is kept apart, what is recorded");
        }
    }
}
