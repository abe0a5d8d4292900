//! The formulas of a model: computed columns, and what is wrong with any of them.

use crate::found::{Found, MEASURE_UNIT};
use crate::model::Model;
use crate::parts::MeasureDef;
use crate::scope::{ModelScope, ScopeOptions, Use, goes_in};
use hengji_diag::{Diagnostic, Place, Text};
use hengji_formula::Type;
use hengji_num::UnitTable;
use hengji_schema::Kind;

impl Model {
    pub(crate) fn check_formulas(&mut self, found: &mut Found) {
        self.find_circles(found);
        self.find_long_chains(found);
        let scope = self.scope(ScopeOptions::default());
        for measure in &self.measures {
            let Some(expr) = measure.expr.as_ref().filter(|_| !measure.in_circle) else { continue };
            let (ty, findings) = hengji_formula::check(expr, &scope);
            let def = &measure.def;
            found.extend(
                findings.into_iter().map(|f| at_formula(f, &def.formula_place, &def.name, &def.formula)),
            );
            check_measure_unit(def, &ty, &self.units, found);
        }
        self.check_formula_cells(&scope, found);
        for claim in &self.claims {
            let Some(formula) = &claim.formula else { continue };
            let (expr, mut findings) = hengji_formula::parse(formula, &self.units);
            findings.extend(expr.map(|e| hengji_formula::check(&e, &scope).1).unwrap_or_default());
            found.extend(findings.into_iter().map(|f| at_formula(f, &claim.place, &claim.text, formula)));
        }
    }

    fn check_formula_cells(&self, scope: &ModelScope<'_>, found: &mut Found) {
        for table in &self.tables {
            for (position, _) in table.def.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Formula)
            {
                for row in 0..table.len {
                    let Some(formula) = table.columns[position].text(row) else { continue };
                    let (expr, mut findings) = hengji_formula::parse(formula, &self.units);
                    findings.extend(expr.map(|e| hengji_formula::check(&e, scope).1).unwrap_or_default());
                    for finding in findings {
                        let mut place = table.place(row, position);
                        (place.start, place.end) = (finding.place.start, finding.place.end);
                        found.add(finding.at(place).showing(&**formula));
                    }
                }
            }
        }
    }

    // Computed columns of ledgers: one formula a column, worked out for every row in the order of columns.
    pub(crate) fn compute_columns(&mut self, found: &mut Found) {
        for t in 0..self.tables.len() {
            for c in 0..self.tables[t].def.columns.len() {
                let Some(formula) = self.tables[t].def.columns[c].formula.clone() else { continue };
                let place = Place::file(format!("ledgers/{}.toml", self.tables[t].def.id));
                let heading = self.tables[t].def.columns[c].heading.clone();
                let (expr, mut findings) = hengji_formula::parse(&formula, &self.units);
                let mut computed = None;
                if let Some(expr) = &expr {
                    let scope = ModelScope::new(self, ScopeOptions::default(), Use::Columns);
                    let (ty, more) = hengji_formula::check_in_row(expr, &scope, self.tables[t].id());
                    let broken = more.iter().any(|f| f.severity == hengji_diag::Severity::Error);
                    findings.extend(more);
                    let budget = hengji_formula::Budget::default();
                    let value = |row| {
                        hengji_formula::evaluate_in_row(expr, &scope, self.tables[t].id(), row, &budget)
                    };
                    let values: Vec<_> =
                        if broken { Vec::new() } else { (0..self.tables[t].len).map(value).collect() };
                    computed = (!broken).then_some((ty, values));
                }
                found.extend(findings.into_iter().map(|f| at_formula(f, &place, &heading, &formula)));
                if let Some((ty, values)) = computed {
                    self.tables[t].set_computed(c, ty, values);
                }
            }
        }
    }
}

fn check_measure_unit(def: &MeasureDef, ty: &Type, units: &UnitTable, found: &mut Found) {
    let Some(name) = &def.unit else { return };
    let fits = match (units.get(name), ty) {
        (Some(unit), Type::Quantity(own)) => goes_in(own, &unit),
        (Some(_), Type::Unknown) => true,
        _ => false,
    };
    if fits {
        return;
    }
    let text = Text::new("model-measure-unit").with("name", def.name.as_str()).with("unit", name.as_str());
    let mut finding = Diagnostic::error(MEASURE_UNIT, text);
    if let Type::Quantity(own) = ty {
        finding = finding.help(match own.is_plain() {
            true => Text::new("model-measure-unit-none").with("unit", name.as_str()),
            false => Text::new("model-measure-unit-help").with("own", own.to_string()),
        });
    }
    found.add(finding.at(def.place.clone()));
}

// A finding of the formula room stands in a formula; the reader of the message needs the file.
pub(crate) fn at_formula(finding: Diagnostic, place: &Place, name: &str, source: &str) -> Diagnostic {
    let mut at = place.clone();
    (at.start, at.end) = (finding.place.start, finding.place.end);
    if at.line.is_none() {
        at.column.get_or_insert_with(|| name.to_owned());
    }
    finding.at(at).showing(source)
}
