//! Numbers as written, from `cases/written.txt`, and the intervals they stand for.

use crate::units::table;
use hengji_num::{Interval, Rational, Stated, parse_number};

fn r(text: &str) -> Rational {
    Rational::parse(text).unwrap()
}

#[test]
fn quantities_as_people_write_them() {
    let units = table();
    let mut wrong = Vec::new();
    for line in include_str!("../cases/written.txt").lines() {
        if line.starts_with('#') || !line.contains('|') {
            continue;
        }
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let found = match Stated::parse(fields[0], &units) {
            Ok(it) => {
                let step = it.step.div(&it.quantity.unit.scale()).unwrap();
                format!("{} | {} | {} | {step}", fields[0], it.quantity.value(), it.quantity.unit)
            }
            Err(error) => format!("{} | refused | {error}", fields[0]),
        };
        if found != fields.join(" | ") {
            wrong.push(format!("{line}\n    found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_interval_of_a_printed_figure() {
    let units = table();
    for (text, interval) in [
        ("37,796.38万元", "[377963750, 377963850)"),
        ("349家", "[349, 349]"),
        ("97%", "[0.965, 0.975)"),
        ("3.0%", "[0.0295, 0.0305)"),
        ("-3.2%", "(-0.0325, -0.0315]"),
        ("0.00%", "(-0.00005, 0.00005)"),
        ("1.2万家", "[11500, 12500)"),
        ("120公顷", "[1195000, 1205000)"),
        ("三分之一", "[1/3, 1/3]"),
        ("九成", "[0.85, 0.95)"),
        ("24小时", "[1440, 1440]"),
        ("50.5人次", "[50.45, 50.55)"),
    ] {
        assert_eq!(Stated::parse(text, &units).unwrap().interval().to_string(), interval, "{text}");
    }
    let cut = Stated::parse("-3.2%", &units).unwrap().truncated_interval();
    assert_eq!(cut.to_string(), "(-0.033, -0.032]");
}

#[test]
fn a_half_open_end_belongs_to_the_next_figure() {
    let printed = |t: &str| Interval::rounded(&r(t), &r("0.01"));
    assert!(printed("0.61").contains(&r("0.605")));
    assert!(!printed("0.60").contains(&r("0.605")));
    assert!(!printed("0.60").meets(&printed("0.61")));
    assert_eq!(printed("0.60").intersection(&Interval::above(r("0.6"))).unwrap().to_string(), "(0.6, 0.605)");
    assert!(printed("0.60").intersection(&Interval::at_least(r("0.605"))).is_none());
}

#[test]
fn a_sum_within_the_rounding_of_its_lines_is_no_contradiction() {
    let printed = |t: &str| Interval::rounded(&r(t), &r("0.01"));
    let (basic, project, total) = (printed("4848.09"), printed("32948.28"), printed("37796.38"));
    assert!(Interval::sum([&basic, &project]).meets(&total));
    assert!(!Interval::sum([&basic, &printed("32948.26")]).meets(&total));
}

#[test]
fn growth_tells_the_only_possible_base() {
    // 1031 after 57.9% of growth: the base is in (652.7…, 653.1…], so 653.
    let growth = Interval::rounded(&r("0.579"), &r("0.001")).add(&Interval::exact(Rational::ONE));
    let base = Interval::exact(r("1031")).div(&growth).unwrap();
    assert_eq!(base.integers(), (Some(r("653")), Some(r("653"))));
    let growth = Interval::rounded(&r("0.578"), &r("0.001")).add(&Interval::exact(Rational::ONE));
    assert!(!Interval::exact(r("1031")).div(&growth).unwrap().has_integer());
}

#[test]
fn quotients_by_what_may_be_zero_are_refused() {
    let one = Interval::exact(Rational::ONE);
    assert!(one.div(&Interval::rounded(&r("0"), &r("1"))).is_none());
    assert_eq!(one.div(&Interval::above(r("0"))).unwrap().to_string(), "(0, ∞)");
    assert_eq!(one.div(&Interval::at_least(r("2"))).unwrap().to_string(), "(0, 0.5]");
    let mixed = Interval::about(&r("0"), &r("1")).hull(&Interval::exact(r("-3")));
    assert_eq!(mixed.mul(&Interval::above(r("0"))).to_string(), "(−∞, 0]");
}

#[test]
fn a_number_keeps_what_it_needs_to_be_read_with_its_unit() {
    let number = parse_number("1.2万").unwrap();
    let (at, part) = *number.before_big.unwrap();
    assert_eq!((at, part.value, part.step), (3, r("1.2"), r("0.1")));
}
