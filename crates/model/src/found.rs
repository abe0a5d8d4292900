//! Findings of the loader: their codes, and a lid on how many of one kind are listed.

use crate::cell::Slip;
use hengji_diag::{Code, Diagnostic, Place, Text};
use std::collections::HashMap;

/// A required heading is not there.
pub const HEADING_MISSING: Code = Code::new("DS010", "heading-missing");
/// A heading that the definition does not know; its column is kept.
pub const HEADING_UNKNOWN: Code = Code::new("DS011", "heading-unknown");
/// Two columns carry the same heading.
pub const HEADING_TWICE: Code = Code::new("DS012", "heading-twice");
/// A heading names a unit that measures something else.
pub const HEADING_UNIT: Code = Code::new("DS013", "heading-wrong-unit");
/// A required cell is blank.
pub const CELL_REQUIRED: Code = Code::new("DS020", "cell-blank");
/// Two rows have the same key.
pub const KEY_TWICE: Code = Code::new("DS050", "key-twice");
/// Two rows have the same natural key.
pub const NATURAL_KEY_TWICE: Code = Code::new("DS051", "natural-key-twice");
/// A reference leads to no row.
pub const REFERENCE_DANGLING: Code = Code::new("DS052", "reference-dangling");
/// More rows than the table may have.
pub const TOO_MANY_ROWS: Code = Code::new("DS053", "too-many-rows");
/// A reference goes round in a circle.
pub const REFERENCE_CIRCLE: Code = Code::new("DS054", "reference-circle");
/// A file or sheet that no table or ledger claims.
pub const SHEET_UNKNOWN: Code = Code::new("DS060", "sheet-unknown");
/// Two files or sheets of one table.
pub const SHEET_TWICE: Code = Code::new("DS061", "sheet-twice");
/// A ledger takes the name of a table or of another ledger.
pub const NAME_TAKEN: Code = Code::new("DS062", "name-taken");
/// More findings of one kind in one column than are listed.
pub const MORE_OF_THESE: Code = Code::new("DS063", "more-of-these");
/// dossier.toml does not say what it must.
pub const META: Code = Code::new("DS070", "dossier-facts");
/// The dossier has a format that this program cannot read.
pub const FORMAT: Code = Code::new("DS071", "format-unknown");
/// Measures that need each other.
pub const MEASURE_CIRCLE: Code = Code::new("DS080", "measure-circle");
/// Two measures of one name, or a measure with the name of something else.
pub const MEASURE_NAME: Code = Code::new("DS081", "measure-name-taken");
/// A measure's unit does not fit its formula.
pub const MEASURE_UNIT: Code = Code::new("DS082", "measure-unit");
/// A reference of a ledger definition to a table that is not there.
pub const NO_SUCH_TABLE: Code = Code::new("DS083", "no-such-table");
/// Evidence is named that the index does not have, or a file that is not there.
pub const EVIDENCE_FILE: Code = Code::new("DS090", "evidence-file-missing");

/// The code of a slip in a cell, with the ids of its message and of what would be right.
pub fn slip_code(slip: Slip) -> (Code, &'static str, &'static str) {
    let code = |code, name| Code::new(code, name);
    match slip {
        Slip::NotNumber => (code("DS021", "not-a-number"), "model-not-number", "model-not-number-help"),
        Slip::Exponent => (code("DS022", "number-as-power"), "model-exponent", "model-exponent-help"),
        Slip::TooLarge => (code("DS023", "number-too-large"), "model-too-large", "model-too-large-help"),
        Slip::NotWhole => (code("DS024", "not-a-whole-number"), "model-not-whole", "model-not-whole-help"),
        Slip::FinerThanFen => {
            (code("DS025", "finer-than-fen"), "model-finer-than-fen", "model-finer-than-fen-help")
        }
        Slip::BareRatio => (code("DS026", "bare-ratio"), "model-bare-ratio", "model-bare-ratio-help"),
        Slip::NotDate => (code("DS027", "not-a-date"), "model-not-date", "model-not-date-help"),
        Slip::NoSuchDay => (code("DS028", "no-such-day"), "model-no-such-day", "model-no-such-day-help"),
        Slip::TimeInDate => (code("DS029", "time-in-date"), "model-time-in-date", "model-not-date-help"),
        Slip::NotDateTime => (code("DS030", "not-a-time"), "model-not-date-time", "model-not-date-time-help"),
        Slip::NotYear => (code("DS031", "not-a-year"), "model-not-year", "model-not-year-help"),
        Slip::NotBool => (code("DS032", "not-yes-or-no"), "model-not-bool", "model-not-bool-help"),
        Slip::NotAllowed => (code("DS033", "not-allowed"), "model-not-allowed", "model-not-allowed-help"),
        Slip::DamagedCode => (code("DS034", "damaged-code"), "model-damaged-code", "model-damaged-code-help"),
        Slip::NotGeo => (code("DS035", "not-a-position"), "model-not-geo", "model-not-geo-help"),
        Slip::NotPhone => (code("DS036", "not-a-telephone"), "model-not-phone", "model-not-phone-help"),
        Slip::NotUscc => (code("DS037", "not-a-credit-code"), "model-not-uscc", "model-not-uscc-help"),
        Slip::ErrorValue => (code("DS038", "error-value"), "model-error-value", "model-error-value-help"),
        Slip::BelowMin => (code("DS039", "below-minimum"), "model-below-min", "model-below-min-help"),
        Slip::AboveMax => (code("DS040", "above-maximum"), "model-above-max", "model-above-max-help"),
    }
}

/// A kind of finding in a column of a sheet.
type At = (Code, Option<String>, Option<String>);

/// Findings with a lid: of one code in one column of one table at most [`Found::EACH`] are listed, and one
/// more says how many there were.
#[derive(Debug, Default)]
pub(crate) struct Found {
    list: Vec<Diagnostic>,
    counts: HashMap<At, (usize, Place)>,
}

impl Found {
    pub(crate) const EACH: usize = 200;

    /// Adds a finding made by `make`, which is not called for those beyond the lid.
    pub(crate) fn add_with(&mut self, code: Code, place: &Place, make: impl FnOnce() -> Diagnostic) {
        let at = (code, place.sheet.clone().or_else(|| place.file.clone()), place.column.clone());
        let count = self.counts.entry(at).or_insert_with(|| (0, place.clone()));
        count.0 += 1;
        if count.0 <= Found::EACH {
            self.list.push(make().at(place.clone()));
        }
    }

    pub(crate) fn add(&mut self, finding: Diagnostic) {
        let place = finding.place.clone();
        self.add_with(finding.code, &place, || finding);
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        for finding in findings {
            self.add(finding);
        }
    }

    /// Adds findings that already went under a lid.
    pub(crate) fn append(&mut self, mut other: Found) {
        self.list.append(&mut other.list);
        self.counts.extend(other.counts);
    }

    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        let mut over: Vec<_> = self.counts.into_iter().filter(|(_, (n, _))| *n > Found::EACH).collect();
        over.sort_by(|a, b| (a.0.0, &a.0.1, &a.0.2).cmp(&(b.0.0, &b.0.1, &b.0.2)));
        for ((code, _, _), (count, mut place)) in over {
            place.row = None;
            let text = Text::new("model-more-of-these")
                .with("code", code.code)
                .with("shown", Found::EACH)
                .with("count", count);
            self.list.push(Diagnostic::info(MORE_OF_THESE, text).at(place));
        }
        self.list
    }
}
