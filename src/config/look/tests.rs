//! A templates folder, and everything that can be wrong with it.

use std::fs;
use std::path::Path;

use super::super::Config;
use crate::emit::Look;

const REGULAR: &[u8] = include_bytes!("../../../templates/fonts/LibertinusSerif-Regular.otf");

/// What a theme and the files beside it give.
fn look(theme: &str, files: &[(&str, &[u8])]) -> Result<Look, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("fonts")).unwrap();
    for (name, bytes) in files.iter().chain(&[("theme.toml", theme.as_bytes())]) {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let config = Config { templates: Some(folder.path().to_owned()), ..Config::default() };
    config.look(&[]).map_err(|found| {
        let text =
            |label: &crate::diagnostic::Label| label.span.source.text[label.span.range.clone()].to_owned();
        found
            .iter()
            .map(|one| format!("{} at {:?}; {:?}", one.message, one.labels.first().map(text), one.help))
            .collect()
    })
}

fn says(theme: &str, files: &[(&str, &[u8])], words: &[&str]) {
    let found = look(theme, files).unwrap_err().join("\n");
    for word in words {
        assert!(found.contains(word), "{word} in {found}");
    }
}

const FACES: &str = "[faces]\nregular = 'a.otf'\nbold = 'a.otf'\nitalic = 'a.otf'\nbold-italic = 'b.otf'\n";
const LOGO: &str = "[logo]\nfile = 'logo.png'\nheight-mm = 14\nalternative = 'Example'\n";

#[test]
fn the_faces_and_the_logo_of_a_house_are_read() {
    let font: (&str, &[u8]) = ("fonts/a.otf", REGULAR);
    let look_of = look(FACES, &[font, ("fonts/b.otf", REGULAR)]).unwrap();
    let faces = look_of.faces.unwrap();
    assert_eq!(faces[3].name, "b.otf");
    assert_eq!(faces[0].sha256, faces[3].sha256);
    let mut png = Vec::new();
    let mut encoder = png_encoder(&mut png);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[0, 255]).unwrap();
    let logo = look(LOGO, &[("logo.png", &png)]).unwrap().logo.unwrap();
    assert_eq!((logo.alternative.as_str(), logo.media_type), ("Example", "image/png"));
    assert!((logo.height - 39.685).abs() < 0.01 && (logo.width() - 79.37).abs() < 0.01);
}

fn png_encoder(out: &mut Vec<u8>) -> png::Encoder<'_, &mut Vec<u8>> {
    png::Encoder::new(out, 2, 1)
}

#[test]
fn a_font_that_cannot_be_used_is_named_where_it_is_named() {
    says(FACES, &[("fonts/a.otf", REGULAR)], &["the font `b.otf` is neither in `fonts/`", "'b.otf'"]);
    says(FACES, &[("fonts/a.otf", REGULAR), ("fonts/b.otf", b"no font")], &["is no OpenType"]);
    says(&FACES.replace("b.otf", "../b.otf"), &[("fonts/a.otf", REGULAR)], &["is no file name"]);
    says("[faces]\nregular = 'a.otf'\n", &[], &["bold"]);
}

#[test]
fn a_logo_that_cannot_be_used_is_named_where_it_is_named() {
    says(LOGO, &[], &["the logo `logo.png` cannot be read", "'logo.png'", "name a PNG or JPEG file"]);
    says(LOGO, &[("logo.png", b"GIF89a")], &["is neither a PNG nor a JPEG"]);
    says(&LOGO.replace("14", "100"), &[("logo.png", b"")], &["60"]);
}

#[test]
fn an_accent_that_cannot_be_read_is_an_error() {
    says("accent = '#FFFFFF'", &[], &["`#FFFFFF` has a contrast of 1.0 to 1", "choose a darker one"]);
    says("accent = '#ff8800'", &[], &["contrast of 2."]);
    assert!(look("accent = '#6b1f2a'", &[]).is_ok());
}

#[test]
fn a_name_that_cannot_be_filled_in_is_an_error() {
    says("footer-left = 'Seite {pagse}'", &[], &["{pagse}", "Seite", "did you mean {page"]);
    says("header-left = '{author}'", &[], &["what can be filled in", "{page-of-pages}"]);
    assert!(look("header-left = 'ACME {reference}'", &[]).is_ok());
}

#[test]
fn a_folder_that_is_none_is_an_error() {
    let config = Config { templates: Some(Path::new("/nowhere/at/all").into()), ..Config::default() };
    assert!(config.look(&[]).is_err());
}
