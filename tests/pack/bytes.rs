//! The same input gives the same bytes, on however many threads.

use std::thread;

use dpakit::document::Document;

use crate::texts::{documents, file, written};

fn all(documents: &[Document]) -> Vec<Vec<u8>> {
    let formats = ["md", "html", "pdf"];
    documents.iter().flat_map(|one| formats.map(|format| written(one, format))).collect()
}

#[test]
fn one_thread_and_four_write_the_same_bytes() {
    let pack = file("examples/aftership.toml");
    let alone = all(&documents(&pack));
    assert_eq!(alone.len(), 12, "four instruments in three formats");
    let at_once: Vec<_> = thread::scope(|scope| {
        let started: Vec<_> = (0..4).map(|_| scope.spawn(|| all(&documents(&pack)))).collect();
        started.into_iter().map(|thread| thread.join().expect("a pack")).collect()
    });
    assert!(at_once.iter().all(|files| *files == alone));
}
