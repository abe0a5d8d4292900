//! Cases as a domain reader writes them: `公式 ⇒ 值`, in files and on the reference page.
//!
//! `⇒ 12家` is the exact value, `⇒ ≈97.01%` the value as printed, `⇒ !unit-mismatch 0..7` the errors with
//! their places, `⇒ ?rows-unjudged` a warning met while evaluating beside the value on the line before. An
//! indented line `| …` below is the working in one line.

use super::fixture::{PAGE, blocks, scope, units};
use hengji_diag::{Diagnostic, Language, Locale, Severity};
use hengji_formula::{Budget, MemoryScope, Type, Value, check, evaluate, evaluate_value, line, parse, shown};

const FILES: &[(&str, &str)] = &[
    ("arithmetic.txt", include_str!("../cases/arithmetic.txt")),
    ("units.txt", include_str!("../cases/units.txt")),
    ("missing.txt", include_str!("../cases/missing.txt")),
    ("rows.txt", include_str!("../cases/rows.txt")),
    ("functions.txt", include_str!("../cases/functions.txt")),
    ("scoring.txt", include_str!("../cases/scoring.txt")),
    ("errors.txt", include_str!("../cases/errors.txt")),
];

fn exact(value: &Value) -> String {
    let (text, unit) = hengji_formula::working::exact_parts(value);
    text + &unit
}

fn marks(found: &[Diagnostic]) -> String {
    let one = |it: &Diagnostic| {
        let sign = if it.severity == Severity::Error { '!' } else { '?' };
        format!("{sign}{} {}..{}", it.code.name, it.place.start.unwrap_or(0), it.place.end.unwrap_or(0))
    };
    found.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Runs the cases of a text; gives back what differs.
fn run(name: &str, lines: &[&str], scope: &mut MemoryScope) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (at, text) in lines.iter().enumerate() {
        let Some((source, expected)) = text.split_once(" ⇒ ") else {
            let comment = text.is_empty() || text.starts_with('#') || text.trim_start().starts_with('|');
            assert!(comment, "{name}: not a case: {text}");
            continue;
        };
        count += 1;
        let (source, expected) = (source.trim(), expected.trim());
        let work = lines.get(at + 1).and_then(|it| it.trim_start().strip_prefix("| "));
        let got = outcome(source, expected, scope);
        if got != expected {
            wrong.push(format!("{name}: {source}\n    expected {expected}\n    got      {got}"));
        } else if let Some(work) = work {
            let expr = parse(source, units()).0.expect("it had a value");
            let got = line(&evaluate(&expr, scope, &Budget::default()).1);
            if got != work {
                wrong.push(format!("{name}: {source}\n    expected {work}\n    got      {got}"));
            }
        }
    }
    assert!(count > 0, "{name}: no case");
    wrong
}

fn outcome(source: &str, expected: &str, scope: &mut MemoryScope) -> String {
    let (expr, mut found) = parse(source, units());
    if let Some(expr) = expr.as_ref().filter(|_| found.is_empty()) {
        let (ty, more) = check(expr, scope);
        let errors = more.iter().any(|it| it.severity == Severity::Error);
        found.extend(more);
        if !errors {
            let value = agreeing(source, scope);
            agrees_with_type(source, &ty, &value);
            if !expected.starts_with(['!', '?']) {
                return match expected.strip_prefix('≈') {
                    Some(_) => format!("≈{}", shown(&value)),
                    None => exact(&value),
                };
            }
            found.extend(evaluate(expr, scope, &Budget::default()).1.warnings());
        }
    }
    marks(&found)
}

// With and without working, by columns and cell by cell: always the same value.
fn agreeing(source: &str, scope: &mut MemoryScope) -> Value {
    let expr = parse(source, units()).0.expect("no error");
    let budget = Budget::default();
    let value = evaluate_value(&expr, scope, &budget);
    let traced = evaluate(&expr, scope, &budget);
    assert_eq!(shown(&traced.0), shown(&value), "with working: {source}");
    assert_eq!(exact(&traced.1.value), exact(&value), "with working: {source}");
    scope.set_slow(true);
    let slow = evaluate_value(&expr, scope, &budget);
    scope.set_slow(false);
    assert_eq!(exact(&slow), exact(&value), "cell by cell: {source}");
    value
}

fn agrees_with_type(source: &str, ty: &Type, value: &Value) {
    if let (Type::Quantity(unit), Value::Quantity(q)) = (ty, value) {
        assert!(unit.same_dimension(&q.unit), "{source}: checked as {unit}, evaluated as {}", q.unit);
    }
    match (ty, value) {
        (Type::Unknown, _) | (_, Value::Missing(_)) => {}
        (Type::Reference(_), Value::Text(_)) => {}
        (Type::Quantity(_), Value::Quantity(_)) => {}
        (Type::List(_), Value::List(_)) => {}
        (ty, value) => assert_eq!(ty, &Type::of(value), "{source}"),
    }
}

#[test]
fn every_case_holds() {
    let mut scope = scope();
    let wrong: Vec<String> = FILES
        .iter()
        .flat_map(|(name, text)| run(name, &text.lines().collect::<Vec<_>>(), &mut scope))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_example_of_the_reference_page_holds() {
    let wrong = run("formula.md", &blocks(PAGE, "公式"), &mut scope());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_function_stands_on_the_reference_page_with_an_example() {
    let examples = blocks(PAGE, "公式").join("\n");
    for def in hengji_formula::functions::FUNCTIONS {
        assert!(examples.contains(&format!("{}(", def.name)), "no example of {}", def.name);
    }
    for code in hengji_formula::codes::ALL {
        assert!(PAGE.contains(code.code) && PAGE.contains(code.name), "{} is not on the page", code.code);
    }
}

#[test]
fn every_error_has_a_case_that_produces_it() {
    let all = FILES.iter().map(|it| it.1).collect::<String>();
    for code in hengji_formula::codes::ALL {
        let elsewhere = ["too-large", "too-deep", "bad-number", "empty-formula"].contains(&code.name);
        assert!(elsewhere || all.contains(code.name), "no case for {}", code.name);
    }
}

#[test]
fn every_message_has_words_in_both_languages() {
    let scope = scope();
    for language in [Language::Chinese, Language::English] {
        let locale = Locale::of(language);
        for text in FILES.iter().flat_map(|it| it.1.lines()) {
            let Some((source, _)) = text.split_once(" ⇒ ") else { continue };
            let (expr, mut found) = parse(source, units());
            if let Some(expr) = expr.filter(|_| found.is_empty()) {
                found.extend(check(&expr, &scope).1);
                let (value, working) = evaluate(&expr, &scope, &Budget::default());
                found.extend(working.warnings());
                for reason in value.as_missing().iter().flat_map(|it| it.reasons.iter()) {
                    complete(&locale.words(&reason.text()), source);
                }
            }
            for it in found {
                let words = hengji_diag::render::plain(&it, locale);
                if std::env::var_os("HENGJI_SHOW").is_some() {
                    println!("{words}");
                }
                complete(&words, source);
            }
        }
    }
    for kind in hengji_formula::ReasonKind::ALL {
        assert!(Locale::of(Language::Chinese).has(kind.text_id()), "{}", kind.text_id());
    }
}

// A missing text is printed as its id, a missing argument as its name in braces.
fn complete(words: &str, source: &str) {
    assert!(!words.contains("formula-") && !words.contains("{$"), "{source}: {words}");
}
