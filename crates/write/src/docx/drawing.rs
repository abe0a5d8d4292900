//! Charts.

use super::body::{Body, Extra};
use crate::xml::Xml;
use hengji_document::{Chart, Inline};

/// Writes a chart; for the moment its words only.
pub(super) fn write(x: &mut Xml, body: &mut Body, chart: &Chart, extra: Extra) {
    body.paragraph(x, "Caption", &[Inline::Text(format!("{}：{}", chart.caption, chart.alt))], extra);
}
