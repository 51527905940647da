//! Redlines in Markdown, read by a reader of CriticMarkup that knows nothing of how they are written: accepted they
//! are the new text and rejected the old one, whatever marks stand in the texts themselves.

use std::sync::Arc;

use dpakit::diff::compared::compare;
use dpakit::diff::material::Names;
use dpakit::diff::tokens::Vocabulary;
use dpakit::diff::units::units;
use dpakit::document::{
    Align, Block, Cell, Column, Document, Inline, Item, List, Marker, Meta, Number, Section, Table, markdown,
};
use dpakit::emit::markdown::Markdown;
use dpakit::emit::{Format, Look, Volume};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What the brackets of CriticMarkup stand around.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Inserted,
    Deleted,
    Comment,
}

const BRACKETS: [(&str, &str, Kind); 3] =
    [("{++", "++}", Kind::Inserted), ("{--", "--}", Kind::Deleted), ("{>>", "<<}", Kind::Comment)];

/// The text once every change is accepted, or else rejected. A bracket opens wherever it stands, escaped or not, and
/// is closed by the first of its kind, as by the programs that do this with regular expressions.
fn settled(text: &str, accept: bool) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let next = BRACKETS.iter().filter_map(|bracket| Some((rest.find(bracket.0)?, bracket)));
        let Some((at, (open, close, kind))) = next.min_by_key(|(at, _)| *at) else { break };
        out.push_str(&rest[..at]);
        let inside = &rest[at + open.len()..];
        let end = inside.find(close).ok_or_else(|| format!("never closed: {}", &rest[at..]))?;
        if BRACKETS.iter().any(|(open, ..)| inside[..end].contains(open)) {
            return Err(format!("brackets in brackets: {}", &inside[..end]));
        }
        if *kind == if accept { Kind::Inserted } else { Kind::Deleted } {
            out.push_str(&inside[..end]);
        }
        rest = &inside[end + close.len()..];
    }
    out.push_str(rest);
    let stray = ["{++", "{--", "{>>", "{==", "{~~", "++}", "--}", "<<}", "==}", "~~}"];
    match stray.iter().find(|mark| out.contains(**mark)) {
        Some(mark) => Err(format!("{mark} is left over")),
        None => Ok(out),
    }
}

fn written(blocks: Vec<Block>) -> String {
    let document = Document::redline(Meta::default(), blocks);
    let mut out = Vec::new();
    let volume = Volume::of(std::slice::from_ref(&document));
    Markdown.write(&volume, &Look::default(), &mut out).expect("Markdown");
    String::from_utf8(out).expect("text")
}

/// The words of a text; its numbers are those of the new one in every redline.
fn words(blocks: &[Block]) -> Vec<String> {
    let mut vocabulary = Vocabulary::new();
    let mut read = |text: &str| -> Vec<String> {
        let tokens = vocabulary.tokens(text);
        // The shape of quotation marks is nothing to a comparison.
        tokens.into_iter().map(|token| text[token.range].replace(['“', '”'], "\"")).collect()
    };
    units(blocks).iter().flat_map(|leaf| read(&leaf.text)).collect()
}

fn redline(old: &[Block], new: &[Block]) -> String {
    written(compare(old, new, &Names::default()).expect("a proof").redline)
}

fn text(words: &str) -> Inline {
    Inline::Text(words.into())
}

/// Words, some of which mean something in Markdown or in CriticMarkup.
fn word() -> impl Strategy<Value = String> {
    let plain =
        prop::sample::select(vec!["mill", "corn", "the", "rye.", "“flour”", "grinds,", "miller", "brook;"]);
    let odd = prop::sample::select(vec![
        "{++a++}",
        "{--",
        "--}",
        "++}",
        "~~}",
        "<<}",
        "{>>b<<}",
        "{==c==}",
        "{~~d~>e~~}",
        "{",
        "}",
        "**",
        "_x",
        "x_",
        "a_b",
        "<b>",
        "&amp;",
        "&",
        "amp;",
        "[x](y)",
        "!",
        "1.",
        "2)",
        "#",
        "-",
        "+",
        ">",
        "|",
        "`c`",
        "\\",
        "~~z~~",
        "{+",
        "+}",
        "-",
        "a++",
        "++b",
        ":-",
        "=",
        "***",
        "é",
    ]);
    prop_oneof![3 => plain.prop_map(str::to_owned), 2 => odd.prop_map(str::to_owned)]
}

