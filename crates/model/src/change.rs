//! Changes of cells (contracts §8): the one form in which import, merge, undo, journal and pages alter a
//! dossier.

use crate::model::Model;
use crate::raw::{CellKind, Grid, RawDossier, RawLedger, RawTable};
use crate::table::Table;
use hengji_diag::Diagnostic;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A change of one cell, or the coming or going of a row (变更).
///
/// Texts are canonical ([`Table::cell_text`]): numbers in the column's unit, dates as 2022-03-05; `None` is
/// blank. A row comes by a change of its key column from nothing to the key, and goes by the reverse, after
/// its cells have been blanked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// Table or ledger id.
    pub table: String,
    /// The row's key.
    pub key: String,
    /// Column id; the heading for a column the definition does not know.
    pub column: String,
    /// What stands there.
    pub before: Option<String>,
    /// What shall stand there.
    pub after: Option<String>,
}

/// A change that does not fit, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The change.
    pub change: Change,
    /// Why it does not fit.
    pub why: Misfit,
}

/// Why a change does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// There is no such table.
    NoTable,
    /// There is no such column, or it is computed.
    NoColumn,
    /// There is no such row.
    NoRow,
    /// The row that shall come is there already, or the row that shall go still has cells.
    Row,
    /// Something else stands in the cell: the text that does.
    Cell(Option<String>),
}

impl Change {
    /// The change that undoes this one.
    pub fn invert(&self) -> Change {
        Change { before: self.after.clone(), after: self.before.clone(), ..self.clone() }
    }
}

/// The changes that undo these, in their order.
pub fn invert(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(Change::invert).collect()
}

/// The changes that lead from one model to another. Texts outside the tables (measures, narrative) are not
/// compared. Applying them to `before` gives the rows of `after`.
pub fn diff(before: &Model, after: &Model) -> Vec<Change> {
    let mut changes = Vec::new();
    let ids: BTreeSet<&str> = before.tables.iter().chain(&after.tables).map(Table::id).collect();
    for id in ids {
        diff_tables(id, before.table(id), after.table(id), &mut changes);
    }
    changes
}

fn diff_tables(id: &str, before: Option<&Table>, after: Option<&Table>, changes: &mut Vec<Change>) {
    let columns: BTreeSet<&str> =
        [before, after].into_iter().flatten().flat_map(|t| &t.def.columns).map(|c| c.id.as_str()).collect();
    let key_column = before.or(after).map_or("id", |t| t.def.key.as_str());
    let change = |key: &str, column: &str, before: Option<String>, after: Option<String>| Change {
        table: id.to_owned(),
        key: key.to_owned(),
        column: column.to_owned(),
        before,
        after,
    };
    let cell = |table: Option<&Table>, row: Option<usize>, column: &str| -> Option<String> {
        let (table, row) = (table?, row?);
        let position = table.def.columns.iter().position(|c| c.id == column && !c.is_computed())?;
        table.cell_text(row, position).map(|t| t.into_owned())
    };
    let find = |table: Option<&Table>, key: &str| table.and_then(|t| t.keys.find(key));
    let mut cells = |key: &str, a: Option<usize>, b: Option<usize>| {
        for column in columns.iter().filter(|c| **c != key_column) {
            let (old, new) = (cell(before, a, column), cell(after, b, column));
            if old != new {
                changes.push(change(key, column, old, new));
            }
        }
    };
    let mut gone = Vec::new();
    for row in before.iter().flat_map(|t| t.rows()) {
        let there = find(after, row.key());
        cells(row.key(), Some(row.index), there);
        if there.is_none() {
            gone.push(row.key().to_owned());
        }
    }
    let come: Vec<(String, usize)> = after
        .iter()
        .flat_map(|t| t.rows())
        .filter(|row| find(before, row.key()).is_none())
        .map(|row| (row.key().to_owned(), row.index))
        .collect();
    for key in gone {
        changes.push(change(&key, key_column, Some(key.clone()), None));
    }
    for (key, row) in come {
        changes.push(change(&key, key_column, None, Some(key.clone())));
        for column in columns.iter().filter(|c| **c != key_column) {
            if let Some(text) = cell(after, Some(row), column) {
                changes.push(change(&key, column, None, Some(text)));
            }
        }
    }
}

