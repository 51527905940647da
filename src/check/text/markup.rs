//! Takes the marks of Markdown off a line and remembers where its words stood.

use std::ops::Range;

/// A line without marks.
#[derive(Default)]
pub struct Bare {
    /// The words.
    pub text: String,
    /// Offsets in the words and in the line, where they part.
    pub pieces: Vec<(usize, usize)>,
    /// Stretches in bold.
    pub bold: Vec<Range<usize>>,
}

impl Bare {
    fn push(&mut self, words: &str, at: usize) {
        let next = self.pieces.last().map(|(text, line)| line + (self.text.len() - text));
        if next != Some(at) {
            self.pieces.push((self.text.len(), at));
        }
        self.text.push_str(words);
    }
}

/// Strips emphasis, code marks, the targets of links, footnote calls, escapes and line breaks.
pub fn strip(line: &str) -> Bare {
    let mut bare = Bare::default();
    let mut bold: Option<usize> = None;
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let before = line[..at].chars().next_back();
        if rest.starts_with("**") || (rest.starts_with("__") && flanked(before, &rest[2..])) {
            match bold.take() {
                Some(start) => bare.bold.push(start..bare.text.len()),
                None => bold = Some(bare.text.len()),
            }
            at += 2;
        } else if c == '`' || (matches!(c, '*' | '_') && flanked(before, &rest[1..])) {
            at += 1;
        } else if c == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) {
            let escaped = &rest[1..2];
            bare.push(escaped, at + 1);
            at += 2;
        } else if let Some(skip) = line_break(rest) {
            bare.push(" ", at);
            at += skip;
        } else if let Some(label) = link(rest) {
            if !label.text.starts_with('^') {
                bare.push(label.text, at + 1);
            }
            at += label.whole;
        } else {
            bare.push(&rest[..c.len_utf8()], at);
            at += c.len_utf8();
        }
    }
    bare
}

/// Whether an emphasis mark stands at the border of a word, and not among underscores.
fn flanked(before: Option<char>, after: &str) -> bool {
    let next = after.chars().next();
    let mark = |c: Option<char>| matches!(c, Some('_' | '*'));
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let inside = word(before) && word(next);
    let alone = space(before) && space(next);
    !(mark(before) || mark(next) || inside || alone)
}

fn line_break(rest: &str) -> Option<usize> {
    ["<br>", "<br/>", "<br />"].into_iter().find(|mark| rest.starts_with(mark)).map(str::len)
}

struct Label<'t> {
    text: &'t str,
    whole: usize,
}

/// A link `[words](target)` or a footnote call `[^1]`; other brackets are words.
fn link(rest: &str) -> Option<Label<'_>> {
    let inner = rest.strip_prefix('[')?;
    let end = inner.bytes().take(400).position(|byte| matches!(byte, b']' | b'['))?;
    let text = inner.get(..end)?;
    let after = inner.get(end..)?.strip_prefix(']')?;
    if text.starts_with('^') {
        return Some(Label { text, whole: end + 2 });
    }
    let target = after.strip_prefix('(')?;
    let close = target.bytes().take(2000).position(|byte| byte == b')')?;
    let titled = target.get(..close)?.split_once(' ').is_none_or(|(_, title)| title.ends_with('"'));
    titled.then_some(Label { text, whole: end + 2 + close + 2 })
}
