//! Primitives (domain shorthand) expanded to formula text.
//!
//! Evaluation, analysis and explanation see formulas only; docs/reference/rulebook.md shows what each
//! primitive becomes.

use hengji_diag::{Diagnostic, Text};
use hengji_schema::Block;

use crate::codes;
use crate::read::one_of;

/// What a primitive becomes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expanded {
    pub name: &'static str,
    pub inputs: Vec<(String, String)>,
    pub value: Option<String>,
    pub score: String,
    pub reason: String,
    pub restore: String,
}

#[derive(Clone, Copy)]
enum Kind {
    RatioCap,
    StepOver,
    StepUnder,
    StepBoth,
    Bands,
    Checklist,
    Findings,
    Threshold,
    Tier,
    Aggregate,
    DateDue,
    Survey,
    Targeted,
    OneOf,
}

const KINDS: &[(&str, Kind)] = &[
    ("RATIO_CAP", Kind::RatioCap),
    ("STEP_OVER", Kind::StepOver),
    ("STEP_UNDER", Kind::StepUnder),
    ("STEP_BOTH", Kind::StepBoth),
    ("BANDS", Kind::Bands),
    ("CHECKLIST", Kind::Checklist),
    ("FINDINGS", Kind::Findings),
    ("THRESHOLD", Kind::Threshold),
    ("TIER", Kind::Tier),
    ("AGGREGATE", Kind::Aggregate),
    ("DATE_DUE", Kind::DateDue),
    ("SURVEY", Kind::Survey),
    ("TARGETED", Kind::Targeted),
    ("ONE_OF", Kind::OneOf),
];

/// The names of the primitives, for documentation and tests.
pub const PRIMITIVES: [&str; 14] = [
    "RATIO_CAP",
    "STEP_OVER",
    "STEP_UNDER",
    "STEP_BOTH",
    "BANDS",
    "CHECKLIST",
    "FINDINGS",
    "THRESHOLD",
    "TIER",
    "AGGREGATE",
    "DATE_DUE",
    "SURVEY",
    "TARGETED",
    "ONE_OF",
];

/// Expands `rule = { kind = … }`; `None` when the kind is not known (already reported).
pub(crate) fn expand(rule: &Block<'_, '_>) -> Option<Expanded> {
    let kind = one_of(rule, "kind", KINDS)?;
    let mut it = match kind {
        Kind::RatioCap => ratio_cap(rule),
        Kind::StepOver => step(rule, "指标值 ≤ 界", "指标值 - 界", "不高于"),
        Kind::StepUnder => step(rule, "指标值 ≥ 界", "界 - 指标值", "不低于"),
        Kind::StepBoth => step(rule, "指标值 = 界", "绝对值(指标值 - 界)", "等于"),
        Kind::Bands => bands(rule, "指标值"),
        Kind::Checklist => checklist(rule),
        Kind::Findings => findings(rule),
        Kind::Threshold => threshold(rule),
        Kind::Tier => Expanded::default(),
        Kind::Aggregate => aggregate(rule),
        Kind::DateDue => date_due(rule),
        Kind::Survey => survey(rule),
        Kind::Targeted => targeted(rule),
        Kind::OneOf => one_of_rules(rule),
    };
    it.name = PRIMITIVES[kind as usize];
    if let Some(reason) = rule.text("reason") {
        it.reason = reason;
    }
    if let Some(restore) = rule.text("restore") {
        it.restore = restore;
    }
    rule.finish();
    Some(it)
}

fn ratio_cap(rule: &Block<'_, '_>) -> Expanded {
    let (of, by) = (rule.required("of"), rule.required("by"));
    let cap = rule.text("cap").unwrap_or_else(|| "100%".into());
    let full = rule.text("full");
    let share = match &full {
        Some(full) => format!("最小值(指标值 ÷ {full}，{cap})"),
        None => format!("最小值(指标值，{cap})"),
    };
    let mut score = format!("分值 × {share}");
    if let Some(pass) = rule.text("pass") {
        score = format!("如果 指标值 < {pass} 则 0分 否则 {score}");
    }
    let goal = full.unwrap_or(cap);
    Expanded {
        value: Some(format!("{} ÷ {}", part(&of), part(&by))),
        score,
        reason: format!("{{指标值 : 2位}}，低于 {goal}（{of} {{{of}}}，{by} {{{by}}}）"),
        restore: format!("{of}达到 {{{} × {goal}}} 可得满分", part(&by)),
        ..Expanded::default()
    }
}

