//! Which of many patterns a text may match, before any of them is tried.
//!
//! A pattern is thought of where a text of its rarest list stands, which one
//! pass finds for all patterns together, and worth trying when a text of each
//! other list may begin as far from there as the pattern says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::required::{List, Needs, Span, required};
use crate::text::is_alphanumeric;

/// A branch of a pattern: of every list the text has to have one.
pub(crate) struct Branch {
    /// The number of its pattern.
    pub(crate) pattern: u32,
    /// The list that fewest texts have one of; empty if nothing in particular
    /// is needed.
    pub(crate) rarest: Vec<String>,
    pub(crate) others: Others,
}

/// What else a text has to have.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Others {
    /// The other lists.
    nearby: Vec<Nearby>,
    /// The last byte of the whole text at which a text of the rarest list may
    /// begin, if the pattern is tied to its beginning.
    last: Option<u32>,
    /// The letters of which the whole text has to begin with one.
    opening: Option<Beginnings>,
}

/// A list whose texts are looked for at some distance.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Nearby {
    /// The bytes between the beginning of the text that was found and the
    /// nearest and the farthest place where one of this list may begin.
    first: i32,
    last: i32,
    /// Whether two letters of each text are known.
    are_pairs: bool,
    beginnings: Beginnings,
}

/// How texts of a list begin: a set of letters or pairs of letters, in which
/// some that are not there seem to be (a Bloom filter with two bits for each).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Beginnings([u64; 4]);

/// The branches of a pattern.
pub(crate) fn branches(number: u32, pattern: &str) -> Vec<Branch> {
    let of = |needs: Needs| {
        let mut lists = needs.lists;
        lists.sort_by(|a, b| commonness(&a.texts).total_cmp(&commonness(&b.texts)));
        let mut lists = lists.into_iter();
        let rarest = lists.next().map(List::without_longer);
        let at = rarest.as_ref().map_or(Span::default(), |list| list.at);
        let others = Others {
            nearby: lists.map(|list| Nearby::new(&list, at)).collect(),
            last: at.last.filter(|_| needs.is_anchored).map(|n| n as u32),
            opening: needs.opening.map(Beginnings::of_letters),
        };
        Branch {
            pattern: number,
            rarest: rarest.map_or(Vec::new(), |list| list.texts.into_iter().collect()),
            others,
        }
    };
    required(pattern).into_iter().map(of).collect()
}

/// The commonest characters of service talk: one text in five has each.
const COMMON: &str =
    "的我您你一是不了有在到好下单发货后给可以没能要会说就还看来这个把请问号告快回为亲";

/// How likely it is that a text has one of some words: every character makes
/// a word rarer, though one of the common ones or a mark not by much.
fn commonness(words: &BTreeSet<String>) -> f64 {
    let share = |c: char| match c {
        _ if !is_alphanumeric(c) => 0.5,
        _ if COMMON.contains(c) => 0.2,
        _ => 0.02,
    };
    let one = |word: &String| word.chars().map(share).product::<f64>();
    words.iter().map(one).sum()
}

impl Others {
    /// Whether a text in which a text of the rarest list begins at a byte may
    /// have all of it. Without such a list the byte says nothing.
    pub(crate) fn may_stand_around(&self, at: usize, text: &str) -> bool {
        let begins = |opening: &Beginnings| {
            let first = text.chars().next();
            first.is_some_and(|c| opening.may_have(c, NOTHING))
        };
        self.last.is_none_or(|last| at <= last as usize)
            && self.opening.as_ref().is_none_or(begins)
            && self.nearby.iter().all(|list| list.may_begin(at, text))
    }
}

/// In the place of a second letter that does not count.
const NOTHING: char = '\0';

impl Nearby {
    /// A list beside the one whose text was found.
    fn new(list: &List, found: Span) -> Self {
        let bytes = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        let first = found.last.map_or(-i32::MAX, |last| {
            bytes(list.at.first).saturating_sub(bytes(last))
        });
        let last = list.at.last.map_or(i32::MAX, |last| {
            bytes(last).saturating_sub(bytes(found.first))
        });
        let are_pairs = list.texts.iter().all(|text| text.chars().nth(1).is_some());
        let mut beginnings = Beginnings::default();
        for text in &list.texts {
            let mut letters = text.chars();
            if let Some(first) = letters.next() {
                let second = letters.next().filter(|_| are_pairs);
                beginnings.add(first, second.unwrap_or(NOTHING));
            }
        }
        Self {
            first,
            last,
            are_pairs,
            beginnings,
        }
    }

    /// Whether a text of the list may begin where it has to.
    fn may_begin(&self, at: usize, text: &str) -> bool {
        let place = |distance: i32| at.saturating_add_signed(distance as isize);
        let (mut from, last) = (place(self.first), place(self.last));
        while !text.is_char_boundary(from) && from < text.len() {
            from += 1;
        }
        let mut letters = text.get(from..).unwrap_or_default().char_indices();
        let mut this = letters.next();
        while let Some((_, c)) = this.filter(|(n, _)| from + n <= last) {
            this = letters.next();
            let second = this.filter(|_| self.are_pairs);
            if self.beginnings.may_have(c, second.map_or(NOTHING, |(_, d)| d)) {
                return true;
            }
        }
        false
    }
}

impl Beginnings {
    fn of_letters(letters: BTreeSet<char>) -> Self {
        let mut all = Self::default();
        for c in letters {
            all.add(c, NOTHING);
        }
        all
    }

    fn add(&mut self, first: char, second: char) {
        for bit in Self::bits(first, second) {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn may_have(&self, first: char, second: char) -> bool {
        let is_set = |bit: usize| self.0[bit / 64] >> (bit % 64) & 1 != 0;
        Self::bits(first, second).into_iter().all(is_set)
    }

    fn bits(first: char, second: char) -> [usize; 2] {
        let mixed = (first as u32).wrapping_mul(0x85EB_CA6B) ^ second as u32;
        let hash = mixed.wrapping_mul(0x9E37_79B1);
        [(hash >> 24) as usize, (hash >> 16) as usize & 255]
    }
}
