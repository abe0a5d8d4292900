//! `schema/units.toml` parses, and says what contracts §1 demands.

use std::sync::LazyLock;

use hengji_num::{Dimension, Quantity, Rational, Unit, UnitError, UnitTable};

pub fn table() -> UnitTable {
    static TABLE: LazyLock<UnitTable> = LazyLock::new(|| {
        UnitTable::parse(include_str!("../../../../schema/units.toml")).expect("schema/units.toml parses")
    });
    TABLE.clone()
}

pub fn unit(name: &str) -> Unit {
    table().get(name).unwrap_or_else(|| panic!("{name} is a unit"))
}

pub fn of(value: &str, name: &str) -> Quantity {
    Quantity::of(Rational::parse(value).unwrap(), unit(name))
}

#[test]
fn conversions_inside_a_dimension_are_exact() {
    for (left, right) in [
        (of("1", "亿元"), of("10000", "万元")),
        (of("15", "亩"), of("1", "公顷")),
        (of("1", "平方公里"), of("100", "公顷")),
        (of("32.52", "万㎡"), of("325200", "平方米")),
        (of("1", "天"), of("1440", "分钟")),
        (of("1.2", "万人次"), of("12000", "人次")),
        (of("1", "兆瓦"), of("1000", "千瓦")),
        (of("250", "%"), of("2.5", "倍")),
        (of("9", "成"), of("90", "%")),
        (of("1", "万千瓦时"), of("10000", "千瓦时")),
        (of("9076", "家（次）"), of("9076", "家次")),
    ] {
        assert_eq!(left.base, right.base, "{left} = {right}");
        assert!(left.unit.same_dimension(&right.unit), "{left} and {right} measure the same");
    }
}

#[test]
fn what_must_stay_apart_does() {
    for (left, right) in [
        ("家", "家次"),
        ("人", "人次"),
        ("元", "美元"),
        ("万美元", "欧元"),
        ("天", "工作日"),
        ("天", "个月"),
        ("千瓦", "千伏安"),
        ("千瓦时", "吨标准煤"),
        ("分", "元"),
        ("分", "分钟"),
        ("个", "座"),
        ("吨", "吨标准煤"),
        ("%", "个百分点"),
    ] {
        assert!(!unit(left).same_dimension(&unit(right)), "{left} and {right}");
        if left != "%" {
            assert!(matches!(unit(left).sum(&unit(right)), Err(UnitError::Mismatch(..))), "{left} + {right}");
        }
    }
}

#[test]
fn natural_decimals_are_two_for_money_ratios_and_points_and_none_for_counts() {
    for name in ["元", "万元", "亿元", "%", "‰", "个百分点", "分"] {
        assert_eq!(unit(name).top.decimals, Some(2), "{name}");
    }
    for name in ["家", "家次", "人", "人次", "户", "个", "座", "件", "次", "处", "台", "套", "项", "村"]
    {
        assert_eq!(unit(name).top.decimals, Some(0), "{name}");
        assert_eq!(unit(name).dimension(), Some(&Dimension::Named(name.into())));
    }
    assert_eq!(unit("%"), Unit::percent());
    assert_eq!(unit("个百分点"), Unit::percent_points());
    assert_eq!(unit("家(次)").to_string(), "家次");
}

#[test]
fn a_mistake_in_the_file_is_named() {
    let bad = |text: &str| UnitTable::parse(text).unwrap_err();
    assert!(bad("[[unit]]\nname = \"元\"\ndimension = \"货币\"\nscale = \"0\"").contains("above zero"));
    let twice = "[[unit]]\nname = \"元\"\ndimension = \"货币\"\n".repeat(2);
    assert!(bad(&twice).contains("defined twice"));
}
