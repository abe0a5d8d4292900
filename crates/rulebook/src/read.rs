//! Small readers that books and packs share: words, dates, decimals, grade bands.

use hengji_diag::{Diagnostic, Text};
use hengji_num::Rational;
use hengji_schema::{Block, nearest};
use jiff::civil::Date;

use crate::book::Grade;
use crate::codes;

/// The value that stands for the word at `key`; an unknown word is reported with the nearest known one.
pub(crate) fn one_of<T: Copy>(block: &Block<'_, '_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    let text = block.text(key)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let message = Text::new("rulebook-unknown-word").with("key", key).with("word", text.as_str());
    let help = Text::new("rulebook-allowed-words").with("words", allowed.join("、"));
    let mut finding = Diagnostic::error(codes::WORD, message).help(help);
    if let Some(near) = nearest(&text, allowed.iter().copied()) {
        finding = finding.fix(near);
    }
    block.add(finding, Some(key));
    None
}

/// A date written `2023-03-31`.
pub(crate) fn date(block: &Block<'_, '_>, key: &'static str) -> Option<Date> {
    let text = block.text(key)?;
    let date = text.trim().parse().ok();
    if date.is_none() {
        not_a(block, key, "rulebook-a-date", &text);
    }
    date
}

/// A small number such as a span or a count of lines.
pub(crate) fn width(block: &Block<'_, '_>, key: &'static str, default: u32) -> u32 {
    let Some(n) = block.int(key) else { return default };
    match u32::try_from(n) {
        Ok(n) if n <= 200 => n,
        _ => {
            not_a(block, key, "rulebook-a-small-number", &n.to_string());
            default
        }
    }
}

/// A budget year.
pub(crate) fn year(block: &Block<'_, '_>, key: &'static str, number: i64) -> i16 {
    match i16::try_from(number) {
        Ok(year) if (1949..=2999).contains(&year) => year,
        _ => {
            not_a(block, key, "rulebook-a-year", &number.to_string());
            0
        }
    }
}

/// A decimal in quotes, or a fraction such as `2/3`.
pub(crate) fn decimal(block: &Block<'_, '_>, key: &'static str) -> Option<Rational> {
    let text = block.text(key)?;
    let number = crate::pack::decimal(&text);
    if number.is_none() {
        not_a(block, key, "rulebook-a-decimal", &text);
    }
    number
}

/// Grade bands, highest first, down to 0.
pub(crate) fn grades(block: &Block<'_, '_>, key: &'static str) -> Vec<Grade> {
    bands(block, key, block.blocks(key))
}

/// Grade bands under a free name.
pub(crate) fn named_grades(block: &Block<'_, '_>, name: &str) -> Vec<Grade> {
    bands(block, name, block.blocks_named(name))
}

fn bands(block: &Block<'_, '_>, key: &str, tables: Vec<Block<'_, '_>>) -> Vec<Grade> {
    let mut grades = Vec::new();
    for it in tables {
        let from = decimal(&it, "from").unwrap_or(Rational::ZERO);
        grades.push(Grade { name: it.required("name"), from });
        it.finish();
    }
    let falling = grades.windows(2).all(|pair: &[Grade]| pair[0].from > pair[1].from);
    let to_zero = grades.last().is_none_or(|last| last.from.is_zero());
    if !falling || !to_zero {
        block.add(Diagnostic::error(codes::GRADES, Text::new("rulebook-grade-bands")), Some(key));
    }
    grades
}

fn not_a(block: &Block<'_, '_>, key: &'static str, what: &'static str, text: &str) {
    let message =
        Text::new("rulebook-not-a").with("key", key).with("text", text).with("what", Text::new(what));
    block.add(Diagnostic::error(codes::NUMBER, message), Some(key));
}
