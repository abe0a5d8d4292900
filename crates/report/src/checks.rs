//! What a report must hold together (domain: guarantees of the generator): every task has a result, every problem
//! a measure, no figure is typed, every superlative rests on something, all prose is used.

use crate::codes;
use crate::narrative::Narrative;
use hengji_diag::{Diagnostic, Place, Text};
use hengji_figures::bare_figures;
use hengji_formula::{Budget, Scope, Value, evaluate_value, parse};
use hengji_model::Model;
use hengji_num::UnitTable;

/// Words that claim a first, an only or a best (论断词).
const SUPERLATIVES: [&str; 14] = [
    "首次",
    "首个",
    "首家",
    "首例",
    "唯一",
    "突破",
    "第一",
    "最大",
    "最高",
    "最多",
    "首位",
    "领先",
    "率先",
    "历史新高",
];

/// Checks the prose and the dossier behind it.
pub fn check(model: &Model, scope: &dyn Scope, narrative: &Narrative) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    typed_figures(narrative, scope.units(), &mut found);
    superlatives(model, scope, narrative, &mut found);
    tasks_without_result(model, narrative, &mut found);
    problems_without_measure(model, &mut found);
    found
}

/// Prose that no section of the pack asked for; call it after the report was built.
pub fn unused(narrative: &Narrative) -> Vec<Diagnostic> {
    narrative
        .unused()
        .map(|part| {
            let line = part.blocks.first().map_or(1, |block| block.line);
            let text = Text::new("report-unused-prose").with("heading", part.heading.as_str());
            Diagnostic::warning(codes::UNUSED_PROSE, text)
                .at(Place::file(part.file.clone()).at_line(line))
                .help(Text::new("report-unused-prose-help"))
        })
        .collect()
}

fn typed_figures(narrative: &Narrative, units: &UnitTable, found: &mut Vec<Diagnostic>) {
    for part in narrative.parts() {
        for (line, text) in part.texts() {
            for figure in bare_figures(&text, units) {
                found.push(
                    Diagnostic::error(
                        codes::TYPED_FIGURE,
                        Text::new("report-typed-figure").with("text", figure.text.as_str()),
                    )
                    .at(Place::file(part.file.clone()).at_line(line).span(figure.span.start, figure.span.end))
                    .showing(text.clone())
                    .help(Text::new("report-typed-figure-help")),
                );
            }
        }
    }
}

// A claim of the dossier whose words stand in the same sentence answers for the superlative.
fn superlatives(model: &Model, scope: &dyn Scope, narrative: &Narrative, found: &mut Vec<Diagnostic>) {
    for claim in model.claims() {
        let holds = claim.formula.as_ref().map(|formula| {
            parse(formula, scope.units()).0.map(|expr| evaluate_value(&expr, scope, &Budget::default()))
        });
        let failed = match holds {
            Some(Some(Value::Bool(true))) => false,
            // A measure that has a value is something to rest on; a plain no is not.
            Some(Some(Value::Bool(false) | Value::Missing(_))) | Some(None) => true,
            Some(Some(_)) => false,
            None => claim.evidence.is_empty(),
        };
        if failed {
            let text = Text::new("report-claim-fails").with("claim", claim.text.as_str());
            found.push(
                Diagnostic::error(codes::CLAIM_FAILS, text)
                    .at(claim.place.clone())
                    .help(Text::new("report-claim-fails-help")),
            );
        }
    }
    for part in narrative.parts() {
        for (line, text) in part.texts() {
            for sentence in text.split(['。', '；', '！']) {
                let unquoted = outside_quotes(sentence);
                let Some(word) = SUPERLATIVES.iter().find(|word| unquoted.contains(**word)) else { continue };
                let squeezed: String = sentence.chars().filter(|c| !c.is_whitespace()).collect();
                let answered = model.claims().iter().any(|claim| {
                    let words: String = claim.text.chars().filter(|c| !c.is_whitespace()).collect();
                    !words.is_empty() && (squeezed.contains(&words) || words.contains(&squeezed))
                });
                if !answered {
                    let message = Text::new("report-superlative").with("word", *word);
                    found.push(
                        Diagnostic::warning(codes::SUPERLATIVE, message)
                            .at(Place::file(part.file.clone()).at_line(line))
                            .showing(sentence.to_owned())
                            .help(Text::new("report-superlative-help")),
                    );
                }
            }
        }
    }
}

fn outside_quotes(text: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '《' | '“' => depth += 1,
            '》' | '”' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

// A task has a result when its prose holds a figure, when its row says what came of it, or says why nothing did.
fn tasks_without_result(model: &Model, narrative: &Narrative, found: &mut Vec<Diagnostic>) {
    let Some(tasks) = model.table("tasks") else { return };
    for row in tasks.rows() {
        let name = row.text("name").unwrap_or_default();
        let told = narrative.parts().iter().any(|part| part.heading == name && part.has_figures());
        let written = ["result", "no_result_reason"].iter().any(|column| row.text(column).is_some());
        if !told && !written {
            let text = Text::new("report-task-without-result").with("task", name);
            found.push(
                Diagnostic::warning(codes::TASK_WITHOUT_RESULT, text)
                    .at(row.place("name"))
                    .help(Text::new("report-task-without-result-help")),
            );
        }
    }
}

fn problems_without_measure(model: &Model, found: &mut Vec<Diagnostic>) {
    let (Some(problems), Some(measures)) = (model.table("problems"), model.table("rectification")) else {
        return;
    };
    for row in problems.rows() {
        let answered = measures.rows().any(|measure| measure.texts("problem").contains(&row.key()));
        if !answered {
            let what = row.text("title").unwrap_or(row.key());
            let text = Text::new("report-problem-without-measure").with("problem", what);
            found.push(
                Diagnostic::warning(codes::PROBLEM_WITHOUT_MEASURE, text)
                    .at(row.place("title"))
                    .help(Text::new("report-problem-without-measure-help")),
            );
        }
    }
}
