//! A name stands only in a script that readers of the agreement may not read.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A name stands only in a script that readers of the agreement may not read.
pub static RULE: Rule = Rule {
    code: Code("SUB-SCRIPT"),
    name: "unreadable-name",
    level: Level::Warn,
    basis: &["GDPR Art. 12(1)"],
    page: include_str!("unreadable_name.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let parties = plan.deal.parties.iter();
    let parties = parties.filter_map(|(id, party)| Some((format!("parties.{id}.name"), party.name.value()?)));
    let others = ask::subprocessors(plan).map(|(path, one)| (format!("{path}.name"), &one.name));
    for (path, name) in parties.chain(others) {
        let latin = |c: char| unicode_script::UnicodeScript::script(&c) == unicode_script::Script::Latin;
        if name.chars().any(char::is_alphabetic) && !name.chars().any(latin) {
            found
                .report(
                    &RULE,
                    plan.facts.at(&path),
                    format!("the name `{name}` has no form in Latin letters"),
                )
                .label("no Latin form")
                .help("put the Latin form into `name` and this one into `native_name`");
        }
    }
}
