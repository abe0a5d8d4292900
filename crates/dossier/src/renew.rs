//! `hengji new --from`: next year's dossier from last year's. Structure, people, duties, projects and history go
//! along; what was planned, achieved, spent or scored does not.

use crate::grid;
use crate::opening::{How, Opened, Refused, open};
use crate::records;
use crate::sheets::column_of;
use crate::starter::{blank_tables, full_table, grid_of, salt, write_new};
use hengji_diag::{Diagnostic, Severity};
use hengji_formula::Value;
use hengji_model::{Measure, Model, RawDossier, RawLedger, RawTable, RawText, ScopeOptions};
use hengji_schema::TableDef;
use std::path::Path;

/// The tables that go along, with the columns that do: those that say who, why and what, and none that say
/// how much or how well. An empty list stands for all columns.
const KEPT: [(&str, &[&str]); 15] = [
    (
        "department",
        &[
            "id",
            "name",
            "short_name",
            "code",
            "credit_code",
            "division_code",
            "division_name",
            "level",
            "superior",
            "finance_office",
            "bodies",
            "leader",
            "finance_head",
            "contact",
            "phone",
            "email",
            "address",
            "website",
        ],
    ),
    ("units", &[]),
    ("sections", &[]),
    ("people", &[]),
    ("staffing", &["id", "unit", "kind", "approved", "document"]),
    ("duties", &[]),
    (
        "plan_objectives",
        &["id", "plan", "objective", "period_from", "period_to", "baseline", "target", "unit", "document"],
    ),
    ("tasks", &["id", "order", "name", "content", "is_key", "section", "owner", "objective"]),
    ("duty_task_links", &[]),
    ("task_project_links", &["id", "task", "project"]),
    ("project_section_links", &["id", "project", "section", "role"]),
    ("project_unit_links", &["id", "project", "unit", "role"]),
    (
        "projects",
        &[
            "id",
            "name",
            "code",
            "level",
            "parent",
            "fund_type",
            "category",
            "unit",
            "authority",
            "section",
            "owner",
            "finance_head",
            "phone",
            "function_code",
            "economic_code",
            "government_economic_code",
            "period",
            "start",
            "end",
            "is_key",
            "direct_fund",
            "procured",
            "construction",
            "research",
            "special_fund",
            "basis",
            "summary",
            "scheme",
            "exempt",
            "exempt_reason",
        ],
    ),
    (
        "objects",
        &["id", "name", "kind", "project", "unit", "members", "form", "book", "recipient", "self_evaluated"],
    ),
    ("aliases", &[]),
];

/// Makes a new dossier for the year after the one at `last`.
///
/// The definitions of ledgers, the measures and the checklists go along as they are; of the narrative only the
/// headings. Each measure of last year that has a value becomes a row of 历年数据. The salt is new.
///
/// Errors: last year's dossier cannot be read; something is in `folder` already; the system refuses.
/// The findings are the errors in last year's dossier, for information.
pub fn new_from(last: &Path, folder: &Path, how: &How) -> Result<Vec<Diagnostic>, Refused> {
    let opened = open(last, how)?;
    let (model, about) = Model::load(opened.raw.clone());
    let salt = salt().map_err(|it| vec![crate::found::system(&folder.display().to_string(), &it)])?;
    let next = next_year(&opened, &model, &salt);
    let mut found = write_new(&next, folder)?;
    found.extend(
        about.into_iter().filter(|it| it.severity == Severity::Error).map(|it| opened.places.relocate(it)),
    );
    Ok(found)
}

fn next_year(last: &Opened, model: &Model, salt: &str) -> Opened {
    let raw = &last.raw;
    let mut next = RawDossier { meta: settings(&raw.meta, model, salt), ..RawDossier::default() };
    for (id, columns) in KEPT {
        let table = find(raw, id);
        next.tables.extend(table.and_then(|it| kept(it, columns)));
    }
    next.tables.extend(history(raw, model));
    // Ledgers begin the year without a row; a file without rows would say that nothing happened.
    let begin = |it: &RawLedger| RawLedger { definition: it.definition.clone(), rows: None };
    next.ledgers = raw.ledgers.iter().map(begin).collect();
    next.measures = raw.measures.clone();
    next.checklists = raw.checklists.clone();
    next.narrative = raw.narrative.iter().map(headings_only).collect();
    let blank = blank_tables(&next);
    Opened { raw: next, blank, found: Vec::new(), others: Vec::new(), texts: Vec::new(), ..last.clone() }
}

fn find<'a>(raw: &'a RawDossier, id: &str) -> Option<&'a RawTable> {
    raw.tables.iter().find(|it| hengji_schema::table(&it.name).is_some_and(|def| def.id == id))
}

