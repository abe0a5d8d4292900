//! Writes a report of about ten pages many times over and says how long one takes (design: under 5 ms).
//! Given a folder, it also writes the report there, to be looked at.

use hengji_document::{
    Align, Block, Cell, Class, Document, Figure, Inline, ParagraphStyle, Proof, ProofFigure, Row, Table,
    Working, figure_id,
};
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (document, proof) = report();
    let bytes = hengji_write::docx(&document, &proof)?;
    if let Some(folder) = std::env::args().nth(1) {
        std::fs::write(std::path::Path::new(&folder).join("long.docx"), &bytes)?;
    }
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let again = hengji_write::docx(&document, &proof)?;
        times.push(start.elapsed());
        assert!(again == bytes, "the same input gives the same bytes");
    }
    times.sort();
    let (median, p99) = (times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
    println!(
        "docx of {} kB, {} figures: median {median:?}, p99 {p99:?}",
        bytes.len() / 1000,
        proof.figures.len()
    );
    Ok(())
}

fn report() -> (Document, Proof) {
    let mut proof = Proof { format: 1, semantics: 1, ..Proof::default() };
    let mut blocks = Vec::new();
    for section in 1..=4 {
        blocks.push(heading(
            1,
            ["一、部门基本情况", "二、绩效自评情况", "三、存在问题", "四、改进措施"][section - 1],
        ));
        for part in 1..=3 {
            blocks.push(heading(2, ["（一）主要职能", "（二）年度任务", "（三）资金安排"][part - 1]));
            for paragraph in 1..=3 {
                blocks.push(body(&mut proof, section * 100 + part * 10 + paragraph));
            }
        }
        blocks.push(Block::Table(table(&mut proof, section)));
    }
    for line in ["某市某区科技工业商务和信息化局", "2023年3月31日"] {
        let content = vec![Inline::Text(line.to_owned())];
        blocks.push(Block::Paragraph { style: ParagraphStyle::Signature, content });
    }
    let document = Document {
        title: "某市某区科技工业商务和信息化局2022年度部门整体支出绩效自评报告".to_owned(),
        part: "report".to_owned(),
        running_head: Some("草稿：本报告所用数据均为合成".to_owned()),
        running_foot: Some(format!("验证数据 SM3 {}", proof.digest())),
        blocks,
        ..Document::default()
    };
    (document, proof)
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, content: vec![Inline::Text(text.to_owned())] }
}

fn body(proof: &mut Proof, n: usize) -> Block {
    let content = vec![
        Inline::Text("按照年度工作要点，我局统筹推进各项任务，全年组织走访企业".to_owned()),
        Inline::Figure(figure(proof, &format!("走访{n}"), &format!("{},{:03}家次", n, n * 7 % 1000))),
        Inline::Text("，解决问题".to_owned()),
        Inline::Figure(figure(proof, &format!("解决{n}"), &format!("{n}个"))),
        Inline::Text(
            "，涉及用地、用工、融资、物流等方面；建立“一企一策”服务台账，逐项明确责任科室、完成时限和办理结果，\
             做到事事有回音、件件有着落。同时，对照年初设定的绩效目标，按月跟踪预算执行进度，对进度偏慢的项目\
             及时分析原因、督促整改，资金支出总体均衡——全年支出率达到"
                .to_owned(),
        ),
        Inline::Figure(figure(proof, &format!("支出率{n}"), "97.01%")),
        Inline::Text("，比上年提高2个百分点以上。".to_owned()),
    ];
    Block::Paragraph { style: ParagraphStyle::Body, content }
}

fn table(proof: &mut Proof, n: usize) -> Table {
    let head = ["序号", "项目名称", "预算数", "执行数", "执行率"];
    let mut rows = vec![Row { cells: head.iter().map(|it| Cell::heading(*it)).collect() }];
    for row in 1..=16 {
        rows.push(Row {
            cells: vec![
                Cell::text(row.to_string()).aligned(Align::Center),
                Cell::text(
                    ["扶持企业发展专项资金", "信息化建设与运行维护", "5G基站建设补助资金（含电力接入）"]
                        [row % 3],
                ),
                Cell::text("1,250.00").aligned(Align::Right),
                Cell::figure(figure(proof, &format!("执行数{n}-{row}"), "1,212.63")),
                Cell::figure(figure(proof, &format!("执行率{n}-{row}"), "97.01%")),
            ],
        });
    }
    rows.push(Row {
        cells: vec![
            Cell::heading("合计").span(2, 1),
            Cell::text("20,000.00").aligned(Align::Right),
            Cell::text("19,402.08").aligned(Align::Right),
            Cell::text("97.01%").aligned(Align::Right),
        ],
    });
    Table {
        caption: Some(format!("表{n} 项目支出执行情况")),
        unit_note: Some("单位：万元".to_owned()),
        widths: vec![1, 5, 2, 2, 2],
        rows,
        head_rows: 1,
        ..Table::default()
    }
}

fn figure(proof: &mut Proof, name: &str, text: &str) -> Figure {
    let id = figure_id("report", name, 0);
    let leaf = |src: &str| Working {
        op: "rows".to_owned(),
        src: src.to_owned(),
        value: "1212.63".to_owned(),
        ..Working::default()
    };
    proof.figures.push(ProofFigure {
        id: id.clone(),
        name: name.to_owned(),
        part: "report".to_owned(),
        text: text.to_owned(),
        value: "0.9701".to_owned(),
        formula: name.to_owned(),
        class: Class::Computed,
        working: Working {
            op: "call".to_owned(),
            src: "合计(支付，金额) ÷ 合计(预算，金额)".to_owned(),
            inputs: vec![leaf("合计(支付，金额)"), leaf("合计(预算，金额)")],
            ..Working::default()
        },
        ..ProofFigure::default()
    });
    Figure { id, alias: name.to_owned(), text: text.to_owned() }
}
