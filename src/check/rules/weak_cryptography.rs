//! A measure names a method that is out of date.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A measure names a method that is out of date.
pub static RULE: Rule = Rule {
    code: Code("SEC-WEAK-CRYPTO"),
    name: "weak-cryptography",
    level: Level::Advise,
    basis: &["GDPR Art. 32(1)"],
    page: include_str!("weak_cryptography.md"),
    check: Check::Plan(run),
};

const WEAK: [&str; 9] = ["sha1", "sha-1", "md5", "des", "3des", "rc4", "ssl", "sslv3", "wep"];
const NEGATIONS: [&str; 9] =
    ["no", "not", "never", "without", "disabled", "refused", "refuses", "instead", "forbidden"];

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let mut texts: Vec<(String, &str)> = Vec::new();
    for (id, category) in &plan.deal.data.categories {
        texts.extend(
            category.secrets.iter().map(|text| (format!("data.categories.{id}.secrets"), text.as_str())),
        );
    }
    for (group, measures) in plan.deal.measures.groups.iter().enumerate() {
        for (index, own) in measures.own.iter().enumerate() {
            let path = format!("measures.groups[{group}].own[{index}]");
            texts.push((format!("{path}.text"), &own.text));
            let points = own.points.iter().enumerate();
            texts.extend(points.map(|(point, text)| (format!("{path}.points[{point}]"), text.as_str())));
        }
    }
    for (path, text) in texts {
        let words = ask::words(text);
        let weak = words.iter().find(|word| WEAK.contains(&word.as_str()));
        let denied = words.iter().any(|word| NEGATIONS.contains(&word.as_str()));
        if let Some(weak) = weak.filter(|_| !denied) {
            found
                .report(
                    &RULE,
                    plan.facts.at(&path),
                    format!("the method {} is not the state of the art", weak.to_uppercase()),
                )
                .label("out of date")
                .help("passwords: Argon2id, scrypt or bcrypt; connections: TLS 1.2 or later; data: AES-256");
        }
    }
}
