//! A table as formulas see it: which rows count, as of which day, on whose evidence.

use crate::column::{Bits, Column, Store};
use crate::intern::Interner;
use crate::scope::{Evidence, ScopeOptions, Use};
use crate::table::Table;
use hengji_diag::Place;
use hengji_formula::{ColumnData, ColumnView, Reason, ReasonKind, Relation, RelationInfo, Standing, Value};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, OnceLock};

/// The word of approval. Rows in any other state do not count (contracts §2).
const APPROVED: &str = "通过";
/// The word for data that everybody may see.
const PUBLIC: &str = "公开";

/// A table under the options of a scope.
#[derive(Debug)]
pub(crate) struct View<'m> {
    pub(crate) table: &'m Table,
    rules: Rules,
    purpose: Use,
    counting: OnceLock<Counting>,
}

#[derive(Debug)]
struct Rules {
    state: Option<usize>,
    /// The day after which events have not happened yet, with their column.
    until: Option<(usize, Date)>,
    /// The column that says whether a row is public, when only those count.
    public: Option<usize>,
    dedupe: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Counting {
    /// `None`: all rows.
    rows: Option<Vec<u32>>,
    /// Rows that say the same as an earlier one: row → that one.
    doublets: HashMap<u32, u32>,
}

impl<'m> View<'m> {
    pub(crate) fn new(table: &'m Table, options: &ScopeOptions, purpose: Use) -> View<'m> {
        let position = |name: &Option<String>| name.as_ref().and_then(|n| table.def.position(n));
        let public =
            (options.evidence == Evidence::Public).then(|| table.def.position("data_source")).flatten();
        let rules = if purpose == Use::Columns {
            Rules { state: None, until: None, public: None, dedupe: Vec::new() }
        } else {
            Rules {
                state: position(&table.def.state).filter(|c| table.has_column(*c)),
                until: options.as_of.and_then(|day| Some((position(&table.def.event_date)?, day))),
                public,
                dedupe: table.def.dedupe.iter().filter_map(|c| table.def.position(c)).collect(),
            }
        };
        View { table, rules, purpose, counting: OnceLock::new() }
    }

    fn state(&self) -> &Counting {
        let plain = self.rules.until.is_none() && self.rules.public.is_none() && self.purpose == Use::Figures;
        // Which rows count does not differ from scope to scope unless a day or the evidence is asked for.
        let slot = if plain { &self.table.counting } else { &self.counting };
        slot.get_or_init(|| self.count())
    }

    fn count(&self) -> Counting {
        let rules = &self.rules;
        let none = rules.state.is_none() && rules.until.is_none() && rules.public.is_none();
        if none && rules.dedupe.is_empty() {
            return Counting { rows: None, doublets: HashMap::new() };
        }
        let approved = rules.state.and_then(|c| code_of(&self.table.columns[c], APPROVED));
        let public = rules.public.and_then(|c| code_of(&self.table.columns[c], PUBLIC));
        let is = |column: Option<usize>, code: Option<u32>, row: usize| match column {
            None => true,
            Some(c) => has_code(&self.table.columns[c], code, row),
        };
        let counts = |row: usize| {
            is(rules.state, approved, row) && is(rules.public, public, row) && self.has_happened(row)
        };
        let mut rows: Vec<u32> = (0..self.table.len).filter(|r| counts(*r)).map(|r| r as u32).collect();
        let doublets = self.doublets(&rows);
        if !doublets.is_empty() {
            rows.retain(|row| !doublets.contains_key(row));
        }
        let all = rows.len() == self.table.len;
        Counting { rows: (!all).then_some(rows), doublets }
    }

    // An event without a date may have happened; only a date after the day leaves a row out.
    fn has_happened(&self, row: usize) -> bool {
        match self.rules.until {
            Some((column, day)) => self.table.columns[column].date(row).is_none_or(|d| d <= day),
            None => true,
        }
    }

    // Rows are told apart by codes: the codes of one column after the other are folded into one.
    fn doublets(&self, rows: &[u32]) -> HashMap<u32, u32> {
        let mut doublets = HashMap::new();
        if self.rules.dedupe.is_empty() {
            return doublets;
        }
        let mut codes = vec![0_u32; rows.len()];
        for column in &self.rules.dedupe {
            let mut pairs = Pairs::new(rows.len());
            let mut texts = Interner::default();
            for (code, row) in codes.iter_mut().zip(rows) {
                *code = pairs.code(*code, self.cell_code(*row as usize, *column, &mut texts));
            }
        }
        let mut firsts: Vec<u32> = Vec::new();
        for (code, row) in codes.into_iter().zip(rows) {
            // Codes come in order of first appearance.
            if code as usize == firsts.len() {
                firsts.push(*row);
            } else {
                doublets.insert(*row, firsts[code as usize]);
            }
        }
        doublets
    }

    // A number that equal cells of a column share. Events of one day are the same whatever the hour.
    fn cell_code(&self, row: usize, column: usize, texts: &mut Interner) -> u32 {
        let cells = &self.table.columns[column];
        match &cells.store {
            Store::Codes { codes, .. } if cells.valid.get(row) => codes[row],
            Store::Days(days) if cells.valid.get(row) => days[row].cast_unsigned(),
            Store::Seconds(seconds) if cells.valid.get(row) => {
                // The days of all civil times fit 32 bits.
                (seconds[row].div_euclid(86_400) as i32).cast_unsigned()
            }
            _ => match self.table.cell_text(row, column) {
                // Texts of bad cells and numbers count from the top, so that they meet no other code.
                Some(text) => u32::MAX - 1 - texts.intern(&text),
                None => u32::MAX,
            },
        }
    }

    fn left_out(&self, row: usize) -> Option<String> {
        let cell = |c: usize| self.table.cell_text(row, c);
        if let Some(column) = self.rules.state {
            let heading = &self.table.def.columns[column].heading;
            match cell(column) {
                Some(word) if word == APPROVED => {}
                Some(word) => return Some(format!("{heading}为“{word}”")),
                None => return Some(format!("{heading}空白")),
            }
        }
        if let Some(column) = self.rules.public {
            match cell(column) {
                Some(word) if word == PUBLIC => {}
                Some(word) => return Some(format!("数据来源为“{word}”，不是公开数据")),
                None => return Some("数据来源空白，不算公开数据".to_owned()),
            }
        }
        if let Some((column, day)) = self.rules.until.filter(|_| !self.has_happened(row)) {
            return Some(format!("{}在截止日{day}之后", self.table.def.columns[column].heading));
        }
        let first = self.state().doublets.get(&(row as u32))?;
        Some(format!("与“{}”重复", self.table.keys.text(*first as usize)))
    }
}

/// Gives each pair of codes a code, in order of first appearance.
struct Pairs {
    slots: Vec<(u64, u32)>,
    next: u32,
}

impl Pairs {
    const FREE: u32 = u32::MAX;

