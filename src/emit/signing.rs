//! What is to be signed: the fields of signature blocks by names that are the same in every file, and
//! the marks by which services that send documents for signature find them.

use std::collections::BTreeSet;

use crate::document::{Document, FieldKind, Signatory, Text, plain, walk};

/// Who signs in which order, and by which service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signing {
    /// The service whose anchors are placed.
    pub service: Option<Service>,
    /// Ids of the signatories, in the order in which they sign; others follow.
    pub order: Vec<Text>,
}

impl Signing {
    /// The place of a signatory in the order, from 1.
    pub fn number(&self, signatory: &str) -> usize {
        let known = self.order.iter().position(|id| &**id == signatory);
        known.unwrap_or(self.order.len()) + 1
    }
}

/// A service that sends documents for signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// DocuSign: any words can be an anchor; the envelope says what stands at them.
    Docusign,
    /// Adobe Acrobat Sign: text tags.
    Adobe,
    /// Dropbox Sign: text tags.
    Dropbox,
}

impl Service {
    /// The words that mark the place of a field for the service, checked on 22 November 2026 against
    /// the services' guides to anchors and text tags.
    ///
    /// `signer` is the signatory's place in the order, from 1.
    pub fn anchor(self, signer: usize, field: &SignField) -> String {
        let kind = field.kind;
        match self {
            Service::Docusign => {
                let letter = match kind {
                    FieldKind::Signature => 's',
                    FieldKind::Name => 'n',
                    FieldKind::Title => 't',
                    FieldKind::Place => 'p',
                    FieldKind::Date => 'd',
                };
                format!("\\{letter}{signer}\\")
            }
            Service::Adobe => {
                let form = match kind {
                    FieldKind::Signature => ":signature",
                    FieldKind::Name => ":fullname",
                    FieldKind::Title => ":title",
                    FieldKind::Place => "",
                    FieldKind::Date => ":date",
                };
                format!("{{{{{}_es_:signer{signer}{form}}}}}", field.name)
            }
            Service::Dropbox => {
                let form = match kind {
                    FieldKind::Signature => "sig",
                    FieldKind::Date => "date",
                    FieldKind::Name | FieldKind::Title | FieldKind::Place => "text",
                };
                let label = word(kind);
                format!("[{form}|req|signer{signer}|{label}|{}]", field.name)
            }
        }
    }
}

/// A field of a signature block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignField {
    /// Unique in the pack, the same in every file: "dpa_acme_date".
    pub name: String,
    /// Slug of the instrument.
    pub document: Text,
    /// Id of the signatory.
    pub signatory: Text,
    /// What is to be filled in.
    pub kind: FieldKind,
    /// What the facts say already.
    pub value: Option<String>,
}

/// The word of a kind in names: "signature".
pub fn word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Signature => "signature",
        FieldKind::Name => "name",
        FieldKind::Title => "title",
        FieldKind::Place => "place",
        FieldKind::Date => "date",
    }
}

/// All fields of some documents, in the order of the text.
pub fn fields(documents: &[Document]) -> Vec<SignField> {
    let mut names = FieldNames::default();
    let mut out = Vec::new();
    for document in documents {
        let slug = &document.meta().slug;
        walk::signatories(document.blocks(), &mut |one| out.extend(names.fields(slug, one)));
    }
    out
}

/// Gives each field a name that is unique in a pack and does not depend on the format.
///
/// Names are given in the order of the text. Where a party signs an instrument in several places, the
/// second names begin with "dpa_acme_2".
#[derive(Debug, Clone, Default)]
pub struct FieldNames {
    given: BTreeSet<String>,
}

impl FieldNames {
    /// The fields of a signature block in an instrument.
    pub fn fields(&mut self, instrument: &Text, one: &Signatory) -> Vec<SignField> {
        one.fields
            .iter()
            .map(|field| SignField {
                name: self.next(instrument, &one.id, field.kind),
                document: instrument.clone(),
                signatory: one.id.clone(),
                kind: field.kind,
                value: field.value.as_deref().map(plain),
            })
            .collect()
    }

    fn next(&mut self, instrument: &str, signatory: &str, kind: FieldKind) -> String {
        let word = word(kind);
        // A full stop in a name makes a hierarchy of fields (ISO 32000-1, 12.7.3.2).
        let who: String = format!("{instrument}_{signatory}")
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .collect();
        let mut name = format!("{who}_{word}");
        let mut count = 1;
        while !self.given.insert(name.clone()) {
            count += 1;
            name = format!("{who}_{count}_{word}");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldNames, Service, SignField};
    use crate::document::FieldKind;

    #[test]
    fn a_party_that_signs_twice_has_two_sets_of_names() {
        let mut names = FieldNames::default();
        let first = names.next("scc-2010", "imou", FieldKind::Date);
        let second = names.next("scc-2010", "imou", FieldKind::Date);
        assert_eq!((first.as_str(), second.as_str()), ("scc-2010_imou_date", "scc-2010_imou_2_date"));
        assert_eq!(names.next("dpa", "a.b", FieldKind::Name), "dpa_a_b_name");
    }

    #[test]
    fn each_service_has_its_own_anchors() {
        let field = SignField {
            name: "dpa_acme_signature".into(),
            document: "dpa".into(),
            signatory: "acme".into(),
            kind: FieldKind::Signature,
            value: None,
        };
        assert_eq!(Service::Docusign.anchor(2, &field), "\\s2\\");
        assert_eq!(Service::Adobe.anchor(2, &field), "{{dpa_acme_signature_es_:signer2:signature}}");
        assert_eq!(Service::Dropbox.anchor(2, &field), "[sig|req|signer2|signature|dpa_acme_signature]");
    }
}
