//! The checker: resolves names, infers the type and unit of every node, reports what does not go together.
//!
//! Reading order: this file (names and structure), [`kinds`], [`operators`], [`calls`].

mod calls;
mod kinds;
mod operators;

use hengji_diag::{Code, Diagnostic, Text};
use hengji_num::Unit;
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use operators::is_days;

use crate::ast::{BinaryOp, Expr, Node, NodeKind, Span};
use crate::codes;
use crate::functions::{self, CONSTANTS, FUNCTIONS, GROUP};
use crate::ir::{Ir, Kind, Program, Slot, row_bit};
use crate::lex::{KEYWORDS, error_at};
use crate::scope::{NameKind, Named, RelationInfo, Scope};
use crate::suggest::nearest;
use crate::value::{Period, Type, Value};

/// Checks a formula, in a row of a relation if one is given.
pub(crate) fn lower(expr: &Expr, scope: &dyn Scope, row_of: Option<&str>) -> (Program, Vec<Diagnostic>) {
    let mut lower = Lower {
        scope,
        source: &expr.source,
        found: Vec::new(),
        frames: Vec::new(),
        group: None,
        relations: Vec::new(),
        slots: Vec::new(),
        known: HashMap::new(),
        columns: Vec::new(),
        history: Vec::new(),
        checklists: Vec::new(),
    };
    let row = row_of.and_then(|id| lower.relation_index(id));
    lower.frames.extend(row);
    let root = lower.node(&expr.root);
    let broken = contains_error(&expr.root) || lower.found.iter().any(is_error);
    let mut nodes = 0;
    expr.root.walk(&mut |_| nodes += 1);
    let mut offsets: Vec<u32> = expr.source.char_indices().map(|(i, _)| i as u32).collect();
    offsets.push(expr.source.len() as u32);
    let program = Program {
        source: expr.source.clone(),
        offsets,
        root,
        relations: lower.relations,
        slots: lower.slots,
        columns: lower.columns,
        history: lower.history,
        checklists: lower.checklists,
        nodes,
        depth: depth(&expr.root),
        broken,
    };
    (program, lower.found)
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == hengji_diag::Severity::Error
}

fn contains_error(root: &Node) -> bool {
    let mut any = false;
    root.walk(&mut |node| any |= node.kind == NodeKind::Error);
    any
}

fn depth(node: &Node) -> usize {
    let of = |items: &[&Node]| items.iter().map(|it| depth(it)).max().unwrap_or(0);
    1 + match &node.kind {
        NodeKind::Field(a, _, _) | NodeKind::Not(a) | NodeKind::Negate(a) => depth(a),
        NodeKind::Filter(a, b) | NodeKind::Binary(_, a, b) => of(&[a, b]),
        NodeKind::If(a, b, c) => of(&[a, b, c]),
        NodeKind::Call(_, _, items) | NodeKind::List(items) => of(&items.iter().collect::<Vec<_>>()),
        _ => 0,
    }
}

struct Lower<'s> {
    scope: &'s dyn Scope,
    source: &'s str,
    found: Vec<Diagnostic>,
    /// Relations of the enclosing rows, outermost first.
    frames: Vec<usize>,
    /// The relation of 本组, inside the third argument of 分组.
    group: Option<usize>,
    relations: Vec<Arc<str>>,
    slots: Vec<Slot>,
    known: HashMap<Arc<str>, usize>,
    columns: Vec<(usize, usize)>,
    history: Vec<Arc<str>>,
    checklists: Vec<Arc<str>>,
}

impl<'s> Lower<'s> {
    fn report(&mut self, code: Code, text: Text, span: Span) -> &mut Diagnostic {
        self.found.push(error_at(code, text, self.source, span));
        self.found.last_mut().expect("it was just pushed")
    }

    fn hole(&self, span: Span) -> Ir {
        Ir { kind: Kind::Hole, ty: Type::Unknown, span, rows: 0 }
    }

    fn relation_index(&mut self, id: &str) -> Option<usize> {
        if let Some(at) = self.relations.iter().position(|it| &**it == id) {
            return Some(at);
        }
        self.scope.relation(id)?;
        self.relations.push(id.into());
        Some(self.relations.len() - 1)
    }

