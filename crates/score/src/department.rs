//! The department as a whole, by its book.

use hengji_diag::{Diagnostic, Text};
use hengji_model::Row;
use hengji_num::Rational;
use hengji_rulebook::{Book, Rule};

use crate::codes;
use crate::line::{self, Said, is_department};
use crate::project::{declared_total, grades};
use crate::row::{self, ScoredRow};
use crate::score_table::ScoreTable;
use crate::scored::Scored;
use crate::scorer::{Scorer, about_book};
use crate::totals::{self, Slot};

impl Scorer<'_> {
    /// Scores the department; `projects` are visible to its book as table 得分.
    pub fn department(&self, book: &Book, projects: &[Scored]) -> Scored {
        let parameters = self.options.parameters(book, self.model);
        let mut ground = self.ground(book, &parameters);
        ground.add_relation(Box::new(ScoreTable::new(projects)));
        let object = object(self);
        let mut scored = Scored {
            object: "department".into(),
            name: self.model.meta().department.clone(),
            book: book.name.clone(),
            book_digest: book.digest.clone(),
            points: book.points.clone(),
            parameters,
            ..Scored::default()
        };
        about_book(&mut scored, book, self.model.meta().year);
        let mut found = std::mem::take(&mut scored.found);
        unknown_bindings(self, book, &mut found);
        let policy = line::policy(self, book);
        let said: Vec<Option<Row<'_>>> = book.items.iter().map(|it| declaration(self, it)).collect();
        let mut slots: Vec<Slot> = Vec::new();
        let mut ready = Vec::new();
        for (rule, said) in book.items.iter().zip(&said) {
            let declared = said.and_then(|it| it.bool("applicable"));
            let (applies, inputs) = line::applies(self, rule, &ground, declared, &mut found);
            ready.push(inputs);
            slots.push(Slot {
                code: rule.code.clone(),
                path: rule.path.clone(),
                points: rule.points.clone(),
                policy: policy.clone().unwrap_or_else(|| rule.not_applicable.clone()),
                applies,
            });
        }
        let (points, rescale) = totals::distribute(&slots);
        let lines = book.items.iter().zip(&slots).zip(points).zip(said).zip(ready);
        for ((((rule, slot), points), row), ready) in lines {
            let own = match &rule.own {
                Some(_) if slot.applies => own_rows(self, book, rule, &points, &ground, &mut found),
                _ => Vec::new(),
            };
            let said = Said {
                row,
                declared: "declared",
                reason: "cause",
                measure: "measure",
                tier: "tier",
                na_reason: "na_reason",
            };
            let item =
                line::rule(self, book, rule, points, &ground, &said, &own, (slot.applies, ready), &mut found);
            scored.items.push(item);
        }
        scored.found = found;
        scored.declared = declared_total(&mut scored, object.as_ref(), "declared_total");
        totals::finish(&mut scored, grades(self, book), book.places, rescale);
        scored
    }
}

fn object<'m>(scorer: &Scorer<'m>) -> Option<Row<'m>> {
    scorer.model.table("objects")?.rows().find(|it| it.text("kind") == Some("部门整体"))
}

fn declaration<'m>(scorer: &Scorer<'m>, rule: &Rule) -> Option<Row<'m>> {
    let table = scorer.model.table("declarations")?;
    table.rows_where("code", &rule.code).find(|it| is_department(scorer, it))
}

fn unknown_bindings(scorer: &Scorer<'_>, book: &Book, found: &mut Vec<Diagnostic>) {
    for code in scorer.model.meta().inputs.keys().filter(|code| book.item(code).is_none()) {
        // A binding may be meant for the projects' book; only codes like ours are ours to judge.
        if book.items.iter().any(|it| it.code.split('-').next() == code.split('-').next()) {
            let text =
                Text::new("score-binds-nothing").with("code", code.as_str()).with("book", book.name.as_str());
            let place = hengji_diag::Place::file("dossier.toml");
            found.push(Diagnostic::warning(codes::NO_SUCH_INPUT, text).at(place));
        }
    }
}

/// The department's own indicators for an item, scored by the row rules.
fn own_rows(
    scorer: &Scorer<'_>,
    book: &Book,
    rule: &Rule,
    points: &Rational,
    ground: &hengji_formula::Overlay<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<ScoredRow> {
    let Some(table) = scorer.model.table("indicators") else { return Vec::new() };
    let mine = |it: &Row<'_>| it.text("project").is_none() && it.bool("applicable") != Some(false);
    let mut rows: Vec<Row<'_>> = table.rows_where("item_code", &rule.code).filter(mine).collect();
    rows.sort_by_key(|it| it.quantity("order").and_then(|q| q.value().to_i128()).unwrap_or(i128::MAX));
    if let Some(slots) = &rule.own
        && !(slots.min..=slots.max).contains(&rows.len())
    {
        let text = Text::new("score-own-count")
            .with("name", rule.path.last().cloned().unwrap_or_default())
            .with("have", rows.len())
            .with("min", slots.min)
            .with("max", slots.max);
        found.push(Diagnostic::warning(codes::OWN_COUNT, text));
    }
    // Points of rows are weights; without any each counts the same.
    let weights: Vec<Option<Rational>> =
        rows.iter().map(|it| it.quantity("points").map(|q| q.value())).collect();
    let equal = weights.iter().any(Option::is_none);
    let weights: Vec<Rational> =
        weights.into_iter().map(|it| if equal { Rational::ONE } else { it.unwrap_or_default() }).collect();
    let shares = if rows.is_empty() { Vec::new() } else { totals::shares(points, &weights) };
    let path = |it: &Row<'_>| {
        ["level1", "level2", "name"].iter().map(|c| it.text(c).unwrap_or_default().to_owned()).collect()
    };
    rows.iter()
        .zip(shares)
        .map(|(it, share)| row::row(scorer, book, ground, it, path(it), share, found))
        .collect()
}
