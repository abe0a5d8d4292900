//! Reading single files and listing folders, within limits and without following links.

use crate::found::{ENCODING_DOUBTFUL, LINK, WRONG_KIND_OF_FILE, error, system, warning};
use crate::opening::Refused;
use hengji_diag::{Diagnostic, Text};
use hengji_workbook::{Limits, ReadError, decode};
use std::fs;
use std::io::Read;
use std::path::Path;

/// The most bytes of a text file (TOML, Markdown).
pub const TEXT_BYTES: u64 = 16 << 20;
/// The most entries that are listed of one folder.
pub const ENTRIES: usize = 20_000;

/// The bytes of a regular file of at most `limit` bytes.
///
/// The size is looked at before anything is read, and not believed: no more than the limit is ever held.
/// A link, a folder, a pipe or a device is refused. `shown` is the name in the finding.
pub fn bytes(path: &Path, shown: &str, limit: u64) -> Result<Vec<u8>, Refused> {
    let refused = |it: std::io::Error| vec![system(shown, &it)];
    let about = fs::symlink_metadata(path).map_err(refused)?;
    if about.file_type().is_symlink() {
        return Err(vec![error(LINK, "dossier-link", shown).help(Text::new("dossier-link-help"))]);
    }
    if !about.is_file() {
        return Err(vec![error(WRONG_KIND_OF_FILE, "dossier-not-a-file", shown)]);
    }
    let too_large = |bytes| vec![ReadError::FileTooLarge { bytes, limit }.diagnostic(shown)];
    if about.len() > limit {
        return Err(too_large(about.len()));
    }
    let file = fs::File::open(path).map_err(refused)?;
    let mut content = Vec::new();
    file.take(limit + 1).read_to_end(&mut content).map_err(refused)?;
    if content.len() as u64 > limit {
        return Err(too_large(content.len() as u64));
    }
    Ok(content)
}

/// The text of a file in UTF-8, UTF-16 or GB18030, without byte order mark.
pub fn text(path: &Path, shown: &str, found: &mut Vec<Diagnostic>) -> Option<String> {
    let content = match bytes(path, shown, TEXT_BYTES) {
        Ok(content) => content,
        Err(findings) => {
            found.extend(findings);
            return None;
        }
    };
    match decode(&content) {
        Ok(decoded) => {
            if decoded.doubtful {
                found.push(doubtful(shown));
            }
            Some(decoded.text)
        }
        Err(refusal) => {
            found.push(refusal.diagnostic(shown));
            None
        }
    }
}

pub(crate) fn doubtful(shown: &str) -> Diagnostic {
    warning(ENCODING_DOUBTFUL, "dossier-encoding-doubtful", shown)
        .help(Text::new("workbook-bad-encoding-help"))
}

/// What lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Whether it is a link.
    pub is_link: bool,
}

impl Entry {
    /// The name without the extension, when it has that extension in whatever case.
    pub fn stem(&self, extension: &str) -> Option<&str> {
        let (stem, found) = self.name.rsplit_once('.')?;
        (!self.is_folder && !stem.is_empty() && found.eq_ignore_ascii_case(extension)).then_some(stem)
    }
}

/// Lists a folder in the order of names; a folder that is not there is empty. Names that begin with a dot or
/// with `~$` (the marks of spreadsheet programs for open files) are passed over.
pub fn list(folder: &Path, shown: &str, found: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let reading = match fs::read_dir(folder) {
        Ok(reading) => reading,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(why) => {
            found.push(system(shown, &why));
            return Vec::new();
        }
    };
    let mut entries = Vec::new();
    for entry in reading.take(ENTRIES + 1) {
        let kind = entry.as_ref().map_err(|it| it.kind()).and_then(|it| it.file_type().map_err(|e| e.kind()));
        let (Ok(entry), Ok(kind)) = (entry, kind) else { continue };
        let Ok(name) = entry.file_name().into_string() else {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push(warning(WRONG_KIND_OF_FILE, "dossier-name-not-text", &format!("{shown}/{name}")));
            continue;
        };
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        entries.push(Entry { name, is_folder: kind.is_dir(), is_link: kind.is_symlink() });
    }
    if entries.len() > ENTRIES {
        let text = Text::new("dossier-too-many-files").with("limit", ENTRIES);
        found.push(Diagnostic::error(WRONG_KIND_OF_FILE, text).at(hengji_diag::Place::file(shown)));
        entries.truncate(ENTRIES);
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

/// The limits on tables of a dossier.
pub fn table_limits() -> Limits {
    Limits::default()
}
