//! Documents as HTML: one self-contained, accessible page without scripts.
//!
//! The style sheet is embedded and allowed by its hash; nothing else may be loaded or run. Where
//! several instruments share a page, the first one's title is the page's and the others are articles,
//! whose titles stand one level below it, so that the page has one outline.

mod blocks;
mod changes;
mod contents;
mod cover;
mod direction;
mod escape;
mod index;
mod inline;
mod memo;
mod outline;
mod style;

use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};

use super::{Fault, Format, Look, Volume, Written};
use crate::document::{Block, Document, Inline, Mark, Meta, Section, Text, Watermark, anchor};
use crate::emit::words::Words;
use crate::memo::is_shared;
use escape::{language, text};
use index::Index;
pub use memo::Memo;
use memo::Piece;
use outline::{Outline, Place, outlines};

/// The HTML format.
pub struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn write(&self, volume: &Volume<'_>, look: &Look, out: &mut dyn Write) -> Result<Written, Vec<Fault>> {
        let documents = volume.documents;
        let page = page(documents, look);
        out.write_all(page.as_bytes()).map_err(|error| vec![error.into()])?;
        Ok(Written::default())
    }

    fn bytes(&self, volume: &Volume<'_>, look: &Look) -> Result<(Vec<u8>, Written), Vec<Fault>> {
        Ok((page(volume.documents, look).into_bytes(), Written::default()))
    }
}

/// About how many places a page has.
const PLACES: usize = 256;

/// A page being written.
struct Page<'a> {
    out: String,
    memo: &'a Memo,
    index: &'a Arc<Index>,
    outlines: &'a [Vec<Arc<Outline>>],
    /// Whether what is written is kept for other pages, and looked for among theirs: not in a redline, where a
    /// place may be there twice.
    keeps: bool,
    words: &'static Words,
    /// The document being written, by its place in the page.
    document: usize,
    /// Level of the headings of the present block.
    level: usize,
    /// Whether the present block is struck out, so that nothing can point to it.
    gone: bool,
    /// Whether the present text stands in a link, where no other link can.
    linked: bool,
    /// Whether facts are tinted.
    tinted: bool,
    /// Whether the present text runs from right to left.
    right_to_left: bool,
    /// Words of the nearest heading: the name of a table that has no caption of its own.
    heading: String,
    /// Counts the ids that no key gives.
    ids: usize,
    /// Counts the places that stand before the present block.
    passed: usize,
    /// Keys whose places have been written: a key that stands twice is an id once.
    placed: HashSet<Text>,
    /// Ids made of numbers, where there is no key.
    numbered: HashSet<String>,
    /// Footnotes of the present document, in order.
    notes: Vec<(String, &'a [Inline])>,
}

fn page(documents: &[Document], look: &Look) -> String {
    let memo = &*look.html;
    let outlines = outlines(documents, memo);
    let index = Index::of(documents, &outlines, memo);
    let first = documents.first();
    let locale = first.map_or("en", |document| &*document.meta().language);
    let marks = documents.iter().filter_map(|document| document.meta().watermark);
    let watermark = marks.min_by_key(|mark| *mark != Watermark::Draft);
    let mut page = Page {
        out: String::with_capacity(256 << 10),
        memo,
        index: &index,
        outlines: &outlines,
        keeps: !outlines.iter().flatten().any(|outline| outline.changed),
        passed: 0,
        words: Words::of(locale),
        document: 0,
        level: 1,
        gone: false,
        linked: false,
        tinted: false,
        right_to_left: direction::is_right_to_left(locale),
        heading: String::new(),
        ids: 0,
        placed: HashSet::with_capacity(PLACES),
        numbered: HashSet::new(),
        notes: Vec::new(),
    };
    page.head(documents, look, watermark);
    page.body(documents, look);
    page.out
}

