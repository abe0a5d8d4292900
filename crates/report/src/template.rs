//! Prose with figures in braces (contracts §4): text → blocks with slots.
//!
//! Braces are taken out first, so that Markdown never sees a formula and a formula never sees Markdown;
//! the rest is a Markdown subset: headings, paragraphs, lists, tables, emphasis, links. Raw HTML is text.

use crate::codes;
use hengji_diag::{Diagnostic, Place, Text};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Prose, parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// The file it came from, for places.
    pub file: String,
    /// Its blocks in order.
    pub blocks: Vec<TemplateBlock>,
    /// Its figures, in order of appearance; [`Piece::Figure`] holds an index into it.
    pub slots: Vec<Slot>,
}

/// A block of prose.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateBlock {
    /// The line in the file, from 1.
    pub line: usize,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of blocks.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A heading, 1 to 6.
    Heading(u8, Vec<Piece>),
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// An entry of a list, with its number when the list is ordered.
    Item(Option<u64>, Vec<Piece>),
    /// A table: rows of cells, the first row is the head.
    Table(Vec<Vec<Vec<Piece>>>),
    /// `{@图 名}`.
    Chart(String),
    /// `{@表 名}`.
    PlacedTable(String),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Plain text.
    Text(String),
    /// Emphasised text.
    Strong(String),
    /// A figure, by its index in [`Template::slots`].
    Figure(usize),
    /// A link, http or https.
    Link(String, String),
    /// A forced line break.
    Break,
}

/// One `{…}` of the prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// `{#名 …}`.
    pub name: Option<String>,
    /// The formula as written.
    pub formula: String,
    /// How to print it.
    pub format: Format,
    /// The line in the file, from 1.
    pub line: usize,
    /// Code points in the file, braces included.
    pub start: usize,
    /// One past the closing brace.
    pub end: usize,
}

/// Format words (格式).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// A unit to print in.
    pub unit: Option<String>,
    /// Decimals, `N位`.
    pub places: Option<u32>,
    /// 千分位 or 无千分位.
    pub thousands: Option<bool>,
    /// 无单位.
    pub without_unit: bool,
    /// 中文数字.
    pub chinese: bool,
}

impl Format {
    /// Reads format words separated by spaces or commas; the first word that is no known word is the unit.
    pub fn parse(words: &str) -> Result<Format, String> {
        let mut format = Format::default();
        for word in words.split([' ', '　', ',', '，', '、']).filter(|w| !w.is_empty()) {
            let places = word.strip_suffix('位').and_then(|n| n.parse::<u32>().ok());
            match (word, places) {
                ("千分位", _) => format.thousands = Some(true),
                ("无千分位", _) => format.thousands = Some(false),
                ("无单位", _) => format.without_unit = true,
                ("中文数字", _) => format.chinese = true,
                (_, Some(places)) if places <= 20 => format.places = Some(places),
                _ if format.unit.is_none() => format.unit = Some(word.to_owned()),
                _ => return Err(word.to_owned()),
            }
        }
        Ok(format)
    }

    /// The format words again, in a fixed order.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.unit.clone());
        words.extend(self.places.map(|n| format!("{n}位")));
        words.extend(self.thousands.map(|yes| if yes { "千分位" } else { "无千分位" }.to_owned()));
        words.extend(self.without_unit.then(|| "无单位".to_owned()));
        words.extend(self.chinese.then(|| "中文数字".to_owned()));
        words.join(" ")
    }
}

// Placeholders of two private-use characters round an index; input holding them is cleaned first.
const OPEN: char = '\u{F0000}';
const CLOSE: char = '\u{F0001}';

enum Hole {
    Slot(usize),
    Chart(String),
    Table(String),
}

/// Parses prose. Every mistake is reported with its line; what can be read is kept.
pub fn parse(file: &str, source: &str) -> (Template, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let source: String = source
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| *c != OPEN && *c != CLOSE && *c != '\u{FEFF}')
        .collect();
    let (text, holes, slots) = take_braces(file, &source, &mut found);
    let blocks = read_blocks(&text, &holes);
    (Template { file: file.to_owned(), blocks, slots }, found)
}

