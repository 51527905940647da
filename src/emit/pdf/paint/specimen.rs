//! Faces that stand in form fields alone, such as that of a signatory's name.
//!
//! printpdf takes into the file the faces that it finds on pages. A page more shows it the others, and
//! is taken out again.

use std::collections::BTreeMap;

use lopdf::{Document, Object};
use printpdf::{Codepoint, Op, PdfFontHandle, PdfPage, Pt, TextItem};

use super::embed::{Embedded, font_id};
use crate::emit::pdf::face::FaceId;

/// A page with a glyph of each face; none without faces.
pub(super) fn page(
    faces: impl Iterator<Item = FaceId>,
    fonts: &BTreeMap<FaceId, Embedded>,
    (width, height): (f32, f32),
) -> Option<PdfPage> {
    let mut ops = Vec::new();
    for face in faces {
        // Number 0 is the glyph for characters that are missing; any other will do.
        let says = fonts.get(&face).and_then(|font| font.glyphs.get(1)).map_or(" ", |(_, says)| says);
        let shown = Codepoint::with_cid(1, 0.0, says.to_owned());
        ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(face)), size: Pt(1.0) });
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![shown])] });
    }
    let page = |ops| PdfPage::new(Pt(width).into(), Pt(height).into(), ops);
    (!ops.is_empty()).then(|| page(ops))
}

/// Takes the last page out again, with what only it refers to.
pub(super) fn remove(pdf: &mut Document) -> lopdf::Result<()> {
    let Some(last) = pdf.get_pages().into_values().last() else {
        return Ok(());
    };
    let page = pdf.get_dictionary(last)?.clone();
    let tree = page.get(b"Parent")?.as_reference()?;
    let own = [page.get(b"Contents")?, page.get(b"Resources")?];
    let own: Vec<Object> = own.into_iter().cloned().collect();
    for object in own {
        let references = match object {
            Object::Reference(id) => vec![id],
            Object::Array(parts) => parts.iter().filter_map(|part| part.as_reference().ok()).collect(),
            _ => Vec::new(),
        };
        for id in references {
            pdf.objects.remove(&id);
        }
    }
    pdf.objects.remove(&last);
    let tree = pdf.get_object_mut(tree)?.as_dict_mut()?;
    tree.get_mut(b"Kids")?.as_array_mut()?.retain(|kid| kid.as_reference().ok() != Some(last));
    let count = tree.get(b"Count")?.as_i64()?;
    tree.set("Count", count - 1);
    Ok(())
}
