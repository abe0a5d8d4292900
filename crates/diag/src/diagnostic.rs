//! One finding, with its place and its arithmetic.

use crate::text::{Locale, Text};
use serde_json::{Value, json};

/// The code (DS012) and kebab-case name of a kind of finding. Codes are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    /// Room letters and three digits.
    pub code: &'static str,
    /// The fault, in kebab case: `unknown-name`.
    pub name: &'static str,
}

impl Code {
    /// A code with its name.
    pub const fn new(code: &'static str, name: &'static str) -> Code {
        Code { code, name }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// For information (提示).
    Info,
    /// Needs an explanation (警告).
    Warning,
    /// Must be mended (错误).
    Error,
}

impl Severity {
    /// As written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Where a finding is. Rows, columns and lines count from 1; `start`/`end` are Unicode code points of the
/// text named by `file` (or of `source`, for a formula).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the dossier, or as the user named it.
    pub file: Option<String>,
    /// The sheet of a workbook, or the table.
    pub sheet: Option<String>,
    /// The row, from 1; the heading row counts.
    pub row: Option<u32>,
    /// The column: its heading, or its letter when it has none.
    pub column: Option<String>,
    /// The line of a text file, from 1.
    pub line: Option<u32>,
    /// The first code point.
    pub start: Option<u32>,
    /// One past the last code point.
    pub end: Option<u32>,
}

impl Place {
    /// A place in a file.
    pub fn file(name: impl Into<String>) -> Place {
        Place { file: Some(name.into()), ..Place::default() }
    }

    /// The same place with code points.
    pub fn span(mut self, start: usize, end: usize) -> Place {
        self.start = u32::try_from(start).ok();
        self.end = u32::try_from(end).ok();
        self
    }

    /// The same place at a line.
    pub fn at_line(mut self, line: usize) -> Place {
        self.line = u32::try_from(line).ok();
        self
    }

    /// The same place at a row and column of a sheet.
    pub fn at_cell(mut self, sheet: &str, row: usize, column: &str) -> Place {
        self.sheet = Some(sheet.to_owned());
        self.row = u32::try_from(row).ok();
        self.column = Some(column.to_owned());
        self
    }
}

/// One finding (contracts §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where.
    pub place: Place,
    /// The cell or line as it stands; for a formula the whole source, which `place.start..end` underlines.
    pub excerpt: Option<String>,
    /// What the document says.
    pub stated: Option<String>,
    /// What it should say.
    pub computed: Option<String>,
    /// The gap between the two.
    pub difference: Option<String>,
    /// What to do.
    pub help: Option<Text>,
    /// The clause this rests on.
    pub basis: Option<String>,
    /// A replacement for the underlined text.
    pub fix: Option<String>,
}

impl Diagnostic {
    /// A finding of severity error.
    pub fn error(code: Code, message: Text) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message)
    }

    /// A finding of severity warning.
    pub fn warning(code: Code, message: Text) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, message)
    }

    /// A finding for information.
    pub fn info(code: Code, message: Text) -> Diagnostic {
        Diagnostic::new(code, Severity::Info, message)
    }

    fn new(code: Code, severity: Severity, message: Text) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            message,
            place: Place::default(),
            excerpt: None,
            stated: None,
            computed: None,
            difference: None,
            help: None,
            basis: None,
            fix: None,
        }
    }

    /// Sets the place.
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = place;
        self
    }

    /// Sets what stands there.
    pub fn showing(mut self, excerpt: impl Into<String>) -> Diagnostic {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// Sets what to do.
    pub fn help(mut self, help: Text) -> Diagnostic {
        self.help = Some(help);
        self
    }

    /// Sets stated, computed and difference, as printed.
    pub fn figures(mut self, stated: String, computed: String, difference: Option<String>) -> Diagnostic {
        self.stated = Some(stated);
        self.computed = Some(computed);
        self.difference = difference;
        self
    }

    /// Sets a replacement text.
    pub fn fix(mut self, fix: impl Into<String>) -> Diagnostic {
        self.fix = Some(fix.into());
        self
    }

    /// The JSON form of the contract, with words in the locale's language.
    pub fn json(&self, locale: &Locale) -> Value {
        let p = &self.place;
        json!({
            "code": self.code.code,
            "name": self.code.name,
            "severity": self.severity.as_str(),
            "message": locale.words(&self.message),
            "place": {
                "file": p.file, "sheet": p.sheet, "row": p.row, "column": p.column,
                "line": p.line, "start": p.start, "end": p.end,
            },
            "excerpt": self.excerpt,
            "stated": self.stated,
            "computed": self.computed,
            "difference": self.difference,
            "help": self.help.as_ref().map(|it| locale.words(it)),
            "basis": self.basis,
            "fix": self.fix,
        })
    }
}
