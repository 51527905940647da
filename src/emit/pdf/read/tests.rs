mod fields;
mod pages;

use std::io::Write as _;

use lopdf::{Dictionary, IncrementalDocument, Stream, dictionary};

use super::*;
use crate::emit::pdf::{Pdf as Format, fixture};
use crate::emit::{Format as _, Look, Relation, Volume};

fn attachments() -> Vec<Attachment> {
    let one = |name: &str, relation, text: &str| Attachment {
        name: name.to_owned(),
        media_type: "application/toml".to_owned(),
        description: "Fäcts".to_owned(),
        relation,
        bytes: text.repeat(200).into_bytes(),
    };
    vec![one("z.toml", Relation::Supplement, "z = 1\n"), one("facts.toml", Relation::Source, "a = \"云\"\n")]
}

fn written() -> Vec<u8> {
    let mut bytes = Vec::new();
    let volume = Volume { documents: &[fixture::schedule()], attachments: &attachments(), signing: None };
    Format.write(&volume, &Look::default(), &mut bytes).unwrap();
    bytes
}

/// The file with a revision that a change makes.
fn revised(bytes: &[u8], change: impl FnOnce(&mut IncrementalDocument)) -> Vec<u8> {
    let old = Pdf::load_mem(bytes).unwrap();
    let mut document = IncrementalDocument::create_from(bytes.to_vec(), old);
    change(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    assert!(out.starts_with(bytes));
    out
}

fn first_page(document: &IncrementalDocument) -> ObjectId {
    document.get_prev_documents().page_iter().next().unwrap()
}

/// Changes the dictionary of an object of the earlier revision.
fn edit(document: &mut IncrementalDocument, id: ObjectId, change: impl FnOnce(&mut Dictionary)) {
    document.opt_clone_object_to_new_document(id).unwrap();
    change(document.new_document.get_object_mut(id).unwrap().as_dict_mut().unwrap());
}

fn catalog(document: &IncrementalDocument) -> ObjectId {
    document.get_prev_documents().trailer.get(b"Root").unwrap().as_reference().unwrap()
}

/// Adds an annotation to the first page, beside those that it has.
fn annotate(document: &mut IncrementalDocument, note: Dictionary) -> ObjectId {
    let page = first_page(document);
    let id = document.new_document.add_object(note);
    edit(document, page, |page| {
        let mut all = page.get(b"Annots").and_then(Object::as_array).cloned().unwrap_or_default();
        all.push(id.into());
        page.set("Annots", all);
    });
    id
}

fn sign(document: &mut IncrementalDocument) {
    let signature = document.new_document.add_object(dictionary! { "Type" => "Sig" });
    let field = dictionary! {
        "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("signature"), "V" => signature,
    };
    let field = annotate(document, field);
    let root = catalog(document);
    edit(document, root, |catalog| {
        catalog.set("AcroForm", dictionary! { "Fields" => vec![Object::from(field)] });
    });
}

/// A change on the first page.
fn change(what: What, name: &str) -> Change {
    Change { what, page: Some(1), name: name.to_owned(), before: None, after: None }
}

#[test]
fn what_is_put_in_is_taken_out() {
    let carried = read(&written()).unwrap();
    let mut expected = attachments();
    expected.reverse();
    assert_eq!(carried.files, expected, "in the order of their names");
    assert!(carried.unread.is_empty());
    assert_eq!(carried.producer.unwrap(), concat!("dpakit ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn files_are_associated_as_the_archival_profile_asks() {
    let pdf = Pdf::load_mem(&written()).unwrap();
    let catalog = pdf.catalog().unwrap();
    let associated = catalog.get(b"AF").unwrap().as_array().unwrap();
    assert_eq!(associated.len(), 2);
    let file = pdf.get_dictionary(associated[0].as_reference().unwrap()).unwrap();
    assert_eq!(file.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Source");
    for key in [b"F".as_slice(), b"UF", b"Desc", b"EF"] {
        assert!(file.has(key));
    }
    let content = file.get(b"EF").unwrap().as_dict().unwrap().get(b"F").unwrap().as_reference().unwrap();
    let content = &pdf.get_object(content).unwrap().as_stream().unwrap().dict;
    assert_eq!(content.get(b"Subtype").unwrap().as_name().unwrap(), b"application/toml");
    let parameters = content.get(b"Params").unwrap().as_dict().unwrap();
    assert_eq!(parameters.get(b"Size").unwrap().as_i64().unwrap() as usize, "a = \"云\"\n".len() * 200);
}

#[test]
fn signing_appends_and_changes_no_page() {
    let first = written();
    let signed = revised(&first, sign);
    assert_eq!(revisions(&signed).len(), 2);
    assert_eq!(revisions(&signed)[0], first.len());
    let field = change(What::UnseenSignature, "signature");
    let expected = Later { revisions: 1, signatures: 1, changes: vec![field], ..Later::default() };
    assert_eq!(later(&signed, first.len()).unwrap(), expected);
    assert_eq!(read(&signed).unwrap(), read(&first).unwrap());
}

#[test]
fn a_page_that_shows_something_else_is_named() {
    let first = written();
    let replaced_object = revised(&first, |document| {
        let page = first_page(document);
        let content = document.get_prev_documents().get_page_contents(page)[0];
        let words = Stream::new(Dictionary::new(), b"BT (other words) Tj ET".to_vec());
        document.new_document.set_object(content, words);
    });
    assert_eq!(later(&replaced_object, first.len()).unwrap().pages, [1]);
    let replaced_entry = revised(&first, |document| {
        let page = first_page(document);
        let words = document.new_document.add_object(Stream::new(Dictionary::new(), Vec::new()));
        edit(document, page, |page| page.set("Contents", words));
    });
    assert_eq!(later(&replaced_entry, first.len()).unwrap().pages, [1]);
    let fewer = revised(&first, |document| {
        let pages =
            document.get_prev_documents().catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        edit(document, pages, |pages| pages.set("Kids", Vec::<Object>::new()));
    });
    assert!(!later(&fewer, first.len()).unwrap().pages.is_empty());
}

#[test]
fn a_stamp_over_the_text_and_a_replaced_file_are_seen() {
    let first = written();
    let stamped = revised(&first, |document| {
        annotate(document, dictionary! { "Subtype" => "Stamp" });
    });
    let stamp = change(What::NewNote, "Stamp");
    let expected = Later { revisions: 1, changes: vec![stamp], ..Later::default() };
    assert_eq!(later(&stamped, first.len()).unwrap(), expected);
    let replaced = revised(&first, |document| {
        let old = document.get_prev_documents();
        let file = old.catalog().unwrap().get(b"AF").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        let stream = Stream::new(Dictionary::new(), b"b = 2".to_vec());
        let content = document.new_document.add_object(stream);
        edit(document, file, |file| file.set("EF", dictionary! { "F" => content }));
    });
    assert_eq!(later(&replaced, first.len()).unwrap().files, ["facts.toml"]);
    assert_eq!(read(&replaced).unwrap().files[0].bytes, b"b = 2", "the newest revision counts");
}

#[test]
fn a_script_that_was_added_is_seen() {
    let first = written();
    let scripted = revised(&first, |document| {
        let root = catalog(document);
        edit(document, root, |catalog| {
            let action = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("1") };
            catalog.set("OpenAction", action);
        });
    });
    assert_eq!(
        later(&scripted, first.len()).unwrap(),
        Later { revisions: 1, scripts: true, ..Later::default() }
    );
}

/// A PDF that carries a stream with this dictionary and content.
fn carrying(kind: Dictionary, content: Vec<u8>) -> Vec<u8> {
    let mut pdf = Pdf::load_mem(&written()).unwrap();
    let content = pdf.add_object(Stream::new(kind, content));
    let file = pdf.catalog().unwrap().get(b"AF").unwrap().as_array().unwrap()[0].as_reference().unwrap();
    pdf.get_object_mut(file).unwrap().as_dict_mut().unwrap().set("EF", dictionary! { "F" => content });
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_file_that_unfolds_without_end_is_not_read() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..40 {
        encoder.write_all(&[0; 1 << 20]).unwrap();
    }
    let bomb = carrying(dictionary! { "Filter" => "FlateDecode" }, encoder.finish().unwrap());
    let carried = read(&bomb).unwrap();
    assert_eq!(carried.unread, ["facts.toml"]);
    assert_eq!(carried.files.len(), 1);
    let odd = carrying(dictionary! { "Filter" => "ASCIIHexDecode" }, b"41>".to_vec());
    assert_eq!(read(&odd).unwrap().unread, ["facts.toml"]);
}

#[test]
fn what_is_no_pdf_says_so() {
    assert_eq!(read(b""), Err(Unreadable::NotPdf));
    assert_eq!(read(b"# Markdown"), Err(Unreadable::NotPdf));
    assert_eq!(read(b"%PDF-1.7\n"), Err(Unreadable::Damaged));
    assert_eq!(revisions(b"%%EOF startxref 1 %%EOF startxref\n12\n%%EOF 12\n%%EOF"), [42]);
}

#[test]
fn an_encrypted_file_says_so() {
    use lopdf::{EncryptionState, EncryptionVersion, Permissions};
    for user_password in ["", "secret"] {
        let mut pdf = Pdf::load_mem(&written()).unwrap();
        let version = EncryptionVersion::V2 {
            document: &pdf,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        pdf.encrypt(&state).unwrap();
        let mut bytes = Vec::new();
        pdf.save_to(&mut bytes).unwrap();
        assert_eq!(read(&bytes), Err(Unreadable::Encrypted));
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let first = written();
    let signed = revised(&first, sign);
    for cut in (0..signed.len()).step_by(signed.len() / 40) {
        let _ = read(&signed[..cut]);
        let _ = later(&signed[..cut], first.len());
    }
    // A generator of Lehmer's kind: the same mutations each time.
    let mut state: u64 = 20_260_302;
    let mut next = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    for _ in 0..150 {
        let mut bytes = signed.clone();
        for _ in 0..20 {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        // The tail, with its cross-references, is where parsers stumble.
        let at = bytes.len() - 1 - next(600);
        bytes[at] = b"0129 /<>[]()R"[next(13)];
        let _ = read(&bytes);
        let _ = later(&bytes, first.len());
    }
}
