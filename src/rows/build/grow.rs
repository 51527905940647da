//! The tree of a row, grown fact by fact.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::super::BAD_CELL;
use super::super::cell::{BEFORE, Typed};
use super::super::column::{Step, path};
use super::{Fault, Stated};
use crate::document::Layer;
use crate::load::{Entries, Node, Value};
use crate::source::{Source, Span};

/// Makes one tree of facts that lie in a text, and notes which of them have no place in it.
pub(super) fn tree(
    source: &Arc<Source>,
    stated: Vec<Stated>,
    faults: &mut Vec<(Range<usize>, Fault)>,
) -> Node {
    let tree = Tree { source };
    let mut root = Slot { key: None, range: 0..0, holds: Holds::Table(IndexMap::default()) };
    for fact in stated {
        faults.extend(tree.insert(&mut root, fact).err());
    }
    tree.close(root, &mut Vec::new(), faults)
}

/// A place of the tree while it grows; lists may have holes.
struct Slot {
    key: Option<Range<usize>>,
    range: Range<usize>,
    holds: Holds,
}

enum Holds {
    Table(IndexMap<Arc<str>, Slot, RandomState>),
    List(BTreeMap<usize, Slot>),
    Value(Typed),
}

struct Tree<'s> {
    source: &'s Arc<Source>,
}

impl Tree<'_> {
    /// Puts a fact in its place; a place has one fact, and nothing stands below a value.
    fn insert(&self, root: &mut Slot, stated: Stated) -> Result<(), (Range<usize>, Fault)> {
        let whole = stated.start..stated.value.end;
        let twice = |stands: &str| {
            let fault = Fault {
                code: BAD_CELL,
                message: format!("this row states `{}` {stands}", path(&stated.steps)),
                help: "leave one of the cells empty".to_owned(),
            };
            Err((whole.clone(), fault))
        };
        let last = stated.steps.len() - 1;
        let mut slot = root;
        for (at, step) in stated.steps.iter().enumerate() {
            let is_key = matches!(step, Step::Key(_));
            let key = is_key.then(|| stated.key(at));
            let range = whole.clone();
            let new = || {
                let holds = match stated.steps.get(at + 1) {
                    Some(Step::Key(_)) | None => Holds::Table(IndexMap::default()),
                    Some(Step::Item(_)) => Holds::List(BTreeMap::new()),
                };
                Slot { key, range, holds }
            };
            let (fresh, inner) = match (&mut slot.holds, step) {
                (Holds::Table(entries), Step::Key(key)) => match entries.get_index_of(key) {
                    Some(known) => (false, &mut entries[known]),
                    None => (true, entries.entry(key.clone()).or_insert_with(new)),
                },
                (Holds::List(items), Step::Item(item)) => {
                    (!items.contains_key(item), items.entry(*item).or_insert_with(new))
                }
                _ => return twice("and the table or list that it stands in"),
            };
            if at == last && !fresh {
                return twice("twice");
            }
            slot = inner;
        }
        slot.range = stated.value.clone();
        slot.holds = Holds::Value(stated.typed);
        Ok(())
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source.clone(), range }
    }

    /// The node of a place; a hole in a list is a fault.
    fn close(&self, slot: Slot, steps: &mut Vec<Step>, faults: &mut Vec<(Range<usize>, Fault)>) -> Node {
        let start = slot.range.start;
        let value = match slot.holds {
            Holds::Table(entries) => {
                let mut table = Entries::with_capacity_and_hasher(entries.len(), Default::default());
                for (name, inner) in entries {
                    steps.push(Step::Key(name.clone()));
                    table.insert(String::from(&*name), self.close(inner, steps, faults));
                    steps.pop();
                }
                Value::table(table)
            }
            Holds::List(items) => {
                let hole = items.iter().enumerate().find(|(at, (index, _))| at != *index);
                if let Some((at, (index, inner))) = hole {
                    let list = path(steps);
                    let message = format!("this row states `{list}[{index}]` and not `{list}[{at}]`");
                    let help = "count the items of a list from 0, without holes: move them to the front";
                    let fault = Fault { code: BAD_CELL, message, help: help.to_owned() };
                    faults.push((inner.range.clone(), fault));
                }
                let close = |(index, inner)| {
                    steps.push(Step::Item(index));
                    let node = self.close(inner, steps, faults);
                    steps.pop();
                    node
                };
                Value::array(items.into_iter().map(close).collect())
            }
            Holds::Value(Typed::One(value)) => value,
            Holds::Value(Typed::Many(values)) => {
                let item =
                    |value| Node { value, span: self.span(slot.range.clone()), key: None, layer: Layer::Row };
                Value::array(values.into_iter().map(item).collect())
            }
            Holds::Value(Typed::Toml(mut node)) => {
                self.relocate(&mut node, start);
                node.value
            }
        };
        Node {
            value,
            span: self.span(slot.range),
            key: slot.key.map(|key| self.span(key)),
            layer: Layer::Row,
        }
    }

    /// Moves the places of TOML from its own text to where the cell is written in the row's.
    fn relocate(&self, node: &mut Node, start: usize) {
        let at = |offset: usize| (offset + start).saturating_sub(BEFORE.len());
        for span in [Some(&mut node.span), node.key.as_mut()].into_iter().flatten() {
            *span = self.span(at(span.range.start)..at(span.range.end));
        }
        match &mut node.value {
            Value::Table(entries) => {
                Arc::make_mut(entries).values_mut().for_each(|inner| self.relocate(inner, start))
            }
            Value::Array(items) => {
                Arc::make_mut(items).iter_mut().for_each(|inner| self.relocate(inner, start))
            }
            _ => {}
        }
    }
}
