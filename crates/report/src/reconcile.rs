//! Reconciliation (勾稽): each control figure from each place that states it, the difference, and what explains it.

use hengji_formula::{Budget, Scope, Value, evaluate_value, parse};
use hengji_model::{Model, Row};
use hengji_num::{Quantity, Rational, Unit};

/// Why two statements of one figure differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// They do not (一致).
    Equal,
    /// Half a unit of the last stated place explains it (尾差).
    Rounding,
    /// Payments that belong to no budget line yet (待认领) explain it.
    Unclaimed,
    /// Somebody wrote why.
    Typed(String),
    /// One side is not there.
    Absent(String),
    /// Nothing explains it.
    Unexplained,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The control figure.
    pub name: String,
    /// What the dossier's rows give, and from where.
    pub computed: (String, Option<Quantity>),
    /// What is stated, and where.
    pub stated: (String, Option<Quantity>),
    /// 口径 of the statement.
    pub scope: String,
    /// Stated − computed, in the unit of the statement.
    pub difference: Option<Quantity>,
    /// What explains it.
    pub explanation: Explanation,
}

/// Control figures: the key in table 基础数据, with the formula over the dossier's own rows by stage.
const CONTROLS: [(&str, &str, &str); 12] = [
    ("预算总额", "调整", "全年预算数"),
    ("预算总额", "年初", "年初预算数"),
    ("支出总额", "决算", "全年执行数"),
    ("财政拨款支出", "决算", "财政拨款执行数"),
    ("基本支出", "决算", "基本支出执行数"),
    ("项目支出", "决算", "项目支出执行数"),
    ("人员经费", "决算", "人员经费执行数"),
    // The three public expenses by the economic classification of the payments.
    ("因公出国（境）费", "决算", "合计(支付[部门经济分类 = “30212”]，金额)"),
    ("公务接待费", "决算", "合计(支付[部门经济分类 = “30217”]，金额)"),
    ("公务用车运行维护费", "决算", "合计(支付[部门经济分类 = “30231”]，金额)"),
    ("公务用车购置费", "决算", "合计(支付[部门经济分类 在 （“30913”；“31013”）]，金额)"),
    ("结转结余总额", "决算", "结转结余额"),
];

/// Compares every control figure of the dossier.
pub fn reconcile(model: &Model, scope: &dyn Scope) -> Vec<Line> {
    let unclaimed = value(scope, "合计(支付[是否缺(项目) 且 是否缺(预算指标)]，金额)");
    let mut lines = Vec::new();
    for (key, stage, formula) in CONTROLS {
        let computed = value(scope, formula);
        for row in base_rows(model, scope.year(), key, stage) {
            lines.push(from_base(key, formula, computed.clone(), &row, unclaimed.as_ref()));
        }
    }
    for form in forms_of_final_accounts(model) {
        let stated_formula = format!("合计(决算[决算表 = “{form}” 且 数据口径 = “决算”]，金额)");
        let stated = value(scope, &stated_formula);
        lines.push(compare(
            "全年执行数",
            ("全年执行数".to_owned(), value(scope, "全年执行数")),
            (format!("决算：{form}"), stated),
            String::new(),
            None,
            unclaimed.as_ref(),
            "",
        ));
    }
    lines.push(compare(
        "预算减执行",
        ("全年预算数 - 全年执行数".to_owned(), value(scope, "全年预算数 - 全年执行数")),
        ("结转、结余和收回".to_owned(), value(scope, "合计(结转结余[年度 = 本年]，金额)")),
        String::new(),
        None,
        unclaimed.as_ref(),
        "",
    ));
    lines.extend(projects(model, scope));
    lines
}

/// The sum and number of payments that no budget line and no project claims.
pub fn unclaimed(scope: &dyn Scope) -> (Option<Quantity>, Option<Quantity>) {
    (
        value(scope, "合计(支付[是否缺(项目) 且 是否缺(预算指标)]，金额)"),
        value(scope, "计数(支付[是否缺(项目) 且 是否缺(预算指标)])"),
    )
}

fn value(scope: &dyn Scope, formula: &str) -> Option<Quantity> {
    let (expr, found) = parse(formula, scope.units());
    match evaluate_value(&expr.filter(|_| found.is_empty())?, scope, &Budget::default()) {
        Value::Quantity(quantity) => Some(quantity),
        _ => None,
    }
}

fn base_rows<'a>(model: &'a Model, year: i16, key: &str, stage: &str) -> Vec<Row<'a>> {
    let Some(table) = model.table("base_figures") else { return Vec::new() };
    table
        .rows()
        .filter(|row| row.text("key") == Some(key) && row.text("stage") == Some(stage))
        .filter(|row| row.year("year").is_none_or(|it| it == year))
        .collect()
}

