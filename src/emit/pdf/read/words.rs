//! The words on the pages of a PDF, line by line, as they are drawn.
//!
//! What is marked as an artifact (running heads, page numbers) and what is drawn askew (watermarks) is
//! left out. Letters come from the font's table for copying text where it has one, else from its
//! encoding. Blanks that are drawn as distance become blanks.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::{Drawn, Line, Unreadable};

/// Most bytes that the content of a page, and of all pages, may unfold to.
const MAX_PAGE: usize = 4 << 20;
const MAX_PAGES: usize = 64 << 20;
/// Most pages.
const MAX_COUNT: usize = 5_000;
/// Most bytes of text.
const MAX_TEXT: usize = 16 << 20;
/// Most bytes that the table of a font may unfold to.
const MAX_FONT: usize = 2 << 20;
/// Most fonts of a file.
const MAX_FONTS: usize = 200;
/// Deepest forms within forms.
const MAX_DEPTH: usize = 6;
/// Most operations.
const MAX_OPERATIONS: usize = 5_000_000;

type Matrix = [f32; 6];
const UNMOVED: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// A font: how its codes become text, and how wide they are.
struct Font {
    letters: BTreeMap<u32, String>,
    /// Bytes of a code.
    code: usize,
    widths: BTreeMap<u32, f32>,
    usual: f32,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<usize>,
    size: f32,
    letter: f32,
    word: f32,
    scale: f32,
    leading: f32,
    rise: f32,
    /// Letters are neither filled nor drawn.
    invisible: bool,
}

struct Reader<'p> {
    pdf: &'p Pdf,
    fonts: Vec<Font>,
    known: BTreeMap<ObjectId, usize>,
    state: State,
    stack: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// For each marked stretch that is open, whether it is an artifact.
    marked: Vec<bool>,
    page: usize,
    out: Drawn,
    /// What the page paints that is no text, as far as it could show some.
    painted: usize,
    written: usize,
    operations: usize,
    content: usize,
}

/// Lines and areas that a page may paint without a picture of text: rules, frames, a mark.
const RULES: usize = 100;

/// What all pages say.
pub(super) fn drawn(pdf: &Pdf) -> Result<Drawn, Unreadable> {
    let state = State {
        matrix: UNMOVED,
        font: None,
        size: 0.0,
        letter: 0.0,
        word: 0.0,
        scale: 1.0,
        leading: 0.0,
        rise: 0.0,
        invisible: false,
    };
    let mut reader = Reader {
        pdf,
        fonts: Vec::new(),
        known: BTreeMap::new(),
        state: state.clone(),
        stack: Vec::new(),
        text: UNMOVED,
        line: UNMOVED,
        marked: Vec::new(),
        page: 0,
        out: Drawn::default(),
        painted: 0,
        written: 0,
        operations: 0,
        content: 0,
    };
    for (number, page) in pdf.page_iter().enumerate() {
        if number >= MAX_COUNT {
            return Err(Unreadable::TooLarge);
        }
        reader.page = number + 1;
        reader.state = state.clone();
        reader.stack.clear();
        reader.marked.clear();
        reader.painted = 0;
        let content = pdf.get_page_content_with_limit(page, MAX_PAGE).map_err(|_| Unreadable::TooLarge)?;
        let resources = resources(pdf, page);
        if !has_content(pdf, page) {
            reader.note_damage();
        }
        reader.draw(&content, &resources, 0)?;
        let says_nothing = reader.out.lines.last().is_none_or(|line| line.page != reader.page);
        if says_nothing && reader.painted > RULES {
            reader.out.pictures.push(reader.page);
        }
    }
    Ok(reader.out)
}

/// Whether all that the content of a page is said to stand in is there.
fn has_content(pdf: &Pdf, page: ObjectId) -> bool {
    let is_stream =
        |object: &Object| pdf.dereference(object).is_ok_and(|(_, found)| found.as_stream().is_ok());
    let content = pdf.get_dictionary(page).and_then(|page| page.get_deref(b"Contents", pdf));
    match content {
        Ok(Object::Array(parts)) => parts.iter().all(is_stream),
        Ok(content) => content.as_stream().is_ok(),
        // A page without content is empty; one whose content is not there is damaged.
        Err(_) => pdf.get_dictionary(page).is_ok_and(|page| !page.has(b"Contents")),
    }
}

