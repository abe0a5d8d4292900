//! Papers → the files of a package.

use crate::pages::Fonts;
use hengji_diag::{Language, Locale, Text};
use hengji_document::Document;
use hengji_report::outline::PART;
use hengji_report::package::{Package, PackageFile};
use hengji_report::papers::{Papers, proof_of};
use hengji_workbook::write_xlsx;
use hengji_write::{HtmlPackage, docx, html};
use jiff::civil::Date;

/// Writes every file of the package to memory. What could not be made is said in `notes`; without Chinese fonts
/// the pdf files are left out, everything else still comes.
pub fn package(
    papers: &Papers,
    fonts: &Fonts,
    day: Date,
    notes: &mut Vec<Text>,
    progress: &dyn Fn(&'static str),
) -> Result<Vec<PackageFile>, Text> {
    let mut out = Package::default();
    progress("自评报告.docx");
    let own = proof_of(&papers.proof, PART);
    out.add("自评报告.docx", docx(&papers.report, &own).map_err(|error| error.text())?, None);

    progress("自评报告.html");
    let documents: Vec<&Document> =
        std::iter::once(&papers.report).chain(papers.forms.iter().map(|form| &form.document)).collect();
    let page = HtmlPackage {
        title: &papers.report.title,
        edition: &papers.proof.edition,
        documents: &documents,
        proof: &papers.proof,
        charts: &papers.charts,
        names: &papers.names,
    };
    // The paper is Chinese whatever language the terminal speaks.
    out.add("自评报告.html", html(&page, Locale::of(Language::Chinese)).into_bytes(), None);

    progress("自评表.xlsx");
    let failed =
        |error: hengji_workbook::WriteError| Text::new("cli-write-failed").with("why", error.to_string());
    out.add("自评表.xlsx", write_xlsx(&papers.forms_book).map_err(failed)?, None);
    out.add("佐证材料清单.xlsx", write_xlsx(&papers.evidence_book).map_err(failed)?, None);

    crate::pages::add(&mut out, papers, fonts, day, notes, progress);
    out.add("proof.json", papers.proof.canonical().into_bytes(), None);
    Ok(out.finish())
}
