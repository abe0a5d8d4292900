//! The worked examples of a book, run as tests; they match exactly.

use hengji_formula::{Overlay, Value};
use hengji_num::{Rational, Rounding};

use crate::SchemaScope;
use crate::book::*;
use crate::rows;
use crate::run::{self, Given, Instead, Keep, Ticked};

/// How an example came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Item code, row rule, or empty for a whole form.
    pub code: String,
    /// The example's name.
    pub name: String,
    /// Its line in the book.
    pub line: u32,
    /// What was expected and what came out, for every part that differs; empty: passed.
    pub differs: Vec<Difference>,
}

/// One part of an example that came out otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `value`, `score`, `grade`, `given`.
    pub part: &'static str,
    /// As the book says.
    pub expected: String,
    /// As it came out.
    pub got: String,
}

impl Tested {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.differs.is_empty()
    }
}

pub(crate) fn test(book: &Book) -> Vec<Tested> {
    let mut all = Vec::new();
    for rule in &book.items {
        all.extend(rule.examples.iter().map(|it| item(book, rule, it)));
    }
    // Row rules taken from another book are tested there.
    if book.rows_from.is_none() {
        for rule in &book.rows {
            all.extend(rule.examples.iter().map(|it| row(book, rule, it)));
        }
    }
    all.extend(book.wholes.iter().map(|it| whole(book, it)));
    all
}

fn scope_of<'a>(book: &Book, example: &Example, base: &'a SchemaScope) -> Overlay<'a> {
    let mut overlay = Overlay::new(base);
    let chosen = |name: &str| example.parameters.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    run::bind_parameters(&mut overlay, book, &chosen);
    overlay
}

/// The exact score of an example, or why there is none.
fn item_score(book: &Book, rule: &Rule, example: &Example) -> run::Outcome {
    let base = SchemaScope { year: book.years.1 };
    let scope = scope_of(book, example, &base);
    let points = example.points.as_ref().unwrap_or(&rule.points);
    let given = |name: &str| example.given.iter().find(|it| it.0 == name).map(|it| run::literal(&it.1));
    let inputs = run::inputs(rule, &scope, Keep::Values, &|name| given(name).map(Instead::Value));
    let answers: Vec<Ticked> = rule
        .checklist
        .iter()
        .enumerate()
        .map(|(at, _)| example.answers.get(at).map(|it| Ticked::parse(it)).unwrap_or_default())
        .collect();
    run::rule(rule, points, &scope, &inputs, Keep::Values, &|overlay| {
        run::bind_checklist(overlay, &rule.checklist, &answers);
        for name in ["个性得分率", "个性指标数", "档次", "申报分"] {
            let value = given(name).map_or_else(|| Given::missing(name), |it| Given::plain(name, it));
            value.bind(overlay, hengji_formula::NameKind::Input);
        }
    })
}

fn item(book: &Book, rule: &Rule, example: &Example) -> Tested {
    let outcome = item_score(book, rule, example);
    let points = example.points.as_ref().unwrap_or(&rule.points);
    let mut differs = unknown_given(example, |name| {
        rule.inputs.iter().any(|it| &*it.name == name)
            || ["个性得分率", "个性指标数", "档次", "申报分"].contains(&name)
    });
    if !example.value.is_empty() {
        let got = outcome.value.as_ref().map_or(Value::text(""), |it| it.value.clone());
        differs.extend(compare_value(&example.value, &got));
    }
    differs.extend(compare_score(&example.score, &outcome.score, points, book.places));
    Tested { code: rule.code.clone(), name: example.name.clone(), line: example.line, differs }
}

fn row_outcome(book: &Book, rule: &RowRule, example: &Example) -> (rows::RowOutcome, Rational) {
    let base = SchemaScope { year: book.years.1 };
    let scope = scope_of(book, example, &base);
    let points = example.points.clone().unwrap_or_else(|| Rational::int(10));
    let fields: Vec<Given> =
        example.given.iter().map(|(name, text)| Given::plain(name, run::literal(text))).collect();
    let _ = rule;
    let outcome = rows::row(book, None, &points, &scope, &fields, Keep::Values);
    debug_assert!(quick_agrees(book, example, &points, &fields, &outcome), "{}", example.name);
    (outcome, points)
}

/// The lowered rules must say what the evaluator says, wherever they say anything.
fn quick_agrees(
    book: &Book,
    example: &Example,
    points: &Rational,
    fields: &[Given],
    outcome: &rows::RowOutcome,
) -> bool {
    let chosen = |name: &str| example.parameters.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let Some(quick) = crate::quick::Quick::new(book, &chosen) else { return true };
    let Some(known) = quick.row(points, fields).and_then(|row| quick.score(&row)) else { return true };
    let same = known.score.is_none_or(|score| run::points_of(&outcome.score) == Some(score));
    Some(known.rule) == outcome.rule && same
}

