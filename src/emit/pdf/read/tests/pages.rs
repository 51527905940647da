//! Pages that say something which is not read, or not seen.

use lopdf::{Dictionary, Document as Pdf, Object, Stream, dictionary};

use super::super::drawn;

/// A PDF with a page for each content; the name `Scan` is a picture, `F` a font.
fn of_pages(contents: &[Option<&str>]) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.7");
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let picture = pdf.add_object(Stream::new(picture, vec![0]));
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    };
    let font = pdf.add_object(font);
    let resources = pdf.add_object(dictionary! {
        "Font" => dictionary! { "F" => font },
        "XObject" => dictionary! { "Scan" => picture },
    });
    let above = pdf.new_object_id();
    let mut pages = Vec::new();
    for content in contents {
        // A page without content refers to one that is not there.
        let content = match content {
            Some(content) => pdf.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec())),
            None => pdf.new_object_id(),
        };
        let page = dictionary! {
            "Type" => "Page", "Parent" => above, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
        };
        pages.push(Object::from(pdf.add_object(page)));
    }
    let count = i64::try_from(pages.len()).unwrap();
    pdf.objects.insert(above, dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => above });
    pdf.trailer.set("Root", catalog);
    let mut out = Vec::new();
    pdf.save_to(&mut out).unwrap();
    out
}

const TEXT: &str = "BT /F 12 Tf 50 700 Td (The mill grinds corn.) Tj ET";

#[test]
fn pages_that_are_pictures_or_damaged_or_have_unseen_text_are_known_by_their_numbers() {
    let unseen = format!("/Scan Do {}", TEXT.replace("50 700", "3 Tr 50 700"));
    let ruled = "0 0 m 9 9 l S ".repeat(3);
    let contents = [Some(TEXT), Some("/Scan Do"), None, Some(&*unseen), Some(""), Some(&*ruled), Some(TEXT)];
    let read = drawn(&of_pages(&contents)).unwrap();
    let pages: Vec<usize> = read.lines.iter().map(|line| line.page).collect();
    assert_eq!(pages, [1, 4, 7]);
    assert_eq!((read.pictures, read.damaged, read.invisible), (vec![2], vec![3], vec![4]));
}

#[test]
fn text_that_is_seen_again_after_unseen_text_is_no_unseen_text() {
    let text = format!("q 3 Tr Q {TEXT}");
    let read = drawn(&of_pages(&[Some(&text)])).unwrap();
    assert_eq!((read.lines.len(), read.invisible.len()), (1, 0));
}
