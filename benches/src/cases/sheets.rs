//! A sheet of 100,000 rows and 10 columns, written and read; rivals: bare calamine, openpyxl.

use crate::{
    Machine,
    frame::{Bench, Goal},
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use hengji_workbook::{Book, CellOut, Limits, RowOut, SheetOut, Value, read_xlsx, write_xlsx};
use std::{fs, io::Cursor, path::Path, process::Command};

const ROWS: usize = 100_000;

/// Reads every cell in the way that is fastest for openpyxl.
const OPENPYXL_READ: &str = "
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
cells = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
print(cells)
";

pub(crate) fn run(bench: &mut Bench, machine: &Machine) {
    let book = book();
    bench.case("xlsx: writing 1,000,000 cells", Goal::None, 5, || write_xlsx(&book));
    let Ok(bytes) = write_xlsx(&book) else { return };
    bench.case("xlsx: reading them, with places and checks", Goal::None, 5, || {
        read_xlsx(&bytes, &Limits::default()).is_ok()
    });
    bench.case("rival: bare calamine, cell by cell", Goal::None, 5, || bare_calamine(&bytes));
    openpyxl(bench, machine, &bytes);
}

fn book() -> Book {
    let row = |n: usize| RowOut {
        cells: (0..10)
            .map(|column| match column {
                0 => CellOut { value: Value::Text(format!("编号{n}")), ..CellOut::default() },
                1..=4 => {
                    CellOut { value: Value::Text(format!("第{column}列文字")), ..CellOut::default() }
                }
                _ => CellOut {
                    value: Value::Number(format!("{}.{:02}", n * column, n % 100)),
                    ..CellOut::default()
                },
            })
            .collect(),
        ..RowOut::default()
    };
    let sheet =
        SheetOut { name: "走访".to_owned(), rows: (0..ROWS).map(row).collect(), ..SheetOut::default() };
    Book { sheets: vec![sheet], title: "台账".to_owned() }
}

fn bare_calamine(bytes: &[u8]) -> usize {
    let Ok(mut book) = open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(bytes)) else { return 0 };
    let Some(name) = book.sheet_names().first().cloned() else { return 0 };
    let Ok(mut cells) = book.worksheet_cells_reader(&name) else { return 0 };
    let mut count = 0;
    while let Ok(Some(_)) = cells.next_cell() {
        count += 1;
    }
    count
}

fn openpyxl(bench: &mut Bench, machine: &Machine, bytes: &[u8]) {
    let name = "rival: openpyxl, read only, with its start";
    let Some(python) = &machine.python else {
        return bench.skip(name, Goal::None, "no python with openpyxl");
    };
    let Ok(folder) = tempfile::tempdir() else { return bench.skip(name, Goal::None, "no temporary folder") };
    let file = folder.path().join("rows.xlsx");
    if fs::write(&file, bytes).is_err() || !python_reads(python, &file) {
        return bench.skip(name, Goal::None, "openpyxl cannot read it here");
    }
    bench.case(name, Goal::None, 2, || python_reads(python, &file));
}

fn python_reads(python: &Path, file: &Path) -> bool {
    Command::new(python).arg("-c").arg(OPENPYXL_READ).arg(file).output().is_ok_and(|out| out.status.success())
}
