//! A house with a theme of its own, from its files to what it signs.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use dpakit::config::Config;
use dpakit::emit::{Embed, FORMATS};
use dpakit::pack::Facts;
use dpakit::pipeline::{Built, Choice, build};
use dpakit::source::Source;

use crate::texts::{file, library, list};

/// The example, as a house with these lines in its theme writes it. Its folder has four fonts, `a.otf`
/// to `d.otf`, and a picture, `logo.png`.
fn written(theme: &str) -> Built {
    let home = tempfile::tempdir().expect("a folder");
    let templates = home.path().join("looks");
    fs::create_dir_all(templates.join("fonts")).expect("a folder");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/fonts");
    for (name, face) in [("a", "Regular"), ("b", "Bold"), ("c", "Italic"), ("d", "BoldItalic")] {
        let built_in = fonts.join(format!("LibertinusSerif-{face}.otf"));
        fs::copy(built_in, templates.join(format!("fonts/{name}.otf"))).expect("copied");
    }
    let picture = fs::File::create(templates.join("logo.png")).expect("created");
    let mut encoder = png::Encoder::new(picture, 2, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().and_then(|mut file| file.write_image_data(&[0, 99])).expect("written");
    fs::write(templates.join("theme.toml"), theme).expect("written");
    let config = home.path().join("dpakit.toml");
    fs::write(&config, "templates = \"looks\"\nsystem_fonts = false\n").expect("written");
    let look = Config::open(&config).and_then(|config| config.look(&[]));
    let look = look.unwrap_or_else(|found| panic!("{}", list(&found)));
    let source = Source { path: "pack.toml".into(), text: file("examples/complete.toml") };
    let facts = Facts::read(&Arc::new(source), None).expect("facts");
    let choice = Choice {
        formats: FORMATS.to_vec(),
        combined: true,
        draft: false,
        embed: Embed::Nothing,
        esign: None,
        coverage: false,
        undated: None,
    };
    build(&facts, library(), &look, &choice).unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn bytes<'b>(built: &'b Built, extension: &str) -> &'b [u8] {
    let found = built.files.iter().find(|file| file.name.ends_with(extension));
    &found.expect("a file").bytes
}

#[test]
fn the_manifest_names_each_font_that_is_not_of_the_program() {
    let built = written("");
    assert!(!built.manifest.contains("\"fonts\""));
    let faces = "[faces]\nregular = 'a.otf'\nbold = 'b.otf'\nitalic = 'c.otf'\nbold-italic = 'd.otf'";
    let built = written(faces);
    let manifest: serde_json::Value = serde_json::from_str(&built.manifest).expect("JSON");
    let fonts = manifest["fonts"].as_array().expect("fonts");
    let names: Vec<&str> = fonts.iter().filter_map(|font| font["name"].as_str()).collect();
    assert_eq!(names, ["LibertinusSerif-Bold", "LibertinusSerif-Italic", "LibertinusSerif-Regular"]);
    assert!(fonts.iter().all(|font| font["sha256"].as_str().is_some_and(|hash| hash.len() == 64)));
}

#[test]
fn the_logo_stands_in_html_and_pdf_and_nothing_else_is_loaded() {
    let theme = "[logo]\nfile = 'logo.png'\nheight-mm = 10\nalternative = 'Quarry & <Sons>'";
    let (plain, built) = (written(""), written(theme));
    let html = |built| String::from_utf8(bytes(built, ".html").to_vec()).expect("UTF-8");
    let page = html(&built);
    assert_eq!(page.matches("<img ").count(), 1);
    assert!(page.contains("alt=\"Quarry &amp; &lt;Sons&gt;\" src=\"data:image/png;base64,iVBORw0KGgo"));
    assert!(page.contains("img-src data:; "));
    assert!(!html(&plain).contains("<img ") && !html(&plain).contains("img-src"));
    assert_eq!(bytes(&built, ".md"), bytes(&plain, ".md"));
    assert_ne!(bytes(&built, ".pdf"), bytes(&plain, ".pdf"));
    assert_eq!(bytes(&built, ".pdf"), bytes(&written(theme), ".pdf"));
}

#[test]
fn the_theme_that_is_documented_changes_nothing() {
    let documented = file("templates/theme.toml");
    assert_eq!(written(&documented).files, written("").files);
}
