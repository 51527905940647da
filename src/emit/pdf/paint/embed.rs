//! Faces in the file, cut down to the glyphs used.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use printpdf::{
    Codepoint, FontId, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt,
    TextItem,
};
use sha2::{Digest, Sha256};

use super::used::Kept;
use crate::emit::Fault;
use crate::emit::pdf::deflate::Deflater;
use crate::emit::pdf::face::{Face, FaceId};
use crate::emit::pdf::lines::Glyph;
use crate::memo::Store;

/// A face cut down to the glyphs used.
pub struct Embedded {
    /// Tells it from all others of this process.
    id: u64,
    /// Which of its glyphs have the same numbers and characters in all files: what tells them from others,
    /// and the last of the numbers.
    core: Option<(u64, u16)>,
    /// By its number in the face, the number of a glyph in the file, which is 0 for one that is not used,
    /// and its width in thousandths of an em.
    numbers: Vec<(u16, f32)>,
    font: Dictionary,
    descriptor: Dictionary,
    /// The entry of the descriptor that holds the program, and the program.
    program: (Vec<u8>, Stream),
    characters: Stream,
}

impl Embedded {
    /// The number in the file of a glyph of the face; 0 for one that is not used.
    pub fn number(&self, glyph: u16) -> u16 {
        self.numbers.get(usize::from(glyph)).map_or(0, |(number, _)| *number)
    }

    /// The width of a glyph in the file, in thousandths of an em.
    pub fn width(&self, glyph: u16) -> f32 {
        self.numbers.get(usize::from(glyph)).map_or(0.0, |(_, width)| *width)
    }

    /// Tells from all others what draws such glyphs: where two fonts give the same answer, the same
    /// operators draw them.
    pub fn draws(&self, glyphs: &[Glyph]) -> u64 {
        match self.core {
            Some((core, last)) if glyphs.iter().all(|glyph| self.number(glyph.id) <= last) => core,
            _ => self.id,
        }
    }

    /// The bytes it takes, about.
    fn size(&self) -> usize {
        let widths = self.numbers.len() * 40;
        self.program.1.content.len() + self.characters.content.len() + widths + 2_000
    }

    /// Adds the font to a file.
    pub fn add(&self, pdf: &mut Pdf) -> ObjectId {
        let (key, program) = &self.program;
        let mut descriptor = self.descriptor.clone();
        descriptor.set(key.clone(), pdf.add_object(program.clone()));
        let descriptor = pdf.add_object(descriptor);
        let mut font = self.font.clone();
        font.set("ToUnicode", pdf.add_object(self.characters.clone()));
        if let Some(inner) = descendant(&mut font) {
            inner.set("FontDescriptor", descriptor);
        }
        pdf.add_object(font)
    }
}

/// The one descendant of a composite font (ISO 32000-1, 9.7.1).
fn descendant(font: &mut Dictionary) -> Option<&mut Dictionary> {
    font.get_mut(b"DescendantFonts").ok()?.as_array_mut().ok()?.first_mut()?.as_dict_mut().ok()
}

/// The name of a face in the file. Those that printpdf makes up come from a counter that counts on
/// between files.
pub fn font_name(face: FaceId) -> String {
    format!("F{}", face.0)
}

/// Cuts a face down to the glyphs used, each of which stands for some characters. Its name gets a tag
/// made from its bytes, as the standard asks.
pub(super) fn embed(
    face: &Face,
    kept: &Kept,
    memo: &Store<Arc<Embedded>>,
) -> Result<Arc<Embedded>, Vec<Fault>> {
    let key = key(face, kept);
    if let Some(known) = memo.get(&key) {
        return Ok(known);
    }
    let embedded = Arc::new(cut_down(face, kept)?);
    memo.put(&key, embedded.clone(), embedded.size());
    Ok(embedded)
}

/// What a cut follows from. A face stays in memory for good, so that its place there tells which it is.
fn key(face: &Face, Kept { core, glyphs }: &Kept) -> Vec<u8> {
    let mut key = Vec::with_capacity(glyphs.len() * 8 + 40);
    key.extend(core.as_ref().map_or(0, |core| core.id).to_ne_bytes());
    key.extend((face.data.as_ptr() as usize).to_ne_bytes());
    key.extend(face.index.to_ne_bytes());
    key.extend(face.name.bytes());
    for (glyph, says) in glyphs {
        key.extend(glyph.to_ne_bytes());
        key.extend((says.len() as u32).to_ne_bytes());
        key.extend(says.bytes());
    }
    key
}

