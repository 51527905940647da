//! The documents of a pack to [`Reading`]s. Words come from clauses and facts, and their places are
//! those that a user can change.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::{Defined, Gist, Kind, Paragraph, Reading, Spot, mark};
use crate::document::walk::OFFICIAL;
use crate::document::{Block, Document, Inline, Item, Section, walk, write_plain};
use crate::library::memo::Memo;
use crate::memo::is_shared;
use crate::parallel;
use crate::plan::Plan;
use crate::source::Source;

/// Reads the documents that bind; the terms of one are known to all.
pub fn of_pack(plan: &Plan<'_>, documents: &[Document]) -> Vec<Reading> {
    let clauses = plan.books.iter().flat_map(|book| &book.clauses);
    let mut files: HashMap<&str, Spot> = HashMap::new();
    for picked in clauses {
        let spot = match &picked.deviation {
            Some(deviation) => Spot::Own(plan.facts.at(&format!("{}.text", deviation.path))),
            None => Spot::In(picked.clause.source.clone()),
        };
        files.insert(picked.clause.name(), spot);
    }
    let bind: Vec<&Document> =
        documents.iter().filter(|document| plan.binds(&document.meta().slug)).collect();
    let mut readings = parallel::each(&bind, |document| reading(plan, &files, document));
    let definitions = bind.iter().flat_map(|document| walk::definitions(document.blocks()));
    let mut terms: BTreeSet<String> = definitions.map(|one| one.term.to_string()).collect();
    for reading in &mut readings {
        terms.extend(reading.definitions.iter().map(|one| one.term.clone()));
    }
    for reading in &mut readings {
        reading.known.clone_from(&terms);
    }
    readings
}

fn reading(plan: &Plan<'_>, files: &HashMap<&str, Spot>, document: &Document) -> Reading {
    let keeps = plan.library.gists.is_wanted();
    let groups = plan.deal.data.groups.values().map(|group| group.name.as_str());
    let groups: Vec<&str> = groups.collect();
    let blank = Arc::default();
    let mut paragraphs = Vec::new();
    for block in document.blocks() {
        let write = || {
            let mut writer = Writer { files, groups: &groups, blank: Arc::clone(&blank), out: Vec::new() };
            writer.block(block, None);
            let gist = |text: &str| match keeps {
                true => Gist::of(text, &plan.library.gists),
                false => Arc::default(),
            };
            let whole = |one: Paragraph| Arc::new(Paragraph { gist: gist(&one.text), ..one });
            writer.out.into_iter().map(whole).collect::<Arc<[_]>>()
        };
        paragraphs.extend_from_slice(&match block {
            Block::Section(section) if keeps && is_shared(section) => {
                once(&plan.library.gists, section, &groups, write)
            }
            _ => write(),
        });
    }
    let refers = paragraphs.iter().any(|one| own(one));
    let mut reading = Reading::new(paragraphs, Some(document.meta().slug.to_string()), refers);
    reading.facts = Some(plan.facts.places());
    reading.definitions = own_definitions(&reading);
    reading.mentions.retain(|mention| own(&reading.paragraphs[mention.paragraph]));
    reading
}

/// The paragraphs of a section, and the section itself, by whose place they are known.
type Known = (Arc<Section>, Arc<[Arc<Paragraph>]>);

/// The paragraphs of a section that other packs have too, unless they were read before.
fn once(
    memo: &Memo,
    section: &Arc<Section>,
    groups: &[&str],
    write: impl FnOnce() -> Arc<[Arc<Paragraph>]>,
) -> Arc<[Arc<Paragraph>]> {
    let mut key = b"read ".to_vec();
    key.extend_from_slice(&(Arc::as_ptr(section) as usize).to_le_bytes());
    for group in groups {
        key.extend_from_slice(group.as_bytes());
        key.push(0xff);
    }
    if let Some(known) = memo.get::<Known>(&key) {
        return known.1.clone();
    }
    let paragraphs = write();
    let weight = paragraphs.iter().map(|one| 512 + one.text.len()).sum();
    memo.put(&key, Arc::new((section.clone(), paragraphs.clone())), weight);
    paragraphs
}

/// The definitions that are no words of a fact.
fn own_definitions(reading: &Reading) -> Vec<Defined> {
    reading.definitions.iter().filter(|one| !reading.masked(&one.place)).cloned().collect()
}

/// Whether a paragraph is the parties' own: dpakit did not number its references.
fn own(paragraph: &Paragraph) -> bool {
    paragraph.pieces.iter().any(|(_, spot)| matches!(spot, Spot::Own(_)))
}

/// About how long the words of most inlines are.
fn length(inline: &Inline) -> usize {
    match inline {
        Inline::Text(text) | Inline::Term { text, .. } | Inline::Blank(text) => text.len(),
        Inline::Fact(stated) => stated.text.len(),
        _ => 0,
    }
}

