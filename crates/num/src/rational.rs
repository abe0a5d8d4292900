//! Exact rational numbers with a small fast form and a big fallback.

use crate::short::{POWERS, gcd, product, short, sum};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

/// The size, in bits of numerator plus denominator, beyond which a value counts as overflown (contracts §1).
pub const MAX_BITS: u64 = 512;

/// The most decimals anything is rounded to or printed with; a larger wish is cut down to it.
pub const PLACES_MAX: u32 = 1000;

/// What can go wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumError {
    /// The divisor is zero.
    DivisionByZero,
    /// Numerator and denominator together need more than [`MAX_BITS`] bits.
    Overflow,
    /// The text is not a number.
    NotANumber,
    /// An amount of money is finer than 分 (0.01 元).
    FinerThanFen,
}

impl fmt::Display for NumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumError::DivisionByZero => "division by zero",
            NumError::Overflow => "number too large",
            NumError::NotANumber => "not a number",
            NumError::FinerThanFen => "money finer than 0.01 yuan",
        })
    }
}

impl std::error::Error for NumError {}

/// How to round (舍入方式). Always spelt out at the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Half away from zero (四舍五入): 0.605 → 0.61, −0.605 → −0.61.
    HalfUp,
    /// Towards plus infinity (向上取整).
    Up,
    /// Towards minus infinity (向下取整).
    Down,
}

/// An exact rational number (有理数), always in lowest terms with a positive denominator.
///
/// Values whose parts fit 128 bits are kept small; larger ones fall back to big integers, so `==`
/// and hashing may compare representations.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i128, i128),
    Big(Box<(BigInt, BigInt)>),
}

impl Rational {
    /// Zero.
    pub const ZERO: Rational = Rational(Repr::Small(0, 1));
    /// One.
    pub const ONE: Rational = Rational(Repr::Small(1, 1));

    /// An integer.
    pub fn int(value: impl Into<i128>) -> Rational {
        let value = value.into();
        if value == i128::MIN {
            return Rational::from_big(BigInt::from(value), BigInt::from(1));
        }
        Rational(Repr::Small(value, 1))
    }

    /// `numer` ÷ `denom` in lowest terms, or [`NumError::DivisionByZero`].
    pub fn new(numer: i128, denom: i128) -> Result<Rational, NumError> {
        if denom == 0 {
            return Err(NumError::DivisionByZero);
        }
        if numer == i128::MIN || denom == i128::MIN {
            return Ok(Rational::from_big(BigInt::from(numer), BigInt::from(denom)));
        }
        Ok(Rational::small(numer, denom))
    }

    /// `digits` × 10^−`places`, as in `Rational::scaled(12345, 2)` for 123.45.
    pub fn scaled(digits: i128, places: u32) -> Rational {
        Rational::int(digits).div(&Rational::pow10(places)).unwrap_or(Rational::ZERO)
    }

    /// 10 to the power `exponent`.
    pub fn pow10(exponent: u32) -> Rational {
        match 10_i128.checked_pow(exponent) {
            Some(power) => Rational(Repr::Small(power, 1)),
            None => Rational::from_big(BigInt::from(10).pow(exponent), BigInt::from(1)),
        }
    }

    // Requires denom ≠ 0 and neither part to be i128::MIN, so that negation cannot overflow.
    fn small(numer: i128, denom: i128) -> Rational {
        if denom == 1 {
            return Rational(Repr::Small(numer, 1));
        }
        // Division in 64 bits is several times faster, and nearly all numbers of a report fit.
        if let (Ok(n), Ok(d)) = (i64::try_from(numer), i64::try_from(denom))
            && d > 0
        {
            let common = n.unsigned_abs().gcd(&d.unsigned_abs()) as i64;
            return Rational(Repr::Small((n / common).into(), (d / common).into()));
        }
        let common = gcd(numer.unsigned_abs(), denom.unsigned_abs()) as i128;
        let (n, d) = (numer / common, denom / common);
        if d < 0 { Rational(Repr::Small(-n, -d)) } else { Rational(Repr::Small(n, d)) }
    }

