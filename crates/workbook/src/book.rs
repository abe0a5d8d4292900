//! A workbook to be written: sheets of styled cells. No bytes and no library types here, so that forms can
//! be built and tested as values.

use crate::style::Style;

/// A workbook to be written (待写出的工作簿).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The sheets in the order of their tabs; the first is open when the file is.
    pub sheets: Vec<SheetOut>,
    /// The title in the file's properties; no other property is written.
    pub title: String,
}

/// One sheet to be written. Rows and columns count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetOut {
    /// The tab's name: at most 31 characters, none of `[ ] : * ? / \`, not used twice; [`sheet_name`] helps.
    pub name: String,
    /// Widths of the columns from the first, in tenths of a digit's width (84 is the usual width); 0 leaves
    /// the default.
    pub widths: Vec<u16>,
    /// The rows.
    pub rows: Vec<RowOut>,
    /// Merged ranges. The first cell's value and style hold for all of it.
    pub merges: Vec<Merge>,
    /// How many rows and columns stay in view when scrolling.
    pub freeze: (u32, u16),
    /// First and last row printed at the top of every page (打印标题).
    pub print_rows: Option<(u32, u32)>,
    /// Whether pages are turned.
    pub landscape: bool,
    /// Whether the sheet is scaled to one page's width (缩放为一页宽).
    pub fit_width: bool,
    /// Drop-down lists.
    pub choices: Vec<Choices>,
    /// Text in the middle of each page's head, such as the notice that data are synthetic.
    pub header: String,
    /// Text at the left of each page's foot; the page number stands at its right.
    pub footer: String,
    /// Whether the tab is hidden.
    pub hidden: bool,
}

/// One row to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowOut {
    /// The cells from the first column.
    pub cells: Vec<CellOut>,
    /// The height in tenths of a point; `None` leaves it to the program.
    pub height: Option<u16>,
}

/// One cell to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellOut {
    /// The value.
    pub value: Value,
    /// How it looks.
    pub style: Style,
    /// A note shown on pointing at it (批注).
    pub note: Option<String>,
    /// A click leads to the first cell of the sheet of this name.
    pub link: Option<String>,
}

/// A value to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing; the style's borders are drawn all the same.
    #[default]
    Empty,
    /// Text, never read as a formula whatever it begins with.
    Text(String),
    /// A number as decimal text. With more than 15 significant digits, or from 10^15, it is written as
    /// text, because a spreadsheet would lose digits.
    Number(String),
    /// A civil date, `2022-09-01`; anything else is written as text.
    Date(String),
}

/// A merged range; both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The first row.
    pub first_row: u32,
    /// The first column.
    pub first_column: u16,
    /// The last row.
    pub last_row: u32,
    /// The last column.
    pub last_column: u16,
}

/// A drop-down list (下拉列表) on a range of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// The column.
    pub column: u16,
    /// The first row.
    pub first_row: u32,
    /// The last row.
    pub last_row: u32,
    /// The allowed values. Long lists (over 255 characters with commas) are kept on a hidden sheet.
    pub values: Vec<String>,
    /// Whether other values are refused; else the list only helps.
    pub strict: bool,
}

impl SheetOut {
    /// An empty sheet.
    pub fn new(name: impl Into<String>) -> SheetOut {
        SheetOut { name: name.into(), ..SheetOut::default() }
    }

    /// Adds a row and gives its index.
    pub fn push(&mut self, cells: Vec<CellOut>) -> u32 {
        self.rows.push(RowOut { cells, height: None });
        u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
    }

    /// Merges a range.
    pub fn merge(&mut self, first_row: u32, first_column: u16, last_row: u32, last_column: u16) {
        self.merges.push(Merge { first_row, first_column, last_row, last_column });
    }
}

impl CellOut {
    /// A cell of text.
    pub fn text(text: impl Into<String>, style: Style) -> CellOut {
        let text = text.into();
        let value = if text.is_empty() { Value::Empty } else { Value::Text(text) };
        CellOut { value, style, ..CellOut::default() }
    }

    /// A number given as decimal text; see [`Value::Number`].
    pub fn number(decimal: impl Into<String>, style: Style) -> CellOut {
        CellOut { value: Value::Number(decimal.into()), style, ..CellOut::default() }
    }

    /// A date given as ISO text; see [`Value::Date`].
    pub fn date(iso: impl Into<String>, style: Style) -> CellOut {
        CellOut { value: Value::Date(iso.into()), style, ..CellOut::default() }
    }

    /// An empty cell with borders and fill of the style.
    pub fn blank(style: Style) -> CellOut {
        CellOut { style, ..CellOut::default() }
    }

    /// The cell with a note.
    pub fn note(mut self, note: impl Into<String>) -> CellOut {
        self.note = Some(note.into());
        self
    }

    /// The cell with a link to a sheet.
    pub fn link(mut self, sheet: impl Into<String>) -> CellOut {
        self.link = Some(sheet.into());
        self
    }
}

/// A tab's name made from any text: forbidden characters become `_`, the length is cut to 31, and a name
/// in `taken` (compared without case) gets ` (2)`, ` (3)` …
pub fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean = |c: char| match c {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
        c if c.is_control() => '_',
        c => c,
    };
    let base: String = wanted.trim().chars().map(clean).collect();
    let base = base.trim_matches('\'').trim();
    let base = if base.is_empty() { "_" } else { base };
    let is_free = |name: &str| !taken.iter().any(|it| it.to_lowercase() == name.to_lowercase());
    let first = cut(base, 31);
    if is_free(&first) {
        return first;
    }
    (2_usize..)
        .map(|n| {
            let tail = format!(" ({n})");
            format!("{}{tail}", cut(base, 31 - tail.len()))
        })
        .find(|it| is_free(it))
        .expect("there are fewer sheets than numbers")
}

// Excel counts UTF-16 units.
fn cut(text: &str, units: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= units
        })
        .collect()
}
