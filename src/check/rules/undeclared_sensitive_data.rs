//! Data that often shows special categories is declared as ordinary.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::processing::Special;

/// Data that often shows special categories is declared as ordinary.
pub static RULE: Rule = Rule {
    code: Code("SEN-UNDECLARED"),
    name: "undeclared-sensitive-data",
    level: Level::Advise,
    basis: &["GDPR Art. 9(1)"],
    page: include_str!("undeclared_sensitive_data.md"),
    check: Check::Matter(run),
};

/// What shows people as they are, or lets them write what they like.
const TELLING: [&str; 35] = [
    "camera",
    "cameras",
    "video",
    "videos",
    "photo",
    "photos",
    "photograph",
    "photographs",
    "picture",
    "pictures",
    "image",
    "images",
    "recording",
    "recordings",
    "voice",
    "audio",
    "stream",
    "streams",
    "face",
    "faces",
    "fingerprint",
    "fingerprints",
    "biometric",
    "health",
    "medical",
    "diagnosis",
    "sickness",
    "religion",
    "religious",
    "ethnic",
    "genetic",
    "disability",
    "pregnancy",
    "union",
    "political",
];
/// Phrases that mean free text.
const FREE: [&str; 6] = [
    "free text",
    "email content",
    "e-mail content",
    "content of e-mails",
    "content of messages",
    "message content",
];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, category) in &matter.data.categories {
        if category.special != Special::No || category.note.is_some() || !category.safeguards.is_empty() {
            continue;
        }
        let tells = |item: &&String| {
            let small = item.to_lowercase();
            FREE.iter().any(|free| small.contains(free))
                || ask::words(item).iter().any(|word| TELLING.contains(&word.as_str()))
        };
        let Some(item) = std::iter::once(&category.name).chain(&category.elements).find(tells) else {
            continue;
        };
        found
            .report(
                &RULE,
                matter.at(&format!("data.categories.{id}.name")),
                format!("`{item}` may show special categories of data, and is declared as ordinary"),
            )
            .label("ordinary?")
            .help("assess it: declare it in `special`, or say in `note` why it does not show them");
    }
}
