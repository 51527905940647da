//! The clauses of a library to [`Reading`]s, one a file: their words, without the gaps that facts fill.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::pattern::pattern;
use super::{Reading, Shown, Spot, read};
use crate::library::{Clause, Library};
use crate::source::Source;

/// What stands in the place of a fact while a clause is read: nobody writes such a word.
const FACT: &str = "Qq";

/// Reads every clause and measure; the terms that a book defines are known in all of them.
pub fn of_library(library: &Library) -> Vec<Reading> {
    let books = library.books.iter().filter(|book| book.binds()).chain([&library.measures]);
    let called = books.clone().map(|book| book.called.trim_start_matches("the ").to_owned());
    let names: Vec<String> = called.chain(["Customer", "Provider"].map(str::to_owned)).collect();
    let clauses: Vec<&Arc<Clause>> =
        books.flat_map(|book| book.order.iter().filter_map(|slug| book.current(slug))).collect();
    let terms: BTreeSet<String> =
        clauses.iter().flat_map(|clause| defined(&clause.body)).chain(names).collect();
    let mut readings: Vec<Reading> = clauses.into_iter().map(|clause| of_clause(clause)).collect();
    for reading in &mut readings {
        reading.known.clone_from(&terms);
    }
    readings
}

/// The terms that a clause defines: the lines before those that begin with a colon.
fn defined(body: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = body.lines().collect();
    let pairs: Vec<String> = lines
        .windows(2)
        .filter(|pair| pair[1].starts_with(": ") && !pair[0].trim().is_empty())
        .map(|pair| pair[0].trim().to_owned())
        .collect();
    pairs.into_iter()
}

fn of_clause(clause: &Clause) -> Reading {
    let original = &clause.source;
    let start = original.text.len() - clause.body.len();
    let start = original.text.find(&clause.body).unwrap_or(start);
    let head = format!("# {}", without_gaps(&clause.title));
    let front = blank(original.text[..start].get(head.len()..).unwrap_or_default());
    let head = if front.is_empty() { blank(&original.text[..start]) } else { head };
    let text = format!("{head}{front}{}", without_gaps(&clause.body));
    let shadow = Arc::new(Source { path: original.path.clone(), text });
    let mut reading = read::foreign(&shadow);
    for paragraph in reading.paragraphs.iter_mut().map(Shown::paragraph_mut) {
        for (_, spot) in &mut paragraph.pieces {
            if let Spot::Byte(source, _) = spot {
                *source = original.clone();
            }
        }
        let facts = paragraph.text.match_indices(FACT).map(|(at, _)| {
            let rest = &paragraph.text[at + 1..];
            at..at + 1 + rest.len() - rest.trim_start_matches('q').len()
        });
        paragraph.masked = facts.collect();
    }
    reading
}

/// Spaces of the same length; lines stay lines.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// The words of a template: a fact becomes a word that nobody writes, and so does a word that a command goes on
/// ("Transfer" before `{% if … %}s`); a command becomes space, and every other character stays at its byte.
fn without_gaps(body: &str) -> String {
    static GAPS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?sm)(\{\{.*?\}\}|\[\]\([^)\n]*\))|(\w*)(\{%.*?%\}|\{#.*?#\})|^[~^] "));
    let fact =
        |length: usize| if length > 1 { format!("Q{}", "q".repeat(length - 1)) } else { " ".repeat(length) };
    let gap = |found: &regex::Captures<'_>| match (found.get(1), found.get(2), found.get(3)) {
        (Some(gap), ..) => fact(gap.len()),
        (_, Some(word), Some(command)) => fact(word.len()) + &blank(command.as_str()),
        _ => blank(&found[0]),
    };
    GAPS.replace_all(body, gap).into_owned()
}
