//! Figures said without a number: 持平 (a change of nothing), 翻番 (twice as much).

use crate::context;
use crate::figure::{Change, FigureFound, Role};
use crate::find::Reader;
use hengji_num::written::{arabic_digit, digit};
use hengji_num::{Form, Quantity, Rational, Stated, Unit, Written};
use std::ops::Range;

impl Reader<'_> {
    /// 持平 (a change of nothing) and 翻番 (doubling), which are figures in words.
    pub fn word_figure(&self, at: usize) -> Option<FigureFound> {
        match self.chars[at] {
            '持' if self.starts(at, "持平") => self.no_change(at),
            '翻' => self.doubling(at),
            _ => None,
        }
    }

    fn no_change(&self, at: usize) -> Option<FigureFound> {
        let clause = context::clause_start(self, at);
        let said: String = self.text(clause..at);
        let compared =
            ["同比", "上年", "去年", "同期", "年初", "往年", "与"].iter().any(|it| said.contains(it));
        // Alone in its clause (租赁费18万元，持平。) it says the same of the figure before.
        let alone = said.trim().is_empty() && matches!(self.before(at), Some('，' | '、' | ','));
        let zero = Written {
            value: Rational::ZERO,
            step: Rational::scaled(1, 1),
            form: Form::Percent,
            chinese: true,
            before_big: None,
        };
        (compared || alone)
            .then(|| self.in_words(at..at + 2, Stated::with_unit(&zero, Unit::percent()), Role::YearOnYear))
    }

    // 翻番, 翻一番 ×2; 翻两番 ×4; 翻了一番.
    fn doubling(&self, at: usize) -> Option<FigureFound> {
        let start = if self.get(at + 1) == Some('了') { at + 2 } else { at + 1 };
        let (times, end) = match (self.get(start)?, self.get(start + 1)) {
            ('番', _) => (1, start + 1),
            (c, Some('番')) => {
                (digit(c).or_else(|| arabic_digit(c)).filter(|it| (1..=9).contains(it))?, start + 2)
            }
            _ => return None,
        };
        let unit = self.units.get("倍")?;
        let stated =
            Stated { quantity: Quantity::of(Rational::int(1_i128 << times), unit), step: Rational::ZERO };
        Some(self.in_words(at..end, stated, Role::Multiple))
    }

    fn in_words(&self, span: Range<usize>, stated: Stated, role: Role) -> FigureFound {
        let clause = context::clause_start(self, span.start);
        FigureFound {
            text: self.text(span.clone()),
            number: span.clone(),
            whole: span.clone(),
            interval: stated.interval(),
            modifiers: Vec::new(),
            change: (role == Role::Multiple).then_some(Change::Up),
            roles: std::iter::once(role).chain(context::roles(self, clause, span.start)).collect(),
            label: context::label(self, clause, span.start, span.end, &stated.quantity.unit),
            period: self.period.clone(),
            span,
            stated,
        }
    }
}
