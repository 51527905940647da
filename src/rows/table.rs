//! A table opened, and its rows one after the other.

use std::path::Path;
use std::sync::Arc;

use super::build::Found;
use super::files::Files;
use super::head::{KEY, KeyIn, REFERENCE};
use super::input::{Kind, Options, Origin};
use super::key::{Keys, Unfit};
use super::lines::Lines;
use super::place::{Blame, Cell, Cells};
use super::separated::Separated;
use super::workbook::{Partners, Workbook};
use super::{BAD_KEY, encoding};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::Layer;
use crate::load::{Entries, Node, UNREADABLE, Value, tree};
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
    Separated(Separated),
    Lines { encoding: &'static encoding_rs::Encoding },
    Files,
    Workbook(Arc<Workbook>),
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

    /// The part of this row that a finding of its pack is about; none if it is about other files alone.
    pub fn blamed(&self, finding: &Diagnostic) -> Option<Blame> {
        let near = finding.labels.iter().find_map(|label| Some((&label.span, self.cell(&label.span)?)));
        // A table of facts that is not what one cell says, such as a party, lies around all of its cells.
        let around = near.and_then(|(span, cell)| {
            let path = self.table_at(&self.facts, span)?;
            Some(Cell { column: path.into(), place: cell.place.row() })
        });
        match (&finding.lacks, near) {
            (Some(lack), near) if near.is_none() || around.is_some() => {
                self.cells.lacking(&lack.path, near.map(|(_, cell)| cell)).map(Blame::Missing)
            }
            (_, near) => around.or_else(|| near.map(|(_, cell)| cell.clone())).map(Blame::Stated),
        }
    }

    /// The path of the innermost table or list that has a place and is not what one cell says.
    fn table_at(&self, facts: &Node, span: &Span) -> Option<String> {
        let below: Vec<(String, &Node)> = match &facts.value {
            Value::Table(entries) => entries.iter().map(|(key, node)| (key.clone(), node)).collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, node)| (at.to_string(), node)).collect()
            }
            _ => return None,
        };
        below.iter().find_map(|(step, node)| {
            if !matches!(node.value, Value::Table(_) | Value::Array(_)) {
                return None;
            }
            let inner = self.table_at(node, span);
            let named = [&node.name_span(), &node.span].iter().any(|place| place.range == span.range);
            // What several cells say together begins where the first of them does.
            let own = named && self.cells.begins(&node.span.range);
            let path = inner.or_else(|| own.then(String::new))?;
            Some(if path.is_empty() { tree::join("", step) } else { joined(step, &path) })
        })
    }
}

/// A path below a step.
fn joined(step: &str, path: &str) -> String {
    let between = if path.starts_with('[') { "" } else { "." };
    format!("{}{between}{path}", tree::join("", step))
}

/// A row that cannot be read.
#[derive(Debug)]
pub struct BadRow {
    /// Its number among the rows, from 1; 0 for a row of a list that belongs to none of them.
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

    /// The part of this row that a finding is about; none if it is about none.
    pub fn blamed(&self, finding: &Diagnostic) -> Option<Blame> {
        let near = || finding.labels.iter().find_map(|label| self.cell(&label.span));
        match &finding.lacks {
            Some(lack) => self.cells.lacking(&lack.path, None).map(Blame::Missing),
            None => near().cloned().map(Blame::Stated),
        }
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
        Table::of(Origin::at(path, options.spool.as_deref())?, options)
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
            Kind::Csv | Kind::Tsv => {
                let table = Separated::open(&origin, kind, options, &[])?;
                let key = table.key().clone();
                (Form::Separated(table), Some(key))
            }
            Kind::JsonLines => (Form::Lines { encoding: encoding::marked(&origin)? }, named),
            Kind::Toml => {
                let Origin::Folder(_) = origin else {
                    let message = format!("`{}` is no folder", origin.name().display());
                    let help = "TOML files stand in a folder, one for each partner";
                    return Err(vec![Diagnostic::error(UNREADABLE, message).help(help)]);
                };
                (Form::Files, Some(named.unwrap_or_else(|| KeyIn::File(KEY.into()))))
            }
            Kind::Xlsx => {
                let workbook = Workbook::open(&origin, options.key.as_deref())?;
                let key = workbook.key().clone();
                (Form::Workbook(Arc::new(workbook)), Some(key))
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

    /// What is said of it where it is not what it was when it was opened.
    pub fn changed(&self) -> Diagnostic {
        let message = format!("`{}` has changed while it was being read", self.name().display());
        Diagnostic::error(UNREADABLE, message).help("run again when nobody writes to it")
    }

    /// Its rows from the first one; no more than one is held at a time.
    ///
    /// # Errors
    /// A table that can no longer be read, or that has changed since it was opened.
    pub fn rows(&self) -> Outcome<Rows> {
        if self.origin.stamp()? != self.stamp {
            return Err(vec![self.changed()]);
        }
        let file = self.name().to_owned();
        let reader: Reader = match &self.form {
            Form::Separated(table) => Box::new(table.rows(&self.origin)?),
            Form::Workbook(workbook) => Box::new(Partners::new(file, workbook.clone())),
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
        self.number += u64::from(!found.is_stray);
        self.done = found.last;
        Some(self.judge(found))
    }
}

impl Rows {
    /// A row with its key, if all is well with it.
    fn judge(&mut self, found: Found) -> Result<Row, BadRow> {
        let Found { line, source, facts, key, cells, mut findings, is_stray, last } = found;
        let number = if is_stray { 0 } else { self.number };
        let readable = facts.is_some();
        let mut facts = facts.unwrap_or_else(|| nothing(&source));
        let key = key.or_else(|| self.key_in(&facts)).filter(|(key, _)| !key.is_empty());
        match &key {
            _ if is_stray => {}
            Some((key, at)) => {
                if let Err(unfit) = self.keys.add(key, cells.number().unwrap_or(number)) {
                    findings.push(unfit_key(key, at, &unfit));
                }
            }
            None if readable && findings.iter().all(|finding| finding.code != BAD_KEY) => {
                findings.push(self.without_key(&source))
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

    fn without_key(&self, source: &Arc<Source>) -> Diagnostic {
        let place = match &self.key {
            Some(KeyIn::Column(name) | KeyIn::File(name)) => name,
            Some(KeyIn::Fact(path)) => path.as_str(),
            None => REFERENCE,
        };
        let help = format!("state in `{place}` the name of the partner's pack, which no other row has");
        let found = Diagnostic::error(BAD_KEY, "this row has no key").lacks(place, "");
        found.at(Span::start_of(source), "the row").help(help)
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
    Node { value: Value::table(Entries::default()), span, key: None, layer: Layer::Row }
}

/// Makes the key the reference of the agreement, where the row states none.
fn refer(facts: &mut Node, key: &str, at: &Span) {
    let node = |value| Node { value, span: at.clone(), key: Some(at.clone()), layer: Layer::Row };
    let table = nothing(&facts.span.source);
    let Value::Table(entries) = &mut facts.value else { return };
    let agreement = Arc::make_mut(entries).entry("agreement".to_owned()).or_insert(table);
    let Value::Table(entries) = &mut agreement.value else { return };
    Arc::make_mut(entries)
        .entry("reference".to_owned())
        .or_insert_with(|| node(Value::String(key.to_owned())));
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
