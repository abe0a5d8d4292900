//! The working (演算) of a value: how it came about, node by node.

use hengji_diag::{Diagnostic, Text};
use serde_json::{Value as Json, json};
use std::sync::Arc;

use crate::codes;
use crate::rows::{RowSet, Selection, Unjudged};
use crate::scope::{HistorySource, NameKind, Relation, Standing};
use crate::value::{Reason, Value};

/// One node of a working (contracts §2).
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// What kind of node.
    pub op: Op,
    /// The source text of this node.
    pub src: Arc<str>,
    /// The exact value.
    pub value: Value,
    /// As printed, with its unit, rounded to the unit's natural decimals.
    pub shown: Arc<str>,
    /// The operands.
    pub inputs: Vec<Arc<Working>>,
    /// Where it comes from.
    pub from: Origin,
}

/// The kinds of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A number, text or date as written, a cell, or a name.
    Leaf,
    /// Rows, filtered.
    Rows,
    /// An operator or a function.
    Call,
    /// A choice; only the branch taken is among the operands, after the condition.
    If,
    /// A rounding.
    Round,
    /// A value that is missing because of this node itself.
    Missing,
}

impl Op {
    /// As written in the proof.
    pub fn word(self) -> &'static str {
        match self {
            Op::Leaf => "leaf",
            Op::Rows => "rows",
            Op::Call => "call",
            Op::If => "if",
            Op::Round => "round",
            Op::Missing => "missing",
        }
    }
}

/// Where a node's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// Written in the formula.
    Literal,
    /// A name; its own working is the only operand, when one is kept.
    Name {
        /// Which kind.
        kind: NameKind,
        /// The name.
        name: Arc<str>,
    },
    /// A cell.
    Cell {
        /// Table or ledger id.
        relation: Arc<str>,
        /// Row key.
        key: Arc<str>,
        /// Column id.
        column: Arc<str>,
    },
    /// A function or operator: `合计`, `÷`.
    Function(Arc<str>),
    /// Rows that were counted or aggregated.
    Rows(RowsUsed),
    /// A past value.
    History {
        /// The measure.
        measure: Arc<str>,
        /// The year.
        year: i16,
        /// Where it was found.
        source: HistorySource,
    },
}

/// The rows behind a `rows` node.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsUsed {
    /// The rows, with every step of their selection.
    pub selection: Selection,
    /// The Chinese name of the table or ledger.
    pub heading: Arc<str>,
    /// Ids of the columns read by filters and by the aggregate.
    pub columns: Vec<Arc<str>>,
    /// How many rows the table has.
    pub total: usize,
    /// Conditions of filters inside these rows that were missing.
    pub inner: Arc<[Unjudged]>,
}

impl Working {
    /// The contract's JSON: `{"op","src","value","unit","shown","in","from"}`.
    pub fn json(&self) -> Json {
        let (value, unit) = exact_parts(&self.value);
        let mut out = json!({
            "op": self.op.word(), "src": &*self.src, "value": value, "unit": unit, "shown": &*self.shown,
        });
        if !self.inputs.is_empty() {
            out["in"] = Json::Array(self.inputs.iter().map(|it| it.json()).collect());
        }
        if let Some(from) = self.from.json() {
            out["from"] = from;
        }
        out
    }

    /// Findings met while evaluating: rows left out because their condition was missing, each condition once.
    /// Places are in the table; the working shows where in the formula.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = Vec::new();
        self.walk(&mut |node| {
            let Origin::Rows(used) = &node.from else { return };
            let steps = used.selection.steps.iter();
            let own = steps.map(|it| (&it.condition, it.unjudged.len(), it.reasons.first().map(|r| &r.1)));
            let inner = used.inner.iter().map(|it| (&it.condition, it.count, it.reason.as_ref()));
            for (condition, count, reason) in own.chain(inner).filter(|it| it.1 > 0) {
                let warning = unjudged_warning(condition, count, reason);
                if !found.contains(&warning) {
                    found.push(warning);
                }
            }
        });
        found
    }

    /// This node and all below it, operands after their operator.
    pub fn walk(&self, visit: &mut dyn FnMut(&Working)) {
        visit(self);
        for input in &self.inputs {
            input.walk(visit);
        }
    }
}

