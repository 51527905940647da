//! The faces of a house: font files read with its theme, in place of the built-in ones.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustybuzz::ttf_parser::{self, name_id};

use super::face::{Face, may_be_embedded};
use crate::emit::look::FontFile;

/// Whether a file holds a face that a theme can use.
///
/// # Errors
/// Why not, as the end of a sentence that begins with its name.
pub fn examine(bytes: &[u8]) -> Result<(), &'static str> {
    let face = rustybuzz::Face::from_slice(bytes, 0).ok_or("is no OpenType or TrueType font")?;
    let outlines = face.tables().glyf.is_some() || face.tables().cff.is_some();
    if !outlines || face.glyph_index('a').is_none() {
        return Err("has no outlines of Latin letters");
    }
    if face.is_variable() {
        return Err("is a variable font: name a file for one weight");
    }
    may_be_embedded(&face)
}

/// Faces read so far, by the hash of their file.
type Faces = BTreeMap<Arc<str>, Option<Arc<Face>>>;

static FACES: LazyLock<Mutex<Faces>> = LazyLock::new(Mutex::default);

/// The faces in these files, parsed once in a process; `None` if one of them is no face.
pub fn faces(files: &[FontFile; 4]) -> Option<[Arc<Face>; 4]> {
    let mut known = FACES.lock().unwrap_or_else(PoisonError::into_inner);
    let mut face = |file: &FontFile| {
        let parsed = known.entry(file.sha256.clone()).or_insert_with(|| {
            // Kept for good, as the built-in ones are.
            let data: &'static [u8] = Box::leak(file.bytes.to_vec().into_boxed_slice());
            Face::parse(&name(data).unwrap_or_else(|| "House".into()), data, 0).map(Arc::new)
        });
        parsed.clone()
    };
    let [regular, bold, italic, bold_italic] = files.each_ref().map(&mut face);
    Some([regular?, bold?, italic?, bold_italic?])
}

/// The PostScript name, of those characters alone that such a name may have.
fn name(data: &[u8]) -> Option<String> {
    let face = ttf_parser::Face::parse(data, 0).ok()?;
    let names = face.names().into_iter().filter(|name| name.name_id == name_id::POST_SCRIPT_NAME);
    let name: String = names.filter_map(|name| name.to_string()).next()?;
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = name.chars().filter(plain).take(60).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{examine, faces};
    use crate::emit::look::FontFile;

    const REGULAR: &[u8] = include_bytes!("../../../templates/fonts/LibertinusSerif-Regular.otf");

    /// The font with other permissions (`fsType`, byte 8 of the OS/2 table).
    fn permitting(bits: u16) -> Vec<u8> {
        let mut font = REGULAR.to_vec();
        let entry = font.windows(4).position(|tag| tag == b"OS/2").expect("a table");
        let at = u32::from_be_bytes(font[entry + 8..entry + 12].try_into().unwrap()) as usize;
        font[at + 8..at + 10].copy_from_slice(&bits.to_be_bytes());
        font
    }

    #[test]
    fn a_font_is_used_only_as_its_maker_permits() {
        assert_eq!(examine(&permitting(0)), Ok(()));
        assert_eq!(examine(&permitting(8)), Ok(()));
        assert!(examine(&permitting(2)).unwrap_err().contains("forbids"));
        assert!(examine(&permitting(0x100)).unwrap_err().contains("of the characters used"));
        assert!(examine(&permitting(0x200)).is_err());
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(examine(b"no font").is_err());
        assert!(examine(&REGULAR[..1_000]).is_err());
    }

    #[test]
    fn a_face_is_parsed_once() {
        let file = || FontFile::new("a.otf", REGULAR.to_vec());
        let files = [file(), file(), file(), file()];
        let (first, again) = (faces(&files).unwrap(), faces(&files).unwrap());
        assert_eq!(first[0].name, "LibertinusSerif-Regular");
        assert!(std::sync::Arc::ptr_eq(&first[0], &again[3]));
    }
}
