//! Golden packs: what a pack reads like, and how its pages are laid out. Read them in review like
//! prose: they are the contract. `DPAKIT_BLESS=1 cargo test` writes them anew.

use std::path::{Path, PathBuf};

use dpakit::emit::{Look, pdf};

use crate::texts::{documents, file, skip, written};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack/golden").join(name)
}

/// Holds a text against the golden file of this name.
pub fn compare(name: &str, text: &str) {
    let path = golden(name);
    if std::env::var_os("DPAKIT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        return std::fs::write(&path, text).expect("written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected != text {
        let line = expected.lines().zip(text.lines()).position(|(old, new)| old != new);
        let line = line.unwrap_or_else(|| expected.lines().count().min(text.lines().count()));
        panic!(
            "{} differs from line {}:\n- {}\n+ {}\nread the change, then DPAKIT_BLESS=1 cargo test",
            path.display(),
            line + 1,
            expected.lines().nth(line).unwrap_or("(end)"),
            text.lines().nth(line).unwrap_or("(end)"),
        );
    }
}

fn pack(name: &str) {
    for document in documents(&file(&format!("examples/{name}.toml"))) {
        let slug = document.meta().slug.to_string();
        let markdown = String::from_utf8(written(&document, "md")).expect("UTF-8");
        compare(&format!("{name}/{slug}.md"), &markdown);
        // The pages of a pack that needs fonts of the system depend on them.
        let look = Look { system_fonts: false, ..Look::default() };
        match pdf::layout_text(std::slice::from_ref(&document), &look) {
            Ok(text) => compare(&format!("{name}/{slug}.pages.txt"), &text),
            Err(_) => skip(&format!("the pages of {name}/{slug} need a font that is not in the binary")),
        }
    }
}

#[test]
fn complete() {
    pack("complete");
}

#[test]
fn imou() {
    pack("imou");
}

#[test]
fn aftership() {
    pack("aftership");
}
