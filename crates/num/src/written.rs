//! Numbers as people write them (数字写法): `1,234.50`, `１２`, `3.5万`, 一百二十三, 百分之九十七, 三分之一.
//!
//! [`scan`] reads the number at the head of a text; [`parse_number`] reads a whole cell, sign included;
//! [`crate::Stated`] adds the unit. A number keeps the *step* of its last written digit, so that `3.50` and
//! `3.5` are the same value with different precision (domain: a printed figure is an interval).

use crate::coefficient::{Kind, scan_coefficient, small_power};
use crate::rational::Rational;
use std::fmt;

/// The most digits a written number may have; longer runs are read over and refused.
pub const DIGITS_MAX: usize = 60;

/// A number as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The exact value, in the form's own terms: 百分之九十七 is 97 in [`Form::Percent`].
    pub value: Rational,
    /// The worth of one unit of the last written digit: 0.01 in `3.50`, 1,000 in `1.2万`; 0 for 三分之一.
    pub step: Rational,
    /// What the words around the digits say about the number.
    pub form: Form,
    /// Whether any Chinese numeral was used.
    pub chinese: bool,
    /// When the number is one part before 万 or 亿 (`1.2万`): where that part ends, and the part itself.
    /// It lets a reader take 万元 as the unit.
    pub before_big: Option<Box<(usize, Written)>>,
}

/// Whether a number is bare or a share said in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A bare number.
    Bare,
    /// 百分之…: the value is in %.
    Percent,
    /// 千分之… and 万分之…: the value is in ‰ (万分之五 is 0.5).
    Permille,
    /// 三分之一: the value is the fraction.
    Fraction,
    /// 九成, 八成五: the value is in tenths.
    Tenths,
}

/// Why a text is not taken for a number (or not for one number).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WrittenError {
    /// Nothing is there.
    Empty,
    /// It does not begin with a number, or something stands behind the number.
    NotANumber,
    /// `1,23` or `0,123`: the comma may be a decimal comma or a misplaced separator.
    Grouping,
    /// `1.2.3` or `1.234,50`: more than one mark could be the decimal point.
    TwoPoints,
    /// `1e5`: scientific notation, as spreadsheets show wide numbers; the digits behind it are lost.
    Exponent,
    /// More than [`DIGITS_MAX`] digits.
    TooLong,
    /// A Chinese numeral out of order (三百千), or digits side by side that may mean "about" (三五).
    Numeral,
}

impl fmt::Display for WrittenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WrittenError::Empty => "nothing there",
            WrittenError::NotANumber => "not a number",
            WrittenError::Grouping => "a comma that is no thousands separator",
            WrittenError::TwoPoints => "more than one possible decimal point",
            WrittenError::Exponent => "scientific notation",
            WrittenError::TooLong => "too many digits",
            WrittenError::Numeral => "a Chinese numeral out of order",
        })
    }
}

impl std::error::Error for WrittenError {}

/// Whether a bare 千, 百万 or 亿 without a digit before it is a number (近千家, 上百万元).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarePowers {
    /// It is: the words before it make it one.
    Allowed,
    /// It is not (千家万户).
    Refused,
}

/// Reads the number at the head of `chars`: how many characters it takes, and the number or what is wrong
/// with it. `None`: no number begins here.
///
/// The sign is not part of the number, and a unit such as % is not either; 百分之, 成 and 分之 are. The time is
/// linear in the characters taken.
pub fn scan(chars: &[char], bare: BarePowers) -> Option<(usize, Result<Written, WrittenError>)> {
    if let Some(found) = scan_share(chars) {
        return Some(found);
    }
    let (length, number) = scan_parts(chars, bare)?;
    if let Ok(denominator) = &number
        && chars[length..].starts_with(&['分', '之'])
        && let Some(found) = scan_fraction(chars, length, denominator)
    {
        return Some(found);
    }
    if let Ok(tenths) = &number
        && tenths.chinese
        && let Some(found) = scan_tenths(chars, length, tenths)
    {
        return Some(found);
    }
    Some((length, number))
}

/// Reads a whole cell as one number: thousands separators, full-width digits, 万 and 亿, Chinese numerals,
/// and a sign written as `-`, `−`, `－`, `△`, `▲` or round brackets.
///
/// ```
/// use hengji_num::{Rational, WrittenError, parse_number};
/// assert_eq!(parse_number("（1,234.50）").unwrap().value, Rational::parse("-1234.5").unwrap());
/// assert_eq!(parse_number("两亿零三万").unwrap().value, Rational::int(200_030_000));
/// assert_eq!(parse_number("1.234,50"), Err(WrittenError::TwoPoints));
/// ```
pub fn parse_number(text: &str) -> Result<Written, WrittenError> {
    let chars: Vec<char> = text.trim().chars().collect();
    let (negative, body) = strip_sign(&chars);
    match scan_whole(body)? {
        (number, []) => Ok(if negative { number.negated() } else { number }),
        _ => Err(WrittenError::NotANumber),
    }
}

