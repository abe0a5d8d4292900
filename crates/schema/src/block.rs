//! TOML with places: every mistake is found in one run, each with its file and line.

use crate::nearest::nearest;
use hengji_diag::{Code, Diagnostic, Place, Text};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The text is not TOML.
pub const SYNTAX: Code = Code::new("DS001", "toml-syntax");
/// A key nobody knows.
pub const UNKNOWN_KEY: Code = Code::new("DS002", "toml-unknown-key");
/// A value of the wrong kind.
pub const WRONG_VALUE: Code = Code::new("DS003", "toml-wrong-value");
/// A key that must be there is not.
pub const MISSING_KEY: Code = Code::new("DS004", "toml-missing-key");

/// A TOML file with its name, collecting what is wrong with it.
pub struct Source<'a> {
    /// The name shown in places.
    pub file: &'a str,
    /// The text.
    pub text: &'a str,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Source<'a> {
    /// A file by name and text.
    pub fn new(file: &'a str, text: &'a str) -> Source<'a> {
        Source { file, text, found: RefCell::new(Vec::new()) }
    }

    /// Reads the text and hands the outermost block to `read`; returns what was read with all findings.
    /// A syntax error gives `None` in place of the value.
    pub fn read<T>(
        file: &'a str,
        text: &'a str,
        read: impl FnOnce(&Block<'_, '_>) -> T,
    ) -> (Option<T>, Vec<Diagnostic>) {
        let text = crate::keys::quote_bare_keys(text.strip_prefix('\u{feff}').unwrap_or(text));
        let source = Source::new(file, &text);
        let parsed = DeTable::parse(source.text);
        let value = match &parsed {
            Ok(table) => {
                let block = Block::new(&source, table.get_ref(), table.span());
                let value = read(&block);
                block.finish();
                Some(value)
            }
            Err(error) => {
                let at = error.span().unwrap_or(0..0);
                let why = error.message().lines().next().unwrap_or_default().to_owned();
                source.add(Diagnostic::error(SYNTAX, Text::new("schema-toml-syntax").with("why", why)), at);
                None
            }
        };
        (value, source.found.into_inner())
    }

    /// Adds a finding at a stretch of bytes; the place gets file and line, the excerpt that line.
    pub fn add(&self, finding: Diagnostic, span: Range<usize>) {
        let place = self.place(&span);
        let line = self.text.lines().nth(place.line.unwrap_or(1) as usize - 1).unwrap_or_default();
        let short: String = line.trim().chars().take(120).collect();
        self.found.borrow_mut().push(finding.at(place).showing(short));
    }

    /// File and line of a stretch of bytes.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let upto = span.start.min(self.text.len());
        let line = self.text.as_bytes()[..upto].iter().filter(|b| **b == b'\n').count() + 1;
        Place::file(self.file).at_line(line)
    }
}

/// One table of a TOML file. Keys that nobody asked for are reported by [`Block::finish`].
pub struct Block<'s, 'a> {
    source: &'s Source<'a>,
    table: &'s DeTable<'a>,
    span: Range<usize>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'s, 'a> Block<'s, 'a> {
    fn new(source: &'s Source<'a>, table: &'s DeTable<'a>, span: Range<usize>) -> Self {
        Block { source, table, span, asked: RefCell::new(BTreeSet::new()) }
    }

    fn value(&self, key: &'static str) -> Option<(&'s DeValue<'a>, Range<usize>)> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key).map(|v| (v.get_ref(), v.span()))
    }

    fn wrong(&self, key: &str, expected: &'static str, span: Range<usize>) {
        let text =
            Text::new("schema-toml-wrong-value").with("key", key).with("expected", Text::new(expected));
        self.source.add(Diagnostic::error(WRONG_VALUE, text), span);
    }

    /// Whether the key stands here.
    pub fn has(&self, key: &'static str) -> bool {
        self.table.contains_key(key)
    }

    /// A text.
    pub fn text(&self, key: &'static str) -> Option<String> {
        let (value, span) = self.value(key)?;
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(key, "schema-a-text", span);
        }
        text
    }

    /// A text that must be there; a missing one is reported and read as empty.
    pub fn required(&self, key: &'static str) -> String {
        if !self.has(key) {
            self.asked.borrow_mut().insert(key);
            let text = Text::new("schema-toml-missing-key").with("key", key);
            self.add(Diagnostic::error(MISSING_KEY, text), None);
        }
        self.text(key).unwrap_or_default()
    }

