//! Form fields: where each signatory signs and writes, filled in with what is known.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream, dictionary};
use rustybuzz::ttf_parser;

use super::links::Annotations;
use super::objects::{real, rectangle, text};
use crate::document::FieldKind;
use crate::emit::pdf::deflate::Deflater;
use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::layout::{FormField, Layout, Shape, Value};
use crate::emit::pdf::lines::Run;
use crate::emit::pdf::paint::{Embedded, font_name};

/// The font that people type with: simple, TrueType, the characters of Windows-1252.
const FONT: &[u8] = include_bytes!("../../../../templates/fonts/LibertinusSerif-Form.ttf");
/// Its name in the file.
const FONT_NAME: &str = "Form";
/// The flag of a text field with several lines (ISO 32000-1, table 228).
const MULTILINE: i64 = 1 << 12;

/// Adds a widget for each field; the form, if there is any.
pub fn add(
    pdf: &mut Pdf,
    layout: &Layout,
    (embedded, fonts): (&BTreeMap<FaceId, Arc<Embedded>>, &Dictionary),
    pages: &[ObjectId],
    annotations: &mut Annotations,
) -> Option<ObjectId> {
    let mut form = Form { layout, embedded, fonts, used: BTreeMap::new() };
    let mut fields = Vec::new();
    let mut signed = false;
    for (number, (page, id)) in layout.pages.iter().zip(pages).enumerate() {
        for (index, item) in page.items.iter().enumerate() {
            if let Shape::Field(field) = &item.shape {
                let mut widget = form.widget(pdf, field);
                widget.set("P", *id);
                signed |= field.kind == FieldKind::Signature;
                let widget = pdf.add_object(widget);
                annotations.insert((number, index), widget);
                fields.push(Object::Reference(widget));
            }
        }
    }
    if fields.is_empty() {
        return None;
    }
    let mut resources = dictionary! { FONT_NAME => form_font(pdf) };
    for (name, font) in form.used {
        resources.set(name, font);
    }
    let mut form = dictionary! {
        "Fields" => fields,
        "DA" => text(&default_appearance(FONT_NAME, 11.0)),
        "DR" => dictionary! { "Font" => resources },
    };
    if signed {
        // The file holds signature fields (ISO 32000-1, table 219).
        form.set("SigFlags", 1);
    }
    Some(pdf.add_object(form))
}

struct Form<'a> {
    layout: &'a Layout<'a>,
    embedded: &'a BTreeMap<FaceId, Arc<Embedded>>,
    /// The fonts of the pages by name.
    fonts: &'a Dictionary,
    /// Those of them that values need.
    used: BTreeMap<String, Object>,
}

