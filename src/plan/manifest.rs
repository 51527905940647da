//! A plan written down: what went in, what was chosen and why, what came out.
//!
//! Beside every pack lies a `manifest.json` made here. It says enough to rebuild the pack and to
//! compare it later, and nothing about the machine it was made on: no absolute path, no clock.
//!
//! A copy travels inside each PDF. The other side reads that one, so it does without what concerns the
//! house alone: allowances, the reasons of negotiated deviations, names of files, and which other
//! clauses the library holds ready and when.

pub mod contract;
pub mod record;
mod rests;

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value as Json;

use contract::Contract;

use super::{Copied, Decision, DeviationKind, LeftOut, Picked, Plan, Reason};
use crate::diagnostic::Code;
use crate::document::{Document, Layer};
use crate::emit::Font;
use crate::law::datum::Datum;
use crate::library::Clause;
use crate::official::Counts;
use crate::official::full::State;
use crate::source::{Source, sha256};

/// Version of the shape of a manifest.
pub const SCHEMA_VERSION: u32 = 1;
/// Its file name.
pub const FILE_NAME: &str = "manifest.json";

/// What is known of a finished pack beyond its plan.
pub struct Finished<'a> {
    /// The instruments as written.
    pub documents: &'a [Document],
    /// Rules broken with leave.
    pub allowances: Vec<Allowance>,
    /// The files.
    pub outputs: Vec<Output>,
    /// The fonts in them that are not part of dpakit, each once, by name.
    pub fonts: Vec<Font>,
    /// Whether the pack is a draft.
    pub draft: bool,
}

/// A rule that the pack breaks with leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowance {
    /// The rule.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// The last day of the leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How many findings it silences.
    pub count: usize,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Output {
    /// File name.
    pub name: String,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Length.
    pub bytes: usize,
}

impl Output {
    /// What is noted of a file.
    pub fn of(name: &str, bytes: &[u8]) -> Output {
        Output { name: name.to_owned(), sha256: sha256(bytes), bytes: bytes.len() }
    }
}

/// Who reads a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// The house that wrote the pack.
    House,
    /// Everybody who holds a document of the pack.
    Everybody,
}

#[derive(Serialize)]
struct Manifest<'a> {
    dpakit: &'static str,
    schema_version: u32,
    reference: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    draft: bool,
    input: File,
    layers: Vec<LayerFile>,
    /// The facts carried beside the manifest, where it is carried.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<File>,
    library: Hash<'a>,
    /// What it says beside its clauses: labels, and texts that clauses share.
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<Hash<'a>>,
    /// The rows of the tables of the law that the pack rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_data: Option<Vec<&'static Datum>>,
    /// What a register of contracts asks for; who holds a document has it in the facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<Contract<'a>>,
    instruments: Vec<Instrument<'a>>,
    measures: Vec<ClauseLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    official: Vec<OfficialText<'a>>,
    transfers: Vec<&'a Json>,
    decisions: &'a [Decision],
    #[serde(skip_serializing_if = "Option::is_none")]
    allowances: Option<Vec<Allowance>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fonts: Vec<Font>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<Vec<Output>>,
}

#[derive(Clone, Serialize)]
struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    sha256: String,
}

#[derive(Serialize)]
struct LayerFile {
    layer: Layer,
    #[serde(flatten)]
    file: File,
}

#[derive(Serialize)]
struct Hash<'a> {
    sha256: &'a str,
}

/// Official clauses printed word for word: which text, and what of it.
#[derive(Serialize)]
struct OfficialText<'a> {
    instrument: &'a str,
    celex: &'a str,
    language: &'a str,
    citation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<&'a str>,
    /// SHA-256 over ids and words of all its units.
    sha256: String,
    /// SHA-256 of the files that it was imported from.
    sources: &'a [String],
    /// SHA-256 of the fingerprints, and how far they can be trusted.
    seal: &'a str,
    status: &'a str,
    compared: Counts,
    /// Places of the transfers in the list of transfers, from 1.
    transfers: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    modules: Vec<&'static str>,
    /// The units printed as published, except for their blanks.
    units: Vec<&'a str>,
    /// The units printed without the words of other modules and options, labels and instructions.
    shortened: Vec<&'a str>,
    /// The units of which only the number is printed.
    unused: Vec<&'a str>,
    /// The units with filled blanks, each with the name of its blank.
    filled: Vec<(&'a str, &'a str)>,
    notes: Vec<&'a str>,
}

