//! What only the whole book shows: sums of points, codes that lead nowhere, formulas that do not fit.

use hengji_diag::{Diagnostic, Place, Text};
use hengji_formula::{NameKind, Overlay, Type, Value, check, dependencies};
use hengji_num::Rational;
use hengji_schema::Block;
use std::collections::HashSet;

use crate::SchemaScope;
use crate::book::*;
use crate::codes;
use crate::rows;
use crate::run;

/// Checks that need no formula: sums of points at every level, not-applicable targets, examples.
pub(crate) fn structure(book: &Book, block: &Block<'_, '_>) {
    points(book, block);
    let at_line = |code, text: Text, line: u32, error: bool| {
        let place = Place::file(&*book.file).at_line(line as usize);
        let finding = if error { Diagnostic::error(code, text) } else { Diagnostic::warning(code, text) };
        block.add_at(finding, place);
    };
    for rule in &book.items {
        if let NotApplicable::MoveTo(code) = &rule.not_applicable
            && (book.item(code).is_none() || *code == rule.code)
        {
            let text =
                Text::new("rulebook-move-to").with("code", rule.code.as_str()).with("to", code.as_str());
            at_line(codes::NOT_APPLICABLE, text, rule.line, true);
        }
        if rule.examples.len() < 3 {
            let text = Text::new("rulebook-few-examples")
                .with("code", rule.code.as_str())
                .with("have", rule.examples.len());
            at_line(codes::FEW_EXAMPLES, text, rule.line, false);
        }
        if rule.path.is_empty() {
            let text = Text::new("rulebook-lacks-key").with("key", "path");
            at_line(codes::PACK_KEY, text, rule.line, true);
        }
    }
    for rule in &book.rows {
        if rule.examples.len() < 3 {
            let text = Text::new("rulebook-few-examples")
                .with("code", rule.id.as_str())
                .with("have", rule.examples.len());
            at_line(codes::FEW_EXAMPLES, text, rule.line, false);
        }
    }
}

fn points(book: &Book, block: &Block<'_, '_>) {
    let differ = |what: &str, stated: &Rational, computed: Rational, line: u32| {
        if *stated != computed {
            let text = Text::new("rulebook-points-sum").with("what", what);
            let difference = stated - &computed;
            let finding = Diagnostic::error(codes::POINTS_SUM, text).figures(
                stated.exact_text(),
                computed.exact_text(),
                Some(difference.exact_text()),
            );
            block.add_at(finding, Place::file(&*book.file).at_line(line as usize));
        }
    };
    let below = |path: &[String]| -> Rational {
        book.items.iter().filter(|it| it.path.starts_with(path)).map(|it| &it.points).sum()
    };
    for group in &book.groups {
        differ(&group.path.join(" / "), &group.points, below(&group.path), block_line(book, &group.path));
    }
    match book.kind {
        BookKind::Department => {
            if !book.items.is_empty() {
                differ(&book.name, &book.points, book.items.iter().map(|it| &it.points).sum(), 1);
            }
        }
        BookKind::Project => {
            for scheme in &book.schemes {
                let full = scheme.points.as_ref().unwrap_or(&book.points);
                differ(&scheme.name, full, scheme.levels.iter().map(|it| &it.1).sum(), scheme.line);
                for rule in &book.items {
                    let level = scheme.levels.iter().find(|it| Some(&it.0) == rule.path.first());
                    if let Some((name, points)) = level {
                        differ(name, points, rule.points.clone(), scheme.line);
                    }
                }
            }
        }
    }
}

fn block_line(book: &Book, path: &[String]) -> u32 {
    book.items.iter().find(|it| it.path.starts_with(path)).map_or(1, |it| it.line)
}

/// Checks every formula against the schema: names, functions, units, and that scores are points.
pub(crate) fn formulas(book: &Book) -> Vec<Diagnostic> {
    let base = SchemaScope { year: book.years.1 };
    let mut scope = Overlay::new(&base);
    run::bind_parameters(&mut scope, book, &|_| None);
    let project = Type::Reference("projects".into());
    scope.bind("本项目", NameKind::Constant, project, Value::text(""), None);
    let mut found = Vec::new();
    for rule in &book.items {
        item(rule, &scope, &mut found);
    }
    if book.rows_from.is_none() {
        row_rules(book, &scope, &mut found);
    }
    found
}

