//! Money, ratios and scores as types of their own (style §5): only the sums that mean something compile.

use crate::quantity::Quantity;
use crate::rational::{NumError, Rational, Rounding};
use crate::unit::{Dimension, Unit};
use std::fmt;

/// An amount of money (金额) in whole 分 (fen, 0.01 元). Exact; there is no way in from a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    fen: i128,
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money { fen: 0 };

    /// So many 分.
    pub fn from_fen(fen: i128) -> Money {
        Money { fen }
    }

    /// An amount in 元.
    ///
    /// Errors: [`NumError::FinerThanFen`] when it is no whole number of 分, which is a mistake at the cell it
    /// comes from and is never rounded away; [`NumError::Overflow`] beyond 128 bits.
    pub fn from_yuan(yuan: &Rational) -> Result<Money, NumError> {
        let fen = yuan * &Rational::int(100);
        match fen.to_i128() {
            Some(fen) => Ok(Money { fen }),
            None if fen.is_integer() => Err(NumError::Overflow),
            None => Err(NumError::FinerThanFen),
        }
    }

    /// The amount of a quantity in 元, 万元 and so on; `None` when it is no money at all.
    pub fn from_quantity(quantity: &Quantity) -> Option<Result<Money, NumError>> {
        let home = matches!(quantity.unit.dimension(), Some(Dimension::Named(name)) if &**name == "货币");
        home.then(|| Money::from_yuan(&quantity.base))
    }

    /// The number of 分.
    pub fn fen(self) -> i128 {
        self.fen
    }

    /// The amount in 元, exact.
    pub fn yuan(self) -> Rational {
        Rational::scaled(self.fen, 2)
    }

    /// The amount as a quantity shown in `unit`; the caller gives a unit of money, whose base is 元.
    pub fn quantity(self, unit: Unit) -> Quantity {
        Quantity { base: self.yuan(), unit }
    }

    /// `self + other`, or [`NumError::Overflow`].
    pub fn checked_add(self, other: Money) -> Result<Money, NumError> {
        self.fen.checked_add(other.fen).map(|fen| Money { fen }).ok_or(NumError::Overflow)
    }

    /// `self − other`, or [`NumError::Overflow`].
    pub fn checked_sub(self, other: Money) -> Result<Money, NumError> {
        self.fen.checked_sub(other.fen).map(|fen| Money { fen }).ok_or(NumError::Overflow)
    }

    /// The sum of all, or [`NumError::Overflow`].
    pub fn sum(all: impl IntoIterator<Item = Money>) -> Result<Money, NumError> {
        all.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// `self` ÷ `whole` exactly, or [`NumError::DivisionByZero`]. Never rounds.
    pub fn ratio_of(self, whole: Money) -> Result<Ratio, NumError> {
        Rational::new(self.fen, whole.fen).map(Ratio)
    }
}

impl fmt::Display for Money {
    /// In 元 with two decimals: `323231400.00元`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}元", self.yuan().to_fixed(2))
    }
}

/// A ratio of two like amounts (比率): 1 is 100%.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(Rational);

impl Ratio {
    /// A ratio from its exact value: 97% is 0.97.
    pub fn exact(value: Rational) -> Ratio {
        Ratio(value)
    }

    /// The exact value.
    pub fn value(&self) -> &Rational {
        &self.0
    }

    /// The part of `points` this ratio earns, exact and unrounded.
    pub fn of_points(&self, points: &Score) -> Score {
        Score(&self.0 * &points.0)
    }
}

impl fmt::Display for Ratio {
    /// In % with two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (&self.0 * &Rational::int(100)).to_fixed(2))
    }
}

/// Points of a score (分值, 得分). Exact until [`Score::round`] is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(Rational);

impl Score {
    /// So many points.
    pub fn points(value: Rational) -> Score {
        Score(value)
    }

    /// The exact value.
    pub fn value(&self) -> &Rational {
        &self.0
    }

    /// Rounded half away from zero to `places` decimals.
    pub fn round(&self, places: u32) -> Score {
        Score(self.0.round(places, Rounding::HalfUp))
    }

    /// The sum of all.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Score>) -> Score {
        Score(all.into_iter().map(|it| &it.0).sum())
    }

    /// `self − other`, as in points lost.
    pub fn minus(&self, other: &Score) -> Score {
        Score(&self.0 - &other.0)
    }
}

impl fmt::Display for Score {
    /// In 分 with two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}分", self.0.to_fixed(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_whole_fen_and_says_so() {
        let yuan = |t: &str| Money::from_yuan(&Rational::parse(t).unwrap());
        assert_eq!(yuan("323231400").unwrap().fen(), 32_323_140_000);
        assert_eq!(yuan("0.005"), Err(NumError::FinerThanFen));
        assert_eq!(yuan(&"9".repeat(60)), Err(NumError::Overflow));
        assert_eq!(yuan("-1.10").unwrap().to_string(), "-1.10元");
        let (paid, budget) = (yuan("48504000").unwrap(), yuan("50000000").unwrap());
        let rate = paid.ratio_of(budget).unwrap();
        assert_eq!(rate.to_string(), "97.01%");
        let points = rate.of_points(&Score::points(Rational::int(8)));
        assert_eq!(points.round(2).to_string(), "7.76分");
        assert_eq!(paid.ratio_of(Money::ZERO), Err(NumError::DivisionByZero));
        assert_eq!(Money::sum([Money::from_fen(i128::MAX), Money::from_fen(1)]), Err(NumError::Overflow));
    }
}
