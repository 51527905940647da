//! Single texts of a guide, filled for one reader: with the facts of a pack, or with none.

use std::sync::Arc;

use super::{FILL, MARKDOWN, REFERENCE, first_paragraph, view};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::markdown::{self, NoTokens, Tokens};
use crate::document::{Block, Document, Draft, Kind, Meta, Number, Section, resolve};
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
    let view = plan.map(|plan| view::view(plan, false));
    let nothing = Facts::new(&view::nothing());
    let facts = view.as_ref().map_or(&nothing, |view| &view.facts);
    let printed: &dyn Tokens = match &view {
        Some(view) => &view.printed,
        None => &NoTokens,
    };
    let sections = texts.iter().map(|text| section(library, text, facts, printed).map(Block::section));
    let blocks = sections.collect::<Outcome<Vec<Block>>>()?;
    let book =
        texts.first().and_then(|text| library.books.iter().find(|book| book.name == text.address.book));
    let scheme = book.map(|book| book.numbering.clone()).unwrap_or_default();
    let meta = Meta { language: "en-GB".into(), ..Meta::default() };
    let documents = resolve(vec![Draft { meta, scheme, blocks }], &library.labels.numbering);
    let mut documents = documents.map_err(|dangling| {
        dangling.iter().map(|one| Diagnostic::error(REFERENCE, one.to_string())).collect::<Vec<_>>()
    })?;
    Ok(documents.remove(0))
}

fn section(library: &Library, text: &Clause, facts: &Facts, printed: &dyn Tokens) -> Outcome<Section> {
    let fault = |code, why: String| {
        let message = format!("`{}` cannot be explained: {why}", text.address);
        vec![Diagnostic::error(code, message).at(Span::start_of(&text.source), "this text")]
    };
    let read = |part: &str| {
        let filled = library.templates().fill(&format!("{}{part}", text.address), facts);
        let filled = filled.map_err(|why| fault(FILL, why))?;
        markdown::clause(&filled, &text.address.key(), printed).map_err(|problems| {
            problems.into_iter().flat_map(|one| fault(MARKDOWN, one.message)).collect::<Vec<_>>()
        })
    };
    Ok(Section {
        key: text.address.key().into(),
        kind: Kind::Section,
        number: text.number.as_deref().map(Number::published).unwrap_or_default(),
        title: first_paragraph(read("#title")?),
        origin: None,
        language: None,
        blocks: read("")?,
    })
}
