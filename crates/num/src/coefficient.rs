//! The part of a written number before 万 or 亿: Arabic digits or a Chinese numeral below 一万.

use crate::rational::Rational;
use crate::written::{BarePowers, DIGITS_MAX, WrittenError, arabic_digit, big_power, digit};

/// One coefficient: the digits before a 万 or 亿.
pub(crate) struct Coefficient {
    pub(crate) length: usize,
    pub(crate) value: Rational,
    pub(crate) step: Rational,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Arabic digits, so many before the point and so many after it.
    Arabic { whole: usize, decimals: usize },
    /// A Chinese numeral; `lone` when it is one digit, `zero` when it begins with 零.
    Chinese { lone: bool, zero: bool, decimals: bool },
}

/// How many characters were read, and why they are no number.
pub(crate) type Refusal = (usize, WrittenError);

/// Reads the coefficient at the head of `chars`; `None`: none begins here.
pub(crate) fn scan_coefficient(chars: &[char], bare: BarePowers) -> Option<Result<Coefficient, Refusal>> {
    let first = *chars.first()?;
    if arabic_digit(first).is_some() {
        return Some(scan_arabic(chars).map(|it| with_small_power(chars, it)));
    }
    let numeral = digit(first).is_some() || matches!(first, '十' | '拾') || tens(first).is_some();
    if numeral {
        return Some(scan_chinese(chars));
    }
    if bare == BarePowers::Allowed {
        return scan_bare_power(chars).map(Ok);
    }
    None
}

// 千, 百万, 亿: a power without a digit. A bare 万 or 亿 is left for `scan_bigs`, with a coefficient of 1.
fn scan_bare_power(chars: &[char]) -> Option<Coefficient> {
    let kind = Kind::Chinese { lone: false, zero: false, decimals: false };
    let of = |length, value: i128| Coefficient {
        length,
        value: Rational::int(value),
        step: Rational::int(value),
        kind,
    };
    if let Some(power) = small_power(chars[0]).filter(|it| *it > 10) {
        return Some(of(1, power));
    }
    big_power(chars[0]).map(|_| of(0, 1))
}

// 3百万, 5千: a small power behind Arabic digits. 5千克 and 2千元 are units, and 3百分点 is none either.
fn with_small_power(chars: &[char], it: Coefficient) -> Coefficient {
    let Some(power) = chars.get(it.length).and_then(|c| small_power(*c)).filter(|it| *it > 10) else {
        return it;
    };
    let follows = chars.get(it.length + 1);
    let unit_begins = follows.is_some_and(|c| {
        matches!(c, '克' | '米' | '瓦' | '伏' | '卡' | '帕' | '赫' | '焦' | '元' | '分' | '字')
    });
    let whole = matches!(it.kind, Kind::Arabic { decimals: 0, whole } if whole <= 3);
    if unit_begins || !whole {
        return it;
    }
    let power = Rational::int(power);
    let kind = Kind::Arabic { whole: 4, decimals: 0 };
    Coefficient { length: it.length + 1, value: &it.value * &power, step: &it.step * &power, kind }
}

fn scan_arabic(chars: &[char]) -> Result<Coefficient, Refusal> {
    let run = |from: usize| {
        chars[from.min(chars.len())..].iter().take_while(|c| arabic_digit(**c).is_some()).count()
    };
    let comma = |at: usize| match chars.get(at) {
        Some(',') => true,
        // A full-width comma separates sentences; between full-width digits it separates thousands.
        Some('，') => chars.get(at + 1).is_some_and(|c| matches!(c, '０'..='９')),
        _ => false,
    };
    let point = |at: usize| matches!(chars.get(at), Some('.' | '．'));
    let head = run(0);
    let mut at = head;
    let mut groups = 0;
    let mut odd_group = false;
    while comma(at) && run(at + 1) > 0 {
        let size = run(at + 1);
        odd_group |= size != 3;
        groups += 1;
        at += 1 + size;
    }
    let whole_end = at;
    let mut decimals = 0;
    if point(at) && run(at + 1) > 0 {
        decimals = run(at + 1);
        at += 1 + decimals;
    }
    let mut error = None;
    if groups > 0 && (odd_group || head > 3 || chars.first().is_some_and(|c| arabic_digit(*c) == Some(0))) {
        error = Some(WrittenError::Grouping);
    }
    // Whatever hangs on by further points or commas belongs to the same unreadable number.
    while (point(at) || comma(at)) && run(at + 1) > 0 {
        error = Some(WrittenError::TwoPoints);
        at += 1 + run(at + 1);
    }
    if matches!(chars.get(at), Some('e' | 'E')) {
        let sign = usize::from(matches!(chars.get(at + 1), Some('+' | '-')));
        let exponent = run(at + 1 + sign);
        if exponent > 0 {
            return Err((at + 1 + sign + exponent, WrittenError::Exponent));
        }
    }
    if let Some(error) = error {
        return Err((at, error));
    }
    if at > DIGITS_MAX + groups + 1 {
        return Err((at, WrittenError::TooLong));
    }
    let mut plain = String::with_capacity(at + 1);
    for (i, c) in chars[..at].iter().enumerate() {
        match arabic_digit(*c) {
            Some(value) => plain.push(char::from(b'0' + value)),
            None if i == whole_end => plain.push('.'),
            None => {}
        }
    }
    let value = Rational::parse(&plain).map_err(|_| (at, WrittenError::TooLong))?;
    let kind = Kind::Arabic { whole: whole_end - groups, decimals };
    Ok(Coefficient { length: at, value, step: Rational::scaled(1, decimals as u32), kind })
}

