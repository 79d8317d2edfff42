//! Every literal text that some rule waits for, found in one pass.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::rule::{Kind, ToneRule};
use crate::branch::{Branch, Letters, Others, branches};
use crate::error::Error;
use crate::matcher::{Automaton, Matcher};

/// The texts that rules wait for: in the folded text and in the squeezed one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Forms {
    pub(crate) plain: Words,
    pub(crate) squeezed: Words,
}

impl Forms {
    /// The words of the rules.
    pub(crate) fn new(rules: &[ToneRule]) -> Result<Self, Error> {
        let of = |squeezed: bool| Words::new(rules, |r| r.is_squeezed() == squeezed);
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
    /// For every word, where its entries begin in the next three; one more for
    /// the end.
    offsets: Vec<[u32; 3]>,
    uses: Vec<Use>,
    /// Numbers of patterns.
    needs: Vec<u32>,
    /// Numbers of patterns that only count where learned lines agree.
    context_needs: Vec<u32>,
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
    /// Whether the rule only counts where learned lines agree.
    context: bool,
}

/// A branch of a pattern of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pattern {
    rule: u32,
    number: u32,
    others: Others,
}

/// Bytes around a word in which what a rule finds by it is expected to lie.
const REACH: usize = 36;

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
        let mut all: Vec<(u32, Branch)> = Vec::new();
        let mut always = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            if !is_wanted(rule) {
                continue;
            }
            if rule.has_patterns() {
                for (pattern, text) in rule.words.iter().enumerate() {
                    let of_pattern = branches(pattern as u32, text).into_iter();
                    all.extend(of_pattern.map(|branch| (number as u32, branch)));
                }
                continue;
            }
            let waits = waits(rule);
            if waits.is_empty() {
                always.push(number as u32);
            }
            for (word, role) in waits {
                let by = Use {
                    rule: number as u32,
                    role,
                    context: rule.context,
                };
                wanted.push((word, by));
            }
        }
        let words = wanted.iter().map(|(word, _)| word.as_str());
        let needed = all.iter().flat_map(|(_, branch)| &branch.rarest);
        let matcher = Matcher::new(words.chain(needed.map(String::as_str)))?;
        let mut by_word = vec![ByWord::default(); matcher.len()];
        for (word, by) in wanted {
            if let Some(id) = matcher.id(&word) {
                by_word[id as usize].uses.push(by);
            }
        }
        let mut patterns = Vec::new();
        let mut unconditional = Vec::new();
        for (rule, branch) in all {
            let number = patterns.len() as u32;
            if branch.rarest.is_empty() {
                unconditional.push(number);
            }
            for id in branch.rarest.iter().filter_map(|word| matcher.id(word)) {
                let by = &mut by_word[id as usize];
                let needs = if rules[rule as usize].context {
                    &mut by.context_needs
                } else {
                    &mut by.needs
                };
                needs.push(number);
            }
            patterns.push(Pattern {
                rule,
                number: branch.pattern,
                others: branch.others,
            });
        }
        let mut words = Self {
            automaton: matcher.into_automaton(),
            patterns,
            unconditional,
            always,
            ..Self::default()
        };
        for by in by_word {
            words.offsets.push(words.ends());
            words.uses.extend(by.uses);
            words.needs.extend(by.needs);
            words.context_needs.extend(by.context_needs);
        }
        words.offsets.push(words.ends());
        Ok(words)
    }

    /// Whether nobody waits for anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.automaton.is_empty() && self.always.is_empty() && self.patterns.is_empty()
    }

    /// How many entries there are.
    fn ends(&self) -> [u32; 3] {
        [
            self.uses.len() as u32,
            self.needs.len() as u32,
            self.context_needs.len() as u32,
        ]
    }

    /// Whether all numbers lie within what they point into.
    fn is_sound(&self, rules: usize) -> bool {
        let rule = |number: u32| (number as usize) < rules;
        let pattern = |number: &u32| (*number as usize) < self.patterns.len();
        let is_sorted = |a: &[u32; 3], b: &[u32; 3]| a.iter().zip(b).all(|(a, b)| a <= b);
        self.offsets.is_sorted_by(is_sorted)
            && self.offsets.last().is_none_or(|last| *last == self.ends())
            && self.uses.iter().all(|by| rule(by.rule))
            && self.needs.iter().all(pattern)
            && self.context_needs.iter().all(pattern)
            && self.patterns.iter().all(|pattern| rule(pattern.rule))
            && self.unconditional.iter().all(pattern)
            && self.always.iter().all(|number| rule(*number))
    }

    /// What is there of all rules, in the order of rules, then places. Of rules
    /// with context only what stands where learned lines agree.
    pub(crate) fn find(&self, text: &str, agrees: impl Fn(Range<usize>) -> bool) -> Vec<Seen> {
        let mut seen = Vec::new();
        // A text touches few of the branches that there are.
        let mut touched: Vec<u32> = self.unconditional.clone();
        // Needs are met once; common words come often.
        let mut met = vec![[0u64; 2]; self.offsets.len().div_ceil(64)];
        self.automaton.each(text, |word, range| {
            let word = word as usize;
            let Some(&[from, to]) = self.offsets.get(word..word + 2) else {
                return;
            };
            let [met, met_agreeing] = &mut met[word / 64];
            let bit = 1 << (word % 64);
            if *met & bit == 0 {
                *met |= bit;
                touched.extend(&self.needs[from[1] as usize..to[1] as usize]);
            }
            let context_needs = &self.context_needs[from[2] as usize..to[2] as usize];
            let is_new = !context_needs.is_empty() && *met_agreeing & bit == 0;
            // What the rule finds may reach further than the word.
            let around = range.start.saturating_sub(REACH)..range.end + REACH;
            if is_new && agrees(around.clone()) {
                *met_agreeing |= bit;
                touched.extend(context_needs);
            }
            for by in &self.uses[from[0] as usize..to[0] as usize] {
                let counts = !by.context || !matches!(by.role, Role::Match(_));
                if counts || agrees(around.clone()) {
                    seen.push(Seen {
                        rule: by.rule as usize,
                        role: by.role,
                        range: range.clone(),
                    });
                }
            }
        });
        let letters = if touched.is_empty() {
            Letters::default()
        } else {
            Letters::of(text)
        };
        for pattern in touched.into_iter().map(|n| &self.patterns[n as usize]) {
            if pattern.others.may_stand_in(&letters) {
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

/// What waits for one word.
#[derive(Debug, Clone, Default)]
struct ByWord {
    uses: Vec<Use>,
    needs: Vec<u32>,
    context_needs: Vec<u32>,
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
