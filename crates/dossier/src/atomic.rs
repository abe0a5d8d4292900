//! Writing so that what is at a name is always whole: the old, or the new.

use crate::found::{EXISTS, error, system};
use crate::opening::Refused;
use hengji_diag::Text;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// Writes a file: to a temporary name beside it, flushed to the disk, then renamed over it.
///
/// Errors: the system refuses; the old file is then untouched and the temporary one removed.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), Refused> {
    let shown = path.display().to_string();
    let folder = parent(path);
    let result = fs::create_dir_all(&folder).and_then(|()| {
        let temporary = free_sibling(path)?;
        let written = put(&temporary, content).and_then(|()| fs::rename(&temporary, path));
        if written.is_err() {
            // What failed is reported; a leftover is only untidy.
            let _ = fs::remove_file(&temporary);
        }
        written
    });
    result.map_err(|it| vec![system(&shown, &it)])?;
    flush_folder(&folder);
    Ok(())
}

fn put(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder.to_owned(),
        None => PathBuf::from("."),
    }
}

// Renames are on the disk only once their folder is. Not every system can; then they are when it likes.
fn flush_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

// `.NAME.hengji-0`: in the same folder, because only there a rename is one step.
fn free_sibling(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::other("no file name"))?.to_string_lossy();
    for number in 0..1000 {
        let sibling = parent(path).join(format!(".{name}.hengji-{number}"));
        if fs::symlink_metadata(&sibling).is_err() {
            return Ok(sibling);
        }
    }
    Err(io::Error::other("too many temporary files"))
}

/// Creates a folder with files (names relative to it, `/` between folders) that appears whole or not at all.
///
/// Errors: the place is taken by anything but an empty folder; the system refuses.
pub fn new_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Refused> {
    let shown = folder.display().to_string();
    let taken = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => fs::symlink_metadata(folder).is_ok(),
    };
    if taken {
        return Err(vec![error(EXISTS, "dossier-exists", &shown).help(Text::new("dossier-exists-help"))]);
    }
    let filled = fs::create_dir_all(parent(folder)).and_then(|()| fill_sibling(folder, files));
    let temporary = filled.map_err(|it| vec![system(&shown, &it)])?;
    // A rename onto an empty folder is one step on Unix and refused on Windows.
    let _ = fs::remove_dir(folder);
    fs::rename(&temporary, folder).map_err(|it| {
        let _ = fs::remove_dir_all(&temporary);
        vec![system(&shown, &it)]
    })?;
    flush_folder(&parent(folder));
    Ok(())
}

fn fill_sibling(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<PathBuf> {
    let temporary = free_sibling(folder)?;
    fs::create_dir(&temporary)?;
    let filled = files.iter().try_for_each(|(name, content)| {
        let path = inside(&temporary, name)?;
        fs::create_dir_all(parent(&path))?;
        put(&path, content)
    });
    match filled {
        Ok(()) => {
            flush_folder(&temporary);
            Ok(temporary)
        }
        Err(why) => {
            let _ = fs::remove_dir_all(&temporary);
            Err(why)
        }
    }
}

// Names come from sheets and settings; none may lead out of the folder.
fn inside(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let plain = Path::new(name).components().all(|it| matches!(it, Component::Normal(_)));
    if name.is_empty() || !plain || name.contains('\\') {
        return Err(io::Error::other(format!("{name:?} leads out of the folder")));
    }
    Ok(folder.join(name))
}

/// Writes a package of files (自评材料包) in place of an earlier one, whole.
///
/// The new package is filled beside its place and flushed; then the old folder is moved aside, the new one
/// renamed into its place, and the old one removed. What lay in the old folder and is neither in the new
/// package nor in `stale` (the names that an earlier package had) belongs to somebody else and is carried
/// over. When the rename fails, the old folder is put back.
///
/// Errors: the place is taken by something that is no folder; the system refuses.
pub fn write_package(folder: &Path, files: &[(String, Vec<u8>)], stale: &[String]) -> Result<(), Refused> {
    if !fs::symlink_metadata(folder).is_ok_and(|it| it.is_dir()) {
        return new_folder(folder, files);
    }
    let shown = folder.display().to_string();
    let refused = |it: io::Error| vec![system(&shown, &it)];
    let temporary = fill_sibling(folder, files).map_err(refused)?;
    let old = free_sibling(folder).map_err(refused)?;
    let swapped = fs::rename(folder, &old).and_then(|()| {
        fs::rename(&temporary, folder).inspect_err(|_| {
            // Back to where it was.
            let _ = fs::rename(&old, folder);
        })
    });
    if let Err(why) = swapped {
        let _ = fs::remove_dir_all(&temporary);
        return Err(refused(why));
    }
    carry_over(&old, folder, files, stale).map_err(refused)?;
    flush_folder(&parent(folder));
    Ok(())
}

fn carry_over(old: &Path, new: &Path, files: &[(String, Vec<u8>)], stale: &[String]) -> io::Result<()> {
    for entry in fs::read_dir(old)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours =
            files.iter().any(|(it, _)| it.split('/').next() == Some(name.as_str())) || stale.contains(&name);
        if !ours {
            fs::rename(entry.path(), new.join(entry.file_name()))?;
        }
    }
    fs::remove_dir_all(old)
}
