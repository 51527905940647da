//! Properties of line breaking.

use super::{Fill, Line, Typesetter};
use crate::emit::Look;
use crate::emit::pdf::rich::{Format, Rich};
use proptest::prelude::*;

const TEXT: &str = "The Supplier keeps the shipping papers of the Customer in locked rooms whose doors \
    it inspects every quarter, and destroys them when the agreed time is over, unless an accounting \
    rule, a pending dispute or an international investigation asks for more; in such a case the \
    Supplier tells the Customer which documentation it keeps, for how long, and on whose order, \
    within 48 hours after the request, under Article 28 of the GDPR.";

/// Plain text, set in the built-in faces.
pub fn set(text: &str, width: f32, fill: Fill) -> Vec<Line> {
    let look = Look { system_fonts: false, ..Look::default() };
    let format = Format::new(11.0, "en-GB".into());
    Typesetter::new(&look).lines(&Rich::plain(text, &format), width, fill)
}

/// What lines say together, without added hyphens.
pub fn joined(lines: &[Line]) -> String {
    let runs = lines.iter().flat_map(|line| &line.runs);
    runs.map(|run| run.text.replace('\u{ad}', "")).collect()
}

#[test]
fn justified_lines_end_flush() {
    for width in [200.0, 260.0, 340.0, 430.0] {
        let lines = set(TEXT, width, Fill::Justified);
        for line in &lines[..lines.len() - 1] {
            assert!((line.width - width).abs() < 0.05, "{width} {}", line.text());
        }
    }
}

#[test]
fn never_three_hyphens_in_a_row() {
    for width in (40..220).step_by(3) {
        let lines = set(TEXT, width as f32 * 2.0, Fill::Justified);
        assert!(!lines.windows(3).any(|l| l.iter().all(Line::is_hyphenated)), "{width}");
    }
}

#[test]
fn numbers_stay_with_their_units() {
    for width in (120..430).step_by(13) {
        for fill in [Fill::Justified, Fill::Ragged] {
            for line in set(TEXT, width as f32, fill) {
                let text = line.text();
                let end = text.trim_end();
                assert!(!end.ends_with(" 48") && !end.ends_with("Article"), "{width} {text}");
            }
        }
    }
}

#[test]
fn ragged_text_is_broken_between_words() {
    let lines = set(TEXT, 200.0, Fill::Ragged);
    assert!(lines.len() > 5 && !lines.iter().any(Line::is_hyphenated));
}

#[test]
fn names_are_whole() {
    let text = "Harbourlight Analyticsworks Consolidated Internationals ".repeat(8);
    for width in (100..200).step_by(7) {
        assert!(!set(&text, width as f32, Fill::Justified).iter().any(Line::is_hyphenated));
    }
}

#[test]
fn a_word_longer_than_the_line_is_broken() {
    let word = "9f86d081884c7d659a2feaa0c55ad015".repeat(320);
    for fill in [Fill::Justified, Fill::Ragged] {
        let lines = set(&word, 120.0, fill);
        assert!(lines.iter().all(|line| line.width <= 121.0));
        assert_eq!(joined(&lines), word);
    }
}

/// Each place where a line may end is weighed against all others of its line: a long word has few.
#[test]
fn a_word_of_any_length_has_few_places_where_a_line_may_end() {
    use crate::emit::pdf::lines::atoms::{Atom, atoms};
    let look = Look { system_fonts: false, ..Look::default() };
    let format = Format::new(11.0, "en-GB".into());
    let mut typesetter = Typesetter::new(&look);
    for measure in [30.0, 400.0] {
        let rich = Rich::plain(&"abcdefghij".repeat(2_000), &format);
        let setting = typesetter.setting(&rich);
        let all = atoms(&mut typesetter, &setting, measure);
        let places = all.iter().filter(|atom| matches!(atom, Atom::Break { .. })).count();
        let width: f32 =
            all.iter().map(|atom| if let Atom::Word { width, .. } = atom { *width } else { 0.0 }).sum();
        assert!((places as f32) < width / measure * 13.0, "{places} places in {width} points");
        assert!((places as f32) > width / measure, "{places} places in {width} points");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_word_is_lost(
        words in prop::collection::vec("[a-zA-Z0-9äéß.,;()/-]{1,24}", 1..60),
        width in 20.0f32..500.0,
        justified: bool,
    ) {
        let text = words.join(" ");
        let fill = if justified { Fill::Justified } else { Fill::Ragged };
        prop_assert_eq!(joined(&set(&text, width, fill)), text);
    }
}
