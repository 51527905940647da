//! Two runs of text as one, in which changed words are marked.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::{Inline, Link, Mark, Stated, Text, plain};

use super::wordings::{Stretch, Wordings};

/// Two runs as one: words that are gone before those that came.
pub fn redlined(old: &[Inline], new: &[Inline], wordings: &mut Wordings) -> Vec<Inline> {
    let (before, now) = (plain(old), plain(new));
    let stretches = wordings.of(&before, &now);
    woven((old, &before), (new, &now), &stretches)
}

/// Two runs, each with its words, as one by their stretches.
pub(super) fn woven(old: (&[Inline], &str), new: (&[Inline], &str), stretches: &[Stretch]) -> Vec<Inline> {
    let ((old, before), (new, now)) = (old, new);
    let mut out = Vec::new();
    let last = stretches.len().saturating_sub(1);
    for (index, stretch) in stretches.iter().enumerate() {
        if stretch.same {
            let start = if index == 0 { 0 } else { stretch.new.start };
            let end = if index == last { now.len() } else { stretch.new.end };
            out.extend(cut(new, &(start..end)));
            continue;
        }
        let (gone, came) = around(stretches, index, before.len(), now.len());
        let (head, tail) = spaces(&before[gone.clone()], &now[came.clone()]);
        out.extend(cut(new, &(came.start..came.start + head)));
        let inside = |range: &Range<usize>| range.start + head..range.end - tail;
        for (mark, words) in
            [(Mark::Deleted, cut(old, &inside(&gone))), (Mark::Inserted, cut(new, &inside(&came)))]
        {
            if !words.is_empty() {
                out.push(Inline::Changed(mark, words));
            }
        }
        out.extend(cut(new, &(came.end - tail..came.end)));
    }
    if stretches.is_empty() { new.to_vec() } else { joined(out) }
}

/// A run in which what stands side by side and looks alike is one.
pub(super) fn joined(run: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(run.len());
    for inline in run {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(after)) => *before = format!("{before}{after}").into(),
            (Some(Inline::Strong(before)), Inline::Strong(after))
            | (Some(Inline::Emphasis(before)), Inline::Emphasis(after)) => {
                before.extend(after);
                *before = joined(std::mem::take(before));
            }
            (Some(Inline::Link(before)), Inline::Link(after)) if before.url == after.url => {
                before.text.extend(after.text);
                before.text = joined(std::mem::take(&mut before.text));
            }
            (_, inline) => out.push(inline),
        }
    }
    out
}

/// The bytes of a stretch in both texts with the white space around them: all that lies between its neighbours.
fn around(stretches: &[Stretch], index: usize, old: usize, new: usize) -> (Range<usize>, Range<usize>) {
    let start = match index.checked_sub(1).and_then(|before| stretches.get(before)) {
        Some(before) => (before.old.end, before.new.end),
        None => (0, 0),
    };
    let end = stretches.get(index + 1).map_or((old, new), |after| (after.old.start, after.new.start));
    (start.0..end.0, start.1..end.1)
}

/// How many bytes of white space two texts have alike at their heads and at their tails.
fn spaces(one: &str, other: &str) -> (usize, usize) {
    let alike = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| -> usize {
        one.zip(other).take_while(|(a, b)| a == b && a.is_whitespace()).map(|(a, _)| a.len_utf8()).sum()
    };
    let head = alike(&mut one.chars(), &mut other.chars());
    (head, alike(&mut one[head..].chars().rev(), &mut other[head..].chars().rev()))
}

/// A run as it reads once every change in it is accepted.
pub fn accepted(run: &[Inline]) -> Vec<Inline> {
    settled(run, Mark::puts_in)
}

/// A run as it reads once every change in it is rejected.
pub fn rejected(run: &[Inline]) -> Vec<Inline> {
    settled(run, Mark::strikes)
}

pub(super) fn settled(run: &[Inline], kept: fn(Mark) -> bool) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in run {
        match inline {
            Inline::Changed(mark, inner) if kept(*mark) => out.extend(settled(inner, kept)),
            Inline::Changed(..) => {}
            Inline::Strong(inner) => out.push(Inline::Strong(settled(inner, kept))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(settled(inner, kept))),
            Inline::Link(link) => {
                out.push(Inline::Link(Link { url: link.url.clone(), text: settled(&link.text, kept) }));
            }
            Inline::Foreign { language, text } => {
                out.push(Inline::Foreign { language: language.clone(), text: settled(text, kept) });
            }
            other => out.push(other.clone()),
        }
    }
    out
}

/// A run in two: what stands before its words, a number or nothing, and the words, with which its plain text ends.
pub(super) fn parted<'r>(run: &'r [Inline], words: &str) -> (Vec<Inline>, Cow<'r, [Inline]>) {
    let whole = length(run);
    match whole.saturating_sub(words.len()) {
        0 => (Vec::new(), Cow::Borrowed(run)),
        start => (cut(run, &(0..start)), Cow::Owned(cut(run, &(start..whole)))),
    }
}

