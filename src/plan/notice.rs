//! A notice of changed subprocessors: what it tells, from when the change may start, and until when the
//! customer may object or must answer.
//!
//! In: the plan of the agreement in force, the plan of the pack with the new list, and the day of the notice.
//! The terms are those in force: a notice changes the list and nothing else.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::Plan;
use super::roster::{self, Kind, Row};
use crate::diagnostic::{Code, Diagnostic, Outcome, Severity};
use crate::pack::calendar::Calendar;
use crate::pack::terms::{Authorisation, Body};
use crate::pack::transfer::{Module, Transfer};
use crate::pack::value::{Given, Period};
use crate::pack::{Pack, Role};

/// Two packs that are not two states of one agreement.
pub const TWO_AGREEMENTS: Code = Code("NTC-AGREEMENT");
/// Terms that let nobody be engaged, or that the new pack changes together with the list.
pub const TERMS: Code = Code("NTC-TERMS");
/// A period that is not stated, so that its end cannot be computed.
pub const PERIOD: Code = Code("NTC-PERIOD");
/// A subprocessor that one list has twice.
pub const TWICE: Code = Code("NTC-TWICE");
/// A day on which the change cannot start, or no notice be sent.
pub const DAY: Code = Code("NTC-DAY");
/// The new pack changes more than the list.
pub const BEYOND: Code = Code("NTC-BEYOND");

/// What is asked of a notice.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The day on which it is sent, and arrives.
    pub on: Date,
    /// The day on which the change is to start; otherwise the first possible one.
    pub start: Option<Date>,
    /// Business days.
    pub calendar: Calendar,
}

/// A notice.
#[derive(Debug)]
pub struct Notice {
    /// What changed.
    pub rows: Vec<Row>,
    /// What was asked.
    pub asked: Asked,
    /// The days.
    pub days: Days,
    /// What the reader of the packs should know: nothing that stops the notice.
    pub findings: Vec<Diagnostic>,
}

/// The days that a notice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The day on which the notice counts as received.
    pub received: Date,
    /// The times that must pass before the change, longest first.
    pub waits: Vec<Wait>,
    /// The time to object or to answer; none where nobody needs to.
    pub answer: Option<Answer>,
    /// The first day of the change.
    pub start: Date,
}

/// A time between the notice and the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// How long.
    pub period: Period,
    /// Path of the fact.
    pub path: String,
    /// The transfer whose clauses ask for it, by its place in the list; none where the agreement does.
    pub transfer: Option<usize>,
    /// Its last day.
    pub last: Date,
}

/// The time to object or to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long; none where it lasts until the change.
    pub period: Option<Period>,
    /// Its last day as counted; none where the agreement fixes no time for an answer.
    pub counted: Option<Date>,
    /// The last day on which an answer is accepted: that day, or the next business day.
    pub last: Option<Date>,
}

/// Makes a notice of two plans: nothing where no subprocessor changed.
///
/// # Errors
/// Plans of two agreements, terms that allow no change or that change themselves, periods whose end cannot be
/// computed, and a start before they end.
pub fn notice(old: &Plan<'_>, new: &Plan<'_>, asked: Asked) -> Outcome<Option<Notice>> {
    same_agreement(old, new)?;
    in_force(old, asked.on)?;
    once(new)?;
    let rows = roster::compare(&old.deal, &new.deal);
    if rows.is_empty() {
        return Ok(None);
    }
    same_terms(old, new)?;
    let (days, missing) = days(old, new, &rows, &asked)?;
    let findings = missing.into_iter().chain(own_words(old)).chain(beyond(old, new)).collect();
    Ok(Some(Notice { rows, asked, days, findings }))
}

impl Notice {
    /// The rows of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.kind() == kind)
    }

    /// Whether a row asks for the customer's consent.
    pub fn asks(&self, row: &Row, new: &Plan<'_>) -> bool {
        matches!(row.kind(), Kind::Added | Kind::Changed) && needs_consent(new, row)
    }
}

