//! A dossier's workbook after another spreadsheet program has opened and saved it.

use crate::folder::said;
use hengji_dossier::*;
use std::path::Path;
use std::process::Command;

fn soffice() -> Option<&'static str> {
    ["soffice", "libreoffice"].into_iter().find(|it| Command::new(it).arg("--version").output().is_ok())
}

fn files(path: &Path) -> Vec<(String, String)> {
    let opened = open(path, &How::default()).map_err(|it| said(&it)).unwrap();
    let text = |(name, content): (String, Vec<u8>)| (name, String::from_utf8(content).unwrap());
    folder::folder_files(&opened).into_iter().map(text).collect()
}

#[test]
fn a_workbook_saved_again_by_libreoffice_says_the_same() {
    let Some(program) = soffice() else {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is missing on a machine that must have it");
        eprintln!("skipped: no LibreOffice here");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("d");
    new(&dir).unwrap();
    let book = dir.join("档案模板.xlsx");
    let out = home.path().join("out");
    let profile = format!("-env:UserInstallation=file://{}/profile", home.path().display());
    let to = "xlsx:Calc MS Excel 2007 XML";
    let run = Command::new(program)
        .args([&profile, "--headless", "--convert-to", to, "--outdir"])
        .arg(&out)
        .arg(&book)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for (after, before) in files(&out.join("档案模板.xlsx")).iter().zip(&files(&book)) {
        assert_eq!(after, before);
    }
    assert_eq!(files(&book), files(&dir));
}
