//! Forms (表样) laid out by the pack: one grid of labelled cells each, ready for a sheet and for a page.

use crate::codes;
use crate::figure::Binder;
use crate::items;
use crate::outline::merge;
use crate::sentence::sentence;
use hengji_diag::{Diagnostic, Place, Text};
use hengji_document::{
    Align, Block, Cell, Document, Inline, PageNumbers, PageSize, ParagraphStyle, Row, Table,
};
use hengji_formula::Scope;
use hengji_rulebook::pack::{Field, Form, FormBlock, ItemColumn, Pack, SignatureRole};
use hengji_score::{Item, Scored};

/// A form with the name of its sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct FilledForm {
    /// The sheet's name, unique within 31 characters once the workbook is made.
    pub sheet: String,
    /// Key of the object: a project, or `department`.
    pub object: String,
    /// Its name, for the index.
    pub name: String,
    /// The form as a document: title, one table, notes.
    pub document: Document,
}

/// Fills a form for one scored object. `scope` knows the object's own columns and the results of its scoring.
pub fn fill(
    binder: &mut Binder,
    scope: &dyn Scope,
    pack: &Pack,
    form: &Form,
    scored: &Scored,
    internal: bool,
) -> FilledForm {
    let part = if form.of_department { "form".to_owned() } else { format!("project:{}", scored.object) };
    let place = Place::file(format!("packs/{}", pack.name));
    let mut filler =
        Filler { binder, scope, pack, form, scored, part: &part, place: &place, notes: Vec::new() };
    let mut rows = Vec::new();
    for block in &form.blocks {
        rows.extend(filler.block(block, internal));
    }
    let (subtitle, sheet, title) =
        (filler.words(&form.subtitle), filler.words(&form.sheet), filler.words(&form.title));
    let notes = std::mem::take(&mut filler.notes);
    let unit_note = Some(format!("单位：{}", pack.money_unit)).filter(|_| !pack.money_unit.is_empty());
    let table = Table { widths: form.widths.clone(), rows, unit_note, ..Table::default() };
    let mut blocks = Vec::new();
    if !subtitle.is_empty() {
        blocks.push(Block::Paragraph {
            style: ParagraphStyle::Centered,
            content: vec![Inline::Text(subtitle)],
        });
    }
    blocks.push(Block::Table(table));
    blocks.extend(notes.into_iter().map(|content| Block::Paragraph { style: ParagraphStyle::Note, content }));
    let page = if form.landscape { PageSize::FormLandscape } else { PageSize::Form };
    let document = Document {
        title,
        part: part.clone(),
        page,
        numbers: PageNumbers::Official,
        blocks,
        ..Document::default()
    };
    let sheet = if sheet.is_empty() { scored.object.clone() } else { sheet };
    FilledForm { sheet, object: scored.object.clone(), name: scored.name.clone(), document }
}

struct Filler<'a, 'b, 'c> {
    binder: &'a mut Binder<'c>,
    scope: &'b dyn Scope,
    pack: &'b Pack,
    form: &'b Form,
    scored: &'b Scored,
    part: &'b str,
    place: &'b Place,
    notes: Vec<Vec<Inline>>,
}

