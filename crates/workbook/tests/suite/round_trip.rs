//! What is written is what is read.

use hengji_workbook::*;
use proptest::prelude::*;

fn cases() -> ProptestConfig {
    let count = std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64);
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
    sheet.rows.iter().map(|row| row.iter().map(|it| it.text.clone()).collect()).collect()
}

// What is kept of rows: trailing empty cells are not, in sheets trailing empty rows neither.
fn trimmed(rows: &[Vec<String>], drop_rows: bool) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    for row in &mut rows {
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
    }
    while drop_rows && rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    rows
}

fn book(rows: &[Vec<String>]) -> Book {
    let mut sheet = SheetOut::new("数据");
    for row in rows {
        sheet.push(row.iter().map(|it| CellOut::text(it, Style::PlainText)).collect());
    }
    Book { sheets: vec![sheet], title: String::new() }
}

fn cell_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[-+=@'\"＝,\t\r\n 0-9a-z一-龥_x]{0,12}",
        "_x00[0-9A-F]{2}_",
        "-?[0-9]{1,20}(\\.[0-9]{1,6})?",
        "[^\\x00-\\x08\\x0B-\\x1F\\x7F-\\u{9F}\\u{FFFE}\\u{FFFF}]{0,20}",
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(cell_text(), 1..6), 0..8)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_table_survives_csv(rows in table()) {
        let sheet = read_csv(&write_csv(&rows), &Limits::default()).unwrap();
        prop_assert_eq!(texts(&sheet), trimmed(&rows, false));
    }

    #[test]
    fn any_table_survives_xlsx(rows in table()) {
        let bytes = write_xlsx(&book(&rows)).unwrap();
        let read = read_xlsx(&bytes, &Limits::default()).unwrap();
        prop_assert_eq!(texts(&read.sheets[0]), trimmed(&rows, true));
        prop_assert_eq!(write_xlsx(&book(&rows)).unwrap(), bytes);
    }

    #[test]
    fn any_decimal_of_fifteen_digits_survives_xlsx(digits in -999_999_999_999_999_i64..=999_999_999_999_999, places in 0_usize..12) {
        let decimal = decimal(digits, places);
        let mut sheet = SheetOut::new("数");
        sheet.push(vec![CellOut::number(&decimal, Style::Number(2))]);
        let bytes = write_xlsx(&Book { sheets: vec![sheet], title: String::new() }).unwrap();
        let read = read_xlsx(&bytes, &Limits::default()).unwrap();
        prop_assert_eq!(read.sheets[0].text(0, 0), decimal);
        prop_assert_eq!(read.sheets[0].rows[0][0].kind, CellKind::Number);
    }
}

// digits × 10^−places in the shortest form.
fn decimal(digits: i64, places: usize) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let all = format!("{:0>width$}", digits.unsigned_abs(), width = places + 1);
    let (whole, part) = all.split_at(all.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

#[test]
fn a_form_keeps_values_merges_and_formats() {
    let mut sheet = SheetOut::new("项目支出绩效自评表");
    sheet.widths = vec![120, 84, 0];
    sheet.push(vec![CellOut::text("项目支出绩效自评表", Style::Title)]);
    sheet.merge(0, 0, 0, 2);
    sheet.push(vec![
        CellOut::text("指标", Style::Head).note("三级指标名称\n必填"),
        CellOut::text("金额（万元）", Style::Head),
        CellOut::text("日期", Style::Head),
    ]);
    sheet.push(vec![
        CellOut::text("=1+1", Style::Wrapped),
        CellOut::number("32948.284", Style::Number(2)),
        CellOut::date("2022-09-01", Style::Date),
    ]);
    sheet.push(vec![
        CellOut::text("1.2", Style::Text),
        CellOut::number("440114000000000123", Style::Number(0)),
        CellOut::number("0.9702", Style::Percent(2)),
    ]);
    sheet.choices.push(Choices {
        column: 0,
        first_row: 2,
        last_row: 99,
        values: (0..60).map(|it| format!("很长的下拉选项第{it}项")).collect(),
        strict: true,
    });
    sheet.freeze = (2, 1);
    sheet.print_rows = Some((0, 1));
    sheet.header = "数据为合成 & 演示".to_owned();
    let mut index = SheetOut::new("目录");
    index.push(vec![CellOut::text("自评表", Style::Link).link("项目支出绩效自评表")]);
    let link = CellOut::text("看项目支出绩效自评表", Style::Link).link("项目支出绩效自评表");
    index.push(vec![link]);
    let bytes = write_xlsx(&Book { sheets: vec![index, sheet], title: "自评表".to_owned() }).unwrap();
    let read = read_xlsx(&bytes, &Limits::default()).unwrap();
    let names: Vec<_> = read.sheets.iter().map(|it| (it.name.as_str(), it.hidden)).collect();
    assert_eq!(names, [("目录", false), ("项目支出绩效自评表", false), ("_下拉项", true)]);
    assert_eq!(read.sheets[0].text(0, 0), "自评表");
    assert_eq!(read.sheets[0].text(1, 0), "看项目支出绩效自评表");
    let form = read.sheet("项目支出绩效自评表").unwrap();
    assert_eq!(form.merges, [[0, 0, 0, 2]]);
    let shown = |row: usize, column: usize| (form.text(row, column), form.rows[row][column].kind);
    assert_eq!(shown(2, 0), ("=1+1", CellKind::Text));
    assert_eq!(shown(2, 1), ("32948.284", CellKind::Number));
    assert_eq!(read.format(&form.rows[2][1]), Some("#,##0.00"));
    assert_eq!(shown(2, 2), ("2022-09-01", CellKind::Date));
    assert_eq!(shown(3, 0), ("1.2", CellKind::Text));
    assert_eq!(shown(3, 1), ("440114000000000123", CellKind::Text));
    assert_eq!(shown(3, 2), ("0.9702", CellKind::Number));
}

#[test]
fn names_of_tabs_are_cleaned_cut_and_told_apart() {
    use hengji_workbook::book::sheet_name;
    assert_eq!(sheet_name("科技/工业[2022]", &[]), "科技_工业_2022_");
    let long = "一".repeat(40);
    let first = sheet_name(&long, &[]);
    assert_eq!(first.chars().count(), 31);
    let second = sheet_name(&long, std::slice::from_ref(&first));
    assert_eq!(second, format!("{} (2)", "一".repeat(27)));
    assert_eq!(sheet_name(" ", &[]), "_");
}

#[test]
fn dangerous_cells_of_csv_carry_an_apostrophe() {
    let rows = [["=1+1", "-12.5", "-", "+8620", "@x", "'=a", "'", "-a"]];
    let bytes = write_csv(&rows);
    let text = std::str::from_utf8(&bytes).unwrap();
    assert_eq!(text, "\u{FEFF}'=1+1,-12.5,-,+8620,'@x,''=a,','-a\n");
}
