//! Counts sections, clauses, items, annexes and notes.

use std::sync::Arc;

use crate::document::{
    Block, Draft, Inline, Item, Kind, Labels, Marker, Number, Scheme, Section, Style, walk,
};

/// Numbers a draft from which the empty stretches have gone.
///
/// A number that was published stays, and is not counted.
pub fn number(draft: &mut Draft, labels: &Labels) {
    let mut counter = Counter { scheme: &draft.scheme, labels, annexes: 0 };
    counter.blocks(&mut draft.blocks, &mut Scope::default(), 0);

    let mut notes = 0;
    let mut count = |inline: &mut Inline| {
        if let Inline::Note(note) = inline {
            notes += 1;
            note.number = notes;
        }
    };
    walk::cover_runs_mut(&mut draft.meta, &mut |_, _, run| {
        walk::each_mut(run, &mut count);
    });
    walk::inlines_mut(&mut draft.blocks, &mut count);
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
            match block {
                Block::Section(section) => self.section(Arc::make_mut(section), scope),
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
    }

    fn section(&mut self, section: &mut Section, scope: &mut Scope) {
        if !section.number.published {
            section.number = Number::counted(self.next(section.kind, scope));
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