fn row(book: &Book, rule: &RowRule, example: &Example) -> Tested {
    let (outcome, points) = row_outcome(book, rule, example);
    let known = |name: &str| rows::ROW_TEXTS.contains(&name) || rows::ROW_VALUES.contains(&name);
    let mut differs = unknown_given(example, known);
    let applied = outcome.rule.map_or("", |at| book.rows[at].id.as_str());
    if applied != rule.id || !outcome.also.is_empty() {
        let also = outcome.also.iter().map(|at| book.rows[*at].id.as_str());
        let got = std::iter::once(applied).chain(also).collect::<Vec<_>>().join("、");
        differs.push(Difference { part: "rule", expected: rule.id.clone(), got });
    }
    if let Some(range) = &outcome.refused {
        if example.score != "拒绝" {
            let got = format!("拒绝 {range}");
            differs.push(Difference { part: "score", expected: example.score.clone(), got });
        }
    } else {
        differs.extend(compare_score(&example.score, &outcome.score, &points, book.places));
    }
    Tested { code: rule.id.clone(), name: example.name.clone(), line: example.line, differs }
}

fn whole(book: &Book, whole: &Whole) -> Tested {
    let mut total = Rational::ZERO;
    let mut differs = Vec::new();
    for (code, name) in &whole.lines {
        match line(book, code, name) {
            Some(score) => total = &total + &score,
            None => differs.push(Difference {
                part: "given",
                expected: format!("{code} {name}"),
                got: String::new(),
            }),
        }
    }
    let got = total.to_fixed(book.places);
    if got != whole.score {
        differs.push(Difference { part: "score", expected: whole.score.clone(), got });
    }
    let grade = grade_of(&book.grades, &total);
    if !whole.grade.is_empty() && grade != whole.grade {
        differs.push(Difference { part: "grade", expected: whole.grade.clone(), got: grade.to_owned() });
    }
    Tested { code: String::new(), name: whole.name.clone(), line: whole.line, differs }
}

fn line(book: &Book, code: &str, name: &str) -> Option<Rational> {
    if let Some(rule) = book.item(code) {
        let example = rule.examples.iter().find(|it| it.name == name)?;
        let score = run::points_of(&item_score(book, rule, example).score)?;
        return Some(run::line_score(&score, example.points.as_ref().unwrap_or(&rule.points), book.places));
    }
    let rule = book.rows.iter().find(|it| it.id == code)?;
    let example = rule.examples.iter().find(|it| it.name == name)?;
    let (outcome, points) = row_outcome(book, rule, example);
    Some(run::line_score(&run::points_of(&outcome.score)?, &points, book.places))
}

fn unknown_given(example: &Example, known: impl Fn(&str) -> bool) -> Vec<Difference> {
    let wrong = |(name, text): &(String, String)| {
        let bad =
            run::literal(text).as_missing().is_some_and(|it| it.has(hengji_formula::ReasonKind::BadFormula));
        (!known(name) || bad).then(|| Difference {
            part: "given",
            expected: format!("{name} = {text}"),
            got: String::new(),
        })
    };
    example.given.iter().filter_map(wrong).collect()
}

// The value is compared at the decimals the book writes.
fn compare_value(expected: &str, got: &Value) -> Option<Difference> {
    let want = run::literal(expected);
    let same = match (&want, got) {
        (Value::Quantity(want), Value::Quantity(got)) => {
            let places = decimals(expected);
            want.unit.same_dimension(&got.unit)
                && got.value_in(&want.unit).round(places, Rounding::HalfUp) == want.value()
        }
        (want, got) => want == got,
    };
    (!same).then(|| Difference {
        part: "value",
        expected: expected.to_owned(),
        got: hengji_formula::value_shown(got),
    })
}

fn decimals(text: &str) -> u32 {
    let tail = text.split('.').nth(1).unwrap_or_default();
    tail.chars().take_while(char::is_ascii_digit).count() as u32
}

fn compare_score(expected: &str, got: &Value, points: &Rational, places: u32) -> Option<Difference> {
    let shown = match run::points_of(got) {
        Some(score) => run::line_score(&score, points, places).to_fixed(places),
        None => "待填".to_owned(),
    };
    let same = shown == expected;
    let got = if shown == "待填" { format!("{shown} {}", hengji_formula::value_shown(got)) } else { shown };
    (!same).then(|| Difference { part: "score", expected: expected.to_owned(), got })
}
