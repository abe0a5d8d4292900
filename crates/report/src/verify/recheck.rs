//! Re-evaluates every node of a working from its children, without the dossier (contracts §6: 自洽).

use hengji_document::Working;
use hengji_num::{Quantity, Rational, Rounding, UnitTable};
use std::cmp::Ordering;

/// What re-evaluation of a working found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recheck {
    /// Nodes computed again from their children and equal.
    pub equal: usize,
    /// Nodes that cannot be computed again without rows: leaves, aggregates.
    pub taken: usize,
    /// Nodes that differ.
    pub differing: Vec<Differing>,
}

/// A node whose value is not what its children give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Its source text.
    pub src: String,
    /// The value in the proof.
    pub stated: String,
    /// The value of its children.
    pub computed: String,
}

/// Walks the working and computes every arithmetic node again, exactly.
pub fn recheck(working: &Working, units: &UnitTable) -> Recheck {
    let mut out = Recheck::default();
    walk(working, units, &mut out);
    out
}

fn walk(node: &Working, units: &UnitTable, out: &mut Recheck) {
    for input in &node.inputs {
        walk(input, units, out);
    }
    match again(node, units) {
        None => out.taken += 1,
        Some(computed) if same(node, &computed, units) => out.equal += 1,
        Some(computed) => out.differing.push(Differing {
            src: node.src.clone(),
            stated: format!("{}{}", node.value, node.unit),
            computed: match computed {
                Again::Quantity(q) => q.to_string(),
                Again::Text(text) => text,
            },
        }),
    }
}

enum Again {
    Quantity(Quantity),
    Text(String),
}

fn same(node: &Working, computed: &Again, units: &UnitTable) -> bool {
    match computed {
        Again::Text(text) => *text == format!("{}{}", node.value, node.unit),
        Again::Quantity(q) => quantity(node, units).is_some_and(|stated| stated.base == q.base),
    }
}

/// The quantity a node states, when it is one.
fn quantity(node: &Working, units: &UnitTable) -> Option<Quantity> {
    let value = Rational::parse(&node.value).ok()?;
    let unit = if node.unit.is_empty() { hengji_num::Unit::plain() } else { units.get(&node.unit)? };
    Some(Quantity::of(value, unit))
}

fn again(node: &Working, units: &UnitTable) -> Option<Again> {
    let inputs = &node.inputs;
    let q = |at: usize| inputs.get(at).and_then(|child| quantity(child, units));
    let all = || (0..inputs.len()).map(q).collect::<Option<Vec<_>>>();
    // A name and the branch taken have the value of what they stand for, maybe shown in another unit.
    let copy = |at: usize| {
        inputs.get(at).map(|child| match (quantity(child, units), quantity(node, units)) {
            (Some(value), Some(_)) => Again::Quantity(value),
            _ => Again::Text(format!("{}{}", child.value, child.unit)),
        })
    };
    if node.op == "leaf" && inputs.len() == 1 {
        return copy(0);
    }
    if node.op == "if" && inputs.len() == 2 {
        return copy(1);
    }
    let function = node.from.as_ref().and_then(|from| from.get("function")).and_then(|name| name.as_str())?;
    let value = match (function, inputs.len()) {
        ("+", 2) => q(0)?.add(&q(1)?).ok()?,
        ("-" | "−", 2) => q(0)?.sub(&q(1)?).ok()?,
        ("-" | "−", 1) => q(0).map(|it| Quantity { base: -it.base, unit: it.unit })?,
        ("×" | "*", 2) => q(0)?.mul(&q(1)?).ok()?,
        ("÷" | "/", 2) | ("完成率" | "占比", 2) => q(0)?.div(&q(1)?).ok()?.ok()?,
        // The total of a form: item scores as printed, nothing rounded in between.
        ("求和", n) if n > 0 => {
            let parts = all()?;
            let base = parts.iter().fold(Rational::ZERO, |sum, part| &sum + &part.base);
            Quantity { base, unit: parts[0].unit.clone() }
        }
        ("最小值", n) if n > 0 => all()?.into_iter().min_by(|a, b| a.base.cmp(&b.base))?,
        ("最大值", n) if n > 0 => all()?.into_iter().max_by(|a, b| a.base.cmp(&b.base))?,
        ("绝对值", 1) => q(0).map(|it| Quantity { base: it.base.abs(), unit: it.unit })?,
        ("四舍五入", 2) => rounded(&q(0)?, &q(1)?, Rounding::HalfUp)?,
        ("向上取整", 1) => rounded(&q(0)?, &Quantity::plain(Rational::ZERO), Rounding::Up)?,
        ("向下取整", 1) => rounded(&q(0)?, &Quantity::plain(Rational::ZERO), Rounding::Down)?,
        ("=" | "≠" | "<" | "≤" | ">" | "≥", 2) => {
            let order = q(0)?.compare(&q(1)?).ok()?;
            return Some(Again::Text(if holds(function, order) { "是" } else { "否" }.to_owned()));
        }
        _ => return None,
    };
    Some(Again::Quantity(value))
}

fn rounded(value: &Quantity, places: &Quantity, mode: Rounding) -> Option<Quantity> {
    let places = u32::try_from(places.base.to_i128()?).ok()?;
    Some(Quantity::of(value.value().round(places, mode), value.unit.clone()))
}

fn holds(sign: &str, order: Ordering) -> bool {
    match sign {
        "=" => order.is_eq(),
        "≠" => order.is_ne(),
        "<" => order.is_lt(),
        "≤" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn leaf(value: &str, unit: &str) -> Working {
        Working { op: "leaf".into(), value: value.into(), unit: unit.into(), ..Working::default() }
    }

    fn call(function: &str, value: &str, unit: &str, inputs: Vec<Working>) -> Working {
        Working {
            op: "call".into(),
            src: function.into(),
            value: value.into(),
            unit: unit.into(),
            inputs,
            from: Some(json!({ "function": function })),
            ..Working::default()
        }
    }

    fn units() -> UnitTable {
        UnitTable::parse(
            "[[unit]]\nname='元'\ndimension='货币'\n[[unit]]\nname='万元'\ndimension='货币'\nscale='10000'\n\
             [[unit]]\nname='%'\ndimension='比率'\nscale='0.01'\n",
        )
        .unwrap()
    }

    #[test]
    fn a_node_is_computed_again_across_units_and_a_changed_value_is_named() {
        let rate = |value: &str| call("÷", value, "%", vec![leaf("37", "万元"), leaf("400000", "元")]);
        let good = recheck(&rate("92.5"), &units());
        assert_eq!((good.equal, good.taken, good.differing.len()), (1, 2, 0));
        let bad = recheck(&rate("92.6"), &units());
        assert_eq!(bad.differing[0].computed, "92.5%");
    }

    #[test]
    fn what_cannot_be_computed_from_children_is_taken_not_passed() {
        let node = call("合计", "5", "万元", vec![leaf("3", "")]);
        assert_eq!(recheck(&node, &units()), Recheck { equal: 0, taken: 2, differing: vec![] });
        let zero = call("÷", "5", "", vec![leaf("3", ""), leaf("0", "")]);
        assert_eq!(recheck(&zero, &units()).taken, 3);
    }
}
