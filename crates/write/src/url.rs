//! Addresses of links: http and https only, in the form that Word takes.

/// The address as a relationship's target, or nothing when it is no plain web address.
///
/// Word calls a file corrupt over a target that is not a URI, so characters outside RFC 3986 are
/// percent-encoded and a host that is not a host is refused.
pub(crate) fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let label = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let port_is_plain = port.is_none_or(|it| it.parse::<u16>().is_ok());
    if !host.trim_end_matches('.').split('.').all(label) || !port_is_plain || text.len() > 2000 {
        return None;
    }
    let (path, fragment) = path.split_once('#').map_or((path, None), |(a, b)| (a, Some(b)));
    let mut out = format!("{scheme}://{authority}");
    encode_into(&mut out, path);
    if let Some(fragment) = fragment {
        out.push('#');
        encode_into(&mut out, fragment);
    }
    Some(out)
}

fn encode_into(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let encoded =
            *byte == b'%' && bytes.get(at + 1..at + 3).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit));
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(byte) || encoded {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn only_plain_web_addresses_become_links() {
        let ok = |text: &str, expect: &str| assert_eq!(web_address(text).as_deref(), Some(expect), "{text}");
        ok("https://www.gd.gov.cn/a?b=1#c", "https://www.gd.gov.cn/a?b=1#c");
        ok("HTTP://example.com/公开/2022 年", "http://example.com/%E5%85%AC%E5%BC%80/2022%20%E5%B9%B4");
        ok("http://example.com:8080/50%", "http://example.com:8080/50%25");
        ok("http://example.com/a#b#c", "http://example.com/a#b%23c");
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://",
            "http://a b/",
            "ftp://a/",
            "http://a:x/",
            "",
        ] {
            assert_eq!(web_address(text), None, "{text}");
        }
    }
}
