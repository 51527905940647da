//! Inline content as one string with formats: what the line breaker works on.

use std::rc::Rc;

use unicode_normalization::UnicodeNormalization;

use super::face::Weight;
use crate::document::{Inline, Mark, Note, Text, plain};
use crate::emit::words::Words;

/// Colour of text, by its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// Running text: black.
    #[default]
    Text,
    /// Links and the numbers of annexes: the accent colour of the theme.
    Accent,
    /// Headers, footers, labels: grey.
    Muted,
    /// Rules between the rows of tables: light grey.
    Hairline,
    /// The word behind the text.
    Watermark,
    /// White: words that only machines find.
    Paper,
}

/// A part of a run of text with a meaning of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// What it is.
    pub kind: PhraseKind,
    /// The phrase it stands in, if any.
    pub parent: Option<PhraseId>,
}

/// What a phrase is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseKind {
    /// Words that can be clicked.
    Link(Target),
    /// The mark of a footnote: index in the layout's notes. It can be clicked too.
    Mark(usize),
    /// Words in another language (BCP 47).
    Language(Text),
}

impl Phrase {
    /// Where a click on it leads.
    pub fn target(&self) -> Option<Target> {
        match &self.kind {
            PhraseKind::Link(target) => Some(target.clone()),
            PhraseKind::Mark(note) => Some(Target::Place(note_place(*note))),
            PhraseKind::Language(_) => None,
        }
    }
}

/// Index in the phrases of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhraseId(pub usize);

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Out of the file.
    Url(Text),
    /// To a place in the file, by the name that [`place`] and [`term_place`] give it.
    Place(Text),
}

/// The name of a place that a key of the tree stands for.
pub fn place(key: &str) -> Text {
    format!("k:{key}").into()
}

/// The name of a definition: two instruments in one file may each define the same term.
pub fn term_place(document: usize, key: &str) -> Text {
    format!("t:{document}:{key}").into()
}

/// The name of a footnote, by its index in the layout's notes.
pub fn note_place(note: usize) -> Text {
    format!("f:{note}").into()
}

/// A mark drawn over, under or behind words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoration {
    /// A fact in a draft: tinted.
    Fact,
    /// An open blank: tinted and ruled, and marked in the margin.
    Blank,
    /// New words: a line under them.
    Underline,
    /// Old words: a line through them.
    Strike,
    /// Words moved here: two lines under them, so that what is new among them can be told.
    TwoUnder,
    /// Words moved away: two lines through them.
    TwoThrough,
}

/// How a stretch of text looks and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    /// Weight and slant.
    pub weight: Weight,
    /// Size in points.
    pub size: f32,
    /// How far above the line it stands, in points.
    pub rise: f32,
    /// Colour.
    pub ink: Ink,
    /// BCP 47.
    pub language: Text,
    /// Whether words may be broken.
    pub hyphenate: bool,
    /// Whether all figures have one width.
    pub tabular: bool,
    /// Line or tint.
    pub decoration: Option<Decoration>,
    /// The innermost phrase it belongs to.
    pub phrase: Option<PhraseId>,
    /// The phrase around it that can be clicked.
    pub link: Option<PhraseId>,
    /// The fact it comes from.
    pub path: Option<Text>,
    /// The footnote whose mark it is: index in the layout's notes.
    pub note: Option<usize>,
}

impl Format {
    /// Plain text of a size in a language.
    pub fn new(size: f32, language: Text) -> Format {
        Format {
            weight: Weight::default(),
            size,
            rise: 0.0,
            ink: Ink::Text,
            language,
            hyphenate: true,
            tabular: false,
            decoration: None,
            phrase: None,
            link: None,
            path: None,
            note: None,
        }
    }

    /// The same in bold.
    pub fn bold(mut self) -> Format {
        self.weight.bold = true;
        self
    }

    /// The same in italics.
    pub fn italic(mut self) -> Format {
        self.weight.italic = true;
        self
    }

    /// The same in another colour.
    pub fn ink(mut self, ink: Ink) -> Format {
        self.ink = ink;
        self
    }

    /// The same, with whole words only: headings and labels.
    pub fn whole_words(mut self) -> Format {
        self.hyphenate = false;
        self
    }
}

/// A stretch of one format.
#[derive(Debug, Clone)]
pub struct Span {
    /// First byte after it; it begins where the one before ends.
    pub end: usize,
    /// Its format.
    pub format: Rc<Format>,
}

