//! Two different terms have the same definition.

use std::collections::HashMap;

use crate::check::text::terms::is_pointer;
use crate::check::text::{Defined, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Two different terms have the same definition.
pub static RULE: Rule = Rule {
    code: Code("DEF-WRONG"),
    name: "borrowed-definition",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("borrowed_definition.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    let mut first: HashMap<String, &Defined> = HashMap::new();
    for one in &reading.definitions {
        let Some(meaning) = &one.meaning else { continue };
        let words = reading.words(meaning);
        let letters: String =
            words.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
        let letters = letters.trim().to_owned();
        if is_pointer(words) || letters.chars().count() < 12 {
            continue;
        }
        match first.get(&letters) {
            Some(other) if other.group != one.group && other.term != one.term => {
                let message = format!("`{}` and `{}` have the same definition", other.term, one.term);
                reading
                    .report(found, &RULE, &one.place, message)
                    .label("defined in the words of another term")
                    .see(reading.span(&other.place), "the other term")
                    .help(format!("define `{}` in words of its own, or use one term for both", one.term));
            }
            Some(_) => {}
            None => drop(first.insert(letters, one)),
        }
    }
}
