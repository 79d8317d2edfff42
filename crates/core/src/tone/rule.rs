//! A tone rule as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::privacy::Datum;
use super::squeezed::squeezed_word;
use crate::diagnostic::{Message, Severity};

/// How a rule looks for what it is about. Each kind is a file of this folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// Literal words.
    Phrase,
    /// Regular expressions.
    Pattern,
    /// 你 for 您.
    Pronoun,
    /// Words that make a question an attack.
    Rhetorical,
    /// Promise words and what they are about.
    Promise { about: Vec<String> },
    /// Words that claim to be the best.
    Superlative,
    /// Personal data written out.
    Privacy { data: Vec<Datum> },
    /// Ways to talk or pay elsewhere, and names that only count in disguise.
    OffPlatform { disguised: Vec<String> },
    /// What a text has to have.
    Require {
        when: Vec<String>,
        stage: Option<Stage>,
    },
    /// Figures that have to be those of the policy.
    Commitment { policy: String },
    /// How long a text may be.
    Length { max: usize },
    /// How often small words may come.
    Particle { max: usize },
    /// Like lines that were marked.
    Similar,
}

/// Where in a conversation a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The first thing the shop says.
    Opening,
    /// The last thing the shop says.
    Closing,
}

impl Stage {
    pub(crate) const NAMES: [(&'static str, Stage); 2] =
        [("opening", Stage::Opening), ("closing", Stage::Closing)];
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
    /// Folded words, patterns, or lines, by the kind.
    pub(crate) words: Vec<String>,
    pub(crate) strict: bool,
    /// Whether a hit counts only where lines that were learned from agree.
    pub(crate) context: bool,
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

    /// Whether `match` lists regular expressions.
    pub(crate) fn has_patterns(&self) -> bool {
        matches!(self.kind, Kind::Pattern | Kind::Commitment { .. })
    }

    /// Brings the words of a rule that reads the squeezed text to its form.
    pub(crate) fn squeezed(mut self) -> Self {
        if !self.is_squeezed() {
            return self;
        }
        let squeeze = |words: &mut Vec<String>| {
            words
                .iter_mut()
                .for_each(|word| *word = squeezed_word(word));
        };
        squeeze(&mut self.words);
        squeeze(&mut self.unless);
        if let Kind::OffPlatform { disguised } = &mut self.kind {
            squeeze(disguised);
        }
        if let Some(Rewrite::ByWord(texts)) = &mut self.rewrite {
            *texts = std::mem::take(texts)
                .into_iter()
                .map(|(word, text)| (squeezed_word(&word), text))
                .collect();
        }
        self
    }

    /// Whether the rule reads the squeezed text.
    pub(crate) fn is_squeezed(&self) -> bool {
        self.strict || matches!(self.kind, Kind::OffPlatform { .. })
    }
}
