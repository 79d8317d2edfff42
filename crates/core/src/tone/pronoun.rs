//! `kind: pronoun`
//!
//! Finds 你 where 您 is meant. 你们 is left alone when it speaks of several
//! people, and so are words and fixed phrases in which 你 addresses nobody,
//! such as 迷你 and 你追我赶, and what is written for machines: links, paths
//! and places to fill. The rewrite 您 is right everywhere else.

use super::{Ask, Hit};

/// Texts with 你 that address nobody.
const FIXED: [&str; 14] = [
    "迷你",
    "你们",
    "你我",
    "你追我赶",
    "你一言我一语",
    "你来我往",
    "你侬我侬",
    "你死我活",
    "你情我愿",
    "你争我抢",
    "你好我好",
    "你中有我",
    "我中有你",
    "你推我让",
];

/// Characters before a place in which a link or a placeholder may begin.
const FAR: usize = 80;

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    for seen in ask.seen {
        let (before, from) = ask
            .text
            .split_at_checked(seen.range.start)
            .unwrap_or_default();
        let is_fixed = FIXED.iter().any(|fixed| {
            let parts = fixed.match_indices('你');
            parts
                .map(|(at, _)| fixed.split_at(at))
                .any(|(head, tail)| before.ends_with(head) && from.starts_with(tail))
        });
        if !is_fixed && !is_for_machines(before) {
            out.push(Hit {
                rewrite: Some("您".to_owned()),
                ..Hit::at(seen.range.clone())
            });
        }
    }
}

/// Whether what comes next belongs to a link, a path or a place to fill.
fn is_for_machines(before: &str) -> bool {
    let from = before
        .char_indices()
        .rev()
        .take(FAR)
        .last()
        .map_or(0, |(at, _)| at);
    let run = before[from..].rsplit(' ').next().unwrap_or_default();
    let is_open = |open: char, close: char| {
        run.rfind(open) > run.rfind(close).filter(|_| run.contains(open)) && run.contains(open)
    };
    run.contains("://") || run.contains("](") || is_open('{', '}') || is_open('<', '>')
}
