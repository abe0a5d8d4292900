//! Types and units of operators, and what to say when they do not go together.

use hengji_diag::{Diagnostic, Place, Text};
use hengji_num::{Dimension, Quantity, Rational, Unit, UnitError};

use super::Lower;
use crate::ast::{BinaryOp, Span};
use crate::codes;
use crate::ir::{Ir, Kind};
use crate::suggest::nearest;
use crate::value::{Type, Value};

impl Lower<'_> {
    pub(super) fn binary_type(&mut self, op: BinaryOp, left: &Ir, right: &Ir, span: Span) -> Type {
        match op {
            BinaryOp::And | BinaryOp::Or => Type::Bool,
            BinaryOp::In => {
                self.check_in(left, right, span);
                Type::Bool
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                self.arithmetic(op, left, right, span)
            }
            _ => {
                self.check_comparable(op, left, right, span);
                Type::Bool
            }
        }
    }

    fn arithmetic(&mut self, op: BinaryOp, left: &Ir, right: &Ir, span: Span) -> Type {
        let result = match (op, &left.ty, &right.ty) {
            (BinaryOp::Add, Type::Quantity(a), Type::Quantity(b)) => a.sum(b),
            (BinaryOp::Sub, Type::Quantity(a), Type::Quantity(b)) => a.difference(b),
            (BinaryOp::Mul, Type::Quantity(a), Type::Quantity(b)) => a.product(b),
            (BinaryOp::Div, Type::Quantity(a), Type::Quantity(b)) => a.quotient(b),
            (BinaryOp::Sub, Type::Date, Type::Date) => return Type::Quantity(self.unit_named("天")),
            (BinaryOp::Add | BinaryOp::Sub, Type::Date, Type::Quantity(unit)) if is_days(unit) => {
                return Type::Date;
            }
            (BinaryOp::Add | BinaryOp::Sub, Type::Date, Type::Unknown) => return Type::Unknown,
            // An unknown partner leaves the unit open, but a wrong kind is still said.
            _ => {
                for side in [left, right] {
                    if !matches!(side.ty, Type::Quantity(_) | Type::Unknown) {
                        self.wrong_operand(op, left, right, side.span);
                        break;
                    }
                }
                return Type::Unknown;
            }
        };
        match result {
            Ok(unit) => Type::Quantity(unit),
            Err(error) => {
                self.unit_error(Some(op), &error, left, right, span);
                Type::Unknown
            }
        }
    }

    fn wrong_operand(&mut self, op: BinaryOp, left: &Ir, right: &Ir, span: Span) {
        let text = Text::new("formula-wrong-operands")
            .with("sign", op.sign())
            .with("left", self.type_words(&left.ty))
            .with("right", self.type_words(&right.ty));
        let help = match (&left.ty, &right.ty) {
            (Type::Rows(_), _) | (_, Type::Rows(_)) => Some("formula-number-expected-rows-help"),
            (Type::Date | Type::DateTime, Type::Quantity(_)) => Some("formula-add-days-help"),
            (Type::DateTime, Type::DateTime) => Some("formula-hours-help"),
            _ => None,
        };
        self.report(codes::WRONG_TYPE, text, span).help = help.map(Text::new);
    }

    /// Reports two units that do not go together, between operands of `op` or arguments of a function.
    pub(super) fn unit_error(
        &mut self,
        op: Option<BinaryOp>,
        error: &UnitError,
        left: &Ir,
        right: &Ir,
        span: Span,
    ) {
        let two = |id, a: &Unit, b: &Unit| {
            let text = Text::new(id).with("left", unit_words(a)).with("right", unit_words(b));
            match op {
                Some(op) => text.with("sign", op.sign()),
                None => text,
            }
        };
        let clash = if op.is_some() { "formula-unit-mismatch" } else { "formula-units-differ" };
        let (code, text, help) = match error {
            UnitError::Mismatch(a, b) => (codes::UNIT_MISMATCH, two(clash, a, b), Some(mismatch_help(a, b))),
            UnitError::RatioWithPlain(a, b) => {
                let help = self.percent_help(left, right);
                (codes::RATIO_WITH_NUMBER, two(clash, a, b), Some(help))
            }
            UnitError::RatioPlusRatio => {
                let help = Text::new("formula-ratio-plus-ratio-help");
                (codes::RATIO_PLUS_RATIO, Text::new("formula-ratio-plus-ratio"), Some(help))
            }
            UnitError::NoProduct(a, b) => {
                let help = Text::new("formula-no-product-help");
                (codes::NO_PRODUCT, two("formula-no-product", a, b), Some(help))
            }
            UnitError::NoQuotient(a, b) => {
                let help = Text::new("formula-no-product-help");
                (codes::NO_QUOTIENT, two("formula-no-quotient", a, b), Some(help))
            }
        };
        let place = match error {
            // The side without a unit is the one to mend.
            UnitError::RatioWithPlain(..) => bare_side(left, right).unwrap_or(span),
            _ => span,
        };
        self.report(code, text, place).help = help;
    }

    // 1 should be written 100%, 0.9 as 90%.
    fn percent_help(&self, left: &Ir, right: &Ir) -> Text {
        let literal = [left, right].into_iter().find_map(|it| match &it.kind {
            Kind::Const(Value::Quantity(q)) if q.unit.is_plain() => {
                let number = q.base.exact_text();
                // Who writes 90 for a ratio means 90%, who writes 0.9 as well.
                let percent = match q.base > Rational::ONE {
                    true => format!("{number}%"),
                    false => Quantity::ratio(q.base.clone()).to_string(),
                };
                Some((number, percent))
            }
            _ => None,
        });
        match literal {
            Some((number, percent)) => {
                Text::new("formula-write-percent").with("number", number).with("percent", percent)
            }
            None => Text::new("formula-times-percent"),
        }
    }

    pub(super) fn check_comparable(&mut self, op: BinaryOp, left: &Ir, right: &Ir, span: Span) {
        let ordered = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        match (&left.ty, &right.ty) {
            (Type::Unknown, _) | (_, Type::Unknown) => {}
            (Type::Quantity(a), Type::Quantity(b)) => self.check_units(op, a, b, left, right, span),
            (Type::Text | Type::Reference(_), Type::Text | Type::Reference(_)) if !ordered => {
                self.check_allowed(left, right);
                self.check_allowed(right, left);
            }
            (Type::Date | Type::DateTime, Type::Date | Type::DateTime) => {}
            (Type::Bool, Type::Bool) | (Type::Period, Type::Period) if !ordered => {}
            (a, b) => {
                let text = Text::new("formula-not-comparable")
                    .with("sign", op.sign())
                    .with("left", self.type_words(a))
                    .with("right", self.type_words(b));
                let help = match (a, b) {
                    (Type::Date | Type::DateTime, Type::Period) => Some("formula-use-in"),
                    (Type::Date | Type::DateTime, Type::Text) | (Type::Text, Type::Date) => {
                        Some("formula-date-expected-help")
                    }
                    (Type::Bool, _) | (_, Type::Bool) => Some("formula-bool-help"),
                    (Type::List(_), Type::Text) => Some("formula-in-list-help"),
                    (Type::Text | Type::Reference(_), Type::Text | Type::Reference(_)) => {
                        Some("formula-text-no-order")
                    }
                    (Type::Quantity(_), Type::Text) | (Type::Text, Type::Quantity(_)) => {
                        Some("formula-number-no-quotes")
                    }
                    _ => None,
                };
                self.report(codes::NOT_COMPARABLE, text, span).help = help.map(Text::new);
            }
        }
    }

    fn check_units(&mut self, op: BinaryOp, a: &Unit, b: &Unit, left: &Ir, right: &Ir, span: Span) {
        if (a.is_ratio() && b.is_plain()) || (a.is_plain() && b.is_ratio()) {
            let error = UnitError::RatioWithPlain(a.clone(), b.clone());
            return self.unit_error(Some(op), &error, left, right, span);
        }
        let fraction = |it: &Ir| match &it.kind {
            Kind::Const(Value::Quantity(q)) => q.unit.is_plain() && !q.base.is_integer(),
            _ => false,
        };
        let bare_fraction = !a.same_dimension(b) && (fraction(left) || fraction(right));
        match a.comparable(b) {
            Ok(()) if !bare_fraction => {}
            _ => {
                let error = UnitError::Mismatch(a.clone(), b.clone());
                self.unit_error(Some(op), &error, left, right, span);
            }
        }
    }

    fn check_in(&mut self, left: &Ir, right: &Ir, span: Span) {
        match (&left.ty, &right.ty) {
            (Type::Unknown, _) | (_, Type::Unknown) => {}
            (Type::Date | Type::DateTime, Type::Period) => {}
            (Type::Period, Type::Period) => {}
            (Type::Text | Type::Reference(_), Type::Rows(_)) => {}
            (_, Type::List(_)) => self.check_in_list(left, right, span),
            (a, b) => {
                let text = Text::new("formula-not-in")
                    .with("left", self.type_words(a))
                    .with("right", self.type_words(b));
                self.report(codes::NOT_COMPARABLE, text, span).help = Some(Text::new("formula-not-in-help"));
            }
        }
    }

    fn check_in_list(&mut self, left: &Ir, right: &Ir, span: Span) {
        if let Kind::List(items) = &right.kind {
            for item in items {
                let span = Span { start: span.start, end: item.span.end };
                self.check_comparable(BinaryOp::Eq, left, item, span);
            }
        } else if let Type::List(of) = &right.ty {
            let item = Ir { kind: Kind::Hole, ty: (**of).clone(), span: right.span, rows: 0 };
            self.check_comparable(BinaryOp::Eq, left, &item, span);
            self.check_allowed(right, left);
        }
    }

    // A text that the column can never hold makes a condition that never holds: a warning.
    fn check_allowed(&mut self, column: &Ir, text: &Ir) {
        let (relation, at) = match &column.kind {
            Kind::Column { relation, column, .. } | Kind::Field { relation, column, .. } => {
                (*relation, *column)
            }
            _ => return,
        };
        let Kind::Const(Value::Text(word)) = &text.kind else { return };
        let Some(info) = self.info(relation) else { return };
        let of = &info.columns[at];
        if of.allowed.is_empty() || of.allowed.contains(word) {
            return;
        }
        let message =
            Text::new("formula-not-allowed-value").with("value", &**word).with("column", &*of.heading);
        let near = nearest(word, of.allowed.iter().map(|it| &**it));
        let help = match &near {
            Some(near) => Text::new("formula-did-you-mean").with("name", near.as_str()),
            None => Text::new("formula-allowed-are").with("values", of.allowed.join("、")),
        };
        let mut found = Diagnostic::warning(codes::NOT_ALLOWED_VALUE, message)
            .at(Place::default().span(text.span.start as usize, text.span.end as usize))
            .showing(self.source)
            .help(help);
        found.fix = near.map(|it| format!("“{it}”"));
        self.found.push(found);
    }
}

