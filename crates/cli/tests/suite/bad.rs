//! Bad input, by the table cases/bad.txt: each gives its code and its exit, and nothing is written.

use crate::common::{column, copy, edit, examples, hengji_json, rezip, table, text};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const CASES: &str = include_str!("../cases/bad.txt");

// The file of a case; of a folder, its last file.
fn file(dossier: &Path, name: &str) -> PathBuf {
    let path = dossier.join(name);
    if !path.is_dir() {
        return path;
    }
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(&path).expect("a folder").map(|it| it.expect("an entry").path()).collect();
    all.sort();
    all.pop().expect("a file")
}

fn change(dossier: &Path, name: &str, what: &str) {
    let path = file(dossier, name);
    let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
    match verb {
        "单元格" => table(&path, |rows| {
            let (heading, cell) = rest.split_once(" = ").expect("单元格 列 = 值");
            let at = column(rows, heading);
            rows[1][at] = cell.to_owned();
        }),
        "表头" => table(&path, |rows| {
            let (before, after) = rest.split_once(" = ").expect("表头 旧 = 新");
            let at = column(rows, before);
            rows[0][at] = after.to_owned();
        }),
        "重复末行" => table(&path, |rows| rows.push(rows.last().expect("a row").clone())),
        "追加" => edit(&path, |before| format!("{before}\n{}\n", rest.replace("\\n", "\n"))),
        "清空" => std::fs::write(&path, "").expect("a file"),
        "删除" => std::fs::remove_file(&path).expect("a file"),
        "国标编码" => {
            // In GB 18030 the report must come out the same; a few words are enough to see that it is read.
            let before = std::fs::read_to_string(&path).expect("a file");
            let (bytes, _, _) = encoding(&before);
            std::fs::write(&path, bytes).expect("a file");
        }
        _ => panic!("unknown change {verb}"),
    }
}

fn encoding(text: &str) -> (std::borrow::Cow<'_, [u8]>, &'static encoding_rs::Encoding, bool) {
    encoding_rs::GB18030.encode(text.trim_start_matches('\u{feff}'))
}

#[test]
fn each_bad_input_gives_its_code_and_exit() {
    let example = &examples()[0];
    let mut wrong = Vec::new();
    for line in CASES.lines().filter(|it| !it.starts_with('#') && !it.trim().is_empty()) {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, path, what, exit, code] = fields[..] else { panic!("five fields: {line}") };
        let dossier = copy(example);
        change(dossier.path(), path, what);
        let ran = hengji_json(&["check", text(dossier.path())]);
        let codes = ran.codes();
        let right = match code {
            "—" => codes.is_empty(),
            code => codes.iter().any(|it| it == code),
        };
        if ran.code.to_string() != exit || !right {
            wrong.push(format!("{name}: exit {}, {codes:?}; should be {exit}, {code}", ran.code));
        }
        if exit == "2" {
            let out = dossier.path().join("out");
            let ran = hengji_json(&["report", text(dossier.path()), "--out", text(&out)]);
            if ran.code != 2 || out.exists() {
                wrong.push(format!("{name}: report exits {}, wrote {}", ran.code, out.exists()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_that_are_no_dossier_write_nothing() {
    let folder = TempDir::new().expect("a folder");
    let bomb = rezip(&[
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("xl/workbook.xml".to_owned(), vec![b' '; 60 << 20]),
    ]);
    assert!(bomb.len() < 1 << 20);
    let inputs: [(&str, Option<Vec<u8>>); 4] = [
        ("none", None),
        ("empty.xlsx", Some(Vec::new())),
        ("bomb.xlsx", Some(bomb)),
        ("text.xlsx", Some(b"a,b".to_vec())),
    ];
    for (name, bytes) in inputs {
        let path = folder.path().join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).expect("a file");
        }
        let out = folder.path().join("out");
        for args in [&["check", text(&path)][..], &["report", text(&path), "--out", text(&out)]] {
            let ran = hengji_json(args);
            assert_eq!(ran.code, 2, "{name}: {}", ran.out);
            assert!(!ran.codes().is_empty(), "{name}: no diagnostic");
            assert!(!out.exists(), "{name}: something was written");
        }
    }
}
