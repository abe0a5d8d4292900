//! What a table and its columns are.

use hengji_num::Rational;
use std::collections::HashMap;

/// The kind of a column (列类型). The words of the file stand beside each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `text`.
    Text,
    /// `code`: text that may look like a number (科目编码, 文号).
    Code,
    /// `int`: a whole number, with or without a unit.
    Int,
    /// `dec`: an exact decimal.
    Dec,
    /// `money`: whole 分, shown in the column's unit.
    Money,
    /// `ratio`: 97% or 0.97.
    Ratio,
    /// `date`: a civil date.
    Date,
    /// `datetime`: a civil date with hours and minutes, Asia/Shanghai.
    DateTime,
    /// `year`: a calendar year.
    Year,
    /// `bool`: 是 or 否.
    Bool,
    /// `enum`: one of the allowed words.
    Enum,
    /// `multi_enum`: several of the allowed words.
    MultiEnum,
    /// `ref`: the key of a row of another table.
    Ref,
    /// `multi_ref`: several such keys.
    MultiRef,
    /// `geo`: 经度,纬度.
    Geo,
    /// `files`: names of files under `evidence/`.
    Files,
    /// `phone`.
    Phone,
    /// `uscc`: 统一社会信用代码, GB 32100—2015.
    Uscc,
    /// `formula`: a formula as text.
    Formula,
}

impl Kind {
    /// All kinds with their words.
    pub const ALL: [(&'static str, Kind); 19] = [
        ("text", Kind::Text),
        ("code", Kind::Code),
        ("int", Kind::Int),
        ("dec", Kind::Dec),
        ("money", Kind::Money),
        ("ratio", Kind::Ratio),
        ("date", Kind::Date),
        ("datetime", Kind::DateTime),
        ("year", Kind::Year),
        ("bool", Kind::Bool),
        ("enum", Kind::Enum),
        ("multi_enum", Kind::MultiEnum),
        ("ref", Kind::Ref),
        ("multi_ref", Kind::MultiRef),
        ("geo", Kind::Geo),
        ("files", Kind::Files),
        ("phone", Kind::Phone),
        ("uscc", Kind::Uscc),
        ("formula", Kind::Formula),
    ];

    /// The kind of a word of the file.
    pub fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL.iter().find(|(w, _)| *w == word).map(|(_, k)| *k)
    }

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Kind::ALL.iter().find(|(_, k)| *k == self).map_or("text", |(w, _)| w)
    }

    /// Whether cells hold numbers: int, dec, money, ratio.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Int | Kind::Dec | Kind::Money | Kind::Ratio)
    }

    /// Whether cells hold text that is stored as it stands.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Kind::Text
                | Kind::Code
                | Kind::Enum
                | Kind::Ref
                | Kind::Geo
                | Kind::Phone
                | Kind::Uscc
                | Kind::Formula
        )
    }

    /// Whether a cell may hold several values, separated by ； or 、.
    pub fn is_many(self) -> bool {
        matches!(self, Kind::MultiEnum | Kind::MultiRef | Kind::Files)
    }
}

/// Who may see a column (敏感级), from least to most protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sensitivity {
    /// 公开: everybody.
    Public,
    /// 内部: the department and its finance bureau.
    Internal,
    /// 敏感: not outside the department without need.
    Sensitive,
    /// 个人: personal data.
    Personal,
}

impl Sensitivity {
    /// The level of a word of the file.
    pub fn of_word(word: &str) -> Option<Sensitivity> {
        Some(match word {
            "公开" => Sensitivity::Public,
            "内部" => Sensitivity::Internal,
            "敏感" => Sensitivity::Sensitive,
            "个人" => Sensitivity::Personal,
            _ => return None,
        })
    }

    /// The word of the file.
    pub fn word(self) -> &'static str {
        match self {
            Sensitivity::Public => "公开",
            Sensitivity::Internal => "内部",
            Sensitivity::Sensitive => "敏感",
            Sensitivity::Personal => "个人",
        }
    }
}

