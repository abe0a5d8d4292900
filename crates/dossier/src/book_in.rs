//! A dossier read from one workbook.

use crate::book_out::{GUIDE, INDEX, NARRATIVE, ORIGINALS, SETTINGS, WAITING};
use crate::evidence;
use crate::files;
use crate::found::{HIDDEN, NOT_A_DOSSIER, NOT_READ, SETTINGS as SETTINGS_WRONG};
use crate::grid;
use crate::opening::{Form, How, Opened, Refused};
use crate::records::{self, Rows, SHAPES};
use hengji_diag::{Diagnostic, Place, Text};
use hengji_model::{RawDossier, RawLedger, RawTable, RawText};
use hengji_schema::TableDef;
use hengji_workbook::{Sheet, Workbook, column_letters, isolated, read_xlsx};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

pub(crate) fn open_workbook(path: &Path, shown: &str, how: &How) -> Result<Opened, Refused> {
    // The path is the user's own; a link to the workbook is followed.
    let real = path.canonicalize().map_err(|it| vec![crate::found::system(shown, &it)])?;
    let limits = files::table_limits();
    let bytes = files::bytes(&real, shown, limits.file_bytes)?;
    let book = match &how.isolation {
        Some(isolation) => isolated::read_xlsx(&bytes, &limits, isolation),
        None => read_xlsx(&bytes, &limits),
    };
    let book = book.map_err(|it| vec![it.diagnostic(shown)])?;
    let root = real.parent().unwrap_or(Path::new("."));
    from_workbook(&book, shown, root)
}

/// The parts of a dossier in a workbook that was read. `shown` names it in places; evidence/ is looked for
/// in `root`.
///
/// Errors: no sheet of settings.
pub fn from_workbook(book: &Workbook, shown: &str, root: &Path) -> Result<Opened, Refused> {
    let originals = lines(book.sheet(ORIGINALS));
    if book.sheet(SETTINGS).is_none() && !originals.contains_key("dossier.toml") {
        let text = Text::new("dossier-not-a-dossier-workbook").with("sheet", SETTINGS);
        let finding = Diagnostic::error(NOT_A_DOSSIER, text).help(Text::new("dossier-not-a-dossier-help"));
        return Err(vec![finding.at(Place::file(shown))]);
    }
    let mut reading = Reading { book, shown, originals, found: Vec::new(), places: Places::new(shown) };
    let meta = reading.settings();
    let mut raw = RawDossier { meta, ..RawDossier::default() };
    reading.shapes(&mut raw);
    raw.narrative = reading.narrative();
    let blank = reading.tables(&mut raw);
    reading.note_hidden();
    raw.evidence_files = evidence::names(root, &mut reading.found);
    let texts = reading.rest();
    let (places, found) = (reading.places, reading.found);
    Ok(Opened { raw, blank, texts, others: Vec::new(), form: Form::Workbook, places, found })
}

struct Reading<'a> {
    book: &'a Workbook,
    shown: &'a str,
    originals: BTreeMap<String, String>,
    found: Vec<Diagnostic>,
    places: Places,
}

fn texts(sheet: &Sheet) -> Rows {
    let mut rows: Rows =
        sheet.rows.iter().map(|row| row.iter().map(|it| it.text.clone()).collect()).collect();
    while rows.last().is_some_and(|row| row.iter().all(String::is_empty)) {
        rows.pop();
    }
    rows
}

// Texts kept line by line.
fn lines(sheet: Option<&Sheet>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let Some(sheet) = sheet else { return files };
    for row in 1..sheet.rows.len() {
        let (file, text, mark) = (sheet.text(row, 0), sheet.text(row, 1), sheet.text(row, 2));
        if file.is_empty() {
            continue;
        }
        match files.get_mut(file) {
            None => {
                files.insert(file.to_owned(), text.to_owned());
            }
            Some(whole) => {
                if mark.is_empty() {
                    whole.push('\n');
                }
                whole.push_str(text);
            }
        }
    }
    files
}

