//! Visiting every run of text of a tree, so that no other module needs to know where runs hide.
//!
//! A *run* is a whole stretch of running text: a title, a paragraph, a cell. Visits follow the
//! reading order.

mod text;

use std::sync::Arc;

use super::{Block, Definition, Document, Inline, Key, Meta, Section, Signatory, Stated, Text};
pub use text::text;

/// The begin of the address of text that was published elsewhere and stays as it is: no term of the pack is
/// looked for in it.
pub const OFFICIAL: &str = "official:";

/// What a run of text is in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// On the cover.
    Cover,
    /// Heading of a section, or run-in heading of a clause.
    Title,
    /// Running text.
    Paragraph,
    /// Caption of a table.
    Caption,
    /// Cell of a table's header row.
    Header,
    /// Cell of a table's body.
    Cell,
    /// Words around or in a signature field.
    Form,
}

/// What surrounds a run of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Address of the clause that the run comes from, stated by the nearest section around it.
    pub origin: Option<Text>,
    /// Key of the definition whose meaning the run belongs to.
    pub definition: Option<Key>,
}

impl Place {
    /// Whether the run was published elsewhere, and stays as it is.
    pub fn is_official(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.starts_with(OFFICIAL))
    }

    fn inside(&self, section: &Section) -> Place {
        let own = section.origin.as_ref().map(|origin| origin.address.clone());
        Place { origin: own.or_else(|| self.origin.clone()), definition: self.definition.clone() }
    }

    fn defining(&self, key: &Key) -> Place {
        Place { origin: self.origin.clone(), definition: Some(key.clone()) }
    }
}

/// Both walkers, the one that looks and the one that changes, are this text.
macro_rules! walker {
    ($runs:ident, $cover:ident, $descend:ident, $iter:ident, $as_option:ident, $of_section:path $(, $mutable:tt)?) => {
        /// Visits every run of text of the blocks, in reading order.
        pub fn $runs<'a>(
            blocks: &'a $($mutable)? [Block],
            visit: &mut dyn FnMut(Role, &Place, &'a $($mutable)? Vec<Inline>),
        ) {
            $descend(blocks, &Place::default(), visit);
        }

        /// Visits every run of text of the cover.
        pub fn $cover<'a>(
            meta: &'a $($mutable)? Meta,
            visit: &mut dyn FnMut(Role, &Place, &'a $($mutable)? Vec<Inline>),
        ) {
            let place = Place::default();
            for party in meta.parties.$iter() {
                visit(Role::Cover, &place, &$($mutable)? party.name);
                visit(Role::Cover, &place, &$($mutable)? party.role);
            }
            for row in meta.key_terms.$iter() {
                visit(Role::Cover, &place, &$($mutable)? row.label);
                for line in row.value.lines.$iter() {
                    visit(Role::Cover, &place, &$($mutable)? line.text);
                }
            }
        }

        fn $descend<'a>(
            blocks: &'a $($mutable)? [Block],
            place: &Place,
            visit: &mut dyn FnMut(Role, &Place, &'a $($mutable)? Vec<Inline>),
        ) {
            for block in blocks.$iter() {
                match block {
                    Block::Section(section) => {
                        let section = $of_section(section);
                        let inside = place.inside(section);
                        visit(Role::Title, &inside, &$($mutable)? section.title);
                        $descend(&$($mutable)? section.blocks, &inside, visit);
                    }
                    Block::Paragraph(run) => visit(Role::Paragraph, place, run),
                    Block::List(list) => {
                        for item in list.items.$iter() {
                            $descend(&$($mutable)? item.blocks, place, visit);
                        }
                    }
                    Block::Definitions(definitions) => {
                        for definition in definitions.$iter() {
                            let inside = place.defining(&definition.key);
                            $descend(&$($mutable)? definition.meaning, &inside, visit);
                        }
                    }
                    Block::Table(table) => {
                        if let Some(caption) = table.caption.$as_option() {
                            visit(Role::Caption, place, caption);
                        }
                        for line in table.header.$iter().flat_map(|cell| cell.lines.$iter()) {
                            visit(Role::Header, place, &$($mutable)? line.text);
                        }
                        for line in table.rows.$iter().flatten().flat_map(|cell| cell.lines.$iter()) {
                            visit(Role::Cell, place, &$($mutable)? line.text);
                        }
                    }
                    Block::Signatures(signatories) => {
                        for signatory in signatories.$iter() {
                            visit(Role::Form, place, &$($mutable)? signatory.party);
                            visit(Role::Form, place, &$($mutable)? signatory.capacity);
                            for field in signatory.fields.$iter() {
                                if let Some(value) = field.value.$as_option() {
                                    visit(Role::Form, place, value);
                                }
                            }
                        }
                    }
                    Block::Changed(_, inner) => $descend(inner, place, visit),
                }
            }
        }
    };
}

walker!(runs, cover_runs, descend, iter, as_ref, Arc::as_ref);
walker!(runs_mut, cover_runs_mut, descend_mut, iter_mut, as_mut, Arc::make_mut, mut);

