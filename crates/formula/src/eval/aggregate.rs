//! Aggregates over rows: 计数, 合计, 平均, 最大, 中位数, 去重计数, 最早, 存在 and their like.

use hengji_num::{Quantity, Rational, Unit};
use std::collections::HashSet;

use super::Eval;
use super::mask::{NO, UNKNOWN, YES};
use crate::ast::Span;
use crate::functions::Function;
use crate::ir::{Ir, Kind};
use crate::rows::{RowSet, Selection};
use crate::scope::{ColumnData, ColumnView, Relation};
use crate::value::{Missing, Reason, ReasonKind, Type, Value};

/// Numbers of a column or of an expression, in row order.
enum Numbers {
    /// Integers of a step.
    Steps(Vec<i128>, Rational),
    /// Anything.
    Exact(Vec<Rational>),
}

impl<'a> Eval<'a> {
    pub(super) fn aggregate(&mut self, ir: &Ir) -> Result<Value, Missing> {
        let Kind::Aggregate { rows, .. } = &ir.kind else {
            return Err(self.missing(ReasonKind::BadFormula, ir.span));
        };
        let selection = self.selection(rows)?;
        self.aggregate_over(ir, &selection)
    }

    /// The aggregate over rows that are selected already.
    pub(super) fn aggregate_over(&mut self, ir: &Ir, selection: &Selection) -> Result<Value, Missing> {
        let Kind::Aggregate { function, relation, level, of, .. } = &ir.kind else {
            return Err(self.missing(ReasonKind::BadFormula, ir.span));
        };
        let table = self.table_of(*relation, ir.span)?;
        let rows = &selection.rows;
        let Some(of) = of else {
            return Ok(match function {
                Function::Exists => Value::Bool(!rows.is_empty()),
                _ => self.counted(rows.len(), &ir.ty),
            });
        };
        match function {
            Function::CountDistinct => {
                let count = self.distinct(table, rows, *level, of)?;
                Ok(self.counted(count, &ir.ty))
            }
            Function::Exists | Function::ForAll | Function::Share => {
                self.quantified(*function, table, rows, *level, of, ir.span)
            }
            Function::Earliest | Function::Latest | Function::FirstTime => {
                self.days(*function, table, rows, *level, of, ir.span)
            }
            _ => self.numeric(*function, table, rows, *level, of, ir),
        }
    }

    fn counted(&self, count: usize, ty: &Type) -> Value {
        let unit = ty.unit().cloned().unwrap_or_else(Unit::plain);
        Value::quantity(Rational::int(count as i64), &unit)
    }

    fn numeric(
        &mut self,
        function: Function,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
        of: &Ir,
        ir: &Ir,
    ) -> Result<Value, Missing> {
        let plain_unit = || ir.ty.unit().cloned().unwrap_or_else(Unit::plain);
        if rows.is_empty() {
            return match function {
                Function::Sum => Ok(Value::Quantity(Quantity { base: Rational::ZERO, unit: plain_unit() })),
                _ => Err(self.no_rows(table)),
            };
        }
        self.charge(rows.len(), of.span)?;
        if let (Kind::Column { level: l, column, .. }, Function::Sum) = (&of.kind, function)
            && *l == level
            && let Some(sum) = self.fast_sum(table, *column, rows)?
        {
            return Ok(self.limited(Quantity { base: sum, unit: plain_unit() }, ir.span));
        }
        let (numbers, unit) = self.numbers(table, rows, level, of)?;
        let unit = ir.ty.unit().cloned().or(unit).unwrap_or_else(Unit::plain);
        let base = match numbers {
            Numbers::Steps(values, step) => of_integers(function, values).map(|it| &it * &step),
            Numbers::Exact(values) => of_numbers(function, values),
        };
        let base = base.ok_or_else(|| self.missing(ReasonKind::Overflow, ir.span))?;
        Ok(self.limited(Quantity { base, unit }, ir.span))
    }

    fn no_rows(&self, table: &dyn Relation) -> Missing {
        Missing::one(Reason::new(ReasonKind::NoRows, table.info().heading.clone()))
    }

    // The sum of an integer column in one pass; None when the column is stored otherwise or overflows.
    fn fast_sum(
        &mut self,
        table: &dyn Relation,
        column: usize,
        rows: &RowSet,
    ) -> Result<Option<Rational>, Missing> {
        let view = table.column(column);
        let (sum, step) = match view.data {
            ColumnData::Int64 { values, step } => (sum_of(rows, &view, |row| i128::from(values[row])), step),
            ColumnData::Int128 { values, step } => {
                let mut sum = Some(0_i128);
                for row in rows {
                    let row = row as usize;
                    let value = if view.is_valid(row) { values[row] } else { 0 };
                    sum = sum.and_then(|it| it.checked_add(value));
                }
                let Some(sum) = sum else { return Ok(None) };
                (sum, step)
            }
            _ => return Ok(None),
        };
        match blanks(table, column, rows, &view) {
            Some(missing) => Err(missing),
            None => Ok(Some(&Rational::int(sum) * step)),
        }
    }

