//! A text as the rules on text see it, whoever wrote it.
//!
//! In: a foreign agreement ([`foreign`]: Markdown or plain text with its published numbers), the documents
//! of a pack ([`of_pack`]), or the clauses of a library ([`of_library`]). Out: a [`Reading`]: paragraphs that
//! know where their words come from, the outline of their numbers, the references between them, and the terms
//! they define.

mod gist;
pub mod letters;
mod mark;
mod markup;
mod measures;
pub(super) mod outline;
mod pattern;
mod phrases;
mod read;
pub(super) mod refer;
mod said;
pub mod scan;
mod shown;
mod signs;
mod stock;
pub(super) mod terms;
mod tree;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::{Finding, Findings, Rule};
use crate::document::Text;
use crate::pack::Places;
use crate::parallel;
use crate::source::{Source, Span};

pub use gist::{Found, Gist, Look, plain};
pub use mark::{Mark, Style};
pub use outline::Outline;
pub use pattern::pattern;
pub use phrases::Phrases;
pub use refer::Mention;
pub use said::Sentence;
pub use shown::Shown;
pub use signs::Signs;
pub use terms::Defined;

pub(super) use read::foreign;
pub(super) use stock::of_library;
pub(super) use tree::of_pack;

/// A text, read.
pub struct Reading {
    /// What is printed, in order.
    pub paragraphs: Vec<Shown>,
    /// The numbers, as published.
    pub outline: Outline,
    /// References to clauses and annexes; none for what dpakit itself numbers.
    pub mentions: Vec<Mention>,
    /// Terms and where they are defined.
    pub definitions: Vec<Defined>,
    /// Terms that another document of the same pack defines.
    pub known: BTreeSet<String>,
    /// The document's name, where it is one of a pack.
    pub document: Option<String>,
    /// Where the facts of the pack stand.
    facts: Option<Places>,
    sentences: OnceLock<(Vec<Sentence>, bool)>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// Running text, numbered or not.
    Text,
    /// An item with a bullet.
    Bullet,
    /// A cell of a table.
    Cell,
}

/// A stretch of text between breaks.
#[derive(Clone)]
pub struct Paragraph {
    /// Its words, without number and marks.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Its number as printed.
    pub mark: Option<Arc<Mark>>,
    /// How far it is set in.
    pub indent: usize,
    /// Whether an empty line stands before it.
    pub apart: bool,
    /// Stretches in bold.
    pub bold: Vec<Range<usize>>,
    /// Stretches that are no words of the drafter: facts of a pack, references that dpakit resolves.
    pub masked: Vec<Range<usize>>,
    /// Where its words come from: by offset, first to last.
    pub pieces: Vec<(usize, Spot)>,
    /// What is found in its words alone.
    pub gist: Arc<Gist>,
}

impl Paragraph {
    /// What is found in its words alone; `find` is given nothing else.
    pub fn find(&self, look: Look, find: impl FnOnce(&str) -> Vec<Found>) -> &[Found] {
        self.gist.find(look, || find(&self.text))
    }

    /// Which of some rare characters its words have.
    pub fn signs(&self) -> Signs {
        self.gist.signs(&self.text)
    }
}

/// Where words come from.
#[derive(Clone)]
pub enum Spot {
    /// A byte of the text that was read.
    Byte(Arc<Source>, usize),
    /// Somewhere in the file of a clause.
    In(Arc<Source>),
    /// Somewhere in the words of the parties' own, in their pack.
    Own(Span),
    /// A fact, by its path.
    Fact(Text),
}

/// A stretch of a paragraph: its index and bytes.
pub type Place = (usize, Range<usize>);

impl Reading {
    /// Reads paragraphs; references are looked for where the drafter's own can be among them.
    fn new(mut paragraphs: Vec<Arc<Paragraph>>, document: Option<String>, refers: bool) -> Reading {
        let marked_up = mark::titles(&mut paragraphs);
        let outline = || Outline::new(&paragraphs, marked_up);
        let (outline, definitions) = parallel::both(outline, || terms::definitions(&paragraphs));
        let mentions = if refers { refer::mentions(&paragraphs, &outline) } else { Vec::new() };
        let (known, sentences) = (BTreeSet::new(), OnceLock::new());
        let paragraphs = paragraphs.into_iter().map(Shown::from).collect();
        Reading { paragraphs, outline, mentions, definitions, known, document, facts: None, sentences }
    }

    /// What an agreement that somebody else wrote says in its own words, sentence by sentence.
    pub fn sentences(&self) -> &[Sentence] {
        &self.spoken().0
    }

    /// The same, of an agreement that speaks of a processor and of personal data; none of another.
    pub fn of_processing(&self) -> &[Sentence] {
        let (sentences, processing) = self.spoken();
        if *processing { sentences } else { &[] }
    }

    /// The paragraphs in which an agreement that somebody else wrote lists its measures of security.
    pub fn measures(&self) -> Vec<usize> {
        measures::measures(self)
    }

