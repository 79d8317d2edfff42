//! `kind: length`
//!
//! Reports what a text has beyond `max` characters: on a phone, a reply of
//! more than a screen is not read. Spaces count, line ends too.

use super::{Ask, Hit};

pub(crate) fn find(ask: &Ask<'_>, max: usize, out: &mut Vec<Hit>) {
    if let Some((at, _)) = ask.text.char_indices().nth(max) {
        out.push(Hit::at(at..ask.text.len()));
    }
}
