//! The pass over the finished document: links, bookmarks, metadata, and writing it compactly.

mod attach;

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::dictionary;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, SaveOptions, Stream, StringFormat};
use sha2::{Digest, Sha256};

use super::layout::{Area, Bookmark, Layout, Shape};
use super::rich::Target;
use crate::document::Meta;
use crate::emit::Attachment;

const PRODUCER: &str = concat!("dpakit ", env!("CARGO_PKG_VERSION"));

/// Completes the document and writes it.
pub fn finish(
    mut pdf: Pdf,
    layout: &Layout,
    meta: &Meta,
    attachments: &[Attachment],
) -> lopdf::Result<Vec<u8>> {
    pdf.version = "1.7".into();
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    add_links(&mut pdf, layout, &pages)?;
    let outlines = add_outlines(&mut pdf, layout, &pages);
    let metadata = add_metadata(&mut pdf, meta);
    let root = pdf.trailer.get(b"Root")?.as_reference()?;
    let catalog = pdf.get_object_mut(root)?.as_dict_mut()?;
    catalog.remove(b"PageLayout");
    catalog.set("PageMode", "UseNone");
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", "UseOutlines");
    }
    catalog.set("Lang", text(&meta.language));
    catalog.set("Metadata", metadata);
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    attach::attach(&mut pdf, attachments, meta.date.as_deref().filter(|date| is_date(date)))?;
    compress(&mut pdf)?;
    set_id(&mut pdf);
    let mut bytes = Vec::new();
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(6)
        .build();
    pdf.save_with_options(&mut bytes, options)?;
    Ok(bytes)
}

/// A text string: ASCII as it is, everything else in UTF-16.
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Where a click or a bookmark leads: some points above the place, so that it is not cut off.
fn destination(layout: &Layout, pages: &[ObjectId], page: usize, y: f32) -> Option<Object> {
    let top = (layout.size.1 - y + 6.0).min(layout.size.1);
    Some(Object::Array(vec![
        Object::Reference(*pages.get(page)?),
        "XYZ".into(),
        Object::Integer(0),
        Object::Real(top),
        Object::Null,
    ]))
}

fn rectangle(layout: &Layout, area: &Area) -> Object {
    let bottom = layout.size.1 - area.y - area.height;
    let (right, top) = (area.x + area.width, layout.size.1 - area.y);
    Object::Array([area.x, bottom, right, top].map(|n| Object::Real((n * 100.0).round() / 100.0)).into())
}

fn add_links(pdf: &mut Pdf, layout: &Layout, pages: &[ObjectId]) -> lopdf::Result<()> {
    for (page, id) in layout.pages.iter().zip(pages) {
        let mut annotations = Vec::new();
        for item in &page.items {
            let Shape::Link(area, target) = &item.shape else {
                continue;
            };
            let mut link = dictionary! {
                "Type" => "Annot",
                "Subtype" => "Link",
                "Rect" => rectangle(layout, area),
                "Border" => vec![0.into(), 0.into(), 0.into()],
                "F" => 4,
                "P" => *id,
            };
            match target {
                Target::Url(url) => {
                    let action = dictionary! { "S" => "URI", "URI" => text(&ascii_url(url)) };
                    link.set("A", action);
                    link.set("Contents", text(url));
                }
                Target::Place(name) => {
                    // A reference to an instrument that is not in the file is plain text.
                    let place = layout.places.get(name);
                    let Some(place) = place.and_then(|&(page, y)| destination(layout, pages, page, y)) else {
                        continue;
                    };
                    link.set("Dest", place);
                }
            }
            annotations.push(Object::Reference(pdf.add_object(link)));
        }
        let dictionary = pdf.get_object_mut(*id)?.as_dict_mut()?;
        if annotations.is_empty() {
            dictionary.remove(b"Annots");
        } else {
            dictionary.set("Annots", annotations);
        }
    }
    Ok(())
}