// The table with the columns that go along; columns that the definition does not know keep their heading and
// lose their cells, because nobody can say what stands in them.
fn kept(table: &RawTable, columns: &[&str]) -> Option<RawTable> {
    let def = hengji_schema::table(&table.name)?;
    let mut rows = grid::texts(&table.grid);
    let head = rows.first()?.clone();
    let goes = |heading: &String| {
        column_of(def, heading).is_some_and(|it| columns.is_empty() || columns.contains(&it.id.as_str()))
    };
    let goes: Vec<bool> = head.iter().map(goes).collect();
    for row in rows.iter_mut().skip(1) {
        for (at, cell) in row.iter_mut().enumerate() {
            if !goes.get(at).copied().unwrap_or(false) {
                cell.clear();
            }
        }
    }
    let unknown: Vec<String> = head.into_iter().filter(|it| column_of(def, it).is_none()).collect();
    let mut full = grid::texts(&full_table(def, &rows).grid);
    full.first_mut()?.extend(unknown);
    Some(RawTable { grid: grid_of(&full), ..full_table(def, &[]) })
}

fn headings_only(text: &RawText) -> RawText {
    let lines: Vec<&str> = text.text.lines().filter(|it| it.starts_with('#')).collect();
    RawText::new(text.file.clone(), lines.iter().map(|it| format!("{it}\n\n")).collect::<String>())
}

// Last year's own settings, line by line, so that comments stay: the year, the id, the stage and the salt are
// set anew, and so is the notice that something is made up.
fn settings(meta: &RawText, model: &Model, salt: &str) -> RawText {
    let year = model.meta().year.saturating_add(1);
    let old = model.meta().year.to_string();
    let id = &model.meta().id;
    let new_id = if id.contains(&old) { id.replace(&old, &year.to_string()) } else { format!("{id}-{year}") };
    let mut text = String::new();
    let mut top = true;
    let mut set: Vec<&str> = Vec::new();
    let values = [
        ("id", records::quoted(&new_id)),
        ("year", year.to_string()),
        ("stage", records::quoted("目标")),
        ("salt", records::quoted(salt)),
    ];
    for line in meta.text.lines() {
        top &= !line.trim_start().starts_with('[');
        let key = line.split('=').next().unwrap_or_default().trim();
        match values.iter().find(|(it, _)| top && *it == key) {
            Some((key, value)) => {
                set.push(key);
                text.push_str(&format!("{key} = {value}\n"));
            }
            None => text.push_str(&format!("{line}\n")),
        }
    }
    // A form that lines cannot follow (an inline table over everything, a text of several lines) is written
    // anew from its values.
    let expected = records::parse(&meta.text).map(|mut table| {
        table.insert("id".to_owned(), toml::Value::String(new_id.clone()));
        table.insert("year".to_owned(), toml::Value::Integer(i64::from(year)));
        table.insert("stage".to_owned(), toml::Value::String("目标".to_owned()));
        table.insert("salt".to_owned(), toml::Value::String(salt.to_owned()));
        table
    });
    match expected {
        Some(expected) if records::parse(&text).as_ref() != Some(&expected) => {
            RawText::new(meta.file.clone(), expected.to_string())
        }
        _ => RawText::new(meta.file.clone(), text),
    }
}

// What history said, and what last year's measures come to.
fn history(raw: &RawDossier, model: &Model) -> Option<RawTable> {
    let def = hengji_schema::table("history")?;
    let mut rows = match find(raw, "history") {
        Some(table) => grid::texts(&full_table(def, &grid::texts(&table.grid)).grid),
        None => vec![crate::starter::headings(def)],
    };
    let year = model.meta().year.to_string();
    let column = |id: &str| position(def, id);
    let (key, name, at, value, unit, source) = (
        column("id")?,
        column("name")?,
        column("year")?,
        column("value")?,
        column("unit")?,
        column("source")?,
    );
    let scope = model.scope(ScopeOptions::default());
    for (number, measure) in model.measures().iter().enumerate() {
        let Some((amount, unit_name)) = measured(measure, &scope, model) else { continue };
        let named = measure.def.last_year.as_ref().unwrap_or(&measure.def.name);
        let is_there = |row: &Vec<String>| {
            row.get(name).is_some_and(|it| it == named) && row.get(at).is_some_and(|it| *it == year)
        };
        if rows.iter().any(is_there) {
            continue;
        }
        let mut row = vec![String::new(); rows[0].len()];
        row[key] = format!("LS{year}-{:04}", number + 1);
        row[name] = named.clone();
        row[at] = year.clone();
        row[value] = amount;
        row[unit] = unit_name;
        row[source] = format!("{year}年度绩效档案度量");
        rows.push(row);
    }
    (rows.len() > 1).then(|| RawTable { grid: grid_of(&rows), ..full_table(def, &[]) })
}

fn position(def: &TableDef, id: &str) -> Option<usize> {
    def.columns.iter().filter(|it| !it.is_computed()).position(|it| it.id == id)
}

// Exact where decimals can say it; else to 12 places.
fn measured(
    measure: &Measure,
    scope: &hengji_model::ModelScope<'_>,
    model: &Model,
) -> Option<(String, String)> {
    let Value::Quantity(quantity) = scope.measure(&measure.def.name)?.value else { return None };
    let shown =
        measure.def.unit.as_ref().and_then(|it| model.units().get(it)).unwrap_or(quantity.unit.clone());
    let value = quantity.value_in(&shown);
    let places = value.decimals().filter(|it| *it <= 12).unwrap_or(12);
    Some((value.to_fixed(places), if shown.is_plain() { String::new() } else { shown.to_string() }))
}
