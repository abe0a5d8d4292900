//! The walk through `document.xml`.

use super::{DocxFigures, FIGURE_MAX, Found, Paragraph, Spot};
use crate::markup::{Attributes, Markup, MarkupReader, Vocabulary};
use crate::{Limits, ReadError};
use std::collections::HashMap;

/// What is known while walking. Text is kept once, paragraphs and figures are ranges of it, so that
/// figures inside each other cost no more than their marks.
#[derive(Default)]
pub(super) struct Body {
    text: String,
    paragraphs: Vec<OpenParagraph>,
    /// Whether text goes to the last paragraph or has to open one.
    in_paragraph: bool,
    figures: Vec<Mark>,
    controls: Vec<Control>,
    bookmarks: HashMap<String, usize>,
    tables: Vec<Table>,
    table_count: u32,
    in_text: usize,
    deleted: usize,
    fallback: usize,
    control_properties: usize,
    paragraph_properties: usize,
    limits: Limits,
}

struct OpenParagraph {
    start: usize,
    end: usize,
    style: Option<String>,
    spot: Spot,
}

/// A content control that is open, with the figure it marks if it is one of ours.
struct Control {
    figure: Option<usize>,
}

struct Table {
    number: u32,
    row: u32,
    cell: u32,
}

/// A figure as a range of the text.
#[derive(Default)]
struct Mark {
    tag: Option<String>,
    bookmark: Option<String>,
    paragraph: usize,
    start: usize,
    end: usize,
    closed: bool,
}

impl Body {
    pub(super) fn read(mut reader: MarkupReader<'_>, limits: Limits) -> Result<DocxFigures, ReadError> {
        let mut body = Body { limits, ..Body::default() };
        while let Some(event) = reader.next()? {
            match event {
                Markup::Start(Vocabulary::Word, name, attributes) => body.start(&name, &attributes)?,
                Markup::End(Vocabulary::Word, name) => body.end(&name),
                Markup::Start(Vocabulary::Compatibility, name, _) if name == "Fallback" => body.fallback += 1,
                Markup::End(Vocabulary::Compatibility, name) if name == "Fallback" => {
                    body.fallback = body.fallback.saturating_sub(1);
                }
                Markup::Text(text) if body.in_text > 0 => body.push(&text),
                Markup::Start(..) | Markup::End(..) | Markup::Text(_) => {}
            }
        }
        Ok(body.finish())
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), ReadError> {
        // What stands in a fallback stands in the choice beside it, too.
        if self.fallback > 0 {
            return Ok(());
        }
        match name {
            "p" => self.open_paragraph(),
            "pStyle" => {
                if let (true, Some(last)) = (self.in_paragraph, self.paragraphs.last_mut()) {
                    last.style = attributes.get("val");
                }
            }
            "t" => self.in_text += 1,
            "pPr" => self.paragraph_properties += 1,
            // In paragraph properties it is a tab stop.
            "tab" if self.paragraph_properties == 0 => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "del" | "moveFrom" => self.deleted += 1,
            "tbl" => {
                self.table_count += 1;
                self.tables.push(Table { number: self.table_count, row: 0, cell: 0 });
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.cell = 0;
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell += 1;
                }
            }
            "sdt" => self.controls.push(Control { figure: None }),
            "sdtPr" => self.control_properties += 1,
            "tag" if self.control_properties > 0 => self.tag(attributes)?,
            "bookmarkStart" => self.bookmark_start(attributes)?,
            "bookmarkEnd" => self.bookmark_end(attributes),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        if self.fallback > 0 {
            return;
        }
        match name {
            // A text box stands inside a paragraph; what follows it is a paragraph of its own.
            "p" => self.in_paragraph = false,
            "t" => self.in_text = self.in_text.saturating_sub(1),
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "tbl" => {
                self.tables.pop();
            }
            "pPr" => self.paragraph_properties = self.paragraph_properties.saturating_sub(1),
            "sdtPr" => self.control_properties = self.control_properties.saturating_sub(1),
            "sdt" => {
                if let Some(Control { figure: Some(figure) }) = self.controls.pop() {
                    self.close(figure);
                }
            }
            _ => {}
        }
    }

    fn open_paragraph(&mut self) {
        let spot = match self.tables.last() {
            Some(it) => Spot::Cell { table: it.number, row: it.row, cell: it.cell },
            None => Spot::Running,
        };
        if !self.paragraphs.is_empty() {
            self.text.push('\n');
        }
        let at = self.text.len();
        self.paragraphs.push(OpenParagraph { start: at, end: at, style: None, spot });
        self.in_paragraph = true;
    }

    fn push(&mut self, text: &str) {
        if self.deleted > 0 || self.fallback > 0 {
            return;
        }
        if !self.in_paragraph {
            self.open_paragraph();
        }
        self.text.push_str(text);
        if let Some(last) = self.paragraphs.last_mut() {
            last.end = self.text.len();
        }
    }

