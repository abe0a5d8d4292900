//! Verification of a filed document against its proof, and against the dossier.

pub mod recheck;
