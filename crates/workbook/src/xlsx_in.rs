//! xlsx in: every sheet, cell by cell, within limits.
#![expect(clippy::disallowed_types, reason = "calamine hands out floats; they become decimal text here")]

use crate::archive::{self, SheetPart};
use crate::cell::{Cell, CellKind, Limits, Sheet, Workbook};
use crate::error::{Counted, ReadError};
use crate::number::from_float;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use quick_xml::events::Event;
use std::collections::HashMap;
use std::io::{Cursor, Read};

/// Reads an xlsx workbook (Excel 工作簿).
///
/// - Numbers are decimal text of at most 15 significant digits, dates ISO text; a formula gives the value
///   the spreadsheet program stored beside it.
/// - Hidden sheets, rows and columns are read like any other and noted.
/// - The file is measured before it is read ([`archive::inspect`]): a zip bomb costs one buffer.
/// - Errors: beyond the limits, not an xlsx, damaged.
///
/// This parses in the calling process. Programs that open files from outside go through
/// [`crate::isolated::read_xlsx`].
pub fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::EmptyFile);
    }
    let length = bytes.len() as u64;
    if length > limits.file_bytes {
        return Err(ReadError::FileTooLarge { bytes: length, limit: limits.file_bytes });
    }
    match archive::signature(bytes) {
        Some(name) if !name.contains("xlsx") => {
            return Err(ReadError::OtherFormat { format: name.to_owned() });
        }
        _ => {}
    }
    let parts = archive::inspect(bytes, limits)?;
    let mut source = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<(String, bool)> = source
        .sheets_metadata()
        .iter()
        .filter(|it| it.typ == SheetType::WorkSheet)
        .map(|it| (it.name.clone(), it.visible != SheetVisible::Visible))
        .collect();
    if sheets.len() > limits.sheets {
        let limit = limits.sheets as u64;
        return Err(ReadError::TooMany { what: Counted::Sheets, sheet: String::new(), limit });
    }
    let mut reading = Reading { limits, cells: 0, formats: Vec::new(), book: Workbook::default() };
    for (name, hidden) in sheets {
        let mut sheet = reading.sheet(&mut source, &name)?;
        sheet.hidden = hidden;
        reading.book.sheets.push(sheet);
    }
    note_shape(bytes, &parts, &mut reading.book);
    Ok(reading.book)
}

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::NotXlsx { detail: error.to_string() }
}

struct Reading<'a> {
    limits: &'a Limits,
    cells: u64,
    /// By style: what is known of its number format.
    formats: Vec<Option<Option<u16>>>,
    book: Workbook,
}

type Source<'a> = Xlsx<Cursor<&'a [u8]>>;

impl Reading<'_> {
    fn sheet(&mut self, source: &mut Source<'_>, name: &str) -> Result<Sheet, ReadError> {
        let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        let mut cells = source.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
            let (kind, text) = value(cell.get_value());
            if kind == CellKind::Empty {
                continue;
            }
            let code = || cells.styles().get(style)?.number_format.as_ref().map(|it| it.format_code.clone());
            let format = self.format(style, code);
            let (row, column) = cell.get_position();
            self.put(&mut sheet, row as usize, column as usize, Cell { text, kind, format })?;
        }
        Ok(sheet)
    }

    fn put(&mut self, sheet: &mut Sheet, row: usize, column: usize, cell: Cell) -> Result<(), ReadError> {
        let new_rows = (row + 1).saturating_sub(sheet.rows.len());
        let width = sheet.rows.get(row).map_or(0, Vec::len);
        self.cells += (new_rows + (column + 1).saturating_sub(width)) as u64;
        let too_many = |what, limit| ReadError::TooMany { what, sheet: sheet.name.clone(), limit };
        if row as u64 >= self.limits.rows {
            return Err(too_many(Counted::Rows, self.limits.rows));
        }
        if self.cells > self.limits.cells {
            return Err(too_many(Counted::Cells, self.limits.cells));
        }
        if new_rows > 0 {
            sheet.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut sheet.rows[row];
        if cells.len() <= column {
            cells.resize_with(column + 1, Cell::default);
        }
        cells[column] = cell;
        Ok(())
    }

    fn format(&mut self, style: usize, code: impl FnOnce() -> Option<String>) -> Option<u16> {
        if let Some(Some(known)) = self.formats.get(style) {
            return *known;
        }
        let index = code().filter(|it| it != "General" && !it.is_empty()).and_then(|code| {
            let formats = &mut self.book.formats;
            let at = formats.iter().position(|it| *it == code).unwrap_or_else(|| {
                formats.push(code);
                formats.len() - 1
            });
            u16::try_from(at).ok()
        });
        // Styles are counted by 16 bits in the file format; a larger number is somebody's joke.
        if style <= usize::from(u16::MAX) {
            self.formats.resize(self.formats.len().max(style + 1), None);
            self.formats[style] = Some(index);
        }
        index
    }
}