impl<'a> Page<'a> {
    fn head(&mut self, documents: &[Document], look: &Look, watermark: Option<Watermark>) {
        let meta = documents.first().map(Document::meta);
        let locale = meta.map_or("en", |meta| &meta.language);
        let sheet = style::sheet(documents, look, (self.index, self.outlines, self.memo), watermark);
        self.push("<!DOCTYPE html>\n<html lang=\"");
        self.push(&language(locale));
        self.push(if self.right_to_left { "\" dir=\"rtl\">\n" } else { "\" dir=\"ltr\">\n" });
        self.push("<head>\n<meta charset=\"utf-8\">\n");
        self.push("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        let policy = format!("style-src 'sha256-{}'; ", style::digest(&sheet));
        self.push(&policy);
        if look.logo.is_some() {
            self.push("img-src data:; ");
        }
        self.push("base-uri 'none'; form-action 'none'\">\n");
        // Where a contract is kept is nobody's business to whom it links.
        self.push("<meta name=\"referrer\" content=\"no-referrer\">\n");
        self.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.push("<meta name=\"color-scheme\" content=\"light dark\">\n");
        self.push("<meta name=\"generator\" content=\"dpakit\">\n<title>");
        self.text(&title(documents));
        self.push("</title>\n<style>");
        self.push(&sheet);
        self.push("</style>\n</head>\n");
    }

    fn body(&mut self, documents: &'a [Document], look: &Look) {
        let words = self.words;
        self.push("<body>\n<a class=\"skip\" href=\"#text\">");
        self.text(words.skip);
        self.push("</a>\n");
        if let Some(first) = documents.first() {
            self.enter(0, first.meta());
            self.push("<header class=\"opening");
            self.push(if first.meta().cover { " cover\">\n" } else { "\">\n" });
            look.logo.iter().for_each(|logo| self.logo(logo));
            self.opening(first.meta(), true);
            self.push("</header>\n");
        }
        self.contents(documents);
        self.push("<main id=\"text\" tabindex=\"-1\">\n");
        if !self.keeps {
            self.filter();
        }
        for (at, document) in documents.iter().enumerate() {
            if at == 0 {
                self.document(document);
            } else {
                self.article(at, document);
            }
        }
        self.push("</main>\n");
        self.footer(documents);
        self.push("</body>\n</html>\n");
    }

    /// An instrument that does not open the page.
    fn article(&mut self, at: usize, document: &'a Document) {
        let meta = document.meta();
        self.enter(at, meta);
        let id = self.index.document_id(at);
        self.put(format_args!("<article aria-labelledby=\"{id}\""));
        let around = self.lang(&meta.language);
        self.push(">\n<header class=\"opening\">\n");
        self.opening(meta, false);
        self.push("</header>\n");
        self.document(document);
        self.push("</article>\n");
        self.right_to_left = around;
    }

    /// Makes ready for an instrument.
    fn enter(&mut self, at: usize, meta: &Meta) {
        self.document = at;
        self.tinted = meta.watermark == Some(Watermark::Draft);
        self.level = if at == 0 { 2 } else { 3 };
        self.heading = meta.title.to_string();
    }

    /// An instrument's text.
    fn document(&mut self, document: &'a Document) {
        for (block, outline) in document.blocks().iter().zip(&self.outlines[self.document]) {
            if !is_empty(block) {
                self.outermost(block, outline);
            }
            self.passed += outline.places.len();
        }
        self.end_notes();
    }

    /// A block that stands in no other, as other pages have it too where they do.
    fn outermost(&mut self, block: &'a Block, outline: &Outline) {
        let Block::Section(section) = block else { return self.block(block) };
        if !self.keeps || outline.notes || !is_shared(section) {
            return self.block(block);
        }
        let with = self.around();
        let Some(piece) = self.memo.pieces.get(section, &with) else {
            let (from, ids) = (self.out.len(), self.ids);
            self.block(block);
            let text = self.out[from..].to_owned();
            let piece = Piece { text, ids: self.ids - ids, _index: self.index.clone() };
            let size = piece.text.len();
            return self.memo.pieces.put(section, &with, Arc::new(piece), size);
        };
        if cfg!(debug_assertions) {
            let from = self.out.len();
            self.block(block);
            assert_eq!(self.out[from..], piece.text, "{}", section.key);
            return;
        }
        self.push(&piece.text);
        self.ids += piece.ids;
        for place in &outline.places {
            match place {
                Place::Key(key) => drop(self.placed.insert(key.clone())),
                Place::Number(label) => drop(self.place_of_number(label)),
            }
        }
    }

    /// Everything around an outermost section that it is written by. The index tells all places of the page, and
    /// so those that stand before this one, too.
    fn around(&self) -> Vec<u8> {
        let numbers = [
            Arc::as_ptr(self.index) as usize,
            std::ptr::from_ref(self.words) as usize,
            self.document,
            self.level,
            self.ids,
            self.passed,
            self.tinted.into(),
            self.right_to_left.into(),
        ];
        let mut around = numbers.map(usize::to_le_bytes).concat();
        around.extend_from_slice(self.heading.as_bytes());
        around
    }

    /// The footnotes. One may contain another, which then follows at the end.
    fn end_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let level = self.level.min(6);
        let words = self.words;
        self.put(format_args!("<div class=\"notes\">\n<h{level}>"));
        self.text(words.notes);
        self.put(format_args!("</h{level}>\n<ol>\n"));
        let mut at = 0;
        while let Some((number, note)) = self.notes.get(at).cloned() {
            let (here, mark) = self.note_ids(at);
            self.put(format_args!("<li id=\"{here}\"><span class=\"mark\">{number}</span> <p>"));
            self.inlines(note);
            self.put(format_args!(" <a class=\"back\" href=\"#{mark}\" aria-label=\""));
            self.text(&format!("{} {number}", words.back));
            self.push("\">↩</a></p></li>\n");
            at += 1;
        }
        self.push("</ol>\n</div>\n");
        self.notes.clear();
    }