impl<'a> Reading<'a> {
    // The original where the rows still say the same, else what the rows say.
    fn choose(&mut self, file: &str, value: &toml::Table, made: String) -> RawText {
        let text = match self.originals.remove(file) {
            Some(text) if records::parse(&text).as_ref() == Some(value) => text,
            _ => made,
        };
        self.places.texts.insert(file.to_owned(), text.clone());
        RawText::new(file, text)
    }

    fn settings(&mut self) -> RawText {
        const FILE: &str = "dossier.toml";
        let Some(sheet) = self.book.sheet(SETTINGS) else {
            return RawText::new(FILE, self.originals.remove(FILE).unwrap_or_default());
        };
        let rows = texts(sheet);
        let column = |name: &str| rows.first().and_then(|it| it.iter().position(|it| it.trim() == name));
        let (keys, values) = (column("键").unwrap_or(2), column("内容").unwrap_or(1));
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (at, row) in rows.iter().enumerate().skip(1) {
            let cell = |column: usize| row.get(column).map_or("", String::as_str);
            let (key, value) = (cell(keys).trim(), cell(values));
            if key.is_empty() || value.is_empty() {
                continue;
            }
            let pair = [(key.to_owned(), value.to_owned())];
            let taken = pairs.iter().any(|(it, _)| it == key);
            let text = records::settings_text(&[&pairs[..], &pair[..]].concat());
            if taken || text.and_then(|it| records::parse(&it)).is_none() {
                let words = Text::new("dossier-settings-wrong").with("key", key);
                let place = Place::file(self.shown).at_cell(SETTINGS, at + 1, "键");
                let finding = Diagnostic::error(SETTINGS_WRONG, words).at(place).showing(key);
                self.found.push(finding.help(Text::new("dossier-settings-wrong-help")));
                continue;
            }
            self.places.add(FILE, SETTINGS, at + 1);
            pairs.extend(pair);
        }
        let made = records::settings_text(&pairs).unwrap_or_default();
        let value = records::parse(&made).unwrap_or_default();
        self.choose(FILE, &value, made)
    }

    fn shapes(&mut self, raw: &mut RawDossier) {
        let mut files: BTreeMap<String, RawText> = BTreeMap::new();
        for shape in &SHAPES {
            let head = shape.head.and_then(|(name, _)| self.book.sheet(name)).map(texts);
            let list = self.book.sheet(shape.sheet).map(texts);
            for (file, value, made) in shape.files(head.as_ref(), list.as_ref()) {
                self.places.add_rows(&file, shape, list.as_ref());
                let text = self.choose(&file, &value, made);
                files.insert(file, text);
            }
            // An original that rows cannot express stands for itself; one that they could was deleted there.
            let kept: Vec<String> = self
                .originals
                .iter()
                .filter(|(file, text)| shape.stem(file).is_some() && shape.parse(text).is_none())
                .map(|(file, _)| file.clone())
                .collect();
            for file in kept {
                let text = self.originals.remove(&file).unwrap_or_default();
                files.entry(file.clone()).or_insert_with(|| RawText::new(file, text));
            }
            self.originals.retain(|file, _| shape.stem(file).is_none());
        }
        for (file, text) in files {
            match file.split_once('/') {
                Some(("ledgers", _)) => raw.ledgers.push(RawLedger { definition: text, rows: None }),
                Some(("checklists", _)) => raw.checklists.push(text),
                _ if file == "measures.toml" => raw.measures = Some(text),
                _ => raw.claims = Some(text),
            }
        }
    }