impl Model {
    /// The model with the changes made, with everything the loader finds in it; or every change that does not
    /// fit, and nothing is changed. Tables that change are rewritten in our own form (headings with their
    /// units, keys written out).
    pub fn apply(&self, changes: &[Change]) -> Result<(Model, Vec<Diagnostic>), Vec<Conflict>> {
        let mut by_table: HashMap<&str, Vec<&Change>> = HashMap::new();
        let mut conflicts = Vec::new();
        for change in changes {
            match self.table(&change.table) {
                Some(table) => by_table.entry(table.id()).or_default().push(change),
                None => conflicts.push(Conflict { change: change.clone(), why: Misfit::NoTable }),
            }
        }
        let mut grids: HashMap<&str, RawTable> = HashMap::new();
        for (id, changes) in by_table {
            let Some(table) = self.table(id) else { continue };
            match changed(table, &changes) {
                Ok(grid) => {
                    grids.insert(table.id(), grid);
                }
                Err(found) => conflicts.extend(found),
            }
        }
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let (model, found) = Model::load(self.raw_with(&mut grids));
        let last = self.last_year.clone();
        Ok((Model { last_year: last, ..model }, found))
    }

    /// The raw parts this model would be read from: every table as it stood, in file order.
    pub fn to_raw(&self) -> RawDossier {
        self.raw_with(&mut HashMap::new())
    }

    fn raw_with(&self, grids: &mut HashMap<&str, RawTable>) -> RawDossier {
        let mut grid =
            |table: &Table| grids.remove(table.id()).or_else(|| table.present.then(|| as_it_stood(table)));
        let mut tables: Vec<RawTable> =
            self.tables.iter().filter(|t| !t.is_ledger).filter_map(&mut grid).collect();
        tables.extend(self.raw.sheets.iter().cloned());
        let mut rows: HashMap<&str, Option<RawTable>> = self.ledgers().map(|t| (t.id(), grid(t))).collect();
        let id_of = |file: &str, text: &str| hengji_schema::TableDef::parse(file, text).0.map(|d| d.id);
        let ledgers = self.raw.ledgers.iter().map(|definition| RawLedger {
            rows: id_of(&definition.file, &definition.text).and_then(|id| rows.remove(id.as_str()).flatten()),
            definition: definition.clone(),
        });
        RawDossier {
            meta: self.raw.meta.clone(),
            ledgers: ledgers.collect(),
            tables,
            measures: self.raw.measures.clone(),
            checklists: self.raw.checklists.clone(),
            narrative: self
                .narrative
                .iter()
                .map(|n| crate::raw::RawText::new(n.file.clone(), n.text.clone()))
                .collect(),
            claims: self.raw.claims.clone(),
            evidence_files: self.evidence_files.clone(),
        }
    }
}

fn frame(table: &Table) -> RawTable {
    let name = table.id();
    let folder = if table.is_ledger { "ledgers" } else { "tables" };
    let file = if table.present { table.file.to_string() } else { format!("{folder}/{name}.csv") };
    RawTable {
        name: name.to_owned(),
        file,
        sheet: table.sheet.as_deref().map(str::to_owned),
        grid: Grid::new(),
    }
}

fn as_it_stood(table: &Table) -> RawTable {
    let mut raw = frame(table);
    for column in &table.order {
        raw.grid.push(&table.heading_written(*column), CellKind::Text);
    }
    raw.grid.end_row_numbered(table.heading_number);
    for row in 0..table.len {
        for column in &table.order {
            raw.grid.push(&table.cell_written(row, *column).unwrap_or_default(), CellKind::Text);
        }
        raw.grid.end_row_numbered(table.place(row, table.key).row.unwrap_or_default());
    }
    raw
}

