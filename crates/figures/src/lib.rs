//! Figures in Chinese prose (文中数值): every quantity with its value, unit, interval and the words around it.
//!
//! [`figures`] serves readers that check a finished text; [`bare_figures`] finds quantities typed into a
//! narrative whose figures should be formulas. What only looks like a quantity (years, dates, document
//! numbers, item numbers, telephone numbers, names such as 5G or “1+4”, idioms) is left out, because a false
//! finding costs more than a missed one. Everything is plain data; time is linear in the length of the text.
//!
//! Reading order: [`figure`], [`options`], then `find` (the walk over the text), `not_figures`, `quantity`,
//! `widening`, `spoken`, `chinese`, `context`, `words`.

mod chinese;
mod context;
pub mod figure;
mod find;
pub mod fuzz;
mod not_figures;
pub mod options;
mod quantity;
mod spoken;
mod widening;
mod words;

pub use figure::{Change, FigureFound, Modifier, Period, Role};
pub use options::Options;

use hengji_num::UnitTable;

/// Finds every quantity in `text`, for checking: titles in 《》 are left out, quotations are not.
///
/// ```
/// use hengji_num::UnitTable;
/// let units = UnitTable::parse("[[unit]]\nname = \"家\"\ndimension = \"家\"\ndecimals = 0").unwrap();
/// let found = hengji_figures::figures("2022年新增企业约600家。", &units);
/// assert_eq!((found[0].text.as_str(), found[0].interval.to_string().as_str()), ("600家", "[570, 630]"));
/// ```
pub fn figures(text: &str, units: &UnitTable) -> Vec<FigureFound> {
    find::find(text, units, &Options::CHECKING)
}

/// Finds quantities typed bare into a narrative: outside `{…}`, 《》 and quotations (contracts §4).
///
/// Stricter than [`figures`]: quantities in Chinese numerals that are usually ways of speaking (两个方面,
/// 三年行动) are not reported.
pub fn bare_figures(text: &str, units: &UnitTable) -> Vec<FigureFound> {
    find::find(text, units, &Options::NARRATIVE)
}

/// Finds quantities as `options` say.
pub fn figures_with(text: &str, units: &UnitTable, options: &Options) -> Vec<FigureFound> {
    find::find(text, units, options)
}
