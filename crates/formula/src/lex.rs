//! Text to tokens: longest match, with names, numbers with units, dates, periods and texts.

use hengji_diag::{Code, Diagnostic, Place, Text};
use hengji_num::{NumError, Quantity, Rational, Unit, UnitTable};
use jiff::civil::Date;
use std::sync::Arc;

use crate::ast::{BinaryOp, Span};
use crate::codes;
use crate::suggest::nearest;
use crate::value::Period;

/// One token with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// The kinds of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    Number(Quantity),
    Text(Arc<str>),
    Date(Date),
    Period(Period),
    Name(Arc<str>),
    /// A name in 「」, never a keyword or a function.
    Quoted(Arc<str>),
    Op(BinaryOp),
    Not,
    If,
    Then,
    Else,
    Bool(bool),
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Dot,
    Comma,
    Semicolon,
    /// Already reported; stands for a value.
    Bad,
    End,
}

/// The keywords; each is one only as a whole token.
pub(crate) const KEYWORDS: [&str; 9] = ["且", "或", "非", "在", "如果", "则", "否则", "是", "否"];

// The longest unit name looked for, in characters; longer runs are no unit.
const MAX_UNIT: usize = 24;
// The longest formula read, in characters: beyond it nothing could fit 4,096 nodes sensibly.
pub(crate) const MAX_SOURCE: usize = 200_000;

pub(crate) struct Lexer<'a> {
    /// As written.
    original: Vec<char>,
    /// Folded, one for one.
    chars: Vec<char>,
    at: usize,
    units: &'a UnitTable,
    source: &'a str,
    pub found: Vec<Diagnostic>,
    tokens: Vec<Token>,
}

/// Makes a diagnostic about a span of a formula.
pub(crate) fn error_at(code: Code, message: Text, source: &str, span: Span) -> Diagnostic {
    Diagnostic::error(code, message)
        .at(Place::default().span(span.start as usize, span.end as usize))
        .showing(source)
}

/// Splits a formula into tokens, the last of which is [`TokenKind::End`].
pub(crate) fn lex(source: &str, units: &UnitTable) -> (Vec<Token>, Vec<Diagnostic>) {
    let original: Vec<char> = source.chars().take(MAX_SOURCE + 1).collect();
    let chars = original.iter().copied().map(fold).collect();
    let mut lexer = Lexer { original, chars, at: 0, units, source, found: Vec::new(), tokens: Vec::new() };
    if lexer.chars.len() > MAX_SOURCE {
        lexer.report(codes::TOO_LARGE, Text::new("formula-too-large"), 0, 1);
        lexer.chars.clear();
    }
    while lexer.at < lexer.chars.len() {
        lexer.token();
    }
    let end = lexer.chars.len();
    lexer.push(TokenKind::End, end);
    (lexer.tokens, lexer.found)
}

/// Full-width forms become their ASCII partners, one character for one; Chinese marks stay.
pub(crate) fn fold(c: char) -> char {
    match c {
        '，' | '；' | '：' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' => '-',
        '\u{3000}' | '\u{A0}' => ' ',
        _ => c,
    }
}

/// Whether a character may stand in a name.
pub(crate) fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a character may begin a name.
pub(crate) fn is_name_start(c: char) -> bool {
    is_name_char(c) && !c.is_numeric() || c == '〇'
}

