//! Writes a sample of everything a document can hold, to be looked at:
//! `cargo run -p hengji-pdf --example sample -- OUT.pdf [FONT_FOLDER…]`.

use hengji_chart::{BarChart, ColumnChart, Columns, Drawing, Loss, LossChart, Series, Value, WIDTH_MM};
use hengji_diag::{Language, Locale};
use hengji_document::{
    Align, Block, Cell, Chart, Document, Figure, Inline, PageNumbers, PageSize, ParagraphStyle, Row, Table,
    TableStyle,
};
use hengji_num::Rational;
use hengji_pdf::{Fonts, PdfOptions, pdf_of_all, usual_folders};
use std::{env, error::Error, fs, path::PathBuf, time::Instant};

const BODY: &str = "2022年，某局部门整体支出年初预算37,796.38万元，其中一般公共预算项目支出32,323.14万元，\
    政府性基金23.63万元；全年走访企业9,076家次，推动解决问题576个，新认定高新技术企业349家（上年251家），增长39.04%。";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args_os().skip(1);
    let out = args.next().map_or(PathBuf::from("sample.pdf"), PathBuf::from);
    let extra: Vec<PathBuf> = args.map(PathBuf::from).collect();
    let folders = if extra.is_empty() { usual_folders(&[], None, |name| env::var_os(name)) } else { extra };
    let start = Instant::now();
    let fonts = Fonts::find(&folders);
    println!("faces found in {:?}; none has {} characters of GBK", start.elapsed(), fonts.lacks());
    for role in fonts.report() {
        println!("{} {:?}", role.role.name(), role.face);
    }
    let documents = [report(), form(), wide()];
    let documents: Vec<&Document> = documents.iter().collect();
    for _ in 0..3 {
        let start = Instant::now();
        let made = pdf_of_all(&documents, &fonts, &PdfOptions::on(jiff::civil::date(2023, 5, 8)))?;
        let took = start.elapsed();
        println!("{took:?}: {} pages, {} bytes, {:?}", made.pages, made.bytes.len(), made.not_archival);
        fs::write(&out, made.bytes)?;
    }
    Ok(())
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.to_owned())]
}

fn paragraph(style: ParagraphStyle, words: &str) -> Block {
    Block::Paragraph { style, content: text(words) }
}

fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, content: text(words) }
}

