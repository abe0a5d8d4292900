//! The cells of one column: text to typed storage, every slip noted.

use super::headings::Heading;
use crate::cell::{self, Decimal, Slip, nfc, trim};
use crate::column::{Bits, Column, Numbers, Store, Texts, seconds_of};
use crate::found::{CELL_REQUIRED, Found, slip_code};
use crate::raw::{CellKind, RawTable};
use crate::table::Table;
use hengji_diag::{Diagnostic, Severity, Text};
use hengji_formula::Value;
use hengji_num::{Rational, Rounding, UnitTable};
use hengji_schema::{ColumnDef, Kind, nearest};
use std::borrow::Cow;
use std::sync::Arc;

/// What was wrong in a column: row, slip, the text as it stood.
pub(super) type Slips = Vec<(u32, Slip, Box<str>)>;

/// The most slips of a column that are kept with their text.
const MAX_KEPT: usize = 1 << 20;

/// Reads one column of a grid.
pub(super) fn read_column(
    table: &Table,
    position: usize,
    heading: Option<&Heading>,
    raw: &RawTable,
    rows: &[u32],
) -> (Column, Slips) {
    let def = &table.def.columns[position];
    let Some(heading) = heading else { return (Column::absent(rows.len()), Slips::new()) };
    let mut reader = Reader { column: Column::absent(rows.len()), slips: Vec::new() };
    reader.column.written = Some(heading.written.as_str().into());
    reader.column.written_scale = heading.scale.clone();
    let cells = Cells { raw, rows, column: heading.grid_column };
    let store = match def.kind {
        _ if heading.unknown => reader.unknown(&cells),
        Kind::Money => reader.money(&cells, &heading.scale),
        Kind::Int | Kind::Dec | Kind::Ratio => reader.numbers(&cells, def.kind, &heading.scale),
        Kind::Date => Store::Days(reader.plain(&cells, |t| cell::date(t).map(hengji_formula::day_number))),
        Kind::DateTime => Store::Seconds(reader.plain(&cells, |t| cell::date_time(t).map(seconds_of))),
        Kind::Year => Store::Years(reader.plain(&cells, cell::year)),
        Kind::Bool => Store::Bools(reader.plain(&cells, cell::boolean)),
        _ => reader.texts(&cells, def),
    };
    reader.column.store = store;
    let shown = if def.kind == Kind::Ratio { Rational::scaled(1, 2) } else { table.units[position].scale() };
    reader.column.note_places(&shown);
    reader.check_bounds(def, &table.units[position].scale());
    (reader.column, reader.slips)
}

struct Cells<'a> {
    raw: &'a RawTable,
    rows: &'a [u32],
    column: usize,
}

impl<'a> Cells<'a> {
    fn iter(&self) -> impl Iterator<Item = (usize, &'a str, CellKind)> {
        let (raw, column) = (self.raw, self.column);
        self.rows.iter().enumerate().map(move |(row, grid_row)| {
            let (text, kind) = raw.grid.cell(*grid_row as usize, column);
            (row, text, kind)
        })
    }
}

struct Reader {
    column: Column,
    slips: Slips,
}

impl Reader {
    fn slip(&mut self, row: usize, slip: Slip, text: &str) {
        if self.slips.len() < MAX_KEPT {
            self.slips.push((row as u32, slip, text.chars().take(200).collect::<String>().into()));
        }
        self.column.valid.clear(row);
        self.column.bad.insert(row as u32, text.into());
    }

    // One value a cell; blank and bad cells get the default, which nobody reads.
    fn plain<T: Default>(&mut self, cells: &Cells<'_>, read: impl Fn(&str) -> Result<T, Slip>) -> Vec<T> {
        let mut values = Vec::with_capacity(cells.rows.len());
        for (row, text, kind) in cells.iter() {
            let text = trim(text);
            let mut value = T::default();
            if !cell::is_blank(text) {
                let result = if is_error(text, kind) { Err(Slip::ErrorValue) } else { read(text) };
                match result {
                    Ok(good) => {
                        value = good;
                        self.column.valid.set(row);
                    }
                    Err(slip) => self.slip(row, slip, text),
                }
            }
            values.push(value);
        }
        values
    }

