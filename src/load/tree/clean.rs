//! Texts looked through once: what trees over the same base share is the same in all of them.

use super::{Node, Place, Value};
use crate::document::Layer;
use crate::memo::Store;

/// Tables and lists in whose texts one kind of look has found nothing, known by their places in memory.
pub struct Clean(Store<Value>);

impl Clean {
    /// How many bytes are held, about.
    const MOST: usize = 4 << 20;

    /// Whether nothing was found in a table or list before.
    fn has(&self, value: &Value) -> bool {
        value.place().is_some_and(|place| self.0.get(&place.to_le_bytes()).is_some())
    }

    /// Its place tells which it is as long as it is held.
    fn note(&self, node: &Node) {
        let Some(place) = node.value.place() else { return };
        let mut weight = 0;
        node.texts(&mut |_, text| weight += 256 + text.len());
        self.0.put(&place.to_le_bytes(), node.value.clone(), weight);
    }
}

impl Default for Clean {
    fn default() -> Clean {
        Clean(Store::of(Clean::MOST))
    }
}

/// Looks at a text with its place, and says whether it is clean.
type Look<'l, 'n> = dyn FnMut(Place<'_>, &'n str) -> bool + 'l;

impl Node {
    /// Visits the texts as [`Node::texts`] does, but for those in which the same look has found nothing before:
    /// in tables and lists that other trees have too.
    pub fn doubtful_texts<'n>(&'n self, clean: &Clean, look: &mut Look<'_, 'n>) {
        self.doubtful_in(Place::Whole, clean, look);
    }

    /// Whether all texts are clean.
    fn doubtful_in<'n>(&'n self, place: Place<'_>, clean: &Clean, look: &mut Look<'_, 'n>) -> bool {
        // What a row states is its own, though the table that it comes from holds it too.
        let shared = self.layer != Layer::Row && self.value.is_shared();
        if shared && clean.has(&self.value) {
            return true;
        }
        let mut all = true;
        match &self.value {
            Value::String(text) | Value::Date(text) => return look(place, text),
            Value::Table(entries) => {
                for (key, inner) in entries.iter() {
                    all &= inner.doubtful_in(Place::Key(&place, key), clean, look);
                }
            }
            Value::Array(items) => {
                for (at, inner) in items.iter().enumerate() {
                    all &= inner.doubtful_in(Place::Item(&place, at), clean, look);
                }
            }
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => {}
        }
        if shared && all {
            clean.note(self);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::load::tree;
    use crate::source::Source;

    fn parsed(text: &str, layer: Layer) -> Node {
        let source = Arc::new(Source { path: "pack.toml".into(), text: text.to_owned() });
        tree::parse(&source, layer).expect("TOML")
    }

    fn over(base: &Node, row: &str) -> Node {
        let mut tree = base.clone();
        tree.overlay(parsed(row, Layer::Row));
        tree
    }

    /// The texts that are looked at; those that begin with `bad` are not clean.
    fn looked_at(tree: &Node, clean: &Clean) -> Vec<(String, String)> {
        let mut seen = Vec::new();
        tree.doubtful_texts(clean, &mut |place, text| {
            seen.push((place.path(), text.to_owned()));
            !text.starts_with("bad")
        });
        seen
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_trees_share_is_looked_at_once_unless_something_was_found() {
        let base = parsed("[a]\nb = \"one\"\n[c]\nd = [\"bad\"]\n[e]\nf = \"two\"\n", Layer::Pack);
        let clean = Clean::default();
        let first = looked_at(&over(&base, "[e]\ng = \"x\""), &clean);
        assert_eq!(first, pairs(&[("a.b", "one"), ("c.d[0]", "bad"), ("e.f", "two"), ("e.g", "x")]));
        let second = looked_at(&over(&base, "[e]\nf = \"bad\""), &clean);
        assert_eq!(second, pairs(&[("c.d[0]", "bad"), ("e.f", "bad")]), "`a` is known, and `e` is another");
        assert_eq!(looked_at(&over(&base, "[a]\nb = \"y\""), &clean)[0].1, "y");
    }

    #[test]
    fn a_row_is_looked_at_though_its_table_holds_it_too() {
        let base = parsed("[a]\nb = \"one\"\n", Layer::Pack);
        let row = parsed("[r]\ns = [\"x\"]\n", Layer::Row);
        let clean = Clean::default();
        for _ in 0..2 {
            let mut tree = base.clone();
            tree.overlay(row.clone());
            assert!(looked_at(&tree, &clean).contains(&("r.s[0]".to_owned(), "x".to_owned())));
        }
    }
}
