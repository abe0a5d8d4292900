//! Binds figures: formula → value → printed text, with the entry of the proof (contracts §6).

use crate::codes;
use crate::sentence::Sight;
use crate::template::{Format, Slot};
use hengji_diag::{Diagnostic, Place, Severity, Text};
use hengji_document::{Class, Figure, ProofFigure, Source, Working as ProofWorking, figure_id, sm3_hex};
use hengji_formula::working::exact_parts;
use hengji_formula::{Budget, Origin, ReasonKind, RowsUsed, Scope, Value, Working, check, evaluate, parse};
use hengji_num::{FormatSpec, Unit, UnitTable};
use std::collections::{BTreeSet, HashMap};

/// What is printed where a figure's inputs are in error (contracts §7).
pub const MISSING: &str = "【缺】";

/// So many counted rows are named in a working of the internal edition.
const ROWS_NAMED: usize = 500;

/// Which edition of a package (版本) is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// 内部: everything.
    Internal,
    /// 报送: workings and totals; rows as ids with salted digests.
    #[default]
    Filing,
    /// 公开: public sections, no row references.
    Public,
}

impl Edition {
    /// Its Chinese word, as in the command line and the proof.
    pub fn word(self) -> &'static str {
        match self {
            Edition::Internal => "内部",
            Edition::Filing => "报送",
            Edition::Public => "公开",
        }
    }

    /// The edition of a word.
    pub fn of_word(word: &str) -> Option<Edition> {
        [Edition::Internal, Edition::Filing, Edition::Public].into_iter().find(|it| it.word() == word)
    }
}

/// What the binder asks of the dossier beside the scope.
pub trait Support {
    /// How well the value of a working is supported: the weakest class of its leaves.
    fn class(&self, working: &Working) -> Class;

    /// Whether a column of a table or ledger may appear in this edition.
    fn shows(&self, relation: &str, column: &str, edition: Edition) -> bool;
}

/// Binds figures of one package.
pub struct Binder<'a> {
    scope: &'a dyn Scope,
    support: &'a dyn Support,
    edition: Edition,
    salt: &'a str,
    seen: HashMap<(String, String), usize>,
    /// Every figure bound so far.
    pub figures: Vec<ProofFigure>,
    /// What went wrong while binding.
    pub found: Vec<Diagnostic>,
}

