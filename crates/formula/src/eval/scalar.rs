//! Functions of single values.

use hengji_num::{Quantity, Rational, Rounding, Unit};
use std::sync::Arc;

use super::Eval;
use super::operators::holds;
use crate::ast::{BinaryOp, Span};
use crate::bands::Bands;
use crate::functions::Function;
use crate::scope::{Answer, HistorySource};
use crate::value::{Missing, Reason, ReasonKind, Value};

impl Eval<'_> {
    /// A function of values that has no special treatment of missing ones.
    pub(super) fn call(&self, function: Function, args: &[Value], span: Span) -> Value {
        if let Some(missing) = any_missing(args) {
            return Value::Missing(missing);
        }
        let slip = || Value::Missing(self.missing(ReasonKind::UnitSlip, span));
        match function {
            Function::Share | Function::Completion => {
                as_ratio(self.binary(BinaryOp::Div, args[0].clone(), args[1].clone(), span))
            }
            Function::Max | Function::Min => self.extreme(function, args).unwrap_or_else(slip),
            Function::Clamp => self.clamp(args).unwrap_or_else(slip),
            Function::Abs => match &args[0] {
                Value::Quantity(q) => Value::Quantity(Quantity { base: q.base.abs(), unit: q.unit.clone() }),
                _ => slip(),
            },
            Function::Round | Function::RoundUp | Function::RoundDown => {
                self.round(function, args, span).unwrap_or_else(slip)
            }
            _ => self.dates(function, args, span),
        }
    }

    fn extreme(&self, function: Function, args: &[Value]) -> Option<Value> {
        let op = if function == Function::Max { BinaryOp::Gt } else { BinaryOp::Lt };
        let mut best = args.first()?;
        for value in &args[1..] {
            if holds(op, self.order(value, best)?) {
                best = value;
            }
        }
        Some(self.shown_like(best, &args[0]))
    }

    // The result is shown in the unit of the first argument.
    fn shown_like(&self, value: &Value, first: &Value) -> Value {
        match (value, first) {
            (Value::Quantity(q), Value::Quantity(like)) => {
                Value::Quantity(Quantity { base: q.base.clone(), unit: like.unit.clone() })
            }
            _ => value.clone(),
        }
    }

    fn clamp(&self, args: &[Value]) -> Option<Value> {
        let (low, high) = (self.order(&args[0], &args[1])?, self.order(&args[0], &args[2])?);
        let value = if low.is_lt() {
            &args[1]
        } else if high.is_gt() {
            &args[2]
        } else {
            &args[0]
        };
        Some(self.shown_like(value, &args[0]))
    }

    // In the unit shown: 四舍五入(37796.377万元，2) is 37796.38万元.
    fn round(&self, function: Function, args: &[Value], span: Span) -> Option<Value> {
        let value = args[0].as_quantity()?;
        let second = args.get(1).map(|it| it.as_quantity());
        if function == Function::Round {
            let places = match second {
                None => 0,
                Some(q) => u32::try_from(q?.base.to_i128()?).ok().filter(|it| *it <= 100)?,
            };
            let rounded = value.value().round(places, Rounding::HalfUp);
            return Some(self.limited(Quantity::of(rounded, value.unit.clone()), span));
        }
        let step = match second {
            None => value.unit.scale(),
            Some(q) => q?.base.clone(),
        };
        if step.is_negative() || step.is_zero() {
            return Some(Value::Missing(self.missing(ReasonKind::ZeroDivisor, span)));
        }
        let mode = if function == Function::RoundUp { Rounding::Up } else { Rounding::Down };
        let steps = value.base.div(&step).ok()?.round(0, mode);
        Some(self.limited(Quantity { base: &steps * &step, unit: value.unit.clone() }, span))
    }

    pub(super) fn band(
        &self,
        function: Function,
        value: Value,
        table: &Result<Arc<Bands>, Missing>,
        span: Span,
    ) -> Value {
        let (q, bands) = match (&value, table) {
            (Value::Missing(a), Err(b)) => return Value::Missing(a.and(b)),
            (Value::Missing(_), _) => return value,
            (_, Err(missing)) => return Value::Missing(missing.clone()),
            (Value::Quantity(q), Ok(bands)) => (q, bands),
            _ => return Value::Missing(self.missing(ReasonKind::UnitSlip, span)),
        };
        let Some(band) = bands.find(q) else {
            return Value::Missing(self.missing(ReasonKind::NoBand, span));
        };
        match (function, &band.number) {
            (Function::Tier, _) => Value::Text(band.result.clone()),
            (_, Some(number)) => Value::Quantity(number.clone()),
            _ => Value::Missing(self.missing(ReasonKind::BadFormula, span)),
        }
    }

    // Points met over points that apply; a veto item that is not met makes it 0.
    pub(super) fn ticked(&self, name: &str) -> Value {
        let Some(list) = self.scope.checklist(name) else {
            return Value::missing(ReasonKind::NotProvided, name);
        };
        let blank = list.items.iter().filter(|it| it.answer.is_none()).map(|it| {
            let reason = Reason::new(ReasonKind::Blank, format!("{name}：{}", it.label));
            Reason { place: it.place.clone(), ..reason }
        });
        if let Some(missing) = Missing::all(blank) {
            return Value::Missing(missing);
        }
        let applying = || list.items.iter().filter(|it| it.answer != Some(Answer::NotApplicable));
        if applying().any(|it| it.veto && it.answer == Some(Answer::No)) {
            return Value::Quantity(Quantity::ratio(Rational::ZERO));
        }
        let sum = |met_only: bool| {
            applying()
                .filter(|it| !met_only || it.answer == Some(Answer::Yes))
                .fold(Rational::ZERO, |sum, it| &sum + &it.points)
        };
        match sum(true).div(&sum(false)) {
            Ok(share) => Value::Quantity(Quantity::ratio(share)),
            Err(_) => Value::missing(ReasonKind::ZeroDivisor, name),
        }
    }

    /// The value of a measure in an earlier year, and where it was found.
    pub(super) fn past(&self, slot: usize, year: i16, span: Span) -> (Value, Option<HistorySource>) {
        let name = &self.program.slots[slot].name;
        match self.scope.history(name, year) {
            Some((value, source)) => (value, Some(source)),
            None => {
                let missing = self.missing(ReasonKind::NoHistory, span);
                let subject = format!("{name}（{year}年）");
                let mut reason = missing.reasons[0].clone();
                reason.subject = subject.into();
                (Value::Missing(Missing::one(reason)), None)
            }
        }
    }

    pub(super) fn compare_past(&self, function: Function, now: Value, past: Value, span: Span) -> Value {
        match function {
            Function::YearOnYear => {
                let change = self.binary(BinaryOp::Sub, now, past.clone(), span);
                as_ratio(self.binary(BinaryOp::Div, change, past, span))
            }
            Function::Change => self.binary(BinaryOp::Sub, now, past, span),
            _ => past,
        }
    }
}

// A bare number over a bare number is a ratio, too, where a ratio was asked for.
fn as_ratio(value: Value) -> Value {
    match value {
        Value::Quantity(q) if q.unit.is_dimensionless() => {
            Value::Quantity(Quantity { base: q.base, unit: Unit::percent() })
        }
        other => other,
    }
}

/// The reasons of all missing arguments.
pub(super) fn any_missing(args: &[Value]) -> Option<Missing> {
    let mut missing: Option<Missing> = None;
    for value in args {
        if let Value::Missing(m) = value {
            missing = Some(missing.map_or_else(|| m.clone(), |it| it.and(m)));
        }
    }
    missing
}
