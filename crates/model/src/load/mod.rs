//! From grids of cells to tables: headings, cells, keys, references.

mod cells;
mod headings;
mod keys;
mod references;

pub(crate) use references::check_references;

use crate::cell;
use crate::column::Column;
use crate::found::{Found, TOO_MANY_ROWS};
use crate::raw::RawTable;
use crate::table::{RowNumbers, Table};
use hengji_diag::{Diagnostic, Place, Text};
use hengji_formula::{ColumnInfo, RelationInfo, Type};
use hengji_num::{Unit, UnitTable};
use hengji_schema::{Kind, TableDef};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What loading a table needs to know of its surroundings.
pub(crate) struct Context<'a> {
    /// Units with the counting words of all ledgers.
    pub(crate) units: &'a UnitTable,
    /// The counting word of each table and ledger, by id.
    pub(crate) counting: &'a HashMap<String, String>,
}

/// A table without rows, absent or present.
pub(crate) fn empty_table(def: TableDef, is_ledger: bool, context: &Context<'_>) -> Table {
    let units = column_units(&def, context.units);
    let info = info(&def, &units, context);
    let count = def.columns.len();
    let position = |name: &Option<String>| name.as_ref().and_then(|n| def.position(n));
    Table {
        key: def.position(&def.key).unwrap_or(0),
        unit_columns: def.columns.iter().map(|c| position(&c.unit_column)).collect(),
        row_units: vec![None; count],
        indexes: (0..count).map(|_| OnceLock::new()).collect(),
        counting: OnceLock::new(),
        columns: vec![Column::absent(0); count],
        order: Vec::new(),
        keys: Default::default(),
        numbers: RowNumbers::From(2),
        heading_number: 1,
        file: "".into(),
        sheet: None,
        present: false,
        len: 0,
        info,
        units,
        is_ledger,
        def,
    }
}

/// Reads a table from its grid. Everything wrong is found in one run; a bad cell is missing(内容有误) and
/// keeps its text.
pub(crate) fn load_table(
    mut def: TableDef,
    is_ledger: bool,
    raw: &RawTable,
    context: &Context<'_>,
    found: &mut Found,
) -> Table {
    let here = Place {
        sheet: Some(raw.sheet.clone().unwrap_or_else(|| def.heading.clone())),
        ..Place::file(&*raw.file)
    };
    let headings = headings::read(&mut def, raw, context.units, &here, found);
    let rows = body_rows(raw, &headings);
    let mut table = empty_table(def, is_ledger, context);
    table.present = true;
    table.file = raw.file.as_str().into();
    table.sheet = raw.sheet.as_deref().map(Into::into);
    table.heading_number = if raw.grid.is_empty() { 1 } else { raw.grid.number(0) };
    table.numbers = numbers(raw, &rows);
    table.len = rows.len();
    table.order = headings.order.clone();
    let read: Vec<(Column, cells::Slips)> = (0..table.def.columns.len())
        .into_par_iter()
        .map(|c| cells::read_column(&table, c, headings.at[c].as_ref(), raw, &rows))
        .collect();
    let mut slips = Vec::new();
    table.columns = Vec::with_capacity(read.len());
    for (column, slip) in read {
        table.columns.push(column);
        slips.push(slip);
    }
    cells::resolve_row_units(&mut table, context.units);
    keys::make_keys(&mut table, found);
    cells::report(&table, &slips, found);
    cells::check_required(&table, found);
    keys::check_natural_key(&table, found);
    check_row_count(&table, &here, found);
    table
}

fn check_row_count(table: &Table, here: &Place, found: &mut Found) {
    if let Some(limit) = table.def.max_rows.filter(|limit| table.len > *limit) {
        let text = Text::new("model-too-many-rows")
            .with("table", table.def.heading.as_str())
            .with("limit", limit)
            .with("count", table.len);
        found.add(Diagnostic::error(TOO_MANY_ROWS, text).at(here.clone()));
    }
}

// The rows below the headings that have anything in them; the dashes for missing are nothing, except in
// columns that are kept as they stand.
fn body_rows(raw: &RawTable, headings: &headings::Headings) -> Vec<u32> {
    let grid = &raw.grid;
    let mut kept = vec![false; (0..grid.len()).map(|row| grid.width(row)).max().unwrap_or(0)];
    headings.at.iter().flatten().filter(|h| h.unknown).for_each(|h| kept[h.grid_column] = true);
    let has_text = |row: usize| {
        (0..grid.width(row)).any(|column| {
            let text = grid.cell(row, column).0;
            if kept[column] { !text.is_empty() } else { !cell::is_blank(cell::trim(text)) }
        })
    };
    (1..grid.len()).filter(|row| has_text(*row)).map(|row| row as u32).collect()
}

fn numbers(raw: &RawTable, rows: &[u32]) -> RowNumbers {
    let number = |row: u32| raw.grid.number(row as usize);
    let first = rows.first().map_or(2, |r| number(*r));
    let contiguous = rows.iter().enumerate().all(|(i, r)| number(*r) == first.saturating_add(i as u32));
    if contiguous {
        RowNumbers::From(first)
    } else {
        RowNumbers::Each(rows.iter().map(|r| number(*r)).collect())
    }
}

fn column_units(def: &TableDef, units: &UnitTable) -> Vec<Unit> {
    let unit = |name: &Option<String>| name.as_ref().and_then(|n| units.get(n)).unwrap_or_else(Unit::plain);
    def.columns.iter().map(|c| unit(&c.unit)).collect()
}

fn info(def: &TableDef, column_units: &[Unit], context: &Context<'_>) -> RelationInfo {
    let counting_of = |id: &str| context.counting.get(id).and_then(|w| context.units.get(w));
    let position = |name: &Option<String>| name.as_ref().and_then(|n| def.position(n));
    let columns = def.columns.iter().zip(column_units).map(|(column, unit)| {
        let reference = column.reference.as_deref().unwrap_or_default();
        let ty = match column.kind {
            Kind::Int | Kind::Dec if column.unit_column.is_some() => Type::Unknown,
            Kind::Int | Kind::Dec | Kind::Money | Kind::Ratio => Type::Quantity(unit.clone()),
            Kind::Date => Type::Date,
            Kind::DateTime => Type::DateTime,
            Kind::Year => Type::Period,
            Kind::Bool => Type::Bool,
            Kind::Ref => Type::Reference(reference.into()),
            Kind::MultiRef => Type::List(Box::new(Type::Reference(reference.into()))),
            Kind::MultiEnum | Kind::Files => Type::List(Box::new(Type::Text)),
            _ => Type::Text,
        };
        ColumnInfo {
            id: column.id.as_str().into(),
            heading: column.heading.as_str().into(),
            synonyms: column.synonyms.iter().map(|s| s.as_str().into()).collect(),
            ty: if column.formula.is_some() { Type::Unknown } else { ty },
            counting: column.reference.as_deref().and_then(counting_of).map(Type::Quantity),
            allowed: column.allowed.iter().map(|a| a.as_str().into()).collect(),
        }
    });
    RelationInfo {
        id: Arc::from(def.id.as_str()),
        heading: Arc::from(def.heading.as_str()),
        columns: columns.collect(),
        counting: Type::Quantity(counting_of(&def.id).unwrap_or_else(Unit::plain)),
        key: def.position(&def.key).unwrap_or(0),
        event_date: position(&def.event_date),
        valid_from: position(&def.valid_from),
        valid_to: position(&def.valid_to),
    }
}
