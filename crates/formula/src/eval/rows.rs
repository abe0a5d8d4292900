//! Selections: the rows that count, filters, days and periods.

use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

use super::mask::{Kinds, NO, UNKNOWN, YES, only_column};
use super::{Eval, day_of, period_of};
use crate::ast::{BinaryOp, Span};
use crate::functions::Function;
use crate::ir::{Ir, Kind};
use crate::rows::{RowSet, Selection, Step, Unjudged};
use crate::scope::Relation;
use crate::value::{Missing, Period, Reason, ReasonKind, Type, Value};

// A group: its label and its rows.
type Group = (Value, Vec<u32>);

impl<'a> Eval<'a> {
    /// The rows a node of type rows stands for.
    pub(super) fn selection(&mut self, ir: &Ir) -> Result<Selection, Missing> {
        match &ir.kind {
            Kind::Relation(at) => self.all_rows(*at, ir.span),
            Kind::Group => self.group.clone().ok_or_else(|| self.missing(ReasonKind::BadFormula, ir.span)),
            Kind::Filter { rows, relation, level, condition } => {
                let selection = self.selection(rows)?;
                self.filter(selection, *relation, *level, condition)
            }
            Kind::Select { function, rows, relation, argument } => {
                let selection = self.selection(rows)?;
                self.select(*function, selection, *relation, argument.as_deref(), ir.span)
            }
            // A name may be bound to rows, and a choice may choose between rows.
            _ => match self.eval(ir) {
                Value::Rows(selection) if ir.ty == Type::Rows(selection.relation.clone()) => Ok(selection),
                Value::Missing(missing) => Err(missing),
                _ => Err(self.missing(ReasonKind::UnitSlip, ir.span)),
            },
        }
    }

