//! A filled clause used again: packs that state the same facts in other words have the same blocks but for
//! those words.
//!
//! Facts enter templates as tokens, and what follows from a token is its number and its shape: whether it is
//! one fact or several, what stands between them, and how they end. So the blocks of a clause depend on the
//! values that its template reads, on the numbers of the tokens in them and on their shapes: these are the key,
//! as a whole. The blocks are kept with slots for facts, into which each pack puts its own. Where a fact would
//! reach anything else than a slot (the key of a heading, a defined term), nothing is kept. Facts of the base that
//! packs share are no slots: they stand in the blocks, and in the key.

use std::sync::Arc;

use super::patience::Patience;
use super::view::{Printed, View};
use crate::document::markdown::{self, TOKEN_END, TOKEN_START, Tokens};
use crate::document::{Block, Cell, Inline, Stated, Text, walk};
use crate::library::memo::Memo;
use crate::template::{Templates, Value};

/// What a token stands for, taken apart: its shape, and the words that fill its slots.
#[derive(Default)]
pub struct Parts {
    /// Everything about it but the words of its facts.
    shape: Vec<u8>,
    slots: Vec<Slot>,
}

enum Slot {
    Fact(Stated),
    Url(Text),
}

impl Slot {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Slot::Fact(Stated { text, path, layer }) => {
                out.push(*layer as u8);
                write(text, out);
                write(path, out);
            }
            Slot::Url(url) => write(url, out),
        }
    }
}

impl Parts {
    /// The parts of what a token stands for.
    pub fn of(inlines: &[Inline]) -> Parts {
        let mut parts = Parts::default();
        inlines.iter().for_each(|inline| parts.add(inline));
        parts
    }

    /// Writes down everything about it.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.shape.len().to_le_bytes());
        out.extend_from_slice(&self.shape);
        self.slots.iter().for_each(|slot| slot.write(out));
    }

    fn add(&mut self, inline: &Inline) {
        match inline {
            // An empty fact is dropped, and one that ends a sentence ends that of the clause.
            Inline::Fact(fact) => {
                match fact.text.chars().next_back() {
                    None => write(&format!("{fact:?}"), &mut self.shape),
                    Some('.') => self.shape.push(b'.'),
                    Some(_) => self.shape.push(b'f'),
                }
                self.slots.push(Slot::Fact(fact.clone()));
            }
            Inline::Link(link) => {
                self.shape.push(b'<');
                self.slots.push(Slot::Url(link.url.clone()));
                link.text.iter().for_each(|inner| self.add(inner));
                self.shape.push(b'>');
            }
            Inline::Foreign { language, text } => {
                self.shape.push(b'(');
                write(language, &mut self.shape);
                text.iter().for_each(|inner| self.add(inner));
                self.shape.push(b')');
            }
            Inline::Text(text) => {
                self.shape.push(b't');
                write(text, &mut self.shape);
            }
            Inline::Break => self.shape.push(b'|'),
            other => {
                self.shape.push(b'x');
                write(&format!("{other:?}"), &mut self.shape);
            }
        }
    }
}

/// A text with its length, so that two in a row cannot be taken for two others.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&text.len().to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// The blocks of a text of the library that the facts fill; made anew where they were not made before.
/// `None` where that fails, or most packs have a shape of their own: who needs them fills the text without us.
pub(super) fn blocks(
    (templates, memo): (&Templates, &Memo),
    (name, key): (&str, &str),
    view: &View,
) -> Option<Vec<Block>> {
    let patience = Patience::with(memo, "blocks", name);
    if !patience.lasts() {
        return None;
    }
    let known = key_of(templates, name, view)?;
    if let Some(kept) = memo.get::<Option<Vec<Block>>>(&known) {
        patience.was_known();
        let mut blocks = Option::clone(&kept)?;
        fill(&mut blocks, view);
        debug_assert_eq!(anew(templates, (name, key), view).as_ref(), Some(&blocks), "{name}");
        return Some(blocks);
    }
    patience.was_new();
    let text = templates.fill(name, &view.facts).ok()?;
    let slotted = markdown::clause(line(name, &text), key, &Slots(view)).ok()?;
    let sound = is_sound(&slotted);
    let weight = if sound { 8 * text.len() + 512 } else { 0 };
    memo.put(&known, Arc::new(sound.then(|| slotted.clone())), weight);
    sound.then(|| {
        let mut blocks = slotted;
        fill(&mut blocks, view);
        debug_assert_eq!(anew(templates, (name, key), view).as_ref(), Some(&blocks), "{name}");
        blocks
    })
}

