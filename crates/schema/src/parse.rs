//! Reads a table or ledger definition.

use crate::block::{Block, Source, WRONG_VALUE};
use crate::nearest::nearest;
use crate::table::{ColumnDef, Kind, Sensitivity, TableDef};
use hengji_diag::{Code, Diagnostic, Text};
use hengji_num::Rational;
use std::collections::HashMap;

/// A name stands twice in one definition.
pub const NAME_TWICE: Code = Code::new("DS005", "definition-name-twice");
/// A definition names a column that it does not have.
pub const NO_SUCH_COLUMN: Code = Code::new("DS006", "definition-no-such-column");

impl TableDef {
    /// Reads a definition. `file` names it in places and gives the id where the text has none.
    ///
    /// Everything wrong is returned at once; a definition that can be used in part is returned with the
    /// findings. `None` only when the text is not TOML.
    pub fn parse(file: &str, text: &str) -> (Option<TableDef>, Vec<Diagnostic>) {
        Source::read(file, text, |block| table(file, block))
    }
}

fn table(file: &str, block: &Block<'_, '_>) -> TableDef {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.strip_suffix(".toml").unwrap_or(stem);
    let sensitivity = sensitivity(block).unwrap_or(Sensitivity::Internal);
    let mut def = TableDef {
        id: block.text("id").unwrap_or_else(|| stem.to_owned()),
        heading: block.text("heading").unwrap_or_else(|| stem.to_owned()),
        group: block.text("group").unwrap_or_default(),
        order: block.int("order").and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX),
        key: block.text("key").unwrap_or_else(|| "id".to_owned()),
        natural_key: block.texts("natural_key"),
        counting_word: block.text("counting_word"),
        event_date: block.text("event_date"),
        valid_from: block.text("valid_from"),
        valid_to: block.text("valid_to"),
        dedupe: block.texts("dedupe"),
        state: block.text("state"),
        typed: block.flag("typed").unwrap_or(false),
        max_rows: block.int("max_rows").and_then(|n| usize::try_from(n).ok()),
        note: block.text("note"),
        columns: Vec::new(),
        names: HashMap::new(),
    };
    let words: Vec<String> = def.counting_word.iter().cloned().chain(block.texts("counting_words")).collect();
    for entry in block.blocks("columns") {
        let column = column(&entry, sensitivity, &words);
        entry.finish();
        add(&mut def, column, &entry);
    }
    if def.key == "id" {
        ensure_key(&mut def);
    }
    if def.state.is_none() {
        def.state = def.column("审核状态").map(|c| c.id.clone());
    }
    resolve_names(&mut def, block);
    def
}

// Every table has a column 编号 unless it says otherwise.
fn ensure_key(def: &mut TableDef) {
    if def.position(&def.key).is_some() {
        return;
    }
    let position = def.columns.len();
    def.columns.push(ColumnDef::plain("id", "编号"));
    for name in ["id", "编号"] {
        def.names.entry(name.to_owned()).or_insert(position);
    }
}

fn sensitivity(block: &Block<'_, '_>) -> Option<Sensitivity> {
    let word = block.text("sensitivity")?;
    let level = Sensitivity::of_word(&word);
    if level.is_none() {
        wrong(block, "sensitivity", "schema-a-sensitivity");
    }
    level
}

fn wrong(block: &Block<'_, '_>, key: &'static str, expected: &'static str) {
    let text = Text::new("schema-toml-wrong-value").with("key", key).with("expected", Text::new(expected));
    block.add(Diagnostic::error(WRONG_VALUE, text), Some(key));
}

fn column(block: &Block<'_, '_>, default: Sensitivity, words: &[String]) -> ColumnDef {
    let heading = block.text("heading").or_else(|| block.text("id")).unwrap_or_default();
    let kind = kind(block);
    ColumnDef {
        id: block.text("id").unwrap_or_else(|| heading.clone()),
        synonyms: block.texts("synonyms"),
        kind,
        unit: unit(block, words).or_else(|| default_unit(kind)),
        unit_column: block.text("unit_column"),
        required: block.flag("required").unwrap_or(false),
        allowed: block.texts("allowed"),
        open: block.flag("open").unwrap_or(false),
        reference: block.text("reference"),
        vocabulary: block.text("vocabulary"),
        min: bound(block, "min"),
        max: bound(block, "max"),
        sensitivity: sensitivity(block).unwrap_or(default),
        since: block.int("since").and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        note: block.text("note"),
        formula: block.text("formula"),
        heading,
    }
}

