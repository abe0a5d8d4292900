//! A scope held in memory, for tests, examples of rule books and pages of documentation.

use hengji_diag::Place;
use hengji_num::{Quantity, Rational, UnitTable};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::scope::{
    Bound, Checklist, ColumnData, ColumnInfo, ColumnView, HistorySource, NameKind, Named, Relation,
    RelationInfo, Scope, Standing,
};
use crate::value::{Reason, ReasonKind, Type, Value};

/// A scope with tables, values and a past, all given.
pub struct MemoryScope {
    units: UnitTable,
    year: i16,
    today: Date,
    as_of: Date,
    tables: Vec<MemoryTable>,
    values: HashMap<Arc<str>, (Named, Bound)>,
    history: HashMap<(Arc<str>, i16), (Value, HistorySource)>,
    checklists: HashMap<Arc<str>, Checklist>,
    workdays: Option<fn(Date) -> Option<bool>>,
}

impl MemoryScope {
    /// An empty scope of a year; today is the first day of the next March, the cut-off the year's last day.
    pub fn new(units: UnitTable, year: i16) -> MemoryScope {
        MemoryScope {
            units,
            year,
            today: Date::new(year + 1, 3, 1).unwrap_or(Date::MAX),
            as_of: Date::new(year, 12, 31).unwrap_or(Date::MAX),
            tables: Vec::new(),
            values: HashMap::new(),
            history: HashMap::new(),
            checklists: HashMap::new(),
            workdays: None,
        }
    }

    /// Adds a table.
    pub fn add_table(&mut self, table: MemoryTable) {
        self.tables.push(table);
    }

    /// Adds a value under a name; its type follows from it.
    pub fn set(&mut self, name: &str, kind: NameKind, value: Value) {
        let named = Named { kind, ty: Type::of(&value) };
        self.values.insert(name.into(), (named, Bound { value, working: None }));
    }

    /// Adds a past value of a measure.
    pub fn set_history(&mut self, measure: &str, year: i16, value: Value, source: HistorySource) {
        self.history.insert((measure.into(), year), (value, source));
    }

    /// Adds a checklist.
    pub fn add_checklist(&mut self, name: &str, list: Checklist) {
        self.checklists.insert(name.into(), list);
    }

    /// Sets the working calendar.
    pub fn set_workdays(&mut self, calendar: fn(Date) -> Option<bool>) {
        self.workdays = Some(calendar);
    }

    /// Makes every table give its cells one by one, or by columns again: the values must not differ.
    pub fn set_slow(&mut self, slow: bool) {
        self.tables.iter_mut().for_each(|it| it.slow = slow);
    }
}

impl Scope for MemoryScope {
    fn named(&self, name: &str) -> Option<Named> {
        if let Some((named, _)) = self.values.get(name) {
            return Some(named.clone());
        }
        if self.checklists.contains_key(name) {
            return Some(Named { kind: NameKind::Checklist, ty: Type::Checklist });
        }
        let table = self.tables.iter().find(|it| &*it.info.heading == name || &*it.info.id == name)?;
        Some(Named { kind: NameKind::Relation, ty: Type::Rows(table.info.id.clone()) })
    }

    fn value(&self, name: &str) -> Bound {
        match self.values.get(name) {
            Some((_, bound)) => bound.clone(),
            None => Bound { value: Value::missing(ReasonKind::NotProvided, name), working: None },
        }
    }

    fn relation(&self, id: &str) -> Option<&dyn Relation> {
        self.tables.iter().find(|it| &*it.info.id == id).map(|it| it as &dyn Relation)
    }

    fn units(&self) -> &UnitTable {
        &self.units
    }

    fn names(&self) -> Vec<String> {
        let values = self.values.keys().chain(self.checklists.keys()).map(ToString::to_string);
        let mut all: Vec<String> =
            values.chain(self.tables.iter().map(|it| it.info.heading.to_string())).collect();
        all.sort();
        all
    }

    fn year(&self) -> i16 {
        self.year
    }

    fn today(&self) -> Date {
        self.today
    }

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn history(&self, measure: &str, year: i16) -> Option<(Value, HistorySource)> {
        self.history.get(&(Arc::from(measure), year)).cloned()
    }

