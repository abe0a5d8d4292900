//! Conditions over columns give the same as conditions judged cell by cell, whatever is blank.

use super::fixture::units;
use hengji_formula::{
    Budget, ColumnInfo, MemoryScope, MemoryTable, ReasonKind, RelationInfo, Scope, Type, Value, evaluate,
    evaluate_value, parse, working::exact_parts,
};
use hengji_num::Rational;
use proptest::prelude::*;

fn cases() -> ProptestConfig {
    let count = std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64);
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

fn column(heading: &str, ty: Type) -> ColumnInfo {
    let id = heading.into();
    ColumnInfo { id, heading: heading.into(), synonyms: Vec::new(), ty, counting: None, allowed: Vec::new() }
}

fn info(id: &str, heading: &str, columns: Vec<ColumnInfo>) -> RelationInfo {
    let event_date = columns.iter().position(|it| &*it.heading == "日期");
    RelationInfo {
        id: id.into(),
        heading: heading.into(),
        columns,
        counting: Type::Quantity(units().get("条").unwrap()),
        key: 0,
        event_date,
        valid_from: event_date,
        valid_to: event_date.map(|it| it + 1),
    }
}

// One row: firm, first day, last day, department, amount in 分, whether marked; each may be blank.
type Row = (Option<u8>, Option<i16>, Option<i16>, Option<u8>, Option<i32>, Option<bool>, bool);

fn row() -> impl Strategy<Value = Row> {
    (
        prop::option::weighted(0.9, 0_u8..5),
        prop::option::weighted(0.9, 18_900_i16..19_300),
        prop::option::weighted(0.5, 18_900_i16..19_300),
        prop::option::weighted(0.9, 0_u8..3),
        prop::option::weighted(0.9, -300_i32..300),
        prop::option::weighted(0.9, any::<bool>()),
        prop::bool::weighted(0.9),
    )
}

fn scope(rows: &[Row], with_blanks: bool) -> MemoryScope {
    let blank = || Value::missing(ReasonKind::Blank, "");
    let yuan = units().get("万元").unwrap();
    let day = |it: i16| Value::Date(hengji_formula::day_of_number(it.into()).unwrap());
    let cells: Vec<Vec<Value>> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let or = |value: Option<Value>, other: Value| match value {
                Some(value) => value,
                None if with_blanks => blank(),
                None => other,
            };
            vec![
                Value::text(&format!("k{n}")),
                or(row.0.map(|it| Value::text(&format!("q{it}"))), Value::text("q0")),
                or(row.1.map(day), day(19_000)),
                or(row.2.map(day), day(19_100)),
                or(row.3.map(|it| Value::text(&format!("部门{it}"))), Value::text("部门0")),
                or(
                    row.4.map(|it| Value::quantity(Rational::scaled(it.into(), 2), &yuan)),
                    Value::quantity(Rational::ONE, &yuan),
                ),
                or(row.5.map(Value::Bool), Value::Bool(false)),
            ]
        })
        .collect();
    let columns = vec![
        column("编号", Type::Text),
        column("企业", Type::Reference("firms".into())),
        column("日期", Type::Date),
        column("止", Type::Date),
        column("部门", Type::Text),
        column("金额", Type::Quantity(yuan)),
        column("标记", Type::Bool),
    ];
    let counts: Vec<bool> = rows.iter().map(|it| it.6).collect();
    let firms: Vec<Vec<Value>> =
        (0..4).map(|n| vec![Value::text(&format!("q{n}")), Value::text(&format!("镇{}", n % 2))]).collect();
    let mut scope = MemoryScope::new(units().clone(), 2022);
    scope.add_table(MemoryTable::new(info("rows", "台账", columns), &cells, Some(&counts)));
    let columns = vec![column("编号", Type::Text), column("镇街", Type::Text)];
    scope.add_table(MemoryTable::new(info("firms", "企业表", columns), &firms, None));
    scope
}

fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "金额 > 1万元",
        "金额 ≤ -0.5万元",
        "金额 = 0.01万元",
        "金额 ≠ 1万元 ÷ 3",
        "1万元 ≥ 金额",
        "金额 > 1万元 ÷ 7",
        "日期 在 本年",
        "日期 < 2022-06-30",
        "2022-03-01 ≤ 日期",
        "日期 ≠ 2022-01-01",
        "月份(日期) > 6",
        "日期 ≤ 止",
        "部门 = “部门1”",
        "部门 ≠ “部门9”",
        "部门 在 （“部门0”；“部门2”）",
        "企业 = “q1”",
        "“q9” = 企业",
        "企业.镇街 = “镇1”",
        "企业 在 企业表[镇街 = “镇0”]",
        "标记",
        "是 ≠ 标记",
        "标记 = 否",
        "是否缺(止)",
        "是否缺(企业.镇街)",
        "是",
        "若缺(标记，是)",
        "金额 × 2 > 1万元",
        "存在(台账[部门 = “部门1”])",
        "存在(台账，企业 = 企业)",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), inner, 0..3).prop_map(|(a, b, op)| match op {
            0 => format!("({a} 且 {b})"),
            1 => format!("({a} 或 {b})"),
            _ => format!("(非 ({a}))"),
        })
    })
}

fn measure() -> impl Strategy<Value = String> {
    let shape = prop::sample::select(vec![
        "计数(台账[#])",
        "合计(台账[#]，金额)",
        "合计(台账[#][非 是否缺(金额)]，金额)",
        "平均(台账[#]，金额)",
        "最大(台账[#]，金额)",
        "中位数(台账[#]，金额)",
        "去重计数(台账[#]，企业)",
        "去重计数(台账[#]，日期)",
        "最早(台账[#]，日期)",
        "首次(台账[#]，日期)",
        "最晚(台账[#]，止)",
        "存在(台账，#)",
        "全部(台账，#)",
        "占比(台账，#)",
        "计数(截至(台账[#]，2022-06-30))",
        "计数(有效于(台账[#]，2022-06-30))",
        "计数(本期(台账)[#])",
        "合计(台账[#]，金额 × 2 - 金额)",
        "平均(台账[#]，-金额 × 30% ÷ 7)",
        "最大(台账[#]，金额 × (金额 ÷ 3万元))",
        "合计(台账[#]，(金额 - 金额 ÷ 3) ÷ 0)",
        "分组(台账[#]，部门，计数(本组))",
        "分组(台账[#]，月份(日期)，合计(本组，若缺(金额，0万元)))",
        "合计(企业表，计数(台账[企业 = 企业表.编号 且 #]) × 1)",
    ]);
    (shape, condition()).prop_map(|(shape, condition)| shape.replace('#', &condition))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn by_columns_and_cell_by_cell_agree(
        rows in prop::collection::vec(row(), 0..40), source in measure(), with_blanks in any::<bool>()
    ) {
        let mut scope = scope(&rows, with_blanks);
        let (expr, found) = parse(&source, units());
        prop_assert!(found.is_empty(), "{}: {:?}", source, found);
        let expr = expr.unwrap();
        let found = hengji_formula::check(&expr, &scope).1;
        prop_assert!(found.is_empty(), "{}: {:?}", source, found);
        let budget = Budget::default();
        let fast = evaluate_value(&expr, &scope, &budget);
        let (traced, working) = evaluate(&expr, &scope, &budget);
        prop_assert_eq!(exact_parts(&fast), exact_parts(&traced), "with working: {}", source);
        // Every row is counted or left out for a reason.
        working.walk(&mut |node| {
            if let hengji_formula::Origin::Rows(used) = &node.from {
                let table = scope.relation(&used.selection.relation).unwrap();
                assert_eq!(used.counted().len() + used.left_out(table).count(), used.total, "{source}");
            }
        });
        let warned = working.warnings().len();
        scope.set_slow(true);
        let slow = evaluate_value(&expr, &scope, &budget);
        prop_assert_eq!(exact_parts(&fast), exact_parts(&slow), "cell by cell: {}", source);
        let again = evaluate(&expr, &scope, &budget).1.warnings().len();
        // An index passes over blank keys inside rows; elsewhere the same is warned of.
        prop_assert!(warned == again || source.starts_with("合计(企业表"), "{}: {} {}", source, warned, again);
    }

    #[test]
    fn a_filter_counts_the_rows_whose_condition_holds(
        rows in prop::collection::vec(row(), 0..30), condition in condition()
    ) {
        let scope = scope(&rows, true);
        let value = |source: String| {
            let expr = parse(&source, units()).0.expect("it parses");
            exact_parts(&evaluate_value(&expr, &scope, &Budget::default()))
        };
        let counted = value(format!("计数(台账[{condition}])"));
        let one_by_one = value(format!("合计(台账，若缺(如果 {condition} 则 1条 否则 0条，0条))"));
        prop_assert_eq!(counted, one_by_one, "{}", condition);
    }
}
