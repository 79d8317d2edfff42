//! A linear scorer: multinomial logistic regression, fitted when a pack is
//! built and read-only afterwards.
//!
//! Fitting is deterministic: fixed order, fixed seed, and transcendental
//! functions from `libm`, so that every platform gets the same weights. The
//! weights are stored as single bytes, so that scoring adds whole numbers.

use std::collections::HashMap;
use std::ops::Range;

use once_cell::sync::OnceCell;
use serde::{Deserialize, Serialize};

use crate::features::FeatureId;

/// Passes over the examples. More passes fit the examples better and real
/// lines worse.
const EPOCHS: usize = 6;

/// AdaGrad's step size (Duchi, Hazan, Singer 2011).
const STEP: f32 = 0.25;

/// How much a weight shrinks at every update of its feature.
const DECAY: f32 = 2e-4;

/// A feature has to occur in this many examples: what is seen once or twice
/// teaches only those examples.
const MIN_COUNT: u32 = 3;

/// One of so many examples is kept aside to calibrate confidence.
const HELD_OUT: usize = 6;

/// An example as the scorer sees it.
pub(crate) struct Labelled {
    pub(crate) features: Vec<FeatureId>,
    pub(crate) class: usize,
}

/// The fitted weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Scorer {
    classes: usize,
    /// Known features in their order, each as the distance from the one before.
    gaps: Vec<u32>,
    /// How many entries each has.
    counts: Vec<u16>,
    /// Class numbers and weights of all entries.
    #[serde(with = "serde_bytes")]
    entry_classes: Vec<u8>,
    /// Two's complement, as bytes.
    #[serde(with = "serde_bytes")]
    entry_weights: Vec<u8>,
    /// What one unit of a stored weight is worth.
    unit: f32,
    bias: Vec<f32>,
    /// Divides the scores before they become probabilities (Guo et al. 2017,
    /// temperature scaling).
    temperature: f32,
    /// Made at the first use.
    #[serde(skip)]
    table: OnceCell<Table>,
}

/// The weights as they are looked up: what is read together lies together,
/// since waiting for memory is what scoring mostly does.
#[derive(Debug, Clone)]
struct Table {
    /// Where the rows of the features with each beginning stand.
    starts: Vec<u32>,
    rows: Vec<Row>,
    entries: Vec<Entry>,
}

/// A feature, and where its entries begin; one more row ends the last.
#[derive(Debug, Clone, Copy)]
struct Row {
    feature: FeatureId,
    start: u32,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    class: u8,
    weight: i8,
}

/// Features are looked up by so many of their first bits.
const INDEX_BITS: u32 = 14;

impl Scorer {
    /// Fits a scorer: first without the held-out examples, to learn how much
    /// its confidence can be trusted, then with all of them. With `most`, it
    /// has no more than so many entries.
    pub(crate) fn fit(examples: &[Labelled], classes: usize, most: Option<usize>) -> Self {
        let (mut kept, mut held_out): (Vec<&Labelled>, Vec<&Labelled>) = (Vec::new(), Vec::new());
        for (n, example) in examples.iter().enumerate() {
            if n % HELD_OUT == HELD_OUT - 1 {
                held_out.push(example);
            } else {
                kept.push(example);
            }
        }
        let temperature = best_temperature(&Self::fit_once(&kept, classes, most), &held_out);
        let mut scorer = Self::fit_once(&examples.iter().collect::<Vec<_>>(), classes, most);
        scorer.temperature = temperature;
        scorer
    }

    /// Whether every number that is used as an index lies within what it
    /// points into.
    pub(crate) fn is_sound(&self, classes: usize) -> bool {
        let entries: usize = self.counts.iter().map(|n| usize::from(*n)).sum();
        self.classes == classes
            && self.bias.len() == classes
            && self.counts.len() == self.gaps.len()
            && entries == self.entry_classes.len()
            && entries == self.entry_weights.len()
            && self
                .entry_classes
                .iter()
                .all(|class| usize::from(*class) < classes)
            && self.unit.is_finite()
            && self.bias.iter().all(|bias| bias.is_finite())
            && self.temperature > 0.0
    }

    /// Where entries are few, the weightiest of a full fit are found out first
    /// and then learn alone: they make up for what is missing.
    fn fit_once(examples: &[&Labelled], classes: usize, most: Option<usize>) -> Self {
        let fitted = Fit::new(examples, classes).run(examples);
        match most {
            None => fitted.store(1),
            Some(most) => fitted.strongest(most).run(examples).store(STEP_OF_LEAN),
        }
    }

    /// The scores of all classes for some features (ordered, without
    /// repetition), as log-odds before calibration.
    pub(crate) fn scores(&self, features: &[FeatureId]) -> Vec<f32> {
        let table = self.table();
        // All rows first: no row waits for another one's entries.
        let rows: Vec<Range<usize>> = features.iter().filter_map(|f| table.row(*f)).collect();
        let mut sums = vec![0i32; self.classes];
        for row in &rows {
            for entry in &table.entries[row.clone()] {
                sums[usize::from(entry.class)] += i32::from(entry.weight);
            }
        }
        let norm = norm(rows.len()) * self.unit;
        sums.iter()
            .zip(&self.bias)
            .map(|(sum, bias)| *sum as f32 * norm + bias)
            .collect()
    }

