//! Texts as codes: each distinct text is kept once.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, OnceLock};

/// A dictionary that gives each distinct text a code, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    pub(crate) texts: Vec<Arc<str>>,
    /// Open addressing; 0 is free, else the upper half of the hash and, below it, code + 1. The hash spares
    /// most looks at the texts themselves, which lie all over memory.
    slots: Vec<u64>,
}

const CODE: u64 = 0xffff_ffff;

impl Interner {
    /// A dictionary over texts that are known to be distinct.
    pub(crate) fn over(texts: Vec<Arc<str>>) -> Interner {
        let mut slots = vec![0_u64; (texts.len() * 3 / 2 + 1).next_power_of_two()];
        for (code, text) in texts.iter().enumerate() {
            place(&mut slots, hash(text), code as u64 + 1);
        }
        Interner { texts, slots }
    }

    pub(crate) fn code(&self, text: &str) -> Option<u32> {
        self.look(text, hash(text)).ok()
    }

    // The code of the text, or the free slot where it belongs.
    fn look(&self, text: &str, hash: u64) -> Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mask = self.slots.len() - 1;
        let mut at = home(hash, self.slots.len());
        loop {
            match self.slots[at] {
                0 => return Err(at),
                slot if slot & !CODE == hash & !CODE => {
                    let code = (slot & CODE) as usize - 1;
                    if &*self.texts[code] == text {
                        return Ok(code as u32);
                    }
                }
                _ => {}
            }
            at = (at + 1) & mask;
        }
    }

    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if (self.texts.len() + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let hash = hash(text);
        match self.look(text, hash) {
            Ok(code) => code,
            Err(at) => {
                self.texts.push(text.into());
                // A grid has fewer than u32::MAX cells, so the code fits.
                let code = self.texts.len() as u64;
                self.slots[at] = hash & !CODE | code;
                code as u32 - 1
            }
        }
    }

    fn grow(&mut self) {
        let mut slots = vec![0_u64; ((self.texts.len() + 1) * 3).next_power_of_two()];
        for slot in self.slots.iter().filter(|s| **s != 0) {
            place(&mut slots, *slot, slot & CODE);
        }
        self.slots = slots;
    }

    pub(crate) fn bytes(&self) -> usize {
        dictionary_bytes(&self.texts) + self.slots.len() * 8
    }
}

// Where a text belongs: the topmost bits of its hash, which a slot keeps, so that growing needs no texts.
// Beyond 2^32 slots there would be too few bits; a grid has fewer cells.
fn home(hash: u64, slots: usize) -> usize {
    (((hash >> 32) * slots as u64) >> 32) as usize
}

fn place(slots: &mut [u64], hash: u64, code: u64) {
    let mask = slots.len() - 1;
    let mut at = home(hash, slots.len());
    while slots[at] != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = hash & !CODE | code;
}

/// The bytes a dictionary takes: pointers, counters and texts.
pub(crate) fn dictionary_bytes(texts: &[Arc<str>]) -> usize {
    texts.iter().map(|t| 32 + t.len().next_multiple_of(8)).sum()
}

// Multiply and fold over eight bytes at a time, finished by a full avalanche so that a mask may take
// the low bits. The seed differs from process to process, so that nobody can prepare colliding texts; codes
// follow the order of appearance and do not depend on it.
fn hash(text: &str) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    static SEED: OnceLock<u64> = OnceLock::new();
    let seed = *SEED.get_or_init(|| RandomState::new().hash_one(0_u8));
    let mut h = seed ^ (text.len() as u64).wrapping_mul(K);
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("eight bytes"));
        h = (h.rotate_left(5) ^ word).wrapping_mul(K);
    }
    let mut rest = [0_u8; 8];
    let tail = chunks.remainder();
    rest[..tail.len()].copy_from_slice(tail);
    h = (h.rotate_left(5) ^ u64::from_le_bytes(rest)).wrapping_mul(K);
    h ^= h >> 32;
    h = h.wrapping_mul(K);
    h ^ (h >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_code() {
        let mut interner = Interner::default();
        let names: Vec<String> = (0..1000).map(|i| format!("企业{}", i % 500)).collect();
        let codes: Vec<u32> = names.iter().map(|n| interner.intern(n)).collect();
        assert_eq!(interner.texts.len(), 500);
        assert_eq!(codes[3], codes[503]);
        assert_eq!(interner.code("企业499"), Some(499));
        assert_eq!(interner.code("企业500"), None);
        assert_eq!(Interner::over(interner.texts.clone()).code("企业7"), Some(7));
    }
}
