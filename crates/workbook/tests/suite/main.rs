//! The tests of this room, one binary.

mod bad_input;
mod round_trip;
