//! Table cells with explicit places, so that no table however malformed can fail to be set.

use hengji_document::{Cell, Table, plain_text};

/// A cell with its place in the grid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    pub x: usize,
    pub y: usize,
    pub columns: usize,
    pub rows: usize,
    pub cell: &'a Cell,
}

/// A table as a full grid.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    pub widths: Vec<u32>,
    pub head_rows: usize,
    pub cells: Vec<Placed<'a>>,
}

impl Grid<'_> {
    /// About how many lines a cell takes when `line` characters fit over the whole width.
    ///
    /// Narrow Latin letters count as full characters, so that the guess is rather too high.
    pub(crate) fn lines(&self, placed: &Placed<'_>, line: usize) -> usize {
        let total: u64 = self.widths.iter().map(|w| u64::from(*w)).sum();
        let own: u64 = self.widths[placed.x..placed.x + placed.columns].iter().map(|w| u64::from(*w)).sum();
        // Each cell loses about a character to its margins.
        let fit = (line as u64 * own / total.max(1)).saturating_sub(1).max(1);
        let lines = |paragraph: &str| (paragraph.chars().count() as u64).div_ceil(fit).max(1);
        let all: u64 = plain_text(&placed.cell.content).split('\n').map(lines).sum();
        usize::try_from(all).unwrap_or(usize::MAX)
    }

    /// About how many lines the head takes.
    pub(crate) fn head_lines(&self, line: usize) -> usize {
        let of_row = |y: usize| {
            let cells = self.cells.iter().filter(|placed| placed.y == y);
            cells.map(|placed| self.lines(placed, line).div_ceil(placed.rows)).max().unwrap_or_default()
        };
        (0..self.head_rows).map(of_row).sum()
    }
}

/// The most columns of a table; further cells are left out.
const COLUMNS_MAX: usize = 256;

/// Lays the cells out from left to right, below spans from above.
///
/// A span is cut at the end of the head or of the table, and where another cell already lies. A row that is
/// wider than `widths` widens the table by columns of the mean width.
pub(crate) fn grid(table: &Table) -> Grid<'_> {
    let head_rows = table.head_rows.min(table.rows.len());
    let mut taken: Vec<Vec<bool>> = vec![Vec::new(); table.rows.len()];
    let mut cells = Vec::new();
    for (y, row) in table.rows.iter().enumerate() {
        let end = if y < head_rows { head_rows } else { table.rows.len() };
        let mut x = 0;
        for cell in &row.cells {
            while is_taken(&taken, x, y) {
                x += 1;
            }
            if x >= COLUMNS_MAX {
                break;
            }
            let wanted = (cell.columns as usize).clamp(1, COLUMNS_MAX - x);
            let columns = (1..wanted).find(|more| is_taken(&taken, x + more, y)).unwrap_or(wanted);
            let wanted = (cell.rows as usize).clamp(1, end - y);
            let rows = (1..wanted)
                .find(|more| (x..x + columns).any(|x| is_taken(&taken, x, y + more)))
                .unwrap_or(wanted);
            for line in &mut taken[y..y + rows] {
                line.resize(line.len().max(x + columns), false);
                line[x..x + columns].fill(true);
            }
            cells.push(Placed { x, y, columns, rows, cell });
            x += columns;
        }
    }
    let columns = taken.iter().map(Vec::len).max().unwrap_or_default();
    Grid { widths: widths(&table.widths, columns.max(1)), head_rows, cells }
}

fn is_taken(taken: &[Vec<bool>], x: usize, y: usize) -> bool {
    taken[y].get(x).copied().unwrap_or_default()
}

fn widths(given: &[u32], columns: usize) -> Vec<u32> {
    let total: u64 = given.iter().map(|w| u64::from(*w)).sum();
    let mean = u32::try_from(total / (given.len() as u64).max(1)).unwrap_or(1).max(1);
    let mut widths: Vec<u32> = given.iter().map(|w| (*w).max(1)).collect();
    widths.resize(columns.max(given.len().min(COLUMNS_MAX)), mean);
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use hengji_document::Row;

    fn places(rows: &[&[(u32, u32)]], head_rows: usize) -> Vec<(usize, usize, usize, usize)> {
        let row = |cells: &&[(u32, u32)]| Row {
            cells: cells.iter().map(|(columns, rows)| Cell::text("x").span(*columns, *rows)).collect(),
        };
        let table = Table { rows: rows.iter().map(row).collect(), head_rows, ..Table::default() };
        grid(&table).cells.iter().map(|p| (p.x, p.y, p.columns, p.rows)).collect()
    }

    #[test]
    fn cells_flow_beside_spans_from_above() {
        let found = places(&[&[(1, 2), (2, 1)], &[(1, 1), (1, 1)]], 0);
        assert_eq!(found, [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]);
    }

    #[test]
    fn spans_end_with_the_head_and_with_the_table() {
        assert_eq!(places(&[&[(1, 9)], &[(1, 9)], &[(1, 1)]], 1), [(0, 0, 1, 1), (0, 1, 1, 2), (1, 2, 1, 1)]);
    }

    #[test]
    fn overlapping_spans_are_cut() {
        let found = places(&[&[(1, 1), (1, 2)], &[(3, 1)]], 0);
        assert_eq!(found, [(0, 0, 1, 1), (1, 0, 1, 2), (0, 1, 1, 1)]);
    }

    #[test]
    fn heights_are_guessed_from_widths() {
        let head = vec![Cell::heading("年初预算数"), Cell::heading("一二三四五六七八九十")];
        let table =
            Table { rows: vec![Row { cells: head }], widths: vec![1, 3], head_rows: 1, ..Table::default() };
        let grid = grid(&table);
        assert_eq!([0, 1].map(|n| grid.lines(&grid.cells[n], 16)), [2, 1]);
        assert_eq!((grid.head_lines(16), grid.head_lines(1)), (2, 10));
    }

    #[test]
    fn nonsense_is_bounded() {
        assert_eq!(places(&[&[(u32::MAX, u32::MAX), (1, 1)]], 0), [(0, 0, COLUMNS_MAX, 1)]);
        assert_eq!(grid(&Table::default()).widths, [1]);
        assert_eq!(widths(&[2, 4], 4), [2, 4, 3, 3]);
    }
}
