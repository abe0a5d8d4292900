//! Row rules lowered for speed: which rule applies to a row, and its exact score, without working.
//!
//! The formulas of `[let]` and `[[row]]` are checked before; here they work on numbers in base units, coded
//! texts and day numbers only. Whatever is not simple (a missing value that matters, units of two dimensions,
//! a function beyond the few below) gives `None`, and the evaluator of the formula room decides.

use hengji_formula::{Bands, BinaryOp, Expr, Node, NodeKind, Value, day_number};
use hengji_num::{Quantity, Rational, Unit};
use std::collections::HashMap;

use crate::book::{Book, Formula};
use crate::rows::{ROW_TEXTS, ROW_VALUES};
use crate::run::{Given, literal};

/// The row rules of a book under chosen parameters, lowered.
#[derive(Debug)]
pub struct Quick {
    texts: HashMap<String, u32>,
    lets: Vec<Op>,
    rules: Vec<(Op, Op)>,
    over: Option<(Op, Op)>,
    has_tiers: Vec<bool>,
    looks_over: Vec<bool>,
}

/// A row as the lowered rules see it.
#[derive(Clone, Debug)]
pub struct QuickRow {
    slots: [V; SLOTS],
}

/// What lowered rules gave.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickScore {
    /// The one rule that applies.
    pub rule: usize,
    /// Its exact score; none when only the evaluator can say.
    pub score: Option<Rational>,
    /// The shared names of the book that turned out yes or no on the way.
    pub decided: [Option<bool>; MAX_LETS],
}

const SLOTS: usize = 2 + ROW_TEXTS.len() + ROW_VALUES.len();
/// More shared names than any book has.
pub const MAX_LETS: usize = 16;

#[derive(Clone, Debug, PartialEq)]
enum V {
    Num(Rational),
    Text(u32),
    Bool(bool),
    Day(i32),
    Missing,
}

#[derive(Debug)]
enum Op {
    Const(V),
    Slot(usize),
    Let(usize),
    Not(Box<Op>),
    Negate(Box<Op>),
    Binary(BinaryOp, Box<Op>, Box<Op>),
    In(Box<Op>, Vec<V>),
    If(Box<Op>, Box<Op>, Box<Op>),
    Least(Vec<Op>),
    Greatest(Vec<Op>),
    Abs(Box<Op>),
    IfMissing(Box<Op>, Box<Op>),
    IsMissing(Box<Op>),
    Days(Box<Op>, Box<Op>),
    Bands(Box<Op>, Vec<Band>),
}

#[derive(Debug)]
struct Band {
    low: Option<(Rational, bool)>,
    high: Option<(Rational, bool)>,
    result: Rational,
}

