//! Pictures of pages, and how far two of them are apart.
//!
//! Versions of poppler smooth the edges of letters differently, so that single pixels say little.
//! Pages are compared by blocks of [`BLOCK`] pixels a side, 5.8 points at [`DPI`]: about as high as a
//! small letter. Smoothing changes the mean of a block by a few levels of grey, a letter that is not
//! where it was by a good part of the 255 there are. Measured on the pages of the tests: softer edges
//! together with a shift by a tenth of a pixel make up to 15 levels, a line moved by 3 points makes 80
//! and more, a lost word of two letters 70; [`MOST`] lies between, nearer to the first.

use std::path::Path;
use std::process::Command;

/// Dots per inch of the pictures.
const DPI: &str = "50";
/// Pixels on the side of a block.
const BLOCK: usize = 4;
/// The most that the mean of a block may differ, in levels of grey of 255.
pub const MOST: f32 = 20.0;

/// A grey picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    /// Row by row, 255 is white.
    pub pixels: Vec<u8>,
}

/// Draws a page of a PDF file, from 1, as poppler sees it; `None` without poppler.
pub fn drawn(pdf: &[u8], page: usize) -> Option<Picture> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("in.pdf"), pdf).expect("written");
    let page = page.to_string();
    let status = Command::new("pdftoppm")
        .args(["-r", DPI, "-gray", "-png", "-singlefile", "-f", &page, "-l", &page, "in.pdf", "out"])
        .current_dir(folder.path())
        .status()
        .ok()?;
    assert!(status.success(), "pdftoppm draws page {page}");
    Some(Picture::read(&folder.path().join("out.png")).expect("a picture"))
}

impl Picture {
    /// Reads a PNG file of grey pixels of eight bits or fewer.
    pub fn read(path: &Path) -> Option<Picture> {
        let file = std::io::BufReader::new(std::fs::File::open(path).ok()?);
        let mut decoder = png::Decoder::new(file);
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().ok()?;
        let mut pixels = vec![0; reader.output_buffer_size()?];
        let info = reader.next_frame(&mut pixels).ok()?;
        // What poppler calls grey has three channels, all the same.
        let channels = info.color_type.samples();
        let pixels = pixels.into_iter().step_by(channels).collect();
        Some(Picture { width: info.width as usize, height: info.height as usize, pixels })
    }

    /// Writes a PNG file of sixteen greys: half the size, and nothing that the mean of a block shows.
    pub fn save(&self, path: &Path) {
        let rows = self.pixels.chunks(self.width);
        let four_bits = |pixel: &u8| ((f32::from(*pixel) / 17.0).round() as u8).min(15);
        let bytes: Vec<u8> = rows
            .flat_map(|row| row.chunks(2))
            .map(|two| four_bits(&two[0]) << 4 | two.get(1).map_or(0, four_bits))
            .collect();
        self.write(path, png::ColorType::Grayscale, png::BitDepth::Four, &bytes);
    }

    fn write(&self, path: &Path, colour: png::ColorType, depth: png::BitDepth, bytes: &[u8]) {
        let file = std::fs::File::create(path).expect("created");
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(colour);
        encoder.set_depth(depth);
        encoder.set_compression(png::Compression::High);
        encoder.write_header().and_then(|mut file| file.write_image_data(bytes)).expect("written");
    }

    fn columns(&self) -> usize {
        self.width.div_ceil(BLOCK)
    }

    /// Mean grey of each block, row by row.
    fn blocks(&self) -> Vec<f32> {
        let mut sums = vec![(0.0, 0.0); self.columns() * self.height.div_ceil(BLOCK)];
        for (at, pixel) in self.pixels.iter().enumerate() {
            let (x, y) = (at % self.width, at / self.width);
            let (sum, count) = &mut sums[y / BLOCK * self.columns() + x / BLOCK];
            (*sum, *count) = (*sum + f32::from(*pixel), *count + 1.0);
        }
        sums.into_iter().map(|(sum, count)| sum / count).collect()
    }

    /// How much the most different block differs; infinitely if the pictures have other sizes.
    pub fn distance(&self, other: &Picture) -> f32 {
        if (self.width, self.height) != (other.width, other.height) {
            return f32::INFINITY;
        }
        self.differences(other).into_iter().fold(0.0, f32::max)
    }

    fn differences(&self, other: &Picture) -> Vec<f32> {
        let pairs = self.blocks().into_iter().zip(other.blocks());
        pairs.map(|(one, other)| (one - other).abs()).collect()
    }

    /// Writes this page with what it lost in red, what it gained in green, and the blocks that differ
    /// too much on yellow.
    pub fn save_difference(&self, expected: &Picture, path: &Path) {
        let same_size = (self.width, self.height) == (expected.width, expected.height);
        let differences = if same_size { self.differences(expected) } else { Vec::new() };
        let colour = |(at, now): (usize, &u8)| {
            let was = expected.pixels.get(at).filter(|_| same_size).unwrap_or(now);
            let block = at / self.width / BLOCK * self.columns() + at % self.width / BLOCK;
            let marked = differences.get(block).is_some_and(|difference| *difference > MOST);
            [*now, *was, if marked { 90 } else { *now.min(was) }]
        };
        let bytes: Vec<u8> = self.pixels.iter().enumerate().flat_map(colour).collect();
        self.write(path, png::ColorType::Rgb, png::BitDepth::Eight, &bytes);
    }
}
