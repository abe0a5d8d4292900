//! What a reader of our pdf finds, by an independent reader (poppler): measures, text, fonts, repeated heads.
//!
//! Needs `pdftotext`, `pdffonts` and Chinese fonts; `cargo xtask test` installs both.
#![expect(clippy::disallowed_types, reason = "places on a page, as poppler prints them, are floats")]

use hengji_document::{
    Align, Block, Cell, Chart, Document, Figure, Inline, PageNumbers, PageSize, ParagraphStyle, Row, Table,
    TableStyle,
};
use hengji_pdf::{Fonts, Pdf, PdfError, PdfOptions, Role, pdf, pdf_of_all, usual_folders};
use jiff::civil::date;
use proptest::prelude::*;
use std::{
    env, fs,
    io::Write,
    process::{Command, Stdio},
    sync::LazyLock,
    thread,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts = Fonts::find(&usual_folders(&[], None, |name| env::var_os(name)));
    assert!(fonts.can_set_chinese(), "no Chinese fonts here; run `cargo xtask fonts` once");
    fonts
});

/// Millimetres in points.
const MM: f64 = 72.0 / 25.4;

fn made(document: &Document) -> Pdf {
    pdf(document, &FONTS, &PdfOptions::on(date(2023, 5, 8))).expect("content never stops the typesetter")
}