    fn narrative(&mut self) -> Vec<RawText> {
        let Some(sheet) = self.book.sheet(NARRATIVE) else { return Vec::new() };
        for row in 1..sheet.rows.len() {
            if !sheet.text(row, 0).is_empty() && sheet.text(row, 2).is_empty() {
                self.places.add(sheet.text(row, 0), NARRATIVE, row + 1);
            }
        }
        let name = |file: String| match file.strip_prefix("narrative/") {
            Some(_) => file,
            None => format!("narrative/{}", crate::folder::safe_name(&file)),
        };
        lines(Some(sheet)).into_iter().map(|(file, text)| RawText::new(name(file), text)).collect()
    }

    // Every other sheet is a table: by the index, else by its name.
    fn tables(&mut self, raw: &mut RawDossier) -> Vec<RawTable> {
        let index = self.index();
        let headings: HashMap<String, usize> = ledger_headings(raw);
        let mut blank = Vec::new();
        for sheet in &self.book.sheets {
            if is_special(&sheet.name) {
                continue;
            }
            let (file, state) = index.get(sheet.name.as_str()).copied().unwrap_or(("", ""));
            let grid = grid::of_sheet(sheet, Some(self.book));
            let ledger = match file.strip_prefix("ledgers/").and_then(|it| it.strip_suffix(".csv")) {
                Some(stem) => raw.ledgers.iter().position(|it| it.definition.stem() == stem),
                None if file.is_empty() && hengji_schema::table(&sheet.name).is_none() => {
                    headings.get(&sheet.name).copied()
                }
                None => None,
            };
            let stem = file.rsplit('/').next().and_then(|it| it.strip_suffix(".csv"));
            let name = stem.filter(|it| !it.is_empty()).unwrap_or(&sheet.name).to_owned();
            let table = RawTable { name, file: self.shown.to_owned(), sheet: Some(sheet.name.clone()), grid };
            match ledger {
                Some(at) if raw.ledgers[at].rows.is_none() => raw.ledgers[at].rows = Some(table),
                _ if state.trim() == WAITING && !grid::has_rows(&table.grid) => blank.push(table),
                // A sheet without a single cell is one that a spreadsheet program made.
                _ if table.grid.is_empty() => {}
                _ => raw.tables.push(table),
            }
        }
        blank
    }

    fn index(&mut self) -> HashMap<&'a str, (&'a str, &'a str)> {
        let book: &'a Workbook = self.book;
        let Some(sheet) = book.sheet(INDEX) else { return HashMap::new() };
        let mut index = HashMap::new();
        for row in 1..sheet.rows.len() {
            let name = sheet.text(row, 0);
            if !name.is_empty() && !is_special(name) && book.sheet(name).is_none() {
                let text = Text::new("dossier-sheet-missing").with("sheet", name);
                let place = Place::file(self.shown).at_cell(INDEX, row + 1, "工作表");
                self.found.push(Diagnostic::warning(NOT_READ, text).at(place));
            }
            index.insert(name, (sheet.text(row, 2), sheet.text(row, 3)));
        }
        index
    }

    fn note_hidden(&mut self) {
        for sheet in self.book.sheets.iter().filter(|it| !it.hidden) {
            let rows: Vec<String> = sheet.hidden_rows.iter().map(|it| (it + 1).to_string()).collect();
            let columns: Vec<String> =
                sheet.hidden_columns.iter().map(|it| column_letters(*it as usize)).collect();
            for (list, what) in [(rows, "dossier-hidden-rows"), (columns, "dossier-hidden-columns")] {
                if list.is_empty() {
                    continue;
                }
                let more = if list.len() > 10 { "…" } else { "" };
                let which = format!("{}{more}", list[..list.len().min(10)].join("、"));
                let text = Text::new("dossier-hidden").with("what", Text::new(what)).with("which", which);
                let place = Place { sheet: Some(sheet.name.clone()), ..Place::file(self.shown) };
                self.found.push(Diagnostic::info(HIDDEN, text).at(place));
            }
        }
    }

    // What is left of the originals are texts that lay beside the dossier.
    fn rest(&mut self) -> Vec<RawText> {
        let rest = std::mem::take(&mut self.originals);
        let plain = |file: &String| !file.contains(['/', '\\']) && file != "dossier.toml";
        rest.into_iter()
            .filter(|(file, _)| plain(file))
            .map(|(file, text)| RawText::new(file, text))
            .collect()
    }
}

