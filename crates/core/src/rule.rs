//! Author's rules: evidence for or against an intent that an author writes
//! down instead of showing it by examples.

use std::ops::Range;

use regex::{RegexSet, RegexSetBuilder};

use crate::analysis::Analysis;
use crate::error::Error;
use crate::matcher::Matcher;
use crate::pack::{Item, Lexicon, Pack};
use crate::patterns::Patterns;

/// The rules of all intents, ready to be tried on messages.
pub(crate) struct Rules {
    rules: Vec<Compiled>,
    /// Rules to try when a word (first list) or a class (second list) is
    /// there, by its number.
    by_word: Vec<Vec<u32>>,
    by_class: Vec<Vec<u32>>,
    /// Rules that only have a pattern.
    always: Vec<u32>,
    patterns: Patterns,
}

struct Compiled {
    intent: usize,
    number: usize,
    weight: f32,
    all: Vec<Wanted>,
    any: Vec<Wanted>,
    none: Vec<Wanted>,
    near: usize,
    pattern: Option<u32>,
    after: Vec<String>,
}

/// An item by its number.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    Word(u32),
    Class(u16),
    /// What no text has: a rule that wants it never holds.
    Never,
}

/// A rule that holds for a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fired {
    pub(crate) intent: usize,
    /// The index of the rule in its intent.
    pub(crate) number: usize,
    pub(crate) weight: f32,
}

impl Rules {
    pub(crate) fn new(pack: &Pack, matcher: &Matcher) -> Result<Self, Error> {
        let class_names: Vec<&String> = pack.lexicon.classes.keys().collect();
        let wanted = |items: &[Item]| wanted(items, matcher, &pack.lexicon);
        let mut rules = Vec::new();
        let mut patterns = Vec::new();
        for (intent, definition) in pack.intents.iter().enumerate() {
            for (number, rule) in definition.rules.iter().enumerate() {
                let pattern = match &rule.regex {
                    Some(pattern) => {
                        patterns.push(
                            expand(pattern, &pack.lexicon)
                                .map_err(|e| Error::internal("rule pattern", e))?,
                        );
                        Some(patterns.len() as u32 - 1)
                    }
                    None => None,
                };
                rules.push(Compiled {
                    intent,
                    number,
                    weight: rule.weight,
                    all: wanted(&rule.all),
                    any: wanted(&rule.any),
                    none: wanted(&rule.none),
                    near: rule.near as usize,
                    pattern,
                    after: rule.after.clone(),
                });
            }
        }
        let mut by_word = vec![Vec::new(); matcher.len()];
        let mut by_class = vec![Vec::new(); class_names.len()];
        let mut always = Vec::new();
        for (n, rule) in rules.iter().enumerate() {
            let triggers = if rule.all.is_empty() {
                &rule.any[..]
            } else {
                &rule.all[..1]
            };
            if triggers.is_empty() {
                always.push(n as u32);
            }
            for trigger in triggers {
                match *trigger {
                    Wanted::Word(word) => by_word[word as usize].push(n as u32),
                    Wanted::Class(class) => by_class[usize::from(class)].push(n as u32),
                    Wanted::Never => {}
                }
            }
        }
        Ok(Self {
            rules,
            by_word,
            by_class,
            always,
            patterns: Patterns::new(patterns),
        })
    }

    /// The rules that hold, ordered by intent and number.
    /// The rules that hold for a message; `last` is the intent of the one
    /// before.
    pub(crate) fn fire(&self, analysis: &Analysis, last: Option<&str>) -> Vec<Fired> {
        let mut candidates: Vec<u32> = self.always.clone();
        for hit in &analysis.hits {
            candidates.extend(&self.by_word[hit.word as usize]);
        }
        for hit in &analysis.class_hits {
            candidates.extend(&self.by_class[usize::from(hit.class)]);
        }
        candidates.sort_unstable();
        candidates.dedup();
        let tried = self.patterns.on(analysis.text());
        candidates
            .into_iter()
            .map(|n| &self.rules[n as usize])
            .filter(|rule| {
                let follows = last.is_some_and(|last| rule.after.iter().any(|a| a == last));
                (rule.after.is_empty() || follows)
                    && rule
                        .pattern
                        .is_none_or(|pattern| tried.is_match(pattern, analysis.text()))
                    && rule.holds(analysis)
            })
            .map(|rule| Fired {
                intent: rule.intent,
                number: rule.number,
                weight: rule.weight,
            })
            .collect()
    }
}

