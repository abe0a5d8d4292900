//! The charts a pack can ask for, by name. Charts draw what the figures say; no number is typed into one.

use hengji_chart::{
    Bar, BarChart, ColumnChart, Columns, Drawing, Loss, LossChart, Series, Value as Point, WIDTH_MM,
};
use hengji_diag::{Language, Locale};
use hengji_document::Chart;
use hengji_formula::{Budget, Scope, Value, evaluate_value, parse};
use hengji_num::{FormatSpec, Rational, format_quantity};
use hengji_score::Scored;

/// One pair of columns: what is compared, with the formulas of both sides.
struct Pair {
    name: &'static str,
    budget: &'static str,
    outturn: &'static str,
}

/// Budget against outturn by source, in standard vocabulary and tables.
const BY_SOURCE: [Pair; 2] = [
    Pair { name: "财政拨款", budget: "财政拨款预算数", outturn: "财政拨款执行数" },
    Pair { name: "其他资金", budget: "其他资金预算数", outturn: "其他资金执行数" },
];
/// Budget against outturn by structure.
const BY_STRUCTURE: [Pair; 2] = [
    Pair {
        name: "基本支出",
        budget: "合计(预算[支出结构 在 （“人员经费”；“公用经费”）]，金额)",
        outturn: "基本支出执行数",
    },
    Pair {
        name: "项目支出", budget: "合计(预算[支出结构 = “项目支出”]，金额)", outturn: "项目支出执行数"
    },
];

/// The names of all charts.
pub const NAMES: [&str; 4] = ["budget-by-source", "budget-by-structure", "score-by-head", "points-lost"];

/// Draws the chart of this name; `None` where its figures are not there.
pub fn draw(scope: &dyn Scope, department: &Scored, name: &str) -> Option<Chart> {
    // Documents are Chinese whatever the language of the interface.
    let locale = Locale::of(Language::Chinese);
    let (caption, drawing) = match name {
        "budget-by-source" => ("按资金来源的预算与执行", money(scope, &BY_SOURCE, locale)?),
        "budget-by-structure" => ("按资金结构的预算与执行", money(scope, &BY_STRUCTURE, locale)?),
        "score-by-head" => ("一级指标得分", heads(department, locale)?),
        "points-lost" => ("丢分构成", losses(department, locale)?),
        _ => return None,
    };
    Some(Chart { svg: drawing.svg, width_mm: WIDTH_MM, caption: caption.to_owned(), alt: drawing.alt })
}

fn money(scope: &dyn Scope, rows: &[Pair], locale: &Locale) -> Option<Drawing> {
    let unit = scope.units().get("万元")?;
    let point = |formula: &str| {
        let expr = parse(formula, scope.units()).0?;
        let Value::Quantity(quantity) = evaluate_value(&expr, scope, &Budget::default()) else { return None };
        let spec = FormatSpec { unit: Some(unit.clone()), without_unit: true, ..FormatSpec::default() };
        let shown = format_quantity(&quantity, &spec).ok()?;
        Some(Point::new(quantity.value_in(&unit), shown))
    };
    let series = |name: &str, pick: fn(&Pair) -> &str| Series {
        name: name.to_owned(),
        values: rows.iter().map(|it| point(pick(it))).collect(),
    };
    let chart = ColumnChart {
        title: String::new(),
        unit: "万元".to_owned(),
        categories: rows.iter().map(|it| it.name.to_owned()).collect(),
        series: vec![series("预算数", |it| it.budget), series("执行数", |it| it.outturn)],
        columns: Columns::Grouped,
    };
    let any = chart.series.iter().any(|it| it.values.iter().any(Option::is_some));
    any.then(|| chart.draw(locale))
}

fn heads(department: &Scored, locale: &Locale) -> Option<Drawing> {
    let bars: Vec<Bar> = department
        .groups
        .iter()
        .filter(|group| group.path.len() == 1)
        .filter_map(|group| {
            let score = group.score.known()?;
            let shown = format!("{} / {}", score.to_fixed(2), points(&group.points));
            Some(Bar {
                label: group.path[0].clone(),
                value: Point::new(score.clone(), shown),
                whole: Some(group.points.clone()),
            })
        })
        .collect();
    (!bars.is_empty()).then(|| BarChart { title: String::new(), bars }.draw(locale))
}

fn losses(department: &Scored, locale: &Locale) -> Option<Drawing> {
    let total = department.total.known()?;
    let losses: Vec<Loss> = department
        .losses
        .iter()
        .map(|loss| Loss {
            label: loss.name.clone(),
            lost: Point::new(loss.points.clone(), format!("-{}", loss.points.to_fixed(2))),
        })
        .collect();
    let chart = LossChart {
        title: String::new(),
        full: Point::new(department.points.clone(), points(&department.points)),
        losses,
        score: Point::new(total.clone(), total.to_fixed(2)),
    };
    (!chart.losses.is_empty()).then(|| chart.draw(locale))
}

/// Points as printed: as many decimals as they need.
pub fn points(value: &Rational) -> String {
    value.to_fixed(value.decimals().unwrap_or(2).min(2))
}
