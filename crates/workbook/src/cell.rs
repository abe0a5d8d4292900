//! What was read: workbooks, sheets, cells.

use crate::encoding::Encoding;
use hengji_diag::Place;
use serde::{Deserialize, Serialize};

/// What kind of value a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CellKind {
    /// Nothing, or text of no characters.
    #[default]
    Empty,
    /// Text. Every cell of a CSV file that is not empty is text.
    Text,
    /// A number, as decimal text without exponent (`-1234.5`); beyond 10^30 and below 10^−30 as `1E+308`.
    Number,
    /// A civil date, `2022-09-01`.
    Date,
    /// A civil date and time, `2022-09-01T10:20:30`.
    DateTime,
    /// A time of day or a length of time, `10:20:30`.
    Time,
    /// `TRUE` or `FALSE`.
    Bool,
    /// An error value that a formula left behind, such as `#REF!`.
    Error,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The value as text, in the form that [`CellKind`] gives.
    pub text: String,
    /// Its kind.
    pub kind: CellKind,
    /// Index into [`Workbook::formats`] of its number format; `None` for the general format and for CSV.
    pub format: Option<u16>,
}

impl Cell {
    /// A cell of text; empty text gives an empty cell.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
        Cell { text, kind, format: None }
    }

    /// Whether the cell holds nothing.
    pub fn is_empty(&self) -> bool {
        self.kind == CellKind::Empty
    }
}

/// One sheet of a workbook, or one CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The sheet's name; empty for CSV.
    pub name: String,
    /// The rows from the first of the file; index + 1 is the row number that people see. Trailing empty
    /// cells are not stored, so that rows differ in length.
    pub rows: Vec<Vec<Cell>>,
    /// For CSV, the line of the file (from 1) where each row starts; empty for xlsx.
    pub lines: Vec<u32>,
    /// Rows that are hidden in the workbook, as indexes into `rows`. They are read like any other.
    pub hidden_rows: Vec<u32>,
    /// Columns that are hidden in the workbook, from 0.
    pub hidden_columns: Vec<u32>,
    /// Whether the sheet itself is hidden.
    pub hidden: bool,
    /// Merged ranges, as first row, first column, last row, last column, from 0.
    pub merges: Vec<[u32; 4]>,
    /// For CSV, the encoding the file was read in.
    pub encoding: Option<Encoding>,
}

impl Sheet {
    /// The cell, or `None` outside what is stored.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.rows.get(row)?.get(column)
    }

    /// The text of a cell; empty outside what is stored.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.cell(row, column).map_or("", |it| it.text.as_str())
    }

    /// The number of columns of the longest row.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The place of a cell, for diagnostics; `heading` is the column's heading, or its letters when `None`.
    pub fn place(&self, file: &str, row: usize, column: usize, heading: Option<&str>) -> Place {
        let letters = column_letters(column);
        let mut place = Place::file(file).at_cell(&self.name, row + 1, heading.unwrap_or(&letters));
        if self.name.is_empty() {
            place.sheet = None;
        }
        match self.lines.get(row) {
            Some(line) if *line as usize != row + 1 => place.at_line(*line as usize),
            _ => place,
        }
    }
}

/// All sheets of an xlsx file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// The sheets in the order of their tabs.
    pub sheets: Vec<Sheet>,
    /// Number formats used, as format codes: `#,##0.00`.
    pub formats: Vec<String>,
}

impl Workbook {
    /// The sheet of that name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|it| it.name == name)
    }

    /// The number format code of a cell.
    pub fn format(&self, cell: &Cell) -> Option<&str> {
        self.formats.get(usize::from(cell.format?)).map(String::as_str)
    }
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(b'A' + u8::try_from(digit).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|it| char::from(*it)).collect()
}

/// What a file may cost to read. Beyond it the file is refused with a sentence that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes of all parts of an xlsx once inflated.
    pub inflated_bytes: u64,
    /// Inflated bytes ÷ packed bytes; looked at once more than 10 MB are inflated.
    pub ratio: u64,
    /// Rows of one sheet.
    pub rows: u64,
    /// Cells of the whole file, stored ones and the gaps before them, each row counting as one more.
    pub cells: u64,
    /// Sheets of one workbook.
    pub sheets: usize,
    /// Parts of one archive.
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 256 << 20,
            inflated_bytes: 200 << 20,
            ratio: 200,
            rows: 1_048_576,
            cells: 16_000_000,
            sheets: 512,
            parts: 10_000,
        }
    }
}
