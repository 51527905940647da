//! What an agreement says in its own words: its sentences, without headings, tables and the official
//! clauses that are attached to it.

use std::sync::LazyLock;

use regex::Regex;

use super::letters::is_capital;
use super::pattern::pattern;
use super::scan::{Scan, begins, is_edge};
use super::{Kind, Phrases, Place, Reading, floor};

/// A sentence, or an item of a list.
pub struct Sentence {
    /// Where it stands.
    pub place: Place,
    /// Its words, in small letters.
    pub words: String,
    /// The paragraph that leads the list it is an item of.
    lead: Option<usize>,
}

impl Sentence {
    /// The sentence as it reads after the words that lead its list, in small letters.
    pub fn whole(&self, reading: &Reading) -> String {
        let lead = self.lead.map_or("", |lead| reading.paragraphs[lead].text.as_str());
        format!("{} {}", lead[floor(lead, lead.len().saturating_sub(LEAD))..].to_lowercase(), self.words)
    }

    /// Where words that match a pattern stand in the sentence.
    pub fn find(&self, reading: &Reading, words: &Regex) -> Option<Place> {
        let (at, range) = &self.place;
        let found = words.find(&reading.paragraphs[*at].text[range.clone()])?;
        Some((*at, range.start + found.start()..range.start + found.end()))
    }
}

/// Longest part of a lead that counts.
const LEAD: usize = 400;
/// How many paragraphs may stand between the heading of an annex and the name of the clauses in it.
const NAMED_WITHIN: usize = 3;

/// What each [`TITLE`] has.
static TITLED: Phrases = Phrases::within(&["standard contractual clauses"]);
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*standard contractual clauses(?:\s*\(.*\))?\W*$"));

/// What an agreement with a processor speaks of, by one of these words each.
const SUBJECTS: [&[&str]; 2] =
    [&["processor"], &["personal data", "personal information", "customer data", "data subject"]];

/// Whether sentences speak of a processor and of personal data.
pub(super) fn speak_of_processing(sentences: &[Sentence]) -> bool {
    let speak_of = |word: &str| sentences.iter().any(|sentence| sentence.words.contains(word));
    SUBJECTS.iter().all(|words| words.iter().any(|word| speak_of(word)))
}

/// The sentences of a text that somebody else wrote; none of a document of a pack, whose facts say more.
pub(super) fn sentences(reading: &Reading) -> Vec<Sentence> {
    let mut found = Vec::new();
    if reading.document.is_some() {
        return found;
    }
    let mut lead: Option<usize> = None;
    for (at, paragraph) in reading.paragraphs.iter().enumerate().take(attached(reading)) {
        if matches!(paragraph.kind, Kind::Heading | Kind::Cell) {
            lead = None;
            continue;
        }
        let above = lead.filter(|above| belongs(reading, at, *above));
        split(reading, at, above, &mut found);
        lead = if paragraph.text.trim_end().ends_with(':') { Some(at) } else { above };
    }
    found
}

/// The paragraph from which official clauses stand in the text, attached to it or alone.
fn attached(reading: &Reading) -> usize {
    let named = |at: usize| {
        reading.paragraphs.get(at).is_some_and(|one| one.text.len() < 200 && names_clauses(&one.text))
    };
    if reading.paragraphs.first().is_some_and(|one| TITLED.is_in(&one.text) && TITLE.is_match(&one.text)) {
        return 0;
    }
    let parts = reading.outline.parts.iter().skip(1);
    let found = parts.into_iter().find(|part| (part.start..part.start + NAMED_WITHIN).any(named));
    found.map_or(usize::MAX, |part| part.start)
}

/// Whether a line names the clauses: "Standard Contractual Clauses", "model clauses".
fn names_clauses(line: &str) -> bool {
    begins(line, 0, |byte| matches!(byte.to_ascii_lowercase(), b's' | b'm')).any(|start| {
        let mut scan = Scan::from(line, start);
        let lead = (scan.take_letters("standard") || scan.take_letters("model")) && scan.spaces();
        let mut contractual = scan;
        if contractual.take_letters("contractual") && contractual.spaces() {
            scan = contractual;
        }
        lead && scan.take_letters("clauses") && is_edge(line, scan.at())
    })
}

/// Whether a paragraph is an item of the list that another leads.
fn belongs(reading: &Reading, at: usize, lead: usize) -> bool {
    let within = |at: usize| reading.outline.within.get(at).and_then(|(node, _)| *node);
    let item = reading.paragraphs[at].kind == Kind::Bullet || reading.paragraphs[at].mark.is_some();
    item && match (within(at), within(lead)) {
        (Some(here), Some(above)) => reading.outline.inside(here, above),
        _ => true,
    }
}

/// Where sentences end within a text: behind a stop, before what begins another.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(['.', '!', '?']).map(|(at, _)| at + 1).filter(|end| {
        let mut scan = Scan::of(text[*end..].trim_start_matches(['”', '"', '’', ')']));
        scan.spaces() && scan.rest().starts_with(|c| is_capital(c) || matches!(c, '“' | '"' | '('))
    })
}

fn split(reading: &Reading, at: usize, lead: Option<usize>, out: &mut Vec<Sentence>) {
    let text = &reading.paragraphs[at].text;
    let mut start = 0;
    for end in ends(text).chain([text.len()]) {
        let words = text[start..end].trim();
        if !words.is_empty() {
            let from = start + text[start..end].len() - text[start..end].trim_start().len();
            let place = (at, from..from + words.len());
            out.push(Sentence { place, words: words.to_lowercase(), lead });
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::texts_of;
    use super::*;

    #[test]
    fn sentences_end_where_a_pattern_finds_it() {
        let expected = pattern(r#"[.!?][”"’)]*\s+[\p{Lu}“"(]"#);
        for text in texts_of(&["x", ".", "?", "”", "\"", ")", " ", "\u{a0}", "É", "“", "("], 5) {
            let found = expected.find_iter(&text).map(|end| end.start() + 1);
            assert!(ends(&text).eq(found), "{text:?}");
        }
    }

    #[test]
    fn clauses_are_named_where_a_pattern_finds_them() {
        let expected = pattern(r"(?i)\b(?:standard|model)\s+(?:contractual\s+)?clauses\b");
        let parts = ["x", "é", "Standard", "MODEL", " ", "\u{a0}", "contractual", "clauſes", "Clauses"];
        for text in texts_of(&parts, 6) {
            assert_eq!(names_clauses(&text), expected.is_match(&text), "{text:?}");
        }
    }
}
