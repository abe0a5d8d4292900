//! Arithmetic over whole columns: `数量 × 单价`, `金额 - 退款`, `金额 × 80%` as integers of one step.

use hengji_num::Rational;

use super::Eval;
use crate::ast::BinaryOp;
use crate::ir::{Ir, Kind};
use crate::rows::RowSet;
use crate::scope::{ColumnData, Relation};
use crate::value::{Type, Value};

/// Numbers in row order: amount in base units = integer × step.
pub(super) struct Steps {
    pub values: Vec<i128>,
    pub step: Rational,
}

/// A part of an expression: a number a row, or one for all rows.
enum Part {
    Column(Steps),
    Same(Rational),
}

impl<'a> Eval<'a> {
    /// The values of an expression over rows, when it is arithmetic on integer columns without blanks among
    /// the rows. `None` leaves it to evaluation row by row, which also says what is missing.
    pub(super) fn steps(
        &mut self,
        of: &Ir,
        table: &'a dyn Relation,
        rows: &RowSet,
        level: usize,
    ) -> Option<Steps> {
        match self.part(of, table, rows, level)? {
            Part::Column(steps) => Some(steps),
            Part::Same(_) => None,
        }
    }

    fn part(&mut self, of: &Ir, table: &'a dyn Relation, rows: &RowSet, level: usize) -> Option<Part> {
        let Type::Quantity(unit) = &of.ty else { return None };
        if of.free_of(level) {
            return match self.eval(of) {
                Value::Quantity(q) if q.unit.same_dimension(unit) => Some(Part::Same(q.base)),
                _ => None,
            };
        }
        match &of.kind {
            Kind::Column { level: l, column, .. } if *l == level => {
                column_steps(table, *column, rows).map(Part::Column)
            }
            Kind::Negate(inner) => match self.part(inner, table, rows, level)? {
                Part::Column(it) => {
                    let values = it.values.into_iter().map(i128::checked_neg).collect::<Option<_>>()?;
                    Some(Part::Column(Steps { values, step: it.step }))
                }
                Part::Same(it) => Some(Part::Same(-it)),
            },
            Kind::Binary(op, a, b) => {
                let a = self.part(a, table, rows, level)?;
                let b = self.part(b, table, rows, level)?;
                combined(*op, a, b).map(Part::Column)
            }
            _ => None,
        }
    }
}

fn column_steps(table: &dyn Relation, column: usize, rows: &RowSet) -> Option<Steps> {
    let view = table.column(column);
    if view.valid.is_some() && rows.iter().any(|row| !view.is_valid(row as usize)) {
        return None;
    }
    match view.data {
        ColumnData::Int64 { values, step } => {
            let values = rows.iter().map(|row| i128::from(values[row as usize])).collect();
            Some(Steps { values, step: step.clone() })
        }
        ColumnData::Int128 { values, step } => {
            let values = rows.iter().map(|row| values[row as usize]).collect();
            Some(Steps { values, step: step.clone() })
        }
        _ => None,
    }
}

fn combined(op: BinaryOp, a: Part, b: Part) -> Option<Steps> {
    match (op, a, b) {
        (BinaryOp::Mul, Part::Column(it), Part::Same(by))
        | (BinaryOp::Mul, Part::Same(by), Part::Column(it)) => {
            Some(Steps { values: it.values, step: (&it.step * &by).limited().ok()? })
        }
        (BinaryOp::Div, Part::Column(it), Part::Same(by)) => {
            Some(Steps { values: it.values, step: it.step.div(&by).ok()?.limited().ok()? })
        }
        (BinaryOp::Mul, Part::Column(a), Part::Column(b)) => {
            let step = (&a.step * &b.step).limited().ok()?;
            pairwise(a.values, b.values, step, i128::checked_mul)
        }
        (BinaryOp::Add, Part::Column(a), Part::Column(b)) if a.step == b.step => {
            pairwise(a.values, b.values, a.step, i128::checked_add)
        }
        (BinaryOp::Sub, Part::Column(a), Part::Column(b)) if a.step == b.step => {
            pairwise(a.values, b.values, a.step, i128::checked_sub)
        }
        _ => None,
    }
}

fn pairwise(
    a: Vec<i128>,
    b: Vec<i128>,
    step: Rational,
    apply: impl Fn(i128, i128) -> Option<i128>,
) -> Option<Steps> {
    let values = a.into_iter().zip(b).map(|(a, b)| apply(a, b)).collect::<Option<_>>()?;
    Some(Steps { values, step })
}