    fn checklist(&self, name: &str) -> Option<Checklist> {
        self.checklists.get(name).cloned()
    }

    fn workday(&self, day: Date) -> Option<bool> {
        self.workdays.and_then(|it| it(day))
    }
}

/// A table held in memory.
pub struct MemoryTable {
    info: RelationInfo,
    absent: Option<Reason>,
    length: usize,
    columns: Vec<Stored>,
    valid: Vec<Option<Vec<u64>>>,
    counting: Option<Vec<u32>>,
    keys: HashMap<String, usize>,
    index: HashMap<usize, HashMap<String, Vec<u32>>>,
    slow: bool,
}

enum Stored {
    Ints(Vec<i64>, Rational),
    Days(Vec<i32>),
    Codes(Vec<u32>, Vec<Arc<str>>),
    Bools(Vec<bool>),
    Cells(Vec<Value>),
}

impl MemoryTable {
    /// A table from its description and rows of values; a missing value is a blank. `counts` says which rows
    /// count, all when `None`. Columns of references get an index.
    pub fn new(info: RelationInfo, rows: &[Vec<Value>], counts: Option<&[bool]>) -> MemoryTable {
        let cell = |row: usize, column: usize| {
            rows[row].get(column).cloned().unwrap_or_else(|| Value::missing(ReasonKind::Blank, ""))
        };
        let mut columns = Vec::new();
        let mut valid = Vec::new();
        for (at, column) in info.columns.iter().enumerate() {
            let cells: Vec<Value> = (0..rows.len()).map(|row| cell(row, at)).collect();
            valid.push(validity(&cells));
            columns.push(store(column, cells));
        }
        let counting = counts.map(|it| (0..).zip(it).filter(|(_, c)| **c).map(|(row, _)| row).collect());
        let mut table = MemoryTable {
            info,
            absent: None,
            length: rows.len(),
            columns,
            valid,
            counting,
            keys: HashMap::new(),
            index: HashMap::new(),
            slow: false,
        };
        table.build_index();
        table
    }

    /// A table that was not handed in.
    pub fn absent(info: RelationInfo) -> MemoryTable {
        let reason = Reason::new(ReasonKind::NotProvided, info.heading.clone());
        MemoryTable { absent: Some(reason), ..MemoryTable::new(info, &[], None) }
    }

    fn build_index(&mut self) {
        for row in 0..self.length {
            let key = self.key(row).into_owned();
            self.keys.entry(key).or_insert(row);
        }
        for at in 0..self.columns.len() {
            let Stored::Codes(codes, texts) = &self.columns[at] else { continue };
            if !matches!(self.info.columns[at].ty, Type::Reference(_)) {
                continue;
            }
            let mut rows: HashMap<String, Vec<u32>> = HashMap::new();
            for (row, code) in (0..).zip(codes) {
                if self.is_there(row as usize, at) {
                    rows.entry(texts[*code as usize].to_string()).or_default().push(row);
                }
            }
            self.index.insert(at, rows);
        }
    }

    fn is_there(&self, row: usize, column: usize) -> bool {
        self.valid[column].as_ref().is_none_or(|bits| bits[row / 64] >> (row % 64) & 1 == 1)
    }
}

fn validity(cells: &[Value]) -> Option<Vec<u64>> {
    if !cells.iter().any(Value::is_missing) {
        return None;
    }
    let mut bits = vec![0; cells.len().div_ceil(64)];
    for (row, cell) in cells.iter().enumerate() {
        if !cell.is_missing() {
            bits[row / 64] |= 1 << (row % 64);
        }
    }
    Some(bits)
}

