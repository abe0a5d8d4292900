//! Writers: a document tree becomes bytes. All text is data here; nothing in it is ever interpreted.
//!
//! Reading order: `xml` escapes and nests, `package` closes an Office package (parts, types,
//! relationships), `docx` says what stands in it; `html` writes one page with the workings.

mod docx;
mod html;
mod package;
mod svg;
mod url;
mod xml;

pub use docx::{DocxOptions, Raster, docx, docx_of};
pub use html::{HtmlPackage, html};

use hengji_diag::Text;

/// Why nothing could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// The package could not be put together; the reason is the archive writer's.
    Package(String),
}

impl WriteError {
    /// The words for the user.
    pub fn text(&self) -> Text {
        match self {
            WriteError::Package(reason) => Text::new("write-package-failed").with("reason", reason.clone()),
        }
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WriteError::Package(reason) => write!(f, "cannot put the package together: {reason}"),
        }
    }
}

impl std::error::Error for WriteError {}
