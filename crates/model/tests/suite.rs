//! Case files: a small dossier, and every finding it gives, in the words a user reads.
//!
//! A case begins with `--- name`. `@meta`, `@measures` are followed by TOML, `@checklist NAME` and
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
