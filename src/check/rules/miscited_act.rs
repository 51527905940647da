//! A legal act is cited with the title of another.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Place, Reading, Signs, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A legal act is cited with the title of another.
pub static RULE: Rule = Rule {
    code: Code("REF-INSTRUMENT"),
    name: "miscited-act",
    level: Level::Warn,
    basis: &["Decisions 2001/497/EC, 2002/16/EC, 2004/915/EC and 2010/87/EU"],
    page: include_str!("miscited_act.md"),
    check: Check::Document(run),
};

/// Decisions on standard clauses by number, and to whom their clauses transfer data.
const DECISIONS: [(&str, &str, &str); 4] = [
    ("2001/497", "controllers", "processors"),
    ("2004/915", "controllers", "processors"),
    ("2002/16", "processors", "controllers"),
    ("2010/87", "processors", "controllers"),
];
static TO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)transfers? of personal data to (controllers|processors)"));

fn run(reading: &Reading, found: &mut Findings) {
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let cites = paragraph.signs().have(Signs::SLASH);
        if !cites || !DECISIONS.iter().any(|(number, _, _)| paragraph.text.contains(number)) {
            continue;
        }
        for title in TO.captures_iter(&paragraph.text) {
            let Some(word) = title.get(1) else { continue };
            let said = word.as_str().to_lowercase();
            let numbers = DECISIONS.iter().filter(|(number, _, _)| paragraph.text.contains(number));
            let mut numbers = numbers.peekable();
            let wrong = numbers.peek().copied().filter(|(_, _, wrong)| *wrong == said);
            if let Some((number, right, _)) = wrong.filter(|_| numbers.count() == 1) {
                let place: Place = (at, word.range());
                let message = format!(
                    "decision {number} is cited as one on transfers to {said}: it is one on transfers to {right}"
                );
                reading
                    .report(found, &RULE, &place, message)
                    .label("another decision's title")
                    .help("cite the decision that is meant, by its number and its own title");
            }
        }
    }
}
