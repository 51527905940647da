//! The amendment agreement as a document: the words that amend, then a schedule for each instrument.

use super::{FILL, Room, own, view};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::{Block, Document, Inline, Kind, Number, Section};
use crate::plan::Plan;
use crate::plan::amendment::{Amendment, Part, State};

/// The book of its words.
pub const BOOK: &str = "amendment";

/// Fills the words of an amendment, and puts the changed words of each instrument behind them.
///
/// # Errors
/// Texts that cannot be filled.
pub fn amendment(new: &Plan<'_>, amendment: Amendment) -> Outcome<Document> {
    let Some(chosen) = new.letter(BOOK) else {
        let message = format!("the library has no book `{BOOK}`");
        return Err(vec![Diagnostic::error(FILL, message).help("use a library that has its words")]);
    };
    let schedules = schedules(new, &amendment);
    let told = view::amendment(new, &amendment, &schedules);
    let words = own::templates(new)?;
    let room = Room { plan: new, view: &told, own: &words, keeps: false };
    let mut draft = room.draft(&chosen)?;
    // Its own day is that of the signatures: the date and version of the agreement are not its.
    draft.meta.date = None;
    draft.meta.version = "".into();
    draft.meta.slug = format!("{BOOK}-{}", amendment.number).into();
    let mut documents = room.resolve(vec![draft])?;
    let Some(document) = documents.pop() else {
        return Err(vec![Diagnostic::error(FILL, "the amendment has no words")]);
    };
    let mut blocks = document.blocks().to_vec();
    let parts = amendment.parts.into_iter().zip(schedules).filter(|(part, _)| part.state != State::Ended);
    blocks.extend(parts.map(|(part, schedule)| Block::section(section(part, schedule))));
    Ok(Document::redline(document.meta().clone(), blocks))
}

/// What the words of each part are called; those that end have none. The annexes are those of the agreement.
fn schedules(new: &Plan<'_>, amendment: &Amendment) -> Vec<String> {
    let word = new.library.labels.word("amendment", "schedule");
    let mut count = 0;
    let called = |part: &Part| {
        count += usize::from(part.state != State::Ended);
        if part.state == State::Ended { String::new() } else { format!("{word} {count}") }
    };
    amendment.parts.iter().map(called).collect()
}

fn section(part: Part, schedule: String) -> Section {
    Section {
        key: "".into(),
        kind: Kind::Annex,
        number: Number::published(schedule),
        title: vec![Inline::Text(part.title.into())],
        origin: None,
        language: None,
        blocks: part.words,
    }
}
