//! Facts and text meet: the clauses of a plan, filled, become documents.
//!
//! The only room that knows both. In: a [`Plan`]. Out: one [`Document`] per instrument, numbered and
//! with every reference resolved.

mod again;
mod amendment;
mod cover;
mod explain;
mod full;
mod notice;
mod own;
mod patience;
mod same;
mod sign;
mod view;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::markdown::{self, Problem};
use crate::document::resolve::{Dangling, Fault, resolve_among};
use crate::document::{Block, Document, Draft, Inline, Kind, Meta, Number, Origin, Section};
use crate::library::ClauseKind;
use crate::pack::Party;
use crate::parallel;
use crate::plan::{Chosen, LeftOut, Picked, Plan, Reason};
use crate::source::Span;
use crate::template::Templates;

pub use amendment::{BOOK as AMENDMENT, amendment};
pub use explain::explain;
pub use notice::{BOOK as NOTICE, notice};
pub use view::{BEFORE, View};

/// A clause cannot be filled: it asks for something that the facts do not have.
pub const FILL: Code = Code("TXT-FILL");
/// A filled clause is no clause: its Markdown breaks the conventions.
pub const MARKDOWN: Code = Code("TXT-MARKDOWN");
/// A reference leads nowhere.
pub const REFERENCE: Code = Code("REF-BROKEN");
/// The same place or term exists twice.
pub const TWICE: Code = Code("DEF-DUP");

