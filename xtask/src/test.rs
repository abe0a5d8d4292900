//! `cargo xtask test`: every check, in the order in which a mistake is found soonest.

use crate::{
    docs, rooms,
    shell::{self, Done, Steps},
    system, texts,
};

/// Runs every check and prints how long each took.
pub fn run() -> Done {
    let root = shell::root();
    let mut steps = Steps::new();
    steps.step("packages", system::packages)?;
    steps.step("format", || shell::run(shell::cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("rooms", || rooms::check(&root))?;
    steps.step("texts", || texts::check(&root))?;
    steps.step("clippy", || {
        shell::run(shell::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    steps.step("build", || shell::run(shell::cargo().args(["test", "--workspace", "--no-run"])))?;
    steps.step("tests", || shell::run(shell::cargo().args(["test", "--workspace", "--no-fail-fast"])))?;
    steps.step("generated pages", docs::check)?;
    steps.print();
    Ok(())
}
