//! Tests of the whole format; those of its parts stand beside them.

mod pages;
mod theme;

use super::fixture::{self, list, para, section, t, table};
use super::{Layout, Pdf, Shape, layout, layout_text};
use crate::document::{
    Block, Document, FieldKind, Inline, Kind, List, Marker, Meta, Note, Signatory, Table, Text,
};
use crate::emit::{Fault, Format, Look, Volume};

pub fn write(documents: &[Document]) -> Result<Vec<u8>, Vec<Fault>> {
    let mut bytes = Vec::new();
    Pdf.write(&Volume::of(documents), &Look::default(), &mut bytes)?;
    Ok(bytes)
}

/// The fixture needs a font with Chinese characters; without one, tests that use it say so and end.
fn has_chinese() -> bool {
    let letter = fixture::with_fact("北京云海科技有限公司");
    let found = layout_text(&[letter], &Look::default()).is_ok();
    if !found {
        eprintln!("skipped: no font with Chinese characters on this system");
    }
    found
}

fn pages_of(documents: &[Document]) -> Vec<String> {
    let text = layout_text(documents, &Look::default()).unwrap();
    let pages = text.split("page ").skip(1);
    pages.filter(|page| page.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
}

fn page_with<'p>(pages: &'p [String], words: &str) -> &'p str {
    pages.iter().find(|page| page.contains(words)).map_or("", String::as_str)
}

#[test]
fn writes_the_fixture_for_the_eye() {
    if !has_chinese() {
        return;
    }
    let folder = std::env::temp_dir();
    let one = write(&[fixture::agreement()]).unwrap();
    std::fs::write(folder.join("dpakit-fixture.pdf"), one).unwrap();
    let both = write(&[fixture::agreement(), fixture::schedule()]).unwrap();
    std::fs::write(folder.join("dpakit-fixture-both.pdf"), both).unwrap();
}

#[test]
fn the_bytes_depend_on_the_arguments_only() {
    let documents = [fixture::schedule()];
    let first = write(&documents).unwrap();
    let other = std::thread::spawn(|| write(&[fixture::schedule()]).unwrap());
    assert_eq!(first, write(&documents).unwrap());
    assert_eq!(first, other.join().unwrap());
}

#[test]
fn the_file_reads_back() {
    if !has_chinese() {
        return;
    }
    let documents = [fixture::agreement(), fixture::schedule()];
    let pdf = lopdf::Document::load_mem(&write(&documents).unwrap()).unwrap();
    let pages = pdf.get_pages();
    assert_eq!(pages.len(), pages_of(&documents).len());
    let info = pdf.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let info = pdf.get_dictionary(info).unwrap();
    assert_eq!(info.get(b"CreationDate").unwrap().as_str().unwrap(), b"D:20260302000000Z");
    let catalog = pdf.catalog().unwrap();
    assert!(catalog.has(b"Outlines") && catalog.has(b"Metadata") && catalog.has(b"Lang"));
    let contents = pdf.get_page_annotations(pages[&2]).unwrap();
    assert!(contents.len() > 15, "a link for each line of the contents");
    assert!(contents.iter().all(|link| link.has(b"Dest")));
}

#[test]
fn a_character_that_no_font_has_is_named_with_its_fact() {
    let look = Look { system_fonts: false, ..Look::default() };
    let document = fixture::with_fact("京 and 京");
    let mut bytes = Vec::new();
    let faults = Pdf.write(&Volume::of(&[document]), &look, &mut bytes).unwrap_err();
    assert!(bytes.is_empty());
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("'京' (U+4EAC)"), "{faults:?}");
    assert_eq!(faults[0].path.as_deref(), Some("parties.acme.name"));
}

#[test]
fn characters_without_a_picture_need_no_font() {
    let look = Look { system_fonts: false, ..Look::default() };
    let odd = "a\u{200b}b\u{feff}\u{2060}c\u{ad}d\u{202e}\u{7}\u{0}\te\u{fe0f}";
    assert!(layout_text(&[fixture::with_fact(odd)], &look).is_ok());
}