/// Parses one sentence of a pack or a cell of a form: braces as in prose, everything else as it stands.
pub fn parse_sentence(file: &str, line: usize, source: &str) -> (Vec<Piece>, Vec<Slot>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let cleaned: String = source.chars().filter(|c| *c != OPEN && *c != CLOSE && *c != '\r').collect();
    let (text, holes, mut slots) = take_braces(file, &cleaned, &mut found);
    for slot in &mut slots {
        slot.line = line;
    }
    for one in &mut found {
        one.place.line = u32::try_from(line).ok();
    }
    let mut reader = BlockReader { holes: &holes, ..BlockReader::default() };
    for (number, one) in text.split('\n').enumerate() {
        if number > 0 {
            reader.pieces.push(Piece::Break);
        }
        reader.text(one);
    }
    (reader.pieces, slots, found)
}

fn take_braces(file: &str, source: &str, found: &mut Vec<Diagnostic>) -> (String, Vec<Hole>, Vec<Slot>) {
    let chars: Vec<char> = source.chars().collect();
    let (mut out, mut holes, mut slots) = (String::with_capacity(source.len()), Vec::new(), Vec::new());
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        match chars[at] {
            '\\' if matches!(chars.get(at + 1), Some('{' | '}')) => {
                out.push(chars[at + 1]);
                at += 2;
            }
            '{' => match closing(&chars, at) {
                Some(end) => {
                    let inner: String = chars[at + 1..end].iter().collect();
                    let place = Place::file(file).at_line(line).span(at, end + 1);
                    match read_hole(&inner, line, at, end + 1, &mut slots) {
                        Ok(hole) => {
                            out.push(OPEN);
                            out.push_str(&holes.len().to_string());
                            out.push(CLOSE);
                            holes.push(hole);
                        }
                        Err(text) => {
                            found.push(
                                Diagnostic::error(codes::BAD_BRACES, text)
                                    .at(Place { start: None, end: None, ..place })
                                    .showing(format!("{{{inner}}}")),
                            );
                            out.push_str("【缺】");
                        }
                    }
                    at = end + 1;
                }
                None => {
                    let rest: String = chars[at..].iter().take_while(|c| **c != '\n').take(40).collect();
                    found.push(
                        Diagnostic::error(codes::OPEN_BRACE, Text::new("report-open-brace"))
                            .at(Place::file(file).at_line(line))
                            .showing(rest)
                            .help(Text::new("report-open-brace-help")),
                    );
                    out.push('{');
                    at += 1;
                }
            },
            c => {
                line += usize::from(c == '\n');
                out.push(c);
                at += 1;
            }
        }
    }
    (out, holes, slots)
}

// The closing brace on the same line, outside quotation marks.
fn closing(chars: &[char], open: usize) -> Option<usize> {
    let mut quote = None;
    for (at, c) in chars.iter().enumerate().skip(open + 1) {
        match (quote, c) {
            (_, '\n') => return None,
            (Some(mark), c) if mark == *c => quote = None,
            (Some(_), _) => {}
            (None, '“') => quote = Some('”'),
            (None, '"') => quote = Some('"'),
            (None, '「') => quote = Some('」'),
            (None, '}') => return Some(at),
            (None, '{') => return None,
            _ => {}
        }
    }
    None
}

