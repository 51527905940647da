//! Passwords or other secrets are listed and nothing says how they are kept.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// Passwords or other secrets are listed and nothing says how they are kept.
pub static RULE: Rule = Rule {
    code: Code("SEN-CREDENTIALS"),
    name: "bare-secrets",
    level: Level::Warn,
    basis: &["GDPR Art. 32"],
    page: include_str!("bare_secrets.md"),
    check: Check::Matter(run),
};

const SECRETS: [&str; 5] = ["password", "passwords", "credentials", "passcode", "passcodes"];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, category) in &matter.data.categories {
        if category.secrets.is_some() {
            continue;
        }
        let named = std::iter::once(&category.name).chain(&category.elements);
        let secret = |word: &String| {
            SECRETS.contains(&word.as_str()) || word.ends_with("secret") || word.ends_with("secrets")
        };
        if let Some(item) = named.into_iter().find(|text| ask::words(text).iter().any(secret)) {
            let message = format!("`{item}` is a secret, and nothing says how it is kept");
            found
                .report(&RULE, matter.at(&format!("data.categories.{id}")), message)
                .label("contains a secret")
                .help("state in `secrets` how it is stored: hashed with what, or encrypted with which keys");
        }
    }
}