    fn info(&self, relation: usize) -> Option<&'s RelationInfo> {
        Some(self.scope.relation(self.relations.get(relation)?)?.info())
    }

    fn node(&mut self, node: &Node) -> Ir {
        let span = node.span;
        let constant = |value: Value, ty: Type| Ir { kind: Kind::Const(value), ty, span, rows: 0 };
        match &node.kind {
            NodeKind::Number(q) => constant(Value::Quantity(q.clone()), Type::Quantity(q.unit.clone())),
            NodeKind::Text(text) => constant(Value::Text(text.clone()), Type::Text),
            NodeKind::Date(date) => constant(Value::Date(*date), Type::Date),
            NodeKind::Period(period) => constant(Value::Period(*period), Type::Period),
            NodeKind::Bool(yes) => constant(Value::Bool(*yes), Type::Bool),
            NodeKind::Name(name) => self.name(name, span),
            NodeKind::Field(base, name, at) => self.field(base, name, *at, span),
            NodeKind::Filter(rows, condition) => self.filter(rows, condition, span),
            NodeKind::Call(name, at, args) => self.call(name, *at, args, span),
            NodeKind::List(items) => self.list(items, span),
            NodeKind::Not(inner) => {
                let inner = self.bool_node(inner);
                Ir { ty: Type::Bool, span, rows: inner.rows, kind: Kind::Not(Box::new(inner)) }
            }
            NodeKind::Negate(inner) => {
                let inner = self.quantity_node(inner);
                let ty = inner.ty.clone();
                Ir { ty, span, rows: inner.rows, kind: Kind::Negate(Box::new(inner)) }
            }
            NodeKind::Binary(op, left, right) => self.binary(*op, left, right, span),
            NodeKind::If(condition, then, other) => self.choice(condition, then, other, span),
            NodeKind::Error => self.hole(span),
        }
    }

    // Names resolve inside out: columns of the enclosing rows, then the scope, then built-in constants.
    fn name(&mut self, name: &Arc<str>, span: Span) -> Ir {
        for level in (0..self.frames.len()).rev() {
            let relation = self.frames[level];
            if let Some(column) = self.info(relation).and_then(|it| it.column(name)) {
                return self.column(level, relation, column, span);
            }
        }
        if let (GROUP, Some(relation)) = (&**name, self.group) {
            let ty = Type::Rows(self.relations[relation].clone());
            return Ir { kind: Kind::Group, ty, span, rows: 0 };
        }
        if let Some(named) = self.scope.named(name) {
            return match (named.kind, named.ty) {
                (NameKind::Relation, Type::Rows(id)) => match self.relation_index(&id) {
                    Some(relation) => {
                        Ir { kind: Kind::Relation(relation), ty: Type::Rows(id), span, rows: 0 }
                    }
                    None => self.unknown_name(name, span),
                },
                (NameKind::Checklist, _) => {
                    self.checklists.push(name.clone());
                    Ir { kind: Kind::Ticked(name.clone()), ty: Type::Checklist, span, rows: 0 }
                }
                (kind, ty) => Ir { kind: Kind::Slot(self.slot(name, kind)), ty, span, rows: 0 },
            };
        }
        match self.constant(name) {
            Some(value) => {
                let ty = Type::of(&value);
                Ir { kind: Kind::Named(name.clone(), value), ty, span, rows: 0 }
            }
            None => self.unknown_name(name, span),
        }
    }

    fn slot(&mut self, name: &Arc<str>, kind: NameKind) -> usize {
        if let Some(at) = self.known.get(name) {
            return *at;
        }
        self.slots.push(Slot { name: name.clone(), kind });
        self.known.insert(name.clone(), self.slots.len() - 1);
        self.slots.len() - 1
    }

    fn constant(&self, name: &str) -> Option<Value> {
        let year = self.scope.year();
        Some(match name {
            "本年" => Value::Period(Period::year(year)?),
            "上年" => Value::Period(Period::year(year.checked_sub(1)?)?),
            "今天" => Value::Date(self.scope.today()),
            "截止日" => Value::Date(self.scope.as_of()),
            "本期" => Value::Period(self.scope.period()),
            _ => return None,
        })
    }

    fn column(&mut self, level: usize, relation: usize, column: usize, span: Span) -> Ir {
        let ty = self.info(relation).map_or(Type::Unknown, |it| it.columns[column].ty.clone());
        self.read(relation, column);
        Ir { kind: Kind::Column { level, relation, column }, ty, span, rows: row_bit(level) }
    }

    fn read(&mut self, relation: usize, column: usize) {
        if !self.columns.contains(&(relation, column)) {
            self.columns.push((relation, column));
        }
    }

    fn unknown_name(&mut self, name: &str, span: Span) -> Ir {
        let all = self.all_names();
        let near = nearest(name, all.iter().map(String::as_str));
        let keyword = KEYWORDS.iter().find(|it| name.contains(**it) && **it != name);
        let help = if functions::function(name).is_some() {
            Some(Text::new("formula-name-is-function").with("name", name))
        } else if let Some(keyword) = keyword {
            Some(Text::new("formula-space-round-keyword").with("keyword", *keyword))
        } else if let Some(near) = &near {
            Some(Text::new("formula-did-you-mean").with("name", near.as_str()))
        } else {
            Some(Text::new("formula-unknown-name-help"))
        };
        let text = Text::new("formula-unknown-name").with("name", name);
        let fix = near.filter(|_| functions::function(name).is_none()).map(|it| crate::quoted(&it));
        let found = self.report(codes::UNKNOWN_NAME, text, span);
        found.help = help;
        found.fix = fix;
        self.hole(span)
    }

    fn all_names(&self) -> Vec<String> {
        let mut all = self.scope.names();
        for relation in &self.frames {
            if let Some(info) = self.info(*relation) {
                all.extend(info.columns.iter().map(|it| it.heading.to_string()));
            }
        }
        all.extend(CONSTANTS.iter().map(ToString::to_string));
        all
    }

    // `走访.企业` is a column of the enclosing row of 走访; `企业.镇街` follows a reference.
    fn field(&mut self, base: &Node, name: &Arc<str>, at: Span, span: Span) -> Ir {
        if let NodeKind::Name(table) = &base.kind {
            for level in (0..self.frames.len()).rev() {
                let relation = self.frames[level];
                let Some(info) = self.info(relation) else { continue };
                if *info.heading == **table || *info.id == **table {
                    return match info.column(name) {
                        Some(column) => self.column(level, relation, column, span),
                        None => self.unknown_field(info, name, at),
                    };
                }
            }
        }
        let base = self.node(base);
        match &base.ty {
            Type::Reference(id) => {
                let Some(relation) = self.relation_index(&id.clone()) else { return self.hole(span) };
                let Some(info) = self.info(relation) else { return self.hole(span) };
                let Some(column) = info.column(name) else { return self.unknown_field(info, name, at) };
                self.read(relation, column);
                let ty = info.columns[column].ty.clone();
                let rows = base.rows;
                Ir { kind: Kind::Field { base: Box::new(base), relation, column }, ty, span, rows }
            }
            Type::Rows(id) => {
                let heading = self.heading(&id.clone());
                let text = Text::new("formula-no-row").with("table", heading.as_str()).with("field", &**name);
                let help =
                    Text::new("formula-no-row-help").with("table", heading.as_str()).with("field", &**name);
                self.report(codes::NO_ROW, text, span).help = Some(help);
                self.hole(span)
            }
            Type::Unknown => self.hole(span),
            _ => {
                let text = Text::new("formula-no-fields").with("field", &**name);
                self.report(codes::UNKNOWN_FIELD, text, at).help = Some(Text::new("formula-no-fields-help"));
                self.hole(span)
            }
        }
    }

    fn heading(&self, id: &str) -> String {
        self.scope.relation(id).map_or_else(|| id.to_owned(), |it| it.info().heading.to_string())
    }

    fn unknown_field(&mut self, info: &RelationInfo, name: &str, at: Span) -> Ir {
        let near = nearest(name, info.columns.iter().map(|it| &*it.heading));
        let text = Text::new("formula-unknown-field").with("table", &*info.heading).with("field", name);
        let help = match &near {
            Some(near) => Text::new("formula-did-you-mean").with("name", near.as_str()),
            None => {
                let all: Vec<&str> = info.columns.iter().map(|it| &*it.heading).take(30).collect();
                Text::new("formula-fields-are").with("fields", all.join("、"))
            }
        };
        let found = self.report(codes::UNKNOWN_FIELD, text, at);
        found.help = Some(help);
        found.fix = near.map(|it| crate::quoted(&it));
        self.hole(at)
    }

    // Rows of a relation, or a report and None.
    fn rows(&mut self, node: &Node) -> Option<(Ir, usize)> {
        // Where rows are needed the name of a table is the table, even beside a column of that name.
        if let NodeKind::Name(name) = &node.kind
            && let Some(Named { kind: NameKind::Relation, ty: Type::Rows(id) }) = self.scope.named(name)
            && !(self.group.is_some() && &**name == GROUP)
            && let Some(relation) = self.relation_index(&id)
        {
            let ty = Type::Rows(id);
            return Some((Ir { kind: Kind::Relation(relation), ty, span: node.span, rows: 0 }, relation));
        }
        let rows = self.node(node);
        match &rows.ty {
            Type::Rows(id) => {
                let relation = self.relation_index(&id.clone())?;
                Some((rows, relation))
            }
            Type::Unknown => None,
            other => {
                let text = Text::new("formula-rows-expected").with("found", self.type_words(other));
                self.report(codes::WRONG_TYPE, text, node.span).help =
                    Some(Text::new("formula-rows-expected-help"));
                None
            }
        }
    }

    // A node that stands in a row of `relation`, and the level of that row.
    fn in_row(&mut self, relation: usize, lower: impl FnOnce(&mut Self) -> Ir) -> (Ir, usize) {
        let level = self.frames.len();
        self.frames.push(relation);
        let inner = lower(self);
        self.frames.pop();
        (inner, level)
    }

    fn filter(&mut self, rows: &Node, condition: &Node, span: Span) -> Ir {
        let Some((rows, relation)) = self.rows(rows) else { return self.hole(span) };
        let (condition, level) = self.in_row(relation, |it| it.bool_node(condition));
        let ty = rows.ty.clone();
        let deps = rows.rows | condition.rows & !row_bit(level);
        let (rows, condition) = (Box::new(rows), Box::new(condition));
        Ir { kind: Kind::Filter { rows, relation, level, condition }, ty, span, rows: deps }
    }

    fn list(&mut self, items: &[Node], span: Span) -> Ir {
        let items: Vec<Ir> = items.iter().map(|it| self.node(it)).collect();
        let mut ty = Type::Unknown;
        for item in &items {
            match self.common(&ty, &item.ty) {
                Some(common) => ty = common,
                None => {
                    let text = Text::new("formula-list-differs")
                        .with("left", self.type_words(&ty))
                        .with("right", self.type_words(&item.ty));
                    self.report(codes::BRANCHES_DIFFER, text, item.span);
                }
            }
        }
        let rows = items.iter().fold(0, |all, it| all | it.rows);
        Ir { kind: Kind::List(items), ty: Type::List(Box::new(ty)), span, rows }
    }

    fn choice(&mut self, condition: &Node, then: &Node, other: &Node, span: Span) -> Ir {
        let condition = self.bool_node(condition);
        let (then, other) = (self.node(then), self.node(other));
        let ty = self.common(&then.ty, &other.ty).unwrap_or_else(|| {
            let text = Text::new("formula-branches-differ")
                .with("left", self.type_words(&then.ty))
                .with("right", self.type_words(&other.ty));
            self.report(codes::BRANCHES_DIFFER, text, other.span).help =
                Some(Text::new("formula-branches-differ-help"));
            Type::Unknown
        });
        let rows = condition.rows | then.rows | other.rows;
        Ir { kind: Kind::If(Box::new(condition), Box::new(then), Box::new(other)), ty, span, rows }
    }

    fn unit_named(&self, name: &str) -> Unit {
        self.scope.units().get(name).unwrap_or_else(Unit::plain)
    }

    fn function_suggestion(&mut self, name: &str, at: Span) -> Ir {
        let near = nearest(name, FUNCTIONS.iter().map(|it| it.name));
        let text = Text::new("formula-unknown-function").with("name", name);
        let keyword = KEYWORDS.iter().find(|it| name.ends_with(**it) || name.starts_with(**it));
        let found = self.report(codes::UNKNOWN_FUNCTION, text, at);
        found.help = Some(match (&near, keyword) {
            (Some(near), _) => Text::new("formula-did-you-mean").with("name", near.as_str()),
            (None, Some(word)) => Text::new("formula-space-round-keyword").with("keyword", *word),
            (None, None) => Text::new("formula-unknown-function-help"),
        });
        found.fix = near;
        self.hole(at)
    }

    fn binary(&mut self, op: BinaryOp, left: &Node, right: &Node, span: Span) -> Ir {
        let (left, right) = match op {
            BinaryOp::And | BinaryOp::Or => (self.bool_node(left), self.bool_node(right)),
            _ => (self.node(left), self.node(right)),
        };
        let ty = self.binary_type(op, &left, &right, span);
        let rows = left.rows | right.rows;
        Ir { kind: Kind::Binary(op, Box::new(left), Box::new(right)), ty, span, rows }
    }
}
