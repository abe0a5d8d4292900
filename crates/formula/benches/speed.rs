//! How fast formulas are: `cargo bench -p hengji-formula`. Figures go to docs/benchmarks.md, never into a test.

use hengji_formula::{
    Budget, ColumnInfo, Compiled, MemoryScope, MemoryTable, NameKind, RelationInfo, Type, Value, evaluate,
    parse,
};
use hengji_num::{Quantity, Rational, Unit, UnitTable};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROWS: usize = 1_000_000;

fn main() {
    let units = UnitTable::parse(include_str!("../../../schema/units.toml")).expect("units.toml");
    let mut scope = MemoryScope::new(units.clone(), 2022);
    let started = Instant::now();
    scope.add_table(firms(&units));
    scope.add_table(visits(&units));
    println!("made {ROWS} rows in {:?}", started.elapsed());
    scope.set("分值", NameKind::Constant, Value::quantity(Rational::int(8), &unit(&units, "分")));
    let ratio = Rational::new(97_008, 100_000).expect("not zero");
    scope.set("指标值", NameKind::Input, Value::Quantity(Quantity::ratio(ratio)));

    println!("\n-- simple scoring formulas, a second each core");
    for source in [
        "分值 × 最小值(指标值，100%)",
        "如果 指标值 ≥ 95% 则 分值 否则 分值 × 50%",
        "分值 - 0.2分 × ((100% - 指标值) ÷ 1个百分点)",
        "四舍五入(分值 × 指标值，2)",
        "分值 × 分档(指标值，“≥95%：100%；[90%，95%)：80%；其他：0%”)",
    ] {
        let expr = parse(source, &units).0.expect("it parses");
        let (compiled, found) = Compiled::new(&expr, &scope);
        assert!(found.is_empty(), "{found:?}");
        let given: Vec<Value> =
            compiled.names().map(|it| hengji_formula::Scope::value(&scope, it).value).collect();
        let budget = Budget::default();
        let plain = each(200_000, || compiled.value_with(&scope, black_box(&given), &budget));
        let traced = each(50_000, || compiled.evaluate(&scope, &budget));
        println!("{:>10} values, {:>9} workings  {source}", per_second(plain), per_second(traced));
    }

    println!("\n-- measures over a million rows, with working");
    let mut all = Duration::ZERO;
    for source in [
        "计数(走访)",
        "计数(走访[日期 在 本年])",
        "计数(走访[日期 在 2022年第1季度 且 部门 = “部门3”])",
        "合计(走访，金额)",
        "合计(走访[日期 在 本年 且 金额 > 10万元]，金额)",
        "平均(走访，金额)",
        "中位数(走访，金额)",
        "最大(走访，金额)",
        "最晚(走访，日期)",
        "去重计数(走访，企业)",
        "去重计数(走访[日期 在 本年]，企业)",
        "计数(走访[企业.镇街 = “镇街5”])",
        "计数(走访[部门 在 （“部门1”；“部门2”；“部门9”） 或 非 日期 在 本年])",
        "计数(走访[企业 = “q77”])",
        "占比(走访，金额 > 50万元)",
        "存在(走访，金额 > 99.9万元)",
        "计数(年初至(走访，2022-06-30))",
        "分组(走访，部门，合计(本组，金额))",
        "分组(走访，月份(日期)，计数(本组))",
        "合计(走访，金额 × 2)",
        "计数(走访[月份(日期) = 3])",
    ] {
        let expr = parse(source, &units).0.expect("it parses");
        let started = Instant::now();
        let (value, _) = evaluate(&expr, &scope, &Budget::default());
        let took = started.elapsed();
        all += took;
        let shown: String = hengji_formula::shown(&value).chars().take(40).collect();
        println!("{took:>12.1?}  {source} = {shown}");
    }
    println!("{all:>12.1?}  all");
}

fn unit(units: &UnitTable, name: &str) -> Unit {
    units.get(name).unwrap_or_else(|| panic!("unit {name}"))
}

fn each<T>(count: u32, mut run: impl FnMut() -> T) -> Duration {
    let started = Instant::now();
    for _ in 0..count {
        black_box(run());
    }
    started.elapsed() / count
}

fn per_second(each: Duration) -> u128 {
    1_000_000_000 / each.as_nanos().max(1)
}

fn column(heading: &str, ty: Type) -> ColumnInfo {
    ColumnInfo {
        id: heading.into(),
        heading: heading.into(),
        synonyms: Vec::new(),
        ty,
        counting: None,
        allowed: Vec::new(),
    }
}

fn info(id: &str, heading: &str, counting: Unit, columns: Vec<ColumnInfo>) -> RelationInfo {
    let event_date = columns.iter().position(|it| it.ty == Type::Date);
    RelationInfo {
        id: id.into(),
        heading: heading.into(),
        columns,
        counting: Type::Quantity(counting),
        key: 0,
        event_date,
        valid_from: None,
        valid_to: None,
    }
}

fn firms(units: &UnitTable) -> MemoryTable {
    let columns = vec![column("编号", Type::Text), column("镇街", Type::Text)];
    let rows: Vec<Vec<Value>> = (0..10_000)
        .map(|n| vec![Value::text(&format!("q{n}")), Value::text(&format!("镇街{}", n % 10))])
        .collect();
    MemoryTable::new(info("firms", "企业表", unit(units, "家"), columns), &rows, None)
}

fn visits(units: &UnitTable) -> MemoryTable {
    let money = unit(units, "万元");
    let columns = vec![
        column("编号", Type::Text),
        column("企业", Type::Reference("firms".into())),
        column("日期", Type::Date),
        column("部门", Type::Text),
        column("金额", Type::Quantity(money.clone())),
    ];
    // A linear congruence spreads the values without a source of chance.
    let mut seed = 12_345_u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let first = hengji_formula::day_number("2021-07-01".parse().expect("a date"));
    let rows: Vec<Vec<Value>> = (0..ROWS)
        .map(|n| {
            let day = hengji_formula::day_of_number(first + next(730) as i32).expect("in range");
            vec![
                Value::text(&format!("z{n}")),
                Value::text(&format!("q{}", next(10_000))),
                Value::Date(day),
                Value::text(&format!("部门{}", next(12))),
                Value::quantity(Rational::scaled(i128::from(next(10_000_000)), 5), &money),
            ]
        })
        .collect();
    MemoryTable::new(info("visits", "走访", unit(units, "家次"), columns), &rows, None)
}
