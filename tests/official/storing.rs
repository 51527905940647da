//! What is stored is read back whole; what was changed since is found.

use std::fs;

use dpakit::official::compare::Verdict;
use dpakit::official::{Counts, Store};

use super::fixture::{UNITS, XHTML, asked, bytes, messages, seals, with};

fn folder() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::at(folder.path().join("store"));
    (folder, store)
}

/// The publication in an invented language: other words in the same places.
fn translated() -> String {
    XHTML
        .replace("EN.0000", "NL.0000")
        .replace("Clause ", "Artikeltje ")
        .replace(" the ", " de ")
        .replace("MODULE ONE", "MODULE EEN")
        .replace("MODULE TWO", "MODULE TWEE")
        .replace("The ", "De ")
}

#[test]
fn a_text_is_read_back_as_it_was_stored() {
    let (_folder, store) = folder();
    let seals = seals();
    let missing = store.read(&seals[0], "en").expect_err("nothing is stored");
    assert!(missing[0].help[0].contains("dpakit scc fetch 39999D0001 --lang en"), "{missing:?}");
    assert!(store.list(&seals).expect("an empty list").is_empty());
    let imported = bytes(XHTML.as_bytes(), &asked(), &store).expect("a text");
    let path = store.keep(&imported).expect("a file");
    let stored = store.read(&seals[0], "en").expect("the text");
    assert_eq!(stored.text, imported.text);
    assert!(stored.same_seal && stored.faults().next().is_none());
    assert_eq!(stored.counts().strict, UNITS);
    assert_eq!(store.list(&seals).expect("a list").len(), 1);
    let names: Vec<_> =
        fs::read_dir(store.folder()).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    assert_eq!(names, [path], "no temporary file stays");
}

#[test]
fn a_changed_file_is_found() {
    let (_folder, store) = folder();
    let seals = seals();
    let path = store.keep(&bytes(XHTML.as_bytes(), &asked(), &store).expect("a text")).expect("a file");
    let json = fs::read_to_string(&path).expect("a file");
    let changes = [
        json.replace("keeps sacks dry", "keeps sacks wet"),
        json.replace("2026-11-22", "2020-01-01"),
        json.replace("\"schema_version\": 1", "\"schema_version\": 2"),
        json.replace("\"units\"", "\"Units\""),
        json.replacen('{', "{ \"more\": 1,", 1),
        json[..json.len() / 2].to_owned(),
        String::new(),
        "[".repeat(100_000),
    ];
    for changed in changes {
        assert_ne!(changed, json);
        fs::write(&path, &changed).expect("written");
        let found = store.read(&seals[0], "en").expect_err("changed");
        assert_eq!(found[0].code.0, "SCC-STORE", "{found:?}");
        assert!(store.list(&seals).expect("a list")[0].1.is_err());
    }
}

#[test]
fn differences_are_kept_with_their_marks() {
    let (_folder, store) = folder();
    let altered = with(XHTML, "keeps sacks dry", "keeps sacks wet");
    let imported = bytes(altered.as_bytes(), &asked(), &store).expect("a text");
    assert_eq!(imported.text.provenance.accepted, ["m1.c3.2.a"]);
    store.keep(&imported).expect("a file");
    let stored = store.read(&seals()[0], "en").expect("the text");
    assert_eq!(stored.faults().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["m1.c3.2.a"]);
}

#[test]
fn another_language_is_learned_from_its_first_import() {
    let (_folder, store) = folder();
    let first = bytes(translated().as_bytes(), &asked(), &store).expect("a text");
    assert_eq!(first.text.language, "nl");
    let counts = Counts { learned: UNITS, ..Counts::default() };
    assert_eq!(first.text.provenance.counts, counts, "{:?}", messages(&first));
    store.keep(&first).expect("a file");
    let again = bytes(translated().as_bytes(), &asked(), &store).expect("a text");
    assert_eq!(again.text.provenance.counts, Counts { strict: UNITS, ..Counts::default() });
    let altered = with(&translated(), "keeps sacks dry", "keeps sacks wet");
    let altered = bytes(altered.as_bytes(), &asked(), &store).expect("a text");
    let faults: Vec<_> = altered.compared.iter().filter(|one| one.verdict.is_fault()).collect();
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].id.as_str(), &faults[0].verdict), ("m1.c3.2.a", &Verdict::Differs { like: None }));
    // Accepting it does not change what was learned.
    store.keep(&altered).expect("a file");
    let stored = store.read(&seals()[0], "nl").expect("the text");
    assert_eq!(stored.counts().differs, 1);
}

#[test]
fn an_incomplete_translation_teaches_nothing() {
    let (_folder, store) = folder();
    let cut = with(
        &translated(),
        "<p class=\"oj-normal\">De miller looks into every sack before it leaves.</p>",
        "",
    );
    let imported = bytes(cut.as_bytes(), &asked(), &store).expect("a text");
    assert_eq!(messages(&imported), ["unit c3.text is missing (after c3.title)"]);
    store.keep(&imported).expect("a file");
    assert_eq!(store.learned("flour-2099", "nl").expect("a look"), None);
}
