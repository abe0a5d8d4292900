//! A small report with everything a document can hold. All names and numbers are made up.

use hengji_document::{
    Align, Block, Cell, Chart, Class, Document, Figure, Inline, ParagraphStyle, Proof, ProofFigure, Row,
    Source, Table, Working, figure_id,
};

/// The report.
pub fn document() -> Document {
    Document {
        title: "某区某局2022年度部门整体支出绩效自评报告".to_owned(),
        part: "report".to_owned(),
        running_head: Some("草稿：本报告所用数据均为合成".to_owned()),
        running_foot: Some("验证数据 SM3 66c7f0f4 62eeedd9".to_owned()),
        blocks: blocks(),
        ..Document::default()
    }
}

/// A wide form, to stand after the report.
pub fn annex() -> Document {
    let head =
        ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分", "偏差原因分析及改进措施"];
    let mut rows = vec![Row { cells: head.iter().map(|it| Cell::heading(*it)).collect() }];
    for n in 0..24 {
        let mut cells = Vec::new();
        if n == 0 {
            cells.push(Cell::text("产出指标").span(1, 12).aligned(Align::Center));
        } else if n == 12 {
            cells.push(Cell::text("效益指标").span(1, 12).aligned(Align::Center));
        }
        if n % 4 == 0 {
            cells.push(
                Cell::text(["数量指标", "质量指标", "时效指标"][n / 4 % 3]).span(1, 4).aligned(Align::Center),
            );
        }
        cells.push(Cell::text(format!("新认定高新技术企业数量（第{}批）", n + 1)));
        cells.push(Cell::text("≥300家").aligned(Align::Center));
        cells.push(cell(&format!("完成值{n}"), "349家"));
        cells.push(Cell::text("2").aligned(Align::Center));
        cells.push(cell(&format!("得分{n}"), "2.00"));
        cells.push(Cell::text(if n % 5 == 0 {
            "年初按上年水平申报，当年政策扶持力度加大，实际完成超出目标；下年据实调整。"
        } else {
            ""
        }));
        rows.push(Row { cells });
    }
    let sum =
        vec![Cell::heading("合计").span(5, 1), Cell::heading("100"), cell("总分", "98.89"), Cell::text("")];
    rows.push(Row { cells: sum });
    Document {
        title: "项目支出绩效自评表".to_owned(),
        part: "form".to_owned(),
        running_head: Some("草稿：本表所用数据均为合成".to_owned()),
        page: hengji_document::PageSize::FormLandscape,
        blocks: vec![
            Block::Table(Table {
                unit_note: Some("金额单位：万元".to_owned()),
                widths: vec![2, 2, 5, 2, 2, 1, 1, 6],
                head_rows: 1,
                rows,
                ..Table::default()
            }),
            Block::Paragraph {
                style: ParagraphStyle::Note,
                content: vec![text(
                    "填表人：　　　　　审核人：　　　　　单位负责人：　　　　　联系电话：　　　　　填报日期：",
                )],
            },
        ],
        ..Document::default()
    }
}

/// The proof of the report: one figure worked out in full, the others bare.
pub fn proof() -> Proof {
    let leaf = |src: &str, value: &str, from: serde_json::Value| Working {
        op: "rows".to_owned(),
        src: src.to_owned(),
        value: value.to_owned(),
        unit: "万元".to_owned(),
        shown: format!("{value}万元"),
        from: Some(from),
        ..Working::default()
    };
    let rows = serde_json::json!({
        "relation": "payments", "count": 2, "keys": ["P-0001", "P-0002"],
        "left_out": [{"key": "P-0003", "reason": "作废"}],
    });
    let working = Working {
        op: "round".to_owned(),
        src: "合计(支付，金额) + 基本支出".to_owned(),
        value: "37796.377".to_owned(),
        unit: "万元".to_owned(),
        shown: "37,796.38万元".to_owned(),
        inputs: vec![
            leaf("合计(支付，金额)", "32948.284", rows),
            leaf("基本支出", "4848.093", serde_json::json!({"table": "base_figures", "key": "基本支出"})),
        ],
        from: None,
    };
    let full = ProofFigure {
        id: figure_id("report", "支出合计", 0),
        name: "支出合计".to_owned(),
        part: "report".to_owned(),
        text: "37,796.38万元".to_owned(),
        value: "37796.377".to_owned(),
        unit: "万元".to_owned(),
        formula: "支出合计".to_owned(),
        class: Class::Computed,
        working,
        sources: vec![Source::Rows {
            ledger: "payments".to_owned(),
            rows: 2,
            digest: "0123456789abcdef01".to_owned(),
        }],
        ..ProofFigure::default()
    };
    let bare = |name: &str, text: &str| ProofFigure {
        id: figure_id("report", name, 0),
        name: name.to_owned(),
        text: text.to_owned(),
        class: Class::Attested,
        ..ProofFigure::default()
    };
    Proof {
        format: 1,
        semantics: 1,
        edition: "内部".to_owned(),
        figures: vec![full, bare("机构数", "12个"), bare("执行合计", "32,346.77")],
        ..Proof::default()
    }
}