#[test]
fn the_signature_page_holds_together() {
    if !has_chinese() {
        return;
    }
    let pages = pages_of(&[fixture::agreement()]);
    let page = page_with(&pages, "Signatures\n");
    let page = if page.contains("duly authorised") { page } else { page_with(&pages, "duly authorised") };
    for words in ["duly authorised", "Controller and data exporter", "Date"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(page.contains("10.4"), "text before the signatures comes with them");
}

#[test]
fn tables_repeat_their_header() {
    let rows: Vec<Vec<String>> = (0..120).map(|n| vec![format!("row {n}"), "text".into()]).collect();
    let table = Block::table(table("Caption", &["Measure", "Text"], &rows));
    let document = fixture::document(fixture::meta("Tables"), vec![table]);
    let pages = pages_of(&[document]);
    assert!(pages.len() > 2);
    assert!(pages.iter().all(|page| page.contains("Measure")));
    let all = pages.concat();
    assert!((0..120).all(|n| all.contains(&format!("row {n}"))));
}

#[test]
fn notes_stand_on_the_page_of_their_mark() {
    let paragraph = |n: u32| {
        let note = Note { number: n, published: None, text: vec![t(&format!("note text {n}"))] };
        let words = "words ".repeat(60);
        Block::Paragraph(vec![t(&format!("mark {n} {words}")), Inline::note(note)])
    };
    let document = fixture::document(fixture::meta("Notes"), (1..=40).map(paragraph).collect());
    let pages = pages_of(&[document]);
    for n in 1..=40 {
        let page = page_with(&pages, &format!("note text {n}\n"));
        // The mark is raised, so the dump gives it a line of its own.
        let is_mark = |line: &str| line.ends_with(&format!("  {n}")) && !line.contains("text");
        assert!(page.lines().any(is_mark), "{n} {page}");
    }
}

#[test]
fn contents_come_with_the_sixth_page() {
    let clause = |n: usize| {
        let text = "words of the clause ".repeat(120);
        section(Kind::Section, "", &n.to_string(), "Heading", vec![para(&text)])
    };
    let short = fixture::document(fixture::meta("Short"), (1..6).map(clause).collect());
    let long = fixture::document(fixture::meta("Long"), (1..40).map(clause).collect());
    assert!(!pages_of(&[short])[0].contains("Contents"));
    let pages = pages_of(&[long]);
    assert!(pages[0].contains("Contents"));
    let mut lines = pages[..2].iter().flat_map(|page| page.lines());
    let line = lines.find(|line| line.contains("39|Heading|")).unwrap();
    let number: usize = line.rsplit('|').next().unwrap().trim().parse().unwrap();
    assert!(page_with(&pages[2..], "39|Heading").starts_with(&number.to_string()));
}

/// Everything that is drawn stands on the page.
fn assert_inside(layout: &Layout) {
    let (width, height) = layout.size;
    for item in layout.pages.iter().flat_map(|page| &page.items) {
        if let Shape::Run(run) = &item.shape {
            let end: f32 = run.x + run.width();
            assert!(run.x >= 0.0 && end <= width + 1.0, "{} {end}", run.text);
            assert!(run.y > 0.0 && run.y < height, "{} {}", run.text, run.y);
        }
    }
}

fn strange_documents() -> Vec<Document> {
    let long = "x".repeat(10_000);
    let empty_table = Table {
        caption: None,
        columns: Vec::new(),
        header: Vec::new(),
        rows: vec![Vec::new(), vec![crate::document::Cell::default()]],
        row_headers: true,
    };
    let empty_list = Block::List(List { marker: Marker::Counted, items: Vec::new() });
    let mut nested = para("the innermost");
    for _ in 0..40 {
        nested = list(&["(a)"], vec![vec![para("an item"), nested]]);
    }
    let wide: Vec<Vec<String>> = vec![(0..60).map(|n| format!("column {n} {}", &long[..700])).collect()];
    let signatory = |n: usize| Signatory {
        id: n.to_string().into(),
        party: vec![t(&long)],
        capacity: Vec::new(),
        fields: vec![crate::document::Field {
            kind: FieldKind::Name,
            label: Text::default(),
            value: Some(vec![t(&long)]),
        }],
    };
    let note =
        Inline::note(Note { number: 1, published: None, text: vec![t(&"a very long note ".repeat(3_000))] });
    let document = fixture::document;
    vec![
        document(Meta::default(), Vec::new()),
        document(Meta { cover: true, ..Meta::default() }, Vec::new()),
        document(fixture::meta(&long), vec![para(&long), Block::Paragraph(Vec::new()), empty_list]),
        document(fixture::meta("Nested"), vec![nested]),
        document(
            fixture::meta("Table"),
            vec![Block::table(empty_table), Block::table(table("", &["a"], &wide))],
        ),
        document(
            fixture::meta("Signing"),
            vec![section(
                Kind::Signing,
                "",
                "",
                "",
                vec![Block::Signatures((0..9).map(signatory).collect()), Block::Signatures(Vec::new())],
            )],
        ),
        document(fixture::meta("Notes"), vec![Block::Paragraph(vec![t("text"), note])]),
        document(
            fixture::meta("Kinds"),
            [Kind::Section, Kind::Clause, Kind::Part, Kind::Annex, Kind::Signing]
                .map(|kind| section(kind, "", &long[..200], &long, Vec::new()))
                .into(),
        ),
    ]
}

#[test]
fn no_document_is_too_strange() {
    for document in strange_documents() {
        let documents = [document];
        write(&documents).unwrap();
        let look = Look::default();
        assert_inside(&layout(&Volume::of(&documents), &look).unwrap());
    }
    assert!(!write(&[]).unwrap().is_empty());
}

#[test]
fn a_theme_of_nonsense_does_no_harm() {
    let mut look = Look::default();
    look.theme.left_margin_mm = 5_000.0;
    look.theme.leading = f32::NAN;
    look.theme.text_size = -3.0;
    look.theme.accent = "blué".into();
    let mut bytes = Vec::new();
    Pdf.write(&Volume::of(&[fixture::schedule()]), &look, &mut bytes).unwrap();
}

/// `cargo test --release --lib pdf -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn how_long_it_takes() {
    if !has_chinese() {
        return;
    }
    let documents = [fixture::agreement()];
    let look = Look::default();
    write(&documents).unwrap();
    let start = std::time::Instant::now();
    for _ in 0..20 {
        layout(&Volume::of(&documents), &look).unwrap();
    }
    let laid_out = start.elapsed() / 20;
    let start = std::time::Instant::now();
    for _ in 0..20 {
        write(&documents).unwrap();
    }
    println!("layout {laid_out:?}, all {:?}", start.elapsed() / 20);
}

#[test]
fn pasted_ligatures_become_letters() {
    let text = layout_text(&[fixture::with_fact("eﬃcient ﬁle")], &Look::default()).unwrap();
    assert!(text.contains("efficient file"), "{text}");
}
