//! Facts and text meet: the clauses of a plan, filled, become documents.
//!
//! The only room that knows both. In: a [`Plan`]. Out: one [`Document`] per instrument, numbered and
//! with every reference resolved.

mod sign;
mod view;

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::markdown::{self, Problem};
use crate::document::resolve::{Dangling, Fault};
use crate::document::{
    Block, CoverParty, Document, Draft, Inline, KeyTerm, Kind, Meta, Number, Origin, Section, Watermark,
    resolve,
};
use crate::library::ClauseKind;
use crate::pack::Given;
use crate::pack::terms::State;
use crate::plan::{Chosen, LeftOut, Picked, Plan, Reason};
use crate::source::Span;
use crate::template::Templates;

pub use view::View;

/// A clause cannot be filled: it asks for something that the facts do not have.
pub const FILL: Code = Code("TXT-FILL");
/// A filled clause is no clause: its Markdown breaks the conventions.
pub const MARKDOWN: Code = Code("TXT-MARKDOWN");
/// A reference leads nowhere.
pub const REFERENCE: Code = Code("REF-BROKEN");
/// The same place or term exists twice.
pub const TWICE: Code = Code("DEF-DUP");

/// Fills the clauses of a plan and resolves them into documents.
///
/// # Errors
/// Clauses that cannot be filled, and references that lead nowhere.
pub fn assemble(plan: &Plan<'_>) -> Outcome<Vec<Document>> {
    let view = view::view(plan);
    let own = own_templates(plan)?;
    let room = Room { plan, view: &view, own: &own };
    let mut drafts = Vec::new();
    let mut found = Vec::new();
    for chosen in &plan.books {
        match room.draft(chosen) {
            Ok(draft) => drafts.push(draft),
            Err(more) => found.extend(more),
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    resolve(drafts, &plan.library.labels.numbering)
        .map_err(|dangling| dangling.iter().map(|one| room.dangling(one)).collect())
}

/// The parties' own wordings, parsed. They cannot include pieces of the library.
fn own_templates(plan: &Plan<'_>) -> Outcome<Templates> {
    let picked = plan.books.iter().flat_map(|chosen| &chosen.clauses);
    let own: Vec<&Picked> = picked.filter(|picked| picked.deviation.is_some()).collect();
    let texts: Vec<(String, String)> = own
        .iter()
        .flat_map(|picked| {
            let name = picked.clause.address.to_string();
            [(format!("{name}#title"), picked.clause.title.clone()), (name, picked.clause.body.clone())]
        })
        .collect();
    let found: Vec<Diagnostic> = own
        .iter()
        .filter_map(|picked| {
            let word = crate::template::forbidden(&picked.clause.body)
                .or_else(|| crate::template::forbidden(&picked.clause.title))?;
            let place = picked.deviation.as_ref().map_or("clauses", |deviation| deviation.path.as_str());
            let fault = Diagnostic::error(FILL, format!("a wording of the parties cannot use `{word}`"));
            let help = "it may print facts, choose by them with if, and walk their lists with for";
            Some(fault.at(plan.facts.at(place), "in this deviation").help(help))
        })
        .collect();
    if !found.is_empty() {
        return Err(found);
    }
    plan.library.parse_beside(&texts).map_err(|faults| {
        let diagnostic = |(name, why): (String, String)| {
            let path = own.iter().find(|picked| name.starts_with(&picked.clause.address.to_string()));
            let path = path.and_then(|picked| picked.deviation.as_ref());
            let place = path.map_or("clauses", |deviation| deviation.path.as_str());
            Diagnostic::error(FILL, format!("these words are no template: {why}"))
                .at(plan.facts.at(place), "in this deviation")
                .help("write facts as {{ breach.notice }}; see clauses/README.md")
        };
        faults.into_iter().map(diagnostic).collect()
    })
}

struct Room<'r> {
    plan: &'r Plan<'r>,
    view: &'r View,
    own: &'r Templates,
}

impl Room<'_> {
    fn draft(&self, chosen: &Chosen<'_>) -> Outcome<Draft> {
        let mut blocks = Vec::new();
        let mut found = Vec::new();
        for picked in &chosen.clauses {
            match self.section(picked) {
                Ok(section) => blocks.push(Block::Section(section)),
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

    fn section(&self, picked: &Picked) -> Outcome<Section> {
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
            origin: Some(Origin { address: format!("{own}{}", clause.address).into() }),
            language: None,
            blocks,
        })
    }

    /// The filled text of a clause as blocks.
    fn blocks(&self, picked: &Picked, key: &str) -> Outcome<Vec<Block>> {
        let text = self.fill(picked, "")?;
        let mut blocks = markdown::clause(&text, key, &self.view.printed).map_err(|problems| {
            problems.iter().map(|one| self.problem(picked, &text, one)).collect::<Vec<_>>()
        })?;
        if picked.clause.kind != ClauseKind::Section && picked.clause.kind != ClauseKind::Annex {
            unnumber(&mut blocks);
        }
        sign::place(self.plan, &mut blocks);
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

    fn fill(&self, picked: &Picked, part: &str) -> Outcome<String> {
        let name = format!("{}{part}", picked.clause.address);
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
        let text = self.fill(picked, part)?;
        let blocks = markdown::clause(text.trim(), "", &self.view.printed).map_err(|problems| {
            problems.iter().map(|one| self.problem(picked, &text, one)).collect::<Vec<_>>()
        })?;
        Ok(first_paragraph(blocks))
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
        let picked = picked.into_iter().find(|picked| picked.clause.address.to_string() == from);
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

    fn meta(&self, chosen: &Chosen<'_>) -> Outcome<Meta> {
        let deal = &self.plan.deal;
        let agreement = &deal.agreement;
        let text = |part: &str| {
            let name = format!("{}#{part}", chosen.book.name);
            let filled = self.plan.library.templates().fill(&name, &self.view.facts);
            let filled = filled.map_err(|why| vec![Diagnostic::error(FILL, format!("`{name}`: {why}"))])?;
            let blocks = markdown::blocks(filled.trim(), &self.view.printed).unwrap_or_default();
            Ok::<_, Vec<Diagnostic>>(crate::document::plain(&blocks.into_iter().fold(
                Vec::new(),
                |mut all, block| {
                    if let Block::Paragraph(inlines) = block {
                        all.extend(inlines);
                    }
                    all
                },
            )))
        };
        let date = agreement.date.value().map(|date| date.0);
        Ok(Meta {
            slug: chosen.book.name.as_str().into(),
            title: text("title")?.into(),
            subtitle: None,
            called: text("called")?.into(),
            language: serde_json::to_value(agreement.language)
                .ok()
                .and_then(|language| Some(language.as_str()?.into()))
                .unwrap_or_else(|| "en-GB".into()),
            reference: agreement.reference.as_str().into(),
            version: self.version().into(),
            date: date.map(|date| date.to_string().into()),
            parties: self.parties(chosen),
            key_terms: self.key_terms(chosen)?,
            cover: chosen.book.cover.is_some(),
            watermark: watermark(agreement.state, agreement.historic),
            notice: None,
        })
    }

    fn version(&self) -> String {
        let agreement = &self.plan.deal.agreement;
        let labels = &self.plan.library.labels;
        let date = agreement.date.value().map(|date| labels.date(date.0));
        match (&agreement.version, date) {
            (Some(version), Some(date)) => {
                labels.phrases.version_of.replace("{version}", version).replace("{date}", &date)
            }
            (None, Some(date)) => labels.phrases.dated.replace("{date}", &date),
            (Some(version), None) => version.clone(),
            (None, None) => String::new(),
        }
    }

    fn parties(&self, chosen: &Chosen<'_>) -> Vec<CoverParty> {
        if chosen.book.cover.is_none() {
            return Vec::new();
        }
        let words = &self.plan.library.labels;
        let parties = self.plan.deal.parties.iter();
        parties
            .map(|(id, party)| {
                let role = serde_json::to_value(party.role).unwrap_or_default();
                let role = words.word("role", role.as_str().unwrap_or_default());
                let name = match &party.name {
                    Given::Value(_) => self.view.inlines_at(&format!("parties.{id}.name")),
                    _ => party.short_name.as_deref().map_or_else(
                        || self.view.inlines_at(&format!("parties.{id}.name")),
                        |_| self.view.inlines_at(&format!("parties.{id}.short_name")),
                    ),
                };
                CoverParty { name, role: vec![Inline::Text(capitalised(&role).into())] }
            })
            .collect()
    }

    /// The table of the cover's clause.
    fn key_terms(&self, chosen: &Chosen<'_>) -> Outcome<Vec<KeyTerm>> {
        let Some(clause) = chosen.book.cover.as_deref().and_then(|slug| chosen.book.current(slug)) else {
            return Ok(Vec::new());
        };
        let picked = Picked { clause: clause.clone(), deviation: None };
        let blocks = self.blocks(&picked, &clause.address.key())?;
        let mut terms = Vec::new();
        gather_rows(blocks, &mut terms);
        Ok(terms)
    }
}

/// The first run of text, wherever it stands.
fn first_paragraph(blocks: Vec<Block>) -> Vec<Inline> {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => return inlines,
            Block::Section(section) => {
                let inner = first_paragraph(section.blocks);
                if !inner.is_empty() {
                    return inner;
                }
            }
            _ => {}
        }
    }
    Vec::new()
}

fn gather_rows(blocks: Vec<Block>, terms: &mut Vec<KeyTerm>) {
    for block in blocks {
        match block {
            Block::Table(table) => terms.extend(table.rows.into_iter().filter_map(|row| {
                let mut cells = row.into_iter();
                let (label, value) = (cells.next()?, cells.next()?);
                let value: Vec<Vec<Inline>> = value
                    .split(|inline| *inline == Inline::Break)
                    .map(<[Inline]>::to_vec)
                    .filter(|line| !crate::document::plain(line).trim().is_empty())
                    .collect();
                (!value.is_empty()).then_some(KeyTerm { label, value })
            })),
            Block::Section(section) => gather_rows(section.blocks, terms),
            _ => {}
        }
    }
}

/// Parts and signature pages have paragraphs without numbers.
fn unnumber(blocks: &mut Vec<Block>) {
    let old = std::mem::take(blocks);
    for block in old {
        match block {
            Block::Section(Section { kind: Kind::Clause, title, blocks: inner, .. }) => {
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
                unnumber(&mut section.blocks);
                blocks.push(Block::Section(section));
            }
            other => blocks.push(other),
        }
    }
}

fn watermark(state: State, historic: bool) -> Option<Watermark> {
    match (state, historic) {
        (State::Draft, _) => Some(Watermark::Draft),
        (State::Final, true) => Some(Watermark::Historical),
        (State::Final, false) => None,
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
