//! How much a foreign file may ask for.

/// Limits on a foreign file (contracts §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all parts after inflating.
    pub inflated: u64,
    /// Inflated over packed bytes of a part, looked at beyond the first mebibyte: small parts of ordinary
    /// files are often packed better than this.
    pub ratio: u64,
    /// Parts of an archive.
    pub parts: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Bound figures.
    pub figures: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { inflated: 200 << 20, ratio: 200, parts: 10_000, depth: 256, figures: 100_000 }
    }
}