#[derive(Serialize)]
struct Instrument<'a> {
    slug: &'a str,
    title: &'a str,
    /// Said only of guides, which do not bind.
    #[serde(skip_serializing_if = "Clone::clone")]
    binds: bool,
    /// SHA-256 of what says its order and its numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<&'a str>,
    clauses: Vec<ClauseLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<Vec<LeftOutLine<'a>>>,
}

#[derive(Serialize)]
struct ClauseLine<'a> {
    address: &'a str,
    sha256: &'a str,
    /// The condition that holds; clauses without one stand in every pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deviation: Option<DeviationLine<'a>>,
}

#[derive(Serialize)]
struct DeviationLine<'a> {
    kind: DeviationKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct LeftOutLine<'a> {
    address: &'a str,
    reason: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<String>,
}

/// The manifest as a JSON text that ends with a line end.
pub fn manifest(plan: &Plan<'_>, finished: Finished<'_>) -> String {
    let common = common(plan, finished.documents, finished.draft, Readers::House);
    let manifest = Manifest {
        allowances: Some(finished.allowances),
        fonts: finished.fonts,
        outputs: Some(finished.outputs),
        ..common
    };
    text(&manifest)
}

/// The manifest that a document carries, beside the facts with this name and content: without what
/// concerns the house alone, and without the hashes of files that it is itself a part of.
pub fn carried(plan: &Plan<'_>, documents: &[Document], draft: bool, facts: (&str, &[u8])) -> String {
    let (name, content) = facts;
    let facts = File { name: Some(name.to_owned()), sha256: sha256(content) };
    text(&Manifest { facts: Some(facts), ..common(plan, documents, draft, Readers::Everybody) })
}

/// About how long a manifest is.
const LENGTH: usize = 64 << 10;

fn text(manifest: &Manifest<'_>) -> String {
    let mut text = Vec::with_capacity(LENGTH);
    if serde_json::to_writer_pretty(&mut text, manifest).is_err() {
        text.clear();
    }
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

fn common<'a>(plan: &'a Plan<'_>, documents: &'a [Document], draft: bool, readers: Readers) -> Manifest<'a> {
    let input = file(plan, plan.facts.source(), readers);
    let of_layer = |source: &Arc<Source>| match Arc::ptr_eq(source, plan.facts.source()) {
        true => input.clone(),
        false => file(plan, source, readers),
    };
    Manifest {
        dpakit: env!("CARGO_PKG_VERSION"),
        schema_version: SCHEMA_VERSION,
        reference: &plan.deal.agreement.reference,
        draft,
        layers: plan
            .facts
            .layers()
            .into_iter()
            .map(|(layer, source)| LayerFile { layer, file: of_layer(source) })
            .collect(),
        input,
        facts: None,
        library: Hash { sha256: plan.library.hash() },
        shared: (readers == Readers::House).then(|| Hash { sha256: plan.library.shared_hash() }),
        reference_data: (readers == Readers::House).then(|| rests::rests_on(plan)),
        contract: (readers == Readers::House).then(|| Contract::of(plan)),
        instruments: instruments(plan, documents, readers),
        measures: plan.measures.iter().map(|measure| line(measure, None, readers)).collect(),
        official: plan.texts.iter().map(official).collect(),
        transfers: plan.json().get("transfers").and_then(Json::as_array).into_iter().flatten().collect(),
        decisions: &plan.decisions,
        allowances: None,
        fonts: Vec::new(),
        outputs: None,
    }
}

fn file(plan: &Plan<'_>, source: &Arc<Source>, readers: Readers) -> File {
    let name = source.path.file_name().unwrap_or(source.path.as_os_str()).to_string_lossy().into_owned();
    let name = (readers == Readers::House).then_some(name);
    File { name, sha256: hash(plan, source) }
}

