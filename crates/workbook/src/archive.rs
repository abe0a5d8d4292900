//! What an archive would unpack into, before anybody unpacks it.

use crate::cell::Limits;
use crate::error::{Counted, ReadError};
use std::io::{Cursor, Read};

// Below this the ratio says nothing: a sheet of equal rows packs very well.
const RATIO_FLOOR: u64 = 10 << 20;

/// The usual name of the format whose signature the bytes begin with, for formats that are no text.
pub fn signature(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "zip / xlsx / docx"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "xls / doc / et / wps (OLE2)"),
        (b"%PDF-", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"Rar!", "RAR"),
    ];
    known.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
}

/// The most bytes kept of what stands behind the cells of a worksheet.
pub const TAIL: usize = 4 << 20;

/// What the inspection saw of a worksheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetPart {
    /// The part's name in the archive.
    pub path: String,
    /// Whether some row or column may be hidden.
    pub hides: bool,
    /// The text from the chunk in which the cells end: merged ranges stand there.
    pub tail: Vec<u8>,
}

/// Inflates every part of the archive into nothing, counting, and refuses it at the first limit passed.
///
/// The sizes an archive declares are looked at first, but not believed: bytes are counted as they come.
/// Gives the worksheet parts, with what only a look at their text tells.
///
/// Memory is bounded by one buffer and [`TAIL`] a worksheet; parts that share packed bytes are each counted in
/// full.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Vec<SheetPart>, ReadError> {
    let damaged = |error: &dyn std::fmt::Display| ReadError::NotXlsx { detail: error.to_string() };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|it| damaged(&it))?;
    if archive.len() > limits.parts {
        let limit = limits.parts as u64;
        return Err(ReadError::TooMany { what: Counted::Parts, sheet: String::new(), limit });
    }
    let mut total = 0_u64;
    let mut sheets = Vec::new();
    let mut buffer = vec![0_u8; 64 << 10];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|it| damaged(&it))?;
        let name = part.name().map_err(|it| damaged(&it))?.into_owned();
        let check = |total: u64| check_total(total, &name, bytes.len() as u64, limits);
        check(total.saturating_add(part.size()))?;
        let is_sheet = name.contains("worksheets/") && name.ends_with(".xml");
        let mut hidden = Finder::new(b" hidden=");
        let mut end = Finder::new(b"</sheetData>");
        let mut tail = Vec::new();
        loop {
            let read = part.read(&mut buffer).map_err(|it| damaged(&it))?;
            if read == 0 {
                break;
            }
            total += read as u64;
            check(total)?;
            if is_sheet {
                hidden.feed(&buffer[..read]);
                if end.found || end.feed(&buffer[..read]) {
                    let room = TAIL.saturating_sub(tail.len());
                    tail.extend_from_slice(&buffer[..read.min(room)]);
                }
            }
        }
        if is_sheet {
            sheets.push(SheetPart { path: name, hides: hidden.found, tail });
        }
    }
    Ok(sheets)
}

fn check_total(total: u64, part: &str, packed: u64, limits: &Limits) -> Result<(), ReadError> {
    let part = || part.to_owned();
    if total > RATIO_FLOOR && total > packed.saturating_mul(limits.ratio) {
        return Err(ReadError::ZipBomb { part: part(), ratio: limits.ratio });
    }
    if total > limits.inflated_bytes {
        return Err(ReadError::InflatesTooLarge { part: part(), limit: limits.inflated_bytes });
    }
    Ok(())
}

// Looks for a word in a stream of chunks.
struct Finder {
    length: usize,
    finder: memchr::memmem::Finder<'static>,
    found: bool,
    tail: Vec<u8>,
}

impl Finder {
    fn new(word: &'static [u8]) -> Finder {
        let finder = memchr::memmem::Finder::new(word);
        Finder { length: word.len(), finder, found: false, tail: Vec::new() }
    }

    fn feed(&mut self, chunk: &[u8]) -> bool {
        if self.found {
            return true;
        }
        let keep = self.length - 1;
        self.tail.extend_from_slice(&chunk[..chunk.len().min(keep)]);
        self.found = self.finder.find(&self.tail).or_else(|| self.finder.find(chunk)).is_some();
        self.tail.clear();
        self.tail.extend_from_slice(&chunk[chunk.len().saturating_sub(keep)..]);
        self.found
    }
}
