//! What a theme does to the file: faces, figures, logo, headers and footers, tints.

use lopdf::{Dictionary, Object};

use super::fixture::{self, fact, para, t};
use super::{Layout, Pdf, Shape, layout, layout_text};
use crate::document::{Block, Document, Inline, Watermark};
use crate::emit::look::logo::{Picture, Pixels};
use crate::emit::look::{Figures, FontFile, Logo, Running};
use crate::emit::pdf::layout::{Artifact, Part, Tint};
use crate::emit::{Format, Look, Volume, Written};

const ITALIC: &[u8] = include_bytes!("../../../../templates/fonts/LibertinusSerif-Italic.otf");

fn written(document: &Document, look: &Look) -> (lopdf::Document, Written) {
    let mut bytes = Vec::new();
    let written = Pdf.write(&Volume::of(std::slice::from_ref(document)), look, &mut bytes).unwrap();
    (lopdf::Document::load_mem(&bytes).unwrap(), written)
}

fn letter() -> Document {
    fixture::document(fixture::meta("Letter"), vec![para("In 1984 he wrote 67 letters.")])
}

/// A look whose four faces are the built-in italic one, so that the widths tell it apart.
fn in_italics() -> Look {
    let file = || FontFile::new("italic.otf", ITALIC.to_vec());
    Look { faces: Some([file(), file(), file(), file()]), system_fonts: false, ..Look::default() }
}

/// The glyphs of the first page and the bits of their widths.
fn glyphs(document: &Document, look: &Look) -> Vec<(u16, u32)> {
    let volume = Volume::of(std::slice::from_ref(document));
    let laid_out = layout(&volume, look).unwrap();
    let runs = laid_out.pages[0].items.iter().filter_map(|item| match &item.shape {
        Shape::Run(run) => Some(run.glyphs.iter().map(|glyph| (glyph.id, glyph.advance.to_bits()))),
        _ => None,
    });
    runs.flatten().collect()
}

#[test]
fn the_faces_of_the_house_take_the_place_of_the_built_in_ones() {
    let look = in_italics();
    let (pdf, written) = written(&letter(), &look);
    let named = |object: &Object| {
        let name = object.as_dict().ok()?.get(b"BaseFont").ok()?.as_name().ok()?;
        Some(String::from_utf8_lossy(name).into_owned())
    };
    let names: Vec<String> = pdf.objects.values().filter_map(named).collect();
    assert!(!names.is_empty() && names.iter().all(|name| name.contains("Italic")), "{names:?}");
    assert_eq!(written.fonts.len(), 1);
    assert_eq!(written.fonts[0].name, "LibertinusSerif-Italic");
    assert_eq!(written.fonts[0].sha256, *look.faces.unwrap()[0].sha256);
}

#[test]
fn characters_that_a_house_face_lacks_are_set_in_the_built_in_ones() {
    // The font for forms has the characters of Windows-1252 alone.
    let form = include_bytes!("../../../../templates/fonts/LibertinusSerif-Form.ttf");
    let file = || FontFile::new("form.ttf", form.to_vec());
    let look = Look { faces: Some([file(), file(), file(), file()]), system_fonts: false, ..Look::default() };
    let text = layout_text(&[fixture::with_fact("Ελένη")], &look).unwrap();
    assert!(text.contains("Ελένη"), "{text}");
}

#[test]
fn words_remembered_from_one_theme_are_not_used_in_another() {
    let (plain, italic) = (Look { system_fonts: false, ..Look::default() }, in_italics());
    let mut old_style = plain.clone();
    old_style.theme.figures = Figures::OldStyle;
    let looks = [&plain, &italic, &old_style];
    let first = looks.map(|look| glyphs(&letter(), look));
    let again = looks.map(|look| glyphs(&letter(), look));
    assert_eq!(first, again);
    assert!(first[0] != first[1] && first[0] != first[2], "{first:?}");
}

