//! The logo of a house: a PNG or JPEG file, read once, ready for every format.
//!
//! A picture from anywhere is held against limits before anything of it is unpacked.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 2 << 20;
/// Most pixels on a side. On paper, 60 mm in print quality are 1,400.
pub const MAX_SIDE: u32 = 4_000;

/// A picture, and how it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    /// Height on the page, in points.
    pub height: f32,
    /// What it shows; empty where it says nothing.
    pub alternative: String,
    /// The file as it was read.
    pub file: Vec<u8>,
    /// Media type: `image/png`.
    pub media_type: &'static str,
    /// The picture, unpacked from its file format.
    pub picture: Picture,
}

impl Logo {
    /// Width on the page, in points.
    pub fn width(&self) -> f32 {
        self.height * self.picture.width as f32 / self.picture.height as f32
    }
}

/// Pixels of eight bits a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Whether a pixel is red, green and blue; otherwise it is grey.
    pub coloured: bool,
    /// The pixels.
    pub pixels: Pixels,
    /// How opaque each pixel is, row by row, packed by zlib; without it, all are.
    pub opacity: Option<Vec<u8>>,
}

/// How pixels are packed.
#[derive(Debug, Clone, PartialEq)]
pub enum Pixels {
    /// Row by row, packed by zlib.
    Rows(Vec<u8>),
    /// As a JPEG file.
    Jpeg(Vec<u8>),
}

impl Picture {
    /// Reads a PNG or JPEG file; its media type and the picture.
    ///
    /// # Errors
    /// What is wrong with the file, as the end of a sentence that begins with its name.
    pub fn read(file: &[u8]) -> Result<(&'static str, Picture), String> {
        if file.len() > MAX_BYTES {
            return Err(format!("is larger than {} MiB", MAX_BYTES >> 20));
        }
        if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            Ok(("image/png", png(file)?))
        } else if file.starts_with(&[0xff, 0xd8]) {
            Ok(("image/jpeg", jpeg(file)?))
        } else {
            Err("is neither a PNG nor a JPEG picture".into())
        }
    }
}

fn measured(width: u32, height: u32) -> Result<(), String> {
    if width == 0 || height == 0 {
        return Err("has no pixels".into());
    }
    if width > MAX_SIDE || height > MAX_SIDE {
        return Err(format!("has {width} by {height} pixels, of at most {MAX_SIDE} on a side"));
    }
    if width / height > 20 || height / width > 20 {
        return Err(format!("has {width} by {height} pixels: too narrow for a logo"));
    }
    Ok(())
}

fn png(file: &[u8]) -> Result<Picture, String> {
    let damaged = |error: png::DecodingError| format!("is a damaged PNG picture: {error}");
    let side = MAX_SIDE as usize;
    let limits = png::Limits { bytes: 4 * side * side };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let info = decoder.read_header_info().map_err(damaged)?;
    let (width, height) = (info.width, info.height);
    measured(width, height)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (colour, _) = reader.output_color_type();
    let size = reader.output_buffer_size().ok_or("is too large")?;
    let mut bytes = vec![0; size];
    reader.next_frame(&mut bytes).map_err(damaged)?;
    let (channels, coloured, alpha) = match colour {
        png::ColorType::Grayscale => (1, false, false),
        png::ColorType::GrayscaleAlpha => (2, false, true),
        png::ColorType::Rgba => (4, true, true),
        png::ColorType::Rgb | png::ColorType::Indexed => (3, true, false),
    };
    let (pixels, opacity) = if alpha { split(&bytes, channels) } else { (bytes, Vec::new()) };
    let opaque = opacity.iter().all(|&value| value == 0xff);
    Ok(Picture {
        width,
        height,
        coloured,
        pixels: Pixels::Rows(packed(&pixels)),
        opacity: (!opaque).then(|| packed(&opacity)),
    })
}

/// Colours and opacity of pixels whose last channel is opacity.
fn split(bytes: &[u8], channels: usize) -> (Vec<u8>, Vec<u8>) {
    let pixels = bytes.chunks_exact(channels);
    let opacity = pixels.clone().map(|pixel| pixel[channels - 1]).collect();
    (pixels.flat_map(|pixel| &pixel[..channels - 1]).copied().collect(), opacity)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(9));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Looks at the frame of a JPEG file (ITU-T T.81, annex B); its pixels stay packed.
fn jpeg(file: &[u8]) -> Result<Picture, String> {
    let damaged = || "is a damaged JPEG picture".to_owned();
    let mut rest = file.get(2..).ok_or_else(damaged)?;
    let mut frame = None;
    loop {
        let (marker, segment, after) = segment(rest).ok_or_else(damaged)?;
        match marker {
            // Start of scan: what follows are pixels, up to the end of the image.
            0xda => break,
            // Baseline, extended and progressive frames with Huffman codes.
            0xc0..=0xc2 => frame = Some(segment),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Err("is a JPEG picture of a kind that PDF does not know".into());
            }
            _ => {}
        }
        rest = after;
    }
    if !rest.windows(2).any(|two| two == [0xff, 0xd9]) {
        return Err(damaged());
    }
    let &[bits, h1, h2, w1, w2, channels, ..] = frame.ok_or_else(damaged)? else {
        return Err(damaged());
    };
    let (width, height) = (u16::from_be_bytes([w1, w2]).into(), u16::from_be_bytes([h1, h2]).into());
    measured(width, height)?;
    let coloured = match (bits, channels) {
        (8, 1) => false,
        (8, 3) => true,
        (8, 4) => return Err("is a JPEG picture in CMYK: save it in RGB".into()),
        _ => return Err("is a JPEG picture of a kind that PDF does not know".into()),
    };
    Ok(Picture { width, height, coloured, pixels: Pixels::Jpeg(file.to_vec()), opacity: None })
}

/// A segment of a JPEG file: its marker, its content, and what follows.
fn segment(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let start = bytes.iter().position(|&byte| byte != 0xff)?;
    let (&marker, rest) = bytes.get(start..)?.split_first()?;
    let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
    let content = rest.get(2..length)?;
    (start > 0).then_some((marker, content, &rest[length..]))
}

#[cfg(test)]
mod tests;