/// Whether a change needs the customer's consent; for others, its silence is enough. Consent is specific for each
/// subprocessor, or for each but affiliates of the provider. A transfer with Option 1 of Clause 9(a) asks for it
/// whatever the agreement says (Decision (EU) 2021/914, Clause 5).
fn needs_consent(new: &Plan<'_>, row: &Row) -> bool {
    let terms = &new.deal.subprocessing;
    let strict = clauses(&new.deal).any(|(_, transfer, module)| {
        transfer.options_for(module).authorisation == Some(Authorisation::Specific)
    });
    let one = row.new.and_then(|at| new.deal.subprocessors.get(at));
    let spared = terms.affiliates_authorised && one.is_some_and(|one| one.affiliate);
    strict || (terms.authorisation == Authorisation::Specific && !spared)
}

/// The transfers to the provider under the clauses of 2021, with each module that has a Clause 9.
fn clauses(deal: &Pack) -> impl Iterator<Item = (usize, &Transfer, Module)> {
    let provider = deal.agreement.provider.as_ref();
    let all = deal.transfers.iter().enumerate();
    let all = all.filter(move |(_, one)| one.has_clauses() && Some(&one.importer) == provider);
    all.flat_map(|(at, transfer)| {
        let has_nine = |module: &&Module| matches!(module, Module::Two | Module::Three);
        transfer.modules.iter().filter(has_nine).map(move |module| (at, transfer, *module))
    })
}

/// Whether the provider receives data under the clauses of 2021, whose Clause 9(a) asks for notice as well.
pub fn has_clause_nine(deal: &Pack) -> bool {
    clauses(deal).next().is_some()
}

