//! What a rule book holds (规则书): items, their rules as formulas, parameters, grades.

use hengji_diag::Place;
use hengji_formula::Expr;
use hengji_num::{Quantity, Rational};
use std::sync::Arc;

/// A rule book, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// Its name: `gd-department-v1`.
    pub name: String,
    /// Its title in words.
    pub title: String,
    /// The file it came from, for places.
    pub file: String,
    /// Where it applies.
    pub region: String,
    /// Whether it scores the department or a project.
    pub kind: BookKind,
    /// First and last budget year it applies to.
    pub years: (i16, i16),
    /// The full score.
    pub points: Rational,
    /// Decimals of a line's score; the total is the sum of rounded lines.
    pub places: u32,
    /// Whether it is published, and so frozen by its digest.
    pub published: bool,
    /// Grade bands (等级), highest first.
    pub grades: Vec<Grade>,
    /// Other grade bands, chosen by the parameter 等级分档.
    pub grade_sets: Vec<(String, Vec<Grade>)>,
    /// Named parameters (参数): points that the source leaves open.
    pub parameters: Vec<Parameter>,
    /// Points of headings above the items.
    pub groups: Vec<Group>,
    /// The book it extends.
    pub extends: Option<String>,
    /// The book its row rules come from, when they are not its own.
    pub rows_from: Option<String>,
    /// Weight schemes of a project form (权重方案).
    pub schemes: Vec<Scheme>,
    /// The items (评分项), in order.
    pub items: Vec<Rule>,
    /// Names that row rules share, in order; a later one may use an earlier one.
    pub lets: Vec<Input>,
    /// Rules for indicator rows by kind (Q1–Q9, 定性, 满意度, 日期).
    pub rows: Vec<RowRule>,
    /// What is done about results far above the target (超额).
    pub over: Option<OverTarget>,
    /// Worked examples of the whole form.
    pub wholes: Vec<Whole>,
    /// What changed between versions, and whom it affects.
    pub changes: Vec<String>,
    /// SM3 of its text and of the digests of books it takes from, 64 hex digits.
    pub digest: String,
}

/// What a book scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BookKind {
    /// The department as a whole (部门整体支出).
    #[default]
    Department,
    /// A project (项目支出).
    Project,
}

/// A grade (等级): its name and the least total that earns it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grade {
    /// 优.
    pub name: String,
    /// 90.
    pub from: Rational,
}

/// A named parameter (参数).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// Its name in formulas: 支出率口径.
    pub name: String,
    /// The question for the finance bureau.
    pub question: String,
    /// The value taken when nobody answers, as text or as a quantity.
    pub default: String,
    /// The values it can have with what each means; empty for a quantity that may be any.
    pub alternatives: Vec<(String, String)>,
    /// Whether its value is a quantity and not a word.
    pub quantity: bool,
    /// Where the open point comes from.
    pub basis: Basis,
    /// Its line in the book.
    pub line: u32,
}

/// The source of a rule, and how far somebody has checked it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basis {
    /// 财预〔2020〕10号.
    pub document: String,
    /// The clause in it.
    pub clause: String,
    /// Whether somebody has checked it against the source.
    pub confirmed: bool,
    /// What is known about it.
    pub note: String,
}

/// Points of a heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The heading and those above it.
    pub path: Vec<String>,
    /// Its points.
    pub points: Rational,
}

/// A weight scheme of the project form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheme {
    /// S1.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// Its full points, when they are not the book's.
    pub points: Option<Rational>,
    /// First-level headings with their points.
    pub levels: Vec<(String, Rational)>,
    /// Its source.
    pub basis: Basis,
    /// Its line in the book.
    pub line: u32,
}

/// One item with its rule (评分项).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// 2-1-1.
    pub code: String,
    /// Headings from the first level to the item's own name.
    pub path: Vec<String>,
    /// Its points (分值).
    pub points: Rational,
    /// Its source.
    pub basis: Basis,
    /// What it means (指标说明).
    pub explanation: String,
    /// The rule in words (评分标准).
    pub standard: String,
    /// Its inputs (输入) in order; a later one may use an earlier one.
    pub inputs: Vec<Input>,
    /// The formula of 指标值; none when the rule goes straight to the score.
    pub value: Option<Formula>,
    /// The formula of the score in points.
    pub score: Formula,
    /// The primitive it was written with: `RATIO_CAP`.
    pub primitive: Option<&'static str>,
    /// Checklist items (清单), when it has them.
    pub checklist: Vec<CheckRule>,
    /// Own indicators (个性指标), when it takes them.
    pub own: Option<OwnSlots>,
    /// Whether the score is declared within a tier's range (定性).
    pub tiers: Vec<Tier>,
    /// Typical evidence (佐证材料).
    pub evidence: Vec<String>,
    /// Where its points go when it does not apply.
    pub not_applicable: NotApplicable,
    /// A condition on which it applies; none: always, unless declared otherwise.
    pub applies: Option<Formula>,
    /// What is worth a warning.
    pub warnings: Vec<Warning>,
    /// Why points were lost, a sentence with figures in braces.
    pub reason: String,
    /// What would restore them, a sentence with figures in braces.
    pub restore: String,
    /// The condition on which a loss needs a reason in words; none: always.
    pub reason_needed: Option<Formula>,
    /// Whom to ask for what is missing.
    pub ask: String,
    /// Worked examples, which run as tests.
    pub examples: Vec<Example>,
    /// Its line in the book.
    pub line: u32,
}

