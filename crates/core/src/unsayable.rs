//! Replies that must not be said: what a pack itself writes is checked with
//! its tone rules once, when it is fitted.

use std::collections::BTreeSet;

use crate::diagnostic::Severity;
use crate::error::Error;
use crate::pack::{Pack, Part, Reply};
use crate::tone::{CheckOptions, Checker};
use crate::when::Situation;

/// Numbers of replies in the pack, and of their variants, that have wording
/// of severity error.
pub(crate) type Unsayable = BTreeSet<(u32, u32)>;

/// The checker of a pack's tone rules.
pub(crate) fn checker_of(pack: &Pack) -> Checker {
    Checker::new(pack.tone.clone())
}

/// Checks every variant as far as the pack alone fills it.
pub(crate) fn unsayable(pack: &Pack) -> Result<Unsayable, Error> {
    let mut out = Unsayable::new();
    if pack.tone.rules.is_empty() {
        return Ok(out);
    }
    let checker = checker_of(pack);
    for (reply, definition) in pack.replies.iter().enumerate() {
        for (variant, template) in definition.variants.iter().enumerate() {
            let text: String = template
                .parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => text.as_str(),
                    Part::Placeholder(name) => own(pack, name).unwrap_or_default(),
                })
                .collect();
            if !is_sayable(&checker, &text) {
                out.insert((reply as u32, variant as u32));
            }
        }
    }
    Ok(out)
}

/// Whether a text has no wording of severity error.
pub(crate) fn is_sayable(checker: &Checker, text: &str) -> bool {
    let options = CheckOptions {
        severity: Some(Severity::Error),
        ..CheckOptions::default()
    };
    checker.check(text, &options).is_empty()
}

/// Whether a reply shows any text that neither the pack nor the engine knows
/// itself: what the host or the customer said.
pub(crate) fn quotes(pack: &Pack, reply: &Reply, situation: &Situation<'_>) -> bool {
    let mut names = reply
        .variants
        .iter()
        .flat_map(|template| template.placeholders());
    names.any(|name| own(pack, name).is_none() && situation.is_told(name))
}

/// What the pack itself puts in a place. A fact of the same name may still
/// take it: hosts name shops and agents, not sentences.
fn own<'p>(pack: &'p Pack, name: &str) -> Option<&'p str> {
    let text = match name.strip_prefix("policy.") {
        Some(figure) => pack.policy.get(figure),
        None => pack.defaults.get(name),
    };
    text.map(String::as_str)
}
