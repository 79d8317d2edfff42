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

use crate::letters::Letters;
use reading::{LEAST, Reading};

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
    /// Places that are, which do not overlap.
    pub(crate) places: Vec<Place>,
    /// Parts that were judged, each with whether it could be marked: clauses,
    /// and clauses with the next one. In order.
    parts: Vec<(Range<usize>, bool)>,
}

/// A place that is like marked lines.
pub(crate) struct Place {
    /// In bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// The hashes of the runs of the window that it was found in.
    runs: Vec<u32>,
}

impl Likeness {
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
    pub(crate) fn read(&self, folded: Letters<'_>) -> Likeness {
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
            let clauses = reading.clauses(&window).into_iter();
            let worst = clauses.max_by(|a, b| score(&sums, a).total_cmp(&score(&sums, b)));
            let range = reading.origin(&worst.unwrap_or_else(|| window.clone()));
            let last = out.places.last();
            let is_new = last.is_none_or(|last| last.range.end <= range.start);
            if is_new && !range.is_empty() {
                let mut runs = Vec::new();
                reading.each_run(window, |ending| runs.extend_from_slice(ending));
                out.places.push(Place { range, runs });
            }
        }
        out
    }

    /// Judges every clause alone and with the next one: a text is no better
    /// for the kind words around a bad clause.
    fn parts(&self, table: &Table, sums: &[i32], reading: &Reading) -> Vec<(Range<usize>, bool)> {
        let mut out = Vec::with_capacity(8);
        let mut judge = |part: Range<usize>, letters: usize| {
            // Of a few letters nobody can tell.
            if letters >= LEAST {
                let could = self.log_odds(sums, &part) >= table.context;
                out.push((reading.origin(&part), could));
            }
        };
        let mut pieces = reading.pieces(WINDOW).peekable();
        while let Some(piece) = pieces.next() {
            judge(piece.range.clone(), piece.letters);
            if let Some(next) = pieces.peek() {
                let both = piece.range.start..next.range.end;
                judge(both, piece.letters + next.letters);
            }
        }
        out
    }

    /// Leaves out all runs but so many that weigh most.
    pub(crate) fn keep_strongest(&mut self, most: usize) {
        let strength = |weight: u8| (weight as i8).unsigned_abs();
        let mut strengths: Vec<u8> = self.weights.iter().map(|w| strength(*w)).collect();
        strengths.sort_unstable_by(|a, b| b.cmp(a));
        let least = strengths.get(most).copied().unwrap_or(0);
        let mut kept = Self {
            rules: std::mem::take(&mut self.rules),
            ..Self {
                least: self.least,
                context: self.context,
                bias: self.bias,
                unit: self.unit,
                ..Self::default()
            }
        };
        let mut gap = 0u32;
        for (n, weight) in self.weights.iter().enumerate() {
            gap = gap.wrapping_add(self.gaps[n]);
            if strength(*weight) > least {
                kept.gaps.push(std::mem::take(&mut gap));
                kept.weights.push(*weight);
                kept.rule_of.push(self.rule_of[n]);
                kept.strengths.push(self.strengths[n]);
            }
        }
        *self = kept;
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
        for end in 1..=reading.len() {
            match reading.runs_before(end) {
                Some(runs) => sum += table.weight(&runs),
                None => reading.each_run(end - 1..end, |runs| {
                    sum += runs.iter().map(|run| table.weight(&[*run])).sum::<i32>();
                }),
            }
            sums.push(sum);
        }
        sums
    }

    /// How sure it is that a window would be marked.
    fn log_odds(&self, sums: &[i32], window: &Range<usize>) -> f32 {
        score(sums, window) * self.unit + self.bias
    }

    /// The rule whose lines a place is most like.
    pub(crate) fn rule(&self, place: &Place) -> usize {
        let table = self.table.get_or_init(|| Table::new(self));
        let mut votes = vec![0u32; self.rules.len()];
        for n in place.runs.iter().filter_map(|run| table.number(*run)) {
            votes[usize::from(self.rule_of[n])] += u32::from(self.strengths[n]);
        }
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
    /// The hashes, in order.
    runs: Vec<u32>,
    /// A run stands in the bucket that its hash points to. All places of a
    /// bucket are compared at once, without a branch that depends on the text.
    buckets: Vec<Bucket>,
}

