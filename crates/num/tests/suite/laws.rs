//! Laws that hold for all numbers, tried on generated ones (`HENGJI_CASES` says how many, default 64).

use crate::units::table;
use hengji_num::chinese::{Following, numeral};
use hengji_num::fuzz::{fuzz_numbers, fuzz_units};
use hengji_num::{
    End, FormatSpec, Grouping, Interval, Quantity, Rational, Rounding, Stated, Unit, format_quantity,
    parse_number,
};
use num_bigint::BigInt;
use num_integer::Integer;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let cases = std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The plain reference: numerator and denominator as big integers, never reduced before it is compared.
#[derive(Clone, Debug)]
struct Reference(BigInt, BigInt);

impl Reference {
    fn same(&self, value: &Rational) -> bool {
        let text = value.exact_text();
        let (n, d) = text.split_once('/').map_or_else(|| decimal(&text), |(n, d)| (big(n), big(d)));
        &self.0 * d == n * &self.1
    }
}

fn big(text: &str) -> BigInt {
    text.parse().unwrap()
}

fn decimal(text: &str) -> (BigInt, BigInt) {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    (big(&format!("{whole}{part}")), BigInt::from(10).pow(part.len() as u32))
}

// Small numbers, numbers at the edge of 64 and 128 bits, and anything between.
fn part() -> impl Strategy<Value = i128> {
    prop_oneof![
        -1000_i128..1000,
        any::<i64>().prop_map(i128::from),
        Just(i128::MAX),
        Just(i128::MIN + 1),
        Just(i128::MIN),
        any::<i128>(),
    ]
}

prop_compose! {
    fn pair()(n in part(), d in part().prop_filter("not zero", |d| *d != 0)) -> (Rational, Reference) {
        (Rational::new(n, d).unwrap(), Reference(n.into(), d.into()))
    }
}

fn value() -> impl Strategy<Value = Rational> {
    pair().prop_map(|it| it.0)
}

fn end() -> impl Strategy<Value = End> {
    let small = || (-20_i64..20, 1_i64..4).prop_map(|(n, d)| Rational::new(n.into(), d.into()).unwrap());
    prop_oneof![small().prop_map(End::Closed), small().prop_map(End::Open), Just(End::Unbounded)]
}

fn interval() -> impl Strategy<Value = Interval> {
    (end(), end()).prop_filter_map("not empty", |(a, b)| Interval::between(a, b))
}

