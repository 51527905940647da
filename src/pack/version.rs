//! Versions of the pack file: which one a file has, and how an older one becomes the newest.

use std::sync::Arc;

use super::SCHEMA;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::load::schema::{MISSING_KEY, SHAPE};
use crate::load::{Node, Value};
use crate::source::{Source, Span};

/// What makes a file of one version one of the next: edits, the one of the version included.
struct Migration {
    /// The version it starts from.
    from: i64,
    /// What changes in a file of that version.
    edits: fn(&Node) -> Vec<Edit>,
}

/// One for each version that has a successor. Version 1 is the first.
const MIGRATIONS: &[Migration] = &[];

/// Findings about the version of a file in place of those about its number alone.
pub(super) fn explain(mut found: Vec<Diagnostic>, tree: &Node) -> Vec<Diagnostic> {
    if let Some(fault) = fault(tree, MIGRATIONS) {
        let same = |one: &Diagnostic| one.labels.first() == fault.labels.first() || is_missing(one);
        found.retain(|one| !same(one));
        found.insert(0, fault);
    }
    found
}

fn is_missing(found: &Diagnostic) -> bool {
    found.code == MISSING_KEY && found.message == "`schema` is missing"
}

fn fault(tree: &Node, migrations: &[Migration]) -> Option<Diagnostic> {
    let newest = i64::from(SCHEMA);
    let Some(node) = tree.child("schema") else { return Some(missing(&tree.span.source)) };
    let Value::Integer(version) = node.value else { return None };
    if version == newest {
        return None;
    }
    let fault = Diagnostic::error(SHAPE, format!("there is no version {version} of pack files"));
    if version > newest {
        let message = format!("this file has version {version}, and this dpakit reads up to {newest}");
        return Some(
            Diagnostic::error(SHAPE, message)
                .at(node.span.clone(), "newer than this dpakit")
                .help("use a newer dpakit"),
        );
    }
    Some(match migrations.iter().find(|migration| migration.from == version) {
        Some(migration) => {
            let message = format!("this file has version {version}, and the newest is {newest}");
            let label = format!("bring the file to version {}", version + 1);
            Diagnostic::error(SHAPE, message)
                .at(node.span.clone(), "an older version")
                .help("`dpakit check --fix` brings it up to date, `--diff` shows how")
                .fixed_by(Some(Fix { label, edits: (migration.edits)(tree) }))
        }
        None => fault.at(node.span.clone(), "no such version").help(format!("write `schema = {newest}`")),
    })
}

/// A file without version is of the first one: it goes on top, below notes that stand for themselves.
fn missing(source: &Arc<Source>) -> Diagnostic {
    let text = &source.text;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (mut at, mut behind) = (0, 0);
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        if !(words.is_empty() || words.starts_with('#')) {
            break;
        }
        behind += line.len();
        if words.is_empty() || behind == line.len() && words.starts_with("#:") {
            at = behind;
        }
    }
    let before = if at > 0 && !text[..at].ends_with('\n') { end } else { "" };
    let after = if text[at..].starts_with(['[', '#']) { end } else { "" };
    let span = Span { source: source.clone(), range: at..at };
    Diagnostic::error(MISSING_KEY, "`schema` is missing")
        .at(Span::start_of(source), "no `schema` in here")
        .help("add `schema = 1`: the version of pack files that this one follows")
        .fix("add `schema = 1`", span, format!("{before}schema = 1{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::fix;
    use crate::document::Layer;
    use crate::load::tree;

    fn tree(text: &str) -> Node {
        let source = Arc::new(Source { path: "pack.toml".into(), text: text.to_owned() });
        tree::parse(&source, Layer::Pack).expect("TOML")
    }

    /// As a version 0 would be brought to 1 that called its `agreement` a contract.
    const FROM_0: Migration = Migration {
        from: 0,
        edits: |tree| {
            let version = tree.child("schema").map(|node| (node.span.clone(), "1"));
            let contract = tree.child("contract").and_then(|node| node.key.clone());
            let edits = version.into_iter().chain(contract.map(|span| (span, "agreement")));
            edits.map(|(span, text)| Edit { span, text: text.to_owned() }).collect()
        },
    };

    #[test]
    fn an_older_file_is_brought_up_to_date_and_keeps_its_comments() {
        let old = tree("# ours\nschema = 0 # first\n[contract] # the contract\ntitle = \"A\"\n");
        let found = fault(&old, &[FROM_0]).expect("an older version");
        let mended = fix::apply(&old.span.source, &[found]).expect("a migration");
        assert_eq!(mended.text, "# ours\nschema = 1 # first\n[agreement] # the contract\ntitle = \"A\"\n");
        assert_eq!(fault(&tree(&mended.text), &[FROM_0]), None);
    }

    #[test]
    fn a_version_that_is_missing_goes_below_the_line_of_the_schema() {
        for (text, expected) in [
            ("#:schema x.json\r\n[a]\r\n", "#:schema x.json\r\nschema = 1\r\n\r\n[a]\r\n"),
            ("#:schema x.json", "#:schema x.json\nschema = 1\n"),
            ("# of a\n[a]\n", "schema = 1\n\n# of a\n[a]\n"),
            ("#:schema x\n# ours\n\n# of a\n[a]\n", "#:schema x\n# ours\n\nschema = 1\n\n# of a\n[a]\n"),
            ("a.b = 1\n", "schema = 1\na.b = 1\n"),
        ] {
            let old = tree(text);
            let found = fault(&old, MIGRATIONS).expect("no version");
            assert_eq!(fix::apply(&old.span.source, &[found]).expect("a fix").text, expected);
        }
    }

    #[test]
    fn a_newer_or_unknown_version_is_told() {
        let newer = fault(&tree("schema = 2\n"), MIGRATIONS).expect("newer");
        assert_eq!(newer.message, "this file has version 2, and this dpakit reads up to 1");
        assert!(newer.fixes.is_empty());
        assert!(fault(&tree("schema = 0\n"), MIGRATIONS).expect("none").fixes.is_empty());
        assert_eq!(fault(&tree("schema = 1\n"), MIGRATIONS), None);
    }
}
