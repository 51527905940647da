//! Documents made by chance, with one thing done to each: it must be found as what it is, and nothing else.
//!
//! The chances are fixed, so that every run judges the same documents; those in which something else was found
//! are named. What holds of every pair of documents, however they differ, is held by properties.

use std::fmt::Write as _;

use dpakit::diff::compared::{Care, Compared, compare};
use dpakit::diff::material::Names;
use dpakit::diff::redline::{accepted, rejected};
use dpakit::diff::tokens::Vocabulary;
use dpakit::diff::units::units;
use dpakit::document::{Block, markdown};
use proptest::prelude::*;

/// Documents for each thing that is done.
const DOCUMENTS: u64 = 100;
/// In how many of them it must be found.
const FOUND: usize = 99;

/// A sequence of chances: xorshift64*.
struct Chance(u64);

impl Chance {
    fn of(seed: u64) -> Chance {
        Chance((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).expect("31 bits") % end.max(1)
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

const WORDS: &[&str] = &[
    "the", "the", "of", "and", "to", "a", "in", "any", "by", "for", "such", "miller", "mill", "brook",
    "wheel", "flour", "corn", "rye", "sack", "baker", "farmer", "share", "notice", "grinds", "delivers",
    "keeps", "carries", "weighs", "returns", "records", "informs", "before", "after", "daily", "store",
    "cart", "road", "bridge", "sluice", "stone", "measure", "price", "season", "spring", "autumn", "harvest",
    "damage", "repair", "order", "request", "answer", "loss", "claim", "term", "weeks", "river", "meadow",
    "market", "winter", "ledger",
];

/// So many words, the first with a capital.
fn words(chance: &mut Chance, length: usize) -> String {
    let all: Vec<&str> = (0..length).map(|_| chance.one(WORDS)).collect();
    let all = all.join(" ");
    all[..1].to_uppercase() + &all[1..]
}

fn sentence(chance: &mut Chance) -> String {
    let length = 8 + chance.below(25);
    words(chance, length) + "."
}

#[derive(Clone)]
enum Part {
    Paragraph(String),
    List(Vec<String>),
    Table(Vec<Vec<String>>),
}

#[derive(Clone)]
struct Section {
    number: usize,
    title: String,
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Text {
    sections: Vec<Section>,
}

impl Section {
    fn of(number: usize, chance: &mut Chance) -> Section {
        let length = 2 + chance.below(4);
        let title = words(chance, length);
        let count = 2 + chance.below(4);
        let mut parts = vec![Part::Paragraph(sentence(chance))];
        for _ in 0..count {
            parts.push(match chance.below(6) {
                0 => Part::List((0..3 + chance.below(4)).map(|_| sentence(chance)).collect()),
                1 => Part::Table(
                    (0..3 + chance.below(3)).map(|_| vec![words(chance, 3), words(chance, 4)]).collect(),
                ),
                _ => Part::Paragraph(sentence(chance)),
            });
        }
        Section { number, title, parts }
    }
}

impl Text {
    fn of(chance: &mut Chance) -> Text {
        let count = 4 + chance.below(6);
        Text { sections: (1..=count).map(|number| Section::of(number, chance)).collect() }
    }

    fn number(&mut self) {
        for (index, section) in self.sections.iter_mut().enumerate() {
            section.number = index + 1;
        }
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        for Section { number, title, parts } in &self.sections {
            let _ = write!(out, "## {number}. {title}\n\n");
            for part in parts {
                match part {
                    Part::Paragraph(text) => out.push_str(text),
                    Part::List(items) => items.iter().for_each(|item| out += &format!("* {item}\n")),
                    Part::Table(rows) => {
                        let width = rows.first().map_or(0, Vec::len);
                        let names = ["Who", "What", "When", "Where"];
                        let _ =
                            writeln!(out, "| {} |\n{}|", names[..width].join(" | "), "|---".repeat(width));
                        rows.iter().for_each(|row| out += &format!("| {} |\n", row.join(" | ")));
                    }
                }
                out.push_str("\n\n");
            }
        }
        out
    }

    fn section(&mut self, chance: &mut Chance) -> &mut Section {
        let at = chance.below(self.sections.len());
        &mut self.sections[at]
    }
}

fn compared(old: &str, new: &str) -> Compared {
    let (old, new) = (markdown::foreign(old), markdown::foreign(new));
    compare(&old, &new, &Names::default()).expect("a proof")
}

fn kinds(old: &Text, new: &Text) -> Vec<&'static str> {
    let compared = compared(&old.markdown(), &new.markdown());
    compared.changes.all.iter().map(|change| change.what.name()).collect()
}

/// Does something to a text, and says which kinds of change it is, those left out that may also be.
type Deed = fn(&mut Text, &mut Chance) -> Vec<&'static str>;

/// Does a thing to each document, and holds what is found to it; `also` may be found besides.
fn planted(name: &str, also: &[&str], deed: Deed) {
    let mut failed = Vec::new();
    for seed in 0..DOCUMENTS {
        let mut chance = Chance::of(seed);
        let old = Text::of(&mut chance);
        let mut new = old.clone();
        let wanted = deed(&mut new, &mut chance);
        let mut found = kinds(&old, &new);
        found.retain(|kind| !also.contains(kind));
        if found != wanted {
            failed.push(format!("document {seed}: {found:?} for {wanted:?}"));
        }
    }
    let count = usize::try_from(DOCUMENTS).expect("a number") - failed.len();
    println!("{name}: found in {count} of {DOCUMENTS}\n{}", failed.join("\n"));
    assert!(count >= FOUND, "{name}: found in {count} of {DOCUMENTS}\n{}", failed.join("\n"));
}

#[test]
fn a_section_that_moved_is_found() {
    planted("a moved section", &["renumbered"], |text, chance| {
        let from = chance.below(text.sections.len());
        let section = text.sections.remove(from);
        let to = (from + 1 + chance.below(text.sections.len())) % (text.sections.len() + 1);
        text.sections.insert(to, section);
        text.number();
        vec!["moved"]
    });
}

#[test]
fn a_paragraph_that_moved_is_found() {
    planted("a moved paragraph", &[], |text, chance| {
        // It stood in the first section, and stands in another.
        let first = text.sections[0].parts.remove(0);
        let to = 1 + chance.below(text.sections.len() - 1);
        let at = chance.below(text.sections[to].parts.len() + 1);
        text.sections[to].parts.insert(at, first);
        vec!["moved"]
    });
}

#[test]
fn a_section_that_came_is_found() {
    planted("an inserted section", &["renumbered"], |text, chance| {
        let at = chance.below(text.sections.len() + 1);
        text.sections.insert(at, Section::of(0, chance));
        text.number();
        vec!["inserted"]
    });
}

#[test]
fn a_paragraph_that_came_is_found() {
    planted("an inserted paragraph", &[], |text, chance| {
        let section = text.section(chance);
        let at = chance.below(section.parts.len() + 1);
        section.parts.insert(at, Part::Paragraph(sentence(chance)));
        vec!["inserted"]
    });
}

#[test]
fn an_item_or_a_row_that_came_is_found() {
    planted("an inserted item or row", &[], |text, chance| {
        let at = chance.below(3);
        for part in text.sections.iter_mut().flat_map(|section| &mut section.parts) {
            match part {
                Part::List(items) => {
                    items.insert(at, sentence(chance));
                    return vec!["inserted"];
                }
                Part::Table(rows) => {
                    rows.insert(at, vec![words(chance, 3), words(chance, 4)]);
                    return vec!["row-inserted"];
                }
                Part::Paragraph(_) => {}
            }
        }
        vec![]
    });
}

/// Gives the first table a column more.
fn widened(text: &mut Text, chance: &mut Chance) -> bool {
    let parts = text.sections.iter_mut().flat_map(|section| &mut section.parts);
    for part in parts {
        if let Part::Table(rows) = part
            && rows[0].len() < 4
        {
            rows.iter_mut().for_each(|row| row.push(words(chance, 2)));
            return true;
        }
    }
    false
}

#[test]
fn a_column_that_came_is_found() {
    planted("an inserted column", &[], |text, chance| match widened(text, chance) {
        true => vec!["column-inserted"],
        false => vec![],
    });
}

#[test]
fn a_section_that_went_is_found() {
    planted("a deleted section", &["renumbered"], |text, chance| {
        text.sections.remove(chance.below(text.sections.len()));
        text.number();
        vec!["deleted"]
    });
}

#[test]
fn a_paragraph_that_went_is_found() {
    planted("a deleted paragraph", &[], |text, chance| {
        text.section(chance).parts.remove(0);
        vec!["deleted"]
    });
}

#[test]
fn numbers_that_changed_are_found() {
    planted("renumbered sections", &[], |text, chance| {
        let from = chance.below(text.sections.len());
        text.sections[from..].iter_mut().for_each(|section| section.number += 1);
        vec!["renumbered"; text.sections.len() - from]
    });
}

#[test]
fn words_that_changed_are_found() {
    planted("a changed word", &[], |text, chance| {
        let Part::Paragraph(words) = &mut text.section(chance).parts[0] else { return vec![] };
        let (head, rest) = words.split_once(' ').expect("words");
        let (_, rest) = rest.split_once(' ').expect("words");
        *words = format!("{head} otherwise {rest}");
        vec!["reworded"]
    });
}

#[test]
fn a_paragraph_that_was_split_or_joined_has_no_word_twice() {
    for seed in 0..DOCUMENTS {
        let mut chance = Chance::of(seed);
        let old = Text::of(&mut chance);
        let mut new = old.clone();
        let Part::Paragraph(first) = &mut new.sections[0].parts[0] else { continue };
        let (head, tail) = (first.clone(), sentence(&mut chance));
        *first = format!("{head} {tail}");
        let one = new.clone();
        new.sections[0].parts[0] = Part::Paragraph(head);
        new.sections[0].parts.insert(1, Part::Paragraph(tail));
        for (old, new, kind) in [(&one, &new, "split"), (&new, &one, "merged")] {
            let compared = compared(&old.markdown(), &new.markdown());
            assert_eq!(kinds(old, new), [kind], "document {seed}");
            let words = |blocks: &[Block]| numbers(blocks, &mut Vocabulary::new()).len();
            // With all its marks the redline has as many words as either text.
            let whole = words(&compared.redline);
            assert_eq!(
                (whole, whole),
                (words(&markdown::foreign(&old.markdown())), words(&accepted(&compared.redline)))
            );
        }
    }
}

/// The words of blocks, as numbers.
fn numbers(blocks: &[Block], vocabulary: &mut Vocabulary) -> Vec<u32> {
    let leaves = units(blocks);
    let tokens = leaves.iter().flat_map(|leaf| vocabulary.tokens(&leaf.text));
    tokens.map(|token| token.word).collect()
}

/// Makes two of the first paragraph.
fn parted(parts: &mut Vec<Part>, chance: &mut Chance) {
    let Some(Part::Paragraph(words)) = parts.first().cloned() else { return };
    let spaces: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).collect();
    if spaces.is_empty() {
        return;
    }
    let (head, tail) = words.split_at(spaces[chance.below(spaces.len())]);
    parts[0] = Part::Paragraph(head.to_owned());
    parts.insert(1, Part::Paragraph(tail.trim().to_owned()));
}

/// Makes one of two paragraphs that follow each other, with another word between them perhaps.
fn joined(parts: &mut Vec<Part>, chance: &mut Chance) {
    let both = |pair: &[Part]| matches!(pair, [Part::Paragraph(_), Part::Paragraph(_)]);
    let Some(at) = parts.windows(2).position(both) else { return };
    if let (Part::Paragraph(next), Part::Paragraph(first)) = (parts.remove(at + 1), &mut parts[at]) {
        let between = if chance.below(2) == 0 { " " } else { " moreover " };
        *first = format!("{first}{between}{next}");
    }
}

/// Many things done to a text, one after another.
fn edited(text: &Text, deeds: &[usize], chance: &mut Chance) -> Text {
    let mut text = text.clone();
    for deed in deeds {
        let at = chance.below(text.sections.len().max(1));
        match deed {
            0 => text.sections.insert(at, Section::of(7, chance)),
            1 if text.sections.len() > 1 => drop(text.sections.remove(at)),
            2 if !text.sections.is_empty() => {
                let section = text.sections.remove(at);
                let to = chance.below(text.sections.len() + 1);
                text.sections.insert(to, section);
            }
            3 if !text.sections.is_empty() => {
                let parts = &mut text.sections[at].parts;
                let to = chance.below(parts.len() + 1);
                parts.insert(to, Part::Paragraph(sentence(chance)));
                parts.rotate_left(to);
            }
            4 => text.number(),
            6 if !text.sections.is_empty() => parted(&mut text.sections[at].parts, chance),
            7 if !text.sections.is_empty() => joined(&mut text.sections[at].parts, chance),
            8 => drop(widened(&mut text, chance)),
            _ => {
                for part in text.sections.iter_mut().flat_map(|section| &mut section.parts) {
                    if let Part::Paragraph(said) = part
                        && chance.below(3) == 0
                    {
                        let (gone, come) = (chance.one(WORDS), chance.one(WORDS));
                        *said = said.replacen(gone, come, 2);
                    }
                }
            }
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_and_itself_have_no_change(seed in any::<u64>()) {
        let text = Text::of(&mut Chance::of(seed / 2)).markdown();
        let compared = compared(&text, &text);
        prop_assert!(compared.changes.all.is_empty());
        let shown = format!("{:?}", compared.redline);
        prop_assert!(!shown.contains("Changed("));
    }

    #[test]
    fn whoever_accepts_reads_the_new_text_and_whoever_rejects_the_old(
        seed in any::<u64>(), deeds in proptest::collection::vec(0..9_usize, 1..8),
    ) {
        let mut chance = Chance::of(seed / 2);
        let old = Text::of(&mut chance);
        let new = edited(&old, &deeds, &mut chance);
        // Either way round: a column that came, went.
        let (old, new) = if seed % 2 == 0 { (old, new) } else { (new, old) };
        let (old, new) = (markdown::foreign(&old.markdown()), markdown::foreign(&new.markdown()));
        let compared = compare(&old, &new, &Names::default()).expect("a proof");
        prop_assert_eq!(compared.care, Care::Whole);
        let mut vocabulary = Vocabulary::new();
        prop_assert_eq!(numbers(&accepted(&compared.redline), &mut vocabulary), numbers(&new, &mut vocabulary));
        prop_assert_eq!(numbers(&rejected(&compared.redline), &mut vocabulary), numbers(&old, &mut vocabulary));
    }
}
