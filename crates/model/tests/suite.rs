//! Case files: a small dossier, and every finding it gives, in the words a user reads.
//!
//! `@evidence NAME` puts a file into the folder of evidence. A case begins with `--- name`. `@meta`, `@measures` are followed by TOML, `@checklist NAME` and
//! `@ledger NAME` by TOML, `@table NAME` and `@rows` (of the ledger above) by a CSV; `@expect` by the
//! findings, one a line, and nothing else may be found. `HENGJI_BLESS=1` writes what is found; read the
//! difference before you keep it.

#[path = "suite/case.rs"]
mod case;
#[path = "suite/changes.rs"]
mod changes;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/formulas.rs"]
mod formulas;
#[path = "suite/names.rs"]
mod names;
#[path = "suite/rows.rs"]
mod rows;

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_case_finds_what_it_says_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let bless = std::env::var_os("HENGJI_BLESS").is_some();
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let cases = case::read(&text);
        assert!(!cases.is_empty(), "{}: no case", file.display());
        let mut out = String::new();
        for case in &cases {
            let found = case.findings();
            if found != case.expect {
                wrong.push(format!("{} {}\nfound:\n{}\n", file.display(), case.name, found.join("\n")));
            }
            out.push_str(&case.source);
            out.push_str("@expect\n");
            out.extend(found.iter().map(|line| format!("{line}\n")));
            out.push('\n');
        }
        if bless {
            std::fs::write(&file, out).unwrap();
        }
    }
    assert!(bless || wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Codes whose case would be too long to read, with the test that produces them.
const ELSEWHERE: [(&str, &str); 1] = [("DS063", "a_column_full_of_errors_is_cut_short_and_counted")];

#[test]
fn every_code_of_this_room_has_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let codes = |text: &str| -> BTreeSet<String> {
        let digits = |s: &str| s.len() >= 5 && s.as_bytes()[2..5].iter().all(u8::is_ascii_digit);
        text.match_indices("DS")
            .map(|(i, _)| &text[i..])
            .filter(|s| digits(s))
            .map(|s| s[..5].to_owned())
            .collect()
    };
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let sources = ["src/found.rs", "../schema/src/block.rs", "../schema/src/parse.rs"];
    let mut open: BTreeSet<String> = sources.iter().flat_map(|path| codes(&read(path))).collect();
    for entry in std::fs::read_dir(root.join("tests/cases")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        codes(&text).iter().for_each(|code| {
            open.remove(code);
        });
    }
    ELSEWHERE.iter().for_each(|(code, _)| {
        open.remove(*code);
    });
    assert!(open.is_empty(), "no case for {open:?}");
}

#[test]
fn a_column_full_of_errors_is_cut_short_and_counted() {
    let mut text = String::from("@table 科室\n编号,科室名称,预算单位\n");
    (0..1000).for_each(|i| text.push_str(&format!("S{i},科{i},U{i}\n")));
    text.push_str("@table 预算单位\n编号,单位名称\nU,本级\n");
    let (_, found) = hengji_model::Model::load(case::dossier(&text));
    assert_eq!(found.len(), 201);
    let last = case::line(&found[200]);
    assert!(last.contains("DS052 共 1000 处，只列出前 200 处"), "{last}");
}
