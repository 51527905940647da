//! Issued packs under which something has changed: told with what it is, and nothing else told.

use std::fs;
use std::path::Path;

use dpakit::library::Library;
use dpakit::pipeline::outdated::{Pack, Today, outdated};
use dpakit::source::Source;
use jiff::civil::{Date, date};
use serde_json::{Value as Json, json};

use crate::texts::{file, library, list};

const TODAY: Date = date(2026, 11, 27);

/// A folder with the complete example issued in it, and its manifest changed.
fn issued(change: impl FnOnce(&mut Json)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("a/complete");
    fs::create_dir_all(&pack).unwrap();
    let mut manifest = manifest();
    change(&mut manifest);
    fs::write(pack.join("manifest.json"), manifest.to_string()).unwrap();
    folder
}

fn manifest() -> Json {
    use dpakit::emit::{Embed, FORMATS, Look};
    use dpakit::pack::Facts;
    use dpakit::pipeline::{self, Choice};
    let formats = FORMATS.iter().filter(|format| format.name() == "md").copied().collect();
    let choice = Choice {
        formats,
        combined: false,
        draft: false,
        embed: Embed::Nothing,
        esign: None,
        coverage: false,
        undated: None,
    };
    let source = Source { path: "complete.toml".into(), text: file("examples/complete.toml") };
    let facts = Facts::read(&source.into(), None).unwrap_or_else(|found| panic!("{}", list(&found)));
    let built = pipeline::build(&facts, library(), &Look::default(), &choice);
    serde_json::from_str(&built.unwrap_or_else(|found| panic!("{}", list(&found))).manifest).unwrap()
}

/// The reasons told of the one pack in a folder, as lines.
fn told(folder: &Path, library: &Library, house: Option<&Source>, date: Date) -> Vec<String> {
    let today = Today { library, house, date };
    let (packs, found) = outdated(folder, &today).unwrap_or_else(|found| panic!("{}", list(&found)));
    assert!(found.is_empty(), "{}", list(&found));
    let [Pack { folder, reference, reasons, .. }] = &packs[..] else { panic!("{packs:?}") };
    assert_eq!((&**folder, &**reference), ("a/complete", "NORDHANG-HARBORLINE-2026"));
    reasons.iter().map(|one| format!("{}: {}: {}", one.kind.name(), one.what, one.today)).collect()
}

/// The library with files laid over it.
fn overlaid(files: &[(&str, String)]) -> Library {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Library::open(Some(folder.path())).unwrap_or_else(|found| panic!("{}", list(&found)))
}

#[test]
fn a_pack_that_would_read_the_same_is_not_told_of() {
    let folder = issued(|_| {});
    assert_eq!(told(folder.path(), library(), None, TODAY), [""; 0]);
}

#[test]
fn changed_new_and_replaced_clauses_are_told() {
    let folder = issued(|_| {});
    let audits = file("clauses/dpa/en/audits@1.md");
    let library = overlaid(&[
        ("dpa/en/audits@1.md", audits.replace("**Cause.**", "**Causes.**")),
        ("dpa/en/audits@2.md", audits),
        ("dpa/en/roles@1.md", format!("{}\nOne paragraph more.\n", file("clauses/dpa/en/roles@1.md"))),
    ]);
    assert_eq!(
        told(folder.path(), &library, None, TODAY),
        ["clause: dpa/audits@1: version 2 takes its place", "clause: dpa/roles@1: reads differently",]
    );
}

#[test]
fn clauses_and_books_that_come_and_go_are_told() {
    let folder = issued(|manifest| {
        let instruments = manifest["instruments"].as_array_mut().unwrap();
        let clauses = instruments[0]["clauses"].as_array_mut().unwrap();
        clauses.retain(|line| line["address"] != "dpa/roles@1");
        clauses.push(json!({ "address": "dpa/gone@3", "sha256": "0" }));
        instruments.push(json!({ "slug": "old-book", "title": "Old", "clauses": [] }));
    });
    assert_eq!(
        told(folder.path(), library(), None, TODAY),
        [
            "clause: dpa/gone@3: the library no longer has it",
            "new clause: dpa/roles@1: stands in every pack",
            "instrument: old-book: the library no longer has it",
        ]
    );
}

#[test]
fn labels_and_the_order_of_a_book_are_told() {
    let folder = issued(|_| {});
    let labels = file("clauses/labels/en.toml");
    let library = overlaid(&[
        ("labels/en.toml", format!("# changed\n{labels}")),
        ("dpa/book.toml", format!("# changed\n{}", file("clauses/dpa/book.toml"))),
    ]);
    let told = told(folder.path(), &library, None, TODAY);
    let expected = [
        "instrument: dpa: its order, numbering or title differ",
        "shared text: library: labels, or texts that clauses share, read differently",
    ];
    assert_eq!(told, expected);
}

