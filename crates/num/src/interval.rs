//! Sets of values between two ends (区间), exact, with open, closed or missing ends.
//!
//! A printed number is such a set: 37,796.38 stands for every x with 37,796.375 ≤ x < 37,796.385. Checks on
//! printed numbers ask whether any values inside the sets satisfy a relation.

use crate::rational::Rational;
use std::cmp::Ordering;
use std::fmt;

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// The value itself belongs to the interval.
    Closed(Rational),
    /// The value itself does not belong to it.
    Open(Rational),
    /// No end on this side.
    Unbounded,
}

/// A set of values without gaps, never empty.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Interval {
    lower: End,
    upper: End,
}

impl End {
    /// The value at the end, if there is one.
    pub fn value(&self) -> Option<&Rational> {
        match self {
            End::Closed(value) | End::Open(value) => Some(value),
            End::Unbounded => None,
        }
    }

    /// Whether the value at the end belongs to the interval.
    pub fn is_closed(&self) -> bool {
        matches!(self, End::Closed(_))
    }

    fn map(&self, change: impl FnOnce(&Rational) -> Rational) -> End {
        match self {
            End::Closed(value) => End::Closed(change(value)),
            End::Open(value) => End::Open(change(value)),
            End::Unbounded => End::Unbounded,
        }
    }

    // An end made of two: closed only when both are.
    fn join(&self, other: &End, combine: impl FnOnce(&Rational, &Rational) -> Rational) -> End {
        match (self, other) {
            (End::Unbounded, _) | (_, End::Unbounded) => End::Unbounded,
            (End::Closed(a), End::Closed(b)) => End::Closed(combine(a, b)),
            (End::Closed(a) | End::Open(a), End::Closed(b) | End::Open(b)) => End::Open(combine(a, b)),
        }
    }
}

impl Interval {
    /// Every number.
    pub const ALL: Interval = Interval { lower: End::Unbounded, upper: End::Unbounded };

    /// The set between two ends, or `None` when nothing lies between them.
    pub fn between(lower: End, upper: End) -> Option<Interval> {
        if let (Some(low), Some(high)) = (lower.value(), upper.value()) {
            let point = lower.is_closed() && upper.is_closed();
            if low > high || (low == high && !point) {
                return None;
            }
        }
        Some(Interval { lower, upper })
    }

    /// One value only.
    pub fn exact(value: Rational) -> Interval {
        Interval { lower: End::Closed(value.clone()), upper: End::Closed(value) }
    }

    /// All values that print as `value` when rounded half away from zero to multiples of `step`:
    /// [v − u/2, v + u/2) above zero, mirrored below, open on both sides at zero. A step of 0 is exact.
    pub fn rounded(value: &Rational, step: &Rational) -> Interval {
        if step.is_zero() {
            return Interval::exact(value.clone());
        }
        let half = &step.abs() * &Rational::scaled(5, 1);
        let (low, high) = (value - &half, value + &half);
        match value.cmp(&Rational::ZERO) {
            Ordering::Greater => Interval { lower: End::Closed(low), upper: End::Open(high) },
            Ordering::Less => Interval { lower: End::Open(low), upper: End::Closed(high) },
            Ordering::Equal => Interval { lower: End::Open(low), upper: End::Open(high) },
        }
    }

    /// All values that print as `value` when cut off after the last digit (只舍不入): [v, v + u) above zero,
    /// mirrored below.
    pub fn truncated(value: &Rational, step: &Rational) -> Interval {
        if step.is_zero() {
            return Interval::exact(value.clone());
        }
        let step = step.abs();
        match value.cmp(&Rational::ZERO) {
            Ordering::Greater => {
                Interval { lower: End::Closed(value.clone()), upper: End::Open(value + &step) }
            }
            Ordering::Less => Interval { lower: End::Open(value - &step), upper: End::Closed(value.clone()) },
            Ordering::Equal => Interval { lower: End::Open(-&step), upper: End::Open(step) },
        }
    }

    /// `value` give or take `share` of it: 约600 with a share of 1/20 is [570, 630].
    pub fn about(value: &Rational, share: &Rational) -> Interval {
        let off = (value * share).abs();
        Interval { lower: End::Closed(value - &off), upper: End::Closed(value + &off) }
    }

    /// (v, ∞): 超过 突破 逾.
    pub fn above(value: Rational) -> Interval {
        Interval { lower: End::Open(value), upper: End::Unbounded }
    }

    /// [v, ∞): 以上 至少 不少于.
    pub fn at_least(value: Rational) -> Interval {
        Interval { lower: End::Closed(value), upper: End::Unbounded }
    }

    /// (−∞, v): 不足.
    pub fn below(value: Rational) -> Interval {
        Interval { lower: End::Unbounded, upper: End::Open(value) }
    }

