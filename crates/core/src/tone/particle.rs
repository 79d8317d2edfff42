//! `kind: particle`
//!
//! Counts the words of `match` (亲, 哦, 呢) in one text and reports the first
//! beyond `max`: warmth in measure.

use super::{Ask, Hit, phrase};

pub(crate) fn find(ask: &Ask<'_>, max: usize, out: &mut Vec<Hit>) {
    // Whether a word stands as a word is only asked when it matters.
    if ask.seen.len() > max {
        let mut hits = ask.seen.iter().filter_map(|seen| phrase::hit(ask, seen));
        out.extend(hits.nth(max));
    }
}
