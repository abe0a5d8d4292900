//! Reading a workbook in a process of its own, so that a hostile file can exhaust only that process.
//!
//! The program re-executes itself with a hidden argument. The parent writes the limits and the file to the
//! child's standard input and reads the answer from its standard output. On Linux the child's
//! memory and processor time are limited by `prlimit` where that command is there; a deadline with kill
//! holds everywhere.

use crate::cell::{Limits, Workbook};
use crate::error::ReadError;
use crate::wire;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The hidden argument. A program that uses this room calls [`child_main`] when its first two arguments are
/// this and [`READ_XLSX`].
pub const ARGUMENT: &str = "--hengji-child";
/// The task that follows [`ARGUMENT`].
pub const READ_XLSX: &str = "read-xlsx";

/// How the child is started and bounded.
#[derive(Clone, Debug)]
pub struct Isolation {
    /// The program to start; it must call [`child_main`].
    pub program: PathBuf,
    /// Address space in bytes, where the system lets us bound it.
    pub memory: u64,
    /// Processor seconds, and seconds until the child is killed.
    pub seconds: u64,
    /// Environment variables of the child; it inherits none.
    pub environment: Vec<(String, String)>,
}

impl Isolation {
    /// The running program itself, 2 GB, 60 seconds.
    pub fn current() -> std::io::Result<Isolation> {
        Ok(Isolation {
            program: std::env::current_exe()?,
            memory: 2 << 30,
            seconds: 60,
            environment: Vec::new(),
        })
    }
}

/// Whether the program was started as a child; its `main` then calls [`child_main`] before anything else.
pub fn is_child() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    arguments.next().is_some_and(|it| it == ARGUMENT) && arguments.next().is_some_and(|it| it == READ_XLSX)
}

/// Does the child's work and gives its exit code.
pub fn child_main() -> u8 {
    let mut input = Vec::new();
    let Some(limits) = read_header(&mut std::io::stdin().lock()) else { return 2 };
    let mut stdin = std::io::stdin().lock().take(limits.file_bytes.saturating_add(1));
    if stdin.read_to_end(&mut input).is_err() {
        return 2;
    }
    let Some(answer) = wire::encode(crate::xlsx_in::read_xlsx(&input, &limits)) else { return 2 };
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(&answer).is_ok() && stdout.flush().is_ok();
    if written { 0 } else { 2 }
}

// One line of JSON; read byte by byte, so that nothing behind it is taken.
fn read_header(input: &mut impl Read) -> Option<Limits> {
    let mut line = Vec::new();
    let mut byte = [0_u8];
    while line.len() < 4096 {
        input.read_exact(&mut byte).ok()?;
        if byte[0] == b'\n' {
            return serde_json::from_slice(&line).ok();
        }
        line.push(byte[0]);
    }
    None
}

/// Reads a workbook in a child process.
///
/// Errors: those of [`crate::read_xlsx`], [`ReadError::ReaderTimedOut`] after the deadline, and
/// [`ReadError::ReaderFailed`] when the child ended without an answer, for example for want of memory.
pub fn read_xlsx(bytes: &[u8], limits: &Limits, isolation: &Isolation) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::EmptyFile);
    }
    let length = bytes.len() as u64;
    if length > limits.file_bytes {
        return Err(ReadError::FileTooLarge { bytes: length, limit: limits.file_bytes });
    }
    let failed = |detail: String| ReadError::ReaderFailed { detail };
    let mut child = start(isolation).map_err(|it| failed(it.to_string()))?;
    let result = exchange(&mut child, bytes, limits, isolation);
    if result.is_err() {
        // It may have ended by itself.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|it| failed(it.to_string()))?;
    let answer = result?;
    wire::decode(&answer).unwrap_or_else(|| Err(failed(status.to_string())))
}

fn start(isolation: &Isolation) -> std::io::Result<Child> {
    let mut command = match prlimit() {
        Some(path) => {
            let mut command = Command::new(path);
            command.arg(format!("--as={}", isolation.memory)).arg(format!("--cpu={}", isolation.seconds));
            command.arg("--core=0").arg("--").arg(&isolation.program);
            command
        }
        None => Command::new(&isolation.program),
    };
    command.arg(ARGUMENT).arg(READ_XLSX);
    command.env_clear().envs(isolation.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

fn prlimit() -> Option<&'static str> {
    ["/usr/bin/prlimit", "/bin/prlimit"].into_iter().find(|it| std::path::Path::new(it).exists())
}

// Writing and reading go on at once, else both ends could wait for ever on full pipes.
fn exchange(
    child: &mut Child,
    bytes: &[u8],
    limits: &Limits,
    isolation: &Isolation,
) -> Result<Vec<u8>, ReadError> {
    let no_pipe = || ReadError::ReaderFailed { detail: "pipe".to_owned() };
    let mut stdin = child.stdin.take().ok_or_else(no_pipe)?;
    let mut stdout = child.stdout.take().ok_or_else(no_pipe)?;
    let mut header = serde_json::to_vec(limits).map_err(|_| no_pipe())?;
    header.push(b'\n');
    let (sender, receiver) = mpsc::channel();
    // The answer is bounded too: cells take less than the inflated file and a little for each.
    let bound = limits.inflated_bytes.saturating_mul(8);
    std::thread::spawn(move || {
        let mut answer = Vec::new();
        let read = (&mut stdout).take(bound).read_to_end(&mut answer);
        // The receiver is gone after the deadline.
        let _ = sender.send(read.map(|_| answer));
    });
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that ends early closes the pipe; its answer says why.
            let _ = stdin.write_all(&header).and_then(|()| stdin.write_all(bytes));
            drop(stdin);
        });
        let deadline = Duration::from_secs(isolation.seconds);
        let result = match receiver.recv_timeout(deadline) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(ReadError::ReaderFailed { detail: error.to_string() }),
            Err(_) => Err(ReadError::ReaderTimedOut { seconds: isolation.seconds }),
        };
        if result.is_err() {
            // Frees the writing thread from a full pipe.
            let _ = child.kill();
        }
        result
    })
}