fn unjudged_warning(condition: &str, count: usize, reason: Option<&Reason>) -> Diagnostic {
    let text = Text::new("formula-rows-unjudged").with("condition", condition).with("count", count);
    Diagnostic::warning(codes::ROWS_UNJUDGED, text)
        .at(reason.and_then(|it| it.place.clone()).unwrap_or_default())
        .showing(condition)
        .help(Text::new("formula-rows-unjudged-help"))
}

/// Why a row was not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It does not count at all: 审核状态不是“通过”.
    Standing(Arc<str>),
    /// This condition does not hold for it.
    Condition(Arc<str>),
    /// This condition cannot be judged for it; why, for the first [`crate::Step::MAX_REASONS`] rows of a step.
    Unknown(Arc<str>, Option<Reason>),
}

impl RowsUsed {
    /// The rows that were counted.
    pub fn counted(&self) -> &RowSet {
        &self.selection.rows
    }

    /// Every row of the table that was not counted, with its reason, in row order. `table` is the relation the
    /// rows were selected from; the work is done while iterating.
    pub fn left_out<'a>(&'a self, table: &'a dyn Relation) -> impl Iterator<Item = (u32, LeftOut)> + 'a {
        let total = u32::try_from(self.total.min(table.len())).unwrap_or(u32::MAX);
        let uncounted = (0..total).filter(|row| !self.selection.rows.contains(*row));
        uncounted.filter_map(move |row| Some((row, self.reason(row, table)?)))
    }

    fn reason(&self, row: u32, table: &dyn Relation) -> Option<LeftOut> {
        let steps = &self.selection.steps;
        let step = steps.iter().find(|it| it.before.contains(row) && !it.after.contains(row))?;
        if step.condition.is_empty() {
            return match table.standing(row as usize) {
                Standing::LeftOut(why) => Some(LeftOut::Standing(why)),
                Standing::Counts => None,
            };
        }
        let condition = step.condition.clone();
        if step.unjudged.contains(row) {
            let known = step.reasons.binary_search_by_key(&row, |it| it.0).ok();
            return Some(LeftOut::Unknown(condition, known.map(|it| step.reasons[it].1.clone())));
        }
        Some(LeftOut::Condition(condition))
    }
}

impl Origin {
    fn json(&self) -> Option<Json> {
        Some(match self {
            Origin::Literal => return None,
            Origin::Name { kind, name } => json!({ "kind": kind.word(), "name": &**name }),
            Origin::Cell { relation, key, column } => {
                json!({ "table": &**relation, "key": &**key, "column": &**column })
            }
            Origin::Function(name) => json!({ "function": &**name }),
            Origin::Rows(used) => json!({
                "ledger": &*used.selection.relation,
                "rows": used.selection.rows.len(),
                "left_out": used.total - used.selection.rows.len(),
                "columns": used.columns.iter().map(|it| &**it).collect::<Vec<_>>(),
            }),
            Origin::History { measure, year, source } => json!({
                "history": &**measure, "year": year,
                "source": match source { HistorySource::Dossier => "上年档案", HistorySource::Table => "历年数据" },
            }),
        })
    }
}

/// The exact text of a value and its unit, as kept in proofs.
pub fn exact_parts(value: &Value) -> (String, String) {
    let text = match value {
        Value::Quantity(q) => return (q.value().exact_text(), q.unit.to_string()),
        Value::Text(t) => t.to_string(),
        Value::Date(d) => d.to_string(),
        Value::DateTime(t) => t.to_string(),
        Value::Period(p) => p.to_string(),
        Value::Bool(true) => "是".into(),
        Value::Bool(false) => "否".into(),
        Value::Rows(s) => s.rows.len().to_string(),
        Value::List(items) => items.iter().map(exact_one).collect::<Vec<_>>().join("；"),
        Value::Pair(pair) => format!("{}：{}", exact_one(&pair.0), exact_one(&pair.1)),
        Value::Missing(m) => m.to_string(),
    };
    (text, String::new())
}

pub(crate) fn exact_one(value: &Value) -> String {
    let (text, unit) = exact_parts(value);
    text + &unit
}
