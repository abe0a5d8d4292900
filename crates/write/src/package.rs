//! An Office Open XML package (ECMA-376 part 2): parts, content types, relationships, as a zip archive.

use crate::WriteError;
use crate::xml::Xml;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A package being put together. Parts are written in the order they were added.
#[derive(Default)]
pub(crate) struct Package {
    parts: Vec<Part>,
    defaults: BTreeMap<&'static str, &'static str>,
}

struct Part {
    name: String,
    content_type: Option<&'static str>,
    bytes: Vec<u8>,
}

impl Package {
    /// Adds a part with its own content type.
    pub(crate) fn add(&mut self, name: impl Into<String>, content_type: &'static str, bytes: Vec<u8>) {
        self.parts.push(Part { name: name.into(), content_type: Some(content_type), bytes });
    }

    /// Adds a part whose content type follows from its extension.
    pub(crate) fn add_by_extension(
        &mut self,
        name: impl Into<String>,
        extension: &'static str,
        content_type: &'static str,
        bytes: Vec<u8>,
    ) {
        self.defaults.insert(extension, content_type);
        self.parts.push(Part { name: name.into(), content_type: None, bytes });
    }

    /// Adds the relationships of `source` (empty for the package itself).
    pub(crate) fn relate(&mut self, source: &str, relationships: &Relationships) {
        if relationships.list.is_empty() {
            return;
        }
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}_rels/{file}.rels");
        self.parts.push(Part { name, content_type: None, bytes: relationships.xml() });
    }

    /// The archive. Times, permissions and order are fixed: the same parts give the same bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, WriteError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let types = self.content_types();
        let parts = self.parts.iter().map(|part| (part.name.as_str(), part.bytes.as_slice()));
        for (name, bytes) in std::iter::once(("[Content_Types].xml", types.as_slice())).chain(parts) {
            zip.start_file(name, options).map_err(|e| WriteError::Package(e.to_string()))?;
            zip.write_all(bytes).map_err(|e| WriteError::Package(e.to_string()))?;
        }
        let out = zip.finish().map_err(|e| WriteError::Package(e.to_string()))?;
        Ok(out.into_inner())
    }

    fn content_types(&self) -> Vec<u8> {
        let mut x = Xml::part();
        let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
        x.element("Types", &[("xmlns", namespace)], |x| {
            let relationships = "application/vnd.openxmlformats-package.relationships+xml";
            x.empty("Default", &[("Extension", "rels"), ("ContentType", relationships)]);
            for (extension, content_type) in &self.defaults {
                x.empty("Default", &[("Extension", extension), ("ContentType", content_type)]);
            }
            for part in &self.parts {
                if let Some(content_type) = part.content_type {
                    let name = format!("/{}", part.name);
                    x.empty("Override", &[("PartName", &name), ("ContentType", content_type)]);
                }
            }
        });
        x.into_bytes()
    }
}

/// The relationships of one source, with ids rId1, rId2, … in order.
#[derive(Default)]
pub(crate) struct Relationships {
    list: Vec<Relationship>,
}

struct Relationship {
    kind: &'static str,
    target: String,
    external: bool,
}

impl Relationships {
    /// A relationship to another part; returns its id.
    pub(crate) fn part(&mut self, kind: &'static str, target: impl Into<String>) -> String {
        self.push(kind, target.into(), false)
    }

    /// A relationship to the world outside; returns its id.
    pub(crate) fn external(&mut self, kind: &'static str, target: impl Into<String>) -> String {
        self.push(kind, target.into(), true)
    }

    fn push(&mut self, kind: &'static str, target: String, external: bool) -> String {
        self.list.push(Relationship { kind, target, external });
        format!("rId{}", self.list.len())
    }

    fn xml(&self) -> Vec<u8> {
        let mut x = Xml::part();
        let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
        x.element("Relationships", &[("xmlns", namespace)], |x| {
            for (at, it) in self.list.iter().enumerate() {
                let id = format!("rId{}", at + 1);
                let mut attrs = vec![("Id", id.as_str()), ("Type", it.kind), ("Target", it.target.as_str())];
                if it.external {
                    attrs.push(("TargetMode", "External"));
                }
                x.empty("Relationship", &attrs);
            }
        });
        x.into_bytes()
    }
}
