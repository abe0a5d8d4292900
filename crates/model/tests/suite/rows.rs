//! Reading rows, keys, places and texts back.

use crate::case::{dossier, table};
use hengji_model::{Class, Model, RawDossier, RawText};

fn load(source: &str) -> Model {
    let (model, found) = Model::load(dossier(source));
    let words: Vec<String> = found.iter().map(crate::case::line).collect();
    assert!(words.is_empty(), "{}", words.join("\n"));
    model
}

const PAYMENTS: &str = "
@table 项目
编号,项目名称,项目代码,项目级次
P1,科技项目管理经费,44011422T000000000001,二级
@table 支付
编号,支付日期,项目,资金性质,金额（元）,资金用途,自加列
a,2022-03-05,P1,一般公共预算,\"1,234.50\",专家费, 原样
,2022/4/1,P1,一般公共预算,-0.01,退款,
,2022年4月1日,P1,一般公共预算,-0.01,退款,
";

#[test]
fn cells_are_typed_and_known_by_id_heading_and_synonym() {
    let raw = dossier(PAYMENTS);
    let (model, found) = Model::load(raw);
    assert_eq!(found.len(), 1, "the unknown column is named once: {found:?}");
    let payments = model.table("payments").unwrap();
    let row = payments.find("a").unwrap();
    assert_eq!(row.quantity("amount").unwrap().to_string(), "0.12345万元");
    assert_eq!(row.quantity("支付金额").unwrap().base.exact_text(), "1234.5");
    assert_eq!(row.date("date").unwrap().to_string(), "2022-03-05");
    assert_eq!(row.text("项目"), Some("P1"));
    assert_eq!(row.text("自加列"), Some(" 原样"));
    assert_eq!(row.class(), Class::Computed);
    assert_eq!(payments.rows_where("项目", "P1").count(), 3);
    let place = row.place("金额");
    assert_eq!(
        (place.file.as_deref(), place.row, place.column.as_deref()),
        (Some("tables/支付.csv"), Some(2), Some("金额（元）"))
    );
    assert!(model.table("信访").is_some_and(|t| !t.is_present()));
}

#[test]
fn rows_without_a_key_get_one_from_their_cells_and_equal_rows_are_told_apart() {
    let (model, _) = Model::load(dossier(PAYMENTS));
    let keys: Vec<&str> = model.table("支付").unwrap().rows().map(|r| r.key()).collect();
    assert_eq!(keys[0], "a");
    assert!(keys[1].starts_with('r') && keys[1].len() == 13, "{keys:?}");
    assert_eq!(keys[2], format!("{}-2", keys[1]));
    // A made key stays the same when columns change places or the unit of writing changes.
    let other = "
@table 支付
金额（万元）,支付日期,项目,资金性质,资金用途
-0.000001,2022-04-01,P1,一般公共预算,退款
";
    let (again, _) = Model::load(dossier(other));
    assert_eq!(again.table("支付").unwrap().rows().next().unwrap().key(), keys[1]);
}

#[test]
fn what_was_read_can_be_written_as_it_stood() {
    let (model, _) = Model::load(dossier(PAYMENTS));
    let payments = model.table("支付").unwrap();
    let columns = payments.columns_as_written();
    let written: Vec<String> = (0..7).map(|i| payments.heading_written(columns[i]).into_owned()).collect();
    assert_eq!(written, ["编号", "支付日期", "项目", "资金性质", "金额（元）", "资金用途", "自加列"]);
    let row = |r: usize| -> Vec<String> {
        (0..7).map(|i| payments.cell_written(r, columns[i]).unwrap_or_default().into_owned()).collect()
    };
    assert_eq!(row(0), ["a", "2022-03-05", "P1", "一般公共预算", "1234.5", "专家费", " 原样"]);
    assert_eq!(row(1), ["", "2022-04-01", "P1", "一般公共预算", "-0.01", "退款", ""]);
}

#[test]
fn a_bad_cell_is_missing_but_its_text_is_kept() {
    let source = "
@table 支付
编号,支付日期,资金性质,金额（万元）
a,2022-02-30,一般公共预算,十二
";
    let (model, found) = Model::load(dossier(source));
    assert_eq!(found.len(), 2);
    let payments = model.table("支付").unwrap();
    let row = payments.find("a").unwrap();
    assert_eq!((row.quantity("amount"), row.date("date")), (None, None));
    assert_eq!(row.shown("amount").as_deref(), Some("十二"));
    assert!(row.value("amount").to_owned().as_missing().is_some_and(|m| m.to_string().contains("内容有误")));
}

#[test]
fn the_unit_of_a_number_may_stand_in_its_row() {
    let model = load(
        "
@table 历年数据
度量,年度,数值,计量单位
入库企业数,2021,653,家
支出,2021,12.5,亿元
",
    );
    let rows: Vec<String> =
        model.table("history").unwrap().rows().map(|r| r.quantity("value").unwrap().to_string()).collect();
    assert_eq!(rows, ["653家", "12.5亿元"]);
}

#[test]
fn a_million_rows_stay_small() {
    let rows = std::env::var("HENGJI_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let mut body = String::from(
        "编号,支付日期,项目,资金性质,支出功能分类,部门经济分类,金额（万元）,资金用途,支付方式,支付凭证号\n",
    );
    for i in 0..rows {
        let day = i % 28 + 1;
        let amount = i * 7 % 100_000;
        body.push_str(&format!(
            "z{i},2022-03-{day:02},P{},一般公共预算,2060404,31204,{amount}.25,兑现,直接支付,v{i}\n",
            i % 65
        ));
    }
    let mut raw = RawDossier {
        meta: RawText::new("dossier.toml", "format = 1\ndepartment = \"甲\"\nyear = 2022\n"),
        ..RawDossier::default()
    };
    raw.tables.push(table("支付", "tables/payments.csv", &body));
    let start = std::time::Instant::now();
    let (model, _) = Model::load(raw);
    let payments = model.table("支付").unwrap();
    let each = payments.bytes() / payments.len();
    println!("{} rows in {:?}, {each} bytes a row", payments.len(), start.elapsed());
    assert!(each < 200, "{each} bytes a row");
}
