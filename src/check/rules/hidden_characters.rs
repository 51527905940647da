//! A text contains characters that deceive its reader.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::load::tree::join;
use crate::plan::Plan;
use crate::source::is_hidden;
use serde_json::Value as Json;
use unicode_script::{Script, UnicodeScript};

/// A text contains characters that deceive its reader.
pub static RULE: Rule = Rule {
    code: Code("TXT-HIDDEN"),
    name: "hidden-characters",
    level: Level::Deny,
    basis: &["GDPR Art. 5(1)(a)"],
    page: include_str!("hidden_characters.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let json = serde_json::to_value(&plan.facts.pack).unwrap_or_default();
    texts(&json, "", &mut |path, text| {
        if let Some(bad) = text.chars().find(|&c| hidden(c, text)) {
            let message = format!("`{path}` contains the invisible character U+{:04X}", bad as u32);
            found
                .report(&RULE, plan.facts.at(path), message)
                .label("invisible")
                .help("type the text anew; such characters hide words or change their order on the page");
        } else if let Some(word) = text.split(|c: char| !c.is_alphanumeric()).find(|word| mixed(word)) {
            let message = format!("`{word}` mixes letters of scripts that look alike");
            found
                .report(&RULE, plan.facts.at(path), message)
                .label("look-alike letters")
                .help("type the word anew in one script");
        }
    });
}

/// Visits every text of a value with its path.
pub(super) fn texts(value: &Json, path: &str, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Json::String(text) => visit(path, text),
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| texts(item, &join(path, &index.to_string()), visit));
        }
        Json::Object(entries) => {
            entries.iter().for_each(|(key, entry)| texts(entry, &join(path, key), visit))
        }
        _ => {}
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
        && [Script::Latin, Script::Cyrillic, Script::Greek].into_iter().filter(|script| has(*script)).count()
            > 1
}
