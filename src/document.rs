//! The semantic tree: what every format writes down, and what a redline compares.
//!
//! Clauses, facts and foreign texts all become a [`Draft`]. [`fn@resolve`] numbers the drafts of one
//! pack together, fills in the cross-references between them, links each use of a defined term to
//! its definition, and returns [`Document`]s. A `Document` has private fields and no other
//! constructor, so a text with an open reference or an empty list cannot be emitted.
//!
//! The tree knows no pack, no clause library and no law. It knows only that words come from
//! somewhere: [`Origin`] names the clause, and [`Stated`] the fact, that put them there.

pub mod markdown;
pub mod number;
pub mod paragraphs;
pub mod resolve;
pub mod script;
pub mod walk;

use std::sync::Arc;

pub use number::{Labels, Number, Scheme, Style};
pub use resolve::{Dangling, resolve};

/// Text in shared slices: the same words in ten thousand packs are stored once.
pub type Text = Arc<str>;

/// A tree whose numbers and references are not yet fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What stands on the cover, in headers and in the metadata.
    pub meta: Meta,
    /// How sections, clauses, items and annexes are counted.
    pub scheme: Scheme,
    /// The text.
    pub blocks: Vec<Block>,
}

/// A finished instrument: numbered, every reference resolved, no empty list.
///
/// Made by [`fn@resolve`], or as a redline of two.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Document {
    meta: Meta,
    blocks: Vec<Block>,
}

impl Document {
    /// A redline, whose blocks come from two resolved documents and are numbered already. References
    /// and terms are not looked at again.
    pub fn redline(meta: Meta, blocks: Vec<Block>) -> Document {
        Document { meta, blocks }
    }

    /// Title, parties, dates and the other data about the instrument.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The same instrument with a word behind its text.
    #[must_use]
    pub fn with_watermark(mut self, watermark: Watermark) -> Document {
        self.meta.watermark = Some(watermark);
        self
    }

    /// The same instrument with a date in its metadata, if it has none.
    #[must_use]
    pub fn or_dated(mut self, date: &str) -> Document {
        self.meta.date.get_or_insert_with(|| date.into());
        self
    }

    /// The same instrument for a reader who has no other: a reference to another is words that lead nowhere.
    #[must_use]
    pub fn by_itself(mut self) -> Document {
        let slug = self.meta.slug.clone();
        walk::inlines_mut(&mut self.blocks, &mut |inline| {
            if let Inline::Reference(reference) = inline
                && reference.document != slug
                && reference.text.is_empty()
            {
                *inline = Inline::Text(reference.label.clone());
            }
        });
        self
    }

    /// The numbered text.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// Data about an instrument.
#[derive(Debug, Clone, PartialEq, Default, Hash)]
pub struct Meta {
    /// File name stem and link prefix, unique in a pack: `dpa`, `scc`, `uk`.
    pub slug: Text,
    /// The instrument's full title.
    pub title: Text,
    /// A line under the title, e.g. the instrument's official name or the schedule it is.
    pub subtitle: Option<Text>,
    /// What other instruments of the pack call this one: "the Agreement", "the EU Clauses Schedule".
    pub called: Text,
    /// BCP 47 language of the text, e.g. `en-GB`.
    pub language: Text,
    /// The parties' reference for the pack.
    pub reference: Text,
    /// The document's date and version as printed in the footer, e.g. "Version 1.0 of 2 March 2026".
    pub version: Text,
    /// Date of the document, ISO 8601 (`2026-03-02`), if it is known; the metadata date.
    pub date: Option<Text>,
    /// Who appears on the cover, in order.
    pub parties: Vec<CoverParty>,
    /// The table of what was agreed, printed on the cover; empty where the instrument has no cover.
    pub key_terms: Vec<KeyTerm>,
    /// Whether the instrument opens with a cover page; without one it opens with its title.
    pub cover: bool,
    /// Large light word behind the text of each page.
    pub watermark: Option<Watermark>,
    /// One sentence in small print at the foot of the cover or under the title.
    pub notice: Option<Text>,
}

/// A party as shown on the cover.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct CoverParty {
    /// Full name.
    pub name: Vec<Inline>,
    /// What the party is here: "Customer, controller, data exporter".
    pub role: Vec<Inline>,
}