// The side that is a bare number.
fn bare_side(left: &Ir, right: &Ir) -> Option<Span> {
    [left, right].into_iter().find(|it| it.ty.unit().is_some_and(Unit::is_plain)).map(|it| it.span)
}

/// Whether a unit counts days that can be added to a date.
pub(crate) fn is_days(unit: &Unit) -> bool {
    matches!(unit.dimension(), Some(Dimension::Named(name)) if &**name == "时间" || &**name == "工作日")
}

fn unit_words(unit: &Unit) -> Text {
    if unit.is_plain() {
        Text::new("formula-type-number")
    } else if unit.is_ratio() {
        Text::new("formula-type-ratio")
    } else {
        Text::new("formula-type-quantity").with("unit", unit.to_string())
    }
}

fn mismatch_help(a: &Unit, b: &Unit) -> Text {
    if a.is_plain() || b.is_plain() {
        let unit = if a.is_plain() { b } else { a };
        return Text::new("formula-add-unit").with("unit", unit.to_string());
    }
    let (x, y) = (a.to_string(), b.to_string());
    // 家 and 家次, 人 and 人次: how many, and how often.
    if x.strip_suffix('次') == Some(&y) || y.strip_suffix('次') == Some(&x) {
        return Text::new("formula-times-not-things").with("left", x).with("right", y);
    }
    Text::new("formula-same-units")
}
