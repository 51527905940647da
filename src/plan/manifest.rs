//! A plan written down: what went in, what was chosen and why, what came out.
//!
//! Beside every pack lies a `manifest.json` made here. It says enough to rebuild the pack and to
//! compare it later, and nothing about the machine it was made on: no absolute path, no clock.

use serde::Serialize;
use serde_json::Value as Json;

use super::{Decision, DeviationKind, LeftOut, Picked, Plan, Reason};
use crate::diagnostic::Code;
use crate::document::{Document, Layer};
use crate::emit::Font;
use crate::library::Clause;
use crate::library::clause::sha256;
use crate::source::Source;

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

#[derive(Serialize)]
struct Manifest<'a> {
    dpakit: &'static str,
    schema_version: u32,
    reference: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    draft: bool,
    input: File,
    layers: Vec<LayerFile>,
    library: Hash<'a>,
    instruments: Vec<Instrument<'a>>,
    measures: Vec<ClauseLine<'a>>,
    transfers: Vec<&'a Json>,
    decisions: &'a [Decision],
    allowances: Vec<Allowance>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fonts: Vec<Font>,
    outputs: Vec<Output>,
}

#[derive(Serialize)]
struct File {
    name: String,
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

#[derive(Serialize)]
struct Instrument<'a> {
    slug: &'a str,
    title: &'a str,
    clauses: Vec<ClauseLine<'a>>,
    left_out: Vec<LeftOutLine<'a>>,
}

#[derive(Serialize)]
struct ClauseLine<'a> {
    address: String,
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
    reason: &'a str,
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
    let manifest = Manifest {
        dpakit: env!("CARGO_PKG_VERSION"),
        schema_version: SCHEMA_VERSION,
        reference: &plan.deal.agreement.reference,
        draft: finished.draft,
        input: file(plan.facts.source()),
        layers: plan
            .facts
            .layers()
            .into_iter()
            .map(|(layer, source)| LayerFile { layer, file: file(source) })
            .collect(),
        library: Hash { sha256: &plan.library.hash },
        instruments: instruments(plan, finished.documents),
        measures: plan.measures.iter().map(|measure| line(measure, None)).collect(),
        transfers: plan.json().get("transfers").and_then(Json::as_array).into_iter().flatten().collect(),
        decisions: &plan.decisions,
        allowances: finished.allowances,
        fonts: finished.fonts,
        outputs: finished.outputs,
    };
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    format!("{text}\n")
}

fn file(source: &Source) -> File {
    let name = source.path.file_name().unwrap_or(source.path.as_os_str());
    File { name: name.to_string_lossy().into_owned(), sha256: sha256(source.text.as_bytes()) }
}

fn instruments<'a>(plan: &'a Plan<'_>, documents: &'a [Document]) -> Vec<Instrument<'a>> {
    let title = |slug: &str| {
        let document = documents.iter().find(|document| &*document.meta().slug == slug);
        document.map_or("", |document| &document.meta().title)
    };
    plan.books
        .iter()
        .map(|chosen| Instrument {
            slug: &chosen.book.name,
            title: title(&chosen.book.name),
            clauses: chosen.clauses.iter().map(clause).collect(),
            left_out: chosen.left_out.iter().map(|one| left_out(plan, one)).collect(),
        })
        .collect()
}

fn clause(picked: &Picked) -> ClauseLine<'_> {
    let deviation = picked.deviation.as_ref();
    line(&picked.clause, deviation.map(|one| DeviationLine { kind: one.kind, reason: &one.reason }))
}

fn line<'a>(clause: &'a Clause, deviation: Option<DeviationLine<'a>>) -> ClauseLine<'a> {
    let when = clause.when.text();
    ClauseLine { address: clause.address.to_string(), sha256: &clause.hash, when, deviation }
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
