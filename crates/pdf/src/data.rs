//! The document as a value for the template. Text stays text: nothing of it is ever read as markup.

use crate::{
    fonts::{Fonts, Role},
    grid,
    rows::RowPages,
    world::family,
};
use hengji_document::{
    Align, Block, Chart, Document, Inline, PageNumbers, PageSize, ParagraphStyle, Table, TableStyle,
    title_lines,
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};
use typst::foundations::{Array, Dict, IntoValue, Str, Value};

/// The mark for a character that no face has (缺字符号), as printers have always set it.
const GETA: char = '〓';

/// A cell of more lines than this may be cut at the end of a page; shorter ones stay in one piece.
const CELL_LINES: usize = 15;

/// A head of more lines than this is set once and not repeated, since it must leave room for the rows.
const HEAD_LINES: usize = 20;

/// A run without a place to break is opened after this many characters.
const RUN_MAX: usize = 40;

/// Turns documents into the template's inputs, and collects what had to be changed.
pub(crate) struct Packer<'a> {
    fonts: &'a Fonts,
    /// Characters no face has.
    pub replaced: BTreeSet<char>,
    /// Whether some face has a character; looking through a face's coverage is slow.
    covered: HashMap<char, bool>,
    /// Where rows came to lie the last time, when there was one.
    row_pages: &'a RowPages,
    /// How much tighter than usual each document is set: 0 to 3.
    tighter: &'a [usize],
    /// The tables of each document packed so far.
    pub tables_of: Vec<Range<usize>>,
    /// How many tables were packed, and whether a cell of one was cut at the end of a page.
    tables: usize,
    pub cut: bool,
    /// The paper of the document that is being packed.
    page: PageSize,
}

