//! A form is what `score` says, cell by cell.

use crate::common::{Choices, FORMS, cases, hengji_json, packages, seed, text};
use hengji_workbook::Sheet;
use serde_json::Value;

// 9.60 and 9.6 are the same score.
fn plain(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    }
}

// 0.9683 is 96.83%.
fn percent(text: &str) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = format!("{rest:0<2}");
    let moved = format!("{whole}{}.{}", &rest[..2], &rest[2..]);
    let trimmed = moved.trim_start_matches('0');
    let shown = if trimmed.starts_with('.') { format!("0{trimmed}") } else { trimmed.to_owned() };
    plain(&shown)
}

fn says(cell: &str, stated: &str) -> bool {
    let rate = stated.strip_suffix('%').map(plain);
    cell == stated
        || plain(cell) == plain(stated)
        || rate.is_some_and(|it| !cell.is_empty() && cell.is_ascii() && percent(cell) == it)
}

fn row_with<'a>(sheet: &'a Sheet, wanted: &[&str]) -> Option<Vec<&'a str>> {
    sheet
        .rows
        .iter()
        .map(|row| row.iter().map(|it| it.text.as_str()).collect::<Vec<_>>())
        .find(|row| wanted.iter().all(|it| row.iter().any(|cell| says(cell, it))))
}

fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

#[test]
fn a_form_picked_by_chance_equals_score() {
    assert_eq!(
        (percent("0.9683"), percent("1"), percent("0.05")),
        ("96.83".into(), "100".into(), "5".into())
    );
    let mut choices = Choices(seed());
    for made in packages() {
        let scored = hengji_json(&["score", text(&made.dossier)]).lines();
        let projects = &scored[1..scored.len() - 1];
        let book =
            hengji_workbook::read_xlsx(&made.bytes(FORMS), &Default::default()).expect("the forms read");
        for _ in 0..cases(8) {
            let project = &projects[choices.below(projects.len())];
            let name = field(project, "name");
            let named = |sheet: &&Sheet| {
                let mut top = sheet.rows.iter().take(8);
                top.any(|row| {
                    row.iter().any(|it| it.text == "项目名称") && row.iter().any(|it| it.text == name)
                })
            };
            let sheet = book.sheets.iter().find(named).unwrap_or_else(|| panic!("no form of {name}"));
            for item in project["items"].as_array().expect("items") {
                let title = item["path"].as_array().and_then(|it| it.last()).and_then(Value::as_str);
                let title = title.expect("a title");
                let (target, actual) = (field(item, "target"), field(item, "actual"));
                let (points, score) = (field(item, "points"), field(item, "score"));
                if target.is_empty() {
                    // The rate of execution stands in the block of the money.
                    let row = row_with(sheet, &[points, score]);
                    assert!(row.is_some(), "{name}, {title}: {points} {score}");
                    continue;
                }
                let row = row_with(sheet, &[title, target, actual, points, score]);
                let row = row.unwrap_or_else(|| {
                    panic!("{name}: no row with {title} {target} {actual} {points} {score}")
                });
                let reason = field(item, "reason");
                assert!(row.iter().any(|it| it.contains(reason)), "{name}, {title}: {reason}");
            }
            let last = row_with(sheet, &["总分", "100", field(project, "total")]).expect("the total");
            assert!(last.iter().any(|it| it.ends_with(field(project, "grade"))), "{name}: {last:?}");
        }
    }
}
