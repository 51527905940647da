//! Empty tables for partners to be filled in, made from the pack's schema.
//!
//! They have the columns that a partner usually needs: what the schema requires of a party and of the
//! items of the usual lists, and what most agreements state besides. Any other column of the pack can be
//! added by its path.

mod xlsx;

use serde_json::Value as Json;

use super::column::{Column, Step, Unfit, alternatives};
use super::head::KEY;
use super::{BAD_COLUMN, MAX_ITEMS};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::load::schema::properties;
use crate::pack::open::shape;

/// What a party usually states beside what it must.
const OF_PARTY: [&str; 11] = [
    "short_name",
    "registration",
    "address.postcode",
    "land",
    "activities",
    "data_protection_officer.name",
    "data_protection_officer.email",
    "signatory.name",
    "signatory.title",
    "signatory.email",
    "signatory.place",
];
/// What a contact usually states beside what it must.
const OF_CONTACT: [&str; 3] = ["name", "position", "phone"];
/// What a subprocessor usually states beside what it must.
const OF_SUBPROCESSOR: [&str; 11] = [
    "id",
    "address.street",
    "address.postcode",
    "address.city",
    "contact.kind",
    "contact.position",
    "contact.email",
    "task",
    "duration",
    "locations",
    "transfer.mechanism",
];
/// What the partner's agreement usually states.
const OF_AGREEMENT: [&str; 4] = ["reference", "date", "main_agreement.reference", "main_agreement.date"];
/// How many items of each list an empty table of separated values has columns for.
const ITEMS: usize = 2;

/// An empty table of separated values for partners that are a party of the pack, by its id: the header
/// line, with the columns of two items of each list.
///
/// # Errors
/// An id that cannot be one.
pub fn csv(party: &str) -> Outcome<String> {
    let form = Form::of(party)?;
    let mut names: Vec<String> = form.partner.iter().map(|field| field.name.clone()).collect();
    for (list, fields) in &form.lists {
        for item in 0..ITEMS {
            names.extend(fields.iter().skip(1).map(|field| format!("{list}[{item}].{}", field.name)));
        }
    }
    Ok(names.join(",") + "\n")
}

/// How the lists of an empty table of separated values go on.
pub fn more() -> String {
    format!(
        "each list has columns for {ITEMS} items, and a partner without one leaves its cells empty\nhelp: for a \
         further one, write the columns of the last again with the next number: `subprocessors[{ITEMS}].name`; a \
         workbook (`--template xlsx`) has a row for each item"
    )
}

/// An empty workbook for partners that are a party of the pack, by its id: a sheet for the partners and
/// one for each list, with help, dates and closed words ready to choose. The same bytes each time.
///
/// # Errors
/// An id that cannot be one.
pub fn xlsx(party: &str) -> Outcome<Vec<u8>> {
    xlsx::write(&Form::of(party)?).map_err(|error| {
        let message = format!("the workbook cannot be written: {error}");
        vec![Diagnostic::error(super::BAD_FORM, message).help("choose a shorter id of the party")]
    })
}

/// What a table asks for.
struct Form {
    /// The columns of a partner; the first has the key.
    partner: Vec<Field>,
    /// The lists by their paths, with the columns of their items; the first has the key of the partner.
    lists: Vec<(String, Vec<Field>)>,
}

/// A column to be filled in.
struct Field {
    name: String,
    /// What belongs in it.
    help: String,
    /// Whether a pack cannot be without it.
    is_required: bool,
    /// The words it may have, where they are closed.
    words: Vec<&'static str>,
    /// Whether it is a date.
    is_date: bool,
}

