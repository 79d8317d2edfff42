//! Slots that are a matter of words: the lexicon lists patterns for them.

use regex::Regex;

use super::Finder;
use crate::error::Error;
use crate::facts::Value;
use crate::pack::{Lexicon, SlotPattern};

/// The slot patterns of a lexicon, ready to be tried.
pub(crate) struct Listed(Vec<Compiled>);

struct Compiled {
    kind: String,
    value: Option<String>,
    upper: bool,
    regex: Regex,
    unless: Option<Regex>,
}

/// Words before a name that say it is not wanted.
const REFUSALS: [&str; 14] = [
    "不要",
    "别",
    "不发",
    "不用",
    "不走",
    "别用",
    "别发",
    "不想要",
    "除了",
    "不喜欢",
    "千万别",
    "拒绝",
    "莫",
    "甭",
];

/// Whether what stands at a place is not wanted.
pub(super) fn is_refused(text: &str, at: usize) -> bool {
    let before =
        text[..at].trim_end_matches(['发', '用', '走', '给', '我', '再', '寄', '选', '派', ' ']);
    REFUSALS
        .iter()
        .any(|w| before.ends_with(w) || text[..at].ends_with(w))
}

impl Listed {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, Error> {
        let compile = |pattern: &str| {
            let full = crate::rule::expand(pattern, lexicon)
                .map_err(|e| Error::internal("slot pattern", e))?;
            Regex::new(&full).map_err(|e| Error::internal("slot pattern", e))
        };
        let one = |slot: &SlotPattern| {
            Ok(Compiled {
                kind: slot.kind.clone(),
                value: slot.value.clone(),
                upper: slot.upper,
                regex: compile(&slot.pattern)?,
                unless: slot.unless.as_deref().map(compile).transpose()?,
            })
        };
        Ok(Self(
            lexicon
                .slots
                .iter()
                .map(one)
                .collect::<Result<_, Error>>()?,
        ))
    }

    /// Finds every pattern, the first of the list first. A pattern with a
    /// group `v` has its value there.
    pub(super) fn find(&self, finder: &mut Finder<'_>) {
        let text = finder.text;
        for slot in &self.0 {
            for found in slot.regex.captures_iter(text) {
                let Some(whole) = found.name("v").or_else(|| found.get(0)) else {
                    continue;
                };
                let excepted = slot.unless.as_ref().is_some_and(|unless| {
                    let mut hits = unless.find_iter(text);
                    hits.any(|hit| hit.start() < whole.end() && whole.start() < hit.end())
                });
                // Two reasons of one kind say no more than one.
                let said = slot.value.as_deref().is_some_and(|v| {
                    let value = Value::Text(v.to_owned());
                    finder
                        .found
                        .iter()
                        .any(|f| f.kind == slot.kind && f.value == value)
                });
                if excepted || said || whole.is_empty() {
                    continue;
                }
                let value = match &slot.value {
                    Some(value) => value.clone(),
                    None if slot.upper => whole.as_str().to_uppercase(),
                    None => whole.as_str().to_owned(),
                };
                if slot.value.is_some() {
                    finder.tell(&slot.kind, value, whole.range());
                } else if finder.is_free(&whole.range()) {
                    finder.word(&slot.kind, value, whole.range());
                    if let Some(last) = finder.found.last_mut() {
                        last.refused = is_refused(text, whole.start());
                    }
                }
            }
        }
    }
}