/// A row of the cover's table of key terms.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct KeyTerm {
    /// What was agreed about: "Breach notice".
    pub label: Vec<Inline>,
    /// What was agreed.
    pub value: Cell,
}

/// What stands large and light behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watermark {
    /// Not ready for signature.
    Draft,
    /// An agreement of the past, reproduced.
    Historical,
}

impl Watermark {
    /// The word as printed.
    pub fn word(self) -> &'static str {
        match self {
            Watermark::Draft => "DRAFT",
            Watermark::Historical => "HISTORICAL",
        }
    }
}

/// Identifies a place that can be referred to, across all instruments of a pack.
///
/// `dpa/breach-notice` is a section, `dpa/breach-notice#contents` a clause in it, by the slug of its
/// run-in heading.
pub type Key = Text;

/// The clause that words come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Address with version, `dpa/breach-notice@1`; for a deviation of the parties, the address of
    /// the clause it replaces or follows, prefixed with `own:`.
    pub address: Text,
}

/// A numbered or titled stretch of text.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Section {
    /// What references call it; empty if nothing can refer to it.
    pub key: Key,
    /// Level and manner of heading.
    pub kind: Kind,
    /// Set by [`fn@resolve`]; empty for [`Kind::Part`] and [`Kind::Signing`].
    pub number: Number,
    /// The heading; a clause may have none.
    pub title: Vec<Inline>,
    /// Where the text comes from; inherited by the blocks inside.
    pub origin: Option<Origin>,
    /// BCP 47 language, where it differs from the document's.
    pub language: Option<Text>,
    /// The text.
    pub blocks: Vec<Block>,
}

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Heading on its own line with a number: "6 Breach notice". Contains clauses.
    Section,
    /// Numbered paragraph, its heading (if any) run in: "6.3 **Contents.** The first message ...".
    Clause,
    /// Heading without a number, e.g. the recitals, or one service within an annex.
    Part,
    /// Starts a new page: "Annex 2 Security measures".
    Annex,
    /// The signature page or block: kept together.
    Signing,
}

/// A piece of text with a shape of its own. Most are paragraphs: what is larger stands apart, so that a text of a
/// hundred thousand lines does not have the room of a section for each.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Block {
    /// A titled or numbered stretch.
    Section(Arc<Section>),
    /// Running text.
    Paragraph(Vec<Inline>),
    /// Items.
    List(List),
    /// Terms and their meanings, sorted by [`fn@resolve`].
    Definitions(Vec<Definition>),
    /// Rows and columns.
    Table(Box<Table>),
    /// Where the parties sign.
    Signatures(Vec<Signatory>),
    /// A changed stretch of a redline.
    Changed(Mark, Vec<Block>),
}

impl Block {
    /// A titled or numbered stretch as a block.
    pub fn section(section: Section) -> Block {
        Block::Section(Arc::new(section))
    }

    /// Rows and columns as a block.
    pub fn table(table: Table) -> Block {
        Block::Table(Box::new(table))
    }
}

