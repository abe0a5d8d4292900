//! Evidence files (佐证材料): what lies under evidence/, with size and SM3.

use crate::files;
use crate::found::{LINK, OUTSIDE, WRONG_KIND_OF_FILE, error, system, warning};
use crate::opening::Refused;
use hengji_diag::{Diagnostic, Place, Text};
use sm3::{Digest, Sm3};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A file under evidence/.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFile {
    /// The name relative to evidence/, with `/` between folders.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SM3 of its content, in hex.
    pub sm3: String,
}

const DEPTH: usize = 16;

/// The names of all files under evidence/, in order. Links are named and not followed.
pub fn names(root: &Path, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut names = Vec::new();
    walk(&root.join("evidence"), "", 0, &mut names, found);
    names.sort();
    names
}

fn walk(folder: &Path, prefix: &str, depth: usize, names: &mut Vec<String>, found: &mut Vec<Diagnostic>) {
    for entry in files::list(folder, &format!("evidence/{prefix}"), found) {
        let name = format!("{prefix}{}", entry.name);
        let shown = format!("evidence/{name}");
        if entry.is_link {
            found.push(warning(LINK, "dossier-link", &shown).help(Text::new("dossier-link-help")));
        } else if !entry.is_folder {
            names.push(name);
        } else if depth < DEPTH {
            walk(&folder.join(&entry.name), &format!("{name}/"), depth + 1, names, found);
        } else {
            found.push(warning(WRONG_KIND_OF_FILE, "dossier-too-deep", &shown));
        }
    }
}

/// Size and SM3 of the files under evidence/, in the order of their names. Files are streamed; none is held
/// in memory.
pub fn files(root: &Path, found: &mut Vec<Diagnostic>) -> Vec<EvidenceFile> {
    let mut list = Vec::new();
    for name in names(root, found) {
        let shown = format!("evidence/{name}");
        match measure(&root.join("evidence").join(&name)) {
            Ok((bytes, sm3)) => list.push(EvidenceFile { name, bytes, sm3 }),
            Err(why) => found.push(system(&shown, &why)),
        }
    }
    list
}

fn measure(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = std::fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut hash = Sm3::new();
    let mut buffer = vec![0_u8; 64 << 10];
    let mut bytes = 0_u64;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hex::encode(hash.finalize())));
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
}

/// The path of an evidence file named in a table.
///
/// Errors: a name that is absolute, goes up, or leads through a link out of the dossier; nothing there.
pub fn resolve(root: &Path, name: &str) -> Result<PathBuf, Refused> {
    let shown = format!("evidence/{name}");
    let outside = || {
        let finding = Diagnostic::error(OUTSIDE, Text::new("dossier-outside").with("name", name))
            .help(Text::new("dossier-outside-help"));
        vec![finding.at(Place::file("evidence")).showing(name)]
    };
    let plain = Path::new(name).components().all(|it| matches!(it, Component::Normal(_)));
    if name.is_empty() || !plain || name.contains('\\') || name.contains(':') {
        return Err(outside());
    }
    let folder = root.join("evidence");
    let path = folder.join(name);
    let real = path.canonicalize().map_err(|it| vec![system(&shown, &it)])?;
    let base = folder.canonicalize().map_err(|it| vec![system("evidence", &it)])?;
    if !real.starts_with(&base) {
        return Err(outside());
    }
    if !real.is_file() {
        return Err(vec![error(WRONG_KIND_OF_FILE, "dossier-not-a-file", &shown)]);
    }
    Ok(real)
}
