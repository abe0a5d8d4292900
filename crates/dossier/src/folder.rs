//! A dossier as a folder.
//!
//! ```text
//! dossier.toml  tables/*.csv  ledgers/NAME.toml + NAME.csv  measures.toml  checklists/*.toml
//! narrative/NN-name.md  claims.toml  evidence/  submissions/
//! ```

use crate::atomic;
use crate::book_in::Places;
use crate::evidence;
use crate::files::{self, Entry};
use crate::found::{LINK, NOT_A_DOSSIER, NOT_READ, WRONG_KIND_OF_FILE, error, info, warning};
use crate::grid;
use crate::opening::{Form, Opened, Refused};
use hengji_diag::{Diagnostic, Text};
use hengji_model::{RawDossier, RawLedger, RawTable, RawText};
use hengji_workbook::{read_csv, write_csv};
use std::path::{Path, PathBuf};

const TEXT_BESIDE: u64 = 1 << 20;
/// Where tables lie that wait to be filled; each counts as not provided until it has a row.
pub const WAITING: &str = "tables/待填";
/// The name of a dossier as one workbook.
pub const WORKBOOK: &str = "档案.xlsx";

/// The workbook of a folder that holds a dossier only as 档案.xlsx.
pub(crate) fn workbook_alone(root: &Path) -> Option<PathBuf> {
    let book = root.join(WORKBOOK);
    (!root.join("dossier.toml").exists() && book.is_file()).then_some(book)
}

pub(crate) fn open_folder(root: &Path, shown: &str) -> Result<Opened, Refused> {
    if !root.join("dossier.toml").exists() {
        let help = Text::new("dossier-not-a-dossier-help");
        return Err(vec![error(NOT_A_DOSSIER, "dossier-no-dossier-toml", shown).help(help)]);
    }
    let mut reading = Reading { root, found: Vec::new() };
    let meta = reading.text("dossier.toml").unwrap_or_default();
    let mut raw = RawDossier {
        meta,
        tables: reading.tables(),
        measures: reading.optional("measures.toml"),
        claims: reading.optional("claims.toml"),
        checklists: reading.texts("checklists", "toml"),
        narrative: reading.texts("narrative", "md"),
        ..RawDossier::default()
    };
    reading.ledgers(&mut raw);
    raw.evidence_files = evidence::names(root, &mut reading.found);
    let blank = reading.waiting(&mut raw);
    let (texts, others) = reading.beside();
    let places = Places::default();
    Ok(Opened { raw, blank, texts, others, form: Form::Folder, places, found: reading.found })
}

