//! `kind: promise`
//!
//! Finds a promise word of `match` (保证, 一定) with something of `about` (到货,
//! 退款) in one clause, in either order and at most eight characters apart.
//! A clause that leaves room is no promise: 一般, 预计, 左右, 尽快 and the like
//! anywhere in it, or a word of `hedges` before the hit.

use super::words::{Role, Seen};
use super::{Ask, Hit};

/// What leaves room, wherever it stands in the clause.
const ROOM: [&str; 16] = [
    "一般",
    "正常",
    "预计",
    "大概",
    "大约",
    "应该",
    "尽量",
    "尽快",
    "争取",
    "通常",
    "左右",
    "可能",
    "力争",
    "尽力",
    "差不多",
    "不出意外",
];

/// Characters between the promise and what it is about.
const NEAR: usize = 8;

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    // In the order of places, so that neighbours are found without a search.
    let about: Vec<&Seen> = ask.seen.iter().filter(|s| s.role == Role::About).collect();
    for seen in ask.seen {
        let Role::Match(number) = seen.role else {
            continue;
        };
        let clause = ask.view.clause(seen.range.start);
        let words = ask.text.get(clause.clone()).unwrap_or_default();
        if ROOM.iter().any(|room| words.contains(room)) {
            continue;
        }
        let near = |other: &&Seen| {
            let inside = other.range.start >= clause.start && other.range.end <= clause.end;
            inside && distance(ask.text, seen, other).is_some_and(|gap| gap <= NEAR)
        };
        // A character has at most four bytes, and a word a few characters.
        let far = 4 * NEAR + 64;
        let from = about.partition_point(|s| s.range.start + far < seen.range.start);
        let nearby = about[from..]
            .iter()
            .copied()
            .take_while(|s| s.range.start <= seen.range.end + far);
        if let Some(other) = nearby.into_iter().find(near) {
            let range =
                seen.range.start.min(other.range.start)..seen.range.end.max(other.range.end);
            out.push(Hit {
                range,
                core: seen.range.clone(),
                word: ask.rule.words.get(number as usize).cloned(),
                rewrite: None,
            });
        }
    }
}

/// Characters between two words; none if they overlap.
fn distance(text: &str, a: &Seen, b: &Seen) -> Option<usize> {
    let between = if a.range.end <= b.range.start {
        a.range.end..b.range.start
    } else {
        b.range.end..a.range.start
    };
    text.get(between).map(|gap| gap.chars().count())
}
