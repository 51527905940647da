//! Objects written down (ISO 32000-1, 7.3), with no more bytes than they need.

use lopdf::{Dictionary, Object, StringFormat};

use crate::emit::pdf::paint::decimal;

/// Writes an object; of a stream, its dictionary.
pub fn object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => word(out, b"null"),
        Object::Boolean(true) => word(out, b"true"),
        Object::Boolean(false) => word(out, b"false"),
        Object::Integer(number) => integer(out, *number),
        Object::Real(number) => {
            separate(out);
            decimal(out, (f64::from(*number) * 1000.0).round() as i64, 3);
        }
        Object::Name(bytes) => name(out, bytes),
        Object::String(bytes, StringFormat::Literal) => literal(out, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => hexadecimal(out, bytes),
        Object::Array(items) => {
            out.push(b'[');
            items.iter().for_each(|item| self::object(out, item));
            out.push(b']');
        }
        Object::Dictionary(entries) => dictionary(out, entries),
        Object::Stream(stream) => dictionary(out, &stream.dict),
        Object::Reference((id, _)) => reference(out, *id),
    }
}

/// Writes a dictionary, its entries in their order.
pub fn dictionary(out: &mut Vec<u8>, entries: &Dictionary) {
    out.extend(b"<<");
    for (key, value) in entries {
        name(out, key);
        object(out, value);
    }
    out.extend(b">>");
}

/// Writes a reference to an object, whose generation is always 0.
pub fn reference(out: &mut Vec<u8>, id: u32) {
    integer(out, id.into());
    out.extend(b" 0 R");
}

/// Writes a whole number.
pub fn integer(out: &mut Vec<u8>, number: i64) {
    separate(out);
    decimal(out, number, 0);
}

/// A space, where what comes next would run into what stands before.
fn separate(out: &mut Vec<u8>) {
    if out.last().is_some_and(|byte| !b"[]()<>{}/% \n".contains(byte)) {
        out.push(b' ');
    }
}

fn word(out: &mut Vec<u8>, word: &[u8]) {
    separate(out);
    out.extend_from_slice(word);
}

fn name(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'/');
    for &byte in bytes {
        match byte {
            b'#' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' => escaped(out, byte),
            b'!'..=b'~' => out.push(byte),
            _ => escaped(out, byte),
        }
    }
}

fn escaped(out: &mut Vec<u8>, byte: u8) {
    out.push(b'#');
    digits(out, byte);
}

fn literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
            // A bare carriage return would be read as a line feed.
            b'\r' => out.extend(b"\\r"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

fn hexadecimal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'<');
    bytes.iter().for_each(|&byte| digits(out, byte));
    out.push(b'>');
}

fn digits(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, StringFormat, dictionary};

    #[test]
    fn objects_are_written_without_spaces_that_say_nothing() {
        let kids = vec![Object::Reference((12, 0)), 3.into(), Object::Real(-0.5), Object::Null];
        let text = |bytes: &[u8], format| Object::String(bytes.to_vec(), format);
        let object = dictionary! {
            "S" => "P",
            "K" => kids,
            "A B" => true,
            "T" => text(b"a(b)\r\\", StringFormat::Literal),
            "U" => text(&[0xfe, 0x0a], StringFormat::Hexadecimal),
        };
        let mut out = Vec::new();
        super::object(&mut out, &Object::Dictionary(object));
        let said = String::from_utf8(out).unwrap();
        assert_eq!(said, r"<</S/P/K[12 0 R 3 -.5 null]/A#20B true/T(a\(b\)\r\\)/U<FE0A>>>");
    }
}
