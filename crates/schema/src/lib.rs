//! Tables, columns, units, vocabulary and calendar, as data (数据定义).
//!
//! `schema/tables/*.toml` is the only definition of a table; a ledger definition of a dossier has the same
//! form and is read by the same [`TableDef::parse`]. The embedded files are checked by a test, so
//! [`tables`], [`units`], [`vocabulary`] and [`calendar`] do not fail.
//!
//! Reading order: [`block`] (TOML with places), [`table`], [`parse`], [`vocabulary`], [`calendar`],
//! [`embedded`].

pub mod block;
pub mod calendar;
mod embedded;
mod keys;
pub mod nearest;
pub mod parse;
pub mod table;
pub mod vocabulary;

pub use block::{Block, SYNTAX, Source};
pub use calendar::Calendar;
pub use embedded::{Resolved, calendar, resolve, table, tables, units, vocabulary};
pub use keys::quote_bare_keys;
pub use nearest::nearest;
pub use table::{ColumnDef, Kind, Sensitivity, TableDef};
pub use vocabulary::{BaseFigure, Entry, Meaning, Vocabulary, YearOf};
