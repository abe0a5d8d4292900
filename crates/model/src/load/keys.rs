//! Row identity: keys that are given, keys that are made, natural keys.

use crate::column::{Bits, Column, Store};
use crate::found::{Found, KEY_TWICE, NATURAL_KEY_TWICE};
use crate::intern::Interner;
use crate::table::{Keys, Table};
use hengji_diag::{Diagnostic, Text};
use rayon::prelude::*;
use sm3::{Digest, Sm3};
use std::collections::HashMap;

/// Takes the key column out of the table, makes keys where there are none and reports doublets.
pub(super) fn make_keys(table: &mut Table, found: &mut Found) {
    let made = made_keys(table);
    let mut written = std::mem::replace(&mut table.columns[table.key], Column::absent(table.len));
    let mut keys = Keys { made: Bits::zeros(table.len), codes: vec![0; table.len], ..Keys::default() };
    if let Store::Codes { codes, texts, .. } = std::mem::replace(&mut written.store, Store::Absent) {
        (keys.codes, keys.interner) = (codes, Interner::over(texts));
    }
    let without = (0..table.len).filter(|row| !written.valid.get(*row));
    for (row, key) in without.zip(made) {
        keys.codes[row] = keys.interner.intern(&key);
        keys.made.set(row);
    }
    let doublets = first_rows(&mut keys);
    table.keys = keys;
    for (row, first) in doublets {
        let place = table.place(row, table.key);
        found.add_with(KEY_TWICE, &place, || {
            let at = table.place(first, table.key).row.unwrap_or_default();
            let text =
                Text::new("model-key-twice").with("key", table.keys.text(row)).with("row", i64::from(at));
            Diagnostic::error(KEY_TWICE, text)
                .showing(table.keys.text(row))
                .help(Text::new("model-key-twice-help"))
        });
    }
    // The cells of the key column live in `keys` from here on; only how it was written is kept.
    let column = &mut table.columns[table.key];
    column.written = written.written;
    column.bad = written.bad;
    column.valid = Bits(vec![u64::MAX; table.len.div_ceil(64)]);
}

// Fills the way back from code to row, and returns rows whose key an earlier row has.
fn first_rows(keys: &mut Keys) -> Vec<(usize, usize)> {
    if keys.codes.iter().enumerate().all(|(row, code)| row == *code as usize) {
        return Vec::new();
    }
    let mut rows = vec![u32::MAX; keys.interner.texts.len()];
    let mut doublets = Vec::new();
    for (row, code) in keys.codes.iter().enumerate() {
        let first = &mut rows[*code as usize];
        if *first == u32::MAX {
            *first = row as u32;
        } else {
            doublets.push((row, *first as usize));
        }
    }
    keys.rows = Some(rows);
    doublets
}

// `r` + 12 hex of SM3 of the canonical cells, + `-n` for the second and later of equal rows (contracts §3).
fn made_keys(table: &Table) -> Vec<String> {
    let column = &table.columns[table.key];
    let without: Vec<usize> = (0..table.len).filter(|row| column.text(*row).is_none()).collect();
    if without.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..table.columns.len()).filter(|c| *c != table.key).collect();
    order.retain(|c| table.def.columns[*c].formula.is_none());
    order.sort_by(|a, b| table.def.columns[*a].id.cmp(&table.def.columns[*b].id));
    let digests: Vec<String> = without.par_iter().map(|row| digest(table, *row, &order)).collect();
    let taken: Option<&Store> = Some(&column.store);
    let given: std::collections::HashSet<&str> = match taken {
        Some(Store::Codes { texts, .. }) => texts.iter().map(|t| &**t).collect(),
        _ => Default::default(),
    };
    let mut seen: HashMap<&str, u32> = HashMap::new();
    digests
        .iter()
        .map(|digest| {
            let count = seen.entry(digest.as_str()).or_insert(0);
            loop {
                *count += 1;
                let key = if *count == 1 { digest.clone() } else { format!("{digest}-{count}") };
                if !given.contains(key.as_str()) {
                    break key;
                }
            }
        })
        .collect()
}

fn digest(table: &Table, row: usize, order: &[usize]) -> String {
    let mut text = String::new();
    for column in order {
        if let Some(cell) = table.cell_text(row, *column) {
            text.push_str(&table.def.columns[*column].id);
            text.push('\u{1f}');
            text.push_str(&cell);
            text.push('\u{1e}');
        }
    }
    let digest = Sm3::digest(text.as_bytes());
    let hex: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
    format!("r{hex}")
}

/// Reports rows that share a natural key; rows with a blank part are left alone.
pub(super) fn check_natural_key(table: &Table, found: &mut Found) {
    let columns: Vec<usize> = table.def.natural_key.iter().filter_map(|c| table.def.position(c)).collect();
    if columns.is_empty() || columns.contains(&table.key) || columns.iter().any(|c| !table.has_column(*c)) {
        return;
    }
    if let [column] = columns[..]
        && let Store::Codes { codes, texts, .. } = &table.columns[column].store
        && texts.len() == table.columns[column].valid.count()
        && codes.len() >= texts.len()
    {
        // As many words as cells: each stands once.
        return;
    }
    let mut seen = Interner::default();
    let mut firsts: Vec<u32> = Vec::new();
    let mut text = String::new();
    for row in 0..table.len {
        text.clear();
        let good = |c: usize| c == table.key || table.columns[c].valid.get(row);
        let whole = columns.iter().all(|c| match table.cell_text(row, *c).filter(|_| good(*c)) {
            Some(cell) => {
                text.push_str(&cell);
                text.push('\u{1f}');
                true
            }
            None => false,
        });
        if !whole {
            continue;
        }
        let code = seen.intern(&text) as usize;
        if code == firsts.len() {
            firsts.push(row as u32);
            continue;
        }
        let place = table.place(row, columns[0]);
        found.add_with(NATURAL_KEY_TWICE, &place, || {
            let shown = text.trim_end_matches('\u{1f}').replace('\u{1f}', "，");
            let first = table.place(firsts[code] as usize, columns[0]).row.unwrap_or_default();
            let names: Vec<&str> = columns.iter().map(|c| table.def.columns[*c].heading.as_str()).collect();
            let message = Text::new("model-natural-key-twice")
                .with("columns", names.join("、"))
                .with("value", shown.as_str())
                .with("row", i64::from(first));
            Diagnostic::warning(NATURAL_KEY_TWICE, message)
                .showing(shown)
                .help(Text::new("model-natural-key-twice-help"))
        });
    }
}