impl Form<'_> {
    fn widget(&mut self, pdf: &mut Pdf, field: &FormField) -> Dictionary {
        let appearance = self.appearance(pdf, field);
        let mut widget = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "Rect" => rectangle(self.layout, &field.area),
            // To be printed (ISO 32000-1, table 165).
            "F" => 4,
            "T" => text(&field.name),
            "TU" => text(&field.tip),
            "AP" => dictionary! { "N" => appearance },
        };
        if field.kind == FieldKind::Signature {
            widget.set("FT", "Sig");
            return widget;
        }
        widget.set("FT", "Tx");
        let value = &field.value;
        widget.set("DA", text(&self.default_appearance(value)));
        if !value.text.is_empty() {
            widget.set("V", text(&value.text));
            widget.set("DV", text(&value.text));
        }
        if value.lines.len() > 1 {
            widget.set("Ff", MULTILINE);
        }
        widget
    }

    /// The font and size for those who change the value: a font that has its characters.
    fn default_appearance(&self, value: &Value) -> String {
        let size = if value.size > 0.0 { value.size } else { 11.0 };
        let simple = &TYPING.face;
        let covered = |c: char| simple.glyph_index(c).is_some();
        let other = value.lines.iter().flat_map(|line| &line.runs).find(|run| !run.text.chars().all(covered));
        match other {
            Some(run) => default_appearance(&font_name(run.face), size),
            None => default_appearance(FONT_NAME, size),
        }
    }

    /// What the field shows: its value, in the fonts of the document.
    fn appearance(&mut self, pdf: &mut Pdf, field: &FormField) -> ObjectId {
        let (width, height) = (field.area.width, field.area.height);
        let value = &field.value;
        let mut content = String::new();
        if field.kind != FieldKind::Signature {
            content.push_str("/Tx BMC\n");
            let bottom = field.area.y + height;
            for run in field.runs() {
                self.show(&mut content, &run, run.x - field.area.x, bottom - run.y);
            }
            content.push_str("EMC");
        }
        let faces = value.lines.iter().flat_map(|line| &line.runs).map(|run| font_name(run.face));
        let mut fonts = Dictionary::new();
        for name in faces {
            if let Ok(font) = self.fonts.get(name.as_bytes()) {
                fonts.set(name.clone(), font.clone());
                self.used.insert(name, font.clone());
            }
        }
        let form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), real(width), real(height)],
            "Resources" => dictionary! { "Font" => fonts },
        };
        pdf.add_object(Stream::new(form, content.into_bytes()))
    }

    /// The operators that draw a run with its left end and baseline at a place.
    fn show(&self, content: &mut String, run: &Run, mut x: f32, y: f32) {
        let _ = write!(content, "BT 0 g /{} {} Tf", font_name(run.face), run.size);
        for glyph in &run.glyphs {
            let gid = self.embedded.get(&run.face).map_or(0, |font| font.number(glyph.id));
            let (right, up) = glyph.offset;
            let _ = write!(content, " 1 0 0 1 {:.2} {:.2} Tm <{gid:04X}> Tj", x + right, y + up);
            x += glyph.advance;
        }
        content.push_str(" ET\n");
    }
}

fn default_appearance(font: &str, size: f32) -> String {
    format!("/{font} {size} Tf 0 g")
}

/// The font that people type with, as it stands in every file that has fields.
struct Typing {
    face: ttf_parser::Face<'static>,
    program: Stream,
    widths: Vec<Object>,
}

static TYPING: LazyLock<Typing> = LazyLock::new(|| {
    let face = ttf_parser::Face::parse(FONT, 0).expect("the built-in font is whole");
    // The font has 1,000 units to the em, which is what a PDF counts in.
    let width = |code: u8| {
        let glyph = face.glyph_index(windows_1252(code));
        glyph.and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0)
    };
    let widths = (32..=255u8).map(|code| Object::Integer(i64::from(width(code)))).collect();
    let program = Stream::new(dictionary! { "Length1" => FONT.len() as i64 }, FONT.to_vec());
    Typing { program: Deflater::new().stream(program), widths, face }
});

/// Embeds the font of the fields.
fn form_font(pdf: &mut Pdf) -> ObjectId {
    let Typing { face, program, widths } = &*TYPING;
    let file = pdf.add_object(program.clone());
    let b = face.global_bounding_box();
    let bounds = [b.x_min, b.y_min, b.x_max, b.y_max];
    let name = "LibertinusSerif-Form";
    let descriptor = pdf.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name,
        // Its characters are those of Latin text (ISO 32000-1, table 123).
        "Flags" => 32,
        "FontBBox" => bounds.map(|edge| Object::Integer(i64::from(edge))).to_vec(),
        "ItalicAngle" => 0,
        "Ascent" => i64::from(face.ascender()),
        "Descent" => i64::from(face.descender()),
        "CapHeight" => i64::from(face.capital_height().unwrap_or(0)),
        "StemV" => 80,
        "FontFile2" => file,
    });
    pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "TrueType",
        "BaseFont" => name,
        "Encoding" => "WinAnsiEncoding",
        "FirstChar" => 32,
        "LastChar" => 255,
        "Widths" => widths.clone(),
        "FontDescriptor" => descriptor,
    })
}

/// The character of a code (ISO 32000-1, annex D; the codes it leaves open are bullets there).
fn windows_1252(code: u8) -> char {
    const SPECIAL: [char; 32] = [
        '€', '•', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '•', 'Ž', '•', '•', '‘', '’', '“',
        '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '•', 'ž', 'Ÿ',
    ];
    match code {
        0x7f => '•',
        0x80..=0x9f => SPECIAL[usize::from(code - 0x80)],
        0xa0 => ' ',
        0xad => '-',
        code => char::from(code),
    }
}