    /// Texts: a list, or one text for a list of one.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        if let Some(one) = value.as_str() {
            return vec![one.to_owned()];
        }
        let list = value.as_array().map(|items| {
            items.iter().map(|it| it.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        match list.flatten() {
            Some(texts) => texts,
            None => {
                self.wrong(key, "schema-a-list-of-texts", span);
                Vec::new()
            }
        }
    }

    /// Lists of texts: `[["a", "b"], ["c", "d"]]`.
    pub fn text_lists(&self, key: &'static str) -> Vec<Vec<String>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let inner = |v: &DeValue<'_>| -> Option<Vec<String>> {
            v.as_array()?.iter().map(|it| it.get_ref().as_str().map(str::to_owned)).collect()
        };
        let lists = value.as_array().and_then(|items| items.iter().map(|it| inner(it.get_ref())).collect());
        lists.unwrap_or_else(|| {
            self.wrong(key, "schema-a-list-of-lists", span);
            Vec::new()
        })
    }

    /// Yes or no.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let (value, span) = self.value(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.wrong(key, "schema-true-or-false", span);
        }
        flag
    }

    /// A whole number.
    pub fn int(&self, key: &'static str) -> Option<i64> {
        let (value, span) = self.value(key)?;
        let number = value.as_integer().and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        if number.is_none() {
            self.wrong(key, "schema-a-whole-number", span);
        }
        number
    }

    /// Whole numbers in a list.
    pub fn ints(&self, key: &'static str) -> Vec<i64> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let number =
            |v: &DeValue<'_>| v.as_integer().and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        let list = value.as_array().map(|items| items.iter().map(|it| number(it.get_ref())).collect());
        list.flatten().unwrap_or_else(|| {
            self.wrong(key, "schema-a-whole-number", span);
            Vec::new()
        })
    }

    /// A table inside this one.
    pub fn block(&self, key: &'static str) -> Option<Block<'s, 'a>> {
        let (value, span) = self.value(key)?;
        match value.as_table() {
            Some(table) => Some(Block::new(self.source, table, span)),
            None => {
                self.wrong(key, "schema-a-table", span);
                None
            }
        }
    }

    /// A list of tables, `[[key]]` or `key = [ {…} ]`.
    pub fn blocks(&self, key: &'static str) -> Vec<Block<'s, 'a>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.wrong(key, "schema-a-list-of-tables", span);
            return Vec::new();
        };
        let mut blocks = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => blocks.push(Block::new(self.source, table, item.span())),
                None => self.wrong(key, "schema-a-table", item.span()),
            }
        }
        blocks
    }

    /// Lists of tables: `[[{…}, {…}], [{…}]]`.
    pub fn block_lists(&self, key: &'static str) -> Vec<Vec<Block<'s, 'a>>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(lists) = value.as_array() else {
            self.wrong(key, "schema-a-list-of-tables", span);
            return Vec::new();
        };
        let mut all = Vec::new();
        for list in lists.iter() {
            let items = list.get_ref().as_array();
            let tables = items.map(|it| {
                let own = |v: &'s toml::Spanned<DeValue<'a>>| {
                    v.get_ref().as_table().map(|t| Block::new(self.source, t, v.span()))
                };
                it.iter().map(own).collect::<Option<Vec<_>>>()
            });
            match tables.flatten() {
                Some(tables) => all.push(tables),
                None => self.wrong(key, "schema-a-list-of-tables", list.span()),
            }
        }
        all
    }

    /// The texts of a table whose keys are free: `{ 名 = "公式" }`. Values that are no text are reported.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (key, value) in self.table.iter() {
            match value.get_ref().as_str() {
                Some(text) => pairs.push((key.get_ref().to_string(), text.to_owned())),
                None => self.wrong(key.get_ref(), "schema-a-text", value.span()),
            }
        }
        pairs
    }

    /// The keys of this table, in the order of the file where the reader keeps it.
    pub fn keys(&self) -> Vec<String> {
        self.table.keys().map(|key| key.get_ref().to_string()).collect()
    }

    /// A list of tables under a key that is free.
    pub fn blocks_named(&self, key: &str) -> Vec<Block<'s, 'a>> {
        let items = self.table.get(key).and_then(|v| v.get_ref().as_array());
        let tables = items.into_iter().flat_map(|items| items.iter());
        let one = |v: &'s toml::Spanned<DeValue<'a>>| {
            let table = v.get_ref().as_table().map(|t| Block::new(self.source, t, v.span()));
            if table.is_none() {
                self.wrong(key, "schema-a-table", v.span());
            }
            table
        };
        tables.filter_map(one).collect()
    }

    /// The tables inside this one whose names are free: `[inputs."2-1-1"]`.
    pub fn named_blocks(&self) -> Vec<(String, Block<'s, 'a>)> {
        let mut blocks = Vec::new();
        for (key, value) in self.table.iter() {
            match value.get_ref().as_table() {
                Some(table) => {
                    blocks.push((key.get_ref().to_string(), Block::new(self.source, table, value.span())));
                }
                None => self.wrong(key.get_ref(), "schema-a-table", value.span()),
            }
        }
        blocks
    }

    /// Adds a finding at a key of this block, or at the block's first line.
    pub fn add(&self, finding: Diagnostic, key: Option<&str>) {
        let span = key.and_then(|k| self.table.get(k)).map_or(self.span.clone(), |v| v.span());
        self.source.add(finding, span);
    }

    /// Adds a finding at a place of its own.
    pub fn add_at(&self, finding: Diagnostic, place: Place) {
        self.source.found.borrow_mut().push(finding.at(place));
    }

    /// File and line of a key of this block, or of the block.
    pub fn place(&self, key: Option<&str>) -> Place {
        let span = key.and_then(|k| self.table.get(k)).map_or(self.span.clone(), |v| v.span());
        self.source.place(&span)
    }

    /// Reports every key that was never asked for, with the nearest that could have been meant.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, value) in self.table.iter() {
            let name: &str = key.get_ref();
            if asked.contains(name) {
                continue;
            }
            let mut finding =
                Diagnostic::warning(UNKNOWN_KEY, Text::new("schema-toml-unknown-key").with("key", name));
            if let Some(near) = nearest(name, asked.iter().copied()) {
                finding = finding.help(Text::new("schema-did-you-mean").with("name", near)).fix(near);
            }
            self.source.add(finding, value.span());
        }
    }
}
