//! Fuzz bodies: any bytes in, no panic, and the promises of the readers hold. A stable test runs them over
//! a small corpus; a fuzzer can run them over anything.

use crate::{Limits, Sheet, read_csv, read_xlsx, write_csv};

// Small, so that no input takes long.
fn limits() -> Limits {
    Limits { inflated_bytes: 8 << 20, cells: 200_000, ..Limits::default() }
}

/// Reads bytes as CSV; what can be read is written and read again to the same.
pub fn fuzz_csv(bytes: &[u8]) {
    let Ok(sheet) = read_csv(bytes, &limits()) else { return };
    let rows = texts(&sheet);
    let again = read_csv(&write_csv(&rows), &limits()).expect("our own CSV can be read");
    assert_eq!(texts(&again), rows);
}

/// Reads bytes as xlsx.
pub fn fuzz_xlsx(bytes: &[u8]) {
    if let Ok(book) = read_xlsx(bytes, &limits()) {
        for sheet in &book.sheets {
            let stored: usize = sheet.rows.iter().map(Vec::len).sum();
            assert!(stored <= 200_000, "the limit on cells holds");
        }
    }
}

fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
    sheet.rows.iter().map(|row| row.iter().map(|it| it.text.as_str()).collect()).collect()
}