impl Form {
    fn of(party: &str) -> Outcome<Form> {
        let above = format!("parties.{party}");
        let schema_of = |path: &str| {
            let unfit = |unfit: Unfit| {
                let message = format!("`{party}` cannot be the id of a party: {}", unfit.message);
                vec![Diagnostic::error(BAD_COLUMN, message).help(unfit.help)]
            };
            Column::schemas(path).map_err(unfit)
        };
        let fields = |path: &str, above: &str, usual: &[&str], all: bool| -> Outcome<Vec<Field>> {
            let mut walk = Walk { usual, all, fields: Vec::new() };
            schema_of(path)?.into_iter().for_each(|schema| walk.table(schema, above, "", true));
            Ok(walk.fields)
        };
        let key = |help: &str| Field {
            name: KEY.to_owned(),
            help: help.to_owned(),
            is_required: true,
            words: Vec::new(),
            is_date: false,
        };
        let mut partner = vec![key(
            "A short name for the partner, which no other has: letters from a to z, digits, dots, hyphens and \
             underscores. It names the folder of the pack, and is the reference of the agreement where none is stated.",
        )];
        partner.extend(fields("agreement", "agreement", &OF_AGREEMENT, false)?);
        partner.extend(fields(&above, &above, &OF_PARTY, true)?);
        let contacts = format!("{above}.contacts");
        let mut lists = Vec::new();
        for (list, usual) in [(contacts.as_str(), &OF_CONTACT[..]), ("subprocessors", &OF_SUBPROCESSOR)] {
            let mut columns = vec![key("The key of the partner, as the first sheet writes it.")];
            columns.extend(fields(&format!("{list}[0]"), "", usual, true)?);
            lists.push((list.to_owned(), columns));
        }
        Ok(Form { partner, lists })
    }
}

/// A walk through the schema, gathering columns.
struct Walk<'u> {
    usual: &'u [&'u str],
    /// Whether what is required is gathered too.
    all: bool,
    fields: Vec<Field>,
}

impl Walk<'_> {
    /// Gathers the columns of a table at a path, which is below `above`.
    fn table(&mut self, schema: &'static Json, above: &str, path: &str, is_required: bool) {
        let root = shape().schema();
        let Some(keys) = properties(root, schema) else { return };
        let required = schema.get("required").and_then(Json::as_array);
        let dotted =
            |path: &str, key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        for (key, inner) in keys {
            let below = dotted(path, key);
            let is_required = is_required && required.is_some_and(|keys| keys.iter().any(|one| one == key));
            let is_usual = self.usual.contains(&below.as_str());
            let leads = self.usual.iter().any(|usual| usual.starts_with(&format!("{below}.")));
            let schemas = alternatives(root, inner);
            let kinds = super::cell::Kinds::of(&schemas);
            if kinds.is_list() {
                if is_usual {
                    self.field(&dotted(above, &below), inner, &schemas, false);
                }
            } else if kinds.is_plain() {
                if is_usual || (self.all && is_required) {
                    self.field(&dotted(above, &below), inner, &schemas, self.all && is_required);
                }
            } else if leads || (self.all && is_required) {
                // Of the alternatives to a value, the first is the value itself.
                if let Some(table) = schemas.iter().find(|schema| properties(root, schema).is_some()) {
                    self.table(table, above, &below, is_required);
                }
            }
        }
    }

    fn field(&mut self, name: &str, schema: &'static Json, schemas: &[&'static Json], is_required: bool) {
        let kinds = super::cell::Kinds::of(schemas);
        let text = |schema: &'static Json| schema.get("description").and_then(Json::as_str);
        let described = text(schema).or_else(|| schemas.iter().find_map(|schema| text(schema)));
        let examples =
            schemas.iter().find_map(|schema| schema.get("examples")?.as_array()?.first()?.as_str());
        let mut help = described.unwrap_or_default().to_owned();
        if let Some(example) = examples {
            help.push_str(&format!(" Example: {example}"));
        }
        if kinds.is_list() {
            help.push_str(&format!(" Up to {MAX_ITEMS}, with | between them."));
        }
        let country =
            schemas.iter().any(|schema| schema.get("format").is_some_and(|format| format == "country"));
        let words = match kinds.closed() {
            words if country && words.is_empty() => {
                crate::law::countries().iter().map(|country| country.code.as_str()).collect()
            }
            words => words,
        };
        let is_date = kinds.is_date();
        self.fields.push(Field { name: name.to_owned(), help, is_required, words, is_date });
    }
}

impl Column {
    /// The schemas of what stands at a path.
    fn schemas(path: &str) -> Result<Vec<&'static Json>, Unfit> {
        let steps: Vec<Step> = super::column::parse(path)?;
        super::column::follow(&steps)
    }
}

#[cfg(test)]
mod tests;
