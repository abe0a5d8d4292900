//! The cells of one column in their storage type.

use crate::cell::Slip;
use crate::intern::{Interner, dictionary_bytes};
use hengji_formula::{ColumnData, ColumnView, Value, day_of_number};
use hengji_num::Rational;
use jiff::civil::{Date, DateTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One bit a row, lowest bit first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits(pub(crate) Vec<u64>);

impl Bits {
    pub(crate) fn zeros(rows: usize) -> Bits {
        Bits(vec![0; rows.div_ceil(64)])
    }

    pub(crate) fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    pub(crate) fn clear(&mut self, row: usize) {
        self.0[row / 64] &= !(1 << (row % 64));
    }

    pub(crate) fn get(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|w| w.count_ones() as usize).sum()
    }
}

/// How cells are stored. Numbers are integers times `step`, which is in base units of the column's unit.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    /// The file does not have the column.
    Absent,
    Int64 {
        values: Vec<i64>,
        step: Rational,
    },
    Int128 {
        values: Vec<i128>,
        step: Rational,
    },
    Days(Vec<i32>),
    /// Seconds since 1970-01-01 00:00 as a civil time.
    Seconds(Vec<i64>),
    Years(Vec<i16>),
    /// Codes into a dictionary; for columns of several values `lists` has the parts of each text.
    Codes {
        codes: Vec<u32>,
        texts: Vec<Arc<str>>,
        lists: Option<Vec<Arc<[Value]>>>,
    },
    Bools(Vec<bool>),
    /// Computed columns.
    Values(Vec<Value>),
}

/// A column with what was wrong in it.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) store: Store,
    /// Set where a cell is there and good.
    pub(crate) valid: Bits,
    /// The texts of cells that are there and not good.
    pub(crate) bad: BTreeMap<u32, Box<str>>,
    /// The heading as it stood in the file.
    pub(crate) written: Option<Box<str>>,
    /// The size of one of the written unit in base units; 1 when there is no unit.
    pub(crate) written_scale: Rational,
    /// When one of the stored integers is 10^−n of the column's unit (of 1% for ratios): n.
    pub(crate) places: Option<u8>,
}

impl Column {
    pub(crate) fn absent(rows: usize) -> Column {
        Column {
            store: Store::Absent,
            valid: Bits::zeros(rows),
            bad: BTreeMap::new(),
            written: None,
            written_scale: Rational::ONE,
            places: None,
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.store, Store::Absent)
    }

    /// Notes the decimals that stored integers have in a unit of this size.
    pub(crate) fn note_places(&mut self, unit: &Rational) {
        let (Store::Int64 { step, .. } | Store::Int128 { step, .. }) = &self.store else { return };
        let factor = step.div(unit).unwrap_or(Rational::ONE);
        self.places = (0..=36).find(|n| factor == Rational::scaled(1, u32::from(*n)));
    }

    /// The number of a cell in base units.
    pub(crate) fn number(&self, row: usize) -> Option<Rational> {
        if !self.valid.get(row) {
            return None;
        }
        match &self.store {
            Store::Int64 { values, step } => Some(&Rational::from(values[row]) * step),
            Store::Int128 { values, step } => Some(&Rational::int(values[row]) * step),
            _ => None,
        }
    }

    pub(crate) fn text(&self, row: usize) -> Option<&Arc<str>> {
        match &self.store {
            Store::Codes { codes, texts, .. } if self.valid.get(row) => texts.get(codes[row] as usize),
            _ => None,
        }
    }

    pub(crate) fn list(&self, row: usize) -> Option<&Arc<[Value]>> {
        match &self.store {
            Store::Codes { codes, lists: Some(lists), .. } if self.valid.get(row) => {
                lists.get(codes[row] as usize)
            }
            _ => None,
        }
    }

    pub(crate) fn date(&self, row: usize) -> Option<Date> {
        match &self.store {
            Store::Days(days) if self.valid.get(row) => day_of_number(days[row]),
            Store::Seconds(_) => self.date_time(row).map(|t| t.date()),
            _ => None,
        }
    }