/// A list.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct List {
    /// How its items are marked.
    pub marker: Marker,
    /// Never empty in a [`Document`].
    pub items: Vec<Item>,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marker {
    /// Counted by the scheme of the instrument: (a), (b); inside that (i), (ii).
    Counted,
    /// Marked with a bullet.
    Bullet,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Item {
    /// Set by [`fn@resolve`]; empty in a bullet list.
    pub number: Number,
    /// The text; the first block is a paragraph.
    pub blocks: Vec<Block>,
}

/// A defined term and its meaning.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Definition {
    /// What uses of the term link to: `term:customer-data`.
    pub key: Key,
    /// The term as defined.
    pub term: Text,
    /// The meaning; a full sentence or a phrase.
    pub meaning: Vec<Block>,
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Table {
    /// What the table shows; spoken by screen readers, printed above the table.
    pub caption: Option<Vec<Inline>>,
    /// One per column.
    pub columns: Vec<Column>,
    /// Header row; empty where the first column is the header (label and value).
    pub header: Vec<Cell>,
    /// The body.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the first cell of each row is its header.
    pub row_headers: bool,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Column {
    /// Share of the width in percent, where the text asks for one; otherwise found from the content.
    pub width: Option<u8>,
    /// How its cells are aligned.
    pub align: Align,
}

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Marks and short codes.
    Centre,
    /// Numbers.
    Right,
}

/// What stands in a cell, one line below the other.
#[derive(Debug, Clone, PartialEq, Default, Hash)]
pub struct Cell {
    /// No line of a [`Document`] is empty.
    pub lines: Vec<Line>,
}

/// A line of a cell; it is broken where it is longer than the cell is wide.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Line {
    /// Whether it is an item of a list: marked with a bullet, and further lines indented.
    pub item: bool,
    /// The words.
    pub text: Vec<Inline>,
}

impl Cell {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.text.is_empty())
    }

    /// Its words without marks, with a space between lines.
    pub fn plain(&self) -> String {
        self.lines.iter().map(|line| plain(&line.text)).collect::<Vec<_>>().join(" ")
    }
}

impl From<Vec<Inline>> for Cell {
    /// The lines of a run of text, which [`Inline::Break`] parts; none of them an item.
    fn from(run: Vec<Inline>) -> Cell {
        let lines = run.split(|inline| *inline == Inline::Break);
        let lines = lines.filter(|line| !line.is_empty());
        Cell { lines: lines.map(|line| Line { item: false, text: line.to_vec() }).collect() }
    }
}

/// One who signs, with the fields to be filled.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Signatory {
    /// Stable id: the party's id in the pack. Field names are built from it.
    pub id: Text,
    /// The party signed for, in full.
    pub party: Vec<Inline>,
    /// In which capacity: "Controller and data exporter".
    pub capacity: Vec<Inline>,
    /// In the order in which they are printed.
    pub fields: Vec<Field>,
}

/// A line to be filled by a signatory.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Field {
    /// What is to be filled in.
    pub kind: FieldKind,
    /// The small label, in the language of the document.
    pub label: Text,
    /// What the facts say already.
    pub value: Option<Vec<Inline>>,
}

/// The kinds of signature fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// The signature itself.
    Signature,
    /// Name of the person who signs.
    Name,
    /// Position of that person.
    Title,
    /// Where it is signed.
    Place,
    /// When it is signed.
    Date,
}

/// Running text.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Inline {
    /// Words of the clause.
    Text(Text),
    /// Words that a fact put there.
    Fact(Stated),
    /// Important words: bold.
    Strong(Vec<Inline>),
    /// Stressed words: italic.
    Emphasis(Vec<Inline>),
    /// A line break inside a paragraph or cell.
    Break,
    /// A link out of the pack.
    Link(Link),
    /// A cross-reference within the pack.
    Reference(Box<Reference>),
    /// A use of a defined term.
    Term {
        /// The definition's key.
        to: Key,
        /// The words as used.
        text: Text,
    },
    /// A footnote's text, standing where its mark goes.
    Note(Box<Note>),
    /// Words in another language.
    Foreign {
        /// BCP 47.
        language: Text,
        /// The words.
        text: Vec<Inline>,
    },
    /// An open blank, with what belongs there. Only drafts and specimens have any.
    Blank(Text),
    /// A changed stretch of a redline.
    Changed(Mark, Vec<Inline>),
}