// `界` and the step are written into the text, so that the formula stands on its own.
fn step(rule: &Block<'_, '_>, within: &str, beyond: &str, word: &str) -> Expanded {
    let (limit, per, deduct) = (rule.required("limit"), rule.required("per"), rule.required("deduct"));
    let mode = rule.text("mode").unwrap_or_else(|| "PRO_RATA".into());
    let within = within.replace('界', &limit);
    let beyond = beyond.replace('界', &limit);
    let deducted = |steps: &str| format!("最大值(0分，分值 - ({deduct}) × ({steps} ÷ {per}))");
    let pro_rata = deducted(&format!("({beyond})"));
    let ceil = deducted(&format!("向上取整({beyond}，{per})"));
    let out = match mode.as_str() {
        "PRO_RATA" => pro_rata,
        "CEIL" => ceil,
        parameter => format!("(如果 {parameter} = \"CEIL\" 则 {ceil} 否则 {pro_rata})"),
    };
    Expanded {
        score: format!("如果 {within} 则 分值 否则 {out}"),
        reason: format!("{{指标值 : 2位}}，应{word} {limit}；每差 {per} 扣 {deduct}"),
        restore: format!("{word} {limit} 可得满分"),
        ..Expanded::default()
    }
}

fn bands(rule: &Block<'_, '_>, value: &str) -> Expanded {
    let table = rule.required("bands");
    let in_points = table.split(['；', ';', '\n']).filter(|it| !it.trim().is_empty()).all(|band| {
        let result = band.rsplit(['：', ':']).next().unwrap_or_default().trim();
        result.ends_with('分')
    });
    let lookup = format!("分档({value}，“{table}”)");
    let top =
        table.split(['；', ';']).next().unwrap_or_default().split(['：', ':']).next().unwrap_or_default();
    Expanded {
        score: if in_points { lookup } else { format!("分值 × {lookup}") },
        reason: "{指标值 : 2位}，没有达到满分的一档".into(),
        restore: format!("达到 {top} 可得满分"),
        ..Expanded::default()
    }
}

fn checklist(rule: &Block<'_, '_>) -> Expanded {
    let score = match rule.text("deduct") {
        None => "分值 × 勾选(清单)".to_owned(),
        Some(deduct) => format!("如果 否决 则 0分 否则 最大值(0分，分值 - ({deduct}) × 不符合数)"),
    };
    Expanded { score, ..Expanded::default() }
}

fn findings(rule: &Block<'_, '_>) -> Expanded {
    let usual = rule.text("deduct");
    let mut shares = Vec::new();
    let mut plain = Vec::new();
    let mut names = Vec::new();
    for it in rule.blocks("parts") {
        let count = it.required("count");
        let deduct = it.text("deduct").or_else(|| usual.clone());
        let Some(deduct) = deduct else {
            lacks(&it, "deduct");
            continue;
        };
        names.push(format!("{} {{{count}}}", it.text("text").unwrap_or_else(|| count.clone())));
        match it.text("share") {
            Some(share) => {
                shares.push(format!("最大值(0分，分值 × {share} - ({deduct}) × {})", part(&count)))
            }
            None => plain.push(format!(" - ({deduct}) × {}", part(&count))),
        }
        it.finish();
    }
    if names.is_empty() {
        lacks(rule, "parts");
    }
    let mut score = match (shares.is_empty(), plain.is_empty()) {
        (false, true) => shares.join(" + "),
        (true, false) => format!("最大值(0分，分值{})", plain.concat()),
        _ => {
            // Shares and plain deductions do not go together: what the plain ones are taken from is open.
            if !names.is_empty() {
                lacks(rule, "share");
            }
            "0分".into()
        }
    };
    if let Some(veto) = rule.text("veto") {
        score = format!("如果 {veto} 则 0分 否则 {score}");
    }
    Expanded {
        score,
        reason: format!("发现问题：{}", names.join("，")),
        restore: "没有发现问题可得满分".into(),
        ..Expanded::default()
    }
}

fn threshold(rule: &Block<'_, '_>) -> Expanded {
    let mut parts = rule.blocks("parts");
    let single = parts.is_empty();
    let mut terms = Vec::new();
    let mut reasons = Vec::new();
    let mut term = |it: &Block<'_, '_>, single: bool| {
        let (left, op, right) = (it.required("left"), it.required("op"), it.required("right"));
        if !["≤", "<", "≥", ">", "="].contains(&op.as_str()) {
            lacks(it, "op");
        }
        let share = if single { String::new() } else { format!(" × {}", it.required("share")) };
        let name = it.text("text").unwrap_or_else(|| left.clone());
        terms.push(format!("(如果 {left} {op} {right} 则 分值{share} 否则 0分)"));
        reasons.push(format!("{name} {{{left}}}，应 {op} {{{right}}}"));
    };
    if single {
        term(rule, true);
    }
    for it in parts.drain(..) {
        term(&it, false);
        it.finish();
    }
    Expanded {
        score: terms.join(" + "),
        reason: reasons.join("；"),
        restore: "全部满足可得满分".into(),
        ..Expanded::default()
    }
}

