//! The text of one cell becomes a value, or a slip that says what would be right.

use jiff::civil::{Date, DateTime, Time};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Why a cell's text is no value of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slip {
    /// Not a number.
    NotNumber,
    /// A number in the notation of powers (1.2E+05), which has lost digits.
    Exponent,
    /// More digits than we keep.
    TooLarge,
    /// Not a whole number.
    NotWhole,
    /// Finer than 分.
    FinerThanFen,
    /// A ratio above 1 without %.
    BareRatio,
    /// Not a date.
    NotDate,
    /// A date the calendar does not have: 30 February.
    NoSuchDay,
    /// A date with a time of day where only a date may stand.
    TimeInDate,
    /// Not a date with time.
    NotDateTime,
    /// Not a year.
    NotYear,
    /// Neither 是 nor 否.
    NotBool,
    /// Not one of the allowed words.
    NotAllowed,
    /// A code that a spreadsheet has cut to 15 digits or written as a power.
    DamagedCode,
    /// Not 经度,纬度.
    NotGeo,
    /// Not a telephone number.
    NotPhone,
    /// Not a 统一社会信用代码, or its check character is wrong.
    NotUscc,
    /// An error value of a spreadsheet.
    ErrorValue,
    /// Below the least value.
    BelowMin,
    /// Above the greatest value.
    AboveMax,
}

/// An exact decimal: `digits` × 10^−`places`, without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) digits: i128,
    pub(crate) places: u8,
}

/// Whether a trimmed text means that nothing is there: empty, or one of the dashes.
pub(crate) fn is_blank(text: &str) -> bool {
    matches!(text, "" | "-" | "—" | "－" | "–" | "——")
}

/// Whether a text is an error value of a spreadsheet; a CSV made from one has them as text.
pub(crate) fn is_error_value(text: &str) -> bool {
    const ERRORS: [&str; 9] =
        ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];
    text.starts_with('#') && ERRORS.contains(&text)
}

/// Trims all white space, full-width and no-break spaces included.
pub(crate) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |b: Option<&u8>| b.is_none_or(|b| *b > b' ' && *b < 0x80);
    if plain(bytes.first()) && plain(bytes.last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// The text in normal form C, copied only when it was not.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

// Full-width digits and signs become plain ones; everything else stays.
fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '−' | '–' => '-',
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    };
    Cow::Owned(text.chars().map(one).collect())
}

/// Reads a decimal: optional sign, digits with thousands separators in groups of three, point. Full-width
/// digits are taken.
pub(crate) fn decimal(text: &str) -> Result<Decimal, Slip> {
    let text = narrow(text);
    let (negative, body) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, &*text),
    };
    let (whole, part) = body.split_once('.').unwrap_or((body, ""));
    if whole.is_empty() || body.ends_with('.') || !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(no_number(body));
    }
    if !(whole.bytes().all(|b| b.is_ascii_digit()) || is_grouped(whole)) {
        return Err(no_number(body));
    }
    let part = part.trim_end_matches('0');
    let mut digits: i128 = 0;
    let mut count = 0_u32;
    for byte in whole.bytes().chain(part.bytes()).filter(|b| *b != b',') {
        // Leading zeros do not count as digits.
        count += u32::from(digits != 0 || byte != b'0');
        if count > 34 {
            return Err(Slip::TooLarge);
        }
        digits = digits * 10 + i128::from(byte - b'0');
    }
    if part.len() > 30 {
        return Err(Slip::TooLarge);
    }
    Ok(Decimal { digits: if negative { -digits } else { digits }, places: part.len() as u8 })
}

fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|g| g.len() == 3 && digits(g))
}

fn no_number(body: &str) -> Slip {
    let power = |mark: char| {
        body.split_once(mark).is_some_and(|(mantissa, exponent)| {
            let exponent = exponent.trim_start_matches(['+', '-']);
            let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            plain(mantissa) && plain(exponent)
        })
    };
    if power('e') || power('E') { Slip::Exponent } else { Slip::NotNumber }
}

/// Reads a ratio: 97% and 97‰ as they say; a bare number is the ratio itself and must not be above 1.
pub(crate) fn ratio(text: &str) -> Result<Decimal, Slip> {
    let text = narrow(text);
    let shifted = |body: &str, shift: u8| {
        let d = decimal(trim(body))?;
        if d.digits == 0 { Ok(d) } else { Ok(trimmed(Decimal { places: d.places + shift, ..d })) }
    };
    if let Some(body) = text.strip_suffix('%') {
        return shifted(body, 2);
    }
    if let Some(body) = text.strip_suffix('‰') {
        return shifted(body, 3);
    }
    let value = decimal(&text)?;
    let one = 10_i128.checked_pow(u32::from(value.places)).unwrap_or(i128::MAX);
    if value.digits.abs() > one { Err(Slip::BareRatio) } else { Ok(value) }
}

