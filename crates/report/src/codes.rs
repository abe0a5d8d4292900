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
