//! What the colours of the pages mean: a profile of sRGB, which an archive file must carry.

use std::sync::LazyLock;

use lopdf::{Dictionary, Document as Pdf, Stream, dictionary};

use super::objects::text;
use crate::emit::pdf::deflate::Deflater;

/// The colorants and the white of sRGB, adapted to D50 as profiles have it (IEC 61966-2-1; the
/// adaptation is Bradford's, as ISO 15076-1, Annex E asks).
const COLORANTS: [(&[u8; 4], [f64; 3]); 4] = [
    (b"wtpt", [0.9642, 1.0, 0.8249]),
    (b"rXYZ", [0.436_07, 0.222_49, 0.013_92]),
    (b"gXYZ", [0.385_15, 0.716_87, 0.097_08]),
    (b"bXYZ", [0.143_07, 0.060_61, 0.714_10]),
];
/// The points of the curve.
const POINTS: u16 = 256;
/// The length of a profile's header.
const HEADER: usize = 128;

/// The profile, compressed.
static PROFILE: LazyLock<Stream> =
    LazyLock::new(|| Deflater::new().stream(Stream::new(dictionary! { "N" => 3 }, srgb())));

/// Adds the profile; the output intent that names it.
pub fn output_intent(pdf: &mut Pdf) -> Dictionary {
    let profile = pdf.add_object(PROFILE.clone());
    dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => text("sRGB"),
        "Info" => text("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    }
}

/// A display profile of version 2.1 (ICC.1:1998-09).
fn srgb() -> Vec<u8> {
    let mut tags: Vec<(&[u8; 4], Vec<u8>)> = vec![(b"desc", description()), (b"cprt", copyright())];
    tags.extend(
        COLORANTS.iter().map(|(name, xyz)| (*name, [b"XYZ \0\0\0\0".as_slice(), &fixed(xyz)].concat())),
    );
    let curves: [&[u8; 4]; 3] = [b"rTRC", b"gTRC", b"bTRC"];
    let count = tags.len() + curves.len();
    let mut table = (count as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = HEADER + 4 + 12 * count;
    for (name, content) in &tags {
        entry(&mut table, name, start + data.len(), content.len());
        data.extend(content);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let curve = curve();
    for name in curves {
        entry(&mut table, name, start + data.len(), curve.len());
    }
    data.extend(curve);
    [header(start + data.len()), table, data].concat()
}

fn entry(table: &mut Vec<u8>, name: &[u8; 4], at: usize, length: usize) {
    table.extend(name);
    table.extend((at as u32).to_be_bytes());
    table.extend((length as u32).to_be_bytes());
}

fn header(size: usize) -> Vec<u8> {
    let mut header = (size as u32).to_be_bytes().to_vec();
    header.extend([0, 0, 0, 0, 2, 0x10, 0, 0]);
    header.extend(b"mntrRGB XYZ ");
    // The day of the standard it describes: IEC 61966-2-1 is of October 1999.
    header.extend([1999u16, 10, 18, 0, 0, 0].map(u16::to_be_bytes).concat());
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(fixed(&COLORANTS[0].1));
    header.resize(HEADER, 0);
    header
}

fn description() -> Vec<u8> {
    let name = b"sRGB IEC61966-2.1\0";
    let mut out = b"desc\0\0\0\0".to_vec();
    out.extend((name.len() as u32).to_be_bytes());
    out.extend(name);
    // No name in Unicode, none in a Macintosh script.
    out.resize(out.len() + 4 + 4 + 2 + 1 + 67, 0);
    out
}

fn copyright() -> Vec<u8> {
    b"text\0\0\0\0No copyright, use freely\0".to_vec()
}

/// Numbers as signed fixed points of 16 bits and 16 bits.
fn fixed(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| ((number * 65536.0).round() as i32).to_be_bytes()).collect()
}

/// From what is stored to light (IEC 61966-2-1, 5.2).
fn curve() -> Vec<u8> {
    let mut out = b"curv\0\0\0\0".to_vec();
    out.extend(u32::from(POINTS).to_be_bytes());
    for point in 0..POINTS {
        let stored = f64::from(point) / f64::from(POINTS - 1);
        let light = if stored <= 0.04045 { stored / 12.92 } else { ((stored + 0.055) / 1.055).powf(2.4) };
        out.extend(((light * 65535.0).round() as u16).to_be_bytes());
    }
    out
}
