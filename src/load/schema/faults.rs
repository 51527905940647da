//! What a schema validator finds, said so that a lawyer understands it.

mod mend;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, paths::Location};
use serde_json::Value as Json;

use super::{MISSING_KEY, NO_SUCH_VALUE, SHAPE, Shape, UNKNOWN_KEY, properties, resolve, words};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::load::tree::{self, Node};
use crate::source::Span;

/// Most faults that are told in one run.
const MAX_FAULTS: usize = 200;

/// All that is wrong with a tree.
pub(super) fn all(shape: &Shape, node: &Node, json: &Json) -> Vec<Diagnostic> {
    let reader = Reader { shape, root: node };
    let mut found = Vec::new();
    let errors: Vec<ValidationError<'_>> = shape.validator().iter_errors(json).take(MAX_FAULTS).collect();
    reader.explain_all(&errors, &mut found);
    found.sort_by_key(|diagnostic| {
        diagnostic.labels.first().map(|label| label.span.range.start).unwrap_or_default()
    });
    found.dedup();
    found
}

struct Reader<'a> {
    shape: &'a Shape,
    root: &'a Node,
}

impl Reader<'_> {
    fn node(&self, location: &Location) -> &Node {
        let mut node = self.root;
        for segment in location.as_str().split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            match node.child(&segment) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    /// The path of a key of the table at a place.
    fn path(location: &Location, key: &str) -> String {
        let segments = location.as_str().split('/').skip(1);
        let segments = segments.map(|segment| segment.replace("~1", "/").replace("~0", "~"));
        let table = segments.fold(String::new(), |path, segment| tree::join(&path, &segment));
        tree::join(&table, key)
    }

    /// The part of the schema that an error speaks of.
    fn schema(&self, error: &ValidationError<'_>) -> &Json {
        let pointer = error.schema_path().as_str();
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.shape.schema.pointer(parent).unwrap_or(&Json::Null)
    }

    /// Explains errors of one value; a key that is missing because it was mistyped is told of once.
    fn explain_all(&self, errors: &[ValidationError<'_>], found: &mut Vec<Diagnostic>) {
        let mistyped: Vec<(&Location, &str)> = errors
            .iter()
            .filter_map(|error| match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => Some((error, unexpected)),
                _ => None,
            })
            .flat_map(|(error, unexpected)| {
                let known = self.keys(error);
                let meant = move |key: &String| nearest(key, known.iter().copied());
                unexpected.iter().filter_map(meant).map(|meant| (error.instance_path(), meant))
            })
            .collect();
        for error in errors {
            let told = match error.kind() {
                ValidationErrorKind::Required { property } => property
                    .as_str()
                    .is_some_and(|missing| mistyped.contains(&(error.instance_path(), missing))),
                _ => false,
            };
            if !told {
                self.explain(error, found);
            }
        }
    }

    /// The keys that a table may have.
    fn keys(&self, error: &ValidationError<'_>) -> Vec<&str> {
        let known = properties(&self.shape.schema, self.schema(error));
        known.map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    fn explain(&self, error: &ValidationError<'_>, found: &mut Vec<Diagnostic>) {
        let node = self.node(error.instance_path());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                self.unknown_keys(error, node, unexpected, found);
            }
            ValidationErrorKind::Required { property } => {
                found.push(self.missing_key(error, node, property.as_str().unwrap_or_default()));
            }
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                self.alternatives(error, node, context, found);
            }
            ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. } => {
                let schema = self.schema(error);
                let known = words(&self.shape.schema, schema).unwrap_or_default();
                found.push(unknown_word(node, &known));
            }
            ValidationErrorKind::Format { format } => {
                found.push(mend::of_format(format_fault(node, format), self.shape, node, format));
            }
            ValidationErrorKind::Type { kind } => found.push(type_fault(node, kind)),
            ValidationErrorKind::Pattern { pattern } => found.push(pattern_fault(node, pattern)),
            ValidationErrorKind::MinItems { .. } => found.push(
                Diagnostic::error(SHAPE, "this list is empty")
                    .at(node.span.clone(), "nothing in it")
                    .help("state at least one entry, or remove the key"),
            ),
            _ => found.push(Diagnostic::error(SHAPE, error.to_string()).at(node.span.clone(), "here")),
        }
    }

    fn unknown_keys(
        &self,
        error: &ValidationError<'_>,
        node: &Node,
        unexpected: &[String],
        found: &mut Vec<Diagnostic>,
    ) {
        let known = self.keys(error);
        for key in unexpected {
            let at = node.child(key).map_or_else(|| node.span.clone(), Node::name_span);
            let help = match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", list(&known)),
            };
            let fault = Diagnostic::error(UNKNOWN_KEY, format!("`{key}` is not a key here"))
                .at(at, "unknown key")
                .help(help);
            found.push(mend::of_key(fault, node, key, &known));
        }
    }

    fn missing_key(&self, error: &ValidationError<'_>, node: &Node, key: &str) -> Diagnostic {
        let schema = properties(&self.shape.schema, self.schema(error)).and_then(|map| map.get(key));
        let described = schema.and_then(|schema| {
            let described = schema.get("description");
            described.or_else(|| resolve(&self.shape.schema, schema).get("description"))?.as_str()
        });
        let first = described.map(first_sentence).unwrap_or_default();
        let help = format!("add `{key} = …`");
        let what = lower_first(first);
        let help = if what.is_empty() { help } else { format!("{help}: {what}") };
        Diagnostic::error(MISSING_KEY, format!("`{key}` is missing"))
            .at(node.name_span(), format!("no `{key}` in here"))
            .help(help)
            .lacks(Self::path(error.instance_path(), key), what)
    }

    /// A value fits none of several shapes: the one that was probably meant says why.
    fn alternatives(
        &self,
        error: &ValidationError<'_>,
        node: &Node,
        branches: &[Vec<ValidationError<'static>>],
        found: &mut Vec<Diagnostic>,
    ) {
        let schema = self.schema(error);
        if let Some(known) = words(&self.shape.schema, schema) {
            found.push(unknown_word(node, &known));
            return;
        }
        let known = self.words_among(schema);
        let near = text(node).and_then(|word| nearest(word, known.iter().copied()));
        if near.is_some() {
            found.push(unknown_word(node, &known));
            return;
        }
        let here = error.instance_path().as_str();
        let misfit = |branch: &&Vec<ValidationError<'static>>| {
            let wrong_kind = branch.iter().any(|inner| {
                inner.instance_path().as_str() == here
                    && matches!(inner.kind(), ValidationErrorKind::Type { .. })
            });
            // A key that is nearly one of this shape speaks for it.
            let unknown = branch.iter().map(|inner| match inner.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => {
                    let known = self.keys(inner);
                    unexpected.iter().filter(|key| nearest(key, known.iter().copied()).is_none()).count()
                }
                _ => 0,
            });
            (wrong_kind, unknown.sum::<usize>(), branch.len())
        };
        match branches.iter().min_by_key(misfit) {
            Some(branch) if !misfit(&branch).0 => {
                let before = found.len();
                self.explain_all(branch, found);
                if let (false, Some(fault)) = (known.is_empty(), found[before..].last_mut()) {
                    fault.help.push(format!("or write one of the words {}", list(&known)));
                }
            }
            _ => found.push(self.no_alternative(node, schema, branches)),
        }
    }

    /// None of the alternatives is of the kind of this value.
    fn no_alternative(
        &self,
        node: &Node,
        schema: &Json,
        branches: &[Vec<ValidationError<'static>>],
    ) -> Diagnostic {
        let statements: Vec<&str> =
            STATEMENTS.iter().copied().filter(|key| self.has_table_with(schema, key)).collect();
        let mut kinds: Vec<&str> = Vec::new();
        for inner in branches.iter().flatten() {
            let kind = match inner.kind() {
                ValidationErrorKind::Type { kind } => kind_name(kind),
                ValidationErrorKind::Constant { .. }
                | ValidationErrorKind::Enum { .. }
                | ValidationErrorKind::OneOfNotValid { .. } => "a word",
                _ => continue,
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if kinds.len() > 1 && statements.len() == branches.len() - 1 {
            kinds.retain(|kind| *kind != "a table");
        }
        let fault = wrong_kind(node, &kinds.join(" or "));
        if statements.is_empty() {
            return fault;
        }
        let shown: Vec<String> = statements.iter().map(|key| format!("{{ {key} = \"…\" }}")).collect();
        fault.help(format!("where the value stands elsewhere or is open, write {}", shown.join(" or ")))
    }

    /// The words that some of the alternatives consist of.
    fn words_among<'s>(&'s self, schema: &'s Json) -> Vec<&'s str> {
        let root = &self.shape.schema;
        alternatives_of(root, schema)
            .flat_map(|branch| words(root, branch).unwrap_or_else(|| self.words_among(branch)))
            .collect()
    }

    /// Whether one of the alternatives is a table with this key.
    fn has_table_with(&self, schema: &Json, key: &str) -> bool {
        let root = &self.shape.schema;
        alternatives_of(root, schema).any(|branch| {
            properties(root, branch).is_some_and(|keys| keys.len() == 1 && keys.contains_key(key))
        })
    }
}

/// Keys by which a fact is stated without its value.
const STATEMENTS: [&str; 2] = ["by_reference", "left_open"];

/// The alternatives of a schema, with references followed.
fn alternatives_of<'s>(root: &'s Json, schema: &'s Json) -> impl Iterator<Item = &'s Json> {
    let branches = ["anyOf", "oneOf"].into_iter().find_map(|key| resolve(root, schema).get(key)?.as_array());
    branches.into_iter().flatten().map(move |branch| resolve(root, branch))
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        crate::load::Value::String(text) => Some(text),
        _ => None,
    }
}

fn unknown_word(node: &Node, known: &[&str]) -> Diagnostic {
    let Some(word) = text(node) else {
        return wrong_kind(node, "a word").help(format!("the words are {}", list(known)));
    };
    let help = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? the words are {}", list(known)),
        None => format!("the words are {}", list(known)),
    };
    let fault = Diagnostic::error(NO_SUCH_VALUE, format!("`{word}` is not one of the words allowed here"))
        .at(node.span.clone(), "unknown word")
        .help(help);
    mend::of_word(fault, node, known)
}