/// The resources of a page: its own, and those it inherits.
fn resources(pdf: &Pdf, page: ObjectId) -> Vec<&Dictionary> {
    let Ok((own, inherited)) = pdf.get_page_resources(page) else { return Vec::new() };
    let inherited = inherited.into_iter().filter_map(|id| pdf.get_dictionary(id).ok());
    let mut all: Vec<&Dictionary> = own.into_iter().chain(inherited).collect();
    // Resources written into a node above the page.
    let mut node = pdf.get_dictionary(page).ok();
    for _ in 0..32 {
        node = node.and_then(|node| node.get_deref(b"Parent", pdf).ok()?.as_dict().ok());
        all.extend(node.and_then(|node| node.get_deref(b"Resources", pdf).ok()?.as_dict().ok()));
    }
    all
}

impl<'p> Reader<'p> {
    fn draw(&mut self, content: &[u8], resources: &[&'p Dictionary], depth: usize) -> Result<(), Unreadable> {
        self.content += content.len();
        if self.content > MAX_PAGES {
            return Err(Unreadable::TooLarge);
        }
        let Ok(content) = Content::decode(content) else {
            self.note_damage();
            return Ok(());
        };
        for operation in &content.operations {
            self.operations += 1;
            if self.operations > MAX_OPERATIONS || self.written > MAX_TEXT {
                return Err(Unreadable::TooLarge);
            }
            self.operation(operation, resources, depth)?;
        }
        Ok(())
    }

    fn note_damage(&mut self) {
        if self.out.damaged.last() != Some(&self.page) {
            self.out.damaged.push(self.page);
        }
    }

    fn operation(
        &mut self,
        operation: &Operation,
        resources: &[&'p Dictionary],
        depth: usize,
    ) -> Result<(), Unreadable> {
        let numbers: Vec<f32> = operation.operands.iter().filter_map(|one| one.as_float().ok()).collect();
        let number = |at: usize| numbers.get(at).copied().unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.stack.len() < 256 => self.stack.push(self.state.clone()),
            "Q" => self.state = self.stack.pop().unwrap_or_else(|| self.state.clone()),
            "cm" if numbers.len() == 6 => self.state.matrix = product(&six(&numbers), &self.state.matrix),
            "BT" => (self.text, self.line) = (UNMOVED, UNMOVED),
            "Tf" => self.font(operation, resources),
            "Tc" => self.state.letter = number(0),
            "Tw" => self.state.word = number(0),
            "Tz" => self.state.scale = number(0) / 100.0,
            "TL" => self.state.leading = number(0),
            "Ts" => self.state.rise = number(0),
            "Tr" => self.state.invisible = matches!(operation.operands.first(), Some(Object::Integer(3 | 7))),
            "BI" | "sh" => self.painted += RULES + 1,
            "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" => self.painted += 1,
            "Td" => self.next_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.next_line(number(0), number(1));
            }
            "Tm" if numbers.len() == 6 => (self.text, self.line) = (six(&numbers), six(&numbers)),
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tj" | "TJ" => operation.operands.iter().for_each(|one| self.show(one)),
            "'" | "\"" => {
                self.next_line(0.0, -self.state.leading);
                operation.operands.iter().for_each(|one| self.show(one));
            }
            "BMC" | "BDC" if self.marked.len() < 4096 => {
                let name = operation.operands.first().and_then(|name| name.as_name().ok());
                self.marked.push(name == Some(b"Artifact"));
            }
            "EMC" => drop(self.marked.pop()),
            "Do" if depth < MAX_DEPTH => self.form(operation, resources, depth)?,
            _ => {}
        }
        Ok(())
    }

