//! A project by its form: 预算执行率 and its indicator rows.

use hengji_diag::{Diagnostic, Text};
use hengji_model::Row;
use hengji_num::Rational;
use hengji_rulebook::run::Given;
use hengji_rulebook::{Book, NotApplicable, Scheme};

use crate::codes;
use crate::line;
use crate::row;
use crate::scored::{Amount, Item, Scored};
use crate::scorer::{Scorer, about_book, bind_project};
use crate::totals::{self, Slot};

impl Scorer<'_> {
    /// Scores a project by its key; one that is not in table 项目 gives a form with nothing but lacks.
    pub fn project(&self, book: &Book, key: &str) -> Scored {
        let parameters = self.options.parameters(book, self.model);
        let mut ground = self.ground(book, &parameters);
        bind_project(&mut ground, key);
        let project = self.model.table("projects").and_then(|it| it.find(key));
        let scheme = scheme(book, project.as_ref());
        let mut scored = Scored {
            object: key.to_owned(),
            name: project.and_then(|it| it.text("name")).unwrap_or(key).to_owned(),
            book: book.name.clone(),
            book_digest: book.digest.clone(),
            scheme: scheme.map(|it| it.name.clone()).unwrap_or_default(),
            points: scheme.and_then(|it| it.points.clone()).unwrap_or_else(|| book.points.clone()),
            parameters,
            ..Scored::default()
        };
        about_book(&mut scored, book, self.model.meta().year);
        let rows = rows(self, key);
        let mut found = std::mem::take(&mut scored.found);
        let lines = lines(self, book, scheme, &ground, &rows, &mut found);
        let slots: Vec<Slot> = lines.iter().map(|it| it.slot.clone()).collect();
        let (points, rescale) = totals::distribute(&slots);
        for (it, points) in lines.into_iter().zip(points) {
            scored.items.push(self.project_line(book, &ground, it, points, project.as_ref(), &mut found));
        }
        row_sums(&scored, scheme, project.as_ref(), &mut found);
        scored.found = found;
        scored.declared = declared_total(&mut scored, project.as_ref(), "declared_total");
        totals::finish(&mut scored, grades(self, book), book.places, rescale);
        scored
    }

    fn project_line(
        &self,
        book: &Book,
        ground: &hengji_formula::Overlay<'_>,
        line: Line<'_>,
        points: Rational,
        project: Option<&Row<'_>>,
        found: &mut Vec<Diagnostic>,
    ) -> Item {
        match line.what {
            What::Rule(rule) => {
                let said = line::Said {
                    row: project.copied(),
                    declared: "declared_execution",
                    reason: "execution_reason",
                    measure: "execution_measure",
                    ..line::Said::default()
                };
                let applies = (line.slot.applies, line.inputs);
                line::rule(self, book, rule, points, ground, &said, &[], applies, found)
            }
            What::Row(row) if line.slot.applies => {
                row::row(self, book, ground, &row, line.slot.path, points, found).item
            }
            What::Row(row) => {
                let mut item = row::not_applicable(&row, line.slot.path, found);
                if line.slot.policy == NotApplicable::Full {
                    line::full_marks(&mut item, points);
                }
                item
            }
        }
    }
}

enum What<'a> {
    Rule(&'a hengji_rulebook::Rule),
    Row(Row<'a>),
}

struct Line<'a> {
    what: What<'a>,
    slot: Slot,
    /// The inputs that the condition of applying needed.
    inputs: Option<Vec<Given>>,
}

/// The bands that apply: those the book's parameter 等级分档 chooses, else the pack's, else the book's.
pub(crate) fn grades<'a>(scorer: &'a Scorer<'_>, book: &'a Book) -> &'a [hengji_rulebook::Grade] {
    let used = scorer.options.parameters(book, scorer.model);
    let chosen = used.iter().find(|it| it.name == "等级分档");
    let set = chosen.and_then(|it| book.grade_sets.iter().find(|set| set.0 == it.value));
    match set {
        Some((_, bands)) => bands,
        None if scorer.options.grades.is_empty() => &book.grades,
        None => &scorer.options.grades,
    }
}

fn scheme<'a>(book: &'a Book, project: Option<&Row<'_>>) -> Option<&'a Scheme> {
    let name = project.and_then(|it| it.text("scheme")).unwrap_or_default();
    book.scheme(name)
}

/// The indicator rows of a project, in order.
fn rows<'m>(scorer: &Scorer<'m>, key: &str) -> Vec<Row<'m>> {
    let Some(table) = scorer.model.table("indicators") else { return Vec::new() };
    let mut rows: Vec<Row<'m>> = table.rows_where("project", key).collect();
    rows.sort_by_key(|it| it.quantity("order").and_then(|q| q.value().to_i128()).unwrap_or(i128::MAX));
    rows
}

