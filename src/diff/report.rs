//! A comparison for machines. It is written as it is walked: no tree of JSON stands beside the comparison.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::changes::{self, Change, Op, Place, Relinked};
use super::compared::Compared;
use super::material::Material;

/// The version of the JSON that a comparison is written as.
pub const SCHEMA_VERSION: u32 = 1;

/// A comparison as JSON has it.
#[derive(serde::Serialize)]
pub struct Report<'c> {
    schema_version: u32,
    /// Whether what was split, moved or reworded may be told as deleted and inserted; not there if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coarse: bool,
    /// What a reader should know of how the texts were read; not there if there is nothing.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    remarks: &'c [String],
    summary: Summary<'c>,
    /// The references that stayed, though what they led to has another number now; not there if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references_left: Vec<Left<'c>>,
    changes: Changes<'c>,
}

impl<'c> Report<'c> {
    /// How a comparison is written.
    pub fn of(compared: &'c Compared) -> Report<'c> {
        Report {
            schema_version: SCHEMA_VERSION,
            coarse: compared.is_coarse(),
            remarks: &compared.remarks,
            summary: Summary(compared),
            references_left: compared.changes.left.iter().map(Left::of).collect(),
            changes: Changes(compared),
        }
    }
}

#[derive(serde::Serialize)]
struct Left<'c> {
    reference: &'c str,
    /// The number of what it led to.
    now: &'c str,
    /// Where it stands.
    number: &'c str,
    title: &'c str,
}

impl<'c> Left<'c> {
    fn of(left: &'c changes::Left) -> Left<'c> {
        let changes::Left { reference, now, place } = left;
        Left { reference, now, number: &place.number, title: &place.title }
    }
}

/// How many changes there are of each kind.
struct Summary<'c>(&'c Compared);

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(None)?;
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for (what, count) in self.0.counts() {
            match counts.iter_mut().find(|(name, _)| *name == what.kind()) {
                Some((_, all)) => *all += count,
                None => counts.push((what.kind(), count)),
            }
        }
        for (name, count) in counts {
            map.serialize_entry(name, &count)?;
        }
        map.serialize_entry("references-followed", &self.0.changes.followed)?;
        map.serialize_entry("material", &self.0.material.iter().map(Vec::len).sum::<usize>())?;
        map.end()
    }
}

/// Each change with its values.
struct Changes<'c>(&'c Compared);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let all = self.0.changes.all.iter().zip(&self.0.material);
        out.collect_seq(all.map(|(change, material)| One::of(change, material)))
    }
}

#[derive(serde::Serialize)]
struct One<'c> {
    kind: &'static str,
    /// Whether the cells are a column that came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'static str>,
    old: Option<Stretch<'c>>,
    new: Option<Stretch<'c>>,
    words: Vec<Words<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'c>>,
    material: Vec<Value<'c>>,
}

#[derive(serde::Serialize)]
struct Stretch<'c> {
    number: &'c str,
    title: &'c str,
    /// What a row is called, with the column of a cell; empty elsewhere.
    #[serde(skip_serializing_if = "str::is_empty")]
    row: &'c str,
    /// The words that lead to an item that moved, where other words lead to it now; empty elsewhere.
    #[serde(skip_serializing_if = "str::is_empty")]
    lead: &'c str,
    text: &'c str,
}

#[derive(serde::Serialize)]
struct Words<'c> {
    op: &'static str,
    text: &'c str,
}

/// A link that leads elsewhere.
#[derive(serde::Serialize)]
struct Link<'c> {
    text: &'c str,
    old: Option<&'c str>,
    new: Option<&'c str>,
}

#[derive(serde::Serialize)]
struct Value<'c> {
    kind: &'static str,
    old: Option<&'c str>,
    new: Option<&'c str>,
    context: &'c str,
    /// Whether words and figures of the new value say two things; not there if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    contradicts: bool,
}

impl<'c> One<'c> {
    fn of(change: &'c Change, material: &'c [Material]) -> One<'c> {
        let stretch = |place: &'c Place| Stretch {
            number: &place.number,
            title: &place.title,
            row: &place.row,
            lead: &place.lead,
            text: &place.text,
        };
        let op = |op| match op {
            Op::Equal => "equal",
            Op::Insert => "insert",
            Op::Delete => "delete",
        };
        let value = |one: &'c Material| Value {
            kind: one.kind.name(),
            old: one.old.as_deref(),
            new: one.new.as_deref(),
            context: &one.context,
            contradicts: one.contradicts,
        };
        let link =
            |one: &'c Relinked| Link { text: &one.text, old: one.old.as_deref(), new: one.new.as_deref() };
        One {
            kind: change.what.kind(),
            column: change.what.column(),
            old: change.old.as_deref().map(stretch),
            new: change.new.as_deref().map(stretch),
            words: change.words.iter().map(|words| Words { op: op(words.op), text: &words.text }).collect(),
            links: change.links.iter().map(link).collect(),
            material: material.iter().map(value).collect(),
        }
    }
}
