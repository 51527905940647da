//! Records of values, as RFC 4180 and spreadsheets write them.
//!
//! A value may stand in quotes; two quotes in it are one, and it may have separators and line breaks. A
//! quote within a value that does not begin with one is a character like others. Read as a stream: what is
//! held is one row, up to [`MAX_ROW`] bytes. The `csv` crate would read a quote that is never closed, or
//! one that is closed in the middle of a value, without a word, and hold all that follows; in tests it
//! confirms what is read here.

use std::io::{self, BufRead};

use super::super::MAX_ROW;

/// A row of values; used again for each.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The line in which it begins, counted from 1.
    pub line: u64,
    /// The row that it is in a spreadsheet, counted from 1: empty lines count, line breaks in quotes do not.
    pub row: u64,
    text: Vec<u8>,
    /// Where each value ends in the text.
    cells: Vec<usize>,
}

impl Record {
    /// How many values it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// What the values say, in order, without white space at the ends; nothing for one that is not UTF-8.
    pub fn values(&self) -> impl Iterator<Item = Option<&str>> {
        let mut start = 0;
        self.cells.iter().map(move |&end| {
            let text = std::str::from_utf8(&self.text[start..end]).ok().map(str::trim);
            start = end;
            text
        })
    }

    /// The beginning of its text, for a message.
    pub fn start(&self) -> String {
        String::from_utf8_lossy(&self.text[..self.text.len().min(400)]).into_owned()
    }
}

/// What is wrong with the form of a record, and where.
#[derive(Debug)]
pub(super) enum Broken {
    /// A quote is never closed: all that follows is in it.
    Open { line: u64, column: u64 },
    /// Something stands between a closing quote and the next separator.
    Behind { line: u64, column: u64 },
    /// The record is longer than [`MAX_ROW`].
    Long,
    /// Nothing more can be read.
    Unreadable(io::Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a value.
    Start,
    /// In a value without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// Right behind a quote that may be the closing one.
    Closed,
    /// In the space behind a closing quote.
    Past,
}

/// A reader of records.
pub(super) struct Reader {
    input: Box<dyn BufRead + Send>,
    separator: u8,
    line: u64,
    column: u64,
    /// How many rows were read.
    rows: u64,
    /// Whether the last byte was a carriage return that ended a line.
    returned: bool,
}

impl Reader {
    /// A reader of a text.
    pub fn new(input: Box<dyn BufRead + Send>, separator: u8) -> Reader {
        Reader { input, separator, line: 1, column: 1, rows: 0, returned: false }
    }

    /// Reads the next record; lines with nothing on them are passed over. None at the end.
    pub fn read(&mut self, record: &mut Record) -> Option<Result<(), Broken>> {
        let mut parser = Parser::new(self.separator);
        loop {
            record.text.clear();
            record.cells.clear();
            parser.begin();
            let end = self.record(&mut parser, record);
            self.rows += 1;
            record.row = self.rows;
            match end {
                Ok(true) if record.cells.len() == 1 && record.text.is_empty() => {}
                Ok(true) => return Some(parser.broken.map_or(Ok(()), Err)),
                Ok(false) => return None,
                Err(error) => return Some(Err(Broken::Unreadable(error))),
            }
        }
    }

    /// Reads up to the end of a record; false where the text has ended before it began.
    fn record(&mut self, parser: &mut Parser, record: &mut Record) -> io::Result<bool> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                let begun = parser.state != State::Start || !record.cells.is_empty();
                if parser.state == State::Quoted {
                    let (line, column) = parser.opened;
                    parser.broken = Some(Broken::Open { line, column });
                }
                if begun {
                    parser.end_value(record);
                }
                return Ok(begun);
            }
            let (mut used, mut ended) = (0, false);
            for &byte in buffer {
                used += 1;
                if std::mem::take(&mut self.returned) && byte == b'\n' {
                    record.line = self.line;
                    continue;
                }
                if record.cells.is_empty() && parser.state == State::Start {
                    record.line = self.line;
                }
                ended = parser.take(byte, (self.line, self.column), record);
                match byte {
                    b'\n' => (self.line, self.column) = (self.line + 1, 1),
                    b'\r' if ended => {
                        (self.line, self.column) = (self.line + 1, 1);
                        self.returned = true;
                    }
                    0x80..0xC0 => {}
                    _ => self.column += 1,
                }
                if ended {
                    break;
                }
            }
            self.input.consume(used);
            if ended {
                return Ok(true);
            }
        }
    }
}

/// What is known in the middle of a record.
struct Parser {
    separator: u8,
    state: State,
    /// Where the last quote was opened.
    opened: (u64, u64),
    /// Whether the last byte of the value was a carriage return.
    returned: bool,
    broken: Option<Broken>,
}

impl Parser {
    fn new(separator: u8) -> Parser {
        Parser { separator, state: State::Start, opened: (1, 1), returned: false, broken: None }
    }

    fn begin(&mut self) {
        self.state = State::Start;
        self.returned = false;
        self.broken = None;
    }

    /// Takes a byte; true where it ends the record.
    fn take(&mut self, byte: u8, at: (u64, u64), record: &mut Record) -> bool {
        match (self.state, byte) {
            (State::Start, b'"') => {
                self.state = State::Quoted;
                self.opened = at;
            }
            (State::Quoted, b'"') => self.state = State::Closed,
            (State::Closed, b'"') => {
                self.state = State::Quoted;
                self.push(byte, record);
            }
            (State::Quoted, _) => self.push(byte, record),
            (_, b'\n' | b'\r') => {
                self.end_value(record);
                return true;
            }
            (_, byte) if byte == self.separator => {
                self.end_value(record);
                self.state = State::Start;
            }
            (State::Closed | State::Past, b' ') => self.state = State::Past,
            (State::Closed | State::Past, _) => {
                self.broken.get_or_insert(Broken::Behind { line: at.0, column: at.1 });
                self.state = State::Plain;
                self.push(byte, record);
            }
            (State::Start | State::Plain, _) => {
                self.state = State::Plain;
                self.push(byte, record);
            }
        }
        false
    }

    /// Adds a byte to the value; line breaks become line feeds.
    fn push(&mut self, byte: u8, record: &mut Record) {
        if record.text.len() >= MAX_ROW {
            self.broken.get_or_insert(Broken::Long);
            return;
        }
        match byte {
            b'\r' => record.text.push(b'\n'),
            b'\n' if self.returned => {}
            byte => record.text.push(byte),
        }
        self.returned = byte == b'\r';
    }

    fn end_value(&mut self, record: &mut Record) {
        self.returned = false;
        if record.cells.len() >= MAX_ROW / 4 {
            self.broken.get_or_insert(Broken::Long);
            return;
        }
        record.cells.push(record.text.len());
    }
}

/// What stands between the values of a table, from the beginning of its text: the sign that its header
/// line has most often, a comma where it has none.
pub(super) fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|(_, count)| *count > 0) => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of several that are there as often.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests;
