//! Tables of values with separators between them.

mod record;

use std::path::PathBuf;
use std::sync::Arc;

use encoding_rs::Encoding;

use self::record::{Broken, Reader, Record, separator};
use super::build::{Draft, Fault, Found};
use super::column::Step;
use super::head::{Head, KeyIn};
use super::input::{Kind, Options, Origin, unreadable};
use super::list::as_facts;
use super::place::{Columns, Home, Place};
use super::{BAD_FORM, MAX_ROW, encoding};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::Span;

/// A table whose columns are known.
#[derive(Debug)]
pub(super) struct Separated {
    head: Arc<Head>,
    sheets: Arc<[Columns]>,
    separator: u8,
    encoding: &'static Encoding,
}

impl Separated {
    /// Finds out how a table is written, and reads its header: of partners, or of the one list that its columns
    /// lie below.
    pub fn open(origin: &Origin, kind: Kind, options: &Options, above: &[Step]) -> Outcome<Separated> {
        let name = origin.name();
        let fail = |message: String, help: &str| vec![Diagnostic::error(BAD_FORM, message).help(help)];
        let encoding = encoding::of_text(origin)?;
        let mut input = encoding::open(origin.open()?, encoding);
        let start = input.fill_buf().map_err(|error| unreadable(name, &error))?;
        let separator = match (options.separator, kind) {
            (Some(sign), _) if !sign.is_ascii() || matches!(sign, '"' | '\r' | '\n') => {
                let message = format!("`{sign}` cannot stand between values");
                return Err(fail(message, "use a comma, a semicolon or a tab"));
            }
            (Some(sign), _) => u8::try_from(sign).unwrap_or(b','),
            (None, Kind::Tsv) => b'\t',
            (None, _) => separator(start),
        };
        let mut record = Record::default();
        match Reader::new(input, separator).read(&mut record) {
            Some(Ok(())) => {}
            None => {
                let message = format!("`{}` is empty", name.display());
                return Err(fail(message, "the first line names the columns"));
            }
            Some(Err(broken)) => {
                let Fault { message, help, .. } = fault(&broken);
                let message = format!("the header of `{}` cannot be read: {message}", name.display());
                return Err(fail(message, &help));
            }
        }
        let names: Vec<&str> = record.values().map(|text| text.unwrap_or("\u{fffd}")).collect();
        let between = char::from(separator).to_string();
        let head = match above {
            [] => Head::read(name, &names, &between, options.key.as_deref(), &[])?,
            above => Head::of_list(name, &names, &between, above)?,
        };
        let head = Arc::new(head);
        let sheets = Arc::new([Columns { sheet: None, head: head.clone(), depth: None }]);
        Ok(Separated { head, sheets, separator, encoding })
    }

    /// Where the key of a row stands.
    pub fn key(&self) -> &KeyIn {
        &self.head.key
    }

    /// All rows as the items of one list, whose path has so many steps.
    pub fn items(&self, origin: &Origin, depth: usize) -> Outcome<Found> {
        let mut values = self.rows(origin)?;
        let mut draft = Draft::default();
        let mut item = 0;
        while let Some(read) = values.reader.read(&mut values.record) {
            if let Err(broken) = read {
                return Ok(values.broken(&broken));
            }
            if values.record.values().all(|text| text.is_some_and(str::is_empty)) {
                continue;
            }
            values.state(&mut draft, Some((depth, item)));
            if let Some(short) = values.short() {
                return Ok(short);
            }
            item += 1;
        }
        Ok(draft.finish(&as_facts(origin.name()), 1))
    }

    /// The rows from the first one.
    pub fn rows(&self, origin: &Origin) -> Outcome<Values> {
        let input = encoding::open(origin.open()?, self.encoding);
        let mut reader = Reader::new(input, self.separator);
        let mut record = Record::default();
        // The header was read well when the table was opened.
        let _ = reader.read(&mut record);
        let (head, sheets) = (self.head.clone(), self.sheets.clone());
        Ok(Values { file: origin.name().to_owned(), head, sheets, reader, record })
    }
}

