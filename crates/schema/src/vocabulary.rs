//! The standard vocabulary: names that formulas and rule books may use beside tables and columns.

use crate::block::{Block, Source};
use hengji_diag::Diagnostic;

/// Which year a base figure is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearOf {
    /// 本年.
    This,
    /// 上年.
    Last,
}

/// How a name gets its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A formula over the tables.
    Formula(String),
    /// A figure of table 基础数据: the first of `stages` that has a row; none at all is missing, not zero.
    Base {
        /// The name in column 指标.
        key: String,
        /// 年初 调整 决算 账面, in the order they are tried.
        stages: Vec<String>,
        /// The year.
        year: YearOf,
    },
}

/// A name of the standard vocabulary (标准词汇).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The Chinese name.
    pub name: String,
    /// The English alias, in snake case.
    pub alias: String,
    /// The unit it is printed in.
    pub unit: String,
    /// What it means (口径).
    pub definition: String,
    /// The document it comes from, where there is one.
    pub source: Option<String>,
    /// How it gets its value.
    pub meaning: Meaning,
}

/// A standard name for column 指标 of table 基础数据.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseFigure {
    /// The Chinese name.
    pub name: String,
    /// The English alias.
    pub alias: String,
    /// Its usual unit.
    pub unit: String,
    /// The names it is the sum of, when it has no row itself.
    pub parts: Vec<String>,
}

/// All standard names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Names for table 基础数据.
    pub base: Vec<BaseFigure>,
    /// Names for formulas.
    pub entries: Vec<Entry>,
}

impl Vocabulary {
    /// Reads the vocabulary file.
    pub fn parse(file: &str, text: &str) -> (Option<Vocabulary>, Vec<Diagnostic>) {
        Source::read(file, text, |block| {
            let base = block.blocks("base").iter().map(base_figure).collect();
            let entries = block.blocks("entry").iter().map(entry).collect();
            Vocabulary { base, entries }
        })
    }

    /// Finds an entry by name or alias.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.name == name || e.alias == name)
    }

    /// Finds a base figure by name or alias.
    pub fn base_figure(&self, name: &str) -> Option<&BaseFigure> {
        self.base.iter().find(|b| b.name == name || b.alias == name)
    }
}

fn base_figure(block: &Block<'_, '_>) -> BaseFigure {
    let figure = BaseFigure {
        name: block.required("name"),
        alias: block.required("alias"),
        unit: block.required("unit"),
        parts: block.texts("parts"),
    };
    block.finish();
    figure
}

fn entry(block: &Block<'_, '_>) -> Entry {
    let meaning = match block.block("base") {
        Some(base) => {
            let meaning = Meaning::Base {
                key: base.required("key"),
                stages: base.texts("stage"),
                year: if base.required("year") == "上年" { YearOf::Last } else { YearOf::This },
            };
            base.finish();
            meaning
        }
        None => Meaning::Formula(block.required("formula")),
    };
    let entry = Entry {
        name: block.required("name"),
        alias: block.required("alias"),
        unit: block.required("unit"),
        definition: block.required("definition"),
        source: block.text("source"),
        meaning,
    };
    block.finish();
    entry
}
