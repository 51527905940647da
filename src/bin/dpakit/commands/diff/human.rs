//! A comparison for people: how much, which values, then each change with the words around it.

use std::fmt::Write as _;

use dpakit::diagnostic::print::{Face, visible};
use dpakit::diff::changes::{Change, Left, Op, PARAGRAPH, Place, Relinked, What};
use dpakit::diff::compared::Compared;
use dpakit::document::{Mark, Text};
use dpakit::emit::words::Words;
use dpakit::pipeline::redline::{Value, called as place_called, place, renumbered, values};

use super::columns::{Piece, side_by_side, wrapped};

/// How a comparison is shown.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Colours and width.
    pub face: Face,
    /// Words that are shown on each side of a change.
    pub context: usize,
    /// The old words on the left, the new ones on the right.
    pub side_by_side: bool,
}

/// How many changes there are of each kind.
pub fn counts(compared: &Compared) -> String {
    let counts = compared.counts().into_iter().map(|(what, count)| format!("{count} {}", what.name()));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let mut out = if counts.is_empty() { "no change\n".to_owned() } else { format!("{counts}\n") };
    match compared.changes.followed {
        0 => {}
        1 => out.push_str("1 reference only follows a new number\n"),
        count => {
            let _ = writeln!(out, "{count} references only follow new numbers");
        }
    }
    out
}

/// The comparison in full.
pub fn human(compared: &Compared, manner: &Manner) -> String {
    let mut out = counts(compared);
    for Value { kind, old, new, places } in values(compared) {
        let _ =
            writeln!(out, "{kind}: {} to {} ({})", visible(&old), visible(&new), visible(&places.join("; ")));
    }
    for Left { reference, now, place } in &compared.changes.left {
        let (reference, now, place) = (visible(reference), visible(now), place_called(Some(place)));
        let _ = writeln!(
            out,
            "reference: “{reference}” is as it was, and what it led to is {now} now ({})",
            visible(&place)
        );
    }
    let only_new_number = |change: &&Change| change.what == What::Renumbered;
    for change in compared.changes.all.iter().filter(|change| !only_new_number(change)) {
        out.push('\n');
        let title = title(change);
        let title = if manner.face.colour { format!("\u{1b}[1m{title}\u{1b}[0m") } else { title };
        let _ = writeln!(out, "{title}");
        out.push_str(&leads(change));
        out.push_str(&said(change, manner));
    }
    let renumbered = renumbered(compared);
    if !renumbered.is_empty() {
        let told: Vec<String> = renumbered
            .iter()
            .map(|one| visible(format!("{} to {} {}", one.old, one.new, one.title).trim_end()).into_owned())
            .collect();
        let _ = writeln!(out, "\nrenumbered: {}", told.join("; "));
    }
    out
}

/// What happened, where, and where it comes from.
fn title(change: &Change) -> String {
    let mut title = format!("{}: {}", change.what.name(), called(change));
    let (Some(old), Some(new)) = (&change.old, &change.new) else { return title };
    if old.number != new.number {
        let _ = write!(title, ", {} to {}", numbered(old), numbered(new));
    }
    let moved = matches!(change.what, What::Moved | What::MovedReworded);
    if moved && old.title != new.title && !old.title.is_empty() {
        let _ = write!(title, ", from {}", visible(&old.title));
    }
    title
}

/// The words that lead to what moved, before and now, where they are others.
fn leads(change: &Change) -> String {
    let (Some(old), Some(new)) = (&change.old, &change.new) else { return String::new() };
    let quoted = |lead: &Text| match shortened(lead, MOVED, MOVED).join(" ") {
        lead if lead.is_empty() => "no such words".to_owned(),
        lead => format!("“{lead}”"),
    };
    match (&old.lead, &new.lead) {
        (before, now) if before.is_empty() && now.is_empty() => String::new(),
        (before, now) => format!("  behind {}, before behind {}\n", quoted(now), quoted(before)),
    }
}

fn numbered(place: &Place) -> String {
    if place.number.is_empty() { "no number".to_owned() } else { visible(&place.number).into_owned() }
}

/// How much changed under each heading: changes, and words that came and went.
pub fn stat(compared: &Compared) -> String {
    let mut rows: Vec<(String, [usize; 3])> = Vec::new();
    for change in &compared.changes.all {
        let count = |op| {
            let words = change.words.iter().filter(|words| words.op == op);
            words.map(|words| words.text.split_whitespace().count()).sum::<usize>()
        };
        let row = [1, count(Op::Insert), count(Op::Delete)];
        let name = called(change);
        match rows.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sums)) => sums.iter_mut().zip(row).for_each(|(sum, more)| *sum += more),
            None => rows.push((name, row)),
        }
    }
    let mut out = counts(compared);
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().min(60);
    for (name, [changes, inserted, deleted]) in rows {
        let name: String = name.chars().take(width).collect();
        let plural = if changes == 1 { "" } else { "s" };
        let _ =
            writeln!(out, "  {name:<width$}  {changes:>4} change{plural:<1}  +{inserted} -{deleted} words");
    }
    out
}

