//! Every literal text that some rule waits for, found in one pass.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::rule::{Kind, ToneRule};
use super::squeezed::Neighbours;
use crate::branch::{Branch, Others, branches};
use crate::letters::Letters;
use crate::matcher::Matcher;
use crate::trie::Trie;

/// The texts that rules wait for: in the folded text and in the squeezed one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Forms {
    pub(crate) plain: Words,
    pub(crate) squeezed: Words,
    /// Of the words of the squeezed form.
    neighbours: Neighbours,
}

impl Forms {
    /// The words of the rules.
    pub(crate) fn new(rules: &[ToneRule]) -> Self {
        let (squeezed, words) = Words::new(rules, |r| r.is_squeezed(), &[]);
        let (plain, _) = Words::new(rules, |r| !r.is_squeezed(), &words);
        Self {
            plain,
            squeezed,
            neighbours: Neighbours::of(words.iter().map(String::as_str)),
        }
    }

    /// Whether all numbers lie within what they point into.
    pub(crate) fn is_sound(&self, rules: usize) -> bool {
        self.plain.is_sound(rules) && self.squeezed.is_sound(rules) && self.neighbours.is_sound()
    }

    /// Whether there may be anything in the squeezed form of a folded text in
    /// which this was found.
    pub(crate) fn is_worth_squeezing(&self, folded: Letters<'_>, found: &Found) -> bool {
        let words = &self.squeezed;
        !words.is_empty()
            && (found.is_watched
                || !words.always.is_empty()
                || !words.unconditional.is_empty()
                || self.neighbours.may_meet_in(folded))
    }
}

/// The texts that rules wait for in one form of the text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Words {
    trie: Trie,
    /// For every word, where its entries begin in the next three; one more for
    /// the end.
    offsets: Vec<[u32; 3]>,
    uses: Vec<Use>,
    /// Numbers of patterns.
    needs: Vec<u32>,
    /// Numbers of patterns that only count where learned lines agree.
    context_needs: Vec<u32>,
    /// A bit for every word: whether the other form waits for it.
    watched: Vec<u64>,
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

impl Pattern {
    /// The whole pattern is what the rule will try.
    fn seen(&self) -> Seen {
        Seen {
            rule: self.rule as usize,
            role: Role::Match(self.number),
            range: 0..0,
        }
    }
}

/// What is there of all rules.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of rules, then places.
    pub(crate) seen: Vec<Seen>,
    /// Whether a word is there that the other form waits for.
    is_watched: bool,
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
    /// The words of some of the rules, and of others that are only watched for.
    /// Also lists all of them.
    fn new(
        rules: &[ToneRule],
        is_wanted: impl Fn(&ToneRule) -> bool,
        watched: &[String],
    ) -> (Self, Vec<String>) {
        let mut wanted: Vec<(String, Use)> = Vec::new();
        let mut all: Vec<(u32, Branch)> = Vec::new();
        let mut always = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            // Lines that were learned from are read by themselves.
            if !is_wanted(rule) || rule.kind == Kind::Similar {
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
        let watched_for = watched.iter().map(String::as_str);
        let words = words.chain(needed.map(String::as_str)).chain(watched_for);
        let matcher = Matcher::new(words);
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
        let listed = matcher.words().map(str::to_owned).collect();
        let mut bits = vec![0; matcher.len().div_ceil(64)];
        for id in watched.iter().filter_map(|word| matcher.id(word)) {
            bits[id as usize / 64] |= 1 << (id % 64);
        }
        let mut words = Self {
            watched: bits,
            trie: matcher.into_trie(),
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
        (words, listed)
    }

    /// Whether nobody waits for anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.trie.is_empty() && self.always.is_empty() && self.patterns.is_empty()
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
            && self.watched.len() * 64 + 1 >= self.offsets.len()
            && self.offsets.last().is_none_or(|last| *last == self.ends())
            && self.uses.iter().all(|by| rule(by.rule))
            && self.needs.iter().all(pattern)
            && self.context_needs.iter().all(pattern)
            && self.patterns.iter().all(|pattern| rule(pattern.rule))
            && self.unconditional.iter().all(pattern)
            && self.always.iter().all(|number| rule(*number))
    }

    /// What is there of all rules. Of rules with context only what stands where
    /// learned lines agree.
    pub(crate) fn find(&self, text: Letters<'_>, agrees: impl Fn(Range<usize>) -> bool) -> Found {
        let mut seen = Vec::with_capacity(16);
        let mut watched = 0;
        self.trie.each(text, |word, n, range| {
            let word = word as usize;
            let Some(&[from, to]) = self.offsets.get(word..word + 2) else {
                return;
            };
            watched |= self.watched[word / 64] >> (word % 64) & 1;
            for number in &self.needs[from[1] as usize..to[1] as usize] {
                let pattern = &self.patterns[*number as usize];
                if pattern.others.may_stand_around(n, text) {
                    seen.push(pattern.seen());
                }
            }
            // What the rule finds may reach further than the word.
            let around = range.start.saturating_sub(REACH)..range.end + REACH;
            for number in &self.context_needs[from[2] as usize..to[2] as usize] {
                let pattern = &self.patterns[*number as usize];
                if pattern.others.may_stand_around(n, text) && agrees(around.clone()) {
                    seen.push(pattern.seen());
                }
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
        for number in &self.unconditional {
            let pattern = &self.patterns[*number as usize];
            if pattern.others.may_stand_around(0, text) {
                seen.push(pattern.seen());
            }
        }
        seen.sort_unstable_by_key(|s| (s.rule, s.range.start, s.range.end, s.role));
        // Several branches of one pattern are one reason to try it.
        seen.dedup_by(|a, b| (a.rule, a.role, &a.range) == (b.rule, b.role, &b.range));
        Found {
            seen,
            is_watched: watched != 0,
        }
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
