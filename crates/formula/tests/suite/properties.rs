//! What holds for every formula.

use super::fixture::{scope, units};
use hengji_formula::{
    BinaryOp, Budget, Expr, MemoryScope, Node, NodeKind, Period, Span, Type, Value, check, evaluate,
    evaluate_value, fuzz::fuzz_formula, parse, print, shown,
};
use hengji_num::{Quantity, Rational, Unit};
use num_bigint::BigInt;
use proptest::prelude::*;
use std::sync::OnceLock;

fn cases() -> ProptestConfig {
    let count = std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64);
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

fn node(kind: NodeKind) -> Node {
    Node { kind, span: Span::default() }
}

fn unit(name: &str) -> Unit {
    units().get(name).unwrap_or_else(Unit::plain)
}

// Numbers as they can be written: decimals that are not negative.
fn number() -> impl Strategy<Value = Node> {
    let name =
        prop::sample::select(vec!["", "", "元", "万元", "家", "家次", "%", "个百分点", "分", "天", "元/家"]);
    (0_i64..100_000, 0_u32..4, name).prop_map(|(digits, places, name)| {
        let value = Rational::scaled(digits.into(), places);
        let unit = if name.is_empty() { Unit::plain() } else { unit(name) };
        node(NodeKind::Number(Quantity::of(value, unit)))
    })
}

fn leaf() -> impl Strategy<Value = Node> {
    let names =
        vec!["分值", "指标值", "走访", "支付", "金额", "日期", "5G基站数", "a b", "在", "本年", "企业"];
    prop_oneof![
        4 => number(),
        2 => prop::sample::select(names).prop_map(|it| node(NodeKind::Name(it.into()))),
        1 => "[ -~甲乙“”\"「」]{0,6}".prop_map(|it| node(NodeKind::Text(it.as_str().into()))),
        1 => any::<bool>().prop_map(|it| node(NodeKind::Bool(it))),
        1 => (1900_i16..2100, 1_i8..13, 1_i8..29).prop_map(|(y, m, d)| {
            node(NodeKind::Date(jiff::civil::date(y, m, d)))
        }),
        1 => (1900_i16..2100, 1_i8..13, 0_i8..12).prop_filter_map("within a year", |(y, m, n)| {
            Period::months(y, m, (m + n).min(12)).map(|it| node(NodeKind::Period(it)))
        }),
    ]
}

fn operator() -> impl Strategy<Value = BinaryOp> {
    use BinaryOp as B;
    prop::sample::select(vec![
        B::Or,
        B::And,
        B::Eq,
        B::Ne,
        B::Lt,
        B::Le,
        B::Gt,
        B::Ge,
        B::In,
        B::Add,
        B::Sub,
        B::Mul,
        B::Div,
    ])
}

fn tree() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let function =
            prop::sample::select(vec!["计数", "合计", "最大值", "若缺", "四舍五入", "占比", "不存在的函数"]);
        prop_oneof![
            4 => (operator(), inner.clone(), inner.clone())
                .prop_map(|(op, a, b)| node(NodeKind::Binary(op, Box::new(a), Box::new(b)))),
            1 => inner.clone().prop_map(|a| node(NodeKind::Not(Box::new(a)))),
            1 => inner.clone().prop_map(|a| node(NodeKind::Negate(Box::new(a)))),
            2 => (function, prop::collection::vec(inner.clone(), 0..4))
                .prop_map(|(name, args)| node(NodeKind::Call(name.into(), Span::default(), args))),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(|items| node(NodeKind::List(items))),
            1 => (inner.clone(), inner.clone())
                .prop_map(|(a, b)| node(NodeKind::Filter(Box::new(a), Box::new(b)))),
            1 => inner.clone().prop_map(|a| {
                node(NodeKind::Field(Box::new(a), "镇街".into(), Span::default()))
            }),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| node(NodeKind::If(Box::new(a), Box::new(b), Box::new(c)))),
        ]
    })
}

