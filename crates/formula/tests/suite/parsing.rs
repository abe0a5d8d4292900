//! Text to tree and back.

use super::fixture::units;
use hengji_formula::{Expr, parse};

type Error = (&'static str, u32, u32);

fn read(source: &str) -> Expr {
    let (expr, found) = parse(source, units());
    assert!(found.is_empty(), "{source}: {found:?}");
    expr.expect("no error, so a tree")
}

#[test]
fn the_canonical_form_is_as_documented() {
    let cases = [
        ("合计(支付,金额)", "合计(支付，金额)"),
        ("合计（支付；金额）", "合计(支付，金额)"),
        ("计数(走访[日期 在 本年])", "计数(走访[日期 在 本年])"),
        ("4,850.40 万元÷5,000万元", "4850.4万元 ÷ 5000万元"),
        ("最大值(1,234，5)", "最大值(1234，5)"),
        ("2022-03-05", "2022-03-05"),
        ("2022 - 03 - 05", "2022 - 3 - 5"),
        ("2022年1—3月", "2022年第1季度"),
        ("2022年1-7月", "2022年1—7月"),
        ("2022年第四季度", "2022年第4季度"),
        ("2022年3月5日", "2022-03-05"),
        ("5「元/家」×3家", "5「元/家」 × 3家"),
        ("(1＋2)＊3／4－５", "(1 + 2) × 3 ÷ 4 - 5"),
        ("a!=b 且 c<=d 或 非 e>=f", "a ≠ b 且 c ≤ d 或 非 e ≥ f"),
        ("a - (b - c)", "a - (b - c)"),
        ("-(a + b)", "-(a + b)"),
        ("如果 a 则 b 否则 c + 1", "如果 a 则 b 否则 c + 1"),
        ("(如果 a 则 b 否则 c) + 1", "(如果 a 则 b 否则 c) + 1"),
        ("走访.企业.镇街", "走访.企业.镇街"),
        ("「5G基站数」+「a b」", "「5G基站数」 + 「a b」"),
        ("x 在 （“甲”；\"乙\"）", "x 在 （“甲”；“乙”）"),
        ("97.01% + 2个百分点", "97.01% + 2个百分点"),
        ("1.2万人次", "1.2万人次"),
        ("100万", "100万"),
    ];
    for (source, canonical) in cases {
        let printed = read(source).to_string();
        assert_eq!(printed, canonical, "{source}");
        assert_eq!(read(&printed).to_string(), canonical, "{source}");
    }
}

#[test]
fn several_errors_come_in_one_run_each_at_its_place() {
    let cases: &[(&str, &[Error])] = &[
        ("", &[("empty-formula", 0, 0)]),
        ("计数(走访", &[("unclosed-bracket", 2, 3)]),
        ("1 + + 2", &[("value-expected", 4, 5)]),
        ("1 < x < 2", &[("chained-comparison", 6, 7)]),
        ("5家且3家", &[("unknown-unit", 1, 5)]),
        ("5苹果 + 2022-02-30", &[("unknown-unit", 1, 3), ("bad-date", 6, 16)]),
        ("a b ) c", &[("operator-expected", 2, 3), ("stray-mark", 4, 5)]),
        ("“没有写完", &[("unclosed-text", 0, 5)]),
        ("2022年13月 ？ 1", &[("bad-period", 0, 8), ("unknown-character", 9, 10)]),
        ("如果 a 则 b", &[("missing-branch", 0, 2)]),
        ("「」 + f(1，，2)", &[("unclosed-name", 0, 2), ("value-expected", 9, 10)]),
        ("f([1)", &[("value-expected", 2, 3), ("unclosed-bracket", 2, 3)]),
    ];
    for (source, expected) in cases {
        let (_, found) = parse(source, units());
        let got: Vec<_> = found
            .iter()
            .map(|it| (it.code.name, it.place.start.unwrap_or(99), it.place.end.unwrap_or(99)))
            .collect();
        assert_eq!(got, *expected, "{source}");
    }
}

#[test]
fn deep_and_large_formulas_are_refused_without_harm() {
    for source in ["(".repeat(100_000), "-".repeat(9), "非 ".repeat(5000), "1 + ".repeat(5000) + "1"] {
        let (_, found) = parse(&source, units());
        assert!(!found.is_empty());
    }
    let wide = format!("最大值({}1)", "1，".repeat(5000));
    assert_eq!(parse(&wide, units()).1[0].code.name, "too-large");
    let chain = "1 + ".repeat(63) + "1";
    assert!(parse(&chain, units()).1.is_empty());
    let chain = "1 + ".repeat(64) + "1";
    assert_eq!(parse(&chain, units()).1[0].code.name, "too-deep");
}
