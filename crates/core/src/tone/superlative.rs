//! `kind: superlative`
//!
//! Finds words that claim to be the best, as `phrase` does, unless the clause
//! denies them: 不敢说最好 and 没有最低价 claim nothing.

use super::{Ask, Hit, phrase};

const DENIALS: [&str; 10] = [
    "不", "没", "无法", "并非", "非", "未", "勿", "别", "禁止", "难说",
];

pub(crate) fn find(ask: &Ask<'_>, out: &mut Vec<Hit>) {
    for seen in ask.seen {
        let clause = ask.view.clause(seen.range.start);
        let before = ask
            .text
            .get(clause.start..seen.range.start)
            .unwrap_or_default();
        if DENIALS.iter().any(|denial| before.contains(denial)) {
            continue;
        }
        out.extend(phrase::hit(ask, seen));
    }
}
