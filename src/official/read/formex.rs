//! Formex 4, the XML in which the Publications Office keeps the Official Journal.
//!
//! `TITLE` gives headings, `NO.P` marks of items, `P`, `TXT` and `ALINEA` paragraphs. Notes stand where
//! they are called and come out after the paragraph that calls them. Quotes are empty elements with the code of
//! their character. References to entities other than XML's own are a fault: nothing is expanded.

use quick_xml::events::{BytesRef, BytesStart, Event as Xml};

use super::{Fault, Gathered, Lines, MAX_DEPTH, MAX_PARAGRAPH, RawCall, What};

/// Elements whose text is a paragraph of its own.
const PARAGRAPHS: [&str; 10] = ["P", "TXT", "ALINEA", "NP", "ITEM", "TI", "STI", "NO.P", "TI.ART", "STI.ART"];
/// Elements whose text is no part of the publication.
const SILENT: [&str; 6] = ["BIB.INSTANCE", "BIB.DOC", "BIB.DATA", "FORMEX", "PROLOG", "TOC"];

#[derive(Default)]
struct Open {
    text: String,
    calls: Vec<RawCall>,
    line: usize,
}

/// A note being read, and the paragraph it interrupts.
struct Noted {
    key: String,
    printed: String,
    outer: Open,
    depth: usize,
}

struct Formex {
    out: Gathered,
    open: Open,
    stack: Vec<String>,
    note: Option<Noted>,
    waiting: Vec<(String, String, Open)>,
    counted: usize,
    documents: usize,
    lines: Lines,
}

pub(super) fn read(text: &str) -> Result<Gathered, Fault> {
    let mut formex = Formex {
        out: Gathered::default(),
        open: Open::default(),
        stack: Vec::new(),
        note: None,
        waiting: Vec::new(),
        counted: 0,
        documents: 0,
        lines: Lines::of(text),
    };
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        let line = formex.lines.at(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        match reader.read_event().map_err(|error| Fault::Xml(error.to_string()))? {
            Xml::Start(tag) => formex.start(&tag, line, false)?,
            Xml::Empty(tag) => formex.start(&tag, line, true)?,
            Xml::End(_) => formex.end()?,
            Xml::Text(text) => formex.text(&text.xml10_content())?,
            Xml::CData(text) => formex.text(&text.xml10_content())?,
            Xml::GeneralRef(reference) => formex.text(&character(&reference)?)?,
            Xml::Eof => break,
            Xml::Comment(_) | Xml::Decl(_) | Xml::PI(_) | Xml::DocType(_) => {}
        }
    }
    formex.flush(None)?;
    Ok(formex.out)
}

/// The character that a reference stands for.
pub(in super::super) fn character(reference: &BytesRef<'_>) -> Result<String, Fault> {
    let number = reference.resolve_char_ref().map_err(|error| Fault::Xml(error.to_string()))?;
    if let Some(c) = number {
        return Ok(c.to_string());
    }
    let name = reference.xml10_content();
    match name.as_ref() {
        "amp" => Ok("&".to_owned()),
        "lt" => Ok("<".to_owned()),
        "gt" => Ok(">".to_owned()),
        "quot" => Ok("\"".to_owned()),
        "apos" => Ok("'".to_owned()),
        other => Err(Fault::Xml(format!(
            "`&{}` is an entity of its own",
            other.chars().take(40).collect::<String>()
        ))),
    }
}