    /// (−∞, v]: 以下 不超过.
    pub fn at_most(value: Rational) -> Interval {
        Interval { lower: End::Unbounded, upper: End::Closed(value) }
    }

    /// The lower end.
    pub fn lower(&self) -> &End {
        &self.lower
    }

    /// The upper end.
    pub fn upper(&self) -> &End {
        &self.upper
    }

    /// The single value, when there is only one.
    pub fn exact_value(&self) -> Option<&Rational> {
        match (&self.lower, &self.upper) {
            (End::Closed(a), End::Closed(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Upper end minus lower end, or `None` when one is missing.
    pub fn width(&self) -> Option<Rational> {
        Some(self.upper.value()? - self.lower.value()?)
    }

    /// Whether `value` belongs to the set.
    pub fn contains(&self, value: &Rational) -> bool {
        let above = match &self.lower {
            End::Closed(low) => value >= low,
            End::Open(low) => value > low,
            End::Unbounded => true,
        };
        let below = match &self.upper {
            End::Closed(high) => value <= high,
            End::Open(high) => value < high,
            End::Unbounded => true,
        };
        above && below
    }

    /// Whether every value of `other` belongs to `self`.
    pub fn contains_all(&self, other: &Interval) -> bool {
        self.intersection(other).as_ref() == Some(other)
    }

    /// The values common to both, or `None` when there are none.
    pub fn intersection(&self, other: &Interval) -> Option<Interval> {
        let lower = tighter(&self.lower, &other.lower, Ordering::Greater);
        let upper = tighter(&self.upper, &other.upper, Ordering::Less);
        Interval::between(lower, upper)
    }

    /// Whether the two have a value in common.
    pub fn meets(&self, other: &Interval) -> bool {
        self.intersection(other).is_some()
    }

    /// The smallest interval that holds both.
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval {
            lower: looser(&self.lower, &other.lower, Ordering::Less),
            upper: looser(&self.upper, &other.upper, Ordering::Greater),
        }
    }

    /// All sums x + y.
    pub fn add(&self, other: &Interval) -> Interval {
        Interval {
            lower: self.lower.join(&other.lower, |a, b| a + b),
            upper: self.upper.join(&other.upper, |a, b| a + b),
        }
    }

    /// All differences x − y.
    pub fn sub(&self, other: &Interval) -> Interval {
        self.add(&other.negated())
    }

    /// All −x.
    pub fn negated(&self) -> Interval {
        Interval { lower: self.upper.map(|it| -it), upper: self.lower.map(|it| -it) }
    }

    /// The sums of one value from each; nothing summed is exactly 0.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Interval>) -> Interval {
        all.into_iter().fold(Interval::exact(Rational::ZERO), |sum, it| sum.add(it))
    }

    /// All factor × x.
    pub fn scaled(&self, factor: &Rational) -> Interval {
        match factor.cmp(&Rational::ZERO) {
            Ordering::Equal => Interval::exact(Rational::ZERO),
            Ordering::Greater => {
                Interval { lower: self.lower.map(|it| it * factor), upper: self.upper.map(|it| it * factor) }
            }
            Ordering::Less => {
                Interval { lower: self.upper.map(|it| it * factor), upper: self.lower.map(|it| it * factor) }
            }
        }
    }

    /// All products x × y.
    pub fn mul(&self, other: &Interval) -> Interval {
        let corners = [
            corner(&self.lower, Side::Lower, &other.lower, Side::Lower),
            corner(&self.lower, Side::Lower, &other.upper, Side::Upper),
            corner(&self.upper, Side::Upper, &other.lower, Side::Lower),
            corner(&self.upper, Side::Upper, &other.upper, Side::Upper),
        ];
        let mut lower = None::<Corner>;
        let mut upper = None::<Corner>;
        for it in corners {
            lower = Some(lower.map_or_else(|| it.clone(), |best| best.beyond(&it, Ordering::Less)));
            upper = Some(upper.map_or_else(|| it.clone(), |best| best.beyond(&it, Ordering::Greater)));
        }
        let end = |it: Option<Corner>| match it {
            Some(Corner::At(value, true)) => End::Closed(value),
            Some(Corner::At(value, false)) => End::Open(value),
            _ => End::Unbounded,
        };
        Interval { lower: end(lower), upper: end(upper) }
    }

    /// All quotients x ÷ y, or `None` when y may be zero.
    pub fn div(&self, other: &Interval) -> Option<Interval> {
        Some(self.mul(&other.reciprocal()?))
    }

    /// All 1 ÷ x, or `None` when x may be zero. A side that ends openly at zero goes on without end.
    pub fn reciprocal(&self) -> Option<Interval> {
        if self.contains(&Rational::ZERO) {
            return None;
        }
        let turn = |end: &End| match end {
            End::Unbounded => End::Open(Rational::ZERO),
            End::Open(value) if value.is_zero() => End::Unbounded,
            other => other.map(|it| Rational::ONE.div(it).unwrap_or(Rational::ZERO)),
        };
        Some(Interval { lower: turn(&self.upper), upper: turn(&self.lower) })
    }

    /// The least and the greatest whole number inside; `None` on a side without end, or when there is no whole
    /// number at all (then both are `None` and [`Interval::has_integer`] is false).
    pub fn integers(&self) -> (Option<Rational>, Option<Rational>) {
        if !self.has_integer() {
            return (None, None);
        }
        (self.first_integer(), self.last_integer())
    }

    /// Whether a whole number lies inside.
    pub fn has_integer(&self) -> bool {
        match (self.first_integer(), self.last_integer()) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        }
    }

    fn first_integer(&self) -> Option<Rational> {
        let low = self.lower.value()?;
        let up = low.round(0, crate::Rounding::Up);
        Some(if !self.lower.is_closed() && &up == low { &up + &Rational::ONE } else { up })
    }

    fn last_integer(&self) -> Option<Rational> {
        let high = self.upper.value()?;
        let down = high.round(0, crate::Rounding::Down);
        Some(if !self.upper.is_closed() && &down == high { &down - &Rational::ONE } else { down })
    }
}

// The end further inside; at equal values the open one.
fn tighter(a: &End, b: &End, inward: Ordering) -> End {
    match (a.value(), b.value()) {
        (None, _) => b.clone(),
        (_, None) => a.clone(),
        (Some(x), Some(y)) => match x.cmp(y) {
            Ordering::Equal => {
                if a.is_closed() {
                    b.clone()
                } else {
                    a.clone()
                }
            }
            order if order == inward => a.clone(),
            _ => b.clone(),
        },
    }
}

// The end further outside; at equal values the closed one.
fn looser(a: &End, b: &End, outward: Ordering) -> End {
    match (a.value(), b.value()) {
        (None, _) | (_, None) => End::Unbounded,
        (Some(x), Some(y)) => match x.cmp(y) {
            Ordering::Equal => {
                if a.is_closed() {
                    a.clone()
                } else {
                    b.clone()
                }
            }
            order if order == outward => a.clone(),
            _ => b.clone(),
        },
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Upper,
}

/// A product of two ends.
#[derive(Clone)]
enum Corner {
    /// A value, and whether it is reached.
    At(Rational, bool),
    /// Without end, below or above.
    Without(Side),
}

impl Corner {
    // The corner further out in the direction `outward`; a reached one wins a tie.
    fn beyond(self, other: &Corner, outward: Ordering) -> Corner {
        let side = if outward == Ordering::Less { Side::Lower } else { Side::Upper };
        match (&self, other) {
            (Corner::Without(it), _) if *it == side => self,
            (_, Corner::Without(it)) if *it == side => other.clone(),
            (Corner::Without(_), _) => other.clone(),
            (_, Corner::Without(_)) => self,
            (Corner::At(a, reached), Corner::At(b, _)) => match a.cmp(b) {
                Ordering::Equal => {
                    if *reached {
                        self
                    } else {
                        other.clone()
                    }
                }
                order if order == outward => self,
                _ => other.clone(),
            },
        }
    }
}

fn corner(a: &End, side_a: Side, b: &End, side_b: Side) -> Corner {
    let sign = |end: &End, side: Side| match end.value() {
        Some(value) => value.cmp(&Rational::ZERO),
        None if side == Side::Lower => Ordering::Less,
        None => Ordering::Greater,
    };
    match (a.value(), b.value()) {
        (Some(x), Some(y)) => {
            // Zero times anything is reached as soon as the zero is.
            let reached = (a.is_closed() && b.is_closed())
                || (x.is_zero() && a.is_closed())
                || (y.is_zero() && b.is_closed());
            Corner::At(x * y, reached)
        }
        // Zero times a side without end: the zero end contributes zero, the rest is at the other corners.
        _ if sign(a, side_a) == Ordering::Equal || sign(b, side_b) == Ordering::Equal => {
            let zero = if sign(a, side_a) == Ordering::Equal { a } else { b };
            Corner::At(Rational::ZERO, zero.is_closed())
        }
        _ if sign(a, side_a) == sign(b, side_b) => Corner::Without(Side::Upper),
        _ => Corner::Without(Side::Lower),
    }
}

impl fmt::Display for Interval {
    /// In the usual notation: `[37796.375, 37796.385)`, `(800, ∞)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.lower {
            End::Closed(low) => write!(f, "[{low}, ")?,
            End::Open(low) => write!(f, "({low}, ")?,
            End::Unbounded => f.write_str("(−∞, ")?,
        }
        match &self.upper {
            End::Closed(high) => write!(f, "{high}]"),
            End::Open(high) => write!(f, "{high})"),
            End::Unbounded => f.write_str("∞)"),
        }
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
