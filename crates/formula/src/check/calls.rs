//! Types and units of functions.

use hengji_diag::Text;
use hengji_num::{Unit, UnitError};
use std::sync::Arc;

use super::Lower;
use crate::ast::{BinaryOp, Node, NodeKind, Span};
use crate::bands::Bands;
use crate::codes;
use crate::functions::{Function, FunctionDef, function};
use crate::ir::{Ir, Kind, Table, row_bit};
use crate::scope::NameKind;
use crate::value::{Type, Value};

impl Lower<'_> {
    pub(super) fn call(&mut self, name: &str, at: Span, args: &[Node], span: Span) -> Ir {
        let Some(def) = function(name) else {
            let hole = self.function_suggestion(name, at);
            // Their own mistakes are still worth saying, those about columns are not.
            return Ir { span, ..hole };
        };
        if args.len() < def.least || args.len() > def.most {
            self.wrong_arguments(def, args.len(), span);
            return self.hole(span);
        }
        use Function as F;
        match def.function {
            F::Count
            | F::CountDistinct
            | F::Sum
            | F::Mean
            | F::Largest
            | F::Smallest
            | F::Median
            | F::Earliest
            | F::Latest
            | F::FirstTime
            | F::Exists
            | F::ForAll => self.aggregate(def.function, args, span),
            F::ValidOn | F::UpTo | F::YearToDate | F::InPeriod => self.select(def.function, args, span),
            F::GroupBy => self.group_by(args, span),
            F::YearOnYear | F::Change | F::LastYear | F::History => self.past(def.function, args, span),
            F::Ticked => self.ticked(&args[0], span),
            F::Band | F::Tier => self.band(def.function, args, span),
            F::Share => self.share(args, span),
            _ => self.scalar(def.function, args, span),
        }
    }

    fn wrong_arguments(&mut self, def: &FunctionDef, given: usize, span: Span) {
        let text = Text::new("formula-wrong-arguments").with("name", def.name).with("given", given);
        self.report(codes::WRONG_ARGUMENTS, text, span).help =
            Some(Text::new("formula-usage").with("usage", def.usage));
    }

    fn aggregate(&mut self, function: Function, args: &[Node], span: Span) -> Ir {
        let Some((rows, relation)) = self.rows(&args[0]) else { return self.hole(span) };
        let level = self.frames.len();
        let mut deps = rows.rows;
        let mut of = None;
        if let Some(arg) = args.get(1) {
            let (inner, _) = self.in_row(relation, |it| it.aggregated(function, arg));
            deps |= inner.rows & !row_bit(level);
            of = Some(Box::new(inner));
        }
        let ty = self.aggregate_type(function, relation, of.as_deref());
        Ir {
            kind: Kind::Aggregate { function, rows: Box::new(rows), relation, level, of },
            ty,
            span,
            rows: deps,
        }
    }

    // The second argument of an aggregate.
    fn aggregated(&mut self, function: Function, arg: &Node) -> Ir {
        use Function as F;
        match function {
            F::Exists | F::ForAll => self.bool_node(arg),
            F::Earliest | F::Latest | F::FirstTime => self.date_node(arg),
            F::CountDistinct => {
                let inner = self.node(arg);
                if matches!(inner.ty, Type::Rows(_) | Type::List(_) | Type::Checklist) {
                    let text = Text::new("formula-cell-expected").with("found", self.type_words(&inner.ty));
                    self.report(codes::WRONG_TYPE, text, arg.span);
                }
                inner
            }
            _ => self.quantity_node(arg),
        }
    }

    fn aggregate_type(&self, function: Function, relation: usize, of: Option<&Ir>) -> Type {
        use Function as F;
        let counting = self.info(relation).map_or(Type::Unknown, |it| it.counting.clone());
        match function {
            F::Count => counting,
            F::CountDistinct => of.and_then(|it| self.counting_of(it)).unwrap_or(counting),
            F::Exists | F::ForAll => Type::Bool,
            _ => of.map_or(Type::Unknown, |it| it.ty.clone()),
        }
    }

    // 去重计数(走访，企业) counts 家: the column's word, else that of the table it refers to.
    fn counting_of(&self, of: &Ir) -> Option<Type> {
        let (relation, column) = match &of.kind {
            Kind::Column { relation, column, .. } | Kind::Field { relation, column, .. } => {
                (*relation, *column)
            }
            _ => return None,
        };
        let info = &self.info(relation)?.columns[column];
        if let Some(word) = &info.counting {
            return Some(word.clone());
        }
        match &info.ty {
            Type::Reference(id) => Some(self.scope.relation(id)?.info().counting.clone()),
            _ => None,
        }
    }

    fn select(&mut self, function: Function, args: &[Node], span: Span) -> Ir {
        let Some((rows, relation)) = self.rows(&args[0]) else { return self.hole(span) };
        let argument = args.get(1).map(|it| match function {
            Function::InPeriod => self.period_node(it),
            _ => self.date_node(it),
        });
        if let Some(info) = self.info(relation) {
            let has = match function {
                Function::ValidOn => info.valid_from.is_some() || info.valid_to.is_some(),
                _ => info.event_date.is_some(),
            };
            let columns = match function {
                Function::ValidOn => [info.valid_from, info.valid_to],
                _ => [info.event_date, None],
            };
            columns.into_iter().flatten().for_each(|it| self.read(relation, it));
            if !has {
                let id = match function {
                    Function::ValidOn => "formula-no-validity",
                    _ => "formula-no-event-date",
                };
                let text = Text::new(id).with("table", &*info.heading).with("name", function.name());
                self.report(codes::NO_DATE_COLUMN, text, span).help =
                    Some(Text::new("formula-no-date-column-help"));
            }
        }
        let ty = rows.ty.clone();
        let deps = rows.rows | argument.as_ref().map_or(0, |it| it.rows);
        let (rows, argument) = (Box::new(rows), argument.map(Box::new));
        Ir { kind: Kind::Select { function, rows, relation, argument }, ty, span, rows: deps }
    }

    fn group_by(&mut self, args: &[Node], span: Span) -> Ir {
        let Some((rows, relation)) = self.rows(&args[0]) else { return self.hole(span) };
        let (key, level) = self.in_row(relation, |it| it.node(&args[1]));
        if matches!(key.ty, Type::Rows(_) | Type::List(_) | Type::Checklist) {
            let text = Text::new("formula-cell-expected").with("found", self.type_words(&key.ty));
            self.report(codes::WRONG_TYPE, text, args[1].span);
        }
        let outer = self.group.replace(relation);
        let each = self.node(&args[2]);
        self.group = outer;
        let deps = rows.rows | key.rows & !row_bit(level) | each.rows;
        let ty = Type::List(Box::new(each.ty.clone()));
        let (rows, key, each) = (Box::new(rows), Box::new(key), Box::new(each));
        Ir { kind: Kind::GroupBy { rows, relation, level, key, each }, ty, span, rows: deps }
    }

    fn past(&mut self, function: Function, args: &[Node], span: Span) -> Ir {
        let measure = match &args[0].kind {
            NodeKind::Name(name) => Some((self.node(&args[0]), name.clone())),
            _ => None,
        };
        let Some((Ir { kind: Kind::Slot(slot), ty, .. }, name)) = measure else {
            if !matches!(measure, Some((Ir { kind: Kind::Hole, .. }, _))) {
                let text = Text::new("formula-not-a-measure").with("name", function.name());
                self.report(codes::NOT_A_MEASURE, text, args[0].span).help =
                    Some(Text::new("formula-not-a-measure-help"));
            }
            return self.hole(span);
        };
        if self.slots[slot].kind == NameKind::Constant {
            let text = Text::new("formula-not-a-measure").with("name", function.name());
            self.report(codes::NOT_A_MEASURE, text, args[0].span);
        }
        if !self.history.contains(&name) {
            self.history.push(name);
        }
        if !matches!(ty, Type::Quantity(_) | Type::Unknown) && function != Function::History {
            let text = Text::new("formula-number-expected").with("found", self.type_words(&ty));
            self.report(codes::WRONG_TYPE, text, args[0].span);
        }
        let year = args.get(1).map(|it| Box::new(self.year_node(it)));
        let ty = match (function, &ty) {
            (Function::YearOnYear, Type::Quantity(unit)) if unit.is_ratio() => {
                // The growth of a ratio is said in points, by 增减.
                let text = Text::new("formula-growth-of-ratio");
                self.report(codes::WRONG_TYPE, text, args[0].span).help =
                    Some(Text::new("formula-growth-of-ratio-help"));
                Type::Unknown
            }
            (Function::YearOnYear, _) => Type::Quantity(Unit::percent()),
            (Function::Change, Type::Quantity(unit)) => {
                unit.difference(unit).map_or(Type::Unknown, Type::Quantity)
            }
            _ => ty,
        };
        let rows = year.as_ref().map_or(0, |it| it.rows);
        Ir { kind: Kind::Past { function, slot, year }, ty, span, rows }
    }

    // 2021 or 2021年.
    fn year_node(&mut self, node: &Node) -> Ir {
        let inner = self.node(node);
        match &inner.ty {
            Type::Period | Type::Unknown => inner,
            Type::Quantity(unit) if unit.is_plain() => inner,
            other => {
                let text = Text::new("formula-period-expected").with("found", self.type_words(other));
                self.report(codes::WRONG_TYPE, text, node.span);
                self.hole(node.span)
            }
        }
    }

    fn ticked(&mut self, arg: &Node, span: Span) -> Ir {
        let inner = self.node(arg);
        match inner.kind {
            Kind::Ticked(name) => {
                Ir { kind: Kind::Ticked(name), ty: Type::Quantity(Unit::percent()), span, rows: 0 }
            }
            Kind::Hole => inner,
            _ => {
                let text = Text::new("formula-checklist-expected").with("found", self.type_words(&inner.ty));
                self.report(codes::WRONG_TYPE, text, arg.span);
                self.hole(span)
            }
        }
    }

    fn band(&mut self, function: Function, args: &[Node], span: Span) -> Ir {
        let value = self.quantity_node(&args[0]);
        let table = self.node(&args[1]);
        let (table, ty) = match (&table.kind, &table.ty) {
            (Kind::Const(Value::Text(text)), _) => match Bands::parse(text, self.scope.units()) {
                Ok(bands) => {
                    let ty = self.band_type(function, &value, &bands, &args[1]);
                    (Table::Known(Arc::new(bands), text.clone()), ty)
                }
                Err(error) => {
                    let message = Text::new(error.text_id).with("part", error.part);
                    self.report(codes::BAD_BANDS, message, args[1].span).help =
                        Some(Text::new("formula-bands-help"));
                    return self.hole(span);
                }
            },
            (_, Type::Text | Type::Unknown) => {
                let ty = if function == Function::Tier { Type::Text } else { Type::Unknown };
                (Table::Given(Box::new(table)), ty)
            }
            (_, other) => {
                let text = Text::new("formula-bands-expected").with("found", self.type_words(other));
                self.report(codes::WRONG_TYPE, text, args[1].span).help =
                    Some(Text::new("formula-bands-help"));
                return self.hole(span);
            }
        };
        let rows = value.rows | if let Table::Given(it) = &table { it.rows } else { 0 };
        Ir { kind: Kind::Band { function, value: Box::new(value), table }, ty, span, rows }
    }

    fn band_type(&mut self, function: Function, value: &Ir, bands: &Bands, at: &Node) -> Type {
        let limits = bands.bands.iter().flat_map(|it| [&it.low, &it.high]).flatten();
        if let Some(limit) = limits.map(|it| it.at.clone()).next() {
            let ty = Type::Quantity(limit.unit.clone());
            let limit = Ir { kind: Kind::Const(Value::Quantity(limit)), ty, span: at.span, rows: 0 };
            self.check_comparable(BinaryOp::Ge, value, &limit, at.span);
        }
        if function == Function::Tier {
            return Type::Text;
        }
        match bands.result_unit() {
            Some(unit) => Type::Quantity(unit),
            None => {
                self.report(codes::BAD_BANDS, Text::new("formula-bands-results"), at.span).help =
                    Some(Text::new("formula-bands-results-help"));
                Type::Unknown
            }
        }
    }

    // 占比(部分，整体) of quantities, 占比(行集，条件) of rows.
    fn share(&mut self, args: &[Node], span: Span) -> Ir {
        let first = self.node(&args[0]);
        if !matches!(first.ty, Type::Rows(_)) {
            let first = self.expect_quantity(first, args[0].span);
            let second = self.quantity_node(&args[1]);
            return self.ratio(Function::Share, first, second, span);
        }
        let Some((rows, relation)) = self.rows(&args[0]) else { return self.hole(span) };
        let (of, level) = self.in_row(relation, |it| it.bool_node(&args[1]));
        let deps = rows.rows | of.rows & !row_bit(level);
        let ty = Type::Quantity(Unit::percent());
        let (rows, of) = (Box::new(rows), Some(Box::new(of)));
        Ir {
            kind: Kind::Aggregate { function: Function::Share, rows, relation, level, of },
            ty,
            span,
            rows: deps,
        }
    }

    fn ratio(&mut self, function: Function, part: Ir, whole: Ir, span: Span) -> Ir {
        if let (Type::Quantity(a), Type::Quantity(b)) = (&part.ty, &whole.ty)
            && !a.same_dimension(b)
        {
            let error = UnitError::Mismatch(a.clone(), b.clone());
            self.unit_error(None, &error, &part, &whole, span);
        }
        let rows = part.rows | whole.rows;
        let kind = Kind::Call(function, vec![part, whole]);
        Ir { kind, ty: Type::Quantity(Unit::percent()), span, rows }
    }

    fn scalar(&mut self, function: Function, nodes: &[Node], span: Span) -> Ir {
        use Function as F;
        let plain = || Type::Quantity(Unit::plain());
        let (args, ty) = match function {
            F::Completion => {
                let (a, b) = (self.quantity_node(&nodes[0]), self.quantity_node(&nodes[1]));
                return self.ratio(function, a, b, span);
            }
            F::Clamp | F::Max | F::Min => self.alike(nodes),
            F::Abs => {
                let arg = self.quantity_node(&nodes[0]);
                let ty = arg.ty.clone();
                (vec![arg], ty)
            }
            F::Round | F::RoundUp | F::RoundDown => self.rounding(function, nodes),
            F::PeriodStart | F::PeriodEnd => (vec![self.period_node(&nodes[0])], Type::Date),
            F::QuarterEnd | F::MonthEnd => (vec![self.date_node(&nodes[0])], Type::Date),
            F::Days if nodes.len() == 1 => {
                (vec![self.period_node(&nodes[0])], Type::Quantity(self.unit_named("天")))
            }
            F::Days => (self.dates(nodes), Type::Quantity(self.unit_named("天"))),
            F::Hours => (self.dates(nodes), Type::Quantity(self.unit_named("小时"))),
            F::Workdays => (self.dates(nodes), Type::Quantity(self.unit_named("工作日"))),
            F::Year | F::Month => {
                let arg = self.node(&nodes[0]);
                let arg = match arg.ty {
                    Type::Period | Type::Unknown => arg,
                    _ => self.date_node(&nodes[0]),
                };
                (vec![arg], plain())
            }
            F::IsMissing => (vec![self.node(&nodes[0])], Type::Bool),
            // 若缺 is all that is left.
            _ => {
                let (a, b) = (self.node(&nodes[0]), self.node(&nodes[1]));
                let ty = self.common(&a.ty, &b.ty).unwrap_or_else(|| {
                    let text = Text::new("formula-branches-differ")
                        .with("left", self.type_words(&a.ty))
                        .with("right", self.type_words(&b.ty));
                    self.report(codes::BRANCHES_DIFFER, text, b.span);
                    Type::Unknown
                });
                (vec![a, b], ty)
            }
        };
        let rows = args.iter().fold(0, |all, it| all | it.rows);
        Ir { kind: Kind::Call(function, args), ty, span, rows }
    }

    fn dates(&mut self, nodes: &[Node]) -> Vec<Ir> {
        nodes.iter().map(|it| self.date_node(it)).collect()
    }

    // Quantities of one dimension, ratios with percentage points, or all dates; the result has the unit of the first.
    fn alike(&mut self, nodes: &[Node]) -> (Vec<Ir>, Type) {
        let args: Vec<Ir> = nodes.iter().map(|it| self.node(it)).collect();
        let mut ty = Type::Unknown;
        for i in 0..args.len() {
            let (arg, span) = (&args[i], nodes[i].span);
            match (&ty, &arg.ty) {
                (_, Type::Unknown) => {}
                (Type::Unknown, Type::Quantity(_) | Type::Date) => ty = arg.ty.clone(),
                (Type::Date, Type::Date) => {}
                (Type::Quantity(a), Type::Quantity(b)) if a.same_dimension(b) || ratios(a, b) => {}
                (Type::Quantity(a), Type::Quantity(b)) => {
                    let error = if a.is_ratio() && b.is_plain() || a.is_plain() && b.is_ratio() {
                        UnitError::RatioWithPlain(a.clone(), b.clone())
                    } else {
                        UnitError::Mismatch(a.clone(), b.clone())
                    };
                    self.unit_error(None, &error, &args[0], arg, span);
                    ty = Type::Unknown;
                }
                (_, other) => {
                    let text = Text::new("formula-number-expected").with("found", self.type_words(other));
                    self.report(codes::WRONG_TYPE, text, span);
                }
            }
        }
        (args, ty)
    }

    // 四舍五入(值，位数) takes a bare number; 向上取整(值，步长) takes a step of the value's own dimension.
    fn rounding(&mut self, function: Function, nodes: &[Node]) -> (Vec<Ir>, Type) {
        let value = self.quantity_node(&nodes[0]);
        let ty = value.ty.clone();
        let mut args = vec![value];
        if let Some(node) = nodes.get(1) {
            let second = self.quantity_node(node);
            let expected = if function == Function::Round { Some(Unit::plain()) } else { ty.unit().cloned() };
            if let (Some(a), Type::Quantity(b)) = (expected, &second.ty)
                && !a.same_dimension(b)
            {
                let error = UnitError::Mismatch(a, b.clone());
                self.unit_error(None, &error, &args[0], &second, node.span);
            }
            args.push(second);
        }
        (args, ty)
    }
}

// 100% − x is percentage points; it may still be held between 0% and 100%.
fn ratios(a: &Unit, b: &Unit) -> bool {
    let ratio = |it: &Unit| it.is_ratio() || it.is_percent_points();
    ratio(a) && ratio(b)
}