    fn tag(&mut self, attributes: &Attributes<'_>) -> Result<(), ReadError> {
        let value = attributes.get("val").unwrap_or_default();
        let Some(id) = value.strip_prefix("hj:") else { return Ok(()) };
        let figure = self.open_figure(Mark { tag: Some(id.to_owned()), ..Mark::default() })?;
        if let Some(control) = self.controls.last_mut() {
            control.figure = Some(figure);
        }
        Ok(())
    }

    fn bookmark_start(&mut self, attributes: &Attributes<'_>) -> Result<(), ReadError> {
        let name = attributes.get("name").unwrap_or_default();
        let Some(rest) = name.strip_prefix("hj_") else { return Ok(()) };
        // A figure that stands more than once has a number after its id.
        let id = rest.split('_').next().unwrap_or_default().to_owned();
        let inside = self.controls.last().and_then(|it| it.figure);
        if let Some(control) = inside.and_then(|it| self.figures.get_mut(it))
            && control.bookmark.is_none()
        {
            control.bookmark = Some(id);
            return Ok(());
        }
        let figure = self.open_figure(Mark { bookmark: Some(id), ..Mark::default() })?;
        self.bookmarks.insert(attributes.get("id").unwrap_or_default(), figure);
        Ok(())
    }

    fn bookmark_end(&mut self, attributes: &Attributes<'_>) {
        if let Some(figure) = attributes.get("id").and_then(|it| self.bookmarks.remove(&it)) {
            self.close(figure);
        }
    }

    fn open_figure(&mut self, mark: Mark) -> Result<usize, ReadError> {
        if self.figures.len() >= self.limits.figures {
            return Err(ReadError::TooMany(self.limits.figures));
        }
        // Before the first or between two paragraphs, the figure begins with the next one.
        let paragraph =
            if self.in_paragraph { self.paragraphs.len().saturating_sub(1) } else { self.paragraphs.len() };
        self.figures.push(Mark { paragraph, start: self.text.len(), end: self.text.len(), ..mark });
        Ok(self.figures.len() - 1)
    }

    fn close(&mut self, figure: usize) {
        let end = self.text.len();
        if let Some(mark) = self.figures.get_mut(figure) {
            mark.end = end;
            mark.closed = true;
        }
    }

    fn finish(self) -> DocxFigures {
        let marks = merged(self.figures.into_iter().filter(|it| it.closed).collect());
        let text = &self.text;
        let paragraph = |it: &OpenParagraph| Paragraph {
            text: text[it.start..it.end].to_owned(),
            style: it.style.clone(),
            spot: it.spot,
        };
        DocxFigures {
            figures: found(marks, text, &self.paragraphs),
            paragraphs: self.paragraphs.iter().map(paragraph).collect(),
            proofs: Vec::new(),
        }
    }
}

/// The figures with their text and their place in code points. Marks come in the order in which they
/// begin, so that characters are counted once and not for every figure from the start of its paragraph.
fn found(marks: Vec<Mark>, text: &str, paragraphs: &[OpenParagraph]) -> Vec<Found> {
    let mut counted = (usize::MAX, 0, 0);
    let mut out = Vec::with_capacity(marks.len());
    for it in marks {
        let paragraph = it.paragraph.min(paragraphs.len().saturating_sub(1));
        let base = paragraphs.get(paragraph).map_or(0, |it| it.start);
        let end = it.end.max(base);
        let begin = it.start.clamp(base, end);
        let words: String = text[begin..end].chars().take(FIGURE_MAX).collect();
        if counted.0 != paragraph || counted.1 > begin {
            counted = (paragraph, base, 0);
        }
        let start = counted.2 + text[counted.1..begin].chars().count();
        counted = (paragraph, begin, start);
        let end = start + words.chars().count();
        out.push(Found { tag: it.tag, bookmark: it.bookmark, text: words, paragraph, start, end });
    }
    out
}

/// Joins a bookmark around a control with that control: one figure, marked twice.
fn merged(mut marks: Vec<Mark>) -> Vec<Mark> {
    let mut tagged: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, mark) in marks.iter().enumerate() {
        if let Some(tag) = &mark.tag {
            tagged.entry(tag.clone()).or_default().push(at);
        }
    }
    let mut keep = vec![true; marks.len()];
    for at in 0..marks.len() {
        let mark = &marks[at];
        let (None, Some(id)) = (&mark.tag, &mark.bookmark) else { continue };
        let Some(list) = tagged.get(id) else { continue };
        // The control that begins last before the bookmark ends; they come in the order of their beginning.
        let later = list.partition_point(|n| marks[*n].start < mark.end.max(mark.start + 1));
        let inside = later.checked_sub(1).map(|n| list[n]).filter(|n| mark.start <= marks[*n].end);
        if let Some(control) = inside {
            let id = id.clone();
            marks[control].bookmark.get_or_insert(id);
            keep[at] = false;
        }
    }
    let mut keep = keep.into_iter();
    marks.retain(|_| keep.next().unwrap_or(true));
    marks
}
