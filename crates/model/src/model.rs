//! A department's year, wholly in memory.

use crate::formulas::at_formula;
use crate::found::{
    EVIDENCE_FILE, Found, MEASURE_NAME, NAME_TAKEN, NO_SUCH_TABLE, SHEET_TWICE, SHEET_UNKNOWN,
};
use crate::load::{self, Context};
use crate::meta::Meta;
use crate::parts::{self, ChecklistDef, Claim, MeasureDef, Narrative};
use crate::raw::{RawDossier, RawTable, RawText};
use crate::scope::{ModelScope, ScopeOptions, Use};
use crate::table::Table;
use hengji_diag::{Diagnostic, Place, Text};
use hengji_formula::Expr;
use hengji_num::UnitTable;
use hengji_schema::{TableDef, nearest};
use std::collections::HashMap;
use std::sync::Arc;

/// A dossier in memory (绩效档案): tables, ledgers, measures and texts of one department-year.
///
/// Built by [`Model::load`], which finds everything wrong in one run and keeps what it could not read. It does
/// not change; [`Model::apply`](crate::change) gives another model.
#[derive(Debug)]
pub struct Model {
    pub(crate) meta: Meta,
    pub(crate) tables: Vec<Table>,
    /// id and heading → place in `tables`.
    pub(crate) names: HashMap<String, usize>,
    pub(crate) ids: HashMap<String, usize>,
    pub(crate) units: UnitTable,
    pub(crate) measures: Vec<Measure>,
    pub(crate) measure_names: HashMap<String, usize>,
    pub(crate) checklists: Vec<ChecklistDef>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) narrative: Vec<Narrative>,
    pub(crate) evidence_files: Vec<String>,
    pub(crate) raw: Kept,
    pub(crate) vocabulary: Vec<Option<Expr>>,
    pub(crate) last_year: Option<Arc<Model>>,
}

/// What writing back needs beside the tables: texts as they stood, and what no table claims.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// dossier.toml as it stood.
    pub meta: RawText,
    /// The ledgers' definitions as they stood, in the order of [`Model::ledgers`].
    pub ledgers: Vec<RawText>,
    /// measures.toml as it stood.
    pub measures: Option<RawText>,
    /// checklists/*.toml as they stood.
    pub checklists: Vec<RawText>,
    /// claims.toml as it stood.
    pub claims: Option<RawText>,
    /// Files and sheets that no table or ledger claims.
    pub sheets: Vec<RawTable>,
}

/// A measure with its parsed formula.
#[derive(Debug)]
pub struct Measure {
    /// What was written.
    pub def: MeasureDef,
    /// The formula, when it could be parsed.
    pub expr: Option<Expr>,
    /// Whether it stands in a circle; its value is then missing(循环引用).
    pub in_circle: bool,
}

impl Model {
    /// Builds a model from its raw parts, with everything that is wrong in one run.
    ///
    /// A model always comes back: what cannot be read is missing with a reason. The caller looks for
    /// DS071 (a format that is too new) and refuses then.
    pub fn load(raw: RawDossier) -> (Model, Vec<Diagnostic>) {
        let mut found = Found::default();
        let (meta, findings) = Meta::parse(&raw.meta);
        found.extend(findings);
        let kept = Kept {
            meta: raw.meta,
            ledgers: raw.ledgers.iter().map(|l| l.definition.clone()).collect(),
            measures: raw.measures.clone(),
            checklists: raw.checklists.clone(),
            claims: raw.claims.clone(),
            sheets: Vec::new(),
        };
        let mut model = Model {
            meta: meta.unwrap_or_default(),
            tables: Vec::new(),
            names: HashMap::new(),
            ids: HashMap::new(),
            units: hengji_schema::units().clone(),
            measures: Vec::new(),
            measure_names: HashMap::new(),
            checklists: Vec::new(),
            claims: Vec::new(),
            narrative: raw.narrative.iter().map(parts::narrative).collect(),
            evidence_files: raw.evidence_files,
            raw: kept,
            vocabulary: Vec::new(),
            last_year: None,
        };
        let plans = model.plan_tables(raw.tables, raw.ledgers, &mut found);
        model.load_tables(plans, &mut found);
        load::check_references(&model.tables, &model.ids, &mut found);
        model.check_evidence_files(&mut found);
        model.load_parts(raw.measures, &raw.checklists, raw.claims, &mut found);
        model.parse_vocabulary();
        model.compute_columns(&mut found);
        model.check_formulas(&mut found);
        (model, found.finish())
    }

