//! Table 得分 (scores): what a department's book sees of its projects.

use hengji_diag::Place;
use hengji_formula::{ColumnData, ColumnView, Reason, ReasonKind, Relation, RelationInfo, Standing, Value};
use hengji_num::Rational;
use std::borrow::Cow;

use crate::scored::{Amount, Scored};

/// Rows `编号, 项目, 编码, 指标, 分值, 得分`, one a line of each project, and one a project with code 总分.
pub(crate) struct ScoreTable {
    info: RelationInfo,
    rows: Vec<[Value; 6]>,
    keys: Vec<String>,
}

impl ScoreTable {
    pub(crate) fn new(projects: &[Scored]) -> ScoreTable {
        let mut table =
            ScoreTable { info: hengji_rulebook::score_table(), rows: Vec::new(), keys: Vec::new() };
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
        let key = Value::text(self.keys.last().map_or("", |it| it));
        self.rows.push([
            key,
            Value::text(project),
            Value::text(code),
            Value::text(name),
            quantity(points),
            score,
        ]);
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