// A tree without its places.
fn bare(it: &Node) -> Node {
    let one = |it: &Node| Box::new(bare(it));
    let all = |items: &[Node]| items.iter().map(bare).collect();
    node(match &it.kind {
        NodeKind::Field(a, name, _) => NodeKind::Field(one(a), name.clone(), Span::default()),
        NodeKind::Filter(a, b) => NodeKind::Filter(one(a), one(b)),
        NodeKind::Call(name, _, args) => NodeKind::Call(name.clone(), Span::default(), all(args)),
        NodeKind::List(items) => NodeKind::List(all(items)),
        NodeKind::Not(a) => NodeKind::Not(one(a)),
        NodeKind::Negate(a) => NodeKind::Negate(one(a)),
        NodeKind::Binary(op, a, b) => NodeKind::Binary(*op, one(a), one(b)),
        NodeKind::If(a, b, c) => NodeKind::If(one(a), one(b), one(c)),
        other => other.clone(),
    })
}

fn shared_scope() -> &'static MemoryScope {
    static SCOPE: OnceLock<MemoryScope> = OnceLock::new();
    SCOPE.get_or_init(scope)
}

// An arithmetic expression of whole numbers, with its value by big integers.
fn arithmetic() -> impl Strategy<Value = (String, Option<(BigInt, BigInt)>)> {
    let leaf = (-1000_i64..1000).prop_map(|n| {
        let text = if n < 0 { format!("({n})") } else { n.to_string() };
        (text, Some((BigInt::from(n), BigInt::from(1))))
    });
    leaf.prop_recursive(5, 24, 2, |inner| {
        (0..4_usize, inner.clone(), inner).prop_map(|(op, (a, x), (b, y))| {
            let text = format!("({a} {} {b})", ["+", "-", "×", "÷"][op]);
            let value = x.zip(y).and_then(|((n, d), (m, e))| match op {
                0 => Some((&n * &e + &m * &d, &d * &e)),
                1 => Some((&n * &e - &m * &d, &d * &e)),
                2 => Some((n * m, d * e)),
                _ if m == BigInt::from(0) => None,
                _ => Some((n * e, d * m)),
            });
            (text, value)
        })
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn printing_and_reading_again_gives_the_same_tree(tree in tree()) {
        let printed = print(&tree);
        let (expr, found) = parse(&printed, units());
        prop_assert!(found.is_empty(), "{}: {:?}", printed, found);
        prop_assert_eq!(bare(&expr.unwrap().root), bare(&tree), "{}", printed);
    }

    #[test]
    fn arithmetic_agrees_with_big_integers((source, expected) in arithmetic()) {
        let (expr, found) = parse(&source, units());
        prop_assert!(found.is_empty());
        let value = evaluate_value(&expr.unwrap(), shared_scope(), &Budget::default());
        match (value, expected) {
            (Value::Quantity(q), Some((n, d))) => {
                let (x, y) = match q.base.exact_text().split_once('/') {
                    Some((x, y)) => (x.parse::<BigInt>().unwrap(), y.parse::<BigInt>().unwrap()),
                    None => {
                        let text = q.base.exact_text();
                        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
                        let digits = format!("{whole}{part}").parse::<BigInt>().unwrap();
                        (digits, BigInt::from(10).pow(part.len() as u32))
                    }
                };
                prop_assert_eq!(x * d, n * y, "{}", source);
            }
            (Value::Missing(_), None) => {}
            // Numbers of more than 512 bits are refused, never wrong.
            (Value::Missing(m), Some((n, d))) => prop_assert!(n.bits() + d.bits() > 500, "{}: {}", source, m),
            (value, _) => prop_assert!(false, "{}: {:?}", source, value),
        }
    }

    #[test]
    fn what_the_checker_says_comes_out_or_is_missing(tree in tree()) {
        let expr = Expr { source: print(&tree).as_str().into(), root: tree };
        let scope = shared_scope();
        let (ty, found) = check(&expr, scope);
        let value = evaluate_value(&expr, scope, &Budget::default());
        if found.iter().any(|it| it.severity == hengji_diag::Severity::Error) {
            prop_assert!(value.is_missing(), "{}", expr.source);
        }
        match (&ty, &value) {
            (_, Value::Missing(_)) | (Type::Unknown | Type::List(_) | Type::Reference(_), _) => {}
            (Type::Quantity(unit), Value::Quantity(q)) => {
                prop_assert!(unit.same_dimension(&q.unit), "{}: {} {}", expr.source, unit, q.unit);
            }
            (ty, value) => prop_assert_eq!(ty, &Type::of(value), "{}", expr.source),
        }
        let traced = evaluate(&expr, scope, &Budget::default()).0;
        prop_assert_eq!(shown(&traced), shown(&value), "{}", expr.source);
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,60}") {
        fuzz_formula(text.as_bytes());
    }

    #[test]
    fn any_table_of_bands_is_read_without_harm(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "≥", "<", "=", "[", "(", "]", ")", "，", ", ", "：", ":", "；", "其他", "90", "5%", "-1", "1/3", "0", "/",
            "优", "分", "～", "∞", " ", "万元", "“", "1e9", "99999999999999999999999999999999999999999",
        ]), 0..20)
    ) {
        if let Ok(bands) = hengji_formula::Bands::parse(&pieces.concat(), units()) {
            prop_assert!(!bands.bands.is_empty());
            let _ = bands.gaps();
            for value in [-1, 0, 1, 90, 1000] {
                let value = Quantity::plain(Rational::int(value));
                let hits = bands.bands.iter().filter(|it| it.contains(&value)).count();
                prop_assert!(hits <= 1, "two bands for one value");
            }
        }
    }

    #[test]
    fn any_mix_of_the_language_s_own_pieces_is_read_without_harm(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "1", "2.5", "1,234", "%", "家", "万元", "2022年", "2022-03-05", "“", "”", "\"", "「", "」", "(", ")",
            "（", "）", "[", "]", ".", "，", ", ", ";", "；", " ", "+", "-", "×", "÷", "=", "≠", "<=", "在", "且",
            "或", "非", "如果", "则", "否则", "是", "否", "计数", "合计", "走访", "支付", "金额", "最大值", "四舍五入",
            "分档", "≥90%：1", "本组", "分组", "\n", "若缺", "0", "e308",
        ]), 0..25)
    ) {
        fuzz_formula(pieces.concat().as_bytes());
        let source = pieces.join(" ");
        if let (Some(expr), _) = parse(&source, units()) {
            let (value, working) = evaluate(&expr, shared_scope(), &Budget::default());
            prop_assert_eq!(shown(&value), shown(&working.value));
        }
    }
}

