//! The result of scoring: items, three scores, ranges, losses.

use hengji_diag::Diagnostic;
use hengji_formula::{Value, Working};
use hengji_model::Class;
use hengji_num::Rational;
use std::sync::Arc;

/// A scored object: a project or the department (评价对象).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scored {
    /// Key of the project, or `department`.
    pub object: String,
    /// Its name.
    pub name: String,
    /// The book it was scored with.
    pub book: String,
    /// SM3 of the book.
    pub book_digest: String,
    /// The weight scheme (S1 …), for projects.
    pub scheme: String,
    /// The items in order of the form.
    pub items: Vec<Item>,
    /// Totals of headings: path, points, score, in order of the form.
    pub groups: Vec<GroupScore>,
    /// The declared total (自评分).
    pub declared: Amount,
    /// The recomputed total (复算分).
    pub recomputed: Amount,
    /// The evidenced total (佐证分).
    pub evidenced: Amount,
    /// The total that counts: declared where declared, else recomputed.
    pub total: Amount,
    /// The grade of the total; empty while the range spans several grades.
    pub grade: String,
    /// Every loss; losses add up to full points − total exactly.
    pub losses: Vec<Loss>,
    /// The parameters used, with where each value came from.
    pub parameters: Vec<ParameterUsed>,
    /// Full points: 100.
    pub points: Rational,
    /// The rescaling `Σ得分 ÷ Σ适用分值 × 100`, when an item was dropped that way.
    pub rescaled: Option<(Rational, Rational)>,
    /// Findings met while scoring (SC…).
    pub found: Vec<Diagnostic>,
}

/// A score: known, a range, or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Amount {
    /// Known, rounded as the book says.
    Score(Rational),
    /// 待填: something is missing; the score lies between the two.
    Range {
        /// The lowest.
        low: Rational,
        /// The highest.
        high: Rational,
        /// What is missing and whom to ask.
        missing: Vec<Lack>,
    },
    /// Does not apply (不适用).
    NotApplicable,
    /// Nobody gave one (no declared score).
    #[default]
    None,
}

/// Something missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lack {
    /// The item's code.
    pub code: String,
    /// What is missing: an input, a checklist answer, an actual value.
    pub what: String,
    /// Why, in the words of the value: 未提供.
    pub why: String,
    /// Whom to ask: section or person.
    pub ask: String,
}

/// One scored item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// The book's code, or the key of the indicator row.
    pub code: String,
    /// Headings from the first level to the item's own name.
    pub path: Vec<String>,
    /// Its points, those of items that do not apply included.
    pub points: Rational,
    /// Its points as the book or the approved target says.
    pub points_before: Rational,
    /// The clause: document and article.
    pub clause: String,
    /// What it means (指标说明).
    pub explanation: String,
    /// The rule in words (评分标准).
    pub standard: String,
    /// The rule that scored it: `RATIO_CAP`, `Q1`.
    pub rule: String,
    /// Its inputs.
    pub inputs: Vec<Used>,
    /// The value of the rule (指标值), with its working.
    pub value: Option<Used>,
    /// The working of the score.
    pub working: Option<Arc<Working>>,
    /// The declared score (自评分).
    pub declared: Amount,
    /// The recomputed score (复算分).
    pub recomputed: Amount,
    /// The evidenced score (佐证分).
    pub evidenced: Amount,
    /// The score that counts: declared where declared, else recomputed.
    pub score: Amount,
    /// Points lost (扣分): points − score; none while the score is a range.
    pub lost: Option<Rational>,
    /// How well its inputs are supported.
    pub class: Class,
    /// Evidence named by the item's rows (佐证材料).
    pub evidence: Vec<String>,
    /// Evidence the book asks for.
    pub evidence_expected: Vec<String>,
    /// The deviation reason (偏差原因).
    pub reason: String,
    /// The measure (改进措施).
    pub measure: String,
    /// Why points were lost, by the rule.
    pub why: String,
    /// What would restore them.
    pub restore: String,
    /// The target as printed, for indicator rows (年度指标值): `≥300家`.
    pub target: String,
    /// The actual as printed, for indicator rows (实际完成值).
    pub actual: String,
    /// The tier chosen (档次).
    pub tier: String,
    /// The reviewer's score and basis (复核).
    pub reviewed: Option<(Rational, String)>,
    /// Answers to the checklist: key, text, points, answer (`是` `否` `不适用` or empty).
    pub checklist: Vec<CheckLine>,
    /// Own indicators scored inside this item (个性指标).
    pub own: Vec<Item>,
    /// Why it does not apply (不适用原因).
    pub not_applicable_reason: String,
    /// Whether the checklist deducts for each breach, so that its items have no share of their own.
    pub rule_deducts: bool,
}

