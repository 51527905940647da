//! What holds for every pack.

use dpakit::document::markdown;
use dpakit::document::{Block, Document, Inline, walk};

use crate::texts::{documents, file, html_text, markdown_text, written};

const PACKS: [&str; 3] = ["examples/complete.toml", "examples/imou.toml", "examples/aftership.toml"];

fn all() -> Vec<Document> {
    PACKS.iter().flat_map(|pack| documents(&file(pack))).collect()
}

#[test]
fn equal_input_gives_equal_bytes() {
    let (first, second) = (documents(&file(PACKS[0])), documents(&file(PACKS[0])));
    for (first, second) in first.iter().zip(&second) {
        for format in ["md", "html", "pdf"] {
            assert!(written(first, format) == written(second, format), "{} in {format}", first.meta().slug);
        }
    }
}

#[test]
fn markdown_survives_a_second_parse() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for document in all() {
        let text = String::from_utf8(written(&document, "md")).expect("UTF-8");
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        // Everything that should be structure was read as structure, and nothing else was.
        for event in Parser::new_ext(&text, options) {
            let strange = matches!(
                event,
                Event::Start(Tag::CodeBlock(_) | Tag::List(Some(_)) | Tag::BlockQuote(_) | Tag::HtmlBlock)
            );
            assert!(!strange, "{event:?} in {}", document.meta().slug);
        }
        let blocks = markdown::blocks(&text, &markdown::NoTokens);
        assert!(blocks.is_ok(), "{}: {blocks:?}", document.meta().slug);
        let tables = |blocks: &[Block]| {
            let mut count = 0;
            fn walk(blocks: &[Block], count: &mut usize) {
                for block in blocks {
                    match block {
                        Block::Table(_) => *count += 1,
                        Block::Signatures(all) => *count += all.len(),
                        Block::Section(section) => walk(&section.blocks, count),
                        Block::List(list) => list.items.iter().for_each(|item| walk(&item.blocks, count)),
                        _ => {}
                    }
                }
            }
            walk(blocks, &mut count);
            count
        };
        let cover = usize::from(!document.meta().parties.is_empty())
            + usize::from(!document.meta().key_terms.is_empty());
        let read = tables(&blocks.unwrap_or_default());
        assert_eq!(read, tables(document.blocks()) + cover, "tables of {}", document.meta().slug);
    }
}

#[test]
fn nothing_unfilled_is_left() {
    for document in all() {
        let slug = &document.meta().slug;
        let one = std::slice::from_ref(&document);
        let marks = ["{{", "}}", "{%", "%}", "{#", "\u{fdd0}", "\u{fdd1}", "[]", "()", "TODO", " null "];
        for text in [markdown_text(one), html_text(one)] {
            for mark in marks {
                let at = text.find(mark);
                let near = at.map(|at| text[at.saturating_sub(60)..].chars().take(120).collect::<String>());
                assert_eq!(near, None, "`{mark}` in {slug}");
            }
        }
        walk::inlines(document.blocks(), &mut |inline| {
            assert!(!matches!(inline, Inline::Blank(_)), "an open blank in {slug}");
        });
        no_empty_cell(document.blocks(), slug);
    }
}

fn no_empty_cell(blocks: &[Block], slug: &str) {
    for block in blocks {
        match block {
            Block::Table(table) => {
                for row in &table.rows {
                    for cell in row {
                        let text = cell.plain();
                        assert!(!text.trim().is_empty(), "an empty cell in {slug}: {row:?}");
                    }
                }
            }
            Block::Section(section) => no_empty_cell(&section.blocks, slug),
            Block::List(list) => list.items.iter().for_each(|item| no_empty_cell(&item.blocks, slug)),
            _ => {}
        }
    }
}

#[test]
fn every_fact_that_is_printed_knows_its_origin() {
    for document in documents(&file(PACKS[0])) {
        let facts = walk::facts(&document);
        assert!(!facts.is_empty(), "{} states facts", document.meta().slug);
        for fact in facts {
            assert!(!fact.path.is_empty(), "`{}` has no path", fact.text);
        }
    }
}

/// The words of blocks in order, with the kind of each. The level of a heading is not compared: it
/// depends on the title above.
fn shape(blocks: &[Block], out: &mut Vec<String>) {
    use dpakit::document::{Cell, plain};
    for block in blocks {
        match block {
            Block::Section(section) => {
                out.push(format!("heading {}", plain(&section.title)));
                shape(&section.blocks, out);
            }
            Block::Paragraph(run) => out.push(format!("paragraph {}", plain(run))),
            Block::List(list) => {
                out.push("list".to_owned());
                list.items.iter().for_each(|item| shape(&item.blocks, out));
            }
            Block::Table(table) => {
                let rows = std::iter::once(&table.header).chain(&table.rows);
                for row in rows {
                    out.push(row.iter().map(Cell::plain).collect::<Vec<_>>().join(" | "));
                }
            }
            _ => out.push("other".to_owned()),
        }
    }
}

#[test]
fn markdown_that_is_read_and_written_again_says_the_same() {
    for document in all() {
        let slug = document.meta().slug.clone();
        let first = String::from_utf8(written(&document, "md")).expect("UTF-8");
        let read = markdown::blocks(&first, &markdown::NoTokens).expect("Markdown");
        let meta = dpakit::document::Meta { slug: slug.clone(), ..Default::default() };
        let again = String::from_utf8(written(&Document::redline(meta, read.clone()), "md")).expect("UTF-8");
        let read_again = markdown::blocks(&again, &markdown::NoTokens).expect("Markdown");
        let (mut one, mut other) = (Vec::new(), Vec::new());
        shape(&read, &mut one);
        shape(&read_again, &mut other);
        let differs = one.iter().zip(&other).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{slug}");
        assert_eq!(one.len(), other.len(), "{slug}");
    }
}
