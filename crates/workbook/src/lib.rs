//! Sheets and bytes (工作簿): what stands in an xlsx or CSV file, cell by cell, and the way back.
//!
//! Reading keeps what a careful person would see: the text of each cell, its kind, its number format and
//! its place. Numbers leave as decimal text of at most 15 significant digits, which is all a spreadsheet
//! keeps; no float leaves this room. Writing takes a [`Book`] of styled cells and gives the same bytes for
//! the same book, whatever the clock, the user or the machine.
//!
//! Files from outside are read in a child process; see [`isolated`].
//!
//! Reading order: [`cell`], [`error`], [`encoding`], [`csv_in`], [`csv_out`], [`archive`], [`xlsx_in`],
//! [`book`], [`style`], [`xlsx_out`], [`isolated`], [`fuzz`].

pub mod archive;
pub mod book;
pub mod cell;
pub mod csv_in;
pub mod csv_out;
pub mod encoding;
pub mod error;
pub mod fuzz;
pub mod isolated;
pub mod number;
pub mod style;
mod wire;
pub mod xlsx_in;
pub mod xlsx_out;

pub use book::{Book, CellOut, Choices, Merge, RowOut, SheetOut, Value};
pub use cell::{Cell, CellKind, Limits, Sheet, Workbook, column_letters};
pub use csv_in::read_csv;
pub use csv_out::write_csv;
pub use encoding::{Decoded, Encoding, decode};
pub use error::ReadError;
pub use style::Style;
pub use xlsx_in::read_xlsx;
pub use xlsx_out::{WriteError, write_xlsx};
