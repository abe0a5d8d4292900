//! Tests of the formula language, in one binary.

mod suite {
    mod cases;
    mod fixture;
    mod masks;
    mod parsing;
    mod properties;
    mod workings;
}