    fn from_big(numer: BigInt, denom: BigInt) -> Rational {
        let common = numer.gcd(&denom);
        let (mut n, mut d) =
            if common.is_zero() { (numer, denom) } else { (numer / &common, denom / &common) };
        if d.is_negative() {
            n = -n;
            d = -d;
        }
        match (n.to_i128(), d.to_i128()) {
            (Some(n), Some(d)) if n != i128::MIN => Rational(Repr::Small(n, d)),
            _ => Rational(Repr::Big(Box::new((n, d)))),
        }
    }

    fn short_with(&self, other: &Rational) -> Option<[i64; 4]> {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => short([a, b, c, d]),
            _ => None,
        }
    }

    fn big_parts(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Repr::Small(n, d) => (BigInt::from(*n), BigInt::from(*d)),
            Repr::Big(parts) => (parts.0.clone(), parts.1.clone()),
        }
    }

    /// Reads a plain decimal (`-1234.50`) or a fraction (`2/3`) exactly; no separators, no exponent.
    ///
    /// Errors: [`NumError::NotANumber`], [`NumError::DivisionByZero`] for `1/0`, [`NumError::Overflow`]
    /// beyond [`MAX_BITS`].
    pub fn parse(text: &str) -> Result<Rational, NumError> {
        if let Some((n, d)) = text.split_once('/') {
            return Rational::parse_decimal(n)?.div(&Rational::parse_decimal(d)?)?.limited();
        }
        Rational::parse_decimal(text)
    }

    fn parse_decimal(text: &str) -> Result<Rational, NumError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
            return Err(NumError::NotANumber);
        }
        // 512 bits hold 154 digits; longer texts are refused before any big arithmetic is done.
        if whole.len() + part.len() > 160 {
            return Err(NumError::Overflow);
        }
        if whole.len() + part.len() <= 36 {
            // 36 digits stay below i128::MAX, and so does the power of ten.
            let value = whole.bytes().chain(part.bytes()).fold(0_i128, |n, b| n * 10 + i128::from(b - b'0'));
            return Ok(Rational::small(if negative { -value } else { value }, POWERS[part.len()]));
        }
        let joined = format!("{whole}{part}");
        let numer: BigInt = joined.parse().map_err(|_| NumError::NotANumber)?;
        let denom = BigInt::from(10).pow(part.len() as u32);
        let value = Rational::from_big(if negative { -numer } else { numer }, denom);
        value.limited()
    }

    /// The value itself, or [`NumError::Overflow`] when it needs more than [`MAX_BITS`] bits.
    pub fn limited(self) -> Result<Rational, NumError> {
        match &self.0 {
            Repr::Small(..) => Ok(self),
            Repr::Big(parts) if parts.0.bits() + parts.1.bits() <= MAX_BITS => Ok(self),
            Repr::Big(_) => Err(NumError::Overflow),
        }
    }

    /// `self` ÷ `other`, exact.
    pub fn div(&self, other: &Rational) -> Result<Rational, NumError> {
        if other.is_zero() {
            return Err(NumError::DivisionByZero);
        }
        if let Some([a, b, c, d]) = self.short_with(other) {
            let (c, d) = if c < 0 { (-d, -c) } else { (d, c) };
            let (n, d) = product([a, b, c, d]);
            return Ok(Rational(Repr::Small(n, d)));
        }
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let (Some(n), Some(m)) = (a.checked_mul(*d), b.checked_mul(*c))
            && n != i128::MIN
            && m != i128::MIN
        {
            return Ok(Rational::small(n, m));
        }
        let ((a, b), (c, d)) = (self.big_parts(), other.big_parts());
        Ok(Rational::from_big(a * d, b * c))
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Whether the value is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(parts) => parts.0.is_negative(),
        }
    }

    /// Whether the value is a whole number.
    pub fn is_integer(&self) -> bool {
        matches!(self.0, Repr::Small(_, 1)) || matches!(&self.0, Repr::Big(p) if p.1 == BigInt::from(1))
    }

    /// The distance from zero.
    pub fn abs(&self) -> Rational {
        if self.is_negative() { -self.clone() } else { self.clone() }
    }

    /// The value as a whole `i128`, when it is one and fits.
    pub fn to_i128(&self) -> Option<i128> {
        match self.0 {
            Repr::Small(n, 1) => Some(n),
            _ => None,
        }
    }

    /// The nearest float, for charts and statistics only.
    #[expect(clippy::disallowed_types, reason = "the one way out of exactness, for drawing")]
    pub fn to_f64_for_drawing(&self) -> f64 {
        let (n, d) = self.big_parts();
        n.to_f64().unwrap_or(f64::MAX) / d.to_f64().unwrap_or(f64::MAX)
    }

    /// Rounds to `places` decimals, at most [`PLACES_MAX`].
    pub fn round(&self, places: u32, mode: Rounding) -> Rational {
        let places = places.min(PLACES_MAX);
        if self.is_integer() {
            return self.clone();
        }
        if let Repr::Small(n, d) = self.0
            && let Some(scale) = POWERS.get(places as usize)
            && let Some(n) = n.checked_mul(*scale)
            && d <= i128::MAX / 2
        {
            let (floor, rest) = match (i64::try_from(n), i64::try_from(d)) {
                (Ok(n), Ok(d)) => (n.div_euclid(d).into(), n.rem_euclid(d).into()),
                _ => (n.div_euclid(d), n.rem_euclid(d)),
            };
            let up = goes_up(mode, (2 * rest).cmp(&d), rest == 0, n < 0);
            return Rational::small(floor + i128::from(up), *scale);
        }
        let scale = Rational::pow10(places);
        let (n, d) = (self * &scale).big_parts();
        let floor = n.div_floor(&d);
        let rest = n - &floor * &d;
        let up = goes_up(mode, (BigInt::from(2) * &rest).cmp(&d), rest.is_zero(), self.is_negative());
        let whole = if up { floor + 1 } else { floor };
        Rational::from_big(whole, scale.big_parts().0)
    }

    /// Prints with exactly `places` decimals, rounding half away from zero: `0.605` at 2 is `0.61`.
    /// At most [`PLACES_MAX`] decimals are printed.
    pub fn to_fixed(&self, places: u32) -> String {
        let places = places.min(PLACES_MAX);
        let rounded = self.round(places, Rounding::HalfUp);
        let digits = match &rounded.0 {
            // The denominator divides 10^places, or rounding would not have ended there.
            Repr::Small(n, d) => match (u64::try_from(n.unsigned_abs()), POWERS.get(places as usize)) {
                (Ok(n), Some(power)) if *power < 1 << 62 => {
                    let factor = (*power as u64) / (*d as u64);
                    n.checked_mul(factor).map(|it| it.to_string())
                }
                _ => None,
            },
            Repr::Big(_) => None,
        };
        let digits = digits.unwrap_or_else(|| {
            let (n, d) = (&rounded * &Rational::pow10(places)).big_parts();
            (n.abs() / d).to_string()
        });
        let width = places as usize + 1;
        let padded = if digits.len() < width { format!("{digits:0>width$}") } else { digits };
        let (whole, part) = padded.split_at(padded.len() - places as usize);
        let sign = if rounded.is_negative() { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// The number of decimals needed to print the value exactly, or `None` when no finite number does.
    pub fn decimals(&self) -> Option<u32> {
        if let Repr::Small(_, d) = self.0 {
            let odd = d >> d.trailing_zeros();
            if let Ok(mut rest) = u64::try_from(odd) {
                let mut fives = 0;
                while rest % 5 == 0 {
                    rest /= 5;
                    fives += 1;
                }
                return (rest == 1).then(|| d.trailing_zeros().max(fives));
            }
            let (mut rest, mut fives) = (odd, 0);
            while rest % 5 == 0 {
                rest /= 5;
                fives += 1;
            }
            return (rest == 1).then(|| d.trailing_zeros().max(fives));
        }
        let (_, mut d) = self.big_parts();
        let (mut twos, mut fives) = (0_u32, 0_u32);
        let (two, five) = (BigInt::from(2), BigInt::from(5));
        while d.is_multiple_of(&two) {
            d /= &two;
            twos += 1;
        }
        while d.is_multiple_of(&five) {
            d /= &five;
            fives += 1;
        }
        (d == BigInt::from(1)).then(|| twos.max(fives))
    }

    /// The exact text kept in proofs: a decimal where one exists (`97.5`), else `n/d` (`2/3`).
    pub fn exact_text(&self) -> String {
        match self.decimals() {
            Some(places) => self.to_fixed(places),
            None => {
                let (n, d) = self.big_parts();
                format!("{n}/{d}")
            }
        }
    }
}

// Half away from zero and its fellows on a floor and what is left over it, 0 ≤ rest < denominator.
fn goes_up(
    mode: Rounding,
    twice_rest_against_denominator: Ordering,
    rest_is_zero: bool,
    negative: bool,
) -> bool {
    match mode {
        Rounding::Down => false,
        Rounding::Up => !rest_is_zero,
        // On the positive side a tie goes up, on the negative side it stays down.
        Rounding::HalfUp => match twice_rest_against_denominator {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => !negative,
        },
    }
}

impl Default for Rational {
    fn default() -> Rational {
        Rational::ZERO
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Rational {
        Rational::int(value)
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(x), Some(y)) = (a.checked_mul(*d), c.checked_mul(*b)) {
                return x.cmp(&y);
            }
        }
        let ((a, b), (c, d)) = (self.big_parts(), other.big_parts());
        (a * d).cmp(&(c * b))
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        // Money, counts and points are nearly always this short; then nothing can overflow.
        if let Some(parts) = self.short_with(other) {
            let (n, d) = sum(parts);
            return Rational(Repr::Small(n, d));
        }
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            if b == d
                && let Some(n) = a.checked_add(*c)
                && n != i128::MIN
            {
                return Rational::small(n, *b);
            }
            if let (Some(x), Some(y), Some(m)) = (a.checked_mul(*d), c.checked_mul(*b), b.checked_mul(*d))
                && let Some(n) = x.checked_add(y)
                && n != i128::MIN
            {
                return Rational::small(n, m);
            }
        }
        let ((a, b), (c, d)) = (self.big_parts(), other.big_parts());
        Rational::from_big(a * &d + c * &b, b * d)
    }
}

impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        self + &-other
    }
}

impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        if let Some(parts) = self.short_with(other) {
            let (n, d) = product(parts);
            return Rational(Repr::Small(n, d));
        }
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let (Some(n), Some(m)) = (a.checked_mul(*c), b.checked_mul(*d))
            && n != i128::MIN
        {
            return Rational::small(n, m);
        }
        let ((a, b), (c, d)) = (self.big_parts(), other.big_parts());
        Rational::from_big(a * c, b * d)
    }
}

impl Neg for Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        match self.0 {
            Repr::Small(n, d) => Rational(Repr::Small(-n, d)),
            Repr::Big(parts) => Rational::from_big(-parts.0, parts.1),
        }
    }
}

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        -self.clone()
    }
}

impl Sum for Rational {
    fn sum<I: Iterator<Item = Rational>>(all: I) -> Rational {
        all.fold(Rational::ZERO, |sum, it| &sum + &it)
    }
}

impl<'a> Sum<&'a Rational> for Rational {
    fn sum<I: Iterator<Item = &'a Rational>>(all: I) -> Rational {
        all.fold(Rational::ZERO, |sum, it| &sum + it)
    }
}

impl std::str::FromStr for Rational {
    type Err = NumError;
    fn from_str(text: &str) -> Result<Rational, NumError> {
        Rational::parse(text)
    }
}

impl Add for Rational {
    type Output = Rational;
    fn add(self, other: Rational) -> Rational {
        &self + &other
    }
}

impl Sub for Rational {
    type Output = Rational;
    fn sub(self, other: Rational) -> Rational {
        &self - &other
    }
}

impl Mul for Rational {
    type Output = Rational;
    fn mul(self, other: Rational) -> Rational {
        &self * &other
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.exact_text())
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.exact_text())
    }
}
