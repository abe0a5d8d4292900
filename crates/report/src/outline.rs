//! The report after the outline of the pack: headings, sentences, prose, rows, tables and charts.

use crate::codes;
use crate::figure::{Binder, Edition};
use crate::narrative::Narrative;
use crate::sentence::{row_scope, sentence};
use crate::template::BlockKind;
use crate::{charts, items};
use hengji_diag::{Diagnostic, Place, Text};
use hengji_document::{Align, Block, Cell, Document, Inline, ParagraphStyle, Row, Table};
use hengji_formula::{Budget, Relation, Scope, Value, evaluate_value, parse};
use hengji_rulebook::pack::{Content, Pack, RowPieces, RowTable, Section};
use hengji_score::Scored;
use std::cmp::Ordering;

/// What the report is made of.
pub struct Material<'a> {
    /// Names of the dossier, with the results of scoring laid over.
    pub scope: &'a dyn Scope,
    /// The notice pack.
    pub pack: &'a Pack,
    /// The dossier's prose.
    pub narrative: &'a Narrative,
    /// The department's score.
    pub department: &'a Scored,
    /// The projects' scores.
    pub projects: &'a [Scored],
    /// The edition.
    pub edition: Edition,
    /// Whether charts are drawn: always in html and annex, in the filed papers when the pack asks.
    pub charts: bool,
}

/// The part of the proof that the report's figures belong to.
pub const PART: &str = "report";

/// Builds the report. Findings go to the binder.
pub fn report(binder: &mut Binder, material: &Material) -> Document {
    let pack_place = Place::file(format!("packs/{}", material.pack.name));
    let title = crate::sentence::words(binder, material.scope, &pack_place, &material.pack.title_line);
    let mut counters = [0_usize; 5];
    let mut blocks = Vec::new();
    for section in material.pack.sections_of(material.edition.word()) {
        blocks.extend(one_section(binder, material, section, &mut counters));
    }
    blocks.extend(attachments(binder, material));
    Document { title, part: PART.into(), blocks, ..Document::default() }
}

fn one_section(
    binder: &mut Binder,
    material: &Material,
    section: &Section,
    counters: &mut [usize; 5],
) -> Vec<Block> {
    let place = Place::file(format!("packs/{}", material.pack.name)).at_line(section.line as usize);
    let level = section.level.clamp(1, 4);
    let mut heading = sentence(binder, material.scope, PART, &place, &section.title);
    if section.numbered {
        counters[usize::from(level)] += 1;
        counters[usize::from(level) + 1..].fill(0);
        let number = ordinal(&material.pack.ordinals, level, counters[usize::from(level)]);
        heading.insert(0, Inline::Text(number));
    }
    let mut blocks = vec![Block::Heading { level, content: merge(heading) }];
    let paragraph = |binder: &mut Binder, text: &String| Block::Paragraph {
        style: ParagraphStyle::Body,
        content: merge(sentence(binder, material.scope, PART, &place, text)),
    };
    blocks.extend(section.before.iter().map(|text| paragraph(binder, text)));
    let content = content(binder, material, section, &place);
    let empty = content.is_empty() && !matches!(section.content, Content::None);
    blocks.extend(content);
    blocks.extend(section.after.iter().map(|text| paragraph(binder, text)));
    if empty && section.required {
        let text = Text::new("report-section-empty").with("title", section.title.as_str());
        binder.found.push(
            Diagnostic::error(codes::SECTION_EMPTY, text)
                .at(place)
                .help(Text::new("report-section-empty-help")),
        );
    }
    blocks
}

fn content(binder: &mut Binder, material: &Material, section: &Section, place: &Place) -> Vec<Block> {
    match &section.content {
        Content::None => Vec::new(),
        Content::Narrative(heading) => prose(binder, material, section, heading).unwrap_or_default(),
        Content::Rows(pieces) => row_pieces(binder, material, pieces, place),
        Content::RowNarratives { pieces, by } => row_narratives(binder, material, section, pieces, by, place),
        Content::Table(table) => row_table(binder, material, table, place),
        Content::Items { at, columns } => items::table(binder, PART, material.department, *at, columns),
        Content::Losses => items::losses(material.department),
        Content::Chart(name) => chart(material, name),
    }
}

fn chart(material: &Material, name: &str) -> Vec<Block> {
    if !material.charts {
        return Vec::new();
    }
    charts::draw(material.scope, material.department, name).into_iter().map(Block::Chart).collect()
}