fn poppler(program: &str, args: &[&str], file: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{program}: {e}; the Debian package poppler-utils has it"));
    let mut stdin = child.stdin.take().expect("piped");
    let file = file.to_vec();
    let writer = thread::spawn(move || stdin.write_all(&file));
    let out = child.wait_with_output().expect("it was started");
    writer.join().expect("no panic").expect("poppler reads all of it");
    assert!(out.status.success(), "{program} refuses the file");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// The text of each page, line by line, without spaces.
fn pages(pdf: &Pdf) -> Vec<Vec<String>> {
    let text = poppler("pdftotext", &["-layout", "-", "-"], &pdf.bytes);
    let bare = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let page = |page: &str| page.lines().map(bare).filter(|line| !line.is_empty()).collect();
    text.trim_end_matches('\u{c}').split('\u{c}').map(page).collect()
}

fn all_text(pdf: &Pdf) -> String {
    pages(pdf).concat().concat()
}

/// A word with its left, top, right and bottom edge in points from the upper left corner.
type Word = (String, [f64; 4]);

fn words(pdf: &Pdf) -> Vec<Vec<Word>> {
    let xml = poppler("pdftotext", &["-bbox", "-", "-"], &pdf.bytes);
    let word = |line: &str| {
        let edge = |name: &str| line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok();
        let text = line.split('>').nth(1)?.split('<').next()?.to_owned();
        Some((text, [edge("xMin")?, edge("yMin")?, edge("xMax")?, edge("yMax")?]))
    };
    xml.split("<page ")
        .skip(1)
        .map(|page| page.lines().filter_map(|line| word(line.trim())).collect())
        .collect()
}

fn text(content: &str) -> Vec<Inline> {
    vec![Inline::Text(content.to_owned())]
}

fn body(content: &str) -> Block {
    Block::Paragraph { style: ParagraphStyle::Body, content: text(content) }
}

fn document(blocks: Vec<Block>) -> Document {
    Document { blocks, ..Document::default() }
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

fn figure(shown: &str) -> Cell {
    Cell::figure(Figure {
        id: "0123456789ab".to_owned(), alias: "预算数".to_owned(), text: shown.to_owned()
    })
}

#[test]
fn a_page_holds_22_lines_of_28_characters() {
    let full = made(&document(vec![body(&"汉".repeat(22 * 28 - 2))]));
    let lines = &pages(&full)[0];
    assert_eq!(full.pages, 1);
    assert_eq!(lines[0].chars().count(), 26, "the first line stands two characters in");
    assert!(lines[1..22].iter().all(|line| line.chars().count() == 28), "{lines:?}");
    assert_eq!(lines[22], "—1—");
    assert_eq!(made(&document(vec![body(&"汉".repeat(22 * 28 - 1))])).pages, 2);
}

#[test]
fn title_and_headings_keep_to_the_lines_of_the_page() {
    let heading = |level, words: &str| Block::Heading { level, content: text(words) };
    let mut blocks = vec![heading(1, "一、概况"), heading(2, "（一）职能"), heading(3, "1. 要点")];
    blocks.extend((0..16).map(|_| body("汉字")));
    let with_title = Document { title: "自评报告".to_owned(), ..document(blocks) };
    let found = made(&with_title);
    // One line of title, one free line, three headings and sixteen paragraphs: 21 of 22 lines.
    assert_eq!(found.pages, 1);
    let baseline = |words: &[Word], start: &str| {
        words.iter().find(|(w, _)| w.starts_with(start)).map(|(_, edges)| (edges[1] + edges[3]) / 2.0)
    };
    let page = &words(&found)[0];
    let (title, first) = (baseline(page, "自评").expect("there"), baseline(page, "一、").expect("there"));
    assert!((first - title - 2.0 * 29.53).abs() < 4.0, "{title} {first}");
}

#[test]
fn margins_and_page_numbers_are_those_of_the_standard() {
    let found = made(&document(vec![body(&"汉".repeat(22 * 28 + 100))]));
    let pages = words(&found);
    let edges = |page: &[Word], keep: fn(&str) -> bool| {
        let chosen: Vec<[f64; 4]> = page.iter().filter(|(w, _)| keep(w)).map(|(_, e)| *e).collect();
        let least = |at: usize| chosen.iter().map(|e| e[at]).fold(f64::MAX, f64::min);
        let most = |at: usize| chosen.iter().map(|e| e[at]).fold(0.0, f64::max);
        [least(0), least(1), most(2), most(3)]
    };
    let [left, _, right, _] = edges(&pages[0], |w| w.contains('汉'));
    assert!((left - 28.0 * MM).abs() < 1.0, "left {left}");
    assert!((right - (210.0 - 26.0) * MM).abs() < 1.5, "right {right}");
    let number = |page: usize| edges(&pages[page], |w| !w.contains('汉'));
    let [_, top, odd_right, _] = number(0);
    assert!((odd_right - ((210.0 - 26.0) * MM - 14.0)).abs() < 2.0, "odd number ends at {odd_right}");
    assert!((number(1)[0] - (28.0 * MM + 14.0)).abs() < 2.0, "even number begins at {}", number(1)[0]);
    // The dash stands 7 mm under the text area; a line of 14 pt has it near its middle.
    assert!((top + 7.0 - (297.0 - 35.0 + 7.0) * MM).abs() < 6.0, "number at {top}");
}

#[test]
fn a_table_repeats_its_head_and_keeps_every_cell() {
    let mut rows = vec![
        row(vec![Cell::heading("一级指标").span(1, 2), Cell::heading("资金（万元）").span(2, 1)]),
        row(vec![Cell::heading("预算数"), Cell::heading("执行数")]),
    ];
    for n in 0..60 {
        let mut cells = Vec::new();
        if n % 6 == 0 {
            cells.push(Cell::text("产出指标").span(1, 6));
        }
        cells.extend([figure(&format!("{n}.25")), figure("9,076.00")]);
        rows.push(row(cells));
    }
    let table = Table {
        caption: Some("表1　资金".to_owned()),
        unit_note: Some("单位：万元".to_owned()),
        widths: vec![1, 2, 2],
        rows,
        head_rows: 2,
        style: TableStyle::Grid,
    };
    let found = made(&document(vec![Block::Table(table)]));
    let pages = pages(&found);
    assert!(pages.len() > 1);
    for page in &pages {
        assert!(page.concat().contains("一级指标"), "{page:?}");
        assert!(page.concat().contains("预算数执行数"), "{page:?}");
        // Each page begins in the middle of a label's rows and shows the label all the same.
        let labels = page.concat().matches("产出指标").count();
        assert!(labels >= 2, "{page:?}");
    }
    let text = pages.concat().concat();
    assert_eq!(
        text.matches("产出指标").count(),
        10 + pages.len() - 1,
        "one label a group, and one for each torn"
    );
    assert!(text.starts_with("表1资金单位：万元"), "{text}");
    assert!((0..60).all(|n| text.contains(&format!("{n}.25"))));
}

#[test]
fn a_form_a_little_too_long_is_set_tighter_and_its_names_fill_one_line() {
    let names = "单位负责人：　　　　　　财务负责人：　　　　　　填报人：　　　　　　联系电话：　　　　　　填报日期：2023-03-10";
    let form = |rows: usize| {
        let rows = (0..rows).map(|n| row(vec![Cell::text(format!("指标{n}")), figure("1.00")])).collect();
        let table = Block::Table(Table { rows, ..Table::default() });
        let line = Block::Paragraph { style: ParagraphStyle::Note, content: text(names) };
        let page = PageSize::Form;
        made(&Document { title: "自评表".to_owned(), page, ..document(vec![table, line]) })
    };
    let found = form(42);
    assert_eq!(found.pages, 1, "42 lines of 五号 and a title are a little more than a page");
    let last = "单位负责人：财务负责人：填报人：联系电话：填报日期：2023-03-10";
    assert!(pages(&found)[0].contains(&last.to_owned()), "{:?}", pages(&found)[0]);
    assert_eq!(form(70).pages, 2);
}

#[test]
fn a_head_taller_than_a_page_is_set_all_the_same() {
    let mut narrow = vec![Cell::heading("字".repeat(150))];
    narrow.extend((0..20).map(|_| Cell::heading("头").span(2, 1)));
    let rows = vec![row(narrow), row(vec![Cell::text(""), Cell::text("表身").span(40, 1)])];
    let table = Table { rows, head_rows: 1, ..Table::default() };
    let found = made(&document(vec![Block::Table(table)]));
    assert!(all_text(&found).contains("表身"));
}

#[test]
fn hostile_text_passes_unharmed() {
    let hostile = "#panic(\"x\")<script>=1+1 $x$ *b* _i_ @label \\u{41} `raw` // /* 100% [a](b) 《名》“引”";
    let bare: String = hostile.chars().filter(|c| !c.is_whitespace()).collect();
    let all = Document {
        title: hostile.to_owned(),
        running_head: Some(hostile.to_owned()),
        running_foot: Some(hostile.to_owned()),
        page: PageSize::FormLandscape,
        ..document(vec![
            Block::Heading { level: 1, content: text(hostile) },
            Block::Paragraph {
                style: ParagraphStyle::Note,
                content: vec![
                    Inline::Strong(hostile.to_owned()),
                    Inline::Link { text: hostile.to_owned(), url: hostile.to_owned() },
                    Inline::Link { text: hostile.to_owned(), url: format!("https://x/{hostile}") },
                ],
            },
            Block::Table(Table {
                caption: Some(hostile.to_owned()),
                unit_note: Some(hostile.to_owned()),
                rows: vec![row(vec![Cell::text(hostile), figure(hostile)])],
                ..Table::default()
            }),
        ])
    };
    let found = made(&all);
    assert_eq!(found.not_archival, [""; 0]);
    let text = all_text(&found).replace('\u{200b}', "");
    assert_eq!(text.matches(&bare).count(), 11, "{text}");
}

#[test]
fn characters_without_a_face_are_named_and_marked() {
    let found = made(&document(vec![body("甲\u{10FFFF}乙\u{E000}丙\u{7}丁")]));
    assert_eq!(found.replaced.iter().copied().collect::<Vec<_>>(), ['\u{E000}', '\u{10FFFF}']);
    assert_eq!(found.not_archival, [""; 0]);
    assert!(all_text(&found).starts_with("甲〓乙〓丙丁"));
}

#[test]
fn a_chart_is_vectors_with_text() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><rect width="90" height="20" fill="#888"/><text x="5" y="50" font-family="SimSun, serif" font-size="12">预算 37,796.38</text><image href="/etc/hostname" width="5" height="5"/></svg>"##;
    let chart = |svg: &str| {
        let chart = Chart {
            svg: svg.to_owned(),
            width_mm: 120,
            caption: "图1　预算".to_owned(),
            alt: "预算37,796.38万元".to_owned(),
        };
        made(&document(vec![Block::Chart(chart)]))
    };
    let found = chart(&svg.replace("<image href=\"/etc/hostname\" width=\"5\" height=\"5\"/>", ""));
    assert!(all_text(&found).contains("预算37,796.38图1预算"), "{}", all_text(&found));
    // A chart that is no SVG, or one that asks for files, leaves its description and no picture.
    for broken in [svg, "no svg", "<svg"] {
        let found = chart(broken);
        assert!(all_text(&found).contains("预算37,796.38万元图1预算"), "{broken}");
        assert_eq!(found.charts_left_out, ["图1　预算"]);
    }
}

#[test]
fn the_file_is_pdf_a_with_all_fonts_embedded() {
    let found =
        made(&Document { title: "自评报告".to_owned(), ..document(vec![body("正文abc123①")]) });
    assert_eq!(found.not_archival, [""; 0]);
    let raw = String::from_utf8_lossy(&found.bytes);
    assert!(raw.contains("<pdfaid:part>2</pdfaid:part>"), "PDF/A says so in its metadata");
    let fonts = poppler("pdffonts", &["-"], &found.bytes);
    let lines: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!lines.is_empty());
    assert!(lines.iter().all(|line| line.contains(" yes yes yes ")), "{fonts}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let sample =
        Document { title: "自评报告".to_owned(), ..document(vec![body(&"汉字，123。".repeat(300))]) };
    let first = made(&sample);
    made(&document(vec![body("另一份")]));
    let again =
        thread::scope(|s| [(); 3].map(|()| s.spawn(|| made(&sample))).map(|t| t.join().expect("no panic")));
    assert!(again.iter().all(|other| other.bytes == first.bytes));
}

#[test]
fn several_documents_share_one_file_and_one_numbering() {
    let upright = document(vec![body("甲")]);
    let turned = Document { page: PageSize::FormLandscape, ..document(vec![body("乙")]) };
    let bare = Document { numbers: PageNumbers::None, page: PageSize::Form, ..document(vec![body("丙")]) };
    let found =
        pdf_of_all(&[&upright, &turned, &bare], &FONTS, &PdfOptions::on(date(2023, 5, 8))).expect("fonts");
    assert_eq!(pages(&found), [vec!["甲", "—1—"], vec!["乙", "—2—"], vec!["丙"]]);
}

#[test]
fn without_a_chinese_face_there_is_an_error_and_no_file() {
    let none = Fonts::find(&[]);
    let refused = pdf(&Document::default(), &none, &PdfOptions::on(date(2023, 5, 8)));
    assert_eq!(refused, Err(PdfError::NoChineseFace));
}

#[test]
fn a_file_named_after_a_role_serves_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let some = FONTS.report().into_iter().find_map(|r| r.face.filter(|f| f.lacks == 0)).expect("a full face");
    fs::write(folder.path().join("仿宋.ttf"), fs::read(&some.path).expect("it was read before"))
        .expect("writable");
    fs::write(folder.path().join("坏.otf"), "no font").expect("writable");
    let found = Fonts::find(&[folder.path().to_path_buf()]);
    let served: Vec<Role> = found.report().into_iter().filter(|r| r.face.is_some()).map(|r| r.role).collect();
    assert!(served.contains(&Role::Fangsong), "{served:?}");
    assert!(found.can_set_chinese());
}

