//! Where words that run from right to left are seen, and that nothing else moves.

use proptest::prelude::*;

use crate::emit::Look;
use crate::emit::pdf::lines::tests::{joined, set};
use crate::emit::pdf::lines::{Fill, Line, Run, Typesetter};
use crate::emit::pdf::rich::{Decoration, Format, PhraseId, Rich};

/// Text in which every second part is a fact.
fn mixed(parts: &[&str]) -> Rich {
    let format = Format::new(11.0, "en-GB".into());
    let fact = Format { path: Some("parties.acme.name".into()), ..format.clone() };
    let mut rich = Rich::default();
    for (index, part) in parts.iter().enumerate() {
        rich.push(part, if index % 2 == 1 { &fact } else { &format });
    }
    rich
}

fn set_rich(rich: &Rich, width: f32, fill: Fill) -> Vec<Line> {
    let look = Look { system_fonts: false, ..Look::default() };
    Typesetter::new(&look).lines(rich, width, fill)
}

/// What is seen of a line from left to right: brackets as they are read, not as they look.
fn seen(line: &Line) -> String {
    let mut runs: Vec<&Run> = line.runs.iter().collect();
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let glyphs = runs.iter().flat_map(|run| run.glyphs.iter().map(move |glyph| (run, glyph.text)));
    glyphs.map(|(run, (start, end))| &run.text[start as usize..end as usize]).collect()
}

fn seen_on_one_line(parts: &[&str]) -> String {
    seen(&set_rich(&mixed(parts), 2_000.0, Fill::Ragged)[0])
}

#[test]
fn names_from_right_to_left_are_turned() {
    assert_eq!(seen_on_one_line(&["by ", "שלום עולם", " here"]), "by םלוע םולש here");
    assert_eq!(seen_on_one_line(&["by ", "Acme", " here"]), "by Acme here");
    let mixed = seen_on_one_line(&["by ", "שלום Ltd (1998), תל אביב", " here"]);
    assert_eq!(mixed, "by ביבא לת ,Ltd (1998) םולש here");
    assert_eq!(seen_on_one_line(&["", "רחוב 15-2026", ""]), "15-2026 בוחר");
    assert_eq!(seen_on_one_line(&["", "رقم ١٢٣", ""]), "١٢٣ مقر");
}

#[test]
fn facts_leave_their_neighbours_in_place() {
    assert_eq!(seen_on_one_line(&["", "שלום", " 2026, ", "תל אביב", "."]), "םולש 2026, ביבא לת.");
    // The same words as plain text are one stretch from right to left.
    assert_eq!(seen_on_one_line(&["שלום 2026, תל אביב."]), "ביבא לת ,2026 םולש.");
    // Marks of direction in a fact do not get out of it.
    for mark in ["\u{202e}", "\u{2067}", "\u{2069}", "\u{2069}\u{202e}", "\u{202c}"] {
        let name = format!("שלום{mark}");
        let line = seen_on_one_line(&["a ", &name, " 12 b"]);
        assert!(line.starts_with("a ") && line.ends_with(" 12 b"), "{line}");
    }
}

#[test]
fn white_space_ends_the_line_on_the_right() {
    let lines = set_rich(&mixed(&["", &"שלום עולם ".repeat(20)]), 150.0, Fill::Ragged);
    assert!(lines.len() > 2);
    for line in &lines[..lines.len() - 1] {
        let text = line.text();
        assert!(text.starts_with('ש') || text.starts_with('ע'), "{text}");
        let space = line.runs.last().unwrap();
        assert!(space.text == " " && (space.x - line.width).abs() < 0.01, "{line:?}");
    }
}

#[test]
fn lines_from_right_to_left_end_flush() {
    let text = "הספק שומר את מסמכי המשלוח של הלקוח בחדרים נעולים ובודק אותם בכל רבעון ".repeat(6);
    for width in [180.0, 260.0, 430.0] {
        let lines = set(&text, width, Fill::Justified);
        for line in &lines[..lines.len() - 1] {
            assert!((line.width - width).abs() < 0.05, "{width} {}", line.text());
        }
    }
}

