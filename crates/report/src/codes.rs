//! Codes of this room (RP). A published code is never reused.

use hengji_diag::Code;

/// An opening brace without its partner on the same line.
pub const OPEN_BRACE: Code = Code::new("RP001", "open-brace");
/// Braces whose content is neither a figure nor a placement.
pub const BAD_BRACES: Code = Code::new("RP002", "bad-braces");
/// A figure whose value is missing or cannot be printed.
pub const FIGURE_MISSING: Code = Code::new("RP003", "figure-missing");
/// A title that is too long or ends with a stop.
pub const TITLE: Code = Code::new("RP004", "title-form");
/// Heading levels or numbers that skip.
pub const LEVELS: Code = Code::new("RP005", "heading-order");
/// Brackets, punctuation or doubled words.
pub const TEXT_HYGIENE: Code = Code::new("RP006", "text-hygiene");
/// A section that the pack requires and that has no content.
pub const SECTION_EMPTY: Code = Code::new("RP007", "section-empty");
/// A formula that should select rows and does not.
pub const NO_ROWS: Code = Code::new("RP008", "no-rows");
/// A block of a form that is wider or narrower than its grid.
pub const FORM_WIDTH: Code = Code::new("RP009", "form-width");
/// No proof in the document, or one that cannot be read.
pub const PROOF_UNREADABLE: Code = Code::new("RP020", "proof-unreadable");
/// Content of one figure stands in the control of another.
pub const FIGURE_MOVED: Code = Code::new("RP021", "figure-moved");
/// A control that the proof does not know: copied in, or the proof was replaced.
pub const NOT_IN_PROOF: Code = Code::new("RP022", "not-in-proof");
/// A figure whose text is not what was printed.
pub const TEXT_CHANGED: Code = Code::new("RP023", "text-changed");
/// Two figures that changed places.
pub const FIGURES_SWAPPED: Code = Code::new("RP024", "figures-swapped");
/// A figure whose control and bookmark are gone, but whose text still stands.
pub const CONTROL_LOST: Code = Code::new("RP025", "control-lost");
/// A figure that is not there any more.
pub const FIGURE_GONE: Code = Code::new("RP026", "figure-gone");
/// A figure typed outside any control.
pub const TYPED_OUTSIDE: Code = Code::new("RP027", "typed-outside");
/// A node of a working that does not follow from its children.
pub const NOT_CONSISTENT: Code = Code::new("RP028", "not-consistent");
/// A printed text that its exact value does not give.
pub const PRINT_DIFFERS: Code = Code::new("RP029", "print-differs");
/// The dossier has changed since the document was made.
pub const DOSSIER_CHANGED: Code = Code::new("RP030", "dossier-changed");
/// The rule book has changed since.
pub const BOOK_CHANGED: Code = Code::new("RP031", "book-changed");
/// The dossier gives another value.
pub const RECOMPUTED_DIFFERS: Code = Code::new("RP032", "recomputed-differs");
/// The same value, worked out from other rows.
pub const ROWS_DIFFER: Code = Code::new("RP033", "rows-differ");
/// A figure typed into prose.
pub const TYPED_FIGURE: Code = Code::new("RP010", "typed-figure");
/// A superlative that rests on nothing.
pub const SUPERLATIVE: Code = Code::new("RP011", "superlative");
/// A claim whose formula does not hold or that has no evidence.
pub const CLAIM_FAILS: Code = Code::new("RP012", "claim-fails");
/// A task without a result.
pub const TASK_WITHOUT_RESULT: Code = Code::new("RP013", "task-without-result");
/// A problem without a measure.
pub const PROBLEM_WITHOUT_MEASURE: Code = Code::new("RP014", "problem-without-measure");
/// Prose that no section of the pack asks for.
pub const UNUSED_PROSE: Code = Code::new("RP015", "unused-prose");
