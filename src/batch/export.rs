//! `batch.csv`: a line for each pack that stands, for programs that keep contracts.

use std::io::{self, BufWriter};

use serde_json::Value as Json;

use super::Shard;
use super::journal::{Entry, Standing};
use super::outputs::Outputs;
use crate::diagnostic::Outcome;
use crate::pipeline::{Prepared, write};
use crate::plan::manifest::contract::{Contract, Party};

/// The columns.
pub const COLUMNS: [&str; 25] = [
    "key",
    "folder",
    "reference",
    "title",
    "version",
    "date",
    "effective",
    "language",
    "customer",
    "customer_country",
    "provider",
    "provider_country",
    "main_agreement",
    "main_agreement_date",
    "law",
    "breach_notice",
    "subprocessor_authorisation",
    "subprocessor_notice",
    "subprocessor_objection",
    "subprocessors",
    "transfers",
    "instruments",
    "draft",
    "manifest",
    "state",
];

/// Its file name; each part of a table has its own.
pub fn file_name(shard: Option<Shard>) -> String {
    shard.map_or_else(|| "batch.csv".to_owned(), |shard| format!("batch-{shard}.csv"))
}

/// Finds out whether the file may be replaced: whether dpakit wrote it.
///
/// # Errors
/// Something else in its place, unless `force`; the store does not answer.
pub fn examine(outputs: &impl Outputs, name: &str, force: bool) -> Outcome<()> {
    let head = outputs.first_line(name).map_err(|error| super::failed(outputs, &error))?;
    match head {
        Some(head) if !force && !is_ours(head.trim_end()) => {
            Err(vec![write::in_the_way(&outputs.shown(name), false)])
        }
        _ => Ok(()),
    }
}

/// Whether a file has this header, or that of a time when all packs in it were current.
fn is_ours(head: &str) -> bool {
    let [before @ .., _] = &COLUMNS;
    head == COLUMNS.join(",") || head == before.join(",")
}

/// Writes the lines of packs, with what each of them stands as; one that an earlier run wrote, while it is there.
///
/// # Errors
/// Those of the disk or the store.
pub fn write(
    outputs: &impl Outputs,
    name: &str,
    packs: impl Iterator<Item = io::Result<(Standing, Entry)>>,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(BufWriter::new(outputs.draft()?));
    table.write_record(COLUMNS)?;
    for pack in packs {
        let (standing, entry) = pack?;
        if standing == Standing::Current || entry.objects().any(|(path, _)| outputs.has(&path)) {
            table.write_record(entry.line.iter().map(String::as_str).chain([standing.name()]))?;
        }
    }
    let file = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    outputs.publish(name, file.into_inner().map_err(io::IntoInnerError::into_error)?)
}

/// The line of a pack, but for what it stands as.
pub fn line(key: &str, folder: &str, prepared: &Prepared<'_>, draft: bool) -> Vec<String> {
    let plan = &prepared.plan;
    let contract = Contract::of(plan);
    let within = |value: &Json, name: &str| said(value.get(name).unwrap_or(&Json::Null));
    let of = |side: &str, what: fn(&Party<'_>) -> String| contract.side(side).map(what).unwrap_or_default();
    let name = |party: &Party<'_>| said(party.name);
    let country = |party: &Party<'_>| said(party.country);
    let main = contract.main_agreement;
    let main_reference = Some(within(main, "reference")).filter(|text| !text.is_empty());
    let instruments: Vec<&str> = prepared.documents.iter().map(|one| &*one.meta().slug).collect();
    let transfers = plan.json().get("transfers").and_then(Json::as_array);
    let mechanisms = transfers.into_iter().flatten().map(|one| within(one, "mechanism"));
    let line = [
        key.to_owned(),
        folder.to_owned(),
        plan.deal.agreement.reference.clone(),
        said(contract.title),
        said(contract.version),
        said(contract.date),
        said(contract.effective),
        said(contract.language),
        of("customer", name),
        of("customer", country),
        of("provider", name),
        of("provider", country),
        main_reference.unwrap_or_else(|| within(main, "title")),
        within(main, "date"),
        said(contract.law),
        said(contract.breach_notice),
        within(contract.subprocessing, "authorisation"),
        within(contract.subprocessing, "notice"),
        within(contract.subprocessing, "objection"),
        contract.subprocessors.to_string(),
        mechanisms.collect::<Vec<_>>().join(" "),
        instruments.join(" "),
        if draft { "draft" } else { "" }.to_owned(),
        format!("{folder}/{}", crate::plan::manifest::FILE_NAME),
    ];
    line.to_vec()
}

/// A single value as the pack states it; what is given by reference or left open by its words.
fn said(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(answer) => answer.to_string(),
        Json::Object(entries) => {
            let words = ["by_reference", "left_open", "name"].into_iter().find_map(|key| entries.get(key));
            words.map(said).unwrap_or_default()
        }
        Json::Null | Json::Array(_) => String::new(),
    }
}
