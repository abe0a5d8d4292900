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
