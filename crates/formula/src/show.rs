//! Values and workings as people read them.

use hengji_num::{FormatSpec, Grouping, Quantity, format_quantity, is_money};

use crate::functions::{Function, function};
use crate::value::Value;
use crate::working::{Op, Origin, Working};

/// A value as printed: rounded to the natural decimals of its unit, money with thousands separators, the unit
/// behind it without a space.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Quantity(q) => format_quantity(q, &FormatSpec::default()).unwrap_or_else(|_| q.to_string()),
        Value::Rows(selection) => format!("{}行", selection.rows.len()),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join("；"),
        Value::Pair(pair) => format!("{}：{}", shown(&pair.0), shown(&pair.1)),
        other => crate::working::exact_one(other),
    }
}

/// Whether the printed form of a value is rounded.
fn is_rounded(value: &Value) -> bool {
    match value {
        Value::Quantity(q) => {
            let number = q.value();
            let places = hengji_num::natural_places(&number, &q.unit);
            number != number.round(places, hengji_num::Rounding::HalfUp)
        }
        _ => false,
    }
}

// A number as written in the formula is shown in full: 100%, not 100.00%.
fn literal(q: &Quantity) -> String {
    let value = q.value();
    match value.decimals() {
        Some(places) => {
            let grouping = if is_money(&q.unit) { Grouping::Natural } else { Grouping::Never };
            let spec = FormatSpec { places: Some(places), grouping, ..FormatSpec::default() };
            format_quantity(q, &spec).unwrap_or_else(|_| q.to_string())
        }
        None => q.to_string(),
    }
}

/// The working in one line: `37,796.38万元 ÷ 38,962.08万元 ≈ 97.01%`. A line that shows rounded operands says ≈.
///
/// Names, cells and aggregates stand there with their values, numbers of the formula as written; an aggregate
/// or a name by itself stands as its source text.
pub fn line(working: &Working) -> String {
    let mut rounded = is_rounded(&working.value);
    if let (Origin::Function(name), [condition, branch]) = (&working.from, working.inputs.as_slice())
        && &**name == "如果"
    {
        let because = operands(condition, 1, &mut rounded);
        let holds = if condition.value == Value::Bool(true) { "成立" } else { "不成立" };
        let plain = matches!(branch.op, Op::Leaf | Op::Rows);
        let taken = if plain { branch.shown.to_string() } else { line(branch) };
        return format!("{because} {holds}，取 {taken}");
    }
    let left = match working.op {
        Op::Leaf | Op::Rows => working.src.to_string(),
        _ if working.inputs.is_empty() || is_aggregate(working) => working.src.to_string(),
        _ => operands(working, 0, &mut rounded),
    };
    if working.value.is_missing() {
        return format!("{left}：{}", working.shown);
    }
    if left == *working.shown {
        return left;
    }
    let sign = if rounded { "≈" } else { "=" };
    format!("{left} {sign} {}", working.shown)
}

// An aggregate has its rows as the only operand.
fn is_aggregate(working: &Working) -> bool {
    use Function as F;
    let Origin::Function(name) = &working.from else { return false };
    let of_rows = |it: Function| {
        matches!(it, F::Count | F::CountDistinct | F::Sum | F::Mean | F::Largest | F::Smallest | F::Median)
            || matches!(it, F::Earliest | F::Latest | F::FirstTime | F::Exists | F::ForAll)
            || matches!(it, F::GroupBy | F::Share)
    };
    working.inputs.len() == 1 && function(name).is_some_and(|it| of_rows(it.function))
}

// How tightly the text of an operator binds, as in the grammar; 9 for what needs no brackets.
fn level(working: &Working) -> u8 {
    match (&working.from, working.inputs.len()) {
        (Origin::Function(name), 2) => match &**name {
            "或" => 1,
            "且" => 2,
            "=" | "≠" | "<" | "≤" | ">" | "≥" | "在" => 4,
            "+" | "-" => 5,
            "×" | "÷" => 6,
            _ => 9,
        },
        (Origin::Function(name), 1) if matches!(&**name, "-" | "非") => 3,
        _ => 9,
    }
}

// The operands put in, brackets where the grammar needs them.
fn operands(working: &Working, at_least: u8, rounded: &mut bool) -> String {
    if working.value.is_missing() && (working.inputs.is_empty() || is_aggregate(working)) {
        return working.src.to_string();
    }
    let Origin::Function(name) = &working.from else { return value_text(working, rounded) };
    if is_aggregate(working) {
        return value_text(working, rounded);
    }
    let text = match (&**name, working.inputs.as_slice()) {
        ("如果", [_, branch]) => return operands(branch, at_least, rounded),
        ("若缺", [_, instead]) => return operands(instead, at_least, rounded),
        ("若缺", [value]) => return operands(value, at_least, rounded),
        ("-", [inner]) => format!("-{}", operands(inner, 9, rounded)),
        ("非", [inner]) => format!("非 {}", operands(inner, 4, rounded)),
        (sign, [left, right]) if level(working) < 9 => {
            let own = level(working);
            let left = operands(left, if own == 4 { 5 } else { own }, rounded);
            format!("{left} {sign} {}", operands(right, own + 1, rounded))
        }
        (name, inputs) => {
            let parts: Vec<String> = inputs.iter().map(|it| operands(it, 1, rounded)).collect();
            return format!("{name}({})", parts.join("，"));
        }
    };
    if level(working) < at_least { format!("({text})") } else { text }
}

fn value_text(working: &Working, rounded: &mut bool) -> String {
    match (&working.from, &working.value) {
        (Origin::Literal, Value::Quantity(q)) => literal(q),
        (Origin::Literal, Value::Text(text)) => format!("“{text}”"),
        (Origin::Rows(used), _) => {
            format!("{}{}行", used.heading, used.selection.rows.len())
        }
        (_, value) => {
            *rounded |= is_rounded(value);
            working.shown.to_string()
        }
    }
}

/// One line of a working set out below each other.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineLine {
    /// How far in it stands.
    pub depth: usize,
    /// The working in one line, or the condition under which rows were selected.
    pub text: String,
    /// For rows: how many were counted and how many left out.
    pub rows: Option<(usize, usize)>,
}

/// The working line by line: each name and aggregate under the line that uses it, rows last.
///
/// Numbers as written and single cells have no line of their own. At most `limit` lines.
pub fn outline(working: &Working, limit: usize) -> Vec<OutlineLine> {
    let mut lines = Vec::new();
    add_lines(working, 0, limit, &mut lines);
    lines
}

fn add_lines(working: &Working, depth: usize, limit: usize, lines: &mut Vec<OutlineLine>) {
    if lines.len() >= limit {
        return;
    }
    if let Origin::Rows(used) = &working.from {
        let counted = used.selection.rows.len();
        let text = working.src.to_string();
        lines.push(OutlineLine { depth, text, rows: Some((counted, used.total - counted)) });
        return;
    }
    lines.push(OutlineLine { depth, text: line(working), rows: None });
    add_below(working, depth + 1, limit, lines);
}

// Operators are shown within their line; what they rest on comes below.
fn add_below(working: &Working, depth: usize, limit: usize, lines: &mut Vec<OutlineLine>) {
    for input in &working.inputs {
        let known_by_name = matches!(input.from, Origin::Name { .. } | Origin::History { .. });
        if known_by_name || matches!(input.from, Origin::Rows(_)) || is_aggregate(input) {
            add_lines(input, depth, limit, lines);
        } else if working.op == Op::Leaf {
            // The working behind a name.
            add_lines(input, depth, limit, lines);
        } else {
            add_below(input, depth, limit, lines);
        }
    }
}
