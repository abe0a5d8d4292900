//! Codes of this room, and the short way to its findings.

use hengji_diag::{Code, Diagnostic, Place, Text};

/// Nothing lies at that path.
pub const NO_SUCH_PATH: Code = Code::new("DS101", "no-such-path");
/// The folder or workbook is no dossier.
pub const NOT_A_DOSSIER: Code = Code::new("DS102", "not-a-dossier");
/// A folder where a file should be, or the reverse, or something that is neither.
pub const WRONG_KIND_OF_FILE: Code = Code::new("DS103", "wrong-kind-of-file");
/// The system refused to read or write.
pub const SYSTEM: Code = Code::new("DS104", "system-refused");
/// A link, which is not followed.
pub const LINK: Code = Code::new("DS105", "link-not-followed");
/// A file in a place where it is not read.
pub const NOT_READ: Code = Code::new("DS106", "file-not-read");
/// A text that looks like an encoding that we do not read.
pub const ENCODING_DOUBTFUL: Code = Code::new("DS107", "encoding-doubtful");
/// A name of an evidence file that leads out of the dossier.
pub const OUTSIDE: Code = Code::new("DS108", "outside-the-dossier");
/// Something is there already that would be overwritten.
pub const EXISTS: Code = Code::new("DS109", "already-there");
/// Hidden rows or columns of a sheet were read.
pub const HIDDEN: Code = Code::new("DS110", "hidden-rows-read");
/// Something could not be put into the workbook.
pub const LEFT_OUT: Code = Code::new("DS111", "left-out");
/// A sheet of settings that says what it must not.
pub const SETTINGS: Code = Code::new("DS112", "settings-sheet");

/// A finding about a file that the system would not read or write.
pub fn system(file: &str, error: &std::io::Error) -> Diagnostic {
    let text = Text::new("dossier-system").with("detail", error.to_string());
    Diagnostic::error(SYSTEM, text).at(Place::file(file))
}

pub(crate) fn error(code: Code, id: &'static str, file: &str) -> Diagnostic {
    Diagnostic::error(code, Text::new(id)).at(Place::file(file))
}

pub(crate) fn warning(code: Code, id: &'static str, file: &str) -> Diagnostic {
    Diagnostic::warning(code, Text::new(id)).at(Place::file(file))
}

pub(crate) fn info(code: Code, id: &'static str, file: &str) -> Diagnostic {
    Diagnostic::info(code, Text::new(id)).at(Place::file(file))
}
