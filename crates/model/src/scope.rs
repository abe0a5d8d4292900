//! What formulas see of a model.

use crate::model::Model;
use crate::view::View;
use hengji_diag::Place;
use hengji_formula::{
    Answer, Bound, Budget, CheckItem, Checklist, HistorySource, Missing, NameKind, Named, Op, Origin, Period,
    Reason, ReasonKind, Relation, Scope, Standing, Type, Value, Working,
};
use hengji_num::{Quantity, Rational, Unit, UnitTable};
use hengji_schema::{Entry, Meaning, YearOf};
use jiff::civil::Date;
use std::sync::{Arc, OnceLock};

/// Whose evidence counts (`--evidence`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Everything.
    #[default]
    All,
    /// Only rows whose 数据来源 is 公开; a table of which nothing is left is missing(非公开数据).
    Public,
}

/// What a scope is asked to see.
#[derive(Clone, Debug, Default)]
pub struct ScopeOptions {
    /// Only what had happened by this day (`--as-of`); rows with a later event do not count.
    pub as_of: Option<Date>,
    /// Today; the cut-off day by default, so that nothing depends on the clock.
    pub today: Option<Date>,
    /// Whose evidence counts.
    pub evidence: Evidence,
    /// The reporting period (本期); the year by default.
    pub period: Option<Period>,
    /// Names bound to rows: 本项目 → (`projects`, key). Their fields are reached by dots.
    pub rows: Vec<(String, String, String)>,
    /// The object whose checklist answers count; those of the whole department (blank) by default.
    pub object: Option<String>,
}

/// What a scope is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Computing figures.
    Figures,
    /// Looking for circles among measures, which have no types then.
    Circles,
    /// Computed columns: every row is seen whatever its state, and measures have no types.
    Columns,
}

impl ScopeOptions {
    /// Binds a name to a row: `本项目` to a row of `projects`.
    pub fn with_row(mut self, name: &str, table: &str, key: &str) -> ScopeOptions {
        self.rows.push((name.to_owned(), table.to_owned(), key.to_owned()));
        self
    }
}

/// A model as formulas see it under some options. Measures and words of the vocabulary are computed once;
/// it may be shared between threads.
pub struct ModelScope<'m> {
    model: &'m Model,
    options: ScopeOptions,
    purpose: Use,
    views: Vec<View<'m>>,
    measures: Vec<OnceLock<Bound>>,
    types: Vec<OnceLock<Type>>,
    vocabulary: Vec<OnceLock<Bound>>,
    vocabulary_types: Vec<OnceLock<Type>>,
    last: OnceLock<Option<Box<ModelScope<'m>>>>,
}

fn slots<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

