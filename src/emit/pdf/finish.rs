//! The pass over the drawn document: everything in the file that is no drawing, then the writing.

mod attach;
mod colour;
mod forms;
mod links;
mod metadata;
mod objects;
mod outlines;
mod serial;
mod tags;
mod write;

use lopdf::{Document as Pdf, Object, ObjectId, dictionary};

use super::layout::Layout;
use super::paint::Painted;
use super::structure::Structure;
use crate::document::{Document, Meta};
use crate::emit::Volume;
use links::Annotations;
use objects::text;

const PRODUCER: &str = concat!("dpakit ", env!("CARGO_PKG_VERSION"));

/// Completes the document and writes it.
pub fn finish(
    painted: Painted,
    layout: &Layout,
    structure: &Structure,
    volume: &Volume<'_>,
) -> lopdf::Result<Vec<u8>> {
    let nothing = Meta::default();
    let meta = volume.documents.first().map_or(&nothing, Document::meta);
    let Painted { mut pdf, pages, fonts, named, sequences } = painted;
    let mut annotations = Annotations::new();
    links::add(&mut pdf, layout, &pages, &mut annotations);
    let form = forms::add(&mut pdf, layout, (&fonts, &named), &pages, &mut annotations);
    annotate(&mut pdf, &pages, &annotations)?;
    let on_pages = tags::OnPages { pages: &pages, sequences: &sequences, annotations: &annotations };
    let (tree, elements) = tags::add(&mut pdf, layout, structure, on_pages)?;
    let outlines = outlines::add(&mut pdf, layout, &pages);
    let metadata = metadata::add(&mut pdf, meta);
    let intent = colour::output_intent(&mut pdf);
    let root = pdf.trailer.get(b"Root")?.as_reference()?;
    let catalog = pdf.get_object_mut(root)?.as_dict_mut()?;
    catalog.set("PageMode", "UseNone");
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", "UseOutlines");
    }
    if let Some(form) = form {
        catalog.set("AcroForm", form);
    }
    catalog.set("Lang", text(&meta.language));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", tree);
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    attach::attach(&mut pdf, volume.attachments, metadata::date(meta))?;
    Ok(write::write(pdf, elements, PRODUCER))
}

/// Tells each page its annotations.
fn annotate(pdf: &mut Pdf, pages: &[ObjectId], annotations: &Annotations) -> lopdf::Result<()> {
    for (number, id) in pages.iter().enumerate() {
        let on_page = annotations.range((number, 0)..(number + 1, 0));
        let references: Vec<Object> = on_page.map(|(_, &annotation)| annotation.into()).collect();
        let page = pdf.get_object_mut(*id)?.as_dict_mut()?;
        if !references.is_empty() {
            page.set("Annots", references);
        }
    }
    Ok(())
}
