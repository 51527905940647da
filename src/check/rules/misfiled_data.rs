//! Data that the law does not count as sensitive is filed as sensitive.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Kind, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::pack::processing::Special;
use crate::plan::Plan;

/// Data that the law does not count as sensitive is filed as sensitive.
pub static RULE: Rule = Rule {
    code: Code("SEN-MISCLASSIFIED"),
    name: "misfiled-data",
    level: Level::Warn,
    basis: &["GDPR Art. 9(1) and 10", "GDPR Art. 87"],
    page: include_str!("misfiled_data.md"),
    check: Check::Both(run, of_text),
};

/// What needs care and is no special category.
static CAREFUL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:passports?|identity cards?|id cards?|driving licen[cs]es?|social security|national insurance|bank accounts?|credit cards?|iban|salary|salaries|passwords?|geolocation|gps)\b",
    )
});
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:sensitive data|special categories of (?:personal )?data)\b.{0,40}$"));
/// How many paragraphs below its heading are looked at.
const BELOW: usize = 2;

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (id, category) in &plan.deal.data.categories {
        if !matches!(category.special, Special::SpecialCategory | Special::CriminalOffence) {
            continue;
        }
        for item in
            std::iter::once(&category.name).chain(&category.elements).filter(|item| CAREFUL.is_match(item))
        {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("data.categories.{id}.special")),
                    format!("`{item}` is filed as sensitive by law, and is not"),
                )
                .label("not by law")
                .help("make it a category of its own with `special = \"careful\"` and safeguards");
        }
    }
}

/// What stands right under a heading for sensitive data.
fn of_text(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return;
    }
    for (at, _) in reading.paragraphs.iter().enumerate().filter(|(_, one)| HEADING.is_match(one.text.trim()))
    {
        let below = reading.paragraphs.iter().enumerate().skip(at + 1).take(BELOW);
        for (at, paragraph) in below.take_while(|(_, one)| one.kind != Kind::Heading) {
            let Some(item) = CAREFUL.find(&paragraph.text).filter(|_| is_item(&paragraph.text)) else {
                continue;
            };
            let place: Place = (at, item.range());
            let message = format!("`{}` is filed as sensitive by law, and is not", item.as_str());
            reading
                .report(found, &RULE, &place, message)
                .label("not by law")
                .help("list it among the ordinary data, with safeguards of its own");
        }
    }
}

/// Whether a paragraph is an entry of a list, and denies nothing.
fn is_item(text: &str) -> bool {
    let denies = text
        .to_lowercase()
        .split(|c: char| !c.is_alphabetic())
        .any(|word| matches!(word, "no" | "not" | "none"));
    text.len() < 80 && !text.trim_end().ends_with('.') && !denies
}