impl Quick {
    /// Lowers the row rules of a book; `None` when one of them is beyond lowering.
    pub fn new<'a>(book: &Book, chosen: &dyn Fn(&str) -> Option<&'a str>) -> Option<Quick> {
        let mut lower = Lower { texts: HashMap::new(), names: HashMap::new() };
        lower.text("");
        for parameter in &book.parameters {
            let text = chosen(&parameter.name).unwrap_or(&parameter.default);
            let value =
                if parameter.quantity { lower.value(&literal(text)) } else { V::Text(lower.text(text)) };
            lower.names.insert(parameter.name.clone(), Op::Const(value));
        }
        for (index, name) in names().enumerate() {
            lower.names.insert(name.to_owned(), Op::Slot(index));
        }
        let mut lets = Vec::new();
        for it in &book.lets {
            let op = lower.formula(&it.formula)?;
            lower.names.insert(it.name.to_string(), Op::Let(lets.len()));
            lets.push(op);
        }
        if lets.len() > MAX_LETS {
            return None;
        }
        let mut rules = Vec::new();
        for it in &book.rows {
            rules.push((lower.formula(&it.when)?, lower.formula(&it.score)?));
        }
        let over = match &book.over {
            Some(over) => Some((lower.formula(&over.degree)?, lower.formula(&over.ask_above)?)),
            None => None,
        };
        Some(Quick {
            texts: lower.texts,
            lets,
            rules,
            over,
            has_tiers: book.rows.iter().map(|it| !it.tiers.is_empty()).collect(),
            looks_over: book.rows.iter().map(|it| it.over).collect(),
        })
    }

    /// A row from its named values; `None` when its numbers are of several dimensions.
    pub fn row(&self, points: &Rational, given: &[Given]) -> Option<QuickRow> {
        let mut slots: [V; SLOTS] = std::array::from_fn(|_| V::Missing);
        slots[0] = V::Num(points.clone());
        let mut unit: Option<&Unit> = None;
        for (index, name) in names().enumerate().skip(2) {
            let blank = if index < 2 + ROW_TEXTS.len() { V::Text(self.code("")) } else { V::Missing };
            let Some(it) = given.iter().find(|it| &*it.name == name) else {
                slots[index] = blank;
                continue;
            };
            slots[index] = match &it.value {
                Value::Missing(_) => blank,
                Value::Quantity(q) => {
                    if matches!(name, "指标值" | "指标值上限" | "完成值") {
                        if unit.is_some_and(|unit| !unit.same_dimension(&q.unit)) {
                            return None;
                        }
                        unit = Some(&q.unit);
                    }
                    V::Num(q.base.clone())
                }
                Value::Text(text) => V::Text(self.code(text)),
                Value::Bool(it) => V::Bool(*it),
                Value::Date(day) => V::Day(day_number(*day)),
                _ => return None,
            };
        }
        let target = 2 + ROW_TEXTS.len();
        slots[1] = if matches!(slots[target], V::Num(_)) { V::Num(Rational::ZERO) } else { V::Missing };
        Some(QuickRow { slots })
    }

    fn code(&self, text: &str) -> u32 {
        self.texts.get(text).copied().unwrap_or(u32::MAX)
    }

    /// The rule that applies and its score; `None` when no rule, several, or an unknown condition.
    ///
    /// A score with an over-target reduction, and a tier's score, are left to the evaluator.
    pub fn score(&self, row: &QuickRow) -> Option<QuickScore> {
        let mut run = Run { quick: self, row, lets: std::array::from_fn(|_| None) };
        let mut found = None;
        for (index, (when, _)) in self.rules.iter().enumerate() {
            if matches!(when, Op::Const(V::Bool(false))) {
                continue;
            }
            match run.eval(when)? {
                V::Bool(false) => {}
                V::Bool(true) if found.is_none() => found = Some(index),
                _ => return None,
            }
        }
        let rule = found?;
        let score = if self.has_tiers[rule] { None } else { run.number(&self.rules[rule].1) };
        let reduced = self.looks_over[rule] && run.is_over().unwrap_or(true);
        let decided = std::array::from_fn(|at| match &run.lets[at] {
            Some(V::Bool(it)) => Some(*it),
            _ => None,
        });
        Some(QuickScore { rule, score: score.filter(|_| !reduced), decided })
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    ["分值", "零"].into_iter().chain(ROW_TEXTS).chain(ROW_VALUES)
}

struct Lower {
    texts: HashMap<String, u32>,
    names: HashMap<String, Op>,
}

impl Lower {
    fn text(&mut self, text: &str) -> u32 {
        let next = self.texts.len() as u32;
        *self.texts.entry(text.to_owned()).or_insert(next)
    }

    fn value(&mut self, value: &Value) -> V {
        match value {
            Value::Quantity(q) => V::Num(q.base.clone()),
            Value::Text(text) => V::Text(self.text(text)),
            Value::Bool(it) => V::Bool(*it),
            Value::Date(day) => V::Day(day_number(*day)),
            _ => V::Missing,
        }
    }

    fn formula(&mut self, formula: &Formula) -> Option<Op> {
        let expr: &Expr = formula.expr.as_ref()?;
        self.node(&expr.root)
    }

    fn both(&mut self, a: &Node, b: &Node) -> Option<(Box<Op>, Box<Op>)> {
        Some((Box::new(self.node(a)?), Box::new(self.node(b)?)))
    }

    /// Lowers a node; what the chosen parameters already decide is decided here.
    fn node(&mut self, node: &Node) -> Option<Op> {
        Some(match self.plain(node)? {
            Op::Binary(op, a, b) => match (op, *a, *b) {
                (BinaryOp::And, Op::Const(V::Bool(false)), _) => Op::Const(V::Bool(false)),
                (BinaryOp::Or, Op::Const(V::Bool(true)), _) => Op::Const(V::Bool(true)),
                (BinaryOp::And | BinaryOp::Or, Op::Const(V::Bool(_)), b) => b,
                (op, Op::Const(a), Op::Const(b)) if !matches!(op, BinaryOp::And | BinaryOp::Or) => {
                    Op::Const(binary(op, &a, &b)?)
                }
                (op, a, b) => Op::Binary(op, Box::new(a), Box::new(b)),
            },
            Op::Not(a) => match *a {
                Op::Const(V::Bool(it)) => Op::Const(V::Bool(!it)),
                a => Op::Not(Box::new(a)),
            },
            Op::If(c, a, b) => match *c {
                Op::Const(V::Bool(true)) => *a,
                Op::Const(V::Bool(false)) => *b,
                c => Op::If(Box::new(c), a, b),
            },
            op => op,
        })
    }