struct Writer<'w> {
    files: &'w HashMap<&'w str, Spot>,
    /// The names that the pack gives to groups of data.
    groups: &'w [&'w str],
    /// Stands for the gist of each paragraph until its words are whole; nothing is looked for in it.
    blank: Arc<Gist>,
    out: Vec<Paragraph>,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block], origin: Option<&Spot>) {
        for block in blocks {
            self.block(block, origin);
        }
    }

    fn block(&mut self, block: &Block, origin: Option<&Spot>) {
        match block {
            Block::Section(section) => self.section(section, origin),
            Block::Paragraph(run) => self.run(run, "", Kind::Text, origin),
            Block::List(list) => list.items.iter().for_each(|item| self.item(item, origin)),
            Block::Definitions(definitions) => {
                for definition in definitions {
                    let before = self.out.len();
                    let term = [Inline::Text(format!("“{}” ", definition.term).into())];
                    self.run(&term, "", Kind::Text, origin);
                    let fact = self.is_fact(&definition.term);
                    if let Some(head) = self.out.last_mut().filter(|_| fact) {
                        head.masked.push(0..head.text.len());
                    }
                    self.blocks(&definition.meaning, origin);
                    self.merge(before);
                }
            }
            Block::Table(table) => {
                let cells = table.header.iter().chain(table.rows.iter().flatten());
                for line in cells.flat_map(|cell| &cell.lines) {
                    self.run(&line.text, "", Kind::Cell, origin);
                }
            }
            Block::Signatures(_) => {}
            Block::Changed(_, inner) => self.blocks(inner, origin),
        }
    }

    /// Whether a defined term is the name that a pack gives to a group of data.
    fn is_fact(&self, term: &str) -> bool {
        self.groups.contains(&term)
    }

    /// Puts the term of a definition and the first paragraph of its meaning together.
    fn merge(&mut self, before: usize) {
        if self.out.len() > before + 1 {
            let meaning = self.out.remove(before + 1);
            let head = &mut self.out[before];
            let offset = head.text.len();
            head.text.push_str(&meaning.text);
            head.pieces.extend(meaning.pieces.into_iter().map(|(at, spot)| (at + offset, spot)));
            head.masked.extend(meaning.masked.into_iter().map(|mask| mask.start + offset..mask.end + offset));
        }
    }

    /// Official text that is printed in full is left out: its words are the publication's, and cannot be
    /// changed.
    fn section(&mut self, section: &Section, above: Option<&Spot>) {
        if section.origin.as_ref().is_some_and(|origin| origin.address.starts_with(OFFICIAL)) {
            return;
        }
        let address = section.origin.as_ref().map(|origin| origin.address.trim_start_matches("own:"));
        let own = address.and_then(|address| self.files.get(address).cloned());
        let origin = own.as_ref().or(above);
        if !section.title.is_empty() || !section.number.is_empty() {
            self.run(&section.title, &section.number.label, Kind::Heading, origin);
        }
        self.blocks(&section.blocks, origin);
    }

    fn item(&mut self, item: &Item, origin: Option<&Spot>) {
        let kind = if item.number.is_empty() { Kind::Bullet } else { Kind::Text };
        for (at, block) in item.blocks.iter().enumerate() {
            match block {
                Block::Paragraph(run) if at == 0 => self.run(run, &item.number.label, kind, origin),
                block => self.block(block, origin),
            }
        }
    }

    fn run(&mut self, run: &[Inline], number: &str, kind: Kind, origin: Option<&Spot>) {
        let numbered = || mark::parse(&format!("{number} "), true).map(|(mark, _)| mark);
        let mark = (!number.is_empty()).then(numbered).flatten().map(Arc::new);
        let mut one = Paragraph {
            text: String::with_capacity(run.iter().map(length).sum()),
            kind,
            mark,
            indent: 0,
            apart: true,
            bold: Vec::new(),
            masked: Vec::new(),
            pieces: Vec::with_capacity(run.len()),
            gist: self.blank.clone(),
        };
        self.inlines(run, origin, &mut one);
        if !one.text.trim().is_empty() || one.mark.is_some() {
            self.out.push(one);
        }
    }

    fn inlines(&self, run: &[Inline], origin: Option<&Spot>, out: &mut Paragraph) {
        let nowhere = || Spot::In(Arc::new(Source { path: "text".into(), text: String::new() }));
        for inline in run {
            let start = out.text.len();
            let words = origin.cloned().unwrap_or_else(nowhere);
            match inline {
                Inline::Fact(stated) => {
                    out.pieces.push((start, Spot::Fact(stated.path.clone())));
                    out.text.push_str(&stated.text);
                    out.masked.push(start..out.text.len());
                }
                Inline::Reference(_) => {
                    out.pieces.push((start, words));
                    write_plain(std::slice::from_ref(inline), &mut out.text);
                    out.masked.push(start..out.text.len());
                }
                Inline::Strong(inner) => {
                    self.inlines(inner, origin, out);
                    out.bold.push(start..out.text.len());
                }
                Inline::Emphasis(inner) | Inline::Foreign { text: inner, .. } => {
                    self.inlines(inner, origin, out)
                }
                Inline::Link(link) => self.inlines(&link.text, origin, out),
                Inline::Blank(text) => {
                    out.pieces.push((start, words));
                    out.text.push_str(text);
                    out.masked.push(start..out.text.len());
                }
                Inline::Text(_) | Inline::Term { .. } | Inline::Break => {
                    out.pieces.push((start, words));
                    write_plain(std::slice::from_ref(inline), &mut out.text);
                }
                Inline::Note(_) | Inline::Changed(..) => {}
            }
        }
    }
}
