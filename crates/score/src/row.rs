//! An indicator row (绩效指标) scored by the row rules of a book.

use hengji_diag::{Diagnostic, Text};
use hengji_formula::{Op, Origin, Overlay, ReasonKind, Scope, Value, Working};
use hengji_model::{Class, Row};
use hengji_num::{Quantity, Rational, Rounding};
use hengji_rulebook::rows::{self, RowOutcome};
use hengji_rulebook::run::{self, Given, Keep};
use hengji_rulebook::{Book, RowRule};
use std::sync::Arc;

use crate::codes;
use crate::scored::{Amount, Item, Lack, Used};
use crate::scorer::{Scorer, amount, formula_of, lacks};
use crate::sentence::fill;

/// A scored row: the item, and its exact score for a weighted mean.
pub(crate) struct ScoredRow {
    pub item: Item,
    pub exact: Option<Rational>,
}

/// Scores one indicator row. `points` are those it has after not-applicable rows were dealt with.
pub(crate) fn row(
    scorer: &Scorer<'_>,
    book: &Book,
    ground: &dyn Scope,
    row: &Row<'_>,
    path: Vec<String>,
    points: Rational,
    found: &mut Vec<Diagnostic>,
) -> ScoredRow {
    let counts = scorer.counts(row);
    let locked = approved(scorer, row);
    if let Some(locked) = &locked {
        against_approved(row, locked, found);
    }
    let target = locked.unwrap_or(*row);
    let fields = fields(scorer, ground, row, &target, counts, found);
    let quick = scorer.quick(book);
    let out = rows::row(book, quick.as_deref(), &points, ground, &fields, scorer.keep());
    let rule = out.rule.map(|at| &book.rows[at]);
    let class = class(scorer, row, &fields, &out);
    let ask = scorer.responsible(row);
    let code = row.key().to_owned();
    let bounds = |share: Option<(Rational, Rational)>| {
        let places = book.places;
        let (low, high) = share.unwrap_or((Rational::ZERO, Rational::ONE));
        ((&low * &points).round(places, Rounding::HalfUp), (&high * &points).round(places, Rounding::HalfUp))
    };
    let recomputed = match &out.refused {
        Some(range) => {
            outside_tier(row, range, found);
            let (low, high) = bounds(tier_share(rule, row));
            let why = "超出档次区间".to_owned();
            Amount::Range { low, high, missing: vec![lack(&code, "自评分", &why, &ask)] }
        }
        None => amount(&out.score, &points, book.places, || bounds(None), |it| lacks(it, &code, &ask)),
    };
    let evidenced = match class {
        Class::Computed | Class::Attested => recomputed.clone(),
        _ if recomputed.is_open() => recomputed.clone(),
        _ => {
            let (low, high) = bounds(None);
            let missing = vec![lack(&code, "佐证材料", "未提供", &ask)];
            Amount::Range { low, high, missing }
        }
    };
    let declared = row.quantity("declared").map_or(Amount::None, |q| Amount::Score(q.value()));
    let mut item = Item {
        code,
        path,
        points_before: self::points(scorer, row).unwrap_or_else(|| points.clone()),
        clause: rule.map(clause).unwrap_or_default(),
        explanation: row.text("definition").unwrap_or_default().to_owned(),
        standard: row
            .text("standard")
            .map_or_else(|| rule.map(|it| it.title.clone()).unwrap_or_default(), str::to_owned),
        rule: rule.map(|it| it.id.clone()).unwrap_or_default(),
        inputs: used(scorer, &fields),
        working: out.working.clone(),
        declared,
        recomputed,
        evidenced,
        class,
        evidence: row.texts("evidence").into_iter().map(str::to_owned).collect(),
        reason: row.text("cause").unwrap_or_default().to_owned(),
        measure: row.text("measure").unwrap_or_default().to_owned(),
        target: target_shown(row, &target),
        actual: actual_shown(row, &fields),
        tier: row.text("tier").unwrap_or_default().to_owned(),
        points,
        ..Item::default()
    };
    choose(scorer, &mut item, row, "declared", found);
    about_row(row, &item, &out, book, found);
    explain(&mut item, rule, ground, &fields);
    ScoredRow { exact: run::points_of(&out.score), item }
}

/// An indicator row that does not apply.
pub(crate) fn not_applicable(row: &Row<'_>, path: Vec<String>, found: &mut Vec<Diagnostic>) -> Item {
    let reason = row.text("na_reason").unwrap_or_default().to_owned();
    if reason.is_empty() {
        let text = Text::new("score-no-na-reason").with("name", path.last().cloned().unwrap_or_default());
        found.push(Diagnostic::warning(codes::NO_NA_REASON, text).at(row.place("na_reason")));
    }
    Item {
        code: row.key().to_owned(),
        path,
        points_before: row.quantity("points").map_or(Rational::ZERO, |q| q.value()),
        declared: Amount::NotApplicable,
        recomputed: Amount::NotApplicable,
        evidenced: Amount::NotApplicable,
        score: Amount::NotApplicable,
        target: target_shown(row, row),
        not_applicable_reason: reason,
        ..Item::default()
    }
}