    fn numbers(
        &mut self,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
        of: &Ir,
    ) -> Result<(Numbers, Option<Unit>), Missing> {
        self.charge_bytes(rows.len() * 16, of.span)?;
        if let Some(steps) = self.steps(of, table, rows, level) {
            return Ok((Numbers::Steps(steps.values, steps.step), None));
        }
        self.charge_bytes(rows.len() * 48, of.span)?;
        let mut values = Vec::with_capacity(rows.len());
        let mut unit = None;
        let mut gaps = Gaps::default();
        for row in rows {
            match self.in_row(level, row as usize, of) {
                Value::Quantity(q) => {
                    values.push(q.base);
                    unit.get_or_insert(q.unit);
                }
                Value::Missing(missing) => gaps.add(missing)?,
                _ => return Err(self.missing(ReasonKind::UnitSlip, of.span)),
            }
        }
        gaps.finish()?;
        Ok((Numbers::Exact(values), unit))
    }

    // Different values; a blank makes the count missing.
    fn distinct(
        &mut self,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
        of: &Ir,
    ) -> Result<usize, Missing> {
        self.charge(rows.len(), of.span)?;
        if let Kind::Column { level: l, column, .. } = &of.kind
            && *l == level
        {
            let view = table.column(*column);
            let count = match view.data {
                ColumnData::Codes { codes, dictionary } => {
                    let mut seen = vec![false; dictionary.len()];
                    for row in rows {
                        let row = row as usize;
                        if view.is_valid(row)
                            && let Some(it) = seen.get_mut(codes[row] as usize)
                        {
                            *it = true;
                        }
                    }
                    Some(seen.into_iter().filter(|it| *it).count())
                }
                ColumnData::Int64 { values, .. } => {
                    self.charge_bytes(rows.len() * 8, of.span)?;
                    Some(rows.iter().map(|row| values[row as usize]).collect::<HashSet<_>>().len())
                }
                ColumnData::Days(values) => {
                    self.charge_bytes(rows.len() * 4, of.span)?;
                    Some(rows.iter().map(|row| values[row as usize]).collect::<HashSet<_>>().len())
                }
                _ => None,
            };
            if let Some(count) = count {
                return match blanks(table, *column, rows, &view) {
                    Some(missing) => Err(missing),
                    None => Ok(count),
                };
            }
        }
        self.charge_bytes(rows.len() * 64, of.span)?;
        let mut seen = HashSet::new();
        let mut gaps = Gaps::default();
        for row in rows {
            match self.in_row(level, row as usize, of) {
                Value::Missing(missing) => gaps.add(missing)?,
                // 1万元 and 10000元 are one amount.
                Value::Quantity(q) => {
                    seen.insert(q.base.exact_text());
                }
                other => {
                    seen.insert(crate::working::exact_one(&other));
                }
            }
        }
        gaps.finish()?;
        Ok(seen.len())
    }

    // 存在 is 是 with one row that is; 全部 is 否 with one row that is not, whatever others miss.
    fn quantified(
        &mut self,
        function: Function,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
        of: &Ir,
        span: Span,
    ) -> Result<Value, Missing> {
        let mask = self.mask(of, table, rows, level)?;
        let count = |what: u8| mask.iter().filter(|it| **it == what).count();
        match function {
            Function::Exists if count(YES) > 0 => return Ok(Value::Bool(true)),
            Function::ForAll if count(NO) > 0 => return Ok(Value::Bool(false)),
            _ => {}
        }
        if count(UNKNOWN) > 0 {
            let mut gaps = Gaps::default();
            for (row, _) in rows.iter().zip(&mask).filter(|(_, m)| **m == UNKNOWN) {
                match self.in_row(level, row as usize, of) {
                    Value::Missing(missing) => gaps.add(missing)?,
                    _ => return Err(self.missing(ReasonKind::UnitSlip, span)),
                }
                if gaps.is_full() {
                    break;
                }
            }
            gaps.finish()?;
        }
        if function == Function::Share {
            let (part, whole) = (count(YES) as i128, rows.len() as i128);
            let share = Rational::new(part, whole).map_err(|_| self.no_rows(table))?;
            return Ok(Value::Quantity(Quantity::ratio(share)));
        }
        Ok(Value::Bool(function == Function::ForAll))
    }

