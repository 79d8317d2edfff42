//! `kind: phrase` and `kind: pattern`
//!
//! A phrase rule lists words. A hit has to begin and end where words of the
//! text do, so that 下三 is not found in 一下三滥; `strict: true` looks inside
//! words too, and sees through spaces, punctuation and emoji between the
//! characters. A pattern rule lists regular expressions over the folded text.
//! A hit that lies inside a text of `unless` is none, and neither is one with
//! a word of `hedges` before it in its clause.

use std::ops::Range;

use super::matcher_of;
use super::rule::{Kind, ToneRule};
use super::view::{Hit, View};
use crate::error::Error;
use crate::matcher::Matcher;
use crate::text::Folded;

/// The words of all phrase rules of one strictness, with their exceptions.
pub(crate) struct Words {
    matcher: Matcher,
    /// For every word: the rules it is a hit of, and those it excepts.
    uses: Vec<Uses>,
    names: Vec<String>,
    hedges: Vec<Vec<String>>,
    strict: bool,
}

#[derive(Default, Clone)]
struct Uses {
    hit_of: Vec<usize>,
    exception_of: Vec<usize>,
}

impl Words {
    pub(crate) fn new(rules: &[ToneRule], strict: bool) -> Result<Self, Error> {
        let mine: Vec<(usize, &ToneRule)> = rules
            .iter()
            .enumerate()
            .filter(|(_, r)| r.kind == Kind::Phrase && r.strict == strict)
            .collect();
        let all: Vec<&str> = mine
            .iter()
            .flat_map(|(_, r)| r.words.iter().chain(&r.unless))
            .map(String::as_str)
            .collect();
        let matcher = matcher_of(&all)?;
        let mut uses = vec![Uses::default(); matcher.len()];
        let mut names = vec![String::new(); matcher.len()];
        for word in &all {
            if let Some(id) = matcher.id(word) {
                names[id as usize] = (*word).to_owned();
            }
        }
        for (number, rule) in &mine {
            for id in rule.words.iter().filter_map(|w| matcher.id(w)) {
                uses[id as usize].hit_of.push(*number);
            }
            for id in rule.unless.iter().filter_map(|w| matcher.id(w)) {
                uses[id as usize].exception_of.push(*number);
            }
        }
        let hedges = rules.iter().map(|r| r.hedges.clone()).collect();
        Ok(Self {
            matcher,
            uses,
            names,
            hedges,
            strict,
        })
    }

    pub(crate) fn find(&self, view: &View<'_>, text: &Folded, out: &mut Vec<Hit>) {
        let found = self.matcher.find(text.as_str());
        for hit in &found {
            for &rule in &self.uses[hit.word as usize].hit_of {
                let excepted = found.iter().any(|other| {
                    self.uses[other.word as usize].exception_of.contains(&rule)
                        && other.range.start <= hit.range.start
                        && other.range.end >= hit.range.end
                });
                if excepted || (!self.strict && !view.aligned(&hit.range)) {
                    continue;
                }
                if !self.strict && is_hedged(view, &self.hedges[rule], hit.range.start) {
                    continue;
                }
                out.push(Hit {
                    rule,
                    range: text.origin(hit.range.clone()),
                    word: self.names[hit.word as usize].clone(),
                    rewrite: None,
                });
            }
        }
    }
}

/// The hits of one pattern of a rule.
pub(crate) fn find_pattern(
    number: usize,
    rule: &ToneRule,
    pattern: &regex::Regex,
    view: &View<'_>,
    out: &mut Vec<Hit>,
) {
    let text = view.folded().as_str();
    for found in pattern.find_iter(text).filter(|m| !m.is_empty()) {
        let range = found.range();
        let excepted = rule.unless.iter().any(|u| contains_around(text, u, &range));
        if excepted || is_hedged(view, &rule.hedges, range.start) {
            continue;
        }
        out.push(Hit {
            rule: number,
            range: view.folded().origin(range),
            word: found.as_str().to_owned(),
            rewrite: None,
        });
    }
}

/// Whether `longer` stands in the text around the range.
fn contains_around(text: &str, longer: &str, range: &Range<usize>) -> bool {
    text.match_indices(longer)
        .any(|(at, found)| at <= range.start && at + found.len() >= range.end)
}

fn is_hedged(view: &View<'_>, hedges: &[String], at: usize) -> bool {
    !hedges.is_empty() && {
        let before = view.clause_before(at);
        hedges.iter().any(|h| before.contains(h.as_str()))
    }
}
