//! What changes in a dossier changes in the report, and only then.

use crate::common::{
    Choices, FORMS, Made, PAGES, REPORT, cases, column, copy, edit, hengji_json, make, packages, paragraphs,
    seed, table, text, unzip, with_part,
};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn csv_files(dossier: &Path, folder: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(dossier.join(folder))
        .expect("a folder")
        .map(|it| it.expect("an entry").path())
        .filter(|it| it.extension().is_some_and(|it| it == "csv"))
        .collect();
    all.sort();
    all
}

fn without_last_row(dossier: &Path, ledger: &str) -> (TempDir, Made) {
    let changed = copy(dossier);
    table(&changed.path().join("ledgers").join(ledger), |rows| drop(rows.pop()));
    let made = make(changed.path(), &[]);
    (changed, made)
}

// Everything the figures of a proof say of where they come from.
fn sources(proof: &Value) -> Vec<&Value> {
    proof["figures"].as_array().expect("figures").iter().map(|it| &it["sources"]).collect()
}

#[test]
fn the_last_row_of_a_ledger_matters() {
    let mut choices = Choices(seed());
    for made in packages() {
        let mut ledgers = csv_files(&made.dossier, "ledgers");
        let before = made.proof();
        for _ in 0..cases(2).min(ledgers.len()) {
            let ledger = ledgers.remove(choices.below(ledgers.len()));
            let name = ledger.file_name().and_then(|it| it.to_str()).expect("a name").to_owned();
            let (_held, after) = without_last_row(&made.dossier, &name);
            let proof = after.proof();
            assert_ne!(before["dossier"], proof["dossier"], "{name}");
            assert_ne!(sources(&before), sources(&proof), "{name}: no figure comes from other rows now");
            let (one, two) = (paragraphs(&made.bytes(REPORT)), paragraphs(&after.bytes(REPORT)));
            assert_ne!(one, two, "{name}: the text is the same");
        }
    }
}

/// changes.txt of an example: `ledger  what stands there  what stands there without its last row`.
#[test]
fn one_row_less_is_one_less_in_the_text() {
    for made in packages() {
        let listed = std::fs::read_to_string(made.dossier.join("changes.txt")).unwrap_or_default();
        for line in listed.lines().filter(|it| !it.starts_with('#') && !it.trim().is_empty()) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [ledger, before, after] = fields[..] else { panic!("three fields: {line}") };
            let (_held, changed) = without_last_row(&made.dossier, &format!("{ledger}.csv"));
            let count = |made: &Made, what: &str| {
                let all = hengji_reader::read_figures(&made.bytes(REPORT)).expect("the report reads");
                all.figures.iter().filter(|it| it.text == what).count()
            };
            assert!(count(made, before) > 0, "{line}");
            assert_eq!(count(&changed, before), 0, "{line}");
            assert!(count(&changed, after) > 0, "{line}");
        }
    }
}

// A decimal times 1.07, exactly; what is no plain decimal stays.
fn raised(cell: &str) -> String {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let plain = cell.chars().all(|it| it.is_ascii_digit() || it == '.' || it == '-');
    let Ok(value) = digits.parse::<u128>() else { return cell.to_owned() };
    if !plain {
        return cell.to_owned();
    }
    let places = cell.split_once('.').map_or(0, |it| it.1.len()) + 2;
    let shown = format!("{:0>width$}", value * 107, width = places + 1);
    let (whole, rest) = shown.split_at(shown.len() - places);
    format!("{}{whole}.{rest}", if cell.starts_with('-') { "-" } else { "" })
}

fn is_money(unit: &str) -> bool {
    ["元", "万元", "亿元"].contains(&unit)
}

fn raise_all_money(dossier: &Path) {
    let mut cells = 0;
    for file in csv_files(dossier, "tables").into_iter().chain(csv_files(dossier, "ledgers")) {
        let bytes = std::fs::read(&file).expect("a file");
        let sheet = hengji_workbook::read_csv(&bytes, &Default::default()).expect("a table");
        let money = (0..sheet.width()).any(|it| {
            let heading = sheet.text(0, it);
            heading == "计量单位"
                || heading
                    .strip_suffix('）')
                    .and_then(|it| it.rsplit_once('（'))
                    .is_some_and(|it| is_money(it.1))
        });
        if !money {
            continue;
        }
        let mut raise = |rows: &mut Vec<Vec<String>>| {
            let head = rows[0].clone();
            let unit = head.iter().position(|it| it == "计量单位");
            for row in rows.iter_mut().skip(1) {
                for (at, heading) in head.iter().enumerate() {
                    let of_heading = heading.strip_suffix('）').and_then(|it| it.rsplit_once('（'));
                    let of_row = heading == "数值" && unit.is_some_and(|it| is_money(&row[it]));
                    if of_row || of_heading.is_some_and(|it| is_money(it.1)) {
                        cells += 1;
                        row[at] = raised(&row[at]);
                    }
                }
            }
        };
        let mut rows: Vec<Vec<String>> = (0..sheet.rows.len())
            .map(|row| (0..sheet.width()).map(|it| sheet.text(row, it).to_owned()).collect())
            .collect();
        raise(&mut rows);
        std::fs::write(&file, hengji_workbook::write_csv(&rows)).expect("a file");
    }
    assert!(cells > 0, "no money in {}", dossier.display());
}