/// An input of a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// Its name in the rule.
    pub name: Arc<str>,
    /// Over standard tables and vocabulary.
    pub formula: Formula,
}

/// A formula of a book, parsed once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formula {
    /// As written, or as a primitive expanded.
    pub text: Arc<str>,
    /// Parsed; none when it has errors.
    pub expr: Option<Arc<Expr>>,
    /// Where it stands.
    pub place: Place,
}

/// One item of a checklist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckRule {
    /// Its mark in answers: ① or 1.
    pub key: String,
    /// What is asked.
    pub text: String,
    /// Relative points.
    pub points: Rational,
    /// Whether it takes the whole item to 0 when not met (一票否决).
    pub veto: bool,
    /// A condition that answers it from the tables; a typed answer serves where it is missing.
    pub formula: Option<Formula>,
}

/// A condition worth a warning, with what is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Warning {
    /// The condition.
    pub when: Formula,
    /// What is said, in words.
    pub say: String,
}

/// A worked example of a whole form: lines taken from the items' examples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    /// Its name.
    pub name: String,
    /// Item code or row rule, and the name of its example.
    pub lines: Vec<(String, String)>,
    /// The expected total.
    pub score: String,
    /// The expected grade; empty: not compared.
    pub grade: String,
    /// Its line in the book.
    pub line: u32,
}

/// How many own indicators an item takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnSlots {
    /// At least so many.
    pub min: usize,
    /// At most so many.
    pub max: usize,
    /// With fewer, no more than this share of the points.
    pub share_if_fewer: Rational,
}

/// A tier (档次) with the range of points in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tier {
    /// 达成年度指标.
    pub name: String,
    /// The lowest share of the points, itself included.
    pub from: Rational,
    /// The highest share.
    pub to: Rational,
    /// Whether the highest share is included.
    pub to_included: bool,
    /// The share taken when only the tier is chosen.
    pub default: Rational,
}

/// Where the points of an item go when it does not apply (不适用).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NotApplicable {
    /// To the other items under the same second-level heading.
    #[default]
    Siblings,
    /// To the other items under the same first-level heading.
    Parent,
    /// Nowhere: the total is scaled to 100.
    Rescale,
    /// It earns full marks.
    Full,
    /// To this item.
    MoveTo(String),
}

/// A rule for indicator rows of a kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowRule {
    /// Q1.
    pub id: String,
    /// What it is for, in words.
    pub title: String,
    /// Its source.
    pub basis: Basis,
    /// The condition; exactly one rule's condition holds for a row.
    pub when: Formula,
    /// The score in points.
    pub score: Formula,
    /// Whether far more than the target asks for a cause.
    pub over: bool,
    /// Whether the score is declared within a tier's range.
    pub tiers: Vec<Tier>,
    /// Why points were lost.
    pub reason: String,
    /// What would restore them.
    pub restore: String,
    /// Worked examples.
    pub examples: Vec<Example>,
    /// Its line.
    pub line: u32,
}

/// Results far above the target (超额完成).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverTarget {
    /// 超额幅度.
    pub degree: Formula,
    /// Above this a cause must be given.
    pub ask_above: Formula,
    /// The share of the score that remains.
    pub factor: Formula,
    /// Its source.
    pub basis: Basis,
}

/// A worked example of a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// Inputs or row fields by name, as formula text.
    pub given: Vec<(String, String)>,
    /// Answers to the checklist, in order.
    pub answers: Vec<String>,
    /// Parameters set for it.
    pub parameters: Vec<(String, String)>,
    /// Points other than the rule's own.
    pub points: Option<Rational>,
    /// The expected value as printed; empty: not compared.
    pub value: String,
    /// The expected score, or `待填`, or `拒绝` for a declared score outside its tier.
    pub score: String,
    /// Its line in the book.
    pub line: u32,
}

impl Book {
    /// The item of this code.
    pub fn item(&self, code: &str) -> Option<&Rule> {
        self.items.iter().find(|it| it.code == code)
    }

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|it| it.name == name)
    }

    /// The scheme of this name, else the first.
    pub fn scheme(&self, name: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|it| it.name == name).or(self.schemes.first())
    }

    /// Whether the book applies to a budget year.
    pub fn covers(&self, year: i16) -> bool {
        (self.years.0..=self.years.1).contains(&year)
    }
}

/// The grade of a rounded total in bands that fall to 0; empty for no bands.
pub fn grade_of<'a>(grades: &'a [Grade], total: &Rational) -> &'a str {
    grades.iter().find(|it| *total >= it.from).map_or("", |it| &it.name)
}

/// `Quantity` of so many points (分), when the unit table has 分.
pub fn points_quantity(points: &Rational) -> Quantity {
    let unit = hengji_schema::units().get("分").unwrap_or_else(hengji_num::Unit::plain);
    Quantity::of(points.clone(), unit)
}
