//! Tests of all writings: names that are not Latin, in every place where text can stand.

use std::process::Command;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::face::is_ignorable;
use super::fixture::{self, fact, para, section, t, table};
use super::rich::{Format as Formatted, Rich};
use super::{Pdf, Shape, layout, layout_text};
use crate::document::{
    Block, CoverParty, Document, Field, FieldKind, Inline, KeyTerm, Kind, Meta, Note, Signatory,
};
use crate::emit::{Fault, Format, Look, Volume};

/// What `pdftotext` must find of a name.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    /// All of it.
    Whole,
    /// Its words: it turns the line round by its own guess, which is wrong where a name mixes
    /// directions or has figures.
    Words,
    /// Its letters: it puts the points of a letter before it, and sees gaps beside them.
    Letters,
}
use Found::{Letters, Whole, Words};

/// Names and what else is told of the parties, as people write them.
const NAMES: &[(&str, &str, Found)] = &[
    ("hebrew", "הסכמי ענן בע״מ", Whole),
    ("hebrew_mixed", "שלום Ltd (1998), תל אביב", Words),
    ("hebrew_latin", "Cloud שלום (ישראל) Ltd", Words),
    ("hebrew_points", "שָׁלוֹם עֲלֵיכֶם", Letters),
    ("hebrew_street", "רחוב הרצל 15-2026, תל אביב", Words),
    ("arabic", "شركة السحابة المحدودة", Whole),
    ("arabic_marks", "مُحَمَّد بْن سَعِيد", Letters),
    ("arabic_digits", "شارع الملك فيصل ١٥، القاهرة", Words),
    ("arabic_tatweel", "شـــركة 2026", Words),
    ("arabic_shapes", "ﺷﺮﻛﺔ ﺍﻟﻨﻮﺭ", Whole),
    ("arabic_joined", "عبد الله السلام للأنظمة", Whole),
    ("persian", "شرکت نرم‌افزار ایران", Whole),
    ("greek", "Σύννεφο ᾍδης Α.Ε.", Whole),
    ("cyrillic", "Общество «Ю́жное обла́ко»", Whole),
    ("cyrillic_apart", "и\u{306}од е\u{308}лка", Whole),
    ("chinese", "北京云海科技（集团）有限公司2026年", Whole),
    ("japanese", "株式会社サンプル・Cloudテクノロジー", Whole),
    ("korean", "주식회사 한빛클라우드", Whole),
    ("thai", "บริษัท น้ำใส จำกัด", Whole),
    ("hindi", "हिन्दी क्षेत्रीय क्लाउड", Whole),
    ("georgian", "ღრუბელი საქართველო", Whole),
    ("armenian", "Ամպ Հայաստան ՍՊԸ", Whole),
];

/// A name between other words.
fn sentence(path: &str, name: &str) -> Block {
    Block::Paragraph(vec![t("Between "), fact(name, path), t(" (the party), 2026, and others.")])
}

fn write(document: Document, look: &Look) -> Result<Vec<u8>, Vec<Fault>> {
    let mut bytes = Vec::new();
    let written = Pdf.write(&Volume::of(&[document]), look, &mut bytes);
    assert!(written.is_ok() || bytes.is_empty(), "nothing is written where something is missing");
    written.map(|_| bytes)
}

/// Composed, without marks of direction.
fn plain(text: &str) -> String {
    text.chars().filter(|&c| !is_ignorable(c)).nfc().collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|&c| c != ' ' && !is_combining_mark(c)).collect()
}

fn extract(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().ok()?;
    let file = folder.path().join("names.pdf");
    std::fs::write(&file, pdf).ok()?;
    let output = Command::new("pdftotext").arg(&file).arg("-").output().ok()?;
    Some(plain(&String::from_utf8_lossy(&output.stdout)))
}

/// Whether a name is set in a face.
fn has_face(face: &str, name: &str) -> bool {
    let look = Look::default();
    let documents = [fixture::with_fact(name)];
    let Ok(layout) = layout(&Volume::of(&documents), &look) else {
        return false;
    };
    let runs = layout.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.shape {
        Shape::Run(run) => Some(run.face),
        _ => None,
    });
    let mut faces = runs.map(|id| &layout.fonts.get(id).name);
    faces.any(|found| found.starts_with(face))
}

#[test]
fn names_are_found_in_the_text() {
    let (mut set, mut without_font) = (Vec::new(), Vec::new());
    for name in NAMES {
        let document = fixture::document(fixture::meta("Name"), vec![sentence(name.0, name.1)]);
        match write(document, &Look::default()) {
            Ok(_) => set.push(name),
            Err(_) => without_font.push(name.0),
        }
    }
    // Other faces draw two letters as one glyph, which pdftotext turns round, or marks so high that it
    // takes them for a line of their own.
    if !has_face("NotoNaskhArabic", "شركة") {
        let hard = ["arabic_joined", "arabic_marks"];
        set.retain(|name| !hard.contains(&name.0));
        without_font.extend(hard);
    }
    if !without_font.is_empty() {
        eprintln!("skipped: no font on this system for {}", without_font.join(", "));
    }
    let blocks: Vec<Block> = set.iter().map(|(path, name, _)| sentence(path, name)).collect();
    let pdf = write(fixture::document(fixture::meta("Names"), blocks), &Look::default()).unwrap();
    std::fs::write(std::env::temp_dir().join("dpakit-names.pdf"), &pdf).unwrap();
    let Some(text) = extract(&pdf) else {
        return eprintln!("skipped: pdftotext is not installed (poppler-utils)");
    };
    let unpointed = letters(&text);
    for (path, name, found) in set {
        let shapeless = Rich::plain(name, &Formatted::new(11.0, "en".into())).text;
        let name = plain(&shapeless);
        let word = |word: &str| text.contains(word.trim_matches([',', '(', ')', '،']));
        let ok = match found {
            Whole => text.contains(&name),
            Words => name.split(' ').all(word),
            Letters => unpointed.contains(&letters(&name)),
        };
        assert!(ok, "{path}: {name}\n{text}");
    }
}

