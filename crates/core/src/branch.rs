//! Which of many patterns a text may match, before any of them is tried.
//!
//! A pattern is thought of where a text of its rarest list stands, which one
//! pass finds for all patterns together, and worth trying when each other list
//! may have a text there too.

use serde::{Deserialize, Serialize};

use crate::required::required;

/// A branch of a pattern: of every list the text has to have one.
pub(crate) struct Branch {
    /// The number of its pattern.
    pub(crate) pattern: u32,
    /// The list that fewest texts have one of; empty if nothing in particular
    /// is needed.
    pub(crate) rarest: Vec<String>,
    pub(crate) others: Others,
}

/// The letters of the texts of lists.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Others(Vec<Vec<Letters>>);

/// A set of letters, some of which it cannot tell apart (a Bloom filter): what
/// is in the set is found there, and little else. Words that many texts have
/// are looked for by their letters, which is cheaper than finding each.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Letters([u64; 4]);

/// The branches of a pattern.
pub(crate) fn branches(number: u32, pattern: &str) -> Vec<Branch> {
    let of = |lists: Vec<std::collections::BTreeSet<String>>| {
        let mut lists: Vec<Vec<String>> = lists.into_iter().map(Vec::from_iter).collect();
        lists.sort_by(|a, b| commonness(a).total_cmp(&commonness(b)));
        let mut lists = lists.into_iter();
        Branch {
            pattern: number,
            rarest: lists.next().unwrap_or_default(),
            others: Others(
                lists
                    .map(|texts| texts.iter().map(|text| Letters::of(text)).collect())
                    .collect(),
            ),
        }
    };
    required(pattern).into_iter().map(of).collect()
}

/// How likely it is that a text has one of some words: every character makes
/// a word rarer.
fn commonness(words: &[String]) -> f64 {
    let one = |word: &String| 0.05f64.powi(word.chars().count() as i32);
    words.iter().map(one).sum()
}

impl Others {
    /// Whether a text with these letters may have a text of every list.
    pub(crate) fn may_stand_in(&self, letters: &Letters) -> bool {
        let may_have = |list: &Vec<Letters>| list.iter().any(|word| letters.has_all(word));
        self.0.iter().all(may_have)
    }
}

impl Letters {
    pub(crate) fn of(text: &str) -> Self {
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
