//! A pack file read: layers merged with their places, held against the schema, typed, and its
//! references followed.

use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use serde_json::Value as Json;
use unicode_normalization::char::is_combining_mark;

use super::forms::Forms;
use super::{Pack, formats, version};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Outcome, nearest};
use crate::document::Layer;
use crate::load::tree::{self, Clean, Place};
use crate::load::{Node, Shape};
use crate::source::{Source, Span, is_hidden, is_portable};

/// An id that refers to nothing.
pub const NO_SUCH_ID: Code = Code("PCK-ID");
/// A text without words.
pub const EMPTY: Code = Code("PCK-EMPTY");
/// An id with characters that an id cannot have, or one that is there twice.
pub const BAD_ID: Code = Code("PCK-NAME");
/// A text that is too long for a contract.
pub const TOO_LONG: Code = Code("PCK-LONG");
/// A character that no document can carry.
pub const UNPRINTABLE: Code = Code("PCK-CHARACTER");

/// Longest text of a fact or a clause of the parties, in bytes: a contract has no longer paragraph.
const MAX_TEXT: usize = 20_000;

/// A pack with the place and the layer of each of its facts.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The facts, typed.
    pub pack: Pack,
    tree: Node,
}

/// The shape of a pack file.
pub fn shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| Shape::of::<Pack>(formats::PACK))
}

/// Where the facts of a pack stand, without what they say.
#[derive(Clone)]
pub struct Places(Node);

impl Places {
    /// Where a fact stands; for one that is not stated, the table it would stand in.
    pub fn at(&self, path: &str) -> Span {
        place_in(&self.0, path)
    }
}

fn place_in(tree: &Node, path: &str) -> Span {
    let (node, found) = tree.nearest(path);
    if found && !matches!(node.value, crate::load::Value::Table(_)) {
        return node.span.clone();
    }
    node.name_span()
}

impl Facts {
    /// Reads a pack file from disk, or standard input for `-`, over the defaults of the house.
    ///
    /// # Errors
    /// Everything that is wrong with the file, in one go.
    pub fn open(path: &Path, house: Option<&Node>) -> Outcome<Facts> {
        Facts::read(&crate::load::read(path)?, house)
    }

    /// Reads a pack from a text, over the defaults of the house.
    ///
    /// # Errors
    /// Everything that is wrong with the text, in one go.
    pub fn read(source: &Arc<Source>, house: Option<&Node>) -> Outcome<Facts> {
        let own = tree::parse(source, Layer::Pack)?;
        match house {
            Some(house) => Facts::over(house, own),
            None => Facts::of(own),
        }
    }

    /// Reads a pack of which all but one layer are merged already: `row`, which states what one partner
    /// of many is, over `base`, which states what all of them share. A list of the row replaces that of
    /// the base; the facts know of each value which of the two has stated it, and where.
    ///
    /// # Errors
    /// Everything that is wrong with the whole, in one go.
    pub fn over(base: &Node, row: Node) -> Outcome<Facts> {
        Facts::of(laid(base, row))
    }

    /// The same with a row of which [`Facts::over`] has found nothing wrong before.
    ///
    /// # Errors
    /// Facts that cannot be typed: it is another row.
    pub fn again(base: &Node, row: Node) -> Outcome<Facts> {
        let tree = laid(base, row);
        let pack = shape().typed(&tree, &tree.json())?;
        Ok(Facts { pack, tree })
    }

    /// The same pack where some of its facts are others.
    ///
    /// # Errors
    /// Everything that is wrong with the whole, in one go.
    pub fn with(&self, others: Node) -> Outcome<Facts> {
        let mut tree = self.tree.clone();
        let Node { span, key, layer, .. } = tree.clone();
        tree.overlay(others);
        Facts::of(Node { span, key, layer, ..tree })
    }

