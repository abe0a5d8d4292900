//! A rule with its inputs: value and score, with their workings.

use hengji_formula::{
    Answer, Budget, CheckItem, Checklist, NameKind, Overlay, ReasonKind, Scope, Type, Value, Working,
    evaluate, evaluate_value,
};
use hengji_num::{Quantity, Rational, Rounding};
use std::sync::Arc;

use crate::book::*;

/// A name with the value it has for one run.
#[derive(Clone, Debug)]
pub struct Given {
    /// The name.
    pub name: Arc<str>,
    /// Its formula, where it has one.
    pub formula: Arc<str>,
    /// Its value.
    pub value: Value,
    /// How it was worked out, when that is kept.
    pub working: Option<Arc<Working>>,
}

/// What a rule gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// 指标值, when the rule has one.
    pub value: Option<Given>,
    /// The exact score in points; missing makes the item 待填.
    pub score: Value,
    /// How it was worked out.
    pub working: Option<Arc<Working>>,
}

/// Whether workings are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Values and workings.
    Working,
    /// Values only, which is faster.
    Values,
}

impl Given {
    /// A value without a formula.
    pub fn plain(name: &str, value: Value) -> Given {
        Given { name: name.into(), formula: "".into(), value, working: None }
    }

    /// A name that nobody gave.
    pub fn missing(name: &str) -> Given {
        Given::plain(name, Value::missing(ReasonKind::NotProvided, name))
    }

    /// Puts the value into a scope under its name.
    pub fn bind(&self, scope: &mut Overlay<'_>, kind: NameKind) {
        let ty = Type::of(&self.value);
        scope.bind(&self.name, kind, ty, self.value.clone(), self.working.clone());
    }
}

/// Evaluates a formula of a book; one with errors is missing(公式有误).
pub fn formula(formula: &Formula, scope: &dyn Scope, keep: Keep) -> (Value, Option<Arc<Working>>) {
    let Some(expr) = &formula.expr else {
        return (Value::missing(ReasonKind::BadFormula, &formula.text), None);
    };
    match keep {
        Keep::Working => {
            let (value, working) = evaluate(expr, scope, &Budget::default());
            (value, Some(Arc::new(working)))
        }
        Keep::Values => (evaluate_value(expr, scope, &Budget::default()), None),
    }
}

/// Evaluates the inputs of a rule in order; a later one may use an earlier one.
///
/// `instead` may give another formula for an input (the dossier's binding) or a value (an example).
pub fn inputs(
    rule: &Rule,
    scope: &dyn Scope,
    keep: Keep,
    instead: &dyn Fn(&str) -> Option<Instead>,
) -> Vec<Given> {
    let mut overlay = Overlay::new(scope);
    let mut all: Vec<Given> = Vec::with_capacity(rule.inputs.len());
    for input in &rule.inputs {
        let given = match instead(&input.name) {
            Some(Instead::Value(value)) => {
                Given { name: input.name.clone(), formula: input.formula.text.clone(), value, working: None }
            }
            Some(Instead::Formula(own)) => given(&input.name, &own, &overlay, keep),
            None => given(&input.name, &input.formula, &overlay, keep),
        };
        given.bind(&mut overlay, NameKind::Input);
        all.push(given);
    }
    all
}

/// What takes the place of a book's input.
pub enum Instead {
    /// Another formula.
    Formula(Formula),
    /// A value.
    Value(Value),
}

fn given(name: &Arc<str>, text: &Formula, scope: &dyn Scope, keep: Keep) -> Given {
    let (value, working) = formula(text, scope, keep);
    Given { name: name.clone(), formula: text.text.clone(), value, working }
}

/// Evaluates value and score of a rule on given inputs.
///
/// `bind` adds what else the rule may name: its checklist, tier, declared score, own indicators.
pub fn rule(
    rule: &Rule,
    points: &Rational,
    scope: &dyn Scope,
    inputs: &[Given],
    keep: Keep,
    bind: &dyn Fn(&mut Overlay<'_>),
) -> Outcome {
    let mut overlay = Overlay::new(scope);
    bind_points(&mut overlay, points);
    for given in inputs {
        given.bind(&mut overlay, NameKind::Input);
    }
    bind(&mut overlay);
    let value = rule.value.as_ref().map(|it| given(&"指标值".into(), it, &overlay, keep));
    if let Some(value) = &value {
        value.bind(&mut overlay, NameKind::Input);
    }
    let (score, working) = formula(&rule.score, &overlay, keep);
    Outcome { value, score, working }
}

/// Binds 分值.
pub fn bind_points(overlay: &mut Overlay<'_>, points: &Rational) {
    let quantity = points_quantity(points);
    let ty = Type::Quantity(quantity.unit.clone());
    overlay.bind("分值", NameKind::Constant, ty, Value::Quantity(quantity), None);
}

/// Binds the parameters of a book with the values chosen; a quantity is read as one.
pub fn bind_parameters<'a>(overlay: &mut Overlay<'_>, book: &Book, chosen: &dyn Fn(&str) -> Option<&'a str>) {
    for parameter in &book.parameters {
        let text = chosen(&parameter.name).unwrap_or(&parameter.default);
        let value = if parameter.quantity { literal(text) } else { Value::text(text) };
        let ty = Type::of(&value);
        overlay.bind(&parameter.name, NameKind::Constant, ty, value, None);
    }
}

