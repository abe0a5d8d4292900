//! Conditions over many rows at once: a mask says for each row yes, no, or not known.
//!
//! Comparisons of a column with something that is the same for all rows run on the column's integers;
//! a condition on one column of texts or days is judged once for each different one; the rest is judged row by row.

use hengji_num::{Quantity, Rational, Rounding};

use super::Eval;
use crate::ast::BinaryOp;
use crate::functions::Function;
use crate::ir::{Ir, Kind, row_bit};
use crate::rows::RowSet;
use crate::scope::{ColumnData, ColumnView, Relation};
use crate::value::{Missing, Period, ReasonKind, Type, Value};

/// The condition does not hold.
pub(super) const NO: u8 = 0;
/// The condition holds.
pub(super) const YES: u8 = 1;
/// The condition is missing.
pub(super) const UNKNOWN: u8 = 2;
// Not judged yet.
const OPEN: u8 = 3;

// Whole numbers from .0 to .1, both included; turned round when .2.
struct Range(i128, i128, bool);

impl<'a> Eval<'a> {
    /// Judges a condition for rows of a table; one entry a row, in their order.
    pub(super) fn mask(
        &mut self,
        condition: &Ir,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
    ) -> Result<Vec<u8>, Missing> {
        match &condition.kind {
            Kind::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => {
                let decided = if *op == BinaryOp::And { NO } else { YES };
                let mut first = self.mask(a, table, rows, level)?;
                self.join(&mut first, decided, b, table, rows, level)?;
                Ok(first)
            }
            Kind::Not(inner) => {
                let mut mask = self.mask(inner, table, rows, level)?;
                for it in &mut mask {
                    *it = [YES, NO, UNKNOWN][usize::from(*it)];
                }
                Ok(mask)
            }
            _ if condition.free_of(level) => {
                let value = self.eval(condition);
                Ok(vec![truth(&value); rows.len()])
            }
            _ => {
                self.charge(rows.len(), condition.span)?;
                self.judge(condition, table, rows, level)
            }
        }
    }

    // Joins a second condition, judged only where the first does not decide.
    fn join(
        &mut self,
        first: &mut [u8],
        decided: u8,
        second: &Ir,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
    ) -> Result<(), Missing> {
        let open = first.iter().filter(|it| **it != decided).count();
        let combine = |a: u8, b: u8| match (a, b) {
            (a, b) if a == decided || b == decided => decided,
            (UNKNOWN, _) | (_, UNKNOWN) => UNKNOWN,
            _ => 1 - decided,
        };
        if open == first.len() {
            let mask = self.mask(second, table, rows, level)?;
            first.iter_mut().zip(mask).for_each(|(a, b)| *a = combine(*a, b));
            return Ok(());
        }
        let some: Vec<u32> =
            rows.iter().zip(first.iter()).filter(|(_, m)| **m != decided).map(|(row, _)| row).collect();
        let mask = self.mask(second, table, &RowSet::Some(some.into()), level)?;
        let open = first.iter_mut().filter(|it| **it != decided);
        open.zip(mask).for_each(|(a, b)| *a = combine(*a, b));
        Ok(())
    }

    fn judge(
        &mut self,
        condition: &Ir,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
    ) -> Result<Vec<u8>, Missing> {
        if let Some(mask) = self.vectorised(condition, table, rows, level) {
            return Ok(mask);
        }
        if let Some(mask) = self.by_value(condition, table, rows, level) {
            return Ok(mask);
        }
        let mut mask = Vec::with_capacity(rows.len());
        for row in rows {
            let value = self.in_row(level, row as usize, condition);
            // The budget may run out inside a row; then all of it is missing, not this row alone.
            if let Value::Missing(missing) = &value
                && missing.has(ReasonKind::OverBudget)
            {
                return Err(missing.clone());
            }
            mask.push(truth(&value));
        }
        Ok(mask)
    }

