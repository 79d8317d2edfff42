//! `kind: phrase`
//!
//! Finds the words of `match`. A hit has to begin and end where words of the
//! text do, so that 下三 is not found in 一下三滥; `strict: true` looks inside
//! words too, sees through spaces, punctuation and emoji between the
//! characters, and reads look-alikes (薇信) as what they stand for.

use super::words::{Role, Seen};
use super::{Ask, Hit};

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    for seen in ask.seen {
        if let Some(hit) = hit(ask, seen) {
            out.push(hit);
        }
    }
}

/// The hit of a word, if it stands as a word.
pub(crate) fn hit(ask: &Ask<'_>, seen: &Seen) -> Option<Hit> {
    let Role::Match(number) = seen.role else {
        return None;
    };
    let aligned = ask.rule.is_squeezed() || ask.view.aligned(&seen.range);
    aligned.then(|| Hit {
        word: ask.rule.words.get(number as usize).cloned(),
        ..Hit::at(seen.range.clone())
    })
}
