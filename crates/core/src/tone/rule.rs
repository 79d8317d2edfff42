//! A tone rule as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CheckOptions, Checker};
use crate::diagnostic::{Message, Severity};
use crate::error::Error;

/// How a rule looks for what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// Literal words; see `phrase`.
    Phrase,
    /// Regular expressions; see `phrase`.
    Pattern,
    /// 你 for 您; see `pronoun`.
    Pronoun,
}

impl Kind {
    pub(crate) const NAMES: [(&'static str, Kind); 3] = [
        ("phrase", Kind::Phrase),
        ("pattern", Kind::Pattern),
        ("pronoun", Kind::Pronoun),
    ];
}

/// What could stand in the place of a hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Rewrite {
    /// The same for every word.
    One(String),
    /// By the word that was found.
    ByWord(BTreeMap<String, String>),
}

/// A tone rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ToneRule {
    pub(crate) code: String,
    pub(crate) title: Message,
    pub(crate) why: Message,
    pub(crate) severity: Severity,
    pub(crate) kind: Kind,
    /// Folded words, or patterns.
    pub(crate) words: Vec<String>,
    pub(crate) strict: bool,
    /// Longer texts in which a hit is none.
    pub(crate) unless: Vec<String>,
    /// Words that, earlier in the clause, take the edge off.
    pub(crate) hedges: Vec<String>,
    pub(crate) rewrite: Option<Rewrite>,
    pub(crate) safe: bool,
    pub(crate) source: String,
    pub(crate) fires: Vec<String>,
    pub(crate) quiet: Vec<String>,
}

impl ToneRule {
    pub(crate) fn rewrite_of(&self, word: &str) -> Option<String> {
        match self.rewrite.as_ref()? {
            Rewrite::One(text) => Some(text.clone()),
            Rewrite::ByWord(texts) => texts.get(word).cloned(),
        }
    }
}

/// The examples of rules that do not hold: the rule's number, the line's
/// number (`fires` first, then `quiet`), and whether it should have fired.
pub(crate) fn proof(
    rules: &[ToneRule],
    words: Vec<String>,
) -> Result<Vec<(usize, usize, bool)>, Error> {
    let checker = Checker::new(rules.to_vec(), words)?;
    let mut wrong = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let options = CheckOptions {
            select: vec![rule.code.clone()],
            ..CheckOptions::default()
        };
        let fires = rule.fires.iter().map(|line| (true, line));
        let quiet = rule.quiet.iter().map(|line| (false, line));
        for (n, (should, line)) in fires.chain(quiet).enumerate() {
            let found = checker
                .check(line, &options)
                .iter()
                .any(|f| f.code == rule.code);
            if found != should {
                wrong.push((number, n, should));
            }
        }
    }
    Ok(wrong)
}
