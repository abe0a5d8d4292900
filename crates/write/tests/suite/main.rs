//! The writers seen from outside: the docx as readable text, its order of elements, its determinism.

mod made;
mod page;
mod roundtrip;
mod sample;
mod text;
mod valid;

use hengji_document::Proof;

#[test]
fn the_sample_reads_as_expected() {
    let bytes = hengji_write::docx(&sample::document(), &Proof::default()).unwrap();
    let seen = text::body(&bytes);
    let expected = include_str!("sample.txt");
    if std::env::var_os("HENGJI_UPDATE").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/sample.txt"), &seen).unwrap();
        return;
    }
    assert_eq!(
        seen, expected,
        "set HENGJI_UPDATE=1 to write tests/suite/sample.txt anew, then read the difference"
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let write = || hengji_write::docx(&sample::document(), &Proof::default()).unwrap();
    assert!(write() == write());
}
