//! Chinese numerals (中文数字): printing.

use crate::rational::Rational;

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// What follows the numeral, which decides between 二 and 两.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Following {
    /// Nothing, or something that is not counted: 二.
    Nothing,
    /// A unit or counting word: 两家, but 十二家.
    CountingWord,
}

/// Prints a number in Chinese numerals: 一百二十三, 三点一四, 负二, 两千零五.
///
/// - `places` decimals are printed, rounded half away from zero; a whole number needs 0.
/// - 两 stands before 千, 万 and 亿 at the head of the number, and alone before a counting word; otherwise 二.
/// - Numbers of 10^16 (一亿亿) and more are printed in Arabic digits, since no usual word exists for them.
///
/// ```
/// use hengji_num::{Rational, chinese::{Following, numeral}};
/// assert_eq!(numeral(&Rational::parse("2005.5").unwrap(), 1, Following::Nothing), "两千零五点五");
/// assert_eq!(numeral(&Rational::parse("2").unwrap(), 0, Following::CountingWord), "两");
/// ```
pub fn numeral(value: &Rational, places: u32, following: Following) -> String {
    let fixed = value.to_fixed(places);
    let (sign, digits) = match fixed.strip_prefix('-') {
        Some(rest) => ("负", rest),
        None => ("", fixed.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 16 {
        return fixed;
    }
    if whole == "2" && part.is_empty() && following == Following::CountingWord {
        return format!("{sign}两");
    }
    let mut out = format!("{sign}{}", whole_numeral(whole));
    if !part.is_empty() {
        out.push('点');
        out.extend(part.bytes().map(|b| DIGITS[usize::from(b - b'0')]));
    }
    out
}

// `digits` holds at most 16 ASCII digits.
fn whole_numeral(digits: &str) -> String {
    let value: u64 = digits.parse().expect("at most 16 digits fit 64 bits");
    if value == 0 {
        return "零".into();
    }
    let (high, low) = (value / 100_000_000, value % 100_000_000);
    let mut out = String::new();
    if high > 0 {
        push_below_yi(high, &mut out);
        out.push('亿');
        if low > 0 && low < 10_000_000 {
            out.push('零');
        }
    }
    if low > 0 {
        push_below_yi(low, &mut out);
    }
    // 一十二 is said 十二, at the head of the whole number only.
    if let Some(rest) = out.strip_prefix("一十") {
        out = format!("十{rest}");
    }
    for big in ["千", "万", "亿"] {
        if let Some(rest) = out.strip_prefix('二').filter(|rest| rest.starts_with(big)) {
            out = format!("两{rest}");
        }
    }
    out
}

fn push_below_yi(value: u64, out: &mut String) {
    let (wan, rest) = (value / 10_000, value % 10_000);
    if wan > 0 {
        push_section(wan, out);
        out.push('万');
        if rest > 0 && rest < 1000 {
            out.push('零');
        }
    }
    if rest > 0 {
        push_section(rest, out);
    }
}

fn push_section(value: u64, out: &mut String) {
    let mut gap = false;
    let mut begun = false;
    for (power, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = value / power % 10;
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        begun = true;
        out.push(DIGITS[digit as usize]);
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_as_they_are_said() {
        for (number, said) in [
            ("0", "零"),
            ("2", "二"),
            ("10", "十"),
            ("12", "十二"),
            ("20", "二十"),
            ("102", "一百零二"),
            ("110", "一百一十"),
            ("123", "一百二十三"),
            ("200", "二百"),
            ("1005", "一千零五"),
            ("1050", "一千零五十"),
            ("2000", "两千"),
            ("2222", "两千二百二十二"),
            ("10010", "一万零一十"),
            ("20000", "两万"),
            ("100000", "十万"),
            ("1200000", "一百二十万"),
            ("12002000", "一千二百万二千"),
            ("100000001", "一亿零一"),
            ("200030000", "两亿零三万"),
            ("9999999999999999", "九千九百九十九万九千九百九十九亿九千九百九十九万九千九百九十九"),
            ("10000000000000000", "10000000000000000"),
        ] {
            assert_eq!(numeral(&Rational::parse(number).unwrap(), 0, Following::Nothing), said);
        }
        let r = |t: &str| Rational::parse(t).unwrap();
        assert_eq!(numeral(&r("-3.14"), 2, Following::Nothing), "负三点一四");
        assert_eq!(numeral(&r("0.605"), 2, Following::CountingWord), "零点六一");
        assert_eq!(numeral(&r("2"), 0, Following::CountingWord), "两");
        assert_eq!(numeral(&r("12"), 0, Following::CountingWord), "十二");
    }
}
