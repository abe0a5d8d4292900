//! Why a foreign file cannot be read.

use hengji_diag::{Code, Diagnostic, Text};

/// Why a foreign file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The bytes are no zip archive.
    NotAnArchive,
    /// An old binary Office file, or one with a password: both begin alike.
    OldOrLocked,
    /// The archive is damaged; the reason is the archive reader's.
    Damaged(String),
    /// The archive holds no Word document.
    NoDocument,
    /// It inflates to more than the limit, in bytes.
    TooLarge(u64),
    /// It has more parts or figures than the limit.
    TooMany(usize),
    /// Its elements nest deeper than the limit.
    TooDeep(usize),
    /// It declares a document type, which may pull in other files.
    DocumentType,
    /// A part is not in UTF-8.
    Encoding(String),
    /// A part is not well-formed XML: the part and the reason.
    Markup(String, String),
}

impl ReadError {
    /// The code of this error.
    pub fn code(&self) -> Code {
        match self {
            ReadError::NotAnArchive => Code::new("RD001", "not-an-office-file"),
            ReadError::OldOrLocked => Code::new("RD002", "old-or-locked-file"),
            ReadError::Damaged(_) => Code::new("RD003", "damaged-archive"),
            ReadError::NoDocument => Code::new("RD004", "no-document-inside"),
            ReadError::TooLarge(_) => Code::new("RD005", "inflates-too-far"),
            ReadError::TooMany(_) => Code::new("RD006", "too-many-parts"),
            ReadError::TooDeep(_) => Code::new("RD007", "nested-too-deep"),
            ReadError::DocumentType => Code::new("RD008", "document-type-declared"),
            ReadError::Encoding(_) => Code::new("RD009", "part-not-utf-8"),
            ReadError::Markup(..) => Code::new("RD010", "part-not-well-formed"),
        }
    }

    /// The words for the user.
    pub fn text(&self) -> Text {
        match self {
            ReadError::NotAnArchive => Text::new("reader-not-an-archive"),
            ReadError::OldOrLocked => Text::new("reader-old-or-locked"),
            ReadError::Damaged(reason) => Text::new("reader-damaged").with("reason", reason.clone()),
            ReadError::NoDocument => Text::new("reader-no-document"),
            ReadError::TooLarge(bytes) => {
                Text::new("reader-too-large").with("megabytes", (bytes >> 20).to_string())
            }
            ReadError::TooMany(count) => Text::new("reader-too-many").with("count", count.to_string()),
            ReadError::TooDeep(depth) => Text::new("reader-too-deep").with("depth", depth.to_string()),
            ReadError::DocumentType => Text::new("reader-document-type"),
            ReadError::Encoding(part) => Text::new("reader-encoding").with("part", part.clone()),
            ReadError::Markup(part, reason) => {
                Text::new("reader-markup").with("part", part.clone()).with("reason", reason.clone())
            }
        }
    }

    /// The error as a finding.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.code(), self.text())
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code().code, self.code().name)
    }
}

impl std::error::Error for ReadError {}
