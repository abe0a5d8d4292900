//! No code may name a table or a column that the schema does not have (contracts §3).

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The accessors whose first literal argument is a column of a table.
const COLUMN_CALLS: [&str; 9] = [
    ".text(",
    ".texts(",
    ".quantity(",
    ".date(",
    ".date_time(",
    ".year(",
    ".bool(",
    ".shown(",
    ".rows_where(",
];

/// What code calls a row.
const ROWS: [&str; 12] = [
    "row",
    "project",
    "indicator",
    "object",
    "goal",
    "task",
    "problem",
    "payment",
    "budget",
    "department",
    "person",
    "section",
];

#[test]
fn tables_and_columns_named_in_code_exist() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let columns: HashSet<&str> = hengji_schema::tables()
        .iter()
        .flat_map(|t| t.columns.iter())
        .flat_map(|c| {
            [c.id.as_str(), c.heading.as_str()].into_iter().chain(c.synonyms.iter().map(String::as_str))
        })
        .collect();
    let mut wrong = Vec::new();
    for file in rust_files(&crates) {
        let text = std::fs::read_to_string(&file).unwrap();
        // Only files that read rows of a model; tests of this room name columns of their own ledgers.
        if !(text.contains("hengji_model") || file.ends_with("scope.rs"))
            || file.components().any(|c| c.as_os_str() == "tests" || c.as_os_str() == "examples")
        {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for name in literals(code, ".table(") {
            if hengji_schema::table(name).is_none() {
                wrong.push(format!("{}: no table “{name}”", file.display()));
            }
        }
        for call in COLUMN_CALLS {
            for name in literals(code, call).filter(|name| !columns.contains(name)) {
                wrong.push(format!("{}: no column “{name}” ({call}…)", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn literals<'a>(code: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(call).filter_map(move |(at, _)| {
        let rest = code[at + call.len()..].strip_prefix('"')?;
        let (name, after) = rest.split_once('"')?;
        // Readers of TOML and of folders have methods of these names too; a row is known by what it is called.
        let before = &code[..at];
        let receiver = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
        let is_row = call == ".table(" || receiver == "r" || ROWS.iter().any(|word| receiver.contains(word));
        (is_row && (after.starts_with(')') || after.starts_with(','))).then_some(name)
    })
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files
}
