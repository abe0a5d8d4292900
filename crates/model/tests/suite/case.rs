//! Reads case files into raw dossiers.

use hengji_diag::{Diagnostic, Language, Locale};
use hengji_model::{CellKind, Grid, Model, RawDossier, RawLedger, RawTable, RawText};

/// One case of a file.
pub struct Case {
    pub name: String,
    /// The text up to `@expect`.
    pub source: String,
    pub expect: Vec<String>,
}

/// Splits a file into its cases.
pub fn read(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for part in text.split("--- ").skip(1) {
        let name = part.lines().next().unwrap_or_default().trim().to_owned();
        let (source, expect) = part.split_once("@expect\n").unwrap_or((part, ""));
        let lines = expect.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect();
        cases.push(Case { name, source: format!("--- {source}"), expect: lines });
    }
    cases
}

impl Case {
    /// Loads the case and renders what is found.
    pub fn findings(&self) -> Vec<String> {
        let (_, found) = Model::load(dossier(&self.source));
        found.iter().map(line).collect()
    }
}

/// One finding on one line: severity, code, place, message, help.
pub fn line(found: &Diagnostic) -> String {
    let locale = Locale::of(Language::Chinese);
    let place = hengji_diag::render::place_words(&found.place, locale);
    // The words of other rooms are theirs to change.
    if !found.code.code.starts_with("DS") {
        return format!("{} {} {place}", found.severity.as_str(), found.code.code);
    }
    let mut line =
        format!("{} {} {place}：{}", found.severity.as_str(), found.code.code, locale.words(&found.message));
    if let Some(help) = &found.help {
        line.push_str(&format!(" → {}", locale.words(help)));
    }
    line
}

/// The raw dossier of a case's text.
pub fn dossier(source: &str) -> RawDossier {
    let meta = "format = 1\nid = \"t\"\ndepartment = \"某区科技局\"\nshort = \"科技局\"\nyear = 2022\n";
    let mut raw = RawDossier { meta: RawText::new("dossier.toml", meta), ..RawDossier::default() };
    let mut parts: Vec<(&str, String)> = Vec::new();
    for line in source.lines() {
        if let Some(head) = line.strip_prefix('@') {
            parts.push((head.trim(), String::new()));
        } else if let Some((_, body)) = parts.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    for (head, body) in parts {
        let (word, name) = head.split_once(' ').unwrap_or((head, ""));
        match word {
            "meta" => raw.meta.text = body,
            "measures" => raw.measures = Some(RawText::new("measures.toml", body)),
            "evidence" => raw.evidence_files.push(name.to_owned()),
            "claims" => raw.claims = Some(RawText::new("claims.toml", body)),
            "checklist" => raw.checklists.push(RawText::new(format!("checklists/{name}.toml"), body)),
            "table" => raw.tables.push(table(name, &format!("tables/{name}.csv"), &body)),
            "ledger" => raw.ledgers.push(RawLedger {
                definition: RawText::new(format!("ledgers/{name}.toml"), body),
                rows: None,
            }),
            "rows" => {
                let ledger = raw.ledgers.last_mut().expect("@rows follows @ledger");
                let stem = ledger.definition.stem().to_owned();
                ledger.rows = Some(table(&stem, &format!("ledgers/{stem}.csv"), &body));
            }
            other => panic!("a case has no @{other}"),
        }
    }
    raw
}

/// A grid from the text of a CSV; `#123` in a cell stands for a number cell of a spreadsheet.
pub fn table(name: &str, file: &str, body: &str) -> RawTable {
    let mut grid = Grid::new();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.trim_end().as_bytes());
    for record in reader.records() {
        let record = record.unwrap();
        let line = record.position().map_or(0, |p| p.line() as u32);
        for cell in &record {
            match cell.strip_prefix('#') {
                Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                    grid.push(number, CellKind::Number)
                }
                Some(_) => grid.push(cell, CellKind::Error),
                None => grid.push(cell, CellKind::Text),
            };
        }
        grid.end_row_numbered(line);
    }
    RawTable { name: name.to_owned(), file: file.to_owned(), sheet: None, grid }
}
