//! Lean bundles: for pages, where every kilobyte is waited for.
//!
//! Most weights of a scorer are small and most examples say what others say
//! too. A lean bundle keeps the largest weights, rounded, some examples of
//! every intent as evidence, and the common words of the dictionary; replies,
//! rules and policy stay whole.

use crate::pack::Pack;

/// How much of what was fitted a bundle keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// Everything.
    #[default]
    Full,
    /// What matters most.
    Lean,
}

/// The least frequency of words of the dictionary.
pub(crate) const WORD: u32 = 300;

/// Entries of the intents' scorer and of the signals'.
const INTENT_ENTRIES: usize = 70_000;
const SIGNAL_ENTRIES: usize = 20_000;

impl Size {
    /// At most so many entries of the intents' scorer.
    pub(crate) fn intent_entries(self) -> Option<usize> {
        (self == Size::Lean).then_some(INTENT_ENTRIES)
    }

    /// The same of the signals'.
    pub(crate) fn signal_entries(self) -> Option<usize> {
        (self == Size::Lean).then_some(SIGNAL_ENTRIES)
    }
}

/// Runs of the rules that learn from lines.
const RUNS: usize = 8_000;

/// Examples of each intent.
const EXAMPLES: usize = 10;

/// Trims a pack of which everything was learned.
pub(crate) fn trim(pack: &mut Pack) {
    let dictionary = pack.tone.dictionary.clone();
    pack.tone.trim(dictionary, RUNS);
    for intent in &mut pack.intents {
        // Authors write examples in rounds; each round is to be there.
        let step = intent.examples.len().div_ceil(EXAMPLES).max(1);
        let kept = std::mem::take(&mut intent.examples);
        intent.examples = kept.into_iter().step_by(step).collect();
        intent.counter_examples.clear();
    }
    for signal in &mut pack.signals {
        signal.examples.clear();
        signal.counter_examples.clear();
    }
}
