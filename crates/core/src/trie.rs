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

use crate::pairs::Pairs;

/// Words by their characters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Link>", into = "Vec<Link>")]
pub(crate) struct Trie {
    /// The two characters that begin each word.
    pairs: Pairs,
    /// A bit for the lower half of every character that is a word.
    singles: Vec<u64>,
    /// A hash table; a run of links in it ends with a free place.
    links: Vec<Link>,
}

/// From the beginning of some words to one that is a character longer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Link {
    /// The beginning: [`ROOT`], the code of a first character, or a number of
    /// [`FIRST`] or more.
    from: u32,
    c: char,
    /// The number of the word that ends here, or [`NONE`].
    word: u32,
    /// The beginning that is a character longer; zero is a free place.
    to: u32,
}

const ROOT: u32 = u32::MAX;
const NONE: u32 = u32::MAX;

/// Above the codes of all characters.
const FIRST: u32 = 1 << 21;

const FREE: Link = Link {
    from: ROOT,
    c: '\0',
    word: NONE,
    to: 0,
};

const SINGLE_BITS: usize = 1 << 16;

impl Trie {
    /// Finds the given words, which are in order, differ and are not empty, by
    /// their numbers.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut links: Vec<Link> = Vec::new();
        // The links of the word before, after its first character.
        let mut path: Vec<usize> = Vec::new();
        let mut last_first = None;
        for (word, number) in words.zip(0u32..) {
            let mut letters = word.chars();
            let Some(first) = letters.next() else {
                continue;
            };
            if last_first != Some(first) {
                path.clear();
                last_first = Some(first);
            }
            let mut from = first as u32;
            let mut depth = 0;
            for c in letters {
                if path.get(depth).is_none_or(|n| links[*n].c != c) {
                    path.truncate(depth);
                    path.push(links.len());
                    links.push(Link {
                        from,
                        c,
                        word: NONE,
                        to: FIRST + links.len() as u32,
                    });
                }
                from = links[path[depth]].to;
                depth += 1;
            }
            path.truncate(depth);
            match path.last() {
                Some(last) => links[*last].word = number,
                None => links.push(Link {
                    from: ROOT,
                    c: first,
                    word: number,
                    to: FIRST + links.len() as u32,
                }),
            }
        }
        Self::from(links)
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Calls `found` with the number and place of every occurrence of every
    /// word, overlapping ones too, in the order of their places.
    pub(crate) fn each(&self, text: &str, mut found: impl FnMut(u32, Range<usize>)) {
        if self.is_empty() {
            return;
        }
        let mut letters = text.char_indices();
        let mut this = letters.next();
        while let Some((at, c)) = this {
            let next = letters.next();
            if bit(&self.singles, c as usize % SINGLE_BITS)
                && let Some(link) = self.link(ROOT, c)
            {
                found(link.word, at..at + c.len_utf8());
            }
            if let Some((second, d)) = next
                && self.pairs.may_have(c, d)
            {
                self.follow(c, &text[second..], |word, length| {
                    found(word, at..second + length);
                });
            }
            this = next;
        }
    }

    /// Calls `found` with the words that begin with a character and go on with
    /// a text, and how much of it they take.
    fn follow(&self, first: char, text: &str, mut found: impl FnMut(u32, usize)) {
        let mut from = first as u32;
        for (at, c) in text.char_indices() {
            let Some(link) = self.link(from, c) else {
                return;
            };
            if link.word != NONE {
                found(link.word, at + c.len_utf8());
            }
            from = link.to;
        }
    }

    fn link(&self, from: u32, c: char) -> Option<&Link> {
        let mut place = self.place(from, c);
        loop {
            let link = &self.links[place];
            if link.to == 0 {
                return None;
            }
            if (link.from, link.c) == (from, c) {
                return Some(link);
            }
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

impl From<Vec<Link>> for Trie {
    /// Puts links in their places. Of links that do not lead on there are none,
    /// whatever was stored.
    fn from(mut links: Vec<Link>) -> Self {
        links.retain(|link| link.to >= FIRST && (link.from < link.to || link.from == ROOT));
        if links.is_empty() {
            return Self::default();
        }
        let first = |link: &Link| char::from_u32(link.from).filter(|_| link.from < FIRST);
        let pairs = links.iter().filter_map(|link| Some((first(link)?, link.c)));
        let pairs: Vec<(char, char)> = pairs.collect();
        let mut trie = Self {
            pairs: Pairs::of(&pairs),
            singles: vec![0; SINGLE_BITS / 64],
            links: vec![FREE; (links.len() * 3 / 2 + 1).next_power_of_two()],
        };
        for link in links {
            if link.from == ROOT {
                let bit = link.c as usize % SINGLE_BITS;
                trie.singles[bit / 64] |= 1 << (bit % 64);
            }
            let mut place = trie.place(link.from, link.c);
            while trie.links[place].to != 0 {
                place = (place + 1) & (trie.links.len() - 1);
            }
            trie.links[place] = link;
        }
        trie
    }
}

impl From<Trie> for Vec<Link> {
    /// The links, in the order of words.
    fn from(trie: Trie) -> Self {
        let mut links = trie.links;
        links.retain(|link| link.to != 0);
        links.sort_unstable_by_key(|link| link.to);
        links
    }
}

fn bit(bits: &[u64], number: usize) -> bool {
    bits[number / 64] >> (number % 64) & 1 != 0
}

#[cfg(test)]
mod tests {
    use super::Trie;

    fn found(words: &[&str], text: &str) -> Vec<(u32, String)> {
        let mut out = Vec::new();
        let trie = Trie::new(words.iter().copied());
        trie.each(text, |word, range| out.push((word, text[range].to_owned())));
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
        let trie = Trie::new(words.into_iter());
        let bytes = postcard::to_stdvec(&trie).expect("it can be stored");
        let read: Trie = postcard::from_bytes(&bytes).expect("and read");
        let mut out = Vec::new();
        read.each("abc好的", |word, range| out.push((word, range)));
        assert_eq!(out, [(0, 0..2), (1, 0..3), (2, 1..2), (3, 3..9)]);
    }
}
