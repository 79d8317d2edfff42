//! Finds every word of a fixed set in a text.
//!
//! Few characters begin a word. Which two do is asked of a set of bits that
//! fits the nearest cache (a Bloom filter), and only where it says yes the
//! words are followed character by character. On replies of a shop that is
//! about three times as fast as an Aho-Corasick automaton, whose every step
//! waits for a table of half a megabyte; and it is made in a moment, so it need
//! not be stored. The price: a text is followed again from each place, up to
//! the length of the longest word.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::letters::{Letter, Letters};
use crate::pairs::Pairs;

/// Words by their characters; stored as the words.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub(crate) struct Trie {
    words: Vec<String>,
    /// The two characters that begin each word.
    pairs: Pairs,
    /// A bit for the lower half of every character that is a word.
    singles: Vec<u64>,
    /// A hash table; a run of links in it ends with a free place.
    links: Vec<Link>,
    /// For every link the number of the word that ends there, or [`NONE`].
    ends: Vec<u32>,
}

/// From the beginning of some words to one that is a character longer.
#[derive(Debug, Clone, Copy)]
struct Link {
    /// The beginning: the code of a first character, or [`FIRST`] and the place
    /// of the link that leads to it; [`ROOT`] is the empty one.
    from: u32,
    /// The code of the character, and above it bits for those that may come
    /// next: often a look at them tells that nothing longer stands here.
    letter: u32,
}

/// Bits of a letter that are its code.
const CODE: u32 = (1 << 21) - 1;

/// Above the codes of all characters.
const ROOT: u32 = 1 << 21;
const FIRST: u32 = ROOT + 1;
const NONE: u32 = u32::MAX;

/// No beginning has this number.
const FREE: Link = Link {
    from: u32::MAX,
    letter: 0,
};

const SINGLE_BITS: usize = 1 << 16;

impl Trie {
    /// Finds the given words, by their numbers.
    pub(crate) fn new(words: Vec<String>) -> Self {
        let beginnings: Vec<(char, char)> = words
            .iter()
            .filter_map(|word| word.chars().next().zip(word.chars().nth(1)))
            .collect();
        // At most every character that a word does not share with the one
        // before asks for a link.
        let mut before = "";
        let mut most = 0;
        for word in &words {
            let shared = word.chars().zip(before.chars());
            let shared = shared.take_while(|(a, b)| a == b).count();
            most += (word.chars().count() - shared).max(1);
            before = word;
        }
        if most == 0 {
            return Self::default();
        }
        let places = (most * 3 / 2 + 1).next_power_of_two();
        let mut trie = Self {
            pairs: Pairs::of(&beginnings),
            singles: vec![0; SINGLE_BITS / 64],
            links: vec![FREE; places],
            ends: vec![NONE; places],
            words: Vec::new(),
        };
        for (word, number) in words.iter().zip(0u32..) {
            trie.add(word, number);
        }
        trie.words = words;
        trie
    }

    fn add(&mut self, word: &str, number: u32) {
        let mut letters = word.chars();
        let Some(first) = letters.next() else {
            return;
        };
        let mut last: Option<usize> = None;
        for c in letters {
            if let Some(last) = last {
                self.links[last].letter |= next_bit(c);
            }
            last = Some(self.link_to(last.map_or(first as u32, longer), c));
        }
        let last = last.unwrap_or_else(|| {
            let bit = first as usize % SINGLE_BITS;
            self.singles[bit / 64] |= 1 << (bit % 64);
            self.link_to(ROOT, first)
        });
        self.ends[last] = number;
    }

