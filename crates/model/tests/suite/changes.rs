//! Changes, and the canonical form by which two dossiers are the same.

use crate::case::dossier;
use hengji_model::change::{diff, invert};
use hengji_model::{Change, Conflict, Misfit, Model};
use proptest::prelude::*;

const START: &str = "
@table 科室
编号,科室名称,备注
S1,科技科,
S2,工业科,\"两行
的\"\"话\"\"\"
@table 支付
编号,支付日期,资金性质,金额（元）
a,2022-03-05,一般公共预算,1234.5
,2022-03-06,一般公共预算,1
";

fn change(table: &str, key: &str, column: &str, before: Option<&str>, after: Option<&str>) -> Change {
    let own = |t: Option<&str>| t.map(str::to_owned);
    Change {
        table: table.into(),
        key: key.into(),
        column: column.into(),
        before: own(before),
        after: own(after),
    }
}

#[test]
fn a_change_is_made_and_undone() {
    let (model, _) = Model::load(dossier(START));
    let changes = [
        change("payments", "a", "amount", Some("0.12345"), Some("2")),
        change("sections", "S3", "id", None, Some("S3")),
        change("sections", "S3", "name", None, Some("商务科")),
    ];
    let (after, found) = model.apply(&changes).unwrap();
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        after.table("支付").unwrap().find("a").unwrap().quantity("amount").unwrap().to_string(),
        "2万元"
    );
    assert_eq!(after.table("科室").unwrap().find("S3").unwrap().text("name"), Some("商务科"));
    assert_eq!(diff(&model, &after), changes);
    let (back, _) = after.apply(&invert(&changes)).unwrap();
    assert_eq!(back.sm3(), model.sm3());
}

#[test]
fn a_change_that_does_not_fit_changes_nothing() {
    let (model, _) = Model::load(dossier(START));
    let wrong = [
        change("payments", "a", "amount", Some("9"), Some("2")),
        change("payments", "b", "amount", None, Some("2")),
        change("payments", "a", "weather", None, Some("晴")),
        change("weather", "a", "id", None, Some("a")),
        change("sections", "S1", "id", Some("S1"), None),
    ];
    let conflicts = model.apply(&wrong).unwrap_err();
    assert_eq!(conflicts.len(), 5);
    let shown = |c: &Conflict| matches!(&c.why, Misfit::Cell(Some(text)) if text == "0.12345");
    assert!(conflicts.iter().any(shown), "{conflicts:?}");
}

#[test]
fn the_canonical_form_is_rfc_8785_and_blind_to_the_way_of_writing() {
    let (model, _) = Model::load(dossier(START));
    let json = model.canonical_json();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), json);
    let other = "
@table 支付
编号,金额（万元）,支付日期,资金性质
,0.0001,2022年3月6日,一般公共预算
a,\"0.123,45\",2022/3/5,一般公共预算
@table 科室
科室名称,编号,备注
工业科,S2,\"两行
的\"\"话\"\"\"
科技科,S1,
";
    let other = other.replace("\"0.123,45\"", "0.12345");
    assert_eq!(Model::load(dossier(&other)).0.sm3(), model.sm3());
    let changed = START.replace("1234.5", "1234.51");
    assert_ne!(Model::load(dossier(&changed)).0.sm3(), model.sm3());
}

#[test]
fn what_a_model_gives_back_loads_to_the_same_model() {
    let (model, _) = Model::load(dossier(START));
    let (again, _) = Model::load(model.to_raw());
    assert_eq!(again.sm3(), model.sm3());
}

fn cases() -> u32 {
    std::env::var("HENGJI_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    // Any two tables of sections: the changes between them, made and undone, arrive on both sides.
    #[test]
    fn changes_lead_there_and_back(
        a in proptest::collection::btree_map("[A-D][0-9]", "[甲乙丙丁 ,\"]{0,4}", 0..8),
        b in proptest::collection::btree_map("[A-D][0-9]", "[甲乙丙丁 ,\"]{0,4}", 0..8),
    ) {
        let model = |rows: &std::collections::BTreeMap<String, String>| {
            let mut text = String::from("@table 科室\n编号,科室名称\n");
            for (key, name) in rows {
                text.push_str(&format!("{key},\"{}\"\n", name.replace('"', "\"\"")));
            }
            Model::load(dossier(&text)).0
        };
        let (before, after) = (model(&a), model(&b));
        let changes = diff(&before, &after);
        let there = before.apply(&changes).unwrap().0;
        prop_assert_eq!(there.sm3(), after.sm3());
        prop_assert_eq!(there.apply(&invert(&changes)).unwrap().0.sm3(), before.sm3());
    }

    // No text in any cell makes the loader stop, and what it keeps loads to the same again.
    #[test]
    fn any_cell_is_taken_or_refused(cells in proptest::collection::vec("\\PC{0,12}|[0-9.,%eE+-]{0,12}", 6)) {
        let mut grid = hengji_model::Grid::of([vec!["编号", "指标", "年度", "阶段", "数值", "计量单位", "截止日期"]]);
        grid.push("x", hengji_model::CellKind::Text);
        for cell in &cells {
            grid.push(cell, hengji_model::CellKind::Text);
        }
        grid.end_row();
        let mut raw = dossier("");
        raw.tables.push(hengji_model::RawTable { name: "基础数据".into(), file: "t.csv".into(), sheet: None, grid });
        let model = Model::load(raw).0;
        prop_assert_eq!(Model::load(model.to_raw()).0.sm3(), model.sm3());
    }
}
