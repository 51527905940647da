//! Columns: the name in a header, followed through the schema of the pack.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;

use super::MAX_ITEMS;
use super::cell::Kinds;
use crate::diagnostic::nearest;
use crate::load::schema::{entry, is_closed, properties, resolve};
use crate::pack::open::shape;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// A key of a table.
    Key(Arc<str>),
    /// An index of a list.
    Item(usize),
}

/// A column that states a fact.
#[derive(Debug)]
pub(super) struct Column {
    /// As its header writes it.
    pub name: Arc<str>,
    /// The path of the fact.
    pub steps: Arc<[Step]>,
    /// The same as it is written.
    pub written: Arc<Written>,
    /// What the fact can be.
    pub kinds: Arc<Kinds>,
}

/// A path as it is written.
#[derive(Debug)]
pub(super) struct Written {
    /// Its text.
    pub text: String,
    /// Where each step stands in it.
    pub keys: Vec<Range<usize>>,
}

impl Written {
    fn of(steps: &[Step]) -> Arc<Written> {
        let mut text = String::new();
        let keys = write_path(steps, &mut text);
        Arc::new(Written { text, keys })
    }
}

/// Why a name is no column: the fact, and what to do.
pub(super) struct Unfit {
    pub message: String,
    pub help: String,
}

impl Unfit {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Unfit {
        Unfit { message: message.into(), help: help.into() }
    }
}

impl Column {
    /// The column of a name: a path of the pack.
    pub fn named(name: &str) -> Result<Column, Unfit> {
        Column::under(&[], name)
    }

    /// The column of a name that is a path below another.
    pub fn under(above: &[Step], name: &str) -> Result<Column, Unfit> {
        let mut steps = above.to_vec();
        steps.extend(parse(name)?);
        let schemas = follow(&steps)?;
        let written = Written::of(&steps);
        Ok(Column { name: name.into(), steps: steps.into(), written, kinds: Arc::new(Kinds::of(&schemas)) })
    }

    /// The column of another item of the list that its path has at a depth.
    pub fn of_item(&self, depth: usize, item: usize) -> Column {
        let mut steps = self.steps.to_vec();
        steps[depth] = Step::Item(item);
        let written = Written::of(&steps);
        Column { name: self.name.clone(), steps: steps.into(), written, kinds: self.kinds.clone() }
    }
}

/// A path as text.
pub(super) fn path(steps: &[Step]) -> String {
    let mut out = String::new();
    write_path(steps, &mut out);
    out
}

/// Writes a path, and returns where each step stands.
pub(super) fn write_path(steps: &[Step], out: &mut String) -> Vec<Range<usize>> {
    let mut ranges = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        if index > 0 && matches!(step, Step::Key(_)) {
            out.push('.');
        }
        let start = out.len();
        match step {
            Step::Key(key) => out.push_str(key),
            Step::Item(item) => {
                let _ = write!(out, "[{item}]");
            }
        }
        ranges.push(start..out.len());
    }
    ranges
}

/// The steps that a name writes.
pub(super) fn parse(name: &str) -> Result<Vec<Step>, Unfit> {
    let unread = || {
        Unfit::new(
            format!("`{}` is no path of the pack", shown(name)),
            "write keys with full stops between them and the index of a list in brackets, as in \
             `subprocessors[0].country`",
        )
    };
    if name.len() > 500 {
        return Err(unread());
    }
    let mut steps = Vec::new();
    for (at, part) in name.split('.').enumerate() {
        let (key, items) = part.split_at(part.find('[').unwrap_or(part.len()));
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, ']' | '"' | '\'');
        if (key.is_empty() && (at > 0 || items.is_empty())) || !key.chars().all(plain) {
            return Err(unread());
        }
        if !key.is_empty() {
            steps.push(Step::Key(key.into()));
        }
        for item in items.split_inclusive(']') {
            let digits = item.strip_prefix('[').and_then(|item| item.strip_suffix(']')).ok_or_else(unread)?;
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(unread());
            }
            let index = digits.parse().ok().filter(|index| *index < MAX_ITEMS);
            steps.push(Step::Item(index.ok_or_else(|| {
                let message = format!("`{}` has an index beyond {}", shown(name), MAX_ITEMS - 1);
                Unfit::new(message, "count the items of a list from 0, without holes")
            })?));
        }
    }
    Ok(steps)
}

/// The schemas of what stands at a path.
pub(super) fn follow(steps: &[Step]) -> Result<Vec<&'static Json>, Unfit> {
    let root = shape().schema();
    let mut here = alternatives(root, root);
    for (at, step) in steps.iter().enumerate() {
        let mut next: Vec<&'static Json> = Vec::new();
        for schema in &here {
            let below = match step {
                Step::Key(key) => entry(root, schema, key),
                Step::Item(_) => schema.get("items"),
            };
            next.extend(below.into_iter().flat_map(|below| alternatives(root, below)));
        }
        if next.is_empty() {
            return Err(astray(root, &here, steps, at));
        }
        here = next;
    }
    Ok(here)
}

/// What a schema allows, each alternative by itself; closed words stay together.
pub(super) fn alternatives(root: &'static Json, schema: &'static Json) -> Vec<&'static Json> {
    let schema = resolve(root, schema);
    let branches = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array());
    match branches {
        Some(branches) if !is_closed(root, schema) => {
            branches.iter().flat_map(|branch| alternatives(root, branch)).collect()
        }
        _ => vec![schema],
    }
}

/// Why a path leads nowhere: step number `at` is not there.
fn astray(root: &Json, here: &[&Json], steps: &[Step], at: usize) -> Unfit {
    let (above, whole) = (path(&steps[..at]), path(steps));
    let known: Vec<&str> = here
        .iter()
        .filter_map(|schema| properties(root, schema))
        .flat_map(|keys| keys.keys().map(String::as_str))
        .collect();
    let is_list = here.iter().any(|schema| schema.get("items").is_some());
    let unknown = format!("the pack has no `{}`", shown(&whole));
    match &steps[at] {
        Step::Key(_) if is_list && known.is_empty() => {
            Unfit::new(unknown, format!("`{above}` is a list: write `{above}[0]`"))
        }
        Step::Key(key) if !known.is_empty() => {
            let rest: String = path(&steps[at + 1..]);
            let help = match nearest(key, known.iter().copied()) {
                Some(near) => {
                    let dot = |one: &str, other: &str| match one.is_empty() || other.is_empty() {
                        true => format!("{one}{other}"),
                        false if other.starts_with('[') => format!("{one}{other}"),
                        false => format!("{one}.{other}"),
                    };
                    let meant = dot(&dot(&above, near), &rest);
                    // A name that is near and leads nowhere either would be no help.
                    let leads = parse(&meant).and_then(|steps| follow(&steps)).is_ok();
                    format!("did you mean `{}`?", if leads { meant } else { dot(&above, near) })
                }
                None if above.is_empty() => format!("at the top stand {}", list(&known)),
                None => format!("below `{above}` stand {}", list(&known)),
            };
            Unfit::new(unknown, help)
        }
        Step::Key(_) => Unfit::new(unknown, format!("`{above}` is a value, and nothing stands below it")),
        Step::Item(_) if above.is_empty() => Unfit::new(unknown, "begin with a key of the pack"),
        Step::Item(_) => Unfit::new(unknown, format!("`{above}` is no list")),
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The beginning of a text, for a message.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let rest = if text.chars().nth(60).is_some() { "…" } else { "" };
    format!("{start}{rest}")
}