impl<'a> Binder<'a> {
    /// A binder over a scope. `salt` is the dossier's and never stands in the proof.
    pub fn new(
        scope: &'a dyn Scope,
        support: &'a dyn Support,
        edition: Edition,
        salt: &'a str,
    ) -> Binder<'a> {
        Binder { scope, support, edition, salt, seen: HashMap::new(), figures: Vec::new(), found: Vec::new() }
    }

    /// What this package's edition may show.
    pub fn sight(&self) -> Sight<'a> {
        Sight { support: self.support, edition: self.edition }
    }

    /// The scope formulas are evaluated in.
    pub fn scope(&self) -> &'a dyn Scope {
        self.scope
    }

    /// Evaluates a slot in `scope` (the binder's own, or one laid over it). Errors become findings placed at
    /// `place`; `None` is a formula that cannot be read.
    pub fn evaluate(&mut self, scope: &dyn Scope, slot: &Slot, place: &Place) -> Option<(Value, Working)> {
        let (expr, mut found) = parse(&slot.formula, scope.units());
        let mut expr = expr.filter(|_| found.is_empty());
        if let Some(tree) = &expr {
            let (_, mut unfit) = check(tree, scope);
            if unfit.iter().any(|it| it.severity == Severity::Error) {
                expr = None;
            }
            found.append(&mut unfit);
        }
        self.found.extend(found.into_iter().map(|one| placed(one, &slot.formula, place)));
        expr.map(|tree| evaluate(&tree, scope, &Budget::default()))
    }

    /// Evaluates a slot and binds it into `part`.
    pub fn slot(&mut self, scope: &dyn Scope, part: &str, slot: &Slot, place: &Place) -> Figure {
        match self.evaluate(scope, slot, place) {
            Some((value, working)) => {
                self.value(part, slot.name.as_deref(), &slot.formula, &value, &working, &slot.format, place)
            }
            None => self.missing(part, slot.name.as_deref(), &slot.formula, &slot.format),
        }
    }

    /// Binds a value that was worked out already, as a score.
    #[expect(clippy::too_many_arguments, reason = "the parts of one proof entry, all different in kind")]
    pub fn value(
        &mut self,
        part: &str,
        name: Option<&str>,
        formula: &str,
        value: &Value,
        working: &Working,
        format: &Format,
        place: &Place,
    ) -> Figure {
        let text = match print(value, format, self.scope.units()) {
            Ok(text) => text,
            Err(problem) => {
                // What is only not there yet is a warning for whoever fills it in; what is wrong is an error.
                let found = match value {
                    Value::Missing(missing) if missing.reasons.iter().all(|it| is_absence(it.kind)) => {
                        Diagnostic::warning(codes::FIGURE_MISSING, problem)
                    }
                    _ => Diagnostic::error(codes::FIGURE_MISSING, problem),
                };
                let found = found.help(Text::new("report-figure-help"));
                self.found.push(found.at(place.clone()).showing(formula));
                MISSING.to_owned()
            }
        };
        let class = if text == MISSING { Class::Missing } else { self.support.class(working) };
        let (exact, unit) = exact_parts(value);
        let entry = ProofFigure {
            text,
            value: exact,
            unit,
            class,
            working: self.proof_working(working),
            sources: self.sources(working),
            ..ProofFigure::default()
        };
        self.push(part, name, formula, format, entry)
    }

    /// Changes how a bound figure is printed, as where an indicator's own words for its value count.
    pub fn retext(&mut self, id: &str, text: &str) {
        if let Some(entry) = self.figures.iter_mut().rev().find(|it| it.id == id) {
            entry.text = text.to_owned();
        }
    }

    /// Binds a figure that could not be evaluated.
    pub fn missing(&mut self, part: &str, name: Option<&str>, formula: &str, format: &Format) -> Figure {
        let entry = ProofFigure {
            text: MISSING.to_owned(),
            class: Class::Missing,
            working: ProofWorking { op: "missing".into(), src: formula.into(), ..ProofWorking::default() },
            ..ProofFigure::default()
        };
        self.push(part, name, formula, format, entry)
    }

    fn push(
        &mut self,
        part: &str,
        name: Option<&str>,
        formula: &str,
        format: &Format,
        entry: ProofFigure,
    ) -> Figure {
        let known_as = name.unwrap_or(formula);
        let ordinal = self.seen.entry((part.to_owned(), known_as.to_owned())).or_insert(0);
        let id = figure_id(part, known_as, *ordinal);
        *ordinal += 1;
        let figure = Figure { id: id.clone(), alias: known_as.to_owned(), text: entry.text.clone() };
        self.figures.push(ProofFigure {
            id,
            name: known_as.to_owned(),
            part: part.to_owned(),
            formula: formula.to_owned(),
            format: format.words(),
            ..entry
        });
        figure
    }

    fn proof_working(&self, working: &Working) -> ProofWorking {
        let (value, unit) = exact_parts(&working.value);
        ProofWorking {
            op: working.op.word().to_owned(),
            src: working.src.to_string(),
            value,
            unit,
            shown: working.shown.to_string(),
            inputs: working.inputs.iter().map(|it| self.proof_working(it)).collect(),
            from: self.from(working),
        }
    }

    // Public editions name no row: a cell keeps its table, not its key. The internal edition names the rows
    // that counted, as far as a person would read them.
    fn from(&self, working: &Working) -> Option<serde_json::Value> {
        let mut json = working.json().get("from").cloned()?;
        let from = json.as_object_mut()?;
        match (self.edition, &working.from) {
            (Edition::Public, _) => {
                from.remove("key");
                from.remove("left_out");
            }
            (Edition::Internal, Origin::Rows(used)) => {
                if let Some(relation) = self.scope.relation(&used.selection.relation) {
                    let rows = used.selection.rows.iter().take(ROWS_NAMED);
                    let keys: Vec<_> = rows.map(|row| relation.key(row as usize).into_owned()).collect();
                    from.insert("keys".to_owned(), keys.into());
                }
            }
            _ => {}
        }
        Some(json)
    }

    fn sources(&self, working: &Working) -> Vec<Source> {
        let mut out = BTreeSet::new();
        working.walk(&mut |node| match &node.from {
            Origin::Cell { relation, key, column } if self.edition != Edition::Public => {
                out.insert(Source::Cell {
                    table: relation.to_string(),
                    key: key.to_string(),
                    column: column.to_string(),
                });
            }
            Origin::Rows(used) => {
                let digest = if self.edition == Edition::Public {
                    String::new()
                } else {
                    rows_digest(self.scope, used, self.salt)
                };
                out.insert(Source::Rows {
                    ledger: used.selection.relation.to_string(),
                    rows: used.selection.rows.len() as u64,
                    digest,
                });
            }
            _ => {}
        });
        out.into_iter().collect()
    }
}