fn forms_of_final_accounts(model: &Model) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    for row in model.table("final_accounts").into_iter().flat_map(|table| table.rows()) {
        if let Some(form) = row.text("form")
            && !form.contains(['“', '”'])
            && !forms.iter().any(|it| it == form)
        {
            forms.push(form.to_owned());
        }
    }
    forms
}

fn from_base(
    key: &str,
    formula: &str,
    computed: Option<Quantity>,
    row: &Row,
    unclaimed: Option<&Quantity>,
) -> Line {
    let written = row.shown("value").unwrap_or_default().into_owned();
    let places = written.split_once('.').map_or(0, |(_, part)| part.len() as u32);
    let source = row.text("data_source").unwrap_or_default();
    let place = format!("基础数据·{}（{source}）", row.text("stage").unwrap_or_default());
    compare(
        key,
        (formula.to_owned(), computed),
        (place, row.quantity("value")),
        row.text("scope").unwrap_or_default().to_owned(),
        Some(places),
        unclaimed,
        row.text("note").unwrap_or_default(),
    )
}

fn compare(
    name: &str,
    computed: (String, Option<Quantity>),
    stated: (String, Option<Quantity>),
    scope: String,
    places: Option<u32>,
    unclaimed: Option<&Quantity>,
    typed: &str,
) -> Line {
    let (difference, explanation) = match (&computed.1, &stated.1) {
        (None, _) => (None, Explanation::Absent(computed.0.clone())),
        (_, None) => (None, Explanation::Absent(stated.0.clone())),
        (Some(a), Some(b)) if !a.unit.same_dimension(&b.unit) => {
            (None, Explanation::Absent(stated.0.clone()))
        }
        (Some(a), Some(b)) => {
            let gap = &b.base - &a.base;
            let step = &Rational::scaled(1, places.unwrap_or(0)) * &b.unit.scale();
            let explanation = if gap.is_zero() {
                Explanation::Equal
            } else if places.is_some() && &gap.abs() * &Rational::int(2) <= step {
                Explanation::Rounding
            } else if unclaimed.is_some_and(|it| !it.base.is_zero() && it.base == gap.abs()) {
                Explanation::Unclaimed
            } else if !typed.is_empty() {
                Explanation::Typed(typed.to_owned())
            } else {
                Explanation::Unexplained
            };
            (Some(Quantity { base: gap, unit: b.unit.clone() }), explanation)
        }
    };
    Line { name: name.to_owned(), computed, stated, scope, difference, explanation }
}

// Every second-level project: what was paid against what was granted; paid above grant needs a reason.
fn projects(model: &Model, scope: &dyn Scope) -> Vec<Line> {
    let Some(table) = model.table("projects") else { return Vec::new() };
    let yuan = scope.units().get("万元").unwrap_or_else(Unit::plain);
    let sums = |table: &str, column: &str| -> std::collections::HashMap<String, Rational> {
        let mut out = std::collections::HashMap::new();
        for row in model.table(table).into_iter().flat_map(|it| it.rows()) {
            if let (Some(project), Some(amount)) = (row.text("project"), row.quantity(column)) {
                let sum = out.entry(project.to_owned()).or_insert(Rational::ZERO);
                *sum = &*sum + &amount.base;
            }
        }
        out
    };
    let (granted, paid, other) =
        (sums("budget", "amount"), sums("payments", "amount"), sums("outturn_other", "amount"));
    let mut lines = Vec::new();
    for row in table.rows() {
        let key = row.key();
        let outturn = match (paid.get(key), other.get(key)) {
            (None, None) => continue,
            (a, b) => &a.cloned().unwrap_or(Rational::ZERO) + &b.cloned().unwrap_or(Rational::ZERO),
        };
        let budget = granted.get(key).cloned().unwrap_or(Rational::ZERO);
        if outturn <= budget {
            continue;
        }
        let quantity = |base: &Rational| Quantity { base: base.clone(), unit: yuan.clone() };
        let typed = row.text("execution_reason").unwrap_or_default();
        lines.push(Line {
            name: format!("{}：执行超过预算", row.text("name").unwrap_or(key)),
            computed: ("预算".to_owned(), Some(quantity(&budget))),
            stated: ("支付与其他资金执行".to_owned(), Some(quantity(&outturn))),
            scope: String::new(),
            difference: Some(quantity(&(&outturn - &budget))),
            explanation: if typed.is_empty() {
                Explanation::Unexplained
            } else {
                Explanation::Typed(typed.to_owned())
            },
        });
    }
    lines
}
