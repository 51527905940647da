//! Where pages end, and what is kept on one.

use super::fixture::{self, para, t, table};
use super::pages_of;
use crate::document::{Block, Document, KeyTerm};

fn document(blocks: Vec<Block>) -> Document {
    fixture::document(fixture::meta("Pages"), blocks)
}

fn paragraphs(count: usize) -> Vec<Block> {
    (0..count).map(|_| para("one line")).collect()
}

/// A table of two rows, the second of twenty lines or so.
fn high_row() -> Block {
    let long = "Words that fill a cell of the table. ".repeat(40);
    let rows = [vec!["Short".to_owned(), "Row".to_owned()], vec!["Long".to_owned(), long]];
    Block::Table(table("Rows", &["Name", "Text"], &rows))
}

#[test]
fn a_row_moves_whole_where_the_page_is_full_without_it() {
    let pages = pages_of(&[document([paragraphs(24), vec![high_row()]].concat())]);
    assert!(pages[1].contains("Long|Words"), "{}", pages[1]);
    assert!(!pages[0].contains("Words that fill"));
}

#[test]
fn a_row_breaks_where_the_page_would_be_left_short() {
    let pages = pages_of(&[document([paragraphs(20), vec![high_row()]].concat())]);
    assert!(pages[0].contains("Long|Words"), "{}", pages[0]);
    let after = pages[1].lines().filter(|line| line.contains("fill a cell")).count();
    assert!(after >= 3, "at least three lines follow: {}", pages[1]);
}

#[test]
fn a_cover_that_is_a_little_too_full_stays_on_one_page() {
    let cover = |rows: usize| {
        let mut meta = fixture::meta("Cover");
        let term = KeyTerm { label: vec![t("Term")], value: vec![vec![t("agreed")]] };
        (meta.cover, meta.key_terms) = (true, vec![term; rows]);
        pages_of(&[fixture::document(meta, vec![para("text")])])
    };
    let title = |pages: &[String]| -> u32 {
        let line = pages[0].lines().find(|line| line.ends_with("  Cover")).unwrap();
        line[4..9].trim().parse().unwrap()
    };
    let most = (1..60).take_while(|rows| cover(*rows).len() == 2).last().unwrap();
    let (usual, full, over) = (cover(1), cover(most), cover(most + 1));
    assert!(title(&full) + 20 < title(&usual), "the spaces are narrowed");
    assert_eq!((over.len(), title(&over)), (3, title(&usual)), "what does not fit even so is left as it is");
}
