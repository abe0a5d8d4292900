//! The walk over the text: once from left to right, with bounded looks around.

use crate::context;
use crate::figure::{FigureFound, Period};
use crate::options::Options;
use hengji_num::UnitTable;
use std::collections::HashSet;
use std::ops::Range;

/// How far a look to the left or right goes, in characters.
pub const REACH: usize = 40;

/// The text and what is known at the current place.
pub struct Reader<'a> {
    pub chars: Vec<char>,
    pub units: &'a UnitTable,
    pub options: &'a Options,
    /// The first characters of all units.
    pub unit_heads: HashSet<char>,
    /// Characters not to be read: titles, quotations, formulas.
    hidden: Vec<bool>,
    /// The last period named in this paragraph.
    pub period: Option<Period>,
    /// The period to go back to when the clause ends (上年 names last year for its own clause only).
    pub period_behind: Option<Option<Period>>,
    /// Where the figure before ended; looks to the left stop there.
    pub floor: usize,
}

pub fn find(text: &str, units: &UnitTable, options: &Options) -> Vec<FigureFound> {
    let chars: Vec<char> = text.chars().collect();
    let hidden = hidden(&chars, options);
    let unit_heads = units.names().filter_map(|it| it.chars().next()).chain(['万', '亿']).collect();
    let mut reader =
        Reader { chars, units, options, unit_heads, hidden, period: None, period_behind: None, floor: 0 };
    let mut found = Vec::new();
    let mut at = 0;
    while at < reader.chars.len() {
        at = reader.step(at, &mut found);
    }
    found
}

impl Reader<'_> {
    // Reads what stands at `at`; returns where to go on, always further right.
    fn step(&mut self, at: usize, found: &mut Vec<FigureFound>) -> usize {
        if self.hidden[at] {
            return at + 1;
        }
        let c = self.chars[at];
        if c == '\n' {
            self.period = None;
            self.period_behind = None;
            return at + 1;
        }
        if "，。；".contains(c)
            && let Some(period) = self.period_behind.take()
        {
            self.period = period;
        }
        if is_letter(c) {
            return self.letters_end(at);
        }
        if let Some(end) = self.not_a_figure(at) {
            // Words before an item number (1.) say nothing of what follows.
            if matches!(self.chars[end - 1], '.' | '．') {
                self.floor = end;
            }
            return end;
        }
        if let Some(figure) = self.word_figure(at) {
            let end = figure.whole.end;
            self.push(figure, found);
            return end;
        }
        match self.quantity(at) {
            Some(Ok(figure)) => {
                let end = figure.whole.end;
                self.push(figure, found);
                end
            }
            Some(Err(end)) => {
                context::note_period_word(self, at);
                end
            }
            None => {
                context::note_period_word(self, at);
                at + 1
            }
        }
    }

    fn push(&mut self, figure: FigureFound, found: &mut Vec<FigureFound>) {
        self.floor = figure.whole.end;
        if !self.options.only_sure || self.is_surely_typed(&figure) {
            found.push(figure);
        }
    }

    // A word in Latin letters with the digits and marks inside it: CBD, COVID-19, PM2.5, N+3. In GDP3.1% and
    // GDP12万元 the number is a figure of its own.
    fn letters_end(&self, at: usize) -> usize {
        let inside = |c: char| is_letter(c) || is_digit(c) || "+-._/@&＋".contains(c);
        let mut end = at;
        while let Some(c) = self.get(end).filter(|c| inside(*c)) {
            let number = is_digit(c) && !self.before(end).is_some_and(|c| is_digit(c) || c == '.');
            let length =
                self.chars[end..].iter().take(12).take_while(|c| is_digit(**c) || **c == '.').count();
            if number && matches!(self.get(end + length), Some('%' | '％' | '‰' | '万' | '亿')) {
                break;
            }
            end += 1;
        }
        end.max(at + 1)
    }

    /// The character at `at`.
    pub fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before `at`.
    pub fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|it| self.get(it))
    }

    /// Whether `word` stands at `at`.
    pub fn starts(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(i, c)| self.get(at + i) == Some(c))
    }

    /// Whether `word` ends right before `at`.
    pub fn ends(&self, at: usize, word: &str) -> bool {
        let length = word.chars().count();
        at >= length && self.starts(at - length, word)
    }

    /// `at` moved over blanks, two at most.
    pub fn over_blanks(&self, at: usize) -> usize {
        at + self.chars[at.min(self.chars.len())..].iter().take(2).take_while(|c| is_blank(**c)).count()
    }

    /// `at` moved back over blanks, two at most.
    pub fn back_over_blanks(&self, at: usize) -> usize {
        at - self.chars[..at].iter().rev().take(2).take_while(|c| is_blank(**c)).count()
    }

    /// How many Arabic digits stand at `at`.
    pub fn digits(&self, at: usize) -> usize {
        self.chars[at.min(self.chars.len())..].iter().take_while(|c| is_digit(**c)).count()
    }

    /// The text of a span.
    pub fn text(&self, span: Range<usize>) -> String {
        self.chars[span].iter().collect()
    }
}

/// A blank inside a line.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{3000}')
}

/// An Arabic digit, half or full width.
pub fn is_digit(c: char) -> bool {
    hengji_num::written::arabic_digit(c).is_some()
}

/// A Latin letter, half or full width.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

// What must not be read. Every opening mark reaches to the next closing one in its own paragraph; one without
// is plain text. The next closing marks are found in one pass from the end, so the whole stays linear.
fn hidden(chars: &[char], options: &Options) -> Vec<bool> {
    let mut hidden = vec![false; chars.len()];
    let mut pairs: Vec<(char, char)> = Vec::new();
    if options.skip_braces {
        pairs.push(('{', '}'));
    }
    if options.skip_titles {
        pairs.push(('《', '》'));
    }
    if options.skip_quotations {
        pairs.extend([('“', '”'), ('‘', '’'), ('「', '」'), ('"', '"')]);
    }
    for (open, close) in pairs {
        let mut closing = vec![None; chars.len()];
        let mut next = None;
        for at in (0..chars.len()).rev() {
            closing[at] = next;
            match chars[at] {
                '\n' => next = None,
                c if c == close => next = Some(at),
                _ => {}
            }
        }
        let mut at = 0;
        while at < chars.len() {
            let escaped = open == '{' && at > 0 && chars[at - 1] == '\\';
            match closing[at] {
                Some(end) if chars[at] == open && !escaped => {
                    hidden[at..=end].fill(true);
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
    }
    hidden
}