#[test]
fn rows_of_the_law_that_changed_came_went_or_ended_are_told() {
    let folder = issued(|manifest| {
        let rows = manifest["reference_data"].as_array_mut().unwrap();
        rows.retain(|row| row["id"] != "EU:CH");
        for row in rows.iter_mut().filter(|row| row["table"] == "states" && row["id"] == "IE") {
            row["sha256"] = "0".into();
            row["checked"] = "2020-01-01".into();
        }
        rows.push(json!({ "table": "adequacy", "id": "EU:XX", "checked": "2020-01-01", "sha256": "0" }));
    });
    let told_on = |date| told(folder.path(), library(), None, date);
    let now = told_on(TODAY);
    assert_eq!(now.len(), 3, "{now:#?}");
    assert!(now[0].starts_with("reference data: adequacy EU:CH: is new in the table"), "{now:#?}");
    assert_eq!(now[1], "reference data: adequacy EU:XX: is no longer in the table");
    assert!(now[2].starts_with("reference data: states IE: says something else"), "{now:#?}");
    assert!(now[2].ends_with("(before: 2020-01-01)"), "{now:#?}");
    // The decisions for the United Kingdom have a last day, on which they still hold.
    assert_eq!(told_on(date(2031, 12, 27)).len(), 3);
    let later = told_on(date(2031, 12, 28));
    let ended = "reference data: adequacy EU:GB: ended on 2031-12-27, unless it was renewed";
    assert!(later.len() == 4 && later.iter().any(|one| one == ended), "{later:#?}");
}

#[test]
fn defaults_of_the_house_are_told_where_a_pack_was_made_with_them() {
    let defaults = Source { path: "dpakit.toml".into(), text: "[defaults]\n".to_owned() };
    let folder = issued(|manifest| {
        let layer = json!({ "layer": "house", "name": "dpakit.toml", "sha256": dpakit::source::sha256(b"[defaults]\n") });
        manifest["layers"].as_array_mut().unwrap().insert(0, layer);
    });
    let none: [&str; 0] = [];
    assert_eq!(told(folder.path(), library(), Some(&defaults), TODAY), none);
    let other = Source { path: "dpakit.toml".into(), text: "[defaults.breach]\n".to_owned() };
    let differ = ["facts: dpakit.toml: the defaults of the house differ"];
    assert_eq!(told(folder.path(), library(), Some(&other), TODAY), differ);
    let gone = ["facts: dpakit.toml: the house has no defaults any more"];
    assert_eq!(told(folder.path(), library(), None, TODAY), gone);
}

#[test]
fn letters_about_a_pack_are_no_packs() {
    let folder = issued(|_| {});
    for slug in ["notice", "amendment-2"] {
        let place = folder.path().join(slug);
        fs::create_dir_all(&place).unwrap();
        let mut letter = manifest();
        letter["instruments"] = serde_json::json!([{ "slug": slug, "title": "A letter", "clauses": [] }]);
        fs::write(place.join("manifest.json"), letter.to_string()).unwrap();
    }
    assert_eq!(told(folder.path(), library(), None, TODAY), [""; 0]);
}

#[test]
fn a_manifest_that_cannot_be_read_stops_no_other() {
    let folder = issued(|_| {});
    for (name, text) in [("b", "{"), ("c", "{\"schema_version\": 99}"), (".dpakit/new/0", "{")] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("manifest.json"), text).unwrap();
    }
    let today = Today { library: library(), house: None, date: TODAY };
    let (packs, found) = outdated(folder.path(), &today).unwrap();
    assert_eq!((packs.len(), found.len()), (1, 2), "{}", list(&found));
    assert!(packs.iter().all(|pack| pack.reasons.is_empty()));
    assert!(found[1].message.ends_with("was written by a later version of dpakit"), "{}", list(&found));
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(outdated(empty.path(), &today).unwrap_err()[0].code.0, "FIL-NONE");
    assert_eq!(outdated(&empty.path().join("nowhere"), &today).unwrap_err()[0].code.0, "FIL-READ");
}

#[test]
fn an_old_manifest_says_less_and_is_read() {
    let folder = issued(|manifest| {
        let entries = manifest.as_object_mut().unwrap();
        entries.retain(|key, _| !matches!(&**key, "shared" | "reference_data" | "contract"));
        for instrument in entries["instruments"].as_array_mut().unwrap() {
            instrument.as_object_mut().unwrap().remove("book");
        }
    });
    let told = told(folder.path(), library(), None, date(2040, 1, 1));
    assert!(told.is_empty(), "{told:?}");
}
