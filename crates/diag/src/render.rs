//! The terminal form: a headline, the place, the arithmetic, the next step.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::text::{Locale, Text};

/// Renders one finding as plain text for the terminal, without colours.
///
/// The layout is headline, place, the line with its underline where there is one, stated / computed /
/// difference, help, basis.
pub fn plain(found: &Diagnostic, locale: &Locale) -> String {
    let severity = locale.get(match found.severity {
        Severity::Error => "diag-error",
        Severity::Warning => "diag-warning",
        Severity::Info => "diag-info",
    });
    let mut out = format!("{severity}[{}]: {}\n", found.code.code, locale.words(&found.message));
    let place = place_words(&found.place, locale);
    if !place.is_empty() {
        out.push_str(&format!("  --> {place}\n"));
    }
    if let Some(excerpt) = &found.excerpt {
        push_excerpt(&mut out, excerpt, &found.place);
    }
    let rows = [
        ("diag-stated", &found.stated),
        ("diag-computed", &found.computed),
        ("diag-difference", &found.difference),
    ];
    for (id, value) in rows {
        if let Some(value) = value {
            out.push_str(&format!("   | {}  {value}\n", locale.get(id)));
        }
    }
    if let Some(basis) = &found.basis {
        out.push_str(&format!("   = {}: {basis}\n", locale.get("diag-basis")));
    }
    if let Some(help) = &found.help {
        out.push_str(&format!("   = {}: {}\n", locale.get("diag-help"), locale.words(help)));
    }
    out
}

/// The place in words: `tables/projects.csv，第 3 行，“项目名称”`.
pub fn place_words(place: &Place, locale: &Locale) -> String {
    let mut parts = Vec::new();
    if let Some(file) = &place.file {
        parts.push(file.clone());
    }
    if let Some(sheet) = &place.sheet {
        parts.push(sheet.clone());
    }
    if let Some(row) = place.row {
        parts.push(locale.words(&Text::new("diag-row").with("row", i64::from(row))));
    }
    if let Some(column) = &place.column {
        parts.push(locale.words(&Text::new("diag-column").with("column", column.as_str())));
    }
    if let Some(line) = place.line {
        parts.push(locale.words(&Text::new("diag-line").with("line", i64::from(line))));
    }
    parts.join(&locale.get("diag-comma"))
}

fn push_excerpt(out: &mut String, excerpt: &str, place: &Place) {
    let (Some(start), Some(end)) = (place.start, place.end) else {
        out.push_str(&format!("   | {excerpt}\n"));
        return;
    };
    let (start, end) = (start as usize, end as usize);
    let mut offset = 0;
    for line in excerpt.split('\n') {
        let length = line.chars().count();
        out.push_str(&format!("   | {line}\n"));
        if start <= offset + length && end >= offset && start.max(offset) <= offset + length {
            let from = start.max(offset) - offset;
            let to = end.min(offset + length).max(offset + from) - offset;
            let blank: usize = line.chars().take(from).map(width).sum();
            let marks: usize = line.chars().skip(from).take(to - from).map(width).sum();
            if start >= offset {
                out.push_str(&format!("   | {}{}\n", " ".repeat(blank), "^".repeat(marks.max(1))));
            }
        }
        offset += length + 1;
    }
}

// East Asian wide characters take two columns of a terminal.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD => 2,
        0x2018..=0x201D | 0x2026 | 0x2014 => 2,
        _ => 1,
    }
}
