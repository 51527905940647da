use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::pack::Facts;
use crate::source::Source;

const PACK: &str = include_str!("../../../../templates/new-pack.toml");

/// What is said of the example pack with one line changed.
fn found(from: &str, to: &str) -> Vec<Diagnostic> {
    assert!(PACK.contains(from), "{from}");
    let source = Source { path: "pack.toml".into(), text: PACK.replacen(from, to, 1) };
    Facts::read(&Arc::new(source), None).expect_err("the change is an error")
}

#[test]
fn the_example_pack_is_sound() {
    let source = Source { path: "pack.toml".into(), text: PACK.to_owned() };
    Facts::read(&Arc::new(source), None).expect("no faults");
}

#[test]
fn a_mistyped_key_is_told_of_once() {
    let found = found("city = \"Berlin\" }", "citty = \"Berlin\" }");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.message, "`citty` is not a key here");
    assert_eq!(only.help, ["did you mean `city`?"]);
}

#[test]
fn a_missing_key_beside_an_unrelated_unknown_one_is_still_missing() {
    let found = found("city = \"Berlin\" }", "planet = \"Earth\" }");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_mistyped_word_among_dates_is_recognised() {
    let found = found("effective = \"last-signature\"", "effective = \"last-signatur\"");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.message, "`last-signatur` is not one of the words allowed here");
    assert!(only.help[0].starts_with("did you mean `last-signature`?"), "{only:#?}");
}

#[test]
fn a_wrong_date_among_words_names_the_words() {
    let found = found("effective = \"last-signature\"", "effective = \"2026-02-30\"");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.message, "there is no date `2026-02-30`");
    assert!(only.help[1].contains("`last-signature`, `main-agreement`"), "{only:#?}");
}

#[test]
fn a_wrong_kind_names_the_statements_that_may_stand_instead() {
    let found = found("notice = \"48 hours\"", "notice = 48");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.message, "a text belongs here, and this is a number");
    assert_eq!(only.help[0], "put it in \"quotes\"");
    assert!(only.help[1].contains("{ by_reference = \"…\" } or { left_open = \"…\" }"), "{only:#?}");
}

#[test]
fn a_mistyped_statement_is_recognised() {
    let found = found("notice = \"48 hours\"", "notice = { by_refrence = \"the order\" }");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.help, ["did you mean `by_reference`?"]);
}

#[test]
fn a_reference_that_is_no_file_name_is_told_which_characters_are() {
    let found = found("\"LINDENHOF-PEREGRIN-2026\"", "\"../2026\"");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.message, "`../2026` has characters that cannot stand here");
    assert!(only.help[0].starts_with("use letters"), "{only:#?}");
}
