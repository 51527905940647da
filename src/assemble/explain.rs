//! Single texts of a guide, filled for one reader: with the facts of a pack, or with none.

use std::sync::Arc;

use super::{FILL, MARKDOWN, view};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::markdown::{self, NoTokens, Tokens};
use crate::document::{Block, Document, Draft, Kind, Meta, Section, resolve};
use crate::library::{Clause, Library};
use crate::plan::Plan;
use crate::source::Span;
use crate::template::Facts;

/// Fills texts of a guide, one section for each. Without a plan they say what can be chosen, with one
/// what was.
///
/// # Errors
/// Texts that cannot be filled.
pub fn explain(library: &Library, texts: &[&Arc<Clause>], plan: Option<&Plan<'_>>) -> Outcome<Document> {
    let view = plan.map(view::view);
    let nothing = Facts::new(&view::nothing());
    let facts = view.as_ref().map_or(&nothing, |view| &view.facts);
    let printed: &dyn Tokens = match &view {
        Some(view) => &view.printed,
        None => &NoTokens,
    };
    let mut blocks = Vec::new();
    for text in texts {
        let fault = |code, why: String| {
            let message = format!("`{}` cannot be explained: {why}", text.address);
            vec![Diagnostic::error(code, message).at(Span::start_of(&text.source), "this text")]
        };
        let filled = library.templates().fill(&text.address.to_string(), facts);
        let filled = filled.map_err(|why| fault(FILL, why))?;
        let inner = markdown::clause(&filled, &text.address.key(), printed);
        let inner = inner.map_err(|problems| fault(MARKDOWN, problems[0].message.clone()))?;
        blocks.push(Block::Section(Section {
            key: text.address.key().into(),
            kind: Kind::Section,
            number: text.number.as_deref().map(crate::document::Number::published).unwrap_or_default(),
            title: vec![crate::document::Inline::Text(text.title.as_str().into())],
            origin: None,
            language: None,
            blocks: inner,
        }));
    }
    let meta = Meta { language: "en-GB".into(), ..Meta::default() };
    let scheme =
        texts.first().and_then(|text| library.books.iter().find(|book| book.name == text.address.book));
    let scheme = scheme.map(|book| book.numbering.clone()).unwrap_or_default();
    let documents = resolve(vec![Draft { meta, scheme, blocks }], &library.labels.numbering);
    let mut documents = documents.map_err(|dangling| {
        dangling.iter().map(|one| Diagnostic::error(super::REFERENCE, one.to_string())).collect::<Vec<_>>()
    })?;
    Ok(documents.remove(0))
}
