//! Word documents: the words of `word/document.xml`, footnotes and endnotes after them.
//!
//! Tracked changes are read as if accepted: what was deleted or moved away is left out. Numbers that
//! Word counts by itself are no text and do not come out. A reference to an entity other than XML's
//! own, and a document type, are faults: nothing is expanded.

use std::io::Read as _;

use quick_xml::events::{BytesRef, BytesStart, Event as Xml};

use super::super::foreign::{Foreign, Format, MAX_PARAGRAPHS, Paragraph, Place};
use super::{Fault, MAX_DEPTH, MAX_ENTRIES, MAX_PARAGRAPH, MAX_UNFOLDED};
use crate::document::script;

/// Elements whose content is not part of the text.
const SILENT: [&str; 6] = ["del", "moveFrom", "instrText", "Fallback", "delText", "pict"];

/// The parts that are read, in order.
const PARTS: [&str; 3] = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];

pub(in super::super) fn read(bytes: &[u8]) -> Result<Foreign, Fault> {
    let broken = |error: zip::result::ZipError| Fault::Archive(error.to_string());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_ENTRIES * 16 {
        return Err(Fault::Archive(format!("it has more than {} files", MAX_ENTRIES * 16)));
    }
    let mut left = MAX_UNFOLDED as u64;
    let mut docx = Docx::default();
    for (index, part) in PARTS.iter().enumerate() {
        let file = match archive.by_name(part) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) if index > 0 => continue,
            Err(zip::result::ZipError::FileNotFound) => {
                return Err(Fault::Archive(
                    "it is no Word document: `word/document.xml` is not in it".to_owned(),
                ));
            }
            Err(error) => return Err(broken(error)),
        };
        let mut text = Vec::new();
        file.take(left + 1).read_to_end(&mut text).map_err(|error| Fault::Archive(error.to_string()))?;
        left = left
            .checked_sub(text.len() as u64)
            .ok_or_else(|| Fault::Archive("its files unfold to more than 32 MiB".to_owned()))?;
        let text = String::from_utf8(text).map_err(|error| Fault::Utf8(error.utf8_error().valid_up_to()))?;
        docx.part(&text)?;
    }
    Ok(docx.done())
}

#[derive(Default)]
struct Docx {
    stack: Vec<String>,
    /// Paragraphs being read, inner ones last: a text box stands within a paragraph.
    open: Vec<String>,
    paragraphs: Vec<Paragraph>,
    silent: usize,
    counted: usize,
    raised: bool,
    changed: bool,
    numbered: bool,
    struck: bool,
    /// Whether the run being read is struck through or hidden.
    left_out: bool,
    /// Whether it is white on white.
    white: bool,
    /// Whether something is painted behind the paragraph or cell being read.
    backed: bool,
    pictures: usize,
}