    pub(crate) fn date_time(&self, row: usize) -> Option<DateTime> {
        match &self.store {
            Store::Seconds(seconds) if self.valid.get(row) => date_time_of(seconds[row]),
            _ => None,
        }
    }

    pub(crate) fn year(&self, row: usize) -> Option<i16> {
        match &self.store {
            Store::Years(years) if self.valid.get(row) => Some(years[row]),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, row: usize) -> Option<bool> {
        match &self.store {
            Store::Bools(flags) if self.valid.get(row) => Some(flags[row]),
            _ => None,
        }
    }

    pub(crate) fn view(&self) -> ColumnView<'_> {
        let data = match &self.store {
            Store::Int64 { values, step } => ColumnData::Int64 { values, step },
            Store::Int128 { values, step } => ColumnData::Int128 { values, step },
            Store::Days(days) => ColumnData::Days(days),
            Store::Codes { codes, texts, lists: None } => ColumnData::Codes { codes, dictionary: texts },
            Store::Bools(flags) => ColumnData::Bools(flags),
            _ => ColumnData::Cells,
        };
        ColumnView { data, valid: Some(&self.valid.0) }
    }

    /// The bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let store = match &self.store {
            Store::Absent => 0,
            Store::Int64 { values, .. } => values.len() * 8,
            Store::Int128 { values, .. } => values.len() * 16,
            Store::Days(days) => days.len() * 4,
            Store::Seconds(seconds) => seconds.len() * 8,
            Store::Years(years) => years.len() * 2,
            Store::Codes { codes, texts, .. } => codes.len() * 4 + dictionary_bytes(texts),
            Store::Bools(flags) => flags.len(),
            Store::Values(values) => values.len() * size_of::<Value>(),
        };
        store + self.valid.0.len() * 8 + self.bad.values().map(|b| b.len() + 48).sum::<usize>()
    }
}

/// `value` × 10^−`places` without trailing zeros.
pub(crate) fn decimal_text(value: i128, places: u8) -> String {
    let (mut value, mut places) = (value, usize::from(places));
    while places > 0 && value % 10 == 0 {
        value /= 10;
        places -= 1;
    }
    let mut text = value.unsigned_abs().to_string();
    if places > 0 {
        if text.len() <= places {
            text.insert_str(0, &"0".repeat(places + 1 - text.len()));
        }
        text.insert(text.len() - places, '.');
    }
    if value < 0 {
        text.insert(0, '-');
    }
    text
}

/// Seconds since 1970 of a civil time.
pub(crate) fn seconds_of(time: DateTime) -> i64 {
    let t = time.time();
    let clock = i64::from(t.hour()) * 3600 + i64::from(t.minute()) * 60 + i64::from(t.second());
    i64::from(hengji_formula::day_number(time.date())) * 86_400 + clock
}

fn date_time_of(seconds: i64) -> Option<DateTime> {
    let day = day_of_number(i32::try_from(seconds.div_euclid(86_400)).ok()?)?;
    let clock = seconds.rem_euclid(86_400);
    Some(day.at((clock / 3600) as i8, (clock / 60 % 60) as i8, (clock % 60) as i8, 0))
}

/// Collects decimals into integers of one scale, as small as they fit.
pub(crate) struct Numbers {
    small: Vec<i64>,
    big: Vec<i128>,
    is_big: bool,
    places: u8,
}

impl Numbers {
    pub(crate) fn new(rows: usize, places: u8) -> Numbers {
        Numbers { small: Vec::with_capacity(rows), big: Vec::new(), is_big: false, places }
    }

    pub(crate) fn blank(&mut self) {
        if self.is_big { self.big.push(0) } else { self.small.push(0) }
    }

    /// Adds `digits` × 10^−`places`; a number that no common scale can hold is a slip (and a blank).
    pub(crate) fn push(&mut self, digits: i128, places: u8) -> Result<(), Slip> {
        let result = self.try_push(digits, places).ok_or(Slip::TooLarge);
        if result.is_err() {
            self.blank();
        }
        result
    }