/// Where a change is.
fn called(change: &Change) -> String {
    visible(&place(change)).into_owned()
}

/// Words of what only moved that are shown.
const MOVED: usize = 16;

/// The words of a text.
fn apart(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| visible(word).into_owned()).collect()
}

/// What a change says: its words with those around them, the beginning of what moved, the links that lead elsewhere.
fn said(change: &Change, manner: &Manner) -> String {
    let show = |pieces: &[Piece]| match manner.side_by_side {
        true => side_by_side(pieces, manner.face),
        false => wrapped(pieces, manner.face),
    };
    let (op, whole) = match (&change.old, &change.new) {
        (Some(old), None) => (Op::Delete, &old.text),
        (None, Some(new)) => (Op::Insert, &new.text),
        (Some(old), Some(new)) if is_new_altogether(change) => {
            let (gone, come) = (apart(&old.text), apart(&new.text));
            let both = [Piece::of(Op::Delete, gone), Piece::of(Op::Insert, come)];
            return if manner.side_by_side { show(&both) } else { show(&both[..1]) + &show(&both[1..]) };
        }
        (_, Some(new)) if matches!(change.what, What::Moved | What::Formatted) => {
            return show(&[Piece::of(Op::Equal, shortened(&new.text, MOVED, 0))]);
        }
        _ => {
            let url = |url: &Option<Text>| {
                url.as_ref().map_or("nowhere".to_owned(), |url| visible(url).into_owned())
            };
            let link = |one: &Relinked| {
                let words = visible(&one.text).split_whitespace().collect::<Vec<_>>().join(" ");
                format!("  “{words}”: {} to {}\n", url(&one.old), url(&one.new))
            };
            return change.links.iter().map(link).collect::<String>() + &words(change, &show, manner);
        }
    };
    // A paragraph, or a heading, on lines of its own.
    whole.split('\n').map(|text| show(&[Piece::of(op, apart(text))])).collect()
}

/// Words of a paragraph that is shown whole before and now, at least, if they are others.
const WHOLE: usize = 12;

/// Whether so few words are the same that nobody could read them among those that went and came.
fn is_new_altogether(change: &Change) -> bool {
    if change.what != What::Reworded {
        return false;
    }
    let all = |op| {
        let words = change.words.iter().filter(move |words| words.op == op);
        words.flat_map(|words| words.text.split_whitespace())
    };
    let most = all(Op::Delete).count().max(all(Op::Insert).count());
    // No more of the same are counted than that they are too many.
    most >= WHOLE && all(Op::Equal).take(most).count() * 2 < most
}

/// The words of a change with those around them, wrapped to the width.
fn words(change: &Change, show: &dyn Fn(&[Piece]) -> String, manner: &Manner) -> String {
    let last = change.words.len().saturating_sub(1);
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, words) in change.words.iter().enumerate() {
        let around = |is_end| if is_end { 0 } else { manner.context };
        let said = match (words.op, &*words.text) {
            (_, PARAGRAPH) => vec![end(words.op)],
            (Op::Equal, text) => shortened(text, around(at == 0), around(at == last)),
            (_, text) => apart(text),
        };
        let glued = words.glued && said.first().is_none_or(|first| first != GAP);
        pieces.push(Piece { glued, ..Piece::of(words.op, said) });
    }
    if pieces.iter().all(|piece| piece.op == Op::Equal) {
        return String::new();
    }
    show(&pieces)
}

/// What stands where the end of a paragraph came or went.
fn end(op: Op) -> String {
    let mark = if op == Op::Insert { Mark::Split } else { Mark::Joined };
    Words::of("en").of_end(mark).unwrap_or_default()
}

/// The mark for words that are not shown.
const GAP: &str = "…";

/// The words at the ends of a text, and a mark for those between.
fn shortened(text: &str, head: usize, tail: usize) -> Vec<String> {
    let ends = head.saturating_add(tail).saturating_add(1);
    if text.split_whitespace().nth(ends).is_none() {
        return apart(text);
    }
    let shown = |word: &str| visible(word).into_owned();
    let mut behind: Vec<String> = text.split_whitespace().rev().take(tail).map(shown).collect();
    behind.reverse();
    let before = text.split_whitespace().take(head).map(shown);
    before.chain(std::iter::once(GAP.to_owned())).chain(behind).collect()
}
