//! Small objects that all parts of the pass make.

use lopdf::{Object, ObjectId, StringFormat};

use crate::emit::pdf::layout::{Area, Layout};

/// A text string: ASCII as it is, everything else in UTF-16.
pub fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A length in points, to two digits.
pub fn real(length: f32) -> Object {
    Object::Real((length * 100.0).round() / 100.0)
}

/// An area of a page as a PDF has it: from the lower left corner up.
pub fn rectangle(layout: &Layout, area: &Area) -> Object {
    let bottom = layout.size.1 - area.y - area.height;
    let (right, top) = (area.x + area.width, layout.size.1 - area.y);
    Object::Array([area.x, bottom, right, top].map(real).into())
}

/// Where a click or a bookmark leads: some points above the place, so that it is not cut off.
pub fn destination(layout: &Layout, pages: &[ObjectId], page: usize, y: f32) -> Option<Object> {
    let top = (layout.size.1 - y + 6.0).min(layout.size.1);
    Some(Object::Array(vec![
        Object::Reference(*pages.get(page)?),
        "XYZ".into(),
        Object::Integer(0),
        Object::Real(top),
        Object::Null,
    ]))
}
