//! Scores (评分): book and dossier in, three scores with their working out.
//!
//! 自评分 is what the department declares, 复算分 what the rules give on its inputs, 佐证分 what they give
//! on computed and attested inputs only; they are never mixed. A missing input makes an item 待填 with a
//! range, never zero. The losses of a known total add up to full points − total exactly.
//!
//! Reading order: [`scored`], [`options`], [`scorer`], `project`, `department`, `line`, `row`, `totals`.

pub mod codes;
mod department;
mod line;
pub mod options;
mod project;
mod row;
mod score_table;
pub mod scored;
mod scorer;
mod sentence;
mod totals;

pub use hengji_model::{Class, Evidence};
pub use options::Options;
pub use scored::{
    Amount, CheckLine, GroupScore, Item, Lack, Loss, ParameterSource, ParameterUsed, Scored, Used,
};
pub use scorer::Scorer;

use hengji_diag::{Diagnostic, Place, Text};
use hengji_model::Model;
use hengji_rulebook::Book;
use rayon::prelude::*;

/// Scores one project.
pub fn score_project(book: &Book, model: &Model, project: &str, options: &Options) -> Scored {
    Scorer::new(model, options.clone()).project(book, project)
}

/// Scores the department, once its projects are scored.
pub fn score_department(book: &Book, model: &Model, projects: &[Scored], options: &Options) -> Scored {
    Scorer::new(model, options.clone()).department(book, projects)
}

/// The projects that are evaluated (自评项目): second-level projects that are not exempt and not cancelled.
pub fn projects(model: &Model) -> Vec<&str> {
    let Some(table) = model.table("projects") else { return Vec::new() };
    let evaluated = |it: &hengji_model::Row<'_>| {
        it.text("level") == Some("二级")
            && it.bool("exempt") != Some(true)
            && !matches!(it.text("status"), Some("取消" | "收回"))
    };
    table.rows().filter(evaluated).map(|it| it.key()).collect()
}

/// Scores all projects and the department.
pub fn score_all(
    department: &Book,
    project: &Book,
    model: &Model,
    options: &Options,
) -> (Scored, Vec<Scored>) {
    let scorer = Scorer::new(model, options.clone());
    let keys = projects(model);
    // The order of the result is that of the table, whatever the number of threads.
    let scored: Vec<Scored> = keys.into_par_iter().map(|key| scorer.project(project, key)).collect();
    let mut whole = scorer.department(department, &scored);
    for name in model.meta().parameters.keys() {
        if department.parameter(name).is_none() && project.parameter(name).is_none() {
            let text = Text::new("score-no-such-parameter").with("name", name.as_str());
            let place = Place::file("dossier.toml");
            whole.found.push(Diagnostic::warning(codes::NO_SUCH_INPUT, text).at(place));
        }
    }
    (whole, scored)
}
