//! `hengji score DIR`: the department and every project, with the working of every point.

use crate::exit::Exit;
use crate::load;
use crate::output::{Output, counts};
use hengji_diag::Text;
use hengji_formula::Scope;
use hengji_report::explain::{Rows, Teller};
use hengji_score::{Amount, Item, Scored};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Prints the scores.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Exit::Usage };
    let Some(options) = load::scope_options(matches, output) else { return Exit::Usage };
    let Some(loaded) = load::dossier(dir, output) else { return Exit::Usage };
    let mut found = loaded.found;
    let Some(rules) = load::rules(dir, &loaded.model, &mut found) else {
        output.findings(&found);
        return Exit::Usage;
    };
    let scope = loaded.model.scope(options);
    let (department, projects) = load::scores(&scope, &rules, &mut found);
    let wanted = matches.get_one::<String>("object");
    let chosen: Vec<&Scored> = std::iter::once(&department)
        .chain(&projects)
        .filter(|scored| wanted.is_none_or(|it| *it == scored.object || *it == scored.name))
        .collect();
    if chosen.is_empty() {
        let name = wanted.cloned().unwrap_or_default();
        output.say(&Text::new("cli-score-no-object").with("name", name));
        return Exit::Usage;
    }
    let explain = matches.get_flag("explain");
    for scored in &chosen {
        if output.json {
            output.line(&scored_json(scored));
        } else {
            print(scored, &scope, explain || chosen.len() == 1, explain, output);
        }
    }
    output.findings(&found);
    output.summary(json!({
        "objects": chosen.len(),
        "department": { "total": amount(&department.total), "grade": department.grade },
        "findings": counts(&found),
    }));
    Exit::Done
}

fn print(scored: &Scored, scope: &dyn Scope, items: bool, explain: bool, output: &Output) {
    let text = Text::new("cli-score-line")
        .with("name", scored.name.as_str())
        .with("total", scored.total.shown())
        .with("grade", scored.grade.as_str())
        .with("recomputed", scored.recomputed.shown())
        .with("evidenced", scored.evidenced.shown());
    output.say(&text);
    if !items {
        return;
    }
    for item in &scored.items {
        if explain {
            for line in item_lines(item, scope, Rows::Counts, output) {
                output.words(&format!("  {line}"));
            }
            continue;
        }
        let text = Text::new("cli-score-item")
            .with("code", item.code.as_str())
            .with("name", item.name())
            .with("score", item.score.shown())
            .with("points", hengji_report::charts::points(&item.points));
        output.words(&format!("  {}", output.locale.words(&text)));
    }
    for loss in &scored.losses {
        let text = Text::new("cli-score-loss")
            .with("name", loss.name.as_str())
            .with("points", loss.points.to_fixed(2))
            .with("reason", loss.reason.as_str())
            .with("restore", loss.restore.as_str());
        output.words(&format!("  {}", output.locale.words(&text)));
    }
}

/// An item in words: clause, rule, numbers put in, result, what was lost and what would restore it.
pub fn item_lines(item: &Item, scope: &dyn Scope, rows: Rows, output: &Output) -> Vec<String> {
    let words = |text: Text| output.locale.words(&text);
    let mut out = vec![words(
        Text::new("cli-item-head")
            .with("code", item.code.as_str())
            .with("path", item.path.join(" › "))
            .with("score", item.score.shown())
            .with("points", hengji_report::charts::points(&item.points)),
    )];
    let mut field = |id: &'static str, value: &str| {
        if !value.is_empty() {
            out.push(format!("  {}", words(Text::new(id).with("text", value))));
        }
    };
    field("cli-item-clause", &item.clause);
    field("cli-item-standard", &item.standard);
    field("cli-item-declared", &item.declared.shown());
    field("cli-item-recomputed", &item.recomputed.shown());
    field("cli-item-evidenced", &item.evidenced.shown());
    field("cli-item-reason", &item.reason);
    field("cli-item-measure", &item.measure);
    for line in &item.checklist {
        let answer = if line.answer.is_empty() { "—" } else { &line.answer };
        field("cli-item-check", &format!("{} {} {answer}", line.key, line.text));
    }
    let mut teller = Teller::new(scope, rows, output.locale);
    for used in item.inputs.iter().chain(&item.value) {
        if let Some(working) = &used.working {
            out.push(format!("  {}：", used.name));
            out.extend(teller.lines(working).iter().map(|line| format!("    {line}")));
            teller.know(&used.name);
        }
    }
    if let Some(working) = &item.working {
        out.push(format!("  {}", words(Text::new("cli-item-score"))));
        out.extend(teller.lines(working).iter().map(|line| format!("    {line}")));
    }
    for lack in item.score.missing() {
        let text = Text::new("cli-item-lack")
            .with("what", lack.what.as_str())
            .with("why", lack.why.as_str())
            .with("ask", lack.ask.as_str());
        out.push(format!("  {}", words(text)));
    }
    out
}

/// A score as JSON: `"7.76"`, `{"low","high"}` while something is missing, or null.
pub fn amount(amount: &Amount) -> Value {
    match amount {
        Amount::Score(score) => json!(score.to_fixed(2)),
        Amount::Range { low, high, .. } => json!({ "low": low.to_fixed(2), "high": high.to_fixed(2) }),
        Amount::NotApplicable => json!("不适用"),
        Amount::None => Value::Null,
    }
}

/// A scored object as one JSON object.
pub fn scored_json(scored: &Scored) -> Value {
    json!({
        "object": scored.object,
        "name": scored.name,
        "book": scored.book,
        "scheme": scored.scheme,
        "points": scored.points.exact_text(),
        "total": amount(&scored.total),
        "declared": amount(&scored.declared),
        "recomputed": amount(&scored.recomputed),
        "evidenced": amount(&scored.evidenced),
        "grade": scored.grade,
        "items": scored.items.iter().map(|item| item_json(scored, item)).collect::<Vec<_>>(),
        "losses": scored.losses.iter().map(|loss| json!({
            "code": loss.code, "name": loss.name, "points": loss.points.exact_text(),
            "reason": loss.reason, "clause": loss.clause, "restore": loss.restore,
        })).collect::<Vec<_>>(),
    })
}

/// A scored item as JSON, with its working.
pub fn item_json(scored: &Scored, item: &Item) -> Value {
    json!({
        "object": scored.object,
        "code": item.code,
        "path": item.path,
        "points": item.points.exact_text(),
        "target": item.target,
        "actual": item.actual,
        "score": amount(&item.score),
        "declared": amount(&item.declared),
        "recomputed": amount(&item.recomputed),
        "evidenced": amount(&item.evidenced),
        "lost": item.lost.as_ref().map(|it| it.exact_text()),
        "class": item.class.word(),
        "rule": item.rule,
        "clause": item.clause,
        "reason": item.reason,
        "measure": item.measure,
        "evidence": item.evidence,
        "missing": item.score.missing().iter().map(|it| json!({ "what": it.what, "why": it.why, "ask": it.ask })).collect::<Vec<_>>(),
        "inputs": item.inputs.iter().map(|used| json!({
            "name": &*used.name, "formula": &*used.formula,
            "working": used.working.as_ref().map(|it| it.json()),
        })).collect::<Vec<_>>(),
        "value": item.value.as_ref().and_then(|used| used.working.as_ref().map(|it| it.json())),
        "working": item.working.as_ref().map(|it| it.json()),
        "own": item.own.iter().map(|own| item_json(scored, own)).collect::<Vec<_>>(),
    })
}