struct Reading<'a> {
    root: &'a Path,
    found: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn text(&mut self, name: &str) -> Option<RawText> {
        let text = files::text(&self.root.join(name), name, &mut self.found)?;
        Some(RawText::new(name, text))
    }

    fn optional(&mut self, name: &str) -> Option<RawText> {
        if std::fs::symlink_metadata(self.root.join(name)).is_err() {
            return None;
        }
        self.text(name)
    }

    fn list(&mut self, folder: &str) -> Vec<Entry> {
        let entries = files::list(&self.root.join(folder), folder, &mut self.found);
        for entry in entries.iter().filter(|it| it.is_link) {
            let name = format!("{folder}/{}", entry.name);
            self.found.push(error(LINK, "dossier-link", &name).help(Text::new("dossier-link-help")));
        }
        entries.into_iter().filter(|it| !it.is_link).collect()
    }

    // Every text of one extension; anything else in the folder is named.
    fn texts(&mut self, folder: &str, extension: &str) -> Vec<RawText> {
        let mut texts = Vec::new();
        for entry in self.list(folder) {
            let name = format!("{folder}/{}", entry.name);
            match entry.stem(extension) {
                Some(_) => texts.extend(self.text(&name)),
                None => self.not_read(&name, extension),
            }
        }
        texts
    }

    // A folder that is called like a file was meant to be one.
    fn not_read(&mut self, name: &str, extension: &str) {
        let ending = name.rsplit_once('.').map_or("", |(_, it)| it);
        if ending.eq_ignore_ascii_case(extension) {
            self.found.push(error(WRONG_KIND_OF_FILE, "dossier-not-a-file", name));
            return;
        }
        let text = Text::new("dossier-not-read").with("extension", format!(".{extension}"));
        self.found.push(Diagnostic::warning(NOT_READ, text).at(hengji_diag::Place::file(name)));
    }

    fn table(&mut self, name: &str, file: &str) -> Option<RawTable> {
        let limit = files::table_limits();
        let content = match files::bytes(&self.root.join(file), file, limit.file_bytes) {
            Ok(content) => content,
            Err(findings) => {
                self.found.extend(findings);
                return None;
            }
        };
        match read_csv(&content, &limit) {
            Ok(sheet) => {
                let grid = grid::of_sheet(&sheet, None);
                Some(RawTable { name: name.to_owned(), file: file.to_owned(), sheet: None, grid })
            }
            Err(refusal) => {
                self.found.push(refusal.diagnostic(file));
                None
            }
        }
    }

    fn tables(&mut self) -> Vec<RawTable> {
        let mut tables = Vec::new();
        for entry in self.list("tables") {
            let file = format!("tables/{}", entry.name);
            match entry.stem("csv") {
                Some(stem) => tables.extend(self.table(stem, &file)),
                None if file == WAITING => {}
                None => self.not_read(&file, "csv"),
            }
        }
        tables
    }

    // Tables that wait to be filled count from their first row on.
    fn waiting(&mut self, raw: &mut RawDossier) -> Vec<RawTable> {
        let mut blank = Vec::new();
        for entry in self.list(WAITING) {
            let file = format!("{WAITING}/{}", entry.name);
            let Some(stem) = entry.stem("csv") else {
                self.not_read(&file, "csv");
                continue;
            };
            let Some(table) = self.table(stem, &file) else { continue };
            if grid::has_rows(&table.grid) { raw.tables.push(table) } else { blank.push(table) }
        }
        blank
    }

    // A definition with or without rows is a ledger; rows without a definition are a table nobody claims.
    fn ledgers(&mut self, raw: &mut RawDossier) {
        let entries = self.list("ledgers");
        for entry in &entries {
            let file = format!("ledgers/{}", entry.name);
            if let Some(stem) = entry.stem("toml") {
                let same = |it: &&Entry| it.stem("csv") == Some(stem);
                let rows = entries.iter().find(same).map(|it| format!("ledgers/{}", it.name));
                let rows = rows.and_then(|it| self.table(stem, &it));
                raw.ledgers.extend(self.text(&file).map(|definition| RawLedger { definition, rows }));
            } else if let Some(stem) = entry.stem("csv") {
                if !entries.iter().any(|it| it.stem("toml") == Some(stem)) {
                    raw.tables.extend(self.table(stem, &file));
                    let text = Text::new("dossier-ledger-undefined").with("file", format!("{stem}.toml"));
                    let place = hengji_diag::Place::file(file);
                    self.found.push(Diagnostic::warning(NOT_READ, text).at(place));
                }
            } else {
                self.not_read(&file, "csv");
            }
        }
    }

    // Texts in the dossier's own folder; what is no short text is only named.
    fn beside(&mut self) -> (Vec<RawText>, Vec<String>) {
        const OURS: [&str; 12] = [
            "dossier.toml",
            "tables",
            "ledgers",
            "measures.toml",
            "checklists",
            "narrative",
            "claims.toml",
            "evidence",
            "submissions",
            WORKBOOK,
            crate::starter::TEMPLATE,
            crate::starter::GUIDE,
        ];
        let (mut texts, mut others) = (Vec::new(), Vec::new());
        if self.root.join(WORKBOOK).exists() {
            self.found.push(warning(NOT_READ, "dossier-both-forms", WORKBOOK));
        }
        for entry in files::list(self.root, ".", &mut Vec::new()) {
            if OURS.contains(&entry.name.as_str()) || entry.is_link {
                continue;
            }
            let is_text = entry.stem("md").or(entry.stem("txt")).or(entry.stem("toml")).is_some();
            let path = self.root.join(&entry.name);
            let text = is_text
                .then(|| files::bytes(&path, &entry.name, TEXT_BESIDE).ok())
                .flatten()
                .and_then(|it| String::from_utf8(it).ok());
            match text {
                Some(text) => texts.push(RawText::new(entry.name, text)),
                None => others.push(entry.name),
            }
        }
        (texts, others)
    }
}

