//! Table 得分 (scores): what a department's book sees of its projects.

use hengji_diag::Place;
use hengji_formula::{
    ColumnData, ColumnInfo, ColumnView, Reason, ReasonKind, Relation, RelationInfo, Standing, Type, Value,
};
use hengji_num::{Rational, Unit};
use std::borrow::Cow;

use crate::scored::{Amount, Scored};

/// Rows `项目, 编码, 指标, 分值, 得分`, one a line of each project, and one a project with code 总分.
pub(crate) struct ScoreTable {
    info: RelationInfo,
    rows: Vec<[Value; 5]>,
    keys: Vec<String>,
}

impl ScoreTable {
    pub(crate) fn new(projects: &[Scored]) -> ScoreTable {
        let points = hengji_rulebook::points_quantity(&Rational::ONE).unit;
        let mut table = ScoreTable { info: info(&points), rows: Vec::new(), keys: Vec::new() };
        for project in projects {
            for item in &project.items {
                table.push(&project.object, &item.code, item.name(), &item.points, &item.score);
            }
            table.push(&project.object, "总分", "总分", &project.points, &project.total);
        }
        table
    }

    fn push(&mut self, project: &str, code: &str, name: &str, points: &Rational, score: &Amount) {
        let quantity = |it: &Rational| Value::Quantity(hengji_rulebook::points_quantity(it));
        let score = match score {
            Amount::Score(score) => quantity(score),
            _ => Value::missing(ReasonKind::NotProvided, &format!("{project} {name}")),
        };
        self.keys.push(format!("{project}/{code}"));
        self.rows.push([Value::text(project), Value::text(code), Value::text(name), quantity(points), score]);
    }
}

fn info(points: &Unit) -> RelationInfo {
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
            column("project", "项目", Type::Reference("projects".into())),
            column("code", "编码", Type::Text),
            column("name", "指标", Type::Text),
            column("points", "分值", Type::Quantity(points.clone())),
            column("score", "得分", Type::Quantity(points.clone())),
        ],
        counting: Type::Quantity(hengji_schema::units().get("项").unwrap_or_else(Unit::plain)),
        key: 1,
        event_date: None,
        valid_from: None,
        valid_to: None,
    }
}

impl Relation for ScoreTable {
    fn info(&self) -> &RelationInfo {
        &self.info
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn absent(&self) -> Option<Reason> {
        self.rows.is_empty().then(|| Reason::new(ReasonKind::NotProvided, "得分"))
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

    fn cell(&self, row: usize, column: usize) -> Value {
        let cell = self.rows.get(row).and_then(|it| it.get(column));
        cell.cloned().unwrap_or_else(|| Value::missing(ReasonKind::Blank, "得分"))
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.keys.get(row).map_or("", |it| it))
    }

    fn find(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|it| it == key)
    }

    fn place(&self, _row: usize, _column: usize) -> Place {
        Place::default()
    }
}
