//! Writing the file (ISO 32000-1, 7.5): streams one by one, all other objects together in compressed
//! streams, and an identifier that follows from the content.

use std::ops::Range;

use lopdf::{Document as Pdf, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::serial;
use crate::emit::pdf::deflate::Deflater;
use crate::parallel;

/// The most objects in one stream: a reader that wants one of them unpacks all.
const MOST: usize = 500;

/// Objects written down already, in the order of their numbers.
#[derive(Debug, Default)]
pub struct Packed {
    /// One behind the other.
    pub bytes: Vec<u8>,
    /// The number of each, and where it begins.
    pub starts: Vec<(u32, usize)>,
}

impl Packed {
    /// Begins the next object; its bytes follow.
    pub fn begin(&mut self, id: u32) {
        self.starts.push((id, self.bytes.len()));
    }

    /// Adds the objects of another.
    pub fn append(&mut self, other: Packed) {
        let before = self.bytes.len();
        self.starts.extend(other.starts.into_iter().map(|(id, start)| (id, before + start)));
        self.bytes.extend(other.bytes);
    }
}

/// The bytes of a file of the objects of `pdf` and of others.
pub fn write(pdf: Pdf, others: Packed, producer: &str) -> Vec<u8> {
    let Pdf { objects, mut trailer, max_id, .. } = pdf;
    let mut file = File { bytes: Vec::new(), places: Vec::new(), fonts: Vec::new(), last: max_id };
    // Bytes above 127 say that the file is no text.
    file.bytes.extend(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    let (mut streams, mut packed) = (Vec::new(), Packed::default());
    for (id, object) in objects {
        match object {
            Object::Stream(stream) => streams.push((id, stream)),
            object => {
                packed.begin(id.0);
                serial::object(&mut packed.bytes, &object);
            }
        }
    }
    file.pack(&packed, &mut streams);
    file.pack(&others, &mut streams);
    parallel::each_mut(&mut streams, |(_, stream)| Deflater::new().compress(stream));
    streams.into_iter().for_each(|(id, stream)| file.stream(id, stream));
    trailer.set("ID", file.identifier(producer));
    file.end(trailer);
    file.bytes
}

/// Where an object is found.
#[derive(Clone, Copy)]
enum Place {
    /// By itself, from this byte on.
    At(usize),
    /// In an object stream, as the one with this index.
    In(u32, usize),
}

struct File {
    bytes: Vec<u8>,
    places: Vec<(u32, Place)>,
    /// Where the programs of fonts stand.
    fonts: Vec<Range<usize>>,
    /// The highest number given so far.
    last: u32,
}

impl File {
    /// Writes a stream that is compressed already, if it is to be.
    fn stream(&mut self, id: ObjectId, mut stream: Stream) {
        stream.dict.set("Length", stream.content.len() as i64);
        self.places.push((id.0, Place::At(self.bytes.len())));
        serial::integer(&mut self.bytes, id.0.into());
        self.bytes.extend(b" 0 obj\n");
        serial::dictionary(&mut self.bytes, &stream.dict);
        self.bytes.extend(b"stream\n");
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&stream.content);
        let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name);
        if stream.dict.has(b"Length1") || matches!(subtype, Ok(b"CIDFontType0C" | b"OpenType")) {
            self.fonts.push(start..self.bytes.len());
        }
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    fn next_id(&mut self) -> ObjectId {
        self.last += 1;
        (self.last, 0)
    }

    /// Puts objects in object streams (7.5.7): first the number and the place of each.
    fn pack(&mut self, packed: &Packed, streams: &mut Vec<(ObjectId, Stream)>) {
        for chunk in packed.starts.chunks(MOST) {
            let (Some(&(_, first)), Some(&last)) = (chunk.first(), chunk.last()) else {
                continue;
            };
            let after = packed.starts.get(packed.starts.partition_point(|&start| start.1 <= last.1));
            let end = after.map_or(packed.bytes.len(), |(_, start)| *start);
            let id = self.next_id();
            let mut content = Vec::with_capacity(end - first + chunk.len() * 10);
            for (index, &(inner, start)) in chunk.iter().enumerate() {
                self.places.push((inner, Place::In(id.0, index)));
                serial::integer(&mut content, inner.into());
                serial::integer(&mut content, (start - first) as i64);
            }
            content.push(b'\n');
            let head = content.len() as i64;
            content.extend(&packed.bytes[first..end]);
            let kind = dictionary! { "Type" => "ObjStm", "N" => chunk.len() as i64, "First" => head };
            streams.push((id, Stream::new(kind, content)));
        }
    }

    /// An identifier made from everything the file holds so far, instead of a random one. Programs of
    /// fonts count by their names, in which a hash of the program stands.
    fn identifier(&self, producer: &str) -> Object {
        let mut hash = Sha256::new();
        hash.update(producer);
        let mut from = 0;
        for font in &self.fonts {
            hash.update(&self.bytes[from..font.start]);
            from = font.end;
        }
        hash.update(&self.bytes[from..]);
        let id = Object::String(hash.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
        Object::Array(vec![id.clone(), id])
    }

    /// Writes where each object is found (7.5.8), and where that is written.
    fn end(&mut self, mut trailer: lopdf::Dictionary) {
        let id = self.next_id();
        let start = self.bytes.len();
        self.places.push((id.0, Place::At(start)));
        let size = self.last as usize + 1;
        let mut rows = vec![[0u8; ROW]; size];
        for (number, place) in &self.places {
            let (kind, at, index) = match *place {
                Place::At(byte) => (1, byte, 0),
                Place::In(stream, index) => (2, stream as usize, index),
            };
            let (at, index) = ((at as u32).to_be_bytes(), (index as u16).to_be_bytes());
            rows[*number as usize] = [kind, at[0], at[1], at[2], at[3], index[0], index[1]];
        }
        let mut stream = Stream::new(std::mem::take(&mut trailer), differences(&rows));
        stream.dict.set("Type", "XRef");
        stream.dict.set("Size", size as i64);
        stream.dict.set("W", vec![1.into(), 4.into(), 2.into()]);
        stream.allows_compression = true;
        Deflater::new().compress(&mut stream);
        // Each row as the difference to the one above (RFC 2083, 6.4): nearly all are alike.
        stream.dict.set("DecodeParms", dictionary! { "Predictor" => 12, "Columns" => ROW as i64 });
        if !stream.dict.has(b"Filter") {
            stream.dict.remove(b"DecodeParms");
            stream.set_content(rows.concat());
        }
        self.stream(id, stream);
        self.places.clear();
        self.bytes.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    }
}

/// Bytes of a row of the cross-reference stream.
const ROW: usize = 7;

fn differences(rows: &[[u8; ROW]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * (ROW + 1));
    let mut above = [0u8; ROW];
    for row in rows {
        out.push(2);
        out.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = *row;
    }
    out
}
