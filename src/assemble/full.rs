//! Official clauses in a document: the lines of a cut text as sections, lists and notes, their blanks
//! filled.
//!
//! Everything here has the numbers of the publication. What is ours stands in brackets and italics; what
//! the parties fill in is bold.

use crate::document::walk::OFFICIAL;
use crate::document::{
    Block, Inline, Item, Kind, List, Marker, Note, Number, Origin, Reference, Section, Text,
};
use crate::library::labels::Official;
use crate::official::full::{Line, Piece, State, Why};
use crate::official::text;
use crate::plan::Copied;

use super::Room;
use super::view::{Fills, key};

/// Letters of a line that still is a title; copies without mark-up begin with whole sentences.
const LONGEST_TITLE: usize = 80;

/// Whether a line before the clauses is part of the title of the whole.
fn is_title(line: &Line) -> bool {
    let words = |piece: &Piece| match piece {
        Piece::Words(words) => words.chars().count(),
        _ => LONGEST_TITLE,
    };
    let letters: usize = line.pieces.iter().map(words).sum();
    line.kind == text::Kind::Title && line.state == State::Whole && letters <= LONGEST_TITLE
}

impl Room<'_> {
    /// The copies of official text that stand after a clause, each a part of its own.
    pub(super) fn official(&self, after: &str) -> Vec<Block> {
        let Some(book) = after.strip_suffix("/text") else { return Vec::new() };
        let copies = self.plan.texts.iter().zip(&self.view.fills).filter(|(copy, _)| copy.book == book);
        let copies: Vec<_> = copies.collect();
        let several = copies.len() > 1;
        let numbered = copies.into_iter().enumerate();
        numbered
            .map(|(nth, (copy, fills))| {
                let words = &self.plan.library.labels.official;
                let key = key(copy, nth);
                let writer = Writer { room: self, copy, fills, words, key: &key };
                Block::section(writer.copy(after, several))
            })
            .collect()
    }
}

struct Writer<'w> {
    room: &'w Room<'w>,
    copy: &'w Copied<'w>,
    fills: &'w Fills,
    words: &'w Official,
    key: &'w str,
}

