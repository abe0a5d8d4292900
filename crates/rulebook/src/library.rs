//! Books and packs built into the program, by name.

use hengji_diag::Diagnostic;
use std::sync::OnceLock;

use crate::book::Book;
use crate::pack::Pack;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

// Books that extend books that extend books: deeper chains are a circle.
const DEPTH: usize = 8;

/// The text of an embedded book, `(file, text)`.
pub fn book_text(name: &str) -> Option<(&'static str, &'static str)> {
    let file = format!("rulebooks/{name}.toml");
    BOOKS.iter().find(|it| it.0 == file).copied()
}

/// The names of the embedded books.
pub fn book_names() -> impl Iterator<Item = &'static str> {
    BOOKS.iter().map(|it| it.0.trim_start_matches("rulebooks/").trim_end_matches(".toml"))
}

/// An embedded book, read once.
pub fn book(name: &str) -> Option<&'static Book> {
    static READ: OnceLock<Vec<Book>> = OnceLock::new();
    let all = READ.get_or_init(|| {
        let read = |it: &(&'static str, &'static str)| Book::parse(it.1, it.0).0;
        BOOKS.iter().filter_map(read).collect()
    });
    all.iter().find(|it| it.name == name)
}

/// A book by name for `extends` and `rows`; not from the cache, which may just be being filled.
pub(crate) fn find(name: &str) -> Option<Book> {
    find_at(name, 0)
}

fn find_at(name: &str, depth: usize) -> Option<Book> {
    if depth > DEPTH {
        return None;
    }
    let (file, text) = book_text(name)?;
    crate::parse::book(text, file, &|name| find_at(name, depth + 1)).0
}

/// The files of an embedded pack, `(file, text)`.
pub fn pack_files(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
    PACKS.iter().find(|it| it.0 == name).map(|it| it.1)
}

/// The names of the embedded packs.
pub fn pack_names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|it| it.0)
}

/// An embedded pack with what is wrong with it.
pub fn pack(name: &str) -> Option<(Option<Pack>, Vec<Diagnostic>)> {
    pack_files(name).map(Pack::parse)
}
