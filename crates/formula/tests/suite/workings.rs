//! Workings, rows left out, budgets, dependencies, rows and overlays.

use super::fixture::{literal, scope, units};
use hengji_diag::Severity;
use hengji_formula::{
    Budget, Compiled, Expr, LeftOut, MemoryScope, NameKind, Op, Origin, Overlay, ReasonKind, RowsUsed, Scope,
    Type, Value, Working, check_in_row, dependencies, evaluate, evaluate_in_row, evaluate_value, line, parse,
    shown,
};

fn read(source: &str) -> Expr {
    let (expr, found) = parse(source, units());
    assert!(found.is_empty(), "{source}: {found:?}");
    expr.expect("no error, so a tree")
}

fn work(source: &str, scope: &MemoryScope) -> Working {
    evaluate(&read(source), scope, &Budget::default()).1
}

fn rows_of(working: &Working) -> RowsUsed {
    let mut found = None;
    working.walk(&mut |it| {
        if let (Origin::Rows(used), None) = (&it.from, &found) {
            found = Some(used.clone());
        }
    });
    found.expect("a node of rows")
}

#[test]
fn every_row_is_counted_or_left_out_for_a_reason() {
    let scope = scope();
    let working = work("计数(走访[日期 在 本年][部门 = “工信科”])", &scope);
    let used = rows_of(&working);
    let table = scope.relation("visits").unwrap();
    let keys: Vec<String> = used.counted().iter().map(|row| table.key(row as usize).into_owned()).collect();
    assert_eq!(keys, ["z1", "z2"]);
    let left: Vec<(u32, LeftOut)> = used.left_out(table).collect();
    assert_eq!(
        left,
        [
            (2, LeftOut::Condition("部门 = “工信科”".into())),
            (3, LeftOut::Condition("日期 在 本年".into())),
            (4, LeftOut::Standing("审核状态不是“通过”".into())),
        ]
    );
    assert_eq!(used.columns, ["日期".into(), "部门".into()]);
    assert_eq!(used.counted().len() + left.len(), used.total);
}

#[test]
fn a_row_that_cannot_be_judged_says_which_cell_is_blank() {
    let scope = scope();
    let working = work("计数(发票[含税])", &scope);
    let used = rows_of(&working);
    let table = scope.relation("invoices").unwrap();
    let (row, why) = used.left_out(table).nth(1).unwrap();
    let LeftOut::Unknown(condition, reason) = why else { panic!("{why:?}") };
    let reason = reason.unwrap();
    assert_eq!((row, &*condition, reason.kind), (2, "含税", ReasonKind::Blank));
    let place = reason.place.unwrap();
    assert_eq!(
        (place.sheet.as_deref(), place.row, place.column.as_deref()),
        (Some("发票"), Some(4), Some("含税"))
    );
    let warnings = working.warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!((warnings[0].code.name, warnings[0].severity), ("rows-unjudged", Severity::Warning));
    assert_eq!(warnings[0].place.row, Some(4));
}

#[test]
fn rows_left_out_inside_rows_are_warned_of_too() {
    let scope = scope();
    let working = work("合计(项目，计数(发票[含税]) × 1)", &scope);
    assert_eq!(shown(&working.value), "2张");
    let warnings = working.warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].excerpt.as_deref(), Some("含税"));
    assert_eq!(warnings[0].place.row, Some(4));
    assert!(work("合计(项目，计数(支付[项目 = 项目.编号]) × 1)", &scope).warnings().is_empty());
}

#[test]
fn blanks_of_an_aggregated_column_are_named_cell_by_cell() {
    let scope = scope();
    let Value::Missing(missing) = work("去重计数(发票，项目)", &scope).value else {
        panic!("not missing")
    };
    let place = missing.reasons[0].place.clone().unwrap();
    assert_eq!((place.row, place.column.as_deref()), (Some(4), Some("项目")));
}