impl Inline {
    /// A cross-reference.
    pub fn reference(reference: Reference) -> Inline {
        Inline::Reference(Box::new(reference))
    }

    /// A footnote.
    pub fn note(note: Note) -> Inline {
        Inline::Note(Box::new(note))
    }
}

/// A fact as printed, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stated {
    /// As printed, e.g. "48 hours".
    pub text: Text,
    /// Path in the pack: `breach.notice`, `parties.acme.name`.
    pub path: Text,
    /// Which layer of the pack stated it.
    pub layer: Layer,
}

/// Where a fact was stated. Later layers win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// A default of the model.
    Default,
    /// House defaults: `[defaults]` in `dpakit.toml`.
    House,
    /// The pack file.
    Pack,
    /// A row of a partner table.
    Row,
    /// Derived from other facts; `explain` shows the reason.
    Derived,
}

/// A link out of the pack.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Link {
    /// Absolute URL with scheme `https`, `http` or `mailto`.
    pub url: Text,
    /// What is shown.
    pub text: Vec<Inline>,
}

/// A cross-reference.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Reference {
    /// The place.
    pub to: Key,
    /// Words of the author's own to show in place of the label; usually empty.
    pub text: Vec<Inline>,
    /// Set by [`fn@resolve`]: "clause 8.2", "Annex 2 (Security measures)".
    pub label: Text,
    /// Set by [`fn@resolve`]: slug of the instrument the place is in.
    pub document: Text,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Note {
    /// Set by [`fn@resolve`]; counts through the document.
    pub number: u32,
    /// The number that the note came with in a published text; printed in place of the count.
    pub published: Option<Text>,
    /// The text.
    pub text: Vec<Inline>,
}

impl Note {
    /// Stands for the mark of a note where notes have no numbers.
    pub const DAGGER: char = '†';

    /// The number as printed: that of the publication, else the count.
    pub fn label(&self) -> String {
        self.published.as_deref().map_or_else(|| self.number.to_string(), str::to_owned)
    }
}

/// What happened to a stretch of a redline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Only in the new text.
    Inserted,
    /// Only in the old text.
    Deleted,
    /// Stands elsewhere in the old text. Moves are counted from 1, and both places have one number; 0 where the
    /// other place is not known.
    MovedHere(u32),
    /// Stands elsewhere in the new text.
    MovedAway(u32),
    /// Here ends a paragraph in the new text only; around no words.
    Split,
    /// Here ended a paragraph in the old text only; around no words, or a space.
    Joined,
}

impl Mark {
    /// Whether the new text has the stretch.
    pub fn puts_in(self) -> bool {
        matches!(self, Mark::Inserted | Mark::MovedHere(_) | Mark::Split)
    }

    /// Whether only the old text has it there.
    pub fn strikes(self) -> bool {
        !self.puts_in()
    }
}

/// The words of a run of text, without marks: for headings in metadata, bookmarks and matching.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_plain(inlines, &mut out);
    out
}

/// The same, written to the end of other words.
pub fn write_plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Term { text, .. } | Inline::Blank(text) => out.push_str(text),
            Inline::Fact(fact) => out.push_str(&fact.text),
            Inline::Break => out.push(' '),
            Inline::Link(link) => write_plain(&link.text, out),
            Inline::Reference(reference) if reference.text.is_empty() => out.push_str(&reference.label),
            Inline::Reference(reference) => write_plain(&reference.text, out),
            Inline::Note(_) | Inline::Changed(Mark::Deleted | Mark::MovedAway(_) | Mark::Joined, _) => {}
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Changed(_, inner) => {
                write_plain(inner, out);
            }
            Inline::Foreign { text, .. } => write_plain(text, out),
        }
    }
}

/// A text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + chars.as_str()
}

/// The anchor of a key in a document: unique in it, safe in a URL fragment and a file.
pub fn anchor(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' }).collect()
}
