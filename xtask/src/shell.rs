//! Running programs, and steps with a table of how long each took.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// What a command answers: nothing, or the sentence to print.
pub type Done = Result<(), String>;

/// The root of the repository.
pub fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or(PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or(PathBuf::from("."), Path::to_path_buf)
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root());
    command
}

/// Runs a command with its output shown; fails when it fails.
pub fn run(command: &mut Command) -> Done {
    let words = shown(command);
    println!("$ {words}");
    let status = command.stdin(Stdio::null()).status().map_err(|e| format!("cannot start `{words}`: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{words}` failed ({status})")) }
}

/// Runs a command and returns what it printed; fails when it fails.
pub fn output(command: &mut Command) -> Result<Vec<u8>, String> {
    let words = shown(command);
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cannot start `{words}`: {e}"))?;
    if out.status.success() { Ok(out.stdout) } else { Err(format!("`{words}` failed ({})", out.status)) }
}

/// Whether a program of that name stands on the search path.
pub fn has_program(name: &str) -> bool {
    let Some(path) = env::var_os("PATH") else { return false };
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    if let Some(name) = Path::new(&words[0]).file_name() {
        words[0] = name.to_string_lossy().into_owned();
    }
    words.join(" ")
}

/// A run of named steps.
pub struct Steps {
    taken: Vec<(String, Duration, bool)>,
}

impl Steps {
    /// No step yet.
    pub fn new() -> Steps {
        Steps { taken: Vec::new() }
    }

    /// Takes one step and stops the run, with the table, when it fails.
    pub fn step(&mut self, name: &str, body: impl FnOnce() -> Done) -> Done {
        println!("\n== {name}");
        let start = Instant::now();
        let done = body();
        self.taken.push((name.to_owned(), start.elapsed(), done.is_ok()));
        if done.is_err() {
            self.print();
        }
        done
    }

    /// Prints the table of durations.
    pub fn print(&self) {
        println!("\n{:<24} {:>9}", "step", "seconds");
        let mut total = Duration::ZERO;
        for (name, took, fine) in &self.taken {
            total += *took;
            println!("{name:<24} {:>9}{}", seconds(*took), if *fine { "" } else { "  FAILED" });
        }
        println!("{:<24} {:>9}", "all", seconds(total));
    }
}

/// Seconds with one decimal.
pub fn seconds(took: Duration) -> String {
    format!("{}.{}", took.as_secs(), took.subsec_millis() / 100)
}