fn item(rule: &Rule, scope: &Overlay<'_>, found: &mut Vec<Diagnostic>) {
    let mut own = Overlay::new(scope);
    run::bind_points(&mut own, &rule.points);
    let mut used = HashSet::new();
    let before = found.len();
    for input in &rule.inputs {
        let ty = one(&input.formula, &own, found, &mut used);
        own.bind(&input.name, NameKind::Input, ty, Value::int(0), None);
    }
    let answers = vec![run::Ticked::default(); rule.checklist.len()];
    run::bind_checklist(&mut own, &rule.checklist, &answers);
    if rule.own.is_some() {
        own.bind("个性得分率", NameKind::Input, Type::Unknown, Value::int(0), None);
        own.bind("个性指标数", NameKind::Input, Type::Unknown, Value::int(0), None);
    }
    own.bind("档次", NameKind::Input, Type::Text, Value::text(""), None);
    own.bind("申报分", NameKind::Input, Type::Unknown, Value::int(0), None);
    for it in rule.checklist.iter().filter_map(|it| it.formula.as_ref()) {
        one(it, &own, found, &mut used);
    }
    if let Some(applies) = &rule.applies {
        one(applies, &own, found, &mut used);
    }
    if let Some(value) = &rule.value {
        let ty = one(value, &own, found, &mut used);
        own.bind("指标值", NameKind::Input, ty, Value::int(0), None);
    }
    for it in rule.warnings.iter().map(|it| &it.when).chain(&rule.reason_needed) {
        one(it, &own, found, &mut used);
    }
    let ty = one(&rule.score, &own, found, &mut used);
    score_in_points(&ty, &rule.score, &rule.code, found);
    // What a formula with errors uses is not known.
    if found.len() > before || rule.score.expr.is_none() {
        return;
    }
    for input in rule.inputs.iter().filter(|it| !used.contains(&*it.name)) {
        let text =
            Text::new("rulebook-unused-input").with("name", &*input.name).with("code", rule.code.as_str());
        found.push(Diagnostic::warning(codes::UNUSED_INPUT, text).at(input.formula.place.clone()));
    }
}

fn row_rules(book: &Book, scope: &Overlay<'_>, found: &mut Vec<Diagnostic>) {
    let mut own = Overlay::new(scope);
    run::bind_points(&mut own, &Rational::int(10));
    rows::bind_row(&mut own, &[]);
    for name in ["指标值", "指标值上限", "完成值", "零", "申报分", "行及格门槛"] {
        own.bind(name, NameKind::Input, Type::Unknown, Value::int(0), None);
    }
    for name in ["指标值日期", "完成日期"] {
        own.bind(name, NameKind::Input, Type::Date, Value::int(0), None);
    }
    for name in ["档次", "超额原因"] {
        own.bind(name, NameKind::Input, Type::Text, Value::text(""), None);
    }
    own.bind("超额原因已复核", NameKind::Input, Type::Bool, Value::Bool(false), None);
    own.bind("超额幅度", NameKind::Input, Type::Quantity(hengji_num::Unit::percent()), Value::int(0), None);
    let mut used = HashSet::new();
    for it in &book.lets {
        let ty = one(&it.formula, &own, found, &mut used);
        own.bind(&it.name, NameKind::Input, ty, Value::int(0), None);
    }
    for rule in &book.rows {
        one(&rule.when, &own, found, &mut used);
        let ty = one(&rule.score, &own, found, &mut used);
        score_in_points(&ty, &rule.score, &rule.id, found);
    }
    if let Some(over) = &book.over {
        one(&over.degree, &own, found, &mut used);
        one(&over.ask_above, &own, found, &mut used);
        one(&over.factor, &own, found, &mut used);
    }
}

fn one(
    formula: &Formula,
    scope: &Overlay<'_>,
    found: &mut Vec<Diagnostic>,
    used: &mut HashSet<String>,
) -> Type {
    let Some(expr) = &formula.expr else { return Type::Unknown };
    let (ty, wrong) = check(expr, scope);
    for mut finding in wrong {
        finding.place.file = formula.place.file.clone();
        finding.place.line = formula.place.line;
        finding.excerpt = Some(expr.source.to_string());
        found.push(finding);
    }
    used.extend(dependencies(expr, scope).names.into_iter().map(|(_, name)| name.to_string()));
    ty
}

fn score_in_points(ty: &Type, formula: &Formula, code: &str, found: &mut Vec<Diagnostic>) {
    let fine = match ty {
        Type::Unknown => true,
        Type::Quantity(unit) => unit.same_dimension(&points_quantity(&Rational::ONE).unit),
        _ => false,
    };
    if !fine {
        let text = Text::new("rulebook-score-unit").with("code", code);
        found.push(
            Diagnostic::error(codes::SCORE_UNIT, text)
                .at(formula.place.clone())
                .showing(formula.text.to_string())
                .help(Text::new("rulebook-score-unit-help")),
        );
    }
}