#[test]
fn a_working_has_the_contract_s_form() {
    let json = work("合计(支付[日期 ≤ 2022-06-30]，金额) ÷ 1000万元", &scope()).json();
    let expected = r#"{
      "op":"call","src":"合计(支付[日期 ≤ 2022-06-30]，金额) ÷ 1000万元","value":"25.05","unit":"%","shown":"25.05%",
      "from":{"function":"÷"},
      "in":[
        {"op":"call","src":"合计(支付[日期 ≤ 2022-06-30]，金额)","value":"250.5","unit":"万元","shown":"250.50万元",
         "from":{"function":"合计"},
         "in":[{"op":"rows","src":"支付[日期 ≤ 2022-06-30]","value":"1","unit":"","shown":"1行",
                "from":{"ledger":"payments","rows":1,"left_out":3,"columns":["日期","金额"]}}]},
        {"op":"leaf","src":"1000万元","value":"1000","unit":"万元","shown":"1,000.00万元"}]}"#;
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(expected).unwrap());
    let missing = work("1 ÷ 0", &scope());
    assert_eq!(
        (missing.op, missing.json()["value"].as_str()),
        (Op::Missing, Some("缺失（1 ÷ 0：分母为零）"))
    );
}

#[test]
fn what_costs_too_much_is_missing_with_its_place() {
    let scope = scope();
    let small = |rows| Budget { rows, ..Budget::default() };
    for (source, rows) in [
        ("计数(走访[日期 在 本年])", 3),
        ("合计(项目，合计(支付[项目.编号 = 项目.编号]，金额))", 5),
        ("分组(走访，部门，计数(本组))", 2),
    ] {
        let value = evaluate_value(&read(source), &scope, &small(rows));
        let missing = value.as_missing().unwrap_or_else(|| panic!("{source}: {value:?}"));
        assert_eq!(missing.reasons[0].kind, ReasonKind::OverBudget, "{source}");
        assert!(missing.reasons[0].place.as_ref().is_some_and(|it| it.start.is_some()), "{source}");
        assert_eq!(missing.reasons.len(), 1, "{source}: said once");
        assert!(!evaluate_value(&read(source), &scope, &small(1000)).is_missing(), "{source}");
    }
    let bytes = Budget { bytes: 10, ..Budget::default() };
    assert!(evaluate_value(&read("计数(走访)"), &scope, &bytes).is_missing());
    let shallow = Budget { depth: 2, ..Budget::default() };
    assert!(evaluate_value(&read("1 + 2 × 3"), &scope, &shallow).is_missing());
    let mut huge = "9".repeat(100);
    for _ in 0..6 {
        huge = format!("({huge} × {huge})");
    }
    let value = evaluate_value(&read(&huge), &scope, &Budget::default());
    assert!(value.as_missing().is_some_and(|it| it.has(ReasonKind::Overflow)));
}

#[test]
fn formulas_stand_in_rows_too() {
    let scope = scope();
    let expr = read("金额 × 2 - 项目.预算数");
    let (ty, found) = check_in_row(&expr, &scope, "payments");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(ty, Type::Quantity(units().get("万元").unwrap()));
    let value = evaluate_in_row(&expr, &scope, "payments", 1, &Budget::default());
    assert_eq!(shown(&value), "0.00万元");
    let (compiled, _) = Compiled::in_row(&expr, &scope, "payments");
    let (_, working) = compiled.evaluate_in_row(&scope, 0, &Budget::default());
    assert_eq!(line(&working), "250.50万元 × 2 - 600.00万元 = -99.00万元");
    let mut cells = Vec::new();
    working.walk(&mut |it| {
        if let Origin::Cell { relation, key, column } = &it.from {
            cells.push(format!("{relation}/{key}/{column}"));
        }
    });
    assert_eq!(cells, ["payments/p1/金额", "projects/x1/预算数"]);
}

#[test]
fn dependencies_name_what_is_read() {
    let scope = scope();
    let found = dependencies(&read("分值 × 同比(入库企业数) + 勾选(绩效管理) × 分值"), &scope);
    let names: Vec<(NameKind, &str)> = found.names.iter().map(|(kind, name)| (*kind, &**name)).collect();
    assert_eq!(
        names,
        [(NameKind::Input, "分值"), (NameKind::Measure, "入库企业数"), (NameKind::Checklist, "绩效管理")]
    );
    assert_eq!(found.history, ["入库企业数".into()]);
    let found =
        dependencies(&read("计数(走访[企业.镇街 = “新华街”]) × 计数(本期(支付)) ÷ 计数(项目)"), &scope);
    let columns: Vec<(&str, &str)> =
        found.columns.iter().map(|(table, column)| (&**table, &**column)).collect();
    assert_eq!(
        columns,
        [("visits", "企业"), ("enterprises", "镇街"), ("payments", "日期"), ("projects", "")]
    );
}