    /// Where a link is; it is put there if need be.
    fn link_to(&mut self, from: u32, c: char) -> usize {
        let place = self.search(from, c);
        if self.links[place].is_free() {
            self.links[place] = Link {
                from,
                letter: c as u32,
            };
        }
        place
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Calls `found` with every occurrence of every word, overlapping ones too,
    /// in the order of their places: the number of the word, that of its first
    /// letter, and its bytes.
    pub(crate) fn each(&self, text: Letters<'_>, mut found: impl FnMut(u32, usize, Range<usize>)) {
        if self.is_empty() {
            return;
        }
        for (n, letter) in text.all.iter().enumerate() {
            if bit(&self.singles, letter.c as usize % SINGLE_BITS)
                && let Some(link) = self.link(ROOT, letter.c)
            {
                found(self.ends[link], n, letter.start()..letter.end());
            }
            let rest = &text.all[n + 1..];
            if rest
                .first()
                .is_some_and(|next| self.pairs.may_have(letter.c, next.c))
            {
                self.follow(letter.c, rest, |word, last| {
                    found(word, n, letter.start()..last.end());
                });
            }
        }
    }

    /// Calls `found` with the words that begin with a character and go on with
    /// others, and the last letter of each.
    fn follow(&self, first: char, rest: &[Letter], mut found: impl FnMut(u32, &Letter)) {
        let mut from = first as u32;
        let mut may_go_on = u32::MAX;
        for letter in rest {
            if may_go_on & next_bit(letter.c) == 0 {
                return;
            }
            let Some(link) = self.link(from, letter.c) else {
                return;
            };
            let word = self.ends[link];
            if word != NONE {
                found(word, letter);
            }
            may_go_on = self.links[link].letter;
            from = longer(link);
        }
    }

    /// Where a link is.
    fn link(&self, from: u32, c: char) -> Option<usize> {
        let place = self.search(from, c);
        (!self.links[place].is_free()).then_some(place)
    }

    /// Where a link is, or the free place where it could be.
    fn search(&self, from: u32, c: char) -> usize {
        let mut place = self.place(from, c);
        loop {
            let link = &self.links[place];
            if link.is(from, c) || link.is_free() {
                return place;
            }
            // A third of the places is free.
            place = (place + 1) & (self.links.len() - 1);
        }
    }

    /// Where a link is looked for first; the length of the table is a power of
    /// two.
    fn place(&self, from: u32, c: char) -> usize {
        let key = u64::from(from) << 32 | u64::from(c);
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        hash as usize & (self.links.len() - 1)
    }
}

impl Link {
    fn is(&self, from: u32, c: char) -> bool {
        self.from == from && self.letter & CODE == c as u32
    }

    fn is_free(&self) -> bool {
        self.from == FREE.from
    }
}

/// The bit of a letter that may come next.
fn next_bit(c: char) -> u32 {
    let hash = (c as u32).wrapping_mul(0x9E37_79B1) >> 16;
    1 << (21 + hash % 11)
}

/// The beginning that a link leads to.
fn longer(link: usize) -> u32 {
    FIRST + link as u32
}

impl From<Vec<String>> for Trie {
    fn from(words: Vec<String>) -> Self {
        Self::new(words)
    }
}

impl From<Trie> for Vec<String> {
    fn from(trie: Trie) -> Self {
        trie.words
    }
}

fn bit(bits: &[u64], number: usize) -> bool {
    bits[number / 64] >> (number % 64) & 1 != 0
}

#[cfg(test)]
mod tests {
    use super::Trie;
    use crate::letters::{Letters, decode};

    fn found(words: &[&str], text: &str) -> Vec<(u32, String)> {
        let mut out = Vec::new();
        let trie = Trie::new(words.iter().copied().map(str::to_owned).collect());
        let all = decode(text);
        trie.each(Letters { text, all: &all }, |word, _, range| {
            out.push((word, text[range].to_owned()));
        });
        out
    }

    #[test]
    fn overlapping_words_are_all_found() {
        let words = ["a", "aa", "不好", "不好说", "好", "好说话"];
        let of = |text: &str| {
            found(&words, text)
                .into_iter()
                .map(|(_, w)| w)
                .collect::<Vec<_>>()
        };
        assert_eq!(of("不好说话"), ["不好", "不好说", "好", "好说话"]);
        assert_eq!(of("aab"), ["a", "aa", "a"]);
        assert_eq!(of("说话不"), [""; 0]);
        assert_eq!(found(&words, "好"), [(4, "好".to_owned())]);
        assert_eq!(found(&[], "好"), []);
    }

    #[test]
    fn what_is_stored_finds_the_same() {
        let words = ["ab", "abc", "b", "好的"];
        let trie = Trie::new(words.map(str::to_owned).into());
        let bytes = postcard::to_stdvec(&trie).expect("it can be stored");
        let read: Trie = postcard::from_bytes(&bytes).expect("and read");
        let text = "abc好的";
        let all = decode(text);
        let mut out = Vec::new();
        read.each(Letters { text, all: &all }, |word, n, range| {
            out.push((word, n, range));
        });
        assert_eq!(
            out,
            [(0, 0, 0..2), (1, 0, 0..3), (2, 1, 1..2), (3, 3, 3..9)]
        );
    }
}
