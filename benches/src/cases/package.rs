//! The main job on the example, from the start of the program to the last file.

use crate::{
    Machine,
    frame::{Bench, Goal},
};
use std::{path::Path, process::Command};

const EXAMPLE: &str = "examples/huadu-2022";

pub(crate) fn run(bench: &mut Bench, machine: &Machine) {
    let score = ["score", EXAMPLE, "--format", "json"];
    process(bench, machine, "`hengji score`, start and loading included", Goal::None, &score);
    let Ok(out) = tempfile::tempdir() else { return };
    let folder = out.path().join("out");
    let report = ["report", EXAMPLE, "--out", &folder.to_string_lossy()];
    let name = "`hengji report`, the whole package; start, loading and faces included";
    process(bench, machine, name, Goal::ms(1000), &report);
}

fn process(bench: &mut Bench, machine: &Machine, name: &str, goal: Goal, args: &[&str]) {
    if !Path::new(EXAMPLE).is_dir() {
        return bench.skip(name, goal, "the example is not here");
    }
    let work = || Command::new(&machine.hengji).args(args).output();
    match work() {
        Ok(out) if out.status.success() => bench.case(name, goal, 10, work),
        Ok(out) => bench.skip(name, goal, &format!("ended with {}", out.status)),
        Err(why) => bench.skip(name, goal, &why.to_string()),
    }
}
