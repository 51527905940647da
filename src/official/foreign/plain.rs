//! Markdown and plain text, of any origin: hard line ends or none, blank lines or none.

use super::super::read::{Fault, MAX_PARAGRAPH, html, is_marker, markdown};
use super::{Foreign, Format, Paragraph, Place};
use crate::document::script;

/// Lines up to this length were broken by a program or a person, not by the end of a paragraph.
const BROKEN_AT: usize = 110;

/// Reads a text. A paragraph ends at a blank line, at a line that begins with a mark, a bullet or a
/// sign of Markdown, and, in a text whose lines are long, at the end of each line.
///
/// What Markdown strikes through and HTML comments are left out.
pub(super) fn read(text: &str) -> Result<Foreign, Fault> {
    let (text, struck) = without_struck(text, blank);
    let text = text.as_str();
    let lengths: Vec<usize> =
        text.lines().map(|line| line.trim().len()).filter(|length| *length > 0).collect();
    let long = lengths.iter().filter(|length| **length > BROKEN_AT).count();
    let broken = long * 20 < lengths.len();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || is_rule(line) {
            open = false;
            continue;
        }
        if line.len() > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
        let begins = !open || !broken || begins_paragraph(line);
        match paragraphs.last_mut().filter(|last| !begins && last.text.len() < MAX_PARAGRAPH) {
            Some(last) => join(&mut last.text, line),
            None => paragraphs.push(Paragraph { text: line.to_owned(), place: Place::Line(index + 1) }),
        }
        open = !line.starts_with('#');
    }
    paragraphs.iter_mut().for_each(|paragraph| paragraph.text = words(&paragraph.text));
    paragraphs.retain(|paragraph| !paragraph.text.is_empty());
    let mut remarks = if struck { vec![super::STRUCK.to_owned()] } else { Vec::new() };
    remarks.extend(super::pictures(text.matches("![").count()));
    Ok(Foreign { format: Format::Text, paragraphs: marked(paragraphs), remarks })
}

/// What begins and ends a passage that is struck through or hidden.
const STRIKES: [(&str, &str); 5] =
    [("<!--", "-->"), ("~~", "~~"), ("<del>", "</del>"), ("<s>", "</s>"), ("<strike>", "</strike>")];
/// Most bytes of such a passage.
const MAX_STRUCK: usize = 4_000;
/// Most bytes of a tag.
const MAX_TAG: usize = 400;
/// Most passages that begin and do not end, after which no more are looked for.
const MAX_UNCLOSED: usize = 1_000;

/// The text with `left` of each character in comments and in what is struck through, and whether words were struck
/// through.
pub(super) fn without_struck(text: &str, left: fn(char) -> Option<char>) -> (String, bool) {
    let mut text = text.to_owned();
    let mut struck = false;
    for (open, close) in STRIKES {
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut unclosed) = (text.as_str(), 0);
        while let Some((before, inner)) = rest.split_once(open) {
            out.push_str(before);
            // What is struck through ends with its paragraph.
            let end = (0..=inner.len().min(MAX_STRUCK)).rev().find(|at| inner.is_char_boundary(*at));
            let near = &inner[..end.unwrap_or(0)];
            let near = if close == "-->" { near } else { near.split("\n\n").next().unwrap_or(near) };
            match near.split_once(close) {
                Some((hidden, _)) => {
                    out.extend(hidden.chars().filter_map(left));
                    struck |= close != "-->";
                    rest = &inner[hidden.len() + close.len()..];
                }
                None => {
                    out.push_str(open);
                    rest = inner;
                    unclosed += 1;
                    if unclosed > MAX_UNCLOSED {
                        break;
                    }
                }
            }
        }
        out.push_str(rest);
        text = out;
    }
    let (text, hidden) = without_styled(&text, left);
    (text, struck || hidden)
}

