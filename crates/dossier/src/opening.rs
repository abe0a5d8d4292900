//! Opening a dossier in either form, and turning it into a model.

use crate::folder;
use crate::found::{NO_SUCH_PATH, NOT_A_DOSSIER, error, system};
use hengji_diag::{Diagnostic, Severity, Text};
use hengji_model::{Model, RawDossier, RawText};
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
    /// Short texts that lie beside them, such as README.md; they go along when the form changes.
    pub texts: Vec<RawText>,
    /// Names of what lies beside them and does not go along.
    pub others: Vec<String>,
    /// The form.
    pub form: Form,
    /// What was noticed; none of it kept anything from being read.
    pub found: Vec<Diagnostic>,
}

/// Why a dossier cannot be used: programs print the findings and exit with 2.
pub type Refused = Vec<Diagnostic>;

/// Opens the dossier at `path`, a folder or a workbook.
///
/// Errors: nothing there, no dossier, a format higher than ours, and any part that could not be read; all
/// of them in one run.
pub fn open(path: &Path, _how: &How) -> Result<Opened, Refused> {
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
        folder::open_folder(path, &shown)?
    } else {
        return Err(vec![
            error(NOT_A_DOSSIER, "dossier-not-a-dossier-file", &shown)
                .help(Text::new("dossier-not-a-dossier-help")),
        ]);
    };
    refuse_unreadable(opened)
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
    let (model, about) = Model::load(opened.raw);
    findings.extend(about);
    Ok((model, findings))
}