/// The hash of a file of facts; of one that many packs rest on it is made once.
fn hash(plan: &Plan<'_>, source: &Arc<Source>) -> String {
    let make = || sha256(source.text.as_bytes());
    if Arc::ptr_eq(source, plan.facts.source()) {
        return make(); // that of the row, where there is one
    }
    let key = [b"file ".as_slice(), &(Arc::as_ptr(source) as usize).to_le_bytes()].concat();
    if let Some(kept) = plan.library.filled.get::<(Arc<Source>, String)>(&key) {
        return kept.1.clone();
    }
    let made = make();
    // Its place tells which it is as long as it is held.
    plan.library.filled.put(&key, Arc::new((source.clone(), made.clone())), source.text.len());
    made
}

fn instruments<'a>(plan: &'a Plan<'_>, documents: &'a [Document], readers: Readers) -> Vec<Instrument<'a>> {
    // A document has the name of its book, with a number where one follows another: `amendment-2`.
    let of = |book: &str| {
        let is_of = |slug: &str| {
            slug.strip_prefix(book).is_some_and(|rest| {
                rest.trim_start_matches(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).is_empty()
            })
        };
        let document = documents.iter().find(|document| is_of(&document.meta().slug));
        document.map(Document::meta)
    };
    plan.books
        .iter()
        .map(|chosen| Instrument {
            slug: of(&chosen.book.name).map_or(&chosen.book.name, |meta| &meta.slug),
            title: of(&chosen.book.name).map_or("", |meta| &meta.title),
            binds: chosen.book.binds(),
            book: (readers == Readers::House).then_some(chosen.book.hash.as_str()),
            clauses: chosen.clauses.iter().map(|one| clause(one, readers)).collect(),
            left_out: (readers == Readers::House)
                .then(|| chosen.left_out.iter().map(|one| left_out(plan, one)).collect()),
        })
        .collect()
}

fn official<'a>(copy: &'a Copied<'_>) -> OfficialText<'a> {
    let text = &copy.stored.text;
    let from = &text.provenance;
    let with = |wanted: fn(&State) -> bool| {
        let lines = copy.cut.lines.iter().filter(move |line| wanted(&line.state));
        lines.map(|line| line.id.as_str()).collect()
    };
    OfficialText {
        instrument: &text.instrument,
        celex: &text.celex,
        language: &text.language,
        citation: &copy.seal.instrument.citation,
        edition: from.instances.last().or(from.edition.as_ref()).map(String::as_str),
        sha256: text.hash(),
        sources: &from.sha256,
        seal: &copy.seal.hash,
        status: &copy.seal.instrument.status,
        compared: copy.stored.counts(),
        transfers: copy.transfers.iter().map(|at| at + 1).collect(),
        modules: copy.modules.iter().map(|module| module.name()).collect(),
        units: with(|state| *state == State::Whole),
        shortened: with(|state| *state == State::Cut),
        unused: with(|state| matches!(state, State::NotUsed(_))),
        filled: copy.cut.blanks().map(|(line, gap)| (line.id.as_str(), gap)).collect(),
        notes: copy.cut.notes.keys().map(String::as_str).collect(),
    }
}

fn clause(picked: &Picked, readers: Readers) -> ClauseLine<'_> {
    let deviation = picked.deviation.as_ref().map(|one| {
        let reason = (readers == Readers::House).then_some(one.reason.as_str());
        DeviationLine { kind: one.kind, reason }
    });
    line(&picked.clause, deviation, readers)
}

fn line<'a>(clause: &'a Clause, deviation: Option<DeviationLine<'a>>, readers: Readers) -> ClauseLine<'a> {
    let when = clause.when.text().filter(|_| readers == Readers::House);
    ClauseLine { address: clause.name(), sha256: clause.hash(), when, deviation }
}

fn left_out<'a>(plan: &Plan<'_>, left_out: &'a LeftOut) -> LeftOutLine<'a> {
    let (reason, facts) = match &left_out.reason {
        Reason::Condition { when, facts } => {
            (format!("only where {when}"), facts.iter().filter_map(|path| stated(plan, path)).collect())
        }
        Reason::Omitted(reason) => (format!("omitted by the parties: {reason}"), Vec::new()),
    };
    LeftOutLine { address: &left_out.address, reason, facts }
}

/// A fact that a condition looks at, as "path = value"; lists are not followed.
fn stated(plan: &Plan<'_>, path: &str) -> Option<String> {
    let value = plan.json().pointer(&format!("/{}", path.replace('.', "/")))?;
    match value {
        Json::String(_) | Json::Bool(_) | Json::Null => Some(format!("{path} = {value}")),
        _ => None,
    }
}
