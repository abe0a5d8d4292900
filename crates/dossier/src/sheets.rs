//! Tables as sheets of a workbook that people fill in: headings with notes, drop-down lists, widths.

use hengji_diag::{Arg, Language, Locale, Text};
use hengji_model::Grid;
use hengji_schema::{ColumnDef, Kind, TableDef};
use hengji_workbook::{CellOut, Choices, SheetOut, Style, number};

/// Rows below the headings that get drop-down lists beyond those filled.
const SPARE_ROWS: u32 = 2000;

/// A grid as a sheet. Columns that the definition knows get notes on their headings, lists of what is
/// allowed, and numbers and dates as such where nothing is lost by it; all else stands as text.
pub(crate) fn table_sheet(name: &str, rows: &[Vec<String>], def: Option<&TableDef>) -> SheetOut {
    let mut sheet = SheetOut::new(name);
    sheet.freeze = (1, 1);
    sheet.print_rows = Some((0, 0));
    sheet.landscape = true;
    let empty = Vec::new();
    let headings = rows.first().unwrap_or(&empty);
    let columns: Vec<Option<&ColumnDef>> = headings.iter().map(|it| column_of(def?, it)).collect();
    sheet.push(headings.iter().zip(&columns).map(|(text, column)| heading(text, *column)).collect());
    for row in rows.iter().skip(1) {
        let cells = row.iter().enumerate();
        sheet.push(cells.map(|(at, text)| cell(text, columns.get(at).copied().flatten())).collect());
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_add(SPARE_ROWS).min(1_048_575);
    for (at, column) in (0_u16..).zip(&columns) {
        sheet.widths.push(width(&headings[usize::from(at)], *column));
        sheet.choices.extend(column.and_then(|it| choices(it, at, last)));
    }
    sheet
}

/// The texts of a grid as rows.
pub(crate) fn rows(grid: &Grid) -> Vec<Vec<String>> {
    crate::grid::texts(grid)
}

/// The column of a heading, with or without its unit.
pub(crate) fn column_of<'a>(def: &'a TableDef, heading: &str) -> Option<&'a ColumnDef> {
    let heading = heading.trim();
    let bare = heading.split(['（', '(']).next().unwrap_or(heading);
    def.column(heading).or_else(|| def.column(bare))
}

fn heading(text: &str, column: Option<&ColumnDef>) -> CellOut {
    let required = column.is_some_and(|it| it.required);
    let style = if required { Style::DataHeadRequired } else { Style::DataHead };
    let cell = CellOut::text(text, style);
    match column {
        Some(column) => cell.note(note(column)),
        None => cell,
    }
}

fn cell(text: &str, column: Option<&ColumnDef>) -> CellOut {
    if text.is_empty() {
        return CellOut::default();
    }
    match column.map(|it| it.kind) {
        Some(Kind::Int | Kind::Dec | Kind::Money | Kind::Ratio | Kind::Year) if number::survives(text) => {
            let places = text.split_once('.').map_or(0, |(_, part)| part.len());
            CellOut::number(text, Style::PlainNumber(u8::try_from(places).unwrap_or(15)))
        }
        Some(Kind::Date) => CellOut::date(text, Style::PlainDate),
        // Numbers and dates that would not survive, and all texts: nothing may turn them into something else.
        _ => CellOut::text(text, Style::PlainText),
    }
}

fn width(heading: &str, column: Option<&ColumnDef>) -> u16 {
    let longest = column.and_then(|it| it.allowed.iter().map(|it| it.chars().count()).max()).unwrap_or(0);
    let least = match column.map(|it| it.kind) {
        Some(Kind::Text | Kind::Formula | Kind::MultiRef | Kind::Files) => 9,
        Some(Kind::Date | Kind::Money | Kind::Code | Kind::Uscc) => 7,
        _ => 5,
    };
    let characters = heading.chars().count().max(longest).clamp(least, 24);
    u16::try_from(characters * 20 + 30).unwrap_or(500)
}

fn choices(column: &ColumnDef, at: u16, last_row: u32) -> Option<Choices> {
    let values = match column.kind {
        Kind::Bool => vec!["是".to_owned(), "否".to_owned()],
        _ => column.allowed.clone(),
    };
    let strict = !column.open && column.kind != Kind::MultiEnum;
    (!values.is_empty()).then_some(Choices { column: at, first_row: 1, last_row, values, strict })
}

/// What a heading's note says: kind, unit, whether it must be filled, what is allowed, and the definition's
/// own words. In Chinese, like the headings.
pub(crate) fn note(column: &ColumnDef) -> String {
    let locale = Locale::of(Language::Chinese);
    let say = |id: &'static str, name: &'static str, value: &str| {
        locale.words(&Text::new(id).with(name, Arg::Str(value.to_owned())))
    };
    let mut lines = vec![say("dossier-note-kind", "kind", &locale.get(kind_text(column.kind)))];
    lines.extend(column.unit.as_ref().map(|it| say("dossier-note-unit", "unit", it)));
    lines.push(locale.get(if column.required { "dossier-note-required" } else { "dossier-note-optional" }));
    if !column.allowed.is_empty() {
        let id = if column.open { "dossier-note-allowed-open" } else { "dossier-note-allowed" };
        lines.push(say(id, "words", &column.allowed.join("、")));
    }
    if let Some(reference) = &column.reference {
        let name = hengji_schema::table(reference).map_or(reference.as_str(), |it| it.heading.as_str());
        lines.push(say("dossier-note-reference", "table", name));
    }
    lines.push(say("dossier-note-sensitivity", "level", column.sensitivity.word()));
    lines.extend(column.note.clone());
    lines.join("\n")
}

/// What to fill in, by kind.
pub(crate) fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "dossier-kind-text",
        Kind::Code => "dossier-kind-code",
        Kind::Int => "dossier-kind-int",
        Kind::Dec => "dossier-kind-dec",
        Kind::Money => "dossier-kind-money",
        Kind::Ratio => "dossier-kind-ratio",
        Kind::Date => "dossier-kind-date",
        Kind::DateTime => "dossier-kind-datetime",
        Kind::Year => "dossier-kind-year",
        Kind::Bool => "dossier-kind-bool",
        Kind::Enum => "dossier-kind-enum",
        Kind::MultiEnum => "dossier-kind-multi-enum",
        Kind::Ref => "dossier-kind-ref",
        Kind::MultiRef => "dossier-kind-multi-ref",
        Kind::Geo => "dossier-kind-geo",
        Kind::Files => "dossier-kind-files",
        Kind::Phone => "dossier-kind-phone",
        Kind::Uscc => "dossier-kind-uscc",
        Kind::Formula => "dossier-kind-formula",
    }
}