fn trimmed(mut d: Decimal) -> Decimal {
    while d.places > 0 && d.digits % 10 == 0 {
        d.digits /= 10;
        d.places -= 1;
    }
    d
}

/// Reads a date: 2022-03-05, 2022/3/5, 2022.3.5, 2022年3月5日, 20220305; a time of midnight is let pass.
pub(crate) fn date(text: &str) -> Result<Date, Slip> {
    let (day, rest) = leading_date(text)?;
    match trim(rest.trim_start_matches(['T', ' '])) {
        "" | "00:00" | "0:00" | "00:00:00" | "0:00:00" => Ok(day),
        rest if time(rest).is_some() => Err(Slip::TimeInDate),
        _ => Err(Slip::NotDate),
    }
}

/// Reads a date with time: a date, then `14:30` or `14:30:05`; a date alone is midnight.
pub(crate) fn date_time(text: &str) -> Result<DateTime, Slip> {
    let wrong = |slip| if slip == Slip::NotDate { Slip::NotDateTime } else { slip };
    let (day, rest) = leading_date(text).map_err(wrong)?;
    match trim(rest.trim_start_matches(['T', ' '])) {
        "" => Ok(day.at(0, 0, 0, 0)),
        rest => time(rest).map(|t| day.to_datetime(t)).ok_or(Slip::NotDateTime),
    }
}

fn leading_date(text: &str) -> Result<(Date, &str), Slip> {
    // The usual form, without a copy.
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, ..] = text.as_bytes()
        && [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(|b| b.is_ascii_digit())
        && !text.as_bytes().get(10).is_some_and(u8::is_ascii_digit)
    {
        let n = |bytes: &[&u8]| bytes.iter().fold(0_i16, |n, b| n * 10 + i16::from(**b - b'0'));
        let day = Date::new(n(&[y1, y2, y3, y4]), n(&[m1, m2]) as i8, n(&[d1, d2]) as i8);
        return day.map(|d| (d, &text[10..])).map_err(|_| Slip::NoSuchDay);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let n = |range: std::ops::Range<usize>| text[range].parse::<i16>().unwrap_or(0);
        let day = Date::new(n(0..4), n(4..6) as i8, n(6..8) as i8);
        return day.map(|d| (d, "")).map_err(|_| Slip::NoSuchDay);
    }
    let mut parts = [0_i16; 3];
    let mut rest = text;
    for (i, part) in parts.iter_mut().enumerate() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let widths = if i == 0 { 4..=4 } else { 1..=2 };
        if !widths.contains(&end) {
            return Err(Slip::NotDate);
        }
        *part = rest[..end].parse().map_err(|_| Slip::NotDate)?;
        rest = &rest[end..];
        let marks: &[char] = [&['-', '/', '.', '年'][..], &['-', '/', '.', '月'], &['日']][i];
        match rest.chars().next() {
            Some(c) if marks.contains(&c) => rest = &rest[c.len_utf8()..],
            _ if i == 2 => {}
            _ => return Err(Slip::NotDate),
        }
    }
    let day = Date::new(parts[0], parts[1] as i8, parts[2] as i8).map_err(|_| Slip::NoSuchDay)?;
    Ok((day, rest))
}

fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|p| match p.len() {
        1 | 2 => p.parse::<i8>().ok().filter(|_| p.bytes().all(|b| b.is_ascii_digit())),
        _ => None,
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().map_or(Some(0), |s| s)?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

/// Reads a year: 2022, 2022年.
pub(crate) fn year(text: &str) -> Result<i16, Slip> {
    let text = narrow(text);
    let digits = text.strip_suffix("年度").or_else(|| text.strip_suffix('年')).unwrap_or(&text);
    let number: Option<i16> = (digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten();
    number.filter(|y| (1900..=2999).contains(y)).ok_or(Slip::NotYear)
}

/// Reads yes or no.
pub(crate) fn boolean(text: &str) -> Result<bool, Slip> {
    match text {
        "是" | "√" | "1" | "true" | "TRUE" | "True" => Ok(true),
        "否" | "×" | "0" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(Slip::NotBool),
    }
}

/// The parts of a cell with several values, separated by ； ; or 、 or a line break; blanks between are dropped.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['；', ';', '、', '\n']).map(trim).filter(|p| !p.is_empty())
}

/// Reads 经度,纬度 in degrees: `113.2,23.4`.
pub(crate) fn geo(text: &str) -> Result<(), Slip> {
    let text = narrow(text);
    let (lon, lat) = text.split_once(',').ok_or(Slip::NotGeo)?;
    let within = |part: &str, limit: i128| -> bool {
        decimal(trim(part)).is_ok_and(|d| {
            let one = 10_i128.checked_pow(u32::from(d.places)).unwrap_or(i128::MAX);
            d.digits.abs() <= limit.saturating_mul(one)
        })
    };
    if within(lon, 180) && within(lat, 90) { Ok(()) } else { Err(Slip::NotGeo) }
}

/// Checks a telephone number: 5 to 20 digits, with + - ( ) and spaces, or one masked with stars.
pub(crate) fn phone(text: &str) -> Result<(), Slip> {
    let text = narrow(text);
    let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == '*').count();
    let known =
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '*' | '转'));
    if known && (5..=20).contains(&digits) { Ok(()) } else { Err(Slip::NotPhone) }
}

