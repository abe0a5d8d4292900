//! Rounding remainders (尾差): whether printed parts miss the printed total.

use hengji_document::{Inline, Row, tree::plain_text};
use hengji_num::Rational;

/// Whether, in a block whose first row is the head and whose second row holds totals, the printed figures of the
/// later rows of some column do not add up to the printed total although every one of them is there.
///
/// Only the last digit may differ, half a unit of it for each part and the total; a larger gap is no rounding
/// and is left to other checks.
pub fn needed(rows: &[Row]) -> bool {
    let Some(total) = rows.get(1) else { return false };
    let width = total.cells.len();
    (0..width).any(|back| {
        let number = |row: &Row| {
            let at = row.cells.len().checked_sub(back + 1)?;
            match row.cells[at].content.as_slice() {
                [Inline::Figure(_)] => printed(&plain_text(&row.cells[at].content)),
                _ => None,
            }
        };
        let Some((whole, places)) = number(total) else { return false };
        let parts: Vec<_> = rows[2..].iter().map_while(number).collect();
        // A block may break the same total down twice, by source and by structure: any run of rows counts.
        (0..parts.len())
            .any(|from| (from + 2..=parts.len()).any(|to| misses(&parts[from..to], &whole, places)))
    })
}

// The gap is there, and no larger than half a unit of the last place for each part and the total.
fn misses(parts: &[(Rational, u32)], whole: &Rational, places: u32) -> bool {
    let sum = parts.iter().fold(Rational::ZERO, |sum, part| &sum + &part.0);
    let gap = (&sum - whole).abs();
    let bound = &Rational::scaled(1, places) * &Rational::scaled(parts.len() as i128 * 5 + 5, 1);
    !gap.is_zero() && gap < bound
}

/// A printed number with its decimals; a unit behind it is passed over.
fn printed(text: &str) -> Option<(Rational, u32)> {
    let digits: String =
        text.chars().filter(|c| *c != ',').take_while(|c| c.is_ascii_digit() || "-.".contains(*c)).collect();
    let places = digits.split_once('.').map_or(0, |(_, part)| part.len() as u32);
    Some((Rational::parse(&digits).ok()?, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hengji_document::{Cell, Figure};

    fn rows(column: &[&str]) -> Vec<Row> {
        let figure = |text: &&str| {
            Cell::figure(Figure {
                text: (*text).to_owned(),
                ..Figure { id: String::new(), alias: String::new(), text: String::new() }
            })
        };
        let mut rows = vec![Row { cells: vec![Cell::heading("执行数")] }];
        rows.extend(column.iter().map(|text| Row { cells: vec![figure(text)] }));
        rows
    }

    #[test]
    fn one_last_digit_between_parts_and_total_is_a_remainder() {
        assert!(needed(&rows(&["37,796.38", "4,848.09", "32,948.28"])));
        assert!(!needed(&rows(&["37,796.37", "4,848.09", "32,948.28"])));
    }

    #[test]
    fn a_larger_gap_or_a_single_part_is_none() {
        assert!(!needed(&rows(&["37,796.40", "4,848.09", "32,948.28"])));
        assert!(!needed(&rows(&["10.01", "10.00"])));
        assert!(!needed(&[]));
    }
}
