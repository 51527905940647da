//! Texts with gaps, and how they are filled: the one door to the template engine.
//!
//! Facts reach a template as opaque tokens ([`crate::document::markdown::token`]), which become text again only after the
//! result has been read as Markdown. So no fact can bend the structure of a clause, and each printed
//! fact keeps its origin.

mod reads;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};

use tera::value::Key;
use tera::{Context, Kwargs, State, Tera};

pub use tera::Value;

use crate::document::capitalised;
use crate::document::markdown::TOKEN_START;

/// Texts, ready to be filled. Each is parsed when it is first filled, and kept: a pack fills a small part
/// of the library.
pub struct Templates {
    /// The engine without any text, as that of each text begins.
    engine: Tera,
    texts: BTreeMap<String, Text>,
    /// The texts that define components, which all others may use.
    common: Vec<String>,
    /// The numbers of the paths that texts were found to read.
    paths: Mutex<BTreeMap<Vec<String>, usize>>,
}

/// A text, and an engine that has it with the pieces it includes, or why it is no template.
struct Text {
    text: String,
    parsed: OnceLock<Result<Tera, String>>,
    reads: OnceLock<Option<Vec<Path>>>,
}

/// A path of facts that texts read.
pub struct Path {
    /// Its keys, from the top.
    pub keys: Vec<String>,
    /// Its number among all paths that texts were found to read.
    pub number: usize,
}

/// Marks the token of a value that does not stand here but elsewhere or was left open, so that
/// `is open` can tell. The mark is a leading zero: it does not change the number.
pub fn open(token: &str) -> String {
    token.replacen(TOKEN_START, &format!("{TOKEN_START}0"), 1)
}

impl Templates {
    /// Texts under their names; `words` maps closed words to what is printed for them.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>, words: Words) -> Templates {
        let mut engine = Tera::new();
        engine.autoescape_on(Vec::<&str>::new());
        register(&mut engine, words);
        Templates::with(engine, texts)
    }

    /// Other texts with the same words, parsed. They cannot include those that are here.
    ///
    /// # Errors
    /// The name of each text that is not a template, and why.
    pub fn beside(
        &self,
        texts: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Templates, Vec<(String, String)>> {
        let templates = Templates::with(self.engine.clone(), texts);
        let faults = templates.faults();
        if faults.is_empty() { Ok(templates) } else { Err(faults) }
    }

    fn with(engine: Tera, texts: impl IntoIterator<Item = (String, String)>) -> Templates {
        let texts = texts
            .into_iter()
            .map(|(name, text)| (name, Text { text, parsed: OnceLock::new(), reads: OnceLock::new() }));
        let texts: BTreeMap<String, Text> = texts.collect();
        let common = texts.iter().filter(|(_, text)| defines_component(&text.text));
        let common = common.map(|(name, _)| name.clone()).collect();
        Templates { engine, texts, common, paths: Mutex::default() }
    }

    /// Fills a text with facts.
    ///
    /// # Errors
    /// Why it cannot be filled: usually a fact that the pack does not know.
    pub fn fill(&self, name: &str, facts: &Facts) -> Result<String, String> {
        let engine = match self.texts.get(name) {
            Some(text) if is_plain(&text.text) => return Ok(text.text.clone()),
            Some(text) => self.parsed(name, text)?,
            None => &self.engine,
        };
        engine.render(name, &facts.context).map_err(|error| reason(&error))
    }

    /// The paths of all facts that a text and its pieces read, and of more perhaps; `None` where they may
    /// read anything.
    pub fn reads(&self, name: &str) -> Option<&[Path]> {
        let (name, text) = self.texts.get_key_value(name)?;
        let read = || {
            let pieces = if is_plain(&text.text) { BTreeSet::new() } else { self.pieces(name) };
            let paths = reads::reads(
                pieces.into_iter().filter_map(|piece| Some(self.texts.get(piece)?.text.as_str())),
            )?;
            let mut known = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
            let numbered = |keys: Vec<String>| {
                let next = known.len();
                let number = *known.entry(keys.clone()).or_insert(next);
                Path { keys, number }
            };
            Some(paths.into_iter().map(numbered).collect())
        };
        text.reads.get_or_init(read).as_deref()
    }

    /// Parses every text: the name of each that is not a template, and why.
    pub fn faults(&self) -> Vec<(String, String)> {
        let parsed = |(name, text): (&String, &Text)| {
            let fault = (!is_plain(&text.text)).then(|| self.parsed(name, text).err()).flatten()?;
            Some((name.clone(), fault))
        };
        let found: BTreeMap<String, String> = self.texts.iter().filter_map(parsed).collect();
        // A fault of a piece is told once, and not at all texts that include it.
        let included = |name: &str| {
            let mut pieces = self.pieces(name).into_iter().filter(|piece| *piece != name);
            pieces.any(|piece| found.contains_key(piece) && !self.pieces(piece).contains(name))
        };
        found
            .iter()
            .filter(|(name, _)| !included(name))
            .map(|(name, why)| (name.clone(), why.clone()))
            .collect()
    }

    fn parsed<'t>(&'t self, name: &'t str, text: &'t Text) -> Result<&'t Tera, String> {
        let parse = || {
            let mut engine = self.engine.clone();
            let pieces = self.pieces(name).into_iter();
            let texts = pieces.filter_map(|piece| Some((piece, self.texts.get(piece)?.text.as_str())));
            engine.add_raw_templates(texts).map_err(|error| reason(&error))?;
            Ok(engine)
        };
        text.parsed.get_or_init(parse).as_ref().map_err(Clone::clone)
    }

    /// A text, what it includes, and what that includes.
    fn pieces<'t>(&'t self, name: &'t str) -> BTreeSet<&'t str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = self.common.iter().map(String::as_str).chain([name]).collect();
        while let Some(name) = open.pop() {
            if let Some(text) = self.texts.get(name).filter(|_| found.insert(name)) {
                open.extend(included(&text.text));
            }
        }
        found
    }
}

