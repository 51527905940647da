//! A clause: front matter and text.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::condition::Condition;
use super::{CONDITION, COVERS, DAMAGED};
use crate::diagnostic::{Diagnostic, Outcome, nearest};
use crate::document::{Block, Inline, markdown};
use crate::law;
use crate::pack::open::shape;
use crate::source::{Source, Span, sha256};

/// Where a clause stands: book, slug and version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The book, `dpa`.
    pub book: String,
    /// The slug, `audits`.
    pub slug: String,
    /// The version, from 1.
    pub version: u32,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}@{}", self.book, self.slug, self.version)
    }
}

impl Address {
    /// The address without version, as references use it.
    pub fn key(&self) -> String {
        [&self.book, "/", &self.slug].concat()
    }
}

/// A clause of the library.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Where it stands.
    pub address: Address,
    /// Heading, a template.
    pub title: String,
    /// What it is in its instrument.
    pub kind: ClauseKind,
    /// Number that the instrument prescribes: `Annex I.B`.
    pub number: Option<String>,
    /// The clause after which it stands, where the book's `order` does not name it.
    pub after: Option<String>,
    /// When a pack needs it.
    pub when: Condition,
    /// Requirements that it meets, by id.
    pub covers: Vec<String>,
    /// Units of an official text that it explains, by id or by what their ids begin with.
    pub explains: Vec<String>,
    /// Text: Markdown with gaps.
    pub body: String,
    /// The file.
    pub source: Arc<Source>,
    /// See [`Clause::name`]: written when it is first asked for.
    pub(crate) name: OnceLock<String>,
    /// See [`Clause::hash`]: made when it is first asked for.
    pub(crate) hash: OnceLock<String>,
    /// See [`Clause::paragraph`]: read when it is first asked for.
    pub(crate) paragraph: OnceLock<Vec<Inline>>,
}

/// What a clause is in its instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// A numbered section with numbered paragraphs.
    #[default]
    Section,
    /// A section without number.
    Part,
    /// An annex: starts a new page.
    Annex,
    /// The signature page.
    Signing,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    #[serde(default)]
    kind: ClauseKind,
    number: Option<String>,
    after: Option<String>,
    when: Option<String>,
    #[serde(default)]
    covers: Vec<String>,
    #[serde(default)]
    explains: Vec<String>,
}

impl Clause {
    /// Reads a clause from its file.
    ///
    /// # Errors
    /// What is wrong with its front matter.
    pub fn read(address: Address, source: &Arc<Source>) -> Outcome<Clause> {
        let damaged = |message: String, at: usize| {
            let span = Span { source: source.clone(), range: at..at };
            vec![Diagnostic::error(DAMAGED, message).at(span, "here").help("see clauses/README.md")]
        };
        let parts = source.text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
        let (front, body) =
            parts.ok_or_else(|| damaged("a clause begins with front matter between +++ lines".into(), 0))?;
        let front: Front = toml::from_str(front).map_err(|error| {
            let at = 4 + error.span().map_or(0, |span| span.start);
            damaged(format!("this front matter cannot be read: {}", error.message()), at)
        })?;
        let when = match &front.when {
            None => Condition::always(),
            Some(text) => Condition::parse(text, shape().schema()).map_err(|why| {
                let at = source.text.find(text.as_str()).unwrap_or(0);
                let span = Span { source: source.clone(), range: at..at + text.len() };
                vec![Diagnostic::error(CONDITION, format!("this is no condition: {why}")).at(span, "here")]
            })?,
        };
        let unknown = unknown_requirements(&front.covers, |id| {
            let at = source.text.find(id).unwrap_or(0);
            Span { source: source.clone(), range: at..at + id.len() }
        });
        if !unknown.is_empty() {
            return Err(unknown);
        }
        Ok(Clause {
            address,
            title: front.title,
            kind: front.kind,
            number: front.number,
            after: front.after,
            when,
            covers: front.covers,
            explains: front.explains,
            body: body.trim().to_owned(),
            source: source.clone(),
            name: OnceLock::new(),
            hash: OnceLock::new(),
            paragraph: OnceLock::new(),
        })
    }

    /// Its address in words, with the version: its text is a template of that name.
    pub fn name(&self) -> &str {
        self.name.get_or_init(|| self.address.to_string())
    }

    /// SHA-256 of the file, in hexadecimal; of the words themselves where they are the parties' own.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| sha256(self.source.text.as_bytes()))
    }

    /// The first paragraph of a text without gaps, such as that of a measure; nothing where it has none.
    pub fn paragraph(&self) -> &[Inline] {
        self.paragraph.get_or_init(|| {
            let blocks = markdown::blocks(&self.body, &markdown::NoTokens).unwrap_or_default();
            let paragraph = |block| match block {
                Block::Paragraph(run) => Some(run),
                _ => None,
            };
            blocks.into_iter().find_map(paragraph).unwrap_or_default()
        })
    }
}

/// Tells of ids that are no requirement; `place` finds where an id stands.
pub fn unknown_requirements(covers: &[String], place: impl Fn(&str) -> Span) -> Vec<Diagnostic> {
    let known = || law::requirements().iter().map(|requirement| requirement.id.as_str());
    covers
        .iter()
        .filter(|id| !known().any(|known| known == id.as_str()))
        .map(|id| {
            let fault = Diagnostic::error(COVERS, format!("`{id}` is no requirement"))
                .at(place(id), "covers nothing");
            match nearest(id, known()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("`dpakit check --coverage` lists the requirements"),
            }
        })
        .collect()
}
