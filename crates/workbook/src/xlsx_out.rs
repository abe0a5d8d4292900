//! xlsx out: a [`Book`] becomes bytes, the same bytes every time.
#![expect(clippy::disallowed_types, reason = "rust_xlsxwriter takes widths and heights as f64")]

use crate::book::{Book, CellOut, SheetOut, Value};
use crate::number::to_float;
use crate::style::Style;
use hengji_diag::Text;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, Formula, Note, Url,
    Workbook, Worksheet, XlsxError,
};
use std::collections::HashMap;

/// Characters (UTF-16 units) that one cell holds.
pub const CELL_LIMIT: usize = 32_767;
/// Rows that one sheet holds.
pub const ROW_LIMIT: usize = 1_048_576;
/// The sheet where long drop-down lists are kept; readers of our workbooks pass over it.
pub const LISTS_SHEET: &str = "_下拉项";

/// Why a book cannot be written. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError(
    /// What is wrong, for the user.
    pub Text,
);

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for WriteError {}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> WriteError {
        WriteError(Text::new("workbook-write-failed").with("detail", error.to_string()))
    }
}

/// Writes a book as xlsx.
///
/// - Deterministic: a fixed creation date, no user, no path; the same book gives the same bytes.
/// - Text stays text: nothing is taken for a formula, and a cell that begins with `=`, `+`, `-` or `@`
///   carries the mark (quotePrefix) that keeps it so when somebody edits the sheet.
/// - Numbers keep every digit or become text ([`Value::Number`]).
/// - Errors: a tab's name that Excel refuses, text over [`CELL_LIMIT`], rows over [`ROW_LIMIT`].
pub fn write_xlsx(book: &Book) -> Result<Vec<u8>, WriteError> {
    let mut out = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(WriteError::from)?;
    out.set_properties(&DocProperties::new().set_title(&book.title).set_creation_datetime(&created));
    let mut writing = Writing { formats: HashMap::new(), lists: Vec::new() };
    for sheet in &book.sheets {
        let target = out.add_worksheet();
        target.set_name(&sheet.name).map_err(|error| {
            let text = Text::new("workbook-write-name").with("name", sheet.name.as_str());
            WriteError(text.with("detail", error.to_string()))
        })?;
        writing.sheet(sheet, target)?;
    }
    if !writing.lists.is_empty() {
        writing.lists_sheet(out.add_worksheet())?;
    }
    Ok(out.save_to_buffer()?)
}

struct Writing {
    formats: HashMap<(Style, bool), Format>,
    lists: Vec<Vec<String>>,
}

impl Writing {
    fn sheet(&mut self, sheet: &SheetOut, target: &mut Worksheet) -> Result<(), WriteError> {
        if sheet.rows.len() > ROW_LIMIT {
            return Err(WriteError(Text::new("workbook-write-too-many-rows").with("rows", sheet.rows.len())));
        }
        for (column, width) in (0_u16..).zip(&sheet.widths) {
            if *width > 0 {
                target.set_column_width(column, f64::from(*width) / 10.0)?;
            }
        }
        self.merges(sheet, target)?;
        for (row, line) in (0_u32..).zip(&sheet.rows) {
            if let Some(height) = line.height {
                target.set_row_height(row, f64::from(height) / 10.0)?;
            }
            for (column, cell) in (0_u16..).zip(&line.cells) {
                self.cell(target, row, column, cell)?;
            }
        }
        self.choices(sheet, target)?;
        page(sheet, target)
    }

    // The library writes the first cell's format over the whole range; its value comes with the cells.
    fn merges(&mut self, sheet: &SheetOut, target: &mut Worksheet) -> Result<(), WriteError> {
        for it in &sheet.merges {
            if (it.first_row, it.first_column) == (it.last_row, it.last_column) {
                continue;
            }
            let style = sheet
                .rows
                .get(it.first_row as usize)
                .and_then(|row| row.cells.get(usize::from(it.first_column)))
                .map_or(Style::Plain, |cell| cell.style);
            let format = self.format(style, false);
            target.merge_range(it.first_row, it.first_column, it.last_row, it.last_column, "", format)?;
        }
        Ok(())
    }

    fn format(&mut self, style: Style, marked: bool) -> &Format {
        self.formats.entry((style, marked)).or_insert_with(|| {
            let format = style.format();
            if marked { format.set_quote_prefix() } else { format }
        })
    }

