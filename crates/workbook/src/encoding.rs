//! Which encoding a text file is in: byte order mark, then UTF-8, then GB18030.

use crate::error::ReadError;
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

/// The encoding a file was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel writes it.
    Utf8Mark,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
}

impl Encoding {
    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 | Encoding::Utf8Mark => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Gb18030 => "GB18030",
        }
    }
}

/// The text of a file with the encoding it was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// The encoding.
    pub encoding: Encoding,
    /// Whether the bytes look more like an encoding we do not read (Big5, Shift_JIS, Windows-1252), so
    /// that the text should be looked at by a person.
    pub doubtful: bool,
}

/// Decodes a text file strictly; nothing is replaced or dropped.
///
/// Errors: [`ReadError::BadEncoding`] with the first line that does not decode.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest, Encoding::Utf8Mark);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, Encoding::Utf16Le);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, Encoding::Utf16Be);
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return utf16(bytes, encoding);
    }
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) {
        return utf8(bytes, Encoding::Utf8);
    }
    gb18030(bytes)
}

fn utf8(bytes: &[u8], encoding: Encoding) -> Result<Decoded, ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: text.to_owned(), encoding, doubtful: false }),
        Err(error) => Err(bad(&bytes[..error.valid_up_to()], encoding)),
    }
}

fn bad(good: &[u8], encoding: Encoding) -> ReadError {
    let lines = good.iter().filter(|it| **it == b'\n').count();
    ReadError::BadEncoding { line: line_number(lines), encoding: encoding.name().to_owned() }
}

fn line_number(newlines: usize) -> u32 {
    u32::try_from(newlines + 1).unwrap_or(u32::MAX)
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Result<Decoded, ReadError> {
    let coder = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
    match coder.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Decoded { text: text.into_owned(), encoding, doubtful: false }),
        None => {
            let (text, _) = coder.decode_without_bom_handling(bytes);
            let lines = text.chars().take_while(|it| *it != '\u{FFFD}').filter(|it| *it == '\n').count();
            Err(ReadError::BadEncoding { line: line_number(lines), encoding: encoding.name().to_owned() })
        }
    }
}

// Some systems export UTF-16 without a mark. Commas, digits and line ends are then each followed (or
// preceded) by a NUL, which no other text encoding has: a third of the first thousand bytes on one side
// and none on the other is beyond chance.
fn unmarked_utf16(bytes: &[u8]) -> Option<Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let nuls = |parity: usize| head.iter().skip(parity).step_by(2).filter(|it| **it == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let enough = (head.len() / 16).max(2);
    match (even, odd) {
        (0, odd) if odd >= enough => Some(Encoding::Utf16Le),
        (even, 0) if even >= enough => Some(Encoding::Utf16Be),
        _ => None,
    }
}

// A UTF-8 file with a few bad bytes often decodes as GB18030 without an error, into nonsense. Valid
// three-byte sequences in number are proof of UTF-8: GBK text of that length has almost none.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                good += text.chars().filter(|it| it.len_utf8() >= 3).count();
                break;
            }
            Err(error) => {
                let valid = &rest[..error.valid_up_to()];
                let text = std::str::from_utf8(valid).unwrap_or("");
                good += text.chars().filter(|it| it.len_utf8() >= 3).count();
                bad += 1;
                let step = error.valid_up_to() + error.error_len().unwrap_or(1);
                rest = rest.get(step..).unwrap_or(&[]);
            }
        }
    }
    good >= 8 && bad * 3 <= good
}

fn gb18030(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(bytes.len()).min(bytes.len() * 2 + 16));
    let mut read = 0;
    loop {
        let (result, used) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += used;
        match result {
            encoding_rs::DecoderResult::InputEmpty => break,
            encoding_rs::DecoderResult::OutputFull => text.reserve(bytes.len() - read + 64),
            encoding_rs::DecoderResult::Malformed(..) => {
                return Err(bad(&bytes[..read.saturating_sub(1)], Encoding::Gb18030));
            }
        }
    }
    let doubtful = looks_foreign(bytes);
    Ok(Decoded { text, encoding: Encoding::Gb18030, doubtful })
}

fn looks_foreign(bytes: &[u8]) -> bool {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(64 << 10)], true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    guess != encoding_rs::GBK && guess != GB18030
}
