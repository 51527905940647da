//! A term is written like a defined one and is not defined.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use foldhash::HashSet;

use super::two_words_for_one::own_names;
use crate::check::text::letters::is_word;
use crate::check::text::terms::{stem, stems};
use crate::check::text::{Found, Kind, Look, Paragraph, Place, Reading, floor, times};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A term is written like a defined one and is not defined.
pub static RULE: Rule = Rule {
    code: Code("DEF-UNDEFINED"),
    name: "undefined-term",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("undefined_term.md"),
    check: Check::Document(run),
};

/// What agreements define: other words in capitals may be names.
const NOUNS: [&str; 33] = [
    "data",
    "service",
    "order",
    "account",
    "affiliate",
    "employee",
    "personnel",
    "staff",
    "measure",
    "clause",
    "agreement",
    "addendum",
    "product",
    "software",
    "customer",
    "client",
    "vendor",
    "supplier",
    "incident",
    "breach",
    "subprocessor",
    "sub-processor",
    "processor",
    "controller",
    "purpose",
    "transfer",
    "fee",
    "documentation",
    "material",
    "deliverable",
    "user",
    "instruction",
    "conditions",
];
/// More capitalised words in a row are a heading or noise.
const LONGEST: usize = 10;
/// Official names.
const NAMES: [&str; 6] = [
    "eu commission standard contractual clause",
    "mandatory clause",
    "international data transfer addendum",
    "international data transfer agreement",
    "uk addendum",
    "approved addendum",
];
/// Terms of several words that a small word joins.
const JOINED: [&str; 5] = [
    "Terms of Use",
    "Terms of Service",
    "Terms and Conditions",
    "Products and Services",
    "Statement of Work",
];

fn run(reading: &Reading, found: &mut Findings) {
    let capital = |term: &&str| term.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let own = reading.definitions.iter().map(|one| one.term.as_str());
    let itself: Vec<String> =
        own_names(reading).into_iter().map(|(_, place)| reading.words(&place).to_owned()).collect();
    let known = reading.known.iter().chain(&itself).map(String::as_str);
    let terms: BTreeSet<&str> = own.chain(known).filter(capital).collect();
    if terms.len() < 3 {
        return;
    }
    let defined: HashSet<Vec<String>> = terms.iter().map(|term| words(term)).collect();
    let titles = LazyCell::new(|| titles(reading));
    let mut uses: BTreeMap<Vec<String>, Vec<Place>> = BTreeMap::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let runs = paragraph.find(Look::Runs, |text| runs_within(text, paragraph.gist.words(text)));
        if runs.is_empty() || !matches!(paragraph.kind, Kind::Text | Kind::Bullet) {
            continue;
        }
        let found = candidates(paragraph, runs, &defined);
        if found.is_empty() || !is_prose(paragraph) {
            continue;
        }
        for place in found.into_iter().map(|range| (at, range)) {
            let named = is_numbered(reading, &place) || reading.masked(&place);
            if !named && !is_title(&words(reading.words(&place)), &defined, &titles) {
                uses.entry(words(reading.words(&place))).or_default().push(place);
            }
        }
    }
    if !uses.is_empty() {
        report(reading, found, &terms, uses);
    }
}

/// Whether words are the name of one of several: "Transfer 1", "Service A" where the mark is a fact.
fn is_numbered(reading: &Reading, (at, range): &Place) -> bool {
    let paragraph = &reading.paragraphs[*at];
    let rest = paragraph.text[range.end..].trim_start_matches(' ');
    let next = paragraph.text.len() - rest.len();
    if next == range.end {
        return false;
    }
    let fact = || paragraph.masked.iter().any(|mask| mask.start == next);
    rest.starts_with(|c: char| c.is_ascii_digit()) || fact()
}

/// The capitalised runs of the paragraphs that define something.
fn titles(reading: &Reading) -> BTreeSet<Vec<String>> {
    let defining = reading.definitions.iter().map(|one| one.place.0).collect::<BTreeSet<_>>();
    defining.into_iter().flat_map(|at| runs(&reading.paragraphs[at])).collect()
}

/// The capitalised runs of a paragraph.
fn runs(paragraph: &Paragraph) -> Vec<Vec<String>> {
    let text = &paragraph.text;
    let all = paragraph.gist.words(text);
    let ends = (0..all.len()).map(|at| (at, run_end(text, all, at))).filter(|(at, end)| end > at);
    let lower = |word: &Range<usize>| stem(&text[word.clone()]).to_lowercase();
    ends.map(|(at, end)| all[at..end].iter().map(lower).collect()).collect()
}