/// Holds the two packs to be two states of one agreement.
fn same_agreement(old: &Plan<'_>, new: &Plan<'_>) -> Outcome<()> {
    let (before, after) = (&old.deal.agreement, &new.deal.agreement);
    let body = |pack: &Pack| serde_json::to_value(pack.agreement.body).unwrap_or_default();
    let customer = |pack: &Pack| pack.agreement.customer.as_ref().map(|id| id.0.clone());
    let provider = |pack: &Pack| pack.agreement.provider.as_ref().map(|id| id.0.clone());
    let differs = [
        ("agreement.reference", before.reference != after.reference, "reference"),
        ("agreement.customer", customer(&old.deal) != customer(&new.deal), "customer"),
        ("agreement.provider", provider(&old.deal) != provider(&new.deal), "provider"),
        ("agreement.body", body(&old.deal) != body(&new.deal), "body"),
    ];
    let fault = |(path, _, called): (&str, bool, &str)| {
        Diagnostic::error(
            TWO_AGREEMENTS,
            format!("the packs are of two agreements: each has another {called}"),
        )
        .at(new.facts.at(path), "in the new pack")
        .see(old.facts.at(path), "in the old one")
        .help("name two states of one pack: the one in force, and the one with the new list")
    };
    let found: Vec<_> = differs.into_iter().filter(|(_, differs, _)| *differs).map(fault).collect();
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Holds the agreement to be there on the day of the notice.
fn in_force(old: &Plan<'_>, on: Date) -> Outcome<()> {
    match old.deal.agreement.date.value().map(|date| date.0).filter(|date| on < *date) {
        None => Ok(()),
        Some(date) => Err(vec![
            Diagnostic::error(DAY, format!("the notice of {on} is older than the agreement"))
                .at(old.facts.at("agreement.date"), format!("agreed on {date}"))
                .help("name the day on which the notice is sent with `--on`"),
        ]),
    }
}

/// Holds each subprocessor to stand in the new list once: those with one name need ids that tell them apart.
fn once(new: &Plan<'_>) -> Outcome<()> {
    let all = &new.deal.subprocessors;
    // Of each name, whether the last entry with it has no id to tell it from the others.
    let mut names: HashMap<String, bool> = HashMap::new();
    let twice = |at: &usize| {
        let bare = all[*at].id.is_none();
        let before = names.insert(roster::letters(&all[*at].name), bare);
        before.is_some_and(|other| other || bare)
    };
    let fault = |at: usize| {
        Diagnostic::error(TWICE, format!("`{}` is in the list twice", all[at].name))
            .at(new.facts.at(&format!("subprocessors[{at}].name")), "again")
            .help("state it once, with all its services and places, or give each entry an `id` of its own")
    };
    let found: Vec<_> = (0..all.len()).filter(twice).map(fault).collect();
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The terms on which a change of subprocessors depends.
const DECISIVE: [&str; 7] = [
    "authorisation",
    "affiliates_authorised",
    "notice",
    "objection",
    "deadlock",
    "consent_not_unreasonably_withheld",
    "consent_conditions",
];

/// Holds the terms to be the same in both packs, and to let subprocessors be engaged at all.
fn same_terms(old: &Plan<'_>, new: &Plan<'_>) -> Outcome<()> {
    let mut found = Vec::new();
    let engages = old.deal.parties.values().any(|party| party.role == Role::Processor);
    if !engages || old.deal.subprocessing.authorisation == Authorisation::None {
        found.push(
            Diagnostic::error(TERMS, "the agreement lets no subprocessor be engaged")
                .at(old.facts.at("subprocessing.authorisation"), "so nothing can be announced under it")
                .help("agree an amendment instead of sending a notice")
                .basis("GDPR Art. 28(2)"),
        );
    }
    let terms = |plan: &Plan<'_>, key: &str| {
        plan.json().pointer(&format!("/subprocessing/{key}")).cloned().unwrap_or_default()
    };
    for key in DECISIVE.into_iter().filter(|key| terms(old, key) != terms(new, key)) {
        let path = format!("subprocessing.{key}");
        found.push(
            Diagnostic::error(TERMS, format!("the new pack changes `{path}`, and a notice cannot"))
                .at(new.facts.at(&path), "in the new pack")
                .see(old.facts.at(&path), "in force until an amendment changes it")
                .help("keep the term that is in force, or agree the amendment first and name the amended pack as the old one"),
        );
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The clause that says how subprocessors change, by its address.
pub fn procedure(deal: &Pack) -> &'static str {
    match (deal.agreement.body, deal.subprocessing.authorisation) {
        (Body::Scc2021915, _) => "scc-2021-915/choices",
        (Body::Own, Authorisation::Specific) => "dpa/subprocessors-specific",
        (Body::Own, _) => "dpa/subprocessors-general",
    }
}

/// The clause that says how long the customer has to answer, by its address.
pub fn answering(deal: &Pack) -> &'static str {
    match deal.agreement.body {
        Body::Scc2021915 => "scc-2021-915/operation",
        Body::Own => procedure(deal),
    }
}

/// A procedure in the parties' own words, which may count otherwise than the facts.
fn own_words(old: &Plan<'_>) -> Option<Diagnostic> {
    let clause = procedure(&old.deal);
    old.deal.clauses.replace.get(clause)?;
    let message = format!("the parties have words of their own for `{clause}`");
    Some(
        Diagnostic::new(TERMS, Severity::Warning, message)
            .at(old.facts.at(&format!("clauses.replace.{clause}")), "not read for periods")
            .help(
                "see that these words name the periods of `[subprocessing]`: the days are counted from those",
            ),
    )
}

/// What the new pack changes beside the list: a notice cannot agree it.
fn beyond(old: &Plan<'_>, new: &Plan<'_>) -> Vec<Diagnostic> {
    let (before, after) = (without_list(old.json()), without_list(new.json()));
    let keys = after.as_object().into_iter().flatten().map(|(key, _)| key);
    let differs = |key: &&String| before.get(key.as_str()) != after.get(key.as_str());
    let told = |key: &String| {
        let addressed = if key == "parties" { "; it is addressed as the new pack states" } else { "" };
        let message =
            format!("the packs also differ in `{key}`, which the notice does not change{addressed}");
        Diagnostic::new(BEYOND, Severity::Warning, message)
            .at(new.facts.at(key), "differs from the old pack")
            .help("agree that by an amendment, or take it out of the new pack")
    };
    keys.filter(differs).map(told).collect()
}

/// The facts of a pack without those that change together with the list, or that each party changes alone.
fn without_list(json: &Json) -> Json {
    let mut json = json.clone();
    let Some(all) = json.as_object_mut() else { return json };
    for key in ["subprocessors", "allow", "signing"] {
        all.remove(key);
    }
    let mut drop = |table: &str, keys: &[&str]| {
        if let Some(table) = all.get_mut(table).and_then(Json::as_object_mut) {
            keys.iter().for_each(|key| drop(table.remove(*key)));
        }
    };
    drop("agreement", &["date", "version", "effective", "state"]);
    drop("subprocessing", &["list_url", "list_date", "common_task"]);
    for party in all.get_mut("parties").and_then(Json::as_object_mut).into_iter().flatten() {
        if let Some(party) = party.1.as_object_mut() {
            for key in ["contacts", "data_protection_officer", "signatory"] {
                party.remove(key);
            }
        }
    }
    json
}

/// Counts the days by the terms in force.
fn days(old: &Plan<'_>, new: &Plan<'_>, rows: &[Row], asked: &Asked) -> Outcome<(Days, Option<Diagnostic>)> {
    let received = asked.calendar.open_from(asked.on).ok_or_else(|| vec![no_date(old, "subprocessing")])?;
    let count = Count { old, asked, received };
    let waiting: Vec<&Row> =
        rows.iter().filter(|row| matches!(row.kind(), Kind::Added | Kind::Changed)).collect();
    if waiting.is_empty() {
        let start = asked.start.unwrap_or(asked.on);
        count.not_before(asked.on)?;
        return Ok((Days { received, waits: Vec::new(), answer: None, start }, None));
    }
    let waits = count.waits()?;
    let mut answer = count.answer()?;
    let longest = waits.iter().map(|wait| wait.last).chain(answer.last).max();
    let start = match (longest, asked.start) {
        (Some(longest), _) => {
            let first = longest.tomorrow().map_err(|_| vec![no_date(old, "subprocessing")])?;
            count.not_before(first)?;
            asked.start.unwrap_or(first)
        }
        (None, Some(start)) => {
            count.not_before(received.tomorrow().map_err(|_| vec![no_date(old, "subprocessing")])?)?;
            start
        }
        (None, None) => return Err(vec![no_period(old)]),
    };
    // Without a time of its own, an objection is possible until the change; a consent has no such end.
    if answer.period.is_none() && !waiting.iter().all(|row| needs_consent(new, row)) {
        answer.last = start.yesterday().ok();
    }
    Ok((Days { received, waits, answer: Some(answer), start }, missing(old)))
}

/// The counting of days from the receipt of a notice.
struct Count<'c> {
    old: &'c Plan<'c>,
    asked: &'c Asked,
    received: Date,
}

