//! A department's year in memory (绩效档案): columnar tables, ledgers, measures, texts, changes.
//!
//! [`Model::load`] takes the plain parts of a dossier ([`RawDossier`]) and finds everything wrong with them in
//! one run. A table is columns: scaled integers, day numbers, dictionary-coded text, one validity bit and one
//! derivable place a cell. Other rooms read rows by column id: `model.table("projects")`,
//! `row.text("name")`, `row.quantity("amount")`. Formulas read through [`Model::scope`].
//!
//! This room touches no file and no clock.
//!
//! Reading order: [`raw`], [`cell`], [`table`], [`row`], [`model`], [`scope`], [`class`],
//! [`change`], [`canonical`].

pub mod canonical;
mod cell;
pub mod change;
mod circles;
pub mod class;
mod column;
mod formulas;
pub mod found;
pub mod fuzz;
mod intern;
mod load;
pub mod meta;
pub mod model;
pub mod parts;
pub mod raw;
pub mod row;
pub mod scope;
pub mod table;
mod view;

pub use cell::Slip;
pub use change::{Change, Conflict, Misfit};
pub use class::Class;
pub use meta::{FORMAT_VERSION, Meta};
pub use model::{Kept, Measure, Model};
pub use parts::{ChecklistDef, ChecklistItem, Claim, MeasureDef, Narrative};
pub use raw::{CellKind, Grid, RawDossier, RawLedger, RawTable, RawText};
pub use row::Row;
pub use scope::{Evidence, ModelScope, ScopeOptions};
pub use table::Table;
