//! The project's own commands, without dependencies: `cargo xtask test | demo | bench | docs | fonts`.
//!
//! Reading order: [`shell`] (running programs, timing steps), [`system`] (packages of the machine),
//! [`rooms`] (the floors of ARCHITECTURE.md), [`texts`] (both languages), [`docs`] (generated pages),
//! [`test`]; [`sha256`], [`fonts`], [`demo`]; [`bench`].

use std::process::ExitCode;

mod bench;
mod codes;
mod demo;
mod docs;
mod fonts;
mod rooms;
mod sha256;
mod shell;
mod system;
mod test;
mod texts;

const USAGE: &str = "\
cargo xtask COMMAND

  demo            builds Hengji, fetches free Chinese fonts if none are there, reports on the example
  test            every check: packages, format, rooms, texts, clippy, build, tests, generated pages
  rooms           only the dependency test against the table in ARCHITECTURE.md
  texts           only the comparison of the languages in locales/
  codes           only the check that no code of a finding is used twice
  bench           times our work and the rivals' and writes docs/benchmarks.md
  fonts           only fetches free Chinese fonts into the user's data folder
  docs [--check]  writes the generated pages, or says which ones are out of date
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test::run(),
        ["demo"] => demo::run(),
        ["bench"] => bench::run(),
        ["fonts"] => fonts::fetch(),
        ["rooms"] => rooms::check(&shell::root()),
        ["texts"] => texts::check(&shell::root()),
        ["codes"] => codes::check(&shell::root()),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("unknown command: {}\n\n{USAGE}", words.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