    fn cell(&mut self, out: &mut Worksheet, row: u32, column: u16, cell: &CellOut) -> Result<(), WriteError> {
        if let Some(note) = &cell.note {
            let lines = note.lines().map(|it| 1 + it.chars().count() / 20).sum::<usize>();
            let height = u32::try_from(20 * lines + 20).unwrap_or(400).min(600);
            let note = Note::new(note).add_author_prefix(false).set_width(300).set_height(height);
            out.insert_note(row, column, &note)?;
        }
        match &cell.value {
            Value::Empty if cell.style == Style::Plain => {}
            Value::Empty => {
                out.write_blank(row, column, self.format(cell.style, false))?;
            }
            Value::Text(text) => self.text(out, row, column, text, cell)?,
            Value::Number(decimal) => match to_float(decimal) {
                Some(number) => {
                    out.write_number_with_format(row, column, number, self.format(cell.style, false))?;
                }
                None => self.text(out, row, column, decimal, cell)?,
            },
            Value::Date(iso) => match date(iso) {
                Some(date) => {
                    out.write_datetime_with_format(row, column, &date, self.format(cell.style, false))?;
                }
                None => self.text(out, row, column, iso, cell)?,
            },
        }
        Ok(())
    }

    fn text(
        &mut self,
        out: &mut Worksheet,
        row: u32,
        column: u16,
        text: &str,
        cell: &CellOut,
    ) -> Result<(), WriteError> {
        let length = text.encode_utf16().count();
        if length > CELL_LIMIT {
            let words = Text::new("workbook-write-too-long").with("row", i64::from(row) + 1);
            return Err(WriteError(words.with("column", i64::from(column) + 1).with("length", length)));
        }
        let marked = text.starts_with(['=', '+', '-', '@']);
        let format = self.format(cell.style, marked);
        match &cell.link {
            Some(sheet) => {
                let target = format!("internal:'{}'!A1", sheet.replace('\'', "''"));
                // The text has to be the link's own: a text beside it is not taken.
                out.write_url_with_format(row, column, Url::new(target).set_text(text), format)?;
            }
            None => {
                out.write_string_with_format(row, column, text, format)?;
            }
        }
        Ok(())
    }

    fn choices(&mut self, sheet: &SheetOut, target: &mut Worksheet) -> Result<(), WriteError> {
        for it in &sheet.choices {
            if it.values.is_empty() {
                continue;
            }
            let length: usize = it.values.iter().map(|value| value.encode_utf16().count() + 1).sum();
            let short = length <= 255 && !it.values.iter().any(|value| value.contains([',', '"']));
            let rule = match short {
                true => DataValidation::new().allow_list_strings(&it.values)?,
                false => DataValidation::new().allow_list_formula(Formula::new(self.list(&it.values))),
            };
            let rule = match it.strict {
                true => rule,
                false => rule.set_error_style(DataValidationErrorStyle::Information),
            };
            target.add_data_validation(it.first_row, it.column, it.last_row, it.column, &rule)?;
        }
        Ok(())
    }

    // The range of the hidden sheet where the list stands, one column a list.
    fn list(&mut self, values: &[String]) -> String {
        let at = self.lists.iter().position(|it| it == values).unwrap_or_else(|| {
            self.lists.push(values.to_vec());
            self.lists.len() - 1
        });
        let letters = crate::cell::column_letters(at);
        format!("='{LISTS_SHEET}'!${letters}$1:${letters}${}", values.len())
    }

    fn lists_sheet(&mut self, target: &mut Worksheet) -> Result<(), WriteError> {
        target.set_name(LISTS_SHEET)?.set_hidden(true);
        let lists = std::mem::take(&mut self.lists);
        for (column, values) in (0_u16..).zip(lists) {
            for (row, value) in (0_u32..).zip(values) {
                target.write_string(row, column, value)?;
            }
        }
        Ok(())
    }
}

fn date(iso: &str) -> Option<ExcelDateTime> {
    let mut parts = iso.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || [year.len(), month.len(), day.len()] != [4, 2, 2] {
        return None;
    }
    let (year, month, day): (u16, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    // Before March 1900 spreadsheets count days wrongly.
    if year < 1901 {
        return None;
    }
    ExcelDateTime::from_ymd(year, month, day).ok()
}

fn page(sheet: &SheetOut, target: &mut Worksheet) -> Result<(), WriteError> {
    // A4.
    target.set_paper_size(9);
    if sheet.landscape {
        target.set_landscape();
    }
    if sheet.fit_width {
        target.set_print_fit_to_pages(1, 0);
    }
    if sheet.freeze != (0, 0) {
        target.set_freeze_panes(sheet.freeze.0, sheet.freeze.1)?;
    }
    if let Some((first, last)) = sheet.print_rows {
        target.set_repeat_rows(first, last)?;
    }
    // `&` starts a code in heads and feet.
    let plain = |text: &str| text.replace('&', "&&");
    if !sheet.header.is_empty() {
        target.set_header(format!("&C{}", plain(&sheet.header)));
    }
    if !sheet.footer.is_empty() {
        target.set_footer(format!("&L{}&R&P / &N", plain(&sheet.footer)));
    }
    if sheet.hidden {
        target.set_hidden(true);
    }
    Ok(())
}