/// Checks a 统一社会信用代码 with its check character (GB 32100—2015).
pub(crate) fn uscc(text: &str) -> Result<(), Slip> {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let values: Option<Vec<usize>> = text.bytes().map(|b| SIGNS.iter().position(|s| *s == b)).collect();
    let values = values.filter(|v| v.len() == 18).ok_or(Slip::NotUscc)?;
    let sum: usize = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum();
    if values[17] == (31 - sum % 31) % 31 { Ok(()) } else { Err(Slip::NotUscc) }
}

/// Whether a code has gone through a spreadsheet as a number and lost digits: a number cell of 15 or more
/// digits that ends in zeros or has more than 15, or the notation of powers.
pub(crate) fn is_damaged_code(text: &str, from_number: bool) -> bool {
    if from_number {
        let digits = text.trim_start_matches('-').split('.').next().unwrap_or_default();
        return digits.len() > 15 || text.contains(['e', 'E']);
    }
    text.contains(['e', 'E']) && no_number(text) == Slip::Exponent && text.contains(['+', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        let d = |digits, places| Ok(Decimal { digits, places });
        assert_eq!(decimal("1,234.50"), d(12345, 1));
        assert_eq!(decimal("－１２．５"), d(-125, 1));
        assert_eq!(decimal("007"), d(7, 0));
        assert_eq!(decimal("0.00"), d(0, 0));
        for bad in ["1,23", "1,2345", "12.", ".5", "12万", "--1", "", "1 2", "1.2.3"] {
            assert_eq!(decimal(bad), Err(Slip::NotNumber), "{bad}");
        }
        assert_eq!(decimal("1e308"), Err(Slip::Exponent));
        assert_eq!(decimal(&"9".repeat(40)), Err(Slip::TooLarge));
        assert_eq!(ratio("97%"), d(97, 2));
        assert_eq!(ratio("100％"), d(1, 0));
        assert_eq!(ratio("0.97"), d(97, 2));
        assert_eq!(ratio("97"), Err(Slip::BareRatio));
    }

    #[test]
    fn dates_as_people_write_them() {
        let day = Date::constant(2022, 3, 5);
        for text in ["2022-03-05", "2022/3/5", "2022.3.5", "2022年3月5日", "20220305", "2022-03-05 00:00:00"]
        {
            assert_eq!(date(text), Ok(day), "{text}");
        }
        assert_eq!(date("2022-02-30"), Err(Slip::NoSuchDay));
        assert_eq!(date("20220230"), Err(Slip::NoSuchDay));
        assert_eq!(date("2022-03-05 14:30"), Err(Slip::TimeInDate));
        for bad in ["2022年3月", "44805", "3月5日", "22-3-5", "2022-03-055", "昨天", "2022-3-5-"] {
            assert_eq!(date(bad), Err(Slip::NotDate), "{bad}");
        }
        assert_eq!(date_time("2022-03-05T14:30"), Ok(day.at(14, 30, 0, 0)));
        assert_eq!(date_time("2022/3/5 9:05:07"), Ok(day.at(9, 5, 7, 0)));
        assert_eq!(date_time("2022-03-05 25:00"), Err(Slip::NotDateTime));
        assert_eq!(year("2022年度"), Ok(2022));
        assert_eq!(year("22"), Err(Slip::NotYear));
    }

    #[test]
    fn codes_that_carry_a_check() {
        assert_eq!(uscc("91350100M000100Y43"), Ok(()));
        assert_eq!(uscc("91350100M000100Y44"), Err(Slip::NotUscc));
        assert_eq!(geo("113.21，23.40"), Ok(()));
        assert_eq!(geo("213.21,23.40"), Err(Slip::NotGeo));
        assert_eq!(phone("020-8688 1234"), Ok(()));
        assert!(is_damaged_code("1.10000220000001E+20", false));
        assert!(is_damaged_code("110000220000001000000", true));
        assert!(!is_damaged_code("2060404", true));
        assert!(!is_damaged_code("110000220000001000000", false));
    }
}
