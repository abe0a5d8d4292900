//! A program that can be started as a reading child; the tests of this room start it.

use std::process::ExitCode;

fn main() -> ExitCode {
    // `hang` and `crash` stand for a file that defeats the reader.
    match std::env::var("HENGJI_TEST_CHILD").as_deref() {
        Ok("hang") => loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        },
        Ok("crash") => std::process::abort(),
        _ if hengji_workbook::isolated::is_child() => ExitCode::from(hengji_workbook::isolated::child_main()),
        _ => ExitCode::from(2),
    }
}