impl<'m> ModelScope<'m> {
    pub(crate) fn new(model: &'m Model, options: ScopeOptions, purpose: Use) -> ModelScope<'m> {
        ModelScope {
            views: model.tables.iter().map(|t| View::new(t, &options, purpose)).collect(),
            measures: slots(model.measures.len()),
            types: slots(model.measures.len()),
            vocabulary: slots(model.vocabulary.len()),
            vocabulary_types: slots(model.vocabulary.len()),
            last: OnceLock::new(),
            model,
            options,
            purpose,
        }
    }

    /// The model behind it.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// The options it was made with.
    pub fn options(&self) -> &ScopeOptions {
        &self.options
    }

    /// The value of a measure with its working; `None` when there is no such measure.
    pub fn measure(&self, name: &str) -> Option<Bound> {
        let index = *self.model.measure_names.get(name)?;
        Some(self.measure_at(index))
    }

    /// All measures, computed on all processors: name and value, in the order of the file.
    pub fn measures(&self) -> Vec<(&'m str, Bound)> {
        use rayon::prelude::*;
        let values: Vec<Bound> =
            (0..self.measures.len()).into_par_iter().map(|index| self.measure_at(index)).collect();
        self.model.measures.iter().map(|m| m.def.name.as_str()).zip(values).collect()
    }

    /// Whether a row counts under these options, or why not. `None` for an unknown table.
    pub fn standing(&self, table: &str, row: usize) -> Option<Standing> {
        self.model.names.get(table).map(|i| self.views[*i].standing(row))
    }

    fn measure_at(&self, index: usize) -> Bound {
        self.measures[index].get_or_init(|| self.compute_measure(index)).clone()
    }

    fn compute_measure(&self, index: usize) -> Bound {
        let measure = &self.model.measures[index];
        if measure.in_circle {
            return Bound { value: Value::missing(ReasonKind::Circle, &measure.def.name), working: None };
        }
        let Some(expr) = &measure.expr else {
            return Bound { value: Value::missing(ReasonKind::BadFormula, &measure.def.name), working: None };
        };
        let (value, working) = hengji_formula::evaluate(expr, self, &Budget::default());
        let unit = measure.def.unit.as_ref().and_then(|u| self.model.units.get(u));
        let value = shown_in(value, unit.as_ref());
        Bound { value, working: Some(Arc::new(working)) }
    }

    fn measure_type(&self, index: usize) -> Type {
        if self.purpose != Use::Figures {
            return Type::Unknown;
        }
        let measure = &self.model.measures[index];
        let Some(expr) = measure.expr.as_ref().filter(|_| !measure.in_circle) else { return Type::Unknown };
        let ty = self.types[index].get_or_init(|| hengji_formula::check(expr, self).0);
        let unit = measure.def.unit.as_ref().and_then(|u| self.model.units.get(u));
        match (ty, unit) {
            (Type::Quantity(own), Some(unit)) if goes_in(own, &unit) => Type::Quantity(unit),
            (ty, _) => ty.clone(),
        }
    }

    fn entry(&self, name: &str) -> Option<(usize, &'static Entry)> {
        let entries = &hengji_schema::vocabulary().entries;
        let index = entry_index(name)?;
        Some((index, &entries[index]))
    }

    fn entry_type(&self, index: usize, entry: &Entry) -> Type {
        let unit = self.model.units.get(&entry.unit).unwrap_or_else(Unit::plain);
        if self.purpose != Use::Figures || matches!(entry.meaning, Meaning::Base { .. }) {
            return Type::Quantity(unit);
        }
        let Some(expr) = self.model.vocabulary.get(index).and_then(Option::as_ref) else {
            return Type::Unknown;
        };
        self.vocabulary_types[index]
            .get_or_init(|| match hengji_formula::check(expr, self).0 {
                Type::Quantity(own) if own.same_dimension(&unit) => Type::Quantity(unit),
                ty => ty,
            })
            .clone()
    }

    fn entry_value(&self, index: usize, entry: &'static Entry) -> Bound {
        let compute = || {
            let unit = self.model.units.get(&entry.unit);
            match &entry.meaning {
                Meaning::Base { key, stages, year } => self.base_figure(entry, key, stages, *year),
                Meaning::Formula(_) => match self.model.vocabulary.get(index).and_then(Option::as_ref) {
                    Some(expr) => {
                        let (value, working) = hengji_formula::evaluate(expr, self, &Budget::default());
                        Bound { value: shown_in(value, unit.as_ref()), working: Some(Arc::new(working)) }
                    }
                    None => {
                        Bound { value: Value::missing(ReasonKind::BadFormula, &entry.name), working: None }
                    }
                },
            }
        };
        self.vocabulary[index].get_or_init(compute).clone()
    }

    // A figure of table 基础数据: the first stage that has a row; none at all is missing, not zero.
    fn base_figure(&self, entry: &Entry, key: &str, stages: &[String], year: YearOf) -> Bound {
        let year = match year {
            YearOf::This => self.model.meta.year,
            YearOf::Last => self.model.meta.year - 1,
        };
        let found = stages.iter().find_map(|stage| self.base_value(key, stage, year));
        let found = found.or_else(|| self.base_parts(entry, key, stages, year));
        let unit = self.model.units.get(&entry.unit);
        match found {
            Some(working) => {
                let value = shown_in(working.value.clone(), unit.as_ref());
                Bound { value, working: Some(Arc::new(working)) }
            }
            None => {
                let subject = format!("基础数据“{key}”（{}，{year}年）", stages.join("或"));
                let absent = self.view("base_figures").and_then(Relation::absent);
                let reason = match absent {
                    Some(reason) => Reason { subject: subject.into(), ..reason },
                    None if self.is_hidden(key, stages, year) => Reason::new(ReasonKind::NotPublic, subject),
                    None => Reason::new(ReasonKind::NotProvided, subject),
                };
                Bound { value: Value::Missing(Missing::one(reason)), working: None }
            }
        }
    }

    // Whether a base figure is there and only not public.
    fn is_hidden(&self, key: &str, stages: &[String], year: i16) -> bool {
        let Some(table) = self.model.table("base_figures") else { return false };
        self.options.evidence == Evidence::Public
            && table.rows_where("key", key).any(|row| {
                row.year("year") == Some(year)
                    && row.text("stage").is_some_and(|stage| stages.iter().any(|s| s == stage))
            })
    }

    fn base_parts(&self, entry: &Entry, key: &str, stages: &[String], year: i16) -> Option<Working> {
        let parts = &hengji_schema::vocabulary().base_figure(key)?.parts;
        if parts.is_empty() {
            return None;
        }
        let part = |name: &String| stages.iter().find_map(|stage| self.base_value(name, stage, year));
        let workings: Option<Vec<Working>> = parts.iter().map(part).collect();
        sum(&entry.name, workings?)
    }

    fn base_value(&self, key: &str, stage: &str, year: i16) -> Option<Working> {
        let view = self.view("base_figures")?;
        let table = view.table;
        let fits = |row: usize| {
            let row = table.row(row)?;
            let same = row.text("key") == Some(key)
                && row.text("stage") == Some(stage)
                && row.year("year") == Some(year);
            same.then_some(row)
        };
        let all: Vec<_> = match view.counting() {
            Some(rows) => rows.iter().filter_map(|r| fits(*r as usize)).collect(),
            None => (0..table.len).filter_map(fits).collect(),
        };
        // The row of the whole department counts before the sum over its units.
        let whole: Vec<_> = all.iter().filter(|r| r.text("unit_ref").is_none()).collect();
        let rows = if whole.is_empty() { all.iter().collect() } else { whole };
        let leaf = |row: &&crate::row::Row<'_>| {
            let value = row.value("value");
            Working {
                op: if value.is_missing() { Op::Missing } else { Op::Leaf },
                src: key.into(),
                shown: hengji_formula::value_shown(&value).into(),
                value,
                inputs: Vec::new(),
                from: Origin::Cell {
                    relation: "base_figures".into(),
                    key: row.key().into(),
                    column: "value".into(),
                },
            }
        };
        sum(key, rows.iter().map(leaf).collect())
    }

