//! A placeholder was left in a fact or in a text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::letters::is_word;
use crate::check::text::{
    Found, Kind, Look, Paragraph, Phrases, Place, Reading, Signs, has_letters, pattern, plain, times,
};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::load::tree::Clean;
use crate::plan::Plan;

/// A placeholder was left in a fact or in a text.
pub static RULE: Rule = Rule {
    code: Code("PTY-PLACEHOLDER"),
    name: "placeholder",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("placeholder.md"),
    check: Check::Both(run, read),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some(facts) = plan.facts.stated("") else { return };
    static CLEAN: LazyLock<Clean> = LazyLock::new(Clean::default);
    facts.doubtful_texts(&CLEAN, &mut |place, text| {
        let Some(mark) = placeholder(text) else { return true };
        let path = place.path();
        if path.starts_with("clauses") {
            return false;
        }
        found
            .report(&RULE, plan.facts.at(&path), format!("a placeholder stands in `{path}`: {mark}"))
            .label("to be filled in")
            .help("state the fact, or write { left_open = \"reason\" } where the schema allows it");
        false
    });
}

fn placeholder(text: &str) -> Option<&'static str> {
    const MARKS: [&str; 7] = ["....", "……", "____", "[●]", "[•]", "[specify", "[insert"];
    if !may_be_one(text) {
        return None; // nearly all facts
    }
    let lower = text.to_lowercase();
    let word = |mark: &str| ask::words(text).iter().any(|word| word == mark);
    MARKS.into_iter().find(|mark| lower.contains(mark)).or_else(|| {
        ["tbd", "tbc", "xxx", "lorem"].into_iter().find(|mark| lower.contains(mark) && word(mark))
    })
}

/// Whether a text has the two bytes with which a placeholder begins.
fn may_be_one(text: &str) -> bool {
    let begins = |two: &[u8]| match (two[0].to_ascii_lowercase(), two[1].to_ascii_lowercase()) {
        (b'[' | b'_', _) | (b'.', b'.') | (b't', b'b') | (b'x', b'x') | (b'l', b'o') => true,
        // As "…" does.
        (first, second) => (first, second) == (0xe2, 0x80),
    };
    text.as_bytes().windows(2).any(begins)
}

static DOTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:…|\.{4,}|(?:\. ){4,}|…|_{4,}|●|■{2,})[….\s_●]*"));
/// Characters of the longest words in square brackets that are taken for an entry.
const LONGEST: usize = 120;
static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\((?:please|if appropriate, please) [^()]{3,120}\)|\bplease (?:specify|insert|complete|fill in|describe)\b|\bor document/legislation attached\b|<(?:insert|name|date|company)[^<>]{0,60}>|\{\{[^{}]{0,80}\}\}",
    )
});
static STUB: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:TBD|TBC|TODO|FIXME|XXX+|xx/xx/\w+|DD/MM/YYYY|[Ll]orem ipsum)\b"));
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|\b)(?:signature|signed|name|title|position|date|place|by|for|on behalf of|witness)(?:\s+(?:of|by|and)\s+[\w ]{1,30})?$",
    )
});

/// Signs of a blank in a text.
fn read(reading: &Reading, found: &mut Findings) {
    let mut dots: Vec<Place> = Vec::new();
    let mut sheet = Sheet::default();
    let mut left: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let prompts = paragraph.find(Look::Prompts, |text| match may_have_prompt(paragraph) {
            true => plain(prompts(text)),
            false => Vec::new(),
        });
        for place in prompts.iter().map(|(_, range)| (at, range.clone())) {
            if !reading.masked(&place) {
                let words: String = reading.words(&place).chars().take(60).collect();
                left.entry(words).or_default().push(place);
            }
        }
        sheet.pass(paragraph, at);
        let rows = paragraph.find(Look::Rows, |text| match may_have_row(paragraph) {
            true => rows(text),
            false => Vec::new(),
        });
        if !rows.is_empty() && !is_form(reading, at, &mut sheet) {
            let rows = rows.iter().filter(|(_, row)| is_blank(paragraph, row));
            dots.extend(rows.map(|(_, row)| (at, row.clone())));
        }
    }
    for (words, places) in &left {
        let what = match words.starts_with('[') {
            true => "words in square brackets await an entry or a choice",
            false => "an instruction to the person who fills in was left",
        };
        let message = format!("{what}{}: {words}", often(places.len()));
        if let Some(finding) = reading.report_all(found, &RULE, places, message, "not for print") {
            finding.help("fill in what is asked for, and delete the brackets or the instruction");
        }
    }
    for rows in dots.chunk_by(|one, next| next.0 <= one.0 + 1) {
        let message = format!("a blank was never filled{}", often(rows.len()));
        if let Some(finding) = reading.report_all(found, &RULE, rows, message, "to be filled in") {
            finding.help("fill it, or say in words that it is left open");
        }
    }
}

fn often(count: usize) -> String {
    if count == 1 { String::new() } else { format!(" {}", times(count)) }
}

/// Whether a blank is to be filled by a person later: in a sheet for that, or beside a label where one
/// signs.
fn is_form(reading: &Reading, at: usize, sheet: &mut Sheet) -> bool {
    let one = &reading.paragraphs[at];
    let label = at.checked_sub(1).map(|before| reading.paragraphs[before].text.trim());
    sheet.is_open(reading) || (one.kind == Kind::Cell && label.is_some_and(|label| SIGNED.is_match(label)))
}