/// Fills the clauses of a plan and resolves them into documents: first what the parties agree, then guides.
///
/// # Errors
/// Clauses that cannot be filled, and references that lead nowhere.
pub fn assemble(plan: &Plan<'_>) -> Outcome<Vec<Document>> {
    let keeps = plan.library.filled.is_wanted();
    let view = view::view(plan, keeps);
    let own = own::templates(plan)?;
    let room = Room { plan, view: &view, own: &own, keeps };
    let mut contract = Vec::new();
    let mut guides = Vec::new();
    let mut found = Vec::new();
    for chosen in &plan.books {
        match room.draft(chosen) {
            Ok(draft) if chosen.book.binds() => contract.push(draft),
            Ok(draft) => guides.push(draft),
            Err(more) => found.extend(more),
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let mut documents = room.resolve(contract)?;
    // Each by itself: no definition stands in the contract because a guide uses its term.
    for guide in guides {
        documents.extend(room.resolve(vec![guide])?);
    }
    Ok(documents)
}

struct Room<'r> {
    plan: &'r Plan<'r>,
    view: &'r View,
    own: &'r Templates,
    /// Whether what is filled is kept for other packs, and looked for among what they filled.
    keeps: bool,
}

impl Room<'_> {
    fn resolve(&self, drafts: Vec<Draft>) -> Outcome<Vec<Document>> {
        let library = self.plan.library;
        resolve_among(drafts, &library.labels.numbering, self.keeps.then_some(&library.resolved))
            .map_err(|dangling| dangling.iter().map(|one| self.dangling(one)).collect())
    }

    fn draft(&self, chosen: &Chosen<'_>) -> Outcome<Draft> {
        let mut blocks = Vec::new();
        let mut found = Vec::new();
        let sections = parallel::each(&chosen.clauses, |picked| self.section(picked));
        for (picked, section) in chosen.clauses.iter().zip(sections) {
            match section {
                Ok(section) => {
                    blocks.push(Block::Section(section));
                    blocks.extend(self.official(&picked.clause.address.key()));
                }
                Err(more) => found.extend(more),
            }
        }
        let meta = match self.meta(chosen) {
            Ok(meta) => meta,
            Err(more) => {
                found.extend(more);
                Meta::default()
            }
        };
        if found.is_empty() {
            Ok(Draft { meta, scheme: chosen.book.numbering.clone(), blocks })
        } else {
            Err(found)
        }
    }

    fn section(&self, picked: &Picked) -> Outcome<Arc<Section>> {
        if !self.keeps || picked.deviation.is_some() {
            return self.filled(picked).map(Arc::new);
        }
        let library = self.plan.library;
        let name = picked.clause.name();
        same::section((library.templates(), &library.filled), name, self.view, || self.filled(picked))
    }

    fn filled(&self, picked: &Picked) -> Outcome<Section> {
        let clause = &picked.clause;
        let key = clause.address.key();
        let title = self.line(picked, "#title")?;
        let blocks = self.blocks(picked, &key)?;
        let kind = match clause.kind {
            ClauseKind::Section => Kind::Section,
            ClauseKind::Part => Kind::Part,
            ClauseKind::Annex => Kind::Annex,
            ClauseKind::Signing => Kind::Signing,
        };
        let own = if picked.deviation.is_some() { "own:" } else { "" };
        Ok(Section {
            key: key.into(),
            kind,
            number: clause.number.as_deref().map(Number::published).unwrap_or_default(),
            title,
            origin: Some(Origin { address: [own, clause.name()].concat().into() }),
            language: None,
            blocks,
        })
    }

    /// The filled text of a clause as blocks.
    fn blocks(&self, picked: &Picked, key: &str) -> Outcome<Vec<Block>> {
        let mut blocks = match self.again(picked, "", key) {
            Some(blocks) => blocks,
            None => {
                let text = self.fill(picked, "")?;
                markdown::clause(&text, key, &self.view.printed).map_err(|problems| {
                    problems.iter().map(|one| self.problem(picked, &text, one)).collect::<Vec<_>>()
                })?
            }
        };
        if picked.clause.kind != ClauseKind::Section && picked.clause.kind != ClauseKind::Annex {
            unnumber(&mut blocks);
        }
        sign::place(self, &mut blocks);
        match sign::stray(&blocks) {
            None => Ok(blocks),
            Some(id) => Err(vec![
                Diagnostic::error(MARKDOWN, format!("the signature of `{id}` cannot be placed"))
                    .at(self.place(picked), "in this clause")
                    .help(
                        "a signature mark names a party and stands alone, or beside others, in its paragraph",
                    ),
            ]),
        }
    }

    /// The blocks of a part of a clause of the library, as they were made before where they were.
    fn again(&self, picked: &Picked, part: &str, key: &str) -> Option<Vec<Block>> {
        if picked.deviation.is_some() {
            return None;
        }
        self.of_library(&[picked.clause.name(), part].concat(), key)
    }

    fn of_library(&self, name: &str, key: &str) -> Option<Vec<Block>> {
        let library = self.plan.library;
        let blocks = || again::blocks((library.templates(), &library.filled), (name, key), self.view);
        self.keeps.then(blocks).flatten()
    }

    fn fill(&self, picked: &Picked, part: &str) -> Outcome<String> {
        let name = [picked.clause.name(), part].concat();
        let templates = if picked.deviation.is_some() { self.own } else { self.plan.library.templates() };
        templates.fill(&name, &self.view.facts).map_err(|why| {
            vec![
                Diagnostic::error(FILL, format!("`{}` cannot be filled: {why}", picked.clause.address))
                    .at(self.place(picked), "this clause")
                    .help("`dpakit schema` shows the names of all facts"),
            ]
        })
    }

    /// A filled template that is one line of text.
    fn line(&self, picked: &Picked, part: &str) -> Outcome<Vec<Inline>> {
        if let Some(blocks) = self.again(picked, part, "") {
            return Ok(first_paragraph(blocks));
        }
        let text = self.fill(picked, part)?;
        let blocks = markdown::clause(text.trim(), "", &self.view.printed).map_err(|problems| {
            problems.iter().map(|one| self.problem(picked, &text, one)).collect::<Vec<_>>()
        })?;
        Ok(first_paragraph(blocks))
    }

    /// A party as its title: the name, or the short name where the name stands elsewhere.
    fn party_name(&self, id: &str, party: &Party) -> Vec<Inline> {
        let elsewhere = party.name.value().is_none() && party.short_name.is_some();
        let field = if elsewhere { "short_name" } else { "name" };
        self.view.inlines_at(&format!("parties.{id}.{field}"))
    }

    fn place(&self, picked: &Picked) -> Span {
        match &picked.deviation {
            Some(deviation) => self.plan.facts.at(&deviation.path),
            None => Span::start_of(&picked.clause.source),
        }
    }

    fn problem(&self, picked: &Picked, text: &str, problem: &Problem) -> Diagnostic {
        let near: String = text[problem.range.clone()].chars().take(60).collect();
        let (near, fact) = self.view.shown(&near);
        let message = format!("`{}`: {} (near `{}`)", picked.clause.address, problem.message, near.trim());
        let fault = Diagnostic::error(MARKDOWN, message);
        match fact {
            Some(path) => fault
                .at(self.plan.facts.at(&path), "this fact does not fit there")
                .see(self.place(picked), "this clause")
                .help("state the fact in words that can stand in a sentence"),
            None => fault
                .at(self.place(picked), "this clause")
                .help("see clauses/README.md for how clauses are written"),
        }
    }

    fn dangling(&self, dangling: &Dangling) -> Diagnostic {
        let code = if dangling.fault == Fault::NoPlace { REFERENCE } else { TWICE };
        let from = dangling.from.as_deref().unwrap_or_default().trim_start_matches("own:");
        let picked = self.plan.books.iter().flat_map(|chosen| &chosen.clauses);
        let picked = picked.into_iter().find(|picked| picked.clause.name() == from);
        let mut fault = Diagnostic::error(code, dangling.to_string());
        let left_out = self.plan.books.iter().flat_map(|chosen| &chosen.left_out);
        let target = dangling.to.split('#').next().unwrap_or_default();
        let left_out = left_out.into_iter().find(|left_out| *left_out.address == *target);
        if let Some(LeftOut { address, reason: Reason::Omitted(_) }) = left_out {
            let place = self.plan.facts.at(&format!("clauses.omit.{address}"));
            let referring = from.split('@').next().unwrap_or_default();
            return fault.at(place, "omitted here").help(format!(
                "`{referring}` refers to it: replace that clause too, or replace this one instead of omitting it"
            ));
        }
        if let Some(picked) = picked {
            fault = fault.at(self.place(picked), "in this clause");
        }
        match (&dangling.near, left_out) {
            (_, Some(_)) => fault.help("this pack leaves that clause out; guard the reference with {% if %}"),
            (Some(near), None) => fault.help(format!("did you mean `{near}`?")),
            (None, None) => fault.help("`dpakit clauses list` shows every address"),
        }
    }
}

