//! CSV out: UTF-8 with a byte order mark, so that Excel and WPS show Chinese properly.

/// Writes rows as CSV: UTF-8 with byte order mark, commas, line feeds, quotation marks only where needed.
///
/// - Reading the bytes back with [`crate::read_csv`] gives the same rows, but for trailing empty cells.
/// - A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` (or a tab or carriage return before
///   them) as a formula. Such a cell is written with an apostrophe in front, the spreadsheets' own mark for
///   text, unless it is a plain number or a single character. So that nothing is lost, a cell that already
///   begins with apostrophes and then such a character gets one more; [`crate::read_csv`] takes one away.
/// - NUL and other control characters are written as they are; reading refuses them.
pub fn write_csv<R, C>(rows: &[R]) -> Vec<u8>
where
    R: AsRef<[C]>,
    C: AsRef<str>,
{
    let mut out = String::from('\u{FEFF}');
    for row in rows {
        let row = row.as_ref();
        // A row of one empty cell would be a blank line, which reads as a row without cells.
        if let [only] = row
            && only.as_ref().is_empty()
        {
            out.push_str("\"\"");
        }
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            push_cell(&mut out, cell.as_ref());
        }
        out.push('\n');
    }
    out.into_bytes()
}

fn push_cell(out: &mut String, text: &str) {
    let guard = needs_guard(text);
    let quote = text.contains([',', '"', '\n', '\r', '\t']) || text.starts_with('\u{FEFF}');
    if quote {
        out.push('"');
    }
    if guard {
        out.push('\'');
    }
    for c in text.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    if quote {
        out.push('"');
    }
}

fn needs_guard(text: &str) -> bool {
    is_marked(text) || is_dangerous(text)
}

// Apostrophes and then something that would be guarded: indistinguishable from our own mark.
fn is_marked(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.len() < text.len() && is_dangerous(rest)
}

fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.chars().count() > 1 && !is_plain_number(text)
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'))
}

/// Takes away the apostrophe that [`write_csv`] put before text that would run as a formula.
pub(crate) fn unguard(mut text: String) -> String {
    if text.starts_with('\'') && is_marked(&text) {
        text.remove(0);
    }
    text
}
