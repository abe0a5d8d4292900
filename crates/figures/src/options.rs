//! What to look at and how much to report.

/// How [`crate::figures_with`] reads a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Leave out what stands in `{…}` (a formula); `\{` is a brace.
    pub skip_braces: bool,
    /// Leave out what stands in 《》 (titles).
    pub skip_titles: bool,
    /// Leave out what stands in “ ”, ‘ ’, 「 」 or straight double quotes.
    pub skip_quotations: bool,
    /// Report only what is surely a typed quantity.
    pub only_sure: bool,
}

impl Options {
    /// For checking a finished text.
    pub const CHECKING: Options =
        Options { skip_braces: false, skip_titles: true, skip_quotations: false, only_sure: false };
    /// For the finding of bare figures in a narrative.
    pub const NARRATIVE: Options =
        Options { skip_braces: true, skip_titles: true, skip_quotations: true, only_sure: true };
}