fn figure(shown: &str) -> Cell {
    Cell::figure(Figure { id: "0123456789ab".to_owned(), alias: "数".to_owned(), text: shown.to_owned() })
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

fn report() -> Document {
    let mut blocks = vec![
        heading(1, "一、部门基本情况"),
        heading(2, "（一）部门职能"),
        paragraph(ParagraphStyle::Body, BODY),
        heading(3, "1. 年度总体工作和重点工作任务"),
        Block::Paragraph {
            style: ParagraphStyle::Body,
            content: vec![
                Inline::Text(
                    "镕、喆、堃、昇、祎、珺；①②③㎡●○Ⅰ〔2020〕1号“引号”——破折号……《名》、".to_owned(),
                ),
                Inline::Strong("强调文字".to_owned()),
                Inline::Text("，见".to_owned()),
                Inline::Link { text: "网页".to_owned(), url: "https://example.org/".to_owned() },
                Inline::Text("；#panic(\"x\")<script>=1+1".to_owned()),
            ],
        },
    ];
    blocks.extend((0..6).map(|_| paragraph(ParagraphStyle::Body, &BODY.repeat(2))));
    blocks.push(Block::Table(indicators()));
    blocks.push(paragraph(ParagraphStyle::Note, "注：1. 合计数与分项之和相差0.01万元，为四舍五入尾差。"));
    blocks.extend(charts());
    blocks.push(paragraph(ParagraphStyle::Signature, "某某局"));
    blocks.push(paragraph(ParagraphStyle::Signature, "2023年5月8日"));
    Document {
        title: "某局2022年度部门整体支出\n绩效自评报告".to_owned(),
        running_head: Some("草稿　本报告数据为合成数据，仅供演示".to_owned()),
        running_foot: Some(format!("验证摘要 SM3 {}", "66c7f0f462eeedd9".repeat(4))),
        blocks,
        ..Document::default()
    }
}

fn indicators() -> Table {
    let mut rows = vec![
        row(vec![
            Cell::heading("一级指标").span(1, 2),
            Cell::heading("二级指标").span(1, 2),
            Cell::heading("资金（万元）").span(2, 1),
            Cell::heading("得分").span(1, 2),
        ]),
        row(vec![Cell::heading("预算数"), Cell::heading("执行数")]),
    ];
    for n in 0..24 {
        let mut cells = Vec::new();
        if n % 5 == 0 {
            cells.push(Cell::text("产出指标").span(1, 5).aligned(Align::Center));
        }
        cells.push(Cell::text(format!("数量指标之{n}，说明文字较长，需要折行显示才能放下")));
        cells.extend([figure("37,796.38"), figure("32,948.28"), figure("9.71")]);
        rows.push(row(cells));
    }
    Table {
        caption: Some("表1　部门整体支出情况".to_owned()),
        unit_note: Some("单位：万元".to_owned()),
        widths: vec![2, 5, 3, 3, 2],
        rows,
        head_rows: 2,
        style: TableStyle::Grid,
    }
}

fn charts() -> Vec<Block> {
    let value = |fen: i128, shown: &str| Value::new(Rational::new(fen, 100).unwrap_or(Rational::ZERO), shown);
    let locale = Locale::of(Language::Chinese);
    let columns = ColumnChart {
        title: "预算与执行".to_owned(),
        unit: "万元".to_owned(),
        categories: ["一般公共预算", "政府性基金", "其他资金"].map(str::to_owned).to_vec(),
        series: vec![
            Series {
                name: "预算数".to_owned(),
                values: vec![
                    Some(value(3_232_314, "32,323.14")),
                    Some(value(2363, "23.63")),
                    Some(value(60_152, "601.52")),
                ],
            },
            Series {
                name: "执行数".to_owned(),
                values: vec![Some(value(3_000_000, "30,000.00")), Some(value(2363, "23.63")), None],
            },
        ],
        columns: Columns::Grouped,
    };
    let bars = BarChart {
        title: "得分".to_owned(),
        bars: ["预算编制", "预算执行", "预算使用效益"]
            .map(|label| hengji_chart::Bar {
                label: label.to_owned(),
                value: value(2871, "28.71"),
                whole: Rational::new(30, 1).ok(),
            })
            .to_vec(),
    };
    let losses = LossChart {
        title: "失分".to_owned(),
        full: value(10_000, "100"),
        losses: vec![Loss { label: "部门预算资金支出率".to_owned(), lost: value(111, "1.11") }],
        score: value(9889, "98.89"),
    };
    let block = |drawing: Drawing, caption: &str| {
        Block::Chart(Chart {
            svg: drawing.svg,
            width_mm: WIDTH_MM,
            caption: caption.to_owned(),
            alt: drawing.alt,
        })
    };
    vec![
        block(columns.draw(locale), "图1　预算与执行"),
        block(bars.draw(locale), "图2　得分"),
        block(losses.draw(locale), "图3　失分"),
    ]
}

/// The form of one project, upright.
fn form() -> Document {
    let head = |words: &str| Cell::heading(words);
    let center = |words: &str| Cell::text(words).aligned(Align::Center);
    let mut rows = vec![
        row(vec![head("项目名称").span(2, 1), Cell::text("5G基站建设补助").span(7, 1)]),
        row(vec![
            head("主管部门").span(2, 1),
            center("某局").span(3, 1),
            head("实施单位").span(2, 1),
            center("某中心").span(2, 1),
        ]),
        row(vec![
            head("项目资金（万元）").span(2, 3),
            Cell::text(""),
            head("年初预算数"),
            head("全年预算数"),
            head("全年执行数"),
            head("分值"),
            head("执行率"),
            head("得分"),
        ]),
    ];
    for name in ["年度资金总额", "其中：财政拨款"] {
        let mut cells = vec![Cell::text(name)];
        cells.extend(["1,200.00", "1,200.00", "1,164.12"].map(figure));
        cells.extend(["10", "97.01%", "9.70"].map(center));
        rows.push(row(cells));
    }
    rows.push(row(vec![head("年度总体目标"), Cell::text(BODY).span(4, 1), Cell::text(BODY).span(4, 1)]));
    rows.push(row([
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析",
    ]
    .map(head)
    .to_vec()));
    for (n, first) in ["产出指标", "效益指标", "满意度指标"].iter().enumerate() {
        for k in 0..3 {
            let mut cells = Vec::new();
            if n == 0 && k == 0 {
                cells.push(head("绩\n效\n指\n标").span(1, 9));
            }
            if k == 0 {
                cells.push(center(first).span(1, 3));
            }
            cells.push(center("数量指标"));
            cells.push(Cell::text("新建5G基站数量"));
            cells.extend(["≥1,200座", "1,378座", "10", "10.00"].map(center));
            cells.push(Cell::text(if k == 0 { "超额完成：上级追加任务" } else { "" }));
            rows.push(row(cells));
        }
    }
    rows.push(row(vec![head("总分").span(6, 1), center("100"), center("98.89"), Cell::text("")]));
    let table = Table { widths: vec![3, 5, 5, 8, 6, 6, 4, 5, 7], rows, ..Table::default() };
    Document {
        title: "项目支出绩效自评表".to_owned(),
        page: PageSize::Form,
        numbers: PageNumbers::Official,
        blocks: vec![
            paragraph(ParagraphStyle::Centered, "（2022年度）"),
            Block::Table(table),
            paragraph(
                ParagraphStyle::Flush,
                "填表人：　　　　审核人：　　　　单位负责人：　　　　联系电话：　　　　填报日期：",
            ),
        ],
        ..report()
    }
}

/// A wide table, turned.
fn wide() -> Document {
    Document {
        title: "部门整体支出绩效自评表".to_owned(),
        page: PageSize::FormLandscape,
        blocks: vec![Block::Table(indicators())],
        ..report()
    }
}