impl Count<'_> {
    /// The times between notice and change: that of the agreement, and those of Clause 9(a) that differ from it.
    fn waits(&self) -> Outcome<Vec<Wait>> {
        let deal = &self.old.deal;
        let mut stated = vec![(None, "subprocessing.notice".to_owned(), deal.subprocessing.notice.clone())];
        stated.extend(clauses(deal).map(|(at, transfer, module)| {
            (Some(at), format!("transfers[{at}].options.notice"), transfer.options_for(module).notice)
        }));
        let mut waits: Vec<Wait> = Vec::new();
        for (transfer, path, notice) in stated {
            let Some(period) = self.value(&path, notice.as_ref())?.cloned() else { continue };
            if waits.iter().all(|known| known.period != period) {
                let last = self.last_day(&period, &path)?;
                waits.push(Wait { period, path, transfer, last });
            }
        }
        waits.sort_by_key(|wait| std::cmp::Reverse(wait.last));
        Ok(waits)
    }

    /// The time to object or to answer.
    fn answer(&self) -> Outcome<Answer> {
        const PATH: &str = "subprocessing.objection";
        let stated = self.value(PATH, self.old.deal.subprocessing.objection.as_ref())?;
        let Some(period) = stated else { return Ok(Answer { period: None, counted: None, last: None }) };
        let counted = self.last_day(period, PATH)?;
        let last = self.asked.calendar.open_from(counted).ok_or_else(|| vec![no_date(self.old, PATH)])?;
        Ok(Answer { period: Some(period.clone()), counted: Some(counted), last: Some(last) })
    }

    /// A period that stands in the pack; nothing where none is agreed.
    fn value<'g>(&self, path: &str, given: Option<&'g Given<Period>>) -> Outcome<Option<&'g Period>> {
        let why = match given {
            None => return Ok(None),
            Some(Given::Value(period)) => return Ok(Some(period)),
            Some(Given::ByReference(place)) => format!("stands in {}", place.by_reference),
            Some(Given::LeftOpen(reason)) => format!("is left open ({})", reason.left_open),
        };
        let message = format!("`{path}` {why}, so its last day cannot be computed");
        Err(vec![
            Diagnostic::error(PERIOD, message)
                .at(self.old.facts.at(path), "no length of time")
                .help("state the agreed period in both packs: \"14 days\", \"10 business days\"")
                .basis("GDPR Art. 28(2)"),
        ])
    }

    fn last_day(&self, period: &Period, path: &str) -> Outcome<Date> {
        let last = self.asked.calendar.last_day(period, self.received);
        last.ok_or_else(|| vec![no_date(self.old, path)])
    }

    /// Holds the day that was asked for to be possible.
    fn not_before(&self, first: Date) -> Outcome<()> {
        match self.asked.start.filter(|start| *start < first) {
            None => Ok(()),
            Some(start) => {
                let message =
                    format!("the change cannot start on {start}: the first possible day is {first}");
                let terms = self.old.facts.at("subprocessing");
                Err(vec![
                    Diagnostic::error(DAY, message)
                        .at(terms, format!("counted from {} by these terms", self.received))
                        .help(format!("name {first} or a later day with `--start`, or leave it out")),
                ])
            }
        }
    }
}

