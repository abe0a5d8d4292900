//! Writes a sample of everything: `cargo run -p hengji-pdf --example sample -- OUT.pdf`.
use hengji_document::*;
use hengji_pdf::*;
use std::{env, fs};

fn main() {
    let folders = usual_folders(&[], None, |name| env::var_os(name));
    let t = std::time::Instant::now();
    let fonts = Fonts::find(&folders);
    eprintln!("fonts {:?}", t.elapsed());
    for r in fonts.report() {
        eprintln!("{:?} {:?}", r.role, r.face);
    }
    eprintln!("no face has {} of GBK", fonts.lacks());
    let body = "2022年，区科工商信局部门整体支出年初预算37,796.38万元，其中一般公共预算项目支出32,323.14万元，政府性基金23.63万元，全年走访企业9,076家次，推动解决问题576个，首次认定高新技术企业349家（上年251家），增长39.04%。";
    let text = |s: &str| vec![Inline::Text(s.to_owned())];
    let mut blocks = vec![
        Block::Paragraph { style: ParagraphStyle::Flush, content: text("区财政局：") },
        Block::Heading { level: 1, content: text("一、部门基本情况") },
        Block::Heading { level: 2, content: text("（一）部门职能") },
        Block::Paragraph { style: ParagraphStyle::Body, content: text(body) },
        Block::Heading { level: 3, content: text("1. 年度总体工作和重点工作任务") },
        Block::Paragraph {
            style: ParagraphStyle::Body,
            content: vec![
                Inline::Text(
                    "朱镕基、陶喆、李堃、赵昇、王祎珺；①②③㎡●○Ⅰ☑ 〔2020〕1号“引号”——破折号……《名》、"
                        .to_owned(),
                ),
                Inline::Strong("强调文字".to_owned()),
                Inline::Link { text: "网页".to_owned(), url: "https://example.org/a".to_owned() },
                Inline::Text("#panic(\"x\")<script>=1+1 $x$ *b* _i_ @label \\u{1} 😀".to_owned()),
            ],
        },
    ];
    for n in 1..=12 {
        blocks.push(Block::Paragraph {
            style: ParagraphStyle::Body,
            content: text(&format!("{n}. {body}{body}")),
        });
    }
    let mut rows = vec![
        Row {
            cells: vec![
                Cell::heading("一级指标").span(1, 2),
                Cell::heading("二级指标").span(1, 2),
                Cell::heading("资金（万元）").span(2, 1),
                Cell::heading("得分").span(1, 2),
            ],
        },
        Row { cells: vec![Cell::heading("预算数"), Cell::heading("执行数")] },
    ];
    for n in 0..40 {
        let fig = |t: &str| Cell::figure(Figure { id: "0".into(), alias: "x".into(), text: t.into() });
        let mut cells = vec![];
        if n % 5 == 0 {
            cells.push(Cell::text("产出指标").span(1, 5));
        }
        cells.push(Cell::text(format!("数量指标之{n}，说明文字较长，需要折行显示才能放下")));
        cells.push(fig("37,796.38"));
        cells.push(fig("32,948.28"));
        cells.push(fig("9.71"));
        rows.push(Row { cells });
    }
    blocks.push(Block::Table(Table {
        caption: Some("表1　部门整体支出情况".into()),
        unit_note: Some("单位：万元".into()),
        widths: vec![2, 5, 3, 3, 2],
        rows,
        head_rows: 2,
        style: TableStyle::Grid,
    }));
    blocks.push(Block::Paragraph {
        style: ParagraphStyle::Note,
        content: text("注：1. 合计数与分项之和相差0.01万元，为四舍五入尾差。"),
    });
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 160" width="400" height="160"><rect x="60" y="20" width="280" height="30" fill="#4a7ebb"/><rect x="60" y="70" width="190" height="30" fill="#9bbb59"/><text x="10" y="40" font-family="SimSun, serif" font-size="14">预算</text><text x="10" y="90" font-family="sans-serif" font-size="14">执行</text><text x="345" y="40" font-size="14">37,796.38</text></svg>"##;
    blocks.push(Block::Chart(Chart {
        svg: svg.into(),
        width_mm: 140,
        caption: "图1　预算与执行".into(),
        alt: "预算37,796.38万元".into(),
    }));
    blocks.push(Block::Paragraph { style: ParagraphStyle::Signature, content: text("某某局") });
    blocks.push(Block::Paragraph { style: ParagraphStyle::Signature, content: text("2023年5月8日") });
    let report = Document {
        title: "2022年度部门整体支出\n绩效自评报告".into(),
        part: "report".into(),
        running_head: Some("草稿　本报告数据为合成数据，仅供演示".into()),
        running_foot: Some(
            "验证摘要 SM3 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0".into(),
        ),
        page: PageSize::Official,
        numbers: PageNumbers::Official,
        blocks: blocks.clone(),
    };
    let form =
        Document {
            title: "项目支出绩效自评表".into(), page: PageSize::FormLandscape, ..report.clone()
        };
    let form = Document {
        blocks: form.blocks.into_iter().filter(|b| matches!(b, Block::Table(_) | Block::Chart(_))).collect(),
        ..form
    };
    for _ in 0..3 {
        let t = std::time::Instant::now();
        let made =
            pdf_of_all(&[&report, &form], &fonts, &PdfOptions::on(jiff::civil::date(2023, 5, 8))).unwrap();
        eprintln!(
            "{:?} {} pages {} bytes {:?} {:?}",
            t.elapsed(),
            made.pages,
            made.bytes.len(),
            made.not_archival,
            made.replaced
        );
        fs::write(env::args().nth(1).unwrap_or("sample.pdf".into()), made.bytes).unwrap();
    }
}
