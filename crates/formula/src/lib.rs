//! The formula language (公式): parse, check units, evaluate with working.
//!
//! `计数(走访[日期 在 本年])`, `执行数 ÷ 预算数`, `同比(入库企业数)`: one small language for measures over
//! ledgers, scoring rules, figures inside prose, and warnings. Its grammar and functions stand in
//! docs/reference/formula.md, whose examples run as tests.
//!
//! Reading order: [`value`], [`rows`], [`scope`], [`overlay`], [`ast`], [`working`].

pub mod ast;
pub mod codes;
mod lex;
pub mod overlay;
mod parse;
mod print;
pub mod rows;
pub mod scope;
pub mod suggest;
pub mod value;
pub mod working;

pub use ast::{BinaryOp, Expr, Node, NodeKind, Span};
pub use overlay::Overlay;
pub use parse::parse;
pub use print::{print, quoted};
pub use rows::{RowSet, Selection, Step};
pub use scope::{
    Answer, Bound, CheckItem, Checklist, ColumnData, ColumnInfo, ColumnView, HistorySource, NameKind, Named,
    Relation, RelationInfo, Scope, Standing,
};
pub use value::{Missing, Period, Reason, ReasonKind, Type, Value};
pub use working::{Op, Origin, RowsUsed, Working};

use hengji_diag::Diagnostic;
use jiff::civil::Date;
use std::sync::Arc;

/// What one evaluation may cost (contracts §2); beyond it the value is missing("计算量超限").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Row visits, 50 million.
    pub rows: u64,
    /// Bytes of row numbers and lists, 256 MB.
    pub bytes: u64,
    /// Nodes of the formula, 4,096.
    pub nodes: usize,
    /// Depth of the formula, 64.
    pub depth: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { rows: 50_000_000, bytes: 256 << 20, nodes: MAX_NODES, depth: MAX_DEPTH }
    }
}

/// The deepest formula that is read.
pub const MAX_DEPTH: usize = 64;
/// The largest formula that is read.
pub const MAX_NODES: usize = 4096;

/// What a formula reads (依赖).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Inputs, measures, vocabulary, constants and checklists, each once, in order of appearance.
    pub names: Vec<(NameKind, Arc<str>)>,
    /// Table or ledger id and column id; the column is empty when only rows are counted.
    pub columns: Vec<(Arc<str>, Arc<str>)>,
    /// Measures whose past values are read.
    pub history: Vec<Arc<str>>,
}

/// Infers the type and unit of a formula and finds what does not go together.
pub fn check(expr: &Expr, scope: &dyn Scope) -> (Type, Vec<Diagnostic>) {
    let _ = (expr, scope);
    (Type::Unknown, Vec::new())
}

/// Infers the type of a formula that stands in a row of a table (a computed column, a row rule).
pub fn check_in_row(expr: &Expr, scope: &dyn Scope, relation: &str) -> (Type, Vec<Diagnostic>) {
    let _ = (expr, scope, relation);
    (Type::Unknown, Vec::new())
}

/// Evaluates a formula and shows how.
pub fn evaluate(expr: &Expr, scope: &dyn Scope, budget: &Budget) -> (Value, Working) {
    let _ = (scope, budget);
    let value = Value::missing(ReasonKind::BadFormula, &expr.source);
    let working = Working {
        op: Op::Missing,
        src: expr.source.clone(),
        value: value.clone(),
        shown: value_shown(&value).into(),
        inputs: Vec::new(),
        from: Origin::Literal,
    };
    (value, working)
}

/// Evaluates a formula without its working, which is faster.
pub fn evaluate_value(expr: &Expr, scope: &dyn Scope, budget: &Budget) -> Value {
    evaluate(expr, scope, budget).0
}

/// Evaluates a formula in a row of a table.
pub fn evaluate_in_row(expr: &Expr, scope: &dyn Scope, relation: &str, row: usize, budget: &Budget) -> Value {
    let _ = (relation, row);
    evaluate(expr, scope, budget).0
}

/// What the formula reads, its own names resolved one level deep; model follows measures further and finds circles.
pub fn dependencies(expr: &Expr, scope: &dyn Scope) -> Dependencies {
    let _ = (expr, scope);
    Dependencies::default()
}

/// The value as printed, rounded to its unit's natural decimals, with its unit.
pub fn value_shown(value: &Value) -> String {
    let (text, unit) = working::exact_parts(value);
    text + &unit
}

/// Days since 1970-01-01, as stored in [`ColumnData::Days`].
pub fn day_number(day: Date) -> i32 {
    // A civil date is within ±10,000 years, so the count of days fits i32.
    (day - Date::constant(1970, 1, 1)).get_days()
}

/// The date of a day number; `None` beyond the year 9999.
pub fn day_of_number(number: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}
