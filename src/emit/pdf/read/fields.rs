//! The form fields of a PDF, and what is filled in.

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use sha2::Digest;

use super::{Change, Unreadable, Value, What, cut, files};

/// Most fields of a form, and deepest nesting of them.
const MAX_FIELDS: usize = 100_000;
const MAX_DEPTH: usize = 32;

/// A form field.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Whether it is for a signature.
    pub signature: bool,
    /// What is filled in.
    pub value: Option<Filled>,
}

/// What is filled into a field.
#[derive(Debug, Clone)]
pub struct Filled {
    /// Its beginning.
    pub shown: String,
    /// Hash of the whole: values can be long.
    hash: [u8; 32],
}

impl PartialEq for Filled {
    fn eq(&self, other: &Filled) -> bool {
        self.hash == other.hash
    }
}

/// The form fields by their full names.
pub fn fields(pdf: &Pdf) -> Result<BTreeMap<String, Field>, Unreadable> {
    let mut found = BTreeMap::new();
    let form = pdf.catalog().and_then(|catalog| catalog.get_deref(b"AcroForm", pdf)?.as_dict());
    let roots = form.and_then(|form| form.get_deref(b"Fields", pdf)?.as_array());
    let mut seen = HashSet::new();
    for root in roots.into_iter().flatten() {
        gather(pdf, root, &Above::default(), &mut seen, &mut found)?;
    }
    Ok(found)
}

/// The values that differ: filled in, replaced or taken out.
pub fn values(before: &BTreeMap<String, Field>, after: &BTreeMap<String, Field>) -> Vec<Value> {
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let value = |fields: &BTreeMap<String, Field>, name: &str| {
        let field = fields.get(name).filter(|field| !field.signature);
        field.and_then(|field| field.value.clone())
    };
    names
        .map(|name| (name, value(before, name), value(after, name)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| Value {
            name: name.clone(),
            before: before.map(|value| value.shown),
            after: after.map(|value| value.shown),
        })
        .collect()
}

/// New fields of the form that no page lists: a viewer may know what to do with them.
pub fn unplaced(
    before: &BTreeMap<String, Field>,
    after: &BTreeMap<String, Field>,
    changes: &[Change],
) -> Vec<Change> {
    let told: HashSet<&str> = changes.iter().map(|change| change.name.as_str()).collect();
    let fresh = after.iter().filter(|(name, _)| !before.contains_key(*name) && !told.contains(name.as_str()));
    let change = |(name, field): (&String, &Field)| {
        let what = if field.signature { What::UnseenSignature } else { What::NewField };
        Change { what, page: None, name: name.clone(), before: None, after: None }
    };
    fresh.map(change).collect()
}

/// The full name of a field, from the fields above it.
pub fn name_of(pdf: &Pdf, field: &Dictionary) -> String {
    let mut parts = Vec::new();
    let mut here = Some(field);
    for _ in 0..MAX_DEPTH {
        let Some(field) = here else { break };
        parts.extend(files::string(pdf, field, b"T").map(|part| cut(&part)));
        here = field.get_deref(b"Parent", pdf).and_then(Object::as_dict).ok();
    }
    parts.reverse();
    if parts.is_empty() { "without a name".to_owned() } else { cut(&parts.join(".")) }
}

/// An entry of a field, or of the nearest field above it that has it.
pub fn own_or_above<'p>(pdf: &'p Pdf, field: &'p Dictionary, key: &[u8]) -> Option<&'p Object> {
    let mut here = field;
    for _ in 0..MAX_DEPTH {
        if let Ok(value) = here.get_deref(key, pdf) {
            return Some(value);
        }
        here = here.get_deref(b"Parent", pdf).and_then(Object::as_dict).ok()?;
    }
    None
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
) -> Result<(), Unreadable> {
    let Ok((id, object)) = pdf.dereference(field) else { return Ok(()) };
    let Ok(field) = object.as_dict() else { return Ok(()) };
    if !id.is_none_or(|id| seen.insert(id)) {
        return Ok(());
    }
    if above.depth > MAX_DEPTH || found.len() > MAX_FIELDS {
        return Err(Unreadable::TooLarge);
    }
    let mut here = Above { depth: above.depth + 1, ..above.clone() };
    if let Some(part) = files::string(pdf, field, b"T") {
        let dot = if above.name.is_empty() { "" } else { "." };
        here.name = cut(&format!("{}{dot}{}", above.name, cut(&part)));
    }
    if let Ok(kind) = field.get_deref(b"FT", pdf).and_then(Object::as_name) {
        here.kind = kind.iter().copied().take(8).collect();
    }
    if !here.kind.is_empty() {
        let entry = found.entry(here.name.clone()).or_default();
        entry.signature = here.kind == b"Sig";
        entry.value = value(pdf, field).or_else(|| entry.value.take());
    }
    for kid in field.get_deref(b"Kids", pdf).and_then(Object::as_array).into_iter().flatten() {
        gather(pdf, kid, &here, seen, found)?;
    }
    Ok(())
}

/// What is filled in: nothing and an empty text are the same.
fn value(pdf: &Pdf, field: &Dictionary) -> Option<Filled> {
    let text = match field.get_deref(b"V", pdf).ok()? {
        Object::String(..) => files::string(pdf, field, b"V")?,
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::Null => return None,
        Object::Stream(stream) => String::from_utf8_lossy(&stream.content).into_owned(),
        other => format!("{other:?}"),
    };
    let hash = sha2::Sha256::digest(text.as_bytes()).into();
    (!text.is_empty()).then(|| Filled { shown: cut(&text), hash })
}
