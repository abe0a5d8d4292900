//! The docx reader on small documents written out as XML, and on hostile ones.

use hengji_reader::{DocxFigures, Limits, ReadError, read_figures, read_figures_within};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> Vec<u8> {
    let xml = format!(
        "<w:document xmlns:w=\"{W}\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>{body}</w:body></w:document>"
    );
    zipped(&[("word/document.xml", xml.as_bytes())])
}

/// A document as lines: each paragraph, then each figure as `id(tag/bookmark) text @paragraph:start-end`.
fn seen(found: &DocxFigures) -> String {
    let mut out = String::new();
    for it in &found.paragraphs {
        out.push_str(&format!("{:?} {}\n", it.spot, it.text));
    }
    for it in &found.figures {
        let mark = |it: &Option<String>| it.clone().unwrap_or("-".to_owned());
        out.push_str(&format!(
            "{} / {}: {} @{}:{}-{}\n",
            mark(&it.tag),
            mark(&it.bookmark),
            it.text,
            it.paragraph,
            it.start,
            it.end
        ));
    }
    out
}

fn read(body: &str) -> String {
    seen(&read_figures(&document(body)).unwrap())
}

const CONTROL: &str = "<w:sdt><w:sdtPr><w:tag w:val=\"hj:aa\"/></w:sdtPr><w:sdtContent>\
    <w:bookmarkStart w:id=\"1\" w:name=\"hj_aa\"/><w:r><w:t>12</w:t></w:r><w:r><w:t>个</w:t></w:r>\
    <w:bookmarkEnd w:id=\"1\"/></w:sdtContent></w:sdt>";

#[test]
fn a_control_with_its_bookmark_is_one_figure() {
    let body = format!("<w:p><w:r><w:t>共有</w:t></w:r>{CONTROL}<w:r><w:t>。</w:t></w:r></w:p>");
    assert_eq!(read(&body), "Running 共有12个。\naa / aa: 12个 @0:2-5\n");
}

#[test]
fn without_the_control_the_bookmark_marks_the_figure() {
    let body = "<w:p><w:r><w:t>共</w:t></w:r><w:bookmarkStart w:id=\"7\" w:name=\"hj_aa_2\"/>\
        <w:r><w:t>12</w:t></w:r><w:bookmarkEnd w:id=\"7\"/></w:p>";
    assert_eq!(read(body), "Running 共12\n- / aa: 12 @0:1-3\n");
}

#[test]
fn a_bookmark_around_the_control_is_the_same_figure() {
    let body = "<w:p><w:bookmarkStart w:id=\"7\" w:name=\"hj_aa\"/><w:sdt><w:sdtPr><w:tag w:val=\"hj:aa\"/></w:sdtPr>\
        <w:sdtContent><w:r><w:t>12</w:t></w:r></w:sdtContent></w:sdt><w:bookmarkEnd w:id=\"7\"/></w:p>";
    assert_eq!(read(body), "Running 12\naa / aa: 12 @0:0-2\n");
}

#[test]
fn content_moved_into_another_control_shows_both_ids() {
    let body = CONTROL.replace("hj_aa", "hj_bb");
    assert_eq!(read(&format!("<w:p>{body}</w:p>")), "Running 12个\naa / bb: 12个 @0:0-3\n");
}

#[test]
fn insertions_count_and_deletions_do_not() {
    let body = "<w:p><w:r><w:t>完成</w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>9</w:delText><w:t>9</w:t></w:r></w:del>\
        <w:ins w:id=\"2\"><w:r><w:t>8</w:t></w:r></w:ins><w:moveFrom w:id=\"3\"><w:r><w:t>移走</w:t></w:r></w:moveFrom>\
        <w:r><w:t>家</w:t></w:r></w:p>";
    assert_eq!(read(body), "Running 完成8家\n");
}

#[test]
fn tables_text_boxes_and_fallbacks_keep_their_order() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>前</w:t><w:tab/><w:t>后</w:t><w:br/></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>尾</w:t></w:r></w:p>";
    let expected = "Running 前\t后\n\nCell { table: 1, row: 1, cell: 1 } 甲\nCell { table: 1, row: 1, cell: 2 } 乙\n\
        Running \nRunning 框\nRunning 尾\n";
    assert_eq!(read(body), expected);
}

#[test]
fn the_proof_is_found_whatever_its_part_is_called() {
    let proof = "<?xml version=\"1.0\"?><p:proof xmlns:p=\"urn:hengji:proof:1\">{&quot;a&quot;:&#49;}<![CDATA[ ]]></p:proof>";
    let other = "<b:Sources xmlns:b=\"urn:other\"><b:x/></b:Sources>";
    let document = format!("<w:document xmlns:w=\"{W}\"/>");
    let bytes = zipped(&[
        ("word/document.xml", document.as_bytes()),
        ("customXml/item7.xml", proof.as_bytes()),
        ("customXml/item1.xml", other.as_bytes()),
        ("customXml/broken.xml", b"<a"),
    ]);
    assert_eq!(read_figures(&bytes).unwrap().proofs, ["{\"a\":1} "]);
}

