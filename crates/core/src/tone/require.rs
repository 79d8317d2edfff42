//! `kind: require`
//!
//! Reports a text in which every word of `match` is missing. With `when`, only
//! texts that have one of those words are asked (an apology before a
//! refusal), and the hit is that word; with `stage: opening` or
//! `stage: closing`, only texts that are known to stand there: replies to
//! greetings and farewells in a pack, the first and last line of an agent in a
//! chat log.

use super::rule::Stage;
use super::words::Role;
use super::{Ask, Hit};

pub(crate) fn find(ask: &Ask<'_>, stage: Option<Stage>, out: &mut Vec<Hit>) {
    if stage.is_some() && stage != ask.stage {
        return;
    }
    if ask.rule.words.iter().any(|w| ask.text.contains(w.as_str())) {
        return;
    }
    let when = ask.seen.iter().find(|s| s.role == Role::When);
    let range = when.map_or(0..ask.text.len(), |seen| seen.range.clone());
    if !range.is_empty() {
        out.push(Hit::at(range));
    }
}
