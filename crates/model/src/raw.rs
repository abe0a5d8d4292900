//! What room `dossier` hands over: texts and grids of cells with their places, nothing interpreted.

/// A dossier as it stood in its files (原始档案): plain parts, none of them checked.
#[derive(Clone, Debug, Default)]
pub struct RawDossier {
    /// dossier.toml.
    pub meta: RawText,
    /// The standard tables that were found, by id or heading, and whatever else lay beside them.
    pub tables: Vec<RawTable>,
    /// The ledgers: definition, and rows where a file or sheet of them was found.
    pub ledgers: Vec<RawLedger>,
    /// measures.toml.
    pub measures: Option<RawText>,
    /// checklists/NAME.toml.
    pub checklists: Vec<RawText>,
    /// narrative/NN-name.md, in the order of their names.
    pub narrative: Vec<RawText>,
    /// claims.toml.
    pub claims: Option<RawText>,
    /// The names of the files under evidence/, relative to it.
    pub evidence_files: Vec<String>,
}

/// A text file, or the text that a sheet stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawText {
    /// The name shown in places, relative to the dossier: `measures.toml`.
    pub file: String,
    /// Its text.
    pub text: String,
}

impl RawText {
    /// A text with its name.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> RawText {
        RawText { file: file.into(), text: text.into() }
    }

    /// The file name without folders and extension.
    pub fn stem(&self) -> &str {
        let name = self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// A ledger of a dossier.
#[derive(Clone, Debug, Default)]
pub struct RawLedger {
    /// ledgers/NAME.toml.
    pub definition: RawText,
    /// ledgers/NAME.csv, or its sheet; `None` when there is none.
    pub rows: Option<RawTable>,
}

/// A grid of cells, the first row holding the headings.
#[derive(Clone, Debug, Default)]
pub struct RawTable {
    /// The id or heading it was found under: `payments`, 支付.
    pub name: String,
    /// The file shown in places.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The cells, headings first.
    pub grid: Grid,
}

/// What kind of cell a text came from. Cells of a CSV are [`CellKind::Text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// Text.
    #[default]
    Text,
    /// A number of a spreadsheet, as its decimal text of at most 15 significant digits.
    Number,
    /// A date or date-time of a spreadsheet, as `2022-03-05` or `2022-03-05 14:30:00`.
    Date,
    /// A yes or no of a spreadsheet, as 是 or 否.
    Bool,
    /// An error value of a spreadsheet: `#REF!`.
    Error,
}

/// Cells in one piece of memory: a million rows cost no million allocations.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    text: String,
    /// The end of each cell's text.
    ends: Vec<u32>,
    kinds: Vec<CellKind>,
    /// The first cell of each row, and the end of the last row.
    rows: Vec<u32>,
    /// The row number shown in places, from 1, of each row.
    numbers: Vec<u32>,
}

impl Grid {
    /// The most bytes of text a grid takes; [`Grid::push`] says no beyond.
    pub const MAX_BYTES: usize = u32::MAX as usize;

    /// A grid without rows.
    pub fn new() -> Grid {
        Grid::default()
    }

    /// Builds a grid from texts, for tests and small tables. Rows are numbered from 1.
    pub fn of<'a, R: IntoIterator<Item = &'a str>>(rows: impl IntoIterator<Item = R>) -> Grid {
        let mut grid = Grid::new();
        for row in rows {
            for cell in row {
                grid.push(cell, CellKind::Text);
            }
            grid.end_row();
        }
        grid
    }

    /// Adds a cell to the row that is being written. Returns whether it fitted.
    pub fn push(&mut self, text: &str, kind: CellKind) -> bool {
        if self.text.len() + text.len() > Grid::MAX_BYTES || self.ends.len() >= u32::MAX as usize - 1 {
            return false;
        }
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.kinds.push(kind);
        true
    }

    /// Ends the row; it gets the number after the last one.
    pub fn end_row(&mut self) {
        let number = self.numbers.last().map_or(1, |n| n.saturating_add(1));
        self.end_row_numbered(number);
    }

    /// Ends the row, with the row number of the sheet or the line of the file.
    pub fn end_row_numbered(&mut self, number: u32) {
        if self.rows.is_empty() {
            self.rows.push(0);
        }
        self.rows.push(self.ends.len() as u32);
        self.numbers.push(number);
    }

    /// How many rows, headings included.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// How many cells the row has.
    pub fn width(&self, row: usize) -> usize {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(a), Some(b)) => (b - a) as usize,
            _ => 0,
        }
    }

    /// The text and kind of a cell; beyond the row's width the empty text.
    pub fn cell(&self, row: usize, column: usize) -> (&str, CellKind) {
        if column >= self.width(row) {
            return ("", CellKind::Text);
        }
        let at = self.rows[row] as usize + column;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        (&self.text[start..self.ends[at] as usize], self.kinds[at])
    }

    /// The row number shown in places.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_gives_back_its_cells() {
        let mut grid = Grid::of([vec!["编号", "金额"], vec!["a"]]);
        grid.push("b", CellKind::Text);
        grid.push("12.5", CellKind::Number);
        grid.end_row_numbered(7);
        assert_eq!((grid.len(), grid.width(0), grid.width(1)), (3, 2, 1));
        assert_eq!(grid.cell(1, 1), ("", CellKind::Text));
        assert_eq!(grid.cell(2, 1), ("12.5", CellKind::Number));
        assert_eq!((grid.number(1), grid.number(2)), (2, 7));
    }
}
