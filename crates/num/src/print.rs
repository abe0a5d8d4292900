//! Printing quantities: decimals, thousands separators (千分位), units, Chinese numerals.

use crate::chinese::{Following, numeral};
use crate::quantity::Quantity;
use crate::rational::Rational;
use crate::unit::{Dimension, Unit, UnitError};

/// Decimals of a number that has no finite decimal form and no natural decimals either (2/3 of a bare number).
const PLACES_WITHOUT_END: u32 = 2;

/// The longest exact decimal that is printed in full when nothing says how many places to print.
const PLACES_MAX: u32 = 12;

/// Where thousands separators stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// In money, and nowhere else (contracts §4).
    #[default]
    Natural,
    /// Everywhere (千分位).
    Always,
    /// Nowhere (无千分位).
    Never,
}

/// In which digits a number is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numerals {
    /// 0–9.
    #[default]
    Arabic,
    /// 一百二十三; a ratio in % reads 百分之九十七.
    Chinese,
}

/// How a figure is printed (格式).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FormatSpec {
    /// The unit to show it in, of the quantity's own dimension; `None`: the unit it carries.
    pub unit: Option<Unit>,
    /// Decimals (N位); `None`: the natural decimals of the unit, see [`natural_places`].
    pub places: Option<u32>,
    /// Thousands separators.
    pub grouping: Grouping,
    /// Whether the unit is left away (无单位).
    pub without_unit: bool,
    /// Arabic digits or Chinese numerals.
    pub numerals: Numerals,
}

/// Prints a quantity; the unit follows without a space. Rounds half away from zero, in print only.
///
/// Errors: [`UnitError::Mismatch`] when `spec.unit` measures something else than the quantity.
///
/// ```
/// use hengji_num::{FormatSpec, Quantity, Rational, Unit, format_quantity};
/// let rate = Quantity::ratio(Rational::new(97008, 100000).unwrap());
/// assert_eq!(format_quantity(&rate, &FormatSpec::default()).unwrap(), "97.01%");
/// let spec = FormatSpec { places: Some(0), ..FormatSpec::default() };
/// assert_eq!(format_quantity(&rate, &spec).unwrap(), "97%");
/// ```
pub fn format_quantity(quantity: &Quantity, spec: &FormatSpec) -> Result<String, UnitError> {
    let unit = spec.unit.as_ref().unwrap_or(&quantity.unit);
    if !unit.same_dimension(&quantity.unit) {
        return Err(UnitError::Mismatch(quantity.unit.clone(), unit.clone()));
    }
    let value = quantity.value_in(unit);
    let places = spec.places.unwrap_or_else(|| natural_places(&value, unit));
    Ok(match spec.numerals {
        Numerals::Arabic => arabic(&value, places, unit, spec),
        Numerals::Chinese => in_chinese(&value, places, unit, spec),
    })
}

/// The decimals a value is printed with when nobody asks for a number of them.
///
/// - A unit's natural decimals from `schema/units.toml`: 2 for money, ratios and points, 0 for counts.
/// - A count that is no whole number (an average of 16.83 人次) is printed with 2, not rounded to a whole one.
/// - Without natural decimals (bare numbers, 1.2万人次): as many as the value needs, at most 12; a value
///   without an end gets 2.
pub fn natural_places(value: &Rational, unit: &Unit) -> u32 {
    match unit.top.decimals {
        Some(0) if !value.is_integer() => value.decimals().unwrap_or(2).min(2),
        Some(places) => places,
        None => value.decimals().filter(|it| *it <= PLACES_MAX).unwrap_or(PLACES_WITHOUT_END),
    }
}

/// Whether the unit is money, at home or abroad: the one kind printed with thousands separators by itself.
pub fn is_money(unit: &Unit) -> bool {
    let Some(Dimension::Named(name)) = unit.dimension() else { return false };
    &**name == "货币" || name.ends_with('元') || matches!(&**name, "英镑")
}

fn arabic(value: &Rational, places: u32, unit: &Unit, spec: &FormatSpec) -> String {
    let digits = value.to_fixed(places);
    let grouped = match spec.grouping {
        Grouping::Always => true,
        Grouping::Never => false,
        Grouping::Natural => is_money(unit),
    };
    let digits = if grouped { group_thousands(&digits) } else { digits };
    if spec.without_unit { digits } else { format!("{digits}{unit}") }
}

fn in_chinese(value: &Rational, places: u32, unit: &Unit, spec: &FormatSpec) -> String {
    // A round 97.00% is said 百分之九十七.
    let rounded = value.round(places, crate::Rounding::HalfUp);
    let places = if spec.places.is_none() { rounded.decimals().unwrap_or(places) } else { places };
    if spec.without_unit || unit.is_plain() {
        return format!(
            "{}{unit_or_nothing}",
            numeral(value, places, Following::Nothing),
            unit_or_nothing = if spec.without_unit { "" } else { &unit.top.name }
        );
    }
    if let Some(whole) =
        [("%", "百分之"), ("‰", "千分之")].iter().find(|it| it.0 == &*unit.top.name && unit.over.is_none())
    {
        let said = numeral(value, places, Following::Nothing);
        return match said.strip_prefix('负') {
            Some(rest) => format!("负{}{rest}", whole.1),
            None => format!("{}{said}", whole.1),
        };
    }
    format!("{}{unit}", numeral(value, places, Following::CountingWord))
}

/// Puts a comma after every three digits of the whole part: `-37796.38` → `-37,796.38`.
pub fn group_thousands(digits: &str) -> String {
    let (sign, rest) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let (whole, part) = match rest.find('.') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let mut out = String::with_capacity(digits.len() + whole.len() / 3);
    out.push_str(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(part);
    out
}
