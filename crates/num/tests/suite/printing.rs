//! Figures as they are printed: value, unit, format → text.

use crate::units::{of, unit};
use hengji_num::{FormatSpec, Grouping, Numerals, Quantity, Rational, UnitError, format_quantity};

// A format in the words of contracts §4: a unit, N位, 千分位, 无千分位, 无单位, 中文数字.
fn spec(words: &str) -> FormatSpec {
    let mut spec = FormatSpec::default();
    for word in words.split_whitespace() {
        match word {
            "千分位" => spec.grouping = Grouping::Always,
            "无千分位" => spec.grouping = Grouping::Never,
            "无单位" => spec.without_unit = true,
            "中文数字" => spec.numerals = Numerals::Chinese,
            places if places.ends_with('位') => {
                spec.places = Some(places.trim_end_matches('位').parse().unwrap());
            }
            name => spec.unit = Some(unit(name)),
        }
    }
    spec
}

#[test]
fn figures_as_printed() {
    for (value, of_unit, words, printed) in [
        ("377963770", "元", "万元", "37,796.38万元"),
        ("377963770", "元", "万元 无千分位", "37796.38万元"),
        ("377963770", "元", "亿元", "3.78亿元"),
        ("-0.004", "万元", "", "0.00万元"),
        ("-1234.5", "万元", "", "-1,234.50万元"),
        ("97.0081", "%", "", "97.01%"),
        ("97.0081", "%", "0位", "97%"),
        ("97.0081", "%", "无单位", "97.01"),
        ("97", "%", "中文数字", "百分之九十七"),
        ("-3.2", "%", "中文数字", "负百分之三点二"),
        ("2.5", "个百分点", "", "2.50个百分点"),
        ("250", "%", "倍", "2.50倍"),
        ("9076", "家次", "", "9076家次"),
        ("9076", "家次", "千分位", "9,076家次"),
        ("9076", "家次", "万家次 2位", "0.91万家次"),
        ("12000", "人次", "万人次", "1.2万人次"),
        ("2", "家", "中文数字", "两家"),
        ("12", "家", "中文数字", "十二家"),
        ("2000", "家", "中文数字", "两千家"),
        ("98.89", "分", "", "98.89分"),
        ("50.5", "人次", "", "50.5人次"),
        ("325200", "平方米", "万㎡", "32.52万平方米"),
        ("0.605", "分", "2位", "0.61分"),
    ] {
        let shown = format_quantity(&of(value, of_unit), &spec(words)).unwrap();
        assert_eq!(shown, printed, "{value}{of_unit} as “{words}”");
    }
    let third = Quantity::plain(Rational::new(2, 3).unwrap());
    assert_eq!(format_quantity(&third, &FormatSpec::default()).unwrap(), "0.67");
    let money_as_count = format_quantity(&of("1", "万元"), &spec("家"));
    assert!(matches!(money_as_count, Err(UnitError::Mismatch(..))));
}