impl Writer<'_> {
    /// A copy: the titles of the publication, a note of ours, and the lines.
    fn copy(&self, about: &str, several: bool) -> Section {
        let lines = &self.copy.cut.lines;
        let titles = lines.iter().take_while(|line| is_title(line)).count();
        let (titles, rest) = lines.split_at(titles);
        let (number, mut title) = match titles {
            [] => (String::new(), vec![Inline::Text(self.copy.seal.instrument.title.as_str().into())]),
            [title] => (String::new(), self.inlines(title)),
            [first, rest @ ..] => {
                let titles: Vec<Vec<Inline>> = rest.iter().map(|line| self.inlines(line)).collect();
                (crate::document::plain(&self.inlines(first)), titles.join(&Inline::Break))
            }
        };
        if several {
            let covers = format!("({})", self.covers());
            title.push(Inline::Text(" ".into()));
            title.push(Inline::Emphasis(vec![Inline::Text(covers.into())]));
        }
        let mut blocks = vec![Block::Paragraph(vec![Inline::Emphasis(self.note(about))])];
        blocks.extend(self.top(rest));
        Section {
            key: self.key.into(),
            kind: Kind::Annex,
            number: Number::published(number),
            title,
            origin: Some(Origin { address: format!("{OFFICIAL}{}", self.copy.seal.instrument.id).into() }),
            language: None,
            blocks,
        }
    }

    /// What one copy of several is for: its transfers and modules.
    fn covers(&self) -> String {
        let all = &self.room.plan.deal.transfers;
        let name = |at: &usize| all.get(*at).and_then(|one| one.id.clone()).unwrap_or((at + 1).to_string());
        let transfers = self.copy.transfers.iter().map(name).collect::<Vec<_>>().join(", ");
        let labels = &self.room.plan.library.labels;
        let modules = self.copy.modules.iter().map(|module| labels.word("module_short", module.name()));
        let transfers = self.words.transfers.replace("{}", &transfers);
        std::iter::once(transfers).chain(modules).collect::<Vec<_>>().join(", ")
    }

    /// What the marks mean, and where the proof stands.
    fn note(&self, about: &str) -> Vec<Inline> {
        let (before, after) = self.words.note.split_once("{}").unwrap_or((&self.words.note, ""));
        let to = Reference {
            to: about.into(),
            text: Vec::new(),
            label: Text::default(),
            document: Text::default(),
        };
        vec![
            Inline::Text(format!("[{before}").into()),
            Inline::reference(to),
            Inline::Text(format!("{after}]").into()),
        ]
    }

    /// Sections and clauses; a section holds the clauses up to the next.
    fn top(&self, lines: &[Line]) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::new();
        let mut open: Option<Section> = None;
        for line in lines {
            let block = match line.kind {
                text::Kind::Section => {
                    out.extend(open.take().map(Block::section));
                    open = Some(self.section(line, Kind::Part, None, self.inlines(line), Vec::new()));
                    continue;
                }
                text::Kind::Clause => Block::section(self.clause(line)),
                _ if line.under.as_deref().is_some_and(|id| self.line(id).is_some()) => continue,
                _ => Block::Paragraph(self.inlines(line)),
            };
            match (&mut open, line.kind) {
                (Some(section), _) => section.blocks.push(block),
                (None, _) => out.push(block),
            }
        }
        out.extend(open.map(Block::section));
        out
    }

    fn line(&self, id: &str) -> Option<&Line> {
        self.copy.cut.lines.iter().find(|line| line.id == id)
    }

    fn section(
        &self,
        line: &Line,
        kind: Kind,
        number: Option<&str>,
        title: Vec<Inline>,
        blocks: Vec<Block>,
    ) -> Section {
        Section {
            key: format!("{}#{}", self.key, line.id).into(),
            kind,
            // A number that is not there was not published either, and is not counted.
            number: Number::published(number.unwrap_or_default()),
            title,
            origin: None,
            language: None,
            blocks,
        }
    }

    /// A clause with its title and everything under it.
    fn clause(&self, line: &Line) -> Section {
        let under: Vec<&Line> = self.under(&line.id);
        let is_title = |one: &&&Line| one.kind == text::Kind::Heading && one.number.is_none();
        let title = under.iter().find(is_title);
        let rest: Vec<&Line> =
            under.iter().filter(|one| title.is_none_or(|title| title.id != one.id)).copied().collect();
        let mut blocks = self.blocks(&rest);
        if !line.later.is_empty() {
            blocks.insert(0, Block::Paragraph(remark(&self.words.later)));
        }
        if let State::NotUsed(why) = line.state {
            blocks.push(Block::Paragraph(self.not_used(why)));
        }
        let (number, title) = match (&line.number, title) {
            (Some(number), Some(title)) => (Some(number.as_str()), self.inlines(title)),
            // The number alone is the heading.
            (Some(number), None) => (None, vec![Inline::Text(number.as_str().into())]),
            (None, title) => {
                let parts = [Some(self.words(line)), title.map(|title| self.inlines(title))];
                (None, parts.into_iter().flatten().collect::<Vec<_>>().join(&Inline::Break))
            }
        };
        self.section(line, Kind::Section, number, title, blocks)
    }

    /// The lines right under another.
    fn under(&self, id: &str) -> Vec<&Line> {
        self.copy.cut.lines.iter().filter(|line| line.under.as_deref() == Some(id)).collect()
    }

    /// Lines that stand beside each other: items in a row make a list, and what follows the line of a module
    /// belongs to it.
    fn blocks(&self, lines: &[&Line]) -> Vec<Block> {
        let first = lines.iter().position(|line| line.kind == text::Kind::Module).unwrap_or(lines.len());
        let mut out = self.stretch(&lines[..first]);
        let mut rest = &lines[first..];
        while !rest.is_empty() {
            let named = rest.iter().take_while(|line| line.kind == text::Kind::Module).count();
            let (modules, after) = rest.split_at(named);
            let end = after.iter().position(|line| line.kind == text::Kind::Module).unwrap_or(after.len());
            let titles: Vec<Vec<Inline>> = modules.iter().map(|line| self.inlines(line)).collect();
            let blocks = self.stretch(&after[..end]);
            let title = titles.join(&Inline::Break);
            out.push(Block::section(self.section(modules[0], Kind::Part, None, title, blocks)));
            rest = &after[end..];
        }
        out
    }

    fn stretch(&self, lines: &[&Line]) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::new();
        for line in lines {
            if line.kind == text::Kind::Heading {
                let blocks = self.blocks(&self.under(&line.id));
                let number = line.number.as_deref();
                let section = self.section(line, Kind::Section, number, self.inlines(line), blocks);
                out.push(Block::section(section));
                continue;
            }
            let mut blocks = vec![Block::Paragraph(self.inlines(line))];
            blocks.extend(self.blocks(&self.under(&line.id)));
            let Some(number) = &line.number else {
                out.extend(blocks);
                continue;
            };
            let item = Item { number: Number::published(number.as_str()), blocks };
            match out.last_mut() {
                Some(Block::List(list)) => list.items.push(item),
                _ => out.push(Block::List(List { marker: Marker::Counted, items: vec![item] })),
            }
        }
        out
    }

    fn inlines(&self, line: &Line) -> Vec<Inline> {
        match line.state {
            State::NotUsed(why) => self.not_used(why),
            State::Form => self.form(line),
            State::Whole | State::Cut => self.words(line),
        }
    }

    /// The pieces of a line.
    fn words(&self, line: &Line) -> Vec<Inline> {
        let piece = |piece: &Piece| match piece {
            Piece::Words(words) => Some(Inline::Text(words.as_str().into())),
            Piece::Blank(gap) => Some(match self.fills.of(gap, line.module) {
                Some(fill) => Inline::Strong(fill.clone()),
                None => Inline::Blank(gap.as_str().into()),
            }),
            Piece::Call(note) => {
                let note = self.copy.cut.notes.get(note)?;
                let text = vec![Inline::Text(note.text.as_str().into())];
                Some(Inline::note(Note { number: 0, published: Some(note.number.as_str().into()), text }))
            }
        };
        line.pieces.iter().filter_map(piece).collect()
    }

    /// Words of ours that say why nothing stands here.
    fn not_used(&self, why: Why) -> Vec<Inline> {
        let words = match why {
            Why::NotChosen => &self.words.not_chosen,
            Why::NotInModules => &self.words.not_in_modules,
            Why::Replaced => &self.words.replaced,
        };
        remark(words)
    }

    /// The parties where the publication has the lines of a form, and the place of their signatures.
    fn form(&self, line: &Line) -> Vec<Inline> {
        if line.id != "front" {
            return remark(&self.words.signatures);
        }
        let deal = &self.room.plan.deal;
        let mut out: Vec<Inline> = Vec::new();
        for transfer in self.copy.transfers.iter().filter_map(|at| deal.transfers.get(*at)) {
            let sides = [&transfer.exporter, &transfer.importer].into_iter().zip(&self.words.sides);
            for (id, side) in sides {
                let Some(party) = deal.parties.get(&id.0) else { continue };
                if !out.is_empty() {
                    out.push(Inline::Break);
                }
                out.push(Inline::Strong(self.room.party_name(&id.0, party)));
                out.push(Inline::Text(" ".into()));
                out.push(Inline::Emphasis(vec![Inline::Text(format!("[{side}]").into())]));
            }
        }
        out
    }
}

/// Words of ours among those of the publication: in brackets and italics.
fn remark(words: &str) -> Vec<Inline> {
    vec![Inline::Emphasis(vec![Inline::Text(format!("[{words}]").into())])]
}
