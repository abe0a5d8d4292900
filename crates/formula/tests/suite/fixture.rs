//! The small department that examples and cases compute with, read from the ```数据 blocks of the reference page
//! and from `tests/cases/data.txt`.

use hengji_formula::{
    Answer, CheckItem, Checklist, ColumnInfo, HistorySource, MemoryScope, MemoryTable, NameKind,
    RelationInfo, Type, Value, parse,
};
use hengji_num::{Rational, UnitTable};
use jiff::civil::{Date, Weekday};
use std::sync::OnceLock;

pub const PAGE: &str = include_str!("../../../../docs/reference/formula.md");
const DATA: &str = include_str!("../cases/data.txt");

/// The units of the repository.
pub fn units() -> &'static UnitTable {
    static UNITS: OnceLock<UnitTable> = OnceLock::new();
    UNITS.get_or_init(|| UnitTable::parse(include_str!("../../../../schema/units.toml")).expect("units.toml"))
}

/// The lines of the code blocks of one kind.
pub fn blocks<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(rest) => inside = rest == kind && !inside,
            None if inside => lines.push(line),
            None => {}
        }
    }
    lines
}

/// The scope of the fixture.
pub fn scope() -> MemoryScope {
    let mut scope = MemoryScope::new(units().clone(), 2022);
    // A five-day week is calendar enough here, except that 2022-10-01 to 10-07 are holidays and 10-08 and
    // 10-09 are worked; other years than 2021 to 2023 are not known.
    scope.set_workdays(|day: Date| {
        let holiday = Date::constant(2022, 10, 1)..=Date::constant(2022, 10, 7);
        let moved = [Date::constant(2022, 10, 8), Date::constant(2022, 10, 9)];
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        (2021..=2023)
            .contains(&day.year())
            .then(|| moved.contains(&day) || !weekend && !holiday.contains(&day))
    });
    let mut lines: Vec<&str> = blocks(PAGE, "数据");
    lines.extend(DATA.lines());
    let mut at = 0;
    while at < lines.len() {
        let words: Vec<&str> = lines[at].split_whitespace().collect();
        at += 1;
        match words.as_slice() {
            ["表" | "缺表", heading, id, word] => {
                let end =
                    lines[at..].iter().position(|it| it.trim().is_empty()).map_or(lines.len(), |n| at + n);
                scope.add_table(table(heading, id, word, &lines[at..end], words[0] == "缺表"));
                at = end;
            }
            ["史", name, year, "=", value, source] => {
                let source =
                    if *source == "上年档案" { HistorySource::Dossier } else { HistorySource::Table };
                let year = year.parse().expect("a year");
                scope.set_history(name, year, literal(value), source);
            }
            [kind @ ("度量" | "输入" | "常量"), name, "=", value] => {
                let kind = match *kind {
                    "度量" => NameKind::Measure,
                    "输入" => NameKind::Input,
                    _ => NameKind::Constant,
                };
                scope.set(name, kind, literal(value));
            }
            ["清单", name, items @ ..] => scope.add_checklist(name, checklist(items)),
            [] => {}
            _ => panic!("fixture line: {}", lines[at - 1]),
        }
    }
    scope
}

/// A value as a formula writes it.
pub fn literal(text: &str) -> Value {
    let (expr, found) = parse(text, units());
    assert!(found.is_empty(), "{text}");
    let empty = MemoryScope::new(units().clone(), 2022);
    let expr = expr.expect("no error");
    hengji_formula::evaluate_value(&expr, &empty, &hengji_formula::Budget::default())
}

// 制度健全:1:是, with ! in front for a veto item.
fn checklist(items: &[&str]) -> Checklist {
    let item = |text: &&str| {
        let parts: Vec<&str> = text.split(':').collect();
        let answer = match parts[2] {
            "是" => Some(Answer::Yes),
            "否" => Some(Answer::No),
            "不适用" => Some(Answer::NotApplicable),
            _ => None,
        };
        CheckItem {
            label: parts[0].trim_start_matches('!').into(),
            points: Rational::parse(parts[1]).expect("points"),
            answer,
            veto: parts[0].starts_with('!'),
            place: None,
        }
    };
    Checklist { items: items.iter().map(item).collect() }
}

fn table(heading: &str, id: &str, word: &str, lines: &[&str], absent: bool) -> MemoryTable {
    let cells = |line: &&str| line.split('|').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let heads = lines.first().map(cells).expect("a heading row");
    let mut info = RelationInfo {
        id: id.into(),
        heading: heading.into(),
        columns: heads.iter().map(|it| column(it)).collect(),
        counting: Type::Quantity(units().get(word).unwrap_or_else(|| panic!("unit {word}"))),
        key: 0,
        event_date: None,
        valid_from: None,
        valid_to: None,
    };
    for (at, head) in heads.iter().enumerate() {
        let mark = head.split_once('*').map(|it| it.1);
        let slot = match mark {
            Some("事") => &mut info.event_date,
            Some("始") => &mut info.valid_from,
            Some("止") => &mut info.valid_to,
            _ => continue,
        };
        *slot = Some(at);
    }
    if absent {
        return MemoryTable::absent(info);
    }
    let status = info.columns.iter().position(|it| &*it.heading == "审核状态");
    let texts: Vec<Vec<String>> = lines[1..].iter().map(cells).collect();
    let counts: Option<Vec<bool>> = status.map(|at| texts.iter().map(|it| it[at] == "通过").collect());
    let rows: Vec<Vec<Value>> = texts
        .iter()
        .map(|it| it.iter().zip(&info.columns).map(|(text, column)| cell(text, &column.ty)).collect())
        .collect();
    MemoryTable::new(info, &rows, counts.as_deref())
}

// 金额:数万元, 日期:日期*事, 企业:引用enterprises, 类别:文本（甲/乙）.
fn column(head: &str) -> ColumnInfo {
    let head = head.split('*').next().unwrap_or(head);
    let (heading, kind) = head.split_once(':').unwrap_or((head, "文本"));
    let mut allowed = Vec::new();
    let ty = if let Some(unit) = kind.strip_prefix('数') {
        Type::Quantity(units().get(unit).unwrap_or_else(hengji_num::Unit::plain))
    } else if let Some(id) = kind.strip_prefix("引用") {
        Type::Reference(id.into())
    } else if let Some(values) = kind.strip_prefix("枚举") {
        allowed = values.split('/').map(Into::into).collect();
        Type::Text
    } else {
        match kind {
            "日期" => Type::Date,
            "时间" => Type::DateTime,
            "是否" => Type::Bool,
            "多值" => Type::List(Box::new(Type::Text)),
            _ => Type::Text,
        }
    };
    ColumnInfo {
        id: heading.into(),
        heading: heading.into(),
        synonyms: Vec::new(),
        ty,
        counting: None,
        allowed,
    }
}

fn cell(text: &str, ty: &Type) -> Value {
    if text.is_empty() {
        return Value::missing(hengji_formula::ReasonKind::Blank, "");
    }
    match ty {
        Type::Quantity(unit) => Value::quantity(Rational::parse(text).expect("a number"), unit),
        Type::Date => Value::Date(text.parse().expect("a date")),
        Type::DateTime => Value::DateTime(text.parse().expect("a time")),
        Type::Bool => Value::Bool(text == "是"),
        Type::List(_) => Value::List(text.split('、').map(Value::text).collect()),
        _ => Value::text(text),
    }
}