/// Whether a text is printed as it stands.
fn is_plain(text: &str) -> bool {
    !text.as_bytes().windows(2).any(|two| matches!(two, b"{{" | b"{%" | b"{#"))
}

/// What the statements of a text begin with, and what follows.
fn statements(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("{%").skip(1).filter_map(|part| {
        let part = part.trim_start_matches(['-', '+']).trim_start();
        Some(part.split_at(part.find(|c: char| !c.is_alphanumeric() && c != '_')?))
    })
}

fn defines_component(text: &str) -> bool {
    statements(text).any(|(word, _)| word == "component")
}

/// The names of the texts that a text includes or extends.
fn included(text: &str) -> impl Iterator<Item = &str> {
    statements(text).filter(|(word, _)| matches!(*word, "include" | "extends")).filter_map(|(_, rest)| {
        let rest = rest.trim_start();
        let quote = rest.chars().next()?;
        rest[quote.len_utf8()..].split(quote).next()
    })
}

/// Facts as templates see them.
pub struct Facts {
    context: Context,
}

impl Facts {
    /// From a table whose texts are tokens.
    pub fn new(entries: &Table) -> Facts {
        let mut context = Context::new();
        for (name, value) in &entries.0 {
            if let Key::Str(name) = name {
                context.insert_value(*name, value.clone());
            }
        }
        Facts { context }
    }

    /// The value at a path of keys, or the last one on the way to it, and how many keys lead there.
    pub fn nearest<'v>(&'v self, path: &'v [String]) -> Option<(&'v Value, usize)> {
        let (first, rest) = path.split_first()?;
        let mut found = (self.context.get(first)?, 1);
        for key in rest {
            match found.0.as_map().and_then(|entries| entries.get(&Key::Str(key))) {
                Some(value) => found = (value, found.1 + 1),
                None => break,
            }
        }
        Some(found)
    }
}

