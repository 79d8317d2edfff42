//! `kind: pattern`
//!
//! Finds the regular expressions of `match` in the folded text (small letters,
//! half width, simplified glyphs). They run in linear time: there is no
//! look-around and there are no back-references.

use crate::expression::Regex;
use once_cell::sync::OnceCell;

use super::words::Role;
use super::{Ask, Hit};

/// The patterns of one rule, each compiled when a text first has what it needs.
pub(crate) type Compiled = Vec<OnceCell<Option<Regex>>>;

pub(crate) fn find(ask: &Ask<'_>, compiled: &Compiled, out: &mut Vec<Hit>) {
    for pattern in worth_trying(ask, compiled) {
        for found in pattern.find_iter(ask.text).filter(|m| !m.is_empty()) {
            out.push(Hit::at(found.range()));
        }
    }
}

/// The patterns of which everything that they need is there.
pub(crate) fn worth_trying<'c>(
    ask: &Ask<'c>,
    compiled: &'c Compiled,
) -> impl Iterator<Item = &'c Regex> {
    ask.seen.iter().filter_map(move |seen| {
        let Role::Match(number) = seen.role else {
            return None;
        };
        let text = ask.rule.words.get(number as usize)?;
        let cell = compiled.get(number as usize)?;
        cell.get_or_init(|| Regex::new(text).ok()).as_ref()
    })
}
