//! `cargo xtask demo`: from a fresh clone to the filing package of the example.

use crate::{
    fonts,
    shell::{self, Done, Steps},
};
use std::{fs, path::Path};

const EXAMPLE: &str = "examples/huadu-2022";
const OUT: &str = "out";

/// Builds Hengji, fetches free fonts if none are there, runs the main job on the example.
pub fn run() -> Done {
    let mut steps = Steps::new();
    steps.step("fonts", || {
        // Without fonts the pdf is left out and everything else still comes.
        if let Err(why) = fonts::fetch() {
            println!("{why}\nThe package will come without pdf.");
        }
        Ok(())
    })?;
    let build = ["build", "--profile", "demo", "--package", "hengji-cli"];
    steps.step("build", || shell::run(shell::cargo().args(build)))?;
    let report = ["run", "--quiet", "--profile", "demo", "--package", "hengji-cli", "--"];
    steps
        .step("report", || shell::run(shell::cargo().args(report).args(["report", EXAMPLE, "--out", OUT])))?;
    steps.print();
    show(&shell::root().join(OUT))
}

fn show(folder: &Path) -> Done {
    let mut files: Vec<(String, u64)> = fs::read_dir(folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .filter_map(Result::ok)
        .filter_map(|e| Some((e.file_name().to_string_lossy().into_owned(), e.metadata().ok()?.len())))
        .collect();
    files.sort();
    println!("\n报送材料在 / the filing package lies in {}", folder.display());
    for (name, bytes) in files {
        println!("{:>7} kB  {name}", bytes.div_ceil(1000));
    }
    Ok(())
}
