//! A text contains characters that deceive its reader.

use std::sync::LazyLock;

use crate::check::text::{Found, Look, Paragraph, Place, Reading, Signs, times};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::load::tree::Clean;
use crate::plan::Plan;
use crate::source::is_hidden;
use unicode_script::{Script, UnicodeScript};

/// A text contains characters that deceive its reader.
pub static RULE: Rule = Rule {
    code: Code("TXT-HIDDEN"),
    name: "hidden-characters",
    level: Level::Deny,
    basis: &["GDPR Art. 5(1)(a)"],
    page: include_str!("hidden_characters.md"),
    check: Check::Both(run, read),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some(facts) = plan.facts.stated("") else { return };
    static CLEAN: LazyLock<Clean> = LazyLock::new(Clean::default);
    facts.doubtful_texts(&CLEAN, &mut |place, text| {
        if is_plain(text) {
            return true;
        }
        if let Some(bad) = text.chars().find(|&c| hidden(c, text)) {
            let path = place.path();
            let message = format!("`{path}` contains the invisible character U+{:04X}", bad as u32);
            found
                .report(&RULE, plan.facts.at(&path), message)
                .label("invisible")
                .help("type the text anew; such characters hide words or change their order on the page");
        } else if let Some(word) = text.split(|c: char| !c.is_alphanumeric()).find(|word| mixed(word)) {
            let message = format!("`{word}` mixes letters of scripts that look alike");
            found
                .report(&RULE, plan.facts.at(&place.path()), message)
                .label("look-alike letters")
                .help("type the word anew in one script");
        } else {
            return true;
        }
        false
    });
}

/// Whether nothing can hide in a text.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// What [`unseen`] finds.
const CHARACTER: u8 = 0;
const WORD: u8 = 1;

/// Characters that hide, and words that mix scripts.
fn unseen(text: &str) -> Vec<Found> {
    let characters = text.char_indices().filter(|(_, c)| *c != '\u{fffd}' && *c != '\r' && hidden(*c, text));
    let characters = characters.map(|(start, c)| (CHARACTER, start..start + c.len_utf8()));
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| mixed(word)).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        (WORD, start..start + word.len())
    });
    characters.chain(words).collect()
}

/// Words of a text; what a fact says is found in the fact.
fn read(reading: &Reading, found: &mut Findings) {
    let mut invisible: Vec<(char, Vec<Place>)> = Vec::new();
    // Nothing can hide in other paragraphs.
    let can_hide = |one: &Paragraph| one.signs().have(Signs::FOREIGN.or(Signs::CONTROL));
    for (at, paragraph) in reading.paragraphs.iter().enumerate().filter(|(_, one)| can_hide(one)) {
        let text = &paragraph.text;
        let here = paragraph.find(Look::Hidden, unseen);
        let of_kind = |kind: u8| here.iter().filter(move |one| one.0 == kind).map(|(_, range)| range.clone());
        for range in of_kind(CHARACTER) {
            let Some(c) = text[range.clone()].chars().next() else { continue };
            let place = (at, range);
            match invisible.iter_mut().find(|(known, _)| *known == c) {
                _ if reading.masked(&place) => {}
                Some((_, places)) => places.push(place),
                None => invisible.push((c, vec![place])),
            }
        }
        for range in of_kind(WORD) {
            let place = (at, range);
            if !reading.masked(&place) {
                let message = format!("`{}` mixes letters of scripts that look alike", reading.words(&place));
                reading
                    .report(found, &RULE, &place, message)
                    .label("look-alike letters")
                    .help("type the word anew in one script");
            }
        }
    }
    for (c, places) in &invisible {
        let message =
            format!("the text contains the invisible character U+{:04X} {}", *c as u32, times(places.len()));
        if let Some(finding) = reading.report_all(found, &RULE, places, message, "invisible") {
            finding.help("type the text anew; such characters hide words or change their order on the page");
        }
    }
}

fn hidden(c: char, text: &str) -> bool {
    let joins = |c: char| {
        matches!(c.script(), Script::Arabic | Script::Devanagari | Script::Bengali | Script::Malayalam)
    };
    match c {
        '\u{200c}' | '\u{200d}' => !text.chars().any(joins),
        _ => is_hidden(c),
    }
}

fn mixed(word: &str) -> bool {
    let has = |script: Script| word.chars().any(|c| c.script() == script);
    let micro = word.starts_with('µ');
    !micro
        && !word.is_ascii()
        && [Script::Latin, Script::Cyrillic, Script::Greek].into_iter().filter(|script| has(*script)).count()
            > 1
}