/// One document for each place where text can stand, with `name` in that place only.
fn in_all_places(name: &str) -> Vec<(&'static str, Document)> {
    let named = || vec![fact(name, "parties.acme.name")];
    let cover = || Meta { cover: true, ..fixture::meta("Cover") };
    let of = |meta: Meta| fixture::document(meta, vec![para("text")]);
    let block = |block: Block| fixture::document(fixture::meta("Letter"), vec![block]);
    let cell = || {
        let mut cells = table("Caption", &["Head"], &[vec!["cell".into()]]);
        cells.rows[0][0] = named().into();
        Block::table(cells)
    };
    let signatory = |party: Vec<Inline>, value: Vec<Inline>| {
        let label = "Name".into();
        let field = Field { kind: FieldKind::Name, label, value: Some(value) };
        Block::Signatures(vec![Signatory {
            id: "a".into(),
            party,
            capacity: Vec::new(),
            fields: vec![field],
        }])
    };
    let note = Inline::note(Note { number: 1, published: None, text: named() });
    let long: Vec<Block> = (0..40)
        .map(|n| section(Kind::Section, "", &n.to_string(), "Heading", vec![para(&"words ".repeat(150))]))
        .chain([section(Kind::Section, "", "41", name, vec![para("words")])])
        .collect();
    vec![
        ("title", of(fixture::meta(name))),
        ("header", of(Meta { reference: name.into(), ..fixture::meta("Header") })),
        ("footer", of(Meta { version: name.into(), ..fixture::meta("Footer") })),
        ("subtitle", of(Meta { subtitle: Some(name.into()), ..cover() })),
        ("notice", of(Meta { notice: Some(name.into()), ..cover() })),
        ("party", of(Meta { parties: vec![CoverParty { name: named(), role: Vec::new() }], ..cover() })),
        (
            "key term",
            of(Meta { key_terms: vec![KeyTerm { label: vec![t("Law")], value: named().into() }], ..cover() }),
        ),
        ("text", block(Block::Paragraph(named()))),
        ("cell", block(cell())),
        ("note", block(Block::Paragraph(vec![t("text"), note]))),
        ("signing party", block(signatory(named(), vec![t("A")]))),
        ("signatory", block(signatory(vec![t("A")], named()))),
        ("contents", fixture::document(fixture::meta("Contents"), long)),
    ]
}

#[test]
fn a_missing_character_is_a_fault_wherever_it_stands() {
    let look = Look { system_fonts: false, ..Look::default() };
    for (place, document) in in_all_places("شركة 🙂") {
        let faults = write(document, &look).err().unwrap_or_default();
        let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert!(messages.contains(&"no font has the character 'ش' (U+0634)"), "{place} {messages:?}");
        assert!(messages.contains(&"no font has the character '🙂' (U+1F642)"), "{place} {messages:?}");
        assert_eq!(faults.len(), 5, "{place} {messages:?}");
        let is_fact = !["title", "header", "footer", "subtitle", "notice", "contents"].contains(&place);
        let path = is_fact.then_some("parties.acme.name");
        assert!(faults.iter().all(|fault| fault.path.as_deref() == path), "{place} {faults:?}");
    }
}

#[test]
fn hebrew_needs_no_other_font_wherever_it_stands() {
    let look = Look { system_fonts: false, ..Look::default() };
    for (place, document) in in_all_places("שָׁלוֹם בע״מ (1998)") {
        let text = layout_text(std::slice::from_ref(&document), &look).unwrap();
        assert!(text.contains("בע״מ"), "{place} {text}");
        write(document, &look).unwrap();
    }
}

#[test]
fn an_accent_without_a_letter_is_shown_as_its_code() {
    let look = Look { system_fonts: false, ..Look::default() };
    let faults = write(fixture::with_fact("a\u{1ab0}b"), &look).unwrap_err();
    assert_eq!(faults[0].message, "no font has the character '\\u{1ab0}' (U+1AB0)");
}

#[test]
fn text_is_composed_and_made_of_letters() {
    let text = |text: &str| Rich::plain(text, &Formatted::new(11.0, "en".into())).text;
    assert_eq!(text("e\u{301}"), "é");
    assert_eq!(text("e\u{0}\u{301}"), "é");
    assert_eq!(text("ﬁ\u{301}"), "fí");
    assert_eq!(text("ﺷﺮﻛﺔ ﻻ"), "شركة لا");
    assert_eq!(text("a\u{2028}b\u{2029} c"), "a b c");
    // Points of a letter that is not composed stay apart, in the order that the standard gives.
    assert_eq!(text("שׁ"), "ש\u{5c1}");
}
