//! What an agreement says in its own words: its sentences, without headings, tables and the official
//! clauses that are attached to it.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;
use super::{Kind, Place, Reading, floor};

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

static END: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[.!?][”"’)]*\s+[\p{Lu}“"(]"#));
static CLAUSES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:standard|model)\s+(?:contractual\s+)?clauses\b"));

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
        reading.paragraphs.get(at).is_some_and(|one| one.text.len() < 200 && CLAUSES.is_match(&one.text))
    };
    if reading.paragraphs.first().is_some_and(|one| TITLE.is_match(&one.text)) {
        return 0;
    }
    let parts = reading.outline.parts.iter().skip(1);
    let found = parts.into_iter().find(|part| (part.start..part.start + NAMED_WITHIN).any(named));
    found.map_or(usize::MAX, |part| part.start)
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

fn split(reading: &Reading, at: usize, lead: Option<usize>, out: &mut Vec<Sentence>) {
    let text = &reading.paragraphs[at].text;
    let mut start = 0;
    let ends = END.find_iter(text).map(|end| end.start() + 1);
    for end in ends.chain([text.len()]) {
        let words = text[start..end].trim();
        if !words.is_empty() {
            let from = start + text[start..end].len() - text[start..end].trim_start().len();
            let place = (at, from..from + words.len());
            out.push(Sentence { place, words: words.to_lowercase(), lead });
        }
        start = end;
    }
}
