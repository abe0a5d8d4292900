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

/// An xlsx made by hand around rows of `sheetData`, as no spreadsheet program would write it.
pub(crate) fn crafted(rows: &str) -> Vec<u8> {
    archive(&[("xl/worksheets/sheet1.xml", &sheet_xml(rows))])
}

fn sheet_xml(rows: &str) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let columns = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>";
    format!("<worksheet xmlns=\"{space}\">{columns}<sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!(
        "<workbook xmlns=\"{space}\" xmlns:r=\"{relation}\"><sheets>\
         <sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         </Relationships>"
    );
    let package = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/>\
         </Relationships>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let fixed: [(&str, &[u8]); 3] = [
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    for (name, content) in fixed.iter().chain(parts) {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_refused_before_it_unpacks() {
    let zeros = vec![b' '; 12 << 20];
    let bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    let error = read_xlsx(&bomb, &Limits::default()).unwrap_err();
    assert_eq!(error, ReadError::ZipBomb { part: "xl/worksheets/sheet1.xml".to_owned(), ratio: 200 });
    assert!(said(&error, "档案.xlsx").contains("压缩炸弹"));
    let limits = Limits { inflated_bytes: 1 << 20, ratio: u64::MAX, ..Limits::default() };
    assert!(matches!(read_xlsx(&bomb, &limits), Err(ReadError::InflatesTooLarge { .. })));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_counted_while_it_unpacks() {
    let zeros = vec![b' '; 12 << 20];
    let mut bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
    // The declared size stands in the local head and in the central directory.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let mut at = 0;
    let mut lies = 0;
    while let Some(next) = bomb[at..].windows(4).position(|it| it == size) {
        at += next;
        bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        lies += 1;
    }
    assert!(lies >= 1);
    assert!(read_xlsx(&bomb, &Limits::default()).is_err());
}

#[test]
fn a_far_away_cell_does_not_fill_memory() {
    let row = |n: usize| format!("<row r=\"{n}\"><c r=\"XFD{n}\"><v>1</v></c></row>");
    let rows: String = (1..2000).map(row).collect();
    let error = read_xlsx(&crafted(&rows), &Limits::default()).unwrap_err();
    assert!(matches!(&error, ReadError::TooMany { what: error::Counted::Cells, sheet, .. } if sheet == "表"));
    let far = crafted(&row(2_000_000));
    assert!(read_xlsx(&far, &Limits::default()).is_err());
}

#[test]
fn extreme_and_odd_cells_are_read_as_they_are() {
    let rows = "<row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1e308</v></c><c r=\"B1\"><v>0.1</v></c>\
        <c r=\"C1\" t=\"e\"><v>#REF!</v></c><c r=\"D1\" t=\"b\"><v>1</v></c>\
        <c r=\"E1\" t=\"str\"><f>A1&amp;\"x\"</f><v>甲_x000D_</v></c>\
        <c r=\"F1\"><v>32948.284899999999</v></c><c r=\"G1\"><v>110000220000001000000</v></c>\
        <c r=\"H1\"><v>-0</v></c><c r=\"I1\"><v>4.9e-324</v></c></row>";
    let book = read_xlsx(&crafted(rows), &Limits::default()).unwrap();
    let sheet = &book.sheets[0];
    let shown: Vec<_> = sheet.rows[0].iter().map(|it| (it.text.as_str(), it.kind)).collect();
    use CellKind::*;
    let expected = [
        ("1E+308", Number),
        ("0.1", Number),
        ("#REF!", Error),
        ("TRUE", Bool),
        ("甲\r", Text),
        ("32948.2849", Number),
        ("110000220000001000000", Number),
        ("0", Number),
        ("4.94065645841247E-324", Number),
    ];
    assert_eq!(shown, expected);
    assert_eq!((sheet.hidden_rows.as_slice(), sheet.hidden_columns.as_slice()), (&[0][..], &[1][..]));
}
