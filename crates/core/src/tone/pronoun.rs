//! `kind: pronoun`
//!
//! Finds 你 where 您 is meant. 你们 is left alone when it speaks of several
//! people, and so are the fixed phrases 你好 in a name of a greeting card,
//! 你我 and 你追我赶; the rewrite 您 is right everywhere else.

use super::view::{Hit, View};

/// Fixed phrases in which 你 addresses nobody.
const FIXED: [&str; 4] = ["你我", "你追我赶", "你一言我一语", "你来我往"];

pub(crate) fn find(rule: usize, view: &View<'_>, out: &mut Vec<Hit>) {
    let text = view.folded().as_str();
    for (at, found) in text.match_indices('你') {
        let after = &text[at + found.len()..];
        let fixed = FIXED.iter().any(|f| text[at..].starts_with(f));
        if fixed || after.starts_with('们') {
            continue;
        }
        out.push(Hit {
            rule,
            range: view.folded().origin(at..at + found.len()),
            word: found.to_owned(),
            rewrite: Some("您".to_owned()),
        });
    }
}