    fn spoken(&self) -> &(Vec<Sentence>, bool) {
        self.sentences.get_or_init(|| {
            let sentences = said::sentences(self);
            let processing = said::speak_of_processing(&sentences);
            (sentences, processing)
        })
    }

    /// The words of a place.
    pub fn words(&self, place: &Place) -> &str {
        &self.paragraphs[place.0].text[place.1.clone()]
    }

    /// Where a user finds a place.
    pub fn span(&self, (at, range): &Place) -> Span {
        let paragraph = &self.paragraphs[*at];
        let index = paragraph.pieces.partition_point(|(start, _)| *start <= range.start).max(1) - 1;
        let Some((start, spot)) = paragraph.pieces.get(index) else {
            return nowhere();
        };
        match spot {
            Spot::Byte(source, byte) => {
                let from = floor(&source.text, byte + (range.start - start));
                let (last, spot) = &paragraph.pieces
                    [paragraph.pieces.partition_point(|(start, _)| *start < range.end).max(1) - 1];
                let end = match spot {
                    Spot::Byte(_, byte) => byte + range.end.saturating_sub(*last),
                    _ => from,
                };
                Span { source: source.clone(), range: from..floor(&source.text, end).max(from) }
            }
            Spot::In(source) => {
                let whole = Span { source: source.clone(), range: 0..source.text.len() };
                let found = self.within(&whole, (*at, range), *start);
                found.unwrap_or_else(|| Span::start_of(source))
            }
            Spot::Own(stated) => self.within(stated, (*at, range), *start).unwrap_or_else(|| stated.clone()),
            Spot::Fact(path) => self.facts.as_ref().map_or_else(nowhere, |facts| facts.at(path)),
        }
    }

    /// Finds words in the text they come from, by what stands before them if that helps.
    fn within(&self, whole: &Span, (at, range): (usize, &Range<usize>), start: usize) -> Option<Span> {
        let printed = &self.paragraphs[at].text;
        let text = whole.source.text.get(whole.range.clone())?;
        let words = printed.get(range.clone()).filter(|words| !words.is_empty())?;
        let before = &printed[floor(printed, range.start.saturating_sub(25)).max(start)..range.end];
        let exact = text.find(before).map(|from| from + before.len() - words.len());
        let from = whole.range.start + exact.or_else(|| text.find(words))?;
        Some(Span { source: whole.source.clone(), range: from..from + words.len() })
    }

    /// Whether a place is no drafter's own words.
    pub fn masked(&self, (at, range): &Place) -> bool {
        self.paragraphs[*at].masked.iter().any(|mask| mask.start < range.end && range.start < mask.end)
    }

    /// Reports a finding at a place, with the number under which a document of a pack prints it.
    pub fn report<'f>(
        &self,
        found: &'f mut Findings,
        rule: &'static Rule,
        place: &Place,
        message: impl Into<String>,
    ) -> Finding<'f> {
        let mut message = message.into();
        if let Some(document) = &self.document {
            let number = self.outline.printed(place.0);
            let at = if number.is_empty() { String::new() } else { format!(" {number}") };
            message = format!("{message} (printed in `{document}`{at})");
        }
        found.report(rule, self.span(place), message)
    }

    /// Reports a finding at the first of several places, and shows some of the others.
    pub fn report_all<'f>(
        &self,
        found: &'f mut Findings,
        rule: &'static Rule,
        places: &[Place],
        message: impl Into<String>,
        label: &str,
    ) -> Option<Finding<'f>> {
        let (first, rest) = places.split_first()?;
        let mut shown = vec![self.span(first)];
        let mut finding = self.report(found, rule, first, message).label(label);
        for place in rest {
            let span = self.span(place);
            if shown.len() <= 5 && !shown.contains(&span) {
                finding = finding.see(span.clone(), "here too");
                shown.push(span);
            }
        }
        Some(finding)
    }

    /// A whole paragraph as a place; its first line if it is long.
    pub fn whole(&self, at: usize) -> Place {
        let text = &self.paragraphs[at].text;
        (at, 0..floor(text, text.len().min(60)))
    }
}

/// The place of words that stand in no file.
fn nowhere() -> Span {
    Span { source: Arc::new(Source { path: "text".into(), text: String::new() }), range: 0..0 }
}

/// The nearest character boundary at or before a byte.
pub fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// "once", "3 times".
pub fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// The value of a label in whatever style it is written.
pub fn value_of(label: &str) -> Option<u32> {
    mark::value(label, Style::Named)
}

/// Whether a text has some letters, capital or small, which are given small.
pub fn has_letters(text: &str, letters: &str) -> bool {
    let first = letters.bytes().next().unwrap_or_default();
    let begins = |part: &[u8]| part[0].to_ascii_lowercase() == first;
    let mut parts = text.as_bytes().windows(letters.len().max(1));
    parts.any(|part| begins(part) && part.eq_ignore_ascii_case(letters.as_bytes()))
}