fn is_absence(kind: ReasonKind) -> bool {
    use ReasonKind::{Blank, NoHistory, NoRows, NotProvided, NotPublic, ZeroDivisor};
    matches!(kind, NotProvided | NotPublic | NoRows | Blank | NoHistory | ZeroDivisor)
}

// A finding inside a formula says where the formula stands; its span counts within the formula shown.
fn placed(found: Diagnostic, formula: &str, place: &Place) -> Diagnostic {
    let (start, end) = (found.place.start, found.place.end);
    let excerpt = found.excerpt.clone().unwrap_or_else(|| formula.to_owned());
    found.at(Place { start, end, ..place.clone() }).showing(excerpt)
}

/// The salted SM3 over [key, columns read] of each counted row, sorted (contracts §6).
pub fn rows_digest(scope: &dyn Scope, used: &RowsUsed, salt: &str) -> String {
    let Some(relation) = scope.relation(&used.selection.relation) else { return String::new() };
    let info = relation.info();
    let columns: Vec<usize> =
        used.columns.iter().filter_map(|id| info.columns.iter().position(|it| it.id == *id)).collect();
    let mut rows: Vec<String> = used
        .selection
        .rows
        .iter()
        .map(|row| {
            let mut line = relation.key(row as usize).into_owned();
            for column in &columns {
                let (value, unit) = exact_parts(&relation.cell(row as usize, *column));
                line.push('\u{1f}');
                line.push_str(&value);
                line.push_str(&unit);
            }
            line
        })
        .collect();
    rows.sort_unstable();
    sm3_hex(format!("{salt}\u{1e}{}", rows.join("\u{1e}")).as_bytes())
}

/// Prints a value by its format words, or says why it cannot be printed.
pub fn print(value: &Value, format: &Format, units: &UnitTable) -> Result<String, Text> {
    match value {
        Value::Quantity(quantity) => {
            let spec = spec(format, units)?;
            let problem = |unit: &Unit| {
                Text::new("report-wrong-unit")
                    .with("have", quantity.unit.to_string())
                    .with("want", unit.to_string())
            };
            let printed = hengji_num::format_quantity(quantity, &spec);
            printed.map_err(|_| problem(spec.unit.as_ref().unwrap_or(&quantity.unit)))
        }
        Value::Missing(missing) => Err(Text::new("report-figure-missing").with("why", missing.to_string())),
        Value::Rows(_) | Value::Pair(_) => Err(Text::new("report-figure-rows")),
        other => Ok(exact_parts(other).0),
    }
}

/// The print specification of format words.
pub fn spec(format: &Format, units: &UnitTable) -> Result<FormatSpec, Text> {
    let unit = match &format.unit {
        None => None,
        Some(name) => Some(
            units.get(name).ok_or_else(|| Text::new("report-unknown-unit").with("unit", name.as_str()))?,
        ),
    };
    Ok(FormatSpec {
        unit,
        places: format.places,
        grouping: match format.thousands {
            None => hengji_num::Grouping::Natural,
            Some(true) => hengji_num::Grouping::Always,
            Some(false) => hengji_num::Grouping::Never,
        },
        without_unit: format.without_unit,
        numerals: if format.chinese { hengji_num::Numerals::Chinese } else { hengji_num::Numerals::Arabic },
    })
}
