//! Who signs what: the packet agrees with the fields of the PDF, and the service's anchors stand at
//! those that are empty. Read with qpdf and poppler.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use dpakit::emit::pdf::Pdf;
use dpakit::emit::{Embed, Look};
use dpakit::pack::Facts;
use dpakit::pack::terms::Dialect;
use dpakit::pipeline::{self, Built, Choice};
use dpakit::source::Source;
use serde_json::Value as Json;

use crate::facts::cannot_print;
use crate::texts::{documents, file, library, list, skip};

fn built(pack: &str, esign: Option<Dialect>) -> Built {
    built_from(file(pack), esign)
}

fn built_from(text: String, esign: Option<Dialect>) -> Built {
    let source = Source { path: PathBuf::from("pack.toml"), text };
    let facts = Facts::read(&Arc::new(source), None).unwrap_or_else(|found| panic!("{}", list(&found)));
    let embed = Embed::default();
    let choice = Choice {
        formats: vec![&Pdf],
        combined: false,
        draft: false,
        embed,
        esign,
        coverage: false,
        undated: None,
    };
    pipeline::build(&facts, library(), &Look::default(), &choice)
        .unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn packet(built: &Built) -> Json {
    let file = built.files.iter().find(|file| file.name == "packet.json").expect("a packet");
    serde_json::from_slice(&file.bytes).expect("JSON")
}

/// What a program says of one PDF of the pack; none where it is not installed.
fn said(built: &Built, name: &str, program: &str, arguments: &[&str]) -> Option<String> {
    let pdf = built.files.iter().find(|file| file.name == name).expect("a PDF");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(&pdf.bytes).expect("written");
    let (before, after): (Vec<&str>, Vec<&str>) =
        arguments.iter().partition(|one| one.starts_with('-') && one.len() > 1);
    let output = Command::new(program).args(before).arg(file.path()).args(after).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The fields of the packet: document, name, kind, anchor.
fn fields(packet: &Json) -> Vec<(String, String, String, Option<String>)> {
    let text = |field: &Json, key: &str| field[key].as_str().map(str::to_owned);
    let signatories = packet["signatories"].as_array().expect("signatories");
    let all = signatories.iter().flat_map(|one| one["fields"].as_array().expect("fields"));
    let words = |field: &Json| ["document", "name", "kind"].map(|key| text(field, key).expect("a word"));
    all.map(|field| {
        let [document, name, kind] = words(field);
        (document, name, kind, text(field, "anchor"))
    })
    .collect()
}

#[test]
fn the_packet_names_the_fields_of_the_pdf() {
    let built = built("examples/complete.toml", None);
    let packet = packet(&built);
    assert_eq!(packet["service"], "none");
    let parties = packet["signatories"].as_array().expect("signatories").iter();
    let parties: Vec<&str> = parties.map(|one| one["party"].as_str().expect("a party")).collect();
    let expected = [
        "Nordhang Outdoor GmbH",
        "Harborline Systems, Inc.",
        "Harborline Ireland Limited",
        "Harborline Support India Private Limited",
    ];
    assert_eq!(parties, expected, "in the order in which they sign");
    let Some(json) = said(&built, "dpa.pdf", "qpdf", &["--json=2", "--json-key=acroform"]) else {
        return skip("qpdf is not installed");
    };
    let json: Json = serde_json::from_str(&json).expect("JSON");
    let mut found: Vec<String> = Vec::new();
    for field in json["acroform"]["fields"].as_array().expect("fields") {
        let kind = if field["fieldtype"] == "/Sig" { "signature" } else { "text" };
        found.push(format!("{} {kind}", field["fullname"].as_str().expect("a name")));
    }
    let of_packet = fields(&packet);
    assert!(of_packet.iter().all(|(document, ..)| document == "dpa"), "one signature covers the rest");
    let kind = |kind: &str| if kind == "signature" { "signature" } else { "text" };
    let mut expected: Vec<String> =
        of_packet.iter().map(|(_, name, of, _)| format!("{name} {}", kind(of))).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 20, "signature, name, title, place and date of four");
}

#[test]
fn anchors_stand_at_the_empty_fields_of_each_service() {
    for dialect in [Dialect::Docusign, Dialect::Adobe, Dialect::Dropbox] {
        let built = built("examples/complete.toml", Some(dialect));
        let fields = fields(&packet(&built));
        let anchors: Vec<&String> = fields.iter().filter_map(|(.., anchor)| anchor.as_ref()).collect();
        assert_eq!(anchors.len(), 8, "signature and date of four: the rest is known");
        let Some(text) = said(&built, "dpa.pdf", "pdftotext", &["-raw", "-"]) else {
            return skip("pdftotext is not installed");
        };
        for anchor in anchors {
            assert_eq!(text.matches(anchor.as_str()).count(), 1, "{anchor}");
        }
    }
}

#[test]
fn a_pack_that_nobody_signs_has_no_packet() {
    let built = built("examples/aftership.toml", Some(Dialect::Docusign));
    assert!(built.files.iter().all(|file| file.name != "packet.json"));
}

#[test]
fn a_signatory_may_be_the_only_one_to_write_in_a_script() {
    let text = file("templates/new-pack.toml").replace("Jonas Weidlich", "李伟");
    if cannot_print(&documents(&text)) {
        return skip("no font with Chinese characters on this system");
    }
    let built = built_from(text, None);
    let Some(json) = said(&built, "dpa.pdf", "qpdf", &["--json=2", "--json-key=acroform"]) else {
        return skip("qpdf is not installed");
    };
    let json: Json = serde_json::from_str(&json).expect("JSON");
    let mut fields = json["acroform"]["fields"].as_array().expect("fields").iter();
    let name = fields.find(|field| field["fullname"] == "dpa_lindenhof_name").expect("a field");
    assert_eq!(name["value"], "u:李伟");
    let text = said(&built, "dpa.pdf", "pdftotext", &["-"]).expect("poppler is here as qpdf is");
    assert_eq!(text.matches("李伟").count(), 1, "shown in its field, and nowhere else");
}