/// How many bytes the plain text of a run has.
pub(super) fn length(run: &[Inline]) -> usize {
    run.iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Term { text, .. } | Inline::Blank(text) => text.len(),
            one => plain(std::slice::from_ref(one)).len(),
        })
        .sum()
}

/// The part of a run whose plain text has some bytes. What cannot be parted without losing its meaning, a
/// reference or a term, becomes its words.
pub(super) fn cut(run: &[Inline], range: &Range<usize>) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut at = 0;
    for inline in run {
        let length = length(std::slice::from_ref(inline));
        let (start, end) = (range.start.max(at), range.end.min(at + length));
        // What has no words goes with those before it.
        let is_here = if length == 0 {
            (range.start < at && at <= range.end) || at == 0 && range.start == 0
        } else {
            start < end
        };
        if is_here {
            out.extend(part(inline, start.saturating_sub(at)..end.saturating_sub(at), length));
        }
        at += length;
    }
    out
}

fn part(inline: &Inline, range: Range<usize>, length: usize) -> Option<Inline> {
    if range.len() == length {
        return Some(inline.clone());
    }
    let words = |text: &str| -> Text { text.get(range.clone()).unwrap_or(text).into() };
    let inner = |run: &[Inline]| cut(run, &range);
    Some(match inline {
        Inline::Text(text) | Inline::Term { text, .. } => Inline::Text(words(text)),
        Inline::Blank(text) => Inline::Blank(words(text)),
        Inline::Fact(fact) => Inline::Fact(Stated { text: words(&fact.text), ..fact.clone() }),
        Inline::Strong(run) => Inline::Strong(inner(run)),
        Inline::Emphasis(run) => Inline::Emphasis(inner(run)),
        Inline::Link(link) => Inline::Link(Link { url: link.url.clone(), text: inner(&link.text) }),
        Inline::Reference(reference) if reference.text.is_empty() => Inline::Text(words(&reference.label)),
        Inline::Reference(reference) => Inline::Text(words(&plain(&reference.text))),
        Inline::Foreign { language, text } => {
            Inline::Foreign { language: language.clone(), text: inner(text) }
        }
        Inline::Changed(mark, run) => Inline::Changed(*mark, inner(run)),
        Inline::Break | Inline::Note(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diff::tokens::Vocabulary;

    fn run() -> impl Strategy<Value = Vec<Inline>> {
        let words =
            prop::sample::select(vec!["the", " mill ", "grinds, ", "“corn” ", "daily", " ", "\u{a0}é"]);
        let leaf = prop_oneof![
            6 => words.clone().prop_map(|words| Inline::Text(words.into())),
            1 => words.prop_map(|words| Inline::Term { to: "term:x".into(), text: words.into() }),
            1 => Just(Inline::Break),
        ];
        let inline = leaf.prop_recursive(2, 12, 3, |inner| {
            let inner = proptest::collection::vec(inner, 1..3);
            prop_oneof![
                inner.clone().prop_map(Inline::Strong),
                inner.prop_map(|text| Inline::Link(Link { url: "https://x.example".into(), text })),
            ]
        });
        proptest::collection::vec(inline, 0..8)
    }

    proptest! {
        #[test]
        fn a_redline_accepted_is_new_and_rejected_is_old(old in run(), new in run()) {
            let redline = redlined(&old, &new, &mut Wordings::new());
            let (accepted, rejected) = (plain(&accepted(&redline)), plain(&rejected(&redline)));
            prop_assert_eq!(accepted, plain(&new));
            // Up to white space and the shape of quotation marks, which are nothing.
            let mut vocabulary = Vocabulary::new();
            let mut words = |text: &str| -> Vec<u32> {
                vocabulary.tokens(text).into_iter().map(|token| token.word).collect()
            };
            prop_assert_eq!(words(&rejected), words(&plain(&old)));
        }

        #[test]
        fn a_run_and_itself_have_no_marks(run in run()) {
            let redline = redlined(&run, &run, &mut Wordings::new());
            prop_assert_eq!(plain(&redline), plain(&run));
            let debug = format!("{redline:?}");
            prop_assert!(!debug.contains("Changed"));
        }
    }

    #[test]
    fn changed_words_are_marked_within_what_surrounds_them() {
        let text = |words: &str| Inline::Text(words.into());
        let old = [text("within "), Inline::Strong(vec![text("thirty days")]), text(" of notice")];
        let new = [text("within "), Inline::Strong(vec![text("forty days")]), text(" of notice")];
        let marked = |mark, words: &str| Inline::Changed(mark, vec![Inline::Strong(vec![text(words)])]);
        assert_eq!(
            redlined(&old, &new, &mut Wordings::new()),
            [
                text("within "),
                marked(Mark::Deleted, "thirty"),
                marked(Mark::Inserted, "forty"),
                Inline::Strong(vec![text(" days")]),
                text(" of notice"),
            ]
        );
    }
}