#[test]
fn exact_products() {
    assert_eq!(raised("100"), "107.00");
    assert_eq!(raised("0.01"), "0.0107");
    assert_eq!(raised("-2.50"), "-2.6750");
    assert_eq!(raised(""), "");
    assert_eq!(raised("约3"), "约3");
}

#[test]
fn all_money_raised_and_another_name_still_verify() {
    for made in packages() {
        let changed = copy(&made.dossier);
        raise_all_money(changed.path());
        edit(&changed.path().join("dossier.toml"), |before| {
            let lines = before.lines().map(|line| match line.starts_with("department ") {
                true => "department = \"某市发展研究局\"",
                false => line,
            });
            lines.collect::<Vec<_>>().join("\n") + "\n"
        });
        let other = make(changed.path(), &[]);
        let ran = hengji_json(&["verify", text(&other.out.join(REPORT)), text(changed.path())]);
        assert_eq!((ran.code, &ran.summary()["verdict"]), (0, &"属实".into()), "{}", ran.out);
        assert!(paragraphs(&other.bytes(REPORT)).concat().contains("某市发展研究局"));

        // The proof of one run in the report of another is noticed.
        let parts = unzip(&other.bytes(REPORT));
        let proof = parts.iter().find(|it| it.0 == "customXml/item1.xml").expect("a proof");
        let mixed = with_part(&made.bytes(REPORT), "customXml/item1.xml", |_| {
            String::from_utf8(proof.1.clone()).expect("UTF-8")
        });
        let file = changed.path().join("mixed.docx");
        std::fs::write(&file, mixed).expect("a file");
        let ran = hengji_json(&["verify", text(&file), text(&made.dossier)]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.codes().contains(&"RP030".to_owned()), "{:?}", ran.codes());
    }
}

const NASTY: &str = "#panic(\"x\")<script>=1+1";

#[test]
fn a_name_that_looks_like_source_is_text_everywhere() {
    for made in packages() {
        let scored = hengji_json(&["score", text(&made.dossier)]).lines();
        let code = scored[1]["object"].as_str().expect("a project").to_owned();
        let changed = copy(&made.dossier);
        table(&changed.path().join("tables/projects.csv"), |rows| {
            let (key, name) = (column(rows, "编号"), column(rows, "项目名称"));
            let row = rows.iter_mut().find(|it| it[key] == code).expect("the project");
            row[name] = NASTY.to_owned();
        });
        let other = make(changed.path(), &[]);
        let book =
            hengji_workbook::read_xlsx(&other.bytes(FORMS), &Default::default()).expect("the forms read");
        assert!(book.sheets.iter().any(|sheet| sheet.rows.iter().flatten().any(|it| it.text == NASTY)));
        for (name, bytes) in unzip(&other.bytes(FORMS)) {
            let part = String::from_utf8_lossy(&bytes);
            assert!(!part.contains("<f>"), "a formula in {name}");
        }
        let html = String::from_utf8(other.bytes(PAGES)).expect("UTF-8");
        assert!(!html.contains("<script>=1+1"), "the name is source in the html");
        assert!(html.contains("&lt;script&gt;=1+1"), "the name is not in the html");
        hengji_reader::read_figures(&other.bytes(REPORT)).expect("the report reads");
        let verified = hengji_json(&["verify", text(&other.out.join(REPORT)), text(changed.path())]);
        assert_eq!(verified.code, 0, "{}", verified.out);
    }
}

#[test]
fn what_is_missing_makes_a_draft_and_final_refuses() {
    for made in packages() {
        let changed = copy(&made.dossier);
        let mut emptied = String::new();
        table(&changed.path().join("tables/indicators.csv"), |rows| {
            let (actual, formula) = (column(rows, "实际完成值"), column(rows, "完成值公式"));
            let name = column(rows, "三级指标");
            let row = rows[1..].iter_mut().find(|it| !it[actual].is_empty() && it[formula].is_empty());
            let row = row.expect("a typed value");
            row[actual].clear();
            emptied = row[name].clone();
        });
        let out = changed.path().join("final");
        let ran = hengji_json(&["report", text(changed.path()), "--out", text(&out), "--final"]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert_eq!(ran.summary()["refused"], true);
        assert!(ran.out.contains(&emptied), "{emptied} is not in the list: {}", ran.out);
        assert!(!out.exists(), "--final refused and wrote all the same");

        let draft = make(changed.path(), &[]);
        let marked = unzip(&draft.bytes(REPORT))
            .iter()
            .any(|it| it.0.starts_with("word/") && String::from_utf8_lossy(&it.1).contains("草稿"));
        assert!(marked, "the report does not say 草稿");
        assert!(String::from_utf8_lossy(&draft.bytes(PAGES)).contains("草稿"));
        let scored = hengji_json(&["score", text(changed.path())]).lines();
        assert!(scored.iter().any(|it| it["total"]["low"].is_string() && it["total"]["high"].is_string()));
    }
}
