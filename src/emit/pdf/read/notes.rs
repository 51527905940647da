//! What later revisions make of the annotations of the pages: fields, links, notes and stamps.
//!
//! Annotations are drawn over the pages. What counts is therefore what the pages list, and not only
//! the fields that the form knows: a field on a page that the form does not name covers words as well.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::compare::same_below;
use super::fields::{Field, name_of, own_or_above};
use super::{Change, Unreadable, What, appearance, cut, files};

/// Most annotations of all pages.
const MAX_NOTES: usize = 100_000;
/// Flags of an annotation that decide whether and how it is seen: invisible, hidden, printed, not
/// zoomed, not rotated, not viewed, toggled (ISO 32000-1, table 165).
const SEEN: i64 = 1 | 2 | 4 | 8 | 16 | 32 | 256;
/// Flags of a text field that hide or spread what is typed: password, comb (ISO 32000-1, table 228).
const TYPED: i64 = 1 << 13 | 1 << 24;

/// An annotation of a page.
struct Note<'p> {
    page: usize,
    entries: &'p Dictionary,
}

impl Note<'_> {
    fn is_field(&self, pdf: &Pdf) -> bool {
        self.kind(pdf) == "Widget"
    }

    fn kind(&self, pdf: &Pdf) -> String {
        let kind = self.entries.get_deref(b"Subtype", pdf).and_then(Object::as_name);
        kind.map_or_else(|_| "note".to_owned(), |kind| cut(&String::from_utf8_lossy(kind)))
    }

    fn change(&self, what: What, name: String) -> Change {
        Change { what, page: Some(self.page), name, before: None, after: None }
    }
}

/// Annotations by page and object, or place where they are none.
type Notes<'p> = BTreeMap<(ObjectId, ObjectId), Note<'p>>;
/// Fields by name.
type Fields = BTreeMap<String, Field>;

/// What became of the annotations.
pub fn changes(old: &Pdf, new: &Pdf, fields: (&Fields, &Fields)) -> Result<Vec<Change>, Unreadable> {
    let (before, after) = (gather(old)?, gather(new)?);
    let mut found = Vec::new();
    for (key, note) in &after {
        match before.get(key) {
            None => found.extend(added(new, note)),
            Some(one) if one.is_field(old) => field(old, new, (one, note), fields, &mut found),
            Some(one) => found.extend(other(old, new, one, note)),
        }
    }
    for (key, note) in &before {
        if !after.contains_key(key) {
            found.push(if note.is_field(old) {
                note.change(What::RemovedField, name_of(old, note.entries))
            } else {
                Change { before: target(old, note.entries), ..note.change(What::RemovedNote, note.kind(old)) }
            });
        }
    }
    Ok(found)
}

/// The annotations of all pages.
fn gather(pdf: &Pdf) -> Result<Notes<'_>, Unreadable> {
    let mut found = BTreeMap::new();
    for (number, page) in pdf.page_iter().enumerate() {
        let list = pdf.get_dictionary(page).and_then(|page| page.get_deref(b"Annots", pdf)?.as_array());
        for (at, item) in list.into_iter().flatten().enumerate() {
            let Ok((id, note)) = pdf.dereference(item) else { continue };
            let Ok(entries) = note.as_dict() else { continue };
            let id = id.unwrap_or((at as u32, u16::MAX));
            found.insert((page, id), Note { page: number + 1, entries });
            if found.len() > MAX_NOTES {
                return Err(Unreadable::TooLarge);
            }
        }
    }
    Ok(found)
}

/// An annotation that the first revision did not have.
fn added(pdf: &Pdf, note: &Note<'_>) -> Option<Change> {
    if !note.is_field(pdf) {
        // A window for the words of a note is not printed, and opens beside it.
        let kind = note.kind(pdf);
        let after = target(pdf, note.entries);
        let draws = kind != "Popup" || note.entries.has(b"AP");
        return draws.then(|| Change { after, ..note.change(What::NewNote, kind) });
    }
    let signature = own_or_above(pdf, note.entries, b"FT").and_then(|kind| kind.as_name().ok());
    let what = match signature == Some(b"Sig") {
        true if is_unseen(pdf, note.entries) => What::UnseenSignature,
        true => What::NewSignature,
        false => What::NewField,
    };
    Some(note.change(what, name_of(pdf, note.entries)))
}

