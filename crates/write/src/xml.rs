//! XML by nesting closures: what is opened is closed, what is text is escaped.

/// Text that grows into well-formed XML.
#[derive(Default)]
pub(crate) struct Xml {
    out: String,
}

/// An attribute.
pub(crate) type Attr<'a> = (&'a str, &'a str);

impl Xml {
    /// A part with its declaration.
    pub(crate) fn part() -> Xml {
        Xml { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n") }
    }

    /// A page.
    pub(crate) fn html() -> Xml {
        Xml { out: String::from("<!DOCTYPE html>\n") }
    }

    /// A piece to be put into a page.
    pub(crate) fn fragment() -> Xml {
        Xml::default()
    }

    /// The text so far.
    pub(crate) fn into_string(self) -> String {
        self.out
    }

    /// The bytes of the part.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// An element with content.
    pub(crate) fn element(&mut self, name: &str, attrs: &[Attr], content: impl FnOnce(&mut Xml)) {
        self.open(name, attrs);
        self.out.push('>');
        content(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attrs: &[Attr]) {
        self.open(name, attrs);
        self.out.push_str("/>");
    }

    /// `<name w:val="value"/>`, the commonest form in WordprocessingML.
    pub(crate) fn val(&mut self, name: &str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// Escaped text.
    pub(crate) fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// An element that holds only text.
    pub(crate) fn text_element(&mut self, name: &str, attrs: &[Attr], text: &str) {
        self.element(name, attrs, |x| x.text(text));
    }

    /// XML made before by this type.
    pub(crate) fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// The beginning of an element whose end comes from elsewhere.
    pub(crate) fn open_tag(&mut self, name: &str, attrs: &[(String, String)]) {
        let attrs: Vec<Attr> = attrs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        self.open(name, &attrs);
        self.out.push('>');
    }

    /// The end of an element begun by [`Xml::open_tag`].
    pub(crate) fn close_tag(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn open(&mut self, name: &str, attrs: &[Attr]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attrs {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape_into(&mut self.out, value);
            self.out.push('"');
        }
    }
}

/// Appends `text` escaped for element content and for attributes alike.
///
/// Characters that XML 1.0 cannot hold (most controls, U+FFFE, U+FFFF) and the C1 controls, which some
/// readers take for line ends, become U+FFFD, so that a reader sees that something stood there.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut clean_from = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // Every byte below begins a character, so the slices fall on characters.
        let (replacement, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            b'\'' => ("&#39;", 1),
            b'\t' => ("&#9;", 1),
            b'\n' => ("&#10;", 1),
            b'\r' => ("&#13;", 1),
            0..=0x1F | 0x7F => ("\u{FFFD}", 1),
            // U+0080 to U+009F.
            0xC2 if bytes.get(at + 1).is_some_and(|it| *it < 0xA0) => ("\u{FFFD}", 2),
            // U+FFFE and U+FFFF.
            0xEF if bytes[at..].starts_with(b"\xEF\xBF\xBE") || bytes[at..].starts_with(b"\xEF\xBF\xBF") => {
                ("\u{FFFD}", 3)
            }
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(&text[clean_from..at]);
        out.push_str(replacement);
        at += length;
        clean_from = at;
    }
    out.push_str(&text[clean_from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape_into(&mut out, text);
        out
    }

    #[test]
    fn hostile_text_is_escaped_and_what_xml_cannot_hold_is_seen() {
        assert_eq!(escaped("#panic(\"x\")<script>=1+1"), "#panic(&quot;x&quot;)&lt;script&gt;=1+1");
        assert_eq!(escaped("a]]>b&c"), "a]]&gt;b&amp;c");
        for code in 0..0x300u32 {
            let c = char::from_u32(code).unwrap();
            let bad = c.is_control() && !"\t\n\r".contains(c);
            assert_eq!(escaped(&c.to_string()) == "\u{FFFD}", bad, "{code:x}");
        }
        assert_eq!(escaped("\u{FFFD}，\u{FFFF}"), "\u{FFFD}，\u{FFFD}");
        assert_eq!(escaped("零\u{0}位\u{FFFE}一\u{85}"), "零\u{FFFD}位\u{FFFD}一\u{FFFD}");
    }
}
