//! The prose of a dossier, split at its first-level headings and found by them.

use crate::figure::Binder;
use crate::template::{self, BlockKind, Piece, Slot, Template, TemplateBlock};
use hengji_diag::{Diagnostic, Place};
use hengji_document::{Align, Block, Cell, Inline, ParagraphStyle, Row, Table};
use hengji_formula::Scope;
use std::cell::Cell as Flag;

/// All prose of a dossier.
#[derive(Debug, Default)]
pub struct Narrative {
    parts: Vec<ProsePart>,
}

/// One part: what stands under a first-level heading.
#[derive(Debug)]
pub struct ProsePart {
    /// The file it stands in.
    pub file: String,
    /// Its heading; empty for what stands before the first one.
    pub heading: String,
    /// Its blocks, heading left out.
    pub blocks: Vec<TemplateBlock>,
    slots: Vec<Slot>,
    used: Flag<bool>,
}

impl Narrative {
    /// Parses every file, `(name, text)`.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Narrative, Vec<Diagnostic>) {
        let (mut out, mut found) = (Narrative::default(), Vec::new());
        for (file, text) in files {
            let (template, mut bad) = template::parse(file, text);
            found.append(&mut bad);
            out.split(template);
        }
        (out, found)
    }

    fn split(&mut self, template: Template) {
        let Template { file, blocks, slots } = template;
        let new = |heading: String| ProsePart {
            file: file.clone(),
            heading,
            blocks: Vec::new(),
            slots: slots.clone(),
            used: Flag::new(false),
        };
        let mut part = new(String::new());
        for block in blocks {
            match &block.kind {
                BlockKind::Heading(1, pieces) => {
                    let heading = new(words(pieces));
                    let done = std::mem::replace(&mut part, heading);
                    if !done.blocks.is_empty() || !done.heading.is_empty() {
                        self.parts.push(done);
                    }
                }
                _ => part.blocks.push(block),
            }
        }
        if !part.blocks.is_empty() || !part.heading.is_empty() {
            self.parts.push(part);
        }
    }

    /// The part with this heading; marks it as used.
    pub fn part(&self, heading: &str) -> Option<&ProsePart> {
        let part = self.parts.iter().find(|it| it.heading == heading)?;
        part.used.set(true);
        Some(part)
    }

    /// Parts that no section asked for.
    pub fn unused(&self) -> impl Iterator<Item = &ProsePart> {
        self.parts.iter().filter(|it| !it.used.get())
    }

    /// All parts.
    pub fn parts(&self) -> &[ProsePart] {
        &self.parts
    }
}

impl ProsePart {
    /// Whether the part holds a figure.
    pub fn has_figures(&self) -> bool {
        self.blocks.iter().any(|block| match &block.kind {
            BlockKind::Heading(_, p) | BlockKind::Paragraph(p) | BlockKind::Item(_, p) => {
                p.iter().any(|it| matches!(it, Piece::Figure(_)))
            }
            BlockKind::Table(rows) => {
                rows.iter().flatten().flatten().any(|it| matches!(it, Piece::Figure(_)))
            }
            _ => false,
        })
    }

    /// Every line of prose with figures left out, as (line, text): for checks of the words.
    pub fn texts(&self) -> Vec<(usize, String)> {
        let mut out = Vec::new();
        for block in &self.blocks {
            match &block.kind {
                BlockKind::Heading(_, p) | BlockKind::Paragraph(p) | BlockKind::Item(_, p) => {
                    out.push((block.line, words(p)));
                }
                BlockKind::Table(rows) => {
                    out.extend(rows.iter().flatten().map(|cell| (block.line, words(cell))));
                }
                _ => {}
            }
        }
        out
    }

    /// The blocks of the part in a document. Headings in it stand `level` levels below; `place_block` gives the
    /// chart or table of a placement.
    pub fn document_blocks(
        &self,
        binder: &mut Binder,
        scope: &dyn Scope,
        part: &str,
        level: u8,
        place_block: &mut dyn FnMut(&mut Binder, &BlockKind) -> Vec<Block>,
    ) -> Vec<Block> {
        let mut out = Vec::new();
        for block in &self.blocks {
            let place = Place::file(self.file.clone()).at_line(block.line);
            let line = |binder: &mut Binder, pieces: &[Piece]| self.line(binder, scope, part, &place, pieces);
            match &block.kind {
                BlockKind::Heading(own, pieces) => {
                    let content = line(binder, pieces);
                    out.push(Block::Heading { level: (level + own - 1).min(4), content });
                }
                BlockKind::Paragraph(pieces) => {
                    let content = line(binder, pieces);
                    out.push(Block::Paragraph { style: ParagraphStyle::Body, content });
                }
                BlockKind::Item(number, pieces) => {
                    let mut content = line(binder, pieces);
                    if let Some(number) = number {
                        content.insert(0, Inline::Text(format!("{number}.")));
                    }
                    out.push(Block::Paragraph { style: ParagraphStyle::Body, content });
                }
                BlockKind::Table(rows) => {
                    let rows: Vec<Vec<Vec<Inline>>> =
                        rows.iter().map(|row| row.iter().map(|cell| line(binder, cell)).collect()).collect();
                    out.push(Block::Table(table(rows)));
                }
                BlockKind::Chart(_) | BlockKind::PlacedTable(_) => {
                    out.extend(place_block(binder, &block.kind))
                }
            }
        }
        out
    }

    fn line(
        &self,
        binder: &mut Binder,
        scope: &dyn Scope,
        part: &str,
        place: &Place,
        pieces: &[Piece],
    ) -> Vec<Inline> {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Inline::Text(text.clone()),
                Piece::Strong(text) => Inline::Strong(text.clone()),
                Piece::Link(text, url) => Inline::Link { text: text.clone(), url: url.clone() },
                Piece::Break => Inline::Break,
                Piece::Figure(at) => match self.slots.get(*at) {
                    Some(slot) => {
                        let place = Place { line: u32::try_from(slot.line).ok(), ..place.clone() };
                        Inline::Figure(binder.slot(scope, part, slot, &place))
                    }
                    None => Inline::Text(String::new()),
                },
            })
            .collect()
    }
}

fn table(rows: Vec<Vec<Vec<Inline>>>) -> Table {
    let columns = rows.first().map_or(0, Vec::len);
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(number, row)| Row {
            cells: row
                .into_iter()
                .map(|content| {
                    let figure = matches!(content.as_slice(), [Inline::Figure(_)]);
                    let align = match (number, figure) {
                        (0, _) => Align::Center,
                        (_, true) => Align::Right,
                        _ => Align::Left,
                    };
                    Cell { content, align, head: number == 0, ..Cell::default() }
                })
                .collect(),
        })
        .collect();
    Table { widths: vec![1; columns], rows, head_rows: 1, ..Table::default() }
}

fn words(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Strong(text) | Piece::Link(text, _) => text.as_str(),
            Piece::Figure(_) | Piece::Break => " ",
        })
        .collect()
}
