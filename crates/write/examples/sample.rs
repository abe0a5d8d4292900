//! Writes the sample report of the tests as docx and html into the folder named, to be looked at. Font files
//! named after it serve the labels of charts.

#[path = "../tests/suite/sample.rs"]
mod sample;

use hengji_diag::{Language, Locale};
use hengji_write::{DocxOptions, Raster, docx_of};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("give the folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let (report, proof) = (sample::document(), sample::proof());
    let fonts: Vec<Vec<u8>> = std::env::args().skip(2).map(std::fs::read).collect::<Result<_, _>>()?;
    let raster = Raster::new(fonts);
    let options = DocxOptions { raster: Some(&raster), ..DocxOptions::default() };
    std::fs::write(folder.join("sample.docx"), docx_of(&[&report], &proof, options)?)?;
    let annex = sample::annex();
    std::fs::write(folder.join("annex.docx"), docx_of(&[&report, &annex], &proof, options)?)?;
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