/// The first run of text, wherever it stands.
fn first_paragraph(blocks: Vec<Block>) -> Vec<Inline> {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => return inlines,
            Block::Section(section) => {
                let inner = first_paragraph(Arc::unwrap_or_clone(section).blocks);
                if !inner.is_empty() {
                    return inner;
                }
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Parts and signature pages have paragraphs without numbers.
fn unnumber(blocks: &mut Vec<Block>) {
    let old = std::mem::take(blocks);
    for block in old {
        match block {
            Block::Section(section) if section.kind == Kind::Clause => {
                let Section { title, blocks: inner, .. } = Arc::unwrap_or_clone(section);
                let mut inner = inner.into_iter();
                match inner.next() {
                    Some(Block::Paragraph(mut run)) if !title.is_empty() => {
                        run.insert(0, Inline::Text(" ".into()));
                        run.insert(0, Inline::Strong([title, vec![Inline::Text(".".into())]].concat()));
                        blocks.push(Block::Paragraph(run));
                    }
                    Some(first) => blocks.push(first),
                    None => {}
                }
                blocks.extend(inner);
            }
            Block::Section(mut section) => {
                unnumber(&mut Arc::make_mut(&mut section).blocks);
                blocks.push(Block::Section(section));
            }
            other => blocks.push(other),
        }
    }
}
