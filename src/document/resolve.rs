//! Draft to Document: what enters may have empty lists, open references and unsorted definitions;
//! what leaves has none.
//!
//! All drafts of a pack are resolved together, because they refer to each other. The order is of
//! the essence: empty stretches go first, so that numbering has no hole; then definitions are
//! linked and those that nobody uses go; then everything is numbered; and last each reference is
//! told the number of its place.

mod count;
mod dangling;
mod fit;
mod glossary;
mod kept;
mod places;
mod prune;
mod terms;

pub use dangling::{Dangling, Fault};
pub use kept::Kept;
pub(crate) use kept::weight;
pub(crate) use prune::{tidy, tidy_cell};

use super::{Document, Draft, Labels};

/// Numbers the drafts of one pack and fills in the references between them.
///
/// The first draft is the principal one: its definitions serve all others. Equal drafts give equal
/// documents. Fails with every reference that leads nowhere, every key that names two places and
/// every term that one draft defines twice.
pub fn resolve(drafts: Vec<Draft>, labels: &Labels) -> Result<Vec<Document>, Vec<Dangling>> {
    resolve_among(drafts, labels, None)
}

/// The same for one of many packs, with what became of the sections that it shares with those before it.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_among(
    drafts: Vec<Draft>,
    labels: &Labels,
    kept: Option<&Kept>,
) -> Result<Vec<Document>, Vec<Dangling>> {
    let mut drafts = drafts;
    prune::drafts(&mut drafts, kept);
    let (glossaries, mut faults) = terms::glossaries(&drafts, kept);
    let said = terms::link(&mut drafts, &glossaries, kept);
    terms::drop_unused(&mut drafts, &glossaries, &said, kept);
    for draft in &mut drafts {
        count::number(draft, labels, kept);
    }
    faults.extend(places::refer(&mut drafts, labels, kept));
    if !faults.is_empty() {
        return Err(faults);
    }
    let finish = |draft: Draft| Document { meta: draft.meta, blocks: draft.blocks };
    Ok(drafts.into_iter().map(finish).collect())
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
