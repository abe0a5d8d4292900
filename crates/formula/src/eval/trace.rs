//! Evaluation with its working. Every node's value comes from the same operations as without one.

use std::sync::Arc;

use super::Eval;
use super::scalar::any_missing;
use crate::ast::BinaryOp;
use crate::functions::Function;
use crate::ir::{Ir, Kind, Table};
use crate::rows::{Selection, Unjudged};
use crate::scope::NameKind;
use crate::show::shown;
use crate::value::{Missing, Value};
use crate::working::{Op, Origin, RowsUsed, Working};

impl<'a> Eval<'a> {
    /// The value of a node with its working.
    pub fn trace(&mut self, ir: &Ir) -> Arc<Working> {
        match &ir.kind {
            Kind::Const(value) => self.leaf(ir, value.clone(), Origin::Literal, Vec::new()),
            Kind::Named(name, value) => {
                let from = Origin::Name { kind: NameKind::Constant, name: name.clone() };
                self.leaf(ir, value.clone(), from, Vec::new())
            }
            Kind::Slot(at) => self.trace_slot(ir, *at),
            Kind::Relation(_) | Kind::Group | Kind::Filter { .. } | Kind::Select { .. } => {
                self.trace_rows(ir, &[]).0
            }
            Kind::Column { level, relation, column } => {
                let value = self.eval(ir);
                let row = self.frames.get(*level).copied();
                let from = self.cell_origin(*relation, row, *column);
                self.leaf(ir, value, from, Vec::new())
            }
            Kind::Field { base, relation, column } => {
                let base = self.eval(base);
                let (row, value) = self.field(&base, *relation, *column, ir.span);
                let from = self.cell_origin(*relation, row, *column);
                self.leaf(ir, value, from, Vec::new())
            }
            Kind::Aggregate { function, .. } => self.trace_aggregate(ir, *function),
            Kind::GroupBy { .. } => self.trace_groups(ir),
            Kind::Past { .. } => self.trace_past(ir),
            Kind::Ticked(name) => {
                let value = self.ticked(name);
                let from = Origin::Name { kind: NameKind::Checklist, name: name.clone() };
                self.leaf(ir, value, from, Vec::new())
            }
            Kind::Band { function, value, table } => self.trace_band(ir, *function, value, table),
            Kind::Call(function, args) => self.trace_call(ir, *function, args),
            Kind::List(items) => {
                let inputs: Vec<_> = items.iter().map(|it| self.trace(it)).collect();
                let value = Value::List(inputs.iter().map(|it| it.value.clone()).collect());
                self.node(Op::Call, ir, value, Origin::Function("列表".into()), inputs)
            }
            Kind::Not(inner) => {
                let inner = self.trace(inner);
                let value = self.not(inner.value.clone(), ir.span);
                self.node(Op::Call, ir, value, Origin::Function("非".into()), vec![inner])
            }
            Kind::Negate(inner) => {
                let inner = self.trace(inner);
                let value = self.negate(inner.value.clone(), ir.span);
                self.node(Op::Call, ir, value, Origin::Function("-".into()), vec![inner])
            }
            Kind::Binary(op, left, right) => self.trace_binary(ir, *op, left, right),
            Kind::If(condition, then, other) => {
                let condition = self.trace(condition);
                let branch = match &condition.value {
                    Value::Bool(true) => self.trace(then),
                    Value::Bool(false) => self.trace(other),
                    value => {
                        let value = self.not_bool(value.clone(), ir.span);
                        return self.node(
                            Op::If,
                            ir,
                            value,
                            Origin::Function("如果".into()),
                            vec![condition],
                        );
                    }
                };
                let value = branch.value.clone();
                self.node(Op::If, ir, value, Origin::Function("如果".into()), vec![condition, branch])
            }
            Kind::Hole => {
                let value = self.eval(ir);
                self.node(Op::Missing, ir, value, Origin::Literal, Vec::new())
            }
        }
    }

    fn node(&self, op: Op, ir: &Ir, value: Value, from: Origin, inputs: Vec<Arc<Working>>) -> Arc<Working> {
        // A value is missing by itself when none of its operands is.
        let own = value.is_missing() && !inputs.iter().any(|it| it.value.is_missing());
        let op = if own { Op::Missing } else { op };
        let shown = shown(&value).into();
        Arc::new(Working { op, src: self.program.text(ir.span), value, shown, inputs, from })
    }

    fn leaf(&self, ir: &Ir, value: Value, from: Origin, inputs: Vec<Arc<Working>>) -> Arc<Working> {
        self.node(Op::Leaf, ir, value, from, inputs)
    }

    fn cell_origin(&self, relation: usize, row: Option<usize>, column: usize) -> Origin {
        match (self.relation(relation), row) {
            (Some(table), Some(row)) => Origin::Cell {
                relation: table.info().id.clone(),
                key: table.key(row).as_ref().into(),
                column: table.info().columns[column].id.clone(),
            },
            _ => Origin::Literal,
        }
    }