// A formula that is right by construction, of a unit's dimension.
fn of_unit(name: &'static str, depth: u32) -> BoxedStrategy<String> {
    let digits =
        (0_i64..5000, 0_u32..3).prop_map(|(n, places)| Rational::scaled(n.into(), places).to_string());
    let literal = digits.prop_map(move |it| format!("{it}{name}")).boxed();
    let from_rows = match name {
        "万元" => vec!["合计(支付，金额)", "最大(支付，金额)", "合计(项目[编号 = “x1”]，预算数)"],
        "家" => {
            vec!["去重计数(走访，企业)", "计数(企业[镇街 = “新华街”])", "上年(入库企业数)", "入库企业数"]
        }
        "%" => vec!["占比(走访，人数 > 2)", "满意度", "勾选(绩效管理)", "同比(入库企业数)"],
        "" => vec!["年份(本年)", "月份(截止日)"],
        _ => vec!["分值"],
    };
    let known = prop::sample::select(from_rows).prop_map(str::to_owned).boxed();
    if depth == 0 {
        return prop_oneof![literal, known].boxed();
    }
    let own = of_unit(name, depth - 1);
    let plain = if name.is_empty() { literal.clone() } else { of_unit("", depth - 1) };
    // A ratio of a bare number is a ratio.
    let ratio = if matches!(name, "%" | "") { literal.clone() } else { of_unit("%", depth - 1) };
    let pair = (own.clone(), own.clone());
    let sum = match name {
        // Ratios do not add up; points of per cent are added instead.
        "%" => own.clone().prop_map(|a| format!("({a} - 1.5个百分点)")).boxed(),
        _ => pair.clone().prop_map(|(a, b)| format!("({a} + {b} - {a})")).boxed(),
    };
    let share = pair.clone().prop_map(|(a, b)| format!("占比({a}，{b})")).boxed();
    let share = if name == "%" { share } else { known.clone() };
    prop_oneof![
        known,
        literal,
        sum,
        share,
        (own.clone(), plain.clone())
            .prop_map(|(a, b)| format!("{a} × ({b})"))
            .prop_map(|it| format!("({it})")),
        (own.clone(), ratio).prop_map(|(a, b)| format!("({b} × {a})")),
        (own.clone(), plain).prop_map(|(a, b)| format!("({a} ÷ ({b}))")),
        pair.clone().prop_map(|(a, b)| format!("最大值({a}，{b})")),
        pair.clone().prop_map(|(a, b)| format!("限于({a}，{b}，{a})")),
        pair.clone().prop_map(|(a, b)| format!("若缺({a}，{b})")),
        (own.clone(), own.clone(), own.clone())
            .prop_map(|(a, b, c)| format!("(如果 {a} > {b} 且 非 {b} = {c} 则 {c} 否则 {a})")),
        own.clone().prop_map(|a| format!("四舍五入({a}，1)")),
        own.prop_map(|a| format!("绝对值(-({a}))")),
    ]
    .boxed()
}

