//! What all parts of the layout share: measures, the slabs made so far, the element being filled.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

use super::metrics::{Metrics, NOTE_GAP};
use super::slab::{Slab, Stick};
use super::{Element, ElementId, Role};
use crate::document::{Block, Document, Inline, Kind, Mark, Meta, Note, Text, Watermark};
use crate::emit::pdf::face::is_ignorable;
use crate::emit::pdf::lines::Typesetter;
use crate::emit::pdf::rich::{Decoration, Flattener, Format, Phrase, PhraseId, PhraseKind, Rich, Target};
use crate::emit::signing::{FieldNames, Signing};
use crate::emit::words::Words;
use crate::emit::{Fault, Look, Volume};

/// Where running text stands: changes with sections and lists.
#[derive(Debug, Clone)]
pub struct Place {
    /// Left edge.
    pub x: f32,
    /// Depth of lists around it.
    pub depth: usize,
    /// Whether it is in an annex.
    pub annex: bool,
    /// Depth of sections, from 1.
    pub level: u8,
    /// Level of the next heading, from 1: not every section has one.
    pub heading: u8,
    /// The heading above, for tables that have no caption of their own.
    pub title: Text,
    /// Language.
    pub language: Text,
    /// Line under or through all of it.
    pub mark: Option<Decoration>,
}

/// A line of the contents.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Depth, from 0; the contents show two.
    pub level: usize,
    /// "6", "Annex 2".
    pub number: Text,
    /// The heading.
    pub title: Text,
    /// Where it leads.
    pub place: Text,
    /// Instrument and slab, from which the order follows.
    pub slab: (usize, usize),
}

/// Makes slabs of documents.
pub struct Setter<'l, 'd> {
    /// How all of it looks.
    pub look: &'l Look,
    /// Fonts and words.
    pub typesetter: Typesetter<'l>,
    /// The measures.
    pub metrics: Metrics,
    /// Slabs of the flow being made.
    pub slabs: Vec<Slab>,
    /// The logical structure so far.
    pub elements: Vec<Element>,
    /// Where text stands at present.
    pub place: Place,
    /// Width of the column of section and clause numbers.
    pub number_column: f32,
    /// The instruments of the file.
    pub documents: &'d [Document],
    /// Which of them is being set.
    pub document: usize,
    /// Lines of the contents, gathered on the way.
    pub entries: Vec<Entry>,
    /// Standing words in the language of the instrument.
    pub words: &'static Words,
    /// The phrases so far.
    pub phrases: Vec<Phrase>,
    /// The element of each footnote set so far; none for a notice without a mark.
    pub note_elements: Vec<Option<ElementId>>,
    /// The places of moves that were told so far.
    pub moves: HashSet<Mark>,
    /// Who signs.
    pub signing: Option<&'d Signing>,
    /// Names of form fields given so far.
    pub names: FieldNames,
    /// What the contents become part of: it stands before the text, and is filled after it.
    pub contents_element: ElementId,
    open: Vec<ElementId>,
    notes: Vec<Note>,
    note_slabs: Vec<Vec<Slab>>,
}

impl<'l, 'd> Setter<'l, 'd> {
    /// Nothing set yet.
    pub fn new(look: &'l Look, volume: &Volume<'d>) -> Setter<'l, 'd> {
        let documents = volume.documents;
        let root = Element {
            role: Role::Document,
            parent: None,
            language: documents.first().map(|d| d.meta().language.clone()),
        };
        let metrics = Metrics::new(&look.theme);
        Setter {
            look,
            typesetter: Typesetter::new(look),
            slabs: Vec::new(),
            elements: vec![root],
            place: Place {
                x: metrics.left,
                depth: 0,
                annex: false,
                level: 1,
                heading: 2,
                title: Text::default(),
                language: "en".into(),
                mark: None,
            },
            number_column: 0.0,
            documents,
            document: 0,
            entries: Vec::new(),
            words: Words::of("en"),
            phrases: Vec::new(),
            note_elements: Vec::new(),
            moves: HashSet::new(),
            signing: volume.signing,
            names: FieldNames::default(),
            contents_element: ElementId(0),
            open: vec![ElementId(0)],
            notes: Vec::new(),
            note_slabs: Vec::new(),
            metrics,
        }
    }

    /// Begins an instrument.
    pub fn start(&mut self, index: usize, document: &Document) {
        let language = document.meta().language.clone();
        self.document = index;
        self.words = Words::of(&language);
        self.place = Place {
            x: self.metrics.left,
            depth: 0,
            annex: false,
            level: 1 + u8::from(self.documents.len() > 1),
            heading: 2,
            title: Text::default(),
            language: language.clone(),
            mark: None,
        };
        let widest = self.widest_number(document.blocks());
        self.number_column = self.column_for(widest);
        if self.documents.len() > 1 {
            let element = self.open(Role::Instrument);
            self.elements[element.0].language = Some(language);
        }
    }

    /// Ends an instrument: sets its footnotes.
    pub fn finish(&mut self) {
        self.set_notes();
        self.open.truncate(1);
    }

    fn set_notes(&mut self) {
        while self.note_slabs.len() < self.notes.len() {
            let note = self.notes[self.note_slabs.len()].clone();
            let (element, slabs) = self.note(&note, self.note_slabs.len());
            self.note_elements.push(Some(element));
            self.note_slabs.push(slabs);
        }
    }