/// How many random documents are set; `HENGJI_CASES` asks for more.
fn cases() -> u32 {
    env::var("HENGJI_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)
}

fn any_inlines() -> impl Strategy<Value = Vec<Inline>> {
    let piece = prop_oneof![
        any::<String>().prop_map(Inline::Text),
        any::<String>().prop_map(Inline::Strong),
        (any::<String>(), any::<String>())
            .prop_map(|(text, url)| Inline::Link { text, url: format!("http://{url}") }),
        Just(Inline::Break),
        "[ -~\u{4e00}-\u{9fa5}]{0,200}".prop_map(Inline::Text),
    ];
    prop::collection::vec(piece, 0..4)
}

fn any_table() -> impl Strategy<Value = Table> {
    let cell = (any_inlines(), 0u32..5, 0u32..5, any::<bool>()).prop_map(|(content, columns, rows, head)| {
        Cell { content, columns, rows, align: Align::Center, head }
    });
    let rows = prop::collection::vec(prop::collection::vec(cell, 0..5).prop_map(row), 0..6);
    (rows, prop::collection::vec(0u32..4, 0..6), 0usize..8).prop_map(|(rows, widths, head_rows)| Table {
        caption: None,
        unit_note: None,
        widths,
        rows,
        head_rows,
        style: TableStyle::Grid,
    })
}

fn any_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        (any::<u8>(), any_inlines()).prop_map(|(level, content)| Block::Heading { level, content }),
        any_inlines().prop_map(|content| Block::Paragraph { style: ParagraphStyle::Body, content }),
        any_inlines().prop_map(|content| Block::Paragraph { style: ParagraphStyle::Signature, content }),
        any_table().prop_map(Block::Table),
        Just(Block::PageBreak),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_becomes_pdf_a(title in any::<String>(), blocks in prop::collection::vec(any_block(), 0..5)) {
        let found = made(&Document { title, ..document(blocks) });
        prop_assert_eq!(found.not_archival, Vec::<String>::new());
    }
}
