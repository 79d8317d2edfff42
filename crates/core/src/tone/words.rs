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
    /// Numbers of patterns.
    needs: Vec<u32>,
    patterns: Vec<Pattern>,
    /// Numbers of those that need nothing.
    unconditional: Vec<u32>,
    /// Rules to ask whatever is there.
    pub(crate) always: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Use {
    rule: u32,
    role: Role,
}

/// A branch of a pattern. It is thought of when a word of its rarest list is
/// there, and worth trying when each other list has a word there too.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pattern {
    rule: u32,
    number: u32,
    /// Numbers of the words of the other lists.
    others: Vec<Vec<u32>>,
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
        let mut branches: Vec<Branch> = Vec::new();
        let mut always = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            if !is_wanted(rule) {
                continue;
            }
            if rule.has_patterns() {
                branches.extend(branches_of(number, rule));
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
        let needed = branches.iter().flat_map(|b| b.lists.iter().flatten());
        let matcher = Matcher::new(words.chain(needed.map(String::as_str)))?;
        let mut by_word = vec![(Vec::new(), Vec::new()); matcher.len()];
        for (word, by) in wanted {
            if let Some(id) = matcher.id(&word) {
                by_word[id as usize].0.push(by);
            }
        }
        let mut patterns = Vec::new();
        let mut unconditional = Vec::new();
        for branch in branches {
            let number = patterns.len() as u32;
            let mut lists = branch.lists.into_iter().map(|words| {
                let ids = words.iter().filter_map(|word| matcher.id(word));
                ids.collect::<Vec<u32>>()
            });
            match lists.next() {
                Some(rarest) => {
                    for id in rarest {
                        by_word[id as usize].1.push(number);
                    }
                }
                None => unconditional.push(number),
            }
            patterns.push(Pattern {
                rule: branch.rule,
                number: branch.number,
                others: lists.collect(),
            });
        }
        let mut words = Self {
            automaton: matcher.into_automaton(),
            patterns,
            unconditional,
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
                .all(|n| (*n as usize) < self.patterns.len())
            && self.patterns.iter().all(|pattern| rule(pattern.rule))
            && self
                .unconditional
                .iter()
                .all(|n| (*n as usize) < self.patterns.len())
            && self.always.iter().all(|number| rule(*number))
    }

    /// What is there of all rules, in the order of rules, then places.
    pub(crate) fn find(&self, text: &str) -> Vec<Seen> {
        let mut seen = Vec::new();
        // A text touches few of the branches that there are.
        let mut touched: Vec<u32> = self.unconditional.clone();
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
                touched.extend(&self.needs[from.1 as usize..to.1 as usize]);
            }
            for by in &self.uses[from.0 as usize..to.0 as usize] {
                seen.push(Seen {
                    rule: by.rule as usize,
                    role: by.role,
                    range: range.clone(),
                });
            }
        });
        let is_met = |word: &u32| {
            let block = met.get(*word as usize / 64);
            block.is_some_and(|block| block & (1 << (word % 64)) != 0)
        };
        for pattern in touched.into_iter().map(|n| &self.patterns[n as usize]) {
            if pattern.others.iter().all(|list| list.iter().any(is_met)) {
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

/// A branch of a pattern before the words have numbers.
struct Branch {
    rule: u32,
    number: u32,
    /// Of every list the text has to have one; the rarest list first.
    lists: Vec<Vec<String>>,
}

/// The branches of the patterns of a rule.
fn branches_of(rule_number: usize, rule: &ToneRule) -> Vec<Branch> {
    let mut out = Vec::new();
    for (number, text) in rule.words.iter().enumerate() {
        for branch in required(text) {
            let mut lists: Vec<Vec<String>> = branch.into_iter().map(Vec::from_iter).collect();
            lists.sort_by(|a, b| commonness(a).total_cmp(&commonness(b)));
            out.push(Branch {
                rule: rule_number as u32,
                number: number as u32,
                lists,
            });
        }
    }
    out
}

/// How likely it is that a text has one of some words: every character makes
/// a word rarer.
fn commonness(words: &[String]) -> f64 {
    let one = |word: &String| 0.05f64.powi(word.chars().count() as i32);
    words.iter().map(one).sum()
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
