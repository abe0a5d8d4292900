//! Codes of this room (SC).

use hengji_diag::Code;

/// Points of rows that do not add up to what the scheme gives their heading.
pub const POINTS_SUM: Code = Code::new("SC001", "row-points-do-not-add-up");
/// A declared score above the points of its line.
pub const ABOVE_POINTS: Code = Code::new("SC002", "declared-above-points");
/// A declared score outside the range of its tier.
pub const OUTSIDE_TIER: Code = Code::new("SC003", "declared-outside-tier");
/// A declared score above the recomputed one.
pub const ABOVE_RECOMPUTED: Code = Code::new("SC004", "declared-above-recomputed");
/// A row to which no rule applies.
pub const NO_RULE: Code = Code::new("SC005", "no-rule-applies");
/// A line that lost points without a reason.
pub const NO_REASON: Code = Code::new("SC006", "loss-without-reason");
/// A result far above its target without a cause.
pub const OVER_TARGET: Code = Code::new("SC007", "far-above-target");
/// A declared total that is not the sum of its lines.
pub const DECLARED_TOTAL: Code = Code::new("SC008", "declared-total-differs");
/// A book for other years.
pub const WRONG_YEAR: Code = Code::new("SC009", "book-for-other-years");
/// A warning of the rule itself.
pub const RULE_WARNING: Code = Code::new("SC010", "rule-warns");
/// A formula in the dossier that is wrong: a binding or an actual value.
pub const FORMULA: Code = Code::new("SC011", "bad-formula-in-dossier");
/// Two rules that apply to one row.
pub const TWO_RULES: Code = Code::new("SC012", "two-rules-apply");
/// An item that does not apply without a reason.
pub const NO_NA_REASON: Code = Code::new("SC013", "not-applicable-without-reason");
/// A binding or parameter for something the book does not have.
pub const NO_SUCH_INPUT: Code = Code::new("SC014", "binds-nothing");
/// More or fewer own indicators than the book takes.
pub const OWN_COUNT: Code = Code::new("SC015", "own-indicator-count");
/// A parameter with a value the book does not offer.
pub const PARAMETER: Code = Code::new("SC016", "unknown-parameter-value");
/// A row under a heading the scheme does not have.
pub const HEADING: Code = Code::new("SC017", "heading-outside-scheme");
/// A target or points that differ from those approved.
pub const TARGET_CHANGED: Code = Code::new("SC018", "target-differs-from-approved");