/// Values under names, in order. As a [`Value`], copies of it share what is in it. There are few in each, so that
/// names are looked for one after the other.
#[derive(Debug, Clone, Default)]
pub struct Table(Vec<(Key<'static>, Value)>);

impl Table {
    /// A table with some entries.
    pub fn of<const N: usize>(entries: [(&'static str, Value); N]) -> Table {
        Table(entries.into_iter().map(|(name, value)| (Key::Str(name), value)).collect())
    }

    /// An empty table with room for some entries.
    pub fn with_capacity(entries: usize) -> Table {
        Table(Vec::with_capacity(entries))
    }

    /// The entries of a value; nothing for one that is no table.
    pub fn from_value(value: Value) -> Option<Table> {
        value.into_map().map(|entries| Table(entries.into_iter().collect()))
    }

    /// Adds an entry, in the place of one with that name if there is one.
    pub fn insert(&mut self, name: &'static str, value: impl Into<Value>) {
        self.put(Key::Str(name), value.into());
    }

    /// Adds an entry with a name that no other has.
    pub fn add(&mut self, name: &'static str, value: Value) {
        debug_assert!(self.get(name).is_none(), "`{name}` is there");
        self.0.push((Key::Str(name), value));
    }

    fn put(&mut self, name: Key<'static>, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }

    /// Adds what another table states; its empty entries change nothing.
    pub fn extend(&mut self, other: Table) {
        let stated = other.0.into_iter().filter(|(_, value)| !value.is_none());
        stated.for_each(|(name, value)| self.put(name, value));
    }

    /// The entry with a name.
    pub fn get(&self, name: &'static str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == Key::Str(name)).map(|(_, value)| value)
    }

    /// The items of the list with a name.
    pub fn items(&self, name: &'static str) -> &[Value] {
        self.get(name).and_then(Value::as_array).unwrap_or_default()
    }
}

/// A name with its place: the engine takes entries in their order from a map that is sorted by it.
struct Placed(usize, Key<'static>);

impl PartialEq for Placed {
    fn eq(&self, other: &Placed) -> bool {
        self.0 == other.0
    }
}

impl Eq for Placed {}

impl PartialOrd for Placed {
    fn partial_cmp(&self, other: &Placed) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Placed {
    fn cmp(&self, other: &Placed) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl From<Placed> for Key<'static> {
    fn from(placed: Placed) -> Key<'static> {
        placed.1
    }
}

impl From<Table> for Value {
    fn from(table: Table) -> Value {
        let placed = table.0.into_iter().enumerate().map(|(at, (name, value))| (Placed(at, name), value));
        placed.collect::<BTreeMap<_, _>>().into()
    }
}

/// The entry with a name, of a value that is a table.
pub fn entry<'v>(value: &'v Value, name: &'static str) -> Option<&'v Value> {
    value.as_map()?.get(&Key::Str(name))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn templates(texts: &[(&str, &str)]) -> Templates {
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Templates::new(texts, Arc::new(|_, _| None))
    }

    #[test]
    fn a_table_keeps_its_order_and_has_each_name_once() {
        let mut table = Table::of([("b", 1.into()), ("a", 2.into())]);
        table.insert("c", 3);
        table.insert("b", 4);
        table.extend(Table::of([("a", Value::none()), ("d", 5.into()), ("c", 6.into())]));
        let value = Value::from(table);
        assert_eq!(
            value.to_string(),
            Value::from(Table::from_value(value.clone()).expect("a table")).to_string()
        );
        let entries = value.as_map().expect("a table").iter();
        let entries: Vec<_> = entries.map(|(name, value)| format!("{name}{value}")).collect();
        assert_eq!(entries, ["b4", "a2", "c6", "d5"]);
    }

    fn filled(templates: &Templates, name: &str) -> Result<String, String> {
        templates.fill(name, &Facts::new(&Table::of([("who", "Acme".into())])))
    }

    #[test]
    fn a_text_without_gaps_is_what_the_engine_makes_of_it() {
        for text in ["", "# One\n\n  two {30 70}\r\n", "a } b }} c %} d { {", "“Ünicode” {id: x}\n\n"] {
            assert!(is_plain(text));
            assert_eq!(filled(&templates(&[("a", text)]), "a").as_deref(), Ok(text));
            assert_eq!(Tera::one_off(text, &Context::new(), false).ok().as_deref(), Some(text));
        }
        for text in ["{{ who }}", "{% if who %}{% endif %}", "{# note #}"] {
            assert!(!is_plain(text));
        }
    }

    #[test]
    fn a_text_has_the_pieces_that_it_includes() {
        let templates = templates(&[
            ("a", "A {% include \"b\" %}"),
            ("b", "B {%- include 'c' -%} !"),
            ("c", " of {{ who }}"),
            ("d", "{% component shout(word) %}{{ word }}!{% endcomponent shout %}"),
            ("e", "{{ <shout word={who} /> }}"),
        ]);
        assert_eq!(templates.faults(), []);
        assert_eq!(filled(&templates, "a").as_deref(), Ok("A B of Acme!"));
        assert_eq!(filled(&templates, "e").as_deref(), Ok("Acme!"));
        assert!(filled(&templates, "none").is_err_and(|why| why.contains("none")));
    }

    #[test]
    fn faults_are_told_where_they_stand() {
        let templates = templates(&[
            ("a", "A {% include \"b\" %}"),
            ("b", "{{ who"),
            ("c", "{% include \"none\" %}"),
            ("d", "{{ who | shout }}{{ who | nonsense }}"),
            ("e", "{{ who }}"),
            ("f", "{% include \"g\" %}"),
            ("g", "{% include \"f\" %}"),
        ]);
        let names: Vec<String> = templates.faults().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "c", "d", "f", "g"]);
        assert!(filled(&templates, "a").is_err());
        assert_eq!(filled(&templates, "e").as_deref(), Ok("Acme"));
    }
}
