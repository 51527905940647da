//! A table opened, and its rows one after the other.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;

use super::build::{Draft, Fault, Found};
use super::files::Files;
use super::head::{Head, KEY, KeyIn, REFERENCE};
use super::input::{Kind, Options, Origin, unreadable};
use super::key::{Keys, Unfit};
use super::lines::Lines;
use super::place::{Cell, Cells, Place};
use super::separated::{self, Broken, Record};
use super::{BAD_FORM, BAD_KEY, MAX_ROW, encoding};
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::Layer;
use crate::load::{Node, UNREADABLE, Value};
use crate::source::{Source, Span};

/// A partner table whose columns are known.
///
/// It can be read as often as needed, and gives the same rows each time.
#[derive(Debug)]
pub struct Table {
    origin: Origin,
    kind: Kind,
    form: Form,
    key: Option<KeyIn>,
    stamp: String,
}

/// What is known of a table before its rows are read.
#[derive(Debug)]
enum Form {
    Separated { head: Arc<Head>, separator: u8, encoding: &'static encoding_rs::Encoding },
    Lines { encoding: &'static encoding_rs::Encoding },
    Files,
}

/// A row: the facts of one partner.
#[derive(Debug)]
pub struct Row {
    /// Its number among the rows, from 1; the header and empty rows do not count.
    pub number: u64,
    /// The line of the file in which it begins, from 1.
    pub line: u64,
    /// The name of the partner, of no other row, and of a file on every system.
    pub key: String,
    /// Its facts, to be laid over those of a pack.
    pub facts: Node,
    cells: Cells,
}

impl Row {
    /// The cell that a place of this row's facts comes from; none for a place in another text.
    pub fn cell(&self, span: &Span) -> Option<&Cell> {
        self.cells.find(&self.facts.span.source, span)
    }
}

/// A row that cannot be read.
#[derive(Debug)]
pub struct BadRow {
    /// Its number among the rows, from 1.
    pub number: u64,
    /// The line of the file in which it begins, from 1.
    pub line: u64,
    /// Its key, if that much can be read.
    pub key: Option<String>,
    /// What is wrong with it, all errors.
    pub findings: Vec<Diagnostic>,
    /// Whether the rows behind it, if there are any, cannot be read either.
    pub last: bool,
    source: Arc<Source>,
    cells: Cells,
}

impl BadRow {
    /// The cell that a place in the findings comes from.
    pub fn cell(&self, span: &Span) -> Option<&Cell> {
        self.cells.find(&self.source, span)
    }
}

impl Table {
    /// Opens a file or a folder, or standard input for `-`, and reads its header.
    ///
    /// # Errors
    /// What cannot be opened, or is no table; all that is wrong with its columns.
    pub fn open(path: &Path, options: &Options) -> Outcome<Table> {
        if path == Path::new("-") {
            return Table::keep(path, std::io::stdin().lock(), options);
        }
        Table::of(Origin::at(path)?, options)
    }

    /// Keeps a stream on disk, since a table is read twice, and reads its header.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn keep(name: &Path, stream: impl std::io::Read, options: &Options) -> Outcome<Table> {
        Table::of(Origin::kept(name, stream, options.spool.as_deref())?, options)
    }

    fn of(origin: Origin, options: &Options) -> Outcome<Table> {
        let kind = match options.kind {
            Some(kind) => kind,
            None => origin.kind()?,
        };
        let stamp = origin.stamp()?;
        let named = KeyIn::of_named(options.key.as_deref());
        let (form, key) = match kind {
            Kind::Csv | Kind::Tsv => separated_form(&origin, kind, options)?,
            Kind::JsonLines => (Form::Lines { encoding: encoding_of(&origin)? }, named),
            Kind::Toml => {
                let Origin::Folder(_) = origin else {
                    let message = format!("`{}` is no folder", origin.name().display());
                    let help = "TOML files stand in a folder, one for each partner";
                    return Err(vec![Diagnostic::error(UNREADABLE, message).help(help)]);
                };
                (Form::Files, Some(named.unwrap_or_else(|| KeyIn::File(KEY.into()))))
            }
            Kind::Xlsx => {
                return Err(vec![Diagnostic::error(UNREADABLE, "workbooks cannot be read yet")]);
            }
        };
        Ok(Table { origin, kind, form, key, stamp })
    }

    /// The name under which people know it.
    pub fn name(&self) -> &Path {
        self.origin.name()
    }

    /// What it is written in.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What changes when the table does, found without reading it: sizes and times of change.
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// SHA-256 of all bytes, in hexadecimal; for a folder, of its files with their names.
    ///
    /// # Errors
    /// What can no longer be read.
    pub fn sha256(&self) -> Outcome<String> {
        self.origin.sha256()
    }

    /// Its rows from the first one; no more than one is held at a time.
    ///
    /// # Errors
    /// A table that can no longer be read, or that has changed since it was opened.
    pub fn rows(&self) -> Outcome<Rows> {
        if self.origin.stamp()? != self.stamp {
            let message = format!("`{}` has changed while it was being read", self.name().display());
            return Err(vec![
                Diagnostic::error(UNREADABLE, message).help("run again when nobody writes to it"),
            ]);
        }
        let file = self.name().to_owned();
        let reader: Reader = match &self.form {
            Form::Separated { head, separator, encoding } => {
                let input = encoding::open(self.origin.open()?, encoding);
                let reader = separated::Reader::new(input, *separator);
                let mut rows = Separated { file, head: head.clone(), reader, record: Record::default() };
                rows.skip_header();
                Box::new(rows)
            }
            Form::Lines { encoding } => {
                let input = encoding::open(self.origin.open()?, encoding);
                Box::new(Lines::new(file, input, self.key.as_ref()))
            }
            Form::Files => {
                let key = self.key.clone().unwrap_or(KeyIn::File(KEY.into()));
                Box::new(Files::new(self.origin.files()?, key))
            }
        };
        Ok(Rows { reader, key: self.key.clone(), keys: Keys::default(), number: 0, done: false })
    }
}

type Reader = Box<dyn Iterator<Item = Found> + Send>;

/// The rows of a table.
pub struct Rows {
    reader: Reader,
    key: Option<KeyIn>,
    keys: Keys,
    number: u64,
    done: bool,
}

impl Iterator for Rows {
    type Item = Result<Row, BadRow>;