fn read_hole(
    inner: &str,
    line: usize,
    start: usize,
    end: usize,
    slots: &mut Vec<Slot>,
) -> Result<Hole, Text> {
    let inner = inner.trim();
    if let Some(rest) = inner.strip_prefix('@') {
        let (kind, name) = rest.trim().split_once([' ', '　']).unwrap_or((rest, ""));
        let name = name.trim().to_owned();
        return match kind {
            "图" if !name.is_empty() => Ok(Hole::Chart(name)),
            "表" if !name.is_empty() => Ok(Hole::Table(name)),
            _ => Err(Text::new("report-bad-placement")),
        };
    }
    let (name, rest) = match inner.strip_prefix('#') {
        Some(rest) => {
            let (name, rest) =
                rest.split_once([' ', '　']).ok_or_else(|| Text::new("report-empty-braces"))?;
            (Some(name.to_owned()), rest)
        }
        None => (None, inner),
    };
    let (formula, words) = split_format(rest);
    if formula.trim().is_empty() {
        return Err(Text::new("report-empty-braces"));
    }
    let format =
        Format::parse(words).map_err(|word| Text::new("report-bad-format").with("word", word.as_str()))?;
    slots.push(Slot { name, formula: formula.trim().to_owned(), format, line, start, end });
    Ok(Hole::Slot(slots.len() - 1))
}

// The last colon outside quotation marks parts formula from format words.
fn split_format(text: &str) -> (&str, &str) {
    let mut quote = None;
    let mut split = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(mark), c) if mark == c => quote = None,
            (Some(_), _) => {}
            (None, '“') => quote = Some('”'),
            (None, '"') => quote = Some('"'),
            (None, '「') => quote = Some('」'),
            (None, ':' | '：') => split = Some((at, at + c.len_utf8())),
            _ => {}
        }
    }
    split.map_or((text, ""), |(before, after)| (&text[..before], &text[after..]))
}

fn read_blocks(text: &str, holes: &[Hole]) -> Vec<TemplateBlock> {
    let mut reader = BlockReader { holes, blocks: Vec::new(), pieces: Vec::new(), ..BlockReader::default() };
    let mut line_starts = vec![0];
    line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.line = line_starts.partition_point(|start| *start <= range.start);
        reader.take(event);
    }
    reader.blocks
}

#[derive(Default)]
struct BlockReader<'a> {
    holes: &'a [Hole],
    blocks: Vec<TemplateBlock>,
    pieces: Vec<Piece>,
    lists: Vec<Option<u64>>,
    in_item: bool,
    strong: usize,
    link: Option<(String, String)>,
    table: Vec<Vec<Vec<Piece>>>,
    line: usize,
    started: usize,
}

impl BlockReader<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text)
            }
            // Chinese lines join without a space.
            Event::SoftBreak => {}
            Event::HardBreak => self.pieces.push(Piece::Break),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock | Tag::CodeBlock(_) => {
                self.started = self.line
            }
            Tag::List(start) => {
                self.flush_item();
                self.lists.push(start);
            }
            Tag::Item => {
                self.in_item = true;
                self.started = self.line;
            }
            Tag::Strong | Tag::Emphasis => self.strong += 1,
            Tag::Link { dest_url, .. } => self.link = Some((String::new(), dest_url.to_string())),
            Tag::Table(_) => self.started = self.line,
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.in_item => self.flush_item(),
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock => self.flush_paragraph(),
            TagEnd::Heading(level) => {
                let pieces = std::mem::take(&mut self.pieces);
                self.push(BlockKind::Heading(heading_number(level), pieces));
            }
            TagEnd::Item => {
                self.flush_item();
                self.in_item = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Strong | TagEnd::Emphasis => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => {
                if let Some((text, url)) = self.link.take() {
                    let safe = url.starts_with("http://") || url.starts_with("https://");
                    self.pieces.push(if safe { Piece::Link(text, url) } else { Piece::Text(text) });
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.pieces);
                if let Some(row) = self.table.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.table);
                self.push(BlockKind::Table(rows));
            }
            _ => {}
        }
    }

    fn flush_item(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let pieces = std::mem::take(&mut self.pieces);
        let number = self.lists.last_mut().and_then(|next| next.as_mut()).map(|next| {
            *next += 1;
            *next - 1
        });
        self.push(BlockKind::Item(number, pieces));
    }

    fn flush_paragraph(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        if !pieces.is_empty() {
            self.push(BlockKind::Paragraph(pieces));
        }
    }

    fn push(&mut self, kind: BlockKind) {
        self.blocks.push(TemplateBlock { line: self.started.max(1), kind });
    }

    fn text(&mut self, text: &str) {
        if let Some((label, _)) = &mut self.link {
            label.push_str(text.trim_matches('\n'));
            return;
        }
        let mut rest = text.trim_end_matches('\n');
        while let Some(open) = rest.find(OPEN) {
            self.plain(&rest[..open]);
            let after = &rest[open + OPEN.len_utf8()..];
            let Some(close) = after.find(CLOSE) else { break };
            match after[..close].parse::<usize>().ok().and_then(|index| self.holes.get(index)) {
                Some(Hole::Slot(slot)) => self.pieces.push(Piece::Figure(*slot)),
                Some(Hole::Chart(name)) => self.push(BlockKind::Chart(name.clone())),
                Some(Hole::Table(name)) => self.push(BlockKind::PlacedTable(name.clone())),
                None => {}
            }
            rest = &after[close + CLOSE.len_utf8()..];
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match (self.strong > 0, self.pieces.last_mut()) {
            (false, Some(Piece::Text(last))) | (true, Some(Piece::Strong(last))) => last.push_str(text),
            (false, _) => self.pieces.push(Piece::Text(text.to_owned())),
            (true, _) => self.pieces.push(Piece::Strong(text.to_owned())),
        }
    }
}

