//! All papers of a package from a dossier and its scores: the report, the forms, the summary, the evidence list,
//! the proof. Bytes are made elsewhere.

use crate::figure::{Binder, Edition};
use crate::forms::{self, FilledForm};
use crate::narrative::Narrative;
use crate::outline::{self, Material};
use crate::results::results_scope;
use crate::sentence::row_scope;
use crate::support::DossierSupport;
use crate::{charts, checks, evidence, hygiene, sheets, summary};
use hengji_diag::Diagnostic;
use hengji_document::{Chart, Document, Proof};
use hengji_formula::{NameKind, Overlay, Scope, Type, Value};
use hengji_model::{Model, ModelScope};
use hengji_rulebook::pack::Pack;
use hengji_score::{Amount, Scored};
use hengji_workbook::Book;
use std::collections::BTreeMap;

/// What a package is made from.
pub struct Order<'a> {
    /// The dossier.
    pub model: &'a Model,
    /// Its names under the options asked for.
    pub scope: &'a ModelScope<'a>,
    /// The notice pack.
    pub pack: &'a Pack,
    /// The department's score.
    pub department: &'a Scored,
    /// The projects' scores.
    pub projects: &'a [Scored],
    /// The edition.
    pub edition: Edition,
    /// SM3 of the canonical JSON of the dossier.
    pub digest: String,
}

/// The papers of a package.
#[derive(Debug)]
pub struct Papers {
    /// The report (自评报告).
    pub report: Document,
    /// The forms (自评表), the department's first.
    pub forms: Vec<FilledForm>,
    /// The forms as sheets.
    pub forms_book: Book,
    /// The leader's page (领导摘要).
    pub summary: Document,
    /// The list of evidence (佐证材料清单).
    pub evidence_book: Book,
    /// All charts, for the html.
    pub charts: Vec<Chart>,
    /// The proof.
    pub proof: Proof,
    /// Names of tables and columns by id, for readers of the html.
    pub names: BTreeMap<String, String>,
    /// Whether something is still to be filled in (待填).
    pub draft: bool,
    /// What was found on the way.
    pub found: Vec<Diagnostic>,
}

/// Makes all papers. `progress` is told how many forms are done.
pub fn papers(order: &Order, progress: &mut dyn FnMut(usize, usize)) -> Papers {
    let support = DossierSupport::new(order.scope);
    let salt = order.model.meta().salt.clone();
    let mut binder = Binder::new(order.scope, &support, order.edition, &salt);
    let files: Vec<(&str, &str)> =
        order.model.narrative().iter().map(|it| (it.file.as_str(), it.text.as_str())).collect();
    let (narrative, mut found) = Narrative::parse(files);
    let draft = is_open(order.department) || order.projects.iter().any(is_open);
    let head = running_head(order.model, draft);

    let results = results_scope(order.scope, order.department);
    let material = Material {
        scope: &results,
        pack: order.pack,
        narrative: &narrative,
        department: order.department,
        projects: order.projects,
        edition: order.edition,
        charts: order.pack.charts,
    };
    let mut report = outline::report(&mut binder, &material);
    report.running_head = head.clone();
    found.extend(checks::check(order.model, &results, &narrative));
    found.extend(checks::unused(&narrative));
    found.extend(hygiene::check(&report));

    let all_forms = filled_forms(&mut binder, order, progress);
    let forms: Vec<FilledForm> = all_forms
        .into_iter()
        .map(|mut form| {
            form.document.running_head = head.clone();
            form
        })
        .collect();
    let charts: Vec<Chart> =
        charts::NAMES.iter().filter_map(|name| charts::draw(&results, order.department, name)).collect();
    let mut summary = summary::page(&mut binder, &results, order, &charts);
    summary.running_head = head.clone();
    let evidence_book = evidence::book(order.model, order.edition, head.as_deref());
    let forms_book =
        sheets::workbook(&index_texts(order, head.as_deref()), &forms, &index_lines(order), &binder.figures);
    for one in binder.found.drain(..) {
        // Sixty forms lack the same table: it is said once.
        if !found.contains(&one) {
            found.push(one);
        }
    }
    let proof = Proof {
        format: 1,
        semantics: 1,
        dossier: order.digest.clone(),
        books: books(order),
        edition: order.edition.word().to_owned(),
        seal: None,
        figures: std::mem::take(&mut binder.figures),
    };
    let names = names(order.model);
    Papers { report, forms, forms_book, summary, evidence_book, charts, proof, names, draft, found }
}

