//! `kind: pronoun`
//!
//! Finds 你 where 您 is meant. 你们 is left alone when it speaks of several
//! people, and so are fixed phrases in which 你 addresses nobody, such as 你我
//! and 你追我赶; the rewrite 您 is right everywhere else.

use super::{Ask, Hit};

const FIXED: [&str; 5] = ["你们", "你我", "你追我赶", "你一言我一语", "你来我往"];

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    for seen in ask.seen {
        let from = ask.text.get(seen.range.start..).unwrap_or_default();
        if !FIXED.iter().any(|fixed| from.starts_with(fixed)) {
            out.push(Hit {
                range: seen.range.clone(),
                word: None,
                rewrite: Some("您".to_owned()),
            });
        }
    }
}
