//! The library as a whole: what is wrong with a text is found although no pack needs it.

use std::fs;

use dpakit::library::Library;

use crate::texts::{file, library, list};

#[test]
fn every_text_of_the_library_is_a_template() {
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
