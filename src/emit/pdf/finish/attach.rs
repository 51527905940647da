//! Files carried inside the document, as PDF/A-3 wants them: associated with the document as a whole,
//! found by name in its tree of embedded files.

use lopdf::{Document as Pdf, Object, Stream, dictionary};

use super::metadata;
use super::objects::text;
use crate::emit::{Attachment, Relation};

/// Puts the files in; `date` is that of the document, if it is known.
pub fn attach(pdf: &mut Pdf, attachments: &[Attachment], date: Option<&str>) -> lopdf::Result<()> {
    if attachments.is_empty() {
        return Ok(());
    }
    let mut sorted: Vec<&Attachment> = attachments.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    let mut names = Vec::new();
    let mut associated = Vec::new();
    for attachment in sorted {
        let file = Object::Reference(add(pdf, attachment, date));
        names.extend([text(&attachment.name), file.clone()]);
        associated.push(file);
    }
    let root = pdf.trailer.get(b"Root")?.as_reference()?;
    let tree = dictionary! { "Names" => names };
    let tree = pdf.add_object(tree);
    let all = pdf.add_object(dictionary! { "EmbeddedFiles" => tree });
    let catalog = pdf.get_object_mut(root)?.as_dict_mut()?;
    catalog.set("Names", all);
    catalog.set("AF", associated);
    Ok(())
}

/// Adds one file: its content, and the specification that names it.
fn add(pdf: &mut Pdf, attachment: &Attachment, date: Option<&str>) -> lopdf::ObjectId {
    let mut parameters = dictionary! { "Size" => attachment.bytes.len() as i64 };
    if let Some(date) = date {
        parameters.set("ModDate", metadata::stamp(date));
    }
    let kind = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => attachment.media_type.as_str(),
        "Params" => parameters,
    };
    let content = pdf.add_object(Stream::new(kind, attachment.bytes.clone()));
    let relation = match attachment.relation {
        Relation::Source => "Source",
        Relation::Supplement => "Supplement",
    };
    pdf.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text(&attachment.name),
        "UF" => text(&attachment.name),
        "Desc" => text(&attachment.description),
        "AFRelationship" => relation,
        "EF" => dictionary! { "F" => content, "UF" => content },
    })
}
