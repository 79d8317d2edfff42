//! Every literal text that some rule waits for, found in one pass.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::required::required;
use super::rule::{Kind, ToneRule};
use crate::error::Error;
use crate::matcher::{Automaton, Matcher};

/// The texts that rules wait for: in the folded text and in the squeezed one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Forms {
    pub(crate) plain: Words,
    pub(crate) squeezed: Words,
}

impl Forms {
    /// The words of the rules with `context`, or of the others.
    pub(crate) fn new(rules: &[ToneRule], context: bool) -> Result<Self, Error> {
        let of = |squeezed: bool| {
            Words::new(rules, |r| {
                r.context == context && r.is_squeezed() == squeezed
            })
        };
        Ok(Self {
            plain: of(false)?,
            squeezed: of(true)?,
        })
    }

    /// Whether all numbers lie within what they point into.
    pub(crate) fn is_sound(&self, rules: usize) -> bool {
        self.plain.is_sound(rules) && self.squeezed.is_sound(rules)
    }
}

/// The texts that rules wait for in one form of the text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Words {
    automaton: Automaton,
    /// For every word, where its entries begin in `uses` and `needs`; one more
    /// for the end.
    offsets: Vec<(u32, u32)>,
    uses: Vec<Use>,
    needs: Vec<Need>,
    patterns: Vec<Pattern>,
    /// Rules to ask whatever is there.
    pub(crate) always: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Use {
    rule: u32,
    role: Role,
}

/// The number of a pattern, and which of its lists a word is on, as a bit.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Need {
    pattern: u32,
    list: u8,
}

/// A branch of a pattern, and the bits of all its lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pattern {
    rule: u32,
    number: u32,
    lists: u8,
}

/// What a word is to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Role {
    /// The word with this number in `match`; or the pattern, if all that it
    /// needs is there.
    Match(u32),
    /// One of `about` or `disguised`.
    About,
    /// One of `when`.
    When,
}

/// A word of a rule in a text.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) rule: usize,
    pub(crate) role: Role,
    pub(crate) range: Range<usize>,
}

