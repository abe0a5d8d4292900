//! Embeds `packs/*/pack.toml`.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../packs");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut folders: Vec<_> = fs::read_dir(&root)
        .map(|all| all.filter_map(|e| e.ok().map(|e| e.path())).collect())
        .unwrap_or_default();
    folders.sort();
    let mut code =
        String::from("/// Packs of the project: name and text.\nconst EMBEDDED: &[(&str, &str)] = &[\n");
    for folder in folders {
        let file = folder.join("pack.toml");
        let Ok(path) = file.canonicalize() else { continue };
        println!("cargo:rerun-if-changed={}", path.display());
        let name = folder.file_name().expect("a folder").to_string_lossy().into_owned();
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string()).expect("memory");
    }
    code.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("packs.rs");
    fs::write(out, code).expect("the build folder is writable");
}