    fn next(&mut self) -> Option<Result<Row, BadRow>> {
        if self.done {
            return None;
        }
        let found = self.reader.next()?;
        self.number += 1;
        self.done = found.last;
        Some(self.judge(found))
    }
}

impl Rows {
    /// A row with its key, if all is well with it.
    fn judge(&mut self, found: Found) -> Result<Row, BadRow> {
        let Found { line, source, facts, key, cells, mut findings, last } = found;
        let number = self.number;
        let readable = facts.is_some();
        let mut facts = facts.unwrap_or_else(|| nothing(&source));
        let key = key.or_else(|| self.key_in(&facts)).filter(|(key, _)| !key.is_empty());
        match &key {
            Some((key, at)) => {
                if let Err(unfit) = self.keys.add(key, number) {
                    findings.push(unfit_key(key, at, &unfit));
                }
            }
            None if readable && findings.iter().all(|finding| finding.code != BAD_KEY) => {
                findings.push(without_key(&source))
            }
            None => {}
        }
        match key {
            Some((key, at)) if findings.is_empty() && readable => {
                refer(&mut facts, &key, &at);
                Ok(Row { number, line, key, facts, cells })
            }
            key => {
                let key = key.map(|(key, _)| key);
                Err(BadRow { number, line, key, findings, last, source, cells })
            }
        }
    }

    /// The key among the facts.
    fn key_in(&self, facts: &Node) -> Option<(String, Span)> {
        let path = match &self.key {
            Some(KeyIn::Fact(path)) => path,
            None => REFERENCE,
            Some(KeyIn::Column(_) | KeyIn::File(_)) => return None,
        };
        let (node, true) = facts.nearest(path) else { return None };
        let key = match &node.value {
            Value::String(key) | Value::Date(key) => key.clone(),
            Value::Integer(key) => key.to_string(),
            _ => return None,
        };
        Some((key, node.span.clone()))
    }
}

/// The facts of a row that could not be read.
fn nothing(source: &Arc<Source>) -> Node {
    let span = Span::start_of(source);
    Node { value: Value::Table(IndexMap::new()), span, key: None, layer: Layer::Row }
}

/// Makes the key the reference of the agreement, where the row states none.
fn refer(facts: &mut Node, key: &str, at: &Span) {
    let node = |value| Node { value, span: at.clone(), key: Some(at.clone()), layer: Layer::Row };
    let Value::Table(entries) = &mut facts.value else { return };
    let agreement =
        entries.entry("agreement".to_owned()).or_insert_with(|| node(Value::Table(IndexMap::new())));
    let Value::Table(entries) = &mut agreement.value else { return };
    entries.entry("reference".to_owned()).or_insert_with(|| node(Value::String(key.to_owned())));
}

fn unfit_key(key: &str, at: &Span, unfit: &Unfit) -> Diagnostic {
    let key = super::column::shown(key);
    let (message, help) = match unfit {
        Unfit::Name => (
            format!("the key `{key}` cannot be the name of a file on every system"),
            "use up to 100 letters from a to z, digits, dots, hyphens and underscores, begin with a letter or a \
             digit, and use no name of a device such as CON",
        ),
        Unfit::Twice(row) => {
            (format!("the key `{key}` is that of row {row} already"), "give each row a key of its own")
        }
        Unfit::Folded(row) => (
            format!("the key `{key}` collides with that of row {row} on systems that ignore case"),
            "let keys differ in more than capitals",
        ),
    };
    Diagnostic::error(BAD_KEY, message).at(at.clone(), "this key").help(help)
}

fn without_key(source: &Arc<Source>) -> Diagnostic {
    Diagnostic::error(BAD_KEY, "this row has no key")
        .at(Span::start_of(source), "the row")
        .help("state the key: the name of the partner's pack, which no other row has")
}

/// The encoding of a text.
fn encoding_of(origin: &Origin) -> Outcome<&'static encoding_rs::Encoding> {
    let name = origin.name();
    let found = encoding::of(origin.open()?).map_err(|error| unreadable(name, &error))?;
    found.map_err(|no_text| {
        let message = format!("`{}` is no text in a known encoding (line {})", name.display(), no_text.line);
        let help = "save it as UTF-8; if it is, that line was damaged by a program that mixed encodings";
        vec![Diagnostic::error(UNREADABLE, message).help(help)]
    })
}