/// The blocks without anything that was made before: every build that looks for defects compares.
fn anew(templates: &Templates, (name, key): (&str, &str), view: &View) -> Option<Vec<Block>> {
    let text = templates.fill(name, &view.facts).ok()?;
    markdown::clause(line(name, &text), key, &view.printed).ok()
}

/// A title is one line.
fn line<'t>(name: &str, text: &'t str) -> &'t str {
    if name.contains('#') { text.trim() } else { text }
}

/// Everything that the blocks follow from, but for the words that fill their slots.
fn key_of(templates: &Templates, name: &str, view: &View) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(1024);
    write(name, &mut out);
    for path in templates.reads(name)? {
        let shape = || {
            let mut shape = Vec::with_capacity(64);
            value_at(&path.keys, view, &|value, out| shape_of(value, view, out), &mut shape);
            shape.into()
        };
        out.extend_from_slice(&view.told.shapes.of(path.number, shape));
    }
    Some(out)
}

/// Writes down the value at a path with `write`, or what is there instead.
pub(super) fn value_at(
    keys: &[String],
    view: &View,
    write: &dyn Fn(&Value, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    match view.facts.nearest(keys) {
        Some((value, found)) if found == keys.len() => write(value, out),
        // What has no such entry, unless it is a table: of that, nothing else is read here.
        Some((value, found)) => {
            out.push(b'-');
            out.extend_from_slice(&found.to_le_bytes());
            if value.as_map().is_none() {
                write(value, out);
            }
        }
        None => out.push(b'?'),
    }
}

/// Writes down a value with the shapes of what its tokens stand for. What other packs share is the same in all of
/// them, and has a hash already.
fn shape_of(value: &Value, view: &View, out: &mut Vec<u8>) {
    if let Some(hash) = view.told.of_shared(value) {
        out.push(b'=');
        out.extend_from_slice(hash);
    } else if let Some(entries) = value.as_map() {
        out.push(b'm');
        out.extend_from_slice(&entries.len().to_le_bytes());
        for (key, entry) in entries {
            write(key.as_str().unwrap_or_default(), out);
            shape_of(entry, view, out);
        }
    } else if let Some(items) = value.as_array() {
        out.push(b'l');
        out.extend_from_slice(&items.len().to_le_bytes());
        items.iter().for_each(|item| shape_of(item, view, out));
    } else if let Some(id) = single(value, out)
        && let Some(parts) = view.printed.parts(id)
    {
        if view.printed.is_shared(id) {
            out.push(b'!');
            parts.write(out);
        } else {
            out.extend_from_slice(&parts.shape.len().to_le_bytes());
            out.extend_from_slice(&parts.shape);
        }
    }
}

/// Writes down a value that is neither a table nor a list; gives back its number, if it is a token.
pub(super) fn single(value: &Value, out: &mut Vec<u8>) -> Option<u32> {
    if let Some(text) = value.as_str() {
        out.push(b's');
        write(text, out);
        return Printed::id_of(text);
    }
    if let Some(flag) = value.as_bool() {
        out.push(if flag { b'1' } else { b'0' });
    } else if value.is_none() {
        out.push(b'n');
    } else {
        out.push(b'#');
        write(&value.to_string(), out);
    }
    None
}

/// Gives slots in the place of facts. Those that other packs have too stand as they are: their words belong to the
/// key.
struct Slots<'v>(&'v View);

impl Tokens for Slots<'_> {
    fn inlines(&self, id: u32) -> Option<Vec<Inline>> {
        let mut inlines = self.0.printed.inlines(id)?;
        if self.0.printed.is_shared(id) {
            return Some(inlines);
        }
        let mut nth = 0;
        slot_all(&mut inlines, id, &mut nth);
        Some(inlines)
    }
}

fn slot_all(inlines: &mut [Inline], id: u32, nth: &mut usize) {
    for inline in inlines {
        match inline {
            Inline::Fact(fact) => {
                if !fact.text.is_empty() {
                    let stop = if fact.text.ends_with('.') { "." } else { "" };
                    fact.text = slot(id, *nth, stop).into();
                }
                *nth += 1;
            }
            Inline::Link(link) => {
                link.url = slot(id, *nth, "").into();
                *nth += 1;
                slot_all(&mut link.text, id, nth);
            }
            Inline::Foreign { text, .. } => slot_all(text, id, nth),
            _ => {}
        }
    }
}