// A numeral below 一万: 一百二十三, 三千五, 十二, 廿三, 三点一四.
fn scan_chinese(chars: &[char]) -> Result<Coefficient, Refusal> {
    let run = chars.iter().take_while(|c| digit(**c).is_some()).count();
    let leading_zeros = chars.iter().take_while(|c| digit(**c) == Some(0)).count();
    // 三五, 二〇二二: digits side by side are a year, a code or "three to five", never a plain numeral.
    if run > 1 && !(leading_zeros == 1 && run == 2) {
        return Err((run, WrittenError::Numeral));
    }
    let mut at = 0;
    let mut total = 0_i128;
    let mut last_power = 10_000_i128;
    let mut pending: Option<i128> = None;
    let mut zero = false;
    while let Some(c) = chars.get(at) {
        if let Some(value) = digit(*c) {
            if pending.is_some() {
                return Err((at, WrittenError::Numeral));
            }
            if value == 0 {
                // A 零 that leads nowhere (一百零) is not part of the number, unless it is all there is.
                let goes_on =
                    chars.get(at + 1).is_some_and(|c| digit(*c).is_some_and(|it| it > 0) || *c == '十');
                if !goes_on && at > 0 {
                    break;
                }
                zero = true;
            } else {
                pending = Some(i128::from(value));
            }
        } else if let Some(power) = small_power(*c) {
            if power >= last_power || (pending.is_none() && power > 10) {
                return if pending.is_none() { break } else { Err((at + 1, WrittenError::Numeral)) };
            }
            total += pending.take().unwrap_or(1) * power;
            last_power = power;
            zero = false;
        } else if let Some(value) = tens(*c).filter(|_| pending.is_none() && last_power > 10) {
            total += value;
            last_power = 10;
            zero = false;
        } else {
            break;
        }
        at += 1;
    }
    let mut step = Rational::ONE;
    let mut value = Rational::int(total);
    if let Some(last) = pending {
        // 三千五 is 3,500, 三千零五 is 3,005.
        let worth = if matches!(last_power, 100 | 1000) && !zero { last_power / 10 } else { 1 };
        value = &value + &Rational::int(last * worth);
        step = Rational::int(worth);
    }
    let lone = total == 0 && pending.is_some();
    let zero_led = leading_zeros > 0;
    let decimals = if step == Rational::ONE { scan_decimals(chars, at) } else { 0 };
    if decimals > 0 {
        let digits = &chars[at + 1..at + 1 + decimals];
        let places = decimals.min(DIGITS_MAX);
        if decimals > 30 {
            return Err((at + 1 + decimals, WrittenError::TooLong));
        }
        let part = digits.iter().fold(0_i128, |n, c| n * 10 + i128::from(digit(*c).unwrap_or(0)));
        value = &value + &Rational::scaled(part, places as u32);
        step = Rational::scaled(1, places as u32);
        at += 1 + decimals;
    }
    Ok(Coefficient {
        length: at,
        value,
        step,
        kind: Kind::Chinese { lone, zero: zero_led, decimals: decimals > 0 },
    })
}

// How many decimal digits follow 点 at `at`: 三点一四, but not 三点建议.
fn scan_decimals(chars: &[char], at: usize) -> usize {
    if chars.get(at) != Some(&'点') {
        return 0;
    }
    chars[at + 1..].iter().take_while(|c| digit(**c).is_some()).count()
}

pub(crate) fn small_power(c: char) -> Option<i128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

fn tens(c: char) -> Option<i128> {
    Some(match c {
        '廿' => 20,
        '卅' => 30,
        '卌' => 40,
        _ => return None,
    })
}
