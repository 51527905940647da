//! Where the pack of a partner goes: a pattern of words and facts.

use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::source::is_portable;

/// A pattern or a fact of which no name of a folder can be made.
pub const NAME: Code = Code("BAT-NAME");

/// Longest part of a name that a fact makes, in characters.
const MAX_PART: usize = 80;

/// A pattern such as `{key}` or `{parties.customer.country}/{key}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As it was given.
    text: String,
    /// The parts of each folder of the path.
    folders: Vec<Vec<Part>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Key,
    Fact(String),
}

impl Default for Pattern {
    fn default() -> Pattern {
        Pattern { text: "{key}".to_owned(), folders: vec![vec![Part::Key]] }
    }
}

impl Pattern {
    /// As it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether keys, which are unique, make every folder unique: one of its parts is the key and words alone.
    pub fn is_unique(&self) -> bool {
        let of_key = |parts: &[Part]| parts.iter().all(|part| !matches!(part, Part::Fact(_)));
        self.folders.iter().any(|parts| parts.contains(&Part::Key) && of_key(parts))
    }

    /// Reads a pattern.
    ///
    /// # Errors
    /// Braces that do not match, and words that no folder can have in its name.
    pub fn parse(text: &str) -> Outcome<Pattern> {
        let folders: Result<Vec<_>, String> = text.split('/').map(folder).collect();
        match folders {
            Ok(folders) => Ok(Pattern { text: text.to_owned(), folders }),
            Err(why) => Err(vec![
                Diagnostic::error(NAME, format!("`{text}` is no pattern for folders: {why}"))
                    .help("write words of letters, digits, dots and hyphens, and facts in braces: `{parties.customer.country}/{key}`"),
            ]),
        }
    }

    /// The path of a pack below the output folder, its parts joined by `/`. Letters lose their accents and
    /// other characters become hyphens.
    ///
    /// # Errors
    /// A fact that is not stated, and a result that is no name on every system.
    pub fn fill(&self, key: &str, facts: &Json) -> Outcome<String> {
        let folders: Result<Vec<String>, String> =
            self.folders.iter().map(|parts| filled(parts, key, facts)).collect();
        folders.map(|folders| folders.join("/")).map_err(|why| {
            vec![
                Diagnostic::error(NAME, format!("`{}` makes no folder for `{key}`: {why}", self.text))
                    .help("name facts that every partner has, or `{key}`"),
            ]
        })
    }
}

fn folder(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((before, after)) = rest.split_once('{') else {
            parts.push(words(rest)?);
            break;
        };
        let (name, after) = after.split_once('}').ok_or("a brace is not closed")?;
        if !before.is_empty() {
            parts.push(words(before)?);
        }
        parts.push(match name.trim() {
            "key" => Part::Key,
            "" => return Err("braces stand around nothing".to_owned()),
            name => Part::Fact(name.to_owned()),
        });
        rest = after;
    }
    match parts.as_slice() {
        [] => Err("a folder has no name".to_owned()),
        [Part::Words(words)] if !is_portable(words) => Err(format!("`{words}` is no name on every system")),
        _ => Ok(parts),
    }
}

fn words(text: &str) -> Result<Part, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match text.chars().find(|c| !plain(*c)) {
        None => Ok(Part::Words(text.to_owned())),
        Some(bad) => Err(format!("`{bad}` cannot stand in the name of a folder everywhere")),
    }
}

fn filled(parts: &[Part], key: &str, facts: &Json) -> Result<String, String> {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Words(words) => out.push_str(words),
            Part::Key => out.push_str(key),
            Part::Fact(path) => {
                let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
                let text = match facts.pointer(&pointer) {
                    Some(Json::String(text)) => text.clone(),
                    Some(Json::Number(number)) => number.to_string(),
                    Some(Json::Bool(answer)) => answer.to_string(),
                    Some(Json::Null) | None => return Err(format!("`{path}` is not stated")),
                    Some(_) => return Err(format!("`{path}` is no single value")),
                };
                out.push_str(&plain(&text));
            }
        }
    }
    if is_portable(&out) { Ok(out) } else { Err(format!("`{out}` is no name on every system")) }
}

/// A text in characters that every file system has: without accents, with hyphens for the rest.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if out.len() >= MAX_PART {
            break;
        }
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches(['-', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn made(pattern: &str) -> Outcome<String> {
        let facts = json!({
            "parties": { "a": { "name": "Škoda & Söhne / GmbH", "country": "CZ", "address": {} } },
            "transfers": [{ "id": "t1" }], "evil": "../../etc", "dots": "..", "none": null, "n": 7,
        });
        Pattern::parse(pattern)?.fill("P-1", &facts)
    }

    #[test]
    fn facts_become_names_that_every_system_has() {
        assert_eq!(made("{key}").as_deref(), Ok("P-1"));
        let named = made("{parties.a.country}/{parties.a.name}_{key}");
        assert_eq!(named.as_deref(), Ok("CZ/Skoda-Sohne-GmbH_P-1"));
        assert_eq!(made("dpa-{transfers[0].id}-{n}").as_deref(), Ok("dpa-t1-7"));
        assert_eq!(made("{evil}").as_deref(), Ok("etc"), "no way out of the folder");
    }

    #[test]
    fn a_key_makes_folders_unique_unless_facts_stand_beside_it() {
        for (pattern, unique) in [
            ("{key}", true),
            ("dpa-{key}", true),
            ("{country}/{key}.dpa", true),
            ("{country}", false),
            ("{country}-{key}", false),
            ("dpa", false),
        ] {
            assert_eq!(Pattern::parse(pattern).map(|pattern| pattern.is_unique()), Ok(unique), "{pattern}");
        }
    }

    #[test]
    fn what_makes_no_name_is_told() {
        for wrong in [
            "",
            "/{key}",
            "{key}/",
            "{key",
            "{}",
            "a b",
            "a\\b",
            "{none}",
            "{missing}",
            "{dots}",
            "{parties.a}",
            "con",
            "{key}/../x",
        ] {
            assert!(made(wrong).is_err(), "{wrong}");
        }
    }
}
