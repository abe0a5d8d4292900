//! Rule books (规则书) and notice packs (年度方案): text to checked, runnable rules.
//!
//! A book is law as code: clause, inputs, formula, points, worked examples. Its format stands in
//! docs/reference/rulebook.md, that of packs in docs/reference/pack.md. A primitive is shorthand that
//! expands to formula text, so evaluation and analysis see formulas only. A book names standard tables
//! and vocabulary only, never a department.
//!
//! Reading order: [`book`], [`pack`].

pub mod book;
pub mod codes;
pub mod pack;
mod read;

pub use book::{
    Basis, Book, BookKind, CheckRule, Example, Formula, Grade, Group, Input, NotApplicable, OverTarget,
    OwnSlots, Parameter, RowRule, Rule, Scheme, Tier, grade_of,
};
pub use pack::Pack;