/// Text with formats, composed (NFC), with `\n` for breaks and no other control characters.
#[derive(Debug, Clone, Default)]
pub struct Rich {
    /// The characters.
    pub text: String,
    /// Cover the text without gaps.
    pub spans: Vec<Span>,
}

impl Rich {
    /// Text of one format.
    pub fn plain(text: &str, format: &Format) -> Rich {
        let mut rich = Rich::default();
        rich.push(text, format);
        rich
    }

    /// Adds text at the end. Runs of white space become one space.
    pub fn push(&mut self, text: &str, format: &Format) {
        if is_plain(text) && !(text.starts_with(' ') && self.text.ends_with([' ', '\n'])) {
            self.text.push_str(text);
            return self.close(format);
        }
        if text.chars().all(is_composed) {
            text.chars().filter(|&c| is_white(c) || !c.is_control()).for_each(|c| self.push_one(c));
            return self.close(format);
        }
        // Composed last: what is left out or replaced may have stood between a letter and its accent.
        for c in text.chars().filter(|&c| is_white(c) || !c.is_control()).flat_map(letters).nfc() {
            self.push_one(c);
        }
        self.close(format);
    }

    fn push_one(&mut self, c: char) {
        match c {
            c if !is_white(c) => self.text.push(c),
            _ if self.text.ends_with([' ', '\n']) => {}
            _ => self.text.push(' '),
        }
    }

    fn close(&mut self, format: &Format) {
        let start = self.spans.last().map_or(0, |span| span.end);
        let end = self.text.len();
        if end == start {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if *last.format == *format => last.end = end,
            _ => self.spans.push(Span { end, format: Rc::new(format.clone()) }),
        }
    }

    /// Adds a line break.
    pub fn break_line(&mut self, format: &Format) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        let length = self.text.len();
        for span in &mut self.spans {
            span.end = span.end.min(length);
        }
        self.text.push('\n');
        self.close(format);
    }

    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Whether a character is only a space to us. Breaks are blocks or inlines of their own.
fn is_white(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' ' | '\u{2028}' | '\u{2029}')
}

/// Whether text is printable ASCII without two spaces in a row: nearly all is.
fn is_plain(text: &str) -> bool {
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    printable && !text.as_bytes().windows(2).any(|two| two == b"  ")
}

/// Whether a character is composed as it stands, whatever stands beside it: those before the combining
/// marks, and nearly all punctuation.
fn is_composed(c: char) -> bool {
    matches!(c, ..'\u{300}' | '\u{2002}'..='\u{205e}' | '\u{20ac}')
}

/// The letters of a character that stands for a shape of them, as text copied from other PDFs has:
/// ligatures, and Arabic letters as they look at the end or in the middle of a word. The font makes
/// its own shapes of the letters.
fn letters(c: char) -> impl Iterator<Item = char> {
    let is_shape = matches!(
        c,
        '\u{fb00}'..='\u{fb04}' | '\u{fb50}'..='\u{fbb1}' | '\u{fbd3}'..='\u{fbff}' | '\u{fe80}'..='\u{fefc}'
    );
    let decomposed = is_shape.then(|| std::iter::once(c).nfkd());
    let plain = (!is_shape).then_some(c);
    plain.into_iter().chain(decomposed.into_iter().flatten())
}

/// Turns inline content into rich text and gathers its footnotes.
pub struct Flattener<'n> {
    /// The instrument's place among those of the file.
    pub document: usize,
    /// Whether facts are tinted.
    pub tinted: bool,
    /// Where footnotes go; marks refer to it by index.
    pub notes: &'n mut Vec<Note>,
    /// Where phrases go; formats refer to them by index.
    pub phrases: &'n mut Vec<Phrase>,
}

