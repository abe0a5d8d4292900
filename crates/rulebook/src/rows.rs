//! Rules for indicator rows: which one applies, and its score.

use hengji_formula::{NameKind, NodeKind, Overlay, ReasonKind, Scope, Type, Value, Working};
use hengji_num::{Quantity, Rational};
use std::sync::Arc;

use crate::book::*;
use crate::quick::{self, Quick, QuickScore};
use crate::run::{Given, Keep, bind_points, formula, in_tier, points_of};

/// The names a row rule may use that are texts; blank is `""`.
pub const ROW_TEXTS: [&str; 4] = ["一级指标", "二级指标", "指标性质", "计分方式"];

/// The names a row rule may use that are missing when blank.
pub const ROW_VALUES: [&str; 10] = [
    "指标值",
    "指标值上限",
    "完成值",
    "指标值日期",
    "完成日期",
    "档次",
    "申报分",
    "超额原因",
    "超额原因已复核",
    "行及格门槛",
];

/// What a row rule gave.
#[derive(Clone, Debug)]
pub struct RowOutcome {
    /// The rule that applies, as an index into [`Book::rows`]; none when no rule or several apply.
    pub rule: Option<usize>,
    /// Rules that apply beyond the first: a fault of the book.
    pub also: Vec<usize>,
    /// The exact score; missing makes the row 待填.
    pub score: Value,
    /// How it was worked out.
    pub working: Option<Arc<Working>>,
    /// 超额幅度, when the rule looks at it and it is above the bound that asks for a cause.
    pub over: Option<Rational>,
    /// The share left after an over-target reduction, when it is not 1.
    pub factor: Option<Rational>,
    /// The declared score lies outside its tier's range, said in words.
    pub refused: Option<String>,
}

/// Scores a row: `row` holds [`ROW_TEXTS`] and [`ROW_VALUES`]; names left out are blank.
///
/// `quick` are the book's rules lowered; they say which rule applies and, where no working is kept, its score.
pub fn row(
    book: &Book,
    quick: Option<&Quick>,
    points: &Rational,
    scope: &dyn Scope,
    row: &[Given],
    keep: Keep,
) -> RowOutcome {
    let known = quick.and_then(|it| it.score(&it.row(points, row)?));
    if let (Some(QuickScore { rule, score: Some(score), .. }), Keep::Values) = (&known, keep) {
        let score = Value::Quantity(points_quantity(score));
        return RowOutcome { rule: Some(*rule), ..RowOutcome::none(score) };
    }
    let mut overlay = Overlay::new(scope);
    bind_points(&mut overlay, points);
    bind_row(&mut overlay, row);
    let rules = match &known {
        Some(known) => {
            bind_lets(book, &mut overlay, Some((&book.rows[known.rule].score, &known.decided)));
            vec![known.rule]
        }
        None => {
            bind_lets(book, &mut overlay, None);
            match applying(book, &overlay) {
                (rules, unknown) if rules.is_empty() => {
                    let nothing = || Value::missing(ReasonKind::NoBand, "计分规则");
                    return RowOutcome::none(unknown.unwrap_or_else(nothing));
                }
                (rules, _) => rules,
            }
        }
    };
    let rule = &book.rows[rules[0]];
    // Without a chosen tier a declared score says nothing.
    if !rule.tiers.is_empty()
        && let Some(missing) = tier_missing(rule, &overlay)
    {
        return RowOutcome { rule: Some(rules[0]), ..RowOutcome::none(missing) };
    }
    let (score, working) = formula(&rule.score, &overlay, keep);
    let mut out =
        RowOutcome { rule: Some(rules[0]), also: rules[1..].to_vec(), working, ..RowOutcome::none(score) };
    out.refused = refused(rule, &overlay, points);
    // A score that quick rules gave was looked at: it is not far above its target.
    if rule.over && known.is_none_or(|it| it.score.is_none()) {
        over_target(book, &mut overlay, &mut out, keep);
    }
    out
}

/// Binds the names that rows share; with `only`, those that this formula needs, as they were decided.
fn bind_lets(
    book: &Book,
    overlay: &mut Overlay<'_>,
    only: Option<(&Formula, &[Option<bool>; quick::MAX_LETS])>,
) {
    let needed = only.map(|(it, _)| needed(book, it));
    for (index, name) in book.lets.iter().enumerate() {
        if needed.as_ref().is_some_and(|it| !it[index]) {
            continue;
        }
        let decided = only.and_then(|(_, it)| it.get(index).copied().flatten());
        let (value, working) = match decided {
            Some(decided) => (Value::Bool(decided), None),
            None => formula(&name.formula, overlay, Keep::Values),
        };
        Given { name: name.name.clone(), formula: name.formula.text.clone(), value, working }
            .bind(overlay, NameKind::Input);
    }
}

