//! Slots that are a matter of words: the lexicon lists patterns for them.

use super::Finder;
use crate::error::Error;
use crate::facts::Value;
use crate::pack::{Lexicon, SlotPattern};
use crate::patterns::Patterns;

/// The slot patterns of a lexicon, ready to be tried.
pub(crate) struct Listed {
    slots: Vec<Compiled>,
    patterns: Patterns,
}

struct Compiled {
    kind: String,
    value: Option<String>,
    upper: bool,
    asked: bool,
    /// Numbers of patterns.
    pattern: u32,
    unless: Option<u32>,
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
        let mut texts = Vec::new();
        let mut add = |pattern: &str| -> Result<u32, Error> {
            let full = crate::rule::expand(pattern, lexicon);
            texts.push(full.map_err(|e| Error::internal("slot pattern", e))?);
            Ok(texts.len() as u32 - 1)
        };
        let one = |slot: &SlotPattern| {
            Ok(Compiled {
                kind: slot.kind.clone(),
                value: slot.value.clone(),
                upper: slot.upper,
                asked: slot.asked,
                pattern: add(&slot.pattern)?,
                unless: slot.unless.as_deref().map(&mut add).transpose()?,
            })
        };
        let slots = lexicon.slots.iter().map(one);
        Ok(Self {
            slots: slots.collect::<Result<_, Error>>()?,
            patterns: Patterns::new(texts),
        })
    }

    /// Finds every pattern, the first of the list first. A pattern with a
    /// group `v` has its value there.
    pub(super) fn find(&self, finder: &mut Finder<'_>) {
        let text = finder.text;
        let tried = self.patterns.on(text);
        for slot in &self.slots {
            if slot.asked && finder.expected != Some(slot.kind.as_str()) {
                continue;
            }
            let Some(pattern) = tried.get(slot.pattern) else {
                continue;
            };
            for found in pattern.captures_iter(text) {
                let Some(whole) = found.name("v").or_else(|| found.get(0)) else {
                    continue;
                };
                let unless = slot.unless.and_then(|unless| tried.get(unless));
                let excepted = unless.is_some_and(|unless| {
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
