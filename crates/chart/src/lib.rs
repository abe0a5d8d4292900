//! Charts (图) of exact numbers as SVG: the same picture for docx, pdf and html.
//!
//! A chart is made of numbers with the words they are printed by; positions alone are floating point.
//! Labels stay text elements. Colours are told apart in grey print as well. One millimetre is ten units
//! of the view box; every chart is [`WIDTH_MM`] wide, as wide as the text of an official page.
//!
//! Reading order: `bar`, `columns`, `loss`, `line` are the kinds; `svg` writes, `axis` chooses
//! ticks.

#![expect(clippy::disallowed_types, reason = "positions in a drawing; the printed numbers stay exact")]

mod axis;
mod bar;
mod columns;
mod line;
mod loss;
mod svg;

pub use bar::{Bar, BarChart};
pub use columns::{ColumnChart, Columns, Series};
pub use line::{Band, LineChart};
pub use loss::{Loss, LossChart};

use hengji_num::Rational;

/// Width of every chart in millimetres.
pub const WIDTH_MM: u32 = 150;

/// A number with the words it is printed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The exact number, in the chart's unit.
    pub number: Rational,
    /// As printed beside the bar or point.
    pub shown: String,
}

impl Value {
    /// A number and its words.
    pub fn new(number: Rational, shown: impl Into<String>) -> Value {
        Value { number, shown: shown.into() }
    }
}

/// A chart drawn, with its words for those who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The SVG text, one element a line.
    pub svg: String,
    /// What it shows, in words.
    pub alt: String,
}
