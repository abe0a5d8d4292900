//! A quantity as somebody wrote it (文中数值): number, unit and the precision of the writing.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::rational::Rational;
use crate::unit::{Unit, UnitTable};
use crate::written::{Form, Written, WrittenError, scan_whole, strip_sign};
use std::fmt;

/// A quantity read from text, with the worth of its last written digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The quantity; its unit is the one written (万元, %, 万人次).
    pub quantity: Quantity,
    /// One unit of the last written digit, in base units: 100 (元) in `37,796.38万元`. 0 for a fraction in words.
    pub step: Rational,
}

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatedError {
    /// The number cannot be read.
    Number(WrittenError),
    /// The number is fine, the unit behind it is not known.
    UnknownUnit(String),
}

impl fmt::Display for StatedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatedError::Number(error) => error.fmt(f),
            StatedError::UnknownUnit(unit) => write!(f, "unknown unit {unit}"),
        }
    }
}

impl std::error::Error for StatedError {}

impl Stated {
    /// Reads a whole text: `4,850.40 万元`, `97%`, `百分之九十七`, `1.2万人次`, `￥120.00`, `（3.5）亿元`.
    ///
    /// A number without a unit is a bare number. Blanks between number and unit are allowed. Signs as in
    /// [`crate::parse_number`].
    pub fn parse(text: &str, units: &UnitTable) -> Result<Stated, StatedError> {
        let chars: Vec<char> = text.trim().chars().collect();
        let (mut negative, mut body) = strip_sign(&chars);
        let yuan_sign = matches!(body.first(), Some('￥' | '¥'));
        if yuan_sign {
            let (minus, rest) = strip_sign(&body[1..]);
            negative ^= minus;
            body = rest;
        }
        let (number, rest) = bracketed(body, &mut negative)?;
        let unit_text: String = rest.iter().collect();
        let unit_text = unit_text.trim();
        let fallback = if yuan_sign { "元" } else { "" };
        let stated = Stated::of(&number, if unit_text.is_empty() { fallback } else { unit_text }, units)?;
        Ok(if negative { stated.negated() } else { stated })
    }

    /// A number with the unit written behind it; 万 and 亿 go to the unit where they can (1.2 万元).
    pub fn of(number: &Written, unit_text: &str, units: &UnitTable) -> Result<Stated, StatedError> {
        if let Some(unit) = implied_unit(number.form) {
            return match unit_text {
                "" => Ok(Stated::with_unit(number, unit)),
                other => Err(StatedError::UnknownUnit(other.into())),
            };
        }
        if let Some(part) = &number.before_big
            && let Some(unit) = units.get(&format!("{}{unit_text}", big_word(&number.value, &part.1.value)))
        {
            return Ok(Stated::with_unit(&part.1, unit));
        }
        if unit_text.is_empty() {
            return Ok(Stated::with_unit(number, Unit::plain()));
        }
        match units.get(unit_text) {
            Some(unit) => Ok(Stated::with_unit(number, unit)),
            None => Err(StatedError::UnknownUnit(unit_text.into())),
        }
    }

    /// A number in a known unit.
    pub fn with_unit(number: &Written, unit: Unit) -> Stated {
        let step = &number.step * &unit.scale();
        Stated { quantity: Quantity::of(number.value.clone(), unit), step }
    }

    /// The values the writing stands for, in base units, when it was rounded half away from zero.
    ///
    /// Whole numbers of things that are counted (natural decimals 0: 家, 个, 天) are exact; everything else is
    /// good to half a unit of its last digit. `1.2万家` counts in 万, so it is not exact.
    pub fn interval(&self) -> Interval {
        if self.is_exact() {
            return Interval::exact(self.quantity.base.clone());
        }
        Interval::rounded(&self.quantity.base, &self.step)
    }

    /// The values it stands for when the last digits were cut off (只舍不入).
    pub fn truncated_interval(&self) -> Interval {
        if self.is_exact() {
            return Interval::exact(self.quantity.base.clone());
        }
        Interval::truncated(&self.quantity.base, &self.step)
    }

    /// Whether the writing is a whole count or a fraction in words, and so not rounded.
    pub fn is_exact(&self) -> bool {
        self.step.is_zero() || is_count(&self.quantity.unit) && self.quantity.value().is_integer()
    }

    /// The same with the other sign.
    pub fn negated(mut self) -> Stated {
        self.quantity.base = -self.quantity.base;
        self
    }
}

/// Whether a unit counts whole things: natural decimals 0 in `schema/units.toml`, no compound.
pub fn is_count(unit: &Unit) -> bool {
    unit.over.is_none() && unit.top.decimals == Some(0)
}

fn implied_unit(form: Form) -> Option<Unit> {
    let ratio = |name: &str, scale: Rational| {
        Unit::simple(std::sync::Arc::new(crate::BaseUnit {
            name: name.into(),
            dimension: crate::Dimension::Ratio,
            scale,
            decimals: None,
        }))
    };
    match form {
        Form::Bare => None,
        Form::Percent => Some(Unit::percent()),
        Form::Permille => Some(ratio("‰", Rational::scaled(1, 3))),
        Form::Fraction => Some(ratio("倍", Rational::ONE)),
        Form::Tenths => Some(ratio("成", Rational::scaled(1, 1))),
    }
}

// The 万 or 亿 between the part and the whole number.
fn big_word(whole: &Rational, part: &Rational) -> &'static str {
    match whole.div(part).ok().and_then(|it| it.to_i128()) {
        Some(100_000_000) => "亿",
        Some(1_000_000_000_000) => "万亿",
        // 0万 divides by zero; 万 is as good as any.
        _ => "万",
    }
}

// （3.5）亿元: brackets round the number alone are a minus as well.
fn bracketed<'a>(body: &'a [char], negative: &mut bool) -> Result<(Written, &'a [char]), StatedError> {
    let whole = |chars| scan_whole(chars).map_err(StatedError::Number);
    if let ['(' | '（', rest @ ..] = body {
        let (number, rest) = whole(rest)?;
        return match rest {
            [')' | '）', rest @ ..] => {
                *negative = !*negative;
                Ok((number, rest))
            }
            _ => Err(StatedError::Number(WrittenError::NotANumber)),
        };
    }
    whole(body)
}
