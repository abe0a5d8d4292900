//! What is refused, and how it is said.

use hengji_diag::{Language, Locale, render};
use hengji_workbook::*;

fn said(error: &ReadError, file: &str) -> String {
    render::plain(&error.diagnostic(file), Locale::of(Language::Chinese))
}

fn csv(bytes: &[u8]) -> Result<Sheet, ReadError> {
    read_csv(bytes, &Limits::default())
}

#[test]
fn encodings_are_told_apart() {
    let text = "编号,名称\n1,暖企走访\n";
    let (gbk, _, _) = encoding_rs::GB18030.encode(text);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    let files = [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (marked(b"\xEF\xBB\xBF", text.as_bytes()), Encoding::Utf8Mark),
        (gbk.into_owned(), Encoding::Gb18030),
        (marked(b"\xFF\xFE", &utf16), Encoding::Utf16Le),
        (marked(b"\xFE\xFF", &big), Encoding::Utf16Be),
    ];
    for (bytes, encoding) in files {
        let sheet = csv(&bytes).unwrap();
        assert_eq!(sheet.encoding, Some(encoding));
        assert_eq!((sheet.text(0, 1), sheet.text(1, 1)), ("名称", "暖企走访"));
    }
}

#[test]
fn a_bad_byte_is_named_by_its_line() {
    let mut bytes = "编号,名称\n1,科技型中小企业入库\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"2,\xFF\xFE\n");
    let error = csv(&bytes).unwrap_err();
    assert_eq!(error, ReadError::BadEncoding { line: 3, encoding: "UTF-8".to_owned() });
    assert!(said(&error, "tables/projects.csv").contains("tables/projects.csv，第 3 行"));
}

#[test]
fn odd_csv_files_are_refused_with_a_line() {
    assert_eq!(csv(b""), Err(ReadError::EmptyFile));
    assert_eq!(csv(b"a,b\n1,\0\n"), Err(ReadError::ControlCharacter { line: 2, code: 0 }));
    assert_eq!(csv(b"a,b\n1,\"x\n2,y\n"), Err(ReadError::UnclosedQuote { line: 2 }));
    assert!(matches!(csv(b"PK\x03\x04...."), Err(ReadError::OtherFormat { .. })));
    let small = Limits { file_bytes: 10, ..Limits::default() };
    let error = read_csv(b"a,b,c,d,e,f", &small).unwrap_err();
    assert_eq!(error, ReadError::FileTooLarge { bytes: 11, limit: 10 });
    let few = Limits { cells: 100, ..Limits::default() };
    assert!(matches!(read_csv(&[b','; 1000], &few), Err(ReadError::TooMany { .. })));
}

#[test]
fn tabs_quotes_and_line_ends_are_understood() {
    let sheet = csv(b"a\tb,c\td\r\n\"x\r\ny\"\t\"say \"\"hi\"\"\"\r\n\r\nz").unwrap();
    let rows: Vec<Vec<&str>> =
        sheet.rows.iter().map(|row| row.iter().map(|it| it.text.as_str()).collect()).collect();
    assert_eq!(rows, [vec!["a", "b,c", "d"], vec!["x\r\ny", "say \"hi\""], vec![], vec!["z"]]);
    assert_eq!(sheet.lines, [1, 2, 4, 5]);
}

#[test]
fn what_is_no_workbook_is_refused() {
    let limits = Limits::default();
    assert_eq!(read_xlsx(b"", &limits), Err(ReadError::EmptyFile));
    let old = read_xlsx(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", &limits).unwrap_err();
    assert!(said(&old, "档案.xls").contains("另存为"));
    let mut sheet = SheetOut::new("a");
    sheet.push(vec![CellOut::text("x", Style::Plain)]);
    let whole = write_xlsx(&Book { sheets: vec![sheet], title: String::new() }).unwrap();
    for cut in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(read_xlsx(&whole[..cut], &limits), Err(ReadError::NotXlsx { .. })), "{cut}");
    }
}
