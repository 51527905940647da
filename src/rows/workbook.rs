//! Workbooks: the partners on the first sheet, and on others the lists that belong to them.
//!
//! The sheet of a list has its path as its name, `subprocessors` or `parties.customer.contacts`, a column
//! with the key of the partner, and columns that are paths within an item: `name`, `contact.email`. Its
//! rows are the items, in order. A sheet without such a column is a note for people and is not read, nor is
//! one that is hidden.

mod load;
mod zeros;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use load::{Book, Kind, Sheet, Stated};

use super::build::{Draft, Fault, Found};
use super::column::{Column, Step, parse, path};
use super::head::{Head, KEY, KeyIn, Use};
use super::input::Origin;
use super::list::as_facts;
use super::place::{Columns, Home, Place};
use super::{BAD_COLUMN, BAD_FORM, BAD_KEY};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::Span;

/// A workbook whose columns are known.
#[derive(Debug)]
pub(super) struct Workbook {
    book: Book,
    head: Arc<Head>,
    lists: Vec<List>,
    /// The columns of the sheets.
    sheets: Arc<[Columns]>,
    /// Rows of lists, by sheet and cells, that belong to no partner.
    strays: Vec<(usize, Range<usize>)>,
    /// Keys that several rows of the first sheet have.
    doubled: HashSet<String>,
    /// The lists with rows that belong to no partner, by the key of those rows in small letters.
    astray: HashMap<String, usize>,
}

/// A sheet with the items of a list.
#[derive(Debug)]
struct List {
    /// Which sheet it is.
    sheet: usize,
    head: Arc<Head>,
    /// How many steps the path of the list has.
    depth: usize,
    /// The cells of its rows, by key.
    rows: HashMap<String, Vec<Range<usize>>>,
}

