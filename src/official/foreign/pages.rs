//! Lines of pages to paragraphs: what repeats on every page goes, notes go last, broken words join.

use std::collections::BTreeMap;

use super::plain::join;
use super::{Foreign, Format, Paragraph, Place, within};
use crate::diagnostic::Outcome;
use crate::official::read::is_marker;

/// How many lines at the top and the bottom of a page may repeat on others.
const EDGE: usize = 3;

/// A line of a page, as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct PageLine {
    /// The number of its page, from 1.
    pub page: usize,
    /// Its words.
    pub text: String,
    /// Its baseline, in points from the bottom of the page.
    pub base: f32,
    /// Its right end, in points from the left of the page.
    pub right: f32,
    /// The size of its letters, in points.
    pub size: f32,
}

/// An agreement out of the lines of its pages.
///
/// Running heads and feet are left out: lines at the edge of a page that other pages have too, whatever
/// their digits. Lines in clearly smaller letters are notes, and come after everything else.
///
/// # Errors
/// Pages without words, or more of them than an agreement has.
pub fn of_lines(name: &str, lines: Vec<PageLine>) -> Outcome<Foreign> {
    let body = typical(&lines);
    let lines = without_running(lines);
    let (notes, text): (Vec<PageLine>, Vec<PageLine>) =
        lines.into_iter().partition(|line| line.size < body * 0.87);
    let mut paragraphs = paragraphs(&text);
    paragraphs.extend(self::paragraphs(&notes));
    let mut remarks = vec![
        "lines of the PDF were joined to paragraphs by their places; list marks are kept as printed"
            .to_owned(),
    ];
    if !notes.is_empty() {
        remarks.push("text in small letters was taken for notes".to_owned());
    }
    within(name, Foreign { format: Format::Pdf, paragraphs, remarks })
}

/// The size in which most of the text is set.
fn typical(lines: &[PageLine]) -> f32 {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for line in lines {
        #[allow(clippy::cast_possible_truncation, reason = "tenths of points of a page")]
        let tenth = (line.size * 10.0).clamp(0.0, 10_000.0) as i64;
        *sizes.entry(tenth).or_default() += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|(tenth, count)| (*count, *tenth));
    #[allow(clippy::cast_precision_loss, reason = "tenths of points of a page")]
    most.map_or(10.0, |(tenth, _)| tenth as f32 / 10.0)
}

fn without_running(lines: Vec<PageLine>) -> Vec<PageLine> {
    let pages = lines.iter().map(|line| line.page).collect::<std::collections::BTreeSet<_>>().len();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let edges = edges(&lines);
    for (line, edge) in lines.iter().zip(&edges) {
        if *edge {
            *counts.entry(bare(&line.text)).or_default() += 1;
        }
    }
    let repeats = |line: &PageLine| {
        let key = bare(&line.text);
        let number = !key.chars().any(char::is_alphabetic);
        let most = counts.get(&key).copied().unwrap_or_default();
        pages > 1 && (number && !is_marker(line.text.trim()) || most >= 2 && most * 2 >= pages)
    };
    let kept = lines.iter().zip(&edges).map(|(line, edge)| !(*edge && repeats(line))).collect::<Vec<bool>>();
    lines.into_iter().zip(kept).filter_map(|(line, kept)| kept.then_some(line)).collect()
}

/// Which lines stand at the edge of a page.
fn edges(lines: &[PageLine]) -> Vec<bool> {
    let mut out = vec![false; lines.len()];
    let mut start = 0;
    while start < lines.len() {
        let end = start + lines[start..].iter().take_while(|line| line.page == lines[start].page).count();
        for at in (start..end).take(EDGE).chain((start..end).rev().take(EDGE)) {
            out[at] = true;
        }
        start = end;
    }
    out
}

/// A line without digits, case and blanks.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn paragraphs(lines: &[PageLine]) -> Vec<Paragraph> {
    let far = lines.iter().map(|line| line.right).fold(0.0_f32, f32::max);
    let mut out: Vec<Paragraph> = Vec::new();
    let mut before: Option<&PageLine> = None;
    for line in lines {
        let text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            continue;
        }
        let goes_on = before.is_some_and(|before| goes_on(before, line, far));
        match out.last_mut().filter(|_| goes_on) {
            Some(last) => join(&mut last.text, &text),
            None => out.push(Paragraph { text, place: Place::Page(line.page) }),
        }
        before = Some(line);
    }
    out
}

/// Whether a line continues the paragraph of the one before.
fn goes_on(before: &PageLine, line: &PageLine, far: f32) -> bool {
    let ended = before.text.trim_end().ends_with(['.', ';', ':']);
    let first = line.text.split_whitespace().next().unwrap_or_default();
    let number = first.len() > 1 && first.chars().all(|c| c.is_ascii_digit() || c == '.');
    let marked = is_marker(first) || number || first.starts_with('•');
    let sized = (before.size - line.size).abs() < before.size * 0.08;
    let short = before.right < far * 0.75;
    if !sized || marked && (ended || short) {
        return false;
    }
    if before.page != line.page {
        return !ended && !short;
    }
    let drop = before.base - line.base;
    drop < before.size * 1.75 && !(short && ended) && !marked
}