    fn new(count: usize) -> Pairs {
        Pairs { slots: vec![(0, Pairs::FREE); (count * 2).next_power_of_two().max(2)], next: 0 }
    }

    fn code(&mut self, a: u32, b: u32) -> u32 {
        let pair = u64::from(a) << 32 | u64::from(b);
        let mask = self.slots.len() - 1;
        let mut at = mix(pair) as usize & mask;
        loop {
            match self.slots[at] {
                (_, Pairs::FREE) => {
                    self.slots[at] = (pair, self.next);
                    self.next += 1;
                    return self.next - 1;
                }
                (there, code) if there == pair => return code,
                _ => at = (at + 1) & mask,
            }
        }
    }
}

// The finisher of splitmix64 over a seed of this process: codes of one's own cannot be made to collide.
fn mix(value: u64) -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    let mut x = value ^ *SEED.get_or_init(|| RandomState::new().hash_one(1_u8));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

// The code of a word in a column's dictionary.
fn code_of(column: &Column, word: &str) -> Option<u32> {
    match &column.store {
        Store::Codes { texts, .. } => texts.iter().position(|t| &**t == word).map(|c| c as u32),
        _ => None,
    }
}

fn has_code(column: &Column, code: Option<u32>, row: usize) -> bool {
    match (&column.store, code) {
        (Store::Codes { codes, .. }, Some(code)) => column.valid.get(row) && codes[row] == code,
        _ => false,
    }
}

impl Relation for View<'_> {
    fn info(&self) -> &RelationInfo {
        &self.table.info
    }

    fn len(&self) -> usize {
        self.table.len
    }

    fn absent(&self) -> Option<Reason> {
        let reason = |kind| Some(Reason::new(kind, self.table.def.heading.as_str()));
        if !self.table.present {
            return reason(ReasonKind::NotProvided);
        }
        // On public evidence an empty table says nothing either: nothing in it is marked public.
        if self.rules.public.is_some() && self.counting().is_some_and(<[u32]>::is_empty) {
            return reason(ReasonKind::NotPublic);
        }
        if self.rules.public.is_some() && self.table.len == 0 {
            return reason(ReasonKind::NotPublic);
        }
        None
    }

    fn counting(&self) -> Option<&[u32]> {
        self.state().rows.as_deref()
    }

    fn standing(&self, row: usize) -> Standing {
        let counts = match self.counting() {
            None => true,
            Some(rows) => rows.binary_search(&(row as u32)).is_ok(),
        };
        if counts {
            return Standing::Counts;
        }
        Standing::LeftOut(Arc::from(self.left_out(row).unwrap_or_default()))
    }

    fn column(&self, column: usize) -> ColumnView<'_> {
        static NONE: Bits = Bits(Vec::new());
        let table = self.table;
        if column == table.key {
            let data = ColumnData::Codes { codes: &table.keys.codes, dictionary: &table.keys.interner.texts };
            return ColumnView { data, valid: None };
        }
        match table.columns.get(column) {
            // A number whose unit stands in the row is only known cell by cell.
            Some(cells) if table.unit_columns[column].is_some() => {
                ColumnView { data: ColumnData::Cells, valid: Some(&cells.valid.0) }
            }
            Some(cells) => cells.view(),
            None => ColumnView { data: ColumnData::Cells, valid: Some(&NONE.0) },
        }
    }

    fn cell(&self, row: usize, column: usize) -> Value {
        self.table.value(row, column)
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.table.keys.text(row))
    }

    fn find(&self, key: &str) -> Option<usize> {
        self.table.find(key).map(|row| row.index)
    }

    fn matching(&self, column: usize, text: &str) -> Option<Cow<'_, [u32]>> {
        if column == self.table.key {
            let row: Vec<u32> = self.find(text).into_iter().map(|r| r as u32).collect();
            return Some(Cow::Owned(row));
        }
        let is_reference = self.table.def.columns.get(column)?.reference.is_some();
        // Other columns are scanned by code, which needs no index.
        is_reference.then(|| self.table.matching(column, text)).flatten().map(Cow::Borrowed)
    }

    fn place(&self, row: usize, column: usize) -> Place {
        self.table.place(row, column)
    }
}