    pub(super) fn table_of(&self, at: usize, span: Span) -> Result<&'a dyn Relation, Missing> {
        let table = self.relation(at).ok_or_else(|| self.missing(ReasonKind::BadFormula, span))?;
        match table.absent() {
            Some(reason) => Err(Missing::one(reason)),
            None => Ok(table),
        }
    }

    fn all_rows(&mut self, at: usize, span: Span) -> Result<Selection, Missing> {
        let table = self.table_of(at, span)?;
        let all = RowSet::All(u32::try_from(table.len()).unwrap_or(u32::MAX));
        let relation = self.program.relations[at].clone();
        let Some(counting) = table.counting() else {
            return Ok(Selection { relation, rows: all, steps: Arc::new([]) });
        };
        self.charge_bytes(counting.len() * 4, span)?;
        let rows = RowSet::Some(counting.into());
        let step = Step {
            condition: "".into(),
            before: all,
            after: rows.clone(),
            unjudged: RowSet::none(),
            reasons: Arc::new([]),
        };
        let steps: Arc<[Step]> = if self.keep_steps { Arc::new([step]) } else { Arc::new([]) };
        Ok(Selection { relation, rows, steps })
    }

    fn filter(
        &mut self,
        selection: Selection,
        relation: usize,
        level: usize,
        condition: &Ir,
    ) -> Result<Selection, Missing> {
        let table = self.table_of(relation, condition.span)?;
        if let Some(candidates) = self.indexed(&selection.rows, table, level, condition) {
            let candidates = RowSet::Some(candidates.into());
            let mask = self.mask(condition, table, &candidates, level)?;
            return self.narrow(selection, candidates, &mask, level, condition);
        }
        let mask = self.mask(condition, table, &selection.rows, level)?;
        let rows = selection.rows.clone();
        self.narrow(selection, rows, &mask, level, condition)
    }

    // Keeps the rows of `judged` whose mask says yes.
    fn narrow(
        &mut self,
        selection: Selection,
        judged: RowSet,
        mask: &[u8],
        level: usize,
        condition: &Ir,
    ) -> Result<Selection, Missing> {
        let after = self.kept(&judged, mask, YES, condition.span)?;
        let unjudged = self.kept(&judged, mask, UNKNOWN, condition.span)?;
        let steps = if self.keep_steps {
            let reasons = self.reasons(&unjudged, level, condition, Step::MAX_REASONS);
            let step = Step {
                condition: self.program.text(condition.span),
                before: selection.rows,
                after: after.clone(),
                unjudged,
                reasons,
            };
            selection.steps.iter().cloned().chain([step]).collect()
        } else {
            self.note_unjudged(&unjudged, level, condition);
            selection.steps
        };
        Ok(Selection { relation: selection.relation, rows: after, steps })
    }

    // A filter inside a row keeps no steps; what it could not judge is counted for the working outside.
    fn note_unjudged(&mut self, unjudged: &RowSet, level: usize, condition: &Ir) {
        if unjudged.is_empty() {
            return;
        }
        let span = condition.span;
        if let Some(known) = self.unjudged.iter_mut().find(|it| it.0 == span) {
            known.1.count += unjudged.len();
            return;
        }
        let reasons = self.reasons(unjudged, level, condition, 1);
        let reason = reasons.first().map(|it| it.1.clone());
        let condition = self.program.text(span);
        self.unjudged.push((span, Unjudged { condition, count: unjudged.len(), reason }));
    }

    // The rows whose mask is `what`.
    fn kept(&self, rows: &RowSet, mask: &[u8], what: u8, span: Span) -> Result<RowSet, Missing> {
        let count = mask.iter().filter(|it| **it == what).count();
        if count == 0 {
            return Ok(RowSet::none());
        }
        if count == rows.len() {
            return Ok(rows.clone());
        }
        self.charge_bytes(count * 4, span)?;
        // Each row is written and only passed over when it is kept: without a branch, for masks without pattern.
        let mut kept = vec![0; count + 1];
        let mut at = 0;
        let mut offer = |row: u32, mark: u8| {
            kept[at] = row;
            at += usize::from(mark == what);
        };
        match rows {
            RowSet::All(_) => (0..).zip(mask).for_each(|(row, mark)| offer(row, *mark)),
            RowSet::Some(rows) => rows.iter().zip(mask).for_each(|(row, mark)| offer(*row, *mark)),
        }
        kept.truncate(count);
        Ok(RowSet::Some(kept.into()))
    }

    // Why the condition is missing, for the first of the rows.
    fn reasons(&mut self, rows: &RowSet, level: usize, condition: &Ir, limit: usize) -> Arc<[(u32, Reason)]> {
        let mut listed = Vec::new();
        for row in rows.iter().take(limit) {
            if let Value::Missing(missing) = self.in_row(level, row as usize, condition) {
                listed.extend(missing.reasons.first().map(|it| (row, it.clone())));
            }
        }
        listed.into()
    }

    /// The value of a node in a row.
    pub(super) fn in_row(&mut self, level: usize, row: usize, ir: &Ir) -> Value {
        // A part that is the same for all rows is evaluated before any row is at hand: then the levels between
        // are open, and nothing below reads them.
        self.frames.resize(level, usize::MAX);
        self.frames.push(row);
        let keep_steps = std::mem::replace(&mut self.keep_steps, false);
        let value = self.eval(ir);
        self.keep_steps = keep_steps;
        self.frames.truncate(level);
        value
    }

    // Rows that can fulfil the condition at all, by the index of one equality in it. Where a blank cell must
    // be listed as not judged, the index is left alone; the value is the same either way.
    fn indexed(
        &mut self,
        rows: &RowSet,
        table: &'a dyn Relation,
        level: usize,
        condition: &Ir,
    ) -> Option<Vec<u32>> {
        match &condition.kind {
            Kind::Binary(BinaryOp::And, a, b) => {
                self.indexed(rows, table, level, a).or_else(|| self.indexed(rows, table, level, b))
            }
            Kind::Binary(BinaryOp::Eq, a, b) => {
                let (column, other) = match (&a.kind, &b.kind) {
                    (Kind::Column { level: l, column, .. }, _) if *l == level && b.free_of(level) => {
                        (*column, b)
                    }
                    (_, Kind::Column { level: l, column, .. }) if *l == level && a.free_of(level) => {
                        (*column, a)
                    }
                    _ => return None,
                };
                if self.keep_steps && table.column(column).valid.is_some() {
                    return None;
                }
                let Value::Text(text) = self.eval(other) else { return None };
                let found: Vec<u32> = if column == table.info().key {
                    table.find(&text).into_iter().map(|it| it as u32).collect()
                } else {
                    table.matching(column, &text)?.into_owned()
                };
                Some(found.into_iter().filter(|it| rows.contains(*it)).collect())
            }
            _ => None,
        }
    }

    fn select(
        &mut self,
        function: Function,
        selection: Selection,
        relation: usize,
        argument: Option<&Ir>,
        span: Span,
    ) -> Result<Selection, Missing> {
        let table = self.table_of(relation, span)?;
        let argument = match argument.map(|it| self.eval(it)) {
            Some(Value::Missing(missing)) => return Err(missing),
            other => other,
        };
        let day = || match &argument {
            None => Some(self.scope.as_of()),
            Some(value) => day_of(value),
        };
        let bad = |it: &Self| it.missing(ReasonKind::BadDate, span);
        let info = table.info();
        let (mask, column) = match function {
            Function::ValidOn => {
                let day = day().ok_or_else(|| bad(self))?;
                (self.valid_on(table, &selection.rows, day, span)?, info.valid_from)
            }
            _ => {
                let period = match function {
                    Function::InPeriod => argument.as_ref().map_or(Some(self.scope.period()), period_of),
                    Function::UpTo => day().map(|last| Period { first: Date::MIN, last }),
                    _ => day().map(|last| Period { first: last.first_of_year(), last }),
                };
                let period = period.ok_or_else(|| bad(self))?;
                let column = info.event_date.ok_or_else(|| bad(self))?;
                (self.dates_within(table, column, &selection.rows, period, span)?, Some(column))
            }
        };
        let after = self.kept(&selection.rows, &mask, YES, span)?;
        let unjudged = self.kept(&selection.rows, &mask, UNKNOWN, span)?;
        let steps = if self.keep_steps {
            let reason = |row: u32| {
                let column = column?;
                let kind = ReasonKind::Blank;
                let reason = Reason::new(kind, info.columns[column].heading.clone());
                Some((row, reason.at(table.place(row as usize, column))))
            };
            let step = Step {
                condition: self.program.text(span),
                before: selection.rows.clone(),
                after: after.clone(),
                reasons: unjudged.iter().take(Step::MAX_REASONS).filter_map(reason).collect(),
                unjudged,
            };
            selection.steps.iter().cloned().chain([step]).collect()
        } else {
            selection.steps
        };
        Ok(Selection { relation: selection.relation, rows: after, steps })
    }

    // First day blank: not judged. Last day blank: open.
    fn valid_on(
        &mut self,
        table: &dyn Relation,
        rows: &RowSet,
        day: Date,
        span: Span,
    ) -> Result<Vec<u8>, Missing> {
        let info = table.info();
        let mut mask = vec![YES; rows.len()];
        if let Some(column) = info.valid_from {
            let period = Period { first: Date::MIN, last: day };
            mask = self.dates_within(table, column, rows, period, span)?;
        }
        if let Some(column) = info.valid_to {
            let period = Period { first: day, last: Date::MAX };
            let ends = self.dates_within(table, column, rows, period, span)?;
            for (all, end) in mask.iter_mut().zip(ends) {
                if end == NO {
                    *all = NO;
                }
            }
        }
        Ok(mask)
    }

    fn dates_within(
        &mut self,
        table: &dyn Relation,
        column: usize,
        rows: &RowSet,
        period: Period,
        span: Span,
    ) -> Result<Vec<u8>, Missing> {
        self.charge(rows.len(), span)?;
        if let Some(mask) = super::mask::days_mask(table, column, rows, period) {
            return Ok(mask);
        }
        Ok(rows
            .iter()
            .map(|row| match table.cell(row as usize, column).as_date() {
                Some(day) if period.contains(day) => YES,
                Some(_) => NO,
                None => UNKNOWN,
            })
            .collect())
    }

    /// 分组 over rows that are selected already: a list of pairs, numbers and dates rising, texts in the order
    /// they first appear.
    pub(super) fn group_by(&mut self, ir: &Ir, selection: &Selection) -> Result<Value, Missing> {
        let Kind::GroupBy { relation, level, key, each, .. } = &ir.kind else {
            return Err(self.missing(ReasonKind::BadFormula, ir.span));
        };
        let groups = self.groups(selection, *relation, *level, key, ir.span)?;
        let outer = self.group.take();
        let mut pairs = Vec::with_capacity(groups.len());
        for (label, rows) in groups {
            let rows = RowSet::Some(rows.into());
            let relation = selection.relation.clone();
            self.group = Some(Selection { relation, rows, steps: Arc::new([]) });
            let value = self.eval(each);
            pairs.push(Value::Pair(Arc::new((label, value))));
        }
        self.group = outer;
        Ok(Value::List(pairs.into()))
    }

    fn groups(
        &mut self,
        selection: &Selection,
        relation: usize,
        level: usize,
        key: &Ir,
        span: Span,
    ) -> Result<Vec<Group>, Missing> {
        let table = self.table_of(relation, span)?;
        self.charge(selection.rows.len(), span)?;
        self.charge_bytes(selection.rows.len() * 4, span)?;
        let mut groups: Vec<Group> = Vec::new();
        let mut places: HashMap<Option<String>, usize> = HashMap::new();
        // A label that follows from one column of texts or days is made once for each of them.
        let kinds = only_column(key, level).and_then(|it| Kinds::of(table, it));
        let mut by_kind: Vec<Option<usize>> = vec![None; kinds.as_ref().map_or(0, |it| it.count)];
        for row in &selection.rows {
            let kind = kinds.as_ref().and_then(|it| it.of_row(row as usize));
            if let Some(at) = kind.and_then(|it| by_kind[it]) {
                groups[at].1.push(row);
                continue;
            }
            let label = self.in_row(level, row as usize, key);
            // Rows without a label make one group, whatever their reasons.
            let name = if label.is_missing() { None } else { Some(crate::working::exact_one(&label)) };
            let at = *places.entry(name).or_insert_with(|| {
                groups.push((label, Vec::new()));
                groups.len() - 1
            });
            if let Some(kind) = kind {
                by_kind[kind] = Some(at);
            }
            groups[at].1.push(row);
        }
        if !matches!(key.ty, Type::Text | Type::Reference(_)) {
            groups.sort_by(|a, b| self.order(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal));
        }
        Ok(groups)
    }
}
