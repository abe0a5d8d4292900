//! On which page each table row came to lie, so that a label over many rows can be repeated on every page.

use crate::grid::{Grid, Placed};
use std::{collections::BTreeMap, num::NonZeroUsize, ops::Range};
use typst::{
    foundations::{Content, NativeElement, Value},
    introspection::{Introspector, MetadataElem},
};
use typst_layout::PagedDocument;

/// Pages by table (counted over all documents) and row; -1 and -2 stand for the beginning and end of a document.
#[derive(Debug, Default)]
pub(crate) struct RowPages(BTreeMap<(i64, i64), NonZeroUsize>);

impl RowPages {
    /// The places of the marks that the template leaves in every row.
    pub(crate) fn of(paged: &PagedDocument) -> RowPages {
        let introspector = paged.introspector();
        let page = |mark: &Content| {
            let Value::Array(pair) = &mark.to_packed::<MetadataElem>()?.value else { return None };
            let [Value::Int(table), Value::Int(row)] = pair.as_slice() else { return None };
            Some(((*table, *row), introspector.page(mark.location()?)?))
        };
        RowPages(introspector.query(&MetadataElem::ELEM.select()).iter().filter_map(page).collect())
    }

    /// Which part of a document's rows ran over its first page, in hundredths; nothing when all of it keeps to one.
    pub(crate) fn overflow(&self, document: usize, tables: Range<usize>) -> Option<usize> {
        let number = i64::try_from(document).ok()?;
        let (start, end) = (self.0.get(&(-1, number))?, self.0.get(&(-2, number))?);
        if start == end {
            return None;
        }
        let first = i64::try_from(tables.start).ok()?;
        let last = i64::try_from(tables.end).ok()?;
        let rows = || self.0.range((first, i64::MIN)..(last, i64::MIN));
        let over = rows().filter(|(_, page)| *page > start).count();
        Some(over * 100 / rows().count().max(1))
    }

    /// Cuts the cells of the grid that lie on several pages, so that each page has its part with the same
    /// content. Says whether any was cut.
    pub(crate) fn cut(&self, table: usize, grid: &mut Grid<'_>) -> bool {
        let page = |row: usize| self.0.get(&(i64::try_from(table).ok()?, i64::try_from(row).ok()?));
        let before = grid.cells.len();
        let head_rows = grid.head_rows;
        let parts = grid.cells.iter().flat_map(|cell| {
            let rows: Vec<usize> = (cell.y..cell.y + cell.rows).collect();
            let same = |a: &usize, b: &usize| {
                cell.y < head_rows || page(*a).zip(page(*b)).is_none_or(|(a, b)| a == b)
            };
            let groups: Vec<(usize, usize)> =
                rows.chunk_by(same).map(|group| (group[0], group.len())).collect();
            groups.into_iter().map(|(y, rows)| Placed { y, rows, ..*cell }).collect::<Vec<_>>()
        });
        grid.cells = parts.collect();
        grid.cells.len() > before
    }
}
