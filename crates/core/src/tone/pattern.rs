//! `kind: pattern`
//!
//! Finds the regular expressions of `match` in the folded text (small letters,
//! half width, simplified glyphs). They run in linear time: there is no
//! look-around and there are no back-references.

use once_cell::sync::OnceCell;
use regex::Regex;

use super::words::Role;
use super::{Ask, Hit};

/// The patterns of one rule, each compiled when a text first has what it needs.
pub(crate) type Compiled = Vec<OnceCell<Option<Regex>>>;

pub(crate) fn find(ask: &Ask<'_>, compiled: &Compiled, out: &mut Vec<Hit>) {
    for (number, cell) in compiled.iter().enumerate() {
        let Some(pattern) = worth_trying(ask, number, cell) else {
            continue;
        };
        for found in pattern.find_iter(ask.text).filter(|m| !m.is_empty()) {
            out.push(Hit {
                range: found.range(),
                word: None,
                rewrite: None,
            });
        }
    }
}

/// A pattern of which a needed text is there; `seen` is empty if the rule's
/// patterns need none.
pub(crate) fn worth_trying<'c>(
    ask: &Ask<'_>,
    number: usize,
    cell: &'c OnceCell<Option<Regex>>,
) -> Option<&'c Regex> {
    let needed = Role::Match(number as u32);
    let is_there = ask.seen.is_empty() || ask.seen.iter().any(|s| s.role == needed);
    if !is_there {
        return None;
    }
    let text = ask.rule.words.get(number)?;
    cell.get_or_init(|| Regex::new(text).ok()).as_ref()
}