#[test]
fn links_and_marks_lie_where_the_words_are_seen() {
    let format = Format::new(11.0, "en-GB".into());
    let link = Some(PhraseId(0));
    let linked = Format { link, decoration: Some(Decoration::Underline), ..format.clone() };
    let mut rich = Rich::plain("שלום ", &format);
    rich.push("עולם", &linked);
    rich.push(" טוב", &format);
    let line = set_rich(&rich, 500.0, Fill::Ragged).remove(0);
    let run = line.runs.iter().find(|run| run.text.contains("עולם")).unwrap();
    let (mut from, mut to) = (f32::MAX, 0.0f32);
    let mut x = run.x;
    for glyph in &run.glyphs {
        if "עולם".contains(&run.text[glyph.text.0 as usize..glyph.text.1 as usize]) && x > 5.0 {
            // The letters stand between the other two words.
            (from, to) = (from.min(x), to.max(x + glyph.advance));
        }
        x += glyph.advance;
    }
    assert_eq!((line.links.len(), line.decorations.len()), (1, 1));
    let link = &line.links[0];
    assert!(link.from > 10.0 && link.to < line.width - 10.0, "{link:?}");
    assert!((line.decorations[0].from - link.from).abs() < 0.01, "{line:?}");
    assert!(from <= link.from + 0.01 && link.to <= to + 0.01, "{from} {to} {link:?}");
}

#[test]
fn accents_stand_in_the_face_of_their_letter() {
    let line = &set("Ю\u{301}жный е\u{308}лка שָׁלוֹם", 500.0, Fill::Ragged)[0];
    let marks = line.runs.iter().flat_map(|run| &run.glyphs).filter(|glyph| glyph.advance == 0.0);
    // The others are part of their letter in this face.
    assert!(marks.count() >= 2, "{line:?}");
    assert!(line.runs.windows(2).all(|pair| pair[0].face == pair[1].face));
}

/// Runs stand side by side: none over another, no gap between them.
fn assert_tiled(line: &Line) {
    let mut runs: Vec<&Run> = line.runs.iter().filter(|run| run.width() > 0.0).collect();
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut x = 0.0;
    for run in runs {
        assert!((run.x - x).abs() < 0.05 * line.runs.len() as f32, "{x} {run:?}");
        x += run.width();
    }
    assert!(x + 0.5 >= line.width, "{x} {}", line.width);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_character_is_lost_in_turning(
        parts in prop::collection::vec("[ -~אבגדםשׁלָ״،ابتلمةسَّ١٢٣٪()‏‎٫€—]{0,16}", 1..12),
        width in 20.0f32..500.0,
        justified: bool,
    ) {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let rich = mixed(&parts);
        let fill = if justified { Fill::Justified } else { Fill::Ragged };
        let lines = set_rich(&rich, width, fill);
        let all = joined(&lines);
        prop_assert_eq!(all.trim(), rich.text.trim());
        lines.iter().for_each(assert_tiled);
    }

    #[test]
    fn turning_changes_no_width(words in prop::collection::vec("[a-z]{1,9}|[א-ת]{1,9}|[0-9]{1,5}", 1..20)) {
        let text = words.join(" ");
        let line = set(&text, 100_000.0, Fill::Ragged).remove(0);
        let each: f32 = words.iter().map(|word| set(word, 100_000.0, Fill::Ragged)[0].width).sum();
        let space = set("a a", 1_000.0, Fill::Ragged)[0].width - 2.0 * set("a", 1_000.0, Fill::Ragged)[0].width;
        let sum = each + space * (words.len() - 1) as f32;
        prop_assert!((line.width - sum).abs() < 0.1, "{} {sum}", line.width);
    }
}
