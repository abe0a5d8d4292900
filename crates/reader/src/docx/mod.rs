//! Word documents (docx): the text of the body in order, with every bound figure found.

mod body;

use crate::archive::Archive;
use crate::markup::{Markup, MarkupReader, Vocabulary};
use crate::{Limits, ReadError};
use body::Body;

/// What a docx says and which of it is bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocxFigures {
    /// The paragraphs of the body in order, those of tables and text boxes included. Inserted revisions
    /// count, deleted ones do not.
    pub paragraphs: Vec<Paragraph>,
    /// The bound figures in order of their beginning.
    pub figures: Vec<Found>,
    /// The JSON of every proof inside, as written; normally one.
    pub proofs: Vec<String>,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text; tabs as `\t`, line breaks as `\n`.
    pub text: String,
    /// The id of its style.
    pub style: Option<String>,
    /// Where it stands.
    pub spot: Spot,
}

/// Where a paragraph stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spot {
    /// In running text.
    #[default]
    Running,
    /// In a table; all count from 1, tables in order of their beginning.
    Cell {
        /// Which table.
        table: u32,
        /// Which row.
        row: u32,
        /// Which cell of the row; a wide cell counts once.
        cell: u32,
    },
}

/// A bound figure found in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The id in the tag of its content control.
    pub tag: Option<String>,
    /// The id in the name of its bookmark. One that differs from the tag means that content was moved.
    pub bookmark: Option<String>,
    /// What stands there now, at most [`FIGURE_MAX`] characters of it.
    pub text: String,
    /// The paragraph in which it begins, from 0.
    pub paragraph: usize,
    /// Its first code point in that paragraph.
    pub start: usize,
    /// One past its last code point, counted in the same paragraph even when it runs on into later ones.
    pub end: usize,
}

impl Found {
    /// Its id: by tag, else by bookmark (contracts §6).
    pub fn id(&self) -> &str {
        self.tag.as_deref().or(self.bookmark.as_deref()).unwrap_or_default()
    }
}

/// Longest text of a figure that is kept, in characters.
pub const FIGURE_MAX: usize = 500;

/// Reads the body, the bound figures and the proof of a docx, within the usual limits.
pub fn read_figures(bytes: &[u8]) -> Result<DocxFigures, ReadError> {
    read_figures_within(bytes, Limits::default())
}

/// The same within other limits.
pub fn read_figures_within(bytes: &[u8], limits: Limits) -> Result<DocxFigures, ReadError> {
    let mut archive = Archive::open(bytes, limits)?;
    let main = main_part(&mut archive, limits)?;
    let text = archive.text(&main)?.ok_or(ReadError::NoDocument)?;
    let mut found = Body::read(MarkupReader::new(&main, &text, limits), limits)?;
    drop(text);
    for name in archive.names() {
        if name.starts_with("customXml/") && name.ends_with(".xml") {
            let text = archive.text(&name)?.unwrap_or_default();
            // A part of somebody else's that cannot be read is not our proof.
            found.proofs.extend(proof(&name, &text, limits).unwrap_or_default());
        }
    }
    Ok(found)
}

/// The name of the main document part, by the package's relationships.
fn main_part(archive: &mut Archive<'_>, limits: Limits) -> Result<String, ReadError> {
    const USUAL: &str = "word/document.xml";
    let Some(text) = archive.text("_rels/.rels")? else { return Ok(USUAL.to_owned()) };
    let mut reader = MarkupReader::new("_rels/.rels", &text, limits);
    while let Some(event) = reader.next()? {
        if let Markup::Start(Vocabulary::Relationships, name, attributes) = event
            && name == "Relationship"
            && attributes.get("Type").is_some_and(|it| it.ends_with("/officeDocument"))
        {
            let target = attributes.get("Target").unwrap_or_default();
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    Ok(USUAL.to_owned())
}

/// The JSON of a proof, when the part is one.
fn proof(name: &str, text: &str, limits: Limits) -> Result<Option<String>, ReadError> {
    let mut reader = MarkupReader::new(name, text, limits);
    let mut json: Option<String> = None;
    while let Some(event) = reader.next()? {
        match event {
            Markup::Start(Vocabulary::Proof, name, _) if name == "proof" && json.is_none() => {
                json = Some(String::new());
            }
            Markup::Start(..) if json.is_none() => return Ok(None),
            Markup::Text(it) => {
                if let Some(json) = &mut json {
                    json.push_str(&it);
                }
            }
            Markup::Start(..) | Markup::End(..) => {}
        }
    }
    Ok(json)
}
