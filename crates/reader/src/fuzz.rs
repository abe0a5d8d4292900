//! Bodies for fuzzing, run by a stable test over a small corpus as well.

/// Reading any bytes as docx ends, with a result or an error, and figures lie inside their paragraphs.
pub fn docx(bytes: &[u8]) {
    let Ok(found) = crate::read_figures(bytes) else { return };
    for figure in &found.figures {
        assert!(figure.start <= figure.end);
        assert!(figure.paragraph < found.paragraphs.len().max(1));
    }
}
