//! `hengji new`: a dossier to start from, that passes `hengji check` as it is, and the Excel template.

use crate::atomic;
use crate::book_out::workbook_bytes;
use crate::folder::folder_files;
use crate::found::system;
use crate::grid;
use crate::opening::{Opened, Refused};
use crate::sheets::{column_of, kind_text};
use hengji_diag::{Diagnostic, Language, Locale};
use hengji_model::{CellKind, Grid, RawDossier, RawLedger, RawTable, RawText};
use hengji_schema::{ColumnDef, TableDef};
use hengji_workbook::{Limits, read_csv};
use std::path::Path;

/// The name of the Excel template in a new dossier.
pub const TEMPLATE: &str = "档案模板.xlsx";
/// The name of the explanation in a new dossier.
pub const GUIDE: &str = "填写说明.md";

macro_rules! starter {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../starter/", $name)))),*]
    };
}

/// The sample as it lies in `starter/`. Tables hold only the columns they fill; see [`full_table`].
const FILES: [(&str, &str); 27] = starter![
    "dossier.toml",
    "measures.toml",
    "ledgers/visits.toml",
    "ledgers/visits.csv",
    "narrative/02-年度总体工作和重点工作任务.md",
    "narrative/04-部门整体绩效管理情况.md",
    "narrative/05-自评结论综述.md",
    "narrative/07-存在的主要问题.md",
    "narrative/08-下一步改进措施.md",
    "tables/budget.csv",
    "tables/department.csv",
    "tables/duties.csv",
    "tables/duty_task_links.csv",
    "tables/evidence_index.csv",
    "tables/goals.csv",
    "tables/indicators.csv",
    "tables/objects.csv",
    "tables/outturn_other.csv",
    "tables/payments.csv",
    "tables/people.csv",
    "tables/problems.csv",
    "tables/projects.csv",
    "tables/rectification.csv",
    "tables/sections.csv",
    "tables/task_project_links.csv",
    "tables/tasks.csv",
    "tables/units.csv",
];

const GUIDE_HEAD: &str = include_str!("../starter/guide.md");

/// Makes a new dossier in a folder that is not there yet, or empty: a commented dossier.toml, every standard
/// table with its headings, a ledger, measures and narrative with sample data, an explanation, and the same as
/// one workbook with drop-down lists and notes.
///
/// All but the salt is the same every time.
///
/// Errors: something is there already; the system refuses.
pub fn new(folder: &Path) -> Result<Vec<Diagnostic>, Refused> {
    let salt = salt().map_err(|it| vec![system(&folder.display().to_string(), &it)])?;
    write_new(&sample(&salt), folder)
}

/// Writes a new dossier with its explanation and its workbook.
pub(crate) fn write_new(opened: &Opened, folder: &Path) -> Result<Vec<Diagnostic>, Refused> {
    let mut files = folder_files(opened);
    let guide = guide();
    let lines: Vec<&str> = guide.lines().collect();
    let book = workbook_bytes(opened, &lines).map_err(|it| vec![*it])?;
    files.push((GUIDE.to_owned(), guide.into_bytes()));
    files.push((TEMPLATE.to_owned(), book));
    atomic::new_folder(folder, &files)?;
    Ok(Vec::new())
}

/// 32 hex digits from the system's random numbers, made once for a dossier.
pub(crate) fn salt() -> std::io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|it| std::io::Error::other(it.to_string()))?;
    Ok(hex::encode(bytes))
}

