//! Page, margins, running head and foot, page numbers (GB/T 9704 §5 and §7.5).

use super::NAMESPACES;
use super::body::{Body, run};
use super::office;
use crate::xml::Xml;
use hengji_document::{Document, PageNumbers, PageSize};

/// A header or footer part.
pub(super) struct RunningPart {
    pub name: String,
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Header,
    Footer,
}

/// Sizes of a page in twips (1/20 point; 1 mm is 56.69).
struct Page {
    width: u32,
    height: u32,
    top: u32,
    right: u32,
    bottom: u32,
    left: u32,
    header: u32,
    footer: u32,
}

/// A4 in twips.
const A4: (u32, u32) = (11906, 16838);

fn page(size: PageSize) -> Page {
    match size {
        PageSize::Official => Page {
            width: A4.0,
            height: A4.1,
            top: 2098,
            right: 1474,
            bottom: 1984,
            left: 1587,
            header: 1134,
            // The dashes stand 7 mm under the text area: its lower edge is 35 mm up, the middle of the
            // 14 pt line 28 mm.
            footer: 1403,
        },
        PageSize::Form => Page {
            width: A4.0,
            height: A4.1,
            top: 1134,
            right: 1134,
            bottom: 1134,
            left: 1134,
            header: 567,
            footer: 567,
        },
        PageSize::FormLandscape => {
            let upright = page(PageSize::Form);
            Page { width: A4.1, height: A4.0, ..upright }
        }
    }
}

/// Width of the text area in twips.
pub(super) fn text_width(size: PageSize) -> u32 {
    let page = page(size);
    page.width - page.left - page.right
}

/// Ends the section of `document`: in a paragraph of its own, or at the end of the body.
pub(super) fn end(x: &mut Xml, body: &mut Body<'_>, document: &Document, last: bool) {
    let references = running_parts(body, document);
    if last {
        properties(x, document.page, &references);
        return;
    }
    x.element("w:p", &[], |x| {
        x.element("w:pPr", &[], |x| {
            x.val("w:pStyle", "Spacer");
            properties(x, document.page, &references);
        });
    });
}

fn properties(x: &mut Xml, size: PageSize, references: &[Reference]) {
    let page = page(size);
    let [width, height, top, right, bottom, left, header, footer] =
        [page.width, page.height, page.top, page.right, page.bottom, page.left, page.header, page.footer]
            .map(|it| it.to_string());
    x.element("w:sectPr", &[], |x| {
        for it in references {
            x.empty(it.element, &[("w:type", it.page), ("r:id", &it.id)]);
        }
        x.val("w:type", "nextPage");
        let mut sizes = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
        if size == PageSize::FormLandscape {
            sizes.push(("w:orient", "landscape"));
        }
        x.empty("w:pgSz", &sizes);
        x.empty(
            "w:pgMar",
            &[
                ("w:top", &top),
                ("w:right", &right),
                ("w:bottom", &bottom),
                ("w:left", &left),
                ("w:header", &header),
                ("w:footer", &footer),
                ("w:gutter", "0"),
            ],
        );
        x.empty("w:cols", &[("w:space", "425")]);
        if size == PageSize::Official {
            // 22 lines: 225 mm ÷ 22. The 28 characters a line come from the styles' spacing, since a grid of
            // characters is drawn twice too wide by LibreOffice when a character is wider than its cell.
            x.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", "579")]);
        }
    });
}

/// A reference from a section to one of its headers or footers.
struct Reference {
    element: &'static str,
    page: &'static str,
    id: String,
}

/// Headers and footers of a document, for odd (default) and even pages. Every section has all four, since
/// a missing one would be taken over from the section before.
fn running_parts(body: &mut Body<'_>, document: &Document) -> Vec<Reference> {
    let mut references = Vec::new();
    for page in ["default", "even"] {
        let bytes = header(document);
        references.push(reference(body, Kind::Header, page, bytes));
    }
    for page in ["default", "even"] {
        let bytes = footer(document, page);
        references.push(reference(body, Kind::Footer, page, bytes));
    }
    references
}

fn reference(body: &mut Body<'_>, kind: Kind, page: &'static str, bytes: Vec<u8>) -> Reference {
    let (element, relationship, stem) = match kind {
        Kind::Header => ("w:headerReference", office!("header"), "header"),
        Kind::Footer => ("w:footerReference", office!("footer"), "footer"),
    };
    let number = body.running.iter().filter(|it| it.kind == kind).count() + 1;
    let id = body.relationships.part(relationship, format!("{stem}{number}.xml"));
    body.running.push(RunningPart { name: format!("word/{stem}{number}.xml"), kind, bytes });
    Reference { element, page, id }
}

fn header(document: &Document) -> Vec<u8> {
    let mut x = Xml::part();
    x.element("w:hdr", NAMESPACES, |x| {
        styled(x, "Header", |x| run(x, "", document.running_head.as_deref().unwrap_or_default()));
    });
    x.into_bytes()
}

fn footer(document: &Document, page: &str) -> Vec<u8> {
    let mut x = Xml::part();
    x.element("w:ftr", NAMESPACES, |x| {
        let numbered = document.numbers == PageNumbers::Official;
        if numbered {
            styled(x, if page == "even" { "FooterEven" } else { "Footer" }, page_number);
        }
        if let Some(foot) = &document.running_foot {
            styled(x, "FooterNote", |x| run(x, "", foot));
        } else if !numbered {
            styled(x, "FooterNote", |_| {});
        }
    });
    x.into_bytes()
}

/// “— 1 —”: a dash each side of the number.
fn page_number(x: &mut Xml) {
    run(x, "", "— ");
    let character = |x: &mut Xml, kind: &str| {
        x.element("w:r", &[], |x| x.empty("w:fldChar", &[("w:fldCharType", kind)]));
    };
    character(x, "begin");
    x.element("w:r", &[], |x| {
        x.text_element("w:instrText", &[("xml:space", "preserve")], " PAGE ");
    });
    character(x, "separate");
    run(x, "", "1");
    character(x, "end");
    run(x, "", " —");
}

fn styled(x: &mut Xml, style: &str, content: impl FnOnce(&mut Xml)) {
    x.element("w:p", &[], |x| {
        x.element("w:pPr", &[], |x| x.val("w:pStyle", style));
        content(x);
    });
}
