//! Publications that are not part of this repository. Where they do not lie beside it, each test says
//! that it was skipped.

use std::fs;
use std::path::PathBuf;

use dpakit::official::import::Source;
use dpakit::official::{Counts, Imported, Seal, Store, import};

use super::fixture::{asked, messages, nowhere};

/// A publication, if it is here.
fn publication(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/official");
    let found = fs::read(folder.join(name)).ok();
    if found.is_none() {
        println!("skipped: ../shared/official/{name} is not here");
    }
    found
}

fn held(sources: &[Vec<u8>], store: &Store) -> Imported {
    let source = |bytes: &Vec<u8>| Source { name: "publication".to_owned(), bytes: bytes.clone() };
    let sources: Vec<Source> = sources.iter().map(source).collect();
    let seals = Seal::built_in().expect("the seals");
    import(&sources, &asked(), seals, store).unwrap_or_else(|found| panic!("{found:?}"))
}

#[test]
fn the_clauses_of_2021_are_found_word_for_word() {
    for name in ["scc914-maya-eurlex-page.md", "scc914-reconstructed.oj.xhtml"] {
        let Some(bytes) = publication(name) else { continue };
        let imported = held(&[bytes], &nowhere());
        let expected = Counts { strict: 432, ..Counts::default() };
        assert_eq!(imported.text.provenance.counts, expected, "{name}: {:?}", messages(&imported));
        assert_eq!((imported.text.celex.as_str(), imported.text.language.as_str()), ("32021D0914", "en"));
        let notes = imported.text.units.iter().flat_map(|unit| &unit.calls);
        assert_eq!(notes.count(), 12, "{name}");
        let seal = &Seal::built_in().expect("the seals")[0];
        let structure = dpakit::official::text::structure(&imported.text.units);
        assert_eq!(seal.instrument.structure.as_ref(), Some(&structure), "{name}");
        for (note, unit) in &seal.notes {
            let calls = &imported.text.unit(unit).expect("a unit").calls;
            assert!(calls.iter().any(|call| call.note == *note), "{name}: {unit} calls {note}");
        }
        marks_are_where_the_seal_says(&imported, seal);
    }
}

fn marks_are_where_the_seal_says(imported: &Imported, seal: &Seal) {
    use dpakit::official::seal::GapForm;
    for blank in &seal.blanks {
        for id in &blank.units {
            let unit = imported.text.unit(id).expect("a unit");
            match blank.form {
                GapForm::Bracket => assert!(!unit.brackets().is_empty(), "{id}"),
                GapForm::Underscores => assert!(unit.blanks()[0].prompt.is_some(), "{id}"),
                GapForm::Ellipsis => assert!(!unit.blanks().is_empty(), "{id}: {}", unit.text.len()),
                GapForm::Unit => {}
            }
        }
    }
    let bracketed = seal.inline.iter().filter(|inline| inline.form.contains("bracket"));
    for inline in bracketed.filter(|inline| !inline.form.starts_with("no brackets")) {
        assert!(!imported.text.unit(&inline.unit).expect("a unit").brackets().is_empty(), "{}", inline.unit);
    }
}

#[test]
fn one_change_in_the_clauses_of_2021_is_refused() {
    let Some(bytes) = publication("scc914-reconstructed.oj.xhtml") else { return };
    let text = String::from_utf8(bytes).expect("a text");
    let unit =
        held(&[text.clone().into_bytes()], &nowhere()).text.unit("c5.text").expect("a unit").text.clone();
    let word = unit.split(' ').next_back().expect("a word");
    let changed = text.replace(&unit, &unit.replace(word, "perhaps."));
    let found = messages(&held(&[changed.into_bytes()], &nowhere()));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("unit c5.text has other words than the official text (line 21,"),
        "{found:?}"
    );

    let deleted = text.replace(&format!("<p class=\"oj-normal\">{unit}</p>"), "");
    assert_eq!(
        messages(&held(&[deleted.into_bytes()], &nowhere())),
        ["unit c5.text is missing (after c5.title)"]
    );

    let line = |number: &str| {
        text.match_indices(&format!("MODULE {number}:")).nth(1).map(|(at, _)| at).expect("a line")
    };
    let (two, three) = (line("TWO"), line("THREE"));
    let mut swapped = text.clone();
    swapped.replace_range(three..three + 12, "MODULE TWO");
    swapped.replace_range(two..two + 10, "MODULE THREE");
    let found = messages(&held(&[swapped.into_bytes()], &nowhere()));
    assert!(found.iter().any(|one| one.starts_with("unit m3.c9.b has the words of m2.c9.b")), "{found:?}");
    assert!(found.iter().any(|one| one.starts_with("unit c9.module.2 ")), "{found:?}");
}

#[test]
fn the_clauses_of_2010_are_read_in_two_languages() {
    for (name, language) in [
        ("2010-87/DE-L_2010039DE.01000501.xml.html", "de"),
        ("2010-87/NL-L_2010039NL.01000501.xml.html", "nl"),
    ] {
        let Some(bytes) = publication(name) else { continue };
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::at(folder.path());
        let imported = held(std::slice::from_ref(&bytes), &store);
        assert_eq!(imported.text.language, language);
        let expected = Counts { learned: 84, open: 84, ..Counts::default() };
        assert_eq!(imported.text.provenance.counts, expected, "{:?}", messages(&imported));
        assert_eq!(imported.text.units.iter().flat_map(|unit| &unit.calls).count(), 4);
        assert!(imported.text.provenance.edition.as_deref().is_some_and(|made| made.contains("CONVEX")));
        store.keep(&imported).expect("stored");
        let again = held(&[bytes], &store);
        assert_eq!(again.text.provenance.counts, Counts { strict: 168, ..Counts::default() });
    }
}

