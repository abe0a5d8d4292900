//! Forms as sheets of a workbook: an index with links, then one sheet a form, laid out as on paper.

use hengji_document::tree::plain_text;
use hengji_document::{Align, Block, Cell, Document, Inline, PageSize, ParagraphStyle, ProofFigure, Table};
use hengji_num::Rational;
use hengji_workbook::book::sheet_name;
use hengji_workbook::{Book, CellOut, Merge, RowOut, SheetOut, Style};
use std::collections::HashMap;

use crate::forms::FilledForm;

/// One line of the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexLine {
    /// What the sheet shows.
    pub name: String,
    /// Further columns, as many as the index has headings for.
    pub columns: Vec<String>,
}

/// What surrounds the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexTexts {
    /// The workbook's title, over the index.
    pub title: String,
    /// The index's tab.
    pub tab: String,
    /// Headings: number, name, then those of [`IndexLine::columns`].
    pub headings: Vec<String>,
    /// The link back.
    pub back: String,
    /// Printed at the head of every page, as the notice of synthetic data.
    pub header: String,
}

/// The workbook of the forms. `figures` are the proof's entries, so that a bound number is a number in its cell.
pub fn workbook(
    texts: &IndexTexts,
    forms: &[FilledForm],
    lines: &[IndexLine],
    figures: &[ProofFigure],
) -> Book {
    let known: HashMap<(&str, &str), &ProofFigure> =
        figures.iter().map(|it| ((it.part.as_str(), it.id.as_str()), it)).collect();
    let mut taken = vec![texts.tab.clone()];
    let mut names = Vec::new();
    for form in forms {
        let name = sheet_name(&form.sheet, &taken);
        taken.push(name.clone());
        names.push(name);
    }
    let mut sheets = vec![index(texts, lines, &names)];
    for (form, name) in forms.iter().zip(&names) {
        let mut sheet = form_sheet(&form.document, &known);
        sheet.name = name.clone();
        sheet.header = texts.header.clone();
        let back = CellOut::text(texts.back.clone(), Style::PlainLink).link(texts.tab.clone());
        sheet.rows.push(RowOut::default());
        sheet.rows.push(RowOut { cells: vec![back], height: None });
        sheets.push(sheet);
    }
    Book { sheets, title: texts.title.clone() }
}

fn index(texts: &IndexTexts, lines: &[IndexLine], names: &[String]) -> SheetOut {
    let mut sheet = SheetOut::new(texts.tab.clone());
    let columns = texts.headings.len().max(2);
    sheet.push(vec![CellOut::text(texts.title.clone(), Style::Title)]);
    sheet.rows[0].height = Some(320);
    sheet.merge(0, 0, 0, columns as u16 - 1);
    sheet.push(texts.headings.iter().map(|it| CellOut::text(it.clone(), Style::Head)).collect());
    for (number, (line, name)) in lines.iter().zip(names).enumerate() {
        let mut cells = vec![
            CellOut::number((number + 1).to_string(), Style::Number(0)),
            CellOut::text(line.name.clone(), Style::Link).link(name.clone()),
        ];
        cells.extend(line.columns.iter().map(|text| match Rational::parse(text) {
            Ok(number) => CellOut::number(
                text.clone(),
                Style::Number(number.decimals().map_or(2, |it| it.max(2)) as u8),
            ),
            Err(_) => CellOut::text(text.clone(), Style::Centred),
        }));
        sheet.push(cells);
    }
    sheet.widths = [60, 460].into_iter().chain(std::iter::repeat_n(120, columns - 2)).collect();
    sheet.freeze = (2, 0);
    sheet.print_rows = Some((1, 1));
    sheet.fit_width = true;
    sheet.header = texts.header.clone();
    sheet
}

fn form_sheet(document: &Document, figures: &HashMap<(&str, &str), &ProofFigure>) -> SheetOut {
    let mut sheet = SheetOut::default();
    let width = document.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table.widths.len()),
        _ => None,
    });
    let last = width.unwrap_or(1).max(1) as u16 - 1;
    let wide = |sheet: &mut SheetOut, text: String, style: Style, height: Option<u16>| {
        let row = sheet.push(vec![CellOut::text(text, style)]);
        sheet.rows[row as usize].height = height;
        if last > 0 {
            sheet.merge(row, 0, row, last);
        }
    };
    wide(&mut sheet, document.title.clone(), Style::Title, Some(320));
    for block in &document.blocks {
        match block {
            Block::Paragraph { style, content } => {
                let text = plain_text(content);
                let look = match style {
                    ParagraphStyle::Centered => Style::Centred,
                    ParagraphStyle::Note if text.contains("：　") => Style::Signature,
                    _ => Style::Note,
                };
                let look = if look == Style::Centred { Style::Caption } else { look };
                let height = lines_needed(&text, 90) * 160;
                wide(&mut sheet, text, look, Some(height.max(180)));
            }
            Block::Table(table) => {
                if let Some(note) = &table.unit_note {
                    wide(&mut sheet, note.clone(), Style::UnitNote, None);
                }
                put_table(&mut sheet, table, &document.part, figures);
            }
            _ => {}
        }
    }
    sheet.fit_width = true;
    sheet.landscape = document.page == PageSize::FormLandscape;
    sheet
}