fn lack(code: &str, what: &str, why: &str, ask: &str) -> Lack {
    Lack { code: code.into(), what: what.into(), why: why.into(), ask: ask.into() }
}

fn clause(rule: &RowRule) -> String {
    let basis = &rule.basis;
    if basis.clause.is_empty() {
        basis.document.clone()
    } else {
        format!("{} {}", basis.document, basis.clause)
    }
}

/// The score that counts: the declared one where it stands and counts, else the recomputed one.
pub(crate) fn choose(
    scorer: &Scorer<'_>,
    item: &mut Item,
    row: &Row<'_>,
    column: &str,
    found: &mut Vec<Diagnostic>,
) {
    item.score = item.recomputed.clone();
    if let (Amount::Score(declared), true) = (&item.declared, scorer.takes_declared()) {
        let name = item.path.last().cloned().unwrap_or_default();
        if *declared > item.points {
            let text = Text::new("score-above-points").with("name", name);
            let finding = Diagnostic::error(codes::ABOVE_POINTS, text).at(row.place(column));
            found.push(finding.figures(declared.to_fixed(2), item.points.to_fixed(2), None));
        } else if !item.recomputed.is_open() {
            above_recomputed(item, declared, name, row, column, found);
            item.score = Amount::Score(declared.clone());
        }
    }
    item.lost = item.score.known().map(|score| &item.points - score);
}

fn above_recomputed(
    item: &Item,
    declared: &Rational,
    name: String,
    row: &Row<'_>,
    column: &str,
    found: &mut Vec<Diagnostic>,
) {
    let Some(recomputed) = item.recomputed.known().filter(|it| declared > it) else { return };
    let text = Text::new("score-above-recomputed").with("name", name);
    let difference = declared - recomputed;
    let finding = Diagnostic::error(codes::ABOVE_RECOMPUTED, text).at(row.place(column));
    found.push(
        finding
            .figures(declared.to_fixed(2), recomputed.to_fixed(2), Some(difference.to_fixed(2)))
            .help(Text::new("score-above-recomputed-help")),
    );
}

fn fields(
    scorer: &Scorer<'_>,
    ground: &dyn Scope,
    row: &Row<'_>,
    target_row: &Row<'_>,
    counts: bool,
    found: &mut Vec<Diagnostic>,
) -> Vec<Given> {
    let mut all = Vec::with_capacity(14);
    let mut text = |name: &str, column: &str| {
        if let Some(text) = row.text(column) {
            all.push(Given::plain(name, Value::text(text)));
        }
    };
    text("一级指标", "level1");
    text("二级指标", "level2");
    text("指标性质", "kind");
    text("计分方式", "scoring");
    let target = cell(target_row, "指标值", "target", scorer.keep());
    let unit = target.value.as_quantity().map(|q| q.unit.clone());
    all.push(target);
    for (name, column) in [("指标值上限", "target_upper"), ("指标值日期", "target_date")] {
        all.push(cell(target_row, name, column, scorer.keep()));
    }
    all.push(cell(row, "行及格门槛", "pass_line", scorer.keep()));
    if !counts {
        // Under public evidence only the target stays: it was approved and published with the budget.
        let why = Value::missing(ReasonKind::NotPublic, "实际完成值");
        all.push(Given::plain("完成值", why.clone()));
        all.push(Given::plain("完成日期", why.clone()));
        all.push(Given::plain("档次", why));
        return all;
    }
    all.push(actual(scorer, ground, row, unit, found));
    for (name, column) in [
        ("完成日期", "actual_date"),
        ("档次", "tier"),
        ("申报分", "declared"),
        ("超额原因", "over_cause"),
        ("超额原因已复核", "over_confirmed"),
    ] {
        all.push(cell(row, name, column, scorer.keep()));
    }
    all
}

/// A cell of the row as a given value whose working leads to the cell.
fn cell(row: &Row<'_>, name: &str, column: &'static str, keep: Keep) -> Given {
    let value = row.value(column);
    // Only what forms print and the score is computed from needs its way back to the cell.
    let shown = matches!(column, "target" | "target_upper" | "target_date" | "actual" | "actual_date");
    let shown = shown && keep == Keep::Working && !value.is_missing();
    let working = shown.then(|| {
        Arc::new(Working {
            op: Op::Leaf,
            src: name.into(),
            shown: hengji_formula::value_shown(&value).into(),
            value: value.clone(),
            inputs: Vec::new(),
            from: Origin::Cell {
                relation: row.table().id().into(),
                key: row.key().into(),
                column: column.into(),
            },
        })
    });
    Given { name: name.into(), formula: "".into(), value, working }
}

