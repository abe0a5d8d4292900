//! The tree of a parsed formula.

use hengji_num::{Quantity, Rational};
use jiff::civil::Date;
use std::sync::Arc;

use crate::value::Period;

/// A parsed formula (公式) with its source text.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// The text it was parsed from; spans count its code points.
    pub source: Arc<str>,
    /// The tree.
    pub root: Node,
}

/// Where a node stands: Unicode code points of the source, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// One node with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A number with or without a unit.
    Number(Quantity),
    /// “文本”.
    Text(Arc<str>),
    /// 2022-03-05.
    Date(Date),
    /// 2022年3月.
    Period(Period),
    /// 是, 否.
    Bool(bool),
    /// A name.
    Name(Arc<str>),
    /// `目标.字段`.
    Field(Box<Node>, Arc<str>, Span),
    /// `行集[条件]`.
    Filter(Box<Node>, Box<Node>),
    /// `函数(参数，…)`.
    Call(Arc<str>, Span, Vec<Node>),
    /// `（甲；乙）`, at least two.
    List(Vec<Node>),
    /// 非 x.
    Not(Box<Node>),
    /// −x.
    Negate(Box<Node>),
    /// x op y.
    Binary(BinaryOp, Box<Node>, Box<Node>),
    /// 如果 c 则 a 否则 b.
    If(Box<Node>, Box<Node>, Box<Node>),
    /// A part that could not be read; it has been reported.
    Error,
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// 或
    Or,
    /// 且
    And,
    /// =
    Eq,
    /// ≠
    Ne,
    /// <
    Lt,
    /// ≤
    Le,
    /// \>
    Gt,
    /// ≥
    Ge,
    /// 在
    In,
    /// +
    Add,
    /// −
    Sub,
    /// ×
    Mul,
    /// ÷
    Div,
}

impl BinaryOp {
    /// As the printer writes it.
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Or => "或",
            BinaryOp::And => "且",
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "≠",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "≤",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => "≥",
            BinaryOp::In => "在",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "×",
            BinaryOp::Div => "÷",
        }
    }

    /// How tightly it binds, loosest 1.
    pub fn level(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Add | BinaryOp::Sub => 5,
            BinaryOp::Mul | BinaryOp::Div => 6,
            _ => 4,
        }
    }
}

impl Expr {
    /// The formula of a single literal number, for inputs given as values.
    pub fn number(value: Rational) -> Expr {
        let source = value.exact_text();
        let span = Span { start: 0, end: source.chars().count() as u32 };
        Expr { source: source.into(), root: Node { kind: NodeKind::Number(Quantity::plain(value)), span } }
    }
}

impl Node {
    /// Visits this node and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match &self.kind {
            NodeKind::Field(a, _, _) | NodeKind::Not(a) | NodeKind::Negate(a) => a.walk(visit),
            NodeKind::Filter(a, b) | NodeKind::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            NodeKind::Call(_, _, args) | NodeKind::List(args) => args.iter().for_each(|it| it.walk(visit)),
            NodeKind::If(a, b, c) => [a, b, c].into_iter().for_each(|it| it.walk(visit)),
            _ => {}
        }
    }
}
