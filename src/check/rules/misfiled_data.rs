//! Data that the law does not count as sensitive is filed as sensitive.

use crate::check::text::scan::{Scan, is_edge};
use crate::check::text::{Kind, Phrases, Place, Reading};
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
static CAREFUL: Phrases = Phrases::whole(&[
    "passport(s)",
    "identity card(s)",
    "id card(s)",
    "driving licence(s)",
    "driving license(s)",
    "social security",
    "national insurance",
    "bank account(s)",
    "credit card(s)",
    "iban",
    "salary",
    "salaries",
    "password(s)",
    "geolocation",
    "gps",
]);

/// Whether a line is a heading for sensitive data, with up to 40 characters behind it.
fn is_heading(line: &str) -> bool {
    const HEADINGS: [&str; 3] =
        ["sensitive data", "special categories of data", "special categories of personal data"];
    let rest = |heading: &&str| {
        let mut scan = Scan::of(line);
        (scan.take_letters(heading) && is_edge(line, scan.at())).then(|| scan.rest())
    };
    let mut rests = HEADINGS.iter().filter_map(rest);
    rests.any(|rest| rest.chars().nth(40).is_none() && !rest.contains('\n'))
}

/// How many paragraphs below its heading are looked at.
const BELOW: usize = 2;

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (id, category) in &plan.deal.data.categories {
        if !matches!(category.special, Special::SpecialCategory | Special::CriminalOffence) {
            continue;
        }
        for item in
            std::iter::once(&category.name).chain(&category.elements).filter(|item| CAREFUL.is_in(item))
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
    for (at, _) in reading.paragraphs.iter().enumerate().filter(|(_, one)| is_heading(one.text.trim())) {
        let below = reading.paragraphs.iter().enumerate().skip(at + 1).take(BELOW);
        for (at, paragraph) in below.take_while(|(_, one)| one.kind != Kind::Heading) {
            let Some(item) = CAREFUL.find(&paragraph.text).filter(|_| is_item(&paragraph.text)) else {
                continue;
            };
            let message =
                format!("`{}` is filed as sensitive by law, and is not", &paragraph.text[item.clone()]);
            let place: Place = (at, item);
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

#[cfg(test)]
mod tests {
    use super::is_heading;
    use crate::check::text::pattern;
    use crate::check::text::scan::texts_of;

    #[test]
    fn headings_are_what_a_pattern_finds() {
        let expected = pattern(r"(?i)^(?:sensitive data|special categories of (?:personal )?data)\b.{0,40}$");
        let long = "x".repeat(39);
        let parts =
            ["Sensitive data", "ſpecial Categories of ", "personal ", "data", "é", "s", " ", "\n", &long];
        for text in texts_of(&parts, 4) {
            assert_eq!(is_heading(&text), expected.is_match(&text), "{text:?}");
        }
    }
}