/// Whether a field shows nothing: it has no area, or no appearance.
fn is_unseen(pdf: &Pdf, field: &Dictionary) -> bool {
    let area = rectangle(pdf, field, b"Rect");
    let empty = area.is_none_or(|[left, bottom, right, top]| left == right || bottom == top);
    empty || !field.has(b"AP")
}

/// A field that was there before.
fn field(
    old: &Pdf,
    new: &Pdf,
    (one, other): (&Note<'_>, &Note<'_>),
    (before, after): (&Fields, &Fields),
    found: &mut Vec<Change>,
) {
    let name = name_of(old, one.entries);
    let mut tell = |what: What| found.push(other.change(what, name.clone()));
    if rectangle(old, one.entries, b"Rect") != rectangle(new, other.entries, b"Rect") {
        tell(What::Moved);
    }
    let differs = |key: &[u8]| own_or_above(old, one.entries, key) != own_or_above(new, other.entries, key);
    let flags = |key: &[u8], mask: i64| {
        let of = |pdf, entries| {
            own_or_above(pdf, entries, key).and_then(|flags| flags.as_i64().ok()).unwrap_or(0) & mask
        };
        of(old, one.entries) != of(new, other.entries)
    };
    let hidden = flags(b"F", SEEN) || flags(b"Ff", TYPED);
    if hidden || [b"FT".as_slice(), b"Subtype", b"OC", b"T"].iter().any(|key| differs(key)) {
        tell(What::Hidden);
    }
    if [b"A".as_slice(), b"AA"].iter().any(|key| differs(key)) {
        tell(What::Actions);
    }
    let signature = own_or_above(old, one.entries, b"FT").and_then(|kind| kind.as_name().ok());
    if signature == Some(b"Sig") {
        return;
    }
    if !same_below(old, new, one.entries, other.entries, |key| key == b"MK") {
        tell(What::Painted);
    }
    if !same_below(old, new, one.entries, other.entries, |key| key == b"AP") {
        let area = rectangle(new, other.entries, b"Rect");
        let value = |fields: &Fields| fields.get(&name).and_then(|field| field.value.clone());
        let (value, same) = (value(after), value(before) == value(after));
        appearance::findings(new, other.entries, area, value.as_ref(), same).into_iter().for_each(tell);
    }
}

/// A link or note that was there before.
fn other(old: &Pdf, new: &Pdf, one: &Note<'_>, other: &Note<'_>) -> Option<Change> {
    let shown = |key: &[u8]| !matches!(key, b"P" | b"StructParent" | b"Parent");
    if same_below(old, new, one.entries, other.entries, shown) {
        return None;
    }
    let (before, after) = (target(old, one.entries), target(new, other.entries));
    Some(Change { before, after, ..other.change(What::ChangedNote, one.kind(old)) })
}

/// Where a link leads, in words.
fn target(pdf: &Pdf, note: &Dictionary) -> Option<String> {
    let action = note.get_deref(b"A", pdf).and_then(Object::as_dict).ok();
    let address = action.and_then(|action| files::string(pdf, action, b"URI"));
    let place = || {
        let list = note.get_deref(b"Dest", pdf).ok().or_else(|| action?.get_deref(b"D", pdf).ok())?;
        let page = list.as_array().ok()?.first()?.as_reference().ok()?;
        let number = pdf.page_iter().position(|other| other == page)?;
        Some(format!("page {}", number + 1))
    };
    let kind = || {
        let kind = action?.get_deref(b"S", pdf).and_then(Object::as_name).ok()?;
        Some(String::from_utf8_lossy(kind).into_owned())
    };
    address.or_else(place).or_else(kind).map(|target| cut(&target))
}

/// A rectangle: left, bottom, right, top.
pub fn rectangle(pdf: &Pdf, from: &Dictionary, key: &[u8]) -> Option<[f32; 4]> {
    let list = from.get_deref(key, pdf).and_then(Object::as_array).ok()?;
    let number = |at: usize| pdf.dereference(list.get(at)?).ok()?.1.as_float().ok();
    Some([number(0)?, number(1)?, number(2)?, number(3)?])
}
