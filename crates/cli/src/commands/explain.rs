//! `hengji explain DIR NAME`: a figure or a scored item, from the result down to the rows.

use crate::exit::Exit;
use crate::load::{self, has_errors};
use crate::output::Output;
use hengji_diag::Text;
use hengji_formula::{Budget, Origin, Scope, Working, evaluate, parse};
use hengji_report::explain::{Rows, Teller};
use hengji_report::results::results_scope;
use hengji_score::{Item, Scored};
use serde_json::json;
use std::path::PathBuf;

/// Explains a measure, a word of the vocabulary, a scored item, or any formula.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Exit::Usage };
    let Some(what) = matches.get_one::<String>("what") else { return Exit::Usage };
    let Some(options) = load::scope_options(matches, output) else { return Exit::Usage };
    let Some(loaded) = load::dossier(dir, output) else { return Exit::Usage };
    let rows = if matches.get_flag("rows") { Rows::All } else { Rows::Counts };
    let mut found = loaded.found;
    let scope = loaded.model.scope(options);
    let mut explained = false;
    if let Some(rules) = load::rules(dir, &loaded.model, &mut found) {
        let (department, projects) = load::scores(&scope, &rules, &mut found);
        let results = results_scope(&scope, &department);
        let wanted = matches.get_one::<String>("object");
        let is_wanted = |scored: &Scored| wanted.is_some_and(|it| *it == scored.object || *it == scored.name);
        let chosen: Vec<&Scored> = if wanted.is_some() {
            std::iter::once(&department).chain(&projects).filter(|it| is_wanted(it)).collect()
        } else {
            vec![&department]
        };
        for scored in &chosen {
            for item in matching(scored, what) {
                explain_item(scored, item, &results, rows, output);
                explained = true;
            }
        }
        if !explained {
            let name = known_name(what, &results);
            explained = explain_formula(&name, &loaded.model, &results, rows, output);
        }
        let others = projects.iter().filter(|it| !matching(it, what).is_empty()).count();
        if wanted.is_none() && others > 0 {
            output.say(&Text::new("cli-explain-others").with("count", others).with("what", what.as_str()));
        }
    } else {
        explained = explain_formula(what, &loaded.model, &scope, rows, output);
    }
    if !explained && has_errors(&found) {
        output.findings(&found);
    }
    output.summary(json!({ "explained": explained }));
    if explained { Exit::Done } else { Exit::Usage }
}

// 执行率 is understood as the shortest name that ends so (预算执行率), when there is no such name itself.
fn known_name(what: &str, scope: &dyn Scope) -> String {
    if scope.named(what).is_some() || what.contains(['(', '（', ' ', '+', '÷', '×']) {
        return what.to_owned();
    }
    let mut close: Vec<String> = scope.names().into_iter().filter(|it| it.ends_with(what)).collect();
    close.sort_by_key(|it| (it.chars().count(), it.clone()));
    close.into_iter().next().unwrap_or_else(|| what.to_owned())
}

fn matching<'a>(scored: &'a Scored, what: &str) -> Vec<&'a Item> {
    scored
        .items
        .iter()
        .flat_map(|item| std::iter::once(item).chain(&item.own))
        .filter(|item| item.code == what || item.name() == what)
        .collect()
}

fn explain_item(scored: &Scored, item: &Item, scope: &dyn Scope, rows: Rows, output: &Output) {
    if output.json {
        output.line(&crate::commands::score::item_json(scored, item));
        return;
    }
    for line in crate::commands::score::item_lines(item, scope, rows, output) {
        output.words(&line);
    }
}

fn explain_formula(
    what: &str,
    model: &hengji_model::Model,
    scope: &dyn Scope,
    rows: Rows,
    output: &Output,
) -> bool {
    let (expr, mut found) = parse(what, scope.units());
    if let Some(expr) = &expr {
        found.extend(hengji_formula::check(expr, scope).1);
    }
    let Some(expr) = expr.filter(|_| !has_errors(&found)) else {
        output.findings(&found);
        return false;
    };
    let (_, working) = evaluate(&expr, scope, &Budget::default());
    if output.json {
        output.line(&json!({ "formula": what, "working": working.json() }));
        return true;
    }
    if let Some(measure) = model.measure(what) {
        output.say(&Text::new("cli-explain-formula").with("formula", measure.def.formula.as_str()));
        if let Some(rule) = &measure.def.rule {
            output.say(&Text::new("cli-explain-rule").with("rule", rule.as_str()));
        }
    }
    for line in Teller::new(scope, rows, output.locale).lines(&skip_name(working, what)) {
        output.words(&line);
    }
    true
}

// A bare name is explained by what it stands for.
fn skip_name(working: Working, what: &str) -> Working {
    match working.inputs.as_slice() {
        [only] if matches!(working.from, Origin::Name { .. }) => {
            let mut inner = (**only).clone();
            inner.src = format!("{what}：{}", inner.src).into();
            inner
        }
        _ => working,
    }
}
