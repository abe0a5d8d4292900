//! The proof that goes with a package (contracts §6): each figure with its working and sources.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The proof of a whole package.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// Format of this file, 1.
    pub format: u32,
    /// Meaning of the formula language, 1.
    pub semantics: u32,
    /// SM3 of the canonical JSON (RFC 8785) of the loaded dossier.
    pub dossier: String,
    /// SM3 of each rule book by name.
    pub books: BTreeMap<String, String>,
    /// 内部, 报送 or 公开.
    pub edition: String,
    /// A signature, when there is one.
    pub seal: Option<String>,
    /// Every figure of every part.
    pub figures: Vec<ProofFigure>,
}

/// One bound figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProofFigure {
    /// 12 hex characters.
    pub id: String,
    /// The figure's name or formula.
    pub name: String,
    /// The part it stands in: `report`, `form`, `project:CODE`.
    pub part: String,
    /// As printed, unit included.
    pub text: String,
    /// The exact value: decimal or n/d in `unit`; text for texts.
    pub value: String,
    /// The unit of `value`.
    pub unit: String,
    /// The format words.
    pub format: String,
    /// The formula.
    pub formula: String,
    /// Where it comes from: a result takes the weakest class of its leaves.
    pub class: Class,
    /// How it was worked out.
    pub working: Working,
    /// What it rests on.
    pub sources: Vec<Source>,
}

/// How well a figure is supported (contracts §5), weakest last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Every leaf is a row.
    #[default]
    Computed,
    /// Typed, with evidence.
    Attested,
    /// Typed, bare.
    Asserted,
    /// Not there.
    Missing,
}

/// One node of a working (演算).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Working {
    /// `leaf`, `rows`, `call`, `if`, `round` or `missing`.
    pub op: String,
    /// The source text of this node.
    pub src: String,
    /// Exact: decimal or n/d in `unit`; text, date and yes/no as text.
    pub value: String,
    /// The unit of `value`, empty for none.
    pub unit: String,
    /// As printed.
    pub shown: String,
    /// The operands.
    #[serde(rename = "in", default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Working>,
    /// Where a leaf comes from: a table cell, a ledger, a measure, a constant; the function for `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<serde_json::Value>,
}

/// What a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// A cell.
    Cell {
        /// Table id.
        table: String,
        /// Row key.
        key: String,
        /// Column id.
        column: String,
    },
    /// Counted rows.
    Rows {
        /// Ledger or table id.
        ledger: String,
        /// How many counted.
        rows: u64,
        /// Salted SM3 over [key, columns read] of each counted row, sorted.
        digest: String,
    },
    /// A file.
    File {
        /// Path in the dossier.
        file: String,
        /// SM3 of its bytes.
        digest: String,
    },
}

impl Proof {
    /// The canonical JSON (RFC 8785) of the proof.
    pub fn canonical(&self) -> String {
        // Serialising our own plain structs to JSON cannot fail.
        serde_json_canonicalizer::to_string(self).unwrap_or_default()
    }

    /// The SM3 of the canonical JSON, printed in pdf and html.
    pub fn digest(&self) -> String {
        crate::sm3_hex(self.canonical().as_bytes())
    }
}
