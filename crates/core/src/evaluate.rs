//! Measuring an engine on lines whose intent is known.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::engine::{Engine, Input, rounded};
use crate::error::Error;
use crate::pack::{Decision, IntentKind, Pack};
use crate::session::Session;

/// A line with the intents that count as right.
#[derive(Debug, Clone)]
pub struct Case {
    /// What the customer typed.
    pub text: String,
    /// The one agreed intent; lines without one are only run.
    pub intent: Option<String>,
    /// Every intent that counts as right; empty means just `intent`.
    pub accept: Vec<String>,
}

/// What an engine made of one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The line.
    pub text: String,
    /// The agreed intent.
    pub expected: String,
    /// The engine's first intent.
    pub found: String,
    /// Its confidence.
    pub confidence: f64,
    /// The engine's decision.
    pub decision: Decision,
    /// Whether the first intent counts as right.
    pub right: bool,
}

/// Figures over a set of lines. Shares are from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Lines that were run.
    pub lines: usize,
    /// Lines with an agreed business intent: one that the engine may answer
    /// or hand over, courtesies included.
    pub business: usize,
    /// Share of business lines whose first intent is right.
    pub accuracy: f64,
    /// Mean F1 over the agreed business intents.
    pub macro_f1: f64,
    /// Share of business lines with the decision `auto`.
    pub auto_coverage: f64,
    /// Share of these whose first intent is right.
    pub auto_precision: f64,
    /// Lines whose agreed intent should get no answer of the engine's own (its
    /// kind is `none`).
    pub no_answer: usize,
    /// Share of these with the decision `auto`.
    pub false_answers: f64,
    /// Precision, recall and F1 by agreed intent.
    pub intents: BTreeMap<String, IntentFigures>,
    /// How often one intent was taken for another, the most frequent first.
    pub confusions: Vec<Confusion>,
    /// Every judged line, in order.
    #[serde(skip)]
    pub judged: Vec<Judged>,
}

/// Figures of one intent.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct IntentFigures {
    /// Lines with this agreed intent.
    pub lines: usize,
    /// Of the lines given this intent, the share where that is right.
    pub precision: f64,
    /// Of the lines with this agreed intent, the share that is right.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// One intent taken for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The agreed intent.
    pub expected: String,
    /// What the engine found.
    pub found: String,
    /// How often.
    pub count: usize,
}

impl Engine {
    /// Runs every line as the first message of a conversation and adds up
    /// the figures. `seen` is called after each line.
    pub fn evaluate(&self, cases: &[Case], mut seen: impl FnMut()) -> Report {
        let session = Session::default();
        let mut judged = Vec::new();
        for case in cases {
            let outcome = self.suggest(&session, &Input::text(&case.text));
            seen();
            let Some(expected) = case.intent.clone() else {
                continue;
            };
            let (found, confidence) = outcome
                .intents
                .first()
                .map_or((String::new(), 0.0), |top| (top.id.clone(), top.confidence));
            let right = found == expected || case.accept.contains(&found);
            let text = case.text.clone();
            let decision = outcome.decision;
            judged.push(Judged {
                text,
                expected,
                found,
                confidence,
                decision,
                right,
            });
        }
        report(&self.pack, cases.len(), judged)
    }
}

/// Judges every example question of a pack by an engine that was fitted
/// without it: the examples are dealt into `folds` parts, and each part is
/// judged by an engine that has seen all the others.
///
/// # Errors
/// As [`Engine::new`].
pub fn leave_out(pack: &Pack, folds: usize, mut seen: impl FnMut()) -> Result<Report, Error> {
    let mut judged = Vec::new();
    let mut lines = 0;
    for fold in 0..folds {
        let (rest, left_out) = pack.split(fold, folds);
        let cases: Vec<Case> = left_out
            .into_iter()
            .map(|(intent, text)| Case {
                text,
                intent: Some(intent),
                accept: Vec::new(),
            })
            .collect();
        lines += cases.len();
        let report = Engine::new(rest)?.evaluate(&cases, || ());
        judged.extend(report.judged);
        seen();
    }
    Ok(report(pack, lines, judged))
}

fn report(pack: &Pack, lines: usize, judged: Vec<Judged>) -> Report {
    let is_business = |j: &&Judged| {
        let intent = pack.intent_index(&j.expected).map(|i| &pack.intents[i]);
        intent.is_none_or(|i| i.kind != IntentKind::None)
    };
    let business: Vec<&Judged> = judged.iter().filter(is_business).collect();
    let others: Vec<&Judged> = judged.iter().filter(|j| !is_business(j)).collect();
    let auto: Vec<&Judged> = business
        .iter()
        .copied()
        .filter(|j| j.decision == Decision::Auto)
        .collect();
    let right = |set: &[&Judged]| set.iter().filter(|j| j.right).count();
    let false_answers = others
        .iter()
        .filter(|j| j.decision == Decision::Auto)
        .count();
    let intents = figures(&business, &judged);
    let macro_f1 =
        intents.values().map(|f| f.f1).fold(0.0, |sum, f1| sum + f1) / intents.len().max(1) as f64;
    Report {
        lines,
        business: business.len(),
        accuracy: share(right(&business), business.len()),
        macro_f1: rounded(macro_f1 as f32),
        auto_coverage: share(auto.len(), business.len()),
        auto_precision: share(right(&auto), auto.len()),
        no_answer: others.len(),
        false_answers: share(false_answers, others.len()),
        intents,
        confusions: confusions(&judged),
        judged,
    }
}

fn figures(business: &[&Judged], judged: &[Judged]) -> BTreeMap<String, IntentFigures> {
    let ids: BTreeSet<&str> = business.iter().map(|j| j.expected.as_str()).collect();
    ids.into_iter()
        .map(|id| {
            let expected: Vec<&Judged> = judged.iter().filter(|j| j.expected == id).collect();
            let found: Vec<&Judged> = judged.iter().filter(|j| j.found == id).collect();
            let recall = share(expected.iter().filter(|j| j.right).count(), expected.len());
            let precision = share(found.iter().filter(|j| j.right).count(), found.len());
            let sum = precision + recall;
            let f1 = if sum > 0.0 {
                2.0 * precision * recall / sum
            } else {
                0.0
            };
            let f1 = rounded(f1 as f32);
            (
                id.to_owned(),
                IntentFigures {
                    lines: expected.len(),
                    precision,
                    recall,
                    f1,
                },
            )
        })
        .collect()
}

fn confusions(judged: &[Judged]) -> Vec<Confusion> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for j in judged.iter().filter(|j| !j.right) {
        *counts.entry((&j.expected, &j.found)).or_default() += 1;
    }
    let mut out: Vec<Confusion> = counts
        .into_iter()
        .map(|((expected, found), count)| Confusion {
            expected: expected.to_owned(),
            found: found.to_owned(),
            count,
        })
        .collect();
    out.sort_by_key(|c| std::cmp::Reverse(c.count));
    out
}

fn share(part: usize, whole: usize) -> f64 {
    rounded(part as f32 / whole.max(1) as f32)
}