    fn collect(
        &mut self,
        cells: &Cells<'_>,
        numbers: &mut Numbers,
        read: impl Fn(&str) -> Result<Decimal, Slip>,
    ) {
        for (row, text, kind) in cells.iter() {
            let text = trim(text);
            if cell::is_blank(text) {
                numbers.blank();
                continue;
            }
            let result = if is_error(text, kind) { Err(Slip::ErrorValue) } else { read(text) };
            match result {
                Ok(value) => match numbers.push(value.digits, value.places) {
                    Ok(()) => self.column.valid.set(row),
                    Err(slip) => self.slip(row, slip, text),
                },
                Err(slip) => {
                    numbers.blank();
                    self.slip(row, slip, text);
                }
            }
        }
    }

    fn numbers(&mut self, cells: &Cells<'_>, kind: Kind, scale: &Rational) -> Store {
        let mut numbers = Numbers::new(cells.rows.len(), 0);
        self.collect(cells, &mut numbers, |text| match kind {
            Kind::Ratio => cell::ratio(text),
            Kind::Int => {
                cell::decimal(text).and_then(|d| if d.places == 0 { Ok(d) } else { Err(Slip::NotWhole) })
            }
            _ => cell::decimal(text),
        });
        numbers.finish(if kind == Kind::Ratio { &Rational::ONE } else { scale })
    }

    // Money is stored in 分: a cell in 万元 may have six decimals.
    fn money(&mut self, cells: &Cells<'_>, scale: &Rational) -> Store {
        let fen = (scale * &Rational::int(100)).to_i128().unwrap_or(100);
        let decimals = fen.to_string().len() as u8 - 1;
        let mut numbers = Numbers::new(cells.rows.len(), 0);
        self.collect(cells, &mut numbers, |text| {
            let d = cell::decimal(text)?;
            if d.places > decimals {
                return Err(Slip::FinerThanFen);
            }
            let factor = 10_i128.pow(u32::from(decimals - d.places));
            let digits = d.digits.checked_mul(factor).ok_or(Slip::TooLarge)?;
            Ok(Decimal { digits, places: 0 })
        });
        numbers.finish(&Rational::scaled(1, 2))
    }

    fn unknown(&mut self, cells: &Cells<'_>) -> Store {
        let mut texts = Texts::new(cells.rows.len());
        for (row, text, _) in cells.iter() {
            if text.is_empty() {
                texts.blank();
            } else {
                texts.push(text);
                self.column.valid.set(row);
            }
        }
        Store::Codes { codes: texts.codes, texts: texts.interner.texts, lists: None }
    }

    fn texts(&mut self, cells: &Cells<'_>, def: &ColumnDef) -> Store {
        let mut texts = Texts::new(cells.rows.len());
        for (row, text, kind) in cells.iter() {
            let text = trim(text);
            if cell::is_blank(text) {
                texts.blank();
                continue;
            }
            let damaged = def.kind == Kind::Code && cell::is_damaged_code(text, kind == CellKind::Number);
            if damaged || is_error(text, kind) {
                texts.blank();
                self.slip(row, if damaged { Slip::DamagedCode } else { Slip::ErrorValue }, text);
                continue;
            }
            let text = canonical(def.kind, text);
            if text.is_empty() {
                // Nothing but separators.
                texts.blank();
                continue;
            }
            texts.push(&text);
            self.column.valid.set(row);
        }
        self.check_words(&texts, def);
        let lists = def.kind.is_many().then(|| texts.interner.texts.iter().map(|t| list(t)).collect());
        Store::Codes { codes: texts.codes, texts: texts.interner.texts, lists }
    }

