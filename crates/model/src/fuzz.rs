//! Fuzz bodies; a stable test runs them over a small corpus (contracts §9).

use crate::raw::{CellKind, Grid, RawDossier, RawLedger, RawTable, RawText};
use crate::{Model, ScopeOptions};

/// Takes bytes as a dossier: text up to a line `%%` is dossier.toml, up to the next measures.toml, up to the
/// next a ledger's definition, and the rest the cells of that ledger and of table 支付, separated by `|` and
/// line breaks. Loads it, computes everything, and loads what it gives back: nothing may panic, and the second
/// load must say the same as the first.
pub fn fuzz_dossier(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(4, "\n%%\n");
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let (meta, measures, definition, cells) = (next(), next(), next(), next());
    let rows = RawTable { name: "l".into(), file: "ledgers/l.csv".into(), sheet: None, grid: grid(&cells) };
    let table = RawTable { name: "支付".into(), file: "tables/payments.csv".into(), ..rows.clone() };
    let raw = RawDossier {
        meta: RawText::new("dossier.toml", meta),
        measures: Some(RawText::new("measures.toml", measures)),
        ledgers: vec![RawLedger { definition: RawText::new("ledgers/l.toml", definition), rows: Some(rows) }],
        tables: vec![table],
        ..RawDossier::default()
    };
    let (model, _) = Model::load(raw);
    let scope = model.scope(ScopeOptions::default());
    for (_, bound) in scope.measures() {
        if let Some(working) = bound.working {
            scope.class_of(&working);
        }
    }
    let (again, _) = Model::load(model.to_raw());
    assert_eq!(
        again.canonical_json(),
        model.canonical_json(),
        "what a model gives back loads to the same model"
    );
}

fn grid(text: &str) -> Grid {
    let mut grid = Grid::new();
    for line in text.split('\n') {
        for cell in line.split('|') {
            let (kind, cell) = match cell.as_bytes().first() {
                Some(b'#') => (CellKind::Number, &cell[1..]),
                Some(b'!') => (CellKind::Error, "#REF!"),
                _ => (CellKind::Text, cell),
            };
            grid.push(cell, kind);
        }
        grid.end_row();
    }
    grid
}
