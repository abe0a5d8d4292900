//! `cargo xtask test`: every check, in the order in which a mistake is found soonest.

use crate::{
    codes, docs, rooms,
    shell::{self, Done, Steps},
    system, texts,
};
use std::process::Command;

/// Runs every check and prints how long each took.
pub fn run() -> Done {
    let root = shell::root();
    let mut steps = Steps::new();
    steps.step("packages", system::packages)?;
    steps.step("format", || shell::run(shell::cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("rooms", || rooms::check(&root))?;
    steps.step("texts", || texts::check(&root))?;
    steps.step("codes", || codes::check(&root))?;
    steps.step("example", example)?;
    steps.step("clippy", || {
        shell::run(shell::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    steps.step("build", || shell::run(shell::cargo().args(["test", "--workspace", "--no-run"])))?;
    steps.step("tests", || shell::run(shell::cargo().args(["test", "--workspace", "--no-fail-fast"])))?;
    steps.step("generated pages", docs::check)?;
    steps.print();
    Ok(())
}

/// The example's rows are made by a generator kept beside them; they must still be what it makes.
fn example() -> Done {
    let script = "examples/huadu-2022/generate.py";
    let recent = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"];
    let has_python = Command::new("python3").args(recent).status().is_ok_and(|status| status.success());
    if !has_python || !shell::root().join(script).is_file() {
        println!("left out: it needs Python 3.11");
        return Ok(());
    }
    shell::run(Command::new("python3").args([script, "--check"]).current_dir(shell::root()))
}
