//! Parts of a web page stand in the contract.

use unicode_script::{Script, UnicodeScript};

use crate::check::text::scan::length_of;
use crate::check::text::{Kind, Place, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Parts of a web page stand in the contract.
pub static RULE: Rule = Rule {
    code: Code("TXT-CHROME"),
    name: "page-furniture",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("page_furniture.md"),
    check: Check::Document(run),
};

/// Lines of web pages, whole.
const LINES: [&str; 20] = [
    "skip to content",
    "skip to main content",
    "accept cookies",
    "accept all cookies",
    "cookie settings",
    "cookie preferences",
    "sign in",
    "log in",
    "subscribe",
    "share this page",
    "back to top",
    "table of contents",
    "all rights reserved",
    "all rights reserved.",
    "print this page",
    "download pdf",
    "download as pdf",
    "read more",
    "contact us",
    "follow us",
];

/// Whether a line is one of a web page.
fn is_chrome(line: &str) -> bool {
    let whole = |words: &str| length_of(line.as_bytes(), words.as_bytes()) == Some(line.len());
    (line.starts_with('©') && !line.contains('\n')) || LINES.iter().any(|words| whole(words))
}

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return;
    }
    let mut places: Vec<Place> = Vec::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        if matches!(paragraph.kind, Kind::Text | Kind::Bullet) && is_chrome(paragraph.text.trim()) {
            places.push(reading.whole(at));
        }
    }
    places.extend(tail(reading));
    let message = "words of a web page stand in the text of the contract";
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "no part of the contract") {
        finding.help("remove what belongs to the page and not to the contract");
    }
}

/// The last lines, where they are in another script than the rest.
fn tail(reading: &Reading) -> Vec<Place> {
    let latin = |text: &str| {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
        let latin = letters.iter().filter(|c| c.script() == Script::Latin).count();
        (latin, letters.len())
    };
    let all = reading.paragraphs.iter().map(|one| latin(&one.text));
    let (mine, sum) = all.fold((0, 0), |(mine, sum), (latin, letters)| (mine + latin, sum + letters));
    if mine * 20 < sum * 19 {
        return Vec::new();
    }
    let foreign = |at: &usize| {
        let one = &reading.paragraphs[*at];
        let (latin, letters) = latin(&one.text);
        one.kind == Kind::Text && letters > 1 && latin * 4 < letters
    };
    let mut at: Vec<usize> = (0..reading.paragraphs.len()).rev().take_while(foreign).collect();
    at.reverse();
    if at.len() > 1 { at.into_iter().map(|at| reading.whole(at)).collect() } else { Vec::new() }
}
