//! `hengji reconcile DIR`: control figures from each place that states them.

use crate::exit::Exit;
use crate::load;
use crate::output::Output;
use hengji_diag::Text;
use hengji_num::{FormatSpec, Quantity, format_quantity};
use hengji_report::reconcile::{Explanation, Line, reconcile, unclaimed};
use serde_json::json;
use std::path::PathBuf;

/// Prints every comparison, differences first.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Exit::Usage };
    let Some(options) = load::scope_options(matches, output) else { return Exit::Usage };
    let Some(loaded) = load::dossier(dir, output) else { return Exit::Usage };
    let scope = loaded.model.scope(options);
    let mut lines = reconcile(&loaded.model, &scope);
    lines.sort_by_key(|line| matches!(line.explanation, Explanation::Equal));
    for line in &lines {
        if output.json {
            output.line(&line_json(line, output));
        } else {
            output.words(&line_words(line, output));
        }
    }
    let (sum, count) = unclaimed(&scope);
    let open = lines.iter().filter(|it| it.explanation == Explanation::Unexplained).count();
    let text = Text::new("cli-reconcile-done")
        .with("lines", lines.len())
        .with("open", open)
        .with("unclaimed", count.map(|it| it.to_string()).unwrap_or_default())
        .with("sum", sum.map(|it| shown(&it)).unwrap_or_default());
    output.say(&text);
    output.summary(json!({ "lines": lines.len(), "unexplained": open }));
    Exit::Done
}

fn shown(quantity: &Quantity) -> String {
    // A control figure is shown exactly: a remainder hides in rounding.
    let places = quantity.value().decimals().unwrap_or(6);
    let spec = FormatSpec { places: Some(places.max(2)), ..FormatSpec::default() };
    format_quantity(quantity, &spec).unwrap_or_else(|_| quantity.to_string())
}

fn why(explanation: &Explanation, output: &Output) -> String {
    let text = match explanation {
        Explanation::Equal => Text::new("cli-reconcile-equal"),
        Explanation::Rounding => Text::new("cli-reconcile-rounding"),
        Explanation::Unclaimed => Text::new("cli-reconcile-unclaimed"),
        Explanation::Typed(reason) => Text::new("cli-reconcile-typed").with("reason", reason.as_str()),
        Explanation::Absent(place) => Text::new("cli-reconcile-absent").with("place", place.as_str()),
        Explanation::Unexplained => Text::new("cli-reconcile-unexplained"),
    };
    output.locale.words(&text)
}

fn line_words(line: &Line, output: &Output) -> String {
    let amount = |it: &Option<Quantity>| it.as_ref().map_or_else(|| "—".to_owned(), shown);
    let text = Text::new("cli-reconcile-line")
        .with("name", line.name.as_str())
        .with("from", line.computed.0.as_str())
        .with("computed", amount(&line.computed.1))
        .with("place", line.stated.0.as_str())
        .with("stated", amount(&line.stated.1))
        .with("difference", amount(&line.difference))
        .with("why", why(&line.explanation, output));
    output.locale.words(&text)
}

fn line_json(line: &Line, output: &Output) -> serde_json::Value {
    let amount = |it: &Option<Quantity>| it.as_ref().map(shown);
    json!({
        "name": line.name,
        "computed": { "from": line.computed.0, "value": amount(&line.computed.1) },
        "stated": { "place": line.stated.0, "value": amount(&line.stated.1), "scope": line.scope },
        "difference": amount(&line.difference),
        "explanation": match &line.explanation {
            Explanation::Equal => "equal",
            Explanation::Rounding => "rounding",
            Explanation::Unclaimed => "unclaimed",
            Explanation::Typed(_) => "typed",
            Explanation::Absent(_) => "absent",
            Explanation::Unexplained => "unexplained",
        },
        "words": why(&line.explanation, output),
    })
}