    /// A drawing that a page uses: its text is text of the page.
    fn form(
        &mut self,
        operation: &Operation,
        resources: &[&'p Dictionary],
        depth: usize,
    ) -> Result<(), Unreadable> {
        let Some(name) = operation.operands.first().and_then(|name| name.as_name().ok()) else {
            return Ok(());
        };
        let found = resources.iter().find_map(|one| {
            one.get_deref(b"XObject", self.pdf).ok()?.as_dict().ok()?.get_deref(name, self.pdf).ok()
        });
        let Some(stream) = found.and_then(|found| found.as_stream().ok()) else { return Ok(()) };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            self.painted += RULES + 1;
            return Ok(());
        }
        let content =
            stream.decompressed_content_with_limit(MAX_PAGE).or_else(|_| match stream.is_compressed() {
                true => Err(Unreadable::TooLarge),
                false => Ok(stream.content.clone()),
            })?;
        let own = stream.dict.get_deref(b"Resources", self.pdf).and_then(Object::as_dict).ok();
        let inner: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).take(64).collect();
        let (state, stack) = (self.state.clone(), std::mem::take(&mut self.stack));
        let matrix = stream.dict.get_deref(b"Matrix", self.pdf).and_then(Object::as_array).ok();
        let matrix: Vec<f32> = matrix.into_iter().flatten().filter_map(|one| one.as_float().ok()).collect();
        if matrix.len() == 6 {
            self.state.matrix = product(&six(&matrix), &self.state.matrix);
        }
        self.draw(&content, &inner, depth + 1)?;
        (self.state, self.stack) = (state, stack);
        Ok(())
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = product(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn font(&mut self, operation: &Operation, resources: &[&'p Dictionary]) {
        let Some(name) = operation.operands.first().and_then(|name| name.as_name().ok()) else { return };
        self.state.size = operation.operands.get(1).and_then(|size| size.as_float().ok()).unwrap_or(0.0);
        let pdf = self.pdf;
        let found = resources.iter().find_map(|one| {
            let object = one.get_deref(b"Font", pdf).ok()?.as_dict().ok()?.get(name).ok()?;
            let (id, object) = pdf.dereference(object).ok()?;
            Some((id, object.as_dict().ok()?))
        });
        self.state.font = found.and_then(|(id, font)| {
            if let Some(known) = id.and_then(|id| self.known.get(&id)) {
                return Some(*known);
            }
            if self.fonts.len() >= MAX_FONTS {
                return None;
            }
            self.fonts.push(read_font(pdf, font));
            let at = self.fonts.len() - 1;
            self.known.extend(id.map(|id| (id, at)));
            Some(at)
        });
    }

    fn show(&mut self, object: &Object) {
        match object {
            Object::String(bytes, _) => self.string(bytes),
            Object::Array(items) => {
                for item in items {
                    if let Ok(number) = item.as_float() {
                        let by = -number / 1000.0 * self.state.size * self.state.scale;
                        self.text = product(&[1.0, 0.0, 0.0, 1.0, by, 0.0], &self.text);
                    } else if let Object::String(bytes, _) = item {
                        self.string(bytes);
                    }
                }
            }
            _ => {}
        }
    }

    /// Draws a string: its text goes to the line on which it stands.
    fn string(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.map(|at| &self.fonts[at]) else { return };
        let mut advance = 0.0;
        let mut text = String::new();
        for code in bytes.chunks(font.code) {
            let number = code.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            // A code without a letter must not read as if nothing stood there.
            text.push_str(font.letters.get(&number).map_or("\u{fffd}", String::as_str));
            let width = font.widths.get(&number).copied().unwrap_or(font.usual);
            let word = if code == b" " { self.state.word } else { 0.0 };
            advance += (width / 1000.0 * self.state.size + self.state.letter + word) * self.state.scale;
        }
        let at =
            product(&[1.0, 0.0, 0.0, 1.0, 0.0, self.state.rise], &product(&self.text, &self.state.matrix));
        let across = product(&self.text, &self.state.matrix);
        self.text = product(&[1.0, 0.0, 0.0, 1.0, advance, 0.0], &self.text);
        let straight = across[0] > 0.0 && across[1].abs() < across[0] * 0.1;
        if straight && !self.marked.contains(&true) {
            let size = (self.state.size * across[3]).abs();
            self.put(&text, at[4], at[5], at[4] + advance * across[0], size);
        }
    }

    fn put(&mut self, text: &str, left: f32, base: f32, right: f32, size: f32) {
        if text.is_empty() || ![left, base, right, size].iter().all(|number| number.is_finite()) {
            return;
        }
        self.written += text.len();
        if self.state.invisible && !text.trim().is_empty() && self.out.invisible.last() != Some(&self.page) {
            self.out.invisible.push(self.page);
        }
        if let Some(line) = self.out.lines.last_mut().filter(|line| {
            let near = (line.base - base).abs() < line.size.max(size) * 0.5;
            line.page == self.page && near && left > line.right - line.size
        }) {
            let gap = left - line.right > line.size.min(size) * 0.15;
            // Small letters above the line are the call of a note.
            let raised = size < line.size * 0.8 && base > line.base + line.size * 0.1;
            if gap && !line.text.ends_with(' ') && !text.starts_with(' ') {
                line.text.push(' ');
            }
            if raised {
                line.text.extend(text.chars().map(raise))
            } else {
                line.text.push_str(text)
            }
            line.right = right.max(line.right);
            return;
        }
        self.out.lines.push(Line { page: self.page, text: text.to_owned(), base, right, size });
    }
}

/// A digit or bracket as a raised one.
fn raise(c: char) -> char {
    match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '(' => '⁽',
        ')' => '⁾',
        c => c,
    }
}

/// A font's letters and widths.
fn read_font(pdf: &Pdf, font: &Dictionary) -> Font {
    let composite = font.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Type0");
    let mut out = Font {
        letters: letters(pdf, font, composite),
        code: if composite { 2 } else { 1 },
        widths: BTreeMap::new(),
        usual: 500.0,
    };
    if composite {
        let inner = font.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array).ok();
        let inner = inner.and_then(|fonts| pdf.dereference(fonts.first()?).ok()?.1.as_dict().ok());
        if let Some(inner) = inner {
            out.usual = inner.get_deref(b"DW", pdf).and_then(Object::as_float).unwrap_or(1000.0);
            composite_widths(pdf, inner, &mut out.widths);
        }
        return out;
    }
    let first = font.get_deref(b"FirstChar", pdf).and_then(Object::as_i64).unwrap_or(0);
    let widths = font.get_deref(b"Widths", pdf).and_then(Object::as_array).ok();
    for (at, width) in widths.into_iter().flatten().take(256).enumerate() {
        let width = pdf.dereference(width).ok().and_then(|(_, width)| width.as_float().ok());
        let code =
            u32::try_from(first).ok().zip(u32::try_from(at).ok()).map(|(first, at)| first.saturating_add(at));
        out.widths.extend(code.zip(width));
    }
    out
}

