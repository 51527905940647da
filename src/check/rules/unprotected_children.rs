//! Children are among the data subjects, and nothing protects them in particular.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// Children are among the data subjects, and nothing protects them in particular.
pub static RULE: Rule = Rule {
    code: Code("SEN-CHILDREN"),
    name: "unprotected-children",
    level: Level::Warn,
    basis: &["GDPR Art. 8", "GDPR recital 38"],
    page: include_str!("unprotected_children.md"),
    check: Check::Matter(run),
};

const CHILDREN: [&str; 8] =
    ["child", "children", "minor", "minors", "pupil", "pupils", "infants", "teenagers"];
/// Words of a measure for children.
const GUARDED: [&str; 7] = ["child", "children", "minor", "minors", "parent", "parental", "guardian"];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    let has = |text: &str, list: &[&str]| ask::words(text).iter().any(|word| list.contains(&word.as_str()));
    let groups = matter.measures.groups.iter();
    let own = groups.flat_map(|group| group.own.iter().map(|one| &one.text));
    let safeguards = matter.data.categories.values().flat_map(|one| &one.safeguards);
    let instructions = matter.services.values().flat_map(|service| &service.instructions);
    if own.chain(safeguards).chain(instructions).any(|text| has(text, &GUARDED)) {
        return;
    }
    for (id, subject) in &matter.data.subjects {
        if has(&subject.name, &CHILDREN) {
            found
                .report(
                    &RULE,
                    matter.at(&format!("data.subjects.{id}.name")),
                    format!("`{}` are data subjects, and no measure is made for them", subject.name),
                )
                .label("need more protection")
                .help("add a measure, a safeguard or an instruction: consent of parents, no profiling, plain words");
        }
    }
}