impl Formex {
    fn start(&mut self, tag: &BytesStart<'_>, line: usize, closed: bool) -> Result<(), Fault> {
        let name = name(tag);
        if name == "NOTE" && self.note.is_none() && !closed {
            self.begin_note(tag);
        } else if PARAGRAPHS.contains(&name.as_str()) || name == "TITLE" {
            self.flush(self.stack.last().cloned().as_deref())?;
            self.open.line = line;
        }
        match name.as_str() {
            "QUOT.START" | "QUOT.END" => {
                let code = attribute(tag, "CODE").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let quote = code.and_then(char::from_u32).unwrap_or('"');
                self.text(&quote.to_string())?;
            }
            "IE" => self.text("…")?,
            "ANNEX" | "ACT" => {
                self.documents += 1;
                self.counted = 0;
                if !self.out.events.is_empty() {
                    self.out.push(What::Rule, "", Vec::new(), line)?;
                }
            }
            _ => {}
        }
        if !closed {
            if self.stack.len() >= MAX_DEPTH {
                return Err(Fault::TooDeep);
            }
            self.stack.push(name);
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let name = self.stack.pop().unwrap_or_default();
        if name == "NOTE" && self.note.as_ref().is_some_and(|note| note.depth == self.stack.len()) {
            self.end_note();
        } else if PARAGRAPHS.contains(&name.as_str()) || name == "TITLE" {
            self.flush(Some(&name))?;
        }
        Ok(())
    }

    fn begin_note(&mut self, tag: &BytesStart<'_>) {
        self.counted += 1;
        let printed = attribute(tag, "NUMBERING").filter(|number| number.chars().all(char::is_numeric));
        let printed = printed.filter(|number| !number.is_empty()).unwrap_or_else(|| self.counted.to_string());
        // Ids count from the first in each document; its number in the file keeps them apart.
        let id = attribute(tag, "NOTE.ID").unwrap_or_else(|| self.counted.to_string());
        let key = format!("{}-E{id}", self.documents);
        self.open.calls.push(RawCall {
            at: self.open.text.len(),
            key: key.clone(),
            printed: printed.clone(),
        });
        let outer = std::mem::take(&mut self.open);
        self.open.line = outer.line;
        self.note = Some(Noted { key, printed, outer, depth: self.stack.len() });
    }

    fn end_note(&mut self) {
        if let Some(note) = self.note.take() {
            let body = std::mem::replace(&mut self.open, note.outer);
            self.waiting.push((note.key, note.printed, body));
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        if self.stack.iter().any(|open| SILENT.contains(&open.as_str())) {
            return Ok(());
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' if self.open.text.ends_with(' ') || self.open.text.is_empty() => {}
                ' ' | '\t' | '\n' | '\r' => self.open.text.push(' '),
                c => self.open.text.push(c),
            }
        }
        if self.open.text.len() > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
        Ok(())
    }

    /// Ends a paragraph, whose element is given; in a note and in a title it goes on.
    fn flush(&mut self, element: Option<&str>) -> Result<(), Fault> {
        let goes_on =
            self.note.is_some() || (self.in_title() && !matches!(element, Some("TI" | "STI" | "TITLE")));
        if goes_on {
            if !self.open.text.is_empty() && !self.open.text.ends_with(' ') {
                self.open.text.push(' ');
            }
            return Ok(());
        }
        let open = std::mem::take(&mut self.open);
        let titled = self.in_title() || matches!(element, Some("TITLE" | "TI.ART" | "STI.ART"));
        let outermost = self.stack.iter().filter(|name| *name == "TITLE" || *name == "GR.SEQ").count() <= 1
            && !self.stack.iter().any(|name| name == "GR.SEQ");
        if !open.text.trim().is_empty() {
            let what = match element {
                Some("NO.P") => What::Marker,
                _ if titled && outermost => What::Title,
                _ if titled => What::Heading,
                _ => What::Paragraph,
            };
            self.out.push(what, &open.text, open.calls, open.line.max(1))?;
        }
        for (key, printed, body) in std::mem::take(&mut self.waiting) {
            self.out.push(What::Note { key, printed }, &body.text, body.calls, body.line.max(1))?;
        }
        Ok(())
    }

    fn in_title(&self) -> bool {
        self.stack.iter().any(|name| name == "TITLE")
    }
}

fn name(tag: &BytesStart<'_>) -> String {
    AsRef::<str>::as_ref(&tag.name()).to_owned()
}

pub(in super::super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| AsRef::<str>::as_ref(&attribute.key) == name)?;
    Some(found.value.to_string())
}
