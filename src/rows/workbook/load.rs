//! The cells of a workbook, as texts.
//!
//! Everything is bounded before it is read: a small file can unfold to any size.

use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::super::BAD_FORM;
use super::super::input::{Origin, unreadable};
use super::zeros::Zeros;
use crate::diagnostic::{Diagnostic, Outcome};

/// Most bytes of a workbook, unfolded.
const MAX_UNFOLDED: u64 = 200 << 20;
/// Most bytes of its styles, each of which takes much more room in memory.
const MAX_STYLES: u64 = 8 << 20;
/// Most elements of its shared strings.
const MAX_STRINGS: u64 = 8_000_000;
/// Most files within.
const MAX_PARTS: usize = 10_000;
/// Most rows of a sheet.
const MAX_ROWS: usize = 200_000;
/// Rows and columns of a sheet in the format.
const SHEET: (u32, u32) = (1_048_576, 16_384);
/// Most cells of all sheets together.
const MAX_CELLS: usize = 10_000_000;

/// The visible sheets of a workbook.
#[derive(Debug)]
pub(super) struct Book {
    text: String,
    /// The sheets, in order.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Its cells that are not empty, by row and column.
    pub cells: Vec<Stated>,
}

/// A cell that is not empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// What the spreadsheet takes it for.
    pub kind: Kind,
    start: u32,
    end: u32,
}

/// What a spreadsheet takes a cell for, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text, a number or a boolean.
    Plain,
    /// A date or a time.
    Date,
    /// A number before which its format shows zeros, among other signs: nobody can say which of them were meant.
    Zeros,
    /// Something that it could not work out.
    Fault,
}

impl Book {
    /// Reads the cells of all visible sheets.
    pub fn load(origin: &Origin) -> Outcome<Book> {
        let name = origin.name();
        check_size(name, origin.open()?)?;
        // The reader does sums on what a file says of itself without looking whether they overflow.
        let load = || Book::cells(BufReader::new(origin.open().map_err(Fault::Found)?));
        let loaded = catch_unwind(AssertUnwindSafe(load));
        loaded.unwrap_or_else(|_| Err(Fault::Damaged("it is damaged".to_owned()))).map_err(
            |fault| match fault {
                Fault::Found(found) => found,
                Fault::Damaged(why) => damaged(name, &why),
                Fault::Large(what) => large(name, &what),
            },
        )
    }

    /// What a cell says, without white space at the ends.
    pub fn text(&self, cell: &Stated) -> &str {
        self.text[cell.start as usize..cell.end as usize].trim()
    }

    fn cells(file: BufReader<File>) -> Result<Book, Fault> {
        let mut workbook = Xlsx::new(file)?;
        let is_read = |sheet: &&calamine::Sheet| {
            sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
        };
        let names: Vec<String> =
            workbook.sheets_metadata().iter().filter(is_read).map(|sheet| sheet.name.clone()).collect();
        let mut book = Book { text: String::new(), sheets: Vec::new() };
        let mut count = 0;
        for name in names {
            let cells = book.sheet(&mut workbook, &name)?;
            count += cells.len();
            if count > MAX_CELLS {
                return Err(Fault::Large(format!("more than {MAX_CELLS} cells")));
            }
            book.sheets.push(Sheet { name: name.into(), cells });
        }
        Ok(book)
    }

