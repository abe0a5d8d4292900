//! A docx as text that a person can read and compare: one line a paragraph or row, figures in braces.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};

/// One part of a package.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap_or_else(|_| panic!("no part {name}")).read_to_string(&mut out).unwrap();
    out
}

/// The body of a docx as text.
pub fn body(bytes: &[u8]) -> String {
    let xml = part(bytes, "word/document.xml");
    let mut reader = Reader::from_str(&xml);
    let mut seen = Seen::default();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return seen.out,
            Event::Start(it) => seen.start(&it),
            Event::Empty(it) => seen.start(&it),
            Event::End(it) => seen.end(it.name().as_ref()),
            Event::Text(it) if seen.in_text => seen.line.push_str(&it.xml10_content()),
            Event::GeneralRef(it) if seen.in_text => {
                let entity = it.xml10_content().into_owned();
                let c = it.resolve_char_ref().unwrap();
                seen.line.push_str(&c.map(String::from).unwrap_or_else(|| {
                    quick_xml::escape::resolve_predefined_entity(&entity).unwrap().to_owned()
                }));
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Seen {
    out: String,
    line: String,
    style: String,
    in_text: bool,
    in_cell: bool,
}

impl Seen {
    fn start(&mut self, it: &BytesStart) {
        let value = |key: &str| {
            it.attributes()
                .map(|a| a.unwrap())
                .find(|a| a.key.as_ref() == key)
                .map(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned())
        };
        let val = value("w:val");
        match it.name().as_ref() {
            "w:pStyle" => self.style = val.unwrap_or_default(),
            "w:t" => self.in_text = true,
            "w:tab" => self.line.push_str("<tab>"),
            "w:br" => self.line.push_str("<br>"),
            "w:pageBreakBefore" => self.out.push_str("----- new page -----\n"),
            "w:b" => self.line.push('*'),
            "w:tag" => self.line.push_str(&format!("{{{} ", val.unwrap_or_default())),
            "w:hyperlink" => self.line.push('['),
            "w:tbl" => self.out.push_str("table\n"),
            "w:tc" => {
                self.in_cell = true;
                self.line.push_str(" | ");
            }
            "w:gridSpan" => self.line.push_str(&format!("<{} wide>", val.unwrap_or_default())),
            "w:vMerge" => self.line.push_str(if val.is_some() { "<down>" } else { "<same>" }),
            "w:tblHeader" => self.line.push_str("head"),
            "w:pgSz" => {
                self.out.push_str(&format!("page {} × {}\n", value("w:w").unwrap(), value("w:h").unwrap()));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "w:t" => self.in_text = false,
            "w:sdt" => self.line.push('}'),
            "w:hyperlink" => self.line.push(']'),
            "w:tc" => self.in_cell = false,
            "w:tr" => {
                let line = std::mem::take(&mut self.line);
                self.out.push_str(&format!("  {line}\n"));
            }
            "w:p" if !self.in_cell => {
                let line = std::mem::take(&mut self.line);
                self.out.push_str(&format!("{}: {line}\n", self.style));
            }
            _ => {}
        }
    }
}
