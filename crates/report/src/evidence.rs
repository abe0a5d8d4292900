//! The list of evidence (佐证材料清单): what supports what, in catalogue order.

use crate::figure::Edition;
use crate::sheets::lines_needed;
use crate::support::visible;
use hengji_model::{Model, Row};
use hengji_schema::Sensitivity;
use hengji_workbook::{Book, CellOut, SheetOut, Style};
use std::collections::BTreeMap;

/// The workbook: number, title, document number, date, pages, and the indicators and rows it supports.
pub fn book(model: &Model, edition: Edition, head: Option<&str>) -> Book {
    let mut sheet = SheetOut::new("佐证材料清单");
    sheet.push(vec![CellOut::text("佐证材料清单", Style::Title)]);
    sheet.rows[0].height = Some(320);
    sheet.merge(0, 0, 0, 7);
    let headings = ["序号", "编号", "名称", "文号", "日期", "页数", "对应指标", "材料类型"];
    sheet.push(headings.iter().map(|it| CellOut::text(*it, Style::Head)).collect());
    let supports = supported(model);
    let rows = model.table("evidence_index").into_iter().flat_map(|table| table.rows());
    for (number, row) in rows.filter(|row| shown(row, edition)).enumerate() {
        let text = |column: &str| match row.sensitivity(column) {
            Some(level) if !visible(level, edition) => String::new(),
            _ => row.text(column).unwrap_or_default().to_owned(),
        };
        let pages = row.quantity("pages").map(|it| it.value().exact_text());
        let for_what = match text("item_codes") {
            codes if codes.is_empty() => supports.get(row.key()).map(|it| it.join("；")).unwrap_or_default(),
            codes => codes,
        };
        let lines = lines_needed(&for_what, 25).max(lines_needed(&text("title"), 35));
        let at = sheet.push(vec![
            CellOut::number((number + 1).to_string(), Style::Number(0)),
            CellOut::text(row.key(), Style::Centred),
            CellOut::text(text("title"), Style::Wrapped),
            CellOut::text(text("document"), Style::Wrapped),
            CellOut::date(row.date("date").map(|it| it.to_string()).unwrap_or_default(), Style::Date),
            pages
                .map_or_else(|| CellOut::blank(Style::Number(0)), |it| CellOut::number(it, Style::Number(0))),
            CellOut::text(for_what, Style::Wrapped),
            CellOut::text(text("kind"), Style::Centred),
        ]);
        sheet.rows[at as usize].height = Some(lines * 140 + 40);
    }
    sheet.widths = vec![60, 110, 360, 200, 110, 70, 260, 100];
    sheet.freeze = (2, 0);
    sheet.print_rows = Some((1, 1));
    sheet.landscape = true;
    sheet.fit_width = true;
    sheet.header = head.unwrap_or_default().to_owned();
    Book { sheets: vec![sheet], title: "佐证材料清单".to_owned() }
}

fn shown(row: &Row, edition: Edition) -> bool {
    let level = row.text("secrecy").and_then(Sensitivity::of_word).unwrap_or(Sensitivity::Public);
    visible(level, edition)
}

// Indicators that name a material as their evidence, by the material's number.
fn supported(model: &Model) -> BTreeMap<&str, Vec<String>> {
    let mut out: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let indicators = model.table("indicators").into_iter().flat_map(|table| table.rows());
    for row in indicators {
        for material in row.texts("evidence") {
            let name = row.text("name").unwrap_or(row.key()).to_owned();
            let list = out.entry(material).or_default();
            if !list.contains(&name) {
                list.push(name);
            }
        }
    }
    out
}
