//! What kind of value a part must be, and kinds in words.

use hengji_diag::Text;

use super::Lower;
use crate::ast::{Node, Span};
use crate::codes;
use crate::ir::Ir;
use crate::value::Type;

impl Lower<'_> {
    pub(super) fn bool_node(&mut self, node: &Node) -> Ir {
        let inner = self.node(node);
        if !matches!(inner.ty, Type::Bool | Type::Unknown) {
            let text = Text::new("formula-yes-no-expected").with("found", self.type_words(&inner.ty));
            self.report(codes::WRONG_TYPE, text, node.span).help =
                Some(Text::new("formula-yes-no-expected-help"));
            return self.hole(node.span);
        }
        inner
    }

    pub(super) fn quantity_node(&mut self, node: &Node) -> Ir {
        let inner = self.node(node);
        self.expect_quantity(inner, node.span)
    }

    pub(super) fn expect_quantity(&mut self, inner: Ir, span: Span) -> Ir {
        if matches!(inner.ty, Type::Quantity(_) | Type::Unknown) {
            return inner;
        }
        let text = Text::new("formula-number-expected").with("found", self.type_words(&inner.ty));
        let help = match inner.ty {
            Type::Rows(_) => "formula-number-expected-rows-help",
            _ => "formula-number-expected-help",
        };
        self.report(codes::WRONG_TYPE, text, span).help = Some(Text::new(help));
        self.hole(span)
    }

    pub(super) fn date_node(&mut self, node: &Node) -> Ir {
        let inner = self.node(node);
        if !matches!(inner.ty, Type::Date | Type::DateTime | Type::Unknown) {
            let text = Text::new("formula-date-expected").with("found", self.type_words(&inner.ty));
            let found = self.report(codes::WRONG_TYPE, text, node.span);
            found.help = Some(Text::new("formula-date-expected-help"));
            return self.hole(node.span);
        }
        inner
    }

    pub(super) fn period_node(&mut self, node: &Node) -> Ir {
        let inner = self.node(node);
        if !matches!(inner.ty, Type::Period | Type::Unknown) {
            let text = Text::new("formula-period-expected").with("found", self.type_words(&inner.ty));
            let found = self.report(codes::WRONG_TYPE, text, node.span);
            found.help = Some(Text::new("formula-bad-period-help"));
            return self.hole(node.span);
        }
        inner
    }

    // The type of either of two alternatives; None when they do not go together.
    pub(super) fn common(&self, a: &Type, b: &Type) -> Option<Type> {
        Some(match (a, b) {
            (Type::Unknown, other) | (other, Type::Unknown) => other.clone(),
            (Type::Quantity(x), Type::Quantity(y)) if x.same_dimension(y) => a.clone(),
            (Type::Text | Type::Reference(_), Type::Text | Type::Reference(_)) => {
                if a == b {
                    a.clone()
                } else {
                    Type::Text
                }
            }
            (Type::List(x), Type::List(y)) => Type::List(Box::new(self.common(x, y)?)),
            _ if a == b => a.clone(),
            _ => return None,
        })
    }

    /// A type in words, for messages.
    pub(super) fn type_words(&self, ty: &Type) -> Text {
        match ty {
            Type::Quantity(unit) if unit.is_plain() => Text::new("formula-type-number"),
            Type::Quantity(unit) if unit.is_ratio() => Text::new("formula-type-ratio"),
            Type::Quantity(unit) => Text::new("formula-type-quantity").with("unit", unit.to_string()),
            Type::Text => Text::new("formula-type-text"),
            Type::Reference(id) => Text::new("formula-type-reference").with("table", self.heading(id)),
            Type::Date => Text::new("formula-type-date"),
            Type::DateTime => Text::new("formula-type-datetime"),
            Type::Period => Text::new("formula-type-period"),
            Type::Bool => Text::new("formula-type-bool"),
            Type::Rows(id) => Text::new("formula-type-rows").with("table", self.heading(id)),
            Type::List(_) => Text::new("formula-type-list"),
            Type::Checklist => Text::new("formula-type-checklist"),
            Type::Unknown => Text::new("formula-type-unknown"),
        }
    }
}