/// A value written as formula text that names nothing: `4,850.40 万元`, `8.82 ÷ 9`, `是`, `2022-12-15`.
pub fn literal(text: &str) -> Value {
    let (expr, found) = hengji_formula::parse(text.trim(), hengji_schema::units());
    match expr.filter(|_| found.is_empty()) {
        Some(expr) => evaluate_value(&expr, &crate::SchemaScope { year: 2022 }, &Budget::default()),
        None => Value::missing(ReasonKind::BadFormula, text),
    }
}

/// Binds a checklist under 清单, with 不符合数 (breaches; an answer may count several) and 否决.
pub fn bind_checklist(overlay: &mut Overlay<'_>, items: &[CheckRule], answers: &[Ticked]) {
    let item = |(rule, ticked): (&CheckRule, &Ticked)| CheckItem {
        label: format!("{}{}", rule.key, rule.text).into(),
        points: rule.points.clone(),
        answer: ticked.answer,
        veto: rule.veto,
        place: None,
    };
    let items_with: Vec<(&CheckRule, &Ticked)> = items.iter().zip(answers).collect();
    let blank = items_with.iter().find(|(_, ticked)| ticked.answer.is_none());
    let no = |it: &&(&CheckRule, &Ticked)| it.1.answer == Some(Answer::No);
    let breaches = match blank {
        Some((rule, _)) => Value::missing(ReasonKind::Blank, &format!("{}{}", rule.key, rule.text)),
        None => {
            let count = items_with.iter().filter(no).map(|it| it.1.breaches.max(1)).sum::<i64>();
            Value::Quantity(Quantity::plain(Rational::from(count)))
        }
    };
    let veto = items_with.iter().filter(no).any(|it| it.0.veto);
    overlay.bind("不符合数", NameKind::Input, Type::Quantity(hengji_num::Unit::plain()), breaches, None);
    overlay.bind("否决", NameKind::Input, Type::Bool, Value::Bool(veto), None);
    overlay.add_checklist("清单", Checklist { items: items_with.into_iter().map(item).collect() });
}

/// An answer to an item of a checklist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// The answer; none is blank.
    pub answer: Option<Answer>,
    /// How many breaches a No stands for; 0 counts as 1.
    pub breaches: i64,
}

impl Ticked {
    /// Reads `是`, `否`, `否 6`, `不适用`; anything else is blank.
    pub fn parse(text: &str) -> Ticked {
        let text = text.trim();
        let (word, count) = text.split_once(' ').unwrap_or((text, ""));
        let answer = match word {
            "是" => Some(Answer::Yes),
            "否" => Some(Answer::No),
            "不适用" => Some(Answer::NotApplicable),
            _ => None,
        };
        Ticked { answer, breaches: count.trim().parse().unwrap_or(0) }
    }
}

/// The points of a score; `None` when it is missing or not a number.
pub fn points_of(score: &Value) -> Option<Rational> {
    score.as_quantity().map(Quantity::value)
}

/// A line's score: between 0 and its points, rounded half away from zero to `places`.
pub fn line_score(score: &Rational, points: &Rational, places: u32) -> Rational {
    let score = if score.is_negative() { Rational::ZERO } else { score.clone() };
    let score = if score > *points { points.clone() } else { score };
    score.round(places, Rounding::HalfUp)
}

/// Whether a declared score lies in the range of its tier; `Err` says the range in words.
pub fn in_tier(tier: &Tier, declared: &Rational, points: &Rational) -> Result<(), String> {
    let (low, high) = (&tier.from * points, &tier.to * points);
    let below = if tier.to_included { *declared <= high } else { *declared < high };
    if *declared >= low && below {
        return Ok(());
    }
    let sign = if tier.to_included { "含" } else { "不含" };
    Err(format!("[{}（含），{}（{sign}）]", low.to_fixed(2), high.to_fixed(2)))
}