fn value(data: &DataRef<'_>) -> (CellKind, String) {
    match data {
        DataRef::Empty => (CellKind::Empty, String::new()),
        DataRef::String(text) => text_or_empty(text),
        DataRef::SharedString(text) => text_or_empty(text),
        DataRef::Bool(true) => (CellKind::Bool, "TRUE".to_owned()),
        DataRef::Bool(false) => (CellKind::Bool, "FALSE".to_owned()),
        DataRef::Int(number) => (CellKind::Number, number.to_string()),
        DataRef::Float(number) => number_or_error(*number),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) if text.contains('T') => (CellKind::DateTime, text.clone()),
        DataRef::DateTimeIso(text) => (CellKind::Date, text.clone()),
        DataRef::DurationIso(text) => (CellKind::Time, text.clone()),
        DataRef::Error(error) => (CellKind::Error, error.to_string()),
    }
}

fn text_or_empty(text: &str) -> (CellKind, String) {
    let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
    (kind, text.to_owned())
}

fn number_or_error(number: f64) -> (CellKind, String) {
    match from_float(number) {
        Some(text) => (CellKind::Number, text),
        None => (CellKind::Error, "#NUM!".to_owned()),
    }
}

// A serial outside the calendar (negative, or after the year 9999), and one below a day under a date
// format, is no date: a time of day when below one, else the number itself.
fn date(moment: &ExcelDateTime) -> (CellKind, String) {
    let serial = moment.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) || (moment.is_duration() && serial >= 1.0) {
        return number_or_error(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    // The 29 February 1900 that spreadsheets believe in.
    if (year, month, day) == (1900, 2, 29) {
        return number_or_error(serial);
    }
    let (hour, minute, second) = round_up(hour, minute, second, milli);
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if serial < 1.0 {
        return (CellKind::Time, time);
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return (CellKind::Date, day);
    }
    (CellKind::DateTime, format!("{day}T{time}"))
}

// Serials are fractions of a day: 10:20:30 is often stored as 10:20:29.9995. Half a second and more counts
// as the next one, but not across midnight.
fn round_up(hour: u8, minute: u8, second: u8, milli: u16) -> (u8, u8, u8) {
    let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
    let seconds = (seconds + u32::from(milli >= 500)).min(86_399);
    let part = |value: u32| u8::try_from(value).unwrap_or(0);
    (part(seconds / 3600), part(seconds / 60 % 60), part(seconds % 60))
}

// Merged ranges, hidden rows and hidden columns. calamine does not know hidden ones, and reads a whole sheet
// again for the merged. Worksheet parts are matched to sheets by the relationships of the workbook; where that
// fails the note is dropped, never the data.
fn note_shape(bytes: &[u8], parts: &[SheetPart], book: &mut Workbook) {
    let merged = |part: &SheetPart| memchr::memmem::find(&part.tail, b"<mergeCell ").is_some();
    if !parts.iter().any(|it| it.hides || merged(it)) {
        return;
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return };
    let Some(paths) = sheet_parts(&mut archive) else { return };
    for sheet in &mut book.sheets {
        let path = paths.get(&sheet.name);
        let Some(part) = parts.iter().find(|it| Some(&it.path) == path) else { continue };
        if merged(part) {
            sheet.merges = merges(&part.tail);
        }
        if !part.hides {
            continue;
        }
        let Some(xml) = part_text(&mut archive, &part.path) else { continue };
        let (rows, columns) = hidden_marks(&xml);
        sheet.hidden_rows = rows.into_iter().filter(|it| (*it as usize) < sheet.rows.len()).collect();
        let width = sheet.width();
        sheet.hidden_columns = columns.into_iter().filter(|it| (*it as usize) < width).collect();
    }
}

// The tail begins in the middle of a cell; the merged ranges are a list of their own behind the cells.
fn merges(tail: &[u8]) -> Vec<[u32; 4]> {
    let text = String::from_utf8_lossy(tail);
    let Some(at) = text.find("<mergeCells") else { return Vec::new() };
    let references = elements(&text[at..], "mergeCell", &["ref"]);
    references.iter().filter_map(|it| range(&it[0])).collect()
}

// `A1:C2`, or `A1`.
fn range(text: &str) -> Option<[u32; 4]> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((row, column), (last_row, last_column)) = (corner(first)?, corner(last)?);
    Some([row, column, last_row, last_column])
}