// By columns where every cell fits the type, else cell by cell.
fn store(column: &ColumnInfo, cells: Vec<Value>) -> Stored {
    let by = |f: &dyn Fn(&Value) -> Option<i64>| -> Option<Vec<i64>> {
        cells.iter().map(|it| if it.is_missing() { Some(0) } else { f(it) }).collect()
    };
    match &column.ty {
        Type::Quantity(_) => {
            // Millionths of the base unit: finer than 分, and than a hundredth of a per cent.
            let step = Rational::scaled(1, 6);
            let whole = |it: &Value| i64::try_from(it.as_quantity()?.base.div(&step).ok()?.to_i128()?).ok();
            match by(&whole) {
                Some(values) => Stored::Ints(values, step),
                None => Stored::Cells(cells),
            }
        }
        Type::Date => {
            let day = |it: &Value| Some(i64::from(crate::day_number(it.as_date()?)));
            match by(&day) {
                Some(days) => Stored::Days(days.into_iter().map(|it| it as i32).collect()),
                None => Stored::Cells(cells),
            }
        }
        Type::Bool => match by(&|it| it.as_bool().map(i64::from)) {
            Some(values) => Stored::Bools(values.into_iter().map(|it| it == 1).collect()),
            None => Stored::Cells(cells),
        },
        Type::Text | Type::Reference(_) => {
            let mut texts: Vec<Arc<str>> = vec!["".into()];
            let mut known: HashMap<Arc<str>, u32> = HashMap::new();
            let codes = cells.iter().map(|it| {
                let Some(text) = it.as_text() else { return 0 };
                *known.entry(text.into()).or_insert_with(|| {
                    texts.push(text.into());
                    texts.len() as u32 - 1
                })
            });
            let codes = codes.collect();
            Stored::Codes(codes, texts)
        }
        _ => Stored::Cells(cells),
    }
}

impl Relation for MemoryTable {
    fn info(&self) -> &RelationInfo {
        &self.info
    }

    fn len(&self) -> usize {
        self.length
    }

    fn absent(&self) -> Option<Reason> {
        self.absent.clone()
    }

    fn counting(&self) -> Option<&[u32]> {
        self.counting.as_deref()
    }

    fn standing(&self, row: usize) -> Standing {
        match &self.counting {
            Some(rows) if rows.binary_search(&(row as u32)).is_err() => {
                Standing::LeftOut("审核状态不是“通过”".into())
            }
            _ => Standing::Counts,
        }
    }

    fn column(&self, column: usize) -> ColumnView<'_> {
        let data = match &self.columns[column] {
            _ if self.slow => ColumnData::Cells,
            Stored::Ints(values, step) => ColumnData::Int64 { values, step },
            Stored::Days(days) => ColumnData::Days(days),
            Stored::Codes(codes, dictionary) => ColumnData::Codes { codes, dictionary },
            Stored::Bools(values) => ColumnData::Bools(values),
            Stored::Cells(_) => ColumnData::Cells,
        };
        ColumnView { data, valid: self.valid[column].as_deref() }
    }

    fn cell(&self, row: usize, column: usize) -> Value {
        let info = &self.info.columns[column];
        if !self.is_there(row, column) {
            let reason = Reason::new(ReasonKind::Blank, info.heading.clone()).at(self.place(row, column));
            return Value::Missing(crate::Missing::one(reason));
        }
        match (&self.columns[column], &info.ty) {
            (Stored::Ints(values, step), Type::Quantity(unit)) => {
                let base = &Rational::from(values[row]) * step;
                Value::Quantity(Quantity { base, unit: unit.clone() })
            }
            (Stored::Days(days), _) => crate::day_of_number(days[row])
                .map_or_else(|| Value::missing(ReasonKind::BadCell, &info.heading), Value::Date),
            (Stored::Codes(codes, texts), _) => Value::Text(texts[codes[row] as usize].clone()),
            (Stored::Bools(values), _) => Value::Bool(values[row]),
            (Stored::Cells(cells), _) => cells[row].clone(),
            _ => Value::missing(ReasonKind::BadCell, &info.heading),
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        match self.cell(row, self.info.key) {
            Value::Text(key) => Cow::Owned(key.to_string()),
            _ => Cow::Owned(format!("r{row}")),
        }
    }

    fn find(&self, key: &str) -> Option<usize> {
        self.keys.get(key).copied()
    }

    fn matching(&self, column: usize, text: &str) -> Option<Cow<'_, [u32]>> {
        if self.slow {
            return None;
        }
        let rows = self.index.get(&column)?.get(text);
        Some(rows.map_or(Cow::Borrowed(&[]), |it| Cow::Borrowed(it.as_slice())))
    }

    fn place(&self, row: usize, column: usize) -> Place {
        // The heading row is row 1.
        Place::default().at_cell(&self.info.heading, row + 2, &self.info.columns[column].heading)
    }
}
