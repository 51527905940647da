//! Conditions of clauses and books: `transfers.any(mechanism == 'scc-2021-914')`.
//!
//! A condition is typed against the schema of the pack when the library opens, so a misspelt fact or
//! a word that does not exist is found before any pack is read. It is judged on a pack's resolved
//! facts, where ids refer to the entries they name.

use serde_json::Value as Json;

use crate::load::schema::{entry, properties, resolve, words};
use crate::pack::forms::Forms;

/// A condition, parsed and typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    expression: Expression,
    text: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Constant(bool),
    Stated(Vec<String>),
    Compare { path: Vec<String>, equal: bool, to: Json },
    Has { path: Vec<String>, word: String },
    Some { path: Vec<String>, all: bool, of: Box<Expression> },
    Not(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

impl Condition {
    /// A condition that always holds.
    pub fn always() -> Condition {
        Condition { expression: Expression::Constant(true), text: None }
    }

    /// Parses a condition and types it against a schema.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str, schema: &Json) -> Result<Condition, String> {
        let mut parser = Parser { tokens: tokens(text)?, at: 0 };
        let expression = parser.or()?;
        if let Some(extra) = parser.tokens.get(parser.at) {
            return Err(format!("`{}` does not belong after the condition", extra.text()));
        }
        Types { root: schema }.check(&expression, schema)?;
        Ok(Condition { expression, text: Some(text.to_owned()) })
    }

    /// The condition as written; none where there is none.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Whether it holds for these facts of a pack.
    pub fn holds(&self, facts: &Json) -> bool {
        Judge { facts, forms: Forms::of_pack() }.holds(&self.expression, facts, 0)
    }

    /// The facts it looks at, as paths without indices.
    pub fn paths(&self) -> Vec<String> {
        fn gather(expression: &Expression, under: &str, out: &mut Vec<String>) {
            let full = |path: &[String]| {
                let path = path.join(".");
                if under.is_empty() { path } else { format!("{under}.{path}") }
            };
            match expression {
                Expression::Constant(_) => {}
                Expression::Stated(path)
                | Expression::Compare { path, .. }
                | Expression::Has { path, .. } => out.push(full(path)),
                Expression::Some { path, of, .. } => gather(of, &full(path), out),
                Expression::Not(inner) => gather(inner, under, out),
                Expression::And(parts) | Expression::Or(parts) => {
                    parts.iter().for_each(|part| gather(part, under, out));
                }
            }
        }
        let mut out = Vec::new();
        gather(&self.expression, "", &mut out);
        out
    }
}

// ---- reading

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Mark(&'static str),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Token::Word(text) | Token::Quoted(text) => text,
            Token::Mark(mark) => mark,
        }
    }
}

const MARKS: [&str; 5] = ["==", "!=", "(", ")", "."];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            out.push(Token::Mark(mark));
            rest = &rest[mark.len()..];
        } else if first == '\'' || first == '"' {
            let inner = &rest[1..];
            let end = inner.find(first).ok_or("a quoted word has no end")?;
            out.push(Token::Quoted(inner[..end].to_owned()));
            rest = &inner[end + 1..];
        } else {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            let end = end.unwrap_or(rest.len());
            if end == 0 {
                return Err(format!("`{first}` does not belong in a condition"));
            }
            out.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(out)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn take(&mut self, wanted: &str) -> bool {
        let there = self.tokens.get(self.at).is_some_and(|token| {
            matches!(token, Token::Word(text) if text == wanted)
                || matches!(token, Token::Mark(mark) if *mark == wanted)
        });
        self.at += usize::from(there);
        there
    }

    fn or(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.and()?];
        while self.take("or") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expression::Or))
    }

    fn and(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.not()?];
        while self.take("and") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expression::And))
    }

    fn not(&mut self) -> Result<Expression, String> {
        if self.take("not") {
            return Ok(Expression::Not(Box::new(self.not()?)));
        }
        if self.take("(") {
            let inner = self.or()?;
            return if self.take(")") { Ok(inner) } else { Err("a `)` is missing".into()) };
        }
        if self.take("true") {
            return Ok(Expression::Constant(true));
        }
        if self.take("false") {
            return Ok(Expression::Constant(false));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        if let Some(Token::Quoted(word)) = self.tokens.get(self.at).cloned() {
            self.at += 1;
            return self.has(word);
        }
        let mut path = vec![self.word()?];
        while self.take(".") {
            let word = self.word()?;
            let all = word == "all";
            if (all || word == "any") && self.take("(") {
                let of = Box::new(self.or()?);
                if !self.take(")") {
                    return Err("a `)` is missing".into());
                }
                return Ok(Expression::Some { path, all, of });
            }
            path.push(word);
        }
        let equal = if self.take("==") {
            true
        } else if self.take("!=") {
            false
        } else {
            return Ok(Expression::Stated(path));
        };
        let to = match self.tokens.get(self.at) {
            Some(Token::Quoted(text)) => Json::String(text.clone()),
            Some(Token::Word(word)) if word == "true" => true.into(),
            Some(Token::Word(word)) if word == "false" => false.into(),
            _ => return Err("a comparison needs a 'word' in quotes, true or false".into()),
        };
        self.at += 1;
        Ok(Expression::Compare { path, equal, to })
    }

    /// What follows the word in `'two' in modules`.
    fn has(&mut self, word: String) -> Result<Expression, String> {
        if !self.take("in") {
            return Err(format!("`in` and a list belong after '{word}'"));
        }
        let mut path = vec![self.word()?];
        while self.take(".") {
            path.push(self.word()?);
        }
        Ok(Expression::Has { path, word })
    }

    fn word(&mut self) -> Result<String, String> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(word.clone())
            }
            Some(other) => Err(format!("a fact belongs where `{}` stands", other.text())),
            None => Err("a fact is missing at the end".into()),
        }
    }
}