/// Whether a run is the full title of what a definition gives a shorter term for.
fn is_title(
    run: &[String],
    defined: &HashSet<Vec<String>>,
    titles: &LazyCell<BTreeSet<Vec<String>>, impl FnOnce() -> BTreeSet<Vec<String>>>,
) -> bool {
    run.len() > 2 && (1..run.len()).any(|from| defined.contains(&run[from..])) && titles.contains(run)
}

fn words(text: &str) -> Vec<String> {
    stems(text).into_iter().map(|(word, _)| word.to_lowercase()).collect()
}

/// The shortest of several that end alike stands for them.
fn report(
    reading: &Reading,
    found: &mut Findings,
    terms: &BTreeSet<&str>,
    mut uses: BTreeMap<Vec<String>, Vec<Place>>,
) {
    let by_words: HashMap<Vec<String>, &str> = terms.iter().map(|term| (words(term), *term)).collect();
    let mut by_end: HashMap<Vec<String>, &str> = HashMap::new();
    for (term, name) in &by_words {
        for from in 0..term.len() {
            let near = by_end.entry(term[from..].to_vec()).or_insert(name);
            *near = (*near).min(*name);
        }
    }
    let keys: Vec<Vec<String>> = uses.keys().cloned().collect();
    for long in &keys {
        let owner = by_words.contains_key(&long[..long.len().saturating_sub(1)]);
        let own = !owner && uses.get(long).is_some_and(|places| places.len() > 1);
        let nouns = long.iter().rev().skip(1).any(|word| NOUNS.contains(&word.as_str()));
        let short = (1..long.len()).rev().map(|from| &long[from..]).find(|short| uses.contains_key(*short));
        let short = short.filter(|_| !own && !nouns).map(<[String]>::to_vec);
        if let Some((short, places)) = short.and_then(|short| Some((short, uses.remove(long)?))) {
            uses.entry(short).or_default().extend(places);
        }
    }
    for (key, mut places) in uses {
        places.sort_by_key(|(at, range)| (*at, range.start));
        let exact = places.iter().position(|place| words(reading.words(place)) == key).unwrap_or(0);
        places.swap(0, exact);
        let name = reading.words(&places[0]).to_owned();
        let within = (0..key.len()).find_map(|from| by_words.get(&key[from..]));
        let near = by_end.get(&key).or(within);
        let count = times(places.len());
        let message = format!("`{name}` is used {count} like a defined term, and is not defined");
        let help = match near {
            Some(near) => format!("define it, or write `{near}` if that is meant, or use small letters"),
            None => "define it, or use small letters".to_owned(),
        };
        if let Some(finding) = reading.report_all(found, &RULE, &places, message, "not defined") {
            finding.help(help);
        }
    }
}

/// Whether a paragraph that is no heading and no cell is made of sentences.
fn is_prose(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.trim();
    let title = paragraph.kind == Kind::Text
        && paragraph.mark.is_none()
        && !text.ends_with(['.', ';', ':', ',', ')'])
        && text.split_whitespace().count() < 13;
    !title && !shouted(text)
}

fn shouted(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    capitals * 2 > text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Runs of capitalised words within sentences that end in a noun that agreements define.
fn candidates(paragraph: &Paragraph, runs: &[Found], defined: &HashSet<Vec<String>>) -> Vec<Range<usize>> {
    let text = &paragraph.text;
    let all = paragraph.gist.words(text);
    let lower = |word: &Range<usize>| stem(&stem(&text[word.clone()])).to_lowercase();
    let stems = || runs.iter().map(|(_, run)| all[run.clone()].iter().map(lower).collect()).collect();
    let stems = paragraph.gist.stems(stems);
    let found = runs.iter().zip(stems);
    found.filter_map(|((_, run), stems)| undefined(text, (&all[run.clone()], stems), defined)).collect()
}

/// Runs of capitalised words within sentences, as stretches of all words.
fn runs_within(text: &str, all: &[Range<usize>]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let end = run_end(text, all, at);
        if end == at {
            at += 1;
            continue;
        }
        let start = all[at].start;
        if !begins_sentence(text, start) && !follows_name(text, start) {
            found.push((0, at..end));
        }
        at = end;
    }
    found
}

