//! Tables with a fixed grid: spans, repeated head rows, thin lines inside and a thicker frame.

use super::body::{Body, Extra};
use crate::xml::Xml;
use hengji_document::{Align, Cell, Inline, Table, TableStyle};

/// Word's own limit on columns.
const COLUMNS_MAX: usize = 63;

/// Writes caption, unit note and table.
pub(super) fn write(x: &mut Xml, body: &mut Body<'_>, table: &Table, extra: Extra) {
    let mut extra = Extra { page_break_before: extra.page_break_before, ..Extra::default() };
    if let Some(caption) = &table.caption {
        body.paragraph(x, "TableCaption", &[Inline::Text(caption.clone())], std::mem::take(&mut extra));
    }
    if let Some(note) = &table.unit_note {
        body.paragraph(x, "UnitNote", &[Inline::Text(note.clone())], std::mem::take(&mut extra));
    }
    let placed = place(table);
    if placed.rows.is_empty() {
        return;
    }
    if extra.page_break_before {
        // A table cannot start a page by itself; the paragraph before it does.
        body.paragraph(x, "Spacer", &[], extra);
    }
    let widths = column_widths(&table.widths, placed.columns, body.text_width);
    x.element("w:tbl", &[], |x| {
        properties(x, table.style, widths.iter().sum());
        x.element("w:tblGrid", &[], |x| {
            for width in &widths {
                x.empty("w:gridCol", &[("w:w", &width.to_string())]);
            }
        });
        for (at, row) in placed.rows.iter().enumerate() {
            x.element("w:tr", &[], |x| {
                x.element("w:trPr", &[], |x| {
                    x.empty("w:cantSplit", &[]);
                    if at < table.head_rows && table.head_rows < table.rows.len() {
                        x.empty("w:tblHeader", &[]);
                    }
                });
                for slot in row {
                    cell(x, body, slot, &widths);
                }
            });
        }
    });
}

fn properties(x: &mut Xml, style: TableStyle, width: u32) {
    x.element("w:tblPr", &[], |x| {
        x.val("w:tblStyle", if style == TableStyle::Grid { "HJGrid" } else { "HJPlain" });
        x.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        x.val("w:jc", "center");
        x.empty("w:tblLayout", &[("w:type", "fixed")]);
        x.empty("w:tblLook", &[("w:val", "0000")]);
    });
}

fn cell(x: &mut Xml, body: &mut Body<'_>, slot: &Slot<'_>, widths: &[u32]) {
    let width: u32 = widths[slot.column..slot.column + slot.columns].iter().sum();
    x.element("w:tc", &[], |x| {
        x.element("w:tcPr", &[], |x| {
            x.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            if slot.columns > 1 {
                x.val("w:gridSpan", &slot.columns.to_string());
            }
            match slot.merge {
                Merge::None => {}
                Merge::First => x.val("w:vMerge", "restart"),
                Merge::Next => x.empty("w:vMerge", &[]),
            }
            x.val("w:vAlign", "center");
        });
        match slot.cell {
            Some(cell) if slot.merge != Merge::Next => content(x, body, cell),
            _ => x.element("w:p", &[], |x| x.element("w:pPr", &[], |x| x.val("w:pStyle", "TableText"))),
        }
    });
}

fn content(x: &mut Xml, body: &mut Body<'_>, cell: &Cell) {
    let style = if cell.head { "TableHead" } else { "TableText" };
    for line in cell.content.split(|it| matches!(it, Inline::Break)) {
        x.element("w:p", &[], |x| {
            x.element("w:pPr", &[], |x| {
                x.val("w:pStyle", style);
                match cell.align {
                    Align::Left => x.val("w:jc", "left"),
                    Align::Center => x.val("w:jc", "center"),
                    Align::Right => x.val("w:jc", "right"),
                }
            });
            body.inlines(x, line);
        });
    }
}

/// A cell at its place in the grid.
struct Slot<'a> {
    cell: Option<&'a Cell>,
    column: usize,
    columns: usize,
    merge: Merge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    None,
    First,
    Next,
}

