//! The formula language (公式): parse, check units, evaluate with working.
//!
//! `计数(走访[日期 在 本年])`, `执行数 ÷ 预算数`, `同比(入库企业数)`: one small language for measures over
//! ledgers, scoring rules, figures inside prose, and warnings. Its grammar and functions stand in
//! docs/reference/formula.md, whose examples run as tests.
//!
//! ```
//! use hengji_formula::{Budget, MemoryScope, NameKind, Value, evaluate, line, parse};
//! use hengji_num::{Rational, UnitTable};
//!
//! let units = UnitTable::parse("[[unit]]\nname='家'\ndimension='家'\ndecimals=0").unwrap();
//! let mut scope = MemoryScope::new(units.clone(), 2022);
//! scope.set("目标", NameKind::Input, Value::quantity(Rational::int(300), &units.get("家").unwrap()));
//! let (expr, errors) = parse("276家 ÷ 目标", &units);
//! assert!(errors.is_empty());
//! let (value, working) = evaluate(&expr.unwrap(), &scope, &Budget::default());
//! assert_eq!(line(&working), "276家 ÷ 300家 = 92.00%");
//! assert_eq!(value.as_quantity().unwrap().base, Rational::new(92, 100).unwrap());
//! ```
//!
//! Reading order: [`value`], [`rows`], [`scope`], [`overlay`], [`ast`], [`working`].

pub mod ast;
pub mod bands;
mod check;
pub mod codes;
mod compiled;
mod eval;
pub mod functions;
pub mod fuzz;
mod ir;
mod lex;
pub mod memory;
pub mod overlay;
mod parse;
mod print;
pub mod rows;
pub mod scope;
pub mod show;
pub mod suggest;
pub mod value;
pub mod working;

pub use ast::{BinaryOp, Expr, Node, NodeKind, Span};
pub use bands::{Band, BandError, Bands, Limit};
pub use compiled::Compiled;
pub use memory::{MemoryScope, MemoryTable};
pub use overlay::Overlay;
pub use parse::parse;
pub use print::{print, quoted};
pub use rows::{RowSet, Selection, Step, Unjudged};
pub use scope::{
    Answer, Bound, CheckItem, Checklist, ColumnData, ColumnInfo, ColumnView, HistorySource, NameKind, Named,
    Relation, RelationInfo, Scope, Standing,
};
pub use show::{OutlineLine, line, outline, shown};
pub use value::{Missing, Period, Reason, ReasonKind, Type, Value};
pub use working::{LeftOut, Op, Origin, RowsUsed, Working};

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
    let (program, found) = check::lower(expr, scope, None);
    (program.root.ty, found)
}

/// Infers the type of a formula that stands in a row of a table (a computed column, a row rule).
pub fn check_in_row(expr: &Expr, scope: &dyn Scope, relation: &str) -> (Type, Vec<Diagnostic>) {
    let (program, found) = check::lower(expr, scope, Some(relation));
    (program.root.ty, found)
}

/// Evaluates a formula and shows how.
pub fn evaluate(expr: &Expr, scope: &dyn Scope, budget: &Budget) -> (Value, Working) {
    Compiled::new(expr, scope).0.evaluate(scope, budget)
}

/// Evaluates a formula without its working, which is faster.
pub fn evaluate_value(expr: &Expr, scope: &dyn Scope, budget: &Budget) -> Value {
    Compiled::new(expr, scope).0.value(scope, budget)
}

/// Evaluates a formula in a row of a table.
pub fn evaluate_in_row(expr: &Expr, scope: &dyn Scope, relation: &str, row: usize, budget: &Budget) -> Value {
    Compiled::in_row(expr, scope, relation).0.value_in_row(scope, row, budget)
}

/// What the formula reads: its own names, one level deep. Model follows measures further and finds circles.
pub fn dependencies(expr: &Expr, scope: &dyn Scope) -> Dependencies {
    Compiled::new(expr, scope).0.dependencies(scope)
}

/// The value as printed, rounded to its unit's natural decimals, with its unit.
pub fn value_shown(value: &Value) -> String {
    shown(value)
}

/// Days since 1970-01-01, as stored in [`ColumnData::Days`].
pub fn day_number(day: Date) -> i32 {
    // The civil calendar, counted by eras of 400 years (146,097 days) from 1 March of the year 0.
    let (year, month) = (i32::from(day.year()), i32::from(day.month()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(day.day()) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day number; `None` beyond the years of [`Date`].
pub fn day_of_number(number: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}