fn aggregate(rule: &Block<'_, '_>) -> Expanded {
    let (of, share) = (rule.required("of"), rule.required("share"));
    let name = rule.text("name").unwrap_or_else(|| "平均完成程度".into());
    let formula = match rule.text("weight") {
        Some(weight) => {
            format!("合计({of}，({weight}) × ({share})) ÷ 合计({of}，{weight})")
        }
        None => format!("平均({of}，{share})"),
    };
    Expanded {
        inputs: vec![(name.clone(), formula)],
        value: Some(name),
        score: "分值 × 最小值(指标值，100%)".into(),
        reason: "平均完成 {指标值 : 2位}".into(),
        restore: "各项全部完成可得满分".into(),
        ..Expanded::default()
    }
}

fn date_due(rule: &Block<'_, '_>) -> Expanded {
    let (due, done) = (rule.required("due"), rule.required("done"));
    let late = match rule.text("late") {
        Some(table) => format!("分值 × 分档(天数({due}，{done})，“{table}”)"),
        None => format!("分值 × {}", rule.text("breach").unwrap_or_else(|| "0%".into())),
    };
    let mut score = format!("如果 {done} ≤ {due} 则 分值 否则 {late}");
    if let Some(never) = rule.text("never") {
        score = format!("如果 {never} 则 0分 否则 {score}");
    }
    Expanded {
        score,
        reason: format!("{{{done}}}，应不晚于 {{{due}}}"),
        restore: format!("在 {{{due}}} 以前完成可得满分"),
        ..Expanded::default()
    }
}

fn survey(rule: &Block<'_, '_>) -> Expanded {
    let (satisfied, sample) = (rule.required("satisfied"), rule.required("sample"));
    let inner = if rule.has("bands") {
        bands(rule, "指标值")
    } else {
        let full = rule.text("full").unwrap_or_else(|| "100%".into());
        Expanded {
            score: format!("分值 × 最小值(指标值 ÷ {full}，100%)"),
            reason: format!("满意度 {{指标值 : 2位}}，低于 {full}"),
            restore: format!("满意度达到 {full} 可得满分"),
            ..Expanded::default()
        }
    };
    Expanded {
        value: Some(format!("{} ÷ {}", part(&satisfied), part(&sample))),
        score: format!("如果 ({sample} = 0) 则 0分 否则 {}", inner.score),
        ..inner
    }
}

fn targeted(rule: &Block<'_, '_>) -> Expanded {
    let (actual, target) = (rule.required("actual"), rule.required("target"));
    let up = one_of(rule, "direction", &[("≥", true), ("≤", false)]).unwrap_or(true);
    let (op, beyond) = if up { ("≥", "目标 - 实际") } else { ("≤", "实际 - 目标") };
    let beyond = beyond.replace("目标", &part(&target)).replace("实际", &part(&actual));
    Expanded {
        value: Some(actual.clone()),
        score: format!(
            "如果 指标值 {op} {target} 则 分值 否则 最大值(0分，分值 - 分值 × (({beyond}) ÷ 绝对值({target})))"
        ),
        reason: format!("{{指标值}}，目标 {op} {{{target}}}"),
        restore: format!("达到 {op} {{{target}}} 可得满分"),
        ..Expanded::default()
    }
}

fn one_of_rules(rule: &Block<'_, '_>) -> Expanded {
    let mut all = Expanded::default();
    let mut scores = Vec::new();
    for (index, it) in rule.blocks("of").iter().enumerate() {
        let own = it.text("value");
        let Some(inner) = expand(it) else { continue };
        let name = format!("指标值{}", ["甲", "乙", "丙", "丁", "戊"].get(index).copied().unwrap_or("己"));
        if let Some(value) = inner.value.or(own) {
            all.inputs.push((name.clone(), value));
        }
        all.inputs.extend(inner.inputs);
        scores.push(inner.score.replace("指标值", &name));
        let reason = inner.reason.replace("指标值", &name);
        all.reason = if all.reason.is_empty() { reason } else { format!("{}；{reason}", all.reason) };
    }
    if scores.len() < 2 {
        lacks(rule, "of");
    }
    all.score = format!("最大值({})", scores.join("，"));
    all.restore = "其中一项达到目标可得满分".into();
    all
}

fn lacks(block: &Block<'_, '_>, key: &'static str) {
    block.add(Diagnostic::error(codes::PRIMITIVE, Text::new("rulebook-primitive").with("key", key)), None);
}

// A name stands as it is; anything longer goes into brackets.
fn part(formula: &str) -> String {
    let simple = formula.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.' || c == '%');
    if simple { formula.to_owned() } else { format!("({formula})") }
}