fn run() -> impl Strategy<Value = Vec<Inline>> {
    let piece = (0..8_usize, proptest::collection::vec(word(), 1..5), any::<bool>());
    proptest::collection::vec(piece, 1..5).prop_map(|pieces| {
        let mut out = Vec::new();
        for (kind, words, close) in pieces {
            let words = words.join(" ");
            let words = if close { words } else { format!("{words} ") };
            out.push(match kind {
                0 => Inline::Strong(vec![text(&words)]),
                1 => Inline::Emphasis(vec![text(&words)]),
                2 => Inline::Strong(vec![text("A "), Inline::Emphasis(vec![text(&words)])]),
                _ => text(&words),
            });
        }
        out
    })
}

fn cell() -> impl Strategy<Value = Cell> {
    run().prop_map(Cell::from)
}

fn block() -> impl Strategy<Value = Block> {
    let list = proptest::collection::vec(run(), 1..4).prop_map(|items| {
        let item = |run| Item { number: Number::default(), blocks: vec![Block::Paragraph(run)] };
        Block::List(List { marker: Marker::Bullet, items: items.into_iter().map(item).collect() })
    });
    let table = proptest::collection::vec([cell(), cell()], 2..5).prop_map(|rows| {
        let mut rows = rows.into_iter().map(Vec::from);
        let header = rows.next().unwrap_or_default();
        let rows = rows.collect();
        Block::table(Table {
            caption: None,
            columns: vec![Column { width: None, align: Align::Left }; 2],
            header,
            rows,
            row_headers: false,
        })
    });
    prop_oneof![4 => run().prop_map(Block::Paragraph), 1 => list, 1 => table]
}

fn section() -> impl Strategy<Value = Block> {
    (run(), proptest::collection::vec(block(), 0..4)).prop_map(|(title, blocks)| {
        let section = Section { title, blocks, ..markdown_section() };
        Block::section(section)
    })
}

/// A section as a heading of Markdown opens it.
fn markdown_section() -> Section {
    match markdown::foreign("# A").into_iter().next() {
        Some(Block::Section(section)) => Arc::unwrap_or_clone(section),
        _ => panic!("a heading opens a section"),
    }
}

fn document() -> impl Strategy<Value = Vec<Block>> {
    proptest::collection::vec(prop_oneof![2 => block(), 1 => section()], 1..7)
}

/// A text that comes from another by moves, cuts and other words.
fn edited(old: &[Block], deeds: &[(u8, prop::sample::Index, prop::sample::Index, Block)]) -> Vec<Block> {
    let mut new = old.to_vec();
    for (deed, from, to, block) in deeds {
        if new.is_empty() {
            new.push(block.clone());
        }
        let at = from.index(new.len());
        match deed % 5 {
            0 => new.insert(at, block.clone()),
            1 => drop(new.remove(at)),
            2 | 3 => {
                let mut moved = new.remove(at);
                if deed % 5 == 3 {
                    reword(&mut moved);
                }
                let to = to.index(new.len() + 1);
                new.insert(to, moved);
            }
            _ => reword(&mut new[at]),
        }
    }
    new
}

