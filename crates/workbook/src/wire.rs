//! What the reading child answers, as bytes: `E` and the error as JSON, or `W`, the workbook without its cells
//! as JSON, and the cells. A million cells as JSON would take longer than reading them.

use crate::cell::{Cell, CellKind, Workbook};
use crate::error::ReadError;

const KINDS: [CellKind; 8] = [
    CellKind::Empty,
    CellKind::Text,
    CellKind::Number,
    CellKind::Date,
    CellKind::DateTime,
    CellKind::Time,
    CellKind::Bool,
    CellKind::Error,
];
const NO_FORMAT: u16 = u16::MAX;

/// The answer as bytes; `None` when something in it is larger than the form allows.
pub(crate) fn encode(answer: Result<Workbook, ReadError>) -> Option<Vec<u8>> {
    let mut book = match answer {
        Ok(book) => book,
        Err(error) => {
            let mut out = vec![b'E'];
            out.extend(serde_json::to_vec(&error).ok()?);
            return Some(out);
        }
    };
    let rows: Vec<Vec<Vec<Cell>>> = book.sheets.iter_mut().map(|it| std::mem::take(&mut it.rows)).collect();
    let head = serde_json::to_vec(&book).ok()?;
    let mut out = vec![b'W'];
    push(&mut out, head.len())?;
    out.extend(head);
    for rows in &rows {
        push(&mut out, rows.len())?;
        for row in rows {
            push(&mut out, row.len())?;
            for cell in row {
                out.push(u8::try_from(KINDS.iter().position(|it| *it == cell.kind)?).ok()?);
                out.extend(cell.format.unwrap_or(NO_FORMAT).to_le_bytes());
                push(&mut out, cell.text.len())?;
                out.extend(cell.text.as_bytes());
            }
        }
    }
    Some(out)
}

fn push(out: &mut Vec<u8>, number: usize) -> Option<()> {
    out.extend(u32::try_from(number).ok()?.to_le_bytes());
    Some(())
}

/// The answer of a child; `None` when the bytes are none. They are not trusted: a child may have been taken
/// over by the file it read.
pub(crate) fn decode(bytes: &[u8]) -> Option<Result<Workbook, ReadError>> {
    let (kind, rest) = bytes.split_first()?;
    if *kind == b'E' {
        return serde_json::from_slice(rest).ok().map(Err);
    }
    let mut rest = Rest(rest);
    let head = rest.number()?;
    let mut book: Workbook = serde_json::from_slice(rest.take(head)?).ok()?;
    for sheet in &mut book.sheets {
        for _ in 0..rest.number()? {
            let width = rest.number()?;
            // A cell takes 7 bytes at least, so nothing is reserved beyond what was sent.
            let mut row = Vec::with_capacity(width.min(rest.0.len() / 7));
            for _ in 0..width {
                row.push(rest.cell()?);
            }
            sheet.rows.push(row);
        }
    }
    (*kind == b'W' && rest.0.is_empty()).then_some(Ok(book))
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn cell(&mut self) -> Option<Cell> {
        let kind = *KINDS.get(usize::from(*self.take(1)?.first()?))?;
        let format = u16::from_le_bytes(self.take(2)?.try_into().ok()?);
        let length = self.number()?;
        let text = std::str::from_utf8(self.take(length)?).ok()?.to_owned();
        Some(Cell { text, kind, format: (format != NO_FORMAT).then_some(format) })
    }
}