/// A small picture.
pub fn chart() -> Chart {
    let bar = |label: &str, score: &str, full: &str| hengji_chart::Bar {
        label: label.to_owned(),
        value: hengji_chart::Value::new(score.parse().unwrap(), format!("{score}／{full}")),
        whole: Some(full.parse().unwrap()),
    };
    let chart = hengji_chart::BarChart {
        title: "一级指标得分".to_owned(),
        bars: vec![
            bar("预算编制情况", "19.50", "20"),
            bar("预算执行情况", "39.39", "40"),
            bar("预算使用效益", "40.00", "40"),
        ],
    };
    let drawing = chart.draw(hengji_diag::Locale::of(hengji_diag::Language::Chinese));
    Chart { svg: drawing.svg, width_mm: 150, caption: "图1 一级指标得分".to_owned(), alt: drawing.alt }
}

/// Text that tries to be code in every format we write.
pub const HOSTILE: &str = "#panic(\"x\")<script>=1+1 ]]> & \u{0}\u{FFFE} {公式}";

fn blocks() -> Vec<Block> {
    vec![
        heading(1, "一、部门基本情况"),
        heading(2, "（一）部门职能"),
        body(vec![
            text("某局设“内设机构”"),
            figure("机构数", "12个", 0),
            text("，主要职能如下——按三定方案。"),
        ]),
        heading(3, "1.年度收支"),
        body(vec![
            text("全年支出"),
            figure("支出合计", "37,796.38万元", 0),
            text("，完成预算的"),
            Inline::Strong("百分之九十七".to_owned()),
            text("。详见"),
            Inline::Link {
                text: "公开页".to_owned(), url: "https://example.com/公开?a=1&b=2".to_owned()
            },
            text("与"),
            Inline::Link { text: "无效链接".to_owned(), url: "javascript:alert(1)".to_owned() },
            text("。"),
        ]),
        body(vec![text(HOSTILE)]),
        Block::Table(money()),
        Block::Paragraph {
            style: ParagraphStyle::Note,
            content: vec![text("注：分项之和与合计相差0.01万元，为四舍五入尾差。")],
        },
        Block::Chart(chart()),
        Block::PageBreak,
        heading(1, "二、自评结论"),
        body(vec![text("同一数据再次出现："), figure("支出合计", "37,796.38万元", 1), text("。")]),
        Block::Paragraph { style: ParagraphStyle::Signature, content: vec![text("某区某局")] },
        Block::Paragraph { style: ParagraphStyle::Signature, content: vec![text("2023年3月31日")] },
    ]
}

fn money() -> Table {
    let row = |cells: Vec<Cell>| Row { cells };
    Table {
        caption: Some("表1 支出构成".to_owned()),
        unit_note: Some("单位：万元".to_owned()),
        widths: vec![2, 3, 2, 2],
        head_rows: 2,
        rows: vec![
            row(vec![
                Cell::heading("类别").span(1, 2),
                Cell::heading("内容").span(1, 2),
                Cell::heading("金额").span(2, 1),
            ]),
            row(vec![Cell::heading("预算"), Cell::heading("执行")]),
            row(vec![
                Cell::text("项目支出").span(1, 2).aligned(Align::Center),
                Cell::text("一般公共预算"),
                Cell::text("32,500.00").aligned(Align::Right),
                cell("一般公共预算执行", "32,323.14"),
            ]),
            row(vec![
                Cell::text("政府性基金"),
                Cell::text("25.00").aligned(Align::Right),
                cell("基金执行", "23.63"),
            ]),
            row(vec![
                Cell::text("合计").span(2, 1).aligned(Align::Center),
                cell("预算合计", "32,525.00"),
                cell("执行合计", "32,346.77"),
            ]),
        ],
        ..Table::default()
    }
}

fn cell(name: &str, shown: &str) -> Cell {
    Cell::figure(bound(name, shown, 0))
}

fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, content: vec![text(words)] }
}

fn body(content: Vec<Inline>) -> Block {
    Block::Paragraph { style: ParagraphStyle::Body, content }
}

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn figure(name: &str, shown: &str, ordinal: usize) -> Inline {
    Inline::Figure(bound(name, shown, ordinal))
}

fn bound(name: &str, shown: &str, ordinal: usize) -> Figure {
    Figure { id: figure_id("report", name, ordinal), alias: name.to_owned(), text: shown.to_owned() }
}
