//! Everything `num` promises, in one test binary.

mod laws;
mod printing;
mod rational;
mod units;
mod written;
