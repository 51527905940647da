//! A measure in the parties' own words says that something good is done, and not what.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// A measure in the parties' own words says that something good is done, and not what.
pub static RULE: Rule = Rule {
    code: Code("SEC-VAGUE"),
    name: "vague-measure",
    level: Level::Advise,
    basis: &["GDPR Art. 32(1)", "Decision (EU) 2021/914 Annex II"],
    page: include_str!("vague_measure.md"),
    check: Check::Matter(run),
};

/// Words that stand where a measure should.
const VAGUE: [&str; 15] = [
    "industry standard",
    "industry-standard",
    "best practice",
    "best practices",
    "state of the art",
    "state-of-the-art",
    "appropriate measures",
    "appropriate security",
    "adequate measures",
    "adequate security",
    "reasonable measures",
    "reasonable security",
    "commercially reasonable",
    "perfect",
    "as appropriate",
];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (group, measures) in matter.measures.groups.iter().enumerate() {
        for (index, own) in measures.own.iter().enumerate() {
            let text = format!(" {} ", ask::words(&own.text).join(" "));
            let vague = VAGUE.iter().find(|vague| text.contains(&format!(" {vague} ")));
            let concrete = !own.points.is_empty() || own.text.chars().any(|c| c.is_ascii_digit());
            if let Some(vague) = vague.filter(|_| !concrete) {
                let path = format!("measures.groups[{group}].own[{index}].text");
                found
                    .report(&RULE, matter.at(&path), format!("\"{vague}\" says how good it is, not what is done"))
                    .label("generic")
                    .help("say what is done, with what, where and how often; `dpakit clauses list` has examples");
            }
        }
    }
}