fn format_fault(node: &Node, format: &str) -> Diagnostic {
    let shown = shown(node);
    let (message, help): (String, String) = match format {
        "country" => (format!("there is no country {shown}"), country_help(node)),
        "land" => (
            format!("there is no Land {shown}"),
            format!(
                "write one of {}",
                crate::law::lands()
                    .map(|land| format!("{} ({})", land.land, land.name))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
        "law" => (
            format!("there is no legal system {shown}"),
            "write a country code such as IE, or GB-ENG for England and Wales, US-CA for California".into(),
        ),
        "date" => (format!("there is no date {shown}"), "write year, month and day: 2026-03-02".into()),
        "period" => (
            format!("{shown} is no length of time"),
            "write a number and a unit: \"48 hours\", \"30 days\", \"10 business days\", \"12 months\""
                .into(),
        ),
        "money" => (
            format!("{shown} is no sum of money"),
            "write currency and amount: \"EUR 2000000\" or \"EUR 1250.50\"".into(),
        ),
        "email" => (format!("{shown} is no e-mail address"), "write it as name@example.com".into()),
        "uri" => (format!("{shown} is no web address"), "write it as https://example.com/page".into()),
        _ => (format!("{shown} is no {format}"), "see `dpakit schema`".into()),
    };
    let code: Code =
        if matches!(format, "country" | "land" | "law" | "date") { NO_SUCH_VALUE } else { SHAPE };
    Diagnostic::error(code, message).at(node.span.clone(), "here").help(help)
}

fn pattern_fault(node: &Node, pattern: &str) -> Diagnostic {
    let help = if pattern.starts_with("^[A-Za-z0-9][A-Za-z0-9._-]") {
        "use letters a to z, digits, full stops, hyphens and underscores; begin with a letter or a digit"
            .to_owned()
    } else {
        format!("it must match {pattern}")
    };
    Diagnostic::error(SHAPE, format!("{} has characters that cannot stand here", shown(node)))
        .at(node.span.clone(), "here")
        .help(help)
}

fn country_help(node: &Node) -> String {
    let Some(word) = text(node) else { return String::new() };
    let named = crate::law::country_meant(word).or_else(|| {
        let names = crate::law::countries().iter().map(|country| country.name.as_str());
        let near = nearest(word, names)?;
        crate::law::countries().iter().find(|country| country.name == near)
    });
    let upper = word.to_uppercase();
    match (named, crate::law::country(&upper)) {
        (Some(country), _) => format!("the code of {} is \"{}\"", country.name, country.code),
        (None, Some(country)) => format!("write \"{}\" for {}", country.code, country.name),
        (None, None) if upper == "UK" => "the code of the United Kingdom is \"GB\"".into(),
        (None, None) if upper == "EL" => "the code of Greece is \"GR\"".into(),
        _ => "write the two letters of ISO 3166-1, such as \"IE\" or \"US\"".into(),
    }
}

fn type_fault(node: &Node, kind: &TypeKind) -> Diagnostic {
    wrong_kind(node, kind_name(kind))
}

fn wrong_kind(node: &Node, wanted: &str) -> Diagnostic {
    let found = match &node.value {
        crate::load::Value::Table(_) => "a table",
        crate::load::Value::Array(_) => "a list",
        crate::load::Value::String(_) => "a text",
        crate::load::Value::Integer(_) | crate::load::Value::Float(_) => "a number",
        crate::load::Value::Boolean(_) => "true or false",
        crate::load::Value::Date(_) => "a date",
    };
    let help = match wanted {
        "a text" => "put it in \"quotes\"",
        "a list" => "put it in [brackets]",
        "true or false" => "write true or false without quotes",
        "a number" => "write the digits without quotes",
        _ => "see `dpakit schema` for what belongs here",
    };
    let fault = Diagnostic::error(SHAPE, format!("{wanted} belongs here, and this is {found}"))
        .at(place(node), "here")
        .help(help);
    mend::of_kind(fault, node, wanted)
}

/// A table's span can be long: its name is enough to see it.
fn place(node: &Node) -> Span {
    match node.value {
        crate::load::Value::Table(_) => node.name_span(),
        _ => node.span.clone(),
    }
}

fn kind_name(kind: &TypeKind) -> &'static str {
    let name = match kind {
        TypeKind::Single(kind) => kind.to_string(),
        TypeKind::Multiple(_) => String::new(),
    };
    match name.as_str() {
        "string" => "a text",
        "array" => "a list",
        "object" => "a table",
        "boolean" => "true or false",
        "integer" | "number" => "a number",
        _ => "another kind of value",
    }
}

fn shown(node: &Node) -> String {
    match &node.value {
        crate::load::Value::String(text) | crate::load::Value::Date(text) => {
            let start: String = text.chars().take(60).collect();
            let rest = if start.len() < text.len() { "…" } else { "" };
            format!("`{start}{rest}`")
        }
        _ => "like this".to_owned(),
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The first sentence, without its full stop; the one in "Art. 28" ends none.
fn first_sentence(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    let ends = |(at, _): &(usize, &str)| line[at + 2..].starts_with(char::is_uppercase);
    let end = line.match_indices(". ").find(ends).map_or(line.len(), |(at, _)| at);
    line[..end].trim_end_matches('.')
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