/// The actual value: by its formula where it has one, else as typed; in the unit of the target.
fn actual(
    scorer: &Scorer<'_>,
    ground: &dyn Scope,
    row: &Row<'_>,
    unit: Option<hengji_num::Unit>,
    found: &mut Vec<Diagnostic>,
) -> Given {
    let Some(text) = row.text("actual_formula").filter(|it| !it.trim().is_empty()) else {
        return cell(row, "完成值", "actual", scorer.keep());
    };
    let formula = formula_of(scorer.model, text, row.place("actual_formula"), found);
    let (value, working) = run::formula(&formula, ground, scorer.keep());
    let value = match (value, unit) {
        (Value::Quantity(q), Some(unit)) if q.unit.same_dimension(&unit) => {
            Value::Quantity(Quantity { base: q.base, unit })
        }
        // A bare number takes the unit of the target.
        (Value::Quantity(q), Some(unit)) if q.unit.is_plain() => Value::Quantity(Quantity::of(q.base, unit)),
        (Value::Quantity(q), Some(unit)) => {
            let text = Text::new("score-actual-unit")
                .with("have", q.unit.to_string())
                .with("want", unit.to_string());
            found.push(
                Diagnostic::error(codes::FORMULA, text).at(row.place("actual_formula")).showing(text_of(row)),
            );
            Value::missing(ReasonKind::UnitSlip, "完成值")
        }
        (value, _) => value,
    };
    Given { name: "完成值".into(), formula: formula.text, value, working }
}

fn text_of(row: &Row<'_>) -> String {
    row.text("actual_formula").unwrap_or_default().to_owned()
}

fn used(scorer: &Scorer<'_>, fields: &[Given]) -> Vec<Used> {
    let shown =
        |it: &&Given| ["指标值", "指标值上限", "指标值日期", "完成值", "完成日期"].contains(&&*it.name);
    let present = |it: &&Given| !it.value.is_missing() || &*it.name == "完成值";
    let one = |it: &Given| Used {
        name: it.name.clone(),
        formula: it.formula.clone(),
        value: it.value.clone(),
        working: it.working.clone(),
        class: crate::scorer::class_of(scorer, it),
        bound: !it.formula.is_empty(),
    };
    fields.iter().filter(shown).filter(present).map(one).collect()
}

/// The class of a row's result: a computed actual stands by its rows, a typed one by the evidence it names.
fn class(scorer: &Scorer<'_>, row: &Row<'_>, fields: &[Given], out: &RowOutcome) -> Class {
    if out.score.is_missing() {
        return Class::Missing;
    }
    let actual = fields.iter().find(|it| &*it.name == "完成值");
    match actual {
        Some(it) if !it.formula.is_empty() => match &it.working {
            Some(working) => scorer.scope.class_of(working),
            None => Class::Computed,
        },
        _ => row.class(),
    }
}

fn tier_share(rule: Option<&RowRule>, row: &Row<'_>) -> Option<(Rational, Rational)> {
    let tier = rule?.tiers.iter().find(|it| Some(it.name.as_str()) == row.text("tier"))?;
    Some((tier.from.clone(), tier.to.clone()))
}

fn outside_tier(row: &Row<'_>, range: &str, found: &mut Vec<Diagnostic>) {
    let text = Text::new("score-outside-tier")
        .with("tier", row.text("tier").unwrap_or_default())
        .with("range", range);
    let declared = row.quantity("declared").map(|q| q.value().to_fixed(2)).unwrap_or_default();
    found.push(Diagnostic::error(codes::OUTSIDE_TIER, text).at(row.place("declared")).showing(declared));
}