    /// Holds a tree against the schema, types it, and follows its references.
    fn of(tree: Node) -> Outcome<Facts> {
        let json = tree.json();
        let pack = shape().read_json::<Pack>(&tree, &json).map_err(|found| version::explain(found, &tree));
        let facts = Facts { pack: pack?, tree };
        let mut found = facts.texts();
        found.extend(facts.ids(&json));
        found.extend(facts.reference());
        found.extend(facts.references(&json));
        found.extend(facts.lists(&json));
        if found.is_empty() { Ok(facts) } else { Err(found) }
    }

    /// Where a fact stands; for one that is not stated, the table it would stand in.
    pub fn at(&self, path: &str) -> Span {
        place_in(&self.tree, path)
    }

    /// Where all facts stand.
    pub fn places(&self) -> Places {
        Places(self.tree.clone())
    }

    /// Which layer stated a fact, if any did.
    pub fn layer(&self, path: &str) -> Option<Layer> {
        let (node, found) = self.tree.nearest(path);
        found.then_some(node.layer)
    }

    /// The file the facts come from.
    pub fn source(&self) -> &Arc<Source> {
        &self.tree.span.source
    }

    /// The texts that state facts, lowest layer first.
    pub fn layers(&self) -> Vec<(Layer, &Arc<Source>)> {
        let mut found = vec![(self.tree.layer, self.source())];
        gather_layers(&self.tree, &mut found);
        found.sort_by_key(|(layer, _)| *layer);
        found
    }

    /// What is stated at a path, and by which layer.
    pub fn stated(&self, path: &str) -> Option<&Node> {
        let (node, found) = self.tree.nearest(path);
        found.then_some(node)
    }

    /// The same, if other packs over the same base have it too.
    pub fn shared(&self, path: &str) -> Option<&Node> {
        self.tree.shared(path)
    }

    fn texts(&self) -> Vec<Diagnostic> {
        static CLEAN: LazyLock<Clean> = LazyLock::new(Clean::default);
        let mut found = Vec::new();
        self.tree.doubtful_texts(&CLEAN, &mut |place, text| {
            let before = found.len();
            self.text(place, text, &mut found);
            found.len() == before
        });
        found
    }

    /// What is wrong with a text in itself.
    fn text(&self, place: Place<'_>, text: &str, found: &mut Vec<Diagnostic>) {
        if text.len() > MAX_TEXT {
            let path = &place.path();
            let message = format!("`{path}` has {} characters", text.chars().count());
            let help = format!("keep it under {MAX_TEXT}");
            found.push(Diagnostic::error(TOO_LONG, message).at(self.at(path), "too long").help(help));
            return;
        }
        if !text.chars().any(stands_alone) {
            let path = &place.path();
            let word = if text.trim().is_empty() { "is empty" } else { "has no character that can be seen" };
            let message = format!("`{path}` {word}");
            let help = "state it, or remove the key; to leave it open on purpose, write \
                        { left_open = \"reason\" } where the schema allows it";
            found.push(Diagnostic::error(EMPTY, message).at(self.at(path), "empty").help(help));
        }
        // Most texts are ASCII, of which that is told at once.
        let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if let Some(bad) = (!plain).then(|| text.chars().find(|&c| is_unprintable(c))).flatten() {
            let path = &place.path();
            let message =
                format!("`{path}` contains the character U+{:04X}, which no document can carry", bad as u32);
            let help = "remove it; it usually comes from copying out of a damaged file";
            found.push(Diagnostic::error(UNPRINTABLE, message).at(self.at(path), "here").help(help));
        }
    }