    fn plain(&mut self, node: &Node) -> Option<Op> {
        Some(match &node.kind {
            NodeKind::Number(q) => Op::Const(V::Num(q.base.clone())),
            NodeKind::Text(text) => Op::Const(V::Text(self.text(text))),
            NodeKind::Bool(it) => Op::Const(V::Bool(*it)),
            NodeKind::Date(day) => Op::Const(V::Day(day_number(*day))),
            NodeKind::Name(name) => match self.names.get(&**name)? {
                Op::Slot(index) => Op::Slot(*index),
                Op::Let(index) => Op::Let(*index),
                Op::Const(value) => Op::Const(value.clone()),
                _ => return None,
            },
            NodeKind::Not(a) => Op::Not(Box::new(self.node(a)?)),
            NodeKind::Negate(a) => Op::Negate(Box::new(self.node(a)?)),
            NodeKind::If(c, a, b) => {
                let (a, b) = self.both(a, b)?;
                Op::If(Box::new(self.node(c)?), a, b)
            }
            NodeKind::Binary(BinaryOp::In, a, list) => self.within(a, list)?,
            NodeKind::Binary(op, a, b) => {
                let (a, b) = self.both(a, b)?;
                Op::Binary(*op, a, b)
            }
            NodeKind::Call(name, _, args) => self.call(name, args)?,
            _ => return None,
        })
    }

    fn within(&mut self, a: &Node, list: &Node) -> Option<Op> {
        let items = match &list.kind {
            NodeKind::List(items) => items.iter().collect(),
            _ => vec![list],
        };
        let constant = |it: &&Node| match self.node(it)? {
            Op::Const(value) => Some(value),
            _ => None,
        };
        let all: Option<Vec<V>> = items.iter().map(constant).collect();
        Some(Op::In(Box::new(self.node(a)?), all?))
    }

    fn call(&mut self, name: &str, args: &[Node]) -> Option<Op> {
        let all = |lower: &mut Lower| args.iter().map(|it| lower.node(it)).collect::<Option<Vec<Op>>>();
        Some(match (name, args) {
            ("最小值", _) => Op::Least(all(self)?),
            ("最大值", _) => Op::Greatest(all(self)?),
            ("绝对值", [a]) => Op::Abs(Box::new(self.node(a)?)),
            ("是否缺", [a]) => Op::IsMissing(Box::new(self.node(a)?)),
            ("若缺", [a, b]) => {
                let (a, b) = self.both(a, b)?;
                Op::IfMissing(a, b)
            }
            ("天数", [a, b]) => {
                let (a, b) = self.both(a, b)?;
                Op::Days(a, b)
            }
            ("分档", [a, table]) => {
                let NodeKind::Text(table) = &table.kind else { return None };
                Op::Bands(Box::new(self.node(a)?), bands(table)?)
            }
            _ => return None,
        })
    }
}

fn bands(table: &str) -> Option<Vec<Band>> {
    let parsed = Bands::parse(table, hengji_schema::units()).ok()?;
    let limit = |it: &hengji_formula::Limit| (it.at.base.clone(), it.included);
    let band = |it: &hengji_formula::Band| {
        let result: &Quantity = it.number.as_ref()?;
        Some(Band {
            low: it.low.as_ref().map(limit),
            high: it.high.as_ref().map(limit),
            result: result.base.clone(),
        })
    };
    // 其他 stands last, where it takes what is left.
    let (rest, own): (Vec<_>, Vec<_>) = parsed.bands.iter().partition(|it| it.otherwise);
    own.into_iter().chain(rest).map(band).collect()
}

impl QuickRow {
    /// The value of an operand that needs no work, without a copy.
    fn peek<'a>(&'a self, op: &'a Op) -> Option<&'a V> {
        match op {
            Op::Const(value) => Some(value),
            Op::Slot(index) => Some(&self.slots[*index]),
            _ => None,
        }
    }
}

struct Run<'a> {
    quick: &'a Quick,
    row: &'a QuickRow,
    lets: [Option<V>; MAX_LETS],
}