impl Lexer<'_> {
    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = Span { start: start as u32, end: self.at as u32 };
        self.tokens.push(Token { kind, span });
    }

    fn report(&mut self, code: Code, message: Text, start: usize, end: usize) -> &mut Diagnostic {
        let span = Span { start: start as u32, end: end as u32 };
        self.found.push(error_at(code, message, self.source, span));
        self.found.last_mut().expect("it was just pushed")
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn word(&self, from: usize, to: usize) -> String {
        self.chars[from..to].iter().collect()
    }

    fn take_while(&mut self, test: impl Fn(char) -> bool) -> usize {
        let from = self.at;
        while self.peek(0).is_some_and(&test) {
            self.at += 1;
        }
        self.at - from
    }

    fn token(&mut self) {
        let start = self.at;
        let Some(c) = self.peek(0) else { return };
        match c {
            _ if c.is_whitespace() => self.at += 1,
            '0'..='9' => self.number_or_date(),
            '「' => self.quoted_name(),
            '“' | '"' | '”' => self.text(c),
            _ if is_name_start(c) => self.name(),
            _ => self.mark(c, start),
        }
    }

    fn mark(&mut self, c: char, start: usize) {
        let pair = self.peek(1);
        let (kind, length) = match (c, pair) {
            ('!', Some('=')) => (TokenKind::Op(BinaryOp::Ne), 2),
            ('<', Some('=')) => (TokenKind::Op(BinaryOp::Le), 2),
            ('>', Some('=')) => (TokenKind::Op(BinaryOp::Ge), 2),
            ('=', _) => (TokenKind::Op(BinaryOp::Eq), 1),
            ('≠', _) => (TokenKind::Op(BinaryOp::Ne), 1),
            ('<', _) => (TokenKind::Op(BinaryOp::Lt), 1),
            ('≤', _) => (TokenKind::Op(BinaryOp::Le), 1),
            ('>', _) => (TokenKind::Op(BinaryOp::Gt), 1),
            ('≥', _) => (TokenKind::Op(BinaryOp::Ge), 1),
            ('+', _) => (TokenKind::Op(BinaryOp::Add), 1),
            ('-', _) => (TokenKind::Op(BinaryOp::Sub), 1),
            ('×' | '*', _) => (TokenKind::Op(BinaryOp::Mul), 1),
            ('÷' | '/', _) => (TokenKind::Op(BinaryOp::Div), 1),
            ('(', _) => (TokenKind::Open, 1),
            (')', _) => (TokenKind::Close, 1),
            ('[', _) => (TokenKind::OpenBracket, 1),
            (']', _) => (TokenKind::CloseBracket, 1),
            ('.', _) => (TokenKind::Dot, 1),
            ('，' | ',', _) => (TokenKind::Comma, 1),
            ('；' | ';', _) => (TokenKind::Semicolon, 1),
            _ => {
                self.at += 1;
                let shown = self.original[start].to_string();
                let text = Text::new("formula-unknown-character").with("character", shown);
                self.report(codes::UNKNOWN_CHARACTER, text, start, start + 1).help =
                    Some(Text::new("formula-unknown-character-help"));
                return;
            }
        };
        self.at += length;
        self.push(kind, start);
    }

    fn quoted_name(&mut self) {
        let start = self.at;
        self.at += 1;
        self.take_while(|c| c != '」' && c != '「' && c != '\n');
        if self.peek(0) == Some('」') && self.at > start + 1 {
            // Quoted names keep their full-width characters.
            let name: String = self.original[start + 1..self.at].iter().collect();
            self.at += 1;
            self.push(TokenKind::Quoted(name.trim().into()), start);
            return;
        }
        if self.peek(0) == Some('」') {
            self.at += 1;
        }
        self.report(codes::UNCLOSED_NAME, Text::new("formula-unclosed-name"), start, self.at);
        self.push(TokenKind::Bad, start);
    }

    // The text keeps its full-width characters; only the marks round it are folded.
    fn text(&mut self, open: char) {
        let start = self.at;
        self.at += 1;
        let close = if open == '"' { '"' } else { '”' };
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            let doubled = close == '"' && c == '"' && self.peek(1) == Some('"');
            if c == close && !doubled {
                self.at += 1;
                self.push(TokenKind::Text(text.into()), start);
                return;
            }
            text.push(self.original[self.at]);
            self.at += if doubled { 2 } else { 1 };
        }
        self.report(codes::UNCLOSED_TEXT, Text::new("formula-unclosed-text"), start, self.at).help =
            Some(Text::new("formula-unclosed-text-help"));
        self.push(TokenKind::Bad, start);
    }

    fn name(&mut self) {
        let start = self.at;
        self.take_while(is_name_char);
        let word = self.word(start, self.at);
        let kind = match word.as_str() {
            "且" => TokenKind::Op(BinaryOp::And),
            "或" => TokenKind::Op(BinaryOp::Or),
            "在" => TokenKind::Op(BinaryOp::In),
            "非" => TokenKind::Not,
            "如果" => TokenKind::If,
            "则" => TokenKind::Then,
            "否则" => TokenKind::Else,
            "是" => TokenKind::Bool(true),
            "否" => TokenKind::Bool(false),
            _ => TokenKind::Name(word.into()),
        };
        self.push(kind, start);
    }

    fn number_or_date(&mut self) {
        let start = self.at;
        if self.iso_date(start) || self.chinese_period(start) {
            return;
        }
        let digits = self.digits();
        let number = match Rational::parse(&digits) {
            Ok(number) => number,
            Err(NumError::Overflow) | Err(_) => {
                self.report(codes::BAD_NUMBER, Text::new("formula-bad-number"), start, self.at);
                self.skip_unit();
                self.push(TokenKind::Bad, start);
                return;
            }
        };
        match self.unit() {
            Some(unit) => self.push(TokenKind::Number(Quantity::of(number, unit)), start),
            None => self.push(TokenKind::Bad, start),
        }
    }

    /// Digits with thousands commas and a decimal point; a comma counts only before exactly three digits.
    fn digits(&mut self) -> String {
        let mut text = String::new();
        loop {
            match self.peek(0) {
                Some(c) if c.is_ascii_digit() => text.push(c),
                Some(',') => {
                    let digit = |n| self.peek(n).is_some_and(|c: char| c.is_ascii_digit());
                    if !(digit(1) && digit(2) && digit(3) && !digit(4)) {
                        return text;
                    }
                }
                _ => break,
            }
            self.at += 1;
        }
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            text.push('.');
            self.at += 1;
            while let Some(c) = self.peek(0).filter(char::is_ascii_digit) {
                text.push(c);
                self.at += 1;
            }
        }
        text
    }

    // The unit after a number: at once, or after a space when the whole word is one. None: reported.
    fn unit(&mut self) -> Option<Unit> {
        let space = self.chars[self.at..].iter().take_while(|c| **c == ' ').count();
        if self.peek(space) == Some('「') {
            return self.quoted_unit(space);
        }
        let run: Vec<char> = self.chars[self.at + space..]
            .iter()
            .copied()
            .take_while(|c| is_unit_char(*c))
            .take(MAX_UNIT)
            .collect();
        let longest = (1..=run.len()).rev().find_map(|n| {
            let word: String = run[..n].iter().collect();
            Some((n, self.units.get(&word)?))
        });
        // 则 and 是 are counting words too; after a space they are keywords.
        let keyword = space > 0 && KEYWORDS.contains(&run.iter().collect::<String>().as_str());
        match longest.filter(|_| !keyword) {
            Some((n, unit)) if n == run.len() || !is_name_char(run[n]) || !is_name_char(run[n - 1]) => {
                self.at += space + n;
                Some(unit)
            }
            _ if space > 0 || run.is_empty() || !is_name_char(run[0]) => Some(Unit::plain()),
            found => {
                let start = self.at;
                let end = start + run.iter().take_while(|c| is_name_char(**c)).count();
                self.unknown_unit(start, end);
                self.at = start + found.map_or(end - start, |(n, _)| n).max(end - start);
                None
            }
        }
    }

    fn quoted_unit(&mut self, space: usize) -> Option<Unit> {
        let start = self.at + space;
        let close = self.chars[start..].iter().position(|c| *c == '」');
        let Some(close) = close else {
            self.report(codes::UNCLOSED_NAME, Text::new("formula-unclosed-name"), start, self.chars.len());
            self.at = self.chars.len();
            return None;
        };
        let name = self.word(start + 1, start + close);
        self.at = start + close + 1;
        let unit = self.units.get(name.trim());
        if unit.is_none() {
            self.unknown_unit(start + 1, start + close);
        }
        unit
    }

    fn unknown_unit(&mut self, start: usize, end: usize) {
        let word = self.word(start, end);
        let near = nearest(&word, self.units.names());
        let keyword = KEYWORDS.iter().find(|k| word.contains(**k));
        let text = Text::new("formula-unknown-unit").with("unit", word.as_str());
        let found = self.report(codes::UNKNOWN_UNIT, text, start, end);
        found.help = match (near, keyword) {
            (_, Some(word)) => Some(Text::new("formula-space-round-keyword").with("keyword", *word)),
            (Some(near), _) => {
                let help = Text::new("formula-did-you-mean").with("name", near.as_str());
                found.fix = Some(near);
                Some(help)
            }
            _ => Some(Text::new("formula-unknown-unit-help")),
        };
    }

    fn skip_unit(&mut self) {
        self.take_while(is_unit_char);
    }

    // 2022-03-05 without spaces.
    fn iso_date(&mut self, start: usize) -> bool {
        let rest = &self.chars[start..];
        let Some((year, n)) = digit_run(rest, 0, 4, 4) else { return false };
        let Some((month, n)) = after(rest, n, '-').and_then(|n| digit_run(rest, n, 1, 2)) else {
            return false;
        };
        let Some((day, n)) = after(rest, n, '-').and_then(|n| digit_run(rest, n, 1, 2)) else { return false };
        self.at = start + n;
        self.finish_date(start, year, month, day);
        true
    }

    fn finish_date(&mut self, start: usize, year: i16, month: i16, day: i16) {
        match Date::new(year, month as i8, day as i8) {
            Ok(date) => self.push(TokenKind::Date(date), start),
            Err(_) => {
                let text = Text::new("formula-bad-date").with("date", self.word(start, self.at));
                self.report(codes::BAD_DATE, text, start, self.at).help =
                    Some(Text::new("formula-bad-date-help"));
                self.push(TokenKind::Bad, start);
            }
        }
    }

    // 2022年, 2022年3月, 2022年1—7月, 2022年第1季度, 2022年3月5日.
    fn chinese_period(&mut self, start: usize) -> bool {
        let rest = &self.chars[start..];
        let Some((year, n)) = digit_run(rest, 0, 4, 4) else { return false };
        let Some(n) = after(rest, n, '年') else { return false };
        let (period, n) = if let Some((quarter, n)) = quarter_after(rest, n) {
            (Period::quarter(year, quarter), n)
        } else if let Some((from, m)) = digit_run(rest, n, 1, 2) {
            let to = match rest.get(m) {
                Some('—' | '-' | '–' | '至' | '~' | '～') => digit_run(rest, m + 1, 1, 2),
                _ => Some((from, m)),
            };
            let Some((to, m)) = to.and_then(|(to, m)| Some((to, after(rest, m, '月')?))) else {
                self.at = start + n;
                self.take_while(|c| is_name_char(c) || c == '—' || c == '-');
                return self.finish_period(start, None);
            };
            if let Some((day, m)) =
                digit_run(rest, m, 1, 2).and_then(|(d, m)| Some((d, after(rest, m, '日')?)))
                && from == to
            {
                self.at = start + m;
                self.finish_date(start, year, from, day);
                return true;
            }
            (Period::months(year, from as i8, to as i8), m)
        } else {
            (Period::year(year), after(rest, n, '度').unwrap_or(n))
        };
        self.at = start + n;
        if self.take_while(is_name_char) > 0 {
            return self.finish_period(start, None);
        }
        self.finish_period(start, period)
    }

    fn finish_period(&mut self, start: usize, period: Option<Period>) -> bool {
        match period {
            Some(period) => self.push(TokenKind::Period(period), start),
            None => {
                let text = Text::new("formula-bad-period").with("period", self.word(start, self.at));
                let found = self.report(codes::BAD_PERIOD, text, start, self.at);
                found.help = Some(Text::new("formula-bad-period-help"));
                self.push(TokenKind::Bad, start);
            }
        }
        true
    }
}

