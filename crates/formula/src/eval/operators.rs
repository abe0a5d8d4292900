//! Operators on values: arithmetic, comparison, 且 and 或.

use hengji_num::{Quantity, UnitError};
use jiff::civil::Date;
use std::cmp::Ordering;

use super::Eval;
use crate::ast::{BinaryOp, Span};
use crate::check::is_days;
use crate::value::{Missing, ReasonKind, Value};

impl Eval<'_> {
    pub(super) fn not(&self, value: Value, span: Span) -> Value {
        match value {
            Value::Bool(yes) => Value::Bool(!yes),
            other => self.not_bool(other, span),
        }
    }

    pub(super) fn negate(&self, value: Value, span: Span) -> Value {
        match value {
            Value::Quantity(q) => Value::Quantity(Quantity { base: -q.base, unit: q.unit }),
            Value::Missing(_) => value,
            _ => self.slip(span),
        }
    }

    fn slip(&self, span: Span) -> Value {
        Value::Missing(self.missing(ReasonKind::UnitSlip, span))
    }

    // 且 is 否 as soon as one side is known to be 否, whatever the other; 或 likewise with 是.
    pub(super) fn junction(&self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let decides = op == BinaryOp::Or;
        match (left, right) {
            (Value::Bool(a), Value::Bool(b)) => Value::Bool(if decides { a || b } else { a && b }),
            (Value::Bool(a), Value::Missing(_)) | (Value::Missing(_), Value::Bool(a)) if a == decides => {
                Value::Bool(decides)
            }
            (Value::Missing(a), Value::Missing(b)) => Value::Missing(a.and(&b)),
            (missing @ Value::Missing(_), _) | (_, missing @ Value::Missing(_)) => missing,
            _ => self.slip(span),
        }
    }

    pub(super) fn binary(&self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        match (left, right) {
            (Value::Missing(a), Value::Missing(b)) => Value::Missing(a.and(&b)),
            (missing @ Value::Missing(_), _) | (_, missing @ Value::Missing(_)) => missing,
            (Value::Quantity(a), Value::Quantity(b)) => self.quantities(op, &a, &b, span),
            (left, right) => match op {
                BinaryOp::Add | BinaryOp::Sub => self.date_arithmetic(op, &left, &right, span),
                BinaryOp::Mul | BinaryOp::Div => self.slip(span),
                BinaryOp::In => self.is_in(&left, &right, span),
                _ => match self.order(&left, &right) {
                    Some(order) => Value::Bool(holds(op, order)),
                    None => self.slip(span),
                },
            },
        }
    }

    fn quantities(&self, op: BinaryOp, a: &Quantity, b: &Quantity, span: Span) -> Value {
        let result = match op {
            BinaryOp::Add => a.add(b),
            BinaryOp::Sub => a.sub(b),
            BinaryOp::Mul => a.mul(b),
            BinaryOp::Div => match a.div(b) {
                Ok(Ok(q)) => Ok(q),
                Ok(Err(_)) => return Value::Missing(self.missing(ReasonKind::ZeroDivisor, span)),
                Err(error) => Err(error),
            },
            _ => return self.compare(op, a, b, span),
        };
        self.or_slip(result, span)
    }

    fn or_slip(&self, result: Result<Quantity, UnitError>, span: Span) -> Value {
        match result {
            Ok(q) => self.limited(q, span),
            Err(_) => self.slip(span),
        }
    }

    fn compare(&self, op: BinaryOp, a: &Quantity, b: &Quantity, span: Span) -> Value {
        match a.compare(b) {
            Ok(order) => Value::Bool(holds(op, order)),
            Err(_) => self.slip(span),
        }
    }

    // Date − date is days; date ± days is a date, by the working calendar for 工作日.
    fn date_arithmetic(&self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Value {
        match (op, left, right) {
            (BinaryOp::Sub, Value::Date(a), Value::Date(b)) => self.days_between(*b, *a),
            (_, Value::Date(day), Value::Quantity(q)) if is_days(&q.unit) => {
                let sign = if op == BinaryOp::Sub { -1 } else { 1 };
                self.shift_day(*day, q, sign, span)
            }
            _ => self.slip(span),
        }
    }

    pub(super) fn days_between(&self, from: Date, to: Date) -> Value {
        let days = i64::from(crate::day_number(to)) - i64::from(crate::day_number(from));
        self.count_of(days, "天")
    }

    /// A whole number of the unit with this name.
    pub(super) fn count_of(&self, count: i64, unit: &str) -> Value {
        let unit = self.scope.units().get(unit).unwrap_or_else(hengji_num::Unit::plain);
        Value::quantity(count.into(), &unit)
    }

    // How two values that are not both quantities compare; None when they do not.
    pub(super) fn order(&self, a: &Value, b: &Value) -> Option<Ordering> {
        match (a, b) {
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
            (Value::Period(a), Value::Period(b)) => Some((a.first, a.last).cmp(&(b.first, b.last))),
            (Value::Quantity(a), Value::Quantity(b)) => a.compare(b).ok(),
            // A date and a time compare by their days.
            _ => Some(a.as_date()?.cmp(&b.as_date()?)),
        }
    }

    fn is_in(&self, left: &Value, right: &Value, span: Span) -> Value {
        match (left, right) {
            (Value::Date(_) | Value::DateTime(_), Value::Period(period)) => {
                Value::Bool(left.as_date().is_some_and(|day| period.contains(day)))
            }
            (Value::Period(inner), Value::Period(outer)) => {
                Value::Bool(outer.first <= inner.first && inner.last <= outer.last)
            }
            (Value::Text(key), Value::Rows(selection)) => {
                let row = self.scope.relation(&selection.relation).and_then(|it| it.find(key));
                Value::Bool(row.is_some_and(|row| selection.rows.contains(row as u32)))
            }
            (value, Value::List(items)) => self.is_listed(value, items, span),
            _ => self.slip(span),
        }
    }

    fn is_listed(&self, value: &Value, items: &[Value], span: Span) -> Value {
        let mut missing: Option<Missing> = None;
        for item in items {
            match item {
                Value::Missing(m) => missing = Some(missing.map_or_else(|| m.clone(), |it| it.and(m))),
                _ => match self.order(value, item) {
                    Some(order) if order.is_eq() => return Value::Bool(true),
                    Some(_) => {}
                    None => return self.slip(span),
                },
            }
        }
        missing.map_or(Value::Bool(false), Value::Missing)
    }
}

/// Whether a comparison holds for an order.
pub(super) fn holds(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}
