//! Sentences of a book with figures in braces, filled in.

use hengji_formula::{Budget, Scope, Value, evaluate_value, value_shown};
use hengji_num::Quantity;

/// Fills the braces of `text`: `{公式}`, `{公式 : 2位}`, `{公式 : 万元}`. A figure that is missing prints ——.
pub(crate) fn fill(text: &str, scope: &dyn Scope) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('}') else {
            out.push_str(&rest[open..]);
            return out;
        };
        out.push_str(&figure(&rest[open + 1..open + length], scope));
        rest = &rest[open + length + 1..];
    }
    out.push_str(rest);
    out
}

fn figure(inner: &str, scope: &dyn Scope) -> String {
    let (formula, format) = inner.rsplit_once(" : ").unwrap_or((inner, ""));
    let (expr, found) = hengji_formula::parse(formula.trim(), scope.units());
    let Some(expr) = expr.filter(|_| found.is_empty()) else { return "——".into() };
    let value = evaluate_value(&expr, scope, &Budget::default());
    match &value {
        Value::Missing(_) => "——".into(),
        Value::Quantity(q) => {
            let format = format.trim();
            if let Some(places) = format.strip_suffix('位').and_then(|it| it.trim().parse::<u32>().ok()) {
                return format!("{}{}", q.value().to_fixed(places.min(12)), q.unit);
            }
            match scope.units().get(format).filter(|unit| unit.same_dimension(&q.unit)) {
                Some(unit) => value_shown(&Value::Quantity(Quantity { base: q.base.clone(), unit })),
                None => value_shown(&value),
            }
        }
        _ => value_shown(&value),
    }
}
