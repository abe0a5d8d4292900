//! The evaluator. [`Eval::eval`] gives a value; `trace` gives it with its working, by the same operations.
//!
//! Reading order: this file, [`operators`], [`scalar`], [`rows`], [`mask`], [`aggregate`], [`columns`], [`trace`].

mod aggregate;
mod calendar;
mod columns;
mod mask;
mod operators;
mod rows;
mod scalar;
mod trace;

pub(crate) use trace::not_evaluated;

use hengji_diag::Place;
use hengji_num::Quantity;
use jiff::civil::Date;
use std::cell::Cell;
use std::sync::Arc;

use crate::Budget;
use crate::ast::{BinaryOp, Span};
use crate::bands::Bands;
use crate::functions::Function;
use crate::ir::{Ir, Kind, Program, Table};
use crate::rows::{Selection, Unjudged};
use crate::scope::{Bound, Relation, Scope};
use crate::value::{Missing, Period, Reason, ReasonKind, Value};

/// One evaluation under way.
pub(crate) struct Eval<'a> {
    scope: &'a dyn Scope,
    program: &'a Program,
    relations: Vec<Option<&'a dyn Relation>>,
    slots: Vec<Option<Bound>>,
    /// Values of slots given by position instead of the scope.
    given: &'a [Value],
    /// The row at each level.
    frames: Vec<usize>,
    /// The rows of the group at hand.
    group: Option<Selection>,
    rows_left: Cell<u64>,
    bytes_left: Cell<u64>,
    /// Whether selections keep how they came about.
    keep_steps: bool,
    /// Conditions inside rows that were missing, by their place.
    unjudged: Vec<(Span, Unjudged)>,
}