/// A column of a table (列定义). The keys of the file are described in docs/reference/schema.md.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDef {
    /// Used by code, JSON and journal.
    pub id: String,
    /// The heading, without its unit.
    pub heading: String,
    /// Other headings a reader takes.
    pub synonyms: Vec<String>,
    /// What its cells hold.
    pub kind: Kind,
    /// The unit of its numbers.
    pub unit: Option<String>,
    /// The column (id) of the same row that names the unit.
    pub unit_column: Option<String>,
    /// Whether a blank is an error.
    pub required: bool,
    /// The allowed words of an enum.
    pub allowed: Vec<String>,
    /// Whether words beyond `allowed` are only warned about.
    pub open: bool,
    /// The id of the table or ledger whose keys stand here.
    pub reference: Option<String>,
    /// The list of the standard vocabulary that words come from (`base`).
    pub vocabulary: Option<String>,
    /// The least value, in the column's unit.
    pub min: Option<Rational>,
    /// The greatest value, in the column's unit.
    pub max: Option<Rational>,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// The first dossier format that has it.
    pub since: u32,
    /// The words of the cell note in the template.
    pub note: Option<String>,
    /// A computed column of a ledger: a formula over the row.
    pub formula: Option<String>,
}

impl ColumnDef {
    /// The heading as we write it: with the unit for money and for decimals that have one, 金额（万元）.
    pub fn title(&self) -> String {
        match (&self.unit, self.kind) {
            (Some(unit), Kind::Money | Kind::Dec) => format!("{}（{unit}）", self.heading),
            _ => self.heading.clone(),
        }
    }

    /// Whether the column is computed and never typed.
    pub fn is_computed(&self) -> bool {
        self.formula.is_some()
    }
}

/// A table or ledger (表定义). The keys of the file are described in docs/reference/schema.md.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDef {
    /// The file name without its extension.
    pub id: String,
    /// The sheet name; formulas use it.
    pub heading: String,
    /// who, why, what, money, base, after; empty for a ledger.
    pub group: String,
    /// Place in listings.
    pub order: u32,
    /// The id of the column that identifies a row.
    pub key: String,
    /// The ids of the columns by which an import finds a row.
    pub natural_key: Vec<String>,
    /// The unit of 计数.
    pub counting_word: Option<String>,
    /// The id of the column that says when a row happened.
    pub event_date: Option<String>,
    /// The id of the column from which a row is valid.
    pub valid_from: Option<String>,
    /// The id of the column up to which a row is valid.
    pub valid_to: Option<String>,
    /// The ids of columns that make two rows the same event.
    pub dedupe: Vec<String>,
    /// The id of the column with the approval state.
    pub state: Option<String>,
    /// Whether its rows are facts that a person typed: their figures are attested with evidence and asserted
    /// without. Rows of other tables and of ledgers are evidence themselves.
    pub typed: bool,
    /// At most so many rows.
    pub max_rows: Option<usize>,
    /// Words about the table, for templates and docs.
    pub note: Option<String>,
    /// The columns, in the order of the sheet.
    pub columns: Vec<ColumnDef>,
    pub(crate) names: HashMap<String, usize>,
}

impl TableDef {
    /// Finds a column by id, heading or synonym.
    pub fn column(&self, name: &str) -> Option<&ColumnDef> {
        self.position(name).map(|i| &self.columns[i])
    }

    /// The index of a column by id, heading or synonym.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// The headings of all columns, for suggestions.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|c| c.heading.as_str())
    }

    /// Adds a column that the definition does not know, kept as text. An id or heading that is taken is
    /// left alone: the first one keeps the name.
    pub fn add_unknown(&mut self, heading: &str, sensitivity: Sensitivity) -> usize {
        let position = self.columns.len();
        let column = ColumnDef { sensitivity, ..ColumnDef::plain(heading, heading) };
        self.columns.push(column);
        self.names.entry(heading.to_owned()).or_insert(position);
        position
    }
}

impl ColumnDef {
    /// A plain public text column.
    pub fn plain(id: &str, heading: &str) -> ColumnDef {
        ColumnDef {
            id: id.to_owned(),
            heading: heading.to_owned(),
            synonyms: Vec::new(),
            kind: Kind::Text,
            unit: None,
            unit_column: None,
            required: false,
            allowed: Vec::new(),
            open: false,
            reference: None,
            vocabulary: None,
            min: None,
            max: None,
            sensitivity: Sensitivity::Public,
            since: 1,
            note: None,
            formula: None,
        }
    }
}
