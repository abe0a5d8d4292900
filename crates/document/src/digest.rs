//! SM3 digests and figure ids (contracts §6).

use sm3::{Digest, Sm3};

/// The SM3 of `bytes` in lower-case hex, 64 characters.
pub fn sm3_hex(bytes: &[u8]) -> String {
    hex::encode(Sm3::digest(bytes))
}

/// The id of a figure: 12 hex characters of SM3(part ‖ 0 ‖ name or formula ‖ 0 ‖ ordinal among equals).
///
/// `ordinal` counts from 0 among figures of the same part with the same name or formula.
pub fn figure_id(part: &str, name_or_formula: &str, ordinal: usize) -> String {
    let mut hash = Sm3::new();
    hash.update(part.as_bytes());
    hash.update([0]);
    hash.update(name_or_formula.as_bytes());
    hash.update([0]);
    hash.update(ordinal.to_string().as_bytes());
    hex::encode(&hash.finalize()[..6])
}
