//! The empty workbook.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::{Field, Form};

/// The last row that is prepared, counted from 0.
const LAST: u32 = 20_000;
/// The hidden sheet with the words to choose from.
const WORDS: &str = "words";

/// Writes a workbook that asks for what a form has.
pub(super) fn write(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day the format of these tables began: nothing else would be the same each time.
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut words: Vec<Vec<&'static str>> = Vec::new();
    fill(book.add_worksheet(), "partners", &form.partner, &mut words)?;
    for (list, fields) in &form.lists {
        fill(book.add_worksheet(), list, fields, &mut words)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(WORDS)?.set_hidden(true);
    for (column, words) in (0u16..).zip(&words) {
        for (row, word) in (0u32..).zip(words) {
            sheet.write_string(row, column, *word)?;
        }
    }
    book.save_to_buffer()
}

/// Fills a sheet with its columns.
fn fill(
    sheet: &mut Worksheet,
    name: &str,
    fields: &[Field],
    words: &mut Vec<Vec<&'static str>>,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_freeze_panes(1, 1)?;
    // Texts stay what they are: a spreadsheet would make a date of `2026-03`, and cut zeros off postcodes.
    let (text, date) = (Format::new().set_num_format("@"), Format::new().set_num_format("yyyy-mm-dd"));
    let required = Format::new().set_bold().set_background_color("#DCE6F1").set_num_format("@");
    let optional = Format::new().set_background_color("#F2F2F2").set_num_format("@");
    for (column, field) in (0u16..).zip(fields) {
        let length = u32::try_from(field.name.len()).unwrap_or(30);
        sheet.set_column_width(column, f64::from(length.clamp(14, 40)))?;
        sheet.set_column_format(column, if field.is_date { &date } else { &text })?;
        sheet.write_string_with_format(
            0,
            column,
            &field.name,
            if field.is_required { &required } else { &optional },
        )?;
        let start = if field.is_required { "Required. " } else { "" };
        let note = Note::new(format!("{start}{}", field.help)).add_author_prefix(false).set_width(260);
        sheet.insert_note(0, column, &note.set_height(120))?;
        if let Some(choice) = choice(field, words)? {
            sheet.add_data_validation(1, column, LAST, column, &choice)?;
        }
    }
    Ok(())
}

/// What a column offers to choose from, or how a date is written.
fn choice(field: &Field, words: &mut Vec<Vec<&'static str>>) -> Result<Option<DataValidation>, XlsxError> {
    let choice = DataValidation::new();
    if field.is_date {
        return Ok(Some(
            choice.set_input_title("Date")?.set_input_message("Year, month and day: 2026-03-02")?,
        ));
    }
    if field.words.is_empty() {
        return Ok(None);
    }
    let at = words.iter().position(|known| *known == field.words).unwrap_or_else(|| {
        words.push(field.words.clone());
        words.len() - 1
    });
    let column = super::super::place::letters(u32::try_from(at + 1).unwrap_or(1));
    let range = format!("={WORDS}!${column}$1:${column}${}", field.words.len());
    let choice = choice.allow_list_formula(Formula::new(range));
    Ok(Some(choice.set_error_message("Choose one of the words of the list.")?))
}