#[test]
fn the_english_clauses_of_2010_have_the_known_words() {
    let names = ["EN-Clauses_v0.md", "EN-Appendix1_v0.md", "EN-Appendix2_v0.md"];
    let parts: Vec<Vec<u8>> =
        names.iter().filter_map(|name| publication(&format!("2010-87/{name}"))).collect();
    if parts.len() < names.len() {
        return;
    }
    let imported = held(&parts, &nowhere());
    let counts = imported.text.provenance.counts;
    assert_eq!(
        (counts.loose, counts.differs, counts.missing, counts.unexpected),
        (84, 0, 0, 0),
        "{:?}",
        messages(&imported)
    );
}

#[test]
fn another_act_in_the_same_mark_up_is_refused() {
    let Some(bytes) = publication("mark-up/32016R0679.en.oj.xhtml") else { return };
    let source = Source { name: "another".to_owned(), bytes };
    let found = import(&[source], &asked(), Seal::built_in().expect("the seals"), &nowhere())
        .expect_err("another act");
    assert_eq!(found[0].code.0, "SCC-FOREIGN");
}

/// The mark-up as the Publications Office serves it, on an act whose figures are well known.
#[test]
fn the_mark_up_of_the_publications_office_is_read_whole() {
    use dpakit::official::read::{Reader, What, read};
    let Some(bytes) = publication("mark-up/32016R0679.en.oj.xhtml") else { return };
    let stream = read(&bytes).unwrap_or_else(|found| panic!("{found:?}"));
    assert_eq!(stream.reader, Reader::Html);
    let count = |wanted: &dyn Fn(&What, &str) -> bool| {
        stream.events.iter().filter(|event| wanted(&event.what, &event.text)).count()
    };
    assert_eq!(count(&|what, text| *what == What::Heading && text.starts_with("Article")), 99);
    assert_eq!(count(&|what, _| matches!(what, What::Note { .. })), 21);
    assert_eq!(count(&|what, text| *what == What::Marker && text == "(173)"), 1);
    let calls: Vec<&str> =
        stream.events.iter().flat_map(|event| &event.calls).map(|call| call.printed.as_str()).collect();
    assert_eq!(calls, (1..=21).map(|number| number.to_string()).collect::<Vec<_>>());
}

/// What remains of the units of a publication once choices are made is hashed in the seal too.
#[test]
fn the_readings_of_the_seals_are_those_of_the_publications() {
    let sources = [
        vec!["scc914-maya-eurlex-page.md"],
        vec!["2010-87/EN-Clauses_v0.md", "2010-87/EN-Appendix1_v0.md", "2010-87/EN-Appendix2_v0.md"],
    ];
    let seals = Seal::built_in().expect("the seals");
    for (names, seal) in sources.iter().zip(seals) {
        let parts: Vec<Vec<u8>> = names.iter().filter_map(|name| publication(name)).collect();
        if parts.len() < names.len() {
            continue;
        }
        let made = dpakit::official::verify::sealed_readings(seal, &held(&parts, &nowhere()).text);
        let file = if seal.instrument.id == "scc-2021-914" { "scc" } else { "scc-2010" };
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("clauses").join(file).join("seal.toml");
        let toml = fs::read_to_string(&path).expect("the seal");
        if std::env::var_os("DPAKIT_WRITE_READINGS").is_some() {
            let head = toml.split("\n[readings]").next().expect("a beginning").trim_end();
            fs::write(&path, format!("{head}\n\n{made}")).expect("written");
        } else {
            assert!(toml.ends_with(&made), "{file}: run with DPAKIT_WRITE_READINGS=1 to make them again");
        }
    }
}

/// Whoever writes the files of a store can write their hashes too; what packs print is held to the seal.
#[test]
fn a_stored_text_that_was_forged_is_never_official() {
    let Some(bytes) = publication("scc914-reconstructed.oj.xhtml") else { return };
    let genuine = held(&[bytes], &nowhere());
    type Forge = fn(&mut dpakit::official::Unit);
    let forgeries: [(&str, Forge); 6] = [
        ("m23.c12.g", |unit| unit.modules = vec![3]),
        ("m23.c12.g", |unit| unit.under = Some("c13".to_owned())),
        ("m23.c12.g", |unit| unit.kind = dpakit::official::Kind::Heading),
        ("m23.c12.g", |unit| unit.text = format!("[{}]", unit.text)),
        ("m23.c12.g", |unit| unit.text.push_str(" _____")),
        ("m2.c8.8.text", |unit| unit.calls[0].printed = "99".to_owned()),
    ];
    let official = |imported: &Imported| {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::at(folder.path());
        store.keep(imported).expect("kept");
        let shelf = dpakit::official::Shelf::of(store, Seal::built_in().expect("the seals"));
        shelf.official("scc-2021-914", "en").map(|_| ()).map_err(|found| found[0].message.clone())
    };
    assert_eq!(official(&genuine), Ok(()));
    for (at, (id, forge)) in forgeries.into_iter().enumerate() {
        let mut forged = genuine.clone();
        forge(forged.text.units.iter_mut().find(|unit| unit.id == id).expect("a unit"));
        let said = official(&forged).expect_err("refused");
        assert!(said.contains("is not the official one"), "{at}: {said}");
    }
}
