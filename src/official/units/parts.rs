//! Where the annex with the clauses begins, and where its own annexes do.

use super::super::read::{Event, What};
use super::marks;

/// Most lines that are tried as the first of the clauses.
const MAX_STARTS: usize = 64;

/// The events from the beginning of the annex: from the last rule or title before the first line of
/// Clause 1, but not from what belongs to the act before it.
pub(super) fn annex(events: &[Event]) -> &[Event] {
    let line = |event: &Event| match event.what {
        What::Note { .. } | What::Marker => None,
        _ => marks::clause_line(&event.text),
    };
    let lines: Vec<(usize, u8, String)> = events
        .iter()
        .enumerate()
        .filter_map(|(at, event)| line(event).map(|(number, word)| (at, number, word)))
        .collect();
    // The act has its articles 1, 2, 3; the clauses are the longest such row.
    let first = lines
        .iter()
        .enumerate()
        .filter(|(_, (_, number, _))| *number == 1)
        .take(MAX_STARTS)
        .max_by_key(|(place, (at, ..))| (row(&lines[*place..]), std::cmp::Reverse(*at)))
        .map(|(_, (at, ..))| *at);
    let Some(first) = first else { return &[] };
    let rule = events[..first].iter().rposition(|event| matches!(event.what, What::Rule | What::Note { .. }));
    let titles = |event: &Event| event.what == What::Title;
    let title = events[..first].iter().rposition(titles).map(|last| {
        let before = events[..last].iter().rev().take_while(|event| titles(event)).count();
        last - before
    });
    // Without a rule or a title, what stands before is taken from the word that heads the annex.
    let head = events[..first].iter().rposition(|event| event.text == "ANNEX" || event.text == "ANNEXES");
    let start = match (rule, title, head) {
        (Some(rule), _, _) => rule + 1,
        (None, Some(title), _) => title,
        (None, None, Some(head)) => head,
        (None, None, None) => 0,
    };
    &events[start..]
}

/// How far the lines count on from the first, with the same word.
fn row(lines: &[(usize, u8, String)]) -> u8 {
    let word = &lines[0].2;
    lines.iter().filter(|(_, _, other)| other == word).fold(0, |last, (_, number, _)| {
        last.max(match *number == last + 1 {
            true => *number,
            false => last,
        })
    })
}

/// Whether a line can be the title of an annex: one to three words, in capitals or with a number last
/// (`ANNEX I`, `Anhang 2`), and not a lettered part of one (`B. POPIS`).
pub(super) fn is_annex_title(event: &Event) -> bool {
    let text = &event.text;
    let words: Vec<&str> = text.split_whitespace().collect();
    let capitals = *text == text.to_uppercase() && text.chars().any(char::is_alphabetic);
    let last = words.last().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit() || "IVX".contains(c)));
    let lettered = words.first().is_some_and(|word| word.len() == 2 && word.ends_with('.'));
    let line = matches!(event.what, What::Title | What::Heading | What::Paragraph);
    line && (1..=3).contains(&words.len()) && (capitals || last) && !lettered
}

/// Whether a line is the title of the annex with this place in an English text without mark-up.
pub(super) fn is_english_annex(text: &str, place: usize) -> bool {
    match place {
        0 => matches!(text, "APPENDIX" | "Appendix 1" | "Appendix 1 to the Standard Contractual Clauses"),
        1 => matches!(text, "ANNEX I" | "Appendix 2" | "Appendix 2 to the Standard Contractual Clauses"),
        2 => text == "ANNEX II",
        3 => text == "ANNEX III",
        _ => false,
    }
}
