//! A working in words (演算): a tree from the result down to the rows, for the terminal and for annexes.

use hengji_diag::{Locale, Text};
use hengji_formula::{Op, Origin, RowsUsed, Scope, Standing, Step, Value, Working};
use std::collections::HashSet;
use std::sync::Arc;

/// How many rows of a kind are listed unless all are asked for.
const FEW: usize = 5;

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// How many rows counted and how many did not, with a few of those left out.
    #[default]
    Counts,
    /// Every row.
    All,
}

/// Tells workings; a name that was told once is only named again after that.
pub struct Teller<'a> {
    scope: &'a dyn Scope,
    rows: Rows,
    locale: &'a Locale,
    told: HashSet<Arc<str>>,
}

impl<'a> Teller<'a> {
    /// A teller over a scope, which knows the rows.
    pub fn new(scope: &'a dyn Scope, rows: Rows, locale: &'a Locale) -> Teller<'a> {
        Teller { scope, rows, locale, told: HashSet::new() }
    }

    /// The tree of a working as indented lines.
    pub fn lines(&mut self, working: &Working) -> Vec<String> {
        let mut out = Vec::new();
        self.walk(working, "", "", &mut out);
        out
    }

    /// Names as told, so that later trees only name them.
    pub fn know(&mut self, name: &Arc<str>) {
        self.told.insert(name.clone());
    }

    fn walk(&mut self, node: &Working, first: &str, rest: &str, out: &mut Vec<String>) {
        out.push(format!("{first}{}", headline(node, self.locale)));
        if let Origin::Name { name, .. } = &node.from
            && !self.told.insert(name.clone())
        {
            return;
        }
        let mut below = Vec::new();
        if let Origin::Rows(used) = &node.from {
            told_rows(used, self.scope, self.rows, self.locale, &mut below);
        }
        let inputs: Vec<&Working> = node.inputs.iter().map(|it| &**it).filter(|it| is_telling(it)).collect();
        for line in below {
            out.push(format!("{rest}{}{line}", if inputs.is_empty() { "   " } else { "│  " }));
        }
        for (number, input) in inputs.iter().enumerate() {
            let last = number + 1 == inputs.len();
            let (mark, go_on) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.walk(input, &format!("{rest}{mark}"), &format!("{rest}{go_on}"), out);
        }
    }
}

// A number written in the formula tells nothing that the line above does not show.
fn is_telling(node: &Working) -> bool {
    !(node.op == Op::Leaf && node.from == Origin::Literal && node.inputs.is_empty())
}

fn headline(node: &Working, locale: &Locale) -> String {
    let shown: String = match &node.value {
        Value::Missing(missing) => {
            locale.words(&Text::new("explain-missing").with("why", missing.to_string()))
        }
        _ => node.shown.to_string(),
    };
    let sign = match &node.value {
        Value::Quantity(quantity) => {
            let plain: String = shown.chars().filter(|c| *c != ',').collect();
            if same_digits(&plain, &quantity.value().exact_text()) { "=" } else { "≈" }
        }
        _ => "=",
    };
    // A formula written over several lines is told on one.
    let src = node.src.split_whitespace().collect::<Vec<_>>().join(" ");
    if src == shown { shown } else { format!("{src} {sign} {shown}") }
}

// 2.50 and 2.5 are the same number.
fn same_digits(a: &str, b: &str) -> bool {
    let trim = |text: &str| {
        let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || "-.".contains(*c)).collect();
        hengji_num::Rational::parse(&digits).ok()
    };
    trim(a).is_some() && trim(a) == trim(b)
}

fn told_rows(used: &RowsUsed, scope: &dyn Scope, rows: Rows, locale: &Locale, out: &mut Vec<String>) {
    let Some(relation) = scope.relation(&used.selection.relation) else { return };
    let counted = used.selection.rows.len();
    let text = Text::new("explain-rows")
        .with("table", &*used.heading)
        .with("total", used.total)
        .with("counted", counted)
        .with("left", used.total.saturating_sub(counted));
    out.push(locale.words(&text));
    if rows == Rows::All {
        for row in &used.selection.rows {
            out.push(format!("  ✓ {}", relation.key(row as usize)));
        }
    }
    for (number, step) in used.selection.steps.iter().enumerate() {
        left_out(step, number, used.total, relation, rows, locale, out);
    }
}

fn left_out(
    step: &Step,
    number: usize,
    total: usize,
    relation: &dyn hengji_formula::Relation,
    rows: Rows,
    locale: &Locale,
    out: &mut Vec<String>,
) {
    let limit = if rows == Rows::All { usize::MAX } else { FEW };
    let candidates: Box<dyn Iterator<Item = u32>> =
        if number == 0 { Box::new(0..total as u32) } else { Box::new(step.before.iter()) };
    let mut gone = 0;
    for row in candidates.filter(|row| !step.after.contains(*row)) {
        gone += 1;
        if gone > limit {
            continue;
        }
        let why = match relation.standing(row as usize) {
            Standing::LeftOut(why) if number == 0 => why.to_string(),
            _ => match step.reasons.iter().find(|(unknown, _)| *unknown == row) {
                Some((_, reason)) => reason.kind.word().to_owned(),
                None => locale.words(&Text::new("explain-not-met").with("condition", &*step.condition)),
            },
        };
        out.push(format!("  ✗ {}：{why}", relation.key(row as usize)));
    }
    if gone > limit {
        out.push(locale.words(&Text::new("explain-more").with("count", gone - limit)));
    }
}