fn prose(binder: &mut Binder, material: &Material, section: &Section, heading: &str) -> Option<Vec<Block>> {
    let part = material.narrative.part(heading)?;
    let mut place_block = |binder: &mut Binder, kind: &BlockKind| match kind {
        BlockKind::Chart(name) => {
            charts::draw(material.scope, material.department, name).into_iter().map(Block::Chart).collect()
        }
        BlockKind::PlacedTable(name) if name == "得分表" => {
            items::table(binder, PART, material.department, 0, &items::usual_columns())
        }
        _ => Vec::new(),
    };
    Some(part.document_blocks(binder, material.scope, PART, section.level, &mut place_block))
}

/// The rows a formula selects, sorted by a column; missing cells come last, equal ones stay as they stand.
pub fn selected<'a>(
    binder: &mut Binder,
    scope: &'a dyn Scope,
    formula: &str,
    sort: &str,
    place: &Place,
) -> Option<(&'a dyn Relation, Vec<usize>)> {
    let (expr, found) = parse(formula, scope.units());
    let failed = !found.is_empty();
    binder.found.extend(found.into_iter().map(|one| {
        let (start, end) = (one.place.start, one.place.end);
        one.at(Place { start, end, ..place.clone() }).showing(formula)
    }));
    let value = evaluate_value(&expr.filter(|_| !failed)?, scope, &Budget::default());
    let Value::Rows(selection) = &value else {
        let why = match &value {
            Value::Missing(missing) => missing.to_string(),
            other => hengji_formula::value_shown(other),
        };
        let text = Text::new("report-no-rows").with("why", why);
        binder.found.push(Diagnostic::warning(codes::NO_ROWS, text).at(place.clone()).showing(formula));
        return None;
    };
    let relation = scope.relation(&selection.relation)?;
    let mut rows: Vec<usize> = selection.rows.iter().map(|row| row as usize).collect();
    if let Some(column) = relation.info().column(sort) {
        rows.sort_by(|a, b| compare(&relation.cell(*a, column), &relation.cell(*b, column)));
    }
    Some((relation, rows))
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Quantity(a), Value::Quantity(b)) => a.base.cmp(&b.base),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Missing(_), Value::Missing(_)) => Ordering::Equal,
        (Value::Missing(_), _) => Ordering::Greater,
        (_, Value::Missing(_)) => Ordering::Less,
        _ => Ordering::Equal,
    }
}

fn row_pieces(binder: &mut Binder, material: &Material, pieces: &RowPieces, place: &Place) -> Vec<Block> {
    let Some((relation, rows)) = selected(binder, material.scope, &pieces.rows, &pieces.sort, place) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (number, row) in rows.into_iter().enumerate() {
        let scope = row_scope(material.scope, relation, row, binder.sight());
        let mut content = lead(pieces, number + 1, relation, row);
        content.extend(sentence(binder, &scope, PART, place, &pieces.item));
        all.push(content);
    }
    let Some(join) = &pieces.join else {
        return all
            .into_iter()
            .map(|content| Block::Paragraph { style: ParagraphStyle::Body, content: merge(content) })
            .collect();
    };
    if all.is_empty() {
        return Vec::new();
    }
    let mut joined = Vec::new();
    for (number, content) in all.into_iter().enumerate() {
        if number > 0 {
            joined.push(Inline::Text(join.clone()));
        }
        joined.extend(content);
    }
    joined.push(Inline::Text(pieces.end.clone()));
    vec![Block::Paragraph { style: ParagraphStyle::Body, content: merge(joined) }]
}

fn lead(pieces: &RowPieces, number: usize, relation: &dyn Relation, row: usize) -> Vec<Inline> {
    let mut out = Vec::new();
    if !pieces.number.is_empty() {
        let written = if pieces.chinese_number { chinese(number) } else { number.to_string() };
        out.push(Inline::Text(pieces.number.replace("{}", &written)));
    }
    if let Some(column) = relation.info().column(&pieces.lead)
        && let Value::Text(text) = relation.cell(row, column)
    {
        out.push(Inline::Strong(text.to_string()));
    }
    out
}

fn row_narratives(
    binder: &mut Binder,
    material: &Material,
    section: &Section,
    pieces: &RowPieces,
    by: &str,
    place: &Place,
) -> Vec<Block> {
    let Some((relation, rows)) = selected(binder, material.scope, &pieces.rows, &pieces.sort, place) else {
        return Vec::new();
    };
    let Some(column) = relation.info().column(by) else { return Vec::new() };
    let mut blocks = Vec::new();
    for (number, row) in rows.into_iter().enumerate() {
        let Value::Text(heading) = relation.cell(row, column) else { continue };
        let mut head = lead(pieces, number + 1, relation, row);
        let inner = prose(binder, material, section, &heading);
        let mut content = match &inner {
            Some(_) if pieces.lead.is_empty() => vec![Inline::Strong(format!("{heading}。"))],
            Some(_) => vec![Inline::Strong("。".to_owned())],
            None => {
                let own = row_scope(material.scope, relation, row, binder.sight());
                sentence(binder, &own, PART, place, &pieces.item)
            }
        };
        head.append(&mut content);
        blocks.push(Block::Paragraph { style: ParagraphStyle::Body, content: merge(head) });
        blocks.extend(inner.unwrap_or_default());
    }
    blocks
}

