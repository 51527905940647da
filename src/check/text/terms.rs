//! The terms that a text defines, in the styles in which agreements do it, and where they are used.

mod form;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::{Found, Kind, Look, Paragraph, Place, Reading, Signs, letters, plain};

pub use form::is_pointer;

/// A term where it is defined.
#[derive(Debug, Clone)]
pub struct Defined {
    /// The term, without an article.
    pub term: String,
    /// Where it stands.
    pub place: Place,
    /// Its meaning, where that follows; what is defined in brackets after the thing has none.
    pub meaning: Option<Place>,
    /// Terms that one definition gives to one thing share it.
    pub group: usize,
}

/// Finds the definitions of a text.
pub fn definitions(paragraphs: &[Arc<Paragraph>]) -> Vec<Defined> {
    let mut found = Vec::new();
    let mut section = false;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.kind == Kind::Heading {
            party(at, paragraph, &mut found);
            section = !paragraph.find(Look::Defining, defining).is_empty();
            continue;
        }
        if paragraph.kind != Kind::Cell {
            at_head(at, paragraph, section, &mut found);
        }
        in_brackets(at, paragraph, &mut found);
    }
    found
}

/// A heading such as "The Customer" names a party.
fn party(at: usize, paragraph: &Paragraph, out: &mut Vec<Defined>) {
    let proper = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(letters::is_capital)
            && !letters.as_str().is_empty()
            && letters.all(char::is_lowercase)
    };
    let name = paragraph.text.trim().strip_prefix("The ").filter(|name| name.split(' ').nth(2).is_none());
    if let Some(name) = name.filter(|name| name.split(' ').all(proper) && !name.ends_with('s')) {
        let group = next_group(out);
        let place = (at, "The ".len().."The ".len() + name.len());
        out.push(Defined { term: name.to_owned(), place, meaning: None, group });
    }
}

/// The title of a section that defines or interprets.
fn defining(title: &str) -> Vec<Found> {
    let small = title.to_lowercase();
    let defines = small.contains("definition") || small.contains("interpretation");
    plain(defines.then_some(0..title.len()))
}

fn next_group(found: &[Defined]) -> usize {
    found.last().map_or(0, |last| last.group + 1)
}

/// `Term means …`, `“Term”, “Other” mean …`, `Term: …`.
fn at_head(at: usize, paragraph: &Paragraph, section: bool, out: &mut Vec<Defined>) {
    let text = &paragraph.text;
    let says = !paragraph.find(Look::Verbs, verbs).is_empty();
    let strict = says.then(|| form::strict(text)).flatten().map(|found| (found, true));
    let loose = section.then(|| form::loose(text)).flatten().map(|found| (found, false));
    for (parting, strict) in strict.into_iter().chain(loose) {
        let Some(terms) = heads(&text[..parting.head], strict) else { continue };
        let group = next_group(out);
        let from = if strict { parting.verb } else { parting.end };
        for (term, range) in terms {
            let meaning = Some((at, from..text.len()));
            out.push(Defined { term, place: (at, range), meaning, group });
        }
        return;
    }
}

/// The first verb with which a text may begin a meaning.
fn verbs(text: &str) -> Vec<Found> {
    let says = text.contains("mean") || text.contains("refer");
    let parting = says.then(|| form::strict(text)).flatten();
    plain(parting.map(|parting| parting.verb..parting.end))
}

/// The terms at the head of a definition: each is quoted, or capitalised throughout.
fn heads(head: &str, strict: bool) -> Option<Vec<(String, Range<usize>)>> {
    let mut terms = Vec::new();
    let mut start = 0;
    let end = head.len()..head.len();
    for Range { start: end, end: next } in form::between(head).into_iter().chain([end]) {
        let piece = head.get(start..end)?;
        let bare = piece.trim_matches(|c: char| c.is_whitespace() || "“”\"‘’'„*:".contains(c));
        let quoted = piece.trim().starts_with(['“', '"', '‘', '\'', '„']);
        let lead = ["the ", "The "].into_iter().find(|lead| bare.starts_with(lead)).map_or(0, str::len);
        let term = &bare[lead..];
        let from = start + piece.find(bare)? + lead;
        if !is_term(term, quoted) || (!strict && piece.contains(',')) {
            return None;
        }
        terms.push((term.to_owned(), from..from + term.len()));
        start = next;
    }
    (strict || terms.len() == 1).then_some(terms)
}