    fn sheet(&mut self, workbook: &mut Xlsx<BufReader<File>>, name: &str) -> Result<Vec<Stated>, Fault> {
        let mut reader = workbook.worksheet_cells_reader(name)?;
        let mut cells: Vec<Stated> = Vec::new();
        let zeros: Vec<Zeros> = reader.styles().iter().map(zeros).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id()? {
            let start = self.text.len();
            let kind = write(cell.get_value(), zeros.get(style).copied(), &mut self.text);
            if self.text[start..].trim().is_empty() {
                self.text.truncate(start);
                continue;
            }
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let (row, column) = cell.get_position();
            if self.text.len() as u64 > MAX_UNFOLDED || cells.len() >= MAX_CELLS {
                return Err(Fault::Large(format!("more text than {} MiB", MAX_UNFOLDED >> 20)));
            }
            if row >= SHEET.0 || column >= SHEET.1 {
                return Err(Fault::Damaged(format!("a cell of the sheet `{name}` lies outside of it")));
            }
            cells.push(Stated { row, column, kind, start: place(start), end: place(self.text.len()) });
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        if cells.windows(2).any(|pair| (pair[0].row, pair[0].column) == (pair[1].row, pair[1].column)) {
            return Err(Fault::Damaged(format!("a cell of the sheet `{name}` is there twice")));
        }
        let rows = cells.chunk_by(|one, next| one.row == next.row).count();
        if rows > MAX_ROWS + 1 {
            return Err(Fault::Large(format!(
                "{rows} rows in the sheet `{name}`, and the most are {MAX_ROWS}"
            )));
        }
        Ok(cells)
    }
}

/// What a style shows before numbers.
fn zeros(style: &Style) -> Zeros {
    style.number_format.as_ref().map_or(Zeros::None, |format| Zeros::of(&format.format_code))
}

/// Writes a number, with the zeros that are shown before it.
fn write_number(number: &str, zeros: Zeros, out: &mut String) -> Kind {
    let before = zeros.before(number);
    let is_sure = matches!(zeros, Zeros::Alone(_)) && !number.contains('.');
    out.extend(std::iter::repeat_n('0', if is_sure { before } else { 0 }));
    out.push_str(number);
    if before > 0 && !is_sure { Kind::Zeros } else { Kind::Plain }
}

/// Writes what a cell says, as a table of separated values would.
fn write(value: &DataRef<'_>, zeros: Option<Zeros>, out: &mut String) -> Kind {
    let zeros = zeros.unwrap_or(Zeros::None);
    match value {
        DataRef::Empty => {}
        DataRef::Int(number) => return write_number(&number.to_string(), zeros, out),
        DataRef::Float(number) => return write_number(&number.to_string(), zeros, out),
        DataRef::String(text) => write_text(text, out),
        DataRef::SharedString(text) => write_text(text, out),
        DataRef::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        DataRef::DateTime(date) if date.is_duration() => out.push_str(&date.as_f64().to_string()),
        DataRef::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            out.push_str(&format!("{year:04}-{month:02}-{day:02}"));
            if (hour, minute, second) != (0, 0, 0) {
                out.push_str(&format!("T{hour:02}:{minute:02}:{second:02}"));
            }
        }
        DataRef::DateTimeIso(text) => out.push_str(text.strip_suffix("T00:00:00").unwrap_or(text)),
        DataRef::DurationIso(text) => out.push_str(text),
        DataRef::Error(error) => out.push_str(&error.to_string()),
    }
    match value {
        DataRef::Error(_) => Kind::Fault,
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Kind::Date,
        _ => Kind::Plain,
    }
}

fn write_text(text: &str, out: &mut String) {
    if text.contains('\r') {
        out.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        out.push_str(text);
    }
}

/// Why a workbook cannot be read.
enum Fault {
    Found(Vec<Diagnostic>),
    Damaged(String),
    Large(String),
}

impl From<XlsxError> for Fault {
    fn from(error: XlsxError) -> Fault {
        Fault::Damaged(error.to_string())
    }
}

fn damaged(name: &Path, why: &str) -> Vec<Diagnostic> {
    let message = format!("`{}` is no workbook that can be read: {why}", name.display());
    let help = "open it in a spreadsheet program and save it as .xlsx, without a password";
    vec![Diagnostic::error(BAD_FORM, message).help(help)]
}

fn large(name: &Path, what: &str) -> Vec<Diagnostic> {
    let message = format!("the workbook `{}` is too large: {what}", name.display());
    vec![Diagnostic::error(BAD_FORM, message).help("split it, or save it as CSV, which has no bound")]
}

/// How many strings a workbook says that it has, by the beginning of their part: room for all of them is made before
/// the first is read.
fn stated_strings(start: &[u8]) -> u64 {
    let start = String::from_utf8_lossy(&start[..start.len().min(4096)]);
    let stated = |name: &str| {
        let rest = start.split(name).nth(1)?.trim_start().strip_prefix('=')?.trim_start();
        let digits = rest.trim_start_matches(['"', '\'']).split(|c: char| !c.is_ascii_digit()).next()?;
        Some(digits.parse().unwrap_or(u64::MAX)).filter(|_| !digits.is_empty())
    };
    stated("uniqueCount").max(stated(" count")).unwrap_or_default()
}

/// Unfolds each part of a workbook without keeping it, and counts.
fn check_size(name: &Path, file: File) -> Outcome<()> {
    let broken = |error: &dyn std::fmt::Display| damaged(name, &error.to_string());
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(large(name, &format!("it has {} parts", archive.len())));
    }
    let mut buffer = vec![0; 64 << 10];
    let mut left = MAX_UNFOLDED;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| broken(&error))?;
        let path = part.name().map_err(|error| broken(&error))?.to_lowercase();
        let (is_styles, is_sheet) = (path.ends_with("styles.xml"), path.contains("worksheets/"));
        let is_strings = path.ends_with("sharedstrings.xml");
        let (mut bytes, mut elements) = (0u64, 0u64);
        loop {
            let read = match part.read(&mut buffer) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Other => return Err(unreadable(name, &error)),
                Err(error) => return Err(broken(&error)),
            };
            if read == 0 {
                break;
            }
            if is_strings && bytes == 0 && stated_strings(&buffer[..read]) > MAX_STRINGS {
                return Err(large(name, "it says that it has too many strings"));
            }
            bytes += read as u64;
            elements += buffer[..read].iter().filter(|byte| **byte == b'<').count() as u64;
            if bytes > left {
                return Err(large(name, &format!("it unfolds to more than {} MiB", MAX_UNFOLDED >> 20)));
            }
            if (is_styles && bytes > MAX_STYLES) || (!is_sheet && elements > MAX_STRINGS) {
                return Err(large(name, "it has too many styles or strings"));
            }
        }
        left -= bytes;
    }
    Ok(())
}
