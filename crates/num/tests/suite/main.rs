//! Everything `num` promises, in one test binary.

mod printing;
mod units;