fn row_table(binder: &mut Binder, material: &Material, spec: &RowTable, place: &Place) -> Vec<Block> {
    let Some((relation, rows)) = selected(binder, material.scope, &spec.rows, &spec.sort, place) else {
        return Vec::new();
    };
    if rows.is_empty() {
        return Vec::new();
    }
    let head = spec.columns.iter().map(|(heading, _, _)| Cell::heading(heading.clone())).collect();
    let mut out = vec![Row { cells: head }];
    for row in rows {
        let scope = row_scope(material.scope, relation, row, binder.sight());
        let cells = spec.columns.iter().map(|(_, cell, _)| {
            let content = merge(sentence(binder, &scope, PART, place, cell));
            aligned(content)
        });
        out.push(Row { cells: cells.collect() });
    }
    if !spec.foot.is_empty() {
        let cells = spec.foot.iter().map(|cell| {
            let content = merge(sentence(binder, material.scope, PART, place, cell));
            aligned(content)
        });
        out.push(Row { cells: cells.collect() });
    }
    let widths = spec.columns.iter().map(|(_, _, width)| (*width).max(1)).collect();
    vec![Block::Table(Table { widths, rows: out, head_rows: 1, ..Table::default() })]
}

/// A cell whose single figure stands at the right.
pub fn aligned(content: Vec<Inline>) -> Cell {
    let align = if matches!(content.as_slice(), [Inline::Figure(_)]) { Align::Right } else { Align::Left };
    Cell { content, align, ..Cell::default() }
}

fn attachments(binder: &mut Binder, material: &Material) -> Vec<Block> {
    let place = Place::file(format!("packs/{}", material.pack.name));
    let shown =
        material.pack.edition(material.edition.word()).map(|it| it.attachments.clone()).unwrap_or_default();
    let list: Vec<_> =
        material.pack.attachments.iter().filter(|it| shown.is_empty() || shown.contains(&it.label)).collect();
    let mut blocks = Vec::new();
    if !list.is_empty() {
        // 附件说明 stands one line below the text (GB/T 9704 §7.3.4).
        blocks.push(Block::Paragraph { style: ParagraphStyle::Body, content: Vec::new() });
    }
    for (number, one) in list.iter().enumerate() {
        let title = crate::sentence::words(binder, material.scope, &place, &one.title);
        let before = if number == 0 { "附件：" } else { "　　　" };
        let text = format!("{before}{}.{title}", number + 1);
        blocks.push(Block::Paragraph { style: ParagraphStyle::Body, content: vec![Inline::Text(text)] });
    }
    blocks
}

/// A heading's number after the pack's pattern: 一、 → 三、, （一） → （三）, 1. → 3., （1） → （3）.
pub fn ordinal(patterns: &[String], level: u8, number: usize) -> String {
    const USUAL: [&str; 4] = ["一、", "（一）", "1.", "（1）"];
    let at = usize::from(level.clamp(1, 4)) - 1;
    let pattern = patterns.get(at).map_or(USUAL[at], String::as_str);
    if pattern.contains('一') {
        pattern.replacen('一', &chinese(number), 1)
    } else {
        pattern.replacen('1', &number.to_string(), 1)
    }
}

fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        20..=99 => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        _ => number.to_string(),
    }
}

/// Joins neighbouring plain texts, so that a paragraph has as few runs as its formatting needs.
pub fn merge(content: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for piece in content {
        match (out.last_mut(), piece) {
            (Some(Inline::Text(last)), Inline::Text(text)) => last.push_str(&text),
            (_, Inline::Text(text)) if text.is_empty() => {}
            (_, piece) => out.push(piece),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_follow_the_pattern_of_the_pack() {
        let usual: Vec<String> = Vec::new();
        assert_eq!(ordinal(&usual, 1, 3), "三、");
        assert_eq!(ordinal(&usual, 2, 12), "（十二）");
        assert_eq!(ordinal(&usual, 3, 21), "21.");
        assert_eq!(ordinal(&["第一部分 ".to_owned()], 1, 20), "第二十部分 ");
    }
}
