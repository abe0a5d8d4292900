//! Why a file could not be read, as values, and as diagnostics.

use hengji_diag::{Code, Diagnostic, Place, Text};
use serde::{Deserialize, Serialize};

/// The file is larger than the limit, or would be once unpacked.
pub const TOO_LARGE: Code = Code::new("RD101", "file-too-large");
/// A small file that unpacks into a huge one.
pub const ZIP_BOMB: Code = Code::new("RD102", "zip-bomb");
/// Not an xlsx file, or a damaged one.
pub const NOT_XLSX: Code = Code::new("RD103", "not-a-workbook");
/// The text is in no encoding we read.
pub const BAD_ENCODING: Code = Code::new("RD104", "bad-encoding");
/// A character that no text file holds.
pub const CONTROL_CHARACTER: Code = Code::new("RD105", "control-character");
/// A quoted cell that never ends.
pub const UNCLOSED_QUOTE: Code = Code::new("RD106", "unclosed-quote");
/// The file is empty.
pub const EMPTY_FILE: Code = Code::new("RD107", "empty-file");
/// The reading process failed or took too long.
pub const READER_FAILED: Code = Code::new("RD108", "reader-failed");

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadError {
    /// Zero bytes.
    EmptyFile,
    /// More bytes than allowed.
    FileTooLarge {
        /// Bytes of the file.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// More inflated bytes than allowed.
    InflatesTooLarge {
        /// The part of the archive that went over.
        part: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// Inflates by more than the ratio allowed.
    ZipBomb {
        /// The part of the archive where it showed.
        part: String,
        /// The ratio allowed.
        ratio: u64,
    },
    /// More sheets, rows, cells or parts than allowed.
    TooMany {
        /// Of what.
        what: Counted,
        /// The sheet, where known.
        sheet: String,
        /// How many are allowed.
        limit: u64,
    },
    /// An archive that is not an xlsx, or a damaged one.
    NotXlsx {
        /// What the library says, for the curious.
        detail: String,
    },
    /// The old binary format, or something else with a known signature.
    OtherFormat {
        /// The format's usual name.
        format: String,
    },
    /// Bytes that are no text in the encoding the rest is in.
    BadEncoding {
        /// The line, from 1.
        line: u32,
        /// The encoding tried last.
        encoding: String,
    },
    /// A NUL or another control character.
    ControlCharacter {
        /// The line, from 1.
        line: u32,
        /// The character's code point.
        code: u32,
    },
    /// A quotation mark opens a cell and none closes it.
    UnclosedQuote {
        /// The line where it opens, from 1.
        line: u32,
    },
    /// The child process ended without an answer.
    ReaderFailed {
        /// How it ended.
        detail: String,
    },
    /// The child process was stopped at the deadline.
    ReaderTimedOut {
        /// The deadline in seconds.
        seconds: u64,
    },
}

/// What there was too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counted {
    /// Sheets.
    Sheets,
    /// Rows of a sheet.
    Rows,
    /// Cells.
    Cells,
    /// Parts of the archive.
    Parts,
}

impl ReadError {
    /// The finding about `file`.
    pub fn diagnostic(&self, file: &str) -> Diagnostic {
        let place = Place::file(file);
        match self {
            ReadError::EmptyFile => error(EMPTY_FILE, "workbook-empty-file").at(place),
            ReadError::FileTooLarge { bytes, limit } => Diagnostic::error(
                TOO_LARGE,
                Text::new("workbook-file-too-large").with("size", size(*bytes)).with("limit", size(*limit)),
            )
            .help(Text::new("workbook-file-too-large-help"))
            .at(place),
            ReadError::InflatesTooLarge { part, limit } => Diagnostic::error(
                TOO_LARGE,
                Text::new("workbook-inflates-too-large")
                    .with("part", part.as_str())
                    .with("limit", size(*limit)),
            )
            .help(Text::new("workbook-file-too-large-help"))
            .at(place),
            ReadError::ZipBomb { part, ratio } => Diagnostic::error(
                ZIP_BOMB,
                Text::new("workbook-zip-bomb").with("part", part.as_str()).with("ratio", int(*ratio)),
            )
            .help(Text::new("workbook-zip-bomb-help"))
            .at(place),
            ReadError::TooMany { what, sheet, limit } => {
                let id = match what {
                    Counted::Sheets => "workbook-too-many-sheets",
                    Counted::Rows => "workbook-too-many-rows",
                    Counted::Cells => "workbook-too-many-cells",
                    Counted::Parts => "workbook-too-many-parts",
                };
                let mut place = place;
                if !sheet.is_empty() {
                    place.sheet = Some(sheet.clone());
                }
                Diagnostic::error(TOO_LARGE, Text::new(id).with("limit", int(*limit)))
                    .help(Text::new("workbook-file-too-large-help"))
                    .at(place)
            }
            ReadError::NotXlsx { detail } => {
                Diagnostic::error(NOT_XLSX, Text::new("workbook-not-xlsx").with("detail", detail.as_str()))
                    .help(Text::new("workbook-not-xlsx-help"))
                    .at(place)
            }
            ReadError::OtherFormat { format } => Diagnostic::error(
                NOT_XLSX,
                Text::new("workbook-other-format").with("format", format.as_str()),
            )
            .help(Text::new("workbook-other-format-help"))
            .at(place),
            ReadError::BadEncoding { line, encoding } => Diagnostic::error(
                BAD_ENCODING,
                Text::new("workbook-bad-encoding").with("encoding", encoding.as_str()),
            )
            .help(Text::new("workbook-bad-encoding-help"))
            .at(place.at_line(*line as usize)),
            ReadError::ControlCharacter { line, code } => Diagnostic::error(
                CONTROL_CHARACTER,
                Text::new("workbook-control-character").with("code", format!("U+{code:04X}")),
            )
            .help(Text::new("workbook-control-character-help"))
            .at(place.at_line(*line as usize)),
            ReadError::UnclosedQuote { line } => error(UNCLOSED_QUOTE, "workbook-unclosed-quote")
                .help(Text::new("workbook-unclosed-quote-help"))
                .at(place.at_line(*line as usize)),
            ReadError::ReaderFailed { detail } => Diagnostic::error(
                READER_FAILED,
                Text::new("workbook-reader-failed").with("detail", detail.as_str()),
            )
            .help(Text::new("workbook-reader-failed-help"))
            .at(place),
            ReadError::ReaderTimedOut { seconds } => Diagnostic::error(
                READER_FAILED,
                Text::new("workbook-reader-timed-out").with("seconds", int(*seconds)),
            )
            .help(Text::new("workbook-reader-failed-help"))
            .at(place),
        }
    }
}

fn error(code: Code, id: &'static str) -> Diagnostic {
    Diagnostic::error(code, Text::new(id))
}

fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Bytes in words: `812 KB`, `2.0 GB`; one decimal, rounded down.
pub fn size(bytes: u64) -> String {
    let units = [("GB", 1_u64 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    for (name, unit) in units {
        if bytes >= unit {
            let tenths = u128::from(bytes) * 10 / u128::from(unit);
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}
