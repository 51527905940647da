//! HTML is valid, self-contained, and has every word as a word.

use dpakit::emit::html::Html;

use super::fixture::{self, resolved, written};

#[test]
fn files_for_the_checkers() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let pack = vec![fixture::draft(), fixture::schedule()];
    for (name, drafts) in [
        ("dpa", vec![fixture::draft()]),
        ("pack", pack),
        ("redline", vec![fixture::redline()]),
    ] {
        let text = written(&Html, &resolved(drafts));
        std::fs::write(folder.join(format!("{name}.html")), text).expect("room on the disk");
    }
}
