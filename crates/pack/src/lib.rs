//! Notice packs (年度方案): one year's notice as data, see docs/reference/pack.md.
//!
//! Reading order: [`layout`] (what a pack says), [`read`] (text → pack with placed findings).

pub mod layout;
pub mod read;

pub use layout::{
    Attachment, Block, Books, Column, Deadline, Field, FieldMap, Form, Forms, MissingProse, Pack, Part,
    Report, Section, Summary,
};
pub use read::{embedded, parse};
