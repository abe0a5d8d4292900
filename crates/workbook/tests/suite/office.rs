//! Files as another spreadsheet program writes them.

use hengji_workbook::*;
use std::process::Command;

fn soffice() -> Option<&'static str> {
    ["soffice", "libreoffice"].into_iter().find(|it| Command::new(it).arg("--version").output().is_ok())
}

fn converted(bytes: &[u8], name: &str, to: &str) -> Option<Vec<u8>> {
    let Some(program) = soffice() else {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is missing on a machine that must have it");
        eprintln!("skipped: no LibreOffice here");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join(name);
    std::fs::write(&input, bytes).unwrap();
    let out = folder.path().join("out");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let run = Command::new(program)
        .args([&profile, "--headless", "--convert-to", to, "--outdir"])
        .arg(&out)
        .arg(&input)
        .output()
        .unwrap();
    let made = std::fs::read_dir(&out).ok().and_then(|mut it| it.next()).and_then(Result::ok);
    let made = made.unwrap_or_else(|| panic!("nothing converted: {}", String::from_utf8_lossy(&run.stderr)));
    Some(std::fs::read(made.path()).unwrap())
}

fn sample() -> Vec<u8> {
    let mut sheet = SheetOut::new("项目");
    sheet.push(vec![
        CellOut::text("名称", Style::DataHead).note("项目全称"),
        CellOut::text("金额（万元）", Style::DataHead),
        CellOut::text("日期", Style::DataHead),
        CellOut::text("代码", Style::DataHead),
    ]);
    sheet.push(vec![
        CellOut::text("=1+1 科技“创新”", Style::PlainText),
        CellOut::number("32948.284", Style::Number(2)),
        CellOut::date("2022-09-01", Style::Date),
        CellOut::text("440114000000000123", Style::PlainText),
    ]);
    write_xlsx(&Book { sheets: vec![sheet], title: String::new() }).unwrap()
}

#[test]
fn a_workbook_saved_again_by_libreoffice_reads_the_same() {
    let Some(bytes) = converted(&sample(), "项目.xlsx", "xlsx:Calc MS Excel 2007 XML") else { return };
    let book = read_xlsx(&bytes, &Limits::default()).unwrap();
    let row: Vec<_> = book.sheets[0].rows[1].iter().map(|it| it.text.as_str()).collect();
    assert_eq!(row, ["=1+1 科技“创新”", "32948.284", "2022-09-01", "440114000000000123"]);
}

#[test]
fn a_csv_saved_by_libreoffice_in_gb18030_reads_the_same() {
    // Field separator, quote, character set 34 (GB18030), first line, values as shown.
    let to = "csv:Text - txt - csv (StarCalc):44,34,85,1,,0,false,false";
    let Some(bytes) = converted(&sample(), "项目.xlsx", to) else { return };
    let sheet = read_csv(&bytes, &Limits::default()).unwrap();
    assert_eq!(sheet.encoding, Some(Encoding::Gb18030));
    let row: Vec<_> = sheet.rows[1].iter().map(|it| it.text.as_str()).collect();
    assert_eq!(row, ["=1+1 科技“创新”", "32,948.28", "2022-09-01", "440114000000000123"]);
}
