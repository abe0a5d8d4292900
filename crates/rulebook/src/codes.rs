//! Codes of this room (RB).

use hengji_diag::Code;

/// A format or semantics number this program does not know.
pub const FORMAT: Code = Code::new("RB001", "unknown-format");
/// A word that is not one of those allowed.
pub const WORD: Code = Code::new("RB002", "unknown-word");
/// A decimal, date or year that is none.
pub const NUMBER: Code = Code::new("RB003", "not-a-number");
/// A name or code used twice.
pub const DOUBLE: Code = Code::new("RB004", "name-twice");
/// Points that do not add up to what the book says.
pub const POINTS_SUM: Code = Code::new("RB005", "points-do-not-add-up");
/// Two rules for one item, or no rule.
pub const TWO_RULES: Code = Code::new("RB006", "two-rules-for-one-item");
/// An item without a rule.
pub const NO_RULE: Code = Code::new("RB007", "no-rule");
/// A primitive that lacks something or holds nonsense.
pub const PRIMITIVE: Code = Code::new("RB008", "bad-primitive");
/// Grade bands that overlap, are out of order or do not reach 0.
pub const GRADES: Code = Code::new("RB009", "bad-grade-bands");
/// A parameter whose default is not one of its alternatives.
pub const PARAMETER: Code = Code::new("RB010", "bad-parameter");
/// A not-applicable policy that leads nowhere.
pub const NOT_APPLICABLE: Code = Code::new("RB011", "bad-not-applicable-policy");
/// A formula of the book that is wrong.
pub const FORMULA: Code = Code::new("RB012", "bad-formula");
/// A score that is not in points.
pub const SCORE_UNIT: Code = Code::new("RB013", "score-not-in-points");
/// An input that nothing uses.
pub const UNUSED_INPUT: Code = Code::new("RB014", "unused-input");
/// An example that comes out otherwise.
pub const EXAMPLE: Code = Code::new("RB015", "example-differs");
/// An example that gives something the rule does not ask, or too little.
pub const EXAMPLE_GIVEN: Code = Code::new("RB016", "example-does-not-fit");
/// A rule with fewer than three examples.
pub const FEW_EXAMPLES: Code = Code::new("RB017", "few-examples");
/// A book named by `extends` or `rows` that is not there.
pub const NO_SUCH_BOOK: Code = Code::new("RB018", "no-such-book");
/// A book for other years.
pub const WRONG_YEAR: Code = Code::new("RB019", "book-for-other-years");
/// An item of an extending book that the extended book does not have.
pub const NO_SUCH_ITEM: Code = Code::new("RB020", "no-such-item");
/// Years that end before they begin.
pub const YEARS: Code = Code::new("RB021", "bad-years");
/// A section or heading level out of turn.
pub const SECTION_LEVEL: Code = Code::new("RB030", "bad-section-level");
/// A row of a grid with too many or too few cells.
pub const GRID_CELLS: Code = Code::new("RB031", "wrong-number-of-cells");
/// A pack that lacks something it must have.
pub const PACK_KEY: Code = Code::new("RB032", "pack-incomplete");
/// An edition that names a section that is not there.
pub const EDITION: Code = Code::new("RB033", "edition-names-no-section");
