//! `kind: off_platform`
//!
//! Finds ways to talk or pay elsewhere: the words of `match` as a strict
//! `phrase` finds them, through spaces, emoji, letters in circles and
//! look-alikes (加薇信, 加威❤), together with the account name that follows.
//! Names of `disguised`, such as 微信, are harmless as they are and reported
//! where somebody hides them.

use std::ops::RangeInclusive;

use super::words::{Role, Seen};
use super::{Ask, Hit, phrase};
use crate::text::fold;

/// Accounts have at least so many characters, and are shown up to so many.
const ACCOUNT: RangeInclusive<usize> = 5..=20;

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    for seen in ask.seen {
        if let Some(mut hit) = phrase::hit(ask, seen).or_else(|| disguised(ask, seen)) {
            hit.range.end += account(ask.text, hit.range.end);
            out.push(hit);
        }
    }
}

/// A name that is written in another way than it is read.
fn disguised(ask: &Ask<'_>, seen: &Seen) -> Option<Hit> {
    if seen.role != Role::About {
        return None;
    }
    let place = ask.view.squeezed().in_folded(&seen.range, ask.view.text());
    let written = fold(ask.view.written(place));
    let read = ask.text.get(seen.range.clone())?;
    (written.as_str() != read).then(|| Hit::at(seen.range.clone()))
}

/// Bytes of an account name at a place.
fn account(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    let length = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if ACCOUNT.contains(&length) { length } else { 0 }
}
