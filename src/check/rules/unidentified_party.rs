//! A party cannot be told from others: its name, address or country is open.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::value::Given;
use crate::plan::Plan;

/// A party cannot be told from others: its name, address or country is open.
pub static RULE: Rule = Rule {
    code: Code("PTY-IDENTITY"),
    name: "unidentified-party",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.A", "GDPR Art. 28(3)"],
    page: include_str!("unidentified_party.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (id, party) in &plan.deal.parties {
        let fields = [
            ("name", state(&party.name)),
            ("address", state(&party.address)),
            ("country", state(&party.country)),
        ];
        let of = |kind| fields.iter().filter(move |(_, state)| *state == kind).map(|(name, _)| *name);
        let (open, elsewhere): (Vec<&str>, Vec<&str>) =
            (of(Stated::Open).collect(), of(Stated::Elsewhere).collect());
        if let Some(first) = open.first() {
            let message = format!("the party `{id}` is left without {}", ask::listed(&open));
            found
                .report(&RULE, plan.facts.at(&format!("parties.{id}.{first}")), message)
                .label("left open")
                .help("state name, address and country of the company that signs");
        } else if let Some(first) = elsewhere.first() {
            let message =
                format!("another document identifies the party `{id}`: its {}", ask::listed(&elsewhere));
            found
                .report(&RULE, plan.facts.at(&format!("parties.{id}.{first}")), message)
                .label("stands elsewhere")
                .level(Level::Advise)
                .help("make sure that the other document is attached and names one company");
        }
    }
}

#[derive(PartialEq, Clone, Copy)]
enum Stated {
    Here,
    Elsewhere,
    Open,
}

fn state<T>(value: &Given<T>) -> Stated {
    match value {
        Given::Value(_) => Stated::Here,
        Given::ByReference(_) => Stated::Elsewhere,
        Given::LeftOpen(_) => Stated::Open,
    }
}
