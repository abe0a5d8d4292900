//! A dossier as one workbook: nothing is lost on the way there and back.

use crate::folder::{put, said, small};
use hengji_dossier::*;
use hengji_workbook::{CellKind, Limits, read_xlsx};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn opened(path: &Path) -> Opened {
    open(path, &How::default()).map_err(|it| said(&it)).unwrap()
}

fn files(opened: &Opened) -> Vec<(String, String)> {
    let text = |(name, content): (String, Vec<u8>)| (name, String::from_utf8(content).unwrap());
    folder::folder_files(opened).into_iter().map(text).collect()
}

fn rich(root: &Path) {
    small(root);
    put(
        root,
        "tables/payments.csv",
        "编号,支付日期,金额（万元）,摘要\nP1,2022-03-05,12.50,-a\nP2,2022-3-5,007,\nP3,,\"1,234.5\",\"多行\n文字\"\nP4,2022-12-31,440114000000000123,'=x\n",
    );
    put(root, "tables/待填/assets.csv", "编号,资产名称\n");
    put(
        root,
        "measures.toml",
        "# 注释留着\n[[measure]]\nname = \"走访数\"\nformula = '计数(走访[日期 在 本年])'\ndecimals = 0\n\n[[measure]] # 第二个\nname = \"多行\"\nformula = \"\"\"\n合计(支付，金额)\n\"\"\"\nnote = \"\"\nextra = [1, 2]\n自加 = \"3\"\n",
    );
    put(
        root,
        "checklists/制度.toml",
        "title = \"制度清单\"\n[[item]]\nid = \"1\"\ntext = \"有制度\"\npoints = \"2\"\nveto = true\n[[item]]\nid = \"2\"\ntext = \"公开\"\n",
    );
    put(
        root,
        "claims.toml",
        "[[claim]]\ntext = \"首次\"\nmeasure = \"走访数\"\nevidence = [\"E1\", \"E;2\"]\n",
    );
    put(root, "ledgers/空.toml", "heading = \"空台账\"\n");
    put(root, "ledgers/broken.toml", "heading = \n");
    put(root, "narrative/02-长.md", format!("# 长\r\n\r\n{}\n\n", "字".repeat(70_000)));
}

#[test]
fn folder_to_workbook_to_folder_is_the_same_byte_for_byte() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    rich(&root);
    let before = opened(&root);
    let book = home.path().join("档案.xlsx");
    write_workbook(&before, &book).map_err(|it| said(&it)).unwrap();
    let after = opened(&book);
    assert_eq!(after.form, Form::Workbook);
    for (after, before) in files(&after).iter().zip(&files(&before)) {
        assert_eq!(after, before);
    }
    assert_eq!(files(&after).len(), files(&before).len());
    let copy = home.path().join("copy");
    write_folder(&after, &copy).unwrap();
    assert_eq!(files(&opened(&copy)), files(&before));
    // Twice the same bytes.
    let first = fs::read(&book).unwrap();
    write_workbook(&after, &book).unwrap();
    assert_eq!(fs::read(&book).unwrap(), first);
}

#[test]
fn the_workbook_has_sheets_that_people_can_edit() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    rich(&root);
    let book = home.path().join("档案.xlsx");
    write_workbook(&opened(&root), &book).unwrap();
    let read = read_xlsx(&fs::read(&book).unwrap(), &Limits::default()).unwrap();
    let names: Vec<&str> = read.sheets.iter().map(|it| it.name.as_str()).collect();
    for name in [
        "目录",
        "档案信息",
        "支付",
        "部门",
        "资产",
        "自定表",
        "走访",
        "台账",
        "台账列",
        "度量",
        "清单条目",
        "论断",
        "叙述",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let payments = read.sheet("支付").unwrap();
    assert_eq!((payments.text(1, 2), payments.rows[1][2].kind), ("12.5", CellKind::Number));
    assert_eq!(payments.rows[1][1].kind, CellKind::Date);
    assert_eq!(payments.rows[2][1].kind, CellKind::Text);
    assert_eq!(payments.rows[2][2].kind, CellKind::Text);
    let measures = read.sheet("度量").unwrap();
    assert_eq!((measures.text(0, 0), measures.text(1, 0)), ("名称", "走访数"));
}

