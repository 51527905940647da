//! Pictures of every kind, whole, damaged and hostile.

use std::io::Read as _;

use super::{Picture, Pixels};

/// A PNG file of 4 by 2 pixels.
fn png(colour: png::ColorType, depth: png::BitDepth, bytes: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 4, 2);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.write_header().unwrap().write_image_data(bytes).unwrap();
    file
}

/// A JPEG file without pixels: dpakit does not look at them.
fn jpeg(frame: u8, channels: u8, width: u16) -> Vec<u8> {
    let [w1, w2] = width.to_be_bytes();
    let mut file = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, frame, 0, 8, 8, 0, 2, w1, w2, channels];
    file.extend([0xff, 0xda, 0, 3, 0, 1, 2, 3, 0xff, 0xd9]);
    file
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn rows(picture: &Picture) -> Vec<u8> {
    match &picture.pixels {
        Pixels::Rows(bytes) => unpacked(bytes),
        Pixels::Jpeg(_) => panic!("a PNG file has rows"),
    }
}

#[test]
fn png_pictures_become_rows_of_eight_bits() {
    let grey = png(png::ColorType::Grayscale, png::BitDepth::Eight, &[1, 2, 3, 4, 5, 6, 7, 8]);
    let (media_type, grey) = Picture::read(&grey).unwrap();
    assert_eq!((media_type, grey.width, grey.height, grey.coloured), ("image/png", 4, 2, false));
    assert_eq!(rows(&grey), [1, 2, 3, 4, 5, 6, 7, 8]);
    let deep: Vec<u8> = (0..48).collect();
    let (_, deep) = Picture::read(&png(png::ColorType::Rgb, png::BitDepth::Sixteen, &deep)).unwrap();
    assert_eq!(rows(&deep), (0..48).step_by(2).collect::<Vec<u8>>());
    assert!(deep.coloured && deep.opacity.is_none());
}

#[test]
fn opacity_is_kept_apart_and_left_out_where_all_is_opaque() {
    let clear: Vec<u8> = (0..8).flat_map(|at| [9, 9, 9, at]).collect();
    let (_, clear) = Picture::read(&png(png::ColorType::Rgba, png::BitDepth::Eight, &clear)).unwrap();
    assert_eq!(rows(&clear), [9; 24]);
    assert_eq!(unpacked(&clear.opacity.unwrap()), [0, 1, 2, 3, 4, 5, 6, 7]);
    let opaque: Vec<u8> = (0..8).flat_map(|at| [at, 255]).collect();
    let opaque = png(png::ColorType::GrayscaleAlpha, png::BitDepth::Eight, &opaque);
    assert_eq!(Picture::read(&opaque).unwrap().1.opacity, None);
}

#[test]
fn jpeg_pictures_stay_as_they_are() {
    for (frame, channels, coloured) in [(0xc0, 1, false), (0xc0, 3, true), (0xc2, 3, true)] {
        let file = jpeg(frame, channels, 4);
        let (media_type, picture) = Picture::read(&file).unwrap();
        assert_eq!((media_type, picture.width, picture.height), ("image/jpeg", 4, 2));
        assert_eq!(picture.coloured, coloured);
        assert_eq!(picture.pixels, Pixels::Jpeg(file));
    }
}

#[test]
fn pictures_that_pdf_cannot_carry_are_refused_with_the_reason() {
    let says = |file: &[u8], words: &str| {
        let why = Picture::read(file).unwrap_err();
        assert!(why.contains(words), "{why}");
    };
    says(&jpeg(0xc0, 4, 4), "CMYK");
    says(&jpeg(0xc9, 3, 4), "does not know");
    says(&jpeg(0xc0, 3, 0), "no pixels");
    says(&jpeg(0xc0, 3, 5_000), "5000 by 2 pixels");
    says(&jpeg(0xc0, 3, 400), "too narrow");
    says(b"GIF89a", "neither");
    says(&vec![0; super::MAX_BYTES + 1], "larger than 2 MiB");
}

/// A header that claims a picture of four billion pixels a side.
#[test]
fn a_picture_that_claims_to_be_huge_takes_no_memory() {
    let mut file = png(png::ColorType::Rgba, png::BitDepth::Eight, &[0; 32]);
    file[16..24].fill(0x7f);
    assert!(Picture::read(&file).is_err());
}

#[test]
fn no_damage_does_harm() {
    let whole =
        [png(png::ColorType::Rgba, png::BitDepth::Eight, &(0..32).collect::<Vec<u8>>()), jpeg(0xc0, 3, 4)];
    for file in whole {
        for length in 0..file.len() {
            let _ = Picture::read(&file[..length]);
        }
        for at in 0..file.len() {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut damaged = file.clone();
                damaged[at] = byte;
                let _ = Picture::read(&damaged);
            }
        }
    }
}
