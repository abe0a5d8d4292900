//! Foreign files become text with places. Nothing here trusts its input: what is inflated is counted while
//! it is inflated, XML has a greatest depth and no document type, and every reader ends (contracts §9).
//!
//! Reading order: `limits`, `archive` opens zip packages, `markup` hands out XML events, `docx` reads
//! Word documents with their bound figures.

mod archive;
mod docx;
mod error;
#[doc(hidden)]
pub mod fuzz;
mod limits;
mod markup;

pub use docx::{DocxFigures, FIGURE_MAX, Found, Paragraph, Spot, read_figures, read_figures_within};
pub use error::ReadError;
pub use limits::Limits;
