//! The files that a PDF carries, and what it says of itself.

use std::collections::HashSet;
use std::io::Read;

use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use super::Carried;
use crate::emit::{Attachment, Relation};

/// Most bytes of one file, and of all together.
const MAX_FILE: u64 = 16 << 20;
const MAX_FILES: u64 = 32 << 20;
/// Most files, and deepest tree of their names.
const MAX_COUNT: usize = 1_000;
const MAX_DEPTH: usize = 16;

/// What a parsed file carries.
pub fn carried(pdf: &Pdf) -> Carried {
    let mut specifications = Vec::new();
    if let Some(tree) = tree(pdf) {
        gather(pdf, tree, 0, &mut HashSet::new(), &mut specifications);
    }
    let info = pdf.trailer.get_deref(b"Info", pdf).and_then(Object::as_dict).ok();
    let said = |key: &[u8]| info.and_then(|info| string(pdf, info, key));
    let mut carried = Carried { producer: said(b"Producer"), title: said(b"Title"), ..Carried::default() };
    let mut left = MAX_FILES;
    for specification in specifications {
        let Some(name) = string(pdf, specification, b"UF").or_else(|| string(pdf, specification, b"F"))
        else {
            continue;
        };
        match attachment(pdf, specification, &name, left.min(MAX_FILE)) {
            Some(file) => {
                left -= file.bytes.len() as u64;
                carried.files.push(file);
            }
            None => carried.unread.push(name),
        }
    }
    carried
}

/// The tree that names the files, if there is one.
fn tree(pdf: &Pdf) -> Option<&Dictionary> {
    let names = pdf.catalog().ok()?.get_deref(b"Names", pdf).ok()?.as_dict().ok()?;
    names.get_deref(b"EmbeddedFiles", pdf).ok()?.as_dict().ok()
}

/// Collects the specifications in the leaves of a tree of names.
fn gather<'p>(
    pdf: &'p Pdf,
    node: &'p Dictionary,
    depth: usize,
    seen: &mut HashSet<ObjectId>,
    found: &mut Vec<&'p Dictionary>,
) {
    let list = |key: &[u8]| node.get_deref(key, pdf).and_then(Object::as_array);
    for pair in list(b"Names").map(|names| names.chunks_exact(2)).into_iter().flatten() {
        let specification = pdf.dereference(&pair[1]).and_then(|(_, object)| object.as_dict());
        if let Ok(specification) = specification
            && found.len() < MAX_COUNT
        {
            found.push(specification);
        }
    }
    for kid in list(b"Kids").into_iter().flatten() {
        let Ok((id, inner)) = pdf.dereference(kid) else { continue };
        let fresh = id.is_none_or(|id| seen.insert(id));
        if let Ok(inner) = inner.as_dict()
            && fresh
            && depth < MAX_DEPTH
        {
            gather(pdf, inner, depth + 1, seen, found);
        }
    }
}

fn attachment(pdf: &Pdf, specification: &Dictionary, name: &str, most: u64) -> Option<Attachment> {
    let versions = specification.get_deref(b"EF", pdf).ok()?.as_dict().ok()?;
    let stream = versions.get_deref(b"F", pdf).or_else(|_| versions.get_deref(b"UF", pdf)).ok()?;
    let stream = stream.as_stream().ok()?;
    let media_type = stream.dict.get_deref(b"Subtype", pdf).and_then(Object::as_name).unwrap_or_default();
    let relation = specification.get_deref(b"AFRelationship", pdf).and_then(Object::as_name);
    Some(Attachment {
        name: name.to_owned(),
        media_type: String::from_utf8_lossy(media_type).into_owned(),
        description: string(pdf, specification, b"Desc").unwrap_or_default(),
        relation: if relation.is_ok_and(|name| name == b"Source") {
            Relation::Source
        } else {
            Relation::Supplement
        },
        bytes: content(stream, most)?,
    })
}

/// The content of a stream, unless it is longer than `most` or packed in an unusual way.
fn content(stream: &Stream, most: u64) -> Option<Vec<u8>> {
    let plain = match stream.filters() {
        Err(_) => true,
        Ok(filters) if filters.is_empty() => true,
        Ok(filters) if filters == [b"FlateDecode".as_slice()] && !stream.dict.has(b"DecodeParms") => false,
        Ok(_) => return None,
    };
    let mut bytes = Vec::new();
    if plain {
        stream.content.as_slice().take(most + 1).read_to_end(&mut bytes).ok()?;
    } else {
        ZlibDecoder::new(stream.content.as_slice()).take(most + 1).read_to_end(&mut bytes).ok()?;
    }
    (bytes.len() as u64 <= most).then_some(bytes)
}

/// A text string of a dictionary: UTF-16, UTF-8, or ASCII and its neighbours.
pub fn string(pdf: &Pdf, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let bytes = dictionary.get_deref(key, pdf).ok()?.as_str().ok()?;
    Some(match bytes {
        [0xfe, 0xff, wide @ ..] => {
            let units: Vec<u16> =
                wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    })
}
