//! Which places a page has, so that every link written leads somewhere.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::document::{Block, Definition, Document, Inline, Text, anchor, plain};

use super::direction::turns;

/// Longest meaning shown beside a term, in characters; the definition itself is one click away.
const LONGEST: usize = 280;

/// The places of a page.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Slugs of the documents, in order.
    slugs: Vec<Text>,
    /// Ids by key, for each document.
    ids: Vec<HashMap<Text, String>>,
    /// What each term means, by the id of its definition.
    meanings: IndexMap<String, String>,
}

impl Index {
    /// Looks through all documents of a page.
    pub(super) fn new(documents: &[Document]) -> Index {
        let mut index = Index::default();
        let mut taken = HashSet::from(["text".to_owned(), "contents".to_owned()]);
        for document in documents {
            let slug = &document.meta().slug;
            let mut finder = Finder {
                prefix: match documents.len() {
                    0 | 1 => String::new(),
                    _ => prefix(slug),
                },
                taken: &mut taken,
                ids: HashMap::new(),
                meanings: &mut index.meanings,
            };
            finder.blocks(document.blocks());
            let ids = finder.ids;
            index.ids.push(ids);
            index.slugs.push(slug.clone());
        }
        index
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

    /// Ids of definitions with what their terms mean.
    pub(super) fn meanings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.meanings.iter().map(|(id, meaning)| (&**id, &**meaning))
    }
}

/// Looks for places in one document.
struct Finder<'a> {
    prefix: String,
    taken: &'a mut HashSet<String>,
    ids: HashMap<Text, String>,
    meanings: &'a mut IndexMap<String, String>,
}

impl Finder<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Section(section) => {
                    self.add(&section.key);
                    self.blocks(&section.blocks);
                }
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Definitions(definitions) => {
                    definitions.iter().for_each(|one| self.definition(one));
                }
                // What is struck out can be no one's target: its key may live on elsewhere.
                Block::Changed(mark, _) if mark.strikes() => {}
                Block::Changed(_, blocks) => self.blocks(blocks),
                Block::Paragraph(_) | Block::Table(_) | Block::Signatures(_) => {}
            }
        }
    }

    fn definition(&mut self, definition: &Definition) {
        if let Some(id) = self.add(&definition.key) {
            let meaning = words(&definition.meaning);
            self.meanings.insert(id, shortened(meaning));
        }
        self.blocks(&definition.meaning);
    }

    /// Gives a key its id: its anchor, or that with a number where another key has the same.
    fn add(&mut self, key: &Text) -> Option<String> {
        if key.is_empty() || self.ids.contains_key(key) {
            return None;
        }
        let plain = format!("{}{}", self.prefix, anchor(key));
        let mut id = plain.clone();
        let mut more = 1;
        while !self.taken.insert(id.clone()) {
            more += 1;
            id = format!("{plain}.{more}");
        }
        self.ids.insert(key.clone(), id.clone());
        Some(id)
    }
}

fn prefix(slug: &str) -> String {
    format!("{}--", anchor(slug))
}

/// The words of a meaning in one line.
fn words(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => parts.push(line(inlines)),
            Block::List(list) => {
                for item in &list.items {
                    parts.push(format!("{} {}", item.number.label, words(&item.blocks)));
                }
            }
            Block::Changed(mark, blocks) if !mark.strikes() => parts.push(words(blocks)),
            _ => {}
        }
    }
    let all = parts.join(" ");
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a run of text, each fact that runs from right to left between characters that
/// isolate it, since a style sheet's string has no elements that could.
fn line(inlines: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Fact(fact) if turns(&fact.text, false) => format!("\u{2068}{}\u{2069}", fact.text),
        Inline::Strong(inner) | Inline::Emphasis(inner) => line(inner),
        Inline::Foreign { text, .. } => line(text),
        other => plain(std::slice::from_ref(other)),
    };
    inlines.iter().map(one).collect()
}

fn shortened(meaning: String) -> String {
    let Some((end, _)) = meaning.char_indices().nth(LONGEST) else {
        return meaning;
    };
    let cut = meaning[..end].rfind(' ').unwrap_or(end);
    format!("{} …", meaning[..cut].trim_end_matches([',', ';']))
}
