//! Codes of this room (FM). A published code is never reused.

use hengji_diag::Code;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $id:ident = $code:literal $name:literal;)*) => {
        $($(#[doc = $doc])* pub const $id: Code = Code::new($code, $name);)*
        /// Every code of this room, for pages and tests.
        pub const ALL: &[Code] = &[$($id),*];
    };
}

codes! {
    /// A character that stands for nothing in a formula.
    UNKNOWN_CHARACTER = "FM001" "unknown-character";
    /// A text whose closing quotation mark is missing.
    UNCLOSED_TEXT = "FM002" "unclosed-text";
    /// A name in 「」 that is empty or not closed.
    UNCLOSED_NAME = "FM003" "unclosed-name";
    /// A number with more digits than are read.
    BAD_NUMBER = "FM004" "bad-number";
    /// A unit that is not in the table of units.
    UNKNOWN_UNIT = "FM005" "unknown-unit";
    /// A date that does not exist.
    BAD_DATE = "FM006" "bad-date";
    /// A period that does not exist.
    BAD_PERIOD = "FM007" "bad-period";
    /// Something to compute with was expected.
    VALUE_EXPECTED = "FM008" "value-expected";
    /// Two values stand side by side without an operator.
    OPERATOR_EXPECTED = "FM009" "operator-expected";
    /// A bracket that is never closed.
    UNCLOSED_BRACKET = "FM010" "unclosed-bracket";
    /// A mark that does not belong there.
    STRAY_MARK = "FM011" "stray-mark";
    /// Comparisons in a chain: 1 < x < 2.
    CHAINED_COMPARISON = "FM012" "chained-comparison";
    /// More than 64 levels deep.
    TOO_DEEP = "FM013" "too-deep";
    /// More than 4,096 parts.
    TOO_LARGE = "FM014" "too-large";
    /// 如果 without 则 or 否则.
    MISSING_BRANCH = "FM015" "missing-branch";
    /// Nothing written.
    EMPTY_FORMULA = "FM016" "empty-formula";
    /// A name that means nothing here.
    UNKNOWN_NAME = "FM020" "unknown-name";
    /// A function that does not exist.
    UNKNOWN_FUNCTION = "FM021" "unknown-function";
    /// A field that the table behind the dot does not have.
    UNKNOWN_FIELD = "FM022" "unknown-field";
    /// Too few or too many arguments.
    WRONG_ARGUMENTS = "FM023" "wrong-arguments";
    /// A value of the wrong kind, such as text where rows are needed.
    WRONG_TYPE = "FM024" "wrong-type";
    /// A sum or comparison of different units.
    UNIT_MISMATCH = "FM025" "unit-mismatch";
    /// A ratio with a bare number.
    RATIO_WITH_NUMBER = "FM026" "ratio-with-number";
    /// A ratio added to a ratio.
    RATIO_PLUS_RATIO = "FM027" "ratio-plus-ratio";
    /// A product that is no unit.
    NO_PRODUCT = "FM028" "no-product";
    /// A quotient that is no unit.
    NO_QUOTIENT = "FM029" "no-quotient";
    /// Values of different kinds compared.
    NOT_COMPARABLE = "FM030" "not-comparable";
    /// A field of a table where no row of it is at hand.
    NO_ROW = "FM031" "no-row";
    /// A table of bands that cannot be read, overlaps or mixes units.
    BAD_BANDS = "FM032" "bad-bands";
    /// 同比, 增减, 上年 or 历史 of something that has no past.
    NOT_A_MEASURE = "FM033" "not-a-measure";
    /// A text that is not among the allowed values of the column it is compared with.
    NOT_ALLOWED_VALUE = "FM034" "not-allowed-value";
    /// A table without the date column that the function needs.
    NO_DATE_COLUMN = "FM035" "no-date-column";
    /// Branches or alternatives of different kinds.
    BRANCHES_DIFFER = "FM036" "branches-differ";
    /// Rows were left out because their condition could not be judged.
    ROWS_UNJUDGED = "FM040" "rows-unjudged";
}
