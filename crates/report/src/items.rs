//! Tables of scored items, and the point-loss account in sentences.

use crate::charts::points;
use crate::figure::Binder;
use crate::results::item_working;
use crate::template::Format;
use hengji_diag::Place;
use hengji_document::{Align, Block, Cell, Inline, ParagraphStyle, Row, Table};
use hengji_formula::Working;
use hengji_rulebook::pack::{ItemColumn, Shows};
use hengji_score::{Amount, Item, Scored};
use std::sync::Arc;

/// The columns of a scored-item table when nobody chose others.
pub fn usual_columns() -> Vec<ItemColumn> {
    [
        ("一级指标", Shows::Level1, true, 2),
        ("三级指标", Shows::Level3, false, 4),
        ("分值", Shows::Points, false, 1),
        ("得分", Shows::Score, false, 1),
        ("扣分原因", Shows::Reason, false, 4),
    ]
    .into_iter()
    .map(|(heading, shows, merge, span)| ItemColumn { heading: heading.to_owned(), shows, merge, span })
    .collect()
}

/// A table of the scored items. `at` groups by that level of path; 0 lists every item.
pub fn table(binder: &mut Binder, part: &str, scored: &Scored, at: u8, columns: &[ItemColumn]) -> Vec<Block> {
    let mut rows = vec![Row { cells: columns.iter().map(|it| Cell::heading(it.heading.clone())).collect() }];
    if at > 0 {
        let groups = scored.groups.iter().filter(|group| group.path.len() == usize::from(at));
        rows.extend(groups.map(|group| {
            Row {
                cells: columns
                    .iter()
                    .map(|column| match column.shows {
                        Shows::Points => Cell::text(points(&group.points)).aligned(Align::Center),
                        Shows::Score | Shows::Declared => {
                            Cell::text(group.score.shown()).aligned(Align::Center)
                        }
                        Shows::Lost => Cell::text(match group.score.known() {
                            Some(score) => (&group.points - score).to_fixed(2),
                            None => String::new(),
                        })
                        .aligned(Align::Center),
                        Shows::Level1 | Shows::Level2 | Shows::Level3 => {
                            Cell::text(group.path.last().cloned().unwrap_or_default())
                        }
                        _ => Cell::text(""),
                    })
                    .collect(),
            }
        }));
    } else {
        rows.extend(body(binder, part, &scored.items, columns, false));
    }
    if rows.len() == 1 {
        return Vec::new();
    }
    let widths = columns.iter().map(|it| it.span.max(1)).collect();
    vec![Block::Table(Table { widths, rows, head_rows: 1, ..Table::default() })]
}

/// The lines of the items, merged where a column asks for it. `spanning` gives each column its grid span.
pub fn body(
    binder: &mut Binder,
    part: &str,
    items: &[Item],
    columns: &[ItemColumn],
    spanning: bool,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let mut cells = Vec::new();
        for column in columns {
            let span = if spanning { column.span.max(1) } else { 1 };
            let mut height = 1;
            if column.merge {
                let key = merge_key(item, column.shows);
                if number > 0 && merge_key(&items[number - 1], column.shows) == key {
                    continue;
                }
                height =
                    items[number..].iter().take_while(|it| merge_key(it, column.shows) == key).count() as u32;
            }
            cells.push(cell(binder, part, item, column.shows).span(span, height));
        }
        rows.push(Row { cells });
    }
    rows
}

fn merge_key(item: &Item, shows: Shows) -> Vec<&str> {
    let depth = match shows {
        Shows::Level1 => 1,
        Shows::Level2 => 2,
        _ => item.path.len(),
    };
    item.path.iter().take(depth).map(String::as_str).collect()
}

/// One cell of an item.
pub fn cell(binder: &mut Binder, part: &str, item: &Item, shows: Shows) -> Cell {
    let level = |at: usize| item.path.get(at).cloned().unwrap_or_default();
    let text = |text: &str| Cell::text(text);
    match shows {
        Shows::Code => text(&item.code).aligned(Align::Center),
        Shows::Level1 => text(&level(0)).aligned(Align::Center),
        Shows::Level2 => {
            text(&if item.path.len() > 2 { level(1) } else { String::new() }).aligned(Align::Center)
        }
        Shows::Level3 => text(item.name()),
        // A category that stands empty in the form has no points of its own.
        Shows::Points if item.name().is_empty() => text(""),
        Shows::Points => text(&points(&item.points)).aligned(Align::Center),
        Shows::Target => text(&item.target).aligned(Align::Center),
        Shows::Actual => actual(binder, part, item),
        Shows::Value => value(binder, part, item),
        Shows::Score => score(binder, part, item, "得分", &item.score),
        Shows::Declared => score(binder, part, item, "自评分", &item.declared),
        Shows::Recomputed => score(binder, part, item, "复算分", &item.recomputed),
        Shows::Evidenced => score(binder, part, item, "佐证分", &item.evidenced),
        Shows::Lost => {
            text(&item.lost.as_ref().map(|it| it.to_fixed(2)).unwrap_or_default()).aligned(Align::Center)
        }
        Shows::Reason => text(&item.reason),
        Shows::Measure => text(&item.measure),
        Shows::ReasonAndMeasure => text(&reason_and_measure(item)),
        Shows::Explanation => text(&item.explanation),
        Shows::Standard => text(&item.standard),
        Shows::Clause => text(&item.clause),
        Shows::Evidence => text(&item.evidence.join("；")),
        Shows::Reviewed => text(&item.reviewed.as_ref().map(|it| it.0.to_fixed(2)).unwrap_or_default())
            .aligned(Align::Center),
        Shows::ReviewedBasis => text(&item.reviewed.as_ref().map(|it| it.1.clone()).unwrap_or_default()),
        Shows::Remark => text(""),
    }
}

