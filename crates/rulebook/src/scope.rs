//! The schema as a scope: what a book may name when it is checked alone, and the ground its examples run on.

use hengji_diag::Place;
use hengji_formula::{
    Bound, ColumnData, ColumnInfo, ColumnView, HistorySource, NameKind, Named, Reason, ReasonKind, Relation,
    RelationInfo, Scope, Standing, Type, Value,
};
use hengji_num::{Unit, UnitTable};
use hengji_schema::{ColumnDef, Kind, TableDef};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// All standard tables without rows, and the vocabulary without values.
///
/// `year` is the budget year of 本年; a book is checked with any year.
#[derive(Clone, Copy, Debug)]
pub struct SchemaScope {
    /// The budget year.
    pub year: i16,
}

struct Standard {
    tables: HashMap<&'static str, EmptyTable>,
    by_name: HashMap<&'static str, &'static str>,
}

struct EmptyTable {
    info: RelationInfo,
}

fn standard() -> &'static Standard {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    STANDARD.get_or_init(|| {
        let mut it = Standard { tables: HashMap::new(), by_name: HashMap::new() };
        for def in hengji_schema::tables() {
            it.by_name.insert(&def.heading, &def.id);
            it.by_name.insert(&def.id, &def.id);
            it.tables.insert(&def.id, EmptyTable { info: info(def) });
        }
        it.by_name.insert("得分", "scores");
        it.tables.insert("scores", EmptyTable { info: score_table() });
        it
    })
}

/// Table 得分, which a department's book sees once its projects are scored: a row a line of each project, and
/// one a project with code 总分.
pub fn score_table() -> RelationInfo {
    let points = || Type::Quantity(unit(Some("分")));
    let column = |id: &str, heading: &str, ty: Type| ColumnInfo {
        id: id.into(),
        heading: heading.into(),
        synonyms: Vec::new(),
        ty,
        counting: None,
        allowed: Vec::new(),
    };
    RelationInfo {
        id: "scores".into(),
        heading: "得分".into(),
        columns: vec![
            column("id", "编号", Type::Text),
            column("project", "项目", Type::Reference("projects".into())),
            column("code", "编码", Type::Text),
            column("name", "指标", Type::Text),
            column("points", "分值", points()),
            column("score", "得分", points()),
        ],
        counting: Type::Quantity(unit(Some("项"))),
        key: 0,
        event_date: None,
        valid_from: None,
        valid_to: None,
    }
}

fn unit(name: Option<&str>) -> Unit {
    name.and_then(|it| hengji_schema::units().get(it)).unwrap_or_else(Unit::plain)
}

fn info(def: &TableDef) -> RelationInfo {
    let position = |id: &Option<String>| id.as_deref().and_then(|it| def.position(it));
    RelationInfo {
        id: def.id.as_str().into(),
        heading: def.heading.as_str().into(),
        columns: def.columns.iter().map(column).collect(),
        counting: Type::Quantity(unit(def.counting_word.as_deref())),
        key: def.position(&def.key).unwrap_or(0),
        event_date: position(&def.event_date),
        valid_from: position(&def.valid_from),
        valid_to: position(&def.valid_to),
    }
}

fn column(def: &ColumnDef) -> ColumnInfo {
    ColumnInfo {
        id: def.id.as_str().into(),
        heading: def.heading.as_str().into(),
        synonyms: def.synonyms.iter().map(|it| it.as_str().into()).collect(),
        ty: column_type(def),
        counting: def.reference.as_deref().map(|id| {
            let target = hengji_schema::table(id);
            Type::Quantity(unit(target.and_then(|it| it.counting_word.as_deref())))
        }),
        allowed: def.allowed.iter().map(|it| it.as_str().into()).collect(),
    }
}

fn column_type(def: &ColumnDef) -> Type {
    let reference = || Type::Reference(def.reference.clone().unwrap_or_default().into());
    match def.kind {
        // The unit stands in another column of the row, so it is known only there.
        Kind::Dec | Kind::Int if def.unit_column.is_some() => Type::Unknown,
        Kind::Int | Kind::Dec | Kind::Money => Type::Quantity(unit(def.unit.as_deref())),
        Kind::Ratio => Type::Quantity(Unit::percent()),
        Kind::Date => Type::Date,
        Kind::DateTime => Type::DateTime,
        Kind::Year => Type::Period,
        Kind::Bool => Type::Bool,
        Kind::Ref => reference(),
        Kind::MultiRef => Type::List(Box::new(reference())),
        Kind::MultiEnum | Kind::Files => Type::List(Box::new(Type::Text)),
        _ => Type::Text,
    }
}

impl Scope for SchemaScope {
    fn named(&self, name: &str) -> Option<Named> {
        if let Some(entry) = hengji_schema::vocabulary().entry(name) {
            let ty = Type::Quantity(unit(Some(&entry.unit)));
            return Some(Named { kind: NameKind::Vocabulary, ty });
        }
        if let Some(id) = standard().by_name.get(name) {
            return Some(Named { kind: NameKind::Relation, ty: Type::Rows((*id).into()) });
        }
        (name == "部门名称").then_some(Named { kind: NameKind::Constant, ty: Type::Text })
    }

    fn value(&self, name: &str) -> Bound {
        Bound { value: Value::missing(ReasonKind::NotProvided, name), working: None }
    }

    fn relation(&self, id: &str) -> Option<&dyn Relation> {
        standard().tables.get(id).map(|it| it as &dyn Relation)
    }

    fn units(&self) -> &UnitTable {
        hengji_schema::units()
    }

    fn names(&self) -> Vec<String> {
        let words = hengji_schema::vocabulary().entries.iter().map(|it| it.name.clone());
        words.chain(hengji_schema::tables().iter().map(|it| it.heading.clone())).collect()
    }

    fn year(&self) -> i16 {
        self.year
    }

    fn today(&self) -> Date {
        self.as_of()
    }

    fn as_of(&self) -> Date {
        Date::new(self.year, 12, 31).unwrap_or(Date::MAX)
    }

    fn history(&self, _measure: &str, _year: i16) -> Option<(Value, HistorySource)> {
        None
    }

    fn workday(&self, day: Date) -> Option<bool> {
        hengji_schema::calendar().is_working_day(day)
    }
}

impl Relation for EmptyTable {
    fn info(&self) -> &RelationInfo {
        &self.info
    }

    fn len(&self) -> usize {
        0
    }

    fn absent(&self) -> Option<Reason> {
        Some(Reason::new(ReasonKind::NotProvided, self.info.heading.clone()))
    }

    fn counting(&self) -> Option<&[u32]> {
        None
    }

    fn standing(&self, _row: usize) -> Standing {
        Standing::Counts
    }

    fn column(&self, _column: usize) -> ColumnView<'_> {
        ColumnView { data: ColumnData::Cells, valid: None }
    }

    fn cell(&self, _row: usize, _column: usize) -> Value {
        Value::Missing(hengji_formula::Missing::one(Reason::new(
            ReasonKind::NotProvided,
            self.info.heading.clone(),
        )))
    }

    fn key(&self, _row: usize) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn find(&self, _key: &str) -> Option<usize> {
        None
    }

    fn place(&self, _row: usize, _column: usize) -> Place {
        Place::default()
    }
}
