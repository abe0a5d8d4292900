//! What the binder asks of a dossier: classes of evidence, and who may see which column.

use crate::figure::{Edition, Support};
use hengji_document::Class;
use hengji_formula::Working;
use hengji_model::ModelScope;
use hengji_schema::Sensitivity;

/// The dossier behind a package.
pub struct DossierSupport<'a> {
    scope: &'a ModelScope<'a>,
}

impl<'a> DossierSupport<'a> {
    /// Answers from the scope of a model.
    pub fn new(scope: &'a ModelScope<'a>) -> DossierSupport<'a> {
        DossierSupport { scope }
    }
}

impl Support for DossierSupport<'_> {
    fn class(&self, working: &Working) -> Class {
        match self.scope.class_of(working) {
            hengji_model::Class::Computed => Class::Computed,
            hengji_model::Class::Attested => Class::Attested,
            hengji_model::Class::Asserted => Class::Asserted,
            hengji_model::Class::Missing => Class::Missing,
        }
    }

    fn shows(&self, relation: &str, column: &str, edition: Edition) -> bool {
        let Some(table) = self.scope.model().table(relation) else { return true };
        let Some(column) = table.def().column(column) else { return true };
        visible(column.sensitivity, edition)
    }
}

/// Whether an edition shows what is of this sensitivity: 内部 all, 报送 no 敏感 and no 个人, 公开 only 公开.
pub fn visible(sensitivity: Sensitivity, edition: Edition) -> bool {
    match edition {
        Edition::Internal => true,
        Edition::Filing => matches!(sensitivity, Sensitivity::Public | Sensitivity::Internal),
        Edition::Public => sensitivity == Sensitivity::Public,
    }
}
