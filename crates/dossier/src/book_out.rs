//! A dossier as one workbook: everything that the folder can say has a sheet.
//!
//! Tables and ledger rows have a sheet each. Settings, measures, checklists, ledger definitions and claims
//! stand as rows that can be edited; the narrative stands line by line. A hidden sheet keeps the texts as they
//! were written, with their comments: where the visible sheets still say the same, the reader takes those.

use crate::atomic::write_file;
use crate::found::LEFT_OUT;
use crate::opening::{Opened, Refused};
use crate::records::{self, Rows, SHAPES};
use crate::sheets::{rows, table_sheet};
use crate::{folder, found};
use hengji_diag::{Diagnostic, Place};
use hengji_model::{RawTable, RawText};
use hengji_schema::TableDef;
use hengji_workbook::{Book, CellOut, SheetOut, Style, book, write_xlsx};
use std::path::Path;

/// The sheet that lists all others, with links.
pub const INDEX: &str = "目录";
/// The sheet of dossier.toml.
pub const SETTINGS: &str = "档案信息";
/// The sheet of the narrative, line by line.
pub const NARRATIVE: &str = "叙述";
/// The hidden sheet of texts as they were written.
pub const ORIGINALS: &str = "_原文";
/// The sheet that explains the template; readers pass over it.
pub const GUIDE: &str = "填写说明";

/// The state of a table that waits to be filled, in the index.
pub const WAITING: &str = "待填";
const FILLED: &str = "有效";

// One cell holds 32,767 characters; longer lines continue below.
const PIECE: usize = 30_000;

/// Writes a dossier as one workbook, whole or not at all. Findings name what did not go along.
///
/// Errors: text that no cell can hold; the system refuses.
pub fn write_workbook(opened: &Opened, path: &Path) -> Result<Vec<Diagnostic>, Refused> {
    let bytes =
        workbook_bytes(opened, &[]).map_err(|it| vec![it.at(Place::file(path.display().to_string()))])?;
    write_file(path, &bytes)?;
    Ok(opened.others.iter().map(|it| found::info(LEFT_OUT, "dossier-left-out", it)).collect())
}

/// The bytes of the workbook; `guide` gives lines for a sheet of explanations.
pub(crate) fn workbook_bytes(opened: &Opened, guide: &[&str]) -> Result<Vec<u8>, Box<Diagnostic>> {
    let mut writing = Writing { sheets: Vec::new(), index: Vec::new(), taken: Vec::new() };
    // Names that other sheets must not take.
    writing.taken = vec![INDEX.to_owned(), ORIGINALS.to_owned(), GUIDE.to_owned()];
    writing.taken.push(hengji_workbook::xlsx_out::LISTS_SHEET.to_owned());
    let shape_sheets =
        SHAPES.iter().flat_map(|it| it.head.map(|(name, _)| name).into_iter().chain([it.sheet]));
    writing.taken.extend([SETTINGS, NARRATIVE].into_iter().chain(shape_sheets).map(str::to_owned));
    writing.settings(&opened.raw.meta);
    if !guide.is_empty() {
        writing.guide(guide);
    }
    writing.tables(opened);
    writing.shapes(opened);
    writing.narrative(&opened.raw.narrative);
    writing.originals(opened);
    let mut sheets = vec![writing.index_sheet()];
    sheets.append(&mut writing.sheets);
    let title = SETTINGS.to_owned();
    write_xlsx(&Book { sheets, title }).map_err(|it| Box::new(Diagnostic::error(found::SYSTEM, it.0)))
}

struct Writing {
    sheets: Vec<SheetOut>,
    /// Sheet, what it holds, file, state.
    index: Vec<[String; 4]>,
    taken: Vec<String>,
}

impl Writing {
    fn add(&mut self, mut sheet: SheetOut, holds: &str, file: &str, state: &str) {
        // Beyond this one page's width would be too small to read.
        sheet.fit_width = sheet.widths.iter().map(|it| u32::from(*it)).sum::<u32>() <= 2000;
        self.index.push([sheet.name.clone(), holds.to_owned(), file.to_owned(), state.to_owned()]);
        self.sheets.push(sheet);
    }

