//! The house stands: imports only go down, and each foreign crate has one door.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the ground up.
const FLOORS: [&[&str]; 11] = [
    &["source", "figures", "memo", "parallel"],
    &["document"],
    &["diagnostic", "diff", "law"],
    &["load", "official"],
    &["pack", "template", "emit"],
    &["library", "config", "foreign", "rows"],
    &["plan"],
    &["assemble", "check"],
    &["pipeline"],
    &["batch"],
    &["bin"],
];

/// Where a foreign crate may be used; two doors have a bar between them.
const DOORS: [(&str, &str); 27] = [
    ("tera", "template.rs"),
    ("pulldown_cmark", "document/markdown"),
    ("printpdf", "emit/pdf"),
    ("lopdf", "emit/pdf"),
    ("rustybuzz", "emit/pdf"),
    ("fontdb", "emit/pdf"),
    ("png", "emit/look/logo"),
    ("annotate_snippets", "diagnostic/print"),
    ("jsonschema", "load/schema"),
    ("regex", "check/"),
    ("include_dir", "library/files.rs"),
    ("html5gum", "official/read/html.rs|official/foreign/page.rs|document/markdown/reader/tags.rs"),
    ("quick_xml", "official/read/|official/foreign/word"),
    (
        "zip",
        "official/read|official/foreign/word.rs|rows/workbook|batch/outputs/bundle.rs|pipeline/archive.rs",
    ),
    ("tar", "batch/outputs/bundle.rs|pipeline/archive.rs|bin/dpakit/commands/diff/revision.rs"),
    ("calamine", "rows/workbook"),
    ("rust_xlsxwriter", "rows/sheet"),
    ("similar", "diff/"),
    ("ureq", "official/fetch.rs"),
    ("object_store", "batch/outputs/objects/store.rs"),
    ("futures_util", "batch/outputs/objects/store.rs"),
    ("tokio", "batch/outputs/objects/store.rs"),
    ("rustls", "batch/outputs/objects/store.rs"),
    ("etcetera", "bin"),
    ("clap", "bin"),
    ("terminal_size", "bin"),
    ("ctrlc", "bin/dpakit/commands/batch.rs"),
];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Every source file by its path within `src`, without what stands in its tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(&root).expect("inside").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(path).expect("a text");
        (name, text.split("#[cfg(test)]").next().unwrap_or_default().to_owned())
    };
    paths.iter().map(read).filter(|(name, _)| !name.contains("tests") && !name.contains("fixture")).collect()
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

fn floor(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("`{room}` is on no floor"))
}

/// The names that follow a path like `crate::` in a text.
fn named<'t>(text: &'t str, path: &str) -> Vec<&'t str> {
    let rest = text.split(path).skip(1);
    rest.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect()
}

#[test]
fn imports_only_go_down() {
    let mut imports = 0;
    for (name, text) in sources() {
        let from = room(&name);
        if name == "lib.rs" || from == "bin" {
            continue;
        }
        for to in named(&text, "crate::").into_iter().filter(|to| *to != from && !to.is_empty()) {
            imports += 1;
            assert!(floor(to) < floor(from), "{name} imports `{to}`, which is not below `{from}`");
        }
    }
    assert!(imports > 100, "{imports} imports were looked at");
}

#[test]
fn each_foreign_crate_has_one_door() {
    for (name, text) in sources() {
        for (krate, door) in DOORS {
            let used = text.contains(&format!("use {krate}::")) || text.contains(&format!(" {krate}::"));
            assert!(
                !used || door.split('|').any(|door| name.starts_with(door)),
                "{name} uses `{krate}`, whose door is {door}"
            );
        }
    }
}
