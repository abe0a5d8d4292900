//! From a dossier, its scores and a pack to the documents of the filing package (报送材料), and back: verify.
//!
//! Reading order: [`template`] (prose with figures in braces), [`figure`] (binding), [`verify`].

pub mod codes;
pub mod figure;
pub mod hygiene;
pub mod narrative;
pub mod package;
pub mod sentence;
pub mod template;
pub mod verify;
