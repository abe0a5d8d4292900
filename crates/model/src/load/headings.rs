//! The first row: which column stands where, and in which unit.

use crate::cell::{nfc, trim};
use crate::found::{Found, HEADING_MISSING, HEADING_TWICE, HEADING_UNIT, HEADING_UNKNOWN};
use crate::raw::RawTable;
use hengji_diag::{Diagnostic, Place, Text};
use hengji_num::{Rational, UnitTable};
use hengji_schema::{Kind, Sensitivity, TableDef, nearest};

/// Where the columns of a definition stand in a grid.
pub(super) struct Headings {
    /// For each column of the definition its place in the grid.
    pub(super) at: Vec<Option<Heading>>,
    /// The columns of the definition in the order of the grid.
    pub(super) order: Vec<usize>,
}

/// A heading as it stands.
pub(super) struct Heading {
    pub(super) grid_column: usize,
    pub(super) written: String,
    /// The unit of its numbers in base units.
    pub(super) scale: Rational,
    /// Whether the definition does not know it: its cells are kept as they stand.
    pub(super) unknown: bool,
}

/// Matches the headings. Unknown ones become columns at the end of the definition, each named once.
pub(super) fn read(
    def: &mut TableDef,
    raw: &RawTable,
    units: &UnitTable,
    here: &Place,
    found: &mut Found,
) -> Headings {
    let mut headings = Headings { at: Vec::new(), order: Vec::new() };
    headings.at.resize_with(def.columns.len(), || None);
    let width = (0..raw.grid.len()).map(|r| raw.grid.width(r)).max().unwrap_or(0);
    let known: Vec<String> = def.headings().map(str::to_owned).collect();
    let mut unknown = Vec::new();
    for grid_column in 0..width {
        let (written, _) = raw.grid.cell(0, grid_column);
        let place =
            here.clone().at_cell(here.sheet.as_deref().unwrap_or_default(), heading_row(raw), trim(written));
        match match_heading(def, written, units) {
            Match::Column(position, scale) if headings.at[position].is_none() => {
                headings.order.push(position);
                let written = written.to_owned();
                headings.at[position] = Some(Heading { grid_column, written, scale, unknown: false });
            }
            Match::Column(position, _) => {
                let text =
                    Text::new("model-heading-twice").with("heading", def.columns[position].heading.as_str());
                found.add(Diagnostic::error(HEADING_TWICE, text).at(place).showing(trim(written)));
                unknown.push(grid_column);
            }
            Match::WrongUnit(position, unit) => {
                let column = &def.columns[position];
                let text = Text::new("model-heading-unit")
                    .with("heading", column.heading.as_str())
                    .with("unit", unit)
                    .with("right", column.title());
                found.add(Diagnostic::error(HEADING_UNIT, text).at(place).showing(trim(written)));
                unknown.push(grid_column);
            }
            Match::Nothing if trim(written).is_empty() && is_blank_column(raw, grid_column) => {}
            Match::Nothing => {
                report_unknown(written, &known, place, grid_column, found);
                unknown.push(grid_column);
            }
        }
    }
    for grid_column in unknown {
        let written = raw.grid.cell(0, grid_column).0.to_owned();
        let position = def.add_unknown(&free_name(def, trim(&written)), Sensitivity::Internal);
        headings.order.push(position);
        headings.at.push(Some(Heading { grid_column, written, scale: Rational::ONE, unknown: true }));
    }
    headings.order.sort_by_key(|p| headings.at[*p].as_ref().map_or(usize::MAX, |h| h.grid_column));
    report_missing(def, raw, &headings, here, found);
    headings
}

fn heading_row(raw: &RawTable) -> usize {
    if raw.grid.is_empty() { 1 } else { raw.grid.number(0) as usize }
}

fn is_blank_column(raw: &RawTable, column: usize) -> bool {
    (0..raw.grid.len()).all(|row| trim(raw.grid.cell(row, column).0).is_empty())
}

// An unknown column needs an id of its own, even when its heading is blank or taken. It must not depend on
// where the column stands, which may change when the dossier is written.
fn free_name(def: &TableDef, written: &str) -> String {
    let base = if written.is_empty() { "无表头" } else { written };
    let mut name = base.to_owned();
    let mut number = 1;
    while def.position(&name).is_some() {
        number += 1;
        name = format!("{base}（{number}）");
    }
    name
}