    fn name(&mut self, wanted: &str) -> String {
        let name = book::sheet_name(wanted, &self.taken);
        self.taken.push(name.clone());
        name
    }

    fn settings(&mut self, meta: &RawText) {
        let Some(rows) = records::settings_rows(&meta.text) else { return };
        let mut sheet = SheetOut::new(SETTINGS);
        sheet.widths = vec![200, 420, 240, 480];
        sheet.freeze = (1, 0);
        sheet.push(["项目", "内容", "键", "说明"].map(|it| CellOut::text(it, Style::DataHead)).to_vec());
        for (key, value) in rows {
            let (label, note) = setting_words(&key);
            sheet.push(vec![
                CellOut::text(label, Style::Plain),
                CellOut::text(value, Style::PlainText),
                CellOut::text(&key, Style::PlainText),
                CellOut::text(note, Style::Plain),
            ]);
        }
        self.add(sheet, "档案基本信息", &meta.file, "");
    }

    fn guide(&mut self, lines: &[&str]) {
        let mut sheet = SheetOut::new(GUIDE);
        sheet.widths = vec![1000];
        for line in lines {
            sheet.push(vec![CellOut::text(*line, Style::PlainWrapped)]);
        }
        self.add(sheet, "怎样填写", "", "");
    }

    fn tables(&mut self, opened: &Opened) {
        let order = |it: &&RawTable| hengji_schema::table(&it.name).map_or(u32::MAX, |def| def.order);
        let mut tables: Vec<&RawTable> = opened.raw.tables.iter().collect();
        tables.sort_by_key(order);
        let mut blank: Vec<&RawTable> = opened.blank.iter().collect();
        blank.sort_by_key(order);
        for (tables, state) in [(tables, FILLED), (blank, WAITING)] {
            for table in tables {
                let def = hengji_schema::table(&table.name);
                let name = self.name(def.map_or(table.name.as_str(), |it| it.heading.as_str()));
                let sheet = table_sheet(&name, &rows(&table.grid), def);
                let holds = def.map_or("未识别的表，原样保留", |it| group_words(&it.group));
                self.add(sheet, holds, &format!("tables/{}.csv", folder::table_stem(table)), state);
            }
        }
        for ledger in &opened.raw.ledgers {
            let Some(table) = &ledger.rows else { continue };
            let (def, _) = TableDef::parse(&ledger.definition.file, &ledger.definition.text);
            let stem = ledger.definition.stem();
            let name = self.name(def.as_ref().map_or(stem, |it| it.heading.as_str()));
            let sheet = table_sheet(&name, &rows(&table.grid), def.as_ref());
            self.add(sheet, "台账数据", &format!("ledgers/{stem}.csv"), FILLED);
        }
    }

    fn shapes(&mut self, opened: &Opened) {
        let texts = texts(opened);
        for shape in &SHAPES {
            let files: Vec<(&str, &str)> = texts
                .iter()
                .filter(|it| shape.stem(&it.file).is_some())
                .map(|it| (it.file.as_str(), it.text.as_str()))
                .collect();
            for (name, rows) in shape.rows(&files) {
                self.add(record_sheet(name, &rows), "定义，可在此修改", &pattern(shape.files), "");
            }
        }
    }

    fn narrative(&mut self, texts: &[RawText]) {
        if texts.is_empty() {
            return;
        }
        let mut sheet = lines_sheet(NARRATIVE, texts);
        sheet.widths = vec![300, 1200, 60];
        self.add(sheet, "报告文字，一行一段", "narrative/*.md", "");
    }

    fn originals(&mut self, opened: &Opened) {
        let texts: Vec<RawText> = texts(opened).into_iter().chain(&opened.texts).cloned().collect();
        let mut sheet = lines_sheet(ORIGINALS, &texts);
        sheet.hidden = true;
        self.add(sheet, "原始文本（含注释）", "", "");
    }

