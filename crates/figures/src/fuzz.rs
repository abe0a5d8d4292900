//! Bodies of fuzz targets: total on any bytes, spans inside the text and in order.

use crate::{Options, figures_with};
use hengji_num::UnitTable;

/// Finds figures in arbitrary text, both ways.
pub fn fuzz_figures(data: &[u8], units: &UnitTable) {
    let text = String::from_utf8_lossy(data);
    let length = text.chars().count();
    for options in [Options::CHECKING, Options::NARRATIVE] {
        let mut end = 0;
        for figure in figures_with(&text, units, &options) {
            assert!(figure.whole.start <= figure.span.start && figure.span.end <= figure.whole.end);
            assert!(figure.span.start < figure.span.end && figure.whole.end <= length);
            assert!(figure.span.start >= end, "figures stand in order");
            assert_eq!(figure.text.chars().count(), figure.span.len());
            end = figure.span.end;
        }
    }
}