/// Writes the parts of a dossier into a folder that is not there yet, or empty.
///
/// The folder appears whole or not at all: it is filled beside its place under another name, and then
/// renamed. Texts are UTF-8; tables are CSV with a byte order mark, for Excel. Evidence files are not
/// copied. Findings name what did not go along.
///
/// Errors: something is there already; the system refuses.
pub fn write_folder(opened: &Opened, folder: &Path) -> Result<Vec<Diagnostic>, Refused> {
    let files = folder_files(opened);
    atomic::new_folder(folder, &files)?;
    let mut found = Vec::new();
    for name in &opened.others {
        found.push(info(crate::found::LEFT_OUT, "dossier-left-out", name));
    }
    if !opened.raw.evidence_files.is_empty() {
        let text = Text::new("dossier-evidence-not-copied").with("count", opened.raw.evidence_files.len());
        let place = hengji_diag::Place::file("evidence");
        found.push(Diagnostic::info(crate::found::LEFT_OUT, text).at(place));
    }
    Ok(found)
}

/// The files of a dossier's folder by their names relative to it, in the order of names.
pub fn folder_files(opened: &Opened) -> Vec<(String, Vec<u8>)> {
    let raw = &opened.raw;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let text = |it: &RawText, name: &str| (name.to_owned(), it.text.clone().into_bytes());
    files.push(text(&raw.meta, "dossier.toml"));
    files.extend(raw.measures.iter().map(|it| text(it, "measures.toml")));
    files.extend(raw.claims.iter().map(|it| text(it, "claims.toml")));
    for it in raw.checklists.iter().chain(&raw.narrative).chain(&opened.texts) {
        files.push(text(it, &it.file));
    }
    for ledger in &raw.ledgers {
        files.push(text(&ledger.definition, &ledger.definition.file));
        if let Some(rows) = &ledger.rows {
            files.push((format!("ledgers/{}.csv", ledger.definition.stem()), csv(rows)));
        }
    }
    for table in &raw.tables {
        files.push((table_file(table), csv(table)));
    }
    for table in &opened.blank {
        files.push((format!("{WAITING}/{}.csv", table_stem(table)), csv(table)));
    }
    files.sort();
    files
}

// Every row that holds anything is as long as the headings, as people and their programs expect.
fn csv(table: &RawTable) -> Vec<u8> {
    let mut rows = grid::texts(&table.grid);
    let width = rows.first().map_or(0, Vec::len);
    for row in rows.iter_mut().filter(|it| !it.is_empty() && it.len() < width) {
        row.resize(width, String::new());
    }
    write_csv(&rows)
}

// A table found under its heading, as in a workbook, gets the file of its id.
fn table_file(table: &RawTable) -> String {
    if table.sheet.is_none() && table.file.ends_with(".csv") {
        return table.file.clone();
    }
    format!("tables/{}.csv", table_stem(table))
}

pub(crate) fn table_stem(table: &RawTable) -> String {
    safe_name(hengji_schema::table(&table.name).map_or(table.name.as_str(), |it| it.id.as_str()))
}

// A sheet's name as a file name.
pub(crate) fn safe_name(name: &str) -> String {
    let clean = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() => '_',
        c => c,
    };
    let name: String = name.trim().chars().map(clean).collect();
    match name.trim_start_matches('.') {
        "" => "_".to_owned(),
        rest => rest.to_owned(),
    }
}