    fn try_push(&mut self, digits: i128, places: u8) -> Option<()> {
        if places > self.places {
            self.rescale(places)?;
        }
        let value = digits.checked_mul(10_i128.checked_pow(u32::from(self.places - places))?)?;
        if !self.is_big && i64::try_from(value).is_err() {
            self.widen();
        }
        match i64::try_from(value) {
            Ok(small) if !self.is_big => self.small.push(small),
            _ => self.big.push(value),
        }
        Some(())
    }

    fn widen(&mut self) {
        self.big = self.small.drain(..).map(i128::from).collect();
        self.small = Vec::new();
        self.is_big = true;
    }

    fn rescale(&mut self, places: u8) -> Option<()> {
        let factor = 10_i128.checked_pow(u32::from(places - self.places))?;
        if !self.is_big {
            let small = i64::try_from(factor).ok();
            let fits = |v: &i64| small.is_some_and(|f| v.checked_mul(f).is_some());
            if self.small.iter().all(fits) {
                let factor = small.unwrap_or(1);
                self.small.iter_mut().for_each(|v| *v *= factor);
                self.places = places;
                return Some(());
            }
            self.widen();
        }
        if self.big.iter().any(|v| v.checked_mul(factor).is_none()) {
            return None;
        }
        self.big.iter_mut().for_each(|v| *v *= factor);
        self.places = places;
        Some(())
    }

    /// The store; `unit` is the size of one of the column's unit in base units.
    pub(crate) fn finish(self, unit: &Rational) -> Store {
        let step = unit * &Rational::scaled(1, u32::from(self.places));
        if self.is_big {
            Store::Int128 { values: self.big, step }
        } else {
            Store::Int64 { values: self.small, step }
        }
    }
}

/// Collects texts into codes.
pub(crate) struct Texts {
    pub(crate) interner: Interner,
    pub(crate) codes: Vec<u32>,
    last: u32,
}

impl Texts {
    pub(crate) fn new(rows: usize) -> Texts {
        Texts { interner: Interner::default(), codes: Vec::with_capacity(rows), last: u32::MAX }
    }

    pub(crate) fn blank(&mut self) {
        self.codes.push(0);
    }

    pub(crate) fn push(&mut self, text: &str) {
        let same = self.interner.texts.get(self.last as usize).is_some_and(|t| **t == *text);
        if !same {
            self.last = self.interner.intern(text);
        }
        self.codes.push(self.last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_share_the_finest_scale_and_grow_when_they_must() {
        let mut numbers = Numbers::new(4, 0);
        for (digits, places) in [(12, 0), (125, 2), (i128::from(i64::MAX), 0)] {
            numbers.push(digits, places).unwrap();
        }
        numbers.blank();
        let Store::Int128 { values, step } = numbers.finish(&Rational::int(10_000)) else {
            panic!("too small")
        };
        assert_eq!(values, [1200, 125, i128::from(i64::MAX) * 100, 0]);
        assert_eq!(step, Rational::int(100));
        let mut numbers = Numbers::new(2, 0);
        numbers.push(10_i128.pow(33), 0).unwrap();
        assert_eq!(numbers.push(1, 30), Err(Slip::TooLarge));
    }

    #[test]
    fn decimals_are_written_without_needless_zeros() {
        for (value, places, text) in
            [(1_234_500, 6, "1.2345"), (-5, 3, "-0.005"), (0, 4, "0"), (120, 0, "120"), (-1200, 2, "-12")]
        {
            assert_eq!(decimal_text(value, places), text);
        }
    }

    #[test]
    fn civil_times_survive_as_seconds() {
        for text in ["2022-03-05T14:30:05", "1969-12-31T23:59:59", "0001-01-01T00:00:00"] {
            let time: DateTime = text.parse().unwrap();
            assert_eq!(date_time_of(seconds_of(time)), Some(time));
        }
    }
}