impl Flattener<'_> {
    /// Adds `inlines` to `rich` in the given format.
    pub fn add(&mut self, rich: &mut Rich, inlines: &[Inline], format: &Format) {
        for (at, inline) in inlines.iter().enumerate() {
            // "30" that goes and "14" that comes for it are not "3014".
            if at > 0 && changes_at_once(&inlines[at - 1], inline) {
                rich.push(" ", format);
            }
            self.add_one(rich, inline, format);
        }
    }

    fn add_one(&mut self, rich: &mut Rich, inline: &Inline, format: &Format) {
        let with = |change: &dyn Fn(&mut Format)| {
            let mut changed = format.clone();
            change(&mut changed);
            changed
        };
        match inline {
            Inline::Text(text) => rich.push(text, format),
            Inline::Fact(fact) => rich.push(
                &fact.text,
                &with(&|f| {
                    f.hyphenate = false;
                    f.path = Some(fact.path.clone());
                    f.decoration = f.decoration.or(self.tinted.then_some(Decoration::Fact));
                }),
            ),
            Inline::Strong(inner) => self.add(rich, inner, &with(&|f| f.weight.bold = true)),
            Inline::Emphasis(inner) => {
                self.add(rich, inner, &with(&|f| f.weight.italic = !f.weight.italic));
            }
            Inline::Break => rich.break_line(format),
            Inline::Link(link) => {
                let mut linked = self.linked(format, Target::Url(link.url.clone()));
                linked.ink = Ink::Accent;
                linked.hyphenate = false;
                self.add(rich, &link.text, &linked);
            }
            Inline::Reference(reference) => {
                let linked = self.linked(format, Target::Place(place(&reference.to)));
                if reference.text.is_empty() {
                    rich.push(&reference.label, &linked);
                } else {
                    self.add(rich, &reference.text, &linked);
                }
            }
            Inline::Term { to, text } => {
                let linked = self.linked(format, Target::Place(term_place(self.document, to)));
                rich.push(text, &linked);
            }
            Inline::Note(note) => self.add_mark(rich, note, format),
            Inline::Foreign { language, text } => {
                let phrase = self.phrase(PhraseKind::Language(language.clone()), format.phrase);
                let foreign = with(&|f| (f.language, f.phrase) = (language.clone(), Some(phrase)));
                self.add(rich, text, &foreign);
            }
            Inline::Blank(text) => {
                let blank = with(&|f| {
                    f.hyphenate = false;
                    f.decoration = Some(Decoration::Blank);
                });
                rich.push(&format!("[{text}]"), &blank);
            }
            Inline::Changed(mark, inner) => {
                if let Some(said) = Words::of(&format.language).of_end(*mark) {
                    rich.push(&format!(" {said} "), &with(&|f| f.decoration = Some(decoration(*mark))));
                }
                self.add(rich, inner, &with(&|f| f.decoration = Some(decoration(*mark))));
            }
        }
    }

    fn phrase(&mut self, kind: PhraseKind, parent: Option<PhraseId>) -> PhraseId {
        self.phrases.push(Phrase { kind, parent });
        PhraseId(self.phrases.len() - 1)
    }

    /// The format of words that can be clicked; a link in a link is none.
    fn linked(&mut self, format: &Format, target: Target) -> Format {
        let mut linked = format.clone();
        if linked.link.is_none() {
            linked.phrase = Some(self.phrase(PhraseKind::Link(target), format.phrase));
            linked.link = linked.phrase;
        }
        linked
    }

    fn add_mark(&mut self, rich: &mut Rich, note: &Note, format: &Format) {
        let mut mark = format.clone();
        mark.phrase = Some(self.phrase(PhraseKind::Mark(self.notes.len()), format.phrase));
        if mark.link.is_none() {
            mark.link = mark.phrase;
        }
        mark.rise += format.size * 0.34;
        mark.size *= 0.66;
        mark.hyphenate = false;
        mark.note = Some(self.notes.len());
        self.notes.push(note.clone());
        rich.push(&note.label(), &mark);
    }
}

/// Whether words that go stand at words that come, with no space between.
fn changes_at_once(one: &Inline, next: &Inline) -> bool {
    let (Inline::Changed(mark, words), Inline::Changed(other, more)) = (one, next) else { return false };
    let (ends, begins) = (plain(words), plain(more));
    mark != other && !ends.ends_with(char::is_whitespace) && !begins.starts_with(char::is_whitespace)
}

/// How a changed stretch is drawn.
pub fn decoration(mark: Mark) -> Decoration {
    match mark {
        Mark::Inserted | Mark::Split | Mark::Joined => Decoration::Underline,
        Mark::Deleted => Decoration::Strike,
        Mark::MovedHere(_) => Decoration::TwoUnder,
        Mark::MovedAway(_) => Decoration::TwoThrough,
    }
}