// The number at the head of a cell and what stands behind it; digit strings (二〇二二) are numbers in a cell.
pub(crate) fn scan_whole(body: &[char]) -> Result<(Written, &[char]), WrittenError> {
    if body.is_empty() {
        return Err(WrittenError::Empty);
    }
    let run = body.iter().take_while(|c| digit(**c).is_some()).count();
    if run > 2 && run == body.len() || run == 2 && body[..2].iter().any(|c| digit(*c) == Some(0)) {
        return positional(&body[..run]).map(|number| (number, &body[run..]));
    }
    let (length, number) = scan(body, BarePowers::Refused).ok_or(WrittenError::NotANumber)?;
    Ok((number?, &body[length..]))
}

/// Takes a sign off: whether it was minus, and the rest. Round brackets around all of it are a minus.
pub(crate) fn strip_sign(chars: &[char]) -> (bool, &[char]) {
    match chars {
        ['-' | '−' | '－' | '△' | '▲' | '负', rest @ ..] => (true, trim(rest)),
        ['+' | '＋', rest @ ..] => (false, trim(rest)),
        ['(' | '（', rest @ .., ')' | '）'] => (true, trim(rest)),
        _ => (false, chars),
    }
}

fn trim(mut chars: &[char]) -> &[char] {
    while let [first, rest @ ..] = chars
        && first.is_whitespace()
    {
        chars = rest;
    }
    chars
}

impl Written {
    fn bare(value: Rational, step: Rational, chinese: bool) -> Written {
        Written { value, step, form: Form::Bare, chinese, before_big: None }
    }

    fn negated(mut self) -> Written {
        self.value = -self.value;
        if let Some(part) = &mut self.before_big {
            part.1.value = -part.1.value.clone();
        }
        self
    }
}

/// The value of a Chinese digit, plain or financial (壹), 两 included.
pub fn digit(c: char) -> Option<u8> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' | '貳' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

pub(crate) fn big_power(c: char) -> Option<u32> {
    match c {
        '万' | '萬' => Some(4),
        '亿' | '億' => Some(8),
        _ => None,
    }
}

