//! Redlines in Markdown: text between the brackets of CriticMarkup, so that a reader who takes them away is left with
//! Markdown of one of the two texts.
//!
//! Brackets never nest: a run of text is cut into stretches of one fate each, and every stretch is Markdown by
//! itself. What a stretch may come to stand beside depends on which others are dropped: both readings are looked at.

use crate::document::{Inline, Link, Mark};
use crate::emit::words::Words;

/// What becomes of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Both texts have it.
    Stays,
    /// Only the new text has it.
    Comes,
    /// Only the old text has it.
    Goes,
    /// Neither text has it here: what was taken out of a passage that also moved.
    Was,
    /// Said once more: what was put into a passage that also moved, of which all is new here.
    IsNew,
    /// No text has it: it says what happened here.
    Said,
}

/// The two texts that can be read from a redline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Every change accepted.
    New,
    /// Every change rejected.
    Old,
}

impl Fate {
    /// What becomes of something that is marked within something of this fate.
    pub(super) fn within(self, mark: Mark) -> Fate {
        let own = if mark.puts_in() { Fate::Comes } else { Fate::Goes };
        if self == Fate::Stays || self == own { own } else { Fate::Was }
    }

    /// Whether a reading has it.
    pub(super) fn is_in(self, reading: Reading) -> bool {
        match self {
            Fate::Stays => true,
            Fate::Comes => reading == Reading::New,
            Fate::Goes => reading == Reading::Old,
            Fate::Was | Fate::IsNew | Fate::Said => false,
        }
    }

    /// Finished Markdown between the brackets that tell its fate.
    pub(super) fn bracketed(self, text: &str) -> String {
        match self {
            _ if text.is_empty() => String::new(),
            Fate::Stays => text.to_owned(),
            Fate::Comes => format!("{{++{text}++}}"),
            Fate::Goes => format!("{{--{text}--}}"),
            // Comments, which no reading keeps.
            Fate::Was => format!("{{>>~~{text}~~<<}}"),
            Fate::IsNew => format!("{{>>++{text}++<<}}"),
            Fate::Said => format!("{{>>{text}<<}}"),
        }
    }
}

/// Part of a run of text that has one fate.
#[derive(Debug)]
pub(super) struct Stretch {
    pub fate: Fate,
    /// Without marks.
    pub run: Vec<Inline>,
}

/// Whether anything in a run is marked.
pub(super) fn is_marked(run: &[Inline]) -> bool {
    let mut found = false;
    crate::document::walk::each(run, &mut |inline| found |= matches!(inline, Inline::Changed(..)));
    found
}

/// A run in stretches; two neighbours never have one fate.
pub(super) fn stretches(run: &[Inline], words: &Words) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (fate, inline) in parted(run, (Fate::Stays, false), words) {
        match out.last_mut().filter(|last| last.fate == fate) {
            Some(last) => last.run.push(inline),
            None => out.push(Stretch { fate, run: vec![inline] }),
        }
    }
    out
}

/// What a run is made of, each with its fate; what is bold, or a link, is that in each part of it. With the fate of
/// all of it stands whether it moved here.
fn parted(run: &[Inline], (fate, moved): (Fate, bool), words: &Words) -> Vec<(Fate, Inline)> {
    let mut out = Vec::new();
    let wrapped = |inner: &[Inline], wrap: &dyn Fn(Vec<Inline>) -> Inline| -> Vec<(Fate, Inline)> {
        parted(inner, (fate, moved), words)
            .into_iter()
            .map(|(fate, inline)| (fate, wrap(vec![inline])))
            .collect()
    };
    for inline in run {
        out.extend(match inline {
            Inline::Strong(inner) if is_marked(inner) => wrapped(inner, &Inline::Strong),
            Inline::Emphasis(inner) if is_marked(inner) => wrapped(inner, &Inline::Emphasis),
            Inline::Foreign { language, text } if is_marked(text) => {
                wrapped(text, &|text| Inline::Foreign { language: language.clone(), text })
            }
            Inline::Link(link) if is_marked(&link.text) => {
                wrapped(&link.text, &|text| Inline::Link(Link { url: link.url.clone(), text }))
            }
            Inline::Changed(mark, inner) => {
                let said = words.of_end(*mark).map(|said| (Fate::Said, Inline::Text(said.into())));
                let again = moved && *mark == Mark::Inserted && !is_marked(inner);
                let again = if again { &inner[..] } else { &[] };
                let moved = moved || matches!(mark, Mark::MovedHere(_));
                said.into_iter()
                    .chain(again.iter().map(|inline| (Fate::IsNew, inline.clone())))
                    .chain(parted(inner, (fate.within(*mark), moved), words))
                    .collect()
            }
            other => vec![(fate, other.clone())],
        });
    }
    out
}

/// The Markdown of a stretch, with what its neighbours have to know of it.
#[derive(Debug)]
pub(super) struct Written {
    pub fate: Fate,
    pub text: String,
    /// It begins with what opens bold or italic text.
    pub opens: bool,
    /// It ends with what closes such text.
    pub closes: bool,
}

/// Parts a delimiter from what it would run together with; a comment, so that nothing is added to the words.
const APART: &str = "<!-- -->";

/// Stretches as one text.
pub(super) fn joined(mut all: Vec<Written>) -> String {
    all.retain(|one| !one.text.is_empty());
    let mut apart = vec![false; all.len()];
    for reading in [Reading::New, Reading::Old] {
        let shown: Vec<usize> = (0..all.len()).filter(|at| all[*at].fate.is_in(reading)).collect();
        for pair in shown.windows(2) {
            let (one, next) = (&all[pair[0]], &all[pair[1]]);
            let gap = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ",.;:?()".contains(c));
            let together = one.closes && !gap(next.text.chars().next())
                || next.opens && !gap(one.text.chars().next_back());
            // Behind the words of the first: a line that begins with a comment would be one.
            apart[pair[0]] |= together;
        }
    }
    let mut out = String::new();
    for (one, apart) in all.iter().zip(apart) {
        out.push_str(&one.fate.bracketed(&format!("{}{}", one.text, if apart { APART } else { "" })));
    }
    out
}