#[test]
fn headers_and_footers_are_those_of_the_theme() {
    let mut look = Look::default();
    look.theme.footer_left = Running::from("{title} of ACME");
    look.theme.footer_right = Running::from("{date}: {page}/{pages}");
    let text = layout_text(&[letter()], &look).unwrap();
    assert!(text.contains("Letter of ACME|2026-03-02: 1/1"), "{text}");
}

fn logo(alternative: &str) -> Look {
    let pixels = Pixels::Jpeg(b"the bytes of a picture".to_vec());
    let picture = Picture { width: 400, height: 100, coloured: true, pixels, opacity: Some(vec![1, 2, 3]) };
    let logo = Logo {
        height: 30.0,
        alternative: alternative.to_owned(),
        file: Vec::new(),
        media_type: "image/jpeg",
        picture,
    };
    Look { logo: Some(logo.into()), ..Look::default() }
}

fn with<'p>(pdf: &'p lopdf::Document, key: &[u8], value: &[u8]) -> Vec<&'p Dictionary> {
    let dictionaries = pdf.objects.values().filter_map(|object| match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    });
    let is = |dictionary: &&Dictionary| {
        dictionary.get(key).and_then(Object::as_name).is_ok_and(|name| name == value)
    };
    dictionaries.filter(is).collect()
}

#[test]
fn a_logo_is_one_image_and_a_figure_that_says_what_it_shows() {
    let (pdf, _) = written(&letter(), &logo("Example"));
    let images = with(&pdf, b"Subtype", b"Image");
    assert_eq!(images.len(), 2, "the picture and its opacity");
    assert_eq!(images.iter().filter(|image| image.has(b"SMask")).count(), 1);
    let figures = with(&pdf, b"S", b"Figure");
    assert_eq!(figures.len(), 1);
    assert!(figures[0].has(b"Alt"));
    let place = figures[0].get(b"A").unwrap().as_dict().unwrap().get(b"BBox").unwrap().as_array().unwrap();
    let [left, low, right, high] = [0, 1, 2, 3].map(|at| place[at].as_float().unwrap());
    assert!((right - left - 120.0).abs() < 0.1 && (high - low - 30.0).abs() < 0.1, "{place:?}");
}

#[test]
fn a_logo_that_says_nothing_is_no_content() {
    let (pdf, _) = written(&letter(), &logo(""));
    assert!(with(&pdf, b"S", b"Figure").is_empty());
    assert_eq!(with(&pdf, b"Subtype", b"Image").len(), 2);
}

/// The tints of a kind on the first page, and whether they are behind the text and no content.
fn tints(laid_out: &Layout, kind: Tint) -> usize {
    let items = &laid_out.pages[0].items;
    let text = items.iter().position(|item| matches!(item.shape, Shape::Run(_))).unwrap();
    let is = |(at, item): &(usize, &crate::emit::pdf::layout::Item)| match item.shape {
        Shape::Tint(_, tint) if tint == kind => {
            assert!(*at < text && item.part == Part::Artifact(Artifact::Layout));
            true
        }
        _ => false,
    };
    items.iter().enumerate().filter(is).count()
}

#[test]
fn facts_are_tinted_in_a_draft_and_blanks_are_marked_wherever_they_are() {
    let blocks = || {
        vec![
            Block::Paragraph(vec![t("Within "), fact("48 hours", "breach.notice"), t(" of it.")]),
            Block::Paragraph(vec![
                t("By "),
                Inline::Blank("whom".into()),
                t(" or "),
                Inline::Blank("what".into()),
            ]),
        ]
    };
    for (watermark, facts) in [(Some(Watermark::Draft), 1), (Some(Watermark::Historical), 0), (None, 0)] {
        let mut meta = fixture::meta("Draft");
        meta.watermark = watermark;
        let documents = [fixture::document(meta, blocks())];
        let look = Look::default();
        let laid_out = layout(&Volume::of(&documents), &look).unwrap();
        assert_eq!(tints(&laid_out, Tint::Fact), facts);
        assert_eq!(tints(&laid_out, Tint::Blank), 2);
        assert_eq!(tints(&laid_out, Tint::Mark), 1, "one for the line");
    }
}