fn reword(block: &mut Block) {
    match block {
        Block::Paragraph(run) => {
            run.insert(run.len() / 2, Inline::Strong(vec![text("otherwise++}")]));
            if run.len() > 2 {
                run.pop();
            }
        }
        Block::List(list) => list.items.iter_mut().for_each(|item| item.blocks.iter_mut().for_each(reword)),
        Block::Section(section) => Arc::make_mut(section).blocks.iter_mut().for_each(reword),
        Block::Table(table) => {
            table.rows.iter_mut().take(1).for_each(|row| row[1] = Cell::from(vec![text("--} x")]))
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn without_its_marks_a_redline_is_one_of_its_texts(
        old in document(),
        deeds in proptest::collection::vec(
            (any::<u8>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), block()), 0..5),
    ) {
        let new = edited(&old, &deeds);
        let markdown = redline(&old, &new);
        for (accept, whole) in [(true, &new), (false, &old)] {
            let settled = settled(&markdown, accept);
            prop_assert!(settled.is_ok(), "{settled:?}\n{markdown}");
            let settled = settled.unwrap_or_default();
            let read = markdown::foreign(&settled);
            prop_assert_eq!(words(&read), words(whole), "accept: {}\n{}\n---\n{}", accept, markdown, settled);
        }
    }
}

/// A redline of two texts in Markdown.
fn of(old: &str, new: &str) -> String {
    redline(&markdown::foreign(old), &markdown::foreign(new))
}

#[test]
fn marks_of_the_text_itself_are_no_marks() {
    assert_eq!(
        of("The sign {++ means more.", "The sign {++ means --} more."),
        "The sign {\\++ means {++\\--\\} ++}more.\n"
    );
}

#[test]
fn a_passage_that_moved_and_was_reworded_has_no_marks_in_marks() {
    let (rest, moved) = (
        "The brook drives the wheel from spring to autumn.",
        "The mill grinds the corn of all farmers within thirty days.",
    );
    let told = of(&format!("{moved}\n\n{rest}"), &format!("{rest}\n\n{}", moved.replace("thirty", "45")));
    assert_eq!(
        told,
        format!(
            "{{--{moved}--}}\n\n{rest}\n\n{{++The mill grinds the corn of all farmers within ++}}{{>>~~thirty~~<<}}{{>>++45++<<}}{{++45 days.++}}\n"
        )
    );
}

#[test]
fn a_table_in_a_new_section_is_marked_once() {
    let told = of("The mill.", "The mill.\n\n# Shares\n\n| a | b |\n|---|---|\n| c | d |\n");
    assert!(
        told.ends_with("## {++Shares++}\n\n| {++a++} | {++b++} |\n| --- | --- |\n| {++c++} | {++d++} |\n"),
        "{told}"
    );
}

#[test]
fn where_a_paragraph_was_split_or_joined_a_comment_says_so() {
    let one = "The mill grinds corn on every day. The miller keeps a sixteenth of the flour.";
    let two = one.replace("day. ", "day.\n\n").replace("sixteenth", "tenth");
    assert_eq!(
        of(one, &two),
        "The mill grinds corn on every day.{>>¶ paragraph split here<<}\n\n\
         The miller keeps a {--sixteenth--}{++tenth++} of the flour.\n"
    );
    assert_eq!(
        of(&two, one),
        "The mill grinds corn on every day. {>>¶ paragraphs joined here<<}The miller keeps a \
         {--tenth--}{++sixteenth++} of the flour.\n"
    );
}

#[test]
fn a_column_that_came_is_marked_in_rows_that_stay() {
    let old = "| Who | Where |\n|---|---|\n| Alder | Bruges |\n| Birch | Ghent |\n";
    let new = "| Who | Since | Where |\n|---|---|---|\n| Alder | 2020 | Bruges |\n| Birch | 2021 | Namur |\n";
    assert_eq!(
        of(old, new),
        "| Who | {++Since++} | Where |\n| --- | --- | --- |\n| Alder | {++2020++} | Bruges |\n\
         | Birch | {++2021++} | {--Ghent--}{++Namur++} |\n"
    );
    assert_eq!(
        of(new, old),
        "| Who | {--Since--} | Where |\n| --- | --- | --- |\n| Alder | {--2020--} | Bruges |\n\
         | Birch | {--2021--} | {--Namur--}{++Ghent++} |\n"
    );
}