    /// Ids are used in references, field names and anchors: plain characters, each once.
    fn ids(&self, json: &Json) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for table in ["parties", "data.categories", "data.groups", "data.subjects", "services"] {
            for id in ids_of(json, table).unwrap_or_default().into_iter().filter(|id| !is_plain(id)) {
                let (node, _) = self.tree.nearest(table);
                let at = node.child(id).map_or_else(|| node.name_span(), Node::name_span);
                found.push(bad_id(id, at));
            }
        }
        let lists = [("transfers", "id"), ("subprocessors", "id"), ("clauses.insert", "slug")];
        for (list, key) in lists {
            let mut seen: Vec<&str> = Vec::new();
            let pointer = format!("/{}", list.replace('.', "/"));
            let items = json.pointer(&pointer).and_then(Json::as_array);
            for (index, item) in items.into_iter().flatten().enumerate() {
                let Some(id) = item.get(key).and_then(Json::as_str) else { continue };
                let at = || self.at(&format!("{list}[{index}].{key}"));
                if !is_plain(id) {
                    found.push(bad_id(id, at()));
                } else if seen.contains(&id) {
                    let message = format!("`{id}` is there twice in `{list}`");
                    found.push(
                        Diagnostic::error(BAD_ID, message).at(at(), "again").help("give it another name"),
                    );
                }
                seen.push(id);
            }
        }
        found
    }

    /// The reference names a folder and files, on every system.
    fn reference(&self) -> Option<Diagnostic> {
        let reference = &self.pack.agreement.reference;
        let portable = is_portable(reference) && reference.len() <= 100;
        (!portable).then(|| {
            Diagnostic::error(BAD_ID, format!("`{reference}` cannot be the name of a file on every system"))
                .at(self.at("agreement.reference"), "here")
                .help("use up to 100 letters, digits, dots, hyphens and underscores, and no name of a device such as CON")
        })
    }

    /// Lists in which something may stand once only, and groups, which hold categories and no groups.
    fn lists(&self, json: &Json) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let groups = ids_of(json, "data.groups").unwrap_or_default();
        let mut lists = vec!["signing.order".to_owned()];
        lists.extend(groups.iter().map(|id| format!("data.groups.{id}.categories")));
        let services = ids_of(json, "services").unwrap_or_default();
        lists.extend(services.iter().map(|id| format!("services.{id}.categories")));
        for list in lists {
            let items = json.pointer(&format!("/{}", list.replace('.', "/"))).and_then(Json::as_array);
            let items: Vec<&str> = items.into_iter().flatten().filter_map(Json::as_str).collect();
            for (index, item) in items.iter().enumerate() {
                let at = || self.at(&format!("{list}[{index}]"));
                if items[..index].contains(item) {
                    let message = format!("`{item}` is there twice in `{list}`");
                    let fault = Diagnostic::error(BAD_ID, message).at(at(), "again").help("state it once");
                    found.push(fault.fixed_by(self.without(&list, index)));
                } else if list.starts_with("data.groups.") && groups.contains(item) {
                    let message = format!("`{item}` is a group, and a group holds categories only");
                    let help = "list the categories of that group";
                    found.push(Diagnostic::error(NO_SUCH_ID, message).at(at(), "a group").help(help));
                }
            }
        }
        found
    }

    /// The removal of an item of a list and of the comma before it.
    fn without(&self, list: &str, index: usize) -> Option<Fix> {
        let before = &self.stated(&format!("{list}[{}]", index.checked_sub(1)?))?.span;
        let item = &self.stated(&format!("{list}[{index}]"))?.span;
        let text = &item.source.text;
        let range = before.range.end..item.range.end;
        let between = text.get(before.range.end..item.range.start)?;
        let clear = Arc::ptr_eq(&before.source, &item.source) && between.trim() == ",";
        let edit = Edit { span: Span { source: item.source.clone(), range }, text: String::new() };
        clear.then(|| Fix { label: "remove the second one".to_owned(), edits: vec![edit] })
    }

    fn references(&self, json: &Json) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut within = Vec::new();
        ids_in(Forms::of_pack(), 0, json, &mut within, &mut |steps, target, id| {
            let Some(known) = ids(json, target) else { return };
            if known.contains(&id) {
                return;
            }
            let help = match nearest(id, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => format!("add `[{target}.{id}]`"),
                None => format!("`[{target}]` has {}", known.join(", ")),
            };
            let message = format!("`{id}` is not an id in `[{target}]`");
            let path = path(steps);
            found.push(
                Diagnostic::error(NO_SUCH_ID, message).at(self.at(&path), "refers to nothing").help(help),
            );
        });
        found
    }
}