// What somebody changes in a visible sheet counts; the original text then gives way.
#[test]
fn edits_in_the_sheets_are_read() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    rich(&root);
    put(&root, "measures.toml", "# 注释\n[[measure]]\nname = \"走访数\"\nformula = \"计数(走访)\"\n");
    let book = home.path().join("档案.xlsx");
    write_workbook(&opened(&root), &book).unwrap();
    let mut read = read_xlsx(&fs::read(&book).unwrap(), &Limits::default()).unwrap();
    for sheet in &mut read.sheets {
        for row in &mut sheet.rows {
            for cell in row {
                match (sheet.name.as_str(), cell.text.as_str()) {
                    ("度量", "计数(走访)") => cell.text = "计数(走访) + 0".to_owned(),
                    ("档案信息", "某某局") => cell.text = "另一局".to_owned(),
                    ("清单条目", "有制度") => cell.text = "有\"好\"制度".to_owned(),
                    _ => {}
                }
            }
        }
    }
    let after = book_in::from_workbook(&read, "档案.xlsx", home.path()).map_err(|it| said(&it)).unwrap();
    assert_eq!(
        after.raw.measures.as_ref().unwrap().text,
        "[[measure]]\nname = \"走访数\"\nformula = \"计数(走访) + 0\"\n"
    );
    assert!(after.raw.meta.text.contains("department = \"另一局\""), "{}", after.raw.meta.text);
    assert!(after.raw.meta.text.contains("支出数"));
    assert!(after.raw.checklists[0].text.contains(r#"text = "有\"好\"制度""#));
    // Untouched files keep their comments.
    assert!(after.raw.ledgers.iter().any(|it| it.definition.text.starts_with("# 走访")));
}

#[test]
fn findings_about_settings_name_the_sheet() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    small(&root);
    put(
        &root,
        "measures.toml",
        "# 一\n[[measure]]\nname = \"好\"\nformula = \"计数(走访)\"\n\n# 二\n[[measure]]\nname = \"坏\"\nformula = \"计数(走访\"\n",
    );
    put(&root, "tables/payments.csv", "编号,支付日期,金额（万元）\nP1,2022-02-30,abc\n");
    let book = home.path().join("档案.xlsx");
    write_workbook(&opened(&root), &book).unwrap();
    let (_, found) = read(&book, &How::default()).map_err(|it| said(&it)).unwrap();
    let words = said(&found);
    assert!(words.contains("档案.xlsx，度量，第 3 行"), "{words}");
    assert!(words.contains("档案.xlsx，支付，第 2 行"), "{words}");
}

#[test]
fn a_folder_with_nothing_but_the_workbook_is_the_workbook() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    small(&root);
    let alone = home.path().join("alone");
    fs::create_dir(&alone).unwrap();
    write_workbook(&opened(&root), &alone.join("档案.xlsx")).unwrap();
    assert_eq!(opened(&alone).form, Form::Workbook);
    let before = opened(&root);
    write_workbook(&before, &root.join("档案.xlsx")).unwrap();
    assert!(said(&opened(&root).found).contains("两种") || said(&opened(&root).found).contains("又有"));
}

#[test]
fn other_workbooks_are_no_dossiers() {
    use hengji_workbook::{Book, CellOut, SheetOut, Style, write_xlsx};
    let home = tempfile::tempdir().unwrap();
    let mut sheet = SheetOut::new("Sheet1");
    sheet.push(vec![CellOut::text("x", Style::Plain)]);
    let bytes = write_xlsx(&Book { sheets: vec![sheet], title: String::new() }).unwrap();
    put(home.path(), "a.xlsx", bytes);
    put(home.path(), "b.xlsx", b"PK\x03\x04 cut");
    put(home.path(), "c.xlsx", b"");
    let words = |name: &str| said(&open(&home.path().join(name), &How::default()).unwrap_err());
    assert!(words("a.xlsx").contains("档案信息"));
    assert!(words("b.xlsx").contains("RD103"));
    assert!(words("c.xlsx").contains("0 字节"));
}

