//! `packet.json`: what a service that sends documents for signature, or a person who does, has to know
//! beside the PDF files: who signs what, in which order, and the names of the fields.

use serde::Serialize;

use super::{Choice, OutputFile};
use crate::document::{Document, Text, plain, walk};
use crate::emit::signing::{Service, SignField, Signing, fields, word};
use crate::pack::terms::Dialect;
use crate::plan::Plan;

/// Its file name.
pub const FILE_NAME: &str = "packet.json";
/// Version of its shape.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Packet<'a> {
    dpakit: &'static str,
    schema_version: u32,
    reference: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    draft: bool,
    service: &'static str,
    documents: Vec<Part<'a>>,
    signatories: Vec<Signer<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    slug: &'a str,
    title: &'a str,
    file: &'a str,
}

#[derive(Serialize)]
struct Signer<'a> {
    order: usize,
    id: &'a str,
    party: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    document: &'a str,
    name: &'a str,
    kind: &'static str,
    /// What the facts say already; such a field has no anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<String>,
}

/// Who signs in which order, and by which service: the one asked for, else that of the pack.
pub fn signing(plan: &Plan<'_>, choice: &Choice) -> Signing {
    let deal = &plan.deal;
    let stated: Vec<Text> = deal.signing.order.iter().map(|party| party.0.as_str().into()).collect();
    let rest = deal.parties.keys().map(|id| Text::from(id.as_str()));
    let rest: Vec<Text> = rest.filter(|id| !stated.contains(id)).collect();
    Signing { service: service(dialect(plan, choice)), order: [stated, rest].concat() }
}

fn dialect(plan: &Plan<'_>, choice: &Choice) -> Dialect {
    choice.esign.unwrap_or(plan.deal.signing.dialect)
}

fn service(dialect: Dialect) -> Option<Service> {
    match dialect {
        Dialect::None => None,
        Dialect::Docusign => Some(Service::Docusign),
        Dialect::Adobe => Some(Service::Adobe),
        Dialect::Dropbox => Some(Service::Dropbox),
    }
}

/// The packet of some files; none where no PDF has a field.
pub fn packet(
    plan: &Plan<'_>,
    documents: &[Document],
    files: &[OutputFile],
    choice: &Choice,
) -> Option<OutputFile> {
    let fields = fields(documents);
    let reference = plan.deal.agreement.reference.as_str();
    let file = |slug: &str| {
        let stem = if choice.combined { reference } else { slug };
        files.iter().map(|file| file.name.as_str()).find(|name| *name == format!("{stem}.pdf"))
    };
    let parts: Option<Vec<Part<'_>>> = documents
        .iter()
        .map(|one| {
            let meta = one.meta();
            Some(Part { slug: &meta.slug, title: &meta.title, file: file(&meta.slug)? })
        })
        .collect();
    let signing = signing(plan, choice);
    let packet = Packet {
        dpakit: env!("CARGO_PKG_VERSION"),
        schema_version: SCHEMA_VERSION,
        reference,
        draft: choice.draft,
        service: dialect(plan, choice).name(),
        documents: parts.filter(|_| !fields.is_empty())?,
        signatories: signers(plan, documents, &signing, &fields),
    };
    let text = serde_json::to_string_pretty(&packet).unwrap_or_default();
    Some(OutputFile { name: FILE_NAME.to_owned(), bytes: format!("{text}\n").into_bytes() })
}

/// Those who have fields, in the order in which they sign.
fn signers<'a>(
    plan: &'a Plan<'_>,
    documents: &[Document],
    signing: &'a Signing,
    fields: &'a [SignField],
) -> Vec<Signer<'a>> {
    let anchor = |field: &SignField| {
        let service = signing.service.filter(|_| field.value.is_none())?;
        Some(service.anchor(signing.number(&field.signatory), field))
    };
    let mut out = Vec::new();
    for id in &signing.order {
        let own: Vec<Field<'_>> = fields
            .iter()
            .filter(|field| field.signatory == *id)
            .map(|field| Field {
                document: &field.document,
                name: &field.name,
                kind: word(field.kind),
                value: field.value.as_deref(),
                anchor: anchor(field),
            })
            .collect();
        if own.is_empty() {
            continue;
        }
        let person = plan.deal.parties.get(&**id).and_then(|party| party.signatory.as_ref());
        out.push(Signer {
            order: signing.number(id),
            id,
            party: party(documents, id),
            name: person.and_then(|one| one.name.as_deref()),
            title: person.and_then(|one| one.title.as_deref()),
            email: person.and_then(|one| Some(one.email.as_ref()?.0.as_str())),
            fields: own,
        });
    }
    out
}

/// The party as its signature block names it.
fn party(documents: &[Document], id: &str) -> String {
    let mut found = String::new();
    for document in documents {
        walk::signatories(document.blocks(), &mut |one| {
            if *one.id == *id && found.is_empty() {
                found = plain(&one.party);
            }
        });
    }
    found
}
