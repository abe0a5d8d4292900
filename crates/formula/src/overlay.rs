//! Further names over a scope: the inputs of a rule, the result of an earlier formula.

use hengji_num::UnitTable;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

use crate::scope::{Bound, Checklist, HistorySource, NameKind, Named, Relation, Scope};
use crate::value::{Period, Type, Value};
use crate::working::Working;

/// A scope with some names of its own, which hide those below.
pub struct Overlay<'a> {
    base: &'a dyn Scope,
    names: HashMap<Arc<str>, (Named, Bound)>,
    checklists: HashMap<Arc<str>, Checklist>,
    relations: HashMap<Arc<str>, Box<dyn Relation + 'a>>,
}

impl<'a> Overlay<'a> {
    /// An overlay without names.
    pub fn new(base: &'a dyn Scope) -> Overlay<'a> {
        Overlay { base, names: HashMap::new(), checklists: HashMap::new(), relations: HashMap::new() }
    }

    /// Binds a name to a value of a known type, with its working.
    pub fn bind(
        &mut self,
        name: &str,
        kind: NameKind,
        ty: Type,
        value: Value,
        working: Option<Arc<Working>>,
    ) {
        self.names.insert(name.into(), (Named { kind, ty }, Bound { value, working }));
    }

    /// Binds an input whose type follows from its value; a missing one goes with anything.
    pub fn input(&mut self, name: &str, value: Value) {
        let ty = Type::of(&value);
        self.bind(name, NameKind::Input, ty, value, None);
    }

    /// Adds a checklist.
    pub fn add_checklist(&mut self, name: &str, list: Checklist) {
        self.checklists.insert(name.into(), list);
    }

    /// Adds a table, known by its id and heading (得分 once projects are scored).
    pub fn add_relation(&mut self, relation: Box<dyn Relation + 'a>) {
        self.relations.insert(relation.info().id.clone(), relation);
    }
}

impl Scope for Overlay<'_> {
    fn named(&self, name: &str) -> Option<Named> {
        if let Some((named, _)) = self.names.get(name) {
            return Some(named.clone());
        }
        if self.checklists.contains_key(name) {
            return Some(Named { kind: NameKind::Checklist, ty: Type::Checklist });
        }
        let mut own = self.relations.values().map(|it| it.info());
        if let Some(info) = own.find(|it| &*it.heading == name || &*it.id == name) {
            return Some(Named { kind: NameKind::Relation, ty: Type::Rows(info.id.clone()) });
        }
        self.base.named(name)
    }

    fn value(&self, name: &str) -> Bound {
        match self.names.get(name) {
            Some((_, bound)) => bound.clone(),
            None => self.base.value(name),
        }
    }

    fn relation(&self, id: &str) -> Option<&dyn Relation> {
        match self.relations.get(id) {
            Some(relation) => Some(&**relation),
            None => self.base.relation(id),
        }
    }

    fn units(&self) -> &UnitTable {
        self.base.units()
    }

    fn names(&self) -> Vec<String> {
        let mut all = self.base.names();
        all.extend(self.names.keys().chain(self.checklists.keys()).map(ToString::to_string));
        all.extend(self.relations.values().map(|it| it.info().heading.to_string()));
        all
    }

    fn year(&self) -> i16 {
        self.base.year()
    }

    fn today(&self) -> Date {
        self.base.today()
    }

    fn as_of(&self) -> Date {
        self.base.as_of()
    }

    fn period(&self) -> Period {
        self.base.period()
    }

    fn history(&self, measure: &str, year: i16) -> Option<(Value, HistorySource)> {
        self.base.history(measure, year)
    }

    fn checklist(&self, name: &str) -> Option<Checklist> {
        self.checklists.get(name).cloned().or_else(|| self.base.checklist(name))
    }

    fn workday(&self, day: Date) -> Option<bool> {
        self.base.workday(day)
    }
}
