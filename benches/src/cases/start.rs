//! Cold start: the program from its beginning to its end, with nothing to do.

use crate::{
    Machine,
    frame::{Bench, Goal},
};
use std::process::Command;

const NAME: &str = "cold start: `hengji --version`";

pub(crate) fn run(bench: &mut Bench, machine: &Machine) {
    let start = || Command::new(&machine.hengji).arg("--version").output();
    match start() {
        Ok(out) if out.status.success() => bench.case(NAME, Goal::ms(100), 100, start),
        _ => bench.skip(NAME, Goal::ms(100), "the program did not start"),
    }
}
