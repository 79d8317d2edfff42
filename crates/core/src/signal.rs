//! Signals: what a message carries beside its intent, such as a haggling
//! tactic, anger, or something that no machine may answer.
//!
//! Signals of one group exclude each other. They are learned from example
//! lines, as intents are, and an author's patterns settle a case.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Analyzer};
use crate::diagnostic::Message;
use crate::engine::rounded;
use crate::error::Error;
use crate::features::{FeatureId, features};
use crate::lean::Size;
use crate::pack::{Decision, Pack};
use crate::patterns::{Patterns, Tried};
use crate::scorer::{Labelled, Scorer};
use crate::text::fold;

/// An intent is likely from this confidence on.
const LIKELY: f32 = 0.3;

/// A message that surely carries nothing is not looked at clause by clause.
const CLEAN: f32 = 0.995;

/// Clauses with fewer characters are only judged together with the rest.
const MIN_CLAUSE: usize = 4;

/// Signals of one kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// Every message that likely has one of these intents carries a signal of
    /// the group; most others carry none.
    pub(crate) within: Vec<String>,
    /// Intents whose examples may carry a signal, and so are no examples of
    /// messages without one.
    pub(crate) besides: Vec<String>,
    /// Least confidence with which a signal is told, 0 to 1.
    pub(crate) least: f32,
    /// From this confidence on a message is not answered automatically, even
    /// if no signal is told.
    pub(crate) doubt: f32,
}

/// Something that a message may carry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Signal {
    pub(crate) id: String,
    pub(crate) group: String,
    pub(crate) title: Message,
    /// The most the engine may do about a message that carries it.
    pub(crate) decision: Option<Decision>,
    pub(crate) examples: Vec<String>,
    pub(crate) counter_examples: Vec<String>,
    /// Patterns of signals with a higher one are tried first.
    pub(crate) priority: f32,
    /// A text that matches one of these carries it.
    pub(crate) patterns: Vec<String>,
    /// Unless it matches one of these.
    pub(crate) unless: Vec<String>,
    /// Whether text in another language than Chinese carries it.
    pub(crate) foreign: bool,
}

/// A signal that was found in a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalHit {
    /// The signal's group, e.g. `guard` or `tactic`.
    pub group: String,
    /// The signal's id within it.
    pub id: String,
    /// 0 to 1.
    pub confidence: f64,
}

/// The signals of a message, as numbers in the pack with their confidence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// At most one of each group.
    pub(crate) told: Vec<(usize, f32)>,
    /// What may be there: reason enough for a person to look.
    pub(crate) doubted: Vec<(usize, f32)>,
}

/// Finds the signals of a pack.
pub(crate) struct Signals {
    groups: Vec<Compiled>,
    patterns: Patterns,
    scorer: Scorer,
}

struct Compiled {
    /// Numbers of the group's signals in the pack.
    members: Range<usize>,
    within: Vec<usize>,
    least: f32,
    doubt: f32,
    /// For every member the numbers of its patterns and of their exceptions.
    patterns: Vec<(usize, Range<u32>, Range<u32>)>,
}

