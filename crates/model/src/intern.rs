//! Texts as codes: each distinct text is kept once.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, OnceLock};

/// A dictionary that gives each distinct text a code, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    pub(crate) texts: Vec<Arc<str>>,
    /// Open addressing; 0 is free, else code + 1.
    slots: Vec<u32>,
}

impl Interner {
    /// A dictionary over texts that are known to be distinct.
    pub(crate) fn over(texts: Vec<Arc<str>>) -> Interner {
        let mut interner = Interner { texts, slots: Vec::new() };
        interner.grow();
        interner
    }

    pub(crate) fn code(&self, text: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(text) as usize & mask;
        loop {
            match self.slots[at] {
                0 => return None,
                code if &*self.texts[code as usize - 1] == text => return Some(code - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if (self.texts.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(text) as usize & mask;
        loop {
            match self.slots[at] {
                0 => break,
                code if &*self.texts[code as usize - 1] == text => return code - 1,
                _ => at = (at + 1) & mask,
            }
        }
        self.texts.push(text.into());
        // A grid has fewer than u32::MAX cells, so the code fits.
        self.slots[at] = self.texts.len() as u32;
        self.slots[at] - 1
    }

    fn grow(&mut self) {
        let size = ((self.texts.len() + 1) * 4).next_power_of_two();
        let mut slots = vec![0_u32; size];
        for (code, text) in self.texts.iter().enumerate() {
            let mut at = hash(text) as usize & (size - 1);
            while slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = code as u32 + 1;
        }
        self.slots = slots;
    }

    pub(crate) fn bytes(&self) -> usize {
        dictionary_bytes(&self.texts) + self.slots.len() * 4
    }
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
