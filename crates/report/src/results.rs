//! The results of scoring as names a sentence can use: 总分, 等级, and the workings behind them.

use hengji_formula::{NameKind, Op, Origin, Overlay, Scope, Type, Value, Working};
use hengji_num::{Quantity, Rational, Unit, UnitTable};
use hengji_score::{Amount, Item, Scored};
use std::sync::Arc;

/// Lays 总分 满分 丢分 等级 复算总分 佐证总分 and the object's name over a scope.
pub fn results_scope<'a>(base: &'a dyn Scope, scored: &Scored) -> Overlay<'a> {
    let mut overlay = Overlay::new(base);
    let units = base.units();
    let points = |value: Rational| Value::Quantity(Quantity::of(value, point_unit(units)));
    let mut bind = |name: &str, working: Working| {
        let value = working.value.clone();
        overlay.bind(name, NameKind::Input, Type::of(&value), value, Some(Arc::new(working)));
    };
    let total = total_working(scored, units);
    bind("总分", total.clone());
    bind("满分", leaf("满分", points(scored.points.clone())));
    if let Some(known) = scored.total.known() {
        let lost = points(&scored.points - known);
        let full = Arc::new(leaf("满分", points(scored.points.clone())));
        bind("丢分", call("-", "满分 - 总分", lost, vec![full, Arc::new(total.clone())]));
    } else {
        bind("丢分", open("丢分", &scored.total));
    }
    for (name, amount) in [("复算总分", &scored.recomputed), ("佐证总分", &scored.evidenced)] {
        match amount.known() {
            Some(known) => bind(name, leaf(name, points(known.clone()))),
            None => bind(name, open(name, amount)),
        }
    }
    let grade =
        Value::Text(if scored.grade.is_empty() { "待定".into() } else { scored.grade.as_str().into() });
    bind("等级", call("等级", "等级（总分）", grade, vec![Arc::new(total)]));
    overlay
}

/// The working of the total: the scores of the items, added up as printed.
pub fn total_working(scored: &Scored, units: &UnitTable) -> Working {
    let Some(known) = scored.total.known() else { return open("总分", &scored.total) };
    let counted: Vec<_> =
        scored.items.iter().filter_map(|item| item_working(item, units)).map(Arc::new).collect();
    let sum = Value::Quantity(Quantity::of(known.clone(), point_unit(units)));
    let name = if scored.rescaled.is_some() { "按适用分值折算" } else { "求和" };
    call(name, "各项得分之和", sum, counted)
}

/// The working of an item's score: what the rules give, and what the department declares in its place.
/// `None` where the item does not apply.
pub fn item_working(item: &Item, units: &UnitTable) -> Option<Working> {
    let score = match &item.score {
        Amount::Score(score) => Value::Quantity(Quantity::of(score.clone(), point_unit(units))),
        Amount::NotApplicable => return None,
        other => return Some(open(item.name(), other)),
    };
    let rule = item.working.clone();
    let declared = matches!((&item.declared, &item.recomputed), (Amount::Score(a), Amount::Score(b)) if a != b)
        || (item.declared.known().is_some() && item.recomputed.known().is_none());
    let function = if declared { "自评分" } else { "按规则取位" };
    Some(call(function, item.name(), score, rule.into_iter().collect()))
}

/// The unit of points (分); a bare number where the unit file does not have it.
pub fn point_unit(units: &UnitTable) -> Unit {
    units.get("分").unwrap_or_else(Unit::plain)
}

fn leaf(name: &str, value: Value) -> Working {
    Working {
        op: Op::Leaf,
        src: name.into(),
        shown: shown(&value),
        value,
        inputs: Vec::new(),
        from: Origin::Literal,
    }
}

fn call(function: &str, src: &str, value: Value, inputs: Vec<Arc<Working>>) -> Working {
    let shown = shown(&value);
    Working { op: Op::Call, src: src.into(), shown, value, inputs, from: Origin::Function(function.into()) }
}

fn open(name: &str, amount: &Amount) -> Working {
    let value = match amount.missing().first() {
        Some(lack) => Value::missing(hengji_formula::ReasonKind::NotProvided, &lack.what),
        None => Value::missing(hengji_formula::ReasonKind::NotProvided, name),
    };
    Working {
        op: Op::Missing,
        src: name.into(),
        shown: amount.shown().into(),
        value,
        inputs: Vec::new(),
        from: Origin::Literal,
    }
}

fn shown(value: &Value) -> Arc<str> {
    hengji_formula::value_shown(value).into()
}
