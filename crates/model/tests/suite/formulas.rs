//! What formulas see.

use crate::case::dossier;
use hengji_formula::{Answer, HistorySource, NameKind, Scope, Standing, value_shown};
use hengji_model::{Class, Evidence, Model, ScopeOptions};
use std::sync::Arc;

fn load(source: &str) -> Model {
    let (model, found) = Model::load(dossier(source));
    let words: Vec<String> = found.iter().map(crate::case::line).collect();
    assert!(words.is_empty(), "{}", words.join("\n"));
    model
}

#[test]
fn every_formula_of_the_vocabulary_is_sound() {
    let model = load("");
    let scope = model.scope(ScopeOptions::default());
    let mut wrong = Vec::new();
    for entry in &hengji_schema::vocabulary().entries {
        let hengji_schema::Meaning::Formula(formula) = &entry.meaning else { continue };
        let (expr, mut found) = hengji_formula::parse(formula, model.units());
        if let Some(expr) = expr {
            found.extend(hengji_formula::check(&expr, &scope).1);
        }
        wrong.extend(found.iter().map(|f| format!("{}: {formula}\n  {}", entry.name, crate::case::line(f))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const VISITS: &str = "
@ledger visits
heading = \"走访\"
counting_word = \"家次\"
event_date = \"time\"
dedupe = [\"officer\", \"company\", \"time\"]
columns = [
  { id = \"officer\", heading = \"专员\" },
  { id = \"company\", heading = \"企业\" },
  { id = \"time\", heading = \"走访时间\", kind = \"datetime\" },
  { id = \"state\", heading = \"审核状态\", kind = \"enum\", allowed = [\"待审\", \"通过\", \"作废\"] },
  { id = \"data_source\", heading = \"数据来源\", kind = \"enum\", allowed = [\"公开\", \"台账\"] },
]
@rows
编号,专员,企业,走访时间,审核状态,数据来源
v1,甲,E1,2022-03-05 09:00,通过,公开
v2,甲,E1,2022-03-05 16:00,通过,台账
v3,甲,E1,2022-03-06 09:00,待审,公开
v4,甲,E1,2022-11-06 09:00,通过,台账
v5,甲,E2,,通过,公开
v6,乙,E2,2022-03-05 09:00,作废,公开
";

fn counting(model: &Model, options: ScopeOptions) -> Vec<String> {
    let scope = model.scope(options);
    let visits = scope.relation("visits").unwrap();
    let rows: Vec<usize> = match visits.counting() {
        Some(rows) => rows.iter().map(|r| *r as usize).collect(),
        None => (0..visits.len()).collect(),
    };
    rows.into_iter().map(|r| visits.key(r).into_owned()).collect()
}

#[test]
fn rows_count_once_when_approved_and_done() {
    let model = load(VISITS);
    assert_eq!(counting(&model, ScopeOptions::default()), ["v1", "v4", "v5"]);
    let as_of = ScopeOptions { as_of: "2022-07-31".parse().ok(), ..ScopeOptions::default() };
    assert_eq!(counting(&model, as_of.clone()), ["v1", "v5"]);
    let public = ScopeOptions { evidence: Evidence::Public, ..ScopeOptions::default() };
    assert_eq!(counting(&model, public), ["v1", "v5"]);
    let scope = model.scope(as_of);
    let reason = |row| match scope.standing("走访", row) {
        Some(Standing::LeftOut(reason)) => reason.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(reason(1), "与“v1”重复");
    assert_eq!(reason(2), "审核状态为“待审”");
    assert_eq!(reason(3), "走访时间在截止日2022-07-31之后");
    assert_eq!(reason(5), "审核状态为“作废”");
}

#[test]
fn a_table_of_which_nothing_is_public_is_missing_not_zero() {
    let source = "
@table 检查发现
编号,来源,类别,问题描述,数据来源
@table 满意度调查
编号,调查名称,调查对象,有效数,数据来源
D1,企业满意度,企业,200,合成
@table 督办
编号,督办事项,完成状态,数据来源
K1,某事,已完成,公开
";
    let model = load(source);
    let absent = |options: &ScopeOptions, id: &str| {
        model.scope(options.clone()).relation(id).unwrap().absent().map(|reason| reason.to_string())
    };
    let all = ScopeOptions::default();
    let public = ScopeOptions { evidence: Evidence::Public, ..ScopeOptions::default() };
    assert_eq!(absent(&all, "findings"), None);
    assert_eq!(absent(&all, "petitions").as_deref(), Some("信访：未提供"));
    assert_eq!(absent(&public, "findings").as_deref(), Some("检查发现：非公开数据"));
    assert_eq!(absent(&public, "surveys").as_deref(), Some("满意度调查：非公开数据"));
    assert_eq!(absent(&public, "supervised_tasks"), None);
}

const FIGURES: &str = "
@table 佐证材料
编号,材料名称
E1,部门决算
@table 预算单位
编号,单位名称
U1,本级
U2,中心
@table 基础数据
编号,指标,预算单位,年度,阶段,数值,计量单位,佐证材料
1,三公经费,,2022,年初,30,万元,
2,三公经费,,2022,决算,26.5,万元,E1
3,因公出国（境）费,,2021,决算,0,万元,
4,公务接待费,,2021,决算,8,万元,
5,公务用车购置费,,2021,决算,0,万元,
6,公务用车运行维护费,,2021,决算,20,万元,
7,日常公用经费,U1,2022,决算,300,万元,
8,日常公用经费,U2,2022,决算,2100000,元,
9,日常公用经费,,2022,年初,500,万元,
10,日常公用经费,U1,2022,年初,1,万元,
@table 历年数据
编号,度量,年度,数值,计量单位
h1,高企数,2021,251,家
@table 督办
编号,督办事项,完成状态
K1,某事,已完成
";

#[test]
fn a_standard_word_takes_the_first_stage_the_department_before_its_units_or_the_sum_of_parts() {
    let model = load(FIGURES);
    let scope = model.scope(ScopeOptions::default());
    let shown = |name: &str| value_shown(&scope.value(name).value);
    assert_eq!(shown("三公经费预算数"), "30.00万元", "no 调整, so 年初");
    assert_eq!(shown("三公经费决算数"), "26.50万元");
    assert_eq!(shown("上年三公经费决算数"), "28.00万元", "the sum of its parts");
    assert_eq!(shown("日常公用经费决算数"), "510.00万元", "the sum of the units, one of them in 元");
    assert_eq!(shown("日常公用经费预算数"), "500.00万元", "the whole department's own row");
    let missing = scope.value("水电费决算数").value.to_owned();
    assert_eq!(missing.as_missing().unwrap().to_string(), "缺失（基础数据“水电费”（决算，2022年）：未提供）");
}

#[test]
fn a_base_figure_that_is_not_public_is_said_to_be_that() {
    let model = load(
        "
@table 基础数据
编号,指标,年度,阶段,数值,计量单位,数据来源
1,三公经费,2022,决算,26,万元,填报
2,支出总额,2022,决算,100,万元,公开
",
    );
    let scope = model.scope(ScopeOptions { evidence: Evidence::Public, ..ScopeOptions::default() });
    let reason = |name: &str| scope.value(name).value.as_missing().map(ToString::to_string);
    assert_eq!(reason("决算支出总额"), None);
    assert_eq!(
        reason("三公经费决算数").as_deref(),
        Some("缺失（基础数据“三公经费”（决算，2022年）：非公开数据）")
    );
    assert_eq!(reason("水电费决算数").as_deref(), Some("缺失（基础数据“水电费”（决算，2022年）：未提供）"));
}

#[test]
fn a_figure_is_as_well_founded_as_its_weakest_leaf() {
    let model = load(FIGURES);
    let scope = model.scope(ScopeOptions::default());
    let class = |name: &str| scope.class_of(&scope.value(name).working.unwrap());
    assert_eq!(class("三公经费决算数"), Class::Attested);
    assert_eq!(class("三公经费预算数"), Class::Asserted);
    assert_eq!(class("上年三公经费决算数"), Class::Asserted);
    assert_eq!(model.table("督办").unwrap().find("K1").unwrap().class(), Class::Computed);
}

#[test]
fn nothing_found_is_as_well_founded_as_the_list() {
    let findings = |rows: &str| {
        format!(
            "@table 佐证材料\n编号,材料名称\nE1,审计报告\n@table 检查发现\n编号,来源,类别,问题描述,佐证材料\n{rows}"
        )
    };
    for (rows, class) in [
        ("f1,审计,资产管理,盘点不及时,E1\n", Class::Attested),
        ("f1,审计,资产管理,盘点不及时,\n", Class::Asserted),
        ("", Class::Asserted),
    ] {
        let model = load(&findings(rows));
        let scope = model.scope(ScopeOptions::default());
        let bound = scope.value("会计核算问题数");
        assert_eq!(value_shown(&bound.value), "0个");
        assert_eq!(scope.class_of(&bound.working.unwrap()), class, "{rows}");
    }
}

#[test]
fn the_past_comes_from_last_years_dossier_else_from_the_history_table() {
    let measures = "@measures\n[[measure]]\nname = \"高企认定数\"\nformula = \"1\"\nlast_year = \"高企数\"\nunit = \"家\"\n";
    let model = load(&format!("{FIGURES}\n{measures}"));
    let scope = model.scope(ScopeOptions::default());
    let (value, source) = scope.history("高企认定数", 2021).unwrap();
    assert_eq!((value_shown(&value).as_str(), source), ("251家", HistorySource::Table));
    assert!(scope.history("高企认定数", 2020).is_none());
    let last = "@meta\nformat = 1\ndepartment = \"某局\"\nyear = 2021\n@table 基础数据\n编号,指标,年度,阶段,数值,计量单位\n1,三公经费,2021,决算,25,万元\n";
    let model = load(FIGURES).with_last_year(Arc::new(load(last)));
    let scope = model.scope(ScopeOptions::default());
    let (value, source) = scope.history("三公经费决算数", 2021).unwrap();
    assert_eq!((value_shown(&value).as_str(), source), ("25.00万元", HistorySource::Dossier));
}

#[test]
fn names_mean_rows_measures_words_tables_constants_and_checklists() {
    let source = "
@checklist 制度
title = \"管理制度健全性\"
[[item]]
id = \"1\"
text = \"有内控制度\"
[[item]]
id = \"2\"
text = \"有效执行\"
points = \"2\"
veto = true
@table 清单判断
编号,清单,条目,判断
a,制度,1,是
b,制度,2,否
@table 项目
编号,项目名称,项目级次
P1,甲,二级
";
    let model = load(source);
    let scope = model.scope(ScopeOptions::default().with_row("本项目", "projects", "P1"));
    let kind = |name: &str| scope.named(name).map(|n| n.kind);
    assert_eq!(kind("本项目"), Some(NameKind::Constant));
    assert_eq!(kind("全年执行数"), Some(NameKind::Vocabulary));
    assert_eq!(kind("支付"), Some(NameKind::Relation));
    assert_eq!(kind("部门名称"), Some(NameKind::Constant));
    assert_eq!(kind("管理制度健全性"), Some(NameKind::Checklist));
    assert_eq!(kind("天气"), None);
    assert_eq!(scope.value("部门名称").value.as_text(), Some("某区科技局"));
    let list = scope.checklist("制度").unwrap();
    let answers: Vec<_> = list.items.iter().map(|i| (i.answer, i.points.exact_text(), i.veto)).collect();
    assert_eq!(
        answers,
        [(Some(Answer::Yes), "1".to_owned(), false), (Some(Answer::No), "2".to_owned(), true)]
    );
}

const MONEY: &str = "
@table 项目
编号,项目名称,项目级次,不开展自评,计划完成日期,实际完成日期
P1,甲,二级,,2022-06-30,2022-06-30
P2,乙,二级,是,2022-06-30,2022-07-01
P3,丙,二级,,2022-12-31,
@table 预算
编号,项目,资金性质,指标来源,调整原因,金额（万元）
b1,P1,一般公共预算,年初,,100
b2,P1,一般公共预算,追加,上级交办,20
b3,P1,一般公共预算,追减,,-5
b4,P2,单位资金,年初,,10
b5,P1,一般公共预算,调剂,,3
b6,P2,一般公共预算,调剂,,-3
@table 支付
编号,支付日期,项目,资金性质,支出结构,金额（元）
a,2022-03-05,P1,一般公共预算,项目支出,600000.01
b,2022-11-05,P1,一般公共预算,,400000
c,2022-12-05,,一般公共预算,人员经费,50000
d,2022-12-06,P1,一般公共预算,项目支出,-0.01
@table 其他资金执行
编号,支付日期,项目,资金性质,金额（万元）
o,2022-05-01,P2,单位资金,8
";

#[test]
fn the_standard_words_for_money_are_worked_out_from_the_tables() {
    let model = load(MONEY);
    let scope = model.scope(ScopeOptions::default());
    let shown = |name: &str| value_shown(&scope.value(name).value);
    assert_eq!(shown("全年预算数"), "125.00万元");
    assert_eq!(shown("预算调整数"), "5.00万元", "what superiors ordered does not count");
    assert_eq!(shown("预算调剂数"), "3.00万元");
    assert_eq!(shown("全年执行数"), "113.00万元");
    assert_eq!(shown("财政拨款执行数"), "105.00万元");
    assert_eq!(shown("其他资金执行数"), "8.00万元");
    assert_eq!(shown("基本支出执行数"), "5.00万元");
    assert_eq!(shown("项目支出执行数"), "108.00万元");
    assert_eq!(shown("预算执行率"), "90.40%");
    assert_eq!(shown("自评项目数"), "2个");
    assert_eq!((shown("计划完成项目数"), shown("按期完成项目数")), ("3个".into(), "1个".into()));
    let july = model.scope(ScopeOptions { as_of: "2022-07-31".parse().ok(), ..ScopeOptions::default() });
    assert_eq!(value_shown(&july.value("全年执行数").value), "68.00万元");
    let working = scope.value("预算执行率").working.unwrap();
    assert_eq!(scope.class_of(&working), Class::Computed);
}

#[test]
fn a_formula_may_speak_of_the_project_at_hand() {
    let model = load(MONEY);
    for (project, paid) in [("P1", "100.00万元"), ("P2", "0.00万元")] {
        let scope = model.scope(ScopeOptions::default().with_row("本项目", "projects", project));
        let formula = "合计(支付[项目 = 本项目]，金额)";
        let expr = hengji_formula::parse(formula, model.units()).0.unwrap();
        let value = hengji_formula::evaluate(&expr, &scope, &hengji_formula::Budget::default()).0;
        assert_eq!(value_shown(&value), paid);
        let name = hengji_formula::parse("本项目.项目名称", model.units()).0.unwrap();
        let value = hengji_formula::evaluate(&name, &scope, &hengji_formula::Budget::default()).0;
        assert!(value.as_text().is_some(), "{value:?}");
    }
}

#[test]
fn measures_build_on_each_other_and_computed_columns_on_their_row() {
    let source = "
@ledger inspections
heading = \"检查\"
counting_word = \"次\"
columns = [
  { id = \"people\", heading = \"人数\", kind = \"int\", unit = \"人次\" },
  { id = \"sites\", heading = \"点位数\", kind = \"int\", unit = \"个\" },
  { id = \"each\", heading = \"人均点位\", kind = \"dec\", formula = \"点位数 ÷ 人数\" },
]
@rows
编号,人数,点位数
c1,20,5
c2,10,
c3,5,4
@measures
[[measure]]
name = \"出动人次\"
formula = \"合计(检查，人数)\"
[[measure]]
name = \"次均人次\"
formula = \"出动人次 ÷ 计数(检查)\"
[[measure]]
name = \"最多人均点位\"
formula = \"最大(检查[非 是否缺(点位数)]，人均点位)\"
";
    let model = load(source);
    let scope = model.scope(ScopeOptions::default());
    let shown: Vec<String> = scope.measures().iter().map(|(_, b)| value_shown(&b.value)).collect();
    assert_eq!(shown[0], "35人次");
    assert!(shown[1].starts_with("11.67人次/次"), "{shown:?}");
    assert!(shown[2].starts_with("0.8"), "{shown:?}");
    let column = model.table("检查").unwrap();
    assert!(column.find("c2").unwrap().value("人均点位").is_missing());
    assert_eq!(column.find("c1").unwrap().shown("each").as_deref(), Some("0.25个/人次"));
}

#[test]
fn a_bare_number_keeps_its_size_in_the_unit_of_its_measure() {
    let measure = |name: &str, formula: &str, unit: &str| {
        format!("[[measure]]\nname = \"{name}\"\nformula = \"{formula}\"\nunit = \"{unit}\"\n")
    };
    let source = format!("@measures\n{}{}", measure("半", "1 ÷ 2", "%"), measure("打", "12", "家"));
    let model = load(&source);
    let shown: Vec<String> =
        model.scope(ScopeOptions::default()).measures().iter().map(|(_, b)| value_shown(&b.value)).collect();
    assert_eq!(shown, ["50.00%", "12家"]);
}
