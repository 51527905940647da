//! Where pages end, and what is kept on one.

use super::fixture::{self, para, t, table};
use super::pages_of;
use crate::document::{Block, Document, KeyTerm, Mark};

fn document(blocks: Vec<Block>) -> Document {
    fixture::document(fixture::meta("Pages"), blocks)
}

fn paragraphs(count: usize) -> Vec<Block> {
    (0..count).map(|_| para("one line")).collect()
}

/// A table of two rows, the second of twenty lines or more.
fn high_row() -> Block {
    let long = "Words that fill a cell of the table. ".repeat(60);
    let rows = [vec!["Short".to_owned(), "Row".to_owned()], vec!["Long".to_owned(), long]];
    Block::table(table("Rows", &["Name", "Text"], &rows))
}

#[test]
fn a_row_moves_whole_where_the_page_is_full_without_it() {
    let pages = pages_of(&[document([paragraphs(24), vec![high_row()]].concat())]);
    assert!(pages[1].contains("Long|Words"), "{}", pages[1]);
    assert!(!pages[0].contains("Words that fill"));
}

#[test]
fn a_row_breaks_where_the_page_would_be_left_short() {
    let pages = pages_of(&[document([paragraphs(18), vec![high_row()]].concat())]);
    assert!(pages[0].contains("Long|Words"), "{}", pages[0]);
    let after = pages[1].lines().filter(|line| line.contains("fill a cell")).count();
    assert!(after >= 3, "at least three lines follow: {}", pages[1]);
}

/// Rows of which none stands alone on a page, unless the one before would be torn.
#[test]
fn the_last_row_stands_alone_rather_than_a_row_torn() {
    let row =
        |lines: usize| vec!["Name".to_owned(), "Words that fill a cell of the table. ".repeat(lines * 2)];
    let rows = Block::table(table("Rows", &["Name", "Text"], &[row(5), row(8), row(10)]));
    let mut alone = 0;
    for before in 12..24 {
        let pages = pages_of(&[document([paragraphs(before), vec![rows.clone()]].concat())]);
        for page in pages.iter().skip(1) {
            let mut body = page.lines().filter(|line| line.contains("fill a cell"));
            let first = body.next().unwrap_or_default();
            assert!(first.is_empty() || first.contains("Name|"), "a page begins with a whole row: {page}");
            alone += usize::from(page.matches("Name|Words").count() == 1);
        }
    }
    assert!(alone > 0, "no place was tried where the last row stands alone");
}

#[test]
fn a_cover_that_is_a_little_too_full_stays_on_one_page() {
    let cover = |rows: usize| {
        let mut meta = fixture::meta("Cover");
        let term = KeyTerm { label: vec![t("Term")], value: vec![t("agreed")].into() };
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

#[test]
fn an_item_that_changed_as_a_whole_begins_behind_its_marker() {
    let item = |mark, text: &str| vec![Block::Changed(mark, vec![para(text)])];
    let items = [
        vec![para("keeps the wheel;")],
        item(Mark::Inserted, "sweeps the floor;"),
        item(Mark::MovedHere(1), "grinds corn."),
    ];
    let pages = pages_of(&[document(vec![fixture::list(&[], items.to_vec())])]);
    let said: Vec<&str> =
        pages[0].lines().filter_map(|line| line.split_once('•')).map(|(_, said)| said).collect();
    assert_eq!(said, ["|keeps the wheel;", "|sweeps the floor;", "|Moved here (1) grinds corn."]);
}