/// The end of a run of capitalised words that begins at a word.
fn run_end(text: &str, all: &[Range<usize>], at: usize) -> usize {
    let capital = |word: &Range<usize>| text[word.start..].starts_with(char::is_uppercase);
    if !capital(&all[at]) {
        return at; // most words
    }
    let joined = JOINED.iter().find(|joined| text[all[at].start..].starts_with(*joined));
    if let Some(joined) = joined {
        return at + joined.split(' ').count();
    }
    let mut end = at;
    while let Some(word) = all.get(end).filter(|word| capital(word)) {
        let gap = end == at || &text[all[end - 1].end..word.start] == " ";
        let starts = JOINED.iter().any(|joined| end > at && text[word.start..].starts_with(joined));
        if !gap || starts || end - at >= LONGEST {
            break;
        }
        end += 1;
    }
    end
}

fn begins_sentence(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches(|c: char| c.is_whitespace() || "“\"‘'([".contains(c));
    before.is_empty() || before.ends_with(['.', '!', '?', ':', ';', '•', '\\', '/'])
}

/// A small word that makes the run part of a name, or a quotation mark that shows a title.
fn follows_name(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    before.ends_with(['“', '"', '‘', '\''])
        || ends_with_place(before)
        || text[..start].ends_with("-")
        || before.ends_with("following")
}

/// Whether a text ends with a place and its number, and a comma or bracket behind it: "Annex I,",
/// "Clause 7 of the said text (".
fn ends_with_place(text: &str) -> bool {
    const PLACES: [&str; 9] =
        ["Annex", "Appendix", "Schedule", "Exhibit", "Article", "Clause", "Section", "clause", "section"];
    let Some(head) = text.strip_suffix([',', '(']) else { return false };
    let head = head.trim_end();
    let number = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    let fits = (1..=12).contains(&number.chars().take(13).count())
        && number.chars().all(|c| is_word(c) || matches!(c, '.' | '(' | ')'));
    let lead = &head[..head.len() - number.len()];
    let Some(lead) = lead.strip_suffix(char::is_whitespace).filter(|_| fits) else { return false };
    let lead = &lead[floor(lead, lead.len().saturating_sub(300))..];
    PLACES.iter().flat_map(|place| lead.match_indices(place)).any(|(at, place)| {
        let rest = &lead[at + place.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let near = |words: &str| words.chars().nth(60).is_none() && !words.contains('\n');
        rest.is_empty() || rest.strip_prefix(char::is_whitespace).is_some_and(near)
    })
}

/// What of a run is neither defined nor a name; its words are given as stems in small letters, too.
fn undefined(
    text: &str,
    (run, lower): (&[Range<usize>], &[String]),
    defined: &HashSet<Vec<String>>,
) -> Option<Range<usize>> {
    let mut from = 0;
    while from < lower.len() {
        let known = (from + 1..=lower.len()).rev().find(|to| defined.contains(&lower[from..*to]));
        match known {
            Some(to) => from = to,
            None => break,
        }
    }
    if from + 1 == lower.len() && from > 0 && !text[run[from - 1].clone()].contains(['’', '\'']) {
        from = 0;
    }
    let rest = run.get(from..).filter(|rest| !rest.is_empty())?;
    let range = rest[0].start..rest[rest.len() - 1].end;
    let last = lower.last()?;
    let joined = JOINED.iter().any(|joined| text[range.clone()].ends_with(joined));
    let acronym = rest.len() == 1 && !text[range.clone()].chars().any(char::is_lowercase);
    let leads = ["the", "these", "this", "such", "all", "any", "each", "no", "it", "our", "your"];
    let numbered = text[range.end..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    let clause = text[range.clone()].ends_with("Clause") || numbered;
    let name = NAMES.contains(&lower[from..].join(" ").as_str());
    let noun =
        !leads.contains(&lower[0].as_str()) && !clause && !name && NOUNS.contains(&last.as_str()) && !acronym;
    let named = names_itself(text, &range);
    ((noun || joined) && !named).then_some(range)
}

/// A run that is defined on the spot, a company, or a name under which the agreement speaks of itself.
fn names_itself(text: &str, run: &Range<usize>) -> bool {
    let after = text[run.end..].trim_start();
    let on_the_spot = ["(“", "(\"", "(the ", "(‘"].iter().any(|mark| after.starts_with(mark));
    let company = ["Co.", "Ltd", "Inc"].iter().any(|mark| after.starts_with(mark));
    let before = text[floor(text, run.start.saturating_sub(20))..run.start].trim_end().to_lowercase();
    let own = before.ends_with("this") || before.ends_with("present");
    on_the_spot || company || own
}