impl Filler<'_, '_, '_> {
    fn words(&mut self, text: &str) -> String {
        crate::sentence::words(self.binder, self.scope, self.place, text)
    }

    fn sentence(&mut self, text: &str) -> Vec<Inline> {
        merge(sentence(self.binder, self.scope, self.part, self.place, text))
    }

    fn columns(&self) -> u32 {
        (self.form.widths.len() as u32).max(1)
    }

    fn label_columns(&self) -> u32 {
        self.form.label_columns.clamp(1, self.columns())
    }

    fn block(&mut self, block: &FormBlock, internal: bool) -> Vec<Row> {
        match block {
            FormBlock::Fields(rows) => rows.iter().map(|row| self.fields(row)).collect(),
            FormBlock::Grid { label, columns, rows, note } => self.grid(label, columns, rows, *note),
            FormBlock::Pair { label, left, right, .. } => self.pair(label, left, right),
            FormBlock::Text { label, value, .. } => {
                let content = self.sentence(value);
                let width = self.columns() - self.label_columns();
                let value = Cell { content, ..Cell::default() }.span(width, 1);
                vec![Row { cells: vec![self.label(label, 1), value] }]
            }
            FormBlock::Items { label, columns, levels, skip } => self.items(label, columns, levels, skip),
            FormBlock::Total { label, cells } => self.total(label, cells),
            FormBlock::Signatures => {
                let content = self.signatures(internal);
                self.notes.push(content);
                Vec::new()
            }
            FormBlock::Notes(lines) => {
                for line in lines {
                    let content = self.sentence(line);
                    self.notes.push(content);
                }
                Vec::new()
            }
        }
    }

    fn label(&self, label: &str, rows: usize) -> Cell {
        Cell::heading(label).span(self.label_columns(), rows as u32)
    }

    fn fields(&mut self, row: &[Field]) -> Row {
        let mut cells = Vec::new();
        for field in row {
            cells.push(Cell::heading(field.label.clone()).span(field.label_span.max(1), 1));
            let content = self.sentence(&field.value);
            cells.push(Cell { content, ..Cell::default() }.span(field.span.max(1), 1));
        }
        Row { cells }
    }

    fn grid(
        &mut self,
        label: &str,
        columns: &[(String, u32)],
        rows: &[(String, Vec<String>)],
        note: bool,
    ) -> Vec<Row> {
        let head =
            columns.iter().map(|(heading, span)| Cell::heading(heading.clone()).span((*span).max(1), 1));
        let mut first: Vec<Cell> = vec![self.label(label, rows.len() + 1)];
        first.extend(head);
        let mut out = vec![Row { cells: first }];
        for (name, cells) in rows {
            let name_span = columns.first().map_or(1, |it| it.1.max(1));
            let mut line = vec![Cell::text(name.clone()).span(name_span, 1)];
            for (at, cell) in cells.iter().enumerate() {
                let span = columns.get(at + 1).map_or(1, |it| it.1.max(1));
                let content = self.sentence(cell);
                let align = if matches!(content.as_slice(), [Inline::Figure(_)]) {
                    Align::Right
                } else {
                    Align::Center
                };
                line.push(Cell { content, align, ..Cell::default() }.span(span, 1));
            }
            out.push(Row { cells: line });
        }
        if note
            && let Some(text) = crate::remainder::needed(&out).then(|| self.pack.tail_note.clone()).flatten()
        {
            let content = self.sentence(&text);
            self.notes.push(content);
        }
        out
    }

    fn pair(&mut self, label: &str, left: &(String, String), right: &(String, String)) -> Vec<Row> {
        let rest = self.columns() - self.label_columns();
        let (half, other) = (rest.div_ceil(2), rest / 2);
        let (left_text, right_text) = (self.sentence(&left.1), self.sentence(&right.1));
        let head = Row {
            cells: vec![
                self.label(label, 2),
                Cell::heading(left.0.clone()).span(half, 1),
                Cell::heading(right.0.clone()).span(other.max(1), 1),
            ],
        };
        let body = Row {
            cells: vec![
                Cell { content: left_text, ..Cell::default() }.span(half, 1),
                Cell { content: right_text, ..Cell::default() }.span(other.max(1), 1),
            ],
        };
        vec![head, body]
    }

    fn items(
        &mut self,
        label: &str,
        columns: &[ItemColumn],
        levels: &[(String, Vec<String>)],
        skip: &[String],
    ) -> Vec<Row> {
        let mut list: Vec<Item> =
            self.scored.items.iter().filter(|it| !skip.contains(&it.code)).cloned().collect();
        fill_levels(&mut list, levels);
        let head =
            columns.iter().map(|it| Cell::heading(it.heading.clone()).span(it.span.max(1), 1)).collect();
        let mut rows = vec![Row { cells: head }];
        rows.extend(items::body(self.binder, self.part, &list, columns, true));
        if !label.is_empty() {
            let height = rows.len();
            let label = self.label(label, height);
            rows[0].cells.insert(0, label);
        }
        let width: u32 = columns.iter().map(|it| it.span.max(1)).sum::<u32>()
            + if label.is_empty() { 0 } else { self.label_columns() };
        if width != self.columns() {
            let text = Text::new("report-form-width")
                .with("form", self.form.title.as_str())
                .with("have", width as usize)
                .with("want", self.columns() as usize);
            self.binder.found.push(Diagnostic::warning(codes::FORM_WIDTH, text).at(self.place.clone()));
        }
        rows
    }

    fn total(&mut self, label: &str, cells: &[(u32, String)]) -> Vec<Row> {
        let taken: u32 = cells.iter().map(|it| it.0.max(1)).sum();
        let mut line = vec![Cell::heading(label).span(self.columns().saturating_sub(taken).max(1), 1)];
        for (span, text) in cells {
            let content = self.sentence(text);
            line.push(Cell { content, align: Align::Center, ..Cell::default() }.span((*span).max(1), 1));
        }
        vec![Row { cells: line }]
    }

    fn signatures(&mut self, internal: bool) -> Vec<Inline> {
        let shown: Vec<_> = self
            .pack
            .signatures
            .iter()
            .filter(|it| it.forms.is_empty() || it.forms.contains(&self.form.name))
            .collect();
        let mut line = String::new();
        for one in shown {
            let known = match one.role {
                SignatureRole::Phone if internal => self.known("联系电话"),
                SignatureRole::Date => self.known("填报日期"),
                _ => String::new(),
            };
            let room =
                if known.is_empty() { "　　　　　　".to_owned() } else { format!("{known}　　") };
            line.push_str(&format!("{}：{room}", one.label));
        }
        vec![Inline::Text(line.trim_end_matches('　').to_owned())]
    }

    fn known(&mut self, name: &str) -> String {
        match self.scope.named(name) {
            Some(_) => match self.scope.value(name).value {
                hengji_formula::Value::Missing(_) => String::new(),
                value => hengji_formula::value_shown(&value),
            },
            None => String::new(),
        }
    }
}

// A category that does not apply stays in the form, empty (domain: left empty, not deleted).
fn fill_levels(list: &mut Vec<Item>, levels: &[(String, Vec<String>)]) {
    if levels.is_empty() {
        return;
    }
    let mut out = Vec::new();
    for (level1, seconds) in levels {
        for level2 in seconds {
            let own = |it: &Item| it.path.first() == Some(level1) && it.path.get(1) == Some(level2);
            if !list.iter().any(own) {
                out.push(Item {
                    path: vec![level1.clone(), level2.clone(), String::new()],
                    ..Item::default()
                });
                continue;
            }
            let (mine, rest): (Vec<Item>, Vec<Item>) = std::mem::take(list).into_iter().partition(own);
            out.extend(mine);
            *list = rest;
        }
    }
    out.append(list);
    *list = out;
}