fn one_or(mut parts: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}

// ---- typing

struct Types<'s> {
    root: &'s Json,
}

impl<'s> Types<'s> {
    fn check(&self, expression: &Expression, scope: &'s Json) -> Result<(), String> {
        match expression {
            Expression::Constant(_) => Ok(()),
            Expression::Stated(path) => self.walk(path, scope).map(|_| ()),
            Expression::Compare { path, to, .. } => {
                let schemas = self.walk(path, scope)?;
                let Json::String(word) = to else { return Ok(()) };
                self.possible(word, path, &schemas)
            }
            Expression::Has { path, word } => {
                let item = self.item(path, scope)?;
                self.possible(word, path, &[item])
            }
            Expression::Some { path, of, .. } => self.check(of, self.item(path, scope)?),
            Expression::Not(inner) => self.check(inner, scope),
            Expression::And(parts) | Expression::Or(parts) => {
                parts.iter().try_for_each(|part| self.check(part, scope))
            }
        }
    }

    /// Fails where a value of these schemas is one of a closed list of words, and never this one.
    fn possible(&self, word: &str, path: &[String], schemas: &[&Json]) -> Result<(), String> {
        let known: Option<Vec<Vec<&str>>> = schemas.iter().map(|schema| words(self.root, schema)).collect();
        match known.map(|known| known.concat()) {
            Some(known) if !known.contains(&word) => {
                Err(format!("`{}` is never '{word}'; it may be {}", path.join("."), known.join(", ")))
            }
            _ => Ok(()),
        }
    }

    /// The schema of the entries of a list.
    fn item(&self, path: &[String], scope: &'s Json) -> Result<&'s Json, String> {
        let lists = self.walk(path, scope)?;
        let items = lists.iter().find_map(|list| {
            let list = resolve(self.root, list);
            list.get("items").or_else(|| list.get("additionalProperties")).filter(|item| item.is_object())
        });
        let item = items.ok_or_else(|| format!("`{}` is no list", path.join(".")))?;
        Ok(resolve(self.root, item))
    }

    /// The schemas a path can lead to: several where a value has alternative shapes.
    fn walk(&self, path: &[String], scope: &'s Json) -> Result<Vec<&'s Json>, String> {
        let mut at = self.branches(scope);
        for key in path {
            let next: Vec<&Json> = at
                .iter()
                .filter_map(|schema| properties(self.root, schema)?.get(key))
                .flat_map(|schema| self.branches(schema))
                .collect();
            if next.is_empty() {
                return Err(format!("`{}` is no fact of a pack: `{key}` is not known there", path.join(".")));
            }
            at = next;
        }
        Ok(at)
    }

    fn branches(&self, schema: &'s Json) -> Vec<&'s Json> {
        let schema = resolve(self.root, schema);
        if let Some(target) = schema.get("x-ref").and_then(Json::as_str) {
            return referred(self.root, target).map_or_else(|| vec![schema], |entry| vec![entry]);
        }
        match schema.get("anyOf").and_then(Json::as_array) {
            Some(branches) => branches.iter().flat_map(|branch| self.branches(branch)).collect(),
            None => vec![schema],
        }
    }
}

/// The schema of the entries of a keyed table.
fn referred<'s>(root: &'s Json, target: &str) -> Option<&'s Json> {
    let mut at = root;
    for key in target.split('.') {
        at = entry(root, at, key)?;
    }
    let table = resolve(root, at);
    Some(resolve(root, table.get("additionalProperties")?))
}

// ---- judging

struct Judge<'f> {
    facts: &'f Json,
    forms: &'static Forms,
}

