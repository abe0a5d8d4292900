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

// A line of a report runs over a page; around the marked words so many code points are shown on either side.
const AROUND: usize = 28;
const LONG: usize = 80;

fn push_excerpt(out: &mut String, excerpt: &str, place: &Place) {
    let (Some(start), Some(end)) = (place.start, place.end) else {
        for line in excerpt.split('\n') {
            out.push_str(&format!("   | {}\n", clipped(line, 0, LONG)));
        }
        return;
    };
    let (start, end) = (start as usize, end as usize);
    let mut offset = 0;
    for line in excerpt.split('\n') {
        let length = line.chars().count();
        if start >= offset && start <= offset + length {
            let (from, to) = (start - offset, end.min(offset + length).max(start) - offset);
            push_marked(out, line, from, to);
        } else {
            out.push_str(&format!("   | {}\n", clipped(line, 0, LONG)));
        }
        offset += length + 1;
    }
}

fn push_marked(out: &mut String, line: &str, from: usize, to: usize) {
    let length = line.chars().count();
    let (first, last) = match length > LONG {
        true => (from.saturating_sub(AROUND), (to + AROUND).min(length)),
        false => (0, length),
    };
    let shown: String = line.chars().skip(first).take(last - first).collect();
    let (before, after) = (if first > 0 { "…" } else { "" }, if last < length { "…" } else { "" });
    out.push_str(&format!("   | {before}{shown}{after}\n"));
    let lead: usize = before.chars().chain(line.chars().skip(first).take(from - first)).map(width).sum();
    let marks: usize = line.chars().skip(from).take(to - from).map(width).sum();
    out.push_str(&format!("   | {}{}\n", " ".repeat(lead), "^".repeat(marks.max(1))));
}

fn clipped(line: &str, first: usize, most: usize) -> String {
    let shown: String = line.chars().skip(first).take(most).collect();
    if line.chars().count() > first + most { shown + "…" } else { shown }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, Diagnostic, Language, Text};

    fn marked(excerpt: &str, start: usize, end: usize) -> String {
        let found = Diagnostic::error(Code::new("XX001", "x"), Text::new("diag-error"))
            .at(Place::default().span(start, end))
            .showing(excerpt);
        plain(&found, Locale::of(Language::Chinese))
    }

    #[test]
    fn marks_stand_under_wide_characters() {
        let text = marked("计数(走防)", 3, 5);
        assert!(text.contains("   | 计数(走防)\n   |      ^^^^\n"), "{text}");
    }

    #[test]
    fn a_long_line_is_shown_around_the_mark() {
        let line = format!("{}349家{}", "前".repeat(90), "后".repeat(90));
        let text = marked(&line, 90, 94);
        assert!(text.contains(&format!("   | …{}349家{}…\n", "前".repeat(28), "后".repeat(28))), "{text}");
        assert!(text.lines().all(|it| it.chars().count() < 80), "{text}");
    }

    #[test]
    fn a_mark_beyond_the_text_is_no_panic() {
        marked("短", 5, 9);
        marked("", 0, 1);
        marked("甲\n乙", 2, 3);
    }
}
