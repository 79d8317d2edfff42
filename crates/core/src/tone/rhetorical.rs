//! `kind: rhetorical`
//!
//! Finds the words of `match` in a sentence that is a question: it ends with a
//! question mark or with 吗, 么, 呢, 嘛 or 啊, or has one of them before a
//! comma. 您怎么不看说明 with a full stop may be concern; with 呢 or ? it
//! accuses. The hit reaches to the end of the question.

use super::{Ask, Hit, phrase};
use crate::text::is_separator;

const ENDINGS: [char; 6] = ['吗', '么', '呢', '嘛', '啊', '?'];

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    for seen in ask.seen {
        let Some(mut hit) = phrase::hit(ask, seen) else {
            continue;
        };
        let sentence = ask.view.sentence(hit.range.start);
        let after = ask
            .text
            .get(hit.range.end..sentence.end)
            .unwrap_or_default();
        let end = after.char_indices().find(|(at, c)| {
            let next = after[at + c.len_utf8()..].chars().next();
            ENDINGS.contains(c) && next.is_none_or(|n| is_separator(n) || ENDINGS.contains(&n))
        });
        if let Some((at, c)) = end {
            hit.range.end += at + if c == '?' { 0 } else { c.len_utf8() };
            out.push(hit);
        }
    }
}
