//! Embeds every `locales/LANG/*.ftl`, so that a room adds its texts by adding a file.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../locales");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut code = String::new();
    for (constant, language) in [("ZH_CN", "zh-CN"), ("EN", "en")] {
        let folder = root.join(language);
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files: Vec<_> = fs::read_dir(&folder)
            .map(|entries| entries.filter_map(|e| e.ok().map(|e| e.path())).collect())
            .unwrap_or_default();
        files.retain(|path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "ftl"));
        files.sort();
        writeln!(code, "/// Texts of `locales/{language}`: file name and content.").expect("memory");
        writeln!(code, "pub(crate) const {constant}: &[(&str, &str)] = &[").expect("memory");
        for file in files {
            let path = file.canonicalize().expect("it was just listed");
            println!("cargo:rerun-if-changed={}", path.display());
            let name = file.file_name().expect("a file").to_string_lossy().into_owned();
            writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string())
                .expect("memory");
        }
        writeln!(code, "];").expect("memory");
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("texts.rs");
    fs::write(out, code).expect("the build folder is writable");
}
