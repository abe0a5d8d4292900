//! What is written is read back: by our own reader, and after LibreOffice opened and saved it.

use crate::sample;
use hengji_document::{Proof, ProofFigure};
use hengji_reader::{DocxFigures, read_figures};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

fn proof() -> Proof {
    let figure = ProofFigure {
        id: "b47a1bc005fe".to_owned(),
        name: sample::HOSTILE.to_owned(),
        ..ProofFigure::default()
    };
    Proof { format: 1, semantics: 1, figures: vec![figure], ..Proof::default() }
}

/// Each figure as `id text`.
fn figures(found: &DocxFigures) -> BTreeSet<String> {
    found.figures.iter().map(|it| format!("{} {}", it.id(), it.text)).collect()
}

#[test]
fn our_reader_finds_every_figure_and_the_same_proof() {
    let proof = proof();
    let found = read_figures(&hengji_write::docx(&sample::document(), &proof).unwrap()).unwrap();
    assert_eq!(found.figures.len(), 7);
    assert!(found.figures.iter().all(|it| it.tag.is_some() && it.tag == it.bookmark));
    assert_eq!(found.proofs.len(), 1);
    let read: Proof = serde_json::from_str(&found.proofs[0]).unwrap();
    assert_eq!(read.digest(), proof.digest());
    let text: Vec<&str> = found.paragraphs.iter().map(|it| it.text.as_str()).collect();
    assert!(text.contains(&"#panic(\"x\")<script>=1+1 ]]> & \u{FFFD}\u{FFFD} {公式}"), "{text:#?}");
}

#[test]
fn a_save_by_libreoffice_keeps_every_figure_and_the_proof() {
    let folder = std::env::temp_dir().join(format!("hengji-write-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("out")).unwrap();
    let written = hengji_write::docx(&sample::document(), &proof()).unwrap();
    std::fs::write(folder.join("in.docx"), &written).unwrap();
    let ran = convert(&folder, "docx");
    let saved = std::fs::read(folder.join("out/in.docx"));
    std::fs::remove_dir_all(&folder).unwrap();
    if !ran {
        eprintln!("not run: LibreOffice (soffice) is not installed");
        return;
    }
    let before = read_figures(&written).unwrap();
    let after = read_figures(&saved.unwrap()).unwrap();
    assert_eq!(figures(&after), figures(&before));
    assert_eq!(after.proofs, before.proofs);
}

/// Opens and saves `in.docx`; false when there is no LibreOffice.
fn convert(folder: &Path, to: &str) -> bool {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", to, "--outdir"])
        .arg(folder.join("out"))
        .arg(folder.join("in.docx"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|it| it.success())
}
