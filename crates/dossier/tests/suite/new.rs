//! `hengji new`: the starter passes, and next year's dossier carries nothing it must not.

use crate::folder::said;
use hengji_diag::Severity;
use hengji_dossier::*;
use hengji_workbook::{Limits, read_xlsx};
use std::fs;
use std::path::Path;

fn clean(path: &Path) -> hengji_model::Model {
    let (model, found) = read(path, &How::default()).map_err(|it| said(&it)).unwrap();
    let bad: Vec<_> = found.into_iter().filter(|it| it.severity != Severity::Info).collect();
    assert_eq!(said(&bad), "", "{}", path.display());
    model
}

#[test]
fn the_starter_passes_as_a_folder_and_as_a_workbook() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("新档案");
    assert_eq!(new(&dir).map_err(|it| said(&it)).unwrap(), []);
    let folder = clean(&dir);
    let book = clean(&dir.join("档案模板.xlsx"));
    for model in [&folder, &book] {
        assert_eq!(model.meta().year, 2022);
        assert_eq!(model.table("payments").unwrap().len(), 4);
        assert!(!model.table("assets").unwrap().is_present(), "a table to be filled is not provided");
        let scope = model.scope(hengji_model::ScopeOptions::default());
        for (name, bound) in scope.measures() {
            assert!(matches!(bound.value, hengji_formula::Value::Quantity(_)), "{name}: {:?}", bound.value);
        }
    }
    assert!(said(&new(&dir).unwrap_err()).contains("没有覆盖"));
}

#[test]
fn every_table_is_there_with_its_headings_and_an_explanation() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("d");
    new(&dir).unwrap();
    let guide = fs::read_to_string(dir.join("填写说明.md")).unwrap();
    let read = read_xlsx(&fs::read(dir.join("档案模板.xlsx")).unwrap(), &Limits::default()).unwrap();
    for def in hengji_schema::tables() {
        let here = dir.join(format!("tables/{}.csv", def.id));
        let waiting = dir.join(format!("tables/待填/{}.csv", def.id));
        assert!(here.exists() != waiting.exists(), "{}", def.id);
        let sheet = read.sheet(&def.heading).unwrap_or_else(|| panic!("no sheet {}", def.heading));
        for (at, column) in def.columns.iter().enumerate() {
            assert_eq!(sheet.text(0, at), column.title(), "{}", def.heading);
            assert!(guide.contains(&format!("- {}：", column.title())));
        }
    }
}

#[test]
fn two_new_dossiers_differ_only_in_their_salt() {
    let home = tempfile::tempdir().unwrap();
    let (one, two) = (home.path().join("1"), home.path().join("2"));
    new(&one).unwrap();
    new(&two).unwrap();
    let salt = |dir: &Path| {
        let text = fs::read_to_string(dir.join("dossier.toml")).unwrap();
        let line = text.lines().find(|it| it.starts_with("salt")).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    };
    assert_eq!(salt(&one).len(), 32);
    assert_ne!(salt(&one), salt(&two));
    for name in ["填写说明.md", "tables/payments.csv", "tables/待填/assets.csv", "measures.toml"] {
        assert_eq!(fs::read(one.join(name)).unwrap(), fs::read(two.join(name)).unwrap(), "{name}");
    }
}

#[test]
fn a_waiting_table_counts_from_its_first_row() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("d");
    new(&dir).unwrap();
    let file = dir.join("tables/待填/assets.csv");
    let text = fs::read_to_string(&file).unwrap();
    let width = text.lines().next().unwrap().split(',').count();
    fs::write(&file, format!("{text}A1,办公楼,房屋{}\n", ",".repeat(width - 3))).unwrap();
    assert_eq!(clean(&dir).table("assets").unwrap().len(), 1);
}

#[test]
fn next_year_keeps_who_and_why_and_forgets_what_was_achieved() {
    let home = tempfile::tempdir().unwrap();
    let (last, next) = (home.path().join("2022"), home.path().join("2023"));
    new(&last).unwrap();
    let found = new_from(&last, &next, &How::default()).map_err(|it| said(&it)).unwrap();
    assert_eq!(said(&found), "");
    let model = clean(&next);
    assert_eq!((model.meta().year, model.meta().stage.as_str()), (2023, "目标"));
    assert_eq!(model.meta().id, "样例-2023");
    for id in ["department", "units", "sections", "people", "duties", "tasks", "projects", "objects"] {
        assert!(model.table(id).unwrap().is_present(), "{id}");
    }
    for id in ["payments", "budget", "goals", "indicators", "declarations", "problems", "evidence_index"] {
        assert!(!model.table(id).unwrap().is_present(), "{id}");
    }
    assert!(!model.table("走访").unwrap().is_present());
    let projects = model.table("projects").unwrap();
    let row = projects.find("XM11").unwrap();
    assert_eq!(row.text("name"), Some("企业走访服务"));
    assert_eq!((row.text("actual_goal"), row.text("status")), (None, None));
    let history = model.table("history").unwrap();
    let visits = history.rows().find(|it| it.text("name") == Some("走访家次")).unwrap();
    assert_eq!((visits.year("year"), visits.text("unit")), (Some(2022), Some("家次")));
    let salt = |dir: &Path| open(dir, &How::default()).unwrap().raw.meta.text;
    assert_ne!(salt(&last).split("salt").nth(1), salt(&next).split("salt").nth(1));
    // The report's words about last year are gone, its headings are there.
    let text = fs::read_to_string(next.join("narrative/07-存在的主要问题.md")).unwrap();
    assert_eq!(text, "# 存在的主要问题\n\n");
}
