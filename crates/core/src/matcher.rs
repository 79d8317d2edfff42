//! One pass over a text finds every word of the lexicon and of the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::letters::{Letters, decode};
use crate::trie::Trie;

/// Finds a fixed set of words.
pub(crate) struct Matcher {
    trie: Trie,
    ids: BTreeMap<String, u32>,
}

/// A word found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) word: u32,
    pub(crate) range: Range<usize>,
}

impl Matcher {
    /// A matcher for these words; they are numbered in their order.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let sorted: BTreeSet<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
        let sorted: Vec<String> = sorted.into_iter().map(str::to_owned).collect();
        Self {
            ids: sorted.iter().cloned().zip(0..).collect(),
            trie: Trie::new(sorted),
        }
    }

    /// The number of a word.
    pub(crate) fn id(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The words, in the order of their numbers.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    /// The part that finds.
    pub(crate) fn into_trie(self) -> Trie {
        self.trie
    }

    /// Every occurrence of every word, by its place; overlapping ones too.
    pub(crate) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let all = decode(text);
        self.trie
            .each(Letters { text, all: &all }, |word, _, range| {
                hits.push(Hit { word, range });
            });
        hits.sort_by_key(|h| (h.range.start, h.range.end, h.word));
        hits
    }

    /// Occurrences that do not overlap, the leftmost and longest first.
    pub(crate) fn find_leftmost_longest(&self, text: &str) -> Vec<Hit> {
        let mut out: Vec<Hit> = Vec::new();
        for hit in self.find(text) {
            match out.last_mut() {
                Some(last) if hit.range.start < last.range.end => {
                    if hit.range.start == last.range.start {
                        *last = hit;
                    }
                }
                _ => out.push(hit),
            }
        }
        out
    }
}