impl Docx {
    fn part(&mut self, text: &str) -> Result<(), Fault> {
        let mut reader = quick_xml::Reader::from_str(text);
        let xml = |error: quick_xml::Error| Fault::Xml(error.to_string());
        loop {
            match reader.read_event().map_err(xml)? {
                Xml::Start(tag) => self.start(&tag, false)?,
                Xml::Empty(tag) => self.start(&tag, true)?,
                Xml::End(_) => self.end()?,
                Xml::Text(text) => self.text(&text.xml10_content())?,
                Xml::CData(text) => self.text(&text.xml10_content())?,
                Xml::GeneralRef(reference) => self.text(&character(&reference)?)?,
                Xml::DocType(_) => return Err(Fault::Xml("it declares a document type".to_owned())),
                Xml::Eof => break,
                Xml::Comment(_) | Xml::Decl(_) | Xml::PI(_) => {}
            }
        }
        self.stack.clear();
        self.open.clear();
        self.silent = 0;
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, closed: bool) -> Result<(), Fault> {
        let name = local(tag);
        match name.as_str() {
            "p" if self.open.len() < MAX_DEPTH => {
                self.open.push(String::new());
                self.backed &= self.stack.iter().any(|name| name == "tc");
            }
            "tc" => self.backed = false,
            "shd" if self.within("rPr") => self.white &= !painted(tag),
            "highlight" => self.white = false,
            "shd" => self.backed |= painted(tag),
            "drawing" | "pict" => self.pictures += 1,
            "r" => (self.raised, self.left_out, self.white) = (false, false, false),
            "vertAlign" => self.raised = value(tag).is_some_and(|value| value == "superscript"),
            "tab" | "br" | "cr" if self.within("r") => self.push(" ")?,
            "noBreakHyphen" => self.push("-")?,
            "numPr" => self.numbered = true,
            "strike" | "dstrike" | "vanish" if !off(tag) => {
                // The mark of a paragraph has properties too, and no words.
                self.left_out = self.stack.iter().any(|name| name == "r");
                self.struck = true;
            }
            "color" if self.within("rPr") && !self.backed && is_white(tag) => {
                self.white = self.stack.iter().any(|name| name == "r");
            }
            "ins" | "del" | "moveFrom" | "moveTo" => self.changed = true,
            _ => {}
        }
        if closed {
            // An empty paragraph begins and ends at once.
            if name == "p" {
                self.open.pop();
                self.counted += 1;
            }
            return Ok(());
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        self.silent += usize::from(SILENT.contains(&name.as_str()));
        self.stack.push(name);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(name) = self.stack.pop() else { return Ok(()) };
        self.silent -= usize::from(SILENT.contains(&name.as_str()));
        if name != "p" {
            return Ok(());
        }
        self.counted += 1;
        let text = self.open.pop().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.paragraphs.push(Paragraph { text, place: Place::Paragraph(self.counted) });
        }
        if self.paragraphs.len() > MAX_PARAGRAPHS {
            return Err(Fault::TooLarge("it has more paragraphs than an agreement"));
        }
        Ok(())
    }

    fn within(&self, name: &str) -> bool {
        self.stack.last().is_some_and(|last| last == name)
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        // What stands between elements is layout of the XML.
        if !self.within("t") {
            return Ok(());
        }
        if self.raised {
            return self.push(&text.chars().map(script::raised).collect::<String>());
        }
        self.push(text)
    }

    fn push(&mut self, text: &str) -> Result<(), Fault> {
        let read = self.silent == 0 && !self.left_out && !self.white;
        self.struck |= self.white && self.silent == 0 && !text.trim().is_empty();
        let Some(open) = self.open.last_mut().filter(|_| read) else { return Ok(()) };
        open.push_str(text);
        if open.len() > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
        Ok(())
    }

    fn done(self) -> Foreign {
        let mut remarks = Vec::new();
        if self.changed {
            remarks.push(
                "tracked changes were read as accepted: insertions are in, deletions are out".to_owned(),
            );
        }
        if self.numbered {
            remarks.push("numbers that Word counts by itself are no text and were not compared".to_owned());
        }
        if self.struck {
            remarks.push(super::super::foreign::STRUCK.to_owned());
        }
        remarks.extend(super::super::foreign::pictures(self.pictures));
        Foreign { format: Format::Docx, paragraphs: self.paragraphs, remarks }
    }
}

/// The name of an element without its prefix.
fn local(tag: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(tag.local_name().as_ref().as_bytes()).into_owned()
}

/// Whether a property is switched off.
fn off(tag: &BytesStart<'_>) -> bool {
    value(tag).is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

fn is_white(tag: &BytesStart<'_>) -> bool {
    value(tag).is_some_and(|value| value.eq_ignore_ascii_case("ffffff"))
}

/// Whether a shading is of another colour than the page.
fn painted(tag: &BytesStart<'_>) -> bool {
    let fill = super::formex::attribute(tag, "w:fill");
    fill.is_some_and(|fill| !matches!(fill.to_ascii_lowercase().as_str(), "auto" | "ffffff"))
}

fn value(tag: &BytesStart<'_>) -> Option<String> {
    super::formex::attribute(tag, "w:val")
}

fn character(reference: &BytesRef<'_>) -> Result<String, Fault> {
    super::formex::character(reference)
}