    fn vectorised(
        &mut self,
        condition: &Ir,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
    ) -> Option<Vec<u8>> {
        match &condition.kind {
            Kind::Column { level: l, column, .. } if *l == level => {
                let view = table.column(*column);
                let ColumnData::Bools(values) = view.data else { return None };
                Some(fill(rows, &view, |row| u8::from(values[row])))
            }
            Kind::Call(Function::IsMissing, args) => match &args[0].kind {
                Kind::Column { level: l, column, .. } if *l == level => {
                    let view = table.column(*column);
                    if let ColumnData::Cells = view.data {
                        return None;
                    }
                    Some(each(rows, |row| u8::from(!view.is_valid(row))))
                }
                _ => None,
            },
            Kind::Binary(op, a, b) => {
                let (op, column, other) = match (&a.kind, &b.kind) {
                    (Kind::Column { level: l, column, .. }, _) if *l == level && b.free_of(level) => {
                        (*op, (*column, a), b)
                    }
                    (_, Kind::Column { level: l, column, .. })
                        if *l == level && a.free_of(level) && *op != BinaryOp::In =>
                    {
                        (turned(*op), (*column, b), a)
                    }
                    _ => return None,
                };
                let view = table.column(column.0);
                if let ColumnData::Bools(values) = view.data {
                    return self.yes_or_no(op, other, values, &view, rows);
                }
                let step = match view.data {
                    ColumnData::Int64 { step, .. } | ColumnData::Int128 { step, .. } => Some(step),
                    ColumnData::Days(_) => None,
                    _ => return None,
                };
                let value = self.eval(other);
                let range = match (&value, step) {
                    (Value::Missing(_), _) => return Some(vec![UNKNOWN; rows.len()]),
                    (Value::Quantity(q), Some(step)) => quantity_range(op, q, step, &column.1.ty)?,
                    (Value::Date(_) | Value::DateTime(_), None) => {
                        let day = i128::from(crate::day_number(value.as_date()?));
                        whole_range(op, day)?
                    }
                    (Value::Period(period), None) if op == BinaryOp::In => days_range(*period),
                    _ => return None,
                };
                Some(in_range(rows, &view, &range))
            }
            _ => None,
        }
    }

    // 列 = 是, 列 ≠ 是.
    fn yes_or_no(
        &mut self,
        op: BinaryOp,
        other: &Ir,
        values: &[bool],
        view: &ColumnView<'_>,
        rows: &RowSet,
    ) -> Option<Vec<u8>> {
        let expected = match (op, self.eval(other)) {
            (BinaryOp::Eq, Value::Bool(yes)) => yes,
            (BinaryOp::Ne, Value::Bool(yes)) => !yes,
            _ => return None,
        };
        Some(fill(rows, view, |row| u8::from(values[row] == expected)))
    }

    // A condition that depends on the row through one column of texts or days only is judged once for each
    // different text or day.
    fn by_value(
        &mut self,
        condition: &Ir,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
    ) -> Option<Vec<u8>> {
        let column = only_column(condition, level)?;
        let kinds = Kinds::of(table, column)?;
        let mut known = vec![OPEN; kinds.count];
        let mut mask = Vec::with_capacity(rows.len());
        for row in rows {
            let at = kinds.of_row(row as usize)?;
            if *known.get(at)? == OPEN {
                let value = self.in_row(level, row as usize, condition);
                if value.as_missing().is_some_and(|it| it.has(ReasonKind::OverBudget)) {
                    return None;
                }
                known[at] = truth(&value);
            }
            mask.push(known[at]);
        }
        Some(mask)
    }
}

/// The different cells of a column, numbered: texts by their codes, days from the first one, blanks last.
pub(super) struct Kinds<'a> {
    view: ColumnView<'a>,
    first: i32,
    /// How many numbers there are.
    pub count: usize,
}

// Days further apart than this are not worth a table: some 270 years.
const MAX_DAYS: usize = 100_000;

impl<'a> Kinds<'a> {
    /// For columns stored as texts or days; `None` for others.
    pub fn of(table: &'a dyn Relation, column: usize) -> Option<Kinds<'a>> {
        let view = table.column(column);
        let (first, span) = match view.data {
            ColumnData::Codes { dictionary, .. } => (0, dictionary.len()),
            ColumnData::Days(days) => {
                let there = || (0..days.len()).filter(|row| view.is_valid(*row)).map(|row| days[row]);
                let (first, last) = (there().min()?, there().max()?);
                let span = usize::try_from(i64::from(last) - i64::from(first)).ok()?;
                (first, span.checked_add(1).filter(|it| *it <= MAX_DAYS)?)
            }
            _ => return None,
        };
        Some(Kinds { view, first, count: span + 1 })
    }

    /// The number of a row's cell.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        if !self.view.is_valid(row) {
            return Some(self.count - 1);
        }
        match self.view.data {
            ColumnData::Codes { codes, .. } => codes.get(row).map(|it| *it as usize),
            ColumnData::Days(days) => days.get(row).and_then(|it| usize::try_from(it - self.first).ok()),
            _ => None,
        }
    }
}

fn truth(value: &Value) -> u8 {
    match value {
        Value::Bool(true) => YES,
        Value::Bool(false) => NO,
        _ => UNKNOWN,
    }
}

