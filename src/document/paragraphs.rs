//! Plain text whose lines are paragraphs, to blocks.
//!
//! Text comes in two manners: with lines that were broken where they were long enough, and paragraphs that empty
//! lines part; or with lines that are as long as their paragraph. Markdown reads the first; of the second it would
//! make one paragraph of the whole text.

use super::{Block, Inline};

/// Bytes of a line that nobody broke where it was long enough.
const LONG: usize = 160;

/// The lines of a text as paragraphs; nothing where the text is not of this manner.
pub fn read(text: &str) -> Option<Vec<Block>> {
    if !is_by_lines(text) {
        return None;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut blocks = Vec::with_capacity(lines().count());
    blocks.extend(lines().map(|line| Block::Paragraph(vec![Inline::Text(line.into())])));
    Some(blocks)
}

/// Whether most of the long lines of a text, if it has any, have another behind them and no mark before them.
fn is_by_lines(text: &str) -> bool {
    let (mut followed, mut long) = (0, 0);
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        if line.len() >= LONG && !is_marked(line) {
            long += 1;
            followed += usize::from(lines.peek().is_some_and(|next| !next.is_empty()));
        }
    }
    2 * followed > long
}

/// Whether a line begins with a mark of Markdown: of a list, a heading, a table, a quotation.
fn is_marked(line: &str) -> bool {
    line.starts_with(['-', '*', '+', '#', '|', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::walk;

    fn lines(text: &str) -> Option<Vec<String>> {
        let blocks = read(text)?;
        let mut out = Vec::new();
        walk::runs(&blocks, &mut |_, _, run| out.push(crate::document::plain(run)));
        Some(out)
    }

    #[test]
    fn lines_as_long_as_their_paragraphs_are_paragraphs() {
        let long = "the mill grinds corn on every day but Sunday ".repeat(5);
        let long = long.trim();
        let text = format!("1. Grinding\n{long}\n# no heading\n\n{long}\n  2. Water \n");
        assert_eq!(lines(&text).expect("lines"), ["1. Grinding", long, "# no heading", long, "2. Water"]);
    }

    #[test]
    fn text_that_is_broken_or_has_empty_lines_between_is_read_otherwise() {
        let long = "the mill grinds corn on every day but Sunday ".repeat(5);
        assert_eq!(lines("The mill\ngrinds corn.\n\nThe brook\ndrives it."), None);
        assert_eq!(lines(&format!("{long}\n\n{long}\n\n{long}")), None);
        assert_eq!(lines(&format!("- {long}\n- {long}\n- {long}\n")), None);
        assert_eq!(lines(""), None);
    }
}
