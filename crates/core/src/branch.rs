//! Which of many patterns a text may match, before any of them is tried.
//!
//! A pattern is thought of where a text of its rarest list stands, which one
//! pass finds for all patterns together, and worth trying when each other list
//! may have a text there too.

use serde::{Deserialize, Serialize};

use crate::required::{Needs, required, without_longer};
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
    /// The letters of the texts of the other lists.
    lists: Vec<Vec<Letters>>,
    /// The letters of which it has to begin with one.
    opening: Option<Letters>,
}

/// The letters of a text, and its first one.
pub(crate) struct Glance {
    all: Letters,
    first: Letters,
}

/// A set of letters, some of which it cannot tell apart (a Bloom filter): what
/// is in the set is found there, and little else. Words that many texts have
/// are looked for by their letters, which is cheaper than finding each.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Letters([u64; 4]);

/// The branches of a pattern.
pub(crate) fn branches(number: u32, pattern: &str) -> Vec<Branch> {
    let of = |needs: Needs| {
        let lists = needs.lists.into_iter();
        let mut lists: Vec<Vec<String>> = lists.map(Vec::from_iter).collect();
        lists.sort_by(|a, b| commonness(a).total_cmp(&commonness(b)));
        let mut lists = lists.into_iter();
        let rarest = without_longer(&lists.next().unwrap_or_default());
        let letters = |texts: Vec<String>| texts.iter().map(|text| Letters::of(text)).collect();
        let others = Others {
            lists: lists.map(letters).collect(),
            opening: needs
                .opening
                .map(|chars| Letters::of(&String::from_iter(chars))),
        };
        Branch {
            pattern: number,
            rarest,
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
fn commonness(words: &[String]) -> f64 {
    let share = |c: char| match c {
        _ if !is_alphanumeric(c) => 0.5,
        _ if COMMON.contains(c) => 0.2,
        _ => 0.02,
    };
    let one = |word: &String| word.chars().map(share).product::<f64>();
    words.iter().map(one).sum()
}

impl Others {
    /// Whether a text may have all of it.
    pub(crate) fn may_stand_in(&self, text: &Glance) -> bool {
        let may_have = |list: &Vec<Letters>| list.iter().any(|word| text.all.has_all(word));
        let begins = |opening: &Letters| opening.has_all(&text.first);
        self.opening.as_ref().is_none_or(begins) && self.lists.iter().all(may_have)
    }
}

impl Glance {
    pub(crate) fn at(text: &str) -> Self {
        let first = text.chars().next().map_or(0, char::len_utf8);
        Self {
            all: Letters::of(text),
            first: Letters::of(&text[..first]),
        }
    }
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for c in text.chars() {
            let bit = (c as u32).wrapping_mul(0x9E37_79B1) >> 24;
            letters.0[bit as usize / 64] |= 1 << (bit % 64);
        }
        letters
    }

    fn has_all(&self, others: &Self) -> bool {
        let missing = self.0.iter().zip(others.0).map(|(own, other)| other & !own);
        missing.fold(0, |all, missing| all | missing) == 0
    }
}
