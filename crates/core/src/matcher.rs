//! One pass over a text finds every word of the lexicon and of the rules.

use std::collections::BTreeMap;
use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use crate::error::Error;

/// Finds a fixed set of words.
pub(crate) struct Matcher {
    /// `None` when there are no words: the automaton cannot be empty.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
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
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Result<Self, Error> {
        let sorted: std::collections::BTreeSet<&str> =
            words.into_iter().filter(|w| !w.is_empty()).collect();
        let ids: BTreeMap<String, u32> = sorted
            .into_iter()
            .enumerate()
            .map(|(n, w)| (w.to_owned(), n as u32))
            .collect();
        let automaton = if ids.is_empty() {
            None
        } else {
            let patterns = ids.iter().map(|(w, id)| (w.as_str(), *id));
            let built = CharwiseDoubleArrayAhoCorasick::with_values(patterns);
            Some(built.map_err(|e| Error::internal("word automaton", e))?)
        };
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

    /// Calls `found` with the number and place of every occurrence of every
    /// word, overlapping ones too, in the order of ends.
    pub(crate) fn each(&self, text: &str, mut found: impl FnMut(u32, Range<usize>)) {
        if let Some(automaton) = &self.automaton {
            for m in automaton.find_overlapping_iter(text) {
                found(m.value(), m.start()..m.end());
            }
        }
    }

    /// Every occurrence of every word, by its place; overlapping ones too.
    pub(crate) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.each(text, |word, range| hits.push(Hit { word, range }));
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
