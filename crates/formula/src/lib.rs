//! The formula language (公式).
