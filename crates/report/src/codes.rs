//! Codes of this room (RP). A published code is never reused.

use hengji_diag::Code;

/// An opening brace without its partner on the same line.
pub const OPEN_BRACE: Code = Code::new("RP001", "open-brace");
/// Braces whose content is neither a figure nor a placement.
pub const BAD_BRACES: Code = Code::new("RP002", "bad-braces");
/// A figure whose value is missing or cannot be printed.
pub const FIGURE_MISSING: Code = Code::new("RP003", "figure-missing");
