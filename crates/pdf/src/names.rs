//! What a font file says of itself, read from its tables without loading the file.
//!
//! A machine has hundreds of font files and we want six faces, so only the table directory and the
//! `name`, `OS/2` and `fvar` tables are read. Everything is bounded: a damaged file yields no face.

use std::io::{Read, Seek, SeekFrom};

/// One face (字体) of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FaceNames {
    /// Which face of a collection; 0 in a plain file.
    pub index: u32,
    /// Family and full names in every language, as written.
    pub names: Vec<String>,
    /// The weight class, 400 is regular and 700 bold.
    pub weight: u16,
    /// Whether it is slanted.
    pub italic: bool,
    /// Whether the weight can be chosen freely (a variable font).
    pub variable: bool,
}

/// The most faces, tables and name records that are looked at.
const FACES_MAX: u32 = 64;
const TABLES_MAX: u16 = 128;
const NAME_BYTES_MAX: u32 = 1 << 18;

/// The faces of one file; none when it is no font.
pub(crate) fn faces(file: &mut (impl Read + Seek)) -> Vec<FaceNames> {
    let starts = match starts(file) {
        Some(starts) => starts,
        None => return Vec::new(),
    };
    let face = |(index, start): (usize, &u32)| face(file, *start, u32::try_from(index).ok()?);
    starts.iter().enumerate().filter_map(face).collect()
}

/// Where each face's table directory begins.
fn starts(file: &mut (impl Read + Seek)) -> Option<Vec<u32>> {
    let head = bytes(file, 0, 12)?;
    if &head[..4] != b"ttcf" {
        return Some(vec![0]);
    }
    let count = u32_at(&head, 8)?.min(FACES_MAX);
    let list = bytes(file, 12, count * 4)?;
    (0..count as usize).map(|i| u32_at(&list, i * 4)).collect()
}

fn face(file: &mut (impl Read + Seek), start: u32, index: u32) -> Option<FaceNames> {
    let head = bytes(file, start, 12)?;
    if !matches!(&head[..4], [0, 1, 0, 0] | b"OTTO" | b"true") {
        return None;
    }
    let tables = u16_at(&head, 4)?.min(TABLES_MAX);
    let directory = bytes(file, start.checked_add(12)?, u32::from(tables) * 16)?;
    let table = |tag: &[u8; 4]| {
        let record = directory.chunks_exact(16).find(|record| &record[..4] == tag)?;
        Some((u32_at(record, 8)?, u32_at(record, 12)?))
    };
    let (offset, length) = table(b"name")?;
    let names = names(&bytes(file, offset, length.min(NAME_BYTES_MAX))?)?;
    let os2 = table(b"OS/2").and_then(|(offset, length)| bytes(file, offset, length.min(78)));
    let weight = os2.as_deref().and_then(|t| u16_at(t, 4)).unwrap_or(400);
    let italic = os2.as_deref().and_then(|t| u16_at(t, 62)).is_some_and(|flags| flags & 1 == 1);
    Some(FaceNames { index, names, weight, italic, variable: table(b"fvar").is_some() })
}

/// Family (1, 16) and full (4) names.
fn names(table: &[u8]) -> Option<Vec<String>> {
    let count = usize::from(u16_at(table, 2)?);
    let storage = usize::from(u16_at(table, 4)?);
    let mut found: Vec<String> = Vec::new();
    for record in table.get(6..)?.chunks_exact(12).take(count) {
        let [platform, id, length, offset] = [0, 6, 8, 10].map(|at| u16_at(record, at).unwrap_or_default());
        if !matches!(id, 1 | 4 | 16) {
            continue;
        }
        let from = storage + usize::from(offset);
        let Some(raw) = table.get(from..from + usize::from(length)) else { continue };
        let name = match platform {
            0 | 3 => utf16(raw),
            1 if raw.is_ascii() => String::from_utf8_lossy(raw).into_owned(),
            _ => continue,
        };
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
    }
    Some(found)
}

fn utf16(raw: &[u8]) -> String {
    let units: Vec<u16> = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn bytes(file: &mut (impl Read + Seek), start: u32, length: u32) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(u64::from(start))).ok()?;
    let mut out = vec![0; length as usize];
    file.read_exact(&mut out).ok()?;
    Some(out)
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).map(|b| u16::from_be_bytes([b[0], b[1]]))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A font of a `name` table only.
    fn small_font(name: &str, id: u16) -> Vec<u8> {
        let text: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let length = u16::try_from(text.len()).expect("short");
        let mut table = Vec::new();
        for word in [0, 1, 18, 3, 1, 0x804, id, length, 0] {
            table.extend(u16::to_be_bytes(word));
        }
        table.extend(&text);
        let mut file = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        file.extend(b"name\0\0\0\0");
        file.extend(u32::to_be_bytes(28));
        file.extend(u32::to_be_bytes(u32::try_from(table.len()).expect("short")));
        file.extend(table);
        file
    }

    #[test]
    fn family_names_are_read_in_any_script() {
        let faces = faces(&mut Cursor::new(small_font("仿宋_GB2312", 1)));
        assert_eq!(faces.len(), 1);
        assert_eq!((faces[0].names.as_slice(), faces[0].weight), (&["仿宋_GB2312".to_owned()][..], 400));
    }

    #[test]
    fn damaged_files_have_no_face() {
        let whole = small_font("黑体", 4);
        for cut in 0..whole.len() {
            assert_eq!(faces(&mut Cursor::new(&whole[..cut])), [], "cut at {cut}");
        }
        let mut endless = b"ttcf\0\x01\0\0".to_vec();
        endless.extend([0xff; 8]);
        assert_eq!(faces(&mut Cursor::new(endless)), []);
    }
}