    /// Goes back to the first instrument, for the contents of them all.
    pub fn restart(&mut self) {
        if let Some(first) = self.documents.first() {
            let language = first.meta().language.clone();
            self.document = 0;
            self.words = Words::of(&language);
            self.place.language = language;
            self.place.x = self.metrics.left;
            self.place.mark = None;
        }
    }

    fn widest_number(&mut self, blocks: &[Block]) -> f32 {
        let mut widest = 0.0f32;
        for block in blocks {
            let inner = match block {
                Block::Section(section) => {
                    let label = &section.number.label;
                    let counted = matches!(section.kind, Kind::Section | Kind::Clause);
                    if counted && !self.is_wide(label) {
                        widest = widest.max(self.label_width(label));
                    }
                    &section.blocks
                }
                Block::Changed(_, inner) => inner,
                _ => continue,
            };
            widest = widest.max(self.widest_number(inner));
        }
        widest
    }

    /// The width of a column for numbers of a width.
    pub fn column_for(&self, widest: f32) -> f32 {
        let em = self.metrics.text;
        (widest + em * 0.9).max(em * 2.6)
    }

    /// The width of a number in running text.
    pub fn label_width(&mut self, label: &str) -> f32 {
        let format = self.format().bold().whole_words();
        self.typesetter.line(&Rich::plain(label, &format)).width
    }

    /// Whether a number is so long that no column is made for it: "Clause 13", not "13.2".
    pub fn is_wide(&mut self, label: &str) -> bool {
        self.label_width(label) > self.metrics.text * 3.4
    }

    /// The instrument's data.
    pub fn meta(&self) -> &'d Meta {
        self.documents[self.document].meta()
    }

    /// Running text at the present place.
    pub fn format(&self) -> Format {
        let mut format = Format::new(self.metrics.text, self.place.language.clone());
        format.decoration = self.place.mark;
        format
    }

    /// Small text at the present place.
    pub fn small(&self) -> Format {
        Format { size: self.metrics.small, ..self.format() }
    }

    /// Inline content in a format.
    pub fn rich(&mut self, inlines: &[Inline], format: &Format) -> Rich {
        let mut rich = Rich::default();
        self.add(&mut rich, inlines, format);
        rich
    }

    /// Adds inline content to rich text.
    pub fn add(&mut self, rich: &mut Rich, inlines: &[Inline], format: &Format) {
        let mut flattener = Flattener {
            document: self.document,
            tinted: self.meta().watermark == Some(Watermark::Draft),
            notes: &mut self.notes,
            phrases: &mut self.phrases,
        };
        flattener.add(rich, inlines, format);
    }

    /// Words that lead to a place.
    pub fn link_to(&mut self, place: &Text) -> PhraseId {
        self.phrases.push(Phrase { kind: PhraseKind::Link(Target::Place(place.clone())), parent: None });
        PhraseId(self.phrases.len() - 1)
    }

    /// Adds a note that has been set already; its index. Its text is not set again.
    pub fn add_note_slabs(&mut self, slabs: Vec<Slab>) -> usize {
        self.set_notes();
        self.notes.push(Note { number: 0, published: None, text: Vec::new() });
        self.note_elements.push(None);
        self.note_slabs.push(slabs);
        self.note_slabs.len() - 1
    }

    /// Height that the notes of the slabs made so far take at the foot of a page; notes that are not
    /// set yet have none.
    pub fn height_of_notes(&self) -> f32 {
        let notes = self.slabs.iter().flat_map(|slab| &slab.notes);
        let slabs = notes.filter_map(|note| self.note_slabs.get(*note)).flatten();
        let height: f32 = slabs.map(|slab| slab.above + slab.height).sum();
        if height > 0.0 { height + NOTE_GAP } else { 0.0 }
    }

    /// The footnotes, set, in the order of their indexes.
    pub fn take_notes(&mut self) -> Vec<Vec<Slab>> {
        std::mem::take(&mut self.note_slabs)
    }

    /// Begins an element inside the one that is open.
    pub fn open(&mut self, role: Role) -> ElementId {
        let id = self.child(role);
        self.open.push(id);
        id
    }

    /// Continues an element inside the one that is open.
    pub fn enter(&mut self, element: ElementId) {
        self.open.push(element);
    }

    /// Ends the element that is open.
    pub fn close(&mut self) {
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    /// An element without elements of its own, inside the one that is open.
    pub fn child(&mut self, role: Role) -> ElementId {
        let parent = self.open.last().copied();
        self.elements.push(Element { role, parent, language: None });
        ElementId(self.elements.len() - 1)
    }

    /// Holds the last `count` slabs together with what follows.
    pub fn hold(&mut self, count: usize, stick: Stick) {
        for slab in self.slabs.iter_mut().rev().take(count) {
            slab.stick = slab.stick.max(stick);
        }
    }

    /// A fault for each character that no face has, once for each fact it stands in.
    pub fn faults(&self) -> Vec<Fault> {
        self.typesetter.missing.iter().map(|(c, path)| fault(*c, path.clone())).collect()
    }
}

fn fault(c: char, path: Option<Text>) -> Fault {
    Fault {
        message: format!("no font has the character {} (U+{:04X})", printable(c), c as u32),
        help: "install a font that has it, or name its folder with --font-dir".into(),
        path,
    }
}

/// The character between quotes; its escape where a terminal would show nothing, or would put it
/// on the quote.
fn printable(c: char) -> String {
    if c.is_control() || c.is_whitespace() || is_ignorable(c) || is_combining_mark(c) {
        return format!("'{}'", c.escape_unicode());
    }
    format!("'{c}'")
}
