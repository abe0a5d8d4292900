//! Blocks, running text and bound figures.

use super::section::RunningPart;
use super::{Raster, drawing, office, table};
use crate::package::Relationships;
use crate::url;
use crate::xml::Xml;
use hengji_document::{Block, Document, Figure, Inline, PageSize, ParagraphStyle};
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
            let content = [Inline::Text(document.title.clone())];
            self.paragraph(x, title_style, &content, Extra::default());
        }
        let mut break_before = false;
        for (at, block) in document.blocks.iter().enumerate() {
            let extra = Extra { page_break_before: std::mem::take(&mut break_before) };
            match block {
                Block::PageBreak => break_before = true,
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
                Block::Table(it) => {
                    table::write(x, self, it, extra);
                    // Two tables that touch become one in Word, and a section has to end in a paragraph.
                    if matches!(document.blocks.get(at + 1), None | Some(Block::Table(_))) {
                        x.element("w:p", &[], |x| {
                            x.element("w:pPr", &[], |x| x.val("w:pStyle", "Spacer"));
                        });
                    }
                }
                Block::Chart(it) => drawing::write(x, self, it, extra),
            }
        }
        if break_before {
            self.paragraph(x, "Flush", &[], Extra { page_break_before: true });
        }
    }

    /// One paragraph.
    pub(super) fn paragraph(&mut self, x: &mut Xml, style: &str, content: &[Inline], extra: Extra) {
        x.element("w:p", &[], |x| {
            x.element("w:pPr", &[], |x| {
                x.val("w:pStyle", style);
                if extra.page_break_before {
                    x.empty("w:pageBreakBefore", &[]);
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
