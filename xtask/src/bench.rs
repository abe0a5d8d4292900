//! `cargo xtask bench`: builds for release, runs every case with its rivals, writes docs/benchmarks.md.

use crate::shell::{self, Done};
use std::{fs, path::PathBuf, process::Command};

const PAGE: &str = "docs/benchmarks.md";

/// Runs the cases and writes the page.
pub fn run() -> Done {
    shell::run(shell::cargo().args([
        "build",
        "--release",
        "--package",
        "hengji-cli",
        "--package",
        "hengji-benches",
    ]))?;
    let python = rival_python();
    // The program just built: `cargo run` of one package alone would build the libraries again with other features.
    let mut bench = Command::new(target().join("release/hengji-bench"));
    let lines = shell::output(bench.current_dir(shell::root()).args(&python))?;
    let lines = String::from_utf8_lossy(&lines);
    let page = page(&lines, &machine(python.as_ref()));
    let path = shell::root().join(PAGE);
    fs::create_dir_all(shell::root().join("docs")).map_err(|e| e.to_string())?;
    fs::write(&path, &page).map_err(|e| format!("{PAGE}: {e}"))?;
    println!("{page}\nwritten to {PAGE}");
    Ok(())
}

/// Where cargo puts what it builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), PathBuf::from)
}

/// A python of its own with openpyxl; without it that rival is left out.
fn rival_python() -> Option<PathBuf> {
    let folder = shell::root().join("target/rivals");
    let python = folder.join("bin/python");
    let ready = || shell::output(Command::new(&python).args(["-c", "import openpyxl"])).is_ok();
    if python.is_file() && ready() {
        return Some(python);
    }
    let made = shell::run(Command::new("python3").args(["-m", "venv"]).arg(&folder)).and_then(|()| {
        shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "openpyxl==3.1.5"]))
    });
    match made {
        Ok(()) => Some(python),
        Err(why) => {
            println!("openpyxl is left out: {why}");
            None
        }
    }
}

/// What the machine is and which versions ran.
fn machine(python: Option<&PathBuf>) -> Vec<(&'static str, String)> {
    let said = |program: &str, args: &[&str]| {
        let out = Command::new(program).args(args).output().ok()?;
        Some(String::from_utf8_lossy(&out.stdout).lines().next()?.trim().to_owned())
    };
    let line = |file: &str, key: &str| {
        let content = fs::read_to_string(file).ok()?;
        let line = content.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or_else(|_| "?".to_owned(), |n| n.to_string());
    let processor = line("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let mut facts = vec![
        ("processor", format!("{processor}, {cores} cores")),
        ("memory", line("/proc/meminfo", "MemTotal").unwrap_or_default()),
        ("compiler", said("rustc", &["--version"]).unwrap_or_default()),
    ];
    facts.extend(said("soffice", &["--version"]).map(|v| ("LibreOffice", v)));
    let openpyxl = "import openpyxl, sys; print(openpyxl.__version__, 'on Python', sys.version.split()[0])";
    facts.extend(python.and_then(|p| said(&p.to_string_lossy(), &["-c", openpyxl])).map(|v| ("openpyxl", v)));
    facts
}

fn page(lines: &str, machine: &[(&str, String)]) -> String {
    let mut page = "# Benchmarks\n\nWritten by `cargo xtask bench`: release build, every case and its rivals in one run, median and 99th percentile.\nCases with fewer than 100 runs show their slowest run as the 99th percentile.\n\n".to_owned();
    for (what, fact) in machine {
        page.push_str(&format!("- {what}: {fact}\n"));
    }
    page.push_str("\n| case | goal | median | 99th percentile | runs | |\n|---|---|---|---|---|---|\n");
    for line in lines.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, goal, median, p99, runs, note] = fields.as_slice() else { continue };
        let verdict = match (goal.parse::<u64>(), median.parse::<u64>()) {
            (Ok(goal), Ok(median)) if median < goal => "holds",
            (Ok(_), Ok(_)) => "**misses**",
            _ => note,
        };
        let goal = if goal.is_empty() { String::new() } else { format!("< {}", time(goal)) };
        page.push_str(&format!(
            "| {name} | {goal} | {} | {} | {runs} | {verdict} |\n",
            time(median),
            time(p99)
        ));
    }
    page
}

/// Microseconds in the unit that reads best.
fn time(microseconds: &str) -> String {
    match microseconds.parse::<u64>() {
        Err(_) => String::new(),
        Ok(us) if us < 1_000 => format!("{us} µs"),
        Ok(us) if us < 10_000 => format!("{}.{:02} ms", us / 1_000, us % 1_000 / 10),
        Ok(us) if us < 1_000_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        Ok(us) => format!("{}.{:02} s", us / 1_000_000, us % 1_000_000 / 10_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_a_table() {
        let lines = "case\tgoal\tmedian\tp99\truns\tnote\na\t5000\t4210\t9999\t100\t\nb\t\t1234567\t2000000\t3\t\nc\t5\t6\t7\t1\t\nd\t5\t\t\t\tnot here\n";
        let page = page(lines, &[("processor", "x".to_owned())]);
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
        assert_eq!(
            rows,
            [
                "| a | < 5.00 ms | 4.21 ms | 9.99 ms | 100 | holds |",
                "| b |  | 1.23 s | 2.00 s | 3 |  |",
                "| c | < 5 µs | 6 µs | 7 µs | 1 | **misses** |",
                "| d | < 5 µs |  |  |  | not here |",
            ]
        );
    }
}
