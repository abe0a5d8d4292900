//! A row of a table, as other rooms read it.

use crate::column::Column;
use crate::table::Table;
use hengji_diag::Place;
use hengji_formula::{ReasonKind, Value};
use hengji_num::Quantity;
use hengji_schema::{ColumnDef, Sensitivity};
use jiff::civil::{Date, DateTime};
use std::borrow::Cow;

/// A row of a table. Accessors take a column's id, heading or synonym; an unknown column, a blank and a bad
/// cell are all `None` ([`Row::value`] says which).
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub(crate) table: &'a Table,
    pub(crate) index: usize,
}

impl<'a> Row<'a> {
    /// Its number from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its table.
    pub fn table(&self) -> &'a Table {
        self.table
    }

    /// Its key.
    pub fn key(&self) -> &'a str {
        self.table.keys.text(self.index)
    }

    fn at(&self, column: &str) -> Option<(usize, &'a Column)> {
        let position = self.table.def.position(column)?;
        Some((position, &self.table.columns[position]))
    }

    /// The text of a text-like cell: text, code, enum, reference, phone, formula, or several values as written.
    pub fn text(&self, column: &str) -> Option<&'a str> {
        let (position, cells) = self.at(column)?;
        if position == self.table.key {
            return Some(self.key());
        }
        cells.text(self.index).map(|t| &**t)
    }

    /// The values of a cell with several values; empty when blank. For a cell of one value, that one.
    pub fn texts(&self, column: &str) -> Vec<&'a str> {
        let Some((_, cells)) = self.at(column) else { return Vec::new() };
        match cells.list(self.index) {
            Some(list) => list.iter().filter_map(Value::as_text).collect(),
            None => self.text(column).into_iter().collect(),
        }
    }

    /// The quantity of a number cell, in the column's unit or the unit the row names.
    pub fn quantity(&self, column: &str) -> Option<Quantity> {
        let (position, _) = self.at(column)?;
        self.table.quantity(self.index, position)
    }

    /// The date of a date or date-time cell.
    pub fn date(&self, column: &str) -> Option<Date> {
        self.at(column)?.1.date(self.index)
    }

    /// The time of a date-time cell.
    pub fn date_time(&self, column: &str) -> Option<DateTime> {
        self.at(column)?.1.date_time(self.index)
    }

    /// The year of a year cell.
    pub fn year(&self, column: &str) -> Option<i16> {
        self.at(column)?.1.year(self.index)
    }

    /// The yes or no of a bool cell.
    pub fn bool(&self, column: &str) -> Option<bool> {
        self.at(column)?.1.flag(self.index)
    }

    /// The value of any cell; missing with a reason and a place when it is not there.
    pub fn value(&self, column: &str) -> Value {
        match self.table.def.position(column) {
            Some(position) => self.table.value(self.index, position),
            None => Value::missing(ReasonKind::NotProvided, column),
        }
    }

    /// The canonical text of any cell, as [`Table::cell_text`].
    pub fn shown(&self, column: &str) -> Option<Cow<'a, str>> {
        self.table.cell_text(self.index, self.table.def.position(column)?)
    }

    /// Where the cell stands; an unknown column gives the row.
    pub fn place(&self, column: &str) -> Place {
        match self.table.def.position(column) {
            Some(position) => self.table.place(self.index, position),
            None => {
                let mut place = self.table.place(self.index, 0);
                place.column = None;
                place
            }
        }
    }

    /// The definition of a column.
    pub fn column(&self, column: &str) -> Option<&'a ColumnDef> {
        self.table.def.column(column)
    }

    /// Who may see the cell.
    pub fn sensitivity(&self, column: &str) -> Option<Sensitivity> {
        self.column(column).map(|c| c.sensitivity)
    }
}
