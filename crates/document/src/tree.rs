//! Blocks, paragraphs, tables and charts of an official document.

/// A whole document, ready for a writer. All text is data: no writer interprets it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The title, printed first, centred (小标宋二号).
    pub title: String,
    /// The part it is known by in the proof: `report`, `summary`, `form`.
    pub part: String,
    /// A line printed at the head of every page, as 草稿 or the notice of synthetic data.
    pub running_head: Option<String>,
    /// A line printed at the foot of every page beside the number, as the proof's digest.
    pub running_foot: Option<String>,
    /// Paper and direction.
    pub page: PageSize,
    /// How pages are numbered.
    pub numbers: PageNumbers,
    /// The content.
    pub blocks: Vec<Block>,
}

/// Paper size and direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageSize {
    /// A4 upright, margins of GB/T 9704: 37, 26, 35, 28 mm (top, right, bottom, left).
    #[default]
    Official,
    /// A4 upright with narrower margins for forms: 20 mm all round.
    Form,
    /// A4 turned, for wide forms, 20 mm all round.
    FormLandscape,
}

/// Page numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageNumbers {
    /// “— 1 —”, odd pages right, even pages left, one character in (GB/T 9704 §7.5).
    #[default]
    Official,
    /// None.
    None,
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading (标题) with its level: 1 is 一、 (黑体), 2 is （一） (楷体), 3 is 1. (仿宋).
    /// The ordinal is part of the text.
    Heading {
        /// 1 to 4.
        level: u8,
        /// The text; figures may stand in it.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph {
        /// Its style.
        style: ParagraphStyle,
        /// Its content.
        content: Vec<Inline>,
    },
    /// A table.
    Table(Table),
    /// A chart as vectors.
    Chart(Chart),
    /// The next block starts on a new page.
    PageBreak,
}

/// How a paragraph stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParagraphStyle {
    /// Body text (仿宋三号), first line two characters in.
    #[default]
    Body,
    /// Body text without indent.
    Flush,
    /// Centred.
    Centered,
    /// At the right, as a signature or a date, four characters in.
    Signature,
    /// Small print under a table (宋体五号).
    Note,
    /// The caption over a table or under a chart (黑体).
    Caption,
    /// One entry of a list, with its mark in the text.
    ListItem,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Emphasised text (bold).
    Strong(String),
    /// A bound figure.
    Figure(Figure),
    /// A link; only http and https.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// A line break inside a paragraph.
    Break,
}

/// A bound figure (绑定数据): its id leads to the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// 12 hex characters, see [`crate::figure_id`].
    pub id: String,
    /// The name shown as the control's alias: the measure or the formula.
    pub alias: String,
    /// As printed, unit included; 【缺】 when its inputs are in error.
    pub text: String,
}

/// A table (表格).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Printed over the table.
    pub caption: Option<String>,
    /// Printed small at the right over the table: 单位：万元.
    pub unit_note: Option<String>,
    /// Relative column widths, as many as columns.
    pub widths: Vec<u32>,
    /// Rows; the first `head_rows` repeat on every page.
    pub rows: Vec<Row>,
    /// How many leading rows are the head.
    pub head_rows: usize,
    /// Its look.
    pub style: TableStyle,
}

/// The look of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableStyle {
    /// Thin lines all over, outer frame thicker (domain: attachments).
    #[default]
    Grid,
    /// No lines, for layout.
    Plain,
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Cells from left to right; a cell covered by another's span is not listed.
    pub cells: Vec<Cell>,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its content; several paragraphs are separated by [`Inline::Break`].
    pub content: Vec<Inline>,
    /// How many columns it covers, at least 1.
    pub columns: u32,
    /// How many rows it covers, at least 1.
    pub rows: u32,
    /// Horizontal alignment.
    pub align: Align,
    /// Whether it is printed as a heading (黑体).
    pub head: bool,
}

impl Default for Cell {
    fn default() -> Cell {
        Cell { content: Vec::new(), columns: 1, rows: 1, align: Align::Left, head: false }
    }
}

impl Cell {
    /// A cell of plain text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { content: vec![Inline::Text(text.into())], ..Cell::default() }
    }

    /// A centred heading cell.
    pub fn heading(text: impl Into<String>) -> Cell {
        Cell { head: true, align: Align::Center, ..Cell::text(text) }
    }

    /// A cell holding one figure, aligned right.
    pub fn figure(figure: Figure) -> Cell {
        Cell { content: vec![Inline::Figure(figure)], align: Align::Right, ..Cell::default() }
    }

    /// The same cell covering `columns` × `rows`.
    pub fn span(mut self, columns: u32, rows: u32) -> Cell {
        self.columns = columns;
        self.rows = rows;
        self
    }

    /// The same cell with another alignment.
    pub fn aligned(mut self, align: Align) -> Cell {
        self.align = align;
        self
    }
}

/// Horizontal alignment in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Left.
    #[default]
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A chart (图) as SVG, drawn by room `chart`.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The SVG text; labels are text elements.
    pub svg: String,
    /// Width in millimetres; the height follows from the SVG's view box.
    pub width_mm: u32,
    /// The caption under it.
    pub caption: String,
    /// What the chart shows in words, for readers who cannot see it.
    pub alt: String,
}

/// The plain text of inline content, figures as printed.
pub fn plain_text(content: &[Inline]) -> String {
    let mut out = String::new();
    for piece in content {
        match piece {
            Inline::Text(text) | Inline::Strong(text) | Inline::Link { text, .. } => out.push_str(text),
            Inline::Figure(figure) => out.push_str(&figure.text),
            Inline::Break => out.push('\n'),
        }
    }
    out
}
