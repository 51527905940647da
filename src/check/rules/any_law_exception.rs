//! Any law of the world lets the provider keep data.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Any law of the world lets the provider keep data.
pub static RULE: Rule = Rule {
    code: Code("A28-LAW-EXC"),
    name: "any-law-exception",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(a) and (g)", "EDPB Opinion 22/2024"],
    page: include_str!("any_law_exception.md"),
    check: Check::Both(run, of_text),
};

static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\binstruct|\bdelet|\breturn|\bretain|\bretention|\bstorage"));
static UNION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bunion\b|member states?\b|\beu\b|european|\beea\b"));
static EXCEPT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:unless|except|save)\b[^.;]{0,80}?\b(?:laws?|legislation|statute)\b"));

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.end_of_service.any_law_exception {
        found
            .report(
                &RULE,
                plan.facts.at("end_of_service.any_law_exception"),
                "the law of any country lets the provider keep data after the end",
            )
            .label("wider than the law")
            .help("remove `any_law_exception`: only law of the Union or a Member State then counts");
    }
}

/// An exception for a law that need not be one of the Union.
fn of_text(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing().iter().filter(|one| SUBJECT.is_match(&one.words)) {
        if !sentence.words.contains("data") || UNION.is_match(&sentence.words) {
            continue;
        }
        let Some(place) = sentence.find(reading, &EXCEPT) else { continue };
        reading
            .report(
                found,
                &RULE,
                &place,
                "the law of any country lets the provider act against its instructions",
            )
            .label("which law?")
            .help("name the law of the Union or of a Member State; no other counts under Article 28");
    }
}
