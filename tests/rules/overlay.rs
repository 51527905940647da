//! A pack made of the smallest one and what is laid over it.
//!
//! Tables are merged key by key, lists of tables item by item; a statement such as `{ left_open = "…" }`
//! takes the place of the value. The comments `# over transfer` and `# without path, path` lay
//! `transfer.toml` between, and take keys out first.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use dpakit::check::{Report, check};
use dpakit::document::Layer;
use dpakit::library::Library;
use dpakit::load::{Node, Value, tree};
use dpakit::pack::Facts;
use dpakit::source::Source;

/// The library that is built in.
pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::open(None).unwrap_or_else(|found| panic!("{found:#?}")))
}

/// A text by the name of a file.
pub fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: PathBuf::from(path), text: text.to_owned() })
}

fn parse(path: &str, text: &str) -> Node {
    tree::parse(&source(path, text), Layer::Pack).unwrap_or_else(|found| panic!("{path}: {found:#?}"))
}

fn merge(below: &mut Node, above: Node) {
    let instead = |value: &Value| match value {
        Value::Table(entries) => {
            ["left_open", "by_reference", "none"].iter().any(|key| entries.contains_key(*key))
        }
        _ => false,
    };
    let whole = instead(&below.value) || instead(&above.value);
    match (&mut below.value, above.value) {
        (Value::Table(old), Value::Table(new)) if !whole => {
            let old = Arc::make_mut(old);
            for (key, node) in Arc::unwrap_or_clone(new) {
                match old.get_mut(&key) {
                    Some(there) => merge(there, node),
                    None => drop(old.insert(key, node)),
                }
            }
            below.key = above.key.or(below.key.take());
            below.span = above.span;
        }
        (Value::Array(old), Value::Array(new))
            if new.iter().chain(old.iter()).all(|item| matches!(item.value, Value::Table(_))) =>
        {
            let old = Arc::make_mut(old);
            for (index, node) in Arc::unwrap_or_clone(new).into_iter().enumerate() {
                match old.get_mut(index) {
                    Some(there) => merge(there, node),
                    None => old.push(node),
                }
            }
            below.span = above.span;
        }
        (old, new) => {
            *old = new;
            below.span = above.span;
            below.key = above.key;
        }
    }
}

fn remove(node: &mut Node, path: &str) {
    let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut at = node;
    for segment in tree::segments(parents) {
        at = match &mut at.value {
            Value::Table(entries) => Arc::make_mut(entries).get_mut(segment),
            Value::Array(items) => {
                segment.parse::<usize>().ok().and_then(|index| Arc::make_mut(items).get_mut(index))
            }
            _ => None,
        }
        .unwrap_or_else(|| panic!("no `{path}`"));
    }
    let Value::Table(entries) = &mut at.value else { panic!("no table around `{path}`") };
    assert!(Arc::make_mut(entries).shift_remove(last).is_some(), "nothing to take out at `{path}`");
}

/// The facts of the smallest pack with a text laid over it.
pub fn facts(text: &str) -> Facts {
    let directive = |name: &str| {
        let start = format!("# {name} ");
        text.lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned))
    };
    let mut facts = parse("minimal", include_str!("minimal.toml"));
    if directive("over").as_deref() == Some("transfer") {
        merge(&mut facts, parse("transfer", include_str!("transfer.toml")));
    }
    for path in directive("without").iter().flat_map(|paths| paths.split(", ")) {
        remove(&mut facts, path);
    }
    merge(&mut facts, parse("page", text));
    let read = Facts::read(&source("empty", ""), Some(&facts));
    read.unwrap_or_else(|found| panic!("{text}\n{found:#?}"))
}

/// What `check` says of a pack.
pub fn report(facts: &Facts) -> Report {
    let plan = dpakit::plan::plan(facts, library()).unwrap_or_else(|found| panic!("{found:#?}"));
    let documents = dpakit::assemble::assemble(&plan);
    let documents = documents.unwrap_or_else(|found| panic!("{found:#?}"));
    check(&plan, &documents)
}
