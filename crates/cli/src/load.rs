//! What every command needs of a dossier: the model, its books and pack, the scores.

use crate::output::Output;
use hengji_diag::{Code, Diagnostic, Place, Severity, Text};
use hengji_dossier::How;
use hengji_model::{Evidence, Model, ModelScope, ScopeOptions};
use hengji_report::figure::Edition;
use hengji_report::papers::Order;
use hengji_rulebook::{Book, Pack, library};
use hengji_score::Scored;
use hengji_workbook::isolated::Isolation;
use std::path::Path;

/// No rule book of that name.
const NO_BOOK: Code = Code::new("RB090", "no-such-book");
/// No notice pack of that name.
const NO_PACK: Code = Code::new("RB091", "no-such-pack");
/// A date that is none.
const BAD_DATE: Code = Code::new("DS120", "bad-date-option");

/// A dossier, read.
pub struct Loaded {
    /// The model.
    pub model: Model,
    /// What was found while reading.
    pub found: Vec<Diagnostic>,
}

/// The rules in force for a dossier.
pub struct Rules {
    /// The department's book.
    pub department: Book,
    /// The projects' book.
    pub project: Book,
    /// The notice pack.
    pub pack: Pack,
}

/// How dossiers are opened: workbooks in a child process.
pub fn how() -> How {
    How { isolation: Isolation::current().ok() }
}

/// Reads a dossier; what makes it unreadable is printed, and the command ends with exit 2.
pub fn dossier(path: &Path, output: &Output) -> Option<Loaded> {
    match hengji_dossier::read(path, &how()) {
        // A dossier.toml that cannot be read leaves nothing that could be right.
        Ok((_, found)) if found.iter().any(is_broken_meta) => {
            let broken: Vec<Diagnostic> = found.into_iter().filter(is_broken_meta).collect();
            output.findings(&broken);
            output.summary(crate::output::counts(&broken));
            None
        }
        Ok((model, found)) => Some(Loaded { model, found }),
        Err(refused) => {
            output.findings(&refused);
            output.summary(crate::output::counts(&refused));
            None
        }
    }
}

fn is_broken_meta(found: &Diagnostic) -> bool {
    found.code == hengji_schema::SYNTAX
        && found.place.file.as_deref().is_some_and(|file| file.ends_with("dossier.toml"))
}

/// The options of a scope from the command line: `--evidence`, `--as-of`.
pub fn scope_options(matches: &clap::ArgMatches, output: &Output) -> Option<ScopeOptions> {
    let public = matches.try_get_one::<String>("evidence").ok().flatten().is_some_and(|it| it == "public");
    let mut options = ScopeOptions {
        evidence: if public { Evidence::Public } else { Evidence::All },
        ..ScopeOptions::default()
    };
    if let Some(text) = matches.try_get_one::<String>("as-of").ok().flatten() {
        match text.parse() {
            Ok(date) => options.as_of = Some(date),
            Err(_) => {
                let message = Text::new("cli-bad-date").with("text", text.as_str());
                output.findings(&[Diagnostic::error(BAD_DATE, message)]);
                return None;
            }
        }
    }
    Some(options)
}

/// Finds the books and the pack that dossier.toml names: beside the dossier first, else those built in.
pub fn rules(path: &Path, model: &Model, found: &mut Vec<Diagnostic>) -> Option<Rules> {
    let pack = pack(path, &model.meta().pack, found);
    let name = |kind: &str, of_pack: &str| {
        model.meta().books.get(kind).cloned().unwrap_or_else(|| of_pack.to_owned())
    };
    let (of_department, of_project) =
        pack.as_ref().map_or(("", ""), |it| (it.department_book.as_str(), it.project_book.as_str()));
    let department = book(path, &name("department", of_department), found);
    let project = book(path, &name("project", of_project), found);
    Some(Rules { department: department?, project: project?, pack: pack? })
}

fn book(path: &Path, name: &str, found: &mut Vec<Diagnostic>) -> Option<Book> {
    let own = path.join("rulebooks").join(format!("{name}.toml"));
    if own.is_file()
        && let Ok(text) = std::fs::read_to_string(&own)
    {
        let (book, findings) = Book::parse(&text, &own.display().to_string());
        found.extend(findings);
        return book;
    }
    let built_in = library::book(name).cloned();
    if built_in.is_none() {
        let known = library::book_names().collect::<Vec<_>>().join("、");
        let text = Text::new("cli-no-book").with("name", name).with("known", known);
        found.push(Diagnostic::error(NO_BOOK, text).at(Place::file("dossier.toml")));
    }
    built_in
}

fn pack(path: &Path, name: &str, found: &mut Vec<Diagnostic>) -> Option<Pack> {
    let own = path.join("packs").join(name);
    if !name.is_empty() && own.is_dir() {
        let mut files = Vec::new();
        let mut entries: Vec<_> =
            std::fs::read_dir(&own).map(|all| all.filter_map(Result::ok).collect()).unwrap_or_default();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            if entry.path().extension().is_some_and(|it| it == "toml")
                && let Ok(text) = std::fs::read_to_string(entry.path())
            {
                files.push((entry.file_name().to_string_lossy().into_owned(), text));
            }
        }
        let borrowed: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let (pack, findings) = Pack::parse(&borrowed);
        found.extend(findings);
        return pack;
    }
    match library::pack(name) {
        Some((pack, findings)) => {
            found.extend(findings);
            pack
        }
        None => {
            let known = library::pack_names().collect::<Vec<_>>().join("、");
            let text = Text::new("cli-no-pack").with("name", name).with("known", known);
            found.push(Diagnostic::error(NO_PACK, text).at(Place::file("dossier.toml")));
            None
        }
    }
}

/// Scores the department and all projects under the options of a scope.
pub fn scores(scope: &ModelScope, rules: &Rules, found: &mut Vec<Diagnostic>) -> (Scored, Vec<Scored>) {
    let asked = scope.options();
    let options = hengji_score::Options {
        evidence: asked.evidence,
        as_of: asked.as_of,
        today: asked.today,
        ..hengji_score::Options::default()
    }
    .with_pack(&rules.pack);
    let (department, projects) =
        hengji_score::score_all(&rules.department, &rules.project, scope.model(), &options);
    for scored in std::iter::once(&department).chain(&projects) {
        found.extend(scored.found.iter().cloned());
    }
    (department, projects)
}

/// What the papers are made from.
pub fn order<'a>(
    scope: &'a ModelScope<'a>,
    rules: &'a Rules,
    department: &'a Scored,
    projects: &'a [Scored],
    edition: Edition,
) -> Order<'a> {
    let model = scope.model();
    Order { model, scope, pack: &rules.pack, department, projects, edition, digest: model.sm3() }
}

/// Whether any finding is an error.
pub fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|it| it.severity == Severity::Error)
}
