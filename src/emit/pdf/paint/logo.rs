//! The logo as an image of the file (ISO 32000-1, 8.9.5). It is embedded once, however often drawn.

use lopdf::{Document as Pdf, ObjectId, Stream, dictionary};

use crate::emit::look::logo::{Picture, Pixels};

/// Its name in the file.
pub const NAME: &str = "Logo";

/// Adds the image, with its opacity as a mask where it has one.
pub fn add(pdf: &mut Pdf, picture: &Picture) -> ObjectId {
    let (filter, content) = match &picture.pixels {
        Pixels::Rows(bytes) => ("FlateDecode", bytes),
        Pixels::Jpeg(bytes) => ("DCTDecode", bytes),
    };
    let space = if picture.coloured { "DeviceRGB" } else { "DeviceGray" };
    let mut image = samples(picture, space, filter, content);
    if let Some(opacity) = &picture.opacity {
        let mask = samples(picture, "DeviceGray", "FlateDecode", opacity);
        image.dict.set("SMask", pdf.add_object(mask));
    }
    pdf.add_object(image)
}

fn samples(picture: &Picture, space: &str, filter: &str, content: &[u8]) -> Stream {
    let dictionary = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(picture.width),
        "Height" => i64::from(picture.height),
        "ColorSpace" => space,
        "BitsPerComponent" => 8,
        "Filter" => filter,
    };
    Stream::new(dictionary, content.to_vec()).with_compression(false)
}
