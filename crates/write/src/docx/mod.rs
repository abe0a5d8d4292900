//! A document tree as an Office Open XML document (docx), laid out by GB/T 9704.
//!
//! Reading order: this file puts the parts together, [`body`] writes blocks and figures, [`table`] tables,
//! [`drawing`] and [`raster`] charts, [`section`] page, header and footer, [`styles`] and [`settings`] the fixed parts,
//! [`proof`] the proof. The order of elements in every part is that of ECMA-376; a test holds it against
//! the sequences kept as data in `tests/ecma376`.

mod body;
mod drawing;
mod proof;
mod raster;
mod section;
mod settings;
mod styles;
mod table;

use crate::WriteError;
use crate::package::{Package, Relationships};
use crate::xml::Xml;
use body::Body;
use hengji_document::{Document, Proof};
pub use raster::Raster;

/// Namespace of relationship kinds.
macro_rules! office {
    ($end:literal) => {
        concat!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/", $end)
    };
}
use office;

/// Content type of a WordprocessingML part.
macro_rules! wordprocessing {
    ($end:literal) => {
        concat!("application/vnd.openxmlformats-officedocument.wordprocessingml.", $end, "+xml")
    };
}

/// What a docx is written with besides its content.
#[derive(Clone, Copy, Debug, Default)]
pub struct DocxOptions<'a> {
    /// The title in the file's properties; the first document's title when absent.
    pub title: Option<&'a str>,
    /// Turns charts into pixels beside the vectors; without it the pixels have no labels.
    pub raster: Option<&'a Raster>,
}

/// Writes `document` with its proof as a docx.
///
/// - Figures become inline content controls with tag `hj:<id>` around a bookmark `hj_<id>`; the proof is a
///   Custom XML part (contracts §6).
/// - The same input gives the same bytes: no clock, user or path goes in.
/// - Errors: [`WriteError::Package`] when the archive cannot be put together, as with parts over 4 GB.
pub fn docx(document: &Document, proof: &Proof) -> Result<Vec<u8>, WriteError> {
    docx_of(&[document], proof, DocxOptions::default())
}

/// Writes several documents one after another in one docx, each from a new page with its own paper,
/// running lines and page numbers; pages are numbered throughout, as attachments are (GB/T 9704 §7.3.7).
pub fn docx_of(
    documents: &[&Document],
    proof: &Proof,
    options: DocxOptions<'_>,
) -> Result<Vec<u8>, WriteError> {
    let mut package = Package::default();
    let mut relationships = Relationships::default();
    relationships.part(office!("styles"), "styles.xml");
    relationships.part(office!("settings"), "settings.xml");
    relationships.part(office!("fontTable"), "fontTable.xml");
    relationships.part(office!("customXml"), "../customXml/item1.xml");

    let plain = Raster::default();
    let mut body = Body::new(relationships, options.raster.unwrap_or(&plain));
    let document_xml = document_part(documents, &mut body);
    let title = options.title.or(documents.first().map(|it| it.title.as_str())).unwrap_or_default();

    let mut top = Relationships::default();
    top.part(office!("officeDocument"), "word/document.xml");
    top.part(
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml",
    );
    top.part(office!("extended-properties"), "docProps/app.xml");
    package.relate("", &top);
    package.add("word/document.xml", wordprocessing!("document.main"), document_xml);
    package.relate("word/document.xml", &body.relationships);
    package.add("word/styles.xml", wordprocessing!("styles"), styles::part());
    package.add("word/settings.xml", wordprocessing!("settings"), settings::part());
    package.add("word/fontTable.xml", wordprocessing!("fontTable"), styles::font_table());
    for part in body.running {
        let kind = match part.kind {
            section::Kind::Header => wordprocessing!("header"),
            section::Kind::Footer => wordprocessing!("footer"),
        };
        package.add(part.name, kind, part.bytes);
    }
    for media in body.media {
        package.add_by_extension(media.name, media.extension, media.content_type, media.bytes);
    }
    proof::add(&mut package, proof);
    package.add(
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        settings::core_properties(title),
    );
    package.add(
        "docProps/app.xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        settings::app_properties(),
    );
    package.finish()
}

const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("xmlns:w15", "http://schemas.microsoft.com/office/word/2012/wordml"),
    ("mc:Ignorable", "w15"),
];

fn document_part(documents: &[&Document], body: &mut Body<'_>) -> Vec<u8> {
    let mut x = Xml::part();
    x.element("w:document", NAMESPACES, |x| {
        x.element("w:body", &[], |x| {
            for (at, document) in documents.iter().enumerate() {
                body.document(x, document);
                let last = at + 1 == documents.len();
                section::end(x, body, document, last);
            }
            if documents.is_empty() {
                section::end(x, body, &Document::default(), true);
            }
        });
    });
    x.into_bytes()
}