    fn view(&self, id: &str) -> Option<&View<'m>> {
        self.model.ids.get(id).map(|i| &self.views[*i])
    }

    fn last_scope(&self) -> Option<&ModelScope<'m>> {
        let make = || {
            let last = self.model.last_year.as_deref()?;
            let options = ScopeOptions { evidence: self.options.evidence, ..ScopeOptions::default() };
            Some(Box::new(ModelScope::new(last, options, Use::Figures)))
        };
        self.last.get_or_init(make).as_deref()
    }

    /// The answers of a checklist for an object: item → (answer, row of table 清单判断). A blank object is the
    /// whole department.
    pub fn answers(&self, checklist: &str, object: Option<&str>) -> Vec<(String, Option<Answer>, usize)> {
        let Some(view) = self.view("checklist_answers") else { return Vec::new() };
        let fits = |row: &usize| {
            let r = view.table.row(*row);
            r.is_some_and(|r| r.text("checklist") == Some(checklist) && r.text("object") == object)
                && view.standing(*row) == Standing::Counts
        };
        (0..view.table.len)
            .filter(fits)
            .filter_map(|index| view.table.row(index))
            .map(|row| {
                let answer = match row.text("answer") {
                    Some("是") => Some(Answer::Yes),
                    Some("否") => Some(Answer::No),
                    Some("不适用") => Some(Answer::NotApplicable),
                    _ => None,
                };
                (row.text("item").unwrap_or_default().to_owned(), answer, row.index())
            })
            .collect()
    }
}

