//! Scores (评分): book and dossier in, three scores with their working out.
//!
//! 自评分 is what the department declares, 复算分 what the rules give on its inputs, 佐证分 what they give
//! on computed and attested inputs only; they are never mixed. A missing input makes an item 待填 with a
//! range, never zero.
//!
//! Reading order: [`scored`].

pub mod scored;

pub use hengji_model::Class;
pub use scored::{
    Amount, CheckLine, GroupScore, Item, Lack, Loss, ParameterSource, ParameterUsed, Scored, Used,
};