    fn trace_slot(&mut self, ir: &Ir, at: usize) -> Arc<Working> {
        let bound = self.slot(at);
        let slot = &self.program.slots[at];
        let from = Origin::Name { kind: slot.kind, name: slot.name.clone() };
        self.leaf(ir, bound.value, from, bound.working.into_iter().collect())
    }

    // Rows with how they were selected; `also` is read of each row by an aggregate.
    fn trace_rows(&mut self, ir: &Ir, also: &[&Ir]) -> (Arc<Working>, Option<Selection>) {
        let keep_steps = std::mem::replace(&mut self.keep_steps, true);
        let result = self.selection(ir);
        self.keep_steps = keep_steps;
        let selection = match result {
            Ok(selection) => selection,
            Err(missing) => {
                let value = Value::Missing(missing);
                return (self.node(Op::Rows, ir, value, Origin::Literal, Vec::new()), None);
            }
        };
        let from = match self.scope.relation(&selection.relation) {
            Some(table) => Origin::Rows(RowsUsed {
                heading: table.info().heading.clone(),
                columns: self.columns_read(ir, also, &selection.relation),
                total: table.len(),
                selection: selection.clone(),
                inner: self.take_unjudged(),
            }),
            None => Origin::Literal,
        };
        let working = self.node(Op::Rows, ir, Value::Rows(selection.clone()), from, Vec::new());
        (working, Some(selection))
    }

    // Ids of the columns of a table that the nodes read.
    fn columns_read(&self, ir: &Ir, also: &[&Ir], relation: &str) -> Vec<Arc<str>> {
        let mut found: Vec<usize> = Vec::new();
        let mut take = |of: usize, column: usize| {
            let same = self.program.relations.get(of).is_some_and(|it| &**it == relation);
            if same && !found.contains(&column) {
                found.push(column);
            }
        };
        for root in also.iter().copied().chain([ir]) {
            root.walk(&mut |it| match &it.kind {
                Kind::Column { relation, column, .. } | Kind::Field { relation, column, .. } => {
                    take(*relation, *column);
                }
                _ => {}
            });
        }
        let Some(table) = self.scope.relation(relation) else { return Vec::new() };
        let info = table.info();
        root_dates(ir, &mut |function| {
            let columns = match function {
                Function::ValidOn => [info.valid_from, info.valid_to],
                _ => [info.event_date, None],
            };
            for column in columns.into_iter().flatten() {
                if !found.contains(&column) {
                    found.push(column);
                }
            }
        });
        found.sort_unstable();
        found.into_iter().filter_map(|it| info.columns.get(it)).map(|it| it.id.clone()).collect()
    }

    fn trace_aggregate(&mut self, ir: &Ir, function: Function) -> Arc<Working> {
        let Kind::Aggregate { rows, of, .. } = &ir.kind else { return self.hole(ir) };
        let also: Vec<&Ir> = of.iter().map(|it| &**it).collect();
        let (mut rows_working, selection) = self.trace_rows(rows, &also);
        let value = match &selection {
            Some(selection) => self.aggregate_over(ir, selection).unwrap_or_else(Value::Missing),
            None => rows_working.value.clone(),
        };
        self.add_unjudged(&mut rows_working);
        self.node(Op::Call, ir, value, Origin::Function(function.name().into()), vec![rows_working])
    }

    fn take_unjudged(&mut self) -> Arc<[Unjudged]> {
        std::mem::take(&mut self.unjudged).into_iter().map(|it| it.1).collect()
    }

    // What filters inside the rows could not judge stands with the rows.
    fn add_unjudged(&mut self, rows: &mut Arc<Working>) {
        let more = self.take_unjudged();
        if more.is_empty() {
            return;
        }
        if let Origin::Rows(used) = &mut Arc::make_mut(rows).from {
            used.inner = used.inner.iter().chain(more.iter()).cloned().collect();
        }
    }

    fn hole(&self, ir: &Ir) -> Arc<Working> {
        let value = Value::Missing(self.missing(crate::ReasonKind::BadFormula, ir.span));
        self.node(Op::Missing, ir, value, Origin::Literal, Vec::new())
    }

    fn trace_groups(&mut self, ir: &Ir) -> Arc<Working> {
        let Kind::GroupBy { rows, key, each, .. } = &ir.kind else { return self.hole(ir) };
        let (mut rows_working, selection) = self.trace_rows(rows, &[key, each]);
        let value = match selection {
            Some(selection) => self.group_by(ir, &selection).unwrap_or_else(Value::Missing),
            None => rows_working.value.clone(),
        };
        self.add_unjudged(&mut rows_working);
        self.node(Op::Call, ir, value, Origin::Function("分组".into()), vec![rows_working])
    }