impl Workbook {
    /// Loads a workbook and reads its headers.
    pub fn open(origin: &Origin, key: Option<&str>) -> Outcome<Workbook> {
        let file = origin.name();
        let book = Book::load(origin)?;
        let empty = || vec![without_header(file)];
        let main = book.sheets.first().ok_or_else(empty)?;
        let names = header(&book, main).ok_or_else(empty)?;
        let head = Head::read(file, &names, " | ", key, &[])?;
        let key = match &head.key {
            KeyIn::Column(name) => name.as_ref(),
            KeyIn::Fact(path) => path,
            KeyIn::File(_) => KEY,
        };
        let (mut lists, mut found) = (Vec::new(), Vec::new());
        for (at, sheet) in book.sheets.iter().enumerate().skip(1) {
            match List::open(file, &book, at, sheet, &head, key) {
                Ok(list) => lists.extend(list),
                Err(faults) => found.extend(faults),
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let mut workbook = Workbook::of(book, head, lists);
        workbook.strays = workbook.find_strays();
        workbook.doubled = workbook.find_doubled();
        workbook.astray = workbook.find_astray();
        Ok(workbook)
    }

    fn of(book: Book, head: Head, lists: Vec<List>) -> Workbook {
        let (doubled, astray) = (HashSet::new(), HashMap::new());
        let head = Arc::new(head);
        let columns = |sheet: usize, head: &Arc<Head>, depth| {
            let sheet = book.sheets.get(sheet).map(|sheet| sheet.name.clone());
            Columns { sheet, head: head.clone(), depth }
        };
        let lists_columns = lists.iter().map(|list| columns(list.sheet, &list.head, Some(list.depth)));
        let sheets = std::iter::once(columns(0, &head, None)).chain(lists_columns).collect();
        Workbook { book, head, lists, sheets, strays: Vec::new(), doubled, astray }
    }

    /// The keys that several rows of the first sheet have.
    fn find_doubled(&self) -> HashSet<String> {
        let main = &self.book.sheets[0];
        let mut seen = HashSet::new();
        let rows = rows_of(main);
        let keys = rows.iter().filter_map(|row| self.key_of(main, &self.head, row));
        keys.filter(|key| !seen.insert(*key)).map(str::to_owned).collect()
    }

    /// The keys of the rows that belong to no partner, in small letters, each with a list that has it.
    fn find_astray(&self) -> HashMap<String, usize> {
        let key = |(at, row): &(usize, Range<usize>)| {
            let list = &self.lists[*at];
            let key = self.key_of(&self.book.sheets[list.sheet], &list.head, row)?;
            Some((key.to_lowercase(), *at))
        };
        self.strays.iter().filter_map(key).collect()
    }

    /// Why nobody can say which items of the lists a row has, if nobody can: another row has its key, or a list has it
    /// in other letters. A contract with the list of another partner, or without its own, is worse than none.
    fn unsure_lists(&self, key: &str) -> Option<Fault> {
        let sheet = |list: &List| &self.book.sheets[list.sheet].name;
        let shared =
            self.doubled.contains(key).then(|| self.lists.iter().find(|list| list.rows.contains_key(key)));
        if let Some(list) = shared.flatten() {
            return Some(Fault {
                code: BAD_KEY,
                message: format!(
                    "several rows have the key `{}`, and so has the sheet `{}`: its rows belong to one of them",
                    super::column::shown(key),
                    sheet(list)
                ),
                help: "give each row a key of its own, and its rows of the other sheets, too".to_owned(),
            });
        }
        let list = &self.lists[*self.astray.get(&key.to_lowercase())?];
        Some(Fault {
            code: BAD_KEY,
            message: format!(
                "the sheet `{}` has the key `{}` in other letters, with rows that belong to no partner",
                sheet(list),
                super::column::shown(key)
            ),
            help: "write the key there as it stands here".to_owned(),
        })
    }

    /// Where the key of a row stands.
    pub fn key(&self) -> &KeyIn {
        &self.head.key
    }

    /// The rows of lists whose key is that of no partner.
    fn find_strays(&self) -> Vec<(usize, Range<usize>)> {
        let main = &self.book.sheets[0];
        let rows = rows_of(main);
        let keys: HashSet<&str> =
            rows.into_iter().filter_map(|row| self.key_of(main, &self.head, &row)).collect();
        let mut strays = Vec::new();
        for (at, list) in self.lists.iter().enumerate() {
            let sheet = &self.book.sheets[list.sheet];
            let is_stray = |row: &Range<usize>| {
                self.key_of(sheet, &list.head, row).is_none_or(|key| !keys.contains(key))
            };
            strays.extend(rows_of(sheet).into_iter().filter(is_stray).map(|row| (at, row)));
        }
        strays
    }

    /// The key of a row as its cell says it.
    fn key_of(&self, sheet: &Sheet, head: &Head, row: &Range<usize>) -> Option<&str> {
        key_of(&self.book, sheet, head, row)
    }

    /// The row of a partner.
    fn row(&self, file: &Path, row: &Range<usize>) -> Found {
        let main = &self.book.sheets[0];
        let mut draft = Draft::default();
        let number = u64::from(main.cells[row.start].row) + 1;
        let whole = Place::Row { sheet: Some(main.name.clone()), row: number };
        draft.stand(Home { place: whole, sheets: self.sheets.clone() });
        for cell in &main.cells[row.clone()] {
            let place = place(main, cell);
            if !self.refuse(&mut draft, main, &self.head, cell) {
                self.head.state(&mut draft, cell.column as usize, self.book.text(cell), place);
            }
        }
        if let Some(key) = self.key_of(main, &self.head, row) {
            if let Some(fault) = self.unsure_lists(key) {
                let column = self.head.position(key_name(&self.head));
                let cell = main.cells[row.clone()].iter().find(|cell| Some(cell.column as usize) == column);
                let cell = cell.unwrap_or(&main.cells[row.start]);
                draft.fault(&key_name(&self.head).into(), key, place(main, cell), fault);
            }
            self.lists.iter().for_each(|list| self.items(&mut draft, list, key));
        }
        draft.finish(file, number)
    }

    /// States the items of a list that belong to a partner.
    fn items(&self, draft: &mut Draft, list: &List, key: &str) {
        let sheet = &self.book.sheets[list.sheet];
        let rows = list.rows.get(key).map(Vec::as_slice).unwrap_or_default();
        for (item, row) in rows.iter().enumerate() {
            for cell in &sheet.cells[row.clone()] {
                let place = place(sheet, cell);
                let text = self.book.text(cell);
                if self.refuse(draft, sheet, &list.head, cell) {
                    continue;
                }
                let column = cell.column as usize;
                if !matches!(list.head.columns.get(column), Some(Use::Key(_))) {
                    list.head.state_of(draft, column, Some((list.depth, item)), text, place);
                }
            }
        }
    }

    /// The one list of a workbook, on the sheet with its name or on the first one.
    pub fn list(origin: &Origin, name: &str) -> Outcome<Found> {
        let file = origin.name();
        let book = Book::load(origin)?;
        let named = book.sheets.iter().find(|sheet| sheet.name.trim() == name);
        let sheet = named.or(book.sheets.first()).ok_or_else(|| vec![without_header(file)])?;
        let names = header(&book, sheet).ok_or_else(|| vec![without_header(file)])?;
        let above = [Step::Key(name.into()), Step::Item(0)];
        let head = Head::of_list(file, &names, " | ", &above)?;
        let at = book.sheets.iter().position(|one| one.name == sheet.name).unwrap_or_default();
        let rows = HashMap::from([(name.to_owned(), rows_of(sheet))]);
        let list = List { sheet: at, head: Arc::new(head), depth: 1, rows };
        let empty = Head { columns: Vec::new(), key: KeyIn::File(KEY.into()) };
        let workbook = Workbook::of(book, empty, Vec::new());
        let mut draft = Draft::default();
        workbook.items(&mut draft, &list, name);
        Ok(draft.finish(&as_facts(file), 1))
    }

    /// Notes a cell that the spreadsheet itself calls wrong, or made a date of what is none: what was
    /// typed, such as `2026-03`, is no longer there.
    fn refuse(&self, draft: &mut Draft, sheet: &Sheet, head: &Head, cell: &Stated) -> bool {
        let text = self.book.text(cell);
        let takes_zeros = match head.columns.get(cell.column as usize) {
            Some(Use::Fact(column)) => column.kinds.is_numeric(),
            Some(Use::Key(_) | Use::Nothing) | None => false,
        };
        let takes_dates = match head.columns.get(cell.column as usize) {
            Some(Use::Fact(column)) => column.kinds.is_date(),
            Some(Use::Key(_)) => false,
            Some(Use::Nothing) | None => true,
        };
        let fault = match cell.kind {
            Kind::Fault => Fault::form(
                format!("this cell is an error: {text}"),
                "mend its formula, or write what it is to say",
            ),
            Kind::Date if !takes_dates => Fault::form(
                format!("this cell is a date, {text}, and no date belongs here"),
                "spreadsheets make dates of texts that look like one: format the column as text, and write the \
                 cell again",
            ),
            Kind::Zeros if !takes_zeros => Fault::form(
                format!(
                    "this cell is the number {text}, and its format shows zeros before it, and other signs"
                ),
                "format the column as text, and write the cell as it is to read",
            ),
            Kind::Date | Kind::Zeros | Kind::Plain => return false,
        };
        draft.fault(&head.name(cell.column as usize), text, place(sheet, cell), fault);
        true
    }

    /// A row of a list that belongs to no partner.
    fn stray(&self, file: &Path, list: usize, row: &Range<usize>) -> Found {
        let list = &self.lists[list];
        let sheet = &self.book.sheets[list.sheet];
        let key = self.key_of(sheet, &list.head, row);
        let (message, help) = match key {
            Some(key) => (
                format!(
                    "no partner has the key `{}` of this row of the sheet `{}`",
                    super::column::shown(key),
                    sheet.name
                ),
                "write the key as the first sheet does, or remove the row",
            ),
            None => (
                format!("this row of the sheet `{}` has no key", sheet.name),
                "write the key of the partner whom it belongs to, or remove the row",
            ),
        };
        let mut draft = Draft::default();
        let first = &sheet.cells[row.start];
        let fault = Fault { code: BAD_KEY, message, help: help.to_owned() };
        draft.fault(&key_name(&list.head).into(), key.unwrap_or_default(), place(sheet, first), fault);
        let found = draft.finish(file, u64::from(first.row) + 1);
        let key = key.map(|key| (key.to_owned(), Span::start_of(&found.source)));
        Found { key, is_stray: true, ..found }
    }
}

impl List {
    /// The list on a sheet, if there is one.
    fn open(
        file: &Path,
        book: &Book,
        at: usize,
        sheet: &Sheet,
        main: &Head,
        key: &str,
    ) -> Outcome<Option<List>> {
        let Some(names) = header(book, sheet) else { return Ok(None) };
        let Some(key) = [key, KEY].into_iter().find(|key| names.contains(key)) else { return Ok(None) };
        let fail = |message: String, help: String| vec![Diagnostic::error(BAD_COLUMN, message).help(help)];
        let name = sheet.name.trim();
        let unfit = |unfit: super::column::Unfit| {
            let message = format!("the sheet `{}` names no list: {}", sheet.name, unfit.message);
            fail(message, format!("{}; a sheet with a column `{key}` is read as a list", unfit.help))
        };
        let mut above = parse(name).map_err(unfit)?;
        let depth = above.len();
        above.push(Step::Item(0));
        Column::named(&path(&above)).map_err(unfit)?;
        let both = main.columns.iter().any(|column| match column {
            Use::Fact(column) => column.steps.len() > depth && column.steps[..depth] == above[..depth],
            _ => false,
        });
        if both {
            let message = format!("`{name}` has a sheet of its own and columns on the first sheet");
            return Err(fail(message, "state the list in one of the two".to_owned()));
        }
        let shown = file.join(&*sheet.name);
        let head = Head::read(&shown, &names, " | ", Some(key), &above)?;
        let mut rows: HashMap<String, Vec<Range<usize>>> = HashMap::new();
        for row in rows_of(sheet) {
            if let Some(key) = key_of(book, sheet, &head, &row) {
                rows.entry(key.to_owned()).or_default().push(row);
            }
        }
        Ok(Some(List { sheet: at, head: Arc::new(head), depth, rows }))
    }
}

fn without_header(file: &Path) -> Diagnostic {
    let message = format!("`{}` has no sheet with a header", file.display());
    Diagnostic::error(BAD_FORM, message).help("the first row of the first sheet names the columns")
}

/// The names of the columns of a sheet: its first row that says anything.
fn header<'b>(book: &'b Book, sheet: &Sheet) -> Option<Vec<&'b str>> {
    let row = sheet.cells.first()?.row;
    let mut names = Vec::new();
    for cell in sheet.cells.iter().take_while(|cell| cell.row == row) {
        names.resize(cell.column as usize, "");
        names.push(book.text(cell));
    }
    Some(names)
}

