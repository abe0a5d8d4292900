//! Times our work and the rivals' in one run; `cargo xtask bench` builds it, runs it and writes docs/benchmarks.md.
//!
//! Prints one line a case, fields separated by tabs: name, goal, median, 99th percentile, runs, note; times in
//! microseconds. A case that cannot be run here says why in its note and has no times.
//!
//! Reading order: [`frame`], [`cases`].

mod cases;
mod frame;

use frame::Bench;
use std::{env, path::PathBuf};

/// What the cases find on this machine.
pub(crate) struct Machine {
    /// The program `hengji`, beside this one.
    pub hengji: PathBuf,
    /// A python with openpyxl, when there is one.
    pub python: Option<PathBuf>,
}

fn main() {
    let here = env::current_exe().unwrap_or_default();
    let hengji = here.with_file_name(format!("hengji{}", env::consts::EXE_SUFFIX));
    let machine = Machine { hengji, python: env::args_os().nth(1).map(PathBuf::from) };
    let mut bench = Bench::new();
    cases::start::run(&mut bench, &machine);
    cases::paper::run(&mut bench);
    cases::sheets::run(&mut bench, &machine);
    cases::package::run(&mut bench, &machine);
}