fn put_table(sheet: &mut SheetOut, table: &Table, part: &str, figures: &HashMap<(&str, &str), &ProofFigure>) {
    let columns = table.widths.len();
    let total: u32 = table.widths.iter().sum::<u32>().max(1);
    // A page of a form is about 92 characters of 五号 wide.
    sheet.widths = table.widths.iter().map(|width| (width * 960 / total).clamp(40, 900) as u16).collect();
    let first = sheet.rows.len() as u32;
    let mut covered = vec![0_u32; columns];
    for (number, row) in table.rows.iter().enumerate() {
        let mut cells: Vec<CellOut> = Vec::with_capacity(columns);
        let mut given = row.cells.iter();
        let mut height = 1;
        let at = first + number as u32;
        while cells.len() < columns {
            if covered[cells.len()] > 0 {
                covered[cells.len()] -= 1;
                cells.push(CellOut::blank(Style::Text));
                continue;
            }
            let Some(cell) = given.next() else {
                cells.push(CellOut::blank(Style::Text));
                continue;
            };
            let start = cells.len();
            let span = (cell.columns.max(1) as usize).min(columns - start);
            let out = cell_out(cell, part, figures);
            let room: u32 = sheet.widths[start..start + span].iter().map(|it| u32::from(*it)).sum();
            if cell.rows <= 1 {
                height = height.max(lines_needed(&plain_text(&cell.content), (room / 10).max(2) as usize));
            }
            let style = out.style;
            cells.push(out);
            cells.extend((1..span).map(|_| CellOut::blank(style)));
            if cell.rows > 1 {
                covered[start..start + span].fill(cell.rows - 1);
            }
            if span > 1 || cell.rows > 1 {
                sheet.merges.push(Merge {
                    first_row: at,
                    first_column: start as u16,
                    last_row: at + cell.rows.max(1) - 1,
                    last_column: (start + span - 1) as u16,
                });
            }
        }
        sheet.rows.push(RowOut { cells, height: Some((height * 150 + 60).min(4000)) });
    }
}

/// How many lines a text takes in so many half-width characters, at most 200.
pub fn lines_needed(text: &str, room: usize) -> u16 {
    let width = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    text.split('\n').map(|line| width(line).div_ceil(room.max(1)).max(1)).sum::<usize>().min(200) as u16
}

fn cell_out(cell: &Cell, part: &str, figures: &HashMap<(&str, &str), &ProofFigure>) -> CellOut {
    let text = plain_text(&cell.content);
    if let [Inline::Figure(figure)] = cell.content.as_slice()
        && let Some(entry) = figures.get(&(part, figure.id.as_str()))
        && let Some(number) = number(entry)
    {
        return number;
    }
    let style = match (cell.head, cell.align) {
        (true, _) => Style::Head,
        (_, Align::Center) => Style::Centred,
        _ => Style::Wrapped,
    };
    CellOut::text(text, style)
}

/// A bound number as a number, rounded as printed, so that a person can add up the column: 7.76 and 97.01%.
/// Texts that carry more than number and sign (`≥300家`) stay text.
fn number(entry: &ProofFigure) -> Option<CellOut> {
    let (digits, percent) = match entry.text.strip_suffix('%') {
        Some(rest) => (rest, true),
        None => (entry.text.as_str(), false),
    };
    let places = digits.split_once('.').map_or(0, |(_, part)| part.len() as u32);
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    let value = Rational::parse(&plain).ok()?;
    Some(match percent {
        true => {
            CellOut::number((&value * &Rational::scaled(1, 2)).exact_text(), Style::Percent(places as u8))
        }
        false => CellOut::number(value.to_fixed(places), Style::Number(places as u8)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hengji_document::{Figure, Row};

    fn form() -> FilledForm {
        let figure = Figure { id: "a".into(), alias: "执行数".into(), text: "1,234.50".into() };
        let table = Table {
            widths: vec![10, 10, 20],
            unit_note: Some("单位：万元".into()),
            rows: vec![
                Row { cells: vec![Cell::heading("项目").span(1, 2), Cell::heading("名称").span(2, 1)] },
                Row { cells: vec![Cell::text("=1+1"), Cell::figure(figure)] },
            ],
            ..Table::default()
        };
        let document = Document {
            title: "自评表".into(),
            part: "project:P1".into(),
            blocks: vec![Block::Table(table)],
            ..Document::default()
        };
        FilledForm { sheet: "P1/甲".into(), object: "P1".into(), name: "甲".into(), document }
    }

    #[test]
    fn a_form_keeps_its_merges_and_its_numbers() {
        let entry = ProofFigure {
            id: "a".into(),
            part: "project:P1".into(),
            text: "1,234.50".into(),
            ..ProofFigure::default()
        };
        let texts = IndexTexts {
            title: "表".into(),
            tab: "目录".into(),
            headings: vec!["序号".into(), "名称".into()],
            ..IndexTexts::default()
        };
        let lines = [IndexLine { name: "甲".into(), columns: vec![] }];
        let book = workbook(&texts, &[form()], &lines, &[entry]);
        assert_eq!(book.sheets[1].name, "P1_甲");
        assert_eq!(book.sheets[0].rows[2].cells[1].link.as_deref(), Some("P1_甲"));
        let sheet = &book.sheets[1];
        let body = &sheet.rows[3].cells;
        assert_eq!(body[0].value, hengji_workbook::Value::Empty);
        assert_eq!(body[1].value, hengji_workbook::Value::Text("=1+1".into()));
        assert_eq!(body[2].value, hengji_workbook::Value::Number("1234.50".into()));
        assert!(sheet.merges.contains(&Merge { first_row: 2, first_column: 0, last_row: 3, last_column: 0 }));
        assert!(sheet.merges.contains(&Merge { first_row: 2, first_column: 1, last_row: 2, last_column: 2 }));
    }
}