fn cases() -> ProptestConfig {
    let count = std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(24);
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[-+=@'0-9.,% ]{1,10}",
        "-?[0-9]{1,17}(\\.[0-9]{1,4})?",
        "(19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]",
        "[一-龥a-z\"；、（）\n]{1,10}",
    ]
}

fn toml_text() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[a-z一-龥；;\"\\[\\] ='#\n0-9]{0,8}".prop_map(|it| format!("{it:?}").replace("\\u{", "\\u{")),
        Just("true".to_owned()),
        Just("12".to_owned()),
        Just("[\"a\", \"b；c\"]".to_owned()),
        Just("[1, 2]".to_owned()),
        Just("{ x = 1 }".to_owned()),
        Just("2022-03-05".to_owned()),
    ];
    let keys =
        prop::sample::subsequence(vec!["name", "formula", "decimals", "note", "自加", "名称", "x-1"], 0..5);
    let entry = (keys, prop::collection::vec(value, 5)).prop_map(|(keys, values)| {
        keys.iter().zip(values).map(|(key, value)| format!("\"{key}\" = {value}\n")).collect::<String>()
    });
    prop::collection::vec(entry, 0..4)
        .prop_map(|entries| entries.iter().map(|it| format!("# 注释\n[[measure]]\n{it}\n")).collect())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_tables_and_measures_survive_the_workbook(
        rows in prop::collection::vec(prop::collection::vec(cell(), 4), 0..6),
        measures in toml_text(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("d");
        small(&root);
        let mut table = vec![["编号", "支付日期", "金额（万元）", "自加列"].map(str::to_owned).to_vec()];
        table.extend(rows);
        put(&root, "tables/payments.csv", hengji_workbook::write_csv(&table));
        put(&root, "measures.toml", measures);
        let before = opened(&root);
        let book = home.path().join("档案.xlsx");
        write_workbook(&before, &book).unwrap();
        prop_assert_eq!(files(&opened(&book)), files(&before));
    }

    // Whatever stands in the cells: findings, never a panic, and what is read can be written.
    #[test]
    fn any_cells_in_a_workbook_are_read_or_refused(
        changes in prop::collection::vec((0_usize..30, 0_usize..12, 0_usize..8, junk()), 1..20),
    ) {
        let mut book = starter_workbook().clone();
        for (sheet, row, column, text) in changes {
            let count = book.sheets.len();
            let rows = &mut book.sheets[sheet % count].rows;
            let Some(cells) = rows.get_mut(row) else { continue };
            if let Some(cell) = cells.get_mut(column) {
                *cell = hengji_workbook::Cell::text(text);
            }
        }
        let home = tempfile::tempdir().unwrap();
        if let Ok(opened) = book_in::from_workbook(&book, "档案.xlsx", home.path()) {
            let _ = hengji_model::Model::load(opened.raw.clone());
            let copy = home.path().join("copy");
            let _ = write_folder(&opened, &copy);
        }
    }
}

fn junk() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("../../../etc/x".to_owned()),
        Just("a.b.c".to_owned()),
        Just("format".to_owned()),
        Just("[inputs]\nx".to_owned()),
        Just("tables/../../x.csv".to_owned()),
        Just("ledgers/.csv".to_owned()),
        "[=\\[\\]{}\"'#.,；a-z一-龥\n0-9-]{0,12}",
    ]
}

fn starter_workbook() -> &'static hengji_workbook::Workbook {
    static BOOK: std::sync::OnceLock<hengji_workbook::Workbook> = std::sync::OnceLock::new();
    BOOK.get_or_init(|| {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("d");
        new(&dir).unwrap();
        let bytes = fs::read(dir.join("档案模板.xlsx")).unwrap();
        read_xlsx(&bytes, &Limits::default()).unwrap()
    })
}
