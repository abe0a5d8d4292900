//! The commands, one file each.

pub mod check;
pub mod explain;
pub mod fonts;
pub mod new;
pub mod reconcile;
pub mod report;
pub mod score;
pub mod verify;