/// Whether the last heading opens a sheet to be filled in: looked at when a blank stands below it.
#[derive(Default)]
struct Sheet {
    heading: Option<usize>,
    open: Option<bool>,
}

impl Sheet {
    fn pass(&mut self, paragraph: &Paragraph, at: usize) {
        if paragraph.kind == Kind::Heading {
            *self = Sheet { heading: Some(at), open: None };
        }
    }

    fn is_open(&mut self, reading: &Reading) -> bool {
        let opens = |text: &str| {
            text.split(|c| !is_word(c)).any(|word| SHEETS.contains(&word.to_lowercase().as_str()))
        };
        let heading = self.heading.map(|at| reading.paragraphs[at].text.as_str());
        *self.open.get_or_insert_with(|| heading.is_some_and(opens))
    }
}

/// Words of headings that open a sheet to be filled in.
const SHEETS: [&str; 9] =
    ["form", "sheet", "template", "specimen", "signature", "signatures", "signing", "execution", "accession"];

/// Rows of dots and lines.
fn rows(text: &str) -> Vec<Found> {
    if has_row(text) { plain(DOTS.find_iter(text).map(|row| row.range())) } else { Vec::new() }
}

/// Whether a text has what each row of [`DOTS`] begins with.
fn has_row(text: &str) -> bool {
    text.contains(['…', '●']) || ["....", ". . . . ", "____", "■■"].iter().any(|row| text.contains(row))
}

/// Whether a paragraph may have a row: one of its characters, or four stops.
fn may_have_row(paragraph: &Paragraph) -> bool {
    let stops = || paragraph.text.bytes().filter(|byte| *byte == b'.').count();
    paragraph.signs().have(Signs::FOREIGN.or(Signs::LINE)) || stops() > 3
}

/// Whether a text has what each [`STUB`] has.
fn has_stub(text: &str) -> bool {
    const MARKS: [&str; 8] = ["TBD", "TBC", "TODO", "FIXME", "XXX", "xx/xx/", "DD/MM/", "orem ipsum"];
    MARKS.iter().any(|mark| text.contains(mark))
}

/// Whether a text has what each [`PROMPT`] has; no letter of these has another one for its capital than
/// that of ASCII.
fn has_prompt(text: &str) -> bool {
    text.contains('<') || ["{{", "plea", "nt/leg"].iter().any(|part| has_letters(text, part))
}

/// Whether a paragraph may have brackets, prompts or stubs: a character that they have, or the letters of
/// those that have none.
fn may_have_prompt(paragraph: &Paragraph) -> bool {
    static LETTERS: Phrases = Phrases::within(&["plea", "psum"]);
    const SIGNS: Signs =
        Signs::SQUARE.or(Signs::CURLY).or(Signs::ANGLE).or(Signs::SLASH).or(Signs::X).or(Signs::B_OR_O);
    paragraph.signs().have(SIGNS) || LETTERS.is_in(&paragraph.text)
}

/// Brackets and prompts that ask somebody to fill in; of overlapping ones the first.
fn prompts(text: &str) -> Vec<Range<usize>> {
    let stubs: Vec<_> = if has_stub(text) { STUB.find_iter(text).collect() } else { Vec::new() };
    if !text.contains(['[', '<', '{', '(']) && !text.contains("lease") && stubs.is_empty() {
        return Vec::new(); // instructions in capitals without brackets are let be
    }
    let inside = |bracket: &Range<usize>| &text[bracket.start + 1..bracket.end - 1];
    let brackets = brackets(text)
        .filter(|bracket| inside(bracket).chars().count() <= LONGEST && is_open(inside(bracket)));
    let prompts = has_prompt(text).then(|| PROMPT.find_iter(text)).into_iter().flatten();
    let marks = prompts.chain(stubs).map(|found| found.range());
    let mut ranges: Vec<Range<usize>> = brackets.chain(marks).collect();
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|last| last.end <= range.start) {
            kept.push(range);
        }
    }
    kept
}

/// What stands in square brackets without others in them, with the brackets.
fn brackets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut open = None;
    text.match_indices(['[', ']']).filter_map(move |(at, bracket)| {
        let start = if bracket == "[" { open.replace(at).and(None) } else { open.take() }?;
        Some(start..at + 1)
    })
}

/// Whether words in square brackets are no note, omission or mark.
fn is_open(words: &str) -> bool {
    let lower = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let note = lower.chars().all(|c| c.is_ascii_digit() || c == ' ') && !lower.is_empty();
    let known =
        ["x", "sic", "...", "…", "email protected", "reserved", "intentionally left blank", "emphasis added"];
    !note
        && !lower.contains("://")
        && !known.contains(&lower.as_str())
        && (lower.chars().any(char::is_alphanumeric) || lower.contains(['●', '•', '_']))
}

/// Rows of dots and lines are blanks, unless somebody signs on them or a contents table leads with them.
fn is_blank(paragraph: &Paragraph, row: &Range<usize>) -> bool {
    let text = &paragraph.text;
    let shown = &text[row.clone()];
    let long = shown.chars().filter(|c| !c.is_whitespace()).count();
    let ellipsis =
        !shown.contains(['_', '●', '■']) && shown.matches('…').count() < 2 && shown.matches('.').count() < 4;
    let after = text[row.end..].trim();
    let contents = !after.is_empty() && after.chars().all(|c| c.is_ascii_digit());
    let signed = paragraph.kind != Kind::Heading
        && SIGNED.is_match(text[..row.start].trim_end_matches([' ', ':', '\t']));
    !ellipsis && long > 0 && !contents && !signed
}
