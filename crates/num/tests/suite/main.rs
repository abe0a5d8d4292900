//! Everything `num` promises, in one test binary.

mod laws;
mod printing;
mod units;
mod written;