/// Which of the shared names a formula needs, through each other.
fn needed(book: &Book, of: &Formula) -> Vec<bool> {
    let mut needed = vec![false; book.lets.len()];
    let mut open = vec![of];
    while let Some(formula) = open.pop() {
        let Some(expr) = &formula.expr else { continue };
        expr.root.walk(&mut |node| {
            if let NodeKind::Name(name) = &node.kind
                && let Some(at) = book.lets.iter().position(|it| it.name == *name)
                && !needed[at]
            {
                needed[at] = true;
                open.push(&book.lets[at].formula);
            }
        });
    }
    needed
}

impl RowOutcome {
    fn none(score: Value) -> RowOutcome {
        RowOutcome {
            rule: None,
            also: Vec::new(),
            score,
            working: None,
            over: None,
            factor: None,
            refused: None,
        }
    }
}

/// Binds the fields of a row; a text that is not given is blank, another value is missing.
pub fn bind_row(overlay: &mut Overlay<'_>, row: &[Given]) {
    let find = |name: &str| row.iter().find(|it| &*it.name == name).filter(|it| !it.value.is_missing());
    for name in ROW_TEXTS {
        let value = find(name).map_or_else(|| Value::text(""), |it| it.value.clone());
        overlay.bind(name, NameKind::Input, Type::Text, value, None);
    }
    let mut unit = None;
    for name in ROW_VALUES {
        match row.iter().find(|it| &*it.name == name) {
            Some(given) => {
                if let Value::Quantity(q) = &given.value
                    && name == "指标值"
                {
                    unit = Some(q.unit.clone());
                }
                given.bind(overlay, NameKind::Input);
            }
            None => Given::missing(name).bind(overlay, NameKind::Input),
        }
    }
    let zero = match unit {
        Some(unit) => Value::Quantity(Quantity::of(Rational::ZERO, unit)),
        None => Value::missing(ReasonKind::NotProvided, "指标值"),
    };
    let ty = Type::of(&zero);
    overlay.bind("零", NameKind::Constant, ty, zero, None);
}

/// The rules whose condition holds, and the first condition that could not be judged.
fn applying(book: &Book, scope: &dyn Scope) -> (Vec<usize>, Option<Value>) {
    let mut rules = Vec::new();
    let mut unknown = None;
    for (index, rule) in book.rows.iter().enumerate() {
        match formula(&rule.when, scope, Keep::Values).0 {
            Value::Bool(true) => rules.push(index),
            Value::Bool(false) => {}
            other => {
                unknown.get_or_insert(other);
            }
        }
    }
    (rules, unknown)
}

fn tier_missing(rule: &RowRule, scope: &dyn Scope) -> Option<Value> {
    let tier = scope.value("档次").value;
    match tier.as_text() {
        None => Some(tier),
        Some(text) if rule.tiers.iter().all(|it| it.name != text) => {
            Some(Value::missing(ReasonKind::NoBand, "档次"))
        }
        Some(_) => None,
    }
}

fn refused(rule: &RowRule, scope: &dyn Scope, points: &Rational) -> Option<String> {
    let tier = scope.value("档次").value;
    let tier = rule.tiers.iter().find(|it| Some(it.name.as_str()) == tier.as_text())?;
    let declared = points_of(&scope.value("申报分").value)?;
    in_tier(tier, &declared, points).err()
}

fn over_target(book: &Book, overlay: &mut Overlay<'_>, out: &mut RowOutcome, keep: Keep) {
    let (Some(over), false) = (&book.over, out.score.is_missing()) else { return };
    let degree = formula(&over.degree, overlay, Keep::Values).0;
    let bound = formula(&over.ask_above, overlay, Keep::Values).0;
    let (Some(degree), Some(bound)) = (degree.as_quantity().cloned(), bound.as_quantity()) else { return };
    if degree.base <= bound.base {
        return;
    }
    out.over = Some(degree.base.clone());
    let value = Value::Quantity(degree);
    let ty = Type::of(&value);
    overlay.bind("超额幅度", NameKind::Input, ty, value, None);
    let Some(factor) = formula(&over.factor, overlay, Keep::Values).0.as_quantity().map(|it| it.base.clone())
    else {
        return;
    };
    if factor == Rational::ONE {
        return;
    }
    // The reduction is one more step of the working: 得分 × 保留比例.
    let score = std::mem::replace(&mut out.score, Value::int(0));
    let ty = Type::of(&score);
    overlay.bind("规则得分", NameKind::Input, ty, score, out.working.take());
    let share = Value::Quantity(Quantity::ratio(factor.clone()));
    let ty = Type::of(&share);
    overlay.bind("超额保留比例", NameKind::Input, ty, share, None);
    let (expr, _) = hengji_formula::parse("规则得分 × 超额保留比例", hengji_schema::units());
    let text =
        Formula {
            text: "规则得分 × 超额保留比例".into(), expr: expr.map(Arc::new), ..Formula::default()
        };
    (out.score, out.working) = formula(&text, overlay, keep);
    out.factor = Some(factor);
}