fn entry_index(name: &str) -> Option<usize> {
    static INDEX: OnceLock<std::collections::HashMap<&'static str, usize>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let entries = hengji_schema::vocabulary().entries.iter().enumerate();
        entries.flat_map(|(i, e)| [(e.name.as_str(), i), (e.alias.as_str(), i)]).collect()
    });
    index.get(name).copied()
}

// One working as it is, several under their sum; none is `None`.
fn sum(name: &str, workings: Vec<Working>) -> Option<Working> {
    let mut total: Option<Value> = None;
    for working in &workings {
        total = Some(match (total, &working.value) {
            (None, value) => value.clone(),
            (Some(Value::Missing(a)), Value::Missing(b)) => Value::Missing(a.and(b)),
            (Some(Value::Missing(a)), _) => Value::Missing(a),
            (Some(_), Value::Missing(b)) => Value::Missing(b.clone()),
            (Some(Value::Quantity(a)), Value::Quantity(b)) => match a.add(b) {
                Ok(sum) => Value::Quantity(sum),
                Err(_) => Value::missing(ReasonKind::UnitSlip, name),
            },
            (Some(value), _) => value,
        });
    }
    let value = total?;
    if workings.len() == 1 {
        return workings.into_iter().next();
    }
    Some(Working {
        op: Op::Call,
        src: name.into(),
        shown: hengji_formula::value_shown(&value).into(),
        value,
        inputs: workings.into_iter().map(Arc::new).collect(),
        from: Origin::Function("合计".into()),
    })
}

// The same amount in another unit, where that goes.
fn shown_in(value: Value, unit: Option<&Unit>) -> Value {
    match (value, unit) {
        (Value::Quantity(q), Some(unit)) if goes_in(&q.unit, unit) => {
            Value::Quantity(Quantity { base: q.base, unit: unit.clone() })
        }
        (value, _) => value,
    }
}

/// Whether an amount in one unit may be shown in another: the same dimension; and a bare number as a ratio or
/// in a unit of size 1 (家), but not in 万元, which would be ten thousand times as much.
pub(crate) fn goes_in(own: &Unit, unit: &Unit) -> bool {
    own.same_dimension(unit) || (own.is_plain() && (unit.is_ratio() || unit.scale() == Rational::ONE))
}

