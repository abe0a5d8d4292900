//! CSV in: one text file becomes one sheet.

use crate::cell::{Cell, Limits, Sheet};
use crate::csv_out::unguard;
use crate::encoding::decode;
use crate::error::{Counted, ReadError};

/// Reads a CSV file (逗号分隔值文件) in any encoding of [`decode`], separated by commas or by tabs.
///
/// - Rows are records: a line break inside quotation marks belongs to its cell; [`Sheet::lines`] keeps the
///   line of the file where each row starts. A blank line is a row without cells.
/// - Quoting follows RFC 4180, leniently: a mark in the middle of an unquoted cell is an ordinary
///   character, and text after a closing mark is added to the cell.
/// - An apostrophe that [`crate::write_csv`] put before `=`, `+`, `-` or `@` is taken away again.
/// - Cells are text; nothing is trimmed, and what is a number is for the table's definition to say.
/// - Errors: beyond the limits, not decodable, a control character, an unclosed quotation mark.
pub fn read_csv(bytes: &[u8], limits: &Limits) -> Result<Sheet, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::EmptyFile);
    }
    let length = bytes.len() as u64;
    if length > limits.file_bytes {
        return Err(ReadError::FileTooLarge { bytes: length, limit: limits.file_bytes });
    }
    refuse_binary(bytes)?;
    let decoded = decode(bytes)?;
    refuse_control_characters(&decoded.text)?;
    let mut sheet = parse(&decoded.text, delimiter(&decoded.text), limits)?;
    sheet.encoding = Some(decoded.encoding);
    Ok(sheet)
}

// Files are renamed to .csv more often than converted; their first bytes say what they are.
fn refuse_binary(bytes: &[u8]) -> Result<(), ReadError> {
    match crate::archive::signature(bytes) {
        Some(format) => Err(ReadError::OtherFormat { format: format.to_owned() }),
        None => Ok(()),
    }
}

fn refuse_control_characters(text: &str) -> Result<(), ReadError> {
    let allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    let Some((at, found)) = text.char_indices().find(|(_, c)| !allowed(*c)) else {
        return Ok(());
    };
    let line = 1 + text[..at].bytes().filter(|b| *b == b'\n').count();
    Err(ReadError::ControlCharacter { line: u32::try_from(line).unwrap_or(u32::MAX), code: u32::from(found) })
}

/// The separator: a tab when the first line that holds either has more tabs than commas outside
/// quotation marks, else a comma.
pub fn delimiter(text: &str) -> char {
    let (mut commas, mut tabs, mut quoted) = (0_usize, 0_usize, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            '\t' if !quoted => tabs += 1,
            '\n' if !quoted && commas + tabs > 0 => break,
            _ => {}
        }
    }
    if tabs > commas { '\t' } else { ',' }
}

struct Rows<'a> {
    sheet: Sheet,
    row: Vec<Cell>,
    limits: &'a Limits,
    cells: u64,
}

impl Rows<'_> {
    fn push_cell(&mut self, text: &mut String) -> Result<(), ReadError> {
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(self.too_many(Counted::Cells, self.limits.cells));
        }
        self.row.push(Cell::text(unguard(std::mem::take(text))));
        Ok(())
    }

    fn push_row(&mut self, line: u32) -> Result<(), ReadError> {
        self.cells += 1;
        if self.sheet.rows.len() as u64 >= self.limits.rows {
            return Err(self.too_many(Counted::Rows, self.limits.rows));
        }
        let mut row = std::mem::take(&mut self.row);
        while row.last().is_some_and(Cell::is_empty) {
            row.pop();
        }
        self.sheet.rows.push(row);
        self.sheet.lines.push(line);
        Ok(())
    }

    fn too_many(&self, what: Counted, limit: u64) -> ReadError {
        ReadError::TooMany { what, sheet: String::new(), limit }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Bare,
    Quoted,
    Closed,
}

fn parse(text: &str, delimiter: char, limits: &Limits) -> Result<Sheet, ReadError> {
    let mut rows = Rows { sheet: Sheet::default(), row: Vec::new(), limits, cells: 0 };
    let (mut state, mut cell) = (State::Start, String::new());
    let (mut line, mut row_line, mut quote_line) = (1_u32, 1_u32, 1_u32);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if state == State::Quoted {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => state = State::Closed,
                _ => {
                    line += u32::from(c == '\n');
                    cell.push(c);
                }
            }
            continue;
        }
        match c {
            '"' if state == State::Start => {
                state = State::Quoted;
                quote_line = line;
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                if state != State::Start || !rows.row.is_empty() {
                    rows.push_cell(&mut cell)?;
                }
                rows.push_row(row_line)?;
                line += 1;
                row_line = line;
                state = State::Start;
            }
            _ if c == delimiter => {
                rows.push_cell(&mut cell)?;
                state = State::Start;
            }
            _ => {
                cell.push(c);
                if state == State::Start {
                    state = State::Bare;
                }
            }
        }
    }
    if state == State::Quoted {
        return Err(ReadError::UnclosedQuote { line: quote_line });
    }
    if state != State::Start || !rows.row.is_empty() {
        rows.push_cell(&mut cell)?;
        rows.push_row(row_line)?;
    }
    Ok(rows.sheet)
}