impl<'a> Packer<'a> {
    pub(crate) fn new(fonts: &'a Fonts, row_pages: &'a RowPages, tighter: &'a [usize]) -> Packer<'a> {
        Packer {
            fonts,
            replaced: BTreeSet::new(),
            covered: HashMap::new(),
            row_pages,
            tighter,
            tables_of: Vec::new(),
            tables: 0,
            cut: false,
            page: PageSize::default(),
        }
    }

    /// The inputs for `documents`, one after another.
    pub(crate) fn inputs(&mut self, documents: &[&Document]) -> Dict {
        let title = documents.first().map(|d| self.text(&d.title.replace('\n', ""))).unwrap_or_default();
        let documents: Array = documents.iter().map(|d| self.document(d)).collect();
        let thin_hei = Value::Bool(self.fonts.has_thin_hei());
        record([
            ("title", title),
            ("documents", Value::Array(documents)),
            ("faces", faces(self.fonts)),
            ("thin-hei", thin_hei),
        ])
    }

    fn document(&mut self, document: &Document) -> Value {
        self.page = document.page;
        let page = match document.page {
            PageSize::Official => "official",
            PageSize::Form => "form",
            PageSize::FormLandscape => "landscape",
        };
        let numbered = document.numbers == PageNumbers::Official;
        let (number, first) = (self.tables_of.len(), self.tables);
        let blocks = self.blocks(&document.blocks);
        self.tables_of.push(first..self.tables);
        // One step beyond the tightest means that none helped: the usual look again.
        let tighter =
            self.tighter.get(number).map_or(0, |steps| if *steps > crate::TIGHTEST { 0 } else { *steps });
        Value::Dict(record([
            ("title", self.title(&document.title)),
            ("page", text_value(page)),
            ("number", whole(number)),
            ("tighter", whole(tighter)),
            ("numbered", Value::Bool(numbered)),
            ("head", self.option(document.running_head.as_deref())),
            ("foot", document.running_foot.as_deref().map_or(Value::None, |foot| self.unbroken(foot))),
            ("blocks", Value::Array(blocks)),
        ]))
    }

    /// Signature lines that follow each other are one block, so that the name stands over the middle of the date.
    fn blocks(&mut self, blocks: &[Block]) -> Array {
        let mut packed = Array::new();
        for group in blocks.chunk_by(|a, b| is_signature(a) && is_signature(b)) {
            match group {
                [one] if !is_signature(one) => packed.push(self.block(one)),
                lines => packed.push(self.signature(lines)),
            }
        }
        packed
    }

    fn signature(&mut self, lines: &[Block]) -> Value {
        let mut packed = Array::new();
        for line in lines {
            if let Block::Paragraph { content, .. } = line {
                packed.push(self.inlines(content));
            }
        }
        Value::Dict(record([("kind", text_value("signature")), ("lines", Value::Array(packed))]))
    }

    fn block(&mut self, block: &Block) -> Value {
        let dict = match block {
            Block::Heading { level, content } => record([
                ("kind", text_value("heading")),
                ("level", Value::Int((*level).clamp(1, 4).into())),
                ("content", self.inlines(content)),
            ]),
            Block::Paragraph { style, content } => record([
                ("kind", text_value("paragraph")),
                ("style", text_value(style_name(*style))),
                ("content", self.paragraph(*style, content)),
            ]),
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::PageBreak => record([("kind", text_value("page"))]),
        };
        Value::Dict(dict)
    }

    fn table(&mut self, table: &Table) -> Dict {
        let mut grid = grid::grid(table);
        let number = self.tables;
        self.tables += 1;
        self.cut |= self.row_pages.cut(number, &mut grid);
        let line = line_length(self.page);
        let head = if grid.head_lines(line) > HEAD_LINES { 0 } else { grid.head_rows };
        let mut cells = Array::new();
        for placed in &grid.cells {
            let align = match placed.cell.align {
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            cells.push(Value::Dict(record([
                ("x", whole(placed.x)),
                ("y", whole(placed.y)),
                ("columns", whole(placed.columns)),
                ("rows", whole(placed.rows)),
                ("align", text_value(align)),
                ("head", Value::Bool(placed.cell.head)),
                ("long", Value::Bool(grid.lines(placed, line) > CELL_LINES)),
                ("content", self.inlines(&placed.cell.content)),
            ])));
        }
        record([
            ("kind", text_value("table")),
            ("caption", self.option(table.caption.as_deref())),
            ("unit", self.option(table.unit_note.as_deref())),
            ("widths", Value::Array(grid.widths.iter().map(|w| Value::Int((*w).into())).collect())),
            ("head", whole(head)),
            ("number", whole(number)),
            ("lines", Value::Bool(table.style == TableStyle::Grid)),
            ("cells", Value::Array(cells)),
        ])
    }

    fn chart(&mut self, chart: &Chart) -> Dict {
        record([
            ("kind", text_value("chart")),
            ("svg", text_value(&self.clean_svg(&chart.svg))),
            ("width", Value::Int(chart.width_mm.clamp(10, 1000).into())),
            ("caption", self.text(&chart.caption)),
            ("alt", text_value(&chart.alt)),
        ])
    }

    /// A piece is a text, or a pair of a sign and a text; a link has its address third.
    fn inlines(&mut self, content: &[Inline]) -> Value {
        let mut pieces = Array::new();
        for piece in content {
            match piece {
                Inline::Text(text) => self.push(&mut pieces, None, text, None),
                Inline::Figure(figure) => self.push(&mut pieces, None, &figure.text, None),
                Inline::Strong(text) => self.push(&mut pieces, Some("strong"), text, None),
                Inline::Link { text, url } if is_web(url) => {
                    self.push(&mut pieces, Some("link"), text, Some(url));
                }
                Inline::Link { text, .. } => self.push(&mut pieces, None, text, None),
                Inline::Break => pieces.push(pair("break", Value::None)),
            }
        }
        Value::Array(pieces)
    }

    fn paragraph(&mut self, style: ParagraphStyle, content: &[Inline]) -> Value {
        let under_form = matches!(style, ParagraphStyle::Flush | ParagraphStyle::Note);
        if under_form && self.page != PageSize::Official {
            self.spread(content)
        } else {
            self.inlines(content)
        }
    }

    /// The line of names under a form: its fields stand apart by wide spaces, which stretch to fill the line.
    fn spread(&mut self, content: &[Inline]) -> Value {
        let mut pieces = Array::new();
        for piece in content {
            let Inline::Text(text) = piece else {
                if let Value::Array(more) = self.inlines(std::slice::from_ref(piece)) {
                    more.into_iter().for_each(|piece| pieces.push(piece));
                }
                continue;
            };
            for (number, field) in text.split("　　").enumerate() {
                if number > 0 {
                    pieces.push(pair("gap", Value::None));
                }
                self.push(&mut pieces, None, field.trim_matches('　'), None);
            }
        }
        Value::Array(pieces)
    }

    fn push(&mut self, pieces: &mut Array, sign: Option<&str>, text: &str, url: Option<&str>) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                pieces.push(pair("break", Value::None));
            }
            let line = self.text(line);
            match (sign, url) {
                (None, _) => pieces.push(line),
                (Some(sign), None) => pieces.push(pair(sign, line)),
                (Some(sign), Some(url)) => {
                    pieces.push(
                        [text_value(sign), line, text_value(url)].into_iter().collect::<Array>().into_value(),
                    );
                }
            }
        }
    }

    /// The lines of a title, at the width of the page in characters of the title's size.
    fn title(&mut self, text: &str) -> Value {
        let width = match self.page {
            PageSize::Official => 20,
            PageSize::Form => 26,
            PageSize::FormLandscape => 40,
        };
        Value::Array(
            title_lines(text, width)
                .iter()
                .filter(|line| !line.is_empty())
                .map(|line| self.text(line))
                .collect(),
        )
    }

    fn option(&mut self, text: Option<&str>) -> Value {
        text.filter(|t| !t.is_empty()).map_or(Value::None, |text| self.text(text))
    }

    /// Text that can be set: characters that no face has become 〓, controls a space, and a very long run gets
    /// places to break, so that it cannot leave the page.
    fn text(&mut self, text: &str) -> Value {
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        for character in text.chars() {
            let character = self.character(character);
            run = if character.is_ascii_graphic() { run + 1 } else { 0 };
            out.push(character);
            if run == RUN_MAX {
                out.push('\u{200B}');
                run = 0;
            }
        }
        text_value(&out)
    }

    /// Text that keeps in one piece whatever its length, as a digest.
    fn unbroken(&mut self, text: &str) -> Value {
        let text: String = text.chars().map(|c| self.character(c)).collect();
        text_value(&text)
    }

    fn character(&mut self, character: char) -> char {
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{FEFF}') {
            return ' ';
        }
        // Spaces and joiners need no glyph of their own.
        if character.is_whitespace() || matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}') {
            return character;
        }
        let private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
        if !private && self.covers(character) {
            return character;
        }
        self.replaced.insert(character);
        if self.covers(GETA) { GETA } else { '?' }
    }

    fn covers(&mut self, character: char) -> bool {
        *self.covered.entry(character).or_insert_with(|| self.fonts.covers(character))
    }

    /// Labels of a chart stand in the SVG; characters no face has are replaced there, too.
    fn clean_svg(&mut self, svg: &str) -> String {
        let keep = |c: char| matches!(c, '\n' | '\r' | '\t');
        svg.chars().map(|c| if c.is_ascii_graphic() || keep(c) { c } else { self.character(c) }).collect()
    }
}

