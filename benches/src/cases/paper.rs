//! One report of ten pages as docx and pdf; the rival makes a pdf of the same docx.

use crate::frame::{Bench, Goal};
use hengji_document::{
    Block, Cell, Document, Figure, Inline, ParagraphStyle, Proof, Row, Table, TableStyle, figure_id,
};
use hengji_pdf::{Fonts, PdfOptions, pdf, usual_folders};
use std::{env, fs, path::Path, process::Command};

const TEXT: &str = "全年走访企业，推动解决问题，新认定高新技术企业，完成整治提升，其中一般公共预算项目支出";

pub(crate) fn run(bench: &mut Bench) {
    let report = report();
    let proof = Proof::default();
    bench.case("docx: a report of ten pages", Goal::ms(5), 200, || hengji_write::docx(&report, &proof));

    let folders = usual_folders(&[], None, |name| env::var_os(name));
    bench.case("pdf: finding and reading the faces", Goal::None, 10, || Fonts::find(&folders));
    let fonts = Fonts::find(&folders);
    let options = PdfOptions::on(jiff::civil::date(2023, 5, 8));
    let name = "pdf: a report of ten pages, faces read";
    match pdf(&report, &fonts, &options) {
        Ok(made) => {
            // Each run gets other words, so that nothing remembered from the run before helps.
            let mut number = 0;
            bench.case(&format!("{name} ({} pages)", made.pages), Goal::ms(60), 100, || {
                number += 1;
                pdf(&numbered(&report, number), &fonts, &options)
            });
        }
        Err(why) => bench.skip(name, Goal::ms(60), &why.to_string()),
    }

    let name = "rival: LibreOffice, the same docx to pdf";
    let Some(folder) = tempfile::tempdir().ok() else {
        return bench.skip(name, Goal::None, "no temporary folder");
    };
    let file = folder.path().join("report.docx");
    let written = hengji_write::docx(&report, &proof).ok().and_then(|bytes| fs::write(&file, bytes).ok());
    if written.is_some() && office(&file, folder.path()) {
        bench.case(name, Goal::None, 5, || office(&file, folder.path()));
    } else {
        bench.skip(name, Goal::None, "LibreOffice is not here");
    }
}

fn office(file: &Path, folder: &Path) -> bool {
    Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder, file])
        .output()
        .is_ok_and(|out| out.status.success() && file.with_extension("pdf").is_file())
}

fn figure(number: usize) -> Inline {
    let id = figure_id("report", "执行数", number);
    Inline::Figure(Figure { id, alias: "执行数".to_owned(), text: format!("{number},796.38万元") })
}

fn report() -> Document {
    let mut blocks = Vec::new();
    for chapter in 1..=5 {
        blocks.push(Block::Heading {
            level: 1, content: vec![Inline::Text(format!("{chapter}、部门情况"))]
        });
        for number in 0..7 {
            let mut content = Vec::new();
            for piece in 0..3 {
                content.push(Inline::Text(format!("{number}{TEXT}")));
                content.push(figure(chapter * 100 + number * 10 + piece));
            }
            blocks.push(Block::Paragraph { style: ParagraphStyle::Body, content });
        }
        let row = |n: usize| Row {
            cells: vec![
                Cell::text(format!("项目{n}")),
                Cell { content: vec![figure(n)], ..Cell::default() },
                Cell::text("完成"),
            ],
        };
        let rows = std::iter::once(Row { cells: ["项目", "金额", "情况"].map(Cell::heading).to_vec() });
        blocks.push(Block::Table(Table {
            caption: Some("表　项目".to_owned()),
            unit_note: Some("单位：万元".to_owned()),
            widths: vec![3, 2, 2],
            rows: rows.chain((0..10).map(row)).collect(),
            head_rows: 1,
            style: TableStyle::Grid,
        }));
    }
    Document {
        title: "部门整体支出绩效自评报告".to_owned(),
        part: "report".to_owned(),
        blocks,
        ..Document::default()
    }
}

/// The same report with other words in each paragraph.
fn numbered(report: &Document, number: usize) -> Document {
    let mut other = report.clone();
    for block in &mut other.blocks {
        if let Block::Paragraph { content, .. } = block {
            content.insert(0, Inline::Text(format!("第{number}次，")));
        }
    }
    other
}
