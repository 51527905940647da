//! Parts of the completed facts that packs over the same base share: what follows from such a part alone is made
//! once.

use std::any::Any;
use std::sync::Arc;

use serde_json::Value as Json;

use super::Plan;
use crate::load::Value;

impl Plan<'_> {
    /// The completed facts part by part, by the keys at the top, each with what `make` makes of it; that is looked
    /// up where other packs share a part. `what` names what is made, and `weight` says about how many bytes it
    /// takes.
    pub fn by_part<'p, T: Any + Send + Sync>(
        &'p self,
        what: &'p str,
        make: impl Fn(&'p str, &'p Json) -> T + 'p,
        weight: impl Fn(&T) -> usize + 'p,
    ) -> impl Iterator<Item = (&'p str, Arc<T>)> + 'p {
        let entries = self.json().as_object().into_iter().flatten();
        entries.map(move |(key, part)| {
            let Some(held) = self.shared(key) else { return (key.as_str(), Arc::new(make(key, part))) };
            let place = held.place().unwrap_or_default().to_le_bytes();
            let known = [what.as_bytes(), b" ", key.as_bytes(), b" ", &place].concat();
            let memo = &self.library.filled;
            if let Some(kept) = memo.get::<(Value, Arc<T>)>(&known) {
                return (key.as_str(), kept.1.clone());
            }
            let made = Arc::new(make(key, part));
            // Its place tells which it is as long as it is held.
            memo.put(&known, Arc::new((held.clone(), made.clone())), weight(&made));
            (key.as_str(), made)
        })
    }

    /// What states a part of the facts, if packs over the same base have it too: no row states anything of it, and
    /// nothing of it follows from other facts.
    pub fn shared(&self, key: &str) -> Option<&Value> {
        let follows = |path: &str| {
            path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let stated = self.facts.shared(key)?;
        let derives = DERIVED.contains(&key) || self.decisions.iter().any(|one| follows(&one.path));
        (!derives).then_some(&stated.value)
    }
}

/// Parts in which facts are completed by others.
const DERIVED: [&str; 3] = ["agreement", "parties", "transfers"];
