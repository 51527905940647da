//! What a notice of changed subprocessors tells, beside the facts of the new pack: as `notice` in texts.

use jiff::civil::Date;

use super::{Maker, Printed, View};
use crate::document::Inline;
use crate::pack::value::{Period, Unit};
use crate::plan::Plan;
use crate::plan::notice::{Notice, answering, has_clause_nine, procedure};
use crate::plan::roster::{Kind, Row};
use crate::template::{Table, Value, entry};

/// What the paths of facts of the old pack begin with in a notice.
pub const BEFORE: &str = "before";

/// The view of the new pack, with what changed since the old one.
pub(in crate::assemble) fn notice(old: &Plan<'_>, new: &Plan<'_>, notice: &Notice) -> View {
    let mut before = Maker::of(old, BEFORE, Printed::default());
    let was = entries(&before.root());
    let mut maker = Maker::of(new, "", before.printed);
    let mut root = maker.root();
    let is = entries(&root);
    let mut told = days(&mut maker, notice);
    lists(&mut told, &Lists { notice, new, was, is });
    let clause = procedure(&old.deal);
    told.insert("clause", clause);
    told.insert("answering", answering(&old.deal));
    told.insert("usual", !old.deal.clauses.replace.contains_key(clause));
    told.insert("nine", has_clause_nine(&old.deal));
    root.insert("notice", told);
    maker.view(&root)
}

/// The subprocessors of a pack; one without a task of its own has the one that all have in common.
fn entries(root: &Table) -> Vec<Value> {
    let common = root.get("subprocessing").and_then(|terms| entry(terms, "common_task")).cloned();
    let complete = |one: &Value| {
        let Some(mut table) = Table::from_value(one.clone()) else { return one.clone() };
        if table.get("task").is_none_or(Value::is_none) {
            table.insert("task", common.clone());
        }
        table.into()
    };
    root.items("subprocessors").iter().map(complete).collect()
}

fn days(maker: &mut Maker<'_>, notice: &Notice) -> Table {
    let (days, asked) = (&notice.days, &notice.asked);
    let mut told = Table::default();
    told.insert("on", day(maker, "on", asked.on));
    told.insert("received", day(maker, "received", days.received));
    told.insert("late", days.received != asked.on);
    told.insert("start", day(maker, "start", days.start));
    told.insert("chosen", asked.start.is_some());
    let closed: Vec<Value> =
        asked.calendar.closed().map(|one| day(maker, &format!("closed {one}"), one)).collect();
    told.insert("closed", closed);
    let mut waits: Vec<Value> = Vec::new();
    for wait in &days.waits {
        let one = [
            ("period", period(maker, &wait.path, &wait.period)),
            ("last", day(maker, &wait.path, wait.last)),
            ("transfer", wait.transfer.is_some().into()),
        ];
        waits.push(Table::of(one).into());
    }
    told.insert("waits", waits);
    let answer = days.answer.as_ref().map(|answer| {
        let stated = answer.period.as_ref().map(|one| period(maker, "subprocessing.objection", one));
        let counted = answer.counted.map(|one| day(maker, "counted", one));
        let last = answer.last.map(|one| day(maker, "last", one));
        let moved = answer.counted.is_some() && answer.counted != answer.last;
        Table::of([
            ("period", stated.into()),
            ("counted", counted.into()),
            ("last", last.into()),
            ("moved", moved.into()),
        ])
    });
    told.insert("answer", answer.map(Value::from));
    let periods = days.waits.iter().map(|wait| &wait.period);
    let mut periods = periods.chain(days.answer.iter().filter_map(|answer| answer.period.as_ref()));
    told.insert("business", periods.any(|period| period.unit == Unit::BusinessDay));
    told
}

/// A day as it is printed.
fn day(maker: &mut Maker<'_>, what: &str, date: Date) -> Value {
    let text = maker.labels.date(date);
    maker.print("notice", what, vec![Inline::Text(text.into())])
}

/// A period of the pack as it is printed.
fn period(maker: &mut Maker<'_>, path: &str, period: &Period) -> Value {
    let text = maker.labels.period(period, maker.in_words);
    let stated = maker.stated(&text, path);
    maker.print(path, "counted", vec![stated])
}

/// The two lists and what differs.
struct Lists<'l> {
    notice: &'l Notice,
    new: &'l Plan<'l>,
    was: Vec<Value>,
    is: Vec<Value>,
}

/// The rows by what is to be done about them; those that ask for consent apart from those that may be objected to.
fn lists(told: &mut Table, lists: &Lists<'_>) {
    let mut groups: Vec<Value> = Vec::new();
    for asks in [true, false] {
        let of = |kind: Kind| {
            let rows = lists.notice.of(kind);
            rows.filter(|row| lists.notice.asks(row, lists.new) == asks).collect::<Vec<&Row>>()
        };
        let (added, changed) = (of(Kind::Added), of(Kind::Changed));
        let any = !(added.is_empty() && changed.is_empty());
        told.insert(if asks { "asks" } else { "objects" }, any);
        if any {
            let added: Vec<Value> = added.into_iter().filter_map(|row| lists.after(row)).collect();
            let changed: Vec<Value> = changed.into_iter().map(|row| lists.change(row)).collect();
            let group = [("asks", asks.into()), ("added", added.into()), ("changed", changed.into())];
            groups.push(Table::of(group).into());
        }
    }
    told.insert("groups", groups);
    let names = |kind: Kind| -> Vec<Value> {
        let rows = lists.notice.of(kind).filter_map(|row| lists.after(row));
        rows.filter_map(|one| entry(&one, "name").cloned()).collect()
    };
    told.insert("added", names(Kind::Added));
    told.insert("changed", names(Kind::Changed));
    let details: Vec<Value> = lists.notice.of(Kind::Details).map(|row| lists.change(row)).collect();
    told.insert("details", details);
    let removed: Vec<Value> = lists.notice.of(Kind::Removed).filter_map(|row| lists.before(row)).collect();
    told.insert("removed", removed);
}

impl Lists<'_> {
    fn before(&self, row: &Row) -> Option<Value> {
        self.was.get(row.old?).cloned()
    }

    fn after(&self, row: &Row) -> Option<Value> {
        self.is.get(row.new?).cloned()
    }

    /// A row with both sides of each field that differs.
    fn change(&self, row: &Row) -> Value {
        let (before, after) = (self.before(row), self.after(row));
        let name = after.as_ref().and_then(|one| entry(one, "name")).cloned();
        let change = |field: &'static str| -> Value {
            let (before, after) = (before.clone(), after.clone());
            Table::of([("field", field.into()), ("before", before.into()), ("after", after.into())]).into()
        };
        let changes: Vec<Value> = row.differs.iter().map(|field| change(field.name())).collect();
        Table::of([("name", name.into()), ("changes", changes.into())]).into()
    }
}
