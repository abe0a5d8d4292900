//! The proof as a Custom XML data part (contracts §6).

use super::office;
use crate::package::{Package, Relationships};
use crate::xml::Xml;
use hengji_document::{Proof, sm3_hex};

const NAMESPACE: &str = "urn:hengji:proof:1";

/// Adds `customXml/item1.xml` with the canonical JSON of the proof, and its properties.
pub(super) fn add(package: &mut Package, proof: &Proof) {
    let json = proof.canonical();
    let mut item = Xml::part();
    item.text_element("proof", &[("xmlns", NAMESPACE)], &escape_noncharacters(&json));
    package.add_by_extension("customXml/item1.xml", "xml", "application/xml", item.into_bytes());

    let mut relationships = Relationships::default();
    relationships.part(office!("customXmlProps"), "itemProps1.xml");
    package.relate("customXml/item1.xml", &relationships);

    let mut properties = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/customXml";
    let id = guid(&sm3_hex(json.as_bytes()));
    properties.element("ds:datastoreItem", &[("ds:itemID", &id), ("xmlns:ds", namespace)], |x| {
        x.element("ds:schemaRefs", &[], |x| x.empty("ds:schemaRef", &[("ds:uri", NAMESPACE)]));
    });
    package.add(
        "customXml/itemProps1.xml",
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        properties.into_bytes(),
    );
}

/// Writes the characters that JSON may hold raw and XML may not as JSON escapes: the same JSON value.
fn escape_noncharacters(json: &str) -> String {
    if !json.contains(|c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match c {
            '\u{FFFE}' | '\u{FFFF}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A GUID made of the digest, so that it needs no random numbers.
fn guid(hex: &str) -> String {
    let hex = hex.to_ascii_uppercase();
    format!("{{{}-{}-{}-{}-{}}}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}
