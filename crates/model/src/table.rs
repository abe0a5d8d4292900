//! A table or ledger in memory: columns, keys, places.

use crate::column::{Bits, Column, Store, decimal_text};
use crate::intern::Interner;
use crate::row::Row;
use crate::view::Counting;
use hengji_diag::Place;
use hengji_formula::{Period, Reason, ReasonKind, RelationInfo, Type, Value};
use hengji_num::{Quantity, Rational, Unit};
use hengji_schema::{Kind, TableDef};
use jiff::civil::DateTime;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// A table or ledger with its rows (表). Columns have ids; every accessor takes the id, the heading or a
/// synonym.
#[derive(Debug)]
pub struct Table {
    pub(crate) def: TableDef,
    pub(crate) info: RelationInfo,
    /// The unit of each column, [`Unit::plain`] where there is none.
    pub(crate) units: Vec<Unit>,
    pub(crate) file: Arc<str>,
    pub(crate) sheet: Option<Arc<str>>,
    /// Whether there is a file or sheet of it.
    pub(crate) present: bool,
    pub(crate) len: usize,
    pub(crate) numbers: RowNumbers,
    /// The row number of the headings.
    pub(crate) heading_number: u32,
    pub(crate) columns: Vec<Column>,
    /// Columns in the order of the file.
    pub(crate) order: Vec<usize>,
    /// The key column; its cells are in `keys`.
    pub(crate) key: usize,
    pub(crate) keys: Keys,
    pub(crate) is_ledger: bool,
    pub(crate) indexes: Vec<OnceLock<Index>>,
    /// Which rows count when nothing special is asked for.
    pub(crate) counting: OnceLock<Counting>,
    /// A table read by column id of unit columns, resolved once: (number column → unit column).
    pub(crate) unit_columns: Vec<Option<usize>>,
    /// Units that rows name in unit columns, by dictionary code of that column.
    pub(crate) row_units: Vec<Option<Vec<Option<Unit>>>>,
}

/// The row numbers shown in places.
#[derive(Clone, Debug)]
pub(crate) enum RowNumbers {
    From(u32),
    Each(Vec<u32>),
}

/// Row keys: the text of each row's key, and the way back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) interner: Interner,
    /// The code of each row.
    pub(crate) codes: Vec<u32>,
    /// The first row of each code; `None` when row n has code n.
    pub(crate) rows: Option<Vec<u32>>,
    /// Set where the key was made on load.
    pub(crate) made: Bits,
}

impl Keys {
    pub(crate) fn text(&self, row: usize) -> &str {
        self.codes.get(row).and_then(|c| self.interner.texts.get(*c as usize)).map_or("", |t| t)
    }

    pub(crate) fn find(&self, key: &str) -> Option<usize> {
        let code = self.interner.code(key)? as usize;
        let row = match &self.rows {
            None => code,
            Some(rows) => *rows.get(code)? as usize,
        };
        // The text of a key that could not be read has a code and no row.
        (row < self.codes.len()).then_some(row)
    }
}

/// The rows of each code of a column.
#[derive(Debug)]
pub(crate) struct Index {
    interner: Interner,
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Index {
    fn of(column: &Column) -> Option<Index> {
        let Store::Codes { codes, texts, lists: None } = &column.store else { return None };
        let mut starts = vec![0_u32; texts.len() + 1];
        let valid = |row: &usize| column.valid.get(*row);
        for row in (0..codes.len()).filter(valid) {
            starts[codes[row] as usize + 1] += 1;
        }
        for code in 0..texts.len() {
            starts[code + 1] += starts[code];
        }
        let mut next = starts.clone();
        let mut rows = vec![0_u32; *starts.last().unwrap_or(&0) as usize];
        for row in (0..codes.len()).filter(valid) {
            let at = &mut next[codes[row] as usize];
            rows[*at as usize] = row as u32;
            *at += 1;
        }
        Some(Index { interner: Interner::over(texts.clone()), starts, rows })
    }

    fn rows(&self, text: &str) -> &[u32] {
        match self.interner.code(text) {
            Some(c) => &self.rows[self.starts[c as usize] as usize..self.starts[c as usize + 1] as usize],
            None => &[],
        }
    }
}

impl Table {
    /// The definition, with unknown columns of the file at the end.
    pub fn def(&self) -> &TableDef {
        &self.def
    }

    /// The id: `payments`.
    pub fn id(&self) -> &str {
        &self.def.id
    }

    /// The Chinese name: 支付.
    pub fn heading(&self) -> &str {
        &self.def.heading
    }

    /// Whether it is a ledger of the dossier.
    pub fn is_ledger(&self) -> bool {
        self.is_ledger
    }