    // Words are judged once each, not once a row.
    fn check_words(&mut self, texts: &Texts, def: &ColumnDef) {
        let slips: Vec<Option<Slip>> = texts.interner.texts.iter().map(|t| word_slip(def, t)).collect();
        if slips.iter().all(Option::is_none) {
            return;
        }
        for (row, code) in texts.codes.iter().enumerate() {
            if !self.column.valid.get(row) {
                continue;
            }
            let Some(slip) = slips[*code as usize] else { continue };
            let text = texts.interner.texts[*code as usize].clone();
            // A telephone number or an open word is doubtful, not wrong: the cell stays.
            if is_doubt(def, slip) {
                if self.slips.len() < MAX_KEPT {
                    self.slips.push((row as u32, slip, text.as_ref().into()));
                }
            } else {
                self.slip(row, slip, &text);
            }
        }
    }

    fn check_bounds(&mut self, def: &ColumnDef, unit: &Rational) {
        let (Store::Int64 { step, .. } | Store::Int128 { step, .. }) = &self.column.store else { return };
        let step = step.clone();
        // Bounds of a ratio are ratios; of other columns they are in the column's unit.
        let unit = if def.kind == Kind::Ratio { &Rational::ONE } else { unit };
        let bound = |b: &Option<Rational>, mode| {
            b.as_ref().and_then(|b| (b * unit).div(&step).ok()).and_then(|b| b.round(0, mode).to_i128())
        };
        let least = bound(&def.min, Rounding::Up).unwrap_or(i128::MIN);
        let most = bound(&def.max, Rounding::Down).unwrap_or(i128::MAX);
        if least == i128::MIN && most == i128::MAX {
            return;
        }
        let mut outside: Vec<(usize, Slip, String)> = Vec::new();
        let mut look = |row: usize, value: i128, valid: &Bits| {
            if (value < least || value > most) && valid.get(row) {
                let shown = (&Rational::int(value) * &step).div(unit).unwrap_or(Rational::ZERO);
                let slip = if value < least { Slip::BelowMin } else { Slip::AboveMax };
                outside.push((row, slip, shown.exact_text()));
            }
        };
        match &self.column.store {
            Store::Int64 { values, .. } => {
                values.iter().enumerate().for_each(|(r, v)| look(r, i128::from(*v), &self.column.valid));
            }
            Store::Int128 { values, .. } => {
                values.iter().enumerate().for_each(|(r, v)| look(r, *v, &self.column.valid));
            }
            _ => {}
        }
        for (row, slip, text) in outside {
            self.slip(row, slip, &text);
        }
    }
}

fn is_error(text: &str, kind: CellKind) -> bool {
    kind == CellKind::Error || cell::is_error_value(text)
}

fn list(text: &str) -> Arc<[Value]> {
    cell::parts(text).map(Value::text).collect()
}

// One way to write what is meant: several values joined by ；, ≥ for >=.
fn canonical(kind: Kind, text: &str) -> Cow<'_, str> {
    match kind {
        Kind::MultiEnum | Kind::MultiRef | Kind::Files => {
            Cow::Owned(nfc(&cell::parts(text).collect::<Vec<_>>().join("；")).into_owned())
        }
        Kind::Enum => match text {
            ">=" => "≥".into(),
            "<=" => "≤".into(),
            "＞" => ">".into(),
            "＜" => "<".into(),
            "＝" => "=".into(),
            text => nfc(text),
        },
        Kind::Ref | Kind::Code => nfc(text),
        Kind::Uscc => Cow::Owned(text.to_ascii_uppercase()),
        _ => Cow::Borrowed(text),
    }
}

fn word_slip(def: &ColumnDef, text: &str) -> Option<Slip> {
    match def.kind {
        Kind::Enum if def.vocabulary.is_some() => {
            let names = || hengji_schema::vocabulary().base.iter().map(|b| b.name.as_str());
            let known = hengji_schema::vocabulary().base_figure(text).is_some();
            // Names of one's own are welcome; only one that looks like a slip of the pen is doubted.
            (!known && nearest(text, names()).is_some()).then_some(Slip::NotAllowed)
        }
        Kind::Enum => {
            (!def.allowed.is_empty() && !def.allowed.iter().any(|a| a == text)).then_some(Slip::NotAllowed)
        }
        Kind::MultiEnum => {
            let known = |part: &str| def.allowed.is_empty() || def.allowed.iter().any(|a| a == part);
            (!cell::parts(text).all(known)).then_some(Slip::NotAllowed)
        }
        Kind::Geo => cell::geo(text).err(),
        Kind::Phone => cell::phone(text).err(),
        Kind::Uscc => cell::uscc(text).err(),
        _ => None,
    }
}

