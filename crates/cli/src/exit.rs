//! Exit codes, chosen in one place (contracts §7).

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: did what was asked.
    Done,
    /// 1: findings of severity error from `check`, `verify` …, or `--final` refused.
    Findings,
    /// 2: usage, unreadable input, nothing written.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
        })
    }
}