impl<'f> Judge<'f> {
    fn holds(&self, expression: &Expression, scope: &'f Json, form: usize) -> bool {
        match expression {
            Expression::Constant(value) => *value,
            Expression::Stated(path) => self.walk(path, scope, form).is_some_and(|(value, _)| stated(value)),
            Expression::Compare { path, equal, to } => {
                let value = self.walk(path, scope, form).map(|(value, _)| value);
                let same = match value {
                    Some(value) => value == to,
                    None => *to == Json::Bool(false),
                };
                same == *equal
            }
            Expression::Has { path, word } => {
                let list = self.walk(path, scope, form).and_then(|(list, _)| list.as_array());
                list.is_some_and(|items| items.iter().any(|item| item.as_str() == Some(word)))
            }
            Expression::Some { path, all, of } => {
                let Some((list, form)) = self.walk(path, scope, form) else { return *all };
                let of_item = self.forms.held(form);
                let items: Vec<&Json> = match list {
                    Json::Array(items) => items.iter().collect(),
                    Json::Object(entries) => entries.values().collect(),
                    _ => Vec::new(),
                };
                let mut held = items.iter().map(|item| self.holds(of, item, of_item));
                if *all { held.all(|held| held) } else { held.any(|held| held) }
            }
            Expression::Not(inner) => !self.holds(inner, scope, form),
            Expression::And(parts) => parts.iter().all(|part| self.holds(part, scope, form)),
            Expression::Or(parts) => parts.iter().any(|part| self.holds(part, scope, form)),
        }
    }

    fn walk(&self, path: &[String], value: &'f Json, form: usize) -> Option<(&'f Json, usize)> {
        let (mut value, mut form) = (value, form);
        for key in path {
            (value, form) = self.follow(value, form);
            value = value.get(key).filter(|value| !value.is_null())?;
            form = self.forms.any_entry(form, key)?;
        }
        (!value.is_null()).then_some((value, form))
    }

    /// The entry that an id refers to, or the value itself.
    fn follow(&self, value: &'f Json, form: usize) -> (&'f Json, usize) {
        let Some(target) = self.forms.get(form).refers_to else { return (value, form) };
        let mut table = self.facts;
        for key in target.split('.') {
            match table.get(key) {
                Some(inner) => table = inner,
                None => return (value, form),
            }
        }
        let entry = value.as_str().and_then(|id| table.get(id));
        let of_entry = self.forms.at(target).and_then(|table| self.forms.get(table).free);
        match (entry, of_entry) {
            (Some(entry), Some(form)) => (entry, form),
            _ => (value, form),
        }
    }
}

/// Whether a fact is stated, and not false or empty.
fn stated(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::Array(items) => !items.is_empty(),
        Json::Object(entries) => !entries.is_empty(),
        Json::String(text) => !text.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Condition;
    use crate::pack::open::shape;

    fn holds(condition: &str, facts: &serde_json::Value) -> bool {
        let schema = shape().schema();
        Condition::parse(condition, schema).expect("a condition").holds(facts)
    }

    #[test]
    fn facts_are_compared() {
        let facts = json!({"subprocessing": {"authorisation": "general"}, "recipients": []});
        assert!(holds("subprocessing.authorisation == 'general'", &facts));
        assert!(holds("subprocessing.authorisation != 'none' and not recipients", &facts));
        assert!(holds("not agreement.historic", &facts));
        assert!(holds("agreement.historic == false", &facts));
    }

    #[test]
    fn lists_are_asked_and_ids_followed() {
        let facts = json!({
            "transfers": [{"mechanism": "scc-2021-914", "exporter": "a", "modules": ["two"]}],
            "parties": {"a": {"country": "IE", "role": "controller"}}
        });
        assert!(holds("transfers.any(mechanism == 'scc-2021-914')", &facts));
        assert!(holds("transfers.any(exporter.country == 'IE')", &facts));
        assert!(holds("parties.any(role == 'controller')", &facts));
        assert!(!holds("transfers.all(exporter.role == 'processor')", &facts));
        assert!(!holds("transfers.any(uk)", &facts));
        assert!(holds("transfers.any('two' in modules)", &facts));
        assert!(!holds("transfers.any('one' in modules or 'four' in modules)", &facts));
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        let schema = shape().schema();
        let fault = |text| Condition::parse(text, schema).expect_err("a fault");
        assert!(fault("subprocessing.authorization == 'general'").contains("`authorization`"));
        assert!(fault("subprocessing.authorisation == 'generl'").contains("never 'generl'"));
        assert!(fault("breach.any(notice)").contains("no list"));
        assert!(fault("transfers.any('tow' in modules)").contains("never 'tow'"));
        assert!(fault("'two' == modules").contains("`in`"));
        assert!(fault("recipients and").contains("missing"));
        assert!(fault("recipients ) x").contains("does not belong"));
    }
}
