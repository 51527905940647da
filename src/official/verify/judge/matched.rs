//! The verdict on a unit whose letters and digits are those of the official text.

use super::super::super::normal;
use super::super::expected::{Expected, Part, digest};
use super::super::readings::BLANK;
use super::super::search::Hit;
use super::super::words::Words;
use super::super::{Judged, Verdict};

/// Most words of what fills a blank: a period, a country, a court.
const VALUE: usize = 10;

/// The verdict on a unit whose letters are those of the official text.
pub(super) fn of_hit(words: &Words, expected: &[Expected], hit: &Hit, stored: bool) -> Judged {
    let one = &expected[hit.unit];
    let reading = &one.readings[hit.reading];
    let found = words.text(hit.range.clone(), &hit.skipped);
    let mut notes = Vec::new();
    let pieces = reading.pieces.iter().filter(|piece| piece.loose.is_some());
    let strict = hit.pieces.iter().zip(pieces).all(|(range, piece)| {
        piece.strict == Some(digest(&normal::strict(&words.text(range.clone(), &hit.skipped))))
    });
    if hit.spelled {
        notes.push("spelling".to_owned());
    }
    if !strict && !hit.spelled {
        let official = reading.text.as_deref().filter(|text| stored && !text.contains(BLANK));
        notes.push(
            official.map_or("signs, capitals or spaces", |official| difference(official, &found)).to_owned(),
        );
    }
    // Without its words it is still known which units of the publication have no such signs.
    let official = reading.text.as_deref().filter(|_| stored).or((!one.signs && !stored).then_some(""));
    let signs = official.filter(|_| !strict).and_then(|text| more_signs(text, &found));
    let fills: Vec<String> = hit.fills.iter().map(|range| words.text(range.clone(), &[])).collect();
    let open = |fill: &String| {
        !fill.chars().any(char::is_alphanumeric) || fill.contains(['[', '●', '•']) || fill.contains("__")
    };
    let unfilled = one.blank && (reading.published || fills.is_empty() || fills.iter().any(open));
    // In the forms of the annexes blanks are as long as they need to be.
    let wordy = one.part == Part::Clauses && fills.iter().any(|fill| fill.split_whitespace().count() > VALUE);
    let beyond = wordy.then(|| "more stands in the blank than a value".to_owned());
    let altered = !unfilled && (signs.is_some() || beyond.is_some());
    notes.extend(signs.into_iter().chain(beyond));
    if is_labelled(&found) && !unfilled {
        notes.push("the label of the option still stands before it".to_owned());
    }
    notes.extend(renumbered(one, words.mark_before(hit.range.start)));
    let verdict = if unfilled {
        Verdict::BlankUnfilled
    } else if altered {
        Verdict::Altered
    } else if notes.is_empty() {
        Verdict::Verbatim
    } else {
        Verdict::Typographic
    };
    let filled = fills
        .into_iter()
        .filter(|fill| !open(fill))
        .map(|fill| fill.trim_end_matches(['.', ';']).to_owned())
        .collect();
    Judged {
        id: one.id.clone(),
        annex: one.annex,
        verdict,
        finding: (unfilled || altered) && one.part == Part::Clauses,
        place: words.place(hit.range.start),
        found,
        redline: Vec::new(),
        like: None,
        filled,
        notes,
    }
}

/// Signs that change what is said without a word: brackets and blanks that the official text does not have.
fn more_signs(official: &str, found: &str) -> Option<String> {
    let count = |text: &str, sign: char| text.chars().filter(|c| *c == sign).count();
    let more = |sign: char| count(found, sign) > count(official, sign);
    if more('[') || more(']') {
        Some("has brackets that the publication does not have".to_owned())
    } else {
        (more('_') && found.contains("__"))
            .then(|| "has a blank that the publication does not have".to_owned())
    }
}

/// Whether an option stands as it was published: in brackets, or behind its label. Brackets with words
/// of one module are none of an option.
pub(super) fn is_bracketed(found: &str) -> bool {
    let inner = found.trim_start_matches('[');
    let module = inner.get(..10).is_some_and(|begin| begin.eq_ignore_ascii_case("for module"));
    !module && (inner.len() < found.len() || inner.starts_with("OPTION"))
}

/// Whether the label of an option, `OPTION 1:`, stands before it.
fn is_labelled(found: &str) -> bool {
    let label = found.trim_start_matches('[').get(..7);
    label.is_some_and(|label| label.eq_ignore_ascii_case("option "))
        && found.find(':').is_some_and(|at| at < 60)
}

/// How two wordings with the same letters differ.
fn difference(official: &str, found: &str) -> &'static str {
    let (official, found) = (normal::strict(official), normal::strict(found));
    let quotes = |text: &str| text.replace('"', "'");
    let joined = |text: &str| text.replace('-', "").to_lowercase();
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>();
    if official.to_lowercase() == found.to_lowercase() {
        "capitals"
    } else if quotes(&official) == quotes(&found) {
        "quotes"
    } else if joined(&official) == joined(&found) {
        "hyphens"
    } else if bare(&official).to_lowercase() == bare(&found).to_lowercase() {
        "punctuation"
    } else {
        "spaces"
    }
}

/// Says where a unit has another mark than in the publication.
pub(super) fn renumbered(one: &Expected, mark: Option<&str>) -> Option<String> {
    let (official, mark) = (one.mark()?, mark?);
    let bare = |mark: &str| mark.trim_matches(|c| matches!(c, '(' | ')' | '.')).to_owned();
    (bare(&official) != bare(mark)).then(|| format!("numbered {mark} instead of {official}"))
}