/// The URL with everything but ASCII escaped, as a PDF wants it.
fn ascii_url(url: &str) -> String {
    let mut out = String::new();
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Nested bookmarks, the first level open; `None` if there are none.
fn add_outlines(pdf: &mut Pdf, layout: &Layout, pages: &[ObjectId]) -> Option<ObjectId> {
    let marks = &layout.bookmarks;
    if marks.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = marks.iter().map(|_| pdf.new_object_id()).collect();
    let tree = Tree::of(marks);
    for (index, mark) in marks.iter().enumerate() {
        let parent = tree.parents[index];
        let siblings = &tree.children[parent.map_or(0, |parent| parent + 1)];
        let at = tree.ranks[index];
        let mut item = dictionary! {
            "Title" => text(&mark.title),
            "Parent" => parent.map_or(root, |parent| ids[parent]),
        };
        if let Some(place) = destination(layout, pages, mark.page, mark.y) {
            item.set("Dest", place);
        }
        if at > 0 {
            item.set("Prev", ids[siblings[at - 1]]);
        }
        if let Some(&next) = siblings.get(at + 1) {
            item.set("Next", ids[next]);
        }
        let children = &tree.children[index + 1];
        if let (Some(&first), Some(&last)) = (children.first(), children.last()) {
            item.set("First", ids[first]);
            item.set("Last", ids[last]);
            // Negative: shown closed.
            item.set("Count", -(children.len() as i64));
        }
        pdf.set_object(ids[index], item);
    }
    let top = &tree.children[0];
    let mut outlines = dictionary! { "Type" => "Outlines", "Count" => top.len() as i64 };
    if let (Some(&first), Some(&last)) = (top.first(), top.last()) {
        outlines.set("First", ids[first]);
        outlines.set("Last", ids[last]);
    }
    pdf.set_object(root, outlines);
    Some(root)
}

/// Which bookmark is inside which.
struct Tree {
    parents: Vec<Option<usize>>,
    /// Position among the children of its parent.
    ranks: Vec<usize>,
    /// Children of the root, then of each bookmark.
    children: Vec<Vec<usize>>,
}

impl Tree {
    fn of(marks: &[Bookmark]) -> Tree {
        let mut tree =
            Tree { parents: Vec::new(), ranks: Vec::new(), children: vec![Vec::new(); marks.len() + 1] };
        let mut open: Vec<usize> = Vec::new();
        for (index, mark) in marks.iter().enumerate() {
            while open.last().is_some_and(|&last| marks[last].level >= mark.level) {
                open.pop();
            }
            let parent = open.last().copied();
            let siblings = &mut tree.children[parent.map_or(0, |parent| parent + 1)];
            tree.ranks.push(siblings.len());
            siblings.push(index);
            tree.parents.push(parent);
            open.push(index);
        }
        tree
    }
}

/// Replaces what printpdf says about the document, which holds the time of day, by what is known.
fn add_metadata(pdf: &mut Pdf, meta: &Meta) -> ObjectId {
    let date = meta.date.as_deref().filter(|date| is_date(date));
    let mut info = dictionary! {
        "Title" => text(&meta.title),
        "Producer" => text(PRODUCER),
        "Creator" => text("dpakit"),
    };
    if let Some(subtitle) = &meta.subtitle {
        info.set("Subject", text(subtitle));
    }
    if let Some(date) = date {
        let stamp = format!("D:{}000000Z", date.replace('-', ""));
        info.set("CreationDate", text(&stamp));
        info.set("ModDate", text(&stamp));
    }
    let info = pdf.add_object(info);
    if let Ok(old) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        pdf.objects.remove(&old);
    }
    pdf.trailer.set("Info", info);
    let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let stream = Stream::new(kind, xmp(meta, date).into_bytes()).with_compression(false);
    pdf.add_object(stream)
}

/// `2026-03-02`.
fn is_date(date: &str) -> bool {
    date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            '>' => "&gt;".into(),
            c => c.to_string(),
        })
        .collect()
}

fn xmp(meta: &Meta, date: Option<&str>) -> String {
    let dates = date.map_or(String::new(), |date| {
        format!(
            "<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>\
             <xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>"
        )
    });
    let subject = meta.subtitle.as_ref().map_or(String::new(), |subtitle| {
        format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>\
             </dc:description>",
            escaped(subtitle)
        )
    });
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\
         <dc:format>application/pdf</dc:format>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         {subject}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
         {dates}<xmp:CreatorTool>dpakit</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        title = escaped(&meta.title),
        language = escaped(&meta.language),
    )
}

/// Compresses at level 6: nearly as small as the highest, in half the time.
fn compress(pdf: &mut Pdf) -> lopdf::Result<()> {
    for object in pdf.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        if !stream.allows_compression || stream.dict.has(b"Filter") {
            continue;
        }
        let space = Vec::with_capacity(stream.content.len() / 3);
        let mut encoder = ZlibEncoder::new(space, Compression::new(6));
        encoder.write_all(&stream.content)?;
        let compressed = encoder.finish()?;
        if compressed.len() + 20 < stream.content.len() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(compressed);
        }
    }
    Ok(())
}

/// An identifier made from everything the document holds, instead of a random one.
fn set_id(pdf: &mut Pdf) {
    let mut hash = Sha256::new();
    hash.update(PRODUCER);
    for (id, object) in &pdf.objects {
        hash.update(id.0.to_be_bytes());
        digest(&mut hash, object);
    }
    let id = Object::String(hash.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", Object::Array(vec![id.clone(), id]));
}

fn digest(hash: &mut Sha256, object: &Object) {
    match object {
        Object::Array(items) => items.iter().for_each(|item| digest(hash, item)),
        Object::Dictionary(dictionary) => digest_dictionary(hash, dictionary),
        Object::Stream(stream) => {
            digest_dictionary(hash, &stream.dict);
            hash.update(&stream.content);
        }
        Object::String(bytes, _) | Object::Name(bytes) => hash.update(bytes),
        Object::Real(number) => hash.update(number.to_bits().to_be_bytes()),
        Object::Integer(number) => hash.update(number.to_be_bytes()),
        Object::Reference(id) => hash.update(id.0.to_be_bytes()),
        Object::Boolean(yes) => hash.update([u8::from(*yes)]),
        Object::Null => hash.update([0]),
    }
}

fn digest_dictionary(hash: &mut Sha256, dictionary: &Dictionary) {
    for (key, value) in dictionary {
        hash.update(key);
        digest(hash, value);
    }
}
