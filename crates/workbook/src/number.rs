//! Between the floats of spreadsheet files and decimal text. Nothing outside this file and the two
//! library calls around it sees a float.
#![expect(clippy::disallowed_types, reason = "spreadsheet files hold binary floats; they end here")]

/// The digits a spreadsheet keeps.
pub const DIGITS: usize = 15;

/// A float as decimal text of at most 15 significant digits, without exponent, without trailing zeros.
///
/// Beyond 10^30 and below 10^−30 the text has an exponent (`1E+308`), which no table takes as a number.
/// Not-a-number and infinities cannot be written in a spreadsheet; they give `None`.
pub fn from_float(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    if value == 0.0 {
        return Some("0".to_owned());
    }
    // The shortest text that reads back as the float is also its 15-digit one when it has no more digits:
    // every decimal of 15 digits survives the way through a float. It is several times faster to make.
    if (1e-5..1e15).contains(&value.abs()) {
        let text = value.to_string();
        if text.bytes().filter(u8::is_ascii_digit).count() <= DIGITS {
            return Some(text);
        }
    }
    let text = format!("{:.*e}", DIGITS - 1, value);
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    Some(format!("{sign}{}", place_point(digits, exponent)))
}

// `digits` without trailing zeros, its first digit worth 10^exponent.
fn place_point(digits: &str, exponent: i32) -> String {
    if !(-30..=30).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{first}{point}{rest}E{exponent:+}");
    }
    let Ok(before) = usize::try_from(exponent + 1) else {
        let zeros = exponent.unsigned_abs() as usize - 1;
        return format!("0.{}{digits}", "0".repeat(zeros));
    };
    match (before, digits.len()) {
        (0, _) => format!("0.{digits}"),
        (before, length) if before >= length => format!("{digits}{}", "0".repeat(before - length)),
        (before, _) => format!("{}.{}", &digits[..before], &digits[before..]),
    }
}

/// The float of decimal text, when a spreadsheet cell keeps every digit of it: at most 15 significant
/// digits and below 10^15. Anything else is to be written as text (`None`).
pub fn to_float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits_only(whole) || !digits_only(part) || unsigned.ends_with('.') {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let significant =
        if whole.is_empty() { part.trim_start_matches('0').len() } else { whole.len() + part.len() };
    if whole.len() > DIGITS || significant > DIGITS {
        return None;
    }
    text.parse().ok()
}

/// Whether decimal text written as a number reads back as it stands, but for zeros at its end that a number
/// format can show again.
pub fn survives(text: &str) -> bool {
    let shortest = match text.split_once('.') {
        Some((whole, part)) => match part.trim_end_matches('0') {
            "" => whole.to_owned(),
            part => format!("{whole}.{part}"),
        },
        None => text.to_owned(),
    };
    to_float(text).and_then(from_float).is_some_and(|it| it == shortest)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Leading zeros count as digits on the fast way, which only sends more values down the slow one.
    #[test]
    fn floats_become_fifteen_digits() {
        let cases = [
            (0.1 + 0.2, "0.3"),
            (32_948.284_9, "32948.2849"),
            (1e15, "1000000000000000"),
            (999999999999999.0, "999999999999999"),
            (-0.00001, "-0.00001"),
            (0.000_012_345_678_901_234_56, "0.0000123456789012346"),
            (1.0 / 3.0, "0.333333333333333"),
            (2.0 / 3.0 * 100.0, "66.6666666666667"),
            (1e30, "1000000000000000000000000000000"),
            (1e31, "1E+31"),
            (1.5e-31, "1.5E-31"),
            (-1e308, "-1E+308"),
            (-0.0, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(from_float(value).as_deref(), Some(text));
        }
        assert_eq!(from_float(f64::NAN), None);
    }

    #[test]
    fn only_what_keeps_its_digits_becomes_a_float() {
        for text in ["0", "12.50", "-0.001", "999999999999999", "0.000000000000001"] {
            assert!(to_float(text).is_some() && survives(text), "{text}");
        }
        for text in ["1000000000000000", "1.234567890123456", "1E5", "1,000", "+1", ".5", "1.", "", "１"] {
            assert!(to_float(text).is_none(), "{text}");
        }
        for text in ["007", "-0", "00.5"] {
            assert!(!survives(text), "{text}");
        }
    }
}