#[test]
fn inputs_of_a_rule_hide_names_of_the_dossier_and_show_their_own_working() {
    let scope = scope();
    let (value, working) = evaluate(&read("合计(支付，金额)"), &scope, &Budget::default());
    let mut rule = Overlay::new(&scope);
    let ty = Type::of(&value);
    rule.bind("支出数", NameKind::Input, ty, value, Some(working.into()));
    rule.input("预算数", literal("1000万元"));
    rule.input("指标值", literal("50%"));
    let (value, working) = evaluate(&read("支出数 ÷ 预算数 + 0个百分点"), &rule, &Budget::default());
    assert_eq!(shown(&value), "95.00%");
    assert_eq!(line(&working), "950.00万元 ÷ 1,000.00万元 + 0个百分点 = 95.00%");
    let mut rows = 0;
    working.walk(&mut |it| rows += usize::from(matches!(it.from, Origin::Rows(_))));
    assert_eq!(rows, 1, "the input's working is there");
    assert_eq!(shown(&evaluate_value(&read("指标值"), &rule, &Budget::default())), "50.00%");
    assert_eq!(shown(&evaluate_value(&read("计数(走访)"), &rule, &Budget::default())), "4家次");
}

#[test]
fn a_compiled_formula_takes_values_by_position() {
    let scope = scope();
    let (compiled, found) = Compiled::new(&read("分值 × 最小值(指标值，100%)"), &scope);
    assert!(found.is_empty());
    assert_eq!(compiled.names().collect::<Vec<_>>(), ["分值", "指标值"]);
    let value = compiled.value_with(&scope, &[literal("10分"), literal("92.47%")], &Budget::default());
    assert_eq!(shown(&value), "9.25分");
}

#[test]
fn a_formula_with_errors_is_missing_and_never_evaluated() {
    let scope = scope();
    for source in ["1家 + 1人", "不认识 + 1", "合计(支付)", "1 +", "（；）"] {
        if let (Some(expr), _) = parse(source, units()) {
            let value = evaluate_value(&expr, &scope, &Budget::default());
            assert!(value.as_missing().is_some_and(|it| it.has(ReasonKind::BadFormula)), "{source}");
        }
    }
}

#[test]
fn day_numbers_agree_with_the_calendar() {
    for text in ["1970-01-01", "2000-02-29", "1900-03-01", "0001-01-01", "9999-12-31", "2022-12-31"] {
        let day: jiff::civil::Date = text.parse().unwrap();
        let number = hengji_formula::day_number(day);
        assert_eq!(number, (day - jiff::civil::date(1970, 1, 1)).get_days(), "{text}");
        assert_eq!(hengji_formula::day_of_number(number), Some(day));
    }
}

#[test]
fn a_working_is_set_out_line_by_line() {
    let scope = scope();
    let (value, working) =
        evaluate(&read("合计(支付[日期 在 本年]，金额) + 0.5万元"), &scope, &Budget::default());
    let mut rule = Overlay::new(&scope);
    let ty = Type::of(&value);
    rule.bind("支出数", NameKind::Input, ty, value, Some(working.into()));
    let working = evaluate(&read("分值 × 最小值(支出数 ÷ 1000万元，100%)"), &rule, &Budget::default()).1;
    let lines: Vec<String> = hengji_formula::outline(&working, 100)
        .iter()
        .map(|it| {
            let rows = it.rows.map_or(String::new(), |(counted, left)| format!(" [{counted}, {left}]"));
            format!("{}{}{rows}", "  ".repeat(it.depth), it.text)
        })
        .collect();
    assert_eq!(
        lines,
        [
            "8.00分 × 最小值(950.50万元 ÷ 1,000万元，100%) ≈ 7.60分",
            "  分值 = 8.00分",
            "  支出数 = 950.50万元",
            "    950.00万元 + 0.5万元 = 950.50万元",
            "      合计(支付[日期 在 本年]，金额) = 950.00万元",
            "        支付[日期 在 本年] [4, 0]",
        ]
    );
}
