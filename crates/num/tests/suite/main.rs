//! Everything `num` promises, in one test binary.

mod units;
