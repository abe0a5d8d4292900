//! What may not leave the house is in no byte of what leaves it.

use crate::common::{make, packages, unzip};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The cells of all columns of telephone numbers of a dossier.
fn numbers(dossier: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for folder in ["tables", "ledgers"] {
        for entry in std::fs::read_dir(dossier.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|it| it != "csv") {
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            let sheet =
                hengji_workbook::read_csv(&bytes, &hengji_workbook::Limits::default()).expect("a table");
            for column in (0..sheet.width()).filter(|it| sheet.text(0, *it).contains("电话")) {
                all.extend((1..sheet.rows.len()).map(|row| sheet.text(row, column).to_owned()));
            }
        }
    }
    all.retain(|it| it.len() >= 7);
    all
}

// Eleven digits in a row that are one of the numbers.
fn leaks(bytes: &[u8], numbers: &BTreeSet<String>) -> Option<String> {
    let lengths: BTreeSet<usize> = numbers.iter().map(String::len).collect();
    bytes.split(|it| !it.is_ascii_digit() && *it != b'-').find_map(|run| {
        lengths.iter().find_map(|length| {
            let mut windows = run.windows(*length);
            let hit = windows.find(|it| std::str::from_utf8(it).is_ok_and(|it| numbers.contains(it)));
            hit.map(|it| String::from_utf8_lossy(it).into_owned())
        })
    })
}

fn holds_no_number(folder: &Path, numbers: &BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        let name = path.display();
        assert_eq!(leaks(&bytes, numbers), None, "{name}");
        if bytes.starts_with(b"PK") {
            for (part, bytes) in unzip(&bytes) {
                assert_eq!(leaks(&bytes, numbers), None, "{name}, {part}");
            }
        }
    }
}

fn keys(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                if name == "key" || name == "keys" {
                    found.push(inner.to_string());
                }
                keys(inner, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|it| keys(it, found)),
        _ => {}
    }
}

#[test]
fn no_telephone_number_leaves_the_house() {
    let mut planted = 0;
    for made in packages() {
        let numbers = numbers(&made.dossier);
        planted += numbers.len();
        let one = numbers.iter().next().cloned().unwrap_or_default();
        assert!(numbers.is_empty() || leaks(format!("<a>{one}</a>").as_bytes(), &numbers).is_some());
        holds_no_number(&made.out, &numbers);
        let public = make(&made.dossier, &["--edition", "公开"]);
        holds_no_number(&public.out, &numbers);
        let mut found = Vec::new();
        let proof = public.proof();
        assert_eq!(proof["edition"], "公开");
        keys(&proof, &mut found);
        assert_eq!(found, Vec::<String>::new(), "keys of rows in the public proof");
    }
    assert!(planted > 0, "no example holds a telephone number");
}