// Points worth trying in an interval: its ends, what lies just inside them, and its middle.
fn samples(of: &Interval) -> Vec<Rational> {
    let little = Rational::scaled(1, 6);
    let mut points: Vec<Rational> = (-24..24).map(Rational::from).collect();
    for end in [of.lower().value(), of.upper().value()].into_iter().flatten() {
        points.extend([end.clone(), end + &little, end - &little]);
    }
    points.retain(|it| of.contains(it));
    points
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arithmetic_agrees_with_big_integers((a, ra) in pair(), (b, rb) in pair()) {
        prop_assert!(ra.same(&a));
        prop_assert!(Reference(&ra.0 * &rb.1 + &rb.0 * &ra.1, &ra.1 * &rb.1).same(&(&a + &b)));
        prop_assert!(Reference(&ra.0 * &rb.1 - &rb.0 * &ra.1, &ra.1 * &rb.1).same(&(&a - &b)));
        prop_assert!(Reference(&ra.0 * &rb.0, &ra.1 * &rb.1).same(&(&a * &b)));
        if !b.is_zero() {
            prop_assert!(Reference(&ra.0 * &rb.1, &ra.1 * &rb.0).same(&a.div(&b).unwrap()));
        }
        let sign = (&ra.1 * &rb.1).sign() == num_bigint::Sign::Minus;
        let order = (&ra.0 * &rb.1).cmp(&(&rb.0 * &ra.1));
        prop_assert_eq!(a.cmp(&b), if sign { order.reverse() } else { order });
    }

    #[test]
    fn rounding_agrees_with_big_integers((a, r) in pair(), places in 0_u32..45) {
        let (n, d) = if r.1.sign() == num_bigint::Sign::Minus { (-r.0, -r.1) } else { (r.0, r.1) };
        let ten = BigInt::from(10).pow(places);
        let scaled = n * &ten;
        let negative = scaled.sign() == num_bigint::Sign::Minus;
        let size: BigInt = if negative { -scaled.clone() } else { scaled.clone() };
        let twice: BigInt = size * 2 + &d;
        let half: BigInt = twice.div_floor(&(d.clone() * 2));
        let half = if negative { -half } else { half };
        prop_assert!(Reference(half.clone(), ten.clone()).same(&a.round(places, Rounding::HalfUp)));
        prop_assert!(Reference(scaled.div_floor(&d), ten.clone()).same(&a.round(places, Rounding::Down)));
        prop_assert!(Reference(-(-scaled).div_floor(&d), ten).same(&a.round(places, Rounding::Up)));
        let printed = a.to_fixed(places);
        prop_assert_eq!(decimal(&printed).0, half);
        prop_assert_eq!(printed.split_once('.').map_or(0, |it| it.1.len()), places as usize);
    }

    #[test]
    fn a_number_reads_back_as_printed(a in value()) {
        if let Ok(a) = a.limited() {
            prop_assert_eq!(Rational::parse(&a.exact_text()), Ok(a));
        }
    }

    #[test]
    fn a_printed_quantity_reads_back(fen in -10_i64.pow(15)..10_i64.pow(15), name in "(元|万元|亿元|%|家|万人次|平方米|分|个百分点)", grouped: bool) {
        let units = table();
        let unit = units.get(&name).unwrap();
        let quantity = Quantity::of(Rational::scaled(fen.into(), 2), unit);
        let grouping = if grouped { Grouping::Always } else { Grouping::Never };
        let spec = FormatSpec { grouping, places: Some(2), ..FormatSpec::default() };
        let printed = format_quantity(&quantity, &spec).unwrap();
        let read = Stated::parse(&printed, &units).unwrap();
        prop_assert_eq!(&read.quantity, &quantity);
        prop_assert_eq!(read.step, &Rational::scaled(1, 2) * &quantity.unit.scale());
    }

    #[test]
    fn a_chinese_numeral_reads_back(whole in 0_i64..10_000_000_000_000_000, cut in 0_u32..16, tenths in 0_i64..100) {
        let whole = whole / 10_i64.pow(cut) * 10_i64.pow(cut);
        let value = &Rational::from(whole) + &Rational::scaled(tenths.into(), 2);
        let said = numeral(&value, 0, Following::Nothing);
        let whole_value = value.round(0, Rounding::HalfUp);
        prop_assert_eq!(parse_number(&said).map(|it| it.value), Ok(whole_value), "{}", said);
        if whole < 10_000 {
            let said = numeral(&value, 2, Following::Nothing);
            prop_assert_eq!(parse_number(&said).map(|it| it.value), Ok(value), "{}", said);
        }
    }

    #[test]
    fn units_form_an_algebra(a in unit_name(), b in unit_name(), c in unit_name()) {
        let units = table();
        let (a, b, c): (Unit, Unit, Unit) = (units.get(&a).unwrap(), units.get(&b).unwrap(), units.get(&c).unwrap());
        let alike = |x: &Unit, y: &Unit| x.same_dimension(y);
        prop_assert_eq!(a.sum(&b).is_ok(), b.sum(&a).is_ok(), "sums commute");
        prop_assert_eq!(a.comparable(&b).is_ok(), b.comparable(&a).is_ok(), "comparison is symmetric");
        if let (Ok(x), Ok(y)) = (a.product(&b), b.product(&a)) {
            prop_assert!(alike(&x, &y) || x.is_dimensionless() && y.is_dimensionless(), "{x} and {y}: products commute");
        }
        prop_assert_eq!(a.product(&b).is_ok(), b.product(&a).is_ok());
        if let Ok(sum) = a.sum(&b) {
            prop_assert!(alike(&sum, &a) || alike(&sum, &b));
            if a.same_dimension(&b) && let Ok(total) = sum.sum(&c) {
                prop_assert!(a.sum(&c).is_ok_and(|it| alike(&it, &total)));
            }
        }
        if !a.is_dimensionless() && !b.is_dimensionless() && let Ok(quotient) = a.quotient(&b) && let Ok(back) = quotient.product(&b) {
            prop_assert!(alike(&back, &a), "{a} ÷ {b} × {b} is {back}");
        }
    }

    #[test]
    fn intervals_hold_what_their_members_make(a in interval(), b in interval()) {
        let (xs, ys) = (samples(&a), samples(&b));
        let (sum, difference, product, quotient) = (a.add(&b), a.sub(&b), a.mul(&b), a.div(&b));
        let hull = a.hull(&b);
        let common = a.intersection(&b);
        prop_assert_eq!(quotient.is_none(), b.contains(&Rational::ZERO));
        for x in &xs {
            prop_assert!(hull.contains(x) && a.negated().contains(&-x));
            prop_assert_eq!(b.contains(x), common.as_ref().is_some_and(|it| it.contains(x)));
            for y in &ys {
                prop_assert!(sum.contains(&(x + y)) && difference.contains(&(x - y)));
                prop_assert!(product.contains(&(x * y)), "{a} × {b} = {product} holds {x} × {y}");
                if let Some(quotient) = &quotient {
                    prop_assert!(quotient.contains(&x.div(y).unwrap()), "{a} ÷ {b} = {quotient} holds {x} ÷ {y}");
                }
            }
        }
        let (first, last) = a.integers();
        for n in -30_i64..30 {
            let n = Rational::from(n);
            if a.contains(&n) {
                prop_assert!(a.has_integer() && first.as_ref().is_none_or(|it| *it <= n) && last.as_ref().is_none_or(|it| *it >= n));
            }
        }
    }

    #[test]
    fn a_rounded_interval_is_what_rounds_to_it(v in -10_000_i64..10_000, off in -300_i64..300) {
        let (value, step) = (Rational::scaled(v.into(), 2), Rational::scaled(1, 2));
        let x = &value + &Rational::scaled(off.into(), 4);
        let rounds = x.round(2, Rounding::HalfUp) == value;
        prop_assert_eq!(Interval::rounded(&value, &step).contains(&x), rounds, "{} in {}", x, value);
    }

    #[test]
    fn nothing_panics_on_any_text(text in "[0-9０-９,，.．eE+\\-−（）()%万亿千百十零〇一二两三九分之成点个家元次/￥廿壹佰 ]{0,24}", bytes: Vec<u8>) {
        fuzz_numbers(text.as_bytes());
        fuzz_numbers(&bytes);
        fuzz_units(&bytes);
    }
}

fn unit_name() -> impl Strategy<Value = String> {
    "(元|万元|%|‰|个百分点|家|家次|元/家|平方米|亩|倍|万|分|天|工作日|万平方米/家|美元)"
}

#[test]
fn long_texts_are_read_in_linear_time() {
    for piece in ["9", "九", "1,", "万", "一万", "(", "一百", ".5", "百分之", "三分之", "零"] {
        fuzz_numbers(piece.repeat(100_000 / piece.len()).as_bytes());
    }
}
