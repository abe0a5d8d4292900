//! Embeds the rule books and packs of the repository.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let mut out = String::new();
    writeln!(out, "pub(crate) const BOOKS: &[(&str, &str)] = &[").expect("a string grows");
    for path in sorted(&root.join("rulebooks")) {
        if path.extension().is_some_and(|it| it == "toml") {
            entry(&mut out, &format!("rulebooks/{}", name(&path)), &path);
        }
    }
    writeln!(out, "];\npub(crate) const PACKS: &[(&str, &[(&str, &str)])] = &[").expect("a string grows");
    for folder in sorted(&root.join("packs")).into_iter().filter(|it| it.is_dir()) {
        println!("cargo:rerun-if-changed={}", folder.display());
        writeln!(out, "({:?}, &[", name(&folder)).expect("a string grows");
        let mut files = sorted(&folder);
        files.retain(|it| it.extension().is_some_and(|it| it == "toml"));
        // pack.toml first: findings about the whole pack stand there.
        files.sort_by_key(|it| name(it) != "pack.toml");
        for path in files {
            entry(&mut out, &format!("packs/{}/{}", name(&folder), name(&path)), &path);
        }
        writeln!(out, "]),").expect("a string grows");
    }
    writeln!(out, "];").expect("a string grows");
    let to = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    fs::write(to, out).expect("the build folder can be written");
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}

fn entry(out: &mut String, shown: &str, path: &Path) {
    println!("cargo:rerun-if-changed={}", path.display());
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    writeln!(out, "({shown:?}, include_str!({:?})),", full.display().to_string()).expect("a string grows");
}
