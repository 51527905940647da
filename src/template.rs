//! Texts with gaps, and how they are filled: the one door to the template engine.
//!
//! Facts reach a template as opaque tokens ([`crate::document::markdown::token`]), which become text again only after the
//! result has been read as Markdown. So no fact can bend the structure of a clause, and each printed
//! fact keeps its origin.

use serde_json::Value as Json;
use tera::{Context, Kwargs, State, Tera};

use crate::document::capitalised;
use crate::document::markdown::TOKEN_START;

/// Texts, parsed and ready to be filled.
pub struct Templates {
    engine: Tera,
}

/// Marks the token of a value that does not stand here but elsewhere or was left open, so that
/// `is open` can tell. The mark is a leading zero: it does not change the number.
pub fn open(token: &str) -> String {
    token.replacen(TOKEN_START, &format!("{TOKEN_START}0"), 1)
}

impl Templates {
    /// Parses texts under their names; `words` maps closed words to what is printed for them.
    ///
    /// # Errors
    /// The name of each text that is not a template, and why.
    pub fn parse<'t>(
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
        words: Words,
    ) -> Result<Templates, Vec<(String, String)>> {
        let mut engine = Tera::new();
        engine.autoescape_on(Vec::<&str>::new());
        register(&mut engine, words);
        let texts: Vec<(&str, &str)> = texts.into_iter().collect();
        if let Err(error) = engine.add_raw_templates(texts.iter().copied()) {
            return Err(blame(&texts, &error));
        }
        Ok(Templates { engine })
    }

    /// Fills a text with facts.
    ///
    /// # Errors
    /// Why it cannot be filled: usually a fact that the pack does not know.
    pub fn fill(&self, name: &str, facts: &Facts) -> Result<String, String> {
        self.engine.render(name, &facts.context).map_err(|error| reason(&error))
    }
}

/// Facts as templates see them.
pub struct Facts {
    context: Context,
}

impl Facts {
    /// From an object whose texts are tokens.
    pub fn new(object: &Json) -> Facts {
        let mut context = Context::new();
        if let Json::Object(entries) = object {
            for (name, value) in entries {
                context.insert(name.clone(), value);
            }
        }
        Facts { context }
    }
}

/// Finds what is printed for a closed word; the second argument is the list it belongs to, if named.
pub type Words = std::sync::Arc<dyn Fn(&str, Option<&str>) -> Option<String> + Send + Sync>;

fn register(engine: &mut Tera, words: Words) {
    let found = words.clone();
    engine.register_filter("label", move |word: &str, kwargs: Kwargs, _: &State| {
        let of = kwargs.get::<&str>("of")?;
        found(word, of).ok_or_else(|| {
            let message = match (of, word.starts_with(TOKEN_START)) {
                (_, true) => "only closed words have labels, and this is a text".to_owned(),
                (Some(list), _) => format!("the list `{list}` has no label for `{word}`"),
                (None, _) => format!("`{word}` has no label, or several: name its list, label(of=\"…\")"),
            };
            tera::Error::message(message)
        })
    });
    let and = words.clone();
    engine.register_filter("listed", move |items: Vec<String>, kwargs: Kwargs, _: &State| {
        let word = kwargs.get::<&str>("word")?.unwrap_or("and");
        Ok::<_, tera::Error>(listed(
            &items,
            &and(word, Some("conjunction")).unwrap_or_else(|| word.to_owned()),
        ))
    });
    engine.register_test("open", |value: &tera::Value, _: Kwargs, _: &State| {
        let text = value.get_from_path("text").unwrap_or(value);
        text.as_str().is_some_and(|text| text.starts_with(&format!("{TOKEN_START}0")) && text.len() > 7)
    });
    text_filters(engine);
    engine.register_filter("lines", |items: Vec<String>, _: Kwargs, _: &State| joined_lines(&items));
}

/// Texts one below the other in a cell: items of a list, if there are several.
fn joined_lines(items: &[String]) -> String {
    match items {
        [one] => one.clone(),
        several => several.iter().map(|item| format!("• {item}")).collect::<Vec<_>>().join("<br>"),
    }
}

/// Filters of the engine that change texts would change the tokens of facts into those of others: the
/// few that clauses need for closed words are ours and leave facts alone, the rest is not available.
fn text_filters(engine: &mut Tera) {
    let words = |change: fn(&str) -> String| {
        move |text: &str, _: Kwargs, _: &State| {
            if text.contains(TOKEN_START) { text.to_owned() } else { change(text) }
        }
    };
    engine.register_filter("upper", words(str::to_uppercase));
    engine.register_filter("lower", words(str::to_lowercase));
    engine.register_filter("capitalize", words(capitalised));
    engine.register_filter("replace", |text: &str, kwargs: Kwargs, _: &State| {
        let (from, to) = (kwargs.must_get::<&str>("from")?, kwargs.must_get::<&str>("to")?);
        let kept = text.contains(TOKEN_START);
        Ok::<_, tera::Error>(if kept { text.to_owned() } else { text.replace(from, to) })
    });
    for name in UNAVAILABLE {
        engine.register_filter(*name, move |_: &tera::Value, _: Kwargs, _: &State| {
            Err::<String, _>(tera::Error::message(format!(
                "`{name}` is not available: facts are printed as stated"
            )))
        });
    }
}

/// Filters of the engine that clauses do not have.
const UNAVAILABLE: &[&str] = &[
    "double",
    "safe",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "split",
    "shout",
];

/// What the wordings of a pack may not do: they print facts, choose by them and walk their lists.
pub fn forbidden(text: &str) -> Option<&'static str> {
    const STATEMENTS: [&str; 8] =
        ["set", "set_global", "include", "import", "macro", "extends", "block", "component"];
    for part in text.split("{%").skip(1) {
        let word = part.trim_start_matches(['-', '+']).split_whitespace().next().unwrap_or_default();
        if let Some(known) = STATEMENTS.iter().find(|known| **known == word) {
            return Some(known);
        }
    }
    text.contains("range(").then_some("range")
}

/// "a", "a and b", "a, b and c".
fn listed(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Which of the texts the engine stumbled over: it names only the first.
fn blame(texts: &[(&str, &str)], error: &tera::Error) -> Vec<(String, String)> {
    let message = reason(error);
    let named = texts.iter().filter(|(name, _)| message.contains(name)).max_by_key(|(name, _)| name.len());
    vec![(named.map_or_else(String::new, |(name, _)| (*name).to_owned()), message)]
}

/// What the engine says, on one line: its message, and the line of the text it stumbled over.
fn reason(error: &tera::Error) -> String {
    use std::error::Error;
    let mut out = brief(&error.to_string());
    let mut source = error.source();
    while let Some(inner) = source {
        out = format!("{out}: {}", brief(&inner.to_string()));
        source = inner.source();
    }
    out
}

fn brief(report: &str) -> String {
    let mut lines = report.lines();
    let message = lines.next().unwrap_or_default().trim_start_matches("error: ").trim_end_matches('.');
    let place = lines.find_map(|line| line.trim_start().strip_prefix("--> "));
    let quoted = report.lines().find_map(|line| {
        let (number, text) = line.split_once(" | ")?;
        number.trim().parse::<usize>().ok()?;
        Some(text.trim().chars().take(60).collect::<String>())
    });
    match (place, quoted) {
        (Some(_), Some(quoted)) => format!("{message}, at `{quoted}`"),
        (Some(place), None) => format!("{message}, at {place}"),
        _ => message.to_owned(),
    }
}
