//! The tests of this room, one binary.

mod folder;
mod new;
mod office;
mod workbook;