/// A step on the way to an id.
enum Step<'j> {
    Key(&'j str),
    Item(usize),
}

/// The path that steps lead along.
fn path(steps: &[Step<'_>]) -> String {
    steps.iter().fold(String::new(), |path, step| match step {
        Step::Key(key) => tree::join(&path, key),
        Step::Item(index) => tree::join(&path, &index.to_string()),
    })
}

/// Sees an id, with the steps that lead to it and the table it is of.
type SeeId<'s, 'j> = dyn FnMut(&[Step<'j>], &'static str, &'j str) + 's;

/// Visits every text that is the id of an entry of a table, with the steps that lead to it.
fn ids_in<'j>(
    forms: &'static Forms,
    form: usize,
    value: &'j Json,
    within: &mut Vec<Step<'j>>,
    see: &mut SeeId<'_, 'j>,
) {
    if !forms.has_ids(form) {
        return;
    }
    let form = forms.select(form, value);
    match value {
        Json::String(id) => {
            if let Some(target) = forms.get(form).refers_to {
                see(within, target, id);
            }
        }
        Json::Object(entries) => {
            for (key, inner) in entries {
                let Some(of_entry) = forms.entry(form, key) else { continue };
                within.push(Step::Key(key));
                ids_in(forms, of_entry, inner, within, see);
                within.pop();
            }
        }
        Json::Array(items) => {
            let Some(of_item) = forms.get(form).items else { return };
            for (index, inner) in items.iter().enumerate() {
                within.push(Step::Item(index));
                ids_in(forms, of_item, inner, within, see);
                within.pop();
            }
        }
        _ => {}
    }
}

/// A row over what it shares with others.
fn laid(base: &Node, row: Node) -> Node {
    let mut tree = base.clone();
    tree.overlay(row);
    tree
}

fn gather_layers<'n>(node: &'n Node, found: &mut Vec<(Layer, &'n Arc<Source>)>) {
    use crate::load::Value;
    match &node.value {
        Value::Table(entries) => entries.values().for_each(|inner| gather_layers(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| gather_layers(inner, found)),
        _ if found.iter().any(|(_, known)| Arc::ptr_eq(known, &node.span.source)) => {}
        _ => found.push((node.layer, &node.span.source)),
    }
}

/// The ids of a keyed table; a category may also be a group of categories.
fn ids<'j>(json: &'j Json, target: &str) -> Option<Vec<&'j str>> {
    if target.starts_with("library.") {
        return None;
    }
    let mut known = ids_of(json, target).unwrap_or_default();
    if target == "data.categories" {
        known.extend(ids_of(json, "data.groups").unwrap_or_default());
    }
    Some(known)
}

/// The keys of a keyed table.
fn ids_of<'j>(json: &'j Json, table: &str) -> Option<Vec<&'j str>> {
    let mut at = json;
    for key in table.split('.') {
        at = at.get(key)?;
    }
    Some(at.as_object()?.keys().map(String::as_str).collect())
}

/// Letters, digits, hyphens and underscores of ASCII.
fn is_plain(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=64).contains(&id.len()) && id.chars().all(plain)
}

fn bad_id(id: &str, at: Span) -> Diagnostic {
    let shown: String = id.chars().take(40).collect();
    Diagnostic::error(BAD_ID, format!("`{shown}` cannot be an id"))
        .at(at, "here")
        .help("use up to 64 letters (a to z), digits, hyphens and underscores; names stand in `name`")
}

/// Whether a character shows something by itself: no space, no mark on another, nothing invisible.
fn stands_alone(c: char) -> bool {
    !(c.is_whitespace() || is_hidden(c) || is_combining_mark(c))
}

/// Control characters other than line feeds and tabs, separators of lines and paragraphs, private use
/// and noncharacters.
fn is_unprintable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{2028}' | '\u{2029}')
        || matches!(c as u32, 0xE000..=0xF8FF | 0xF0000..=0x10FFFF | 0xFDD0..=0xFDEF)
        || (c as u32) & 0xFFFE == 0xFFFE
}
