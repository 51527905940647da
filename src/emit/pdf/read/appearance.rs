//! What fields are drawn as: words, or more than that.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document as Pdf, Object, Stream};

use super::What;
use super::fields::Filled;
use super::notes::rectangle;

/// Most bytes of one appearance.
const MAX_CONTENT: usize = 1 << 20;
/// Most appearances of one field: for use, for the pointer over it, for the pressed button.
const MAX_STREAMS: usize = 100;
/// By how many points an appearance may be larger than its field.
const SLACK: f32 = 1.0;
/// Operators that draw words, or that draw nothing.
const WORDS: &[&str] = &[
    "q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "m", "l", "c", "v", "y", "h", "re", "W", "W*", "n",
    "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", "\"",
    "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg", "K", "k", "MP", "DP", "BMC", "BDC", "EMC",
];

/// What is wrong with the new appearance of a text field, whose value is the same as before or not.
pub fn findings(
    pdf: &Pdf,
    field: &Dictionary,
    area: Option<[f32; 4]>,
    value: Option<&Filled>,
    same: bool,
) -> Vec<What> {
    let mut found = Vec::new();
    let value = value.map_or("", |value| value.shown.as_str());
    for stream in streams(pdf, field) {
        let operations = operations(stream);
        if operations.as_ref().is_none_or(|operations| paints(pdf, stream, operations)) {
            found.push(What::Painted);
        }
        if !fits(pdf, stream, area) {
            found.push(What::Outside);
        }
        let words = operations.and_then(|operations| words(pdf, stream, &operations));
        let plain =
            |text: &str| text.chars().filter(char::is_ascii_alphanumeric).take(60).collect::<String>();
        match words {
            // As with the value itself: nobody filled in anything here.
            words if same && words.as_ref().is_none_or(|words| !says(words, value)) => {
                found.push(What::OtherWords);
            }
            Some(words) if !words.is_empty() && plain(&words) != plain(value) => found.push(What::Misshown),
            _ => {}
        }
    }
    found.dedup();
    found
}

/// Whether words are those of a value; of one that is cut, nobody can say.
fn says(words: &str, value: &str) -> bool {
    let packed = |text: &str| text.split_whitespace().collect::<String>();
    !value.ends_with('…') && packed(words) == packed(value)
}

/// The appearances of a field.
fn streams<'p>(pdf: &'p Pdf, field: &'p Dictionary) -> Vec<&'p Stream> {
    let all = field.get_deref(b"AP", pdf).and_then(Object::as_dict).into_iter().flatten();
    let inner = |object: &'p Object| pdf.dereference(object).ok().map(|(_, object)| object);
    let states = all.filter_map(|(_, state)| inner(state)).flat_map(|state| match state {
        Object::Dictionary(states) => states.iter().filter_map(|(_, state)| inner(state)).collect(),
        state => vec![state],
    });
    states.filter_map(|state| state.as_stream().ok()).take(MAX_STREAMS).collect()
}

fn operations(stream: &Stream) -> Option<Vec<Operation>> {
    let content = stream.get_plain_content_with_limit(MAX_CONTENT).ok()?;
    Content::decode_strict(&content).ok().map(|content| content.operations)
}

/// Whether more than words is painted; the glyphs of fonts of type 3 can be anything.
fn paints(pdf: &Pdf, stream: &Stream, operations: &[Operation]) -> bool {
    let other = |operation: &Operation| match operation.operator.as_str() {
        "Tf" => matches!(font(pdf, stream, operation), None | Some(b"Type3")),
        operator => !WORDS.contains(&operator),
    };
    operations.iter().any(other)
}

/// The kind of the font that an operator chooses.
fn font<'p>(pdf: &'p Pdf, stream: &'p Stream, operation: &Operation) -> Option<&'p [u8]> {
    let name = operation.operands.first()?.as_name().ok()?;
    let form = || pdf.catalog().ok()?.get_deref(b"AcroForm", pdf).ok()?.as_dict().ok();
    let find = |from: &'p Dictionary, key: &[u8]| {
        let fonts = from.get_deref(key, pdf).ok()?.as_dict().ok()?.get_deref(b"Font", pdf).ok()?;
        fonts.as_dict().ok()?.get_deref(name, pdf).ok()?.as_dict().ok()
    };
    let font = find(&stream.dict, b"Resources").or_else(|| find(form()?, b"DR"))?;
    font.get_deref(b"Subtype", pdf).and_then(Object::as_name).ok()
}

/// The words, where their fonts say one byte a character.
fn words(pdf: &Pdf, stream: &Stream, operations: &[Operation]) -> Option<String> {
    let mut bytes: Vec<u8> = Vec::new();
    for operation in operations {
        if operation.operator == "Tf" && !matches!(font(pdf, stream, operation), Some(b"Type1" | b"TrueType"))
        {
            return None;
        }
        for operand in &operation.operands {
            match operand {
                Object::Array(items) if operation.operator == "TJ" => {
                    items.iter().filter_map(|item| item.as_str().ok()).for_each(|text| bytes.extend(text));
                }
                Object::String(text, _) if ["Tj", "'", "\""].contains(&operation.operator.as_str()) => {
                    bytes.extend(text);
                }
                _ => {}
            }
        }
    }
    Some(bytes.into_iter().map(char::from).collect())
}

/// Whether an appearance is no larger than its field: its box, moved and turned as it says.
fn fits(pdf: &Pdf, stream: &Stream, area: Option<[f32; 4]>) -> bool {
    let (Some([left, bottom, right, top]), Some(area)) = (rectangle(pdf, &stream.dict, b"BBox"), area) else {
        return area.is_none();
    };
    let matrix = stream.dict.get_deref(b"Matrix", pdf).and_then(Object::as_array).ok();
    let numbers: Vec<f32> =
        matrix.into_iter().flatten().filter_map(|number| number.as_float().ok()).collect();
    let [a, b, c, d, ..] = numbers[..] else {
        return matrix.is_none()
            && within(right - left, area[2] - area[0])
            && within(top - bottom, area[3] - area[1]);
    };
    let (width, height) = ((right - left).abs(), (top - bottom).abs());
    within(a.abs() * width + c.abs() * height, area[2] - area[0])
        && within(b.abs() * width + d.abs() * height, area[3] - area[1])
}

fn within(length: f32, most: f32) -> bool {
    length.abs() <= most.abs() + SLACK
}
