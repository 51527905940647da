//! What stands on the cover and in the metadata of an instrument.

use std::sync::Arc;

use super::{FILL, Room, first_paragraph};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::markdown;
use crate::document::{Block, CoverParty, Inline, KeyTerm, Meta, Watermark, capitalised, plain};
use crate::pack::terms::State;
use crate::plan::{Chosen, Picked};

impl Room<'_> {
    /// Title, parties, dates and key terms of an instrument.
    pub(super) fn meta(&self, chosen: &Chosen<'_>) -> Outcome<Meta> {
        let deal = &self.plan.deal;
        let agreement = &deal.agreement;
        let text = |part: &str| {
            let name = format!("{}#{part}", chosen.book.name);
            if let Some(blocks) = self.of_library(&name, "") {
                return Ok(plain(&first_paragraph(blocks)));
            }
            let filled = self.plan.library.templates().fill(&name, &self.view.facts);
            let filled = filled.map_err(|why| vec![Diagnostic::error(FILL, format!("`{name}`: {why}"))])?;
            let blocks = markdown::clause(filled.trim(), "", &self.view.printed).unwrap_or_default();
            Ok::<_, Vec<Diagnostic>>(plain(&first_paragraph(blocks)))
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
            version: self.version(chosen).into(),
            date: date.map(|date| date.to_string().into()),
            parties: self.parties(chosen),
            key_terms: self.key_terms(chosen)?,
            cover: chosen.book.cover.is_some(),
            watermark: watermark(agreement.state, agreement.historic),
            notice: match chosen.book.binds() {
                true => None,
                false => Some(text("notice")?.into()),
            },
        })
    }

    /// What stands at the foot of each page: version and date; in a guide, first that it is one.
    fn version(&self, chosen: &Chosen<'_>) -> String {
        let version = self.version_line();
        match &chosen.book.guide {
            Some(guide) => format!("{} {version}", guide.mark).trim_end().to_owned(),
            None => version,
        }
    }

    fn version_line(&self) -> String {
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
                let name = self.party_name(id, party);
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

/// The rows of a table as key terms.
fn gather_rows(blocks: Vec<Block>, terms: &mut Vec<KeyTerm>) {
    for block in blocks {
        match block {
            Block::Table(table) => terms.extend(table.rows.into_iter().filter_map(|row| {
                let mut cells = row.into_iter();
                let (label, value) = (cells.next()?, cells.next()?);
                let label = label.lines.into_iter().next()?.text;
                (!value.plain().trim().is_empty()).then_some(KeyTerm { label, value })
            })),
            Block::Section(section) => gather_rows(Arc::unwrap_or_clone(section).blocks, terms),
            _ => {}
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