    /// The facts of dossier.toml.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// All tables and ledgers, standard tables first, in the order of templates.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// A table or ledger by id or heading. Every standard table is there, if only as absent.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.names.get(name).map(|i| &self.tables[*i])
    }

    /// The ledgers.
    pub fn ledgers(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|t| t.is_ledger)
    }

    /// The units, with the counting words that ledgers declare.
    pub fn units(&self) -> &UnitTable {
        &self.units
    }

    /// The measures, in the order of their file.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// A measure by name.
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measure_names.get(name).map(|i| &self.measures[*i])
    }

    /// The checklists.
    pub fn checklists(&self) -> &[ChecklistDef] {
        &self.checklists
    }

    /// The claims.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The parts of the narrative, in the order of their files.
    pub fn narrative(&self) -> &[Narrative] {
        &self.narrative
    }

    /// The names of the files under evidence/.
    pub fn evidence_files(&self) -> &[String] {
        &self.evidence_files
    }

    /// What writing back needs beside the tables.
    pub fn kept(&self) -> &Kept {
        &self.raw
    }

    /// Last year's dossier, for 同比 and 历史.
    pub fn with_last_year(mut self, last: Arc<Model>) -> Model {
        self.last_year = Some(last);
        self
    }

    /// What formulas see of this model.
    pub fn scope(&self, options: ScopeOptions) -> ModelScope<'_> {
        ModelScope::new(self, options, Use::Figures)
    }

    /// The bytes that all tables take in memory.
    pub fn bytes(&self) -> usize {
        self.tables.iter().map(Table::bytes).sum()
    }

    // Which grid belongs to which definition.
    fn plan_tables(
        &mut self,
        tables: Vec<RawTable>,
        ledgers: Vec<crate::raw::RawLedger>,
        found: &mut Found,
    ) -> Vec<(TableDef, bool, Option<RawTable>)> {
        let mut plans: Vec<(TableDef, bool, Option<RawTable>)> =
            hengji_schema::tables().iter().map(|def| (def.clone(), false, None)).collect();
        for ledger in ledgers {
            let (def, findings) = TableDef::parse(&ledger.definition.file, &ledger.definition.text);
            found.extend(findings);
            let Some(def) = def else {
                self.raw.sheets.extend(ledger.rows);
                continue;
            };
            let taken = |p: &(TableDef, bool, Option<RawTable>)| {
                [&p.0.id, &p.0.heading].iter().any(|n| **n == def.id || **n == def.heading)
            };
            if plans.iter().any(taken) {
                let text = Text::new("model-name-taken").with("name", def.heading.as_str());
                let place = Place::file(&*ledger.definition.file);
                found.add(
                    Diagnostic::error(NAME_TAKEN, text).at(place).help(Text::new("model-name-taken-help")),
                );
                self.raw.sheets.extend(ledger.rows);
                continue;
            }
            plans.push((def, true, ledger.rows));
        }
        for raw in tables {
            let slot = plans.iter_mut().find(|(def, _, _)| def.id == raw.name || def.heading == raw.name);
            match slot {
                Some((_, _, slot @ None)) => *slot = Some(raw),
                Some((def, _, Some(first))) => {
                    let text = Text::new("model-sheet-twice").with("table", def.heading.as_str());
                    let text = text.with("first", first.file.as_str());
                    found.add(Diagnostic::error(SHEET_TWICE, text).at(Place::file(&*raw.file)));
                    self.raw.sheets.push(raw);
                }
                None => {
                    let names: Vec<&str> =
                        plans.iter().flat_map(|(d, _, _)| [d.id.as_str(), d.heading.as_str()]).collect();
                    found.add(unknown_sheet(&raw, &names));
                    self.raw.sheets.push(raw);
                }
            }
        }
        check_targets(&plans, found);
        plans
    }

    fn load_tables(&mut self, plans: Vec<(TableDef, bool, Option<RawTable>)>, found: &mut Found) {
        let mut counting = HashMap::new();
        for (def, _, _) in &plans {
            if let Some(word) = &def.counting_word {
                self.units.declare_counting_word(word);
                counting.insert(def.id.clone(), word.clone());
            }
            // A ledger may give its columns counting words of their own.
            for unit in def.columns.iter().filter_map(|c| c.unit.as_ref()) {
                self.units.declare_counting_word(unit);
            }
        }
        let context = Context { units: &self.units, counting: &counting };
        for (def, is_ledger, raw) in plans {
            let mut own = Found::default();
            let table = match raw {
                Some(raw) => load::load_table(def, is_ledger, &raw, &context, &mut own),
                None => load::empty_table(def, is_ledger, &context),
            };
            found.append(own);
            let position = self.tables.len();
            self.ids.insert(table.def.id.clone(), position);
            for name in [&table.def.id, &table.def.heading] {
                self.names.entry(name.clone()).or_insert(position);
            }
            self.tables.push(table);
        }
    }

    fn check_evidence_files(&self, found: &mut Found) {
        let Some(table) =
            self.table("evidence_index").filter(|t| t.present && !self.evidence_files.is_empty())
        else {
            return;
        };
        for row in table.rows() {
            for file in row.texts("file") {
                if self.evidence_files.iter().any(|f| f == file) {
                    continue;
                }
                let text = Text::new("model-evidence-file").with("file", file);
                let mut finding =
                    Diagnostic::warning(EVIDENCE_FILE, text).at(row.place("file")).showing(file);
                if let Some(near) = nearest(file, self.evidence_files.iter().map(String::as_str)) {
                    finding = finding.help(Text::new("schema-did-you-mean").with("name", near)).fix(near);
                }
                found.add(finding);
            }
        }
    }

    fn load_parts(
        &mut self,
        measures: Option<RawText>,
        checklists: &[RawText],
        claims: Option<RawText>,
        found: &mut Found,
    ) {
        for raw in checklists {
            let (list, findings) = parts::checklist(raw);
            found.extend(findings);
            self.checklists.extend(list);
        }
        if let Some(raw) = claims {
            let (list, findings) = parts::claims(&raw);
            found.extend(findings);
            self.claims = list;
        }
        let Some(raw) = measures else { return };
        let (list, findings) = parts::measures(&raw);
        found.extend(findings);
        for def in list {
            self.add_measure(def, found);
        }
    }

    fn add_measure(&mut self, def: MeasureDef, found: &mut Found) {
        let other = if self.measure_names.contains_key(&def.name) {
            Some("model-a-measure")
        } else if hengji_schema::vocabulary().entry(&def.name).is_some() {
            Some("model-a-standard-word")
        } else if self.names.contains_key(&def.name) {
            Some("model-a-table")
        } else {
            None
        };
        if let Some(other) = other {
            let text = Text::new("model-measure-name")
                .with("name", def.name.as_str())
                .with("other", Text::new(other));
            found.add(
                Diagnostic::error(MEASURE_NAME, text)
                    .at(def.place)
                    .help(Text::new("model-measure-name-help")),
            );
            return;
        }
        // A formula that is not there has been reported already.
        let (expr, findings) = match def.formula.is_empty() {
            true => (None, Vec::new()),
            false => hengji_formula::parse(&def.formula, &self.units),
        };
        found
            .extend(findings.into_iter().map(|f| at_formula(f, &def.formula_place, &def.name, &def.formula)));
        self.measure_names.insert(def.name.clone(), self.measures.len());
        self.measures.push(Measure { def, expr, in_circle: false });
    }

    // Vocabulary formulas are ours; a test checks that each parses.
    fn parse_vocabulary(&mut self) {
        self.vocabulary = hengji_schema::vocabulary()
            .entries
            .iter()
            .map(|entry| match &entry.meaning {
                hengji_schema::Meaning::Formula(formula) => hengji_formula::parse(formula, &self.units).0,
                hengji_schema::Meaning::Base { .. } => None,
            })
            .collect();
    }
}