/// The rows of separated values.
pub(super) struct Values {
    file: PathBuf,
    head: Arc<Head>,
    sheets: Arc<[Columns]>,
    reader: Reader,
    record: Record,
}

impl Values {
    fn broken(&self, broken: &Broken) -> Found {
        let place = match *broken {
            Broken::Open { line, column } | Broken::Behind { line, column } => Place::Text { line, column },
            Broken::Long | Broken::Unreadable(_) => self.home().place,
        };
        let mut row = Found::broken(&self.file, self.record.line, &self.record.start(), place, fault(broken));
        row.cells.stand(self.home());
        let last = matches!(broken, Broken::Open { .. } | Broken::Unreadable(_));
        let key = self.key();
        let key = key.map(|key| (key, Span::start_of(&row.source)));
        Found { last, key, ..row }
    }

    /// Where the record stands.
    fn home(&self) -> Home {
        Home { place: Place::Row { sheet: None, row: self.record.row }, sheets: self.sheets.clone() }
    }

    /// The key of a record that is broken, as far as it can be read.
    fn key(&self) -> Option<String> {
        let name = match &self.head.key {
            KeyIn::Column(name) => name.as_ref(),
            KeyIn::Fact(path) => path,
            KeyIn::File(_) => return None,
        };
        let at = self.head.position(name)?;
        self.record.values().nth(at)?.filter(|key| key.len() <= 200).map(str::to_owned)
    }

    /// The row of a record; none if it states nothing.
    fn row(&self) -> Option<Found> {
        let mut draft = Draft::default();
        self.state(&mut draft, None);
        draft.stand(self.home());
        if draft.is_empty() {
            return None;
        }
        self.short().or_else(|| Some(draft.finish(&self.file, self.record.line)))
    }

    /// States what the cells of a record say, of an item of a list where it is one.
    fn state(&self, draft: &mut Draft, item: Option<(usize, usize)>) {
        for (at, text) in self.record.values().enumerate() {
            let column = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let place = Place::Table { row: self.record.row, column };
            match text {
                Some(text) => self.head.state_of(draft, at, item, text, place),
                None => {
                    let fault = Fault::form(
                        "this cell is no text in UTF-8, and the table is",
                        "write it again: a program that mixed encodings damaged it",
                    );
                    draft.fault(&self.head.name(at), "", place, fault);
                }
            }
        }
    }

    /// What is wrong with a record that has fewer cells than the header.
    fn short(&self) -> Option<Found> {
        let (has, wants) = (self.record.len(), self.head.columns.len());
        if has >= wants {
            return None;
        }
        let message = format!("this row has {has} cells, and the header {wants}");
        let help = "write a separator for each column, also behind the last cell that is filled";
        let place = self.home().place;
        let mut found = Found::broken(
            &self.file,
            self.record.line,
            &self.record.start(),
            place,
            Fault::form(message, help),
        );
        found.cells.stand(self.home());
        let key = self.key().map(|key| (key, Span::start_of(&found.source)));
        Some(Found { key, ..found })
    }
}

impl Iterator for Values {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            match self.reader.read(&mut self.record)? {
                Err(broken) => return Some(self.broken(&broken)),
                Ok(()) => {
                    if let Some(found) = self.row() {
                        return Some(found);
                    }
                }
            }
        }
    }
}

fn fault(broken: &Broken) -> Fault {
    match broken {
        Broken::Open { line, column } => Fault::form(
            format!(
                "the quote in line {line}, column {column} is never closed, and all that follows is in it"
            ),
            "close it, or write two quotes for one that belongs to a text in quotes",
        ),
        Broken::Behind { line, column } => Fault::form(
            format!("a text goes on behind its closing quote, in line {line}, column {column}"),
            "write two quotes for one that belongs to a text in quotes",
        ),
        Broken::Long => Fault::form(
            format!("this row is longer than {} MiB", MAX_ROW >> 20),
            "a row of this size is no partner: check its quotes and line breaks",
        ),
        Broken::Unreadable(error) => {
            Fault::form(format!("nothing can be read behind this place: {error}"), "check the file")
        }
    }
}