fn no_date(old: &Plan<'_>, path: &str) -> Diagnostic {
    Diagnostic::error(DAY, format!("`{path}` leads beyond the last day of the calendar"))
        .at(old.facts.at(path), "no date")
        .help("state a period that can end")
}

/// Neither a time of notice nor a time to object is agreed, and no day was named.
fn no_period(old: &Plan<'_>) -> Diagnostic {
    Diagnostic::error(
        PERIOD,
        "the agreement states no time between the notice and the change, and none to object",
    )
    .at(old.facts.at("subprocessing"), "no `notice`, no `objection`")
    .help("state `notice` or `objection` as agreed, or name the day of the change with `--start`")
    .basis("GDPR Art. 28(2)")
}

/// What the agreement does not state, and what its own words say instead.
fn missing(old: &Plan<'_>) -> Option<Diagnostic> {
    let terms = &old.deal.subprocessing;
    let (what, instead) = match (&terms.objection, &terms.notice) {
        (None, _) if terms.authorisation == Authorisation::Specific => {
            ("objection", "the customer answers without undue delay, and the notice names no day")
        }
        (None, _) => ("objection", "the customer may object until the change starts"),
        (_, None) => ("notice", "the change may start when the time to object has passed"),
        _ => return None,
    };
    let message = format!("the agreement states no `subprocessing.{what}`: by its words {instead}");
    Some(
        Diagnostic::new(PERIOD, Severity::Advice, message)
            .at(old.facts.at("subprocessing"), "not stated here")
            .help(format!("agree a period, such as {what} = \"14 days\", so that both sides can count it"))
            .basis("GDPR Art. 28(2)"),
    )
}
