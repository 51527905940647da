//! A category of personal data lists what says nothing of a person.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// A category of personal data lists what says nothing of a person.
pub static RULE: Rule = Rule {
    code: Code("DSC-NOT-PERSONAL"),
    name: "impersonal-elements",
    level: Level::Advise,
    basis: &["GDPR Art. 4(1)"],
    page: include_str!("impersonal_elements.md"),
    check: Check::Matter(run),
};

/// Facts of things, not of people.
const THINGS: [&str; 17] = [
    "logo",
    "banner",
    "box type",
    "parcel weight",
    "item weight",
    "item value",
    "shipping rates",
    "shipping method",
    "manifest file",
    "firmware",
    "app type",
    "app name",
    "app industry",
    "app logo",
    "device model",
    "product code",
    "serial number",
];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, category) in matter.data.categories.iter().filter(|(_, one)| one.note.is_none()) {
        let thing = |item: &&String| {
            let small = ask::words(item).join(" ");
            let before = |thing: &&str| small.strip_suffix(thing);
            THINGS.iter().filter_map(before).any(|before| before.is_empty() || before.ends_with(' '))
        };
        let things: Vec<&str> = std::iter::once(&category.name)
            .chain(&category.elements)
            .filter(thing)
            .map(String::as_str)
            .collect();
        if things.is_empty() {
            continue;
        }
        found
            .report(
                &RULE,
                matter.at(&format!("data.categories.{id}.name")),
                format!(
                    "`{}` lists what says nothing of a person by itself: {}",
                    category.name,
                    ask::listed(&things)
                ),
            )
            .label("whose data is it?")
            .help("leave it out, or say in `note` to whom it relates and how");
    }
}