fn is_term(term: &str, quoted: bool) -> bool {
    const NOT: [&str; 20] = [
        "Please", "See", "This", "That", "It", "Which", "These", "Those", "There", "Here", "What", "Such",
        "Each", "Any", "All", "Words", "Nothing", "Parties", "Where", "Terms",
    ];
    let words: Vec<&str> = term.split_whitespace().collect();
    let small = |word: &str| matches!(word, "of" | "and" | "or" | "for" | "to" | "in" | "the");
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase()) || small(word);
    !words.is_empty()
        && words.len() <= 7
        && !term.contains(". ")
        && (quoted
            || (words.iter().all(capital) && !NOT.contains(&words[0]) && !small(words[words.len() - 1])))
}

/// `(the “Term”)`, `(each a “Party” and together the “Parties”)`, `(**Term**)`, `(the Term)`.
fn in_brackets(at: usize, paragraph: &Paragraph, out: &mut Vec<Defined>) {
    let text = &paragraph.text;
    if !paragraph.signs().have(Signs::ROUND) {
        return;
    }
    for (_, inner) in paragraph.find(Look::Brackets, |text| plain(brackets(text))) {
        let words = &text[inner.clone()];
        let group = next_group(out);
        let mut push = |term: &str, start: usize| {
            let lead = ["the ", "The "].into_iter().find(|lead| term.starts_with(lead)).map_or(0, str::len);
            let (term, start) = (&term[lead..], start + lead);
            if term.chars().any(char::is_alphabetic) {
                let place = (at, start..start + term.len());
                out.push(Defined { term: term.to_owned(), place, meaning: None, group });
            }
        };
        let quotes = quoted(words);
        if !quotes.is_empty() {
            let starts = quotes.iter().map(|quote| quote.start).chain([words.len()]);
            let ends = std::iter::once(0).chain(quotes.iter().map(|quote| quote.end));
            let mut rest = ends.zip(starts).map(|(from, to)| &words[from..to]);
            if rest.all(|part| part.split(|c: char| !c.is_alphanumeric()).all(is_function_word)) {
                for quote in quotes {
                    push(&words[quote.clone()], inner.start + quote.start);
                }
            }
        } else if let Some(name) = called(words) {
            push(&words[name.clone()], inner.start + name.start);
        } else {
            let from = paragraph.bold.partition_point(|range| range.start < inner.start);
            let inside = paragraph.bold[from..].iter().take_while(|range| range.end <= inner.end);
            let bold: Vec<Range<usize>> = inside.cloned().collect();
            for range in bold {
                push(&text[range.clone()], range.start);
            }
        }
    }
}

/// What stands in round brackets without others in them: 1 to 200 characters.
fn brackets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut open = None;
    text.match_indices(['(', ')']).filter_map(move |(at, bracket)| {
        let start = if bracket == "(" { open.replace(at + 1).and(None) } else { open.take() }?;
        let length = text[start..at].chars().take(201).count();
        (1..=200).contains(&length).then_some(start..at)
    })
}

/// What stands in quotation marks, double or single: 1 to 60 characters. A single one opens behind a
/// space, a bracket or a stroke: elsewhere it is an apostrophe.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut at, mut before) = (0, None);
    while let Some(c) = text[at..].chars().next() {
        let start = at + c.len_utf8();
        let opens = before.is_none_or(|c: char| c.is_whitespace() || matches!(c, '(' | '/'));
        let marks: Option<(&[char], char)> = match c {
            '“' | '"' | '„' => Some((&['”', '"', '“', '„'], '„')),
            '‘' | '\'' if opens => Some((&['’', '\'', '‘'], '‘')),
            _ => None,
        };
        let inner = marks.and_then(|(marks, again)| {
            let end = start + text[start..].find(marks)?;
            let length = text[start..end].chars().take(61).count();
            ((1..=60).contains(&length) && !text[end..].starts_with(again)).then_some(start..end)
        });
        (at, before) = (start, Some(c));
        if let Some(inner) = inner {
            before = text[inner.end..].chars().next();
            at = inner.end + before.map_or(0, char::len_utf8);
            found.push(inner);
        }
    }
    found
}

