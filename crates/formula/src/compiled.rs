//! A formula checked once and evaluated many times.

use hengji_diag::Diagnostic;
use std::sync::Arc;

use crate::ast::Expr;
use crate::check;
use crate::eval::{Eval, not_evaluated};
use crate::ir::Program;
use crate::scope::{NameKind, Scope};
use crate::value::{Missing, Reason, ReasonKind, Type, Value};
use crate::working::Working;
use crate::{Budget, Dependencies};

/// A checked formula with its names resolved. Meaning stays bound to the scope's names and tables at the time
/// of checking; values are asked of the scope at each evaluation.
#[derive(Debug)]
pub struct Compiled {
    program: Program,
}

impl Compiled {
    /// Checks a formula.
    pub fn new(expr: &Expr, scope: &dyn Scope) -> (Compiled, Vec<Diagnostic>) {
        let (program, found) = check::lower(expr, scope, None);
        (Compiled { program }, found)
    }

    /// Checks a formula that stands in a row of a table.
    pub fn in_row(expr: &Expr, scope: &dyn Scope, relation: &str) -> (Compiled, Vec<Diagnostic>) {
        let (program, found) = check::lower(expr, scope, Some(relation));
        (Compiled { program }, found)
    }

    /// The type the checker inferred.
    pub fn ty(&self) -> &Type {
        &self.program.root.ty
    }

    /// The names whose values it needs, in the order that [`Compiled::value_with`] takes them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.program.slots.iter().map(|it| &*it.name)
    }

    /// Evaluates and shows how.
    pub fn evaluate(&self, scope: &dyn Scope, budget: &Budget) -> (Value, Working) {
        match self.obstacle(budget) {
            Some(missing) => not_evaluated(&self.program.source, missing),
            None => {
                let working = Eval::new(&self.program, scope, budget).trace(&self.program.root);
                let working = Arc::unwrap_or_clone(working);
                (working.value.clone(), working)
            }
        }
    }

    /// Evaluates without the working.
    pub fn value(&self, scope: &dyn Scope, budget: &Budget) -> Value {
        match self.obstacle(budget) {
            Some(missing) => Value::Missing(missing),
            None => Eval::new(&self.program, scope, budget).eval(&self.program.root),
        }
    }

    /// Evaluates without the working, with the values of [`Compiled::names`] given in their order.
    pub fn value_with(&self, scope: &dyn Scope, values: &[Value], budget: &Budget) -> Value {
        match self.obstacle(budget) {
            Some(missing) => Value::Missing(missing),
            None => Eval::new(&self.program, scope, budget).with_slots(values).eval(&self.program.root),
        }
    }

    /// Evaluates in a row of the table it was checked for.
    pub fn value_in_row(&self, scope: &dyn Scope, row: usize, budget: &Budget) -> Value {
        match self.obstacle(budget) {
            Some(missing) => Value::Missing(missing),
            None => Eval::new(&self.program, scope, budget).with_row(row).eval(&self.program.root),
        }
    }

    /// Evaluates in a row of the table it was checked for, and shows how.
    pub fn evaluate_in_row(&self, scope: &dyn Scope, row: usize, budget: &Budget) -> (Value, Working) {
        match self.obstacle(budget) {
            Some(missing) => not_evaluated(&self.program.source, missing),
            None => {
                let mut eval = Eval::new(&self.program, scope, budget).with_row(row);
                let working = Arc::unwrap_or_clone(eval.trace(&self.program.root));
                (working.value.clone(), working)
            }
        }
    }

    /// What it reads.
    pub fn dependencies(&self, scope: &dyn Scope) -> Dependencies {
        let program = &self.program;
        let mut names: Vec<(NameKind, Arc<str>)> =
            program.slots.iter().map(|it| (it.kind, it.name.clone())).collect();
        names.extend(program.checklists.iter().map(|it| (NameKind::Checklist, it.clone())));
        let mut columns: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for (relation, column) in &program.columns {
            let id = &program.relations[*relation];
            if let Some(table) = scope.relation(id) {
                columns.push((id.clone(), table.info().columns[*column].id.clone()));
            }
        }
        for id in &program.relations {
            if !columns.iter().any(|it| it.0 == *id) {
                columns.push((id.clone(), "".into()));
            }
        }
        Dependencies { names, columns, history: program.history.clone() }
    }

    // Errors of the checker, or a formula larger than a smaller budget allows, make the value missing.
    fn obstacle(&self, budget: &Budget) -> Option<Missing> {
        let kind = if self.program.broken {
            ReasonKind::BadFormula
        } else if self.program.nodes > budget.nodes || self.program.depth > budget.depth {
            ReasonKind::OverBudget
        } else {
            return None;
        };
        Some(Missing::one(Reason::new(kind, self.program.source.clone())))
    }
}
