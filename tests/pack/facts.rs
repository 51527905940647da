//! Every fact of the two published agreements is found in every format, and the same clause carries
//! the same number in all of them.

use dpakit::document::{Document, Kind, plain, walk};

use crate::texts::{documents, file, html_text, markdown_text, one_space, pdf_text, skip};

fn every_fact_is_found(pack: &str, facts: &str) {
    let documents = documents(&file(pack));
    let facts = file(facts);
    let facts: Vec<&str> = facts.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(facts.len() > 100, "the list of facts is complete");
    let missing = |text: &str| {
        let text = text.to_lowercase();
        facts.iter().filter(|fact| !text.contains(&fact.to_lowercase())).collect::<Vec<_>>()
    };
    assert_eq!(missing(&markdown_text(&documents)), Vec::<&&str>::new(), "in the Markdown");
    assert_eq!(missing(&html_text(&documents)), Vec::<&&str>::new(), "in the HTML");
    if cannot_print(&documents) {
        return skip("the PDF needs a Chinese font (fonts-noto-cjk), which is not installed");
    }
    match pdf_text(&documents) {
        // A line may end anywhere in a long name or address: white space is no difference.
        Some(text) => {
            let closed = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
            let text = closed(&text);
            let missing: Vec<_> = facts.iter().filter(|fact| !text.contains(&closed(fact))).collect();
            assert_eq!(missing, Vec::<&&str>::new(), "in the PDF");
        }
        None => skip("pdftotext is not installed (poppler-utils)"),
    }
}

/// Whether a character of the documents has no font on this machine.
pub fn cannot_print(documents: &[Document]) -> bool {
    dpakit::emit::pdf::layout_text(documents, &dpakit::emit::Look::default()).is_err()
}

#[test]
fn imou_states_everything_the_published_agreement_states() {
    every_fact_is_found("examples/imou.toml", "tests/pack/facts/imou.txt");
}

#[test]
fn aftership_states_everything_the_published_agreement_states() {
    every_fact_is_found("examples/aftership.toml", "tests/pack/facts/aftership.txt");
}

/// Number and run-in heading or title of each numbered place.
fn numbered(document: &Document) -> Vec<(String, String)> {
    let mut out = Vec::new();
    walk::sections(document.blocks(), &mut |section, _| {
        if !section.number.is_empty() && section.kind != Kind::Part {
            let title = one_space(&plain(&section.title));
            if !title.is_empty() {
                out.push((section.number.label.to_string(), title));
            }
        }
    });
    out
}

#[test]
fn a_clause_has_the_same_number_in_every_format() {
    for pack in ["examples/complete.toml", "examples/imou.toml", "examples/aftership.toml"] {
        documents(&file(pack)).iter().for_each(same_numbers);
    }
}

fn same_numbers(document: &Document) {
    let slug = &document.meta().slug;
    let places = numbered(document);
    assert!(!places.is_empty(), "{slug} has numbered clauses");
    let one = std::slice::from_ref(document);
    let (markdown, html) = (markdown_text(one), html_text(one));
    let pdf = if cannot_print(one) { None } else { pdf_text(one) };
    for (number, title) in &places {
        let both = format!("{number} {title}");
        assert!(markdown.contains(&both), "{both} in the Markdown of {slug}");
        assert!(html.contains(&both), "{both} in the HTML of {slug}");
        if let Some(pdf) = &pdf {
            assert!(pdf.contains(&both), "{both} in the PDF of {slug}");
        }
    }
    if pdf.is_none() {
        skip("pdftotext (poppler-utils) or a Chinese font (fonts-noto-cjk) is not installed");
    }
}

/// Facts that steer, and those printed in another way: date, version and reference at the foot and head
/// of each page, terms as the heads of their definitions.
const STEERING: [&str; 7] = [
    "schema",
    "clauses",
    "allow",
    "agreement.reference",
    "agreement.date",
    "agreement.version",
    "signing.dialect",
];

/// The paths of a pack's texts and numbers that no document prints.
pub fn unprinted(pack: &str) -> Vec<String> {
    use dpakit::load::schema::{visit, words};
    use dpakit::pack::open::shape;
    use std::collections::BTreeSet;

    let documents = documents(pack);
    let mut printed: BTreeSet<String> = BTreeSet::new();
    for document in &documents {
        printed.extend(walk::facts(document).iter().map(|fact| fact.path.to_string()));
    }
    let source = dpakit::source::Source { path: "pack.toml".into(), text: pack.to_owned() };
    let facts = dpakit::pack::Facts::read(&std::sync::Arc::new(source), None).expect("a pack");
    let json = serde_json::to_value(&facts.pack).expect("JSON");
    let schema = shape().schema();
    let mut missing = Vec::new();
    visit(schema, schema, &json, "", &mut |path, part, value| {
        let says = value.is_string() || value.is_number();
        let steers = STEERING.iter().any(|prefix| path.starts_with(prefix))
            || part.get("x-ref").is_some()
            || words(schema, part).is_some()
            || path.ends_with("].id")
            || path.ends_with("].term")
            || path.ends_with(".land")
            || path.contains(".covers[");
        if says && !steers && !printed.contains(path) {
            missing.push(path.to_owned());
        }
    });
    missing
}

#[test]
fn every_text_and_number_of_a_pack_reaches_a_document() {
    for pack in ["examples/complete.toml", "examples/imou.toml", "examples/aftership.toml"] {
        assert_eq!(unprinted(&file(pack)), Vec::<String>::new(), "{pack}");
    }
}