/// The place of a fact among those that a token stands for, and what follows it.
fn slot(id: u32, nth: usize, behind: &str) -> String {
    let mut slot = String::with_capacity(24);
    slot.push(TOKEN_START);
    slot.push_str(&id.to_string());
    slot.push(':');
    slot.push_str(&nth.to_string());
    slot.push(TOKEN_END);
    slot.push_str(behind);
    slot
}

/// The token and the place in it that a slot is for.
fn slot_of(text: &str) -> Option<(u32, usize)> {
    let inside = text.strip_prefix(TOKEN_START)?;
    let (id, nth) = inside.split_once(TOKEN_END)?.0.split_once(':')?;
    Some((id.parse().ok()?, nth.parse().ok()?))
}

/// Whether facts stand in slots and nowhere else.
fn is_sound(blocks: &[Block]) -> bool {
    let clean = |text: &str| !text.contains([TOKEN_START, TOKEN_END]);
    let mut sound = true;
    walk::inlines(blocks, &mut |inline| {
        sound &= match inline {
            Inline::Text(text) | Inline::Blank(text) | Inline::Term { text, .. } => clean(text),
            Inline::Link(link) => slot_of(&link.url).is_some() || clean(&link.url),
            Inline::Reference(reference) => clean(&reference.to),
            _ => true,
        };
    });
    sound && blocks.iter().all(has_sound_keys)
}

/// Whether no key and no term is made of a fact.
fn has_sound_keys(block: &Block) -> bool {
    match block {
        Block::Section(section) => {
            let mut stated = false;
            walk::each(&section.title, &mut |inline| {
                stated |= matches!(inline, Inline::Fact(fact) if slot_of(&fact.text).is_some());
            });
            (!stated || section.key.is_empty()) && section.blocks.iter().all(has_sound_keys)
        }
        Block::List(list) => list.items.iter().flat_map(|item| &item.blocks).all(has_sound_keys),
        Block::Definitions(definitions) => definitions.iter().all(|one| {
            !one.term.contains([TOKEN_START, TOKEN_END]) && one.meaning.iter().all(has_sound_keys)
        }),
        Block::Changed(_, inner) => inner.iter().all(has_sound_keys),
        Block::Paragraph(_) | Block::Table(_) | Block::Signatures(_) => true,
    }
}

/// Puts the facts of a pack into the slots.
fn fill(blocks: &mut [Block], view: &View) {
    for block in blocks {
        match block {
            Block::Section(section) => {
                let section = Arc::make_mut(section);
                put_all(&mut section.title, view);
                fill(&mut section.blocks, view);
            }
            Block::Paragraph(run) => put_all(run, view),
            Block::List(list) => list.items.iter_mut().for_each(|item| fill(&mut item.blocks, view)),
            Block::Definitions(all) => all.iter_mut().for_each(|one| fill(&mut one.meaning, view)),
            Block::Table(table) => {
                table.caption.iter_mut().for_each(|caption| put_all(caption, view));
                let cells = table.header.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|cell: &mut Cell| {
                    cell.lines.iter_mut().for_each(|line| put_all(&mut line.text, view));
                });
            }
            Block::Changed(_, inner) => fill(inner, view),
            Block::Signatures(_) => {}
        }
    }
}

fn put_all(run: &mut [Inline], view: &View) {
    for inline in run {
        match inline {
            Inline::Fact(fact) => {
                if let Some(Slot::Fact(stated)) = slot_of(&fact.text).and_then(|at| slot_in(view, at)) {
                    *fact = stated.clone();
                }
            }
            Inline::Link(link) => {
                if let Some(Slot::Url(url)) = slot_of(&link.url).and_then(|at| slot_in(view, at)) {
                    link.url = url.clone();
                }
                put_all(&mut link.text, view);
            }
            other => {
                if let Some(inner) = walk::inner_mut(other) {
                    put_all(inner, view);
                }
            }
        }
    }
}

fn slot_in(view: &View, (id, nth): (u32, usize)) -> Option<&Slot> {
    view.printed.parts(id)?.slots.get(nth)
}
