//! What an amendment does, beside the facts of the new pack: as `amendment` in texts.

use super::{Maker, Printed, View};
use crate::document::Inline;
use crate::plan::Plan;
use crate::plan::amendment::{Amendment, Part, Row, State};
use crate::template::{Table, Value};

/// The view of the new pack, with what is amended.
pub(in crate::assemble) fn amendment(new: &Plan<'_>, amendment: &Amendment, schedules: &[String]) -> View {
    let mut maker = Maker::of(new, "", Printed::default());
    let mut root = maker.root();
    let on = amendment.on.map(|on| maker.labels.date(on));
    let date = amendment.date.map(|date| maker.labels.date(date));
    let mut told = Table::default();
    told.insert("on", on.map(|on| said(&mut maker, "on", &on)));
    told.insert("date", date.map(|date| said(&mut maker, "date", &date)));
    told.insert("marked", amendment.parts.iter().any(|part| part.state == State::Changed));
    told.insert("number", said(&mut maker, "number", &amendment.number.to_string()));
    told.insert("title", said(&mut maker, "title", &amendment.title));
    let parts = amendment.parts.iter().zip(schedules).enumerate();
    let parts: Vec<Value> = parts.map(|(at, (one, schedule))| part(&mut maker, at, one, schedule)).collect();
    told.insert("parts", parts);
    root.insert("amendment", told);
    maker.view(&root)
}

fn part(maker: &mut Maker<'_>, at: usize, part: &Part, schedule: &str) -> Value {
    let rows = part.rows.iter().enumerate();
    let rows: Vec<Value> = rows.map(|(nth, one)| row(maker, &format!("{at}.{nth}"), one)).collect();
    Table::of([
        ("state", part.state.name().into()),
        ("title", said(maker, &format!("{at} title"), &part.title)),
        ("schedule", said(maker, &format!("{at} schedule"), schedule)),
        ("rows", rows.into()),
    ])
    .into()
}

fn row(maker: &mut Maker<'_>, at: &str, row: &Row) -> Value {
    let mut values: Vec<Value> = Vec::new();
    for (nth, one) in row.values.iter().enumerate() {
        let before = one.before.as_ref().map(|text| said(maker, &format!("{at}.{nth} before"), text));
        let after = one.after.as_ref().map(|text| said(maker, &format!("{at}.{nth} after"), text));
        let rows = one.rows.iter().enumerate();
        let rows: Vec<Value> =
            rows.map(|(row, text)| said(maker, &format!("{at}.{nth} row {row}"), text)).collect();
        let entries = [("before", before.into()), ("after", after.into()), ("rows", rows.into())];
        values.push(Table::of(entries).into());
    }
    let mut number =
        |what: &str, text: &str| (!text.is_empty()).then(|| said(maker, &format!("{at} {what}"), text));
    let (before, after) = (number("before", &row.before), number("after", &row.after));
    let begins = number("begins", &row.begins);
    let (heading, times) = (number("heading", &row.heading), number("times", &row.count.to_string()));
    Table::of([
        ("what", row.what.name().into()),
        ("own", row.own.into()),
        ("before", before.into()),
        ("after", after.into()),
        ("heading", heading.into()),
        ("begins", begins.into()),
        ("count", row.count.into()),
        ("times", times.into()),
        ("values", values.into()),
    ])
    .into()
}

/// Words of the agreement, as a token: they may contain anything.
fn said(maker: &mut Maker<'_>, what: &str, text: &str) -> Value {
    maker.print("amendment", what, vec![Inline::Text(text.into())])
}
