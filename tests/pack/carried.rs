//! What a PDF carries: facts from which the same words are made, a manifest, and nothing that is
//! between a house and its lawyers.

use std::path::PathBuf;
use std::sync::Arc;

use dpakit::check::check;
use dpakit::document::Layer;
use dpakit::emit::pdf::read::read;
use dpakit::emit::{Embed, FORMATS, Look};
use dpakit::load::tree;
use dpakit::pack::Facts;
use dpakit::pipeline::{self, Built, Choice};
use dpakit::plan::manifest::record::Record;
use dpakit::plan::plan;
use dpakit::source::Source;

use crate::texts::{documents, file, library, list, written};

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source { path: PathBuf::from("pack.toml"), text: text.to_owned() })
}

fn facts(text: &str) -> Facts {
    Facts::read(&source(text), None).unwrap_or_else(|found| panic!("{}\n{text}", list(&found)))
}

fn build(facts: &Facts, embed: Embed) -> Built {
    let choice = Choice {
        formats: FORMATS.to_vec(),
        combined: false,
        draft: true,
        embed,
        esign: None,
        coverage: false,
        undated: None,
    };
    pipeline::build(facts, library(), &Look::default(), &choice)
        .unwrap_or_else(|found| panic!("{}", list(&found)))
}

/// A file that the pack's first PDF carries.
fn carried(built: &Built, name: &str) -> Option<String> {
    let pdf = built.files.iter().find(|file| file.name == "dpa.pdf").expect("a PDF");
    let carried = read(&pdf.bytes).expect("a PDF that can be read");
    let file = carried.files.into_iter().find(|file| file.name == name)?;
    Some(String::from_utf8(file.bytes).expect("a text"))
}

#[test]
fn the_carried_facts_give_the_same_words() {
    for name in ["complete", "imou", "aftership"] {
        let first = file(&format!("examples/{name}.toml"));
        let again = facts(&first).resolved();
        let (first, again_documents) = (documents(&first), documents(&again));
        assert_eq!(first.len(), again_documents.len());
        for (one, other) in first.iter().zip(&again_documents) {
            assert!(written(one, "md") == written(other, "md"), "{name}/{}", one.meta().slug);
        }
        assert_eq!(facts(&again).resolved(), again, "facts written down twice are the same facts");
    }
}

#[test]
fn every_fact_is_carried() {
    let minimal = file("tests/rules/minimal.toml");
    let packs = [
        file("templates/new-pack.toml"),
        file("examples/complete.toml"),
        file("examples/imou.toml"),
        file("examples/aftership.toml"),
        minimal,
    ];
    for text in packs {
        let mut first = facts(&text);
        let again = facts(&first.resolved());
        let withheld =
            || again.pack.clauses.insert.first().map_or_else(String::new, |one| one.reason.clone());
        first.pack.allow.clear();
        first.pack.clauses.insert.iter_mut().for_each(|one| one.reason = withheld());
        first.pack.clauses.replace.values_mut().for_each(|one| one.reason = withheld());
        assert_eq!(first.pack, again.pack);
    }
}

#[test]
fn taken_out_of_the_pdf_they_need_no_defaults_of_a_house() {
    let house = "[agreement]\nnumbers_in_words = true\n[agreement.main_agreement]\ntitle = \"Frame Contract\"\n\
                 [breach]\nnotice = \"36 hours\"\n";
    let below = tree::parse(&source(house), Layer::House).expect("a tree");
    let own =
        file("examples/complete.toml").replace("title              = \"Master Services Agreement\"\n", "");
    let layered = Facts::read(&source(&own), Some(&below)).unwrap_or_else(|found| panic!("{}", list(&found)));
    let built = build(&layered, Embed::Full);
    let alone = facts(&carried(&built, "facts.toml").expect("carried"));
    let again = build(&alone, Embed::Full);
    let markdown = |built: &Built| {
        let files = built.files.iter().filter(|file| file.name.ends_with(".md"));
        files
            .map(|file| (file.name.clone(), String::from_utf8_lossy(&file.bytes).into_owned()))
            .collect::<Vec<_>>()
    };
    assert!(markdown(&built)[0].1.contains("Frame Contract"));
    assert_eq!(markdown(&built), markdown(&again));
}

#[test]
fn the_rules_say_the_same_of_the_carried_facts() {
    let first = file("examples/complete.toml");
    let codes = |text: &str| {
        let facts = facts(text);
        let plan = plan(&facts, library()).unwrap_or_else(|found| panic!("{}", list(&found)));
        let report = check(&plan, &documents(text));
        report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&first), codes(&facts(&first).resolved()));
}

#[test]
fn nothing_of_the_house_leaves_with_them() {
    let pack = file("examples/complete.toml")
        + "\n# COMMENT-OF-THE-HOUSE\n[allow]\nlate-objection = { reason = \"ALLOWED-BY-THE-HOUSE\" }\n\
           [clauses.omit]\n\"dpa/indemnity\" = \"REASON-OF-THE-HOUSE\"\n\
           [clauses.replace.\"dpa/records\"]\ntext = \"**Records.** The Provider keeps them.\"\n\
           reason = \"REASON-OF-THE-HOUSE\"\n";
    let built = build(&facts(&pack), Embed::Full);
    assert!(built.manifest.contains("REASON-OF-THE-HOUSE"), "the house's own manifest says why");
    for name in ["facts.toml", "manifest.json"] {
        let text = carried(&built, name).expect("carried");
        assert!(!text.contains("OF-THE-HOUSE") && !text.contains("BY-THE-HOUSE"), "{name}");
        assert!(
            !text.contains("allow\"") && !text.contains("[allow") && !text.contains("\"outputs\""),
            "{name}"
        );
    }
    let text = carried(&built, "facts.toml").expect("carried");
    assert!(text.contains("The Provider keeps them."), "what was negotiated is in the facts");
}

#[test]
fn the_carried_manifest_names_the_carried_facts() {
    let built = build(&facts(&file("examples/complete.toml")), Embed::Full);
    let text = carried(&built, "facts.toml").expect("carried");
    let manifest = carried(&built, "manifest.json").expect("carried");
    let record = Record::parse(manifest.as_bytes()).expect("a manifest");
    let named = record.facts.as_ref().expect("facts");
    assert_eq!(named.sha256, dpakit::source::sha256(text.as_bytes()));
    assert!(record.draft && record.lines().count() > 50);
    assert!(Record::parse(b"{ \"schema_version\": 99 }").unwrap_err().contains("later version"));
}

#[test]
fn a_pack_carries_as_much_as_was_asked() {
    let facts = facts(&file("examples/complete.toml"));
    let built = build(&facts, Embed::Facts);
    assert!(carried(&built, "facts.toml").is_some() && carried(&built, "manifest.json").is_none());
    let built = build(&facts, Embed::Nothing);
    assert!(carried(&built, "facts.toml").is_none() && carried(&built, "manifest.json").is_none());
}

#[test]
fn strange_facts_survive_being_written_down() {
    let strange = [
        "'''",
        "\\\\ \\\" \\t",
        "\\\"\\\"\\\"",
        "a\\n\\nb",
        " # no comment",
        "\\u00e9\\u4e91 []{}=",
        "2026-01-01",
        "'",
    ];
    for text in strange {
        let recital = format!("recitals = [\n    \"{text} x\",\n");
        let pack = file("examples/complete.toml").replacen("recitals = [\n", &recital, 1);
        let first = facts(&pack);
        let again = facts(&first.resolved());
        assert_eq!(first.pack.agreement, again.pack.agreement, "{text}");
    }
}
