//! Counts sections, clauses, items, annexes and notes.

use std::sync::Arc;

use super::kept::{Kept, Numbered, weight};
use crate::document::{
    Block, Draft, Inline, Item, Kind, Labels, Marker, Number, Scheme, Section, Style, walk,
};

/// Numbers a draft from which the empty stretches have gone.
///
/// A number that was published stays, and is not counted.
pub fn number(draft: &mut Draft, labels: &Labels, kept: Option<&Kept>) {
    let mut notes = 0;
    walk::cover_runs_mut(&mut draft.meta, &mut |_, _, run| {
        walk::each_mut(run, &mut |one| note(one, &mut notes))
    });
    let scheme = kept.map(|_| format!("{:?}", draft.scheme));
    let mut counter = Counter { scheme: &draft.scheme, labels, annexes: 0 };
    let mut scope = Scope::default();
    for block in &mut draft.blocks {
        // Counting goes on through a part: what it holds follows from what stands before it.
        let shared = Kept::of(kept, block).filter(|(_, section)| section.kind != Kind::Part);
        let Some((kept, section)) = shared else {
            counter.block(block, &mut scope, 0);
            walk::inlines_mut(std::slice::from_mut(block), &mut |one| note(one, &mut notes));
            continue;
        };
        let label = counter.own(section, &mut scope);
        let begun = counter.annexes;
        let with = format!("{} {notes} {begun} {label}", scheme.as_deref().unwrap_or_default());
        let number = || Counter { annexes: begun, ..counter }.numbered(section, label, notes);
        let numbered = kept.numbered.once(section, with.as_bytes(), number, |one| weight(&one.section));
        *section = numbered.section;
        notes = numbered.notes;
        counter.annexes = numbered.annexes;
    }
}

/// Counts a note.
fn note(inline: &mut Inline, notes: &mut u32) {
    if let Inline::Note(note) = inline {
        *notes += 1;
        note.number = *notes;
    }
}

struct Counter<'a> {
    scheme: &'a Scheme,
    labels: &'a Labels,
    annexes: usize,
}

/// The stretch in which sections and clauses are counted: a draft, a section, an annex.
#[derive(Default)]
struct Scope {
    /// Stands before a clause's number: "6", or nothing.
    prefix: String,
    sections: usize,
    clauses: usize,
}

impl Counter<'_> {
    fn blocks(&mut self, blocks: &mut [Block], scope: &mut Scope, depth: usize) {
        for block in blocks {
            self.block(block, scope, depth);
        }
    }

    fn block(&mut self, block: &mut Block, scope: &mut Scope, depth: usize) {
        match block {
            Block::Section(section) => {
                let section = Arc::make_mut(section);
                let label = self.own(section, scope);
                self.section(section, label, scope);
            }
            Block::List(list) => {
                let counted = list.marker == Marker::Counted;
                let mut count = 0;
                for item in &mut list.items {
                    if counted {
                        self.item(item, &mut count, depth);
                    }
                    self.blocks(&mut item.blocks, scope, depth + usize::from(counted));
                }
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    self.blocks(&mut definition.meaning, scope, 0);
                }
            }
            Block::Changed(_, inner) => self.blocks(inner, scope, depth),
            Block::Paragraph(_) | Block::Table(_) | Block::Signatures(_) => {}
        }
    }

    /// A section by itself with its number and those in it.
    fn numbered(mut self, section: &Section, label: String, before: u32) -> Numbered {
        let mut own = section.clone();
        self.section(&mut own, label, &mut Scope::default());
        let mut notes = before;
        let mut count = |one: &mut Inline| note(one, &mut notes);
        walk::each_mut(&mut own.title, &mut count);
        walk::inlines_mut(&mut own.blocks, &mut count);
        Numbered { section: Arc::new(own), annexes: self.annexes, notes }
    }

    /// The number that a section gets; one that was published counts for nothing.
    fn own(&mut self, section: &Section, scope: &mut Scope) -> String {
        if section.number.published { String::new() } else { self.next(section.kind, scope) }
    }

    fn section(&mut self, section: &mut Section, label: String, scope: &mut Scope) {
        if !section.number.published {
            section.number = Number::counted(label);
        }
        if section.kind == Kind::Part {
            // A part is a heading over a stretch of its scope: counting goes on through it.
            return self.blocks(&mut section.blocks, scope, 0);
        }
        let prefix = match section.kind {
            Kind::Section | Kind::Clause => bare(&section.number.label).to_string(),
            Kind::Annex | Kind::Signing | Kind::Part => String::new(),
        };
        let mut inside = Scope { prefix, ..Scope::default() };
        self.blocks(&mut section.blocks, &mut inside, 0);
    }

    fn next(&mut self, kind: Kind, scope: &mut Scope) -> String {
        match kind {
            Kind::Section => {
                scope.sections += 1;
                self.scheme.section.format(scope.sections)
            }
            Kind::Clause => {
                scope.clauses += 1;
                let own = self.scheme.clause.format(scope.clauses);
                if own.is_empty() || scope.prefix.is_empty() {
                    own
                } else {
                    format!("{}.{own}", scope.prefix)
                }
            }
            Kind::Annex => {
                self.annexes += 1;
                let own = self.scheme.annex.format(self.annexes);
                format!("{} {own}", self.labels.annex).trim_end().to_string()
            }
            Kind::Part | Kind::Signing => String::new(),
        }
    }

    fn item(&self, item: &mut Item, count: &mut usize, depth: usize) {
        *count += 1;
        if item.number.published {
            return;
        }
        let style = match depth {
            0 => self.scheme.item,
            1 => self.scheme.subitem,
            2 => Style::UpperAlpha,
            _ => Style::Decimal,
        };
        let own = style.format(*count);
        item.number = Number::counted(match own.as_str() {
            "" => own,
            _ => format!("({own})"),
        });
    }
}

/// The number in a published label: "8" of "Clause 8".
fn bare(label: &str) -> &str {
    label.rsplit(' ').next().unwrap_or_default()
}
