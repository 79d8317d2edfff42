//! A text as tone rules see it.

use std::cell::OnceCell;
use std::ops::Range;

use super::squeezed::{Squeezed, squeeze};
use crate::letters::{Letter, Letters, decode};
use crate::segment::Segmenter;
use crate::text::{Folded, fold_letters, is_separator};

/// A text in its folded forms and, when somebody asks, its words.
pub(crate) struct View<'a> {
    original: &'a str,
    folded: Folded,
    letters: Vec<Letter>,
    squeezed: OnceCell<Squeezed>,
    segmenter: &'a Segmenter,
    boundaries: OnceCell<Vec<usize>>,
}

/// Characters of a clause or a sentence that are looked at on either side of a
/// place; text without any mark is no reason to read all of it again and again.
const FAR: usize = 120;

impl<'a> View<'a> {
    pub(crate) fn new(text: &'a str, segmenter: &'a Segmenter) -> Self {
        let (mut folded, mut letters) = fold_letters(text);
        if let Some(plain) = undisguised(&folded) {
            letters = decode(plain.as_str());
            folded = plain;
        }
        Self {
            original: text,
            folded,
            letters,
            squeezed: OnceCell::new(),
            segmenter,
            boundaries: OnceCell::new(),
        }
    }

    pub(crate) fn folded(&self) -> &Folded {
        &self.folded
    }

    /// What stands at a range of the folded text, as written.
    pub(crate) fn written(&self, range: Range<usize>) -> &str {
        let range = self.folded.origin(range);
        self.original.get(range).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        self.folded.as_str()
    }

    /// The characters of the folded text.
    pub(crate) fn letters(&self) -> Letters<'_> {
        Letters {
            text: self.text(),
            all: &self.letters,
        }
    }

    pub(crate) fn squeezed(&self) -> &Squeezed {
        self.squeezed.get_or_init(|| squeeze(self.text()))
    }

    /// Whether a range of the folded text begins and ends where words do.
    /// The dictionary is loaded only now. If it cannot be, every range counts.
    pub(crate) fn aligned(&self, range: &Range<usize>) -> bool {
        let boundaries = self.boundaries.get_or_init(|| {
            let words = self.segmenter.cut(self.text()).unwrap_or_default();
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

    /// The clause of the folded text that a place lies in.
    pub(crate) fn clause(&self, at: usize) -> Range<usize> {
        self.between(at, is_separator, false)
    }

    /// The same, up to what ends a sentence; commas and spaces lie inside.
    /// The mark that ends it belongs to it.
    pub(crate) fn sentence(&self, at: usize) -> Range<usize> {
        let ends = |c: char| matches!(c, '。' | '!' | '?' | ';' | '\n');
        self.between(at, ends, true)
    }

    /// What lies around a place between two characters that end it, or as far
    /// as is looked.
    fn between(&self, at: usize, ends: impl Fn(char) -> bool, with_end: bool) -> Range<usize> {
        let (before, after) = self.text().split_at_checked(at).unwrap_or_default();
        let mut start = at;
        for (n, c) in before.char_indices().rev().take(FAR) {
            if ends(c) {
                break;
            }
            start = n;
        }
        let mut end = at;
        for (n, c) in after.char_indices().take(FAR) {
            if ends(c) {
                end += if with_end { c.len_utf8() } else { 0 };
                break;
            }
            end = at + n + c.len_utf8();
        }
        start..end
    }
}

/// Puts single characters together that were set apart to hide a word, which
/// costs no reader anything: 机 子, 急*什*么*急. `None` if there are none.
fn undisguised(folded: &Folded) -> Option<Folded> {
    let text = folded.as_str();
    // The dot begins with a byte that little else begins with.
    let may_part = |b: u8| b == 0xC2 || b.is_ascii() && parts(char::from(b));
    if !text.bytes().fold(false, |any, b| any | may_part(b)) {
        return None;
    }
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    // How many characters stood since the last thing that parts.
    let mut run = 0usize;
    for (at, c) in text.char_indices() {
        if !parts(c) {
            run = if is_letter(c) { run + 1 } else { 0 };
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let next = after.chars().take_while(|c| is_letter(*c)).take(2).count();
        if run > 0 && next > 0 && (run == 1 || next == 1) {
            edits.push((at..at + c.len_utf8(), ""));
        }
        run = 0;
    }
    (!edits.is_empty()).then(|| folded.replaced(&edits))
}

/// What may be put between characters without ending a clause.
fn parts(c: char) -> bool {
    matches!(c, ' ' | '*' | '_' | '-' | '·' | '|' | '/' | '^' | '#')
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_ascii_alphabetic()
}
