//! Fitting: logistic regression over character runs, with AdaGrad steps, in a
//! fixed order; the same lines give the same bytes on every platform.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Reading;
use super::{MAX_RUN, SMOOTHING, Similar};
use crate::letters::{Letters, decode};
use crate::pack::Thresholds;
use crate::text::fold;

/// Passes over the lines.
const EPOCHS: usize = 12;

/// The step size (Duchi, Hazan, Singer 2011).
const STEP: f32 = 0.6;

/// How much a weight shrinks at every update of its feature.
const DECAY: f32 = 2e-4;

/// A run has to occur in this many lines.
const MIN_COUNT: u32 = 3;

/// The runs of a line, whether it is marked, and the number of the rule it
/// teaches.
struct Line {
    runs: Vec<u32>,
    is_marked: bool,
    rule: Option<usize>,
}

/// Lines to learn from.
#[derive(Default)]
pub(crate) struct Lines<'a> {
    /// Lines that are marked under a rule, by its number.
    pub(crate) of_rules: Vec<(usize, &'a str)>,
    /// Lines that other rules report.
    pub(crate) marked: Vec<&'a str>,
    pub(crate) clean: Vec<&'a str>,
}

impl Similar {
    /// Learns from lines that are marked and from clean ones.
    pub(crate) fn fit(lines: &Lines<'_>, thresholds: &Thresholds) -> Self {
        if lines.of_rules.is_empty() {
            return Self::default();
        }
        let line = |text: &str, is_marked: bool, rule: Option<usize>| Line {
            runs: runs_of(text),
            is_marked,
            rule,
        };
        let of_rules = lines
            .of_rules
            .iter()
            .map(|(rule, text)| line(text, true, Some(*rule)));
        let marked = lines.marked.iter().map(|text| line(text, true, None));
        let clean = lines.clean.iter().map(|text| line(text, false, None));
        let mut lines: Vec<Line> = of_rules.chain(marked).chain(clean).collect();
        shuffle(&mut lines);
        let index = known_runs(&lines);
        let (weights, bias) = learn(&lines, &index);
        let largest = weights.iter().fold(0f32, |m, w| m.max(w.abs()));
        let unit = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let mut similar = Self {
            least: thresholds.similar,
            context: thresholds.context,
            bias,
            unit,
            ..Self::default()
        };
        similar.keep(&lines, &index, &weights);
        similar
    }

    /// Keeps the runs that say anything: each with its weight, the rule whose
    /// lines have it most, and how telling it is for that rule.
    fn keep(&mut self, lines: &[Line], index: &BTreeMap<u32, usize>, weights: &[f32]) {
        let rules: BTreeSet<usize> = lines.iter().filter_map(|line| line.rule).collect();
        let columns: BTreeMap<usize, usize> = rules
            .iter()
            .enumerate()
            .map(|(n, rule)| (*rule, n))
            .collect();
        self.rules = rules.into_iter().map(|rule| rule as u32).collect();
        let mut counts = vec![vec![0u32; self.rules.len()]; index.len()];
        for line in lines {
            let Some(column) = line.rule.and_then(|rule| columns.get(&rule)) else {
                continue;
            };
            for row in line.runs.iter().filter_map(|run| index.get(run)) {
                counts[*row][*column] += 1;
            }
        }
        let mut last = 0;
        for (run, row) in index {
            let weight = (weights[*row] / self.unit).round() as i8;
            let (rule, strength) = most_telling(&counts[*row]);
            if weight == 0 && strength == 0 {
                continue;
            }
            self.gaps.push(run - last);
            last = *run;
            self.weights.push(weight as u8);
            self.rule_of.push(rule);
            self.strengths.push(strength);
        }
    }
}

/// The rule that has a run most, and the logarithm of how much more often
/// than by chance, in sixteenths.
fn most_telling(counts: &[u32]) -> (u8, u8) {
    let total: u32 = counts.iter().sum();
    let rules = counts.len() as f32;
    let most = (0..counts.len()).max_by_key(|n| (counts[*n], std::cmp::Reverse(*n)));
    let Some(rule) = most.filter(|n| counts[*n] > 0) else {
        return (0, 0);
    };
    let share = (counts[rule] as f32 + 0.1) / (total as f32 + 0.1 * rules);
    let strength = libm::logf(share * rules) * 16.0;
    (rule as u8, strength.clamp(0.0, 255.0) as u8)
}

fn runs_of(line: &str) -> Vec<u32> {
    let mut runs = Vec::new();
    let folded = fold(line);
    let text = folded.as_str();
    let all = decode(text);
    let reading = Reading::new(Letters { text, all: &all });
    reading.each_run(0..reading.len(), |ending| runs.extend_from_slice(ending));
    runs
}

/// The runs of enough lines, each with its number.
fn known_runs(lines: &[Line]) -> BTreeMap<u32, usize> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for line in lines {
        let distinct: BTreeSet<u32> = line.runs.iter().copied().collect();
        for run in distinct {
            *counts.entry(run).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= MIN_COUNT)
        .enumerate()
        .map(|(n, (run, _))| (run, n))
        .collect()
}

/// The weights of the runs, and the bias.
fn learn(lines: &[Line], index: &BTreeMap<u32, usize>) -> (Vec<f32>, f32) {
    let rows: Vec<(Vec<usize>, f32, f32)> = lines
        .iter()
        .map(|line| {
            let known = line.runs.iter().filter_map(|run| index.get(run).copied());
            let wanted = if line.is_marked { 1.0 } else { 0.0 };
            // As many runs as characters times the longest: what scoring counts.
            let characters = (line.runs.len() + MAX_RUN).div_ceil(MAX_RUN);
            let norm = 1.0 / ((characters * MAX_RUN) as f32 + SMOOTHING).sqrt();
            (known.collect(), norm, wanted)
        })
        .collect();
    let mut weights = vec![0f32; index.len()];
    let mut squares = vec![1e-6f32; index.len()];
    let (mut bias, mut bias_square) = (0f32, 1e-6f32);
    for _ in 0..EPOCHS {
        for (row, norm, wanted) in &rows {
            let sum: f32 = row.iter().map(|n| weights[*n]).sum();
            let slope = 1.0 / (1.0 + libm::expf(-(sum * norm + bias))) - wanted;
            for n in row {
                let gradient = slope * norm + DECAY * weights[*n];
                squares[*n] += gradient * gradient;
                weights[*n] -= STEP * gradient / squares[*n].sqrt();
            }
            bias_square += slope * slope;
            bias -= 0.1 * STEP * slope / bias_square.sqrt();
        }
    }
    (weights, bias)
}

/// Fisher-Yates with an xorshift generator: the same order every time.
fn shuffle(lines: &mut [Line]) {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for n in (1..lines.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        lines.swap(n, (state % (n as u64 + 1)) as usize);
    }
}