fn corner(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let letters = text[..at].bytes().filter(u8::is_ascii_uppercase);
    let column = letters.take(4).fold(0_u32, |sum, it| sum * 26 + u32::from(it - b'A') + 1);
    let row: u32 = text[at..].parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

fn part_text(archive: &mut Archive<'_>, path: &str) -> Option<String> {
    let mut text = Vec::new();
    archive.by_name(path).ok()?.read_to_end(&mut text).ok()?;
    String::from_utf8(text).ok()
}

fn sheet_parts(archive: &mut Archive<'_>) -> Option<HashMap<String, String>> {
    let targets: HashMap<String, String> =
        elements(&part_text(archive, "xl/_rels/workbook.xml.rels")?, "Relationship", &["Id", "Target"])
            .into_iter()
            .map(|mut it| (it.remove(0), it.remove(0)))
            .collect();
    let sheets = elements(&part_text(archive, "xl/workbook.xml")?, "sheet", &["name", "id"]);
    let path = |target: &String| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    };
    Some(sheets.into_iter().filter_map(|it| Some((it[0].clone(), path(targets.get(&it[1])?)))).collect())
}

// The named attributes (by local name) of every element of that local name.
fn elements(xml: &str, element: &str, wanted: &[&str]) -> Vec<Vec<String>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        let start = match event {
            Event::Start(start) | Event::Empty(start) => start,
            Event::Eof => break,
            _ => continue,
        };
        if start.local_name().as_ref() != element {
            continue;
        }
        let mut values = vec![String::new(); wanted.len()];
        for attribute in start.attributes().flatten() {
            let key = attribute.key.local_name();
            if let Some(at) = wanted.iter().position(|it| *it == key.as_ref()) {
                let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0);
                values[at] = value.map(|it| it.into_owned()).unwrap_or_default();
            }
        }
        found.push(values);
    }
    found
}

fn hidden_marks(xml: &str) -> (Vec<u32>, Vec<u32>) {
    let is_true = |text: &str| text == "1" || text == "true";
    let mut rows = Vec::new();
    for (index, row) in elements(xml, "row", &["r", "hidden"]).iter().enumerate() {
        if is_true(&row[1]) {
            rows.push(row[0].parse::<u32>().map_or(index as u32, |it| it.saturating_sub(1)));
        }
    }
    let mut columns = Vec::new();
    for column in elements(xml, "col", &["min", "max", "hidden"]) {
        if let (true, Ok(min), Ok(max)) = (is_true(&column[2]), column[0].parse::<u32>(), column[1].parse()) {
            columns.extend(min.saturating_sub(1)..u32::min(max, 16_384));
        }
    }
    (rows, columns)
}
