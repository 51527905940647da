//! The words: every book of clauses, opened and validated.
//!
//! The library stands in the binary; a folder that `dpakit.toml` names is laid over it, file by
//! file. Opening it reads the head of every clause, types every condition against the schema of the
//! pack, and gathers what is wrong. The texts of the binary are parsed when a pack first needs them:
//! that each is a template, a test has seen. With a folder laid over them, all are parsed.

pub mod book;
pub mod clause;
pub mod condition;
pub mod files;
pub mod guide;
pub mod labels;
pub mod memo;
pub mod wording;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::Section;
use crate::document::resolve::Kept;
use crate::memo::Made;
use crate::official::Shelf;
use crate::parallel;
use crate::source::{Source, Span};
use crate::template::Templates;

pub use book::{Book, Group};
pub use clause::{Address, Clause, ClauseKind};
pub use condition::Condition;
pub use guide::Guide;
pub use labels::Labels;
use memo::Memo;

/// A file of the library that cannot be used.
pub const DAMAGED: Code = Code("LIB-FILE");
/// A condition that is not one.
pub const CONDITION: Code = Code("LIB-CONDITION");
/// A requirement that does not exist.
pub const COVERS: Code = Code("LIB-COVERS");
/// A text that is no template.
pub const TEMPLATE: Code = Code("LIB-TEMPLATE");
/// A text that refers to a clause that the library does not have.
pub const REFERENCE: Code = Code("LIB-REFERENCE");

/// The language that clauses are written in first; `when` and `covers` stand there.
pub const SOURCE_LANGUAGE: &str = "en";

/// Every book, its clauses in every version, and the words of the tool.
pub struct Library {
    /// The instruments, in the order in which a pack contains them; guides, which bind nobody, last.
    pub books: Vec<Book>,
    /// The library of measures.
    pub measures: Book,
    /// Words that numbering, dates and closed lists need.
    pub labels: Labels,
    /// Official texts that packs may print in full; none until a store is put here.
    pub official: LazyLock<Shelf, Box<dyn FnOnce() -> Shelf + Send>>,
    files: Files,
    hash: OnceLock<String>,
    shared_hash: OnceLock<String>,
    templates: Templates,
    /// What rules found in words.
    pub(crate) gists: Memo,
    /// Clauses that were filled and read.
    pub(crate) filled: Memo,
    /// What became of sections that packs share.
    pub(crate) resolved: Kept,
    /// The hashes of such sections.
    pub(crate) hashed: Made<Section, [u8; 16]>,
}

/// The files of a library, by their path within it.
type Files = BTreeMap<String, Arc<Source>>;

/// The books in the order in which a pack contains them; `measures` is no instrument.
const ORDER: [&str; 12] = [
    "dpa",
    "scc-2021-915",
    "scc",
    "scc-2010",
    "uk",
    "idta",
    "ch",
    "us",
    "notice",
    "amendment",
    "guide",
    "guide-2010",
];
const MEASURES: &str = "measures";
/// How many bytes are kept of what packs have made of the words.
const MOST_KEPT: usize = 32 << 20;

