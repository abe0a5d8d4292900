//! A number with a unit.

use crate::rational::{NumError, Rational};
use crate::unit::{Unit, UnitError};
use std::cmp::Ordering;
use std::fmt;

/// An exact amount of something (数量): a rational in base units, and the unit to show it in.
///
/// Equality of the struct includes the display unit; use [`Quantity::compare`] to compare amounts.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The amount in the base unit of the dimension (元 for money, 1 for ratios).
    pub base: Rational,
    /// The unit it is shown in.
    pub unit: Unit,
}

impl Quantity {
    /// `value` of `unit`: `Quantity::of(r("1.5"), 万元)` is 15,000 in base units.
    pub fn of(value: Rational, unit: Unit) -> Quantity {
        Quantity { base: &value * &unit.scale(), unit }
    }

    /// A bare number.
    pub fn plain(value: Rational) -> Quantity {
        Quantity { base: value, unit: Unit::plain() }
    }

    /// A ratio, shown in %.
    pub fn ratio(value: Rational) -> Quantity {
        Quantity { base: value, unit: Unit::percent() }
    }

    /// The number in the display unit.
    pub fn value(&self) -> Rational {
        self.value_in(&self.unit)
    }

    /// The number in another unit of the same dimension; the caller has checked the dimension.
    pub fn value_in(&self, unit: &Unit) -> Rational {
        self.base.div(&unit.scale()).unwrap_or(Rational::ZERO)
    }

    /// `self + other`, with the unit rules of contracts §1.
    pub fn add(&self, other: &Quantity) -> Result<Quantity, UnitError> {
        Ok(Quantity { unit: self.unit.sum(&other.unit)?, base: &self.base + &other.base })
    }

    /// `self − other`.
    pub fn sub(&self, other: &Quantity) -> Result<Quantity, UnitError> {
        Ok(Quantity { unit: self.unit.difference(&other.unit)?, base: &self.base - &other.base })
    }

    /// `self × other`.
    pub fn mul(&self, other: &Quantity) -> Result<Quantity, UnitError> {
        Ok(Quantity { unit: self.unit.product(&other.unit)?, base: &self.base * &other.base })
    }

    /// `self ÷ other`; the inner error is a zero divisor.
    pub fn div(&self, other: &Quantity) -> Result<Result<Quantity, NumError>, UnitError> {
        let unit = self.unit.quotient(&other.unit)?;
        Ok(self.base.div(&other.base).map(|base| Quantity { base, unit }))
    }

    /// Compares two amounts, or says why they cannot be compared.
    pub fn compare(&self, other: &Quantity) -> Result<Ordering, UnitError> {
        self.unit.comparable(&other.unit)?;
        let bare_fraction = |q: &Quantity| q.unit.is_plain() && !q.base.is_integer();
        if !self.unit.same_dimension(&other.unit) && (bare_fraction(self) || bare_fraction(other)) {
            return Err(UnitError::Mismatch(self.unit.clone(), other.unit.clone()));
        }
        Ok(self.base.cmp(&other.base))
    }
}

impl fmt::Display for Quantity {
    /// The exact number and the unit without a space: `37796.377万元`, `2/3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.value(), self.unit)
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
