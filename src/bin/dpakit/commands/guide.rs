//! `dpakit explain scc/m2/8.6`: what a place of the official clauses says, in plain words.

use std::path::Path;
use std::sync::Arc;

use dpakit::assemble;
use dpakit::diagnostic::Outcome;
use dpakit::diagnostic::print::visible;
use dpakit::document::{Block, Cell, Marker, Section, plain};
use dpakit::library::{Book, Clause, Guide, Library, guide};
use dpakit::plan::{Plan, plan};

use super::house::House;
use crate::args::Explain;
use crate::console::{Console, Exit};

/// Columns of the text.
const WIDTH: usize = 80;

/// Said of a text whose module the pack does not have.
const UNUSED: &str = "This pack does not use it.\n";

/// Explains a place of an official text; nothing where the address names none.
pub fn run(args: &Explain, console: Console) -> Option<Exit> {
    if !args.what.contains('/') {
        return None;
    }
    let explained = match &args.pack {
        Some(file) => with_pack(file, &args.what),
        None => {
            House::default().library(Path::new("-")).and_then(|(_, library)| of(&library, &args.what, None))
        }
    };
    match explained {
        Ok(text) => Some(console.data(text?.as_bytes())),
        Err(found) => Some(console.show(&found)),
    }
}

fn with_pack(file: &Path, what: &str) -> Outcome<Option<String>> {
    let open = House::default().open(file)?;
    let plan = plan(&open.facts, &open.library)?;
    of(&open.library, what, Some(&plan))
}

fn of(library: &Library, what: &str, plan: Option<&Plan<'_>>) -> Outcome<Option<String>> {
    let texts = texts(library, what);
    if texts.is_empty() {
        return Ok(None);
    }
    let document = assemble::explain(library, &texts, plan)?;
    let sections = document.blocks().iter().filter_map(|block| match block {
        Block::Section(section) => Some(section),
        _ => None,
    });
    let pages = sections.filter_map(|section| {
        let text = texts.iter().find(|text| *text.address.key() == *section.key)?;
        Some(page(library, text, section, plan))
    });
    Ok(Some(pages.collect::<Vec<_>>().join("\n")))
}

/// The texts that explain a place; none where the address is that of an agreed clause.
fn texts<'l>(library: &'l Library, what: &str) -> Vec<&'l Arc<Clause>> {
    let explains = |clause: &Clause| library.guides().any(|(book, _)| book.name == clause.address.book);
    match library.clause(what) {
        Some(clause) if explains(clause) => vec![clause],
        Some(_) => Vec::new(),
        None => library.explained(what),
    }
}

/// Addresses of the places that guides explain.
pub fn addresses(library: &Library) -> Vec<String> {
    let of = |(book, guide): (&Book, &Guide)| -> Vec<String> {
        let texts = book.order.iter().filter_map(|slug| book.current(slug));
        texts.flat_map(|text| guide::places(text)).map(|place| format!("{}/{place}", guide.of)).collect()
    };
    library.guides().flat_map(of).collect()
}

/// One text as lines: its address, that it explains, its words, and what it covers.
fn page(library: &Library, text: &Clause, section: &Section, plan: Option<&Plan<'_>>) -> String {
    let guide = library.guides().find(|(book, _)| book.name == text.address.book);
    let (of, mark) = guide.map_or(("", ""), |(_, guide)| (guide.of.as_str(), guide.mark.as_str()));
    let places: Vec<String> = guide::places(text).iter().map(|place| format!("{of}/{place}")).collect();
    let place = if places.is_empty() { text.address.key() } else { places.join(", ") };
    let unused = plan.is_some_and(|plan| plan.book(of).is_none() || !text.when.holds(plan.json()));
    let mut out =
        format!("{place}: {}\n{mark}\n{}\n", plain(&section.title), if unused { UNUSED } else { "" });
    blocks(&section.blocks, "", &mut out);
    let covers =
        if text.explains.is_empty() { "nothing by itself".to_owned() } else { text.explains.join(", ") };
    out.push_str(&format!("\n  text    {}\n", text.address));
    wrapped(&covers, "  covers  ", "          ", &mut out);
    out
}

/// Blocks as wrapped lines, with an empty line between paragraphs.
fn blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for block in blocks {
        match block {
            Block::Section(section) => clause(section, indent, out),
            Block::Paragraph(run) => paragraph(&plain(run), indent, out),
            Block::List(list) => {
                for item in &list.items {
                    let mark = if list.marker == Marker::Bullet { "-" } else { &item.number.label };
                    let mut inner = String::new();
                    self::blocks(&item.blocks, "", &mut inner);
                    wrapped(&inner, &format!("{indent}  {mark} "), &format!("{indent}    "), out);
                }
            }
            Block::Table(table) => {
                for row in table.rows.iter() {
                    let cells: Vec<String> = row.iter().map(Cell::plain).collect();
                    wrapped(&cells.join(" | "), &format!("{indent}  "), &format!("{indent}    "), out);
                }
            }
            _ => {}
        }
    }
}

/// A paragraph with its run-in heading, and what follows it.
fn clause(section: &Section, indent: &str, out: &mut String) {
    let title = plain(&section.title);
    let mut inner = section.blocks.as_slice();
    if let (false, [Block::Paragraph(first), rest @ ..]) = (title.is_empty(), inner) {
        paragraph(&format!("{title}. {}", plain(first)), indent, out);
        inner = rest;
    }
    blocks(inner, indent, out);
}

fn paragraph(text: &str, indent: &str, out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    wrapped(text, indent, indent, out);
}

/// Words on lines that begin with `first`, then with `next`.
fn wrapped(text: &str, first: &str, next: &str, out: &mut String) {
    let mut line = first.to_owned();
    let mut fresh = true;
    for word in visible(text).split_whitespace() {
        if !fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line = next.to_owned();
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