fn is_doubt(def: &ColumnDef, slip: Slip) -> bool {
    slip == Slip::NotPhone || (slip == Slip::NotAllowed && (def.open || def.vocabulary.is_some()))
}

/// Finds the unit that each row names in a unit column.
pub(super) fn resolve_row_units(table: &mut Table, units: &UnitTable) {
    let mut named: Vec<usize> = table.unit_columns.iter().flatten().copied().collect();
    named.sort_unstable();
    named.dedup();
    for column in named {
        if let Store::Codes { texts, .. } = &table.columns[column].store {
            table.row_units[column] = Some(texts.iter().map(|t| units.get(t)).collect());
        }
    }
}

/// Turns the slips of all columns into findings.
pub(super) fn report(table: &Table, slips: &[Slips], found: &mut Found) {
    for (position, list) in slips.iter().enumerate() {
        let def = &table.def.columns[position];
        for (row, slip, text) in list {
            let (code, message, help) = slip_code(*slip);
            let place = table.place(*row as usize, position);
            found.add_with(code, &place, || {
                let message = Text::new(message).with("cell", &**text).with("heading", def.heading.as_str());
                let mut finding = Diagnostic::error(code, message).showing(&**text);
                if is_doubt(def, *slip) {
                    finding.severity = Severity::Warning;
                }
                let (help, fix) = help_for(def, *slip, help, text);
                finding = finding.help(help);
                finding.fix = fix;
                finding
            });
        }
    }
}

fn help_for(def: &ColumnDef, slip: Slip, id: &'static str, text: &str) -> (Text, Option<String>) {
    let help = Text::new(id);
    match slip {
        Slip::NotAllowed => {
            let bases = || hengji_schema::vocabulary().base.iter().map(|b| b.name.as_str());
            let allowed: Vec<&str> = if def.vocabulary.is_some() {
                bases().collect()
            } else {
                def.allowed.iter().map(String::as_str).collect()
            };
            match nearest(text, allowed.iter().copied()) {
                Some(near) => {
                    let help = Text::new("model-not-allowed-near")
                        .with("near", near)
                        .with("allowed", allowed.join("、"));
                    (help, Some(near.to_owned()))
                }
                None => (help.with("allowed", allowed.join("、")), None),
            }
        }
        Slip::BelowMin => (help.with("bound", bound_text(def, &def.min)), None),
        Slip::AboveMax => (help.with("bound", bound_text(def, &def.max)), None),
        Slip::BareRatio => (help.with("percent", format!("{text}%")), Some(format!("{text}%"))),
        _ => (help, None),
    }
}

fn bound_text(def: &ColumnDef, bound: &Option<Rational>) -> String {
    let number = bound.as_ref().map(Rational::exact_text).unwrap_or_default();
    match (&def.unit, def.kind) {
        (Some(unit), Kind::Money | Kind::Dec | Kind::Int) => number + unit,
        _ => number,
    }
}

/// Reports blank cells of required columns.
pub(super) fn check_required(table: &Table, found: &mut Found) {
    for (position, def) in table.def.columns.iter().enumerate() {
        let column = &table.columns[position];
        let there = column.written.is_some() && position != table.key;
        if !def.required || !there || column.valid.count() == table.len {
            continue;
        }
        for row in (0..table.len).filter(|r| !column.valid.get(*r) && !column.bad.contains_key(&(*r as u32)))
        {
            let place = table.place(row, position);
            found.add_with(CELL_REQUIRED, &place, || {
                let text = Text::new("model-cell-required").with("heading", def.heading.as_str());
                Diagnostic::error(CELL_REQUIRED, text).help(Text::new("model-cell-required-help"))
            });
        }
    }
}
