//! Every literal text that some rule waits for, found in one pass.

use std::ops::Range;

use super::required::required;
use super::rule::{Kind, ToneRule};
use crate::error::Error;
use crate::matcher::Matcher;

/// The texts that rules wait for in one form of the text.
pub(crate) struct Words {
    matcher: Matcher,
    /// For every word, who waits for it.
    uses: Vec<Vec<Use>>,
    /// Rules to ask whatever is there.
    pub(crate) always: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Use {
    rule: u32,
    role: Role,
}

/// What a word is to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The word with this number in `match`; or a text that the pattern with
    /// this number needs.
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
    /// The words of the rules that read the squeezed text, or of the others.
    pub(crate) fn new(rules: &[ToneRule], squeezed: bool) -> Result<Self, Error> {
        let mut wanted: Vec<(String, Use)> = Vec::new();
        let mut always = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            if rule.is_squeezed() != squeezed {
                continue;
            }
            let waits = waits(rule);
            if waits.is_empty() {
                always.push(number);
            }
            for (word, role) in waits {
                let rule = number as u32;
                wanted.push((word, Use { rule, role }));
            }
        }
        let matcher = Matcher::new(wanted.iter().map(|(word, _)| word.as_str()))?;
        let mut uses = vec![Vec::new(); matcher.len()];
        for (word, by) in wanted {
            if let Some(id) = matcher.id(&word) {
                uses[id as usize].push(by);
            }
        }
        Ok(Self {
            matcher,
            uses,
            always,
        })
    }

    /// What is there of all rules, in the order of rules, then places.
    pub(crate) fn find(&self, text: &str) -> Vec<Seen> {
        let mut seen = Vec::new();
        self.matcher.each(text, |word, range| {
            for by in &self.uses[word as usize] {
                seen.push(Seen {
                    rule: by.rule as usize,
                    role: by.role,
                    range: range.clone(),
                });
            }
        });
        seen.sort_unstable_by_key(|s| (s.rule, s.range.start, s.range.end, s.role));
        seen
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
        Kind::Pattern | Kind::Commitment { .. } => {
            let mut out = Vec::new();
            for (n, pattern) in rule.words.iter().enumerate() {
                let Some(texts) = required(pattern) else {
                    return Vec::new();
                };
                out.extend(texts.into_iter().map(|t| (t, Role::Match(n as u32))));
            }
            out
        }
        Kind::Length { .. } | Kind::Privacy { .. } | Kind::Similar => Vec::new(),
    }
}
