//! What pages look like: a few telling ones are drawn and held against pictures kept here, in
//! `tests/pack/pages/`. `DPAKIT_BLESS=1 cargo test` draws them anew: look at them.

mod invented;
mod picture;

use std::path::{Path, PathBuf};

use dpakit::document::Document;
use dpakit::emit::look::{Logo, Paper, logo};
use dpakit::emit::pdf::{Pdf, layout_text};
use dpakit::emit::{Format, Look, Volume};

use crate::texts::{documents, file, skip};
use picture::{MOST, Picture, drawn};

/// The looks of the pictures: the fonts of the system would make them differ between machines.
fn look() -> Look {
    Look { system_fonts: false, ..Look::default() }
}

fn pdf(document: &Document, look: &Look) -> Vec<u8> {
    let mut bytes = Vec::new();
    let volume = Volume::of(std::slice::from_ref(document));
    Pdf.write(&volume, look, &mut bytes).unwrap_or_else(|faults| panic!("{faults:?}"));
    bytes
}

/// The first page, from 1, on which a line consists of these words.
fn page_with(document: &Document, look: &Look, words: &str) -> usize {
    let text = layout_text(std::slice::from_ref(document), look).expect("pages");
    let mut page = 0;
    for line in text.lines() {
        if let Some(number) = line.strip_prefix("page ") {
            page = number.parse().unwrap_or(page);
        } else if line.get(11..) == Some(words) {
            return page;
        }
    }
    panic!("no page has the line `{words}`");
}

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack/pages").join(name).with_extension("png")
}

/// Draws a page and holds it against the picture of this name.
fn holds(name: &str, document: &Document, look: &Look, page: usize) {
    let Some(now) = drawn(&pdf(document, look), page) else {
        return skip("pdftoppm is not here, so that no page can be looked at");
    };
    let path = kept(name);
    if std::env::var_os("DPAKIT_BLESS").is_some() {
        return now.save(&path);
    }
    let was = Picture::read(&path).unwrap_or_else(|| panic!("{} is missing", path.display()));
    let distance = now.distance(&was);
    if distance > MOST {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let difference = folder.join(name).with_extension("png");
        now.save_difference(&was, &difference);
        panic!(
            "page `{name}` differs from {} by {distance:.0} levels of grey, of {MOST} at most: look at {}, \
             then DPAKIT_BLESS=1 cargo test",
            path.display(),
            difference.display(),
        );
    }
}

fn agreement() -> Document {
    documents(&file("examples/complete.toml")).swap_remove(0)
}

/// A logo: a dark square with a light corner, a quarter of it clear.
fn logo() -> Logo {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 20);
    encoder.set_color(png::ColorType::Rgba);
    let pixel = |at: usize| match (at % 40 / 10, at / 40 / 10) {
        (0, 0) => [0, 0, 0, 0],
        (1, 0) => [200, 160, 40, 255],
        _ => [90, 20, 30, 255],
    };
    let pixels: Vec<u8> = (0..800).flat_map(pixel).collect();
    encoder.write_header().and_then(|mut file| file.write_image_data(&pixels)).expect("written");
    let (media_type, picture) = logo::Picture::read(&bytes).expect("a picture");
    Logo { height: 40.0, alternative: "Two squares".into(), file: bytes, media_type, picture }
}

#[test]
fn the_cover() {
    holds("cover", &agreement(), &look(), 1);
}

#[test]
fn a_cover_with_a_logo() {
    let look = Look { logo: Some(logo().into()), ..look() };
    holds("cover-with-logo", &agreement(), &look, 1);
}

#[test]
fn the_signature_page() {
    let (document, look) = (agreement(), look());
    holds("signatures", &document, &look, page_with(&document, &look, "Signatures"));
}

#[test]
fn a_table_on_two_pages_with_its_header_repeated() {
    let (document, look) = (agreement(), look());
    let first = page_with(&document, &look, "Technical and organisational measures");
    holds("table", &document, &look, first + 1);
}

#[test]
fn lists_in_lists() {
    holds("lists", &invented::lists(), &look(), 1);
}

#[test]
fn footnotes_at_the_foot() {
    holds("notes", &invented::notes(), &look(), 1);
}

#[test]
fn facts_and_blanks_of_a_draft() {
    holds("draft", &invented::draft(), &look(), 1);
}

#[test]
fn letter_paper_and_the_worst_facts() {
    let mut look = look();
    look.theme.paper = Paper::Letter;
    let document = invented::worst();
    holds("worst", &document, &look, 1);
    holds("worst-signatures", &document, &look, page_with(&document, &look, "Signatures"));
}

/// The line of the paragraph, and pictures of it with and without a small change.
fn drawn_paragraph(last: &str) -> Option<Picture> {
    drawn(&pdf(&invented::paragraph(last), &look()), 1)
}

#[test]
fn a_lost_word_is_seen() {
    let (Some(whole), Some(less)) = (drawn_paragraph("It is so."), drawn_paragraph("It is")) else {
        return skip("pdftoppm is not here");
    };
    assert!(whole.distance(&less) > 2.0 * MOST, "{}", whole.distance(&less));
}

#[test]
fn a_line_moved_by_three_points_is_seen() {
    let Some(page) = drawn_paragraph("It is so.") else {
        return skip("pdftoppm is not here");
    };
    // Two pixels of 1.44 points, less than three points.
    let moved = shifted(&page, 2, 1.0);
    assert!(page.distance(&moved) > 2.0 * MOST, "{}", page.distance(&moved));
}

#[test]
fn other_smoothing_is_not_seen() {
    let Some(page) = drawn_paragraph("It is so.") else {
        return skip("pdftoppm is not here");
    };
    let mut smoothed = shifted(&page, 1, 0.1);
    let pixels = smoothed.pixels.clone();
    for (at, three) in pixels.windows(3).enumerate() {
        smoothed.pixels[at + 1] =
            ((u32::from(three[0]) + 6 * u32::from(three[1]) + u32::from(three[2])) / 8) as u8;
    }
    let distance = page.distance(&smoothed);
    assert!(distance > 1.0 && distance < 0.75 * MOST, "{distance}");
}

/// The page moved down by some pixels, mixed with itself: `share` of it is the moved one.
fn shifted(page: &Picture, rows: usize, share: f32) -> Picture {
    let mut moved = page.clone();
    for at in rows * page.width..page.pixels.len() {
        let (here, above) = (f32::from(page.pixels[at]), f32::from(page.pixels[at - rows * page.width]));
        moved.pixels[at] = (here * (1.0 - share) + above * share).round() as u8;
    }
    moved
}