fn is_special(name: &str) -> bool {
    let shaped = |it: &records::Shape| it.sheet == name || it.head.is_some_and(|(sheet, _)| sheet == name);
    [INDEX, SETTINGS, NARRATIVE, ORIGINALS, GUIDE, hengji_workbook::xlsx_out::LISTS_SHEET].contains(&name)
        || SHAPES.iter().any(shaped)
}

fn ledger_headings(raw: &RawDossier) -> HashMap<String, usize> {
    let mut headings = HashMap::new();
    for (at, ledger) in raw.ledgers.iter().enumerate() {
        let (def, _) = TableDef::parse(&ledger.definition.file, &ledger.definition.text);
        if let Some(def) = def {
            headings.insert(def.heading.clone(), at);
        }
        headings.entry(ledger.definition.stem().to_owned()).or_insert(at);
    }
    headings
}

/// Where the texts of a workbook stand, so that findings about a line of a text name sheet and row.
#[derive(Clone, Debug, Default)]
pub struct Places {
    shown: String,
    /// File → sheet and the rows (from 1) that its lines or entries stand in.
    files: HashMap<String, (String, Vec<usize>, bool)>,
    /// The texts, to count entries up to a line.
    texts: HashMap<String, String>,
}

impl Places {
    fn new(shown: &str) -> Places {
        Places { shown: shown.to_owned(), ..Places::default() }
    }

    fn add(&mut self, file: &str, sheet: &str, row: usize) {
        let place = self.files.entry(file.to_owned()).or_insert_with(|| (sheet.to_owned(), Vec::new(), true));
        place.1.push(row);
    }

    fn add_rows(&mut self, file: &str, shape: &records::Shape, list: Option<&Rows>) {
        let stem = shape.stem(file).unwrap_or_default().to_owned();
        let at = list.and_then(|rows| rows.first()?.iter().position(|it| it.trim() == records::FILE));
        let of_file = |row: &Vec<String>| match at {
            Some(at) => row.get(at).is_some_and(|it| it.trim() == stem),
            None => true,
        };
        let rows = list.map(|rows| {
            rows.iter().enumerate().skip(1).filter(|(_, row)| of_file(row)).map(|(at, _)| at + 1).collect()
        });
        self.files.insert(file.to_owned(), (shape.sheet.to_owned(), rows.unwrap_or_default(), false));
    }

    /// The finding with its place in the workbook, when it is about one of the texts.
    pub fn relocate(&self, mut finding: Diagnostic) -> Diagnostic {
        let Some(file) = &finding.place.file else { return finding };
        let Some((sheet, rows, by_line)) = self.files.get(file) else { return finding };
        let line = finding.place.line.map_or(0, |it| it as usize);
        let entry = || self.texts.get(file).map_or(0, |text| entries_up_to(text, line));
        let row = match by_line {
            true if sheet == NARRATIVE => line.checked_sub(1).and_then(|it| rows.get(it)),
            true => None,
            false => entry().checked_sub(1).and_then(|it| rows.get(it)),
        };
        finding.place.row = row.and_then(|it| u32::try_from(*it).ok());
        finding.place.line = None;
        finding.place.sheet = Some(sheet.clone());
        finding.place.file = Some(self.shown.clone());
        finding
    }
}

// How many entries of a list begin on the lines up to this one: `[[measure]]`, or `{ id = …` in `columns = [`.
fn entries_up_to(text: &str, line: usize) -> usize {
    let begins = |it: &&str| it.trim_start().starts_with("[[") || it.trim_start().starts_with('{');
    text.lines().take(line).filter(begins).count()
}
