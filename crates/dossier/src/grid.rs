//! Between sheets as read and grids as the model takes them.

use hengji_model::{CellKind, Grid};
use hengji_workbook::{self as workbook, Sheet, Workbook};

/// The grid of a sheet. Numbers get back the zeros that their number format shows after the point, so that a
/// table that went through a workbook reads as it was written. Blank rows at the end are left out.
pub fn of_sheet(sheet: &Sheet, book: Option<&Workbook>) -> Grid {
    let mut grid = Grid::new();
    let filled =
        sheet.rows.iter().rposition(|row| row.iter().any(|it| !it.is_empty())).map_or(0, |it| it + 1);
    for (index, row) in sheet.rows.iter().take(filled).enumerate() {
        for cell in row {
            let (text, kind) = cell_of(cell, book);
            grid.push(&text, kind);
        }
        grid.end_row_numbered(u32::try_from(index + 1).unwrap_or(u32::MAX));
    }
    grid
}

fn cell_of(cell: &workbook::Cell, book: Option<&Workbook>) -> (String, CellKind) {
    let text = cell.text.clone();
    match cell.kind {
        workbook::CellKind::Empty | workbook::CellKind::Text | workbook::CellKind::Time => {
            (text, CellKind::Text)
        }
        workbook::CellKind::Number => {
            let places = book.and_then(|it| it.format(cell)).and_then(plain_places);
            (places.map_or(text.clone(), |it| pad(&text, it)), CellKind::Number)
        }
        workbook::CellKind::Date => (text, CellKind::Date),
        workbook::CellKind::DateTime => (text.replace('T', " "), CellKind::Date),
        workbook::CellKind::Bool => (if text == "TRUE" { "是" } else { "否" }.to_owned(), CellKind::Bool),
        workbook::CellKind::Error => (text, CellKind::Error),
    }
}

// The decimals of the formats that our own workbooks use for data: `0`, `0.00`. Other formats (with
// thousands separators, percent signs, colours) say how a number looks, not how it was written.
fn plain_places(format: &str) -> Option<usize> {
    let zeros = format.strip_prefix("0.")?;
    (!zeros.is_empty() && zeros.bytes().all(|it| it == b'0')).then_some(zeros.len())
}

fn pad(text: &str, places: usize) -> String {
    if text.contains('E') {
        return text.to_owned();
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() >= places {
        return text.to_owned();
    }
    format!("{whole}.{part:0<places$}")
}

/// The cells of a grid as texts; trailing empty cells and rows are left out.
pub fn texts(grid: &Grid) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = (0..grid.len())
        .map(|row| {
            let mut cells: Vec<String> =
                (0..grid.width(row)).map(|column| grid.cell(row, column).0.to_owned()).collect();
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            cells
        })
        .collect();
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    rows
}

/// Whether anything stands below the headings.
pub fn has_rows(grid: &Grid) -> bool {
    let filled = |row: usize| (0..grid.width(row)).any(|column| !grid.cell(row, column).0.trim().is_empty());
    (1..grid.len()).any(filled)
}