impl Words {
    /// The words of some of the rules.
    fn new(rules: &[ToneRule], is_wanted: impl Fn(&ToneRule) -> bool) -> Result<Self, Error> {
        let mut wanted: Vec<(String, Use)> = Vec::new();
        let mut needed: Vec<(String, Need)> = Vec::new();
        let mut patterns = Vec::new();
        let mut always = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            if !is_wanted(rule) {
                continue;
            }
            if rule.has_patterns() {
                needs(number, rule, &mut patterns, &mut needed);
                continue;
            }
            let waits = waits(rule);
            if waits.is_empty() {
                always.push(number as u32);
            }
            for (word, role) in waits {
                let rule = number as u32;
                wanted.push((word, Use { rule, role }));
            }
        }
        let words = wanted.iter().map(|(word, _)| word.as_str());
        let matcher = Matcher::new(words.chain(needed.iter().map(|(word, _)| word.as_str())))?;
        let mut by_word = vec![(Vec::new(), Vec::new()); matcher.len()];
        for (word, by) in wanted {
            if let Some(id) = matcher.id(&word) {
                by_word[id as usize].0.push(by);
            }
        }
        for (word, by) in needed {
            if let Some(id) = matcher.id(&word) {
                by_word[id as usize].1.push(by);
            }
        }
        let mut words = Self {
            automaton: matcher.into_automaton(),
            patterns,
            always,
            ..Self::default()
        };
        for (uses, needs) in by_word {
            words
                .offsets
                .push((words.uses.len() as u32, words.needs.len() as u32));
            words.uses.extend(uses);
            words.needs.extend(needs);
        }
        words
            .offsets
            .push((words.uses.len() as u32, words.needs.len() as u32));
        Ok(words)
    }

    /// Whether nobody waits for anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.automaton.is_empty() && self.always.is_empty() && self.patterns.is_empty()
    }

    /// Whether all numbers lie within what they point into.
    fn is_sound(&self, rules: usize) -> bool {
        let rule = |number: u32| (number as usize) < rules;
        let end = (self.uses.len() as u32, self.needs.len() as u32);
        self.offsets.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1)
            && self.offsets.last().is_none_or(|last| *last == end)
            && self.uses.iter().all(|by| rule(by.rule))
            && self
                .needs
                .iter()
                .all(|by| (by.pattern as usize) < self.patterns.len())
            && self.patterns.iter().all(|pattern| rule(pattern.rule))
            && self.always.iter().all(|number| rule(*number))
    }

    /// What is there of all rules, in the order of rules, then places.
    pub(crate) fn find(&self, text: &str) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut lists = vec![0u8; self.patterns.len()];
        let mut met = vec![0u64; self.offsets.len().div_ceil(64)];
        self.automaton.each(text, |word, range| {
            let word = word as usize;
            let Some(&[from, to]) = self.offsets.get(word..word + 2) else {
                return;
            };
            // Needs are met once; common words come often.
            let (block, bit) = (word / 64, 1 << (word % 64));
            if met[block] & bit == 0 {
                met[block] |= bit;
                for need in &self.needs[from.1 as usize..to.1 as usize] {
                    lists[need.pattern as usize] |= need.list;
                }
            }
            for by in &self.uses[from.0 as usize..to.0 as usize] {
                seen.push(Seen {
                    rule: by.rule as usize,
                    role: by.role,
                    range: range.clone(),
                });
            }
        });
        for (pattern, lists) in self.patterns.iter().zip(lists) {
            if lists == pattern.lists {
                seen.push(Seen {
                    rule: pattern.rule as usize,
                    role: Role::Match(pattern.number),
                    range: 0..0,
                });
            }
        }
        seen.sort_unstable_by_key(|s| (s.rule, s.range.start, s.range.end, s.role));
        // Several branches of one pattern are one reason to try it.
        seen.dedup_by(|a, b| (a.rule, a.role, &a.range) == (b.rule, b.role, &b.range));
        seen
    }
}

/// Adds the patterns of a rule and what they need.
fn needs(
    rule_number: usize,
    rule: &ToneRule,
    patterns: &mut Vec<Pattern>,
    out: &mut Vec<(String, Need)>,
) {
    for (number, text) in rule.words.iter().enumerate() {
        for branch in required(text) {
            let pattern = patterns.len() as u32;
            let mut lists = 0;
            for (n, texts) in branch.into_iter().enumerate() {
                let list = 1 << n;
                lists |= list;
                let need = Need { pattern, list };
                out.extend(texts.into_iter().map(|text| (text, need)));
            }
            patterns.push(Pattern {
                rule: rule_number as u32,
                number: number as u32,
                lists,
            });
        }
    }
}

/// The texts without any of which a rule has nothing to say; none if it has
/// to be asked about every text.
fn waits(rule: &ToneRule) -> Vec<(String, Role)> {
    let numbered = || {
        let words = rule.words.iter().cloned().enumerate();
        words.map(|(n, word)| (word, Role::Match(n as u32)))
    };
    let with = |words: &[String], role| {
        let words = words.iter().cloned().map(move |word| (word, role));
        words.collect::<Vec<_>>()
    };
    match &rule.kind {
        Kind::Phrase | Kind::Rhetorical | Kind::Superlative | Kind::Particle { .. } => {
            numbered().collect()
        }
        Kind::Promise { about: other } | Kind::OffPlatform { disguised: other } => {
            numbered().chain(with(other, Role::About)).collect()
        }
        // Without `when` the absence of everything is what is looked for.
        Kind::Require { when, .. } if when.is_empty() => Vec::new(),
        Kind::Require { when, .. } => with(when, Role::When),
        Kind::Pronoun => with(&["你".to_owned()], Role::When),
        Kind::Length { .. } | Kind::Privacy { .. } => Vec::new(),
        Kind::Pattern | Kind::Commitment { .. } | Kind::Similar => Vec::new(),
    }
}
