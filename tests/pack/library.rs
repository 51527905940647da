//! The library as a whole: what is wrong with a text is found although no pack needs it.

use std::fs;

use dpakit::library::Library;

use crate::texts::{file, library, list};

#[test]
fn every_text_of_the_library_is_a_template_and_leads_to_clauses_that_are_there() {
    assert_eq!(list(&library().faults()), "");
}

#[test]
fn a_house_learns_of_its_faults_when_its_library_is_opened() {
    let house = tempfile::tempdir().expect("a folder");
    let opened = || Library::open(Some(house.path()));
    fs::create_dir_all(house.path().join("dpa/en")).expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(house.path().join("dpa/en").join(name), text).expect("written");

    write("audits@1.md", &(file("clauses/dpa/en/audits@1.md") + "\n\nMore of {{ breach.notice }}.\n"));
    let library = opened().unwrap_or_else(|found| panic!("{}", list(&found)));
    assert_ne!(library.hash(), crate::texts::library().hash());

    write("audits@1.md", &(file("clauses/dpa/en/audits@1.md") + "\n\nMore of {{ breach.notice.\n"));
    let found = opened().err().expect("faults");
    let [fault] = found.as_slice() else { panic!("{}", list(&found)) };
    assert_eq!(fault.code.0, "LIB-TEMPLATE");
    assert!(fault.message.starts_with("`dpa/audits@1` is no template: "), "{}", fault.message);
    assert!(fault.labels[0].span.source.path.ends_with("dpa/en/audits@1.md"));
}

#[test]
fn a_reference_to_a_clause_that_is_not_there_is_found_without_a_pack() {
    let house = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(house.path().join("dpa/en")).expect("a folder");
    let more =
        "\n\nSee [](clause:dpa/breach-notice), [](clause:scc) and [](clause:dpa/no-such-clause#there).\n";
    let text = file("clauses/dpa/en/audits@1.md") + more;
    let line = text.lines().count();
    fs::write(house.path().join("dpa/en/audits@1.md"), text).expect("written");
    let library = Library::open(Some(house.path())).unwrap_or_else(|found| panic!("{}", list(&found)));
    let found = library.faults();
    let [fault] = found.as_slice() else { panic!("{}", list(&found)) };
    assert_eq!(
        (fault.code.0, fault.message.as_str()),
        ("LIB-REFERENCE", "the library has no clause `dpa/no-such-clause`")
    );
    assert_eq!(fault.labels[0].span.line_column().0, line);
}