    fn trace_past(&mut self, ir: &Ir) -> Arc<Working> {
        let Kind::Past { function, slot, year } = &ir.kind else { return self.hole(ir) };
        let year = match self.past_year(year.as_deref()) {
            Ok(year) => year,
            Err(missing) => {
                let from = Origin::Function(function.name().into());
                return self.node(Op::Call, ir, Value::Missing(missing), from, Vec::new());
            }
        };
        let (past, source) = self.past(*slot, year, ir.span);
        let name = self.program.slots[*slot].name.clone();
        let from = match source {
            Some(source) => Origin::History { measure: name.clone(), year, source },
            None => Origin::Literal,
        };
        let src: Arc<str> = format!("历史({name}，{year}年)").into();
        let op = if past.is_missing() { Op::Missing } else { Op::Leaf };
        let text = shown(&past).into();
        let past_working = Working { op, src, value: past.clone(), shown: text, inputs: Vec::new(), from };
        let mut inputs = Vec::new();
        let mut now = Value::Bool(false);
        if matches!(function, Function::YearOnYear | Function::Change) {
            let bound = self.slot(*slot);
            now = bound.value.clone();
            let from = Origin::Name { kind: self.program.slots[*slot].kind, name: name.clone() };
            let text = shown(&now).into();
            inputs.push(Arc::new(Working {
                op: Op::Leaf,
                src: name,
                value: bound.value,
                shown: text,
                inputs: bound.working.into_iter().collect(),
                from,
            }));
        }
        inputs.push(Arc::new(past_working));
        let value = self.compare_past(*function, now, past, ir.span);
        self.node(Op::Call, ir, value, Origin::Function(function.name().into()), inputs)
    }

    fn trace_band(&mut self, ir: &Ir, function: Function, value: &Ir, table: &Table) -> Arc<Working> {
        let value = self.trace(value);
        let bands = self.table(table);
        let mut inputs = vec![value.clone()];
        match table {
            Table::Given(given) => inputs.push(self.trace(given)),
            Table::Known(_, text) => {
                let text = Value::Text(text.clone());
                let text_shown: Arc<str> = shown(&text).into();
                inputs.push(Arc::new(Working {
                    op: Op::Leaf,
                    src: format!("“{text_shown}”").into(),
                    value: text,
                    shown: text_shown,
                    inputs: Vec::new(),
                    from: Origin::Literal,
                }));
            }
        }
        let result = self.band(function, value.value.clone(), &bands, ir.span);
        self.node(Op::Call, ir, result, Origin::Function(function.name().into()), inputs)
    }

    fn trace_call(&mut self, ir: &Ir, function: Function, args: &[Ir]) -> Arc<Working> {
        let from = Origin::Function(function.name().into());
        let first = self.trace(&args[0]);
        match function {
            Function::IfMissing => {
                let mut inputs = vec![first];
                if inputs[0].value.is_missing() {
                    inputs.push(self.trace(&args[1]));
                }
                let value = inputs[inputs.len() - 1].value.clone();
                self.node(Op::Call, ir, value, from, inputs)
            }
            Function::IsMissing => {
                let value = Value::Bool(first.value.is_missing());
                self.node(Op::Call, ir, value, from, vec![first])
            }
            _ => {
                let mut inputs = vec![first];
                inputs.extend(args[1..].iter().map(|it| self.trace(it)));
                let values: Vec<Value> = inputs.iter().map(|it| it.value.clone()).collect();
                let value = match any_missing(&values) {
                    Some(missing) => Value::Missing(missing),
                    None => self.call(function, &values, ir.span),
                };
                let rounds = matches!(function, Function::Round | Function::RoundUp | Function::RoundDown);
                let op = if rounds { Op::Round } else { Op::Call };
                self.node(op, ir, value, from, inputs)
            }
        }
    }

    fn trace_binary(&mut self, ir: &Ir, op: BinaryOp, left: &Ir, right: &Ir) -> Arc<Working> {
        let from = Origin::Function(op.sign().into());
        let left = self.trace(left);
        let junction = matches!(op, BinaryOp::And | BinaryOp::Or);
        if junction && left.value == Value::Bool(op == BinaryOp::Or) {
            let value = left.value.clone();
            return self.node(Op::Call, ir, value, from, vec![left]);
        }
        let right = self.trace(right);
        let (a, b) = (left.value.clone(), right.value.clone());
        let value = if junction { self.junction(op, a, b, ir.span) } else { self.binary(op, a, b, ir.span) };
        self.node(Op::Call, ir, value, from, vec![left, right])
    }
}

// The functions of dates among the nodes that select rows.
fn root_dates(ir: &Ir, visit: &mut dyn FnMut(Function)) {
    match &ir.kind {
        Kind::Select { function, rows, .. } => {
            visit(*function);
            root_dates(rows, visit);
        }
        Kind::Filter { rows, .. } => root_dates(rows, visit),
        _ => {}
    }
}

/// The reasons why nothing could be evaluated.
pub(crate) fn not_evaluated(source: &Arc<str>, missing: Missing) -> (Value, Working) {
    let value = Value::Missing(missing);
    let working = Working {
        op: Op::Missing,
        src: source.clone(),
        shown: shown(&value).into(),
        value: value.clone(),
        inputs: Vec::new(),
        from: Origin::Literal,
    };
    (value, working)
}
