//! What a later revision makes of an earlier one.
//!
//! A revision replaces objects by their number. A page shows the same as before if neither its
//! entries nor any object they lead to were replaced; its annotations are looked at by themselves,
//! since signing and filling in is nothing else than changing those.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::{Later, Unreadable, fields, files, notes};

/// Entries of a page that do not show, or whose objects are annotations.
const UNSHOWN: [&[u8]; 6] =
    [b"Annots", b"Tabs", b"StructParents", b"LastModified", b"Metadata", b"PieceInfo"];

/// Compares two revisions; they are counted elsewhere.
pub fn compare(old: &Pdf, new: &Pdf) -> Result<Later, Unreadable> {
    let (before, after) = (fields::fields(old)?, fields::fields(new)?);
    let signed = |fields: &BTreeMap<String, fields::Field>, name: &str| {
        fields.get(name).filter(|field| field.signature).map(|field| field.value.clone())
    };
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let others = names.filter(|name| match (signed(&before, name), signed(&after, name)) {
        // A field for a signature that nobody has signed is no signature.
        (before, Some(after)) => after.is_some() && before != Some(after),
        (before, None) => before.is_some(),
    });
    let signatures = others.count();
    let mut changes = notes::changes(old, new, (&before, &after))?;
    changes.extend(fields::unplaced(&before, &after, &changes));
    Ok(Later {
        revisions: 0,
        signatures,
        values: fields::values(&before, &after),
        changes,
        pages: pages(old, new),
        files: carried(old, new),
        scripts: scripts(old) != scripts(new),
    })
}

/// Numbers of the pages that do not show what they showed.
fn pages(old: &Pdf, new: &Pdf) -> Vec<usize> {
    let (before, after): (Vec<_>, Vec<_>) = (old.page_iter().collect(), new.page_iter().collect());
    let mut same = HashMap::new();
    let most = before.len().max(after.len());
    let is_other = |at: &usize| {
        let (Some(&one), Some(&other)) = (before.get(*at), after.get(*at)) else { return true };
        one != other || !shows_the_same(old, new, one, &mut same)
    };
    (0..most).filter(is_other).map(|at| at + 1).collect()
}

/// Whether a page shows the same in both; `same` remembers objects that were compared.
fn shows_the_same(old: &Pdf, new: &Pdf, page: ObjectId, same: &mut HashMap<ObjectId, bool>) -> bool {
    let (Ok(one), Ok(other)) = (old.get_dictionary(page), new.get_dictionary(page)) else { return false };
    let shown = |page: &Dictionary| {
        let entries = page.iter().filter(|(key, _)| !UNSHOWN.contains(&key.as_slice()));
        entries.map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (shown(one), shown(other));
    if one != other {
        return false;
    }
    let mut open = Vec::new();
    one.values().for_each(|value| references(value, &mut open));
    all_same(old, new, open, HashSet::from([page]), same)
}

/// Whether those entries of an annotation that are asked for are the same, and all they lead to.
pub fn same_below(
    old: &Pdf,
    new: &Pdf,
    one: &Dictionary,
    other: &Dictionary,
    asked: impl Fn(&[u8]) -> bool,
) -> bool {
    let entries = |of: &Dictionary| {
        let entries = of.iter().filter(|(key, _)| asked(key.as_slice()));
        entries.map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (entries(one), entries(other));
    let mut open = Vec::new();
    one.values().for_each(|value| references(value, &mut open));
    one == other && all_same(old, new, open, HashSet::new(), &mut HashMap::new())
}

/// Whether objects and all that they lead to were not replaced; pages are looked at by themselves.
fn all_same(
    old: &Pdf,
    new: &Pdf,
    mut open: Vec<ObjectId>,
    mut seen: HashSet<ObjectId>,
    same: &mut HashMap<ObjectId, bool>,
) -> bool {
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(object) = old.objects.get(&id) else { continue };
        if object.as_dict().is_ok_and(|object| object.has_type(b"Page")) {
            continue;
        }
        if !*same.entry(id).or_insert_with(|| new.objects.get(&id) == Some(object)) {
            return false;
        }
        match object {
            // The tree of pages leads to every other page: of it, only what pages inherit is followed.
            Object::Dictionary(node) if node.has_type(b"Pages") => {
                let inherited = node.iter().filter(|(key, _)| *key != b"Kids");
                inherited.for_each(|(_, value)| references(value, &mut open));
            }
            object => references(object, &mut open),
        }
    }
    true
}

/// The objects that an object refers to.
fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dictionary(entries) => entries.iter().for_each(|(_, value)| references(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| references(value, found)),
        _ => {}
    }
}

/// What can make a viewer show something else than the pages, from wherever the catalog leads to it.
fn scripts(pdf: &Pdf) -> Vec<String> {
    let Ok(catalog) = pdf.catalog() else { return Vec::new() };
    let inner = |key: &[u8]| catalog.get_deref(key, pdf).and_then(Object::as_dict).ok();
    let places = [
        (Some(catalog), b"OpenAction".as_slice()),
        (Some(catalog), b"AA"),
        (Some(catalog), b"OCProperties"),
        (inner(b"Names"), b"JavaScript"),
        (inner(b"AcroForm"), b"XFA"),
    ];
    let found = |(from, key): (Option<&Dictionary>, &[u8])| {
        let value = from?.get_deref(key, pdf).ok()?;
        Some(format!("{value:?}"))
    };
    places.into_iter().map(|place| found(place).unwrap_or_default()).collect()
}

/// Names of carried files that are no longer what they were.
fn carried(old: &Pdf, new: &Pdf) -> Vec<String> {
    let (before, after) = (files::carried(old), files::carried(new));
    let changed = before
        .files
        .into_iter()
        .filter(|file| !after.files.iter().any(|other| other.name == file.name && other.bytes == file.bytes));
    changed.map(|file| file.name).collect()
}
