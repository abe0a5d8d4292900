//! From a dossier, its scores and a pack to the documents of the filing package (报送材料), and back: verify.
//!
//! Reading order: [`template`] (prose with figures in braces), [`figure`] (binding), [`sentence`] and [`narrative`]
//! (running text), [`results`] (scores as names), [`outline`] (the report), [`forms`] and [`sheets`] (the forms), [`items`] and [`charts`] (what the
//! report and the forms share), [`hygiene`] (checks of our own output), [`package`], [`verify`].

pub mod charts;
pub mod checks;
pub mod codes;
pub mod evidence;
pub mod explain;
pub mod figure;
pub mod forms;
pub mod hygiene;
pub mod items;
pub mod narrative;
pub mod outline;
pub mod package;
pub mod papers;
pub mod reconcile;
pub mod remainder;
pub mod results;
pub mod sentence;
pub mod sheets;
pub mod summary;
pub mod support;
pub mod template;
pub mod verify;
