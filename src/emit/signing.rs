//! What is to be signed: the fields of signature blocks, by names that are the same in every file.

use std::collections::BTreeSet;

use crate::document::FieldKind;

/// Gives each field a name that is unique in a pack and does not depend on the format: "dpa_acme_date".
///
/// Names are given in the order of the text. Where a party signs an instrument in several places, the
/// second begins with "dpa_acme_2".
#[derive(Debug, Clone, Default)]
pub struct FieldNames {
    given: BTreeSet<String>,
}

impl FieldNames {
    /// The name of the next field of a signatory in an instrument.
    pub fn next(&mut self, instrument: &str, signatory: &str, kind: FieldKind) -> String {
        let word = match kind {
            FieldKind::Signature => "signature",
            FieldKind::Name => "name",
            FieldKind::Title => "title",
            FieldKind::Place => "place",
            FieldKind::Date => "date",
        };
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
    use super::FieldNames;
    use crate::document::FieldKind;

    #[test]
    fn a_party_that_signs_twice_has_two_sets_of_names() {
        let mut names = FieldNames::default();
        let first = names.next("scc-2010", "imou", FieldKind::Date);
        let second = names.next("scc-2010", "imou", FieldKind::Date);
        assert_eq!((first.as_str(), second.as_str()), ("scc-2010_imou_date", "scc-2010_imou_2_date"));
        assert_eq!(names.next("dpa", "a.b", FieldKind::Name), "dpa_a_b_name");
    }
}