    fn days(
        &mut self,
        function: Function,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
        of: &Ir,
        span: Span,
    ) -> Result<Value, Missing> {
        self.charge(rows.len(), of.span)?;
        let latest = function == Function::Latest;
        let mut best: Option<Value> = None;
        let mut gaps = Gaps::default();
        let column = match &of.kind {
            Kind::Column { level: l, column, .. } if *l == level => Some(*column),
            _ => None,
        };
        if let Some(column) = column
            && let view = table.column(column)
            && let ColumnData::Days(values) = view.data
        {
            if function != Function::FirstTime
                && let Some(missing) = blanks(table, column, rows, &view)
            {
                return Err(missing);
            }
            let days = rows.iter().map(|it| it as usize).filter(|it| view.is_valid(*it)).map(|it| values[it]);
            let day = if latest { days.max() } else { days.min() };
            let day = day.ok_or_else(|| self.no_rows(table))?;
            let day = crate::day_of_number(day).map(Value::Date);
            return day.ok_or_else(|| self.missing(ReasonKind::BadDate, span));
        }
        for row in rows {
            match self.in_row(level, row as usize, of) {
                // 首次 asks when it first happened: a blank has not happened yet.
                Value::Missing(missing)
                    if function == Function::FirstTime && missing.has(ReasonKind::Blank) => {}
                Value::Missing(missing) => gaps.add(missing)?,
                value => {
                    let better = match best.as_ref().map(|it| self.order(&value, it)) {
                        None => true,
                        Some(order) => order.is_some_and(|it| if latest { it.is_gt() } else { it.is_lt() }),
                    };
                    if better {
                        best = Some(value);
                    }
                }
            }
        }
        gaps.finish()?;
        best.ok_or_else(|| self.no_rows(table))
    }
}

// 64-bit values of at most 2^32 rows fit 96 bits.
fn sum_of(rows: &RowSet, view: &ColumnView<'_>, value: impl Fn(usize) -> i128) -> i128 {
    match (rows, view.valid) {
        (RowSet::All(n), None) => (0..*n as usize).map(value).sum(),
        (RowSet::Some(rows), None) => rows.iter().map(|row| value(*row as usize)).sum(),
        _ => rows.iter().map(|it| it as usize).filter(|it| view.is_valid(*it)).map(value).sum(),
    }
}

// The blank cells of a column among the rows, as reasons; None when there are none.
fn blanks(table: &dyn Relation, column: usize, rows: &RowSet, view: &ColumnView<'_>) -> Option<Missing> {
    view.valid?;
    let mut gaps = Gaps::default();
    for row in rows.iter().map(|it| it as usize).filter(|it| !view.is_valid(*it)) {
        if gaps.is_full() {
            gaps.more += 1;
        } else if let Value::Missing(missing) = table.cell(row, column) {
            gaps.reasons.extend(missing.reasons.iter().cloned());
        }
    }
    gaps.finish().err()
}

// None: more than 512 bits on the way. There is at least one value.
fn of_numbers(function: Function, mut values: Vec<Rational>) -> Option<Rational> {
    let count = Rational::int(values.len() as i64);
    match function {
        Function::Largest => values.into_iter().max(),
        Function::Smallest => values.into_iter().min(),
        Function::Median => {
            values.sort_unstable();
            let middle = values.len() / 2;
            if values.len() % 2 == 1 {
                return values.get(middle).cloned();
            }
            sum(&values[middle - 1..=middle])?.div(&Rational::int(2)).ok()
        }
        Function::Mean => sum(&values)?.div(&count).ok(),
        _ => sum(&values),
    }
}

// The same over integers; `None` as above. There is at least one value.
fn of_integers(function: Function, mut values: Vec<i128>) -> Option<Rational> {
    let total = |values: &[i128]| values.iter().try_fold(0_i128, |sum, it| sum.checked_add(*it));
    let (whole, count) = match function {
        Function::Largest => (values.iter().max().copied(), 1),
        Function::Smallest => (values.iter().min().copied(), 1),
        Function::Median => {
            let middle = values.len() / 2;
            let even = values.len().is_multiple_of(2);
            let (below, at, _) = values.select_nth_unstable(middle);
            match below.iter().max().filter(|_| even) {
                Some(before) => (at.checked_add(*before), 2),
                None => (Some(*at), 1),
            }
        }
        Function::Mean => (total(&values), values.len()),
        _ => (total(&values), 1),
    };
    match whole {
        Some(whole) => Rational::int(whole).div(&Rational::int(count as i64)).ok(),
        // Beyond 128 bits: by rationals.
        None => of_numbers(function, values.into_iter().map(Rational::int).collect()),
    }
}

// Limited at every step: the sum of many fractions could grow without end.
fn sum(values: &[Rational]) -> Option<Rational> {
    values.iter().try_fold(Rational::ZERO, |sum, it| (&sum + it).limited().ok())
}

// Collects reasons until enough are kept; the rest is counted.
#[derive(Default)]
struct Gaps {
    reasons: Vec<Reason>,
    more: usize,
}

impl Gaps {
    fn is_full(&self) -> bool {
        self.reasons.len() >= Missing::MAX_REASONS
    }

    // A budget that ran out ends the aggregate at once.
    fn add(&mut self, missing: Missing) -> Result<(), Missing> {
        if missing.has(ReasonKind::OverBudget) {
            return Err(missing);
        }
        if self.is_full() {
            self.more += 1;
        } else {
            self.reasons.extend(missing.reasons.iter().cloned());
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Missing> {
        match Missing::all(self.reasons) {
            None => Ok(()),
            Some(missing) => Err(Missing { more: missing.more + self.more, ..missing }),
        }
    }
}