// The one column of the row that the condition reads; None for none, for two, and for inner rows of the same
// level, which cannot be told apart here.
pub(super) fn only_column(ir: &Ir, level: usize) -> Option<usize> {
    fn gather(ir: &Ir, level: usize, found: &mut Option<usize>) -> bool {
        if ir.rows & row_bit(level) == 0 {
            return true;
        }
        match &ir.kind {
            Kind::Column { level: l, column, .. } => {
                *l == level && found.is_none_or(|it| it == *column) && {
                    *found = Some(*column);
                    true
                }
            }
            Kind::Field { base, .. } => gather(base, level, found),
            Kind::Not(a) | Kind::Negate(a) => gather(a, level, found),
            Kind::Binary(_, a, b) => gather(a, level, found) && gather(b, level, found),
            Kind::List(items) | Kind::Call(_, items) => items.iter().all(|it| gather(it, level, found)),
            Kind::If(a, b, c) => [a, b, c].into_iter().all(|it| gather(it, level, found)),
            _ => false,
        }
    }
    let mut found = None;
    if gather(ir, level, &mut found) { found } else { None }
}

fn turned(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

// Which of the column's integers fulfil a comparison with a quantity; None leaves it to the slow path, which
// also says what is wrong.
fn quantity_range(op: BinaryOp, q: &Quantity, step: &Rational, ty: &Type) -> Option<Range> {
    let zero = Quantity { base: Rational::ZERO, unit: ty.unit()?.clone() };
    zero.compare(q).ok()?;
    let at = q.base.div(step).ok()?;
    if let Some(whole) = at.to_i128() {
        return whole_range(op, whole);
    }
    let (below, above) = (at.round(0, Rounding::Down).to_i128()?, at.round(0, Rounding::Up).to_i128()?);
    Some(match op {
        // No integer lies there: never, or always.
        BinaryOp::Eq => Range(1, 0, false),
        BinaryOp::Ne => Range(1, 0, true),
        BinaryOp::Lt | BinaryOp::Le => Range(i128::MIN, below, false),
        BinaryOp::Gt | BinaryOp::Ge => Range(above, i128::MAX, false),
        _ => return None,
    })
}

fn whole_range(op: BinaryOp, at: i128) -> Option<Range> {
    Some(match op {
        BinaryOp::Eq => Range(at, at, false),
        BinaryOp::Ne => Range(at, at, true),
        BinaryOp::Lt => Range(i128::MIN, at.checked_sub(1)?, false),
        BinaryOp::Le => Range(i128::MIN, at, false),
        BinaryOp::Gt => Range(at.checked_add(1)?, i128::MAX, false),
        BinaryOp::Ge => Range(at, i128::MAX, false),
        _ => return None,
    })
}

fn days_range(period: Period) -> Range {
    Range(crate::day_number(period.first).into(), crate::day_number(period.last).into(), false)
}

/// The mask of days within a period, when the column stores days.
pub(super) fn days_mask(
    table: &dyn Relation,
    column: usize,
    rows: &RowSet,
    period: Period,
) -> Option<Vec<u8>> {
    let view = table.column(column);
    matches!(view.data, ColumnData::Days(_)).then(|| in_range(rows, &view, &days_range(period)))
}

fn in_range(rows: &RowSet, view: &ColumnView<'_>, range: &Range) -> Vec<u8> {
    let &Range(low, high, turned) = range;
    match view.data {
        ColumnData::Int64 { values, .. } => {
            if low > high || low > i64::MAX.into() || high < i64::MIN.into() {
                return fill(rows, view, |_| u8::from(turned));
            }
            // Clamped to 64 bits, which the column's values do not leave.
            let low = low.max(i64::MIN.into()) as i64;
            let high = high.min(i64::MAX.into()) as i64;
            fill(rows, view, |row| u8::from((low <= values[row] && values[row] <= high) != turned))
        }
        ColumnData::Int128 { values, .. } => {
            fill(rows, view, |row| u8::from((low <= values[row] && values[row] <= high) != turned))
        }
        ColumnData::Days(values) => {
            if low > high || low > i32::MAX.into() || high < i32::MIN.into() {
                return fill(rows, view, |_| u8::from(turned));
            }
            let low = low.max(i32::MIN.into()) as i32;
            let high = high.min(i32::MAX.into()) as i32;
            fill(rows, view, |row| u8::from((low <= values[row] && values[row] <= high) != turned))
        }
        _ => vec![UNKNOWN; rows.len()],
    }
}

fn each(rows: &RowSet, judge: impl Fn(usize) -> u8) -> Vec<u8> {
    match rows {
        RowSet::All(n) => (0..*n as usize).map(judge).collect(),
        RowSet::Some(rows) => rows.iter().map(|row| judge(*row as usize)).collect(),
    }
}

// Judges cells that are there; blank ones are unknown.
fn fill(rows: &RowSet, view: &ColumnView<'_>, judge: impl Fn(usize) -> u8) -> Vec<u8> {
    if view.valid.is_none() {
        return each(rows, judge);
    }
    each(rows, |row| if view.is_valid(row) { judge(row) } else { UNKNOWN })
}