fn heading_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_taken_out_before_markdown_sees_them() {
        let (template, found) = parse(
            "narrative/01.md",
            "# 收支\n\n执行{#执行 合计(支付，金额) : 万元 2位}，完成预算的{执行数 ÷ 预算数：0位}。\n\\{不是\\}\n\n1. 甲**乙**\n2. 丙\n\n{@图 收支}\n",
        );
        assert_eq!(found, vec![]);
        let slot = &template.slots[0];
        assert_eq!(slot.name.as_deref(), Some("执行"));
        assert_eq!(slot.formula, "合计(支付，金额)");
        assert_eq!(slot.format.words(), "万元 2位");
        assert_eq!(template.slots[1].format.places, Some(0));
        let kinds: Vec<_> = template.blocks.iter().map(|b| (b.line, &b.kind)).collect();
        assert_eq!(kinds[0], (1, &BlockKind::Heading(1, vec![Piece::Text("收支".into())])));
        assert_eq!(
            kinds[1],
            (
                3,
                &BlockKind::Paragraph(vec![
                    Piece::Text("执行".into()),
                    Piece::Figure(0),
                    Piece::Text("，完成预算的".into()),
                    Piece::Figure(1),
                    Piece::Text("。{不是}".into()),
                ])
            )
        );
        assert_eq!(
            kinds[2],
            (6, &BlockKind::Item(Some(1), vec![Piece::Text("甲".into()), Piece::Strong("乙".into())]))
        );
        assert_eq!(kinds[4].1, &BlockKind::Chart("收支".into()));
    }

    #[test]
    fn every_bad_brace_is_named_with_its_line() {
        let (template, found) =
            parse("n.md", "甲{未闭合\n乙{}丙{@表}丁{#名}戊{1 : 甲 乙}\n<script>alert(1)</script>\n");
        let lines: Vec<_> = found.iter().map(|d| (d.code.code, d.place.line)).collect();
        assert_eq!(
            lines,
            vec![
                ("RP001", Some(1)),
                ("RP002", Some(2)),
                ("RP002", Some(2)),
                ("RP002", Some(2)),
                ("RP002", Some(2))
            ]
        );
        let all = format!("{:?}", template.blocks);
        assert!(all.contains("<script>"), "raw HTML is text: {all}");
    }

    #[test]
    fn a_link_that_is_not_http_is_only_text() {
        let (template, _) = parse("n.md", "[点](javascript:alert(1))与[站](https://example.invalid/)");
        let BlockKind::Paragraph(pieces) = &template.blocks[0].kind else { panic!("a paragraph") };
        assert_eq!(pieces[0], Piece::Text("点与".into()));
        assert!(pieces.contains(&Piece::Link("站".into(), "https://example.invalid/".into())));
    }
}
