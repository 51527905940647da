//! A book: one instrument of a pack, or the library of measures.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::clause::{Address, Clause};
use super::condition::Condition;
use super::guide::{self, Guide};
use super::{CONDITION, DAMAGED, SOURCE_LANGUAGE};
use crate::diagnostic::{Diagnostic, Outcome, nearest};
use crate::document::Scheme;
use crate::pack::open::shape;
use crate::source::{Source, Span, sha256};

/// A book of clauses.
#[derive(Debug, Clone)]
pub struct Book {
    /// Its folder: `dpa`.
    pub name: String,
    /// Title of the instrument, a template.
    pub title: String,
    /// What other instruments call it, a template.
    pub called: String,
    /// When a pack needs the instrument.
    pub when: Condition,
    /// Slug of the clause whose table makes the cover.
    pub cover: Option<String>,
    /// Slugs in the order of the instrument.
    pub order: Vec<String>,
    /// How it is numbered.
    pub numbering: Scheme,
    /// Whether the parties may neither replace nor omit its clauses: they put official text in place,
    /// which cannot be touched.
    pub sealed: bool,
    /// Set where the parties agree nothing by it: a guide to an official text.
    pub guide: Option<Guide>,
    /// Groups of entries that a pack picks from: the library of measures has them.
    pub groups: IndexMap<String, Group>,
    /// SHA-256 of `book.toml`, in hexadecimal.
    pub hash: String,
    /// Every clause in every version.
    pub clauses: BTreeMap<String, BTreeMap<u32, Arc<Clause>>>,
}

/// A group of measures.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// Slugs.
    pub measures: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    called: String,
    when: String,
    explains: Option<guide::Explains>,
    cover: Option<String>,
    #[serde(default)]
    order: Vec<String>,
    #[serde(default)]
    numbering: Scheme,
    #[serde(default)]
    sealed: bool,
    #[serde(default)]
    groups: IndexMap<String, Group>,
}

impl Book {
    /// Reads a book from its folder.
    ///
    /// # Errors
    /// What is wrong with `book.toml` or with any clause, and slugs that do not exist.
    pub fn read(name: &str, files: &BTreeMap<String, Arc<Source>>) -> Outcome<Book> {
        let source = &files[&format!("{name}/book.toml")];
        let at = |range: std::ops::Range<usize>| Span { source: source.clone(), range };
        let file: File = toml::from_str(&source.text).map_err(|error| {
            let message = format!("this book cannot be read: {}", error.message());
            let range = error.span().unwrap_or(0..0);
            vec![Diagnostic::error(DAMAGED, message).at(at(range), "here").help("see clauses/README.md")]
        })?;
        let when = Condition::parse(&file.when, shape().schema()).map_err(|why| {
            let start = source.text.find(&file.when).unwrap_or(0);
            let range = start..start + file.when.len();
            vec![Diagnostic::error(CONDITION, format!("this is no condition: {why}")).at(at(range), "here")]
        })?;
        let clauses = read_clauses(name, files)?;
        let guide = guide::read(name, &file.explains, &clauses, files)?;
        let mut file = file;
        let mut missing = place_clauses(&mut file, &clauses);
        let named = file.order.iter().chain(&file.cover);
        let named = named.chain(file.groups.values().flat_map(|group| &group.measures));
        missing.extend(named.filter(|slug| !clauses.contains_key(*slug)).map(|slug| {
            let start = source.text.find(&format!("\"{slug}\"")).unwrap_or(0);
            let fault = Diagnostic::error(DAMAGED, format!("the book `{name}` has no clause `{slug}`"))
                .at(at(start..start), "named here");
            match nearest(slug, clauses.keys().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("add clauses/{name}/{SOURCE_LANGUAGE}/{slug}@1.md")),
            }
        }));
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(Book {
            name: name.to_owned(),
            title: file.title,
            called: file.called,
            when,
            cover: file.cover,
            order: file.order,
            numbering: file.numbering,
            sealed: file.sealed,
            guide,
            groups: file.groups,
            hash: sha256(source.text.as_bytes()),
            clauses,
        })
    }

    /// Whether the parties agree what it says; a guide only explains.
    pub fn binds(&self) -> bool {
        self.guide.is_none()
    }

    /// The newest version of a clause.
    pub fn current(&self, slug: &str) -> Option<&Arc<Clause>> {
        self.clauses.get(slug)?.values().next_back()
    }
}

/// Puts the clauses that say `after` into the order, and tells of those that stand nowhere.
fn place_clauses(file: &mut File, clauses: &BTreeMap<String, BTreeMap<u32, Arc<Clause>>>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (slug, versions) in clauses {
        let grouped = file.groups.values().any(|group| group.measures.contains(slug));
        if file.order.contains(slug) || file.cover.as_ref() == Some(slug) || grouped {
            continue;
        }
        let Some(clause) = versions.values().next_back() else { continue };
        let after =
            clause.after.as_ref().and_then(|after| file.order.iter().position(|known| known == after));
        match after {
            Some(at) => file.order.insert(at + 1, slug.clone()),
            None => found.push(
                Diagnostic::error(DAMAGED, format!("`{}` stands in no order", clause.address.key()))
                    .at(Span::start_of(&clause.source), "this clause is used by no pack")
                    .help("say where it stands: `after = \"SLUG\"` in its front matter, or add it to `order` in book.toml"),
            ),
        }
    }
    found
}

fn read_clauses(
    book: &str,
    files: &BTreeMap<String, Arc<Source>>,
) -> Outcome<BTreeMap<String, BTreeMap<u32, Arc<Clause>>>> {
    let mut clauses: BTreeMap<String, BTreeMap<u32, Arc<Clause>>> = BTreeMap::new();
    let mut found = Vec::new();
    let folder = format!("{book}/{SOURCE_LANGUAGE}/");
    for (path, source) in files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder)) {
        let name = path[folder.len()..].trim_end_matches(".md");
        let parts = name.split_once('@').and_then(|(slug, version)| Some((slug, version.parse().ok()?)));
        let Some((slug, version)) = parts else {
            let message = format!("`{path}` names no version: call it `{name}@1.md`");
            found.push(Diagnostic::error(DAMAGED, message).at(Span::start_of(source), "this file"));
            continue;
        };
        let address = Address { book: book.to_owned(), slug: slug.to_owned(), version };
        match Clause::read(address, source) {
            Ok(clause) => {
                clauses.entry(slug.to_owned()).or_default().insert(version, Arc::new(clause));
            }
            Err(more) => found.extend(more),
        }
    }
    if found.is_empty() { Ok(clauses) } else { Err(found) }
}