/// A named value with its working.
#[derive(Clone, Debug, PartialEq)]
pub struct Used {
    /// Its name.
    pub name: Arc<str>,
    /// Its formula.
    pub formula: Arc<str>,
    /// Its value.
    pub value: Value,
    /// How it was worked out.
    pub working: Option<Arc<Working>>,
    /// How well it is supported.
    pub class: Class,
    /// Whether the dossier binds it in place of the book.
    pub bound: bool,
}

/// One answered checklist item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckLine {
    /// Its mark: ①.
    pub key: String,
    /// What is asked.
    pub text: String,
    /// Relative points.
    pub points: Rational,
    /// `是` `否` `不适用`, or empty.
    pub answer: String,
    /// The explanation given.
    pub explanation: String,
    /// Whether the row names evidence.
    pub attested: bool,
    /// Whether it is a veto item.
    pub veto: bool,
}

/// The subtotal of a heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupScore {
    /// The heading and those above it.
    pub path: Vec<String>,
    /// Its points.
    pub points: Rational,
    /// The sum of its items' scores.
    pub score: Amount,
}

/// One loss of points (丢分).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loss {
    /// The item's code.
    pub code: String,
    /// The item's name.
    pub name: String,
    /// Points lost, exact.
    pub points: Rational,
    /// Why, in words, Chinese.
    pub reason: String,
    /// The clause.
    pub clause: String,
    /// What would restore the points, in words, Chinese.
    pub restore: String,
}

/// A parameter with the value used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterUsed {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Who said so.
    pub from: ParameterSource,
    /// The question for the finance bureau.
    pub question: String,
}

/// Who set a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParameterSource {
    /// The book's default (本系统默认).
    #[default]
    Default,
    /// The notice pack.
    Pack,
    /// The dossier.
    Dossier,
}

impl Amount {
    /// The score, when it is known.
    pub fn known(&self) -> Option<&Rational> {
        match self {
            Amount::Score(score) => Some(score),
            _ => None,
        }
    }

    /// The lowest it can be; 0 when there is none.
    pub fn low(&self) -> Rational {
        match self {
            Amount::Score(score) => score.clone(),
            Amount::Range { low, .. } => low.clone(),
            _ => Rational::ZERO,
        }
    }

    /// The highest it can be; 0 when there is none.
    pub fn high(&self) -> Rational {
        match self {
            Amount::Score(score) => score.clone(),
            Amount::Range { high, .. } => high.clone(),
            _ => Rational::ZERO,
        }
    }

    /// What is missing.
    pub fn missing(&self) -> &[Lack] {
        match self {
            Amount::Range { missing, .. } => missing,
            _ => &[],
        }
    }

    /// Whether it is 待填.
    pub fn is_open(&self) -> bool {
        matches!(self, Amount::Range { .. })
    }

    /// As printed: `7.76`, `12.00—20.00（待填）`, `不适用`, empty.
    pub fn shown(&self) -> String {
        match self {
            Amount::Score(score) => score.to_fixed(2),
            Amount::Range { low, high, .. } => format!("{}—{}（待填）", low.to_fixed(2), high.to_fixed(2)),
            Amount::NotApplicable => "不适用".into(),
            Amount::None => String::new(),
        }
    }
}

impl Scored {
    /// Everything still missing, over all items.
    pub fn missing(&self) -> Vec<&Lack> {
        self.items.iter().flat_map(|it| it.score.missing()).collect()
    }

    /// The item of this code, own indicators included.
    pub fn item(&self, code: &str) -> Option<&Item> {
        let own = self.items.iter().flat_map(|it| it.own.iter());
        self.items.iter().chain(own).find(|it| it.code == code)
    }
}

impl Item {
    /// Its own name: the last heading.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", |it| it.as_str())
    }
}
