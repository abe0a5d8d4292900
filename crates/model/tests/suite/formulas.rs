//! What formulas see.

use crate::case::dossier;
use hengji_model::{Model, ScopeOptions};

#[test]
fn every_formula_of_the_vocabulary_is_sound() {
    let (model, _) = Model::load(dossier(""));
    let scope = model.scope(ScopeOptions::default());
    let mut wrong = Vec::new();
    for entry in &hengji_schema::vocabulary().entries {
        let hengji_schema::Meaning::Formula(formula) = &entry.meaning else { continue };
        let (expr, mut found) = hengji_formula::parse(formula, model.units());
        if let Some(expr) = expr {
            found.extend(hengji_formula::check(&expr, &scope).1);
        }
        wrong.extend(found.iter().map(|f| format!("{}: {formula}\n  {}", entry.name, crate::case::line(f))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