impl<'a> Eval<'a> {
    pub fn new(program: &'a Program, scope: &'a dyn Scope, budget: &Budget) -> Eval<'a> {
        Eval {
            scope,
            program,
            relations: program.relations.iter().map(|it| scope.relation(it)).collect(),
            slots: vec![None; program.slots.len()],
            given: &[],
            frames: Vec::new(),
            group: None,
            rows_left: Cell::new(budget.rows),
            bytes_left: Cell::new(budget.bytes),
            keep_steps: false,
            unjudged: Vec::new(),
        }
    }

    pub fn with_row(mut self, row: usize) -> Eval<'a> {
        self.frames.push(row);
        self
    }

    pub fn with_slots(mut self, given: &'a [Value]) -> Eval<'a> {
        self.given = given;
        self
    }

    fn relation(&self, at: usize) -> Option<&'a dyn Relation> {
        self.relations.get(at).copied().flatten()
    }

    fn missing(&self, kind: ReasonKind, span: Span) -> Missing {
        let place = Place::default().span(span.start as usize, span.end as usize);
        Missing::one(Reason::new(kind, self.program.text(span)).at(place))
    }

    // Pays for row visits; too many make the value missing, with the place in the formula.
    fn charge(&self, rows: usize, span: Span) -> Result<(), Missing> {
        self.pay(&self.rows_left, rows, span)
    }

    fn pay(&self, purse: &Cell<u64>, amount: usize, span: Span) -> Result<(), Missing> {
        let left = purse.get().checked_sub(amount as u64);
        purse.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or_else(|| self.missing(ReasonKind::OverBudget, span))
    }

    // Pays for memory that lives as long as the evaluation may.
    fn charge_bytes(&self, bytes: usize, span: Span) -> Result<(), Missing> {
        self.pay(&self.bytes_left, bytes, span)
    }

    fn slot(&mut self, at: usize) -> Bound {
        if let Some(value) = self.given.get(at) {
            return Bound { value: value.clone(), working: None };
        }
        if let Some(bound) = &self.slots[at] {
            return bound.clone();
        }
        let bound = self.scope.value(&self.program.slots[at].name);
        self.slots[at] = Some(bound.clone());
        bound
    }

    fn slot_value(&mut self, at: usize) -> Value {
        match self.given.get(at) {
            Some(value) => value.clone(),
            None => self.slot(at).value,
        }
    }

    /// The value of a node.
    pub fn eval(&mut self, ir: &Ir) -> Value {
        match &ir.kind {
            Kind::Const(value) | Kind::Named(_, value) => value.clone(),
            Kind::Slot(at) => self.slot_value(*at),
            Kind::Relation(_) | Kind::Group | Kind::Filter { .. } | Kind::Select { .. } => {
                match self.selection(ir) {
                    Ok(selection) => Value::Rows(selection),
                    Err(missing) => Value::Missing(missing),
                }
            }
            Kind::Column { level, relation, column } => self.cell(*level, *relation, *column),
            Kind::Field { base, relation, column } => {
                let base = self.eval(base);
                self.field(&base, *relation, *column, ir.span).1
            }
            Kind::Aggregate { .. } => self.aggregate(ir).unwrap_or_else(Value::Missing),
            Kind::GroupBy { rows, .. } => {
                let groups = self.selection(rows).and_then(|it| self.group_by(ir, &it));
                groups.unwrap_or_else(Value::Missing)
            }
            Kind::Past { function, slot, year } => {
                let now = self.slot_value(*slot);
                let past = match self.past_year(year.as_deref()) {
                    Ok(year) => self.past(*slot, year, ir.span).0,
                    Err(missing) => Value::Missing(missing),
                };
                self.compare_past(*function, now, past, ir.span)
            }
            Kind::Ticked(name) => self.ticked(name),
            Kind::Band { function, value, table } => {
                let value = self.eval(value);
                let table = self.table(table);
                self.band(*function, value, &table, ir.span)
            }
            Kind::Call(Function::IfMissing, args) => match self.eval(&args[0]) {
                Value::Missing(_) => self.eval(&args[1]),
                value => value,
            },
            Kind::Call(Function::IsMissing, args) => Value::Bool(self.eval(&args[0]).is_missing()),
            Kind::Call(function, args) if args.len() <= 4 => {
                let mut values = [const { Value::Bool(false) }; 4];
                for (value, arg) in values.iter_mut().zip(args) {
                    *value = self.eval(arg);
                }
                self.call(*function, &values[..args.len()], ir.span)
            }
            Kind::Call(function, args) => {
                let values: Vec<Value> = args.iter().map(|it| self.eval(it)).collect();
                self.call(*function, &values, ir.span)
            }
            Kind::List(items) => Value::List(items.iter().map(|it| self.eval(it)).collect()),
            Kind::Not(inner) => {
                let inner = self.eval(inner);
                self.not(inner, ir.span)
            }
            Kind::Negate(inner) => {
                let inner = self.eval(inner);
                self.negate(inner, ir.span)
            }
            Kind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                let left = self.eval(left);
                if left == Value::Bool(*op == BinaryOp::Or) {
                    return left;
                }
                let right = self.eval(right);
                self.junction(*op, left, right, ir.span)
            }
            Kind::Binary(op, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                self.binary(*op, left, right, ir.span)
            }
            Kind::If(condition, then, other) => match self.eval(condition) {
                Value::Bool(true) => self.eval(then),
                Value::Bool(false) => self.eval(other),
                other => self.not_bool(other, ir.span),
            },
            Kind::Hole => Value::Missing(self.missing(ReasonKind::BadFormula, ir.span)),
        }
    }

    fn cell(&mut self, level: usize, relation: usize, column: usize) -> Value {
        match (self.relation(relation), self.frames.get(level)) {
            (Some(table), Some(row)) if *row < table.len() => table.cell(*row, column),
            _ => Value::missing(ReasonKind::BadFormula, ""),
        }
    }

    // The field of the row a reference leads to, with that row.
    fn field(&mut self, base: &Value, relation: usize, column: usize, span: Span) -> (Option<usize>, Value) {
        let key = match base {
            Value::Text(key) => key,
            Value::Missing(missing) => return (None, Value::Missing(missing.clone())),
            _ => return (None, Value::Missing(self.missing(ReasonKind::UnitSlip, span))),
        };
        let Some(table) = self.relation(relation) else {
            return (None, Value::Missing(self.missing(ReasonKind::BadFormula, span)));
        };
        if let Some(reason) = table.absent() {
            return (None, Value::Missing(Missing::one(reason)));
        }
        match table.find(key) {
            Some(row) => (Some(row), table.cell(row, column)),
            None => {
                let subject = format!("{}“{key}”", table.info().heading);
                (None, Value::missing(ReasonKind::Dangling, &subject))
            }
        }
    }

    // The year whose value is asked for: last year, or the one given.
    fn past_year(&mut self, year: Option<&Ir>) -> Result<i16, Missing> {
        let Some(ir) = year else { return Ok(self.scope.year().saturating_sub(1)) };
        match self.eval(ir) {
            Value::Period(period) => Ok(period.first.year()),
            Value::Quantity(q) => {
                let year = q.base.to_i128().and_then(|it| i16::try_from(it).ok());
                year.ok_or_else(|| self.missing(ReasonKind::BadDate, ir.span))
            }
            Value::Missing(missing) => Err(missing),
            _ => Err(self.missing(ReasonKind::BadDate, ir.span)),
        }
    }

    fn table(&mut self, table: &Table) -> Result<Arc<Bands>, Missing> {
        let ir = match table {
            Table::Known(bands, _) => return Ok(bands.clone()),
            Table::Given(ir) => ir,
        };
        match self.eval(ir) {
            Value::Text(text) => Bands::parse(&text, self.scope.units())
                .map(Arc::new)
                .map_err(|_| self.missing(ReasonKind::BadFormula, ir.span)),
            Value::Missing(missing) => Err(missing),
            _ => Err(self.missing(ReasonKind::BadFormula, ir.span)),
        }
    }

    /// A quantity within its limit of 512 bits, or missing(溢出).
    fn limited(&self, quantity: Quantity, span: Span) -> Value {
        match quantity.base.limited() {
            Ok(base) => Value::Quantity(Quantity { base, unit: quantity.unit }),
            Err(_) => Value::Missing(self.missing(ReasonKind::Overflow, span)),
        }
    }

    // What a value of the wrong kind becomes where yes or no is needed.
    fn not_bool(&self, value: Value, span: Span) -> Value {
        match value {
            Value::Missing(_) => value,
            _ => Value::Missing(self.missing(ReasonKind::UnitSlip, span)),
        }
    }
}

/// A day as a value of either kind of date.
pub(crate) fn day_of(value: &Value) -> Option<Date> {
    value.as_date()
}

/// A period as a value.
pub(crate) fn period_of(value: &Value) -> Option<Period> {
    match value {
        Value::Period(period) => Some(*period),
        _ => None,
    }
}
