//! The tests of this room, one binary.

mod bad_input;
mod child;
mod fuzz;
mod office;
mod round_trip;
