//! Blocks of a document.

use crate::svg;
use crate::url::web_address;
use crate::xml::Xml;
use hengji_document::{
    Align, Block, Cell, Chart, Document, Figure, Inline, PageSize, ParagraphStyle, Proof, ProofFigure, Row,
    Table, TableStyle, title_lines,
};
use std::collections::HashMap;

/// Spans beyond this are cut: browsers do the same.
const SPAN_MAX: u32 = 1000;

/// Which figures have a working, and which of those stand on the page.
pub(super) struct Figures<'a> {
    by_id: HashMap<&'a str, &'a ProofFigure>,
    seen: HashMap<&'a str, u32>,
    order: Vec<(&'a str, &'a ProofFigure)>,
}

impl<'a> Figures<'a> {
    pub(super) fn new(proof: &'a Proof) -> Figures<'a> {
        let by_id = proof.figures.iter().map(|it| (it.id.as_str(), it)).collect();
        Figures { by_id, seen: HashMap::new(), order: Vec::new() }
    }

    /// The figures on the page, in the order in which they first stand there.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&'a str, &'a ProofFigure)> {
        self.order.iter().copied()
    }

    /// The id without anything that has a meaning in an address, and how often it stood before.
    fn meet(&mut self, id: &str) -> Option<(&'a str, u32)> {
        let (id, figure) = self.by_id.get_key_value(id)?;
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let count = self.seen.entry(id).or_insert(0);
        *count += 1;
        if *count == 1 {
            self.order.push((id, figure));
        }
        Some((id, *count))
    }
}

/// One document as an article.
pub(super) fn document(x: &mut Xml, document: &Document, at: usize, figures: &mut Figures<'_>) {
    let class = match document.page {
        PageSize::Official => "official",
        PageSize::Form => "form",
        PageSize::FormLandscape => "form wide",
    };
    x.element("article", &[("class", class), ("id", &format!("d-{at}"))], |x| {
        let widest = if document.page == PageSize::Official { 19 } else { 26 };
        let title = title_lines(&document.title, widest).join("\n");
        x.element("h2", &[("class", "title")], |x| lines(x, &title));
        let mut class_extra = "";
        for block in &document.blocks {
            if *block == Block::PageBreak {
                class_extra = " new-page";
                continue;
            }
            self::block(x, block, std::mem::take(&mut class_extra), figures);
        }
        if let Some(foot) = &document.running_foot {
            x.text_element("p", &[("class", "running-foot")], foot);
        }
    });
}

fn block(x: &mut Xml, block: &Block, extra: &str, figures: &mut Figures<'_>) {
    let class = |name: &str| format!("{name}{extra}");
    match block {
        Block::Heading { level, content } => {
            let (tag, name) = match level {
                0 | 1 => ("h3", "l1"),
                2 => ("h4", "l2"),
                3 => ("h5", "l3"),
                _ => ("h6", "l4"),
            };
            x.element(tag, &[("class", &class(name))], |x| inlines(x, content, figures));
        }
        Block::Paragraph { style, content } => {
            x.element("p", &[("class", &class(paragraph_class(*style)))], |x| inlines(x, content, figures));
        }
        Block::Table(it) => table(x, it, extra, figures),
        Block::Chart(it) => chart(x, it),
        Block::PageBreak => {}
    }
}

fn paragraph_class(style: ParagraphStyle) -> &'static str {
    match style {
        ParagraphStyle::Body => "body",
        ParagraphStyle::Flush => "flush",
        ParagraphStyle::Centered => "centered",
        ParagraphStyle::Signature => "signature",
        ParagraphStyle::Note => "note",
        ParagraphStyle::Caption => "caption",
        ParagraphStyle::ListItem => "body item",
    }
}

fn inlines(x: &mut Xml, content: &[Inline], figures: &mut Figures<'_>) {
    for piece in content {
        match piece {
            Inline::Text(text) => lines(x, text),
            Inline::Strong(text) => x.element("strong", &[], |x| lines(x, text)),
            Inline::Figure(it) => figure(x, it, figures),
            Inline::Link { text, url } => match web_address(url) {
                Some(address) => {
                    x.text_element("a", &[("href", &address), ("rel", "noopener noreferrer")], text);
                }
                None => lines(x, text),
            },
            Inline::Break => x.empty("br", &[]),
        }
    }
}

