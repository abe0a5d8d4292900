//! Charts that cannot be set: their description takes their place, so that a report never fails for a picture.

use hengji_document::{Block, Chart, Document, Inline, ParagraphStyle};

/// The documents with every chart for which `is_broken` holds replaced by its description, and the captions of
/// those; nothing when all charts are sound.
pub(crate) fn replace_broken(
    documents: &[&Document],
    is_broken: impl Fn(&Chart) -> bool,
) -> Option<(Vec<Document>, Vec<String>)> {
    let mut left_out = Vec::new();
    let mut mended: Vec<Document> = documents.iter().map(|d| (*d).clone()).collect();
    for block in mended.iter_mut().flat_map(|document| &mut document.blocks) {
        let Block::Chart(chart) = block else { continue };
        if is_broken(chart) {
            left_out.push(chart.caption.clone());
            *block = described(chart);
        }
    }
    (!left_out.is_empty()).then_some((mended, left_out))
}

fn described(chart: &Chart) -> Block {
    let content = vec![Inline::Text(chart.alt.clone()), Inline::Break, Inline::Text(chart.caption.clone())];
    Block::Paragraph { style: ParagraphStyle::Centered, content }
}
