//! Drawings put into a page or a document: only shapes and text pass, so that no picture brings a script
//! or a link.

use crate::xml::Xml;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

const ELEMENTS: &[&str] =
    &["svg", "title", "g", "rect", "line", "polyline", "polygon", "circle", "path", "text", "tspan"];
const ATTRIBUTES: &[&str] = &[
    "xmlns",
    "viewBox",
    "role",
    "font-family",
    "font-size",
    "font-weight",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "width",
    "height",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "text-anchor",
    "transform",
    "opacity",
];
/// Elements inside each other.
const DEPTH_MAX: usize = 32;

/// The drawing with everything else left out; nothing when it is not well-formed.
pub(crate) fn drawing(svg: &str) -> Option<String> {
    let mut reader = Reader::from_str(svg);
    let mut x = Xml::fragment();
    let mut open: Vec<String> = Vec::new();
    // How deep we are inside an element that does not pass.
    let mut hidden = 0usize;
    let mut any = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(it) if hidden > 0 || !passes(&it) => hidden = hidden.checked_add(1)?,
            Event::Empty(it) if hidden > 0 || !passes(&it) => {}
            Event::Start(it) => {
                if open.len() >= DEPTH_MAX || (open.is_empty() && (any || it.name().as_ref() != "svg")) {
                    return None;
                }
                any = true;
                let name = it.name().as_ref().to_owned();
                x.open_tag(&name, &attributes(&it));
                open.push(name);
            }
            Event::Empty(it) if !open.is_empty() => {
                let name = it.name().as_ref().to_owned();
                x.open_tag(&name, &attributes(&it));
                x.close_tag(&name);
            }
            Event::End(_) if hidden > 0 => hidden -= 1,
            Event::End(_) => x.close_tag(&open.pop()?),
            Event::Text(it) if hidden == 0 && !open.is_empty() => x.text(&it.xml10_content()),
            Event::GeneralRef(it) if hidden == 0 && !open.is_empty() => {
                let c = it.resolve_char_ref().ok()?;
                let text = c.map(String::from).or_else(|| {
                    quick_xml::escape::resolve_predefined_entity(&it.xml10_content()).map(str::to_owned)
                });
                x.text(&text?);
            }
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    (any && open.is_empty()).then(|| x.into_string())
}

/// Width and height of the view box in thousandths; nothing when there is none, or an empty one.
pub(crate) fn view_box(svg: &str) -> Option<(u64, u64)> {
    let rest = &svg[svg.find("viewBox=\"")? + 9..];
    let values: Vec<&str> = rest[..rest.find('"')?].split([' ', ',']).filter(|it| !it.is_empty()).collect();
    let [_, _, width, height] = values.as_slice() else { return None };
    let (width, height) = (thousandths(width)?, thousandths(height)?);
    (width > 0 && height > 0).then_some((width, height))
}

/// A plain decimal below a million in thousandths; further digits are cut.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<u64>().ok()? * 1000 + fraction.parse::<u64>().ok()?)
}

fn passes(it: &BytesStart<'_>) -> bool {
    ELEMENTS.contains(&it.name().as_ref())
}

fn attributes(it: &BytesStart<'_>) -> Vec<(String, String)> {
    it.attributes()
        .with_checks(false)
        .flatten()
        .filter(|a| ATTRIBUTES.contains(&a.key.as_ref()))
        .filter_map(|a| {
            let value = a.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
            // A fill may name a place elsewhere: url(…).
            (!value.contains("url(")).then(|| (a.key.as_ref().to_owned(), value))
        })
        .take(ATTRIBUTES.len())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{drawing, view_box};

    #[test]
    fn the_view_box_gives_the_shape() {
        assert_eq!(view_box("<svg viewBox=\"0 0 1500 270.5\">"), Some((1_500_000, 270_500)));
        for bad in [
            "<svg>",
            "<svg viewBox=\"0 0 0 1\">",
            "<svg viewBox=\"0 0 1e9 1\">",
            "<svg viewBox=\"0 0 -1 1\">",
        ] {
            assert_eq!(view_box(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_shapes_and_text_pass() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"><script>alert(1)</script>\
            <rect width=\"1\" onclick=\"x()\" fill=\"url(http://a)\"/><text>甲&amp;乙 &lt;script&gt;</text><image href=\"http://a\"/></svg>";
        let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"1\"></rect><text>甲&amp;乙 &lt;script&gt;</text></svg>";
        assert_eq!(drawing(svg).as_deref(), Some(expected));
        for broken in
            ["", "<svg>", "</svg>", "<svg></svg><svg></svg>", "<!DOCTYPE a><svg></svg>", "<rect></rect>"]
        {
            assert_eq!(drawing(broken), None, "{broken}");
        }
    }
}
