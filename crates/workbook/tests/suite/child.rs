//! The reading child: same answer as in-process, and no harm from one that crashes or hangs.

use hengji_workbook::isolated::{self, Isolation};
use hengji_workbook::*;
use std::path::PathBuf;

// Cargo builds examples beside the test binaries: target/debug/examples.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(|it| it.parent()).unwrap();
    folder.join("examples").join(format!("reading_child{}", std::env::consts::EXE_SUFFIX))
}

fn isolation(seconds: u64) -> Isolation {
    Isolation { program: program(), memory: 2 << 30, seconds, environment: Vec::new() }
}

fn acting(how: &str, seconds: u64) -> Isolation {
    let environment = vec![("HENGJI_TEST_CHILD".to_owned(), how.to_owned())];
    Isolation { environment, ..isolation(seconds) }
}

fn sample(rows: usize) -> Vec<u8> {
    let mut sheet = SheetOut::new("支付");
    for row in 0..rows {
        sheet.push(vec![
            CellOut::text(format!("凭证{row}"), Style::Text),
            CellOut::number(format!("{row}.25"), Style::Number(2)),
            CellOut::date("2022-03-05", Style::Date),
        ]);
    }
    write_xlsx(&Book { sheets: vec![sheet], title: String::new() }).unwrap()
}

#[test]
fn the_child_gives_the_same_answer() {
    let limits = Limits::default();
    let bytes = sample(20_000);
    let here = read_xlsx(&bytes, &limits);
    assert_eq!(isolated::read_xlsx(&bytes, &limits, &isolation(60)), here);
    assert!(here.is_ok());
    let broken = &bytes[..bytes.len() / 2];
    assert_eq!(isolated::read_xlsx(broken, &limits, &isolation(60)), read_xlsx(broken, &limits));
}

#[test]
fn a_crash_and_a_hang_are_said() {
    let limits = Limits::default();
    let bytes = sample(10);
    let crashed = isolated::read_xlsx(&bytes, &limits, &acting("crash", 60));
    assert!(matches!(crashed, Err(ReadError::ReaderFailed { .. })), "{crashed:?}");
    let hung = isolated::read_xlsx(&bytes, &limits, &acting("hang", 1));
    assert_eq!(hung, Err(ReadError::ReaderTimedOut { seconds: 1 }));
    // More than a pipe holds: the writing end must not wait for ever either.
    let large = [bytes, vec![0_u8; 1 << 20]].concat();
    let hung = isolated::read_xlsx(&large, &limits, &acting("hang", 1));
    assert_eq!(hung, Err(ReadError::ReaderTimedOut { seconds: 1 }));
}

// Some sandboxes accept the limit and do not hold anybody to it.
fn system_bounds_memory() -> bool {
    let run =
        std::process::Command::new("/usr/bin/prlimit").args(["--as=1000000", "--", "/bin/true"]).output();
    run.is_ok_and(|it| !it.status.success())
}

#[test]
fn memory_is_bounded_where_the_system_can() {
    if !system_bounds_memory() {
        eprintln!("skipped: this system does not bound the memory of a process");
        return;
    }
    let little = Isolation { memory: 24 << 20, ..isolation(60) };
    let answer = isolated::read_xlsx(&sample(150_000), &Limits::default(), &little);
    assert!(matches!(answer, Err(ReadError::ReaderFailed { .. })), "{:?}", answer.map(|_| ()));
}