impl Scope for ModelScope<'_> {
    fn named(&self, name: &str) -> Option<Named> {
        let named = |kind, ty| Some(Named { kind, ty });
        if let Some((_, table, _)) = self.options.rows.iter().find(|(n, _, _)| n == name) {
            return named(NameKind::Constant, Type::Reference(table.as_str().into()));
        }
        if let Some(index) = self.model.measure_names.get(name) {
            return named(NameKind::Measure, self.measure_type(*index));
        }
        if let Some((index, entry)) = self.entry(name) {
            return named(NameKind::Vocabulary, self.entry_type(index, entry));
        }
        if let Some(index) = self.model.names.get(name) {
            return named(NameKind::Relation, Type::Rows(self.model.tables[*index].info.id.clone()));
        }
        if matches!(name, "部门名称" | "部门简称" | "地区") {
            return named(NameKind::Constant, Type::Text);
        }
        let list = self.model.checklists.iter().find(|c| c.id == name || c.title == name);
        list.and_then(|_| named(NameKind::Checklist, Type::Checklist))
    }

    fn value(&self, name: &str) -> Bound {
        let plain = |value| Bound { value, working: None };
        if let Some((_, _, key)) = self.options.rows.iter().find(|(n, _, _)| n == name) {
            return plain(Value::text(key));
        }
        if let Some(index) = self.model.measure_names.get(name) {
            return self.measure_at(*index);
        }
        if let Some((index, entry)) = self.entry(name) {
            return self.entry_value(index, entry);
        }
        match name {
            "部门名称" => plain(Value::text(&self.model.meta.department)),
            "部门简称" => plain(Value::text(&self.model.meta.short)),
            "地区" => plain(Value::text(&self.model.meta.region)),
            _ => plain(Value::missing(ReasonKind::NotProvided, name)),
        }
    }

    fn relation(&self, id: &str) -> Option<&dyn Relation> {
        self.view(id).map(|view| view as &dyn Relation)
    }

    fn units(&self) -> &UnitTable {
        &self.model.units
    }

    fn names(&self) -> Vec<String> {
        let model = self.model;
        let mut all: Vec<String> = self.options.rows.iter().map(|(n, _, _)| n.clone()).collect();
        all.extend(model.measures.iter().map(|m| m.def.name.clone()));
        all.extend(model.tables.iter().map(|t| t.def.heading.clone()));
        all.extend(hengji_schema::vocabulary().entries.iter().map(|e| e.name.clone()));
        all.extend(model.checklists.iter().map(|c| c.title.clone()));
        all.extend(["部门名称", "部门简称", "地区"].map(str::to_owned));
        all
    }

    fn year(&self) -> i16 {
        self.model.meta.year
    }

    fn today(&self) -> Date {
        self.options.today.unwrap_or_else(|| self.as_of())
    }

    fn as_of(&self) -> Date {
        let end = || Date::new(self.model.meta.year, 12, 31).unwrap_or(Date::MAX);
        self.options.as_of.unwrap_or_else(end)
    }

    fn period(&self) -> Period {
        let year = || Period::year(self.model.meta.year);
        self.options.period.or_else(year).unwrap_or(Period { first: Date::MIN, last: Date::MAX })
    }

    fn history(&self, measure: &str, year: i16) -> Option<(Value, HistorySource)> {
        if let Some(last) = self.last_scope().filter(|last| last.model.meta.year == year)
            && last.named(measure).is_some_and(|n| matches!(n.kind, NameKind::Measure | NameKind::Vocabulary))
        {
            let value = last.value(measure).value;
            if !value.is_missing() {
                return Some((value, HistorySource::Dossier));
            }
        }
        let row = self.history_row(measure, year)?;
        let value = self.view("history")?.table.row(row)?.value("value");
        let unit = self.model.measure(measure).and_then(|m| m.def.unit.as_ref());
        let unit = unit.and_then(|u| self.model.units.get(u));
        Some((shown_in(value, unit.as_ref()), HistorySource::Table))
    }

    fn checklist(&self, name: &str) -> Option<Checklist> {
        let def = self.model.checklists.iter().find(|c| c.id == name || c.title == name)?;
        let object = self.options.object.as_deref();
        let mut answers = self.answers(&def.id, object);
        answers.extend(self.answers(&def.title, object));
        let table = self.model.table("checklist_answers")?;
        let items = def.items.iter().map(|item| {
            let given = answers.iter().find(|(id, _, _)| *id == item.id || *id == item.text);
            CheckItem {
                label: item.text.as_str().into(),
                points: item.points.clone(),
                answer: given.and_then(|(_, answer, _)| *answer),
                veto: item.veto,
                place: given.and_then(|(_, _, row)| table.row(*row)).map(|row| row.place("answer")),
            }
        });
        Some(Checklist { items: items.collect() })
    }

    fn workday(&self, day: Date) -> Option<bool> {
        hengji_schema::calendar().is_working_day(day)
    }
}

impl ModelScope<'_> {
    /// The row of table 历年数据 with a measure's value of a year.
    pub(crate) fn history_row(&self, measure: &str, year: i16) -> Option<usize> {
        let view = self.view("history")?;
        let other = self.model.measure(measure).and_then(|m| m.def.last_year.as_deref());
        let column = view.table.def.position("name")?;
        [Some(measure), other].into_iter().flatten().find_map(|name| {
            let rows = view.table.matching(column, name)?;
            rows.iter().map(|r| *r as usize).find(|r| {
                view.table.row(*r).and_then(|row| row.year("year")) == Some(year)
                    && view.standing(*r) == Standing::Counts
            })
        })
    }

    /// Where the definition of a name stands, for messages.
    pub fn place_of(&self, name: &str) -> Option<Place> {
        self.model.measure(name).map(|m| m.def.place.clone())
    }
}
