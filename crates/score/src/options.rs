//! What scoring is asked to do.

use hengji_model::{Evidence, ScopeOptions};
use hengji_rulebook::{Book, Pack, run::Keep};
use jiff::civil::Date;

use crate::scored::{ParameterSource, ParameterUsed};

/// What scoring is asked to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose evidence counts (`--evidence`).
    pub evidence: Evidence,
    /// What had happened by this day (`--as-of`).
    pub as_of: Option<Date>,
    /// Today, from outside.
    pub today: Option<Date>,
    /// Whether workings are kept.
    pub keep: Keep,
    /// Answers of the notice pack to parameters: book, parameter, value.
    pub answers: Vec<(String, String, String)>,
    /// The pack's grade bands; empty takes the book's.
    pub grades: Vec<hengji_rulebook::Grade>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            evidence: Evidence::All,
            as_of: None,
            today: None,
            keep: Keep::Working,
            answers: Vec::new(),
            grades: Vec::new(),
        }
    }
}

impl Options {
    /// The usual options with a pack's answers and grade bands.
    pub fn with_pack(mut self, pack: &Pack) -> Options {
        self.answers.clone_from(&pack.parameters);
        self.grades.clone_from(&pack.grades);
        self
    }

    pub(crate) fn scope(&self) -> ScopeOptions {
        ScopeOptions {
            as_of: self.as_of,
            today: self.today,
            evidence: self.evidence,
            ..ScopeOptions::default()
        }
    }

    /// The parameters of a book: the dossier's word before the pack's before the book's default.
    pub(crate) fn parameters(&self, book: &Book, model: &hengji_model::Model) -> Vec<ParameterUsed> {
        let own = |name: &str| model.meta().parameters.get(name).cloned();
        let packs = |name: &str| {
            self.answers.iter().find(|it| it.0 == book.name && it.1 == name).map(|it| it.2.clone())
        };
        let used = |parameter: &hengji_rulebook::Parameter| {
            let (value, from) = match (own(&parameter.name), packs(&parameter.name)) {
                (Some(value), _) => (value, ParameterSource::Dossier),
                (None, Some(value)) => (value, ParameterSource::Pack),
                (None, None) => (parameter.default.clone(), ParameterSource::Default),
            };
            ParameterUsed { name: parameter.name.clone(), value, from, question: parameter.question.clone() }
        };
        book.parameters.iter().map(used).collect()
    }
}
