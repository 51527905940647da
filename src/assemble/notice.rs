//! The notice of changed subprocessors as a document.
//!
//! Its facts are those of the new pack; what it refers to stands in the agreement in force, that of the old one.

use super::{FILL, Room, own, view};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::{Document, Draft};
use crate::plan::Plan;
use crate::plan::notice::Notice;

/// The book of its words.
pub const BOOK: &str = "notice";

/// Fills the words of a notice and resolves them against the agreement in force.
///
/// # Errors
/// Texts that cannot be filled, and references to clauses that the agreement does not have.
pub fn notice(old: &Plan<'_>, new: &Plan<'_>, notice: &Notice) -> Outcome<Document> {
    let Some(chosen) = new.letter(BOOK) else {
        let message = format!("the library has no book `{BOOK}`");
        return Err(vec![Diagnostic::error(FILL, message).help("use a library that has its words")]);
    };
    let (facts, words) = (view::view(old, false), own::templates(old)?);
    let agreement = Room { plan: old, view: &facts, own: &words, keeps: false };
    let told = view::notice(old, new, notice);
    let letter = Room { plan: new, view: &told, own: &words, keeps: false };
    let binding = old.books.iter().filter(|chosen| chosen.book.binds());
    let mut drafts = binding.map(|chosen| agreement.draft(chosen)).collect::<Outcome<Vec<Draft>>>()?;
    let mut draft = letter.draft(&chosen)?;
    let on = notice.asked.on;
    draft.meta.date = Some(on.to_string().into());
    draft.meta.version = new.library.labels.date(on).into();
    drafts.push(draft);
    let mut documents = agreement.resolve(drafts)?;
    match documents.pop() {
        Some(document) => Ok(document.by_itself()),
        None => Err(vec![Diagnostic::error(FILL, "the notice has no words")]),
    }
}