impl Library {
    /// Opens the library of the binary, with a folder laid over it.
    ///
    /// # Errors
    /// Everything that is wrong in the library, each with its file and place.
    pub fn open(overlay: Option<&Path>) -> Outcome<Library> {
        let files = files::gather(overlay)?;
        let mut found = Vec::new();
        let mut names: Vec<&str> = files.keys().filter_map(|path| path.strip_suffix("/book.toml")).collect();
        names.sort_by_key(|name| {
            (ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()), (*name).to_owned())
        });
        let read_books = || parallel::each(&names, |name| Book::read(name, &files));
        let (labels, read) = parallel::both(|| Labels::read(&files), read_books);
        let labels = labels.map_err(|more| found.extend(more)).ok();
        let mut books = Vec::new();
        for book in read {
            match book {
                Ok(book) => books.push(book),
                Err(more) => found.extend(more),
            }
        }
        books.sort_by_key(|book| !book.binds());
        let templates = labels.as_ref().map(|labels| templates(&files, &books, labels));
        if let Some(templates) = templates.as_ref().filter(|_| overlay.is_some()) {
            found.extend(faults(templates, &files));
        }
        let measures = books.iter().position(|book| book.name == MEASURES).map(|at| books.remove(at));
        if measures.is_none() {
            found.push(Diagnostic::error(DAMAGED, "the library has no book `measures`"));
        }
        match (labels, templates, measures) {
            (Some(labels), Some(templates), Some(measures)) if found.is_empty() => Ok(Library {
                books,
                measures,
                labels,
                official: LazyLock::new(Box::new(Shelf::default)),
                files,
                hash: OnceLock::new(),
                shared_hash: OnceLock::new(),
                templates,
                gists: Memo::new(MOST_KEPT / 2),
                filled: Memo::new(MOST_KEPT / 2),
                resolved: Kept::default(),
                hashed: Made::of(MOST_KEPT / 16),
            }),
            _ => Err(found),
        }
    }

    /// The same library with official texts at hand.
    #[must_use]
    pub fn with_official(self, official: Shelf) -> Library {
        self.with_official_from(|| official)
    }

    /// The same library with official texts that are looked for when a pack first asks for them.
    #[must_use]
    pub fn with_official_from(mut self, official: impl FnOnce() -> Shelf + Send + 'static) -> Library {
        self.official = LazyLock::new(Box::new(official));
        self
    }

    /// SHA-256 over every file, in hexadecimal: two libraries with the same hash are the same.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| files::hash(&self.files))
    }

    /// SHA-256 over the files that belong to no book, in hexadecimal: labels, and texts that clauses share.
    pub fn shared_hash(&self) -> &str {
        self.shared_hash.get_or_init(|| {
            let own = |path: &str| self.all_books().any(|book| path.split('/').next() == Some(&*book.name));
            let shared = self.files.iter().filter(|(path, _)| !own(path));
            files::hash(&shared.map(|(path, source)| (path.clone(), source.clone())).collect())
        })
    }

    /// The texts that are no templates, and the references to clauses that are not there, whether a pack needs
    /// them or not.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let mut found = faults(&self.templates, &self.files);
        found.extend(self.strays());
        found
    }

    /// References to clauses that the library does not have. One that a template completes is not looked at.
    fn strays(&self) -> Vec<Diagnostic> {
        const MARK: &str = "](clause:";
        let mut found = Vec::new();
        for source in self.files.iter().filter(|(path, _)| path.ends_with(".md")).map(|(_, source)| source) {
            for (at, _) in source.text.match_indices(MARK) {
                let from = at + MARK.len();
                let Some(length) = source.text[from..].find(')') else { continue };
                let whole = &source.text[from..from + length];
                let target = whole.split('#').next().unwrap_or(whole);
                let known = self.all_books().any(|book| book.name == target) || self.clause(target).is_some();
                if !known && !whole.contains('{') {
                    let span = Span { source: source.clone(), range: from..from + length };
                    let message = format!("the library has no clause `{target}`");
                    found.push(
                        Diagnostic::error(REFERENCE, message)
                            .at(span, "leads nowhere")
                            .help("name a clause as `book/slug`; `dpakit clauses list` shows them"),
                    );
                }
            }
        }
        found
    }

    /// The current version of a clause, by address without version (`dpa/audits`).
    pub fn clause(&self, address: &str) -> Option<&Arc<Clause>> {
        let (book, slug) = address.split_once('/')?;
        let (slug, version) = match slug.split_once('@') {
            Some((slug, version)) => (slug, Some(version.parse().ok()?)),
            None => (slug, None),
        };
        let book = if book == MEASURES {
            &self.measures
        } else {
            self.books.iter().find(|known| known.name == book)?
        };
        match version {
            Some(version) => book.clauses.get(slug)?.get(&version),
            None => book.current(slug),
        }
    }

    /// All books, the measures last.
    pub fn all_books(&self) -> impl Iterator<Item = &Book> {
        self.books.iter().chain(std::iter::once(&self.measures))
    }

    /// The texts, ready to be filled. A clause's text has its address as name, its title that with
    /// `#title`.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Parses further texts (deviations of a pack) beside those of the library.
    ///
    /// # Errors
    /// The name of each text that is no template, and why.
    pub fn parse_beside(&self, texts: Vec<(String, String)>) -> Result<Templates, Vec<(String, String)>> {
        self.templates.beside(texts)
    }
}

fn templates(files: &Files, books: &[Book], labels: &Labels) -> Templates {
    let mut texts: Vec<(String, String)> = Vec::new();
    for (path, source) in files {
        if let Some(name) = path.strip_prefix("shared/") {
            let name = name.strip_prefix(&format!("{SOURCE_LANGUAGE}/")).unwrap_or(name);
            texts.push((format!("shared/{name}"), source.text.clone()));
        }
    }
    for book in books {
        texts.push((format!("{}#title", book.name), book.title.clone()));
        texts.push((format!("{}#called", book.name), book.called.clone()));
        if let Some(guide) = &book.guide {
            texts.push((format!("{}#notice", book.name), guide.notice.clone()));
        }
        for clause in book.clauses.values().flat_map(BTreeMap::values) {
            texts.push((clause.address.to_string(), clause.body.clone()));
            texts.push((format!("{}#title", clause.address), clause.title.clone()));
        }
    }
    Templates::new(texts, labels.words())
}

fn faults(templates: &Templates, files: &Files) -> Vec<Diagnostic> {
    let diagnostic = |(name, why): (String, String)| {
        let fault = Diagnostic::error(TEMPLATE, format!("`{name}` is no template: {why}"));
        match source_of(files, &name) {
            Some(source) => fault.at(Span::start_of(source), "in this file"),
            None => fault,
        }
    };
    templates.faults().into_iter().map(diagnostic).collect()
}

/// The file a template's text stands in.
fn source_of<'f>(files: &'f Files, name: &str) -> Option<&'f Arc<Source>> {
    let name = name.split('#').next().unwrap_or(name);
    let (book, slug) = name.split_once('/')?;
    let path = format!("{book}/{SOURCE_LANGUAGE}/{slug}");
    files.get(&path).or_else(|| files.get(&format!("{path}.md")))
}