struct Placed<'a> {
    columns: usize,
    rows: Vec<Vec<Slot<'a>>>,
}

/// A span that reaches down into later rows.
#[derive(Clone, Copy)]
struct Hanging<'a> {
    cell: &'a Cell,
    columns: usize,
    rows_left: u32,
}

/// Puts every cell at its place. Spans that reach over the edge or over another span are cut short, rows
/// that are too short are filled up and what does not fit a row goes on in another, so that any table tree
/// gives a table that Word opens, and no cell is lost.
fn place(table: &Table) -> Placed<'_> {
    let columns = columns(table);
    let mut hanging: Vec<Option<Hanging<'_>>> = vec![None; columns];
    let mut rows = Vec::with_capacity(table.rows.len());
    for (at, row) in table.rows.iter().enumerate() {
        let rows_below = u32::try_from(table.rows.len() - at - 1).unwrap_or(u32::MAX);
        let mut cells = row.cells.iter().peekable();
        loop {
            rows.push(fill(&mut hanging, &mut cells, rows_below));
            if cells.peek().is_none() {
                break;
            }
        }
    }
    Placed { columns, rows }
}

/// One row of the grid, filled from the cells that are left.
fn fill<'a>(
    hanging: &mut [Option<Hanging<'a>>],
    cells: &mut impl Iterator<Item = &'a Cell>,
    rows_below: u32,
) -> Vec<Slot<'a>> {
    let mut slots = Vec::new();
    let mut column = 0;
    while column < hanging.len() {
        if let Some(it) = hanging[column] {
            slots.push(Slot { cell: Some(it.cell), column, columns: it.columns, merge: Merge::Next });
            hanging[column] = (it.rows_left > 1).then_some(Hanging { rows_left: it.rows_left - 1, ..it });
            column += it.columns;
            continue;
        }
        let free = hanging[column..].iter().take_while(|it| it.is_none()).count();
        let Some(cell) = cells.next() else {
            slots.push(Slot { cell: None, column, columns: 1, merge: Merge::None });
            column += 1;
            continue;
        };
        let columns = usize::try_from(cell.columns).unwrap_or(free).clamp(1, free);
        let down = cell.rows.saturating_sub(1).min(rows_below);
        if down > 0 {
            hanging[column] = Some(Hanging { cell, columns, rows_left: down });
        }
        let merge = if down > 0 { Merge::First } else { Merge::None };
        slots.push(Slot { cell: Some(cell), column, columns, merge });
        column += columns;
    }
    slots
}

/// How many columns the grid needs, spans from above included.
fn columns(table: &Table) -> usize {
    let mut needed = table.widths.len();
    // For each column, how many more rows a span from above covers.
    let mut covered: Vec<u32> = Vec::new();
    for row in &table.rows {
        let mut column = 0;
        let mut next = covered.iter().map(|it| it.saturating_sub(1)).collect::<Vec<_>>();
        for cell in &row.cells {
            while covered.get(column).is_some_and(|it| *it > 0) {
                column += 1;
            }
            let end = column.saturating_add(usize::try_from(cell.columns.max(1)).unwrap_or(COLUMNS_MAX));
            let end = end.min(COLUMNS_MAX);
            next.resize(next.len().max(end), 0);
            for it in next.iter_mut().take(end).skip(column) {
                *it = cell.rows.saturating_sub(1);
            }
            column = end;
        }
        needed = needed.max(next.len());
        covered = next;
    }
    needed.clamp(1, COLUMNS_MAX)
}

/// Absolute widths in twips that add up to the width of the text area.
fn column_widths(relative: &[u32], columns: usize, total: u32) -> Vec<u32> {
    let relative: Vec<u64> =
        (0..columns).map(|at| u64::from(relative.get(at).copied().unwrap_or(1).max(1))).collect();
    let sum: u64 = relative.iter().sum();
    let mut before = 0;
    let mut edge = 0;
    relative
        .iter()
        .map(|it| {
            before += it;
            let next = u64::from(total) * before / sum;
            let width = next - edge;
            edge = next;
            u32::try_from(width).unwrap_or(0).max(1)
        })
        .collect()
}
