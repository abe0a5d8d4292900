//! The tests of this room, one binary.

mod folder;
mod workbook;
