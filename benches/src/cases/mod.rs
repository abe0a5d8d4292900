//! The cases, one file a subject.

pub(crate) mod package;
pub(crate) mod paper;
pub(crate) mod sheets;
pub(crate) mod start;
