//! References: every key that stands in a cell must be the key of a row.

use crate::cell;
use crate::column::Store;
use crate::found::{Found, REFERENCE_CIRCLE, REFERENCE_DANGLING};
use crate::table::Table;
use hengji_diag::{Diagnostic, Text};
use hengji_schema::{Kind, nearest};
use std::collections::HashMap;

/// Checks the references of all tables. `index` finds a table by its id.
pub(crate) fn check_references(tables: &[Table], index: &HashMap<String, usize>, found: &mut Found) {
    for table in tables {
        for (position, column) in table.def.columns.iter().enumerate() {
            let target = column.reference.as_ref().and_then(|id| index.get(id)).map(|i| &tables[*i]);
            if let Some(target) = target
                && matches!(column.kind, Kind::Ref | Kind::MultiRef)
                && position != table.key
            {
                check_column(table, position, target, found);
            }
        }
        check_circles(table, found);
    }
}

fn check_column(table: &Table, position: usize, target: &Table, found: &mut Found) {
    let Store::Codes { codes, texts, lists } = &table.columns[position].store else { return };
    let dangling = |text: &str| -> Option<String> {
        let mut parts: Box<dyn Iterator<Item = &str>> =
            if lists.is_some() { Box::new(cell::parts(text)) } else { Box::new(std::iter::once(text)) };
        parts.find(|key| target.keys.find(key).is_none()).map(str::to_owned)
    };
    let wrong: Vec<Option<String>> = texts.iter().map(|t| dangling(t)).collect();
    if wrong.iter().all(Option::is_none) {
        return;
    }
    for (row, code) in codes.iter().enumerate().filter(|(row, _)| table.columns[position].valid.get(*row)) {
        let Some(key) = &wrong[*code as usize] else { continue };
        let place = table.place(row, position);
        found.add_with(REFERENCE_DANGLING, &place, || finding(key, target));
        if !target.present {
            // Without the table every cell dangles; saying so once is enough.
            return;
        }
    }
}

fn finding(key: &str, target: &Table) -> Diagnostic {
    let text =
        Text::new("model-reference-dangling").with("key", key).with("table", target.def.heading.as_str());
    let finding = Diagnostic::error(REFERENCE_DANGLING, text).showing(key);
    if !target.present {
        return finding
            .help(Text::new("model-reference-no-table").with("table", target.def.heading.as_str()));
    }
    if let Some((right, column)) = by_other_column(key, target) {
        let help = Text::new("model-reference-by-name").with("key", right.as_str()).with("column", column);
        return finding.help(help).fix(right);
    }
    let keys = || (0..target.len.min(5_000)).map(|row| target.keys.text(row));
    match nearest(key, keys()) {
        Some(near) => finding.help(Text::new("schema-did-you-mean").with("name", near)).fix(near),
        None => finding.help(Text::new("model-reference-add").with("table", target.def.heading.as_str())),
    }
}

// People write the name or the code where the key belongs; say which key that is.
fn by_other_column(text: &str, target: &Table) -> Option<(String, String)> {
    let mut columns: Vec<usize> =
        target.def.natural_key.iter().filter_map(|c| target.def.position(c)).collect();
    columns.extend(["name", "title", "code"].iter().filter_map(|c| target.def.position(c)));
    columns.into_iter().find_map(|column| match target.matching(column, text) {
        Some([row]) => {
            let heading = target.def.columns[column].heading.clone();
            Some((target.keys.text(*row as usize).to_owned(), heading))
        }
        _ => None,
    })
}

// A tree (上级项目, 上级单位) must not bite its tail.
fn check_circles(table: &Table, found: &mut Found) {
    for (position, column) in table.def.columns.iter().enumerate() {
        if column.kind != Kind::Ref || column.reference.as_deref() != Some(table.id()) {
            continue;
        }
        let cells = &table.columns[position];
        let parent = |row: usize| cells.text(row).and_then(|key| table.keys.find(key));
        // 0 unknown, 1 on the way, 2 leads out.
        let mut state = vec![0_u8; table.len];
        for start in 0..table.len {
            let mut way = Vec::new();
            let mut at = Some(start);
            while let Some(row) = at.filter(|row| state[*row] == 0) {
                state[row] = 1;
                way.push(row);
                at = parent(row);
            }
            if let Some(row) = at.filter(|row| state[*row] == 1) {
                let from = way.iter().position(|r| *r == row).unwrap_or(0);
                let names: Vec<&str> = way[from..].iter().map(|r| table.keys.text(*r)).collect();
                let text = Text::new("model-reference-circle")
                    .with("heading", column.heading.as_str())
                    .with("circle", format!("{} → {}", names.join(" → "), names[0]));
                let place = table.place(row, position);
                found.add(Diagnostic::error(REFERENCE_CIRCLE, text).at(place));
            }
            way.into_iter().for_each(|row| state[row] = 2);
        }
    }
}