fn typed() -> impl Strategy<Value = (&'static str, String)> {
    prop::sample::select(vec!["万元", "家", "%", "", "分"])
        .prop_flat_map(|name| of_unit(name, 2).prop_map(move |source| (name, source)))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn units_follow_the_rules_of_the_contract((name, source) in typed()) {
        let (expr, found) = parse(&source, units());
        prop_assert!(found.is_empty(), "{}: {:?}", source, found);
        let expr = expr.unwrap();
        let (ty, found) = check(&expr, shared_scope());
        prop_assert!(found.is_empty(), "{}: {:?}", source, found);
        let expected = if name.is_empty() { Unit::plain() } else { unit(name) };
        let checked = ty.unit().cloned();
        prop_assert!(checked.as_ref().is_some_and(|it| it.same_dimension(&expected)), "{}: {:?}", source, ty);
        match evaluate_value(&expr, shared_scope(), &Budget::default()) {
            Value::Quantity(q) => prop_assert!(q.unit.same_dimension(&expected), "{}: {}", source, q),
            Value::Missing(_) => {}
            other => prop_assert!(false, "{}: {:?}", source, other),
        }
    }
}

#[test]
fn the_fuzz_body_passes_its_corpus() {
    let corpus: &[&[u8]] = &[
        b"",
        b"1",
        b"\xff\xfe",
        "合计(支付，金额)".as_bytes(),
        "((((((((((1".as_bytes(),
        "1家＋2家".as_bytes(),
        "2022年1—".as_bytes(),
        "5「".as_bytes(),
        "\u{0}".as_bytes(),
        "1 / 0".as_bytes(),
        "“”\"\"\"".as_bytes(),
        "2022-13-99".as_bytes(),
        "9".repeat(400).as_bytes().to_vec().leak(),
    ];
    corpus.iter().for_each(|it| fuzz_formula(it));
    for piece in ["(", "-", "非 ", "[", "a[", "f(", "如果 ", "「", "1 + (", "-("] {
        fuzz_formula(piece.repeat(3000).as_bytes());
    }
}

#[test]
fn the_deepest_formulas_fit_a_small_stack() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(63), close.repeat(63));
    let sources = [
        deep("1 + (", ")"),
        deep("最大值(", ")"),
        deep("非 (", ")").replace('1', "是"),
        deep("若缺(1，", ")"),
        deep("如果 是 则 ", " 否则 1"),
        deep("-(", ")"),
    ];
    let run = move || {
        for source in sources {
            let (expr, found) = parse(&source, units());
            assert!(found.is_empty(), "{source}: {found:?}");
            let value = evaluate(&expr.unwrap(), shared_scope(), &Budget::default()).0;
            assert!(!value.is_missing(), "{source}: {value:?}");
        }
    };
    // Threads of servers and tests often have 2 MB.
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}
