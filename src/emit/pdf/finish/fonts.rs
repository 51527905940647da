//! The fonts of the file: what their glyphs say and how wide they are, whether they stand on a page
//! or in a field.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::paint::{Embedded, font_name};

/// The fonts of the pages by name: all pages share them.
pub fn of_pages(pdf: &Pdf, pages: &[ObjectId]) -> lopdf::Result<Dictionary> {
    let Some(page) = pages.first() else {
        return Ok(Dictionary::new());
    };
    let resources = pdf.get_dictionary(*page)?.get_deref(b"Resources", pdf)?.as_dict()?;
    Ok(resources.get_deref(b"Font", pdf)?.as_dict()?.clone())
}

/// Gives each font the widths and characters of all its glyphs: what draws the pages knows only
/// those on pages.
pub fn complete(
    pdf: &mut Pdf,
    embedded: &BTreeMap<FaceId, Embedded>,
    pages: &[ObjectId],
) -> lopdf::Result<()> {
    let fonts = of_pages(pdf, pages)?;
    for (face, font) in embedded {
        let characters = Stream::new(Dictionary::new(), characters(&font.glyphs).into_bytes());
        let widths = font.glyphs.iter().map(|(width, _)| Object::Integer(*width as i64)).collect();
        let id = fonts.get(font_name(*face).as_bytes())?.as_reference()?;
        let dictionary = pdf.get_object_mut(id)?.as_dict_mut()?;
        let old = dictionary.get(b"ToUnicode")?.as_reference()?;
        // A composite font has one descendant (ISO 32000-1, 9.7.1).
        if let Some(descendant) = dictionary.get_mut(b"DescendantFonts")?.as_array_mut()?.first_mut() {
            descendant.as_dict_mut()?.set("W", vec![0.into(), Object::Array(widths)]);
        }
        pdf.set_object(old, characters);
    }
    Ok(())
}

/// From glyphs to characters (ISO 32000-1, 9.10.3).
fn characters(glyphs: &[(f32, String)]) -> String {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let known: Vec<(usize, &str)> = glyphs
        .iter()
        .enumerate()
        .map(|(number, (_, says))| (number, says.as_str()))
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