/// The cells of each row of a sheet below its header.
fn rows_of(sheet: &Sheet) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for row in sheet.cells.chunk_by(|one, next| one.row == next.row) {
        rows.push(start..start + row.len());
        start += row.len();
    }
    rows.into_iter().skip(1).collect()
}

fn key_of<'b>(book: &'b Book, sheet: &Sheet, head: &Head, row: &Range<usize>) -> Option<&'b str> {
    let column = head.position(key_name(head))?;
    let cell = sheet.cells[row.clone()].iter().find(|cell| cell.column as usize == column)?;
    Some(book.text(cell))
}

fn key_name(head: &Head) -> &str {
    match &head.key {
        KeyIn::Column(name) | KeyIn::File(name) => name,
        KeyIn::Fact(path) => path,
    }
}

fn place(sheet: &Sheet, cell: &Stated) -> Place {
    Place::Sheet { sheet: sheet.name.clone(), row: cell.row + 1, column: cell.column + 1 }
}

/// The rows of a workbook: those of the first sheet, then those of lists that belong to none of them.
pub(super) struct Partners {
    file: PathBuf,
    workbook: Arc<Workbook>,
    rows: std::vec::IntoIter<Range<usize>>,
    stray: usize,
}

impl Partners {
    /// The rows from the first one.
    pub fn new(file: PathBuf, workbook: Arc<Workbook>) -> Partners {
        let rows = rows_of(&workbook.book.sheets[0]).into_iter();
        Partners { file, workbook, rows, stray: 0 }
    }
}

impl Iterator for Partners {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(row) = self.rows.next() {
            return Some(self.workbook.row(&self.file, &row));
        }
        let (list, row) = self.workbook.strays.get(self.stray)?;
        self.stray += 1;
        Some(self.workbook.stray(&self.file, *list, row))
    }
}
