//! Writes a package so that nothing is ever half-written: all to temporary names, then renamed.

use hengji_report::package::{NAMES, PackageFile};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes every file into `folder`, or none. Files of an earlier package that this one does not have are removed,
/// so that an old pdf never lies beside a new docx; anything else in the folder is left alone.
pub fn write_package(folder: &Path, files: &[PackageFile]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut written: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut all = || -> io::Result<()> {
        for file in files {
            let temporary = folder.join(format!(".{}.hengji-tmp", file.name));
            written.push((temporary.clone(), folder.join(file.name)));
            let mut out = File::create(&temporary)?;
            out.write_all(&file.bytes)?;
            out.sync_all()?;
        }
        Ok(())
    };
    let result = all();
    if result.is_err() {
        for (temporary, _) in &written {
            let _ = fs::remove_file(temporary);
        }
        return result;
    }
    for (temporary, name) in &written {
        fs::rename(temporary, name)?;
    }
    for name in NAMES.iter().filter(|name| files.iter().all(|file| file.name != **name)) {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
