//! One pass over a text finds every word of the lexicon and of the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

/// Finds a fixed set of words.
pub(crate) struct Matcher {
    automaton: Automaton,
    ids: BTreeMap<String, u32>,
}

/// The part of a matcher that finds; it is built once and can be stored.
#[derive(Clone, Default)]
pub(crate) struct Automaton {
    /// `None` when there are no words: the automaton cannot be empty.
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

/// A word found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) word: u32,
    pub(crate) range: Range<usize>,
}

impl Automaton {
    /// Finds the given words, which are in order and differ, by their numbers.
    pub(crate) fn new<'w>(words: impl ExactSizeIterator<Item = &'w str>) -> Result<Self, Error> {
        if words.len() == 0 {
            return Ok(Self::default());
        }
        let numbered = words.zip(0u32..);
        let built = CharwiseDoubleArrayAhoCorasick::with_values(numbered);
        let words = Some(built.map_err(|e| Error::internal("word automaton", e))?);
        Ok(Self { words })
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_none()
    }

    /// Calls `found` with the number and place of every occurrence of every
    /// word, overlapping ones too, in the order of ends.
    pub(crate) fn each(&self, text: &str, mut found: impl FnMut(u32, Range<usize>)) {
        if let Some(words) = &self.words {
            for m in words.find_overlapping_iter(text) {
                found(m.value(), m.start()..m.end());
            }
        }
    }
}

impl fmt::Debug for Automaton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = self
            .words
            .as_ref()
            .map_or(0, CharwiseDoubleArrayAhoCorasick::num_states);
        f.debug_struct("Automaton")
            .field("states", &states)
            .finish()
    }
}

impl Serialize for Automaton {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = self
            .words
            .as_ref()
            .map(CharwiseDoubleArrayAhoCorasick::serialize);
        serializer.serialize_bytes(&bytes.unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Automaton {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: &[u8] = serde_bytes::Deserialize::deserialize(deserializer)?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let (words, _) =
            CharwiseDoubleArrayAhoCorasick::deserialize(bytes).map_err(D::Error::custom)?;
        Ok(Self { words: Some(words) })
    }
}

impl Matcher {
    /// A matcher for these words; they are numbered in their order.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Result<Self, Error> {
        let sorted: BTreeSet<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
        let automaton = Automaton::new(sorted.iter().copied())?;
        let ids = sorted.into_iter().map(str::to_owned).zip(0..).collect();
        Ok(Self { automaton, ids })
    }

    /// The number of a word.
    pub(crate) fn id(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The part that finds.
    pub(crate) fn into_automaton(self) -> Automaton {
        self.automaton
    }

    /// Every occurrence of every word, by its place; overlapping ones too.
    pub(crate) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.automaton
            .each(text, |word, range| hits.push(Hit { word, range }));
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
