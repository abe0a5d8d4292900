//! The tree of a document with bound figures (文书树), and the proof (验证数据). No writer lives here.
//!
//! Reading order: [`tree`], [`proof`], [`digest`], [`title`].

pub mod digest;
pub mod proof;
pub mod title;
pub mod tree;

pub use digest::{figure_id, sm3_hex};
pub use proof::{Class, Proof, ProofFigure, Source, Working};
pub use title::title_lines;
pub use tree::{
    Align, Block, Cell, Chart, Document, Figure, Inline, PageNumbers, PageSize, ParagraphStyle, Row, Table,
    TableStyle, plain_text,
};