fn reason_and_measure(item: &Item) -> String {
    match (item.reason.is_empty(), item.measure.is_empty()) {
        (false, false) => format!("原因：{} 措施：{}", item.reason, item.measure),
        (false, true) => item.reason.clone(),
        (true, false) => item.measure.clone(),
        (true, true) => item.not_applicable_reason.clone(),
    }
}

fn score(binder: &mut Binder, part: &str, item: &Item, what: &str, amount: &Amount) -> Cell {
    let (Some(_), Some(working)) = (amount.known(), item_working(item, binder.scope().units())) else {
        return Cell::text(amount.shown()).aligned(Align::Center);
    };
    let working = match what {
        "得分" => working,
        _ => with_value(working, amount, binder),
    };
    let format = Format { places: Some(2), without_unit: true, ..Format::default() };
    let name = format!("{what}：{}", item.name());
    let place = Place::default();
    let figure =
        binder.value(part, Some(&name), item.name(), &working.value.clone(), &working, &format, &place);
    Cell { content: vec![Inline::Figure(figure)], align: Align::Center, ..Cell::default() }
}

// The recomputed and the evidenced score of an item rest on the same working with another result.
fn with_value(mut working: Working, amount: &Amount, binder: &Binder) -> Working {
    if let Some(known) = amount.known() {
        let unit = crate::results::point_unit(binder.scope().units());
        let quantity = hengji_num::Quantity::of(known.clone(), unit);
        working.value = hengji_formula::Value::Quantity(quantity);
        working.shown = hengji_formula::value_shown(&working.value).into();
        working.from = hengji_formula::Origin::Function("按规则取位".into());
    }
    working
}

// The actual value of an indicator row, bound when it was computed; else as somebody wrote it.
fn actual(binder: &mut Binder, part: &str, item: &Item) -> Cell {
    let used = item.inputs.iter().find(|used| matches!(&*used.name, "实际值" | "完成值" | "实际完成值"));
    match used.and_then(|used| used.working.as_ref().map(|working| (used, Arc::clone(working)))) {
        Some((used, working)) if !matches!(used.value, hengji_formula::Value::Missing(_)) => {
            let place = Place::default();
            let name = format!("完成值：{}", item.name());
            let mut figure = binder.value(
                part,
                Some(&name),
                &used.formula,
                &used.value,
                &working,
                &Format::default(),
                &place,
            );
            if !item.actual.is_empty() && figure.text != item.actual {
                binder.retext(&figure.id, &item.actual);
                figure.text = item.actual.clone();
            }
            Cell { content: vec![Inline::Figure(figure)], align: Align::Center, ..Cell::default() }
        }
        _ => Cell::text(item.actual.clone()).aligned(Align::Center),
    }
}

fn value(binder: &mut Binder, part: &str, item: &Item) -> Cell {
    let Some((used, working)) =
        item.value.as_ref().and_then(|used| used.working.as_ref().map(|working| (used, Arc::clone(working))))
    else {
        return Cell::text("");
    };
    if matches!(used.value, hengji_formula::Value::Missing(_)) {
        return Cell::text("待填").aligned(Align::Center);
    }
    let name = format!("指标值：{}", item.name());
    let place = Place::default();
    let figure =
        binder.value(part, Some(&name), &used.formula, &used.value, &working, &Format::default(), &place);
    Cell { content: vec![Inline::Figure(figure)], align: Align::Center, ..Cell::default() }
}

/// The point-loss account (丢分账): a sentence for each loss, and what would restore it.
pub fn losses(scored: &Scored) -> Vec<Block> {
    scored
        .losses
        .iter()
        .enumerate()
        .map(|(number, loss)| {
            let mut text =
                format!("（{}）{}扣{}分。{}", number + 1, loss.name, loss.points.to_fixed(2), loss.reason);
            if !text.ends_with(['。', '！', '？']) {
                text.push('。');
            }
            if !loss.restore.is_empty() {
                text.push_str(&format!("挽回：{}。", loss.restore.trim_end_matches('。')));
            }
            Block::Paragraph { style: ParagraphStyle::Body, content: vec![Inline::Text(text)] }
        })
        .collect()
}
