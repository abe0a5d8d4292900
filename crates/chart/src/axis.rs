//! An axis with round ticks.

use crate::svg::count;
use hengji_num::{Rational, Rounding};

/// A linear axis.
pub(crate) struct Axis {
    from: Rational,
    to: Rational,
    step: Rational,
}

impl Axis {
    /// An axis that covers `low..=high` with about `wanted` steps of 1, 2 or 5 × a power of ten.
    pub(crate) fn covering(low: &Rational, high: &Rational, wanted: u32) -> Axis {
        let high = if high > low { high.clone() } else { low + &Rational::ONE };
        let step = round_step(&(&high - low), wanted);
        let from = &step * &down(low, &step);
        let to = &step * &up(&high, &step);
        Axis { from, to, step }
    }

    /// Where a number stands, 0 at the beginning of the axis and 1 at its end.
    pub(crate) fn place(&self, number: &Rational) -> f64 {
        let part = (number - &self.from).div(&(&self.to - &self.from));
        part.map_or(0.0, |it| it.to_f64_for_drawing()).clamp(0.0, 1.0)
    }

    /// The ticks with their words.
    pub(crate) fn ticks(&self) -> Vec<(f64, String)> {
        let places = self.step.decimals().unwrap_or(0);
        let steps = (&self.to - &self.from).div(&self.step).ok().and_then(|it| it.to_i128()).unwrap_or(1);
        let steps = usize::try_from(steps.clamp(1, 20)).unwrap_or(1);
        let mut number = self.from.clone();
        let mut ticks = Vec::with_capacity(steps + 1);
        for n in 0..=steps {
            ticks.push((count(n) / count(steps), grouped(&number.to_fixed(places))));
            number = &number + &self.step;
        }
        ticks
    }

    /// The number at the beginning, as printed.
    pub(crate) fn start(&self) -> String {
        grouped(&self.from.to_fixed(self.step.decimals().unwrap_or(0)))
    }
}

/// The smallest of 1, 2, 5 × a power of ten that covers `spread` in at most `wanted` steps.
fn round_step(spread: &Rational, wanted: u32) -> Rational {
    let ten = Rational::int(10);
    let rough = spread.div(&Rational::int(wanted.max(1))).unwrap_or(Rational::ONE);
    let mut power = Rational::ONE;
    for _ in 0..200 {
        if power <= rough {
            break;
        }
        power = power.div(&ten).unwrap_or(Rational::ONE);
    }
    for _ in 0..200 {
        if &power * &ten > rough {
            break;
        }
        power = &power * &ten;
    }
    let factors = [1, 2, 5, 10].map(|it| &power * &Rational::int(it));
    factors.into_iter().find(|it| *it >= rough).unwrap_or(Rational::ONE)
}

fn down(number: &Rational, step: &Rational) -> Rational {
    number.div(step).map_or(Rational::ZERO, |it| it.round(0, Rounding::Down))
}

fn up(number: &Rational, step: &Rational) -> Rational {
    number.div(step).map_or(Rational::ZERO, |it| it.round(0, Rounding::Up))
}

/// Groups of three digits with commas, from five digits on.
fn grouped(digits: &str) -> String {
    let (sign, rest) = digits.strip_prefix('-').map_or(("", digits), |it| ("-", it));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(a, b)| (a, Some(b)));
    let mut out = String::from(sign);
    for (n, c) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) && whole.len() > 4 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(low: &str, high: &str) -> String {
        let axis = Axis::covering(&Rational::parse(low).unwrap(), &Rational::parse(high).unwrap(), 5);
        axis.ticks().into_iter().map(|it| it.1).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_and_cover_the_numbers() {
        assert_eq!(words("0", "37796.38"), "0 10,000 20,000 30,000 40,000");
        assert_eq!(words("98.89", "100"), "98.5 99.0 99.5 100.0");
        assert_eq!(words("0", "0"), "0.0 0.2 0.4 0.6 0.8 1.0");
        assert_eq!(words("-3", "7"), "-4 -2 0 2 4 6 8");
        assert_eq!(words("0", "0.004"), "0.000 0.001 0.002 0.003 0.004");
    }
}
