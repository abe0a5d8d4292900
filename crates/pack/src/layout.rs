//! What a pack says. Texts in braces are prose with figures and are read by room `report`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A notice pack.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Format of the file, 1.
    pub format: u32,
    /// The folder's name.
    pub name: String,
    /// The title of the notice.
    pub title: String,
    /// Whose notice it is.
    pub region: String,
    /// The year evaluated.
    pub year: i32,
    /// 文号 of the notice.
    #[serde(default)]
    pub document: String,
    /// How far somebody has checked it: unconfirmed, seen, confirmed.
    #[serde(default)]
    pub confidence: String,
    /// The rule books in force.
    pub books: Books,
    /// Editions that may be written; empty: all.
    #[serde(default)]
    pub editions: Vec<String>,
    /// The note about rounding remainders (尾差).
    #[serde(default)]
    pub remainder: String,
    /// 口径 in words.
    #[serde(default)]
    pub scope: String,
    /// Answers to named parameters, by book.
    #[serde(default)]
    pub parameters: BTreeMap<String, BTreeMap<String, String>>,
    /// Dates to keep.
    #[serde(default, rename = "deadline")]
    pub deadlines: Vec<Deadline>,
    /// 附件说明.
    #[serde(default, rename = "attachment")]
    pub attachments: Vec<Attachment>,
    /// The report.
    pub report: Report,
    /// The forms.
    pub form: Forms,
    /// The leader's summary (领导摘要).
    #[serde(default)]
    pub summary: Summary,
}

/// The rule books of a pack, by name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// For the department form.
    pub department: String,
    /// For project forms.
    pub project: String,
}

/// A date to keep.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// What is due.
    pub name: String,
    /// When.
    pub date: toml::value::Datetime,
}

/// One attachment of the report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// As printed.
    pub title: String,
    /// The file of the package that holds it.
    pub file: String,
}

/// The layout of the report.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The title, with braces.
    pub title: String,
    /// Whether a table of contents is printed.
    #[serde(default)]
    pub contents: bool,
    /// Whether charts are printed in docx and pdf.
    #[serde(default)]
    pub charts: bool,
    /// Lines at the end.
    #[serde(default)]
    pub signature: Vec<String>,
    /// The outline.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// One section of the outline.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// 1 to 4, or 0 for no heading of its own.
    pub level: u8,
    /// The heading, ordinal included.
    #[serde(default)]
    pub heading: String,
    /// Editions it appears in; empty: all.
    #[serde(default)]
    pub editions: Vec<String>,
    /// Its content in order.
    #[serde(default, rename = "part")]
    pub parts: Vec<Part>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Part {
    /// Standard sentences.
    Text {
        /// Prose with figures.
        text: String,
    },
    /// A paragraph for each row of a table.
    Rows {
        /// Table or ledger.
        table: String,
        /// A condition in the row.
        #[serde(default, rename = "where")]
        condition: Option<String>,
        /// The column to sort by.
        #[serde(default)]
        order: Option<String>,
        /// Prose in the row.
        text: String,
        /// Joins all rows into one paragraph.
        #[serde(default)]
        join: Option<String>,
        /// The narrative that follows each row, a text with braces in the row.
        #[serde(default)]
        narrative: Option<String>,
        /// What to do when that narrative is not there.
        #[serde(default)]
        missing: MissingProse,
    },
    /// Prose of the dossier.
    Narrative {
        /// narrative/NN-NAME.md.
        name: String,
        /// Whether it may be absent.
        #[serde(default)]
        optional: bool,
    },
    /// A table made by room `report`.
    Table {
        /// Its name.
        name: String,
    },
    /// A chart made by room `report`.
    Chart {
        /// Its name.
        name: String,
    },
}

/// What happens when a row's narrative is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MissingProse {
    /// It is a finding.
    #[default]
    Report,
    /// Nothing is said.
    Skip,
}

/// The forms.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// One for each project.
    pub project: Form,
    /// One for the department.
    pub department: Form,
}

/// The layout of a form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The title.
    pub title: String,
    /// The line under it.
    #[serde(default)]
    pub subtitle: String,
    /// At the right over the form.
    #[serde(default)]
    pub unit_note: String,
    /// Whether the page is turned.
    #[serde(default)]
    pub landscape: bool,
    /// The sheet's name, with braces.
    #[serde(default)]
    pub sheet: String,
    /// Blocks from top to bottom.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
}

/// Labels by key, in the order of the file.
pub type FieldMap = BTreeMap<String, String>;

/// A block of a form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Block {
    /// Label and value pairs.
    Fields {
        /// Pairs a line.
        #[serde(default = "two")]
        columns: u32,
        /// The pairs.
        fields: Vec<Field>,
    },
    /// The money of a project.
    Money {
        /// The label at the left.
        label: String,
        /// Headings by key.
        columns: FieldMap,
        /// Row labels by key.
        rows: FieldMap,
    },
    /// The money of the department by source and structure.
    Structure {
        /// The label at the left.
        label: String,
        /// Headings by key.
        columns: FieldMap,
        /// Row labels by key.
        rows: FieldMap,
    },
    /// Expected and actual goal.
    Goals {
        /// The label at the left.
        label: String,
        /// Heading of the expected goal.
        expected: String,
        /// Heading of what came of it.
        actual: String,
    },
    /// The year's tasks.
    Tasks {
        /// The label at the left.
        label: String,
        /// Columns.
        columns: Vec<Column>,
    },
    /// Scored items.
    Items {
        /// Columns.
        columns: Vec<Column>,
    },
    /// The total.
    Total {
        /// Its label.
        label: String,
    },
    /// One labelled cell over the whole width.
    Text {
        /// Its label.
        label: String,
        /// Its value, with braces.
        value: String,
    },
    /// Small print.
    Note {
        /// Its text.
        text: String,
    },
    /// The signature line.
    Signature {
        /// Its text.
        text: String,
    },
}

fn two() -> u32 {
    2
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// As printed.
    pub label: String,
    /// With braces.
    pub value: String,
}

/// A column of a list in a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What stands in it.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// Its relative width.
    #[serde(default = "ten")]
    pub width: u32,
}

fn ten() -> u32 {
    10
}

/// The layout of the leader's summary.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The title, with braces.
    #[serde(default)]
    pub title: String,
    /// Its parts in order.
    #[serde(default, rename = "part")]
    pub parts: Vec<Part>,
}