/// `[ 3 [500 600] 10 20 700 ]`: widths from a code on, or one for a range of codes.
fn composite_widths(pdf: &Pdf, font: &Dictionary, out: &mut BTreeMap<u32, f32>) {
    let Ok(list) = font.get_deref(b"W", pdf).and_then(Object::as_array) else { return };
    let number = |object: &Object| object.as_i64().ok().and_then(|number| u32::try_from(number).ok());
    let mut at = 0;
    while let Some(first) = list.get(at).and_then(number) {
        match list.get(at + 1).and_then(|next| pdf.dereference(next).ok()).map(|(_, next)| next) {
            Some(Object::Array(widths)) => {
                let codes = (first..).zip(widths.iter().take(65_536));
                out.extend(codes.filter_map(|(code, width)| Some((code, width.as_float().ok()?))));
                at += 2;
            }
            Some(last) => {
                let width = list.get(at + 2).and_then(|width| width.as_float().ok());
                let (Some(last), Some(width)) = (number(last), width) else { return };
                out.extend((first..=last.min(first.saturating_add(65_535))).map(|code| (code, width)));
                at += 3;
            }
            None => return,
        }
        if out.len() > 200_000 {
            return;
        }
    }
}

/// What each code says. The table for copying text goes before the encoding: it says what the letters
/// mean. lopdf reads that table only where there is no encoding.
fn letters(pdf: &Pdf, font: &Dictionary, composite: bool) -> BTreeMap<u32, String> {
    let mut font = font.clone();
    if font.get_deref(b"ToUnicode", pdf).and_then(Object::as_stream).is_ok() {
        font.remove(b"Encoding");
    }
    let Ok(encoding) = font.get_font_encoding_with_limit(pdf, MAX_FONT) else { return BTreeMap::new() };
    let codes = if composite { 0..=0xffff_u32 } else { 0..=0xff };
    let letter = |code: u32| {
        let bytes = code.to_be_bytes();
        let bytes = if composite { &bytes[2..] } else { &bytes[3..] };
        let text = Pdf::decode_text(&encoding, bytes).ok()?;
        (!text.is_empty() && !text.contains('\u{fffd}')).then_some((code, text))
    };
    codes.filter_map(letter).collect()
}

fn six(numbers: &[f32]) -> Matrix {
    let mut out = UNMOVED;
    out.iter_mut().zip(numbers).for_each(|(slot, number)| *slot = *number);
    out
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}