// The letter a spreadsheet shows above the column: A, B, …, AA.
fn letter(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|b| *b as char).collect()
}

fn report_unknown(written: &str, known: &[String], place: Place, grid_column: usize, found: &mut Found) {
    let shown = if trim(written).is_empty() { letter(grid_column) } else { trim(written).to_owned() };
    let text = Text::new("model-heading-unknown").with("heading", shown.as_str());
    let near = nearest(strip_unit(&shown).0, known.iter().map(String::as_str));
    let finding = match near {
        Some(near) => Diagnostic::warning(HEADING_UNKNOWN, text)
            .help(Text::new("schema-did-you-mean").with("name", near))
            .fix(near),
        None => Diagnostic::info(HEADING_UNKNOWN, text),
    };
    found.add(finding.at(place).showing(shown));
}

fn report_missing(def: &TableDef, raw: &RawTable, headings: &Headings, here: &Place, found: &mut Found) {
    let unknown: Vec<&str> =
        headings.at.iter().flatten().filter(|h| h.unknown).map(|h| trim(&h.written)).collect();
    for (column, _) in def.columns.iter().zip(&headings.at).filter(|(c, at)| c.required && at.is_none()) {
        let text = Text::new("model-heading-missing")
            .with("heading", column.title())
            .with("table", def.heading.as_str());
        let mut finding = Diagnostic::error(HEADING_MISSING, text);
        if let Some(near) = nearest(&column.heading, unknown.iter().copied()) {
            finding =
                finding.help(Text::new("model-heading-rename").with("from", near).with("to", column.title()));
        }
        let sheet = here.sheet.as_deref().unwrap_or_default();
        found.add(finding.at(here.clone().at_cell(sheet, heading_row(raw), &column.title())));
    }
}

enum Match {
    Column(usize, Rational),
    WrongUnit(usize, String),
    Nothing,
}

fn match_heading(def: &TableDef, written: &str, units: &UnitTable) -> Match {
    let text = normal(written);
    let own_scale = |position: usize| {
        let unit = def.columns[position].unit.as_ref().and_then(|u| units.get(u));
        unit.map_or(Rational::ONE, |u| u.scale())
    };
    if let Some(position) = find(def, &text) {
        return Match::Column(position, own_scale(position));
    }
    let (name, unit) = strip_unit(&text);
    let (Some(position), Some(unit_name)) = (find(def, name), unit) else { return Match::Nothing };
    let column = &def.columns[position];
    let own = column.unit.as_ref().and_then(|u| units.get(u));
    match (own, units.get(unit_name)) {
        (Some(own), Some(unit)) if own.same_dimension(&unit) => Match::Column(position, unit.scale()),
        (None, Some(_)) if column.unit_column.is_some() => Match::Nothing,
        (Some(_), _) if column.kind.is_number() => Match::WrongUnit(position, unit_name.to_owned()),
        (None, Some(_)) if matches!(column.kind, Kind::Int | Kind::Dec) => {
            Match::Column(position, Rational::ONE)
        }
        _ => Match::Nothing,
    }
}

fn find(def: &TableDef, name: &str) -> Option<usize> {
    def.position(name).or_else(|| {
        // Brackets and spaces differ from hand to hand; compare without them.
        let plain = bare(name);
        (!plain.is_empty()).then(|| {
            let same = |text: &str| bare(text) == plain;
            def.columns.iter().position(|c| same(&c.heading) || c.synonyms.iter().any(|s| same(s)))
        })?
    })
}

// One form for the ways a heading is written: no line breaks, full-width brackets, no mark of required cells.
fn normal(written: &str) -> String {
    let text: String = nfc(written)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
        .map(|c| match c {
            '(' | '[' | '［' | '【' => '（',
            ')' | ']' | '］' | '】' => '）',
            c => c,
        })
        .collect();
    text.trim_matches(['*', '＊']).to_owned()
}

fn bare(text: &str) -> String {
    normal(text).chars().filter(|c| !matches!(c, '（' | '）' | '“' | '”' | '"' | '：' | ':')).collect()
}

// 金额（万元） → 金额, 万元.
fn strip_unit(text: &str) -> (&str, Option<&str>) {
    let Some(inner) = text.strip_suffix('）') else { return (text, None) };
    match inner.rsplit_once('（') {
        Some((name, unit)) => (name, Some(unit.strip_prefix("单位：").unwrap_or(unit))),
        None => (text, None),
    }
}
