//! What `figures` finds and leaves alone, from case files a domain reader can read.

use hengji_figures::fuzz::fuzz_figures;
use hengji_figures::{Change, FigureFound, Period, bare_figures, figures};
use hengji_num::{End, UnitTable};
use proptest::prelude::*;
use std::sync::LazyLock;

static UNITS: LazyLock<UnitTable> = LazyLock::new(|| {
    UnitTable::parse(include_str!("../../../../schema/units.toml")).expect("schema/units.toml parses")
});

fn show_end(figure: &FigureFound, end: &End) -> String {
    let scale = figure.stated.quantity.unit.scale();
    end.value().map_or_else(|| "∞".into(), |it| it.div(&scale).unwrap().to_string())
}

// 37,796.38万元 [37796.375, 37796.385): the interval in the written unit; an exact value as "= 349".
fn show(figure: &FigureFound) -> String {
    let interval = &figure.interval;
    let mut line = figure.text.clone();
    if interval.exact_value().is_some() {
        line.push_str(&format!("  = {}", show_end(figure, interval.lower())));
    } else {
        let open = if interval.lower().is_closed() { "[" } else { "(" };
        let close = if interval.upper().is_closed() { "]" } else { ")" };
        let low = show_end(figure, interval.lower());
        let low = if low == "∞" { "−∞".into() } else { low };
        line.push_str(&format!("  {open}{low}, {}{close}", show_end(figure, interval.upper())));
    }
    line.push_str(&format!(" {}", figure.stated.quantity.unit));
    match figure.change {
        Some(Change::Up) => line.push_str("  up"),
        Some(Change::Down) => line.push_str("  down"),
        None => {}
    }
    if !figure.roles.is_empty() {
        line.push_str(&format!("  {:?}", figure.roles));
    }
    if !figure.label.is_empty() {
        line.push_str(&format!("  <{}>", figure.label));
    }
    if let Some(period) = &figure.period {
        line.push_str(&format!("  @{}", show_period(period)));
    }
    line.trim_end().to_owned()
}

fn show_period(period: &Period) -> String {
    let mut text = match (period.year, period.relative) {
        (Some(year), _) => year.to_string(),
        (None, Some(-1)) => "last year".into(),
        (None, Some(_)) => "this year".into(),
        (None, None) => String::new(),
    };
    if let Some(until) = period.until_year {
        text.push_str(&format!("-{until}"));
    }
    if let Some((from, to)) = period.months {
        text.push_str(&format!(" m{from}-{to}"));
    }
    if period.as_of {
        text.push_str(" as of");
    }
    text
}

// Cases: a sentence, then one indented line for each figure. Returns what differs.
fn differences(cases: &str, find: impl Fn(&str) -> Vec<FigureFound>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut lines = cases.lines().filter(|it| !it.is_empty() && !it.starts_with('#')).peekable();
    while let Some(sentence) = lines.next() {
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|it| it.starts_with(' ')) {
            expected.push(line.trim().to_owned());
        }
        let found: Vec<String> = find(&sentence.replace("\\n", "\n")).iter().map(show).collect();
        if found != expected {
            wrong.push(format!("{sentence}\n  {}\n", found.join("\n  ")));
        }
    }
    wrong
}

#[test]
fn every_quantity_is_found_with_its_interval_and_words() {
    let wrong = differences(include_str!("../cases/figures.txt"), |it| figures(it, &UNITS));
    assert!(wrong.is_empty(), "found instead:\n{}", wrong.join("\n"));
}

#[test]
fn quantities_typed_into_a_narrative_are_found() {
    let wrong = differences(include_str!("../cases/bare.txt"), |it| bare_figures(it, &UNITS));
    assert!(wrong.is_empty(), "found instead:\n{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_a_quantity_is_left_alone() {
    let mut wrong = Vec::new();
    for sentence in
        include_str!("../cases/not_figures.txt").lines().filter(|it| !it.is_empty() && !it.starts_with('#'))
    {
        let found: Vec<String> = figures(&sentence.replace("\\n", "\n"), &UNITS).iter().map(show).collect();
        if !found.is_empty() {
            wrong.push(format!("{sentence}\n  {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "found in:\n{}", wrong.join("\n"));
}

#[test]
fn fine_prose_has_no_bare_figure() {
    let mut wrong = Vec::new();
    let prose =
        include_str!("../cases/not_figures.txt").lines().chain(include_str!("../cases/prose.txt").lines());
    for sentence in prose.filter(|it| !it.starts_with('#')) {
        let found: Vec<String> =
            bare_figures(&sentence.replace("\\n", "\n"), &UNITS).iter().map(show).collect();
        if !found.is_empty() {
            wrong.push(format!("{sentence}\n  {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "found in:\n{}", wrong.join("\n"));
}

#[test]
fn spans_count_code_points_of_the_text() {
    let text = "𠮷村有充电桩约253个左右。";
    let found = &figures(text, &UNITS)[0];
    let cut =
        |range: std::ops::Range<usize>| text.chars().skip(range.start).take(range.len()).collect::<String>();
    assert_eq!(cut(found.span.clone()), "253个");
    assert_eq!(cut(found.number.clone()), "253");
    assert_eq!(cut(found.whole.clone()), "约253个左右");
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "9",
        "九",
        "(",
        "“",
        "《",
        "{",
        "1.",
        "1,",
        "1+",
        "1-",
        "1家",
        "2022年",
        "〔2022〕",
        "第",
        "万",
        "近千",
        "一",
        "约",
        "A1",
        " ",
    ] {
        fuzz_figures(piece.repeat(20_000 / piece.len()).as_bytes(), &UNITS);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_panics_on_any_text(text in "[0-9０-９,.+\\-—%万亿千百十零〇一二两三九分之成点个家次元年月日号第前约近超余多左右（）(){}《》“”〔〕从到至同比增长下降持平翻番A-C\\n 。，]{0,60}", bytes: Vec<u8>) {
        fuzz_figures(text.as_bytes(), &UNITS);
        fuzz_figures(&bytes, &UNITS);
    }
}