/// The run inside an inline that holds one.
pub fn inner(inline: &Inline) -> Option<&Vec<Inline>> {
    match inline {
        Inline::Strong(run) | Inline::Emphasis(run) | Inline::Changed(_, run) => Some(run),
        Inline::Foreign { text, .. } => Some(text),
        Inline::Link(link) => Some(&link.text),
        Inline::Reference(reference) => Some(&reference.text),
        Inline::Note(note) => Some(&note.text),
        _ => None,
    }
}

/// As [`inner`], to be changed.
pub fn inner_mut(inline: &mut Inline) -> Option<&mut Vec<Inline>> {
    match inline {
        Inline::Strong(run) | Inline::Emphasis(run) | Inline::Changed(_, run) => Some(run),
        Inline::Foreign { text, .. } => Some(text),
        Inline::Link(link) => Some(&mut link.text),
        Inline::Reference(reference) => Some(&mut reference.text),
        Inline::Note(note) => Some(&mut note.text),
        _ => None,
    }
}

/// Visits every inline of a run, each before those inside it.
pub fn each<'a>(run: &'a [Inline], visit: &mut dyn FnMut(&'a Inline)) {
    for inline in run {
        visit(inline);
        if let Some(inner) = inner(inline) {
            each(inner, visit);
        }
    }
}

/// As [`each`], to be changed.
pub fn each_mut(run: &mut [Inline], visit: &mut dyn FnMut(&mut Inline)) {
    for inline in run {
        visit(inline);
        if let Some(inner) = inner_mut(inline) {
            each_mut(inner, visit);
        }
    }
}

/// Visits every inline of the blocks, at any depth, in reading order.
pub fn inlines<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a Inline)) {
    runs(blocks, &mut |_, _, run| each(run, visit));
}

/// As [`inlines`], to be changed.
pub fn inlines_mut(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Inline)) {
    runs_mut(blocks, &mut |_, _, run| each_mut(run, visit));
}

/// Visits every section of the blocks with its depth (0 outermost), each before those inside it.
pub fn sections<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a Section, usize)) {
    sections_at(blocks, 0, &Place::default(), &mut |section, depth, _| {
        visit(section, depth);
    });
}

/// As [`sections`], with the address of the clause that each comes from in place of its depth.
pub fn each_section<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a Section, Option<&Text>)) {
    sections_at(blocks, 0, &Place::default(), &mut |section, _, place| {
        visit(section, place.origin.as_ref());
    });
}

fn sections_at<'a>(
    blocks: &'a [Block],
    depth: usize,
    place: &Place,
    visit: &mut dyn FnMut(&'a Section, usize, &Place),
) {
    for block in blocks {
        match block {
            Block::Section(section) => {
                let inside = place.inside(section);
                visit(section, depth, &inside);
                sections_at(&section.blocks, depth + 1, &inside, visit);
            }
            Block::Changed(_, inner) => sections_at(inner, depth, place, visit),
            _ => {}
        }
    }
}

/// Address of the clause that states a definition, which must be one of the blocks' own.
pub fn origin_of(blocks: &[Block], definition: &Definition) -> Option<Text> {
    let mut found = None;
    each_section(blocks, &mut |section, origin| {
        let holds = |block: &Block| matches!(block, Block::Definitions(all) if all.iter().any(|d| std::ptr::eq(d, definition)));
        if section.blocks.iter().any(holds) {
            found = origin.cloned();
        }
    });
    found
}

/// Every definition of the blocks, in reading order.
pub fn definitions(blocks: &[Block]) -> Vec<&Definition> {
    let mut found = Vec::new();
    collect_definitions(blocks, &mut found);
    found
}

fn collect_definitions<'a>(blocks: &'a [Block], found: &mut Vec<&'a Definition>) {
    for block in blocks {
        match block {
            Block::Definitions(definitions) => {
                for definition in definitions {
                    found.push(definition);
                    collect_definitions(&definition.meaning, found);
                }
            }
            Block::Section(section) => collect_definitions(&section.blocks, found),
            Block::List(list) => {
                for item in &list.items {
                    collect_definitions(&item.blocks, found);
                }
            }
            Block::Changed(_, inner) => collect_definitions(inner, found),
            Block::Paragraph(_) | Block::Table(_) | Block::Signatures(_) => {}
        }
    }
}

/// Every fact that the document states, on its cover and in its text, in reading order.
pub fn facts<'a>(document: &'a Document) -> Vec<&'a Stated> {
    let mut found = Vec::new();
    let mut note = |inline: &'a Inline| {
        if let Inline::Fact(stated) = inline {
            found.push(stated);
        }
    };
    cover_runs(document.meta(), &mut |_, _, run| each(run, &mut note));
    inlines(document.blocks(), &mut note);
    found
}

/// Visits each signature block, in the order of the text.
pub fn signatories<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a Signatory)) {
    for block in blocks {
        match block {
            Block::Signatures(here) => here.iter().for_each(&mut *visit),
            Block::Section(section) => signatories(&section.blocks, visit),
            Block::Changed(_, inner) => signatories(inner, visit),
            Block::List(list) => list.items.iter().for_each(|item| signatories(&item.blocks, visit)),
            Block::Definitions(definitions) => {
                definitions.iter().for_each(|one| signatories(&one.meaning, visit));
            }
            Block::Paragraph(_) | Block::Table(_) => {}
        }
    }
}
