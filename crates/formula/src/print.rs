//! The tree back to text in its canonical form: `，` between arguments, `；` in lists, spaces round operators.

use hengji_num::Quantity;
use std::fmt::{self, Write};

use crate::ast::{BinaryOp, Expr, Node, NodeKind};
use crate::lex::{KEYWORDS, fold, is_name_char, is_name_start};

impl fmt::Display for Expr {
    /// The canonical form; parsing it gives the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(&self.root))
    }
}

/// The canonical text of a tree. Parsing it again gives the same tree, apart from places.
pub fn print(node: &Node) -> String {
    let mut out = String::new();
    put(&mut out, node, 0);
    out
}

// How tightly a node binds, as BinaryOp::level; 7 is a negation, 8 a postfix or a primary.
fn level(node: &Node) -> u8 {
    match &node.kind {
        NodeKind::Binary(op, _, _) => op.level(),
        NodeKind::Not(_) => 3,
        NodeKind::Negate(_) => 7,
        // A choice runs as far right as it can, so anywhere but at the loosest level it needs brackets.
        NodeKind::If(..) => 0,
        _ => 8,
    }
}

fn put(out: &mut String, node: &Node, at_least: u8) {
    let brackets = level(node) < at_least;
    if brackets {
        out.push('(');
    }
    put_bare(out, node);
    if brackets {
        out.push(')');
    }
}

fn put_bare(out: &mut String, node: &Node) {
    match &node.kind {
        NodeKind::Number(q) => put_number(out, q),
        NodeKind::Text(text) => put_text(out, text),
        NodeKind::Date(date) => push(out, format_args!("{date}")),
        NodeKind::Period(period) => push(out, format_args!("{period}")),
        NodeKind::Bool(yes) => out.push_str(if *yes { "是" } else { "否" }),
        NodeKind::Name(name) => put_name(out, name),
        NodeKind::Field(base, name, _) => {
            put(out, base, 8);
            out.push('.');
            put_name(out, name);
        }
        NodeKind::Filter(base, condition) => {
            put(out, base, 8);
            out.push('[');
            put(out, condition, 0);
            out.push(']');
        }
        NodeKind::Call(name, _, args) => {
            // A function's name never needs quoting: it was read as a plain name.
            out.push_str(name);
            out.push('(');
            put_items(out, args, "，");
            out.push(')');
        }
        NodeKind::List(items) => {
            out.push('（');
            put_items(out, items, "；");
            out.push('）');
        }
        NodeKind::Not(inner) => {
            out.push_str("非 ");
            put(out, inner, 4);
        }
        NodeKind::Negate(inner) => {
            out.push('-');
            put(out, inner, 8);
        }
        NodeKind::Binary(op, left, right) => put_binary(out, *op, left, right),
        NodeKind::If(condition, then, other) => {
            out.push_str("如果 ");
            put(out, condition, 0);
            out.push_str(" 则 ");
            put(out, then, 0);
            out.push_str(" 否则 ");
            put(out, other, 0);
        }
        NodeKind::Error => out.push('?'),
    }
}

fn put_binary(out: &mut String, op: BinaryOp, left: &Node, right: &Node) {
    // Comparisons do not chain; the others associate to the left.
    let left_level = if op.level() == 4 { 5 } else { op.level() };
    put(out, left, left_level);
    push(out, format_args!(" {} ", op.sign()));
    put(out, right, op.level() + 1);
}

fn put_items(out: &mut String, items: &[Node], separator: &str) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        put(out, item, 0);
    }
}

fn put_number(out: &mut String, q: &Quantity) {
    let value = q.value();
    // Literals are decimals by grammar; a fraction given from outside is printed as a division.
    match value.decimals() {
        Some(_) => out.push_str(&value.exact_text()),
        None => push(out, format_args!("({value})")),
    }
    let unit = q.unit.to_string();
    // 2022 of the unit 年 would read as a period.
    let plain = unit.chars().all(|c| is_name_char(c) || matches!(c, '%' | '‰'))
        && !unit.starts_with(|c: char| c == '年' || c.is_numeric());
    if !plain {
        push(out, format_args!("「{unit}」"));
    } else {
        out.push_str(&unit);
    }
}

fn put_text(out: &mut String, text: &str) {
    if text.contains('”') {
        push(out, format_args!("\"{}\"", text.replace('"', "\"\"")));
    } else {
        push(out, format_args!("“{text}”"));
    }
}

/// The name as it must be written in a formula: quoted with 「」 where needed.
pub fn quoted(name: &str) -> String {
    let mut out = String::new();
    put_name(&mut out, name);
    out
}

fn put_name(out: &mut String, name: &str) {
    let plain = name.chars().next().is_some_and(is_name_start)
        && name.chars().all(|c| is_name_char(c) && fold(c) == c)
        && !KEYWORDS.contains(&name);
    if plain {
        out.push_str(name);
    } else {
        push(out, format_args!("「{name}」"));
    }
}

fn push(out: &mut String, args: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(args);
}
