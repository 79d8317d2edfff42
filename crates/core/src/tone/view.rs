//! A text as tone rules see it.

use std::cell::OnceCell;
use std::ops::Range;

use crate::segment::Segmenter;
use crate::text::{Folded, fold_all, is_separator};

/// A text with its folded forms and, when somebody asks, its words.
pub(crate) struct View<'a> {
    folded: Folded,
    squeezed: Folded,
    segmenter: &'a Segmenter,
    boundaries: OnceCell<Vec<usize>>,
}

/// A place where a rule found something, in bytes of the original text.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) rule: usize,
    pub(crate) range: Range<usize>,
    /// The word of the rule that was found.
    pub(crate) word: String,
    /// A rewrite that the kind itself knows.
    pub(crate) rewrite: Option<String>,
}

impl<'a> View<'a> {
    pub(crate) fn new(text: &str, segmenter: &'a Segmenter) -> Self {
        let folded = fold_all(text);
        let squeezed = squeeze(&folded);
        Self {
            folded,
            squeezed,
            segmenter,
            boundaries: OnceCell::new(),
        }
    }

    pub(crate) fn folded(&self) -> &Folded {
        &self.folded
    }

    /// The folded text without spaces, punctuation and emoji: what is left
    /// when somebody writes 微 信 or 微❤信.
    pub(crate) fn squeezed(&self) -> &Folded {
        &self.squeezed
    }

    /// Whether a range of the folded text begins and ends where words do.
    /// The dictionary is loaded only now. If it cannot be, every range counts.
    pub(crate) fn aligned(&self, range: &Range<usize>) -> bool {
        let boundaries = self.boundaries.get_or_init(|| {
            let words = self.segmenter.cut(self.folded.as_str()).unwrap_or_default();
            let mut at = 0;
            let mut ends = vec![0];
            for word in words {
                at += word.len();
                ends.push(at);
            }
            ends
        });
        boundaries.len() < 2
            || (boundaries.binary_search(&range.start).is_ok()
                && boundaries.binary_search(&range.end).is_ok())
    }

    /// The clause of the folded text up to a place.
    pub(crate) fn clause_before(&self, at: usize) -> &str {
        let before = self.folded.as_str().get(..at).unwrap_or_default();
        before.rsplit(is_separator).next().unwrap_or_default()
    }
}

fn squeeze(folded: &Folded) -> Folded {
    let text = folded.as_str();
    let edits: Vec<(Range<usize>, &str)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_alphanumeric())
        .map(|(at, c)| (at..at + c.len_utf8(), ""))
        .collect();
    folded.replaced(&edits)
}
