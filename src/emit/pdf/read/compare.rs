//! What a later revision makes of an earlier one.
//!
//! A revision replaces objects by their number. A page shows the same as before if neither its
//! entries nor any object they lead to were replaced; its annotations are looked at by themselves,
//! since signing and filling in is nothing else than changing those.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use sha2::Digest;

use super::{Later, files};

/// Entries of a page that do not show, or whose objects are annotations.
const UNSHOWN: [&[u8]; 6] =
    [b"Annots", b"Tabs", b"StructParents", b"LastModified", b"Metadata", b"PieceInfo"];
/// Most fields of a form, and deepest nesting of them.
const MAX_FIELDS: usize = 100_000;
const MAX_DEPTH: usize = 32;

/// Compares two revisions; they are counted elsewhere.
pub fn compare(old: &Pdf, new: &Pdf) -> Later {
    let (before, after) = (fields(old), fields(new));
    let changed = |signatures: bool| {
        let new = after
            .iter()
            .filter(|(name, field)| field.signature == signatures && before.get(*name) != Some(*field));
        let gone =
            before.iter().filter(|(name, field)| field.signature == signatures && !after.contains_key(*name));
        // A field for a signature that nobody has signed is no signature.
        new.filter(|(_, field)| !signatures || field.value.is_some()).count() + gone.count()
    };
    Later {
        revisions: 0,
        signatures: changed(true),
        fields: changed(false),
        notes: notes(old, new),
        pages: pages(old, new),
        files: carried(old, new),
        scripts: scripts(old) != scripts(new),
    }
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
    let mut seen: HashSet<ObjectId> = HashSet::from([page]);
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(object) = old.objects.get(&id) else { continue };
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

/// How many annotations that are no form fields differ.
fn notes(old: &Pdf, new: &Pdf) -> usize {
    let (before, after) = (annotations(old), annotations(new));
    before
        .keys()
        .chain(after.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|id| before.get(id) != after.get(id))
        .count()
}

/// The annotations of all pages that are no form fields, by page and object or place.
fn annotations(pdf: &Pdf) -> BTreeMap<(ObjectId, ObjectId), String> {
    let mut found = BTreeMap::new();
    for page in pdf.page_iter() {
        let list = pdf.get_dictionary(page).and_then(|page| page.get_deref(b"Annots", pdf)?.as_array());
        for (at, item) in list.into_iter().flatten().enumerate() {
            let Ok((id, note)) = pdf.dereference(item) else { continue };
            let Ok(note) = note.as_dict() else { continue };
            let is_field =
                note.get_deref(b"Subtype", pdf).and_then(Object::as_name).is_ok_and(|name| name == b"Widget");
            if !is_field {
                found.insert((page, id.unwrap_or((at as u32, u16::MAX))), format!("{note:?}"));
            }
        }
    }
    found
}

/// A form field.
#[derive(Default, PartialEq)]
struct Field {
    signature: bool,
    /// What is filled in, or the object that is.
    value: Option<String>,
    /// Where it is shown, and what as.
    look: String,
}

/// The form fields by their full names.
fn fields(pdf: &Pdf) -> BTreeMap<String, Field> {
    let mut found = BTreeMap::new();
    let form = pdf.catalog().and_then(|catalog| catalog.get_deref(b"AcroForm", pdf)?.as_dict());
    let roots = form.and_then(|form| form.get_deref(b"Fields", pdf)?.as_array());
    for root in roots.into_iter().flatten() {
        gather(pdf, root, &Above::default(), &mut HashSet::new(), &mut found);
    }
    found
}

/// What a field has from the fields above it.
#[derive(Default, Clone)]
struct Above {
    name: String,
    kind: Vec<u8>,
    depth: usize,
}

fn gather(
    pdf: &Pdf,
    field: &Object,
    above: &Above,
    seen: &mut HashSet<ObjectId>,
    found: &mut BTreeMap<String, Field>,
) {
    let Ok((id, object)) = pdf.dereference(field) else { return };
    let Ok(field) = object.as_dict() else { return };
    let fresh = id.is_none_or(|id| seen.insert(id));
    if !fresh || above.depth > MAX_DEPTH || found.len() > MAX_FIELDS {
        return;
    }
    let mut here = Above { depth: above.depth + 1, ..above.clone() };
    if let Some(part) = files::string(pdf, field, b"T") {
        here.name = format!("{}.{part}", above.name);
    }
    if let Ok(kind) = field.get_deref(b"FT", pdf).and_then(Object::as_name) {
        here.kind = kind.to_vec();
    }
    let value = field.get(b"V").ok().map(|value| format!("{value:?}"));
    let signature = here.kind == b"Sig";
    if !here.kind.is_empty() {
        let entry = found.entry(here.name.clone()).or_default();
        entry.signature = signature;
        entry.value = value.or_else(|| entry.value.take());
        entry.look.push_str(&look(pdf, field));
    }
    for kid in field.get_deref(b"Kids", pdf).and_then(Object::as_array).into_iter().flatten() {
        gather(pdf, kid, &here, seen, found);
    }
}

/// Where a field is shown, and what as, in short.
fn look(pdf: &Pdf, field: &Dictionary) -> String {
    let shown = field.get_deref(b"AP", pdf).and_then(Object::as_dict);
    let shown = shown.and_then(|shown| shown.get_deref(b"N", pdf));
    let shown = match shown {
        Ok(Object::Stream(stream)) => {
            sha2::Sha256::digest(&stream.content).iter().map(|byte| format!("{byte:02x}")).collect()
        }
        Ok(other) => format!("{other:?}"),
        Err(_) => String::new(),
    };
    format!("{:?} {shown};", field.get(b"Rect").ok())
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
