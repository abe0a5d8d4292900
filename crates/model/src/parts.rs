//! The parts of a dossier that are text: measures, checklists, claims, narrative.

use crate::found::META;
use crate::raw::RawText;
use hengji_diag::{Diagnostic, Place, Text};
use hengji_num::Rational;
use hengji_schema::{Block, Source};

/// A measure (度量): a named figure computed from tables and ledgers.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureDef {
    /// Its name, as formulas and prose use it.
    pub name: String,
    /// The formula.
    pub formula: String,
    /// The unit it is shown in; else the formula's own.
    pub unit: Option<String>,
    /// Decimals in print; else the unit's natural ones.
    pub decimals: Option<u32>,
    /// A remark.
    pub note: Option<String>,
    /// The counting rule in words (口径).
    pub rule: Option<String>,
    /// Its name in the history table, when that differs.
    pub last_year: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Where its formula stands.
    pub formula_place: Place,
}

/// A checklist of the dossier (清单); the answers stand in table 清单判断.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistDef {
    /// The file name without extension; column 清单 of the answers.
    pub id: String,
    /// The title.
    pub title: String,
    /// The items.
    pub items: Vec<ChecklistItem>,
    /// Where it stands.
    pub place: Place,
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    /// Column 条目 of the answers.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// Relative points, 1 by default.
    pub points: Rational,
    /// When not met, the whole list is worth nothing (一票否决).
    pub veto: bool,
}

/// A claim in prose (首次, 唯一, 突破) with what it rests on (论断).
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The words of the claim.
    pub text: String,
    /// A formula that must be 是, or a measure.
    pub formula: Option<String>,
    /// Keys of table 佐证材料.
    pub evidence: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A part of the narrative (叙述), as it stands; room `report` reads its formulas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrative {
    /// The file, relative to the dossier: `narrative/01-概况.md`.
    pub file: String,
    /// The text of its first heading line `# …`; empty when there is none.
    pub title: String,
    /// The whole text, the heading line included.
    pub text: String,
}

pub(crate) fn measures(raw: &RawText) -> (Vec<MeasureDef>, Vec<Diagnostic>) {
    let (list, found) = Source::read(&raw.file, &raw.text, |block| {
        block.blocks("measure").iter().map(measure).collect::<Vec<_>>()
    });
    (list.unwrap_or_default(), found)
}

fn measure(block: &Block<'_, '_>) -> MeasureDef {
    let measure = MeasureDef {
        name: block.required("name"),
        formula: block.required("formula"),
        unit: block.text("unit"),
        decimals: block.int("decimals").and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 30),
        note: block.text("note"),
        rule: block.text("rule"),
        last_year: block.text("last_year"),
        place: block.place(Some("name")),
        formula_place: block.place(Some("formula")),
    };
    block.finish();
    measure
}

pub(crate) fn checklist(raw: &RawText) -> (Option<ChecklistDef>, Vec<Diagnostic>) {
    Source::read(&raw.file, &raw.text, |block| ChecklistDef {
        id: raw.stem().to_owned(),
        title: block.text("title").unwrap_or_else(|| raw.stem().to_owned()),
        items: block.blocks("item").iter().map(item).collect(),
        place: block.place(None),
    })
}

fn item(block: &Block<'_, '_>) -> ChecklistItem {
    let points = block.text("points").map(|p| Rational::parse(&p));
    if let Some(Err(_)) = points {
        let text = Text::new("schema-toml-wrong-value")
            .with("key", "points")
            .with("expected", Text::new("schema-a-decimal-text"));
        block.add(Diagnostic::error(META, text), Some("points"));
    }
    let item = ChecklistItem {
        id: block.required("id"),
        text: block.required("text"),
        points: points.and_then(Result::ok).unwrap_or(Rational::ONE),
        veto: block.flag("veto").unwrap_or(false),
    };
    block.finish();
    item
}

pub(crate) fn claims(raw: &RawText) -> (Vec<Claim>, Vec<Diagnostic>) {
    let (list, found) = Source::read(&raw.file, &raw.text, |block| {
        block.blocks("claim").iter().map(claim).collect::<Vec<_>>()
    });
    (list.unwrap_or_default(), found)
}

fn claim(block: &Block<'_, '_>) -> Claim {
    let claim = Claim {
        text: block.required("text"),
        formula: block.text("formula").or_else(|| block.text("measure")),
        evidence: block.texts("evidence"),
        place: block.place(Some("text")),
    };
    block.finish();
    claim
}

pub(crate) fn narrative(raw: &RawText) -> Narrative {
    let text = raw.text.strip_prefix('\u{feff}').unwrap_or(&raw.text);
    let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim().to_owned();
    Narrative { file: raw.file.clone(), title, text: text.to_owned() }
}
