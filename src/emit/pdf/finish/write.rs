//! Writing the file: compressed, with an identifier that follows from its content.

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Document as Pdf, Object, SaveOptions, StringFormat};
use sha2::{Digest, Sha256};

/// The bytes of the finished document.
pub fn write(pdf: &mut Pdf, producer: &str) -> lopdf::Result<Vec<u8>> {
    compress(pdf)?;
    set_id(pdf, producer);
    let mut bytes = Vec::new();
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(6)
        .build();
    pdf.save_with_options(&mut bytes, options)?;
    // What others append, signatures above all, begins on a line of its own.
    bytes.push(b'\n');
    Ok(bytes)
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
fn set_id(pdf: &mut Pdf, producer: &str) {
    let mut hash = Sha256::new();
    hash.update(producer);
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
