//! dossier.toml: what the dossier is about.

use crate::found::{FORMAT, META};
use crate::raw::RawText;
use hengji_diag::{Diagnostic, Text};
use hengji_schema::{Block, Source};
use std::collections::BTreeMap;

/// The format of dossiers that this program writes and the highest it reads.
pub const FORMAT_VERSION: i64 = 1;

/// The facts of dossier.toml (档案说明).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The format of the files, 1.
    pub format: i64,
    /// Which dossier.
    pub id: String,
    /// The department's full name (部门全称).
    pub department: String,
    /// Its short name (简称).
    pub short: String,
    /// The budget year (预算年度).
    pub year: i16,
    /// Where in the year's work it stands: 目标, 监控, 自评.
    pub stage: String,
    /// The notice pack.
    pub pack: String,
    /// The rule books by kind of object: `department`, `project`.
    pub books: BTreeMap<String, String>,
    /// The region (地区).
    pub region: String,
    /// Words printed on every page, such as that data are synthetic.
    pub notice: Option<String>,
    /// The salt of digests over rows; it never leaves the dossier.
    pub salt: String,
    /// Bindings of a book's inputs: item code → name → formula.
    pub inputs: BTreeMap<String, BTreeMap<String, String>>,
    /// The parameters of books that the department or its finance bureau has chosen: name → value.
    pub parameters: BTreeMap<String, String>,
}

impl Meta {
    /// Reads dossier.toml. A format higher than ours is an error with code DS071; the caller refuses then.
    pub fn parse(raw: &RawText) -> (Option<Meta>, Vec<Diagnostic>) {
        Source::read(&raw.file, &raw.text, meta)
    }
}

fn meta(block: &Block<'_, '_>) -> Meta {
    let format = block.int("format").unwrap_or(FORMAT_VERSION);
    if !(1..=FORMAT_VERSION).contains(&format) {
        let text = Text::new("model-format").with("format", format).with("ours", FORMAT_VERSION);
        block.add(Diagnostic::error(FORMAT, text).help(Text::new("model-format-help")), Some("format"));
    }
    let pairs = |key: &'static str| -> BTreeMap<String, String> {
        block.block(key).map(|b| b.pairs().into_iter().collect()).unwrap_or_default()
    };
    let inputs = block.block("inputs").map(|b| {
        b.named_blocks().into_iter().map(|(code, it)| (code, it.pairs().into_iter().collect())).collect()
    });
    let text = |key| block.text(key).unwrap_or_default();
    let meta = Meta {
        format,
        id: text("id"),
        department: block.required("department"),
        short: text("short"),
        year: year(block),
        stage: text("stage"),
        pack: text("pack"),
        books: pairs("books"),
        region: text("region"),
        notice: block.text("notice"),
        salt: text("salt"),
        inputs: inputs.unwrap_or_default(),
        parameters: pairs("parameters"),
    };
    Meta { short: if meta.short.is_empty() { meta.department.clone() } else { meta.short.clone() }, ..meta }
}

fn year(block: &Block<'_, '_>) -> i16 {
    let year = block.int("year").and_then(|y| i16::try_from(y).ok()).filter(|y| (1900..=2999).contains(y));
    year.unwrap_or_else(|| {
        let finding =
            Diagnostic::error(META, Text::new("model-meta-year")).help(Text::new("model-meta-year-help"));
        block.add(finding, Some("year"));
        1900
    })
}
