//! Diagnostics (诊断) and texts: what is wrong, where, and what would be right.
//!
//! A [`Diagnostic`] carries a [`Code`], a [`Severity`], a [`Place`] and texts by id ([`Text`]). Texts
//! live in `locales/{zh-CN,en}/*.ftl` and are turned into words by a [`Locale`] at the rim. The JSON
//! form is the one of the contract (docs/reference/json.md).
//!
//! Reading order: [`text`], [`diagnostic`], [`render`].

pub mod diagnostic;
pub mod render;
pub mod text;

pub use diagnostic::{Code, Diagnostic, Place, Severity};
pub use text::{Arg, Language, Locale, Text};
