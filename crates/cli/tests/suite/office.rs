//! LibreOffice as a reader and a writer of its own. Without soffice these tests say so and pass, except in CI.

use crate::common::{REPORT, hengji_json, packages, text};
use crate::figures::published;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use tempfile::TempDir;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn there(program: &str, ask: &str) -> bool {
    let quiet = Command::new(program).arg(ask).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = quiet.is_ok();
    assert!(there || std::env::var("CI").is_err(), "{program} is needed in CI");
    if !there {
        println!("left out: {program} is not installed");
    }
    there
}

/// Converts a file; the result lies in `to` under the same name with another ending.
fn convert(file: &Path, kind: &str, to: &Path) -> Vec<u8> {
    let _held = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let profile = TempDir::new().expect("a folder");
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", text(profile.path())))
        .args(["--headless", "--convert-to", kind, "--outdir", text(to), text(file)])
        .output()
        .expect("soffice starts");
    let ending = kind.split(':').next().unwrap_or(kind);
    let made = to.join(file.with_extension(ending).file_name().expect("a name"));
    std::fs::read(&made).unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&done.stderr)))
}

#[test]
fn libreoffice_reads_every_published_figure() {
    if !there("soffice", "--version") {
        return;
    }
    for made in packages() {
        let to = TempDir::new().expect("a folder");
        let bytes = convert(&made.out.join(REPORT), "txt:Text (encoded):UTF8", to.path());
        let read = String::from_utf8_lossy(&bytes);
        for (wanted, times) in published(made) {
            let found = read.matches(wanted.as_str()).count();
            assert!(found >= times, "{wanted}: read {found} times, published {times} times");
        }
    }
}

#[test]
fn a_pdf_by_libreoffice_holds_every_published_figure() {
    if !there("soffice", "--version") || !there("pdftotext", "-v") {
        return;
    }
    for made in packages() {
        let to = TempDir::new().expect("a folder");
        convert(&made.out.join(REPORT), "pdf", to.path());
        let pdf = to.path().join(Path::new(REPORT).with_extension("pdf"));
        let done = Command::new("pdftotext").args([text(&pdf), "-"]).output().expect("pdftotext starts");
        // Lines end wherever the page does; a figure may be parted there.
        let read: String = String::from_utf8_lossy(&done.stdout).split_whitespace().collect();
        for wanted in published(made).keys() {
            assert!(read.contains(wanted.as_str()), "{wanted} is not in the pdf");
        }
    }
}

#[test]
fn saved_by_libreoffice_the_report_still_verifies() {
    if !there("soffice", "--version") {
        return;
    }
    for made in packages() {
        let to = TempDir::new().expect("a folder");
        convert(&made.out.join(REPORT), "docx", to.path());
        let ran = hengji_json(&["verify", text(&to.path().join(REPORT))]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        let summary = ran.summary();
        assert_eq!(summary["verdict"], "自洽");
        assert_eq!(summary["standing"], summary["figures"]);
        assert!(summary["figures"].as_u64() > Some(0));
    }
}