/// Text whose line breaks show.
fn lines(x: &mut Xml, text: &str) {
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            x.empty("br", &[]);
        }
        x.text(line.trim_end_matches('\r'));
    }
}

/// A figure: a link to its working, when there is one.
fn figure(x: &mut Xml, figure: &Figure, figures: &mut Figures<'_>) {
    let Some((id, count)) = figures.meet(&figure.id) else {
        x.text_element("span", &[("class", "unbound"), ("title", &figure.alias)], &figure.text);
        return;
    };
    let anchor = if count == 1 { format!("f-{id}") } else { format!("f-{id}-{count}") };
    let target = format!("#w-{id}");
    let attrs = [("class", "figure"), ("id", &anchor), ("href", &target), ("title", &figure.alias)];
    x.text_element("a", &attrs, &figure.text);
}

fn table(x: &mut Xml, table: &Table, extra: &str, figures: &mut Figures<'_>) {
    let style = if table.style == TableStyle::Grid { "grid" } else { "plain" };
    x.element("div", &[("class", &format!("table{extra}"))], |x| {
        if let Some(note) = &table.unit_note {
            if let Some(caption) = &table.caption {
                x.text_element("p", &[("class", "table-caption")], caption);
            }
            x.text_element("p", &[("class", "unit-note")], note);
        }
        x.element("table", &[("class", style)], |x| {
            if let (Some(caption), None) = (&table.caption, &table.unit_note) {
                x.text_element("caption", &[("class", "table-caption")], caption);
            }
            let sum: u64 = table.widths.iter().map(|it| u64::from((*it).max(1))).sum();
            if sum > 0 {
                x.element("colgroup", &[], |x| {
                    for width in &table.widths {
                        let share = u64::from((*width).max(1)) * 1000 / sum;
                        x.empty("col", &[("width", &format!("{}.{}%", share / 10, share % 10))]);
                    }
                });
            }
            let head = table.head_rows.min(table.rows.len());
            if head > 0 {
                x.element("thead", &[], |x| rows(x, &table.rows[..head], "th", figures));
            }
            x.element("tbody", &[], |x| rows(x, &table.rows[head..], "td", figures));
        });
    });
}

fn rows(x: &mut Xml, rows: &[Row], tag: &str, figures: &mut Figures<'_>) {
    for row in rows {
        x.element("tr", &[], |x| {
            for it in &row.cells {
                cell(x, it, tag, figures);
            }
        });
    }
}

fn cell(x: &mut Xml, cell: &Cell, tag: &str, figures: &mut Figures<'_>) {
    let class = match cell.align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    };
    let class = if cell.head { format!("{class} strong") } else { class.to_owned() };
    let columns = cell.columns.clamp(1, SPAN_MAX).to_string();
    let rows = cell.rows.clamp(1, SPAN_MAX).to_string();
    let (tag, scope) = match (tag, cell.head) {
        ("th", _) => ("th", Some("col")),
        (_, true) => ("th", Some("row")),
        _ => (tag, None),
    };
    let mut attrs = vec![("class", class.as_str())];
    attrs.extend(scope.map(|it| ("scope", it)));
    if cell.columns > 1 {
        attrs.push(("colspan", &columns));
    }
    if cell.rows > 1 {
        attrs.push(("rowspan", &rows));
    }
    x.element(tag, &attrs, |x| inlines(x, &cell.content, figures));
}

/// A chart with its caption; a drawing that is none shows its words.
pub(super) fn chart(x: &mut Xml, chart: &Chart) {
    x.element("figure", &[], |x| {
        match svg::drawing(&chart.svg) {
            Some(drawing) => x.raw(&drawing),
            None => x.text_element("p", &[("class", "note")], &chart.alt),
        }
        x.text_element("figcaption", &[], &chart.caption);
    });
}