/// All lines of the form in its order: headings as the scheme lists them.
fn lines<'a>(
    scorer: &Scorer<'_>,
    book: &'a Book,
    scheme: Option<&Scheme>,
    ground: &hengji_formula::Overlay<'_>,
    rows: &[Row<'a>],
    found: &mut Vec<Diagnostic>,
) -> Vec<Line<'a>> {
    let policy = line::policy(scorer, book);
    let mut all = Vec::new();
    let in_scheme = |name: &str| scheme.is_none_or(|it| it.levels.iter().any(|level| level.0 == name));
    for rule in book.items.iter().filter(|it| it.path.first().is_some_and(|name| in_scheme(name))) {
        let (applies, inputs) = line::applies(scorer, rule, ground, None, found);
        let slot = Slot {
            code: rule.code.clone(),
            path: rule.path.clone(),
            points: rule.points.clone(),
            policy: policy.clone().unwrap_or_else(|| rule.not_applicable.clone()),
            applies,
        };
        all.push(Line { what: What::Rule(rule), slot, inputs });
    }
    let given = missing_points(scorer, scheme, rows);
    let mut listed: Vec<(usize, Line<'a>)> = Vec::new();
    for (row, points) in rows.iter().zip(given) {
        let path: Vec<String> = ["level1", "level2", "name"]
            .iter()
            .map(|it| row.text(it).unwrap_or_default().to_owned())
            .collect();
        let order = scheme.and_then(|it| it.levels.iter().position(|level| level.0 == path[0]));
        if order.is_none() && scheme.is_some() {
            let text = Text::new("score-heading")
                .with("heading", path[0].as_str())
                .with("scheme", scheme.map(|it| it.name.clone()).unwrap_or_default());
            found.push(Diagnostic::error(codes::HEADING, text).at(row.place("level1")));
        }
        let slot = Slot {
            code: row.key().to_owned(),
            path,
            points,
            policy: policy.clone().unwrap_or(NotApplicable::Parent),
            applies: row.bool("applicable") != Some(false),
        };
        listed.push((order.unwrap_or(usize::MAX), Line { what: What::Row(*row), slot, inputs: None }));
    }
    listed.sort_by_key(|it| it.0);
    all.extend(listed.into_iter().map(|it| it.1));
    all
}

/// The points of each row; rows without share equally what their heading has left.
fn missing_points(scorer: &Scorer<'_>, scheme: Option<&Scheme>, rows: &[Row<'_>]) -> Vec<Rational> {
    let mut points: Vec<Option<Rational>> = rows.iter().map(|it| row::points(scorer, it)).collect();
    for (name, full) in scheme.map(|it| it.levels.as_slice()).unwrap_or_default() {
        let under = |at: &usize| rows[*at].text("level1") == Some(name);
        let here: Vec<usize> = (0..rows.len()).filter(under).collect();
        let blank: Vec<usize> = here.iter().copied().filter(|at| points[*at].is_none()).collect();
        if blank.is_empty() {
            continue;
        }
        let said: Rational = here.iter().filter_map(|at| points[*at].as_ref()).sum();
        let left = full - &said;
        let equal = vec![Rational::ONE; blank.len()];
        for (at, share) in blank.iter().zip(totals::shares(&left, &equal)) {
            points[*at] = Some(if share.is_negative() { Rational::ZERO } else { share });
        }
    }
    points.into_iter().map(Option::unwrap_or_default).collect()
}

/// The points under each heading against the scheme.
fn row_sums(
    scored: &Scored,
    scheme: Option<&Scheme>,
    project: Option<&Row<'_>>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(scheme) = scheme else { return };
    for (name, full) in &scheme.levels {
        let own = scored.items.iter().filter(|it| it.path.first() == Some(name));
        let sum: Rational = own.map(|it| &it.points_before).sum();
        if sum != *full {
            let text = Text::new("score-points-sum")
                .with("heading", name.as_str())
                .with("scheme", scheme.name.as_str())
                .with("project", scored.name.as_str());
            let difference = &sum - full;
            let mut finding = Diagnostic::error(codes::POINTS_SUM, text)
                .figures(sum.to_fixed(2), full.to_fixed(2), Some(difference.to_fixed(2)))
                .help(Text::new("score-points-sum-help"));
            if let Some(project) = project {
                finding = finding.at(project.place("scheme"));
            }
            found.push(finding);
        }
    }
}

/// The declared total: the sum of declared lines where all are declared, else the total as stated.
pub(crate) fn declared_total(scored: &mut Scored, row: Option<&Row<'_>>, column: &str) -> Amount {
    let lines = totals::sum(scored.items.iter().map(|it| &it.declared));
    let stated = row.and_then(|it| it.quantity(column)).map(|q| q.value());
    match (&lines, stated) {
        (Amount::Score(sum), Some(stated)) if *sum != stated => {
            let difference = &stated - sum;
            let text = Text::new("score-declared-total").with("name", scored.name.as_str());
            let mut finding = Diagnostic::error(codes::DECLARED_TOTAL, text).figures(
                stated.to_fixed(2),
                sum.to_fixed(2),
                Some(difference.to_fixed(2)),
            );
            if let Some(row) = row {
                finding = finding.at(row.place(column));
            }
            scored.found.push(finding);
            lines
        }
        (Amount::None, Some(stated)) => Amount::Score(stated),
        _ => lines,
    }
}
