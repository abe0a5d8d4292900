//! Charts: vectors, with pixels beside them for programs that show no vectors.

use super::body::{Body, Extra, Media};
use super::office;
use crate::svg;
use crate::xml::Xml;
use hengji_document::{Chart, Inline};

/// English metric units a millimetre.
const EMU_PER_MM: u64 = 36_000;
/// A picture higher than this would not stand on a page with its caption.
const HEIGHT_MAX_MM: u64 = 200;

/// Writes a chart with its caption; one that is no drawing becomes its words.
pub(super) fn write(x: &mut Xml, body: &mut Body<'_>, chart: &Chart, extra: Extra) {
    match picture(body, chart) {
        Some(picture) => {
            x.element("w:p", &[], |x| {
                x.element("w:pPr", &[], |x| {
                    x.val("w:pStyle", "Picture");
                    if extra.page_break_before {
                        x.empty("w:pageBreakBefore", &[]);
                    }
                });
                x.element("w:r", &[], |x| x.element("w:drawing", &[], |x| inline(x, &picture, chart)));
            });
            body.paragraph(x, "Caption", &[Inline::Text(chart.caption.clone())], Extra::default());
        }
        None => {
            body.paragraph(x, "Note", &[Inline::Text(chart.alt.clone())], extra);
            body.paragraph(x, "Caption", &[Inline::Text(chart.caption.clone())], Extra::default());
        }
    }
}

/// A picture whose parts are in the package.
struct Picture {
    number: String,
    width: String,
    height: String,
    vectors: String,
    pixels: String,
}

fn picture(body: &mut Body<'_>, chart: &Chart) -> Option<Picture> {
    let drawing = svg::drawing(&chart.svg)?;
    let (view_width, view_height) = svg::view_box(&chart.svg)?;
    let text_width_mm = u64::from(body.text_width) * 254 / 14_400;
    let width_mm = u64::from(chart.width_mm).clamp(10, text_width_mm.max(10));
    let mut width = width_mm * EMU_PER_MM;
    let mut height = (width.checked_mul(view_height)? / view_width).max(1);
    if height > HEIGHT_MAX_MM * EMU_PER_MM {
        width = (width * HEIGHT_MAX_MM * EMU_PER_MM / height).max(1);
        height = HEIGHT_MAX_MM * EMU_PER_MM;
    }
    let png = body.raster.png(&drawing, u32::try_from(width_mm).ok()?)?;

    let number = (body.media.len() / 2 + 1).to_string();
    let mut media = |extension: &'static str, content_type: &'static str, bytes: Vec<u8>| {
        let name = format!("media/image{number}.{extension}");
        let id = body.relationships.part(office!("image"), name.clone());
        body.media.push(Media { name: format!("word/{name}"), extension, content_type, bytes });
        id
    };
    let pixels = media("png", "image/png", png);
    let vectors = media("svg", "image/svg+xml", drawing.into_bytes());
    Some(Picture { number, width: width.to_string(), height: height.to_string(), vectors, pixels })
}

fn inline(x: &mut Xml, picture: &Picture, chart: &Chart) {
    let distances = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
    let size = [("cx", picture.width.as_str()), ("cy", picture.height.as_str())];
    let name = format!("Picture {}", picture.number);
    x.element("wp:inline", &distances, |x| {
        x.empty("wp:extent", &size);
        x.empty("wp:docPr", &[("id", &picture.number), ("name", &name), ("descr", &chart.alt)]);
        let main = ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main");
        x.element("wp:cNvGraphicFramePr", &[], |x| {
            x.empty("a:graphicFrameLocks", &[main, ("noChangeAspect", "1")]);
        });
        x.element("a:graphic", &[main], |x| {
            let kind = "http://schemas.openxmlformats.org/drawingml/2006/picture";
            x.element("a:graphicData", &[("uri", kind)], |x| {
                x.element("pic:pic", &[("xmlns:pic", kind)], |x| {
                    x.element("pic:nvPicPr", &[], |x| {
                        x.empty("pic:cNvPr", &[("id", &picture.number), ("name", &name)]);
                        x.empty("pic:cNvPicPr", &[]);
                    });
                    x.element("pic:blipFill", &[], |x| {
                        x.element("a:blip", &[("r:embed", &picture.pixels)], |x| vectors(x, picture));
                        x.element("a:stretch", &[], |x| x.empty("a:fillRect", &[]));
                    });
                    x.element("pic:spPr", &[], |x| {
                        x.element("a:xfrm", &[], |x| {
                            x.empty("a:off", &[("x", "0"), ("y", "0")]);
                            x.empty("a:ext", &size);
                        });
                        x.element("a:prstGeom", &[("prst", "rect")], |x| x.empty("a:avLst", &[]));
                    });
                });
            });
        });
    });
}

/// The vectors, as an extension of the pixels: Word 2016 and later show these.
fn vectors(x: &mut Xml, picture: &Picture) {
    x.element("a:extLst", &[], |x| {
        x.element("a:ext", &[("uri", "{96DAC541-7B7A-43D3-8B79-37D633B846F1}")], |x| {
            let namespace = "http://schemas.microsoft.com/office/drawing/2016/SVG/main";
            x.empty("asvg:svgBlip", &[("xmlns:asvg", namespace), ("r:embed", &picture.vectors)]);
        });
    });
}
