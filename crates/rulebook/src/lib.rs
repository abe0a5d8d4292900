//! Rule books (规则书) and notice packs (年度方案): text to checked, runnable rules.
//!
//! A book is law as code: clause, inputs, formula, points, worked examples. Its format stands in
//! docs/reference/rulebook.md, that of packs in docs/reference/pack.md. A primitive is shorthand that
//! expands to formula text, so evaluation and analysis see formulas only. A book names standard tables
//! and vocabulary only, never a department.
//!
//! Reading order: [`book`], [`mod@parse`], [`expand`], [`check`], [`run`], [`rows`], [`quick`], [`examples`], [`library`],
//! [`pack`].

pub mod book;
mod check;
pub mod codes;
pub mod examples;
mod expand;
pub mod library;
pub mod pack;
mod parse;
pub mod quick;
mod read;
pub mod rows;
pub mod run;
mod scope;

pub use book::{
    Basis, Book, BookKind, CheckRule, Example, Formula, Grade, Group, Input, NotApplicable, OverTarget,
    OwnSlots, Parameter, RowRule, Rule, Scheme, Tier, Warning, Whole, grade_of, points_quantity,
};
pub use examples::{Difference, Tested};
pub use expand::PRIMITIVES;
pub use pack::Pack;
pub use parse::Library;
pub use quick::{Quick, QuickRow, QuickScore};
pub use scope::{SchemaScope, score_table};

use hengji_diag::Diagnostic;

impl Book {
    /// Reads a book; every mistake comes with its file and line, all in one run. Books it extends or takes
    /// rules from are looked for among those built in.
    pub fn parse(text: &str, file: &str) -> (Option<Book>, Vec<Diagnostic>) {
        Book::parse_with(text, file, &library::find)
    }

    /// Reads a book that may extend books of `library`.
    pub fn parse_with(text: &str, file: &str, library: Library<'_>) -> (Option<Book>, Vec<Diagnostic>) {
        let (book, mut found) = parse::book(text, file, library);
        if let Some(book) = &book {
            found.extend(check::formulas(book));
        }
        (book, found)
    }

    /// Runs the worked examples; each must come out exactly.
    pub fn test(&self) -> Vec<Tested> {
        examples::test(self)
    }
}

/// A body for fuzzing: any bytes as a book and as a pack, without a panic.
pub fn fuzz(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (book, _) = Book::parse_with(&text, "fuzz.toml", &|_| None);
    if let Some(book) = book {
        book.test();
    }
    Pack::parse(&[("fuzz.toml", &text)]);
}
