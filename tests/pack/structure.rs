//! What a machine reads in the PDF, element by element, is what stands in the Markdown. Read with
//! poppler and qpdf, not with our own code.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use dpakit::document::Document;
use unicode_normalization::UnicodeNormalization;

use crate::facts::cannot_print;
use crate::texts::{documents, file, markdown_text, skip, written};

/// The words of the structure tree; none where the tools are not installed. Contents and bullets are
/// left out; a field says its value.
fn words_of_tree(pdf: &Path) -> Option<Vec<String>> {
    let values = field_values(pdf)?;
    let output = Command::new("pdfinfo").arg("-struct-text").arg(pdf).output().ok()?;
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let tree = String::from_utf8(output.stdout).expect("UTF-8");
    let mut text = String::new();
    // The elements around the present line, with their indentation.
    let mut open: Vec<(usize, String)> = Vec::new();
    for line in tree.lines() {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        open.retain(|(outer, _)| *outer < indent);
        let inside = |name: &str| open.iter().any(|(_, element)| element == name);
        if inside("TOC") || line.starts_with('/') {
            continue;
        }
        if let Some(words) = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')) {
            // A bullet is a mark in Markdown, but in a cell it is a word.
            let mark = inside("Lbl") && matches!(words.trim(), "•" | "–") && !inside("TD");
            if !mark {
                text.push_str(words);
            }
        } else if let Some(object) = line.strip_prefix("Object ") {
            if inside("Form") {
                let value = values.get(object.trim()).unwrap_or_else(|| panic!("a field {object}"));
                text.push_str(value);
            }
        } else {
            let name = line.split([' ', ':']).next().unwrap_or_default();
            if !matches!(name, "Link" | "Reference" | "Span") {
                text.push(' ');
            }
            open.push((indent, name.to_owned()));
        }
    }
    Some(words(&text))
}

/// What each text field says, by the number and generation of its object.
fn field_values(pdf: &Path) -> Option<BTreeMap<String, String>> {
    let output = Command::new("qpdf").args(["--json=2", "--json-key=acroform"]).arg(pdf).output().ok()?;
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let fields = json["acroform"]["fields"].as_array().cloned().unwrap_or_default();
    let field = |field: &serde_json::Value| {
        let object = field["object"].as_str().expect("a reference");
        // "u:" says that the string is text.
        let value = field["value"].as_str().unwrap_or_default();
        let value = value.strip_prefix("u:").unwrap_or(value);
        (object.trim_end_matches(" R").to_owned(), value.to_owned())
    };
    Some(fields.iter().map(field).collect())
}

fn words(text: &str) -> Vec<String> {
    // Poppler prints writing that runs from right to left in the order in which it is seen, and the
    // brackets around it with it.
    let backwards = text.contains(is_hebrew);
    let left_out = |c: char| c == '\u{ad}' || backwards && (is_hebrew(c) || matches!(c, '(' | ')'));
    let text: String = text.nfc().filter(|c| !left_out(*c)).collect();
    let blank = |word: &&str| word.chars().all(|c| c == '_');
    text.split_whitespace().filter(|word| !blank(word)).map(str::to_owned).collect()
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{5ff}')
}

/// Holds the structure tree of each PDF against the Markdown.
pub fn compare(name: &str, documents: &[Document]) {
    if cannot_print(documents) {
        return skip(&format!("the PDF of {name} needs a font that is not installed"));
    }
    for document in documents {
        let one = std::slice::from_ref(document);
        let mut pdf = tempfile::NamedTempFile::new().expect("a file");
        std::io::Write::write_all(&mut pdf, &written(document, "pdf")).expect("written");
        let Some(found) = words_of_tree(pdf.path()) else {
            return skip("pdfinfo and qpdf are not installed");
        };
        let expected = words(&markdown_text(one));
        assert!(expected.len() > 100);
        let at = found.iter().zip(&expected).position(|(found, expected)| found != expected);
        let at = at.unwrap_or(found.len().min(expected.len()));
        let from = at.saturating_sub(8);
        let around = |words: &[String]| words[from..words.len().min(at + 8)].join(" ");
        assert_eq!(
            (around(&found), found.len()),
            (around(&expected), expected.len()),
            "{name}/{}: the first difference is word {at}",
            document.meta().slug
        );
    }
}

#[test]
fn the_tree_of_complete_says_what_the_markdown_says() {
    compare("complete", &documents(&file("examples/complete.toml")));
}

#[test]
fn the_tree_of_imou_says_what_the_markdown_says() {
    compare("imou", &documents(&file("examples/imou.toml")));
}

#[test]
fn the_tree_of_aftership_says_what_the_markdown_says() {
    compare("aftership", &documents(&file("examples/aftership.toml")));
}

#[test]
fn the_tree_of_names_in_many_scripts_says_what_the_markdown_says() {
    compare("names", &documents(&file("tests/packs/names.toml")));
}