#[test]
fn files_that_are_no_docx_are_named_for_what_they_are() {
    let error = |bytes: &[u8]| read_figures(bytes).unwrap_err().code().code;
    assert_eq!(error(b"plain text"), "RD001");
    assert_eq!(error(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]), "RD002");
    assert_eq!(error(b"PK\x03\x04 cut off"), "RD003");
    assert_eq!(error(&zipped(&[("a.txt", b"")])), "RD004");
    assert_eq!(error(&document(&"<w:sdt>".repeat(300))), "RD007");
    assert_eq!(error(&document("<w:p>")), "RD010");
    assert_eq!(error(&document("<w:p>&other;</w:p>")), "RD010");
    assert_eq!(error(&zipped(&[("word/document.xml", &[0xFF, 0xFE, 0x00])])), "RD009");
    let entity = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    assert_eq!(error(&zipped(&[("word/document.xml", entity.as_bytes())])), "RD008");
}

#[test]
fn a_bomb_is_stopped_while_it_inflates() {
    let bomb = zipped(&[("word/document.xml", &vec![b' '; 8 << 20])]);
    assert!(bomb.len() < 100_000);
    assert!(matches!(read_figures(&bomb), Err(ReadError::TooLarge(_))));
    let tight = Limits { inflated: 10, ..Limits::default() };
    assert_eq!(read_figures_within(&document("<w:p/>"), tight), Err(ReadError::TooLarge(10)));
    let two = Limits { figures: 2, ..Limits::default() };
    let body = format!("<w:p>{}</w:p>", CONTROL.repeat(3));
    assert_eq!(read_figures_within(&document(&body), two), Err(ReadError::TooMany(2)));
}

#[test]
fn many_figures_inside_each_other_cost_no_more_than_their_marks() {
    let open: String =
        (0..20_000).map(|n| format!("<w:bookmarkStart w:id=\"{n}\" w:name=\"hj_{n}\"/>")).collect();
    let close: String = (0..20_000).map(|n| format!("<w:bookmarkEnd w:id=\"{n}\"/>")).collect();
    let text = "字".repeat(20_000);
    let body = format!("<w:p><w:r><w:t>{text}</w:t></w:r>{open}<w:r><w:t>{text}</w:t></w:r>{close}</w:p>");
    let found = read_figures(&document(&body)).unwrap();
    assert_eq!((found.figures.len(), found.figures[9].start), (20_000, 20_000));
}

const SAVED_BY_LIBREOFFICE: &[u8] = include_bytes!("../corpus/libreoffice.docx");

#[test]
fn a_report_saved_by_libreoffice_keeps_its_figures() {
    let found = read_figures(SAVED_BY_LIBREOFFICE).unwrap();
    let figures: Vec<String> = found
        .figures
        .iter()
        .map(|it| format!("{} {} in {:?}", it.id(), it.text, found.paragraphs[it.paragraph].spot))
        .collect();
    let cell = |row, cell| format!("Cell {{ table: 1, row: {row}, cell: {cell} }}");
    let expected = [
        "b47a1bc005fe 12个 in Running".to_owned(),
        "1d85cb60385c 37,796.38万元 in Running".to_owned(),
        format!("36496d957e6e 32,323.14 in {}", cell(3, 4)),
        format!("b6dd7e3cb01c 23.63 in {}", cell(4, 4)),
        format!("9065a81691bf 32,525.00 in {}", cell(5, 2)),
        format!("d3a0ef11692f 32,346.77 in {}", cell(5, 3)),
        "d5d3b477f7a5 37,796.38万元 in Running".to_owned(),
    ];
    assert_eq!(figures, expected);
    assert!(found.figures.iter().all(|it| it.tag.is_none()));
    assert!(found.proofs[0].starts_with("{\"books\":{}"), "{}", found.proofs[0]);
}

#[test]
fn a_report_cut_off_anywhere_ends_in_a_result() {
    for length in (0..SAVED_BY_LIBREOFFICE.len()).step_by(97) {
        hengji_reader::fuzz::docx(&SAVED_BY_LIBREOFFICE[..length]);
    }
}

fn cases() -> u32 {
    std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64)
}

/// Pieces of which a body is thrown together, closed or not.
const PIECES: &[&str] = &[
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:r>",
    "<w:t>",
    "</w:t>",
    "<w:tab/>",
    "<w:br/>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:sdt>",
    "</w:sdt>",
    "<w:sdtPr>",
    "</w:sdtPr>",
    "<w:tag w:val=\"hj:aa\"/>",
    "<w:bookmarkStart w:id=\"1\" w:name=\"hj_aa\"/>",
    "<w:bookmarkEnd w:id=\"1\"/>",
    "<w:del>",
    "</w:del>",
    "字",
    "&amp;",
    "<mc:Fallback>",
    "</mc:Fallback>",
    "<w:pPr>",
    "</w:pPr>",
    "<!-- -->",
    "<?pi?>",
    "]]>",
    "&#x0;",
    "<a xmlns:w=\"x\"/>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn any_bytes_end_in_a_result(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        hengji_reader::fuzz::docx(&bytes);
    }

    #[test]
    fn any_body_ends_in_a_result(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        hengji_reader::fuzz::docx(&document(&pieces.concat()));
    }

    #[test]
    fn a_flipped_byte_ends_in_a_result(at in 0usize..1000, bit in 0u8..8) {
        let mut bytes = document(&format!("<w:p>{CONTROL}</w:p>"));
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        hengji_reader::fuzz::docx(&bytes);
    }
}