/// The same of what elements of HTML in it hide by their style.
fn without_styled(text: &str, left: fn(char) -> Option<char>) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut hidden) = (text, false);
    while let Some((before, inner)) = rest.split_once('<') {
        out.push_str(before);
        let passage = hiding(inner);
        hidden |= passage.is_some();
        match passage {
            Some(length) => {
                out.extend(std::iter::once('<').chain(inner[..length].chars()).filter_map(left));
                rest = &inner[length..];
            }
            None => {
                out.push('<');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    (out, hidden)
}

/// The length of an element that hides its words, from behind its `<`; none where it shows them.
fn hiding(inner: &str) -> Option<usize> {
    let end = inner.bytes().take(MAX_TAG).position(|byte| byte == b'>')?;
    let tag = inner[..end].to_ascii_lowercase();
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|name| !name.is_empty())?;
    let style: String = tag.split_once("style")?.1.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.trim_start_matches('=').replace(['"', '\''], ";");
    if !html::hides(&style) && !html::is_white(&style) {
        return None;
    }
    let close = format!("</{name}>");
    let most = (0..=inner.len().min(MAX_STRUCK)).rev().find(|at| inner.is_char_boundary(*at))?;
    let near = inner[..most].split("\n\n").next()?.to_ascii_lowercase();
    near.find(&close).map(|at| at + close.len())
}

/// A space, so that words stay where they are.
fn blank(c: char) -> Option<char> {
    Some(if c == '\n' { c } else { ' ' })
}

/// Puts marks that stand on a line of their own before the words after them.
fn marked(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    let mut mark: Option<Paragraph> = None;
    for paragraph in paragraphs {
        if is_marker(&paragraph.text) {
            out.extend(mark.replace(paragraph));
            continue;
        }
        out.push(match mark.take() {
            Some(mark) => Paragraph { text: format!("{} {}", mark.text, paragraph.text), place: mark.place },
            None => paragraph,
        });
    }
    out.extend(mark);
    out
}

/// Adds a line to a paragraph; a word that was broken at a hyphen becomes whole. Whether the hyphen
/// was the word's own does not matter: words are compared without.
pub(super) fn join(text: &mut String, line: &str) {
    let hyphen = text.ends_with(['-', '\u{ad}', '\u{2010}'])
        && text.chars().rev().nth(1).is_some_and(char::is_alphabetic)
        && line.starts_with(char::is_lowercase);
    if !hyphen {
        text.push(' ');
    }
    text.push_str(line);
}

fn begins_paragraph(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let inner = first.trim_end_matches('.');
    let numbered =
        first.ends_with('.') && inner.chars().all(|c| c.is_ascii_digit() || c == '.') && inner.len() < 6;
    line.starts_with(['#', '|', '•', '>'])
        || matches!(first, "-" | "*" | "+" | "–")
        || is_marker(first)
        || numbered
}

fn is_rule(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    bare.len() >= 3
        && ['-', '*', '=', '_'].iter().any(|mark| bare.chars().all(|c| c == *mark))
        && line.len() > 3
        || matches!(line, "---" | "***" | "===")
        || (bare.contains('|') && bare.chars().all(|c| matches!(c, '|' | '-' | ':')))
}

/// The words of a paragraph without the signs of Markdown.
fn words(text: &str) -> String {
    let text = text.trim_start_matches(['#', '>', '•']).trim_start();
    let text = ["- ", "* ", "+ "].iter().find_map(|bullet| text.strip_prefix(bullet)).unwrap_or(text);
    let (text, _) = markdown::words(text);
    untagged(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes HTML tags out of Markdown; digits in `<sup>` are calls of notes and become raised digits.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut raised = false;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        push(&mut out, &rest[..at], raised);
        let inner = &rest[at + 1..];
        let name = inner
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let known = ["sup", "br", "b", "i", "u", "em", "strong", "span", "p", "div", "a", "sub", "small"];
        // No further than a tag is long: what never closes would be searched for again and again.
        let end = inner.bytes().take(200).position(|byte| byte == b'>');
        match end.filter(|_| known.contains(&name.to_lowercase().as_str())) {
            Some(end) => {
                if name.eq_ignore_ascii_case("sup") {
                    raised = !inner.starts_with('/');
                } else if matches!(name, "br" | "p" | "div") {
                    out.push(' ');
                }
                rest = &inner[end + 1..];
            }
            None => {
                push(&mut out, "<", raised);
                rest = inner;
            }
        }
    }
    push(&mut out, rest, raised);
    out
}

fn push(out: &mut String, text: &str, raised: bool) {
    if raised { out.extend(text.chars().map(script::raised)) } else { out.push_str(text) }
}
