//! The parser's flat events as a tree, with adjacent text joined.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Problem;

/// Deeper than any contract, and shallow enough to be read by recursion.
const DEEPEST: usize = 48;

/// A piece of Markdown and its bytes.
pub struct Node<'t> {
    pub what: What<'t>,
    pub range: Range<usize>,
}

/// What a piece of Markdown is.
pub enum What<'t> {
    /// Words, which may contain tokens.
    Text(String),
    /// Anything else without inner pieces.
    Leaf(Event<'t>),
    /// Something around other pieces.
    Branch(Tag<'t>, Vec<Node<'t>>),
}

/// Cells that rows of a table may lack: the parser drops a table that lacks more, and all that follows it.
const LACKING: usize = 1 << 18;

/// Whether rows of some table lack more cells than the parser fills in; its rows are then read as lines of text.
fn lacks_cells(text: &str) -> bool {
    let (mut columns, mut lacking) = (0, 0);
    text.lines().any(|line| {
        let line = line.trim();
        let cells = line.trim_matches('|').split('|').count();
        let is_rule = line.contains('-') && line.chars().all(|c| "|-: \t".contains(c));
        match () {
            () if line.is_empty() => (columns, lacking) = (0, 0),
            () if is_rule && cells > columns => (columns, lacking) = (cells, 0),
            () => lacking += columns.saturating_sub(cells),
        }
        lacking >= LACKING
    })
}

/// A row that has more cells than its table loses none of their words: they stand in its last cell.
fn keep_rest(text: &str, row: &Range<usize>, cells: &mut [Node<'_>]) {
    let Some(Node { what: What::Branch(_, last), range }) = cells.last_mut() else { return };
    let rest = text.get(range.end..row.end).unwrap_or_default();
    let said = rest.split(['|', '\n']).map(str::trim).filter(|said| !said.is_empty());
    let said = said.collect::<Vec<_>>().join(" | ");
    if !said.is_empty() {
        last.push(Node { what: What::Text(format!(" | {said}")), range: range.end..row.end });
    }
}

/// Reads the text into a forest. Where `joined`, lines that follow each other in a paragraph are one piece of text: a
/// paragraph may have a hundred thousand, and nobody asks which of them has a problem.
pub fn parse(text: &str, joined: bool) -> Result<Vec<Node<'_>>, Problem> {
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_TABLES, !joined || !lacks_cells(text));
    let mut open: Vec<(Tag, Range<usize>)> = Vec::new();
    let mut levels: Vec<Vec<Node>> = vec![Vec::new()];
    let mut broken = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if open.len() == DEEPEST {
                    let message = format!("the text is nested more than {DEEPEST} levels deep");
                    return Err(Problem { message, range });
                }
                open.push((tag, range));
                levels.push(Vec::new());
            }
            Event::End(_) => {
                if let (Some((tag, range)), Some(mut inner)) = (open.pop(), levels.pop()) {
                    if joined && matches!(tag, Tag::HtmlBlock) && goes_on(&mut levels, &mut inner) {
                        continue;
                    }
                    if joined && matches!(tag, Tag::TableRow) {
                        keep_rest(text, &range, &mut inner);
                    }
                    let what = What::Branch(tag, inner);
                    push(&mut levels, Node { what, range });
                }
            }
            Event::Text(words) => {
                if std::mem::take(&mut broken) {
                    join(&mut levels, &words);
                }
                let what = What::Text(words.into_string());
                push(&mut levels, Node { what, range });
            }
            Event::SoftBreak if joined => {
                push(&mut levels, Node { what: What::Text(" ".to_owned()), range });
                broken = true;
            }
            leaf => {
                let what = What::Leaf(leaf);
                push(&mut levels, Node { what, range });
            }
        }
    }
    Ok(levels.swap_remove(0))
}

/// Puts HTML behind that which ends right before it: a blank line parts them for Markdown alone.
fn goes_on<'t>(levels: &mut [Vec<Node<'t>>], more: &mut Vec<Node<'t>>) -> bool {
    let last = levels.last_mut().and_then(|level| level.last_mut());
    let Some(What::Branch(Tag::HtmlBlock, before)) = last.map(|node| &mut node.what) else { return false };
    before.append(more);
    true
}

/// Words before which a hyphen stands for the end of another word: "Auftrags- und Lieferbedingungen".
const JOINING: [&str; 8] = ["and", "or", "to", "und", "oder", "bis", "bzw.", "sowie"];

/// Takes away the space at the end of what was read, if a line was broken there behind the hyphen of a word that goes
/// on with these.
fn join(levels: &mut [Vec<Node<'_>>], behind: &str) {
    let Some(What::Text(words)) =
        levels.last_mut().and_then(|level| level.last_mut()).map(|node| &mut node.what)
    else {
        return;
    };
    let before = words.strip_suffix("- ").unwrap_or_default();
    let first = behind.split_whitespace().next().unwrap_or_default();
    let goes_on = behind.starts_with(char::is_lowercase) && !JOINING.contains(&first);
    if goes_on && before.ends_with(char::is_alphabetic) {
        words.pop();
    }
}

fn push<'t>(levels: &mut [Vec<Node<'t>>], node: Node<'t>) {
    let Some(level) = levels.last_mut() else {
        return;
    };
    if let (Some(last), What::Text(more)) = (level.last_mut(), &node.what)
        && let What::Text(words) = &mut last.what
    {
        words.push_str(more);
        last.range.end = node.range.end;
        return;
    }
    level.push(node);
}

/// The words of the nodes as written, tokens included.
pub fn words(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match &node.what {
            What::Text(words) => out.push_str(words),
            What::Leaf(Event::Code(words)) => out.push_str(words),
            What::Leaf(_) => out.push(' '),
            What::Branch(_, inner) => out.push_str(&self::words(inner)),
        }
    }
    out
}
