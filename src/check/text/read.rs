//! A foreign text to a [`Reading`], line by line: Markdown, or plain text with published numbers.

use std::sync::Arc;

use super::{Kind, Paragraph, Reading, Spot, mark, markup};
use crate::source::Source;

/// Reads Markdown or plain text.
pub fn foreign(source: &Arc<Source>) -> Reading {
    let wrapped = wraps(&source.text);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut apart = true;
    let mut last = 0;
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        if line.trim_start_matches('\u{feff}').trim().is_empty() || is_rule(line) {
            apart = true;
            continue;
        }
        let before = paragraphs.len();
        let joins = wrapped && !apart && last >= 50;
        read(source, line, start, joins, &mut paragraphs);
        if let Some(first) = paragraphs.get_mut(before) {
            first.apart = apart;
        }
        last = line.chars().count();
        apart = false;
    }
    Reading::new(paragraphs.into_iter().map(Arc::new).collect(), None, true)
}

/// Whether lines are broken by width, so that a paragraph goes over several of them.
fn wraps(text: &str) -> bool {
    let lengths = text.lines().map(|line| line.trim().chars().count()).filter(|length| *length > 0);
    let (mut all, mut long, mut full) = (0, 0, 0);
    for length in lengths {
        all += 1;
        long += usize::from(length > 120);
        full += usize::from((50..=120).contains(&length));
    }
    long * 20 < all && full * 4 > all
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let only = |marks: &[char]| line.chars().all(|c| marks.contains(&c) || c == ' ');
    (line.len() >= 3 && (only(&['-']) || only(&['*']) || only(&['='])))
        || line.starts_with("```")
        || (line.starts_with('|') && only(&['|', '-', ':']))
}

fn read(source: &Arc<Source>, line: &str, start: usize, joins: bool, out: &mut Vec<Paragraph>) {
    let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '>');
    let indent = line[..line.len() - trimmed.len()].chars().count();
    let at = start + line.len() - trimmed.len();
    if trimmed.len() > 1 && trimmed.starts_with('|') && trimmed.ends_with('|') {
        let mut from = at + 1;
        for cell in trimmed[1..trimmed.len() - 1].split('|') {
            let words = cell.trim();
            let lead = cell.len() - cell.trim_start().len();
            if !words.is_empty() {
                out.push(paragraph(source, words, from + lead, Kind::Cell, 0));
            }
            from += cell.len() + 1;
        }
        return;
    }
    let hashes = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let heading = (1..=6).contains(&hashes) && trimmed[hashes..].starts_with(' ');
    let skipped = if heading { hashes } else { bullet(trimmed) };
    let words = trimmed[skipped..].trim_start();
    let from = at + trimmed.len() - words.len();
    let kind = match (heading, skipped > 0) {
        (true, _) => Kind::Heading,
        (_, true) => Kind::Bullet,
        _ => Kind::Text,
    };
    let mut one = paragraph(source, words, from, kind, indent);
    if joins
        && kind == Kind::Text
        && one.mark.is_none()
        && let Some(last) = out.last_mut().filter(|last| matches!(last.kind, Kind::Text | Kind::Bullet))
    {
        return join(last, one);
    }
    if one.mark.is_some() && kind == Kind::Bullet {
        one.kind = Kind::Text;
    }
    out.push(one);
}

/// Length of a bullet and the space after it.
fn bullet(line: &str) -> usize {
    let mut chars = line.chars();
    let first = chars.next();
    let space = chars.next().is_some_and(char::is_whitespace);
    match first {
        Some(c @ ('-' | '*' | '+' | '•' | '◦' | '▪' | '–' | '·' | 'o')) if space => c.len_utf8(),
        Some(c @ ('•' | '▪')) => c.len_utf8(),
        _ => 0,
    }
}

fn paragraph(source: &Arc<Source>, words: &str, from: usize, kind: Kind, indent: usize) -> Paragraph {
    let mut from = from;
    let mut words = words;
    let marked = mark::parse(words.trim_start_matches('*'), kind == Kind::Heading);
    let marked = marked.filter(|_| kind != Kind::Cell);
    let number = marked.map(|(number, length)| {
        let stars = words.len() - words.trim_start_matches('*').len();
        from += stars + length;
        words = &words[stars + length..];
        number
    });
    let bare = markup::strip(words);
    let pieces = bare.pieces.iter().map(|(text, line)| (*text, Spot::Byte(source.clone(), from + line)));
    let mut pieces: Vec<(usize, Spot)> = pieces.collect();
    if pieces.is_empty() {
        pieces.push((0, Spot::Byte(source.clone(), from)));
    }
    let masked = Vec::new();
    let (text, bold) = (bare.text, bare.bold);
    Paragraph {
        text,
        kind,
        mark: number.map(Arc::new),
        indent,
        apart: false,
        bold,
        masked,
        pieces,
        gist: Arc::default(),
    }
}

fn join(last: &mut Paragraph, next: Paragraph) {
    last.text.push(' ');
    let offset = last.text.len();
    last.text.push_str(&next.text);
    last.pieces.extend(next.pieces.into_iter().map(|(at, spot)| (at + offset, spot)));
    last.bold.extend(next.bold.into_iter().map(|range| range.start + offset..range.end + offset));
}