fn separated_form(origin: &Origin, kind: Kind, options: &Options) -> Outcome<(Form, Option<KeyIn>)> {
    let name = origin.name();
    let fail = |code: Code, message: String, help: &str| vec![Diagnostic::error(code, message).help(help)];
    let encoding = encoding_of(origin)?;
    let mut input = encoding::open(origin.open()?, encoding);
    let start = input.fill_buf().map_err(|error| unreadable(name, &error))?;
    let separator = match (options.separator, kind) {
        (Some(sign), _) => u8::try_from(sign)
            .ok()
            .filter(|sign| sign.is_ascii() && !b"\"\r\n".contains(sign))
            .ok_or_else(|| {
                fail(
                    BAD_FORM,
                    format!("`{sign}` cannot stand between values"),
                    "use a comma, a semicolon or a tab",
                )
            })?,
        (None, Kind::Tsv) => b'\t',
        (None, _) => separated::separator(start),
    };
    let mut record = Record::default();
    match separated::Reader::new(input, separator).read(&mut record) {
        Some(Ok(())) => {}
        None => {
            let message = format!("`{}` is empty", name.display());
            return Err(fail(BAD_FORM, message, "the first line names the columns"));
        }
        Some(Err(broken)) => {
            let fault = fault(&broken);
            let message = format!("the header of `{}` cannot be read: {}", name.display(), fault.message);
            return Err(fail(fault.code, message, &fault.help));
        }
    }
    let names: Vec<&str> = record.values().map(|value| value.text.unwrap_or("\u{fffd}")).collect();
    let between = char::from(separator).to_string();
    let head = Head::read(name, &names, &between, options.key.as_deref())?;
    let key = head.key.clone();
    Ok((Form::Separated { head: Arc::new(head), separator, encoding }, Some(key)))
}

/// The rows of separated values.
struct Separated {
    file: std::path::PathBuf,
    head: Arc<Head>,
    reader: separated::Reader,
    record: Record,
}

impl Separated {
    fn skip_header(&mut self) {
        let _ = self.reader.read(&mut self.record);
    }

    fn broken(&self, broken: &Broken) -> Found {
        let (line, column) = match broken {
            Broken::Open { line, column } | Broken::Behind { line, column } => (*line, *column),
            Broken::Long | Broken::Unreadable(_) => (self.record.line, 1),
        };
        let place = Place::Text { line, column };
        let row = Found::broken(&self.file, self.record.line, &self.record.start(), place, fault(broken));
        let last = matches!(broken, Broken::Open { .. } | Broken::Unreadable(_));
        let key = self.key();
        let key = key.map(|key| (key, Span::start_of(&row.source)));
        Found { last, key, ..row }
    }

    /// The key of a record that is broken, as far as it can be read.
    fn key(&self) -> Option<String> {
        let name = match &self.head.key {
            KeyIn::Column(name) => name.as_ref(),
            KeyIn::Fact(path) => path,
            KeyIn::File(_) => return None,
        };
        let at = self.head.position(name)?;
        self.record.values().nth(at)?.text.filter(|key| key.len() <= 200).map(str::to_owned)
    }

    /// The row of a record; none if it states nothing.
    fn row(&self) -> Option<Found> {
        let mut draft = Draft::default();
        for (at, value) in self.record.values().enumerate() {
            let place = Place::Text { line: value.line, column: value.column };
            match value.text {
                Some(text) => self.head.state(&mut draft, at, text, place),
                None => {
                    let fault = Fault::form("this cell is no text in UTF-8", "save the table as UTF-8");
                    draft.fault(&format!("column {}", at + 1).into(), "", place, fault);
                }
            }
        }
        if draft.is_empty() {
            return None;
        }
        let (has, wants) = (self.record.len(), self.head.columns.len());
        if has < wants {
            let message = format!("this row has {has} cells, and the header {wants}");
            let help = "write a separator for each column, also behind the last cell that is filled";
            let place = Place::Text { line: self.record.line, column: 1 };
            let found = Found::broken(
                &self.file,
                self.record.line,
                &self.record.start(),
                place,
                Fault::form(message, help),
            );
            let key = self.key().map(|key| (key, Span::start_of(&found.source)));
            return Some(Found { key, ..found });
        }
        Some(draft.finish(&self.file, self.record.line))
    }
}

impl Iterator for Separated {
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
