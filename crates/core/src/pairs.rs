//! Sets of characters, and of pairs of them, that fit the nearest cache. Some
//! that are not in a set cannot be told from those that are (Bloom filters): a
//! "yes" is looked into, a "no" is certain.

use serde::{Deserialize, Serialize};

/// A set of pairs of characters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pairs(Vec<u64>);

/// Bits for every pair: three in a hundred other pairs get through.
const BITS_PER_PAIR: usize = 32;

impl Pairs {
    pub(crate) fn of(pairs: &[(char, char)]) -> Self {
        let bits = (pairs.len() * BITS_PER_PAIR).next_power_of_two().max(64);
        let mut set = Self(vec![0; bits / 64]);
        for (first, second) in pairs {
            let bit = set.bit(*first, *second);
            set.0[bit / 64] |= 1 << (bit % 64);
        }
        set
    }

    pub(crate) fn may_have(&self, first: char, second: char) -> bool {
        let bit = self.bit(first, second);
        self.0[bit / 64] >> (bit % 64) & 1 != 0
    }

    /// Whether there are as many bits as a pair may point to.
    pub(crate) fn is_sound(&self) -> bool {
        self.0.len().is_power_of_two()
    }

    /// The number of bits is a power of two.
    fn bit(&self, first: char, second: char) -> usize {
        let mixed = (first as u32).wrapping_mul(0x85EB_CA6B) ^ second as u32;
        let hash = mixed.wrapping_mul(0x9E37_79B1) >> 8;
        hash as usize & (self.0.len() * 64 - 1)
    }
}

impl Default for Pairs {
    fn default() -> Self {
        Self::of(&[])
    }
}

/// A set of a few characters, made when the program is compiled.
pub(crate) struct FewChars([u64; 4]);

impl FewChars {
    pub(crate) const fn of(chars: &[char]) -> Self {
        Self([0; 4]).with(chars)
    }

    pub(crate) const fn with(mut self, chars: &[char]) -> Self {
        let mut n = 0;
        while n < chars.len() {
            let bit = chars[n] as u32 % 256;
            self.0[bit as usize / 64] |= 1 << (bit % 64);
            n += 1;
        }
        self
    }

    pub(crate) fn may_have(&self, c: char) -> bool {
        let bit = c as u32 % 256;
        self.0[bit as usize / 64] >> (bit % 64) & 1 != 0
    }
}