fn cut_down(face: &Face, Kept { core, glyphs }: &Kept) -> Result<Embedded, Vec<Fault>> {
    let fault = |what: &str| {
        vec![Fault {
            message: format!("the font {} cannot be embedded: {what}", face.name),
            help: "name a folder with another font for these characters with --font-dir".into(),
            path: None,
        }]
    };
    let mut remapper = subsetter::GlyphRemapper::new();
    // Numbers are given in this order, from 1.
    let numbers: Vec<u16> = glyphs.iter().map(|(glyph, _)| remapper.remap(*glyph)).collect();
    let last = core.as_ref().and_then(|core| numbers.get(core.glyphs.len().checked_sub(1)?).copied());
    let core = core.as_ref().zip(last).map(|(core, last)| (core.id, last));
    let bytes =
        subsetter::subset(face.data, face.index, &remapper).map_err(|error| fault(&error.to_string()))?;
    let mut font =
        ParsedFont::from_bytes(&bytes, 0, &mut Vec::new()).ok_or_else(|| fault("it is not understood"))?;
    let tag: String =
        Sha256::digest(&bytes).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    font.font_name = Some(format!("{tag}+{}", face.name));
    if face.italic && font.pdf_font_metrics.caret_slope_run == 0 {
        // Some slanted faces say that they do not slant.
        font.pdf_font_metrics.caret_slope_rise = 100;
        font.pdf_font_metrics.caret_slope_run = 21;
    }
    // Number 0 is the glyph for characters that are missing.
    let missing = (0, face.width(0), "");
    let numbered = glyphs.iter().filter(|(glyph, _)| *glyph != 0);
    let numbered = numbered.map(|(glyph, says)| (*glyph, face.width(*glyph), says.as_str()));
    let of_file: Vec<(u16, f32, &str)> = std::iter::once(missing).chain(numbered).collect();
    let objects = objects(font).map_err(|error| fault(&error.to_string()))?;
    Ok(Embedded { core, ..embedded(objects, &of_file) })
}

/// The objects of a font in a file.
type Objects = (Dictionary, Dictionary, (Vec<u8>, Stream));

/// What printpdf makes of a font that stands on a page: its dictionary, its descriptor, its program.
fn objects(font: ParsedFont) -> lopdf::Result<Objects> {
    let name = FontId("Font".to_owned());
    let mut one = PdfDocument::new("");
    one.resources.fonts.map.insert(name.clone(), PdfFont::new(font));
    // Number 0 is the glyph for characters that are missing; any other will do.
    let shown = Codepoint::with_cid(1, 0.0, " ".to_owned());
    let ops = vec![
        Op::SetFont { font: PdfFontHandle::External(name.clone()), size: Pt(1.0) },
        Op::ShowText { items: vec![TextItem::GlyphIds(vec![shown])] },
    ];
    one.pages.push(PdfPage::new(Pt(100.0).into(), Pt(100.0).into(), ops));
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let pdf = one.to_lopdf_document(&options, &mut Vec::new());
    let page = pdf.page_iter().next().ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let resources = pdf.get_dictionary(page)?.get_deref(b"Resources", &pdf)?.as_dict()?;
    let fonts = resources.get_deref(b"Font", &pdf)?.as_dict()?;
    let mut font = fonts.get_deref(name.0.as_bytes(), &pdf)?.as_dict()?.clone();
    let inner = descendant(&mut font).ok_or(lopdf::Error::DictKey("DescendantFonts".into()))?;
    let mut descriptor = inner.get_deref(b"FontDescriptor", &pdf)?.as_dict()?.clone();
    let key = [b"FontFile3".as_slice(), b"FontFile2"].into_iter().find(|key| descriptor.has(key));
    let key = key.ok_or(lopdf::Error::DictKey("FontFile".into()))?;
    let program = descriptor.get_deref(key, &pdf)?.as_stream()?.clone();
    descriptor.remove(key);
    Ok((font, descriptor, (key.to_vec(), program)))
}

/// A number that no other call gives. It comes into no file.
pub fn unlike_all() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// Gives a font the widths and characters of all its glyphs, by their numbers in the file: what printpdf
/// saw is one of them.
fn embedded((mut font, descriptor, (key, program)): Objects, of_file: &[(u16, f32, &str)]) -> Embedded {
    if let Some(inner) = descendant(&mut font) {
        let widths = of_file.iter().map(|(_, width, _)| Object::Integer(*width as i64)).collect();
        inner.set("W", vec![0.into(), Object::Array(widths)]);
    }
    let last = of_file.iter().map(|(glyph, ..)| usize::from(*glyph)).max().unwrap_or(0);
    let mut numbers = vec![(0, 0.0); last + 1];
    for (number, (glyph, width, _)) in of_file.iter().enumerate() {
        numbers[usize::from(*glyph)] = (number as u16, *width);
    }
    let mut deflater = Deflater::new();
    let characters = Stream::new(Dictionary::new(), characters(of_file).into_bytes());
    Embedded {
        id: unlike_all(),
        core: None,
        numbers,
        font,
        descriptor,
        program: (key, deflater.stream(program)),
        characters: deflater.stream(characters),
    }
}

/// From glyphs to characters (ISO 32000-1, 9.10.3).
fn characters(of_file: &[(u16, f32, &str)]) -> String {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let known: Vec<(usize, &str)> = of_file
        .iter()
        .enumerate()
        .map(|(number, (.., says))| (number, *says))
        .filter(|(_, says)| !says.is_empty())
        .collect();
    for some in known.chunks(100) {
        let _ = writeln!(out, "{} beginbfchar", some.len());
        for (number, says) in some {
            let _ = write!(out, "<{number:04X}> <");
            for unit in says.encode_utf16() {
                let _ = write!(out, "{unit:04X}");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
}