    /// What one feature among `known` adds to the score of a class.
    pub(crate) fn contribution(&self, feature: FeatureId, class: usize, known: usize) -> f32 {
        let table = self.table();
        let Some(row) = table.row(feature) else {
            return 0.0;
        };
        table.entries[row]
            .iter()
            .filter(|entry| usize::from(entry.class) == class)
            .map(|entry| f32::from(entry.weight) * self.unit * norm(known))
            .sum()
    }

    /// Whether a feature has weights.
    pub(crate) fn knows(&self, feature: FeatureId) -> bool {
        self.table().row(feature).is_some()
    }

    fn table(&self) -> &Table {
        self.table.get_or_init(|| Table::new(self))
    }

    /// Probabilities of the classes for scores.
    pub(crate) fn probabilities(&self, scores: &[f32]) -> Vec<f32> {
        softmax(scores, self.temperature)
    }
}

/// Weights of small scorers are multiples of this many units: fewer steps pack
/// better.
const STEP_OF_LEAN: i16 = 8;

impl Table {
    fn new(scorer: &Scorer) -> Self {
        let first = |n: u64| n << (u32::BITS - INDEX_BITS);
        let mut feature = 0u32;
        let features: Vec<FeatureId> = scorer
            .gaps
            .iter()
            .map(|gap| {
                feature = feature.wrapping_add(*gap);
                feature
            })
            .collect();
        let mut end = 0u32;
        let starts = scorer.counts.iter().map(|count| {
            let start = end;
            end += u32::from(*count);
            start
        });
        let mut rows: Vec<Row> = features
            .iter()
            .zip(starts)
            .map(|(feature, start)| Row {
                feature: *feature,
                start,
            })
            .collect();
        rows.push(Row {
            feature: FeatureId::MAX,
            start: end,
        });
        let place = |n: u64| features.partition_point(|f| u64::from(*f) < first(n)) as u32;
        let entries = scorer.entry_classes.iter().zip(&scorer.entry_weights);
        Self {
            starts: (0..=1u64 << INDEX_BITS).map(place).collect(),
            rows,
            entries: entries
                .map(|(class, weight)| Entry {
                    class: *class,
                    weight: *weight as i8,
                })
                .collect(),
        }
    }

    /// The entries of a feature.
    fn row(&self, feature: FeatureId) -> Option<Range<usize>> {
        let block = (feature >> (u32::BITS - INDEX_BITS)) as usize;
        let [from, to] = *self.starts.get(block..block + 2)? else {
            return None;
        };
        let rows = self.rows.get(from as usize..to as usize)?;
        let at = from as usize + rows.iter().position(|row| row.feature == feature)?;
        let [row, next] = *self.rows.get(at..at + 2)? else {
            return None;
        };
        Some(row.start as usize..next.start as usize)
    }
}

/// Long messages have more features; their sum is brought to one scale.
fn norm(features: usize) -> f32 {
    1.0 / (features.max(1) as f32).sqrt()
}

fn softmax(scores: &[f32], temperature: f32) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores
        .iter()
        .map(|s| libm::expf((s - top) / temperature))
        .collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}

/// The temperature under which held-out examples are least surprising.
fn best_temperature(scorer: &Scorer, held_out: &[&Labelled]) -> f32 {
    if held_out.is_empty() {
        return 1.0;
    }
    let scores: Vec<Vec<f32>> = held_out
        .iter()
        .map(|e| scorer.scores(&e.features))
        .collect();
    let surprise = |temperature: f32| -> f32 {
        scores
            .iter()
            .zip(held_out)
            .map(|(s, e)| -libm::logf(softmax(s, temperature)[e.class].max(1e-9)))
            .sum()
    };
    let mut best = (f32::INFINITY, 1.0);
    for step in 6..=60 {
        let temperature = step as f32 * 0.05;
        let loss = surprise(temperature);
        if loss < best.0 {
            best = (loss, temperature);
        }
    }
    best.1
}

/// A scorer while it is being fitted, with dense rows.
struct Fit {
    classes: usize,
    ids: Vec<FeatureId>,
    index: HashMap<FeatureId, u32>,
    weights: Vec<f32>,
    squares: Vec<f32>,
    bias: Vec<f32>,
    bias_squares: Vec<f32>,
    /// For every weight whether it stays zero; empty if none has to.
    is_left_out: Vec<bool>,
}

impl Fit {
    fn new(examples: &[&Labelled], classes: usize) -> Self {
        let mut counts: HashMap<FeatureId, u32> = HashMap::new();
        for feature in examples.iter().flat_map(|e| &e.features) {
            *counts.entry(*feature).or_default() += 1;
        }
        let mut ids: Vec<FeatureId> = counts
            .into_iter()
            .filter(|(_, n)| *n >= MIN_COUNT)
            .map(|(id, _)| id)
            .collect();
        ids.sort_unstable();
        let index = numbered(&ids);
        let size = ids.len() * classes;
        Self {
            classes,
            ids,
            index,
            weights: vec![0.0; size],
            squares: vec![1e-6; size],
            bias: vec![0.0; classes],
            bias_squares: vec![1e-6; classes],
            is_left_out: Vec::new(),
        }
    }

