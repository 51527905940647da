//! Annex II has no measure for some of the topics that its note lists.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Annex II has no measure for some of the topics that its note lists.
pub static RULE: Rule = Rule {
    code: Code("SEC-COVERAGE"),
    name: "topics-without-measure",
    level: Level::Advise,
    basis: &["GDPR Art. 32(1)", "Decision (EU) 2021/914 Annex II"],
    page: include_str!("topics_without_measure.md"),
    check: Check::Plan(run),
};

/// A topic of the note to Annex II: what it is about, the library's measures for it (slugs, or their
/// beginnings), and words of a measure of the parties' own.
struct Topic(&'static str, &'static [&'static str], &'static [&'static str]);

const TOPICS: [Topic; 17] = [
    Topic(
        "encryption",
        &["encryption", "pseudonymisation", "key-", "device-"],
        &["encrypt", "pseudonym", "ssl", "tls"],
    ),
    Topic(
        "confidentiality and resilience",
        &["least-", "tenant-", "multiple-", "denial-", "capacity", "confidentiality-"],
        &["confidential", "resilien", "availab", "redundan"],
    ),
    Topic(
        "restoring data",
        &["backup-", "restore-", "recovery-"],
        &["backup", "back-up", "restor", "recover"],
    ),
    Topic(
        "regular testing",
        &["penetration-", "vulnerability-", "measures-review", "restore-test"],
        &["test", "audit", "review", "evaluat"],
    ),
    Topic(
        "identifying users",
        &["unique-", "multi-factor", "password-", "privileged-", "least-"],
        &["password", "authenticat", "authoris", "authoriz", "access control", "login"],
    ),
    Topic(
        "data in transmission",
        &["encryption-in-transit", "network-"],
        &["transmi", "transit", "ssl", "tls", "https"],
    ),
    Topic(
        "data in storage",
        &["encryption-at-rest", "backup-encryption", "device-encryption", "tenant-"],
        &["at rest", "storage", "stored", "storing"],
    ),
    Topic(
        "premises",
        &["site-", "visitor-", "environmental-", "office-", "media-"],
        &["premises", "building", "door", "physical", "data center", "data centre"],
    ),
    Topic("logging", &["event-", "log-", "security-monitoring"], &["log", "monitor"]),
    Topic(
        "configuration",
        &["secure-configuration", "patching", "change-", "environment-"],
        &["configur", "patch", "update"],
    ),
    Topic(
        "governance of security",
        &["security-policy", "security-officer", "risk-", "security-training"],
        &["polic", "govern", "officer", "training", "responsib"],
    ),
    Topic("certification", &["independent-"], &["certif", "iso ", "iso2", "soc 2"]),
    Topic(
        "minimisation",
        &["field-", "masking", "anonymised-", "pseudonymisation"],
        &["minimi", "mask", "necessary"],
    ),
    Topic("quality of data", &["data-quality", "request-correction"], &["quality", "accura", "correct"]),
    Topic(
        "limited retention",
        &["automatic-deletion", "backup-expiry"],
        &["retention", "delet", "eras", "destroy"],
    ),
    Topic(
        "accountability",
        &["accountability-", "processing-records", "incident-record"],
        &["record", "accountab", "document"],
    ),
    Topic(
        "portability and erasure",
        &["request-export", "request-erasure", "deletion-"],
        &["export", "portab", "eras", "delet"],
    ),
];

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some((path, _)) = ask::clauses(plan).find(|(_, transfer)| ask::beyond_four(transfer)) else { return };
    let measures = &plan.deal.measures;
    let used: Vec<&str> = measures
        .groups
        .iter()
        .flat_map(|group| &group.library)
        .map(|address| address.0.trim_start_matches("measures/"))
        .collect();
    let own = measures.groups.iter().flat_map(|group| {
        let text =
            group.own.iter().flat_map(|own| [own.title.as_deref(), own.issue.as_deref(), Some(&*own.text)]);
        let points = group.own.iter().flat_map(|own| &own.points).map(|point| Some(point.as_str()));
        text.chain(points).flatten().map(str::to_lowercase)
    });
    let help = plan.deal.assistance.measures.iter().map(|text| text.to_lowercase());
    let certified = measures.certificates.iter().map(|_| "certificate".to_owned());
    let texts: Vec<String> = own.chain(help).chain(certified).collect();
    if used.is_empty() && texts.is_empty() {
        return; // that there is none at all is told elsewhere
    }
    let met = |Topic(_, slugs, words): &&Topic| {
        slugs.iter().any(|slug| used.iter().any(|used| used.starts_with(slug)))
            || words.iter().any(|word| texts.iter().any(|text| text.contains(word)))
    };
    let missing: Vec<&str> = TOPICS.iter().filter(|topic| !met(topic)).map(|topic| topic.0).collect();
    if !missing.is_empty() {
        let message = format!("annex II has no measure for {}", ask::listed(&missing));
        found
            .report(&RULE, plan.facts.at("measures"), message)
            .label("topics of its note")
            .see(plan.facts.at(&path), "asked for in this transfer")
            .help("add measures, or be ready to say why the data does not need them");
    }
}