/// Fits one scorer for the signals of all groups: class 0 is none, the others
/// follow in the order of the pack.
pub(crate) fn fit(pack: &Pack, analyzer: &Analyzer, size: Size) -> Result<Scorer, Error> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for (signal, class) in pack.signals.iter().zip(1..) {
        lines.extend(signal.examples.iter().map(|e| (class, e.as_str())));
        lines.extend(signal.counter_examples.iter().map(|e| (0, e.as_str())));
    }
    let own: BTreeSet<String> = lines
        .iter()
        .filter(|(class, _)| *class > 0)
        .map(|(_, text)| fold(text).as_str().to_owned())
        .collect();
    let clean = pack.examples().filter(|(intent, text)| {
        let id = &pack.intents[*intent].id;
        let carries = |g: &Group| g.besides.contains(id) || g.within.contains(id);
        !pack.groups.iter().any(carries) && !own.contains(fold(text).as_str())
    });
    if !pack.signals.is_empty() {
        lines.extend(clean.map(|(_, text)| (0, text)));
    }
    let labelled = lines
        .into_iter()
        .map(|(class, text)| {
            let analysis = analyzer.analyze(text)?;
            Ok(Labelled {
                features: analysis.features(analyzer).to_vec(),
                class,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let classes = pack.signals.len() + 1;
    Ok(Scorer::fit(&labelled, classes, size.signal_entries()))
}

impl Signals {
    pub(crate) fn new(pack: &Pack, scorer: Scorer) -> Result<Self, Error> {
        let mut texts = Vec::new();
        let mut add = |patterns: &[String]| -> Result<Range<u32>, Error> {
            let start = texts.len() as u32;
            for pattern in patterns {
                let full = crate::rule::expand(pattern, &pack.lexicon);
                texts.push(full.map_err(|e| Error::internal("signal pattern", e))?);
            }
            Ok(start..texts.len() as u32)
        };
        let mut groups = Vec::new();
        for group in &pack.groups {
            let start = pack.signals.partition_point(|s| s.group < group.name);
            let end = pack.signals.partition_point(|s| s.group <= group.name);
            let mut patterns = Vec::new();
            for (n, signal) in pack.signals.iter().enumerate().take(end).skip(start) {
                if !signal.patterns.is_empty() {
                    patterns.push((n, add(&signal.patterns)?, add(&signal.unless)?));
                }
            }
            patterns.sort_by(|(a, ..), (b, ..)| {
                let priority = |n: &usize| pack.signals[*n].priority;
                priority(b).total_cmp(&priority(a)).then(a.cmp(b))
            });
            let within = group.within.iter();
            groups.push(Compiled {
                members: start..end,
                within: within.filter_map(|id| pack.intent_index(id)).collect(),
                least: group.least,
                doubt: group.doubt,
                patterns,
            });
        }
        Ok(Self {
            groups,
            patterns: Patterns::new(texts),
            scorer,
        })
    }

    /// The signals of a message. `intents` are those it may have; what only
    /// answers a question of the shop (`answers`) carries none of a group that
    /// belongs to other intents.
    pub(crate) fn find(
        &self,
        pack: &Pack,
        analyzer: &Analyzer,
        analysis: &Analysis,
        intents: &[(usize, f32)],
        answers: bool,
    ) -> Found {
        if self.groups.is_empty() {
            return Found::default();
        }
        let judge = |features: &[FeatureId]| {
            let scores = self.scorer.scores(features);
            self.scorer.probabilities(&scores)
        };
        let whole = judge(analysis.features(analyzer));
        let tried = self.patterns.on(analysis.text());
        let mut parts = Vec::new();
        if analysis.stream.len() > 1 && whole.first().is_some_and(|none| *none < CLEAN) {
            let long = analysis.stream.iter();
            let long = long.filter(|clause| clause.text.chars().count() >= MIN_CLAUSE);
            let features = |clause| features(analyzer, std::slice::from_ref(clause));
            parts.extend(long.map(|clause| judge(&features(clause))));
        }
        let mut out = Found::default();
        for group in &self.groups {
            let settled = group.settled(pack, analysis, &tried);
            // Where a group belongs to intents, patterns only say which.
            if let Some(found) = settled.filter(|_| group.within.is_empty()) {
                out.told.push((found, 1.0));
                continue;
            }
            let must = intents
                .iter()
                .any(|(i, c)| group.within.contains(i) && *c >= LIKELY);
            if answers && !must && !group.within.is_empty() {
                continue;
            }
            let best = std::iter::once(&whole)
                .chain(parts.iter().filter(|_| !must))
                .map(|probabilities| group.best(probabilities, must))
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((number, confidence)) = best else {
                continue;
            };
            if must || confidence >= group.least {
                out.told.push((settled.unwrap_or(number), confidence));
            } else if confidence >= group.doubt {
                out.doubted.push((number, confidence));
            }
        }
        out
    }
}

impl Compiled {
    /// The signal that a pattern or the script of the text settles.
    fn settled(&self, pack: &Pack, analysis: &Analysis, tried: &Tried<'_>) -> Option<usize> {
        let any = |numbers: &Range<u32>| {
            let mut numbers = numbers.clone();
            numbers.any(|pattern| tried.is_match(pattern, analysis.text()))
        };
        let by_pattern = self
            .patterns
            .iter()
            .find(|(_, patterns, unless)| any(patterns) && !any(unless));
        if let Some((n, ..)) = by_pattern {
            return Some(*n);
        }
        let mut members = self.members.clone();
        // Links and the like are no language.
        let mut words = analysis.stream.iter().map(|clause| clause.text.as_str());
        let mut foreign = || is_foreign(&words.by_ref().collect::<Vec<_>>().join(" "));
        members.find(|n| pack.signals[*n].foreign && foreign())
    }

    /// The likeliest signal of the group, and how likely it is that the
    /// message carries any of the group.
    fn best(&self, probabilities: &[f32], must: bool) -> (usize, f32) {
        let of = |n: usize| probabilities.get(n + 1).copied().unwrap_or(0.0);
        let any: f32 = self.members.clone().map(of).sum();
        let best = self
            .members
            .clone()
            .max_by(|a, b| of(*a).total_cmp(&of(*b)).then(b.cmp(a)));
        // Where there has to be one, it is only asked which.
        match (best, must) {
            (Some(n), true) => (n, (of(n) / any.max(1e-9)).min(1.0)),
            (Some(n), false) => (n, any.min(1.0)),
            (None, _) => (usize::MAX, 0.0),
        }
    }
}

/// Letters of languages that are not written with Chinese characters; a text
/// in pinyin looks the same.
fn is_foreign(text: &str) -> bool {
    let is_han = |c: char| ('\u{3400}'..='\u{9FFF}').contains(&c);
    let han = text.chars().filter(|c| is_han(*c)).count();
    let other = |c: char| c.is_alphabetic() && !c.is_ascii_alphabetic() && !is_han(c);
    let others = text.chars().filter(|c| other(*c)).count();
    if others >= 3 && others > han {
        return true;
    }
    let words = text
        .split(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .filter(|word| word.len() >= 2);
    let (count, letters) = words.fold((0, 0), |(n, l), word| (n + 1, l + word.len()));
    count >= 4 && letters >= 12 && han * 3 < count
}

/// The public form of found signals.
pub(crate) fn hits(pack: &Pack, found: &[(usize, f32)]) -> Vec<SignalHit> {
    found
        .iter()
        .map(|(n, confidence)| SignalHit {
            group: pack.signals[*n].group.clone(),
            id: pack.signals[*n].id.clone(),
            confidence: rounded(*confidence),
        })
        .collect()
}