fn is_unit_char(c: char) -> bool {
    is_name_char(c) || matches!(c, '%' | '‰' | '℃' | '²' | '³' | '°' | '·')
}

// At least `min` and at most `max` digits at `from`, not followed by another digit.
fn digit_run(chars: &[char], from: usize, min: usize, max: usize) -> Option<(i16, usize)> {
    let digits = chars.get(from..)?.iter().take_while(|c| c.is_ascii_digit()).take(max + 1).count();
    if digits < min || digits > max {
        return None;
    }
    let value = chars[from..from + digits].iter().filter_map(|c| c.to_digit(10)).fold(0_i16, |sum, d| {
        // At most four digits, so the value fits.
        sum * 10 + d as i16
    });
    Some((value, from + digits))
}

fn after(chars: &[char], at: usize, mark: char) -> Option<usize> {
    (chars.get(at) == Some(&mark)).then_some(at + 1)
}

fn quarter_after(chars: &[char], at: usize) -> Option<(i8, usize)> {
    let n = after(chars, at, '第')?;
    let quarter = match chars.get(n)? {
        '1' | '一' => 1,
        '2' | '二' => 2,
        '3' | '三' => 3,
        '4' | '四' => 4,
        c if c.is_ascii_digit() => 0,
        _ => return None,
    };
    Some((quarter, after(chars, after(chars, n + 1, '季')?, '度')?))
}
