//! Writes the sample report of the tests as docx and html into the folder named, to be looked at.

#[path = "../tests/suite/sample.rs"]
mod sample;

use hengji_diag::{Language, Locale};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("give the folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let (report, proof) = (sample::document(), sample::proof());
    std::fs::write(folder.join("sample.docx"), hengji_write::docx(&report, &proof)?)?;
    let package = hengji_write::HtmlPackage {
        title: &report.title,
        edition: "内部",
        documents: &[&report],
        proof: &proof,
        charts: &[],
        names: &BTreeMap::new(),
    };
    std::fs::write(folder.join("sample.html"), hengji_write::html(&package, Locale::of(Language::Chinese)))?;
    Ok(())
}