    /// Whether there is a file or sheet of it. An absent table is missing, a present one without rows is zero.
    pub fn is_present(&self) -> bool {
        self.present
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The file it was read from, relative to the dossier; empty when absent.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The sheet it was read from, in a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// All rows, those that do not count included.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len).map(|index| Row { table: self, index })
    }

    /// A row by its number from 0.
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        (index < self.len).then_some(Row { table: self, index })
    }

    /// The row with this key (NFC, trimmed).
    pub fn find(&self, key: &str) -> Option<Row<'_>> {
        let key = crate::cell::nfc(crate::cell::trim(key));
        self.keys.find(&key).map(|index| Row { table: self, index })
    }

    /// The rows whose cell in `column` equals `text`, rising, by an index.
    pub fn rows_where(&self, column: &str, text: &str) -> impl Iterator<Item = Row<'_>> {
        let position = self.def.position(column);
        let by_key = if position == Some(self.key) { self.keys.find(text) } else { None };
        let found = position.and_then(|c| self.matching(c, text)).unwrap_or(&[]);
        found.iter().map(|r| *r as usize).chain(by_key).map(|index| Row { table: self, index })
    }

    pub(crate) fn matching(&self, column: usize, text: &str) -> Option<&[u32]> {
        let cells = self.columns.get(column)?;
        if column == self.key {
            return None;
        }
        if cells.is_absent() {
            return Some(&[]);
        }
        if !matches!(&cells.store, Store::Codes { lists: None, .. }) {
            return None;
        }
        let index = self.indexes[column].get_or_init(|| {
            Index::of(cells).unwrap_or(Index {
                interner: Interner::default(),
                starts: vec![0],
                rows: Vec::new(),
            })
        });
        Some(index.rows(text))
    }

    /// The columns as they stood in the file, then those it did not have: indexes into `def().columns`.
    pub fn columns_as_written(&self) -> Vec<usize> {
        let mut all = self.order.clone();
        all.extend((0..self.columns.len()).filter(|c| !self.order.contains(c)));
        all
    }

    /// The heading of a column as it stood in the file, else as we write it.
    pub fn heading_written(&self, column: usize) -> Cow<'_, str> {
        match &self.columns[column].written {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.def.columns[column].title()),
        }
    }

    /// Whether the file has the column.
    pub fn has_column(&self, column: usize) -> bool {
        self.columns[column].written.is_some()
    }

    /// The row number of the headings in the file.
    pub fn heading_number(&self) -> u32 {
        self.heading_number
    }

    /// The text of a cell as it is to be written: the number in the unit of the written heading, dates as
    /// 2022-03-05, a bad cell as it stood, `None` when blank. A key made on load is not written.
    pub fn cell_written(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        if column == self.key && self.keys.made.get(row) {
            // A key that could not be read stands beside the one that was made.
            return self.columns[column].bad.get(&(row as u32)).map(|t| Cow::Borrowed(&**t));
        }
        self.cell_in(row, column, Some(&self.columns[column].written_scale))
    }

    /// The canonical text of a cell: numbers in the column's unit without trailing zeros, dates as
    /// 2022-03-05, several values joined by ；, a bad cell as it stood, `None` when blank. Keys made on load
    /// are given.
    pub fn cell_text(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        self.cell_in(row, column, None)
    }

    // `scale` is the size of the unit to write in; `None` is the column's own.
    fn cell_in(&self, row: usize, column: usize, scale: Option<&Rational>) -> Option<Cow<'_, str>> {
        let cells = self.columns.get(column)?;
        if column == self.key {
            return (row < self.len).then(|| Cow::Borrowed(self.keys.text(row)));
        }
        if !cells.valid.get(row) {
            return cells.bad.get(&(row as u32)).map(|t| Cow::Borrowed(&**t));
        }
        Some(match &cells.store {
            Store::Absent => return None,
            Store::Int64 { values, step } => {
                Cow::Owned(self.number_text(i128::from(values[row]), step, column, scale))
            }
            Store::Int128 { values, step } => Cow::Owned(self.number_text(values[row], step, column, scale)),
            Store::Days(_) => Cow::Owned(cells.date(row)?.to_string()),
            Store::Seconds(_) => Cow::Owned(date_time_text(cells.date_time(row)?)),
            Store::Years(years) => Cow::Owned(years[row].to_string()),
            Store::Codes { codes, texts, .. } => Cow::Borrowed(&*texts[codes[row] as usize]),
            Store::Bools(flags) => Cow::Borrowed(if flags[row] { "是" } else { "否" }),
            Store::Values(values) => Cow::Owned(value_text(&values[row])?),
        })
    }

    fn number_text(&self, value: i128, step: &Rational, column: usize, scale: Option<&Rational>) -> String {
        let is_ratio = self.def.columns[column].kind == Kind::Ratio;
        if let (Some(places), true) = (self.columns[column].places, scale.is_none() || is_ratio) {
            let text = decimal_text(value, places);
            return if is_ratio { text + "%" } else { text };
        }
        // A ratio is written with its sign: 97%.
        let scale = match scale {
            _ if is_ratio => Rational::scaled(1, 2),
            Some(scale) => scale.clone(),
            None => self.units[column].scale(),
        };
        let factor = step.div(&scale).unwrap_or(Rational::ONE);
        let mut text = (&Rational::int(value) * &factor).exact_text();
        if text.contains('.') {
            let kept = text.trim_end_matches('0').trim_end_matches('.').len();
            text.truncate(kept);
        }
        if is_ratio {
            text.push('%');
        }
        text
    }

    /// The value of a cell: missing(空白) or missing(内容有误) with its place when it is not there.
    pub fn value(&self, row: usize, column: usize) -> Value {
        let Some(cells) = self.columns.get(column) else {
            return Value::missing(ReasonKind::Blank, "");
        };
        if column == self.key {
            return Value::Text(self.keys.interner.texts[self.keys.codes[row] as usize].clone());
        }
        if let Store::Values(values) = &cells.store {
            return values[row].clone();
        }
        if !cells.valid.get(row) {
            return self.missing(row, column);
        }
        let value = match &cells.store {
            Store::Absent => None,
            Store::Int64 { .. } | Store::Int128 { .. } => self.quantity(row, column).map(Value::Quantity),
            Store::Days(_) => cells.date(row).map(Value::Date),
            Store::Seconds(_) => cells.date_time(row).map(Value::DateTime),
            Store::Years(years) => Period::year(years[row]).map(Value::Period),
            Store::Codes { lists: Some(_), .. } => cells.list(row).map(|l| Value::List(l.clone())),
            Store::Codes { .. } => cells.text(row).map(|t| Value::Text(t.clone())),
            Store::Bools(flags) => Some(Value::Bool(flags[row])),
            Store::Values(_) => None,
        };
        value.unwrap_or_else(|| self.missing(row, column))
    }

    fn missing(&self, row: usize, column: usize) -> Value {
        let bad = self.columns[column].bad.contains_key(&(row as u32));
        let kind = if bad { ReasonKind::BadCell } else { ReasonKind::Blank };
        let reason = Reason::new(kind, self.def.columns[column].heading.as_str()).at(self.place(row, column));
        Value::Missing(hengji_formula::Missing::one(reason))
    }

    pub(crate) fn quantity(&self, row: usize, column: usize) -> Option<Quantity> {
        let base = self.columns.get(column)?.number(row)?;
        let Some(unit_column) = self.unit_columns[column] else {
            return Some(Quantity { base, unit: self.units[column].clone() });
        };
        // The row names the unit; without one the number is bare.
        let unit = match (&self.columns[unit_column].store, &self.row_units[unit_column]) {
            (Store::Codes { codes, .. }, Some(units)) if self.columns[unit_column].valid.get(row) => {
                units.get(codes[row] as usize).cloned().flatten().unwrap_or_else(Unit::plain)
            }
            _ => Unit::plain(),
        };
        Some(Quantity::of(base, unit))
    }

    /// Where a cell stands.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let number = match &self.numbers {
            RowNumbers::From(first) => first.saturating_add(row as u32),
            RowNumbers::Each(numbers) => numbers.get(row).copied().unwrap_or(0),
        };
        let heading = self.columns.get(column).map_or(Cow::Borrowed(""), |_| self.heading_written(column));
        let mut place = Place::file(&*self.file);
        place.sheet = Some(self.sheet.as_deref().unwrap_or(&self.def.heading).to_owned());
        place.row = Some(number);
        place.column = Some(heading.into_owned());
        place
    }

    pub(crate) fn set_computed(&mut self, column: usize, ty: Type, values: Vec<Value>) {
        let mut valid = Bits::zeros(self.len);
        (0..values.len()).filter(|row| !values[*row].is_missing()).for_each(|row| valid.set(row));
        self.columns[column].store = Store::Values(values);
        self.columns[column].valid = valid;
        self.columns[column].bad.clear();
        self.info.columns[column].ty = ty;
    }

    /// The bytes its cells, keys and indexes take.
    pub fn bytes(&self) -> usize {
        let columns: usize = self.columns.iter().map(Column::bytes).sum();
        columns + self.keys.interner.bytes() + self.keys.codes.len() * 4 + self.keys.made.0.len() * 8
    }
}

fn date_time_text(time: DateTime) -> String {
    let (day, t) = (time.date(), time.time());
    if t.second() == 0 {
        format!("{day} {:02}:{:02}", t.hour(), t.minute())
    } else {
        format!("{day} {:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())
    }
}

fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Missing(_) => None,
        value => {
            let (text, unit) = hengji_formula::working::exact_parts(value);
            Some(text + &unit)
        }
    }
}
