//! A notice of changed subprocessors, from two states of a pack.
//!
//! [`Told`] is what it tells, for people and machines; [`Told::build`] checks the new pack as for signature and
//! writes the notice down. The folder of a notice is its own: it lies beside that of the pack.

use serde_json::{Value as Json, json};

use super::{Built, Choice, Emitted, Prepared, dressed, finished, told, written};
use crate::assemble;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::emit::{Fault, Look};
use crate::library::Library;
use crate::pack::{Facts, Pack, Subprocessor};
use crate::plan::notice::{Asked, Notice, Wait, notice};
use crate::plan::roster::{Field, Kind, Row};
use crate::plan::{Plan, plan};

/// Two states of a pack, and what a notice tells of them.
pub struct Told<'p> {
    old: Plan<'p>,
    new: Prepared<'p>,
    asked: Asked,
    /// The notice; none where no subprocessor changed.
    pub notice: Option<Notice>,
}

impl<'p> Told<'p> {
    /// Compares two states of a pack.
    ///
    /// # Errors
    /// Facts of which no pack can be made, two agreements, and terms or periods that allow no notice.
    pub fn of(old: &'p Facts, new: &'p Facts, library: &'p Library, asked: Asked) -> Outcome<Told<'p>> {
        let old = plan(old, library)?;
        let new = Prepared::of(new, library)?;
        let notice = notice(&old, &new.plan, asked.clone())?;
        Ok(Told { old, new, asked, notice })
    }

    /// What the notice tells, for machines; it is added to the findings, which state the version of the shape.
    pub fn json(&self) -> Json {
        let (before, after) = (&self.old.deal, &self.new.plan.deal);
        let rows = self.notice.iter().flat_map(|notice| notice.rows.iter().map(move |row| (notice, row)));
        let row = |(notice, row): (&Notice, &Row)| {
            let old = row.old.and_then(|at| before.subprocessors.get(at));
            let new = row.new.and_then(|at| after.subprocessors.get(at));
            json!({
                "kind": row.kind(),
                "consent": notice.asks(row, &self.new.plan),
                "name": new.or(old).map(|one| &one.name),
                "old": old.filter(|_| new.is_none()),
                "new": new.filter(|_| old.is_none()),
                "changes": changes(row, old.zip(Some(before)), new.zip(Some(after))),
            })
        };
        let days = self.notice.as_ref().map(|notice| &notice.days);
        let wait = |wait: &Wait| json!({ "period": wait.period, "fact": wait.path, "last": wait.last });
        let answer = days.and_then(|days| days.answer.as_ref());
        without_nulls(json!({
            "reference": after.agreement.reference,
            "on": self.asked.on,
            "received": days.map(|days| days.received),
            "start": days.map(|days| days.start),
            "waits": days.map(|days| days.waits.iter().map(wait).collect::<Vec<_>>()).unwrap_or_default(),
            "answer": answer.map(|answer| json!({
                "period": answer.period,
                "counted": answer.counted,
                "last": answer.last,
            })),
            "rows": rows.map(row).collect::<Vec<_>>(),
        }))
    }

    /// Judges the new pack, and writes the notice down; nothing where no subprocessor changed, and no files where
    /// errors forbid it.
    ///
    /// # Errors
    /// Words that cannot be filled, and documents that a format cannot carry.
    pub fn build(self, look: &Look, choice: &Choice) -> Outcome<Option<Built>> {
        let Some(notice) = self.notice else { return Ok(None) };
        let mut report = self.new.judge();
        let mut plan = self.new.plan;
        let documents = dressed(vec![assemble::notice(&self.old, &plan, &notice)?], choice);
        report.findings.extend(notice.findings);
        // From here on the letter stands in the place of what it is about: the manifest tells of its clauses.
        plan.books = plan.letter(assemble::NOTICE).into_iter().collect();
        (plan.texts, plan.measures) = (Vec::new(), Vec::new());
        let emitted = match choice.draft || !report.denies() {
            true => {
                written(&documents[0], look, choice).map_err(|faults| of_both(&self.old, &plan, faults))?
            }
            false => Emitted::default(),
        };
        let name = format!("{}-notice-{}", plan.deal.agreement.reference, self.asked.on);
        Ok(Some(finished(&plan, name, &documents, emitted, report, choice)))
    }
}

/// Faults as findings, each at its place in the pack that states the fact.
fn of_both(old: &Plan<'_>, new: &Plan<'_>, faults: Vec<Fault>) -> Vec<Diagnostic> {
    let own = |path: &str| path.strip_prefix(assemble::BEFORE)?.strip_prefix('.').map(str::to_owned);
    let (before, after): (Vec<Fault>, Vec<Fault>) =
        faults.into_iter().partition(|fault| fault.path.as_deref().and_then(own).is_some());
    let before = before.into_iter().map(|fault| {
        let path = fault.path.as_deref().and_then(own);
        Fault { path: path.map(Into::into), ..fault }
    });
    let mut found = told(old, before.collect());
    found.extend(told(new, after));
    found
}

/// Both sides of each field that differs.
fn changes(row: &Row, old: Option<(&Subprocessor, &Pack)>, new: Option<(&Subprocessor, &Pack)>) -> Vec<Json> {
    let (Some(old), Some(new)) = (old, new) else { return Vec::new() };
    let change = |field: &Field| {
        json!({
            "field": field,
            "old": field.said(old.0, old.1),
            "new": field.said(new.0, new.1),
            "needs_answer": field.bears(),
        })
    };
    row.differs.iter().map(change).collect()
}

/// A value without what is not stated.
fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(all) => {
            let stated = all.into_iter().filter(|(_, one)| !one.is_null());
            stated.map(|(key, one)| (key, without_nulls(one))).collect()
        }
        Json::Array(all) => all.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// What changed, counted: "1 new, 2 changed".
pub fn counted(notice: &Notice) -> String {
    let kinds = [
        (Kind::Added, "new"),
        (Kind::Changed, "changed"),
        (Kind::Details, "with a new address or contact"),
        (Kind::Removed, "no longer engaged"),
    ];
    let count = |(kind, words): (Kind, &str)| match notice.of(kind).count() {
        0 => None,
        count => Some(format!("{count} {words}")),
    };
    kinds.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
}
