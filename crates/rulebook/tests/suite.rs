//! The embedded books and packs read without a finding, and their examples come out exactly.

use hengji_diag::{Diagnostic, Language, Locale, Severity, render};
use hengji_rulebook::{Book, library};

fn words(found: &[Diagnostic]) -> String {
    found.iter().map(|it| render::plain(it, Locale::of(Language::Chinese))).collect::<Vec<_>>().join("\n")
}

#[test]
fn embedded_books_read_without_a_finding() {
    for name in library::book_names() {
        let (file, text) = library::book_text(name).unwrap();
        let (book, found) = Book::parse(text, file);
        assert!(book.is_some() && found.is_empty(), "{}", words(&found));
    }
}

#[test]
fn every_example_comes_out_exactly() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for name in library::book_names() {
        let book = library::book(name).unwrap();
        for tested in book.test() {
            count += 1;
            for it in &tested.differs {
                wrong.push(format!(
                    "{name}:{} {} {} {}: expected {} got {}",
                    tested.line, tested.code, tested.name, it.part, it.expected, it.got
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} examples differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn embedded_packs_read_without_an_error() {
    for name in library::pack_names() {
        let (pack, found) = library::pack(name).unwrap();
        let errors: Vec<Diagnostic> = found.into_iter().filter(|it| it.severity == Severity::Error).collect();
        assert!(pack.is_some() && errors.is_empty(), "{}", words(&errors));
    }
}