/// The term that words in brackets give, where it has no quotation marks.
fn called(words: &str) -> Option<Range<usize>> {
    let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
    last.starts_with(char::is_uppercase).then(|| form::called(words)).flatten()
}

fn is_function_word(word: &str) -> bool {
    const WORDS: [&str; 31] = [
        "",
        "the",
        "a",
        "an",
        "each",
        "and",
        "or",
        "collectively",
        "together",
        "individually",
        "jointly",
        "both",
        "any",
        "such",
        "hereinafter",
        "hereafter",
        "referred",
        "to",
        "as",
        "also",
        "called",
        "this",
        "these",
        "in",
        "with",
        "all",
        "being",
        "of",
        "them",
        "our",
        "known",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// A word as it is compared: without the possessive, in the singular.
pub fn stem(word: &str) -> String {
    if word.is_ascii() && !word.contains('\'') {
        return plain_stem(word);
    }
    let word = word.replace('’', "'");
    let word = word.strip_suffix("'s").or(word.strip_suffix('\'')).unwrap_or(&word).to_owned();
    let lower = word.to_lowercase();
    match () {
        () if lower.len() > 4 && lower.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        () if lower.ends_with("sses") || lower.ends_with("ches") => word[..word.len() - 2].to_owned(),
        () if lower.len() > 3 && lower.ends_with('s') && !lower.ends_with("ss") && !lower.ends_with("us") => {
            word[..word.len() - 1].to_owned()
        }
        () => word,
    }
}

/// The same for a word of letters of ASCII, as nearly all are.
fn plain_stem(word: &str) -> String {
    let ends = |end: &str| {
        let from = word.len().checked_sub(end.len());
        from.is_some_and(|from| word.as_bytes()[from..].eq_ignore_ascii_case(end.as_bytes()))
    };
    match word.len() {
        length if length > 4 && ends("ies") => format!("{}y", &word[..length - 3]),
        length if ends("sses") || ends("ches") => word[..length - 2].to_owned(),
        length if length > 3 && ends("s") && !ends("ss") && !ends("us") => word[..length - 1].to_owned(),
        _ => word.to_owned(),
    }
}

/// The words of a text, each with its stem.
pub fn stems(text: &str) -> Vec<(String, Range<usize>)> {
    letters::words(text).map(|word| (stem(&text[word.clone()]), word)).collect()
}

/// Where each of some terms is used: all places, those of the definitions included.
pub fn uses(reading: &Reading, terms: &BTreeSet<&str>) -> HashMap<String, Vec<Place>> {
    let mut by_first: HashMap<String, Vec<(&str, Vec<String>)>> = HashMap::new();
    for term in terms {
        let words: Vec<String> = stems(term).into_iter().map(|(word, _)| word).collect();
        if let Some(first) = words.first() {
            by_first.entry(first.to_lowercase()).or_default().push((term, words));
        }
    }
    let mut found: HashMap<String, Vec<Place>> = HashMap::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let words = stems(&paragraph.text);
        for index in 0..words.len() {
            for (term, wanted) in by_first.get(&words[index].0.to_lowercase()).into_iter().flatten() {
                let here = words.get(index..index + wanted.len());
                let fits = here.is_some_and(|here| {
                    here.iter().zip(wanted).enumerate().all(|(nth, (word, wanted))| {
                        same(&word.0, wanted, index + nth == 0 || paragraph.kind == Kind::Heading)
                    })
                });
                if fits {
                    let range = words[index].1.start..words[index + wanted.len() - 1].1.end;
                    found.entry((*term).to_owned()).or_default().push((at, range));
                }
            }
        }
    }
    found
}

/// Whether a word is the one wanted; case counts except in capitals and where a line begins.
fn same(word: &str, wanted: &str, begins: bool) -> bool {
    let shouted = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    word == wanted || ((begins || shouted) && word.to_lowercase() == wanted.to_lowercase())
}
