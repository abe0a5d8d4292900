//! Rounding at the edge, and numbers too large.

use hengji_num::{NumError, Rational, Rounding};

fn r(text: &str) -> Rational {
    Rational::parse(text).unwrap()
}

#[test]
fn a_score_of_point_605_rounds_up_because_nothing_was_lost_before() {
    let score = &(&r("121").div(&r("1200")).unwrap() * &r("6"));
    assert_eq!(score.exact_text(), "0.605");
    assert_eq!(score.to_fixed(2), "0.61");
    assert_eq!((-score.clone()).to_fixed(2), "-0.61");
}

#[test]
fn rounding_modes_at_the_edge() {
    assert_eq!(r("89.995").to_fixed(2), "90.00");
    assert_eq!(r("89.994").to_fixed(2), "89.99");
    assert_eq!(r("-0.001").to_fixed(2), "0.00");
    assert_eq!(r("1.1").round(0, Rounding::Up), r("2"));
    assert_eq!(r("-1.1").round(0, Rounding::Up), r("-1"));
    assert_eq!(r("-1.1").round(0, Rounding::Down), r("-2"));
}

#[test]
fn values_too_large_for_128_bits_stay_exact_and_huge_ones_are_refused() {
    let big = r("123456789012345678901234567890.12345678901234567890");
    let square = &big * &big;
    assert_eq!(square.div(&big).unwrap(), big);
    assert_eq!(Rational::parse(&"9".repeat(200)), Err(NumError::Overflow));
    assert_eq!(Rational::parse("1/0"), Err(NumError::DivisionByZero));
    for bad in ["", "-", ".", "1.", "1e3", "１", "1,2", "--1"] {
        assert_eq!(Rational::parse(bad), Err(NumError::NotANumber), "{bad}");
    }
}
