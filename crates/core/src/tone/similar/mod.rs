//! `kind: similar`
//!
//! Learns from lines. `match` lists lines that a supervisor would mark, a few
//! dozen or hundreds; what is fine to say stands in the pack's clean/*.yaml and
//! in its replies. From both the engine fits weights of character runs, and a
//! text that is more like marked lines than `thresholds.similar` in pack.yaml
//! asks is reported under the rule whose lines it is most like. It finds free
//! variation that no list of words holds; where it is wrong, the remedy is a
//! line more: here, or in clean.yaml.
//!
//! Forms of address and soft particles (亲, 哦, 呢) say nothing about a line and
//! are not looked at. Long texts are read in windows of a few clauses, and
//! the clause that speaks most against its window is the place reported.

mod fit;
mod reading;

pub(crate) use fit::Lines;

use std::ops::Range;

use once_cell::sync::OnceCell;
use serde::{Deserialize, Serialize};

use reading::Reading;

/// Characters of a window. Lines of agents have a median of twenty.
const WINDOW: usize = 60;

/// The longest run of characters.
const MAX_RUN: usize = 3;

/// Added to the number of runs before its root divides the sum of their
/// weights: a short text has little to be sure about.
const SMOOTHING: f32 = 30.0;

/// What was learned from a pack's lines.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Similar {
    /// The least confidence that is reported, 0 to 1.
    least: f32,
    /// The least confidence with which rules with `context` are, 0 to 1.
    context: f32,
    bias: f32,
    /// What one unit of a stored weight is worth.
    unit: f32,
    /// The runs in the order of their hashes, each as the distance from the
    /// one before.
    gaps: Vec<u32>,
    /// How much each speaks against a text; two's complement.
    #[serde(with = "serde_bytes")]
    weights: Vec<u8>,
    /// The number in `rules` that each speaks for, and how much.
    #[serde(with = "serde_bytes")]
    rule_of: Vec<u8>,
    #[serde(with = "serde_bytes")]
    strengths: Vec<u8>,
    /// Numbers of the rules that have lines.
    rules: Vec<u32>,
    #[serde(skip)]
    table: OnceCell<Table>,
}

/// How much the parts of a text are like marked lines.
pub(crate) struct Likeness {
    /// Places that are, with the rules they are most like; in bytes of the
    /// folded text. They do not overlap.
    pub(crate) places: Vec<(usize, Range<usize>)>,
    /// Parts that were judged, each with whether it could be marked: clauses,
    /// and clauses with the next one. In order.
    parts: Vec<(Range<usize>, bool)>,
}

impl Likeness {
    /// Whether any part of the text could be marked at all.
    pub(crate) fn could_be_marked(&self) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|(_, could)| *could)
    }

    /// Whether what stands around a place of the folded text could be marked
    /// at all. Where nothing was learned, everything could.
    pub(crate) fn agrees(&self, place: &Range<usize>) -> bool {
        // Parts are in order, so those that touch the place are neighbours.
        let behind = self
            .parts
            .partition_point(|(part, _)| part.start < place.end);
        let mut around = self.parts[..behind]
            .iter()
            .rev()
            .take_while(|(part, _)| place.start < part.end)
            .peekable();
        around.peek().is_none() || around.any(|(_, could)| *could)
    }
}

impl Similar {
    /// Compares a folded text with the lines.
    pub(crate) fn read(&self, folded: &str) -> Likeness {
        let mut out = Likeness {
            places: Vec::new(),
            parts: Vec::new(),
        };
        if self.rules.is_empty() {
            return out;
        }
        let table = self.table.get_or_init(|| Table::new(self));
        let reading = Reading::new(folded);
        let sums = self.sums(table, &reading);
        out.parts = self.parts(table, &sums, &reading);
        for window in reading.windows(WINDOW) {
            if !reading.says_something(&window) {
                continue;
            }
            if self.log_odds(&sums, &window) < table.least {
                continue;
            }
            let clauses = reading.clauses(&window);
            let worst = clauses.max_by(|a, b| score(&sums, a).total_cmp(&score(&sums, b)));
            let range = reading.origin(&worst.unwrap_or_else(|| window.clone()));
            let is_new = out
                .places
                .last()
                .is_none_or(|last| last.1.end <= range.start);
            if is_new && !range.is_empty() {
                out.places
                    .push((self.rule(table, &reading, &window), range));
            }
        }
        out
    }

    /// Judges every clause alone and with the next one: a text is no better
    /// for the kind words around a bad clause.
    fn parts(&self, table: &Table, sums: &[i32], reading: &Reading) -> Vec<(Range<usize>, bool)> {
        let clauses: Vec<Range<usize>> = reading.pieces(WINDOW).collect();
        let mut out = Vec::with_capacity(2 * clauses.len());
        for (n, clause) in clauses.iter().enumerate() {
            let mut judge = |part: Range<usize>| {
                let range = reading.origin(&part);
                // Of a few letters nobody can tell.
                if !range.is_empty() && reading.says_something(&part) {
                    out.push((range, self.log_odds(sums, &part) >= table.context));
                }
            };
            judge(clause.clone());
            if let Some(next) = clauses.get(n + 1) {
                judge(clause.start..next.end);
            }
        }
        out
    }