/// The value of a decimal digit, ASCII or full-width.
pub fn arabic_digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => Some((c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

// 百分之九十七, 百分之百, 千分之三.
fn scan_share(chars: &[char]) -> Option<(usize, Result<Written, WrittenError>)> {
    let form = match chars {
        ['百', '分', '之', ..] => Form::Percent,
        ['千' | '万', '分', '之', ..] => Form::Permille,
        _ => return None,
    };
    let rest = &chars[3..];
    if form == Form::Percent && rest.first() == Some(&'百') {
        let number = Written { form, ..Written::bare(Rational::int(100), Rational::ONE, true) };
        return Some((4, Ok(number)));
    }
    let (length, number) = scan_parts(rest, BarePowers::Refused)?;
    let unit = if chars[0] == '万' { Rational::scaled(1, 1) } else { Rational::ONE };
    let number = number.map(|it| Written {
        value: &it.value * &unit,
        step: &it.step * &unit,
        form,
        chinese: true,
        before_big: None,
    });
    Some((3 + length, number))
}

// 三分之一; the numerator must be a number too, else 分之 is something else and the first number stands alone.
fn scan_fraction(
    chars: &[char],
    length: usize,
    denominator: &Written,
) -> Option<(usize, Result<Written, WrittenError>)> {
    let (more, numerator) = scan_parts(&chars[length + 2..], BarePowers::Refused)?;
    let number = numerator.and_then(|it| {
        let value = it.value.div(&denominator.value).map_err(|_| WrittenError::Numeral)?;
        Ok(Written { form: Form::Fraction, ..Written::bare(value, Rational::ZERO, true) })
    });
    Some((length + 2 + more, number))
}

// 九成, 八成五. Words that only look so (一成不变, 三成立) are for the caller to know.
fn scan_tenths(
    chars: &[char],
    length: usize,
    tenths: &Written,
) -> Option<(usize, Result<Written, WrittenError>)> {
    if chars.get(length) != Some(&'成') || tenths.value > Rational::int(10) {
        return None;
    }
    let whole = Written { form: Form::Tenths, ..Written::bare(tenths.value.clone(), Rational::ONE, true) };
    let more = chars.get(length + 1).and_then(|c| digit(*c)).filter(|it| *it > 0);
    let next_is_number = chars.get(length + 2).is_some_and(|c| {
        digit(*c).is_some()
            || small_power(*c).is_some()
            || big_power(*c).is_some()
            || *c == '是'
            || *c == '、'
    });
    match more {
        Some(tenth) if !next_is_number => {
            let step = Rational::scaled(1, 1);
            let value = &tenths.value + &Rational::scaled(i128::from(tenth), 1);
            Some((length + 2, Ok(Written { value, step, ..whole })))
        }
        _ => Some((length + 1, Ok(whole))),
    }
}

// Coefficients with 万 and 亿 between them: 1.2万, 1亿3000万, 三千五百万, 一万二.
fn scan_parts(chars: &[char], bare: BarePowers) -> Option<(usize, Result<Written, WrittenError>)> {
    let first = match scan_coefficient(chars, bare)? {
        Ok(it) => it,
        Err((length, error)) => return Some((length, Err(error))),
    };
    let mut chinese = matches!(first.kind, Kind::Chinese { .. });
    let mut at = first.length;
    let Some((after, power)) = scan_bigs(chars, at) else {
        return Some((at, Ok(Written::bare(first.value, first.step, chinese))));
    };
    let factor = Rational::pow10(power);
    let mut total = &first.value * &factor;
    let mut step = &first.step * &factor;
    let mut last_power = power;
    let part = Written::bare(first.value.clone(), first.step.clone(), chinese);
    let mut before_big = Some(Box::new((at, part)));
    at = after;
    let has_decimals = |kind| match kind {
        Kind::Arabic { decimals, .. } => decimals > 0,
        Kind::Chinese { decimals, .. } => decimals,
    };
    let mut open = !has_decimals(first.kind);
    while open && let Some(Ok(next)) = scan_coefficient(&chars[at..], BarePowers::Refused) {
        let end = at + next.length;
        let (end, power) = scan_bigs(chars, end).unwrap_or((end, 0));
        // 一万二千亿 is (1 万 + 2,000) 亿.
        if (power, last_power) == (8, 4)
            && before_big.is_some()
            && matches!(next.kind, Kind::Chinese { decimals: false, zero, .. } if zero || next.value >= Rational::int(1000))
        {
            let yi = Rational::pow10(8);
            (total, step) = (&(&total + &next.value) * &yi, yi);
            (before_big, at, last_power) = (None, end, 8);
            continue;
        }
        let (value, worth) = match next.kind {
            // 一万二 is 12,000; 一万零二 is 10,002.
            Kind::Chinese { lone: true, zero: false, .. } if power == 0 => {
                let tenth = Rational::pow10(last_power - 1);
                (&next.value * &tenth, tenth)
            }
            _ => (&next.value * &Rational::pow10(power), &next.step * &Rational::pow10(power)),
        };
        let fits = power < last_power
            && !has_decimals(next.kind)
            && value < Rational::pow10(last_power)
            // 5万10 is not a number: Arabic digits behind 万 must fill their places.
            && match next.kind {
                Kind::Arabic { whole, .. } => power > 0 || whole == last_power as usize,
                Kind::Chinese { .. } => true,
            };
        if !fits {
            break;
        }
        chinese |= matches!(next.kind, Kind::Chinese { .. });
        total = &total + &value;
        step = worth;
        before_big = None;
        at = end;
        last_power = power;
        open = power > 0;
    }
    Some((at, Ok(Written { before_big, ..Written::bare(total, step, chinese) })))
}

// 万, 亿 or 万亿 at `at`: where it ends and its power of ten.
fn scan_bigs(chars: &[char], at: usize) -> Option<(usize, u32)> {
    let power = big_power(*chars.get(at)?)?;
    match chars.get(at + 1).and_then(|c| big_power(*c)) {
        Some(8) if power == 4 => Some((at + 2, 12)),
        _ => Some((at + 1, power)),
    }
}

// 二〇二二 read digit by digit.
fn positional(chars: &[char]) -> Result<Written, WrittenError> {
    if chars.len() > 30 {
        return Err(WrittenError::TooLong);
    }
    let value = chars.iter().fold(0_i128, |n, c| n * 10 + i128::from(digit(*c).unwrap_or(0)));
    Ok(Written::bare(Rational::int(value), Rational::ONE, true))
}
