//! Blocks, running text and bound figures.

use super::section::RunningPart;
use super::{Raster, drawing, office, table};
use crate::package::Relationships;
use crate::url;
use crate::xml::Xml;
use hengji_document::{Block, Document, Figure, Inline, PageSize, ParagraphStyle, plain_text, title_lines};
use std::collections::{HashMap, HashSet};

/// What the parts of a document share while it is written: ids, relationships, media.
pub(super) struct Body<'a> {
    /// Relationships of `word/document.xml`.
    pub relationships: Relationships,
    /// Headers and footers.
    pub running: Vec<RunningPart>,
    /// Pictures.
    pub media: Vec<Media>,
    /// Width of the text area of the section being written, in twips.
    pub text_width: u32,
    /// Turns charts into pixels.
    pub raster: &'a Raster,
    controls: HashSet<i32>,
    bookmarks: HashMap<String, u32>,
    bookmark_count: u32,
}

/// A picture part.
pub(super) struct Media {
    pub name: String,
    pub extension: &'static str,
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Longest tag and alias that Word takes, in UTF-16 units.
const CONTROL_NAME_MAX: usize = 64;

impl<'a> Body<'a> {
    pub(super) fn new(relationships: Relationships, raster: &'a Raster) -> Body<'a> {
        Body {
            relationships,
            running: Vec::new(),
            media: Vec::new(),
            text_width: 0,
            raster,
            controls: HashSet::new(),
            bookmarks: HashMap::new(),
            bookmark_count: 0,
        }
    }

    /// Title and blocks of one document.
    pub(super) fn document(&mut self, x: &mut Xml, document: &Document) {
        self.text_width = super::section::text_width(document.page);
        let title_style = if document.page == PageSize::Official { "Title" } else { "FormTitle" };
        if !document.title.is_empty() {
            let points = if document.page == PageSize::Official { 22 } else { 18 };
            // One character less than fits: digits of another face may be a little wide.
            let widest = usize::try_from(self.text_width / 20 / points - 1).unwrap_or(19);
            let content = [Inline::Text(title_lines(&document.title, widest).join("\n"))];
            self.paragraph(x, title_style, &content, Extra::default());
        }
        let blocks = &document.blocks;
        let indents = signature_indents(blocks);
        let is_signature = |at: usize| indents.get(at).is_some_and(Option::is_some);
        let mut break_before = false;
        for (at, block) in blocks.iter().enumerate() {
            if *block == Block::PageBreak {
                break_before = true;
                continue;
            }
            let extra = Extra {
                page_break_before: std::mem::take(&mut break_before),
                // A signature never stands on a page without text (GB/T 9704 §7.3.5).
                keep_next: is_signature(at + 1),
                after_table: at > 0 && matches!(blocks[at - 1], Block::Table(_)),
                right_half_characters: indents[at],
            };
            self.block(x, block, extra);
            // Two tables that touch become one in Word, and a section has to end in a paragraph.
            let next = blocks.get(at + 1);
            if matches!(block, Block::Table(_))
                && matches!(next, None | Some(Block::Table(_) | Block::PageBreak))
            {
                self.paragraph(x, "Spacer", &[], Extra::default());
            }
        }
        if break_before {
            self.paragraph(x, "Flush", &[], Extra { page_break_before: true, ..Extra::default() });
        }
    }

    fn block(&mut self, x: &mut Xml, block: &Block, extra: Extra) {
        match block {
            Block::Heading { level, content } => {
                let style = match level {
                    0 | 1 => "Heading1",
                    2 => "Heading2",
                    3 => "Heading3",
                    _ => "Heading4",
                };
                self.paragraph(x, style, content, extra);
            }
            Block::Paragraph { style, content } => {
                self.paragraph(x, paragraph_style(*style), content, extra);
            }
            Block::Table(it) => table::write(x, self, it, extra),
            Block::Chart(it) => drawing::write(x, self, it, extra),
            Block::PageBreak => {}
        }
    }

    /// One paragraph.
    pub(super) fn paragraph(&mut self, x: &mut Xml, style: &str, content: &[Inline], extra: Extra) {
        x.element("w:p", &[], |x| {
            x.element("w:pPr", &[], |x| {
                x.val("w:pStyle", style);
                if extra.keep_next {
                    x.empty("w:keepNext", &[]);
                }
                if extra.page_break_before {
                    x.empty("w:pageBreakBefore", &[]);
                }
                if extra.keep_next {
                    x.empty("w:widowControl", &[]);
                }
                if extra.after_table
                    && matches!(style, "Heading1" | "Heading2" | "Heading3" | "Heading4" | "BodyText")
                {
                    x.empty("w:spacing", &[("w:before", "200")]);
                }
                if let Some(half_characters) = extra.right_half_characters {
                    let twips = (half_characters * 160).to_string();
                    let chars = (half_characters * 50).to_string();
                    x.empty("w:ind", &[("w:right", &twips), ("w:rightChars", &chars)]);
                }
            });
            self.inlines(x, content);
        });
    }

    /// Running text.
    pub(super) fn inlines(&mut self, x: &mut Xml, content: &[Inline]) {
        for piece in content {
            match piece {
                Inline::Text(text) => run(x, "", text),
                Inline::Strong(text) => run(x, "<w:b/><w:bCs/>", text),
                Inline::Figure(figure) => self.figure(x, figure),
                Inline::Link { text, url } => self.link(x, text, url),
                Inline::Break => x.element("w:r", &[], |x| x.empty("w:br", &[])),
            }
        }
    }

    /// A link to the web; any other address stays plain text.
    fn link(&mut self, x: &mut Xml, text: &str, target: &str) {
        let Some(target) = url::web_address(target) else {
            return run(x, "", text);
        };
        let id = self.relationships.external(office!("hyperlink"), target);
        x.element("w:hyperlink", &[("r:id", &id)], |x| run(x, "<w:rStyle w:val=\"Hyperlink\"/>", text));
    }

    /// A bound figure: a content control that Word keeps, around a bookmark that LibreOffice keeps.
    fn figure(&mut self, x: &mut Xml, figure: &Figure) {
        let control = self.control_id(&figure.id).to_string();
        let name = self.bookmark_name(&figure.id);
        self.bookmark_count += 1;
        let bookmark = self.bookmark_count.to_string();
        x.element("w:sdt", &[], |x| {
            x.element("w:sdtPr", &[], |x| {
                if !figure.alias.is_empty() {
                    x.val("w:alias", clipped(&figure.alias, CONTROL_NAME_MAX));
                }
                x.val("w:tag", clipped(&format!("hj:{}", figure.id), CONTROL_NAME_MAX));
                x.val("w:id", &control);
                x.empty("w15:appearance", &[("w15:val", "hidden")]);
            });
            x.element("w:sdtContent", &[], |x| {
                x.empty("w:bookmarkStart", &[("w:id", &bookmark), ("w:name", &name)]);
                run(x, "", &figure.text);
                x.empty("w:bookmarkEnd", &[("w:id", &bookmark)]);
            });
        });
    }

    /// A control id from the figure's id, so that it stays the same when the text around it changes.
    fn control_id(&mut self, figure: &str) -> i32 {
        let digits: String = figure.chars().filter(char::is_ascii_hexdigit).take(7).collect();
        let mut id = i32::from_str_radix(&digits, 16).unwrap_or(0).max(1);
        while !self.controls.insert(id) {
            id = id.checked_add(1).unwrap_or(1);
        }
        id
    }

    /// `hj_<id>`, with `_2`, `_3` … for a figure that stands more than once.
    fn bookmark_name(&mut self, figure: &str) -> String {
        let id: String = figure.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        let count = self.bookmarks.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { format!("hj_{id}") } else { format!("hj_{id}_{count}") }
    }
}

/// What a paragraph has besides its style.
#[derive(Clone, Copy, Default)]
pub(super) struct Extra {
    /// It starts on a new page.
    pub page_break_before: bool,
    /// It stays on a page with the next one, and so do its last two lines.
    pub keep_next: bool,
    /// It follows a table and stands a little off it.
    pub after_table: bool,
    /// How far it stands from the right edge, in half characters of body text.
    pub right_half_characters: Option<u32>,
}

/// The widest of signature lines that follow each other stands four characters in, the others centred
/// over it: the name over the middle of the date (GB/T 9704 §7.3.5).
fn signature_indents(blocks: &[Block]) -> Vec<Option<u32>> {
    let width = |block: &Block| match block {
        Block::Paragraph { style: ParagraphStyle::Signature, content } => {
            let halves = plain_text(content).chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
            Some(halves)
        }
        _ => None,
    };
    let mut out = Vec::with_capacity(blocks.len());
    for group in blocks.chunk_by(|a, b| width(a).is_some() && width(b).is_some()) {
        let widest = group.iter().filter_map(width).max().unwrap_or(0);
        out.extend(group.iter().map(|it| width(it).map(|w| 8 + (widest - w) / 2)));
    }
    out
}

fn paragraph_style(style: ParagraphStyle) -> &'static str {
    match style {
        ParagraphStyle::Body => "BodyText",
        ParagraphStyle::Flush => "Flush",
        ParagraphStyle::Centered => "Centered",
        ParagraphStyle::Signature => "Signature",
        ParagraphStyle::Note => "Note",
        ParagraphStyle::Caption => "Caption",
        ParagraphStyle::ListItem => "ListItem",
    }
}

/// A run of text with its properties; tabs and line breaks in the text become elements.
pub(super) fn run(x: &mut Xml, properties: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    x.element("w:r", &[], |x| {
        let hint = if is_ambiguous(text) { "<w:rFonts w:hint=\"eastAsia\"/>" } else { "" };
        if !hint.is_empty() || !properties.is_empty() {
            x.element("w:rPr", &[], |x| {
                // A character style comes before the fonts, everything else after them.
                let (first, rest) =
                    if properties.starts_with("<w:rStyle") { (properties, "") } else { ("", properties) };
                x.raw(first);
                x.raw(hint);
                x.raw(rest);
            });
        }
        let mut rest = text;
        while let Some(at) = rest.find(['\t', '\n', '\r']) {
            plain(x, &rest[..at]);
            let line_end = rest[at..].starts_with("\r\n");
            x.empty(if rest[at..].starts_with('\t') { "w:tab" } else { "w:br" }, &[]);
            rest = &rest[at + if line_end { 2 } else { 1 }..];
        }
        plain(x, rest);
    });
}

fn plain(x: &mut Xml, text: &str) {
    if !text.is_empty() {
        x.text_element("w:t", &[("xml:space", "preserve")], text);
    }
}

/// Whether the text holds characters that belong to both scripts, as “”—…×, which Word would otherwise
/// set in the Latin face.
fn is_ambiguous(text: &str) -> bool {
    text.chars().any(|c| ('\u{A0}'..='\u{FF}').contains(&c) || ('\u{2010}'..='\u{2BFF}').contains(&c))
}

/// The longest beginning of `text` within `max` UTF-16 units.
fn clipped(text: &str, max: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > max {
            return &text[..at];
        }
    }
    text
}