fn about_row(row: &Row<'_>, item: &Item, out: &RowOutcome, book: &Book, found: &mut Vec<Diagnostic>) {
    let name = item.path.last().cloned().unwrap_or_default();
    if out.rule.is_none() && !out.score.as_missing().is_some_and(|it| it.has(ReasonKind::Blank)) {
        let text = Text::new("score-no-rule").with("name", name.as_str());
        found.push(
            Diagnostic::error(codes::NO_RULE, text)
                .at(row.place("target"))
                .showing(item.target.clone())
                .help(Text::new("score-no-rule-help")),
        );
    }
    if !out.also.is_empty() {
        let ids: Vec<&str> = out.rule.iter().chain(&out.also).map(|at| book.rows[*at].id.as_str()).collect();
        let text = Text::new("score-two-rules").with("name", name.as_str()).with("rules", ids.join("、"));
        found.push(Diagnostic::error(codes::TWO_RULES, text).at(row.place("kind")));
    }
    if let Some(degree) = &out.over
        && (row.text("over_cause").is_none() || row.text("over_note").is_none())
    {
        let percent = (&Rational::int(100) * degree).to_fixed(2) + "%";
        let text = Text::new("score-over-target").with("name", name.as_str()).with("degree", percent);
        let finding = Diagnostic::warning(codes::OVER_TARGET, text).at(row.place("actual"));
        found.push(finding.showing(item.actual.clone()).help(Text::new("score-over-target-help")));
    }
    let lost = item.lost.as_ref().is_some_and(|it| !it.is_zero() && !it.is_negative());
    if lost && (item.reason.is_empty() || item.measure.is_empty()) {
        let text = Text::new("score-no-reason").with("name", name);
        found.push(Diagnostic::warning(codes::NO_REASON, text).at(row.place("cause")));
    }
}

/// Fills in why points were lost and what would restore them, kept for the point-loss account.
fn explain(item: &mut Item, rule: Option<&RowRule>, ground: &dyn Scope, fields: &[Given]) {
    let lost = item.lost.as_ref().is_some_and(|it| !it.is_zero());
    let (Some(rule), true) = (rule, lost) else { return };
    let mut overlay = Overlay::new(ground);
    rows::bind_row(&mut overlay, fields);
    item.why = fill(&rule.reason, &overlay);
    item.restore = fill(&rule.restore, &overlay);
}

/// The version of an indicator that was approved last (批复 or 调整): its target and points are locked.
pub(crate) fn approved<'m>(scorer: &Scorer<'m>, row: &Row<'_>) -> Option<Row<'m>> {
    let table = scorer.model.table("indicator_versions")?;
    let locks = |it: &Row<'_>| {
        let has_target = ["target", "target_date", "target_text"].iter().any(|c| !it.value(c).is_missing());
        matches!(it.text("version"), Some("批复" | "调整")) && has_target && scorer.counts(it)
    };
    table.rows_where("indicator", row.key()).filter(locks).max_by_key(|it| it.date("date"))
}

/// The points of an indicator row: those approved, else its own.
pub(crate) fn points(scorer: &Scorer<'_>, row: &Row<'_>) -> Option<Rational> {
    let locked = approved(scorer, row).and_then(|it| it.quantity("points"));
    locked.or_else(|| row.quantity("points")).map(|q| q.value())
}

/// Finds targets and points that differ from those approved.
fn against_approved(row: &Row<'_>, locked: &Row<'_>, found: &mut Vec<Diagnostic>) {
    for column in ["target", "target_upper", "target_date", "points"] {
        let (own, approved) = (row.value(column), locked.value(column));
        let same = match (&own, &approved) {
            (Value::Quantity(a), Value::Quantity(b)) => a.base == b.base,
            (_, Value::Missing(_)) => true,
            (a, b) => a == b,
        };
        if same {
            continue;
        }
        let text = Text::new("score-target-changed").with("name", row.text("name").unwrap_or_default());
        let shown = |value: &Value| {
            if value.is_missing() { String::new() } else { hengji_formula::value_shown(value) }
        };
        let finding = Diagnostic::error(codes::TARGET_CHANGED, text).at(row.place(column));
        let help = Text::new("score-target-changed-help");
        found.push(finding.figures(shown(&own), shown(&approved), None).help(help));
    }
}

/// The target as printed: `≥300家`, `80%—95%`, `2022-12-15`, or its words. `row` is the version that counts.
pub(crate) fn target_shown(indicator: &Row<'_>, row: &Row<'_>) -> String {
    let kind = row.text("kind").or(indicator.text("kind")).unwrap_or_default();
    let number =
        |column: &str| row.quantity(column).map(|q| hengji_formula::value_shown(&Value::Quantity(q)));
    if let Some(day) = row.date("target_date") {
        return day.to_string();
    }
    match (kind, number("target"), number("target_upper")) {
        ("区间", Some(low), Some(high)) => format!("{low}—{high}"),
        ("定性", _, _) | (_, None, _) => row.text("target_text").unwrap_or_default().to_owned(),
        (_, Some(target), _) => format!("{kind}{target}"),
    }
}

fn actual_shown(row: &Row<'_>, fields: &[Given]) -> String {
    let value = |name: &str| {
        let it = fields.iter().find(|it| &*it.name == name)?;
        (!it.value.is_missing()).then(|| hengji_formula::value_shown(&it.value))
    };
    let tier = || row.text("actual_text").or(row.text("tier")).map(str::to_owned);
    value("完成值").or_else(|| value("完成日期")).or_else(tier).unwrap_or_default()
}
