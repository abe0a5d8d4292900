//! Exact numbers: rationals, units, money, rounding (精确数值).
//!
//! Nothing here is a float and nothing here rounds unless it is told to. A [`Rational`] is exact;
//! a [`Quantity`] is a rational in the base unit of its dimension together with the unit it is shown
//! in; [`Unit`] knows which sums mean something. Units themselves are data: [`UnitTable::parse`]
//! reads `schema/units.toml`.
//!
//! Reading order: [`rational`], [`unit`], [`quantity`], [`money`], [`written`],
//! [`stated`], [`interval`], [`chinese`], [`print`].

pub mod chinese;
mod coefficient;
pub mod fuzz;
pub mod interval;
pub mod money;
pub mod print;
pub mod quantity;
pub mod rational;
mod short;
pub mod stated;
pub mod unit;
pub mod written;

pub use interval::{End, Interval};
pub use money::{Money, Ratio, Score};
pub use print::{FormatSpec, Grouping, Numerals, format_quantity, group_thousands, is_money, natural_places};
pub use quantity::Quantity;
pub use rational::{NumError, Rational, Rounding};
pub use stated::{Stated, StatedError, is_count};
pub use unit::{BaseUnit, Dimension, Unit, UnitError, UnitTable};
pub use written::{BarePowers, Form, Written, WrittenError, parse_number, scan};
