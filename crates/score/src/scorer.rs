//! One run of scoring over a dossier: what its lines share.

use hengji_diag::{Diagnostic, Text};
use hengji_formula::{Missing, NameKind, Overlay, Standing, Type, Value};
use hengji_model::{Class, Evidence, Model, ModelScope, Row};
use hengji_num::Rational;
use hengji_rulebook::run::{self, Keep};
use hengji_rulebook::{Book, Formula, Quick};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::codes;
use crate::options::Options;
use crate::scored::{Amount, Lack, ParameterUsed, Scored};

/// Scores the objects of one dossier; names computed for one of them serve the others.
pub struct Scorer<'m> {
    pub(crate) model: &'m Model,
    pub(crate) scope: ModelScope<'m>,
    pub(crate) options: Options,
    quick: Mutex<HashMap<String, Option<Arc<Quick>>>>,
}

impl<'m> Scorer<'m> {
    /// A run over `model`.
    pub fn new(model: &'m Model, options: Options) -> Scorer<'m> {
        Scorer { model, scope: model.scope(options.scope()), options, quick: Mutex::default() }
    }

    /// The row rules of a book, lowered once a run.
    pub(crate) fn quick(&self, book: &Book) -> Option<Arc<Quick>> {
        let mut all = self.quick.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let used = self.options.parameters(book, self.model);
            let chosen = |name: &str| used.iter().find(|it| it.name == name).map(|it| it.value.as_str());
            Quick::new(book, &chosen).map(Arc::new)
        };
        all.entry(book.digest.clone()).or_insert_with(make).clone()
    }

    pub(crate) fn keep(&self) -> Keep {
        self.options.keep
    }

    /// The dossier under a book: its parameters are names.
    pub(crate) fn ground<'a>(&'a self, book: &Book, used: &[ParameterUsed]) -> Overlay<'a> {
        let mut overlay = Overlay::new(&self.scope);
        let chosen = |name: &str| used.iter().find(|it| it.name == name).map(|it| it.value.as_str());
        run::bind_parameters(&mut overlay, book, &chosen);
        overlay
    }

    /// Whether a row counts under the options; with public evidence only public rows do.
    pub(crate) fn counts(&self, row: &Row<'_>) -> bool {
        let standing = self.scope.standing(row.table().id(), row.index());
        standing.is_none_or(|it| it == Standing::Counts)
    }

    /// Whether declared scores count: they are words of the department, so not under public evidence.
    pub(crate) fn takes_declared(&self) -> bool {
        self.options.evidence == Evidence::All
    }

    /// Whom to ask about a row: its section, and the person responsible.
    pub(crate) fn responsible(&self, row: &Row<'_>) -> String {
        let name = |column: &str, table: &str| {
            let key = row.text(column)?;
            let target = self.model.table(table)?.find(key);
            Some(target.and_then(|it| it.text("name")).unwrap_or(key).to_owned())
        };
        name("section", "sections").unwrap_or_default()
    }
}

/// A formula of the dossier, parsed with its units; findings go to `found`.
pub(crate) fn formula_of(
    model: &Model,
    text: &str,
    place: hengji_diag::Place,
    found: &mut Vec<Diagnostic>,
) -> Formula {
    let (expr, wrong) = hengji_formula::parse(text, model.units());
    let bad = !wrong.is_empty();
    for finding in wrong {
        let mut at = place.clone();
        (at.start, at.end) = (finding.place.start, finding.place.end);
        found.push(finding.at(at).showing(text));
    }
    Formula { text: text.into(), expr: expr.filter(|_| !bad).map(Arc::new), place }
}

/// What the score of a line becomes: known and rounded, or a range with what is missing.
pub(crate) fn amount(
    score: &Value,
    points: &Rational,
    places: u32,
    bounds: impl FnOnce() -> (Rational, Rational),
    lacks: impl FnOnce(&Missing) -> Vec<Lack>,
) -> Amount {
    match (run::points_of(score), score) {
        (Some(exact), _) => Amount::Score(run::line_score(&exact, points, places)),
        (None, Value::Missing(missing)) => {
            let (low, high) = bounds();
            Amount::Range { low, high, missing: lacks(missing) }
        }
        (None, _) => {
            let (low, high) = bounds();
            Amount::Range { low, high, missing: Vec::new() }
        }
    }
}

/// What is missing, in the words of the value, with whom to ask.
pub(crate) fn lacks(missing: &Missing, code: &str, ask: &str) -> Vec<Lack> {
    let one = |reason: &hengji_formula::Reason| Lack {
        code: code.to_owned(),
        what: reason.subject.trim_start_matches("清单：").to_owned(),
        why: reason.kind.word().to_owned(),
        ask: ask.to_owned(),
    };
    missing.reasons.iter().map(one).collect()
}

/// Binds a value under a name as an input.
pub(crate) fn bind(overlay: &mut Overlay<'_>, name: &str, value: Value) {
    let ty = Type::of(&value);
    overlay.bind(name, NameKind::Input, ty, value, None);
}

/// Binds 本项目: the key of a project, whose fields are reached by dots.
pub(crate) fn bind_project(overlay: &mut Overlay<'_>, key: &str) {
    overlay.bind("本项目", NameKind::Constant, Type::Reference("projects".into()), Value::text(key), None);
}

/// The class of a value: the weakest of the leaves of its working.
pub(crate) fn class_of(scorer: &Scorer<'_>, given: &run::Given) -> Class {
    match &given.working {
        _ if given.value.is_missing() => Class::Missing,
        Some(working) => scorer.scope.class_of(working),
        None => Class::Computed,
    }
}

/// Findings about the choice of book and parameters.
pub(crate) fn about_book(scored: &mut Scored, book: &Book, year: i16) {
    if !book.covers(year) {
        let text = Text::new("score-wrong-year")
            .with("book", book.name.as_str())
            .with("from", i64::from(book.years.0))
            .with("to", i64::from(book.years.1))
            .with("year", i64::from(year));
        scored.found.push(Diagnostic::warning(codes::WRONG_YEAR, text));
    }
    for used in &scored.parameters {
        let Some(parameter) = book.parameter(&used.name) else { continue };
        let offered = parameter.alternatives.iter().any(|it| it.0 == used.value);
        if !parameter.quantity && !offered {
            let all: Vec<&str> = parameter.alternatives.iter().map(|it| it.0.as_str()).collect();
            let text = Text::new("score-parameter")
                .with("name", used.name.as_str())
                .with("value", used.value.as_str());
            let help = Text::new("score-parameter-help").with("words", all.join("、"));
            scored.found.push(Diagnostic::error(codes::PARAMETER, text).help(help));
        }
    }
}
