//! A measure names a method that is out of date.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Place, Reading, pattern};
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
    check: Check::Both(run, of_text),
};

const WEAK: [&str; 9] = ["sha1", "sha-1", "md5", "des", "3des", "rc4", "ssl", "sslv3", "wep"];
const NEGATIONS: [&str; 9] =
    ["no", "not", "never", "without", "disabled", "refused", "refuses", "instead", "forbidden"];

static METHOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?i:sha-?1|md5|3des|rc4|sslv[23])\b|\b(?:DES|SSL|WEP)\b"));

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

/// Methods in annexes on security.
fn of_text(reading: &Reading, found: &mut Findings) {
    for at in reading.measures() {
        let text = &reading.paragraphs[at].text;
        let Some(method) = METHOD.find(text) else { continue };
        // "SSL" is often said of what is TLS.
        let denied = ask::words(text).iter().any(|word| NEGATIONS.contains(&word.as_str()));
        if denied || (method.as_str() == "SSL" && text.contains("TLS")) {
            continue;
        }
        let place: Place = (at, method.range());
        reading
            .report(found, &RULE, &place, format!("the method {} is not the state of the art", method.as_str()))
            .label("out of date")
            .help("ask for Argon2id, scrypt or bcrypt for passwords; TLS 1.2 or later for connections; AES-256 for data");
    }
}
