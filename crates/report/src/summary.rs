//! The leader's page (领导摘要): where the department stands and what lost points, on one page.

use crate::charts::points;
use crate::figure::Binder;
use crate::items;
use crate::papers::{Order, open_items};
use crate::template::{Format, Slot};
use hengji_diag::Place;
use hengji_document::{
    Align, Block, Cell, Chart, Document, Inline, PageNumbers, PageSize, ParagraphStyle, Row, Table,
};
use hengji_formula::Scope;
use hengji_score::{Amount, Scored};

const PART: &str = "summary";
/// So many losses and projects fit the page beside the rest.
const MOST: usize = 6;

/// The figures every leader asks for first, in standard vocabulary.
const MONEY: [(&str, &str); 5] = [
    ("全年预算数", "全年预算数"),
    ("全年执行数", "全年执行数"),
    ("财政拨款执行数", "财政拨款执行数"),
    ("基本支出执行数", "基本支出执行数"),
    ("项目支出执行数", "项目支出执行数"),
];

/// Builds the page.
pub fn page(binder: &mut Binder, scope: &dyn Scope, order: &Order, charts: &[Chart]) -> Document {
    let meta = order.model.meta();
    let mut blocks = vec![verdict(binder, scope, order)];
    blocks.push(Block::Table(money(binder, scope)));
    let bars = charts.iter().find(|it| it.caption == "一级指标得分");
    blocks
        .extend(bars.map(|chart| Block::Chart(Chart { width_mm: chart.width_mm.min(140), ..chart.clone() })));
    blocks.push(heading("丢分"));
    blocks.extend(losses(order.department));
    blocks.push(heading("得分较低的项目"));
    blocks.push(Block::Table(lowest(order.projects)));
    let open = open_items(order.department, order.projects);
    if !open.is_empty() {
        blocks.push(heading("待填"));
        let text = format!("还有{}项缺少数据，得分以区间列示。", open.len());
        blocks.push(Block::Paragraph { style: ParagraphStyle::Body, content: vec![Inline::Text(text)] });
    }
    Document {
        title: format!("{}年度部门整体支出绩效自评领导摘要", meta.year),
        part: PART.to_owned(),
        page: PageSize::Form,
        numbers: PageNumbers::None,
        blocks,
        ..Document::default()
    }
}

fn figure(binder: &mut Binder, scope: &dyn Scope, formula: &str, format: Format) -> Inline {
    let slot = Slot { name: None, formula: formula.to_owned(), format, line: 1, start: 0, end: 0 };
    Inline::Figure(binder.slot(scope, PART, &slot, &Place::file("领导摘要")))
}

fn heading(text: &str) -> Block {
    Block::Paragraph { style: ParagraphStyle::Caption, content: vec![Inline::Text(text.to_owned())] }
}

fn verdict(binder: &mut Binder, scope: &dyn Scope, order: &Order) -> Block {
    let two = || Format { places: Some(2), ..Format::default() };
    let mut content = vec![Inline::Text(order.model.meta().department.clone())];
    match &order.department.total {
        Amount::Range { low, high, .. } => content.push(Inline::Text(format!(
            "自评得分在{}分至{}分之间，尚有待填项。",
            low.to_fixed(2),
            high.to_fixed(2)
        ))),
        _ => {
            content.push(Inline::Text("自评得分".to_owned()));
            content.push(figure(binder, scope, "总分", two()));
            content.push(Inline::Text("，评级为".to_owned()));
            content.push(figure(binder, scope, "等级", Format::default()));
            content.push(Inline::Text("；按规则复算".to_owned()));
            content.push(figure(binder, scope, "复算总分", two()));
            content.push(Inline::Text("，仅凭佐证".to_owned()));
            match order.department.evidenced.known() {
                Some(_) => content.push(figure(binder, scope, "佐证总分", two())),
                None => content.push(Inline::Text(format!("{}分", order.department.evidenced.shown()))),
            }
            content.push(Inline::Text("。".to_owned()));
        }
    }
    content.push(Inline::Text("预算执行率".to_owned()));
    content.push(figure(binder, scope, "预算执行率", two()));
    content.push(Inline::Text(format!("，自评项目{}个。", order.projects.len())));
    Block::Paragraph { style: ParagraphStyle::Body, content }
}

fn money(binder: &mut Binder, scope: &dyn Scope) -> Table {
    let format =
        || Format { unit: Some("万元".into()), places: Some(2), without_unit: true, ..Format::default() };
    let head = MONEY.iter().map(|(label, _)| Cell::heading(*label)).collect();
    let cells = MONEY
        .iter()
        .map(|(_, formula)| Cell {
            content: vec![figure(binder, scope, formula, format())],
            align: Align::Center,
            ..Cell::default()
        })
        .collect();
    Table {
        unit_note: Some("单位：万元".to_owned()),
        widths: vec![1; MONEY.len()],
        rows: vec![Row { cells: head }, Row { cells }],
        head_rows: 1,
        ..Table::default()
    }
}

fn losses(scored: &Scored) -> Vec<Block> {
    let mut sorted = scored.clone();
    sorted.losses.sort_by(|a, b| b.points.cmp(&a.points));
    sorted.losses.truncate(MOST);
    if sorted.losses.is_empty() {
        let content = vec![Inline::Text("各项均未丢分。".to_owned())];
        return vec![Block::Paragraph { style: ParagraphStyle::Note, content }];
    }
    items::losses(&sorted)
        .into_iter()
        .map(|block| match block {
            Block::Paragraph { content, .. } => Block::Paragraph { style: ParagraphStyle::Note, content },
            other => other,
        })
        .collect()
}

fn lowest(projects: &[Scored]) -> Table {
    let mut sorted: Vec<&Scored> = projects.iter().collect();
    sorted.sort_by(|a, b| a.total.low().cmp(&b.total.low()).then_with(|| a.object.cmp(&b.object)));
    let mut rows = vec![Row {
        cells: ["项目", "得分", "等级", "主要丢分"].iter().map(|it| Cell::heading(*it)).collect(),
    }];
    for scored in sorted.into_iter().take(MOST) {
        let worst = scored.losses.iter().max_by(|a, b| a.points.cmp(&b.points));
        let why = worst.map(|it| format!("{}扣{}分", it.name, points(&it.points))).unwrap_or_default();
        rows.push(Row {
            cells: vec![
                Cell::text(scored.name.clone()),
                Cell::text(scored.total.shown()).aligned(Align::Center),
                Cell::text(scored.grade.clone()).aligned(Align::Center),
                Cell::text(why),
            ],
        });
    }
    Table { widths: vec![8, 3, 2, 8], rows, head_rows: 1, ..Table::default() }
}