impl Compiled {
    fn holds(&self, analysis: &Analysis) -> bool {
        if self
            .none
            .iter()
            .any(|w| w.ranges(analysis).next().is_some())
        {
            return false;
        }
        // Each list holds the places of one thing that has to be there.
        let mut places: Vec<Vec<Range<usize>>> = self
            .all
            .iter()
            .map(|w| w.ranges(analysis).collect())
            .collect();
        if !self.any.is_empty() {
            let mut any: Vec<Range<usize>> =
                self.any.iter().flat_map(|w| w.ranges(analysis)).collect();
            any.sort_by_key(|range| range.start);
            places.push(any);
        }
        places.iter().all(|p| !p.is_empty()) && within(analysis.text(), &places, self.near)
    }
}

impl Wanted {
    pub(crate) fn ranges<'a>(
        self,
        analysis: &'a Analysis,
    ) -> Box<dyn Iterator<Item = Range<usize>> + 'a> {
        match self {
            Wanted::Word(word) => Box::new(
                analysis
                    .hits
                    .iter()
                    .filter(move |h| h.word == word)
                    .map(|h| h.range.clone()),
            ),
            Wanted::Never => Box::new(std::iter::empty()),
            Wanted::Class(class) => Box::new(
                analysis
                    .class_hits
                    .iter()
                    .filter(move |h| h.class == class)
                    .map(|h| h.range.clone()),
            ),
        }
    }
}

/// The items by their numbers.
pub(crate) fn wanted(items: &[Item], matcher: &Matcher, lexicon: &Lexicon) -> Vec<Wanted> {
    items
        .iter()
        .map(|item| match item {
            Item::Literal(text) => matcher.id(text).map_or(Wanted::Never, Wanted::Word),
            Item::Class(name) => match lexicon.classes.keys().position(|known| known == name) {
                Some(n) => Wanted::Class(n as u16),
                None => Wanted::Never,
            },
        })
        .collect()
}

/// Whether one place of each list can be chosen so that all of them lie
/// within `near` characters, not counting the hits at both ends. Places of a
/// list are in the order of the text.
fn within(text: &str, places: &[Vec<Range<usize>>], near: usize) -> bool {
    if places.len() < 2 {
        return true;
    }
    // The leftmost chosen hit decides the window; of every other list the
    // first hit from there on is the nearest.
    places.iter().flatten().any(|first| {
        places.iter().all(|list| {
            let next = list.partition_point(|hit| hit.start < first.start);
            list.get(next).is_some_and(|hit| {
                let gap = text
                    .get(first.end.min(hit.start)..hit.start)
                    .unwrap_or_default();
                // No more characters are counted than are needed to know.
                gap.len() <= near * 4 && gap.chars().take(near + 1).count() <= near
            })
        })
    })
}

/// All patterns in one set. Patterns of a pack are compiled once; the limit
/// is what a hostile pack may cost, in bytes.
pub(crate) fn pattern_set(patterns: &[String]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns)
        .size_limit(256 << 20)
        // Gaps such as `.{0,6}` have many states; when the states do not fit,
        // matching falls back to a way that is a hundred times slower.
        .dfa_size_limit(64 << 20)
        .build()
}

/// Replaces `<class>` in a pattern by the words of the class; the error is the
/// name of a class that the lexicon does not have.
pub(crate) fn expand(pattern: &str, lexicon: &Lexicon) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let name = after[1..].split('>').next().unwrap_or_default();
        let is_group = before.ends_with("(?") || before.ends_with("(?P");
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if is_group || !is_name || !after[1..].contains('>') {
            out.push('<');
            rest = &after[1..];
            continue;
        }
        let words = lexicon.classes.get(name).ok_or_else(|| name.to_owned())?;
        let mut words: Vec<&String> = words.iter().collect();
        words.sort_by_key(|w| (std::cmp::Reverse(w.len()), w.as_str()));
        let escaped: Vec<String> = words.into_iter().map(|w| regex::escape(w)).collect();
        out.push_str("(?:");
        out.push_str(&escaped.join("|"));
        out.push(')');
        rest = &after[name.len() + 2..];
    }
    out.push_str(rest);
    Ok(out)
}
