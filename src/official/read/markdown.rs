//! Markdown and plain text: what a page looks like once a converter or a person has copied it.
//!
//! In a text with blank lines, a paragraph is what stands between them; in one without, a line. Only
//! what converters write is read: escapes, links, emphasis by asterisks, headings, rules, bullets.

use super::{Fault, Gathered, MAX_PARAGRAPH, RawCall, What, is_marker};

pub(super) fn read(text: &str) -> Result<Gathered, Fault> {
    let mut out = Gathered::default();
    let blank = text.lines().filter(|line| line.trim().is_empty()).count();
    let by_line = blank * 10 < text.lines().count();
    let mut block = String::new();
    let mut began = 1;
    for (index, line) in text.lines().enumerate() {
        let ends = by_line || line.trim().is_empty() || stands_alone(line.trim());
        if ends {
            paragraph(&mut out, &std::mem::take(&mut block), began)?;
        }
        if line.trim().is_empty() {
            continue;
        }
        if stands_alone(line.trim()) {
            paragraph(&mut out, line, index + 1)?;
            continue;
        }
        if block.is_empty() {
            began = index + 1;
        } else {
            block.push(' ');
        }
        block.push_str(line.trim_matches([' ', '\t', '\r']));
        if block.len() > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
    }
    paragraph(&mut out, &block, began)?;
    Ok(out)
}

/// Whether a line is a paragraph whatever stands around it.
fn stands_alone(line: &str) -> bool {
    is_rule(line) || line.starts_with('#') || is_marker(line)
}

fn is_rule(line: &str) -> bool {
    let marks: Vec<char> = line.chars().filter(|c| *c != ' ').collect();
    marks.len() >= 3
        && ['*', '-', '_'].iter().any(|mark| marks.iter().all(|c| c == mark))
        && !line.contains('\\')
}

fn paragraph(out: &mut Gathered, block: &str, line: usize) -> Result<(), Fault> {
    let block = block.trim();
    if is_rule(block) {
        return out.push(What::Rule, "", Vec::new(), line);
    }
    let hashes = block.len() - block.trim_start_matches('#').len();
    let heading = (1..=6).contains(&hashes) && block[hashes..].starts_with(' ');
    let body = if heading { block[hashes..].trim() } else { block };
    let body = ["* ", "- ", "+ "].iter().find_map(|bullet| body.strip_prefix(bullet)).unwrap_or(body);
    let inline = inline(body);
    let what = match inline.note {
        Some((key, printed)) => What::Note { key, printed },
        None if heading => What::Heading,
        None if is_marker(inline.text.trim()) => What::Marker,
        None => What::Paragraph,
    };
    let text = inline.text.trim_end();
    if what == What::Paragraph
        && let Some((mark, rest)) = text.trim_start().split_once([' ', '\u{a0}', '\t'])
        && is_marker(mark)
        && inline.calls.iter().all(|call| call.at >= text.len() - rest.len())
    {
        out.push(What::Marker, mark, Vec::new(), line)?;
        let cut = text.len() - rest.len();
        let place = |call: &RawCall| RawCall { at: call.at - cut, ..call.clone() };
        return out.push(What::Paragraph, rest, inline.calls.iter().map(place).collect(), line);
    }
    out.push(what, text, inline.calls, line)
}

/// The words of a line without escapes, asterisks and links, and whether it is a note.
pub(in super::super) fn words(line: &str) -> (String, bool) {
    let inline = inline(line);
    (inline.text, inline.note.is_some())
}

#[derive(Default)]
struct Inline {
    text: String,
    calls: Vec<RawCall>,
    note: Option<(String, String)>,
}

/// Takes escapes, emphasis and links out of a paragraph.
fn inline(body: &str) -> Inline {
    let mut out = Inline::default();
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.text.push_str(&after[..1]);
                &after[1..]
            }
            '*' => after.trim_start_matches('*'),
            '[' => match link(after) {
                Some((shown, to, after)) => {
                    linked(&mut out, shown, to);
                    after
                }
                None => {
                    out.text.push('[');
                    after
                }
            },
            c => {
                out.text.push(c);
                after
            }
        };
    }
    out
}

/// The label and the address of a link whose bracket has just been opened.
fn link(rest: &str) -> Option<(&str, &str, &str)> {
    let close = rest.find(['[', ']', '\\']).filter(|at| rest[*at..].starts_with("]("))?;
    let to = &rest[close + 2..];
    let mut depth = 0_usize;
    for (at, c) in to.char_indices().take(2000) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((&rest[..close], &to[..at], &to[at + 1..])),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Links to notes begin with `#ntr`, links back to their calls with `#ntc`; of others, the text stays.
fn linked(out: &mut Inline, shown: &str, to: &str) {
    let fragment = to.rsplit_once('#').map_or("", |(_, fragment)| fragment);
    let key = fragment.split_once('-').map(|(_, key)| key.to_owned());
    let printed: String = shown.chars().filter(|c| c.is_alphanumeric()).collect();
    match (key, fragment.get(..3)) {
        (Some(key), Some("ntr")) => out.calls.push(RawCall { at: out.text.len(), key, printed }),
        (Some(key), Some("ntc")) if out.text.trim().is_empty() => out.note = Some((key, printed)),
        _ => out.text.push_str(shown),
    }
}