/// Runs: ten bits by which each is known above the six of its weight in units
/// of [`COARSE`]. All zero is a free place, which weighs nothing.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(16))]
struct Bucket([u16; BUCKET]);

/// Places of a bucket, as many as are compared in one step.
const BUCKET: usize = 8;

/// What a unit of a weight is in a place, in stored ones.
const COARSE: i32 = 4;
const WEIGHT_BITS: u32 = 6;

/// Runs for every bucket; of those that find no place the weakest are left out,
/// which are about as many as one in a hundred.
const LOAD: usize = 4;

impl Table {
    fn new(similar: &Similar) -> Self {
        let mut table = Self {
            least: log_odds(similar.least),
            context: log_odds(similar.context),
            runs: Vec::with_capacity(similar.gaps.len()),
            buckets: vec![Bucket::default(); similar.gaps.len() / LOAD + 1],
        };
        let mut run = 0u32;
        for (gap, weight) in similar.gaps.iter().zip(&similar.weights) {
            run = run.wrapping_add(*gap);
            table.runs.push(run);
            // A run that weighs nothing needs no place.
            let weight = coarse(*weight as i8);
            if weight != 0 {
                let bucket = table.bucket(run);
                table.buckets[bucket].insert(name(run) | weight as u16 & !NAME);
            }
        }
        table
    }

    /// The upper bits of the hash, scaled to the number of buckets.
    fn bucket(&self, run: u32) -> usize {
        ((u64::from(run) * self.buckets.len() as u64) >> 32) as usize
    }

    /// The sum of the weights of the runs that are known. Of a run only some
    /// bits are compared, so one that is not known is taken for a known one
    /// once in some hundred times.
    fn weight<const N: usize>(&self, runs: &[u32; N]) -> i32 {
        let mut sums = [0i16; BUCKET];
        for run in runs {
            let own = name(*run);
            let bucket = &self.buckets[self.bucket(*run)];
            for (place, sum) in bucket.0.iter().zip(&mut sums) {
                let is_same = (place ^ own) & NAME == 0;
                *sum += if is_same { weight(*place) } else { 0 };
            }
        }
        // In halves, as processors do it.
        let mut half = BUCKET / 2;
        while half > 0 {
            for n in 0..half {
                sums[n] += sums[n + half];
            }
            half /= 2;
        }
        COARSE * i32::from(sums[0])
    }

    /// The number of a run.
    fn number(&self, run: u32) -> Option<usize> {
        self.runs.binary_search(&run).ok()
    }
}

impl Bucket {
    /// Puts a run in a free place, or in that of a weaker one.
    fn insert(&mut self, run: u16) {
        let strength = |place: u16| weight(place).unsigned_abs();
        let weakest = self.0.iter_mut().min_by_key(|place| strength(**place));
        if let Some(place) = weakest.filter(|place| strength(**place) < strength(run)) {
            *place = run;
        }
    }
}

/// The bits of a place by which a run is known.
const NAME: u16 = u16::MAX << WEIGHT_BITS;

/// Those bits of a run; other ones than those that choose the bucket.
fn name(run: u32) -> u16 {
    (run as u16) << WEIGHT_BITS
}

/// The weight in a place.
fn weight(place: u16) -> i16 {
    let unused = u16::BITS - WEIGHT_BITS;
    (place << unused) as i16 >> unused
}

/// A stored weight in the units of places, rounded.
fn coarse(weight: i8) -> i16 {
    let most = (1 << (WEIGHT_BITS - 1)) - 1;
    let rounded = (f32::from(weight) / COARSE as f32).round();
    (rounded as i16).clamp(-most, most)
}