/// How many characters of a table's text fit over the width of the page, as set in the template.
fn line_length(page: PageSize) -> usize {
    match page {
        PageSize::Official => 42,
        PageSize::Form => 45,
        PageSize::FormLandscape => 80,
    }
}

fn is_signature(block: &Block) -> bool {
    matches!(block, Block::Paragraph { style: ParagraphStyle::Signature, .. })
}

/// Which faces each role asks, first to last.
fn faces(fonts: &Fonts) -> Value {
    let by_role = Role::ALL.map(|role| {
        let mut chain =
            vec![role, Role::Song, Role::Hei, Role::Fangsong, Role::Kai, Role::Title, Role::Digits];
        chain.retain(|r| fonts.has(*r));
        let mut names: Vec<&str> = chain.into_iter().map(family).collect();
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        let names: Array = names.into_iter().map(text_value).collect();
        (family(role).trim_start_matches("hengji "), Value::Array(names))
    });
    Value::Dict(record(by_role))
}

fn style_name(style: ParagraphStyle) -> &'static str {
    match style {
        ParagraphStyle::Body => "body",
        ParagraphStyle::Flush => "flush",
        ParagraphStyle::Centered => "centered",
        ParagraphStyle::Signature => "signature",
        ParagraphStyle::Note => "note",
        ParagraphStyle::Caption => "caption",
        ParagraphStyle::ListItem => "item",
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn record<const N: usize>(entries: [(&str, Value); N]) -> Dict {
    entries.into_iter().map(|(key, value)| (Str::from(key), value)).collect()
}

fn pair(sign: &str, value: Value) -> Value {
    Value::Array([text_value(sign), value].into_iter().collect())
}

fn text_value(text: &str) -> Value {
    Value::Str(Str::from(text))
}

fn whole(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
