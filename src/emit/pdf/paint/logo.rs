//! The logo as an image of the file (ISO 32000-1, 8.9.5). It is embedded once, however often drawn.

use std::collections::BTreeMap;

use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject, XObjectId};

use crate::emit::look::logo::{Picture, Pixels};

/// Its name in the file.
pub fn id() -> XObjectId {
    XObjectId("Logo".to_owned())
}

/// The image, with its opacity as a mask where it has one.
pub fn image(picture: &Picture) -> XObject {
    let (filter, content) = match &picture.pixels {
        Pixels::Rows(bytes) => ("FlateDecode", bytes),
        Pixels::Jpeg(bytes) => ("DCTDecode", bytes),
    };
    let space = if picture.coloured { "DeviceRGB" } else { "DeviceGray" };
    let mut stream = samples(picture, space, filter, content);
    if let Some(opacity) = &picture.opacity {
        let mask = samples(picture, "DeviceGray", "FlateDecode", opacity);
        stream.dict.insert("SMask".to_owned(), DictItem::Stream { stream: mask });
    }
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

fn samples(picture: &Picture, space: &str, filter: &str, content: &[u8]) -> ExternalStream {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(picture.width.into())),
        ("Height", DictItem::Int(picture.height.into())),
        ("ColorSpace", name(space)),
        ("BitsPerComponent", DictItem::Int(8)),
        ("Filter", name(filter)),
    ];
    let dict: BTreeMap<String, DictItem> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    ExternalStream { dict, content: content.to_vec(), compress: false }
}