    fn footer(&mut self, documents: &[Document]) {
        let Some(meta) = documents.first().map(Document::meta) else {
            return;
        };
        let lines = [&meta.version, &meta.reference];
        let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        self.push("<footer>\n");
        for line in lines {
            self.push("<p>");
            self.isolated(line);
            self.push("</p>\n");
        }
        self.push("</footer>\n");
    }

    /// Markup.
    fn push(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Markup with gaps, filled.
    fn put(&mut self, markup: fmt::Arguments<'_>) {
        // A text takes whatever it is given.
        let _ = self.out.write_fmt(markup);
    }

    /// Words.
    fn text(&mut self, words: &str) {
        text(&mut self.out, words);
    }

    /// Words that a fact may have brought, set apart where they run against the text around them.
    fn isolated(&mut self, words: &str) {
        direction::isolated(&mut self.out, words, self.right_to_left);
    }

    /// A `lang` attribute, and a `dir` where the writing turns. Returns the direction around it, to
    /// be restored behind it.
    fn lang(&mut self, tag: &str) -> bool {
        let tag = language(tag);
        self.put(format_args!(" lang=\"{tag}\""));
        let right_to_left = direction::is_right_to_left(&tag);
        let around = std::mem::replace(&mut self.right_to_left, right_to_left);
        if right_to_left != around {
            self.push(if right_to_left { " dir=\"rtl\"" } else { " dir=\"ltr\"" });
        }
        around
    }

    /// An id that no key can have, since keys begin with a letter and have no underscore.
    fn fresh_id(&mut self) -> String {
        self.ids += 1;
        format!("_{}", self.ids)
    }

    /// The id of a key's place, the first time its place is written.
    fn place(&mut self, key: &Text) -> Option<String> {
        if self.gone || self.placed.contains(key) {
            return None;
        }
        let id = self.index.id(self.document, key)?;
        self.placed.insert(key.clone());
        Some(id)
    }

    /// The id of a section's place. One without a key of its own is known by its number, so that
    /// every number is a permalink; only what is struck out has no place.
    fn place_of(&mut self, section: &Section) -> Option<String> {
        let place = self.place(&section.key);
        if place.is_some() || self.gone || section.number.is_empty() {
            return place;
        }
        Some(self.place_of_number(&section.number.label))
    }

    /// The id of a place that is known by its number.
    fn place_of_number(&mut self, label: &str) -> String {
        let plain = format!("{}_no.{}", self.index.prefix(self.document), anchor(label));
        let mut id = plain.clone();
        let mut more = 1;
        while !self.numbered.insert(id.clone()) {
            more += 1;
            id = format!("{plain}_{more}");
        }
        id
    }

    /// The ids of a footnote and of its mark.
    fn note_ids(&self, at: usize) -> (String, String) {
        let (document, note) = (self.document + 1, at + 1);
        (format!("_n{document}-{note}"), format!("_m{document}-{note}"))
    }
}

/// The page's title: the instruments', and the reference, by which the pages of two packs differ.
fn title(documents: &[Document]) -> String {
    let titles = documents.iter().map(|one| &*one.meta().title);
    let reference = documents.first().map(|one| &*one.meta().reference);
    let parts: Vec<&str> = titles.chain(reference).filter(|part| !part.trim().is_empty()).collect();
    if parts.is_empty() { "–".to_owned() } else { parts.join(" · ") }
}

/// The element of a change, and its class.
fn changed(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Inserted | Mark::Split => ("ins", "in"),
        Mark::Deleted | Mark::Joined => ("del", "out"),
        Mark::MovedHere(_) => ("ins", "moved"),
        Mark::MovedAway(_) => ("del", "moved"),
    }
}

/// Whether a block writes anything at all.
fn is_empty(block: &Block) -> bool {
    match block {
        Block::Paragraph(inlines) => inlines.is_empty(),
        Block::Section(_) => false,
        Block::List(list) => list.items.is_empty(),
        Block::Definitions(definitions) => definitions.is_empty(),
        Block::Table(table) => table.rows.is_empty(),
        Block::Signatures(signatories) => signatories.is_empty(),
        Block::Changed(_, blocks) => blocks.iter().all(is_empty),
    }
}