fn unknown_sheet(raw: &RawTable, names: &[&str]) -> Diagnostic {
    let text = Text::new("model-sheet-unknown").with("name", raw.name.as_str());
    let mut place = Place::file(&*raw.file);
    place.sheet.clone_from(&raw.sheet);
    match nearest(&raw.name, names.iter().copied()) {
        Some(near) => Diagnostic::warning(SHEET_UNKNOWN, text)
            .help(Text::new("schema-did-you-mean").with("name", near))
            .fix(near),
        None => Diagnostic::info(SHEET_UNKNOWN, text),
    }
    .at(place)
}

fn check_targets(plans: &[(TableDef, bool, Option<RawTable>)], found: &mut Found) {
    for (def, _, _) in plans.iter().filter(|(_, is_ledger, _)| *is_ledger) {
        for column in &def.columns {
            let Some(target) = &column.reference else { continue };
            if plans.iter().any(|(d, _, _)| d.id == *target) {
                continue;
            }
            let text = Text::new("model-no-such-table")
                .with("column", column.heading.as_str())
                .with("table", target.as_str());
            let mut finding = Diagnostic::error(NO_SUCH_TABLE, text);
            if let Some(near) = nearest(target, plans.iter().map(|(d, _, _)| d.id.as_str())) {
                finding = finding.help(Text::new("schema-did-you-mean").with("name", near)).fix(near);
            }
            found.add(finding.at(Place::file(format!("ledgers/{}.toml", def.id))));
        }
    }
}
