//! Chinese keys without quotes.
//!
//! TOML wants quotes round keys that are not ASCII; people who write `支出数 = "…"` leave them out, and so
//! do our contracts. Nothing but a key can stand bare and not be ASCII, so quoting them changes no
//! meaning. Lines stay as they are.

use std::borrow::Cow;

/// Puts quotes round bare keys with characters beyond ASCII.
pub fn quote_bare_keys(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_length(rest, c),
            c if is_key(c) => {
                let length = rest.find(|c| !is_key(c)).unwrap_or(rest.len());
                let word = &rest[..length];
                if word.is_ascii() {
                    out.push_str(word);
                } else {
                    out.push('"');
                    out.push_str(word);
                    out.push('"');
                }
                rest = &rest[length..];
                continue;
            }
            c => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    Cow::Owned(out)
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-' || (!c.is_ascii() && c.is_alphanumeric())
}

/// The bytes of the string that begins here, its quotes included; an open one reaches to the end of its line.
fn string_length(text: &str, quote: char) -> usize {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    if let Some(inner) = text.strip_prefix(triple.as_str()) {
        return end_of(inner, &triple, quote == '"').map_or(text.len(), |at| 3 + at + 3);
    }
    let line = text.find('\n').unwrap_or(text.len());
    let inner = &text[1..line];
    end_of(inner, &text[..1], quote == '"').map_or(line, |at| 1 + at + 1)
}

fn end_of(text: &str, end: &str, escapes: bool) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(end) {
            return Some(at);
        }
        let mut chars = rest.chars();
        let c = chars.next()?;
        at += c.len_utf8();
        if escapes && c == '\\' {
            at += chars.next().map_or(0, char::len_utf8);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::quote_bare_keys;

    #[test]
    fn only_bare_keys_get_quotes() {
        let cases = [
            ("支出数 = \"合计(支付，金额)\"", "\"支出数\" = \"合计(支付，金额)\""),
            ("a = { 甲 = '乙', \"丙\" = 1 } # 丁", "a = { \"甲\" = '乙', \"丙\" = 1 } # 丁"),
            ("[inputs.支出率]", "[inputs.\"支出率\"]"),
            ("a = '''\n甲 = 乙\n'''\n甲1 = 2", "a = '''\n甲 = 乙\n'''\n\"甲1\" = 2"),
            ("a = \"\\\"甲\" # x", "a = \"\\\"甲\" # x"),
            ("a = \"甲\n乙 = 1", "a = \"甲\n\"乙\" = 1"),
            ("key = 1", "key = 1"),
        ];
        for (text, want) in cases {
            assert_eq!(quote_bare_keys(text), want);
        }
    }
}
