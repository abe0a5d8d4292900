//! XML as a stream of simple events, within limits and without document types.

use crate::{Limits, ReadError};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// What comes next in a part. Names are local, the namespace is given by its [`Vocabulary`].
pub(crate) enum Markup<'a> {
    /// An element begins. An empty one is followed by its end.
    Start(Vocabulary, String, Attributes<'a>),
    /// An element ends.
    End(Vocabulary, String),
    /// Text, references resolved.
    Text(String),
}

/// Which namespace a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Markup compatibility.
    Compatibility,
    /// Our proof.
    Proof,
    /// Relationships of a package.
    Relationships,
    /// Anything else.
    Other,
}

fn vocabulary(uri: &str) -> Vocabulary {
    match uri {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Vocabulary::Word,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Vocabulary::Compatibility,
        "urn:hengji:proof:1" => Vocabulary::Proof,
        "http://schemas.openxmlformats.org/package/2006/relationships" => Vocabulary::Relationships,
        _ => Vocabulary::Other,
    }
}

/// The attributes of an element.
pub(crate) struct Attributes<'a>(BytesStart<'a>);

impl Attributes<'_> {
    /// The value of the attribute with this local name, whatever its prefix.
    pub(crate) fn get(&self, local: &str) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|it| it.key.local_name().as_ref() == local)
            .and_then(|it| it.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
    }
}

/// A part being read.
pub(crate) struct MarkupReader<'a> {
    part: String,
    reader: Reader<&'a [u8]>,
    /// Namespaces by prefix. Kept for the whole part: Office files declare a prefix once.
    prefixes: HashMap<String, Vocabulary>,
    pending_end: Option<(Vocabulary, String)>,
    depth: usize,
    limits: Limits,
}

/// A part that declares more prefixes than this is no Office file.
const PREFIXES_MAX: usize = 1000;

impl<'a> MarkupReader<'a> {
    pub(crate) fn new(part: &str, text: &'a str, limits: Limits) -> MarkupReader<'a> {
        let mut prefixes = HashMap::new();
        // The usual prefix, should the declaration be missing.
        prefixes.insert("w".to_owned(), Vocabulary::Word);
        MarkupReader {
            part: part.to_owned(),
            reader: Reader::from_str(text),
            prefixes,
            pending_end: None,
            depth: 0,
            limits,
        }
    }

    /// The next event; nothing at the end of the part.
    pub(crate) fn next(&mut self) -> Result<Option<Markup<'a>>, ReadError> {
        if let Some((vocabulary, name)) = self.pending_end.take() {
            return Ok(Some(Markup::End(vocabulary, name)));
        }
        loop {
            let event = self.reader.read_event().map_err(|e| self.broken(&e))?;
            match event {
                Event::Start(it) => {
                    self.depth += 1;
                    if self.depth > self.limits.depth {
                        return Err(ReadError::TooDeep(self.limits.depth));
                    }
                    return self.start(it).map(Some);
                }
                Event::Empty(it) => {
                    let start = self.start(it)?;
                    if let Markup::Start(vocabulary, name, _) = &start {
                        self.pending_end = Some((*vocabulary, name.clone()));
                    }
                    return Ok(Some(start));
                }
                Event::End(it) => {
                    self.depth = self.depth.saturating_sub(1);
                    let (vocabulary, name) = self.resolve(it.name().as_ref());
                    return Ok(Some(Markup::End(vocabulary, name)));
                }
                Event::Text(it) => return Ok(Some(Markup::Text(it.xml10_content().into_owned()))),
                Event::CData(it) => return Ok(Some(Markup::Text(it.xml10_content().into_owned()))),
                Event::GeneralRef(it) => return self.reference(&it).map(Some),
                Event::DocType(_) => return Err(ReadError::DocumentType),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn start(&mut self, it: BytesStart<'a>) -> Result<Markup<'a>, ReadError> {
        // Looking for declarations first is quicker than parsing the attributes of every element.
        if it.attributes_raw().contains("xmlns") {
            for attribute in it.attributes().with_checks(false).flatten() {
                let key: &str = attribute.key.as_ref();
                let prefix = if key == "xmlns" { "" } else { key.strip_prefix("xmlns:").unwrap_or("xmlns") };
                if prefix != "xmlns" {
                    self.prefixes.insert(prefix.to_owned(), vocabulary(&attribute.value));
                }
                if self.prefixes.len() > PREFIXES_MAX {
                    return Err(ReadError::TooMany(PREFIXES_MAX));
                }
            }
        }
        let (vocabulary, name) = self.resolve(it.name().as_ref());
        Ok(Markup::Start(vocabulary, name, Attributes(it)))
    }

    fn resolve(&self, name: &str) -> (Vocabulary, String) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        (self.prefixes.get(prefix).copied().unwrap_or(Vocabulary::Other), local.to_owned())
    }

    fn reference(&self, it: &quick_xml::events::BytesRef<'_>) -> Result<Markup<'a>, ReadError> {
        if let Some(c) = it.resolve_char_ref().map_err(|e| self.broken(&e))? {
            return Ok(Markup::Text(c.to_string()));
        }
        let name = it.xml10_content();
        // Without a document type there are the five predefined entities and no others.
        let text = quick_xml::escape::resolve_predefined_entity(&name);
        text.map(|it| Markup::Text(it.to_owned())).ok_or_else(|| self.broken(&format!("&{name};")))
    }

    fn broken(&self, reason: &dyn std::fmt::Display) -> ReadError {
        ReadError::Markup(self.part.clone(), reason.to_string())
    }
}