/// The proof of one part of the package: what a docx carries.
pub fn proof_of(proof: &Proof, part: &str) -> Proof {
    Proof { figures: proof.figures.iter().filter(|it| it.part == part).cloned().collect(), ..proof.clone() }
}

/// Everything still to be filled in, over the department and all projects: object, item, what, whom to ask.
pub fn open_items(department: &Scored, projects: &[Scored]) -> Vec<(String, String, String, String)> {
    std::iter::once(department)
        .chain(projects)
        .flat_map(|scored| {
            scored.items.iter().flat_map(move |item| {
                item.score.missing().iter().map(move |lack| {
                    (scored.name.clone(), item.name().to_owned(), lack.what.clone(), lack.ask.clone())
                })
            })
        })
        .collect()
}

fn is_open(scored: &Scored) -> bool {
    matches!(scored.total, Amount::Range { .. }) || scored.items.iter().any(|it| it.score.is_open())
}

fn running_head(model: &Model, draft: bool) -> Option<String> {
    let words: Vec<&str> =
        [draft.then_some("草稿"), model.meta().notice.as_deref()].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join("　"))
}

fn filled_forms(
    binder: &mut Binder,
    order: &Order,
    progress: &mut dyn FnMut(usize, usize),
) -> Vec<FilledForm> {
    let internal = order.edition == Edition::Internal;
    let shown = order.pack.edition(order.edition.word()).map(|it| it.forms.clone()).unwrap_or_default();
    let form = |department: bool| {
        order
            .pack
            .forms
            .iter()
            .find(|it| it.of_department == department && (shown.is_empty() || shown.contains(&it.name)))
    };
    let total = order.projects.len() + 1;
    let mut out = Vec::with_capacity(total);
    if let Some(form) = form(true) {
        let results = results_scope(order.scope, order.department);
        let about = order.scope.relation("department").filter(|it| !it.is_empty());
        let filled = match about {
            Some(relation) => {
                let own = row_scope(&results, relation, 0, binder.sight());
                forms::fill(binder, &own, order.pack, form, order.department, internal)
            }
            None => forms::fill(binder, &results, order.pack, form, order.department, internal),
        };
        out.push(filled);
    }
    progress(1, total);
    if let Some(form) = form(false) {
        for (number, scored) in order.projects.iter().enumerate() {
            let results = results_scope(order.scope, scored);
            let row =
                order.scope.relation("projects").and_then(|it| it.find(&scored.object).map(|row| (it, row)));
            let filled = match row {
                Some((relation, row)) => {
                    let mut own = row_scope(&results, relation, row, binder.sight());
                    bind_project(&mut own, scored);
                    forms::fill(binder, &own, order.pack, form, scored, internal)
                }
                None => forms::fill(binder, &results, order.pack, form, scored, internal),
            };
            out.push(filled);
            progress(number + 2, total);
        }
    }
    out
}

fn bind_project(own: &mut Overlay, scored: &Scored) {
    let ty = Type::Reference("projects".into());
    own.bind("本项目", NameKind::Constant, ty, Value::Text(scored.object.as_str().into()), None);
}

fn index_texts(order: &Order, head: Option<&str>) -> sheets::IndexTexts {
    let headings = ["序号", "评价对象", "满分", "得分", "等级"];
    sheets::IndexTexts {
        title: format!("{}年度绩效自评表", order.model.meta().year),
        tab: "目录".to_owned(),
        headings: headings.iter().map(|it| (*it).to_owned()).collect(),
        back: "返回目录".to_owned(),
        header: head.unwrap_or_default().to_owned(),
    }
}

fn index_lines(order: &Order) -> Vec<sheets::IndexLine> {
    std::iter::once(order.department)
        .chain(order.projects)
        .map(|scored| sheets::IndexLine {
            name: scored.name.clone(),
            columns: vec![charts::points(&scored.points), scored.total.shown(), scored.grade.clone()],
        })
        .collect()
}

fn books(order: &Order) -> BTreeMap<String, String> {
    std::iter::once(order.department)
        .chain(order.projects)
        .map(|scored| (scored.book.clone(), scored.book_digest.clone()))
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

fn names(model: &Model) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for table in model.tables() {
        out.insert(table.id().to_owned(), table.heading().to_owned());
        for column in &table.def().columns {
            out.insert(format!("{}.{}", table.id(), column.id), column.heading.clone());
        }
    }
    out
}
