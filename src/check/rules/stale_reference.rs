//! A datum of the law that the pack relies on was checked more than a year before the agreement.

use jiff::civil::Date;

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::pack::transfer::{Mechanism, Transfer};
use crate::plan::Plan;

/// A datum of the law that the pack relies on was checked more than a year before the agreement.
pub static RULE: Rule = Rule {
    code: Code("REF-STALE"),
    name: "stale-reference",
    level: Level::Warn,
    basis: &["GDPR Art. 45(3) to (5)", "GDPR Art. 5(2)"],
    page: include_str!("stale_reference.md"),
    check: Check::Plan(run),
};

/// Days after which a datum is looked up again.
const FRESH: i32 = 365;

/// A datum that the pack relies on: the place of the fact, what it is, when it was checked, what to do.
struct Datum {
    path: String,
    what: String,
    checked: Date,
    help: &'static str,
}

/// What to do about a datum of `src/law`.
const LOOK_UP: &str = "use a newer dpakit; or look it up (`dpakit reference`) and record that in `[allow]`";

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some(date) = plan.deal.agreement.date.value() else { return };
    let mut data = decisions(plan);
    data.extend(entries(plan));
    data.extend(instruments(plan));
    data.extend(states(plan));
    let mut told: Vec<String> = Vec::new();
    for Datum { path, what, checked, help } in data {
        if (date.0 - checked).get_days() <= FRESH || told.contains(&what) {
            continue;
        }
        let message = format!("{what} was last checked on {checked}, more than a year before the agreement");
        found
            .report(&RULE, plan.facts.at(&path), message)
            .label("rests on it")
            .see(plan.facts.at("agreement.date"), "dated here")
            .help(help);
        told.push(what);
    }
}

/// Adequacy decisions, the Data Privacy Framework among them.
fn decisions(plan: &Plan<'_>) -> Vec<Datum> {
    let importer = |transfer: &Transfer| {
        let party = plan.deal.parties.get(&transfer.importer.0)?;
        ask::code(&party.country).map(str::to_owned)
    };
    let transfers = ask::transfers(plan).filter_map(|(path, transfer)| {
        Some((format!("{path}.mechanism"), transfer.mechanism, importer(transfer)?))
    });
    let subprocessors = ask::subprocessors(plan).filter_map(|(path, subprocessor)| {
        let ground = subprocessor.transfer.as_ref()?.value()?;
        Some((format!("{path}.transfer.mechanism"), ground.mechanism, subprocessor.country.0.clone()))
    });
    transfers
        .chain(subprocessors)
        .filter(|(_, mechanism, _)| {
            matches!(mechanism, Mechanism::Adequacy | Mechanism::DataPrivacyFramework)
        })
        .filter(|(_, _, code)| law::adequacy("EU", code).is_some())
        .map(|(path, _, code)| {
            let what = format!("the adequacy decision on {}", ask::named(&code));
            Datum { path, what, checked: law::adequacy_checked(), help: LOOK_UP }
        })
        .collect()
}

/// Entries in the Data Privacy Framework List on which transfers rest.
fn entries(plan: &Plan<'_>) -> Vec<Datum> {
    ask::transfers(plan)
        .filter(|(_, transfer)| transfer.mechanism == Mechanism::DataPrivacyFramework)
        .filter_map(|(_, transfer)| {
            let id = &transfer.importer.0;
            let party = plan.deal.parties.get(id)?;
            let entry = ask::certified(party)?;
            let what = format!("the entry of `{}` in the Data Privacy Framework List", entry.entry);
            let path = format!("parties.{id}.data_privacy_framework.checked");
            let help = "read the list again, and record status and day: entries lapse every year";
            Some(Datum { path, what, checked: entry.checked.0, help })
        })
        .collect()
}

/// Standard clauses and terms that are still in force.
fn instruments(plan: &Plan<'_>) -> Vec<Datum> {
    let mut used = Vec::new();
    for (path, transfer) in ask::transfers(plan) {
        if transfer.has_clauses() {
            used.push((format!("{path}.mechanism"), "scc-2021-914"));
        }
        if transfer.has_idta() {
            used.push((format!("{path}.mechanism"), "uk-idta"));
        }
        if transfer.uk.is_some() {
            used.push((format!("{path}.uk"), "uk-addendum"));
        }
        if transfer.ch.is_some() {
            used.push((format!("{path}.ch"), "ch-amendments"));
        }
    }
    let datum = |(path, id): (String, &str)| {
        let what = format!("what is known of the {}", law::instrument(id)?.short);
        Some(Datum { path, what, checked: law::instruments_checked(), help: LOOK_UP })
    };
    used.into_iter().filter_map(datum).collect()
}

/// Authorities and laws that follow from the state of a party.
fn states(plan: &Plan<'_>) -> Vec<Datum> {
    let mut used = Vec::new();
    for decision in &plan.decisions {
        let Some(id) = decision.path.strip_prefix("parties.") else { continue };
        let party = id.strip_suffix(".supervisory_authority").and_then(|id| plan.deal.parties.get(id));
        if let Some(state) = party.and_then(|party| law::state(ask::code(&party.country)?)) {
            let what = format!("the supervisory authority of {}", ask::named(&state.code));
            let path = decision.path.replace(".supervisory_authority", ".country");
            used.push(Datum { path, what, checked: state.checked, help: LOOK_UP });
        }
    }
    for (path, transfer) in ask::union_choices(plan) {
        let law = transfer.options.law.as_ref().and_then(|law| law.value());
        if let Some(state) = law.and_then(|law| law::state(law.country())) {
            let what = format!("what is known of the law of {}", ask::named(&state.code));
            used.push(Datum { path: format!("{path}.law"), what, checked: state.checked, help: LOOK_UP });
        }
    }
    used
}