impl Run<'_> {
    fn number(&mut self, op: &Op) -> Option<Rational> {
        match self.eval(op)? {
            V::Num(number) => Some(number),
            _ => None,
        }
    }

    fn boolean(&mut self, op: &Op) -> Option<bool> {
        if let Op::Let(index) = op
            && let Some(V::Bool(it)) = self.lets[*index]
        {
            return Some(it);
        }
        match self.eval(op)? {
            V::Bool(it) => Some(it),
            _ => None,
        }
    }

    /// Whether the row is above the bound that asks for a cause.
    fn is_over(&mut self) -> Option<bool> {
        let Some((degree, ask)) = &self.quick.over else { return Some(false) };
        Some(self.number(degree)? > self.number(ask)?)
    }

    /// `None` when only the evaluator can say.
    fn eval(&mut self, op: &Op) -> Option<V> {
        Some(match op {
            Op::Const(value) => value.clone(),
            Op::Slot(index) => self.row.slots[*index].clone(),
            Op::Let(index) => match &self.lets[*index] {
                Some(value) => value.clone(),
                None => {
                    let quick = self.quick;
                    let value = self.eval(&quick.lets[*index])?;
                    self.lets[*index] = Some(value.clone());
                    value
                }
            },
            Op::Not(a) => V::Bool(!self.boolean(a)?),
            Op::Negate(a) => V::Num(-self.number(a)?),
            Op::Binary(BinaryOp::And, a, b) => V::Bool(self.boolean(a)? && self.boolean(b)?),
            Op::Binary(BinaryOp::Or, a, b) => V::Bool(self.boolean(a)? || self.boolean(b)?),
            Op::Binary(op, a, b) => {
                let row = self.row;
                if let (Some(a), Some(b)) = (row.peek(a), row.peek(b)) {
                    return binary(*op, a, b);
                }
                match (row.peek(a), row.peek(b)) {
                    (Some(a), None) => binary(*op, a, &self.eval(b)?)?,
                    (None, Some(b)) => binary(*op, &self.eval(a)?, b)?,
                    _ => binary(*op, &self.eval(a)?, &self.eval(b)?)?,
                }
            }
            Op::In(a, all) if self.row.peek(a).is_some() => match self.row.peek(a)? {
                V::Missing => return None,
                value => V::Bool(all.contains(value)),
            },
            Op::In(a, all) => match self.eval(a)? {
                V::Missing => return None,
                value => V::Bool(all.contains(&value)),
            },
            Op::If(c, a, b) => {
                let branch = if self.boolean(c)? { a } else { b };
                self.eval(branch)?
            }
            Op::Least(all) => V::Num(self.pick(all, |a, b| a < b)?),
            Op::Greatest(all) => V::Num(self.pick(all, |a, b| a > b)?),
            Op::Abs(a) => V::Num(self.number(a)?.abs()),
            Op::IfMissing(a, b) => match self.eval(a)? {
                V::Missing => self.eval(b)?,
                value => value,
            },
            Op::IsMissing(a) => V::Bool(self.eval(a)? == V::Missing),
            Op::Days(a, b) => match (self.eval(a)?, self.eval(b)?) {
                (V::Day(from), V::Day(to)) => V::Num(days(from, to)?),
                _ => return None,
            },
            Op::Bands(a, bands) => {
                let value = self.number(a)?;
                let hit = bands.iter().find(|it| it.holds(&value))?;
                V::Num(hit.result.clone())
            }
        })
    }

    fn pick(&mut self, all: &[Op], better: fn(&Rational, &Rational) -> bool) -> Option<Rational> {
        let mut best = self.number(all.first()?)?;
        for op in &all[1..] {
            let value = self.number(op)?;
            if better(&value, &best) {
                best = value;
            }
        }
        Some(best)
    }
}

impl Band {
    fn holds(&self, value: &Rational) -> bool {
        let above = |(at, included): &(Rational, bool)| value > at || *included && value == at;
        let below = |(at, included): &(Rational, bool)| value < at || *included && value == at;
        self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }
}

/// Days between two days in the base unit of time, as 天数 gives them.
fn days(from: i32, to: i32) -> Option<Rational> {
    let day = hengji_schema::units().get("天")?;
    Some(&Rational::from(i64::from(to) - i64::from(from)) * &day.scale())
}

fn binary(op: BinaryOp, a: &V, b: &V) -> Option<V> {
    if let (V::Num(a), V::Num(b)) = (a, b) {
        return Some(match op {
            BinaryOp::Add => V::Num(a + b),
            BinaryOp::Sub => V::Num(a - b),
            BinaryOp::Mul => V::Num((a * b).limited().ok()?),
            BinaryOp::Div => V::Num(a.div(b).ok()?),
            _ => V::Bool(ordered(op, a.cmp(b))?),
        });
    }
    let order = match (a, b) {
        (V::Day(a), V::Day(b)) => a.cmp(b),
        (V::Text(a), V::Text(b)) if matches!(op, BinaryOp::Eq | BinaryOp::Ne) => a.cmp(b),
        (V::Bool(a), V::Bool(b)) if matches!(op, BinaryOp::Eq | BinaryOp::Ne) => a.cmp(b),
        _ => return None,
    };
    Some(V::Bool(ordered(op, order)?))
}

fn ordered(op: BinaryOp, order: std::cmp::Ordering) -> Option<bool> {
    Some(match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        BinaryOp::Ge => order.is_ge(),
        _ => return None,
    })
}