fn default_unit(kind: Kind) -> Option<String> {
    match kind {
        Kind::Money => Some("万元".to_owned()),
        Kind::Ratio => Some("%".to_owned()),
        _ => None,
    }
}

fn kind(block: &Block<'_, '_>) -> Kind {
    let Some(word) = block.text("kind") else { return Kind::Text };
    Kind::of_word(&word).unwrap_or_else(|| {
        let text = Text::new("schema-unknown-kind").with("word", word.as_str());
        let mut finding = Diagnostic::error(WRONG_VALUE, text);
        if let Some(near) = nearest(&word, Kind::ALL.iter().map(|(w, _)| *w)) {
            finding = finding.help(Text::new("schema-did-you-mean").with("name", near)).fix(near);
        }
        block.add(finding, Some("kind"));
        Kind::Text
    })
}

fn unit(block: &Block<'_, '_>, words: &[String]) -> Option<String> {
    let name = block.text("unit")?;
    if crate::units().get(&name).is_some() || words.contains(&name) {
        return Some(name);
    }
    let text = Text::new("schema-unknown-unit").with("unit", name.as_str());
    let help = Text::new("schema-declare-counting-word").with("unit", name.as_str());
    block.add(Diagnostic::error(WRONG_VALUE, text).help(help), Some("unit"));
    None
}

fn bound(block: &Block<'_, '_>, key: &'static str) -> Option<Rational> {
    let text = block.text(key)?;
    let value = Rational::parse(&text).ok();
    if value.is_none() {
        wrong(block, key, "schema-a-decimal-text");
    }
    value
}

fn add(def: &mut TableDef, column: ColumnDef, block: &Block<'_, '_>) {
    if column.id.is_empty() {
        let text = Text::new("schema-toml-missing-key").with("key", "heading");
        block.add(Diagnostic::error(crate::block::MISSING_KEY, text), None);
        return;
    }
    let position = def.columns.len();
    let mut names = vec![column.id.clone()];
    names.extend([column.heading.clone()]);
    names.extend(column.synonyms.iter().cloned());
    names.dedup();
    for name in names {
        match def.names.get(&name) {
            Some(other) if *other == position => {}
            Some(_) => {
                let text = Text::new("schema-name-twice").with("name", name);
                block.add(Diagnostic::error(NAME_TWICE, text), None);
            }
            None => {
                def.names.insert(name, position);
            }
        }
    }
    def.columns.push(column);
}

// Definitions may name columns by heading; code reads ids.
fn resolve_names(def: &mut TableDef, block: &Block<'_, '_>) {
    let known: HashMap<String, String> =
        def.names.iter().map(|(name, i)| (name.clone(), def.columns[*i].id.clone())).collect();
    let headings: Vec<String> = def.headings().map(str::to_owned).collect();
    let resolve = |key: &'static str, name: &mut String| match known.get(name) {
        Some(id) => {
            id.clone_into(name);
            true
        }
        None => {
            let text = Text::new("schema-no-such-column").with("key", key).with("name", name.as_str());
            let mut finding = Diagnostic::error(NO_SUCH_COLUMN, text);
            if let Some(near) = nearest(name, headings.iter().map(String::as_str)) {
                finding = finding.help(Text::new("schema-did-you-mean").with("name", near)).fix(near);
            }
            block.add(finding, Some(key));
            false
        }
    };
    let mut key = def.key.clone();
    let has_key = resolve("key", &mut key);
    def.natural_key.retain_mut(|name| resolve("natural_key", name));
    def.dedupe.retain_mut(|name| resolve("dedupe", name));
    let single = [
        ("event_date", &mut def.event_date),
        ("valid_from", &mut def.valid_from),
        ("valid_to", &mut def.valid_to),
        ("state", &mut def.state),
    ];
    for (key, slot) in single {
        if let Some(name) = slot
            && !resolve(key, name)
        {
            *slot = None;
        }
    }
    def.key = if has_key { key } else { "id".to_owned() };
    for column in &mut def.columns {
        if let Some(name) = &mut column.unit_column
            && !resolve("columns", name)
        {
            column.unit_column = None;
        }
    }
    ensure_key(def);
}
