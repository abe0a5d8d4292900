//! The checked form of a formula: every name resolved, every node with its type.

use std::sync::Arc;

use crate::ast::{BinaryOp, Span};
use crate::bands::Bands;
use crate::functions::Function;
use crate::scope::NameKind;
use crate::value::{Type, Value};

/// A checked formula.
#[derive(Debug)]
pub(crate) struct Program {
    /// The text, for workings.
    pub source: Arc<str>,
    /// Byte offsets of its code points, one more than there are.
    pub offsets: Vec<u32>,
    /// The tree.
    pub root: Ir,
    /// Ids of the tables and ledgers read.
    pub relations: Vec<Arc<str>>,
    /// Names with a value.
    pub slots: Vec<Slot>,
    /// Relation and column read, once each.
    pub columns: Vec<(usize, usize)>,
    /// Measures whose past is read.
    pub history: Vec<Arc<str>>,
    /// Checklists read.
    pub checklists: Vec<Arc<str>>,
    /// How many nodes, and how deep.
    pub nodes: usize,
    pub depth: usize,
    /// Whether the checker found errors; such a program is not evaluated.
    pub broken: bool,
}

/// A name with a value.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub name: Arc<str>,
    pub kind: NameKind,
}

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct Ir {
    pub kind: Kind,
    pub ty: Type,
    pub span: Span,
    /// Which rows it depends on: bit n for the n-th enclosing row, counted from outside.
    pub rows: u64,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Const(Value),
    /// A constant known by a name, 本年.
    Named(Arc<str>, Value),
    Slot(usize),
    /// All rows of a relation that count.
    Relation(usize),
    /// 本组.
    Group,
    /// A column of the row at this level.
    Column {
        level: usize,
        relation: usize,
        column: usize,
    },
    /// A field of the row of `relation` whose key the base gives.
    Field {
        base: Box<Ir>,
        relation: usize,
        column: usize,
    },
    Filter {
        rows: Box<Ir>,
        relation: usize,
        level: usize,
        condition: Box<Ir>,
    },
    /// 有效于, 截至, 年初至, 本期; the argument is the day or the period.
    Select {
        function: Function,
        rows: Box<Ir>,
        relation: usize,
        argument: Option<Box<Ir>>,
    },
    /// 计数, 合计 and the other aggregates.
    Aggregate {
        function: Function,
        rows: Box<Ir>,
        relation: usize,
        level: usize,
        of: Option<Box<Ir>>,
    },
    GroupBy {
        rows: Box<Ir>,
        relation: usize,
        level: usize,
        key: Box<Ir>,
        each: Box<Ir>,
    },
    /// 同比, 增减, 上年, 历史.
    Past {
        function: Function,
        slot: usize,
        year: Option<Box<Ir>>,
    },
    Ticked(Arc<str>),
    Band {
        function: Function,
        value: Box<Ir>,
        table: Table,
    },
    Call(Function, Vec<Ir>),
    List(Vec<Ir>),
    Not(Box<Ir>),
    Negate(Box<Ir>),
    Binary(BinaryOp, Box<Ir>, Box<Ir>),
    If(Box<Ir>, Box<Ir>, Box<Ir>),
    /// Reported already.
    Hole,
}

/// A table of bands: read when checked, or given by a name.
#[derive(Clone, Debug)]
pub(crate) enum Table {
    Known(Arc<Bands>, Arc<str>),
    Given(Box<Ir>),
}

impl Ir {
    /// Whether it is the same for every row at `level`.
    pub fn free_of(&self, level: usize) -> bool {
        self.rows & row_bit(level) == 0
    }
}

/// The bit of an enclosing row; rows beyond the 63rd share a bit, which only makes things slower.
pub(crate) fn row_bit(level: usize) -> u64 {
    1 << level.min(63)
}

impl Program {
    /// The text of a node.
    pub fn text(&self, span: Span) -> Arc<str> {
        let at = |n: u32| self.offsets.get(n as usize).map_or(self.source.len(), |it| *it as usize);
        self.source.get(at(span.start)..at(span.end)).unwrap_or("").into()
    }
}

impl Ir {
    /// This node and all below it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Ir)) {
        visit(self);
        match &self.kind {
            Kind::Field { base: a, .. } | Kind::Not(a) | Kind::Negate(a) => a.walk(visit),
            Kind::Filter { rows: a, condition: b, .. } | Kind::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Kind::Select { rows, argument: other, .. } | Kind::Aggregate { rows, of: other, .. } => {
                rows.walk(visit);
                if let Some(other) = other {
                    other.walk(visit);
                }
            }
            Kind::GroupBy { rows: a, key: b, each: c, .. } | Kind::If(a, b, c) => {
                [a, b, c].into_iter().for_each(|it| it.walk(visit));
            }
            Kind::Past { year: Some(year), .. } => year.walk(visit),
            Kind::Band { value, table, .. } => {
                value.walk(visit);
                if let Table::Given(table) = table {
                    table.walk(visit);
                }
            }
            Kind::Call(_, items) | Kind::List(items) => items.iter().for_each(|it| it.walk(visit)),
            _ => {}
        }
    }
}