    fn index_sheet(&self) -> SheetOut {
        let mut sheet = SheetOut::new(INDEX);
        sheet.widths = vec![240, 260, 360, 80];
        sheet.freeze = (1, 0);
        sheet.fit_width = true;
        sheet.push(["工作表", "内容", "文件", "状态"].map(|it| CellOut::text(it, Style::DataHead)).to_vec());
        for [name, holds, file, state] in &self.index {
            let cell = CellOut::text(name, Style::PlainLink);
            sheet.push(vec![
                if name == ORIGINALS { CellOut::text(name, Style::Plain) } else { cell.link(name) },
                CellOut::text(holds, Style::Plain),
                CellOut::text(file, Style::Plain),
                CellOut::text(state, Style::Plain),
            ]);
        }
        sheet
    }
}

fn group_words(group: &str) -> &'static str {
    match group {
        "who" => "机构与人员",
        "why" => "职能、规划与任务",
        "what" => "项目、目标与指标",
        "money" => "预算与支出",
        "base" => "基础数据与管理情况",
        "after" => "报送、问题与整改",
        _ => "",
    }
}

fn pattern(files: records::Files) -> String {
    match files {
        records::Files::One(name) => name.to_owned(),
        records::Files::Many(folder) => format!("{folder}/*.toml"),
    }
}

// The texts that have rows or an original: all but the narrative.
fn texts(opened: &Opened) -> Vec<&RawText> {
    let raw = &opened.raw;
    let ledgers = raw.ledgers.iter().map(|it| &it.definition);
    std::iter::once(&raw.meta)
        .chain(&raw.measures)
        .chain(&raw.claims)
        .chain(&raw.checklists)
        .chain(ledgers)
        .collect()
}

fn record_sheet(name: &str, rows: &Rows) -> SheetOut {
    let mut sheet = SheetOut::new(name);
    sheet.freeze = (1, 1);
    for (at, row) in rows.iter().enumerate() {
        let style = if at == 0 { Style::DataHead } else { Style::PlainText };
        sheet.push(row.iter().map(|it| CellOut::text(it, style)).collect());
    }
    let wide = ["公式", "内容", "论断", "口径", "可选值"];
    let width = |it: &String| if wide.contains(&it.as_str()) { 500 } else { 160 };
    sheet.widths = rows.first().map(|it| it.iter().map(width).collect()).unwrap_or_default();
    sheet
}

// File, text, mark of continuation: one row a line. Lines end as they did, but for the `\n` itself.
fn lines_sheet(name: &str, texts: &[RawText]) -> SheetOut {
    let mut sheet = SheetOut::new(name);
    sheet.freeze = (1, 0);
    sheet.push(["文件", "文字", "续"].map(|it| CellOut::text(it, Style::DataHead)).to_vec());
    for text in texts {
        for line in text.text.split('\n') {
            for (at, piece) in pieces(line).into_iter().enumerate() {
                let mark = if at > 0 { "续" } else { "" };
                sheet.push(vec![
                    CellOut::text(&text.file, Style::PlainText),
                    CellOut::text(piece, Style::PlainText),
                    CellOut::text(mark, Style::Plain),
                ]);
            }
        }
    }
    sheet
}

fn pieces(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        used += c.len_utf16();
        if used > PIECE {
            pieces.push(String::new());
            used = c.len_utf16();
        }
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

fn setting_words(key: &str) -> (&str, &'static str) {
    match key {
        "format" => ("格式", "档案格式版本，不要改"),
        "id" => ("档案编号", "本档案的唯一编号"),
        "department" => ("部门全称", "报告中使用的全称"),
        "short" => ("部门简称", ""),
        "year" => ("年度", "评价的预算年度"),
        "stage" => ("阶段", "目标、监控或自评"),
        "pack" => ("年度方案", "财政部门当年通知对应的方案包"),
        "books.department" => ("部门整体规则书", ""),
        "books.project" => ("项目规则书", ""),
        "region" => ("地区", ""),
        "notice" => ("页面声明", "印在每一页上的文字，可空"),
        "salt" => ("盐值", "自动生成，用于保护明细，不要改，也不要外传"),
        _ => match key.split_once('.') {
            Some(("inputs", _)) => ("规则书输入", "把规则书的输入绑定到公式"),
            Some(("parameters", _)) => ("规则书参数", ""),
            _ => (key, ""),
        },
    }
}