    /// Whether all numbers that are used as an index lie within what they
    /// point into.
    pub(crate) fn is_sound(&self, rules: usize) -> bool {
        let runs = self.gaps.len();
        runs == self.weights.len()
            && runs == self.rule_of.len()
            && runs == self.strengths.len()
            && self.rules.iter().all(|rule| (*rule as usize) < rules)
            && self
                .rule_of
                .iter()
                .all(|n| usize::from(*n) < self.rules.len())
            && [self.least, self.context, self.bias, self.unit]
                .iter()
                .all(|n| n.is_finite())
    }

    /// For every place in the reading, the sum of the weights of all runs that
    /// end before it.
    fn sums(&self, table: &Table, reading: &Reading) -> Vec<i32> {
        let mut sums = Vec::with_capacity(reading.len() + 1);
        let mut sum = 0;
        sums.push(sum);
        reading.each_run(0..reading.len(), |runs| {
            for run in runs {
                sum += table.get(*run).map_or(0, Place::weight);
            }
            sums.push(sum);
        });
        sums
    }

    /// How sure it is that a window would be marked.
    fn log_odds(&self, sums: &[i32], window: &Range<usize>) -> f32 {
        score(sums, window) * self.unit + self.bias
    }

    /// The rule whose lines a window is most like.
    fn rule(&self, table: &Table, reading: &Reading, window: &Range<usize>) -> usize {
        let mut votes = vec![0u32; self.rules.len()];
        reading.each_run(window.clone(), |runs| {
            let places = runs.iter().filter_map(|run| table.get(*run));
            for n in places.filter_map(Place::number) {
                votes[usize::from(self.rule_of[n])] += u32::from(self.strengths[n]);
            }
        });
        let best = (0..votes.len()).max_by_key(|n| (votes[*n], std::cmp::Reverse(*n)));
        best.map_or(0, |n| self.rules[n] as usize)
    }
}

/// The log-odds of a probability.
fn log_odds(probability: f32) -> f32 {
    libm::logf(probability / (1.0 - probability))
}

/// The sum of weights of a window, as it counts for its length.
fn score(sums: &[i32], window: &Range<usize>) -> f32 {
    let sum = sums[window.end] - sums[window.start];
    let runs = window.len() * MAX_RUN;
    sum as f32 / (runs as f32 + SMOOTHING).sqrt()
}

/// The weights, to be looked up by the hash of a run.
#[derive(Debug, Clone)]
struct Table {
    /// The least confidences as log-odds, which every part is compared with.
    least: f32,
    context: f32,
    /// One bit for the end of every hash: most runs of a text are unknown, and
    /// this small map tells so without a look at the large one.
    known: Vec<u64>,
    /// A power of two, at most half full; a run stands at the first free place
    /// from where its hash points.
    places: Vec<Place>,
}

/// A run: its hash, its number plus one, and its weight beside them, so that
/// summing up takes one look.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    run: u32,
    /// The number plus one in the upper bits, 0 for a free place; the weight in
    /// the lowest eight.
    number_and_weight: u32,
}

impl Place {
    fn number(self) -> Option<usize> {
        (self.number_and_weight as usize >> 8).checked_sub(1)
    }

    fn weight(self) -> i32 {
        i32::from(self.number_and_weight as u8 as i8)
    }
}

/// Bits of `known`.
const KNOWN: usize = 1 << 18;

impl Table {
    fn new(similar: &Similar) -> Self {
        let size = (similar.gaps.len() * 2).next_power_of_two();
        let mut table = Self {
            least: log_odds(similar.least),
            context: log_odds(similar.context),
            known: vec![0; KNOWN / 64],
            places: vec![Place::default(); size],
        };
        let mut run = 0u32;
        for ((gap, weight), number) in similar.gaps.iter().zip(&similar.weights).zip(1u32..) {
            run = run.wrapping_add(*gap);
            let bit = run as usize % KNOWN;
            table.known[bit / 64] |= 1 << (bit % 64);
            let mut at = table.place(run);
            while table.places[at].number_and_weight != 0 {
                at = (at + 1) % size;
            }
            table.places[at] = Place {
                run,
                number_and_weight: number << 8 | u32::from(*weight),
            };
        }
        table
    }

    /// Other bits than those of `known`, which would always agree.
    fn place(&self, run: u32) -> usize {
        (run >> 7) as usize & (self.places.len() - 1)
    }

    /// Where a run stands.
    fn get(&self, run: u32) -> Option<Place> {
        let bit = run as usize % KNOWN;
        if self.known[bit / 64] & (1 << (bit % 64)) == 0 {
            return None;
        }
        let mut at = self.place(run);
        loop {
            let place = self.places[at];
            if place.number_and_weight == 0 {
                return None;
            }
            if place.run == run {
                return Some(place);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }
}