/// The sample dossier with this salt.
pub(crate) fn sample(salt: &str) -> Opened {
    let text = |name: &str| {
        let content = FILES.iter().find(|(it, _)| *it == name).map_or("", |(_, content)| *content);
        RawText::new(name, content)
    };
    let mut raw = RawDossier { meta: text("dossier.toml"), ..RawDossier::default() };
    raw.meta.text = raw.meta.text.replace("@SALT@", salt);
    raw.measures = Some(text("measures.toml"));
    for (name, content) in FILES {
        if name.starts_with("narrative/") {
            raw.narrative.push(RawText::new(name, content));
        } else if let Some(id) = name.strip_prefix("tables/").and_then(|it| it.strip_suffix(".csv")) {
            raw.tables.extend(hengji_schema::table(id).map(|def| full_table(def, &rows(content))));
        }
    }
    raw.ledgers.push(RawLedger {
        definition: text("ledgers/visits.toml"),
        rows: Some(RawTable {
            name: "visits".to_owned(),
            file: "ledgers/visits.csv".to_owned(),
            sheet: None,
            grid: grid_of(&rows(&text("ledgers/visits.csv").text)),
        }),
    });
    let blank = blank_tables(&raw);
    Opened { blank, ..Opened::of(raw) }
}

/// Every standard table that the dossier does not have, with headings only.
pub(crate) fn blank_tables(raw: &RawDossier) -> Vec<RawTable> {
    let is_there = |def: &TableDef| {
        raw.tables.iter().any(|it| hengji_schema::table(&it.name).is_some_and(|known| known.id == def.id))
    };
    let missing = hengji_schema::tables().iter().filter(|def| !is_there(def));
    missing.map(|def| full_table(def, &[headings(def)])).collect()
}

/// The headings of a table as we write them.
pub(crate) fn headings(def: &TableDef) -> Vec<String> {
    def.columns.iter().filter(|it| !it.is_computed()).map(ColumnDef::title).collect()
}

/// A table with all headings of its definition, and the cells of `rows` (headings first) in their columns.
pub(crate) fn full_table(def: &TableDef, rows: &[Vec<String>]) -> RawTable {
    let headings = headings(def);
    let columns: Vec<&ColumnDef> = def.columns.iter().filter(|it| !it.is_computed()).collect();
    let given = rows.first().map(Vec::as_slice).unwrap_or_default();
    let places: Vec<Option<usize>> = columns
        .iter()
        .map(|column| {
            given.iter().position(|it| column_of(def, it).is_some_and(|known| known.id == column.id))
        })
        .collect();
    let mut full = vec![headings];
    for row in rows.iter().skip(1) {
        let cell = |place: &Option<usize>| place.and_then(|at| row.get(at)).cloned().unwrap_or_default();
        full.push(places.iter().map(cell).collect());
    }
    RawTable {
        name: def.id.clone(),
        file: format!("tables/{}.csv", def.id),
        sheet: None,
        grid: grid_of(&full),
    }
}

pub(crate) fn grid_of(rows: &[Vec<String>]) -> Grid {
    let mut grid = Grid::new();
    for row in rows {
        for cell in row {
            grid.push(cell, CellKind::Text);
        }
        grid.end_row();
    }
    grid
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let sheet = read_csv(csv.as_bytes(), &Limits::default()).unwrap_or_default();
    grid::texts(&grid::of_sheet(&sheet, None))
}

/// The explanation: how to fill in, and every column of every table, made from the definitions.
pub(crate) fn guide() -> String {
    let locale = Locale::of(Language::Chinese);
    let mut out = GUIDE_HEAD.to_owned();
    for def in hengji_schema::tables() {
        out.push_str(&format!("### {}（{}.csv）\n\n", def.heading, def.id));
        out.extend(def.note.iter().map(|it| format!("{it}\n\n")));
        for column in def.columns.iter().filter(|it| !it.is_computed()) {
            let mut words = vec![locale.get(kind_text(column.kind))];
            if column.required {
                words.push(locale.get("dossier-note-required"));
            }
            if !column.allowed.is_empty() {
                words.push(column.allowed.join("、"));
            }
            words.extend(column.note.clone());
            out.push_str(&format!("- {}：{}\n", column.title(), words.join("；")));
        }
        out.push('\n');
    }
    out
}
