//! How well a figure is founded (contracts §5).

use crate::model::Model;
use crate::row::Row;
use crate::scope::ModelScope;
use crate::table::Table;
use hengji_formula::{HistorySource, NameKind, Op, Origin, Standing, Value, Working};

/// The foundation of an input or a result (依据类别), the weakest last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Computed: every leaf is a row of a register or a ledger (算得).
    Computed,
    /// Attested: typed, with evidence (有据).
    Attested,
    /// Asserted: typed, bare (自述).
    Asserted,
    /// Missing (缺失).
    #[default]
    Missing,
}

impl Class {
    /// The word of the proof: `computed`.
    pub fn word(self) -> &'static str {
        match self {
            Class::Computed => "computed",
            Class::Attested => "attested",
            Class::Asserted => "asserted",
            Class::Missing => "missing",
        }
    }
}

impl Row<'_> {
    /// The class of what stands in the row: computed for registers and ledgers; for typed facts attested when
    /// the row names evidence that the index has, else asserted.
    pub fn class(&self) -> Class {
        if !self.table.def.typed {
            return Class::Computed;
        }
        if self.texts("evidence").is_empty() { Class::Asserted } else { Class::Attested }
    }
}

impl Model {
    fn class_of_rows(&self, table: &str, rows: impl Iterator<Item = usize>) -> Class {
        let Some(table) = self.table(table).filter(|t: &&Table| t.def.typed) else { return Class::Computed };
        rows.filter_map(|r| table.row(r)).map(|r| r.class()).max().unwrap_or(Class::Asserted)
    }
}

impl ModelScope<'_> {
    /// The class of a result: the weakest of the leaves of its working. Missing when its value is missing.
    pub fn class_of(&self, working: &Working) -> Class {
        if working.value.is_missing() {
            return Class::Missing;
        }
        let mut weakest = Class::Computed;
        working.walk(&mut |node| weakest = weakest.max(self.class_of_node(node)));
        weakest
    }

    // A leaf that is missing but did not make the result missing (若缺) does not weaken it.
    fn class_of_node(&self, node: &Working) -> Class {
        let model = self.model();
        match &node.from {
            Origin::Rows(used) => {
                let relation = &used.selection.relation;
                if used.selection.rows.is_empty() {
                    // That nothing was found rests on the whole list, and is bare when the list is empty.
                    let rows =
                        (0..used.total).filter(|row| self.standing(relation, *row) == Some(Standing::Counts));
                    return model.class_of_rows(relation, rows);
                }
                model.class_of_rows(relation, used.selection.rows.iter().map(|r| r as usize))
            }
            Origin::Cell { relation, key, .. } => {
                let row = model.table(relation).and_then(|t| t.find(key)).map(|r| r.index());
                model.class_of_rows(relation, row.into_iter())
            }
            Origin::History { measure, year, source: HistorySource::Table } => {
                model.class_of_rows("history", self.history_row(measure, *year).into_iter())
            }
            Origin::Name { kind: NameKind::Checklist, name } => self.class_of_checklist(name),
            // A bare input without a working was given by hand.
            Origin::Name { kind: NameKind::Input, .. } if node.inputs.is_empty() && node.op == Op::Leaf => {
                if matches!(node.value, Value::Missing(_)) { Class::Computed } else { Class::Asserted }
            }
            _ => Class::Computed,
        }
    }

    fn class_of_checklist(&self, name: &str) -> Class {
        let Some(def) = self.model().checklists().iter().find(|c| c.id == name || c.title == name) else {
            return Class::Asserted;
        };
        let object = self.options().object.as_deref();
        let rows = [&def.id, &def.title].into_iter().flat_map(|n| self.answers(n, object));
        let rows: Vec<usize> = rows.map(|(_, _, row)| row).collect();
        self.model().class_of_rows("checklist_answers", rows.into_iter())
    }
}