/// The edits of one table, checked against what stands there.
struct Edits<'t> {
    table: &'t Table,
    cells: HashMap<(String, usize), Option<String>>,
    gone: HashSet<String>,
    come: Vec<String>,
}

impl Edits<'_> {
    fn current(&self, key: &str, column: usize) -> Option<String> {
        if let Some(text) = self.cells.get(&(key.to_owned(), column)) {
            return text.clone();
        }
        let row = self.table.keys.find(key)?;
        self.table.cell_text(row, column).map(|t| t.into_owned())
    }

    fn is_there(&self, key: &str) -> bool {
        let old = self.table.keys.find(key).is_some() && !self.gone.contains(key);
        old || self.come.iter().any(|k| k == key)
    }

    fn add(&mut self, change: &Change) -> Result<(), Misfit> {
        let table = self.table;
        let known = table.def.position(&change.column).filter(|c| !table.def.columns[*c].is_computed());
        let column = known.ok_or(Misfit::NoColumn)?;
        if column == table.key {
            return self.add_row(change);
        }
        if !self.is_there(&change.key) {
            return Err(Misfit::NoRow);
        }
        let current = self.current(&change.key, column);
        if current != change.before {
            return Err(Misfit::Cell(current));
        }
        self.cells.insert((change.key.clone(), column), change.after.clone());
        Ok(())
    }

    fn add_row(&mut self, change: &Change) -> Result<(), Misfit> {
        let there = self.is_there(&change.key);
        match (&change.before, &change.after) {
            (None, Some(_)) if !there => {
                if !self.gone.remove(&change.key) {
                    self.come.push(change.key.clone());
                }
                Ok(())
            }
            (Some(_), None) if there => {
                let columns = (0..self.table.columns.len()).filter(|c| *c != self.table.key);
                let mut columns = columns.filter(|c| !self.table.def.columns[*c].is_computed());
                if columns.any(|c| self.current(&change.key, c).is_some()) {
                    return Err(Misfit::Row);
                }
                self.come.retain(|k| *k != change.key);
                self.gone.insert(change.key.clone());
                Ok(())
            }
            _ => Err(Misfit::Row),
        }
    }
}

fn changed(table: &Table, changes: &[&Change]) -> Result<RawTable, Vec<Conflict>> {
    let mut edits = Edits { table, cells: HashMap::new(), gone: HashSet::new(), come: Vec::new() };
    let misfit = |c: &&Change| edits.add(c).err().map(|why| Conflict { change: (*c).clone(), why });
    let conflicts: Vec<Conflict> = changes.iter().filter_map(misfit).collect();
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let touched: HashSet<usize> = edits.cells.keys().map(|(_, c)| *c).collect();
    let columns: Vec<usize> = table
        .columns_as_written()
        .into_iter()
        .filter(|c| *c == table.key || table.has_column(*c) || touched.contains(c))
        .collect();
    let mut raw = frame(table);
    for column in &columns {
        let known =
            hengji_schema::table(table.id()).is_some_and(|d| *column < d.columns.len()) || table.is_ledger;
        let heading =
            if known { table.def.columns[*column].title().into() } else { table.heading_written(*column) };
        raw.grid.push(&heading, CellKind::Text);
    }
    raw.grid.end_row();
    let old = (0..table.len).map(|row| (table.keys.text(row).to_owned(), Some(row)));
    let rows = old.filter(|(key, _)| !edits.gone.contains(key));
    for (key, row) in rows.chain(edits.come.iter().map(|key| (key.clone(), None))) {
        for column in &columns {
            let edited = edits.cells.get(&(key.clone(), *column));
            let text = match (edited, row) {
                _ if *column == table.key => Some(key.clone()),
                (Some(text), _) => text.clone(),
                (None, Some(row)) => table.cell_text(row, *column).map(|t| t.into_owned()),
                (None, None) => None,
            };
            raw.grid.push(text.as_deref().unwrap_or_default(), CellKind::Text);
        }
        raw.grid.end_row();
    }
    Ok(raw)
}
