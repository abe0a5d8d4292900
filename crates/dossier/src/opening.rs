//! Opening a dossier in either form, and turning it into a model.

use crate::found::{NO_SUCH_PATH, NOT_A_DOSSIER, error, system};
use crate::{book_in, folder};
use hengji_diag::{Diagnostic, Severity, Text};
use hengji_model::{Model, RawDossier, RawTable, RawText};
use hengji_workbook::isolated::Isolation;
use std::fs;
use std::path::Path;

/// The form of a dossier on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A folder with dossier.toml (档案文件夹).
    Folder,
    /// One workbook, 档案.xlsx (档案工作簿).
    Workbook,
}

/// How to open.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// Where to parse workbooks: in a child process, as programs do, or (`None`) in this process, as tests do.
    pub isolation: Option<Isolation>,
}

/// Everything that stands in a dossier's files.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The parts that the model takes.
    pub raw: RawDossier,
    /// Tables that wait to be filled: headings and no rows. They count as not provided (未提供), not as empty.
    pub blank: Vec<RawTable>,
    /// Short texts that lie beside them, such as README.md; they go along when the form changes.
    pub texts: Vec<RawText>,
    /// Names of what lies beside them and does not go along.
    pub others: Vec<String>,
    /// The form.
    pub form: Form,
    /// Where texts of a workbook stand in its sheets.
    pub places: book_in::Places,
    /// What was noticed; none of it kept anything from being read.
    pub found: Vec<Diagnostic>,
}

/// Why a dossier cannot be used: programs print the findings and exit with 2.
pub type Refused = Vec<Diagnostic>;

impl Opened {
    /// The parts of a dossier that is in memory, to be written: `Opened::of(model.to_raw())`. Tables that wait
    /// to be filled and texts that lay beside are not in a model.
    pub fn of(raw: RawDossier) -> Opened {
        Opened {
            raw,
            blank: Vec::new(),
            texts: Vec::new(),
            others: Vec::new(),
            form: Form::Folder,
            places: book_in::Places::default(),
            found: Vec::new(),
        }
    }
}

/// Opens the dossier at `path`, a folder or a workbook.
///
/// Errors: nothing there, no dossier, a format higher than ours, and any part that could not be read; all
/// of them in one run.
pub fn open(path: &Path, how: &How) -> Result<Opened, Refused> {
    let shown = path.display().to_string();
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            return Err(vec![
                error(NO_SUCH_PATH, "dossier-no-such-path", &shown)
                    .help(Text::new("dossier-no-such-path-help")),
            ]);
        }
        Err(why) => return Err(vec![system(&shown, &why)]),
    };
    let opened = if about.is_dir() {
        match folder::workbook_alone(path) {
            Some(book) => book_in::open_workbook(&book, &book.display().to_string(), how)?,
            None => folder::open_folder(path, &shown)?,
        }
    } else if is_workbook_name(path) {
        book_in::open_workbook(path, &shown, how)?
    } else {
        return Err(vec![
            error(NOT_A_DOSSIER, "dossier-not-a-dossier-file", &shown)
                .help(Text::new("dossier-not-a-dossier-help")),
        ]);
    };
    refuse_unreadable(opened)
}

fn is_workbook_name(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("xlsx") || it.eq_ignore_ascii_case("xlsm"))
}

// The format is looked at before anything else is believed: later formats may mean something else.
fn refuse_unreadable(opened: Opened) -> Result<Opened, Refused> {
    let (_, about) = hengji_model::Meta::parse(&opened.raw.meta);
    let too_high: Vec<Diagnostic> =
        about.into_iter().filter(|it| it.code == hengji_model::found::FORMAT).collect();
    let refused = opened.found.iter().any(|it| it.severity == Severity::Error) || !too_high.is_empty();
    if !refused {
        return Ok(opened);
    }
    Err(too_high.into_iter().chain(opened.found).collect())
}

/// Opens and loads the dossier at `path`: the model with all that is wrong in it.
///
/// Errors: those of [`open`].
pub fn read(path: &Path, how: &How) -> Result<(Model, Vec<Diagnostic>), Refused> {
    let opened = open(path, how)?;
    let mut findings = opened.found;
    let places = opened.places;
    let (model, about) = Model::load(opened.raw);
    findings.extend(about.into_iter().map(|it| places.relocate(it)));
    Ok((model, findings))
}
