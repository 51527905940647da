//! An amendment: what changed between the words that were issued and those of a new pack, as parties agree it.
//!
//! In: the comparison of each instrument. Out: for each, the places that are amended, a row for each, and the
//! words with marks, which become its schedule.

use std::sync::Arc;

use jiff::civil::Date;

use crate::diff::align::Sort;
use crate::diff::changes::{Change, Place, What};
use crate::diff::compared::Compared;
use crate::diff::material::{self, Material};
use crate::diff::units::{Leaf, address, units};
use crate::document::{Block, plain};

/// What the parties amend.
#[derive(Debug, Default)]
pub struct Amendment {
    /// Which amendment of the agreement it is, counted from 1.
    pub number: u32,
    /// The title of the agreement as it was issued.
    pub title: String,
    /// The date of the agreement as it was issued, if it had one.
    pub date: Option<Date>,
    /// The day from which it applies; otherwise the last signature.
    pub on: Option<Date>,
    /// The instruments that change, in the order of the pack; those that end last.
    pub parts: Vec<Part>,
}

/// An instrument that changes.
#[derive(Debug)]
pub struct Part {
    /// Its title.
    pub title: String,
    /// What becomes of it.
    pub state: State,
    /// The places that are amended, where it changes.
    pub rows: Vec<Row>,
    /// The words of its schedule: with marks where it changes, as they are where it is new.
    pub words: Vec<Block>,
}

/// What becomes of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Some of its words are others.
    Changed,
    /// The agreement did not have it.
    Added,
    /// The agreement no longer has it.
    Ended,
}

impl State {
    /// Its name in texts.
    pub fn name(self) -> &'static str {
        match self {
            State::Changed => "changed",
            State::Added => "added",
            State::Ended => "ended",
        }
    }
}

/// A place that is amended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What happens there.
    pub what: What,
    /// The number it had; empty where it had none.
    pub before: String,
    /// The number it will have, where that is another.
    pub after: String,
    /// Whether the number is that of what is new, and not of what it stands in.
    pub own: bool,
    /// The heading; empty where the words stand before the first one, on the cover.
    pub heading: String,
    /// How the words begin, of what is new or gone whole.
    pub begins: String,
    /// How many times.
    pub count: usize,
    /// The values that change.
    pub values: Vec<Value>,
}

/// A value that changes at a place, or the rows of its tables that read as marked where it has neither side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it was.
    pub before: Option<String>,
    /// What it will be.
    pub after: Option<String>,
    /// The rows of the table in which it stands; none in running text.
    pub rows: Vec<String>,
}

impl Part {
    /// An instrument of which both sides have words, which were compared; none where nothing that binds is another.
    pub fn changed(title: &str, old: &[Block], new: &[Block], compared: Compared) -> Option<Part> {
        let sides = Sides { title, old: units(old), new: units(new) };
        let told = compared.changes.all.iter().zip(&compared.material);
        let binding = told.filter(|(change, _)| !matches!(change.what, What::Formatted | What::Link));
        let rows = joined(binding.map(|(change, material)| sides.row(change, material)));
        let words = inside(title, compared.redline);
        (!rows.is_empty()).then(|| Part { title: title.to_owned(), state: State::Changed, rows, words })
    }

    /// An instrument that is new, with its words.
    pub fn added(title: &str, words: Vec<Block>) -> Part {
        Part { title: title.to_owned(), state: State::Added, rows: Vec::new(), words: inside(title, words) }
    }

    /// An instrument that ends.
    pub fn ended(title: &str) -> Part {
        Part { title: title.to_owned(), state: State::Ended, rows: Vec::new(), words: Vec::new() }
    }
}

impl Row {
    /// Whether the same happens at the same place.
    fn is_like(&self, other: &Row) -> bool {
        let place = |row: &Row| (row.what, row.before.clone(), row.after.clone(), row.heading.clone());
        place(self) == place(other) && self.begins.is_empty() && other.begins.is_empty()
    }

    /// Adds what happens there once more; a value that changes in several rows of a table is said once.
    fn join(&mut self, other: Row) {
        self.count += 1;
        for value in other.values {
            let same = |known: &&mut Value| known.before == value.before && known.after == value.after;
            match self.values.iter_mut().filter(|known| !known.rows.is_empty()).find(same) {
                Some(known) => {
                    let fresh = value.rows.into_iter().filter(|row| !known.rows.contains(row));
                    let fresh: Vec<String> = fresh.collect();
                    known.rows.extend(fresh);
                }
                None => self.values.push(value),
            }
        }
    }
}

