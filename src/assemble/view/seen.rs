//! Parts of the view that packs share. Facts of the base that no row touches look the same in each pack that is
//! laid over it, and are looked at once.
//!
//! A part is known by the node that states its facts, by those of the tables that its ids refer to, and by what
//! was derived beside them.

use std::cell::RefCell;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use serde_json::Value as Json;

use super::{Maker, Print, lies_in};
use crate::assemble::again::write;
use crate::assemble::same::{self, Half};
use crate::document::Layer;
use crate::load;
use crate::template::Value;

/// A part of the view as it was made before.
pub(super) struct Seen {
    value: Value,
    printed: Vec<(u32, Arc<Print>)>,
    /// The hashes of the tables and lists in it, by where they stand.
    told: Vec<(usize, Half)>,
    /// The nodes by whose places it is known: they stay where they are as long as this is kept.
    _nodes: Vec<load::Value>,
}

/// What was made of a part before.
struct MadeOf {
    value: Value,
    /// The hashes of the tables and lists in it, by where they stand.
    told: Vec<(usize, Half)>,
    /// By whose place it is known.
    _part: Value,
}

/// What a part is known by.
#[derive(Default)]
struct Known {
    bytes: Vec<u8>,
    nodes: Vec<load::Value>,
}

impl Maker<'_> {
    /// The view of a value, made with `make` where it was not made before.
    pub(super) fn seen(
        &mut self,
        (form, value): (usize, &Json),
        path: &str,
        within: &mut Vec<String>,
        make: impl Fn(&mut Self, &mut Vec<String>) -> Value,
    ) -> Value {
        let Some(known) = self.known((form, value), path, within) else {
            // Of a table, a row may state a part alone; a list that it states takes the place of another.
            let own = self.keeps && self.own.is_none() && value.is_array();
            let own = own && self.plan.facts.layer(path) == Some(Layer::Row);
            if own {
                self.own = Some(path.to_owned());
            }
            let made = make(self, within);
            if own {
                self.own = None;
            }
            return made;
        };
        let memo = &self.plan.library.filled;
        if let Some(seen) = memo.get::<Seen>(&known.bytes)
            && self.printed.take(&seen.printed)
        {
            self.log.extend(seen.printed.iter().map(|(id, _)| *id));
            self.told.reserve(seen.told.len());
            self.told.extend(seen.told.iter().copied());
            self.held.push(seen.value.clone());
            #[cfg(debug_assertions)]
            self.compare(&seen, path, within, make);
            return seen.value.clone();
        }
        let begun = self.log.len();
        // What lies in it is kept with it.
        self.keeps = false;
        let value = make(self, within);
        self.keeps = true;
        let mut ids = self.log[begun..].to_vec();
        ids.sort_unstable();
        ids.dedup();
        ids.iter().for_each(|id| self.printed.share(*id));
        let printed: Vec<_> = ids.into_iter().filter_map(|id| Some((id, self.printed.get(id)?))).collect();
        let told = RefCell::new(HashMap::new());
        same::told(&value, &self.printed, &told, &mut Vec::new());
        let told: Vec<(usize, Half)> = told.into_inner().into_iter().collect();
        self.told.extend(told.iter().copied());
        self.held.push(value.clone());
        let weight = 512 + 400 * printed.len() + 32 * told.len();
        let seen = Seen { value: value.clone(), printed, told, _nodes: known.nodes };
        memo.put(&known.bytes, Arc::new(seen), weight);
        value
    }

    /// What is made of a part of the view alone, and prints nothing new; once, where packs share the part.
    pub(super) fn made_of(&mut self, what: &str, part: &Value, make: impl Fn(&Value) -> Value) -> Value {
        let place = same::place(part).filter(|place| self.keeps && self.told.contains_key(place));
        let Some(place) = place else { return make(part) };
        let memo = &self.plan.library.filled;
        let known = [b"made of ", what.as_bytes(), b" ", &place.to_le_bytes()].concat();
        let made = memo.get::<MadeOf>(&known).unwrap_or_else(|| {
            let value = make(part);
            let told = RefCell::new(HashMap::new());
            same::told(&value, &self.printed, &told, &mut Vec::new());
            let told: Vec<(usize, Half)> = told.into_inner().into_iter().collect();
            let weight = 512 + 400 * told.len();
            let made = Arc::new(MadeOf { value, told, _part: part.clone() });
            memo.put(&known, made.clone(), weight);
            made
        });
        debug_assert_eq!(make(part).to_string(), made.value.to_string(), "{what}");
        self.told.reserve(made.told.len());
        self.told.extend(made.told.iter().copied());
        self.held.push(made.value.clone());
        made.value.clone()
    }

    /// Every build that looks for defects makes a part anew, and compares.
    #[cfg(debug_assertions)]
    fn compare(
        &mut self,
        seen: &Seen,
        path: &str,
        within: &mut Vec<String>,
        make: impl Fn(&mut Self, &mut Vec<String>) -> Value,
    ) {
        let (printed, log) = (std::mem::take(&mut self.printed), self.log.len());
        let made = std::mem::take(&mut self.made);
        self.keeps = false;
        let anew = make(self, within);
        self.keeps = true;
        self.made = made;
        self.log.truncate(log);
        let anew_printed = std::mem::replace(&mut self.printed, printed);
        assert_eq!(anew.to_string(), seen.value.to_string(), "{path}");
        for (id, print) in &seen.printed {
            assert_eq!(
                anew_printed.get(*id).map(|one| one.inlines.clone()),
                Some(print.inlines.clone()),
                "{path}"
            );
        }
    }

    /// What the view of a value is known by; nothing where other packs do not have its facts.
    fn known(&self, (form, value): (usize, &Json), path: &str, within: &[String]) -> Option<Known> {
        let own = self.own.as_deref().is_some_and(|own| lies_in(path, own));
        if !self.keeps || own || !self.within.is_empty() {
            return None;
        }
        let node = self.plan.facts.shared(path)?;
        let mut known = Known { bytes: b"view ".to_vec(), nodes: Vec::new() };
        write(path, &mut known.bytes);
        known.bytes.push(u8::from(self.in_words));
        known.bytes.extend_from_slice(&within.len().to_le_bytes());
        within.iter().for_each(|open| write(open, &mut known.bytes));
        self.add((node, value), path, &mut known);
        for table in self.forms.refers(form) {
            match self.plan.fact(table) {
                None => known.bytes.push(b'-'),
                // A table that nobody has stated has nothing in it but what follows from the rest.
                Some(value) if self.plan.facts.stated(table).is_none() => {
                    write(&value.to_string(), &mut known.bytes);
                }
                Some(value) => self.add((self.plan.facts.shared(table)?, value), table, &mut known),
            }
        }
        Some(known)
    }

    /// Adds what a table or list is known by. Of one with derived facts that is all that it says, too.
    fn add(&self, (node, value): (&load::Node, &Json), path: &str, known: &mut Known) {
        known.nodes.push(node.value.clone());
        known.bytes.push(node.layer as u8);
        known.bytes.extend_from_slice(&node.value.place().unwrap_or_default().to_le_bytes());
        let touches = |decision: &&str| lies_in(decision, path) || lies_in(path, decision);
        let mut derived: Vec<&str> = self.derived.iter().copied().filter(touches).collect();
        if !derived.is_empty() {
            derived.sort_unstable();
            derived.iter().for_each(|path| write(path, &mut known.bytes));
            write(&value.to_string(), &mut known.bytes);
        }
    }
}
