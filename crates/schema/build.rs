//! Embeds `schema/*.toml`, `schema/tables/*.toml` and `data/calendar.toml`, so that a table is added by
//! adding a file.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let tables = root.join("schema/tables");
    println!("cargo:rerun-if-changed={}", tables.display());
    let mut files: Vec<_> = fs::read_dir(&tables)
        .map(|entries| entries.filter_map(|e| e.ok().map(|e| e.path())).collect())
        .unwrap_or_default();
    files.retain(|path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut code = String::from("pub(crate) const TABLES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = format!("schema/tables/{}", file.file_name().expect("a file").to_string_lossy());
        let path = file.canonicalize().expect("it was just listed");
        println!("cargo:rerun-if-changed={}", path.display());
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string()).expect("memory");
    }
    code.push_str("];\n");
    for (constant, name) in [
        ("UNITS", "schema/units.toml"),
        ("VOCABULARY", "schema/vocabulary.toml"),
        ("CALENDAR", "data/calendar.toml"),
    ] {
        let path = root.join(name).canonicalize().unwrap_or_else(|e| panic!("{name}: {e}"));
        println!("cargo:rerun-if-changed={}", path.display());
        writeln!(code, "pub(crate) const {constant}: &str = include_str!({:?});", path.display().to_string())
            .expect("memory");
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    fs::write(out, code).expect("the build folder is writable");
}
