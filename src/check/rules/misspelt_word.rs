//! A word is misspelt.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Kind, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A word is misspelt.
pub static RULE: Rule = Rule {
    code: Code("TXT-TYPO"),
    name: "misspelt-word",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("misspelt_word.md"),
    check: Check::Document(run),
};

/// How people misspell words of agreements, and what they mean.
const USUAL: [(&str, &str); 58] = [
    ("fourty", "forty"),
    ("fourtyeight", "forty-eight"),
    ("fourthy", "forty"),
    ("ninty", "ninety"),
    ("fourtheen", "fourteen"),
    ("recieve", "receive"),
    ("recieves", "receives"),
    ("recieved", "received"),
    ("reciept", "receipt"),
    ("occured", "occurred"),
    ("occuring", "occurring"),
    ("occurence", "occurrence"),
    ("occurance", "occurrence"),
    ("seperate", "separate"),
    ("seperately", "separately"),
    ("neccessary", "necessary"),
    ("necesary", "necessary"),
    ("acheive", "achieve"),
    ("adress", "address"),
    ("adresses", "addresses"),
    ("agreeement", "agreement"),
    ("aggreement", "agreement"),
    ("comission", "commission"),
    ("commision", "commission"),
    ("commited", "committed"),
    ("commitee", "committee"),
    ("committment", "commitment"),
    ("complience", "compliance"),
    ("concious", "conscious"),
    ("confidental", "confidential"),
    ("consistant", "consistent"),
    ("definately", "definitely"),
    ("embarass", "embarrass"),
    ("enviroment", "environment"),
    ("existance", "existence"),
    ("goverment", "government"),
    ("gaurantee", "guarantee"),
    ("guarentee", "guarantee"),
    ("independant", "independent"),
    ("indemnifcation", "indemnification"),
    ("infomation", "information"),
    ("informations", "information"),
    ("liasion", "liaison"),
    ("maintainance", "maintenance"),
    ("maintenence", "maintenance"),
    ("personel", "personnel"),
    ("personell", "personnel"),
    ("posession", "possession"),
    ("preceeding", "preceding"),
    ("privelege", "privilege"),
    ("proceedure", "procedure"),
    ("processer", "processor"),
    ("pursuent", "pursuant"),
    ("refered", "referred"),
    ("responsability", "responsibility"),
    ("succesful", "successful"),
    ("transfered", "transferred"),
    ("wich", "which"),
];

/// Words of agreements in which two neighbouring letters are easily exchanged.
const COMMON: [&str; 60] = [
    "access",
    "account",
    "address",
    "adequate",
    "affiliate",
    "agreement",
    "annex",
    "apply",
    "article",
    "assist",
    "audit",
    "authority",
    "breach",
    "clause",
    "collect",
    "company",
    "comply",
    "consent",
    "contract",
    "controller",
    "country",
    "customer",
    "delete",
    "details",
    "device",
    "employee",
    "encryption",
    "ensure",
    "european",
    "incident",
    "including",
    "individual",
    "inform",
    "information",
    "instruction",
    "legal",
    "liability",
    "measure",
    "mobile",
    "notice",
    "notify",
    "obligation",
    "official",
    "password",
    "performance",
    "person",
    "personal",
    "platform",
    "privacy",
    "process",
    "processing",
    "processor",
    "protection",
    "provide",
    "provider",
    "purpose",
    "request",
    "security",
    "service",
    "technical",
];

/// Every word of two letters that agreements use: words, units, abbreviations.
const SHORT: [&str; 78] = [
    "of", "to", "in", "is", "it", "by", "as", "at", "be", "he", "we", "or", "on", "do", "if", "me", "my",
    "up", "an", "no", "us", "am", "so", "go", "ex", "re", "eg", "ie", "ii", "iv", "vi", "ix", "xi", "mr",
    "ms", "dr", "st", "nd", "rd", "th", "pm", "vs", "cf", "et", "al", "de", "la", "le", "du", "da", "di",
    "el", "en", "un", "id", "ip", "os", "it", "tv", "pc", "qr", "ui", "ai", "kb", "mb", "gb", "tb", "cm",
    "mm", "km", "kg", "ok", "hr", "pr", "co", "pp", "aa", "xx",
];

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z]+"));

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // the words of the library are proofread
    }
    let mut told: Vec<String> = Vec::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let prose = paragraph.kind != Kind::Heading;
        for word in WORD.find_iter(&paragraph.text) {
            let place: Place = (at, word.range());
            let Some(meant) = meant(word.as_str()).or_else(|| cut(&paragraph.text, &word).filter(|_| prose))
            else {
                continue;
            };
            let small = word.as_str().to_lowercase();
            if told.contains(&small) || part(&paragraph.text, &word) {
                continue;
            }
            reading
                .report(found, &RULE, &place, format!("`{}` is no word: {meant}", word.as_str()))
                .label("misspelt")
                .help("correct it here and where else it stands");
            told.push(small);
        }
    }
}

/// The word that was meant, where it is plain.
fn meant(word: &str) -> Option<String> {
    let small = word.to_lowercase();
    if let Some((_, right)) = USUAL.iter().find(|(wrong, _)| *wrong == small) {
        return Some(format!("`{right}` is meant"));
    }
    let swapped = |known: &&&str| {
        known.len() == small.len() && known.len() > 5 && **known != small && exchanged(known, &small)
    };
    COMMON.iter().find(swapped).map(|known| format!("`{known}` is meant"))
}

/// Whether two words differ by two neighbouring letters that changed places.
fn exchanged(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let Some(at) = (0..one.len()).find(|at| one[*at] != other[*at]) else { return false };
    one.get(at + 1).is_some_and(|next| *next == other[at] && one[at] == other[at + 1])
        && one[at + 2..] == other[at + 2..]
}

/// A word of two letters that ends a sentence and is none: a letter was lost.
fn cut(text: &str, word: &regex::Match<'_>) -> Option<String> {
    let after = &text[word.end()..];
    let before = text[..word.start()].trim_end().rsplit(char::is_whitespace).next()?;
    let lone = before.len() > 3 && before.chars().all(|c| c.is_lowercase());
    let ends =
        after.starts_with('.') && after[1..].trim_start().chars().next().is_none_or(char::is_uppercase);
    let small = word.as_str().chars().all(|c| c.is_ascii_lowercase());
    let none = word.len() == 2 && !SHORT.contains(&word.as_str());
    (none && small && lone && ends).then(|| "a letter was lost".to_owned())
}

/// Whether the letters are part of an address, a code or a longer word.
fn part(text: &str, word: &regex::Match<'_>) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '_' | '-' | '\'' | '’');
    let before = text[..word.start()].chars().next_back();
    let after = text[word.end()..].chars().next();
    before.is_some_and(|c| joins(c) || c == '.') || after.is_some_and(joins)
}