    /// An unfitted one that has only the weightiest entries of this one, and
    /// the features that have any of them.
    fn strongest(self, most: usize) -> Self {
        let mut strengths: Vec<f32> = self.weights.iter().map(|w| w.abs()).collect();
        strengths.sort_unstable_by(|a, b| b.total_cmp(a));
        let least = strengths.get(most).copied().unwrap_or(0.0);
        let (mut ids, mut is_left_out) = (Vec::new(), Vec::new());
        for (id, weights) in self
            .ids
            .iter()
            .zip(self.weights.chunks(self.classes.max(1)))
        {
            if weights.iter().any(|w| w.abs() > least) {
                ids.push(*id);
                is_left_out.extend(weights.iter().map(|w| w.abs() <= least));
            }
        }
        let (size, classes) = (is_left_out.len(), self.classes);
        Self {
            index: numbered(&ids),
            ids,
            weights: vec![0.0; size],
            squares: vec![1e-6; size],
            bias: vec![0.0; classes],
            bias_squares: vec![1e-6; classes],
            classes,
            is_left_out,
        }
    }

    fn run(mut self, examples: &[&Labelled]) -> Self {
        let rows: Vec<Vec<u32>> = examples
            .iter()
            .map(|e| {
                e.features
                    .iter()
                    .filter_map(|f| self.index.get(f).copied())
                    .collect()
            })
            .collect();
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = 0x2545_F491_4F6C_DD1D_u64;
        for _ in 0..EPOCHS {
            shuffle(&mut order, &mut random);
            for &n in &order {
                self.learn(&rows[n], examples[n].class);
            }
        }
        self
    }

    fn learn(&mut self, row: &[u32], class: usize) {
        let norm = norm(row.len());
        let mut scores = self.bias.clone();
        for &feature in row {
            let start = feature as usize * self.classes;
            for (score, weight) in scores
                .iter_mut()
                .zip(&self.weights[start..start + self.classes])
            {
                *score += weight * norm;
            }
        }
        let mut slope = softmax(&scores, 1.0);
        slope[class] -= 1.0;
        for &feature in row {
            let start = feature as usize * self.classes;
            let weights = &mut self.weights[start..start + self.classes];
            let squares = &mut self.squares[start..start + self.classes];
            for ((weight, square), s) in weights.iter_mut().zip(squares).zip(&slope) {
                let gradient = s * norm + DECAY * *weight;
                *square += gradient * gradient;
                *weight -= STEP * gradient / square.sqrt();
            }
            if let Some(left_out) = self.is_left_out.get(start..start + self.classes) {
                for (weight, is_left_out) in weights.iter_mut().zip(left_out) {
                    *weight *= f32::from(u8::from(!is_left_out));
                }
            }
        }
        for ((bias, square), s) in self.bias.iter_mut().zip(&mut self.bias_squares).zip(&slope) {
            *square += s * s;
            *bias -= 0.1 * STEP * s / square.sqrt();
        }
    }

    /// Rounds the weights to bytes that are multiples of `step`, and leaves out
    /// those that round to nothing.
    fn store(self, step: i16) -> Scorer {
        let largest = self.weights.iter().fold(0f32, |m, w| m.max(w.abs()));
        let unit = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let mut scorer = Scorer {
            classes: self.classes,
            gaps: Vec::new(),
            counts: Vec::new(),
            entry_classes: Vec::new(),
            entry_weights: Vec::new(),
            unit,
            bias: self.bias,
            temperature: 1.0,
            table: OnceCell::new(),
        };
        let mut last = 0;
        for (id, weights) in self
            .ids
            .iter()
            .zip(self.weights.chunks(self.classes.max(1)))
        {
            let before = scorer.entry_classes.len();
            for (class, weight) in weights.iter().enumerate() {
                let steps = (weight / unit / f32::from(step)).round() as i16;
                let stored = (steps * step).clamp(-127, 127) as i8;
                if stored != 0 {
                    scorer.entry_classes.push(class as u8);
                    scorer.entry_weights.push(stored as u8);
                }
            }
            let count = scorer.entry_classes.len() - before;
            if count > 0 {
                scorer.gaps.push(id - last);
                scorer.counts.push(count as u16);
                last = *id;
            }
        }
        scorer
    }
}

/// Features with their numbers.
fn numbered(ids: &[FeatureId]) -> HashMap<FeatureId, u32> {
    let numbered = ids.iter().copied().zip(0u32..);
    numbered.collect()
}

/// Fisher-Yates with an xorshift generator: the same order every time.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for n in (1..order.len()).rev() {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        order.swap(n, (*state % (n as u64 + 1)) as usize);
    }
}