/// The rows of a table: what happens several times at a place is one row, and so is a section with a new number.
fn joined(all: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut section: Option<(String, String)> = None;
    for row in all {
        if row.what == What::Renumbered {
            let follows = |number: &str, above: &str| {
                number.strip_prefix(above).is_some_and(|rest| rest.starts_with(['.', '(']))
            };
            if section
                .as_ref()
                .is_some_and(|(old, new)| follows(&row.before, old) && follows(&row.after, new))
            {
                continue;
            }
            section = Some((row.before.clone(), row.after.clone()));
        }
        match rows.last_mut() {
            Some(last) if last.is_like(&row) => last.join(row),
            _ => rows.push(row),
        }
    }
    rows
}

/// The blocks under a title that the schedule has already.
fn inside(title: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    match &mut blocks[..] {
        [Block::Section(section)] if plain(&section.title) == title => {
            std::mem::take(&mut Arc::make_mut(section).blocks)
        }
        _ => blocks,
    }
}

/// Words with which a place begins that is new or gone.
const WORDS: usize = 8;

/// Both texts as rows of units.
struct Sides<'t> {
    title: &'t str,
    old: Vec<Leaf<'t>>,
    new: Vec<Leaf<'t>>,
}

impl Sides<'_> {
    fn row(&self, change: &Change, material: &[Material]) -> Row {
        let (old, new) = (number(&self.old, &change.old), number(&self.new, &change.new));
        let place = change.new.as_deref().or(change.old.as_deref());
        let (before, after) = match (change.old.is_some(), change.new.is_some()) {
            (true, true) if old == new => (old, String::new()),
            _ => (old, new),
        };
        let whole = matches!(change.what, What::Inserted | What::Deleted);
        let is_counted = |place: &Place| !self.new[place.units.start].number.is_empty();
        let own = change.what == What::Inserted && change.new.as_deref().is_some_and(is_counted);
        let heading = place.map(|place| &*place.title).filter(|heading| *heading != self.title);
        let words = |side: &Option<Box<Place>>| side.as_ref().map(|one| apart(&one.text).1.to_owned());
        let only_number = change.what == What::Reworded
            && sort(&self.old, &change.old) == Some(Sort::Heading)
            && words(&change.old) == words(&change.new);
        Row {
            what: if only_number { What::Renumbered } else { change.what },
            before,
            after,
            own,
            heading: apart(heading.unwrap_or_default()).1.to_owned(),
            begins: place.filter(|_| whole).map(|place| beginning(apart(&place.text).1)).unwrap_or_default(),
            count: 1,
            values: values(place, change.what, material),
        }
    }
}

/// The number of a place in full: `10.2(b)`; where it has none, that of the nearest heading above that has one.
fn number(leaves: &[Leaf], place: &Option<Box<Place>>) -> String {
    let Some(place) = place else { return String::new() };
    let at = place.units.start;
    let own = if place.number.is_empty() { apart(&place.title).0 } else { &place.number };
    let around = std::iter::successors(leaves[at].under(), |heading| leaves[*heading].under());
    let above = || around.map(|heading| &*leaves[heading].number).find(|number| !number.is_empty());
    address(leaves, at)
        .unwrap_or_else(|| if own.is_empty() { above().unwrap_or_default() } else { own }.to_owned())
}

fn sort(leaves: &[Leaf], place: &Option<Box<Place>>) -> Option<Sort> {
    leaves.get(place.as_ref()?.units.start).map(|leaf| leaf.sort)
}

/// The number at the head of a heading, and its words.
fn apart(heading: &str) -> (&str, &str) {
    let numbered = heading.split_once(' ').filter(|(number, _)| {
        number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    numbered.unwrap_or(("", heading))
}

/// The values that change with a place; of a cell without any its row, and of a row itself always.
fn values(place: Option<&Place>, what: What, material: &[Material]) -> Vec<Value> {
    let is_in_table = matches!(what, What::Cell | What::RowInserted | What::RowDeleted | What::RowMoved);
    let row = place.filter(|_| is_in_table).map(|place| place.row.to_string());
    let rows: Vec<String> = row.filter(|row| !row.is_empty()).into_iter().collect();
    let value =
        |one: &Material| Value { before: one.old.clone(), after: one.new.clone(), rows: rows.clone() };
    let found: Vec<Value> = material.iter().filter(|one| is_value(one)).map(value).collect();
    match (found.is_empty() || what != What::Cell) && !rows.is_empty() {
        // A row that is new or gone says all that is in it.
        true => vec![Value { before: None, after: None, rows }],
        false => found,
    }
}

/// Whether it is a value that reads by itself: not a word such as "may", which tells nothing without its sentence.
fn is_value(one: &Material) -> bool {
    use material::Kind::{Amount, Country, Courts, Date, Exclusivity, Law, Name, Percentage, Period};
    match one.kind {
        Period | Amount | Percentage | Date | Country | Law | Courts | Name => true,
        Exclusivity => one.old.is_some() && one.new.is_some(),
        _ => false,
    }
}

fn beginning(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(WORDS).collect();
    let more = if words.next().is_some() { " …" } else { "" };
    format!("{}{more}", first.join(" "))
}
