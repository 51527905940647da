//! Which places a page has, so that every link written leads somewhere.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Memo;
use super::outline::{Outline, Place};
use crate::document::{Document, Text, anchor};

/// The places of a page.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Slugs of the documents, in order.
    slugs: Vec<Text>,
    /// Ids by key, for each document.
    ids: Vec<HashMap<Text, String>>,
}

impl Index {
    /// Of the documents of a page: pages with the same places have the same index.
    pub(super) fn of(documents: &[Document], outlines: &[Vec<Arc<Outline>>], memo: &Memo) -> Arc<Index> {
        let mut known = Vec::with_capacity(16 << 10);
        for (document, outlines) in documents.iter().zip(outlines) {
            known.push(0xfc);
            known.extend_from_slice(document.meta().slug.as_bytes());
            for place in outlines.iter().flat_map(|outline| &outline.places) {
                let (mark, name) = match place {
                    Place::Key(key) => (0xfd, key),
                    Place::Number(label) => (0xfe, label),
                };
                known.push(mark);
                known.extend_from_slice(name.as_bytes());
            }
        }
        memo.indexes.get(&known).unwrap_or_else(|| {
            let index = Arc::new(Index::new(documents, outlines));
            memo.indexes.put(&known, index.clone(), 8 * known.len());
            index
        })
    }

    fn new(documents: &[Document], outlines: &[Vec<Arc<Outline>>]) -> Index {
        let mut taken: HashSet<String> = ["text", "contents"].map(str::to_owned).into_iter().collect();
        let slugs: Vec<Text> = documents.iter().map(|document| document.meta().slug.clone()).collect();
        let alone = documents.len() < 2;
        let ids = slugs.iter().zip(outlines).map(|(slug, outlines)| {
            ids(&if alone { String::new() } else { prefix(slug) }, outlines, &mut taken)
        });
        Index { ids: ids.collect(), slugs }
    }

    /// The id of a key's place in a document of the page.
    pub(super) fn id(&self, document: usize, key: &str) -> Option<String> {
        self.ids.get(document)?.get(key).cloned()
    }

    /// What the ids of a document begin with, where it is one of several.
    pub(super) fn prefix(&self, document: usize) -> String {
        let slug = self.slugs.get(document).filter(|_| self.slugs.len() > 1);
        slug.map_or_else(String::new, |slug| prefix(slug))
    }

    /// The id of a document's title.
    pub(super) fn document_id(&self, document: usize) -> String {
        format!("_d{}", document + 1)
    }

    /// What a reference from one document of the page to a key of an instrument points to; `None`
    /// where the place is neither on the page nor in another file.
    pub(super) fn target(&self, from: usize, key: &str, instrument: &str) -> Option<String> {
        let here = self.slugs.get(from).is_none_or(|slug| **slug == *instrument);
        let to = if here || instrument.is_empty() {
            Some(from)
        } else {
            self.slugs.iter().position(|slug| **slug == *instrument)
        };
        match to {
            Some(document) => Some(format!("#{}", self.id(document, key)?)),
            None => Some(format!("{}.html#{}", anchor(instrument), anchor(key))),
        }
    }

    /// What a use of a term points to: its definition in the same document, or else in the first
    /// that has it.
    pub(super) fn term(&self, from: usize, key: &str) -> Option<String> {
        let others = 0..self.ids.len();
        let mut order = std::iter::once(from).chain(others);
        order.find_map(|document| self.id(document, key))
    }
}

/// Gives the keys of a document their ids: their anchors, or those with a number where another key has the same.
fn ids(prefix: &str, outlines: &[Arc<Outline>], taken: &mut HashSet<String>) -> HashMap<Text, String> {
    let mut ids: HashMap<Text, String> = HashMap::new();
    for place in outlines.iter().flat_map(|outline| &outline.places) {
        let Place::Key(key) = place else { continue };
        if ids.contains_key(key) {
            continue;
        }
        let plain = format!("{prefix}{}", anchor(key));
        let mut id = plain.clone();
        let mut more = 1;
        while !taken.insert(id.clone()) {
            more += 1;
            id = format!("{plain}.{more}");
        }
        ids.insert(key.clone(), id);
    }
    ids
}

fn prefix(slug: &str) -> String {
    format!("{}--", anchor(slug))
}
